//! `enlist restore`: the plan that brings a snapshot back.

use serde_json::{Value, json};

use crate::helpers::{ENGINEERING, MUNICH, set_group, skipped, verdicts};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

/// A change of every kind that can be written.
fn edits() -> Vec<Vec<&'static str>> {
    let filter = [
        "--filter",
        "Corp Windows devices",
        "--filter-mode",
        "exclude",
    ];
    let group = |configuration, assignment| set_group(configuration, assignment, "Legal").to_vec();
    vec![
        group("Corp ESP", "Kiosk Berlin"),
        [&group("Kiosk ESP", "Surface Hub rooms")[..], &filter].concat(),
        vec![
            "set",
            "Kiosk ESP",
            MUNICH,
            "--target",
            "scope-tag",
            "--target-type",
            "device",
            "--id",
            ENGINEERING,
        ],
        set_group("Block old iOS", "all-users", "Legal").to_vec(),
        vec![
            "set",
            "Mail on iOS enrollment",
            "Mac users",
            "--target",
            "all-users",
            "--confirm",
            "contoso.com",
        ],
        set_group("Attestation preview", "all-devices", "Guests").to_vec(),
        vec![
            "set",
            "Co-management pilot",
            "2938704f-e659-48fe-86c2-a01609f590b5_SMS00001",
            "--target",
            "cm-collection",
            "--id",
            "SMS00002",
        ],
        vec![
            "add",
            "Lab ESP",
            "--target",
            "all-devices",
            "--confirm",
            "contoso.com",
        ],
        vec!["remove", "Headsets", "dd2ee150", "--allow-empty"],
        vec!["remove", "Two devices for staff", "Legal"],
        vec![
            "add",
            "Two devices for staff",
            "--target",
            "group",
            "--group",
            "Guests",
        ],
        vec!["priority", "Corp ESP", "3"],
        vec!["priority", "Two devices for staff", "2"],
        group("Autopilot pilot ESP", "Autopilot pilot"),
    ]
}

/// In a service that has the PATCH and in one that has not.
#[test]
fn a_snapshot_is_brought_back_whatever_was_changed() {
    for behaviour in ["documented", "live"] {
        let env = TestEnv::new(&[&format!("--demo={behaviour}")]);
        let state = env.path("s.json");
        assert_eq!(code(&env.run(&["snapshot", &state])), 0);
        let before = env.read("s.json");
        for change in &edits() {
            let (code, done) = env.send(change);
            // Beside a row of a policy set only the PATCH can change anything.
            let is_refused = behaviour == "live" && change[1].starts_with("Autopilot");
            assert_eq!(code == 0, !is_refused, "{change:?} {done:#}");
        }
        let differs = document(&env.run(&["diff", &state, "--json"]));
        let count = differs["changes"].as_array().unwrap().len();
        assert_eq!(
            count,
            if behaviour == "live" { 10 } else { 11 },
            "{differs:#}"
        );
        let message = out(&env.run(&["diff", &state]));
        assert!(
            message.contains("filter: group · Surface Hub rooms")
                || message.contains("retargeted: "),
            "{message}"
        );

        let back = env.planned(&["restore", &state], "back.toml");
        let (code_back, done) =
            env.send(&["apply", &back, "--confirm", "contoso.com", "--allow-empty"]);
        assert_eq!(code_back, 0, "{done:#}");
        let differs = document(&env.run(&["diff", &state, "--json"]));
        assert_eq!(differs, json!({"changes": []}), "{differs:#}");
        assert_eq!(out(&env.run(&["diff", &state])), "No differences.\n");
        assert_eq!(code(&env.run(&["snapshot", &state])), 0);
        let ids = |state: &str| {
            let state: Value = serde_json::from_str(state).unwrap();
            let all = state["configurations"].as_array().unwrap().clone();
            all.iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&env.read("s.json")), ids(&before));
        // There is nothing left to bring back, which is no failure.
        let nothing = env.run(&["restore", &state]);
        assert_eq!(code(&nothing), 0);
        assert!(
            err(&nothing).contains("nothing to change"),
            "{}",
            err(&nothing)
        );
    }
}

