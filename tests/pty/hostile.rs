//! What a tenant calls its things, however a terminal would take it.

use serde_json::json;

use crate::support::pty::{Program, enlist};

/// Whether the bytes hold this text.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn emoji_that_are_put_together_leave_nothing_behind() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Sales EMEA");
    program.send("F").see("Find assignments").send("launch");
    program.see("🚀 Launch team 🧑");
    program.send("\u{1b}").see_no_more("Find assignments");
    program.send("Fsales").see("Sales EMEA");
    program.see_no_more("Launch team");
    let raw = program.raw();
    // The joiner and the skin tone are what terminals measure differently.
    assert!(!holds(&raw, "\u{200d}") && !holds(&raw, "\u{1f3fd}"));
    let screen = program.screen();
    assert_eq!(screen.matches('🚀').count(), 0, "{screen}");
}

/// What a terminal would obey, each with a word of its own behind it.
const HOSTILE: &[&str] = &[
    "\u{1b}]0;title\u{7}",
    "\u{1b}[31mred",
    "\u{1b}Pdevice\u{1b}\\",
    "\u{1b}]52;c;cHduZWQ=\u{7}",
    "\u{9b}32mgreen",
    "\u{90}string\u{9c}",
    "\u{202e}override",
    "\u{2066}isolate",
    "\u{0}nul",
    "\u{8}backspace",
    "\u{feff}mark",
];

/// A tenant whose every name, and whose ids where that is allowed, hold what a terminal would obey.
fn hostile_tenant() -> enlist::demo::Tenant {
    let mut tenant: serde_json::Value =
        serde_json::from_str(enlist::demo::Tenant::default().as_json()).unwrap();
    let all = HOSTILE.concat();
    tenant["organization"]["displayName"] = json!(format!("Org {all}"));
    tenant["me"]["userPrincipalName"] = json!(format!("admin{all}@contoso.com"));
    let group = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
    let group_of = |name: String| json!({"id": group, "displayName": name});
    tenant["groups"] = json!([group_of(format!("Group {all}"))]);
    let configuration = |number: usize, name: String| {
        json!({
            "@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
            "id": format!("c{number:03}{all}_Windows10EnrollmentCompletionPageConfiguration"),
            "displayName": name,
            "description": all,
            "priority": number + 1,
            "lastModifiedDateTime": format!("2026-03-01T10:00:00Z{all}"),
            "assignments": [
                {"id": format!("c{number:03}_a{all}"), "source": format!("direct{all}"), "target":
                    {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group}},
                {"id": format!("c{number:03}_b{all}"), "source": "direct", "target":
                    {"@odata.type": format!("#microsoft.graph.future{all}Target"), "x": all}},
                {"id": format!("c{number:03}_c{all}"), "source": "direct", "target":
                    {"@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget",
                     "targetType": format!("user{all}"), "entraObjectId": group}},
            ],
        })
    };
    let mut names: Vec<String> = HOSTILE.iter().map(|name| format!("Name {name}")).collect();
    names.push(format!("Marks a{}", "\u{301}".repeat(5_000)));
    names.push(format!("Long {}", "A".repeat(10_240)));
    let names = names.into_iter().enumerate();
    tenant["configurations"] = names
        .map(|(number, name)| configuration(number, name))
        .collect();
    enlist::demo::Tenant::from_json(tenant.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_terminal_would_obey_comes_from_the_tenant() {
    let service = enlist::demo::start(enlist::demo::Options {
        tenant: hostile_tenant(),
        ..enlist::demo::Options::default()
    })
    .await
    .unwrap();
    for linear in [false, true] {
        let mut args = vec!["--graph-url", service.base_url.as_str()];
        args.extend(linear.then_some("--linear"));
        let token = [("ENLIST_ACCESS_TOKEN", service.token.as_str())];
        let mut program = Program::start(enlist(), &args, &token);
        program.see("Name ]0;title").see("Org ");
        // Every row, every text, a copy, the review, and the search; each is drawn before it is closed.
        for (keys, shown) in [
            ("G", "Long AAA"),
            ("g", "title"),
            ("d", "All properties"),
            ("qv", "return the same"),
            ("q\rd", "Target:"),
            ("qv", "only beta returns"),
            ("qC", "Copied ("),
            ("W", "Copied text"),
            ("qo", "Intune_DeviceSettings"),
            ("qx", "nothing sent yet"),
            ("njd", "X: ]0;title"),
            ("qjd", "Target type: "),
            ("qFgroup", "red"),
        ] {
            let mark = program.bytes();
            program.send(keys);
            if linear {
                program.hear_after(mark, shown);
            } else {
                program.see(shown);
            }
        }
        let raw = program.raw();
        for hostile in HOSTILE {
            assert!(!holds(&raw, hostile), "{hostile:?} linear {linear}");
        }
        // Nor any of their first characters, but for the escape with which the program itself speaks.
        for c in [
            "\u{9b}", "\u{90}", "\u{9c}", "\u{202e}", "\u{2066}", "\u{0}", "\u{feff}",
        ] {
            assert!(!holds(&raw, c), "{c:?} linear {linear}");
        }
        assert!(!holds(&raw, &"A".repeat(1_000)), "10 kB, linear {linear}");
        assert!(
            !holds(&raw, &"\u{301}".repeat(50)),
            "marks, linear {linear}"
        );
    }
}