/// A move stands on the order of all that are ranked together.
#[test]
fn priorities_come_back_unless_somebody_else_moves_one() {
    let env = TestEnv::new(&[]);
    let state = env.path("s.json");
    assert_eq!(code(&env.run(&["snapshot", &state])), 0);
    assert_eq!(env.send(&["priority", "Lab ESP", "1"]).0, 0);
    assert_eq!(env.send(&["priority", "Corp ESP", "4"]).0, 0);
    let back = env.planned(&["restore", &state], "back.toml");
    let before = env.writes();

    assert_eq!(env.send(&["priority", "Kiosk ESP", "5"]).0, 0);
    let (code_then, done) = env.send(&["apply", &back]);
    assert_eq!(
        (code_then, verdicts(&done)),
        (3, vec!["conflict"; 2]),
        "{done:#}"
    );
    // What moved on is the order, and not the list of targets.
    for row in done["rows"].as_array().unwrap() {
        assert!(row["orderObserved"].is_array(), "{row:#}");
        assert!(row["observed"].is_null(), "{row:#}");
    }
    assert_eq!(env.writes(), before + 1);

    let back = env.planned(&["restore", &state], "again.toml");
    let shown = document(&env.run(&["apply", &back, "--dry-run", "--json"]));
    assert_eq!(shown["rows"][0]["via"], "setPriority");
    let (code_then, done) = env.send(&["apply", &back]);
    assert_eq!(code_then, 0, "{done:#}");
    let (code_then, done) = env.send(&["apply", &back]);
    assert_eq!(
        (code_then, done["message"].as_str()),
        (0, Some("2 already done"))
    );
    assert_eq!(out(&env.run(&["diff", &state])), "No differences.\n");
}

#[test]
fn what_cannot_be_brought_back_is_named_with_its_reason() {
    let env = TestEnv::new(&[]);
    let state = env.path("s.json");
    assert_eq!(code(&env.run(&["snapshot", &state])), 0);
    let mut file: Value = serde_json::from_str(&env.read("s.json")).unwrap();
    for one in file["configurations"].as_array_mut().unwrap() {
        let name = one["displayName"].as_str().unwrap().to_owned();
        let assignments = one["assignments"].as_array_mut().unwrap();
        match name.as_str() {
            "Headsets" => one["id"] = json!("gone"),
            "All users and all devices" => assignments.clear(),
            // Whatever kind it is of, another group was there.
            "Windows 11 only" | "Retail ESP 日本" | "Autopilot pilot ESP" => {
                for row in assignments {
                    let target = row["target"].as_object_mut().unwrap();
                    target.insert("was".to_owned(), json!(1));
                }
            }
            _ => {}
        }
    }
    let edited = env.write("edited.json", &file.to_string());
    let output = env.run(&["restore", &edited]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let message = err(&output);
    let left = skipped(&message);
    for (name, reason) in [
        ("Headsets", "is gone"),
        ("All users and all devices", "The default applies"),
        ("Windows 11 only", "excluded group"),
        ("Retail ESP 日本", "unknown kind"),
        ("Autopilot pilot ESP", "policy set"),
    ] {
        let is_named = |line: &&str| line.starts_with(name) && line.contains(reason);
        assert!(left.iter().any(is_named), "{name} {left:#?}");
    }
    // Only what is named is looked at.
    let output = env.run(&["restore", &edited, "Headsets", "Lab ESP"]);
    assert_eq!(skipped(&err(&output)).len(), 1, "{}", err(&output));
    for args in [
        vec!["restore", &edited, "No such"],
        vec!["restore", "no such file"],
        vec!["diff", "no such file"],
    ] {
        assert_eq!(code(&env.run(&args)), 2, "{args:?}");
    }
    assert_eq!(code(&env.run(&["snapshot", "no/such/folder/s.json"])), 1);
    file["tenant"] = json!("Fabrikam");
    // By the id of the tenant, and by its name where a file has no id.
    for id in [json!("00000000-1111-2222-3333-444444444444"), Value::Null] {
        file["tenantId"] = id;
        let edited = env.write("edited.json", &file.to_string());
        let output = env.run(&["restore", &edited]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("Fabrikam"), "{}", err(&output));
    }
    assert_eq!(env.writes(), 0);
}
