//! Signing in on the screen, other profiles, and a tenant that is large.

use serde_json::json;

use crate::support::pty::{Program, enlist};
use crate::support::service::Service;

#[test]
fn a_sign_in_by_device_code_on_the_screen() {
    let mut program = Program::start(enlist(), &["--demo", "--sign-in"], &[]);
    program
        .see("Sign in")
        .see("Method: device-code")
        .see("/devicelogin")
        .see("and enter this code:");
    // The embedded authority signs the admin in after a moment.
    program
        .see_no_more("Sign in")
        .see("Configurations 38 ")
        .see("admin@contoso.com");
    // Once more, in the middle of work: the form stays as it is.
    program.send("\re").see("Change target · Corp ESP");
    program.send("\x1b").see_no_more("Change target");
    program
        .send(":")
        .see("Commands")
        .send("renew\r")
        .see("and enter this code:");
    program.see_no_more("Sign in").see("Configurations 38 ");
    program.send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn a_sign_in_can_be_given_up_and_done_with_a_token() {
    let service = Service::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "graph_url = \"{0}\"\nauthority_url = \"{0}\"\nclient_id = \"demo-app\"\n",
        service.base_url
    );
    std::fs::write(&config, text).unwrap();
    let mut program = Program::start(
        enlist(),
        &["--config", config.to_str().unwrap(), "--method", "token"],
        &[("ENLIST_ACCESS_TOKEN", "stale")],
    );
    program.see("Paste an access token");
    program.press_until("\x1b", "the sign-in to close", |screen| {
        !screen.contents().contains("Paste an access token")
    });
    program
        .send(":")
        .see("Commands")
        .send("renew\r")
        .see("Paste an access token");
    program.paste(&service.token).see("characters)");
    assert!(!program.screen().contains(&service.token));
    program.send("\r").see("Configurations 38 ").see("Contoso");
    program.send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn another_profile_is_another_tenant() {
    let (first, second) = (Service::start(&[]), Service::start(&["--demo=live"]));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "default_profile = \"one\"\n[profile.one]\ngraph_url = \"{}\"\n\
         [profile.two]\ngraph_url = \"{}\"\nread_only = true\n",
        first.base_url, second.base_url
    );
    std::fs::write(&config, text).unwrap();
    let mut program = Program::start(
        enlist(),
        &["--config", config.to_str().unwrap()],
        &[("ENLIST_ACCESS_TOKEN", &first.token)],
    );
    program
        .see("one · ")
        .see("Configurations 38 ")
        .see("  read ")
        .see_no_more("READ-ONLY");
    program
        .send("P")
        .see("Profiles")
        .see("one  (in use)")
        .send("j\r");
    // The token of the first service is none of the second's.
    program
        .see("two · ")
        .see("READ-ONLY")
        .see("Paste an access token");
    assert_ne!(first.token, second.token);
    // It opened by itself, and listens to nothing for a moment.
    let paste = format!("\x1b[200~{}\x1b[201~", second.token);
    program.press_until(&paste, "the token", |screen| {
        screen.contents().contains("characters)")
    });
    program.send("\r").see("Configurations 38 ");
    program.send("q");
    assert!(program.wait_exit().success());
}

/// A tenant with so many configurations that one must be searched for, 40 of which name `Sales EMEA`.
fn large_tenant() -> enlist::demo::Tenant {
    let mut tenant: serde_json::Value =
        serde_json::from_str(enlist::demo::Tenant::default().as_json()).unwrap();
    let configurations = tenant["configurations"].as_array_mut().unwrap();
    configurations.clear();
    for number in 0..500 {
        let group = match number {
            0..40 => "8a119b9e-16bc-4732-8f7b-7676d015b0dc",
            250 => "fab36728-a78b-4b7e-8787-c0de2f960063",
            _ => "bc67ba94-637d-4efa-a09e-467ada679f81",
        };
        configurations.push(json!({
            "@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
            "id": format!("c{number:03}_Windows10EnrollmentCompletionPageConfiguration"),
            "displayName": format!("Page {number:03}"),
            "priority": number + 1,
            "assignments": [{
                "id": format!("c{number:03}_a"),
                "source": "direct",
                "target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group},
            }],
        }));
    }
    enlist::demo::Tenant::from_json(tenant.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_five_hundred_is_found_and_forty_are_pointed_elsewhere() {
    let service = enlist::demo::start(enlist::demo::Options {
        tenant: large_tenant(),
        page_size: 100,
        ..enlist::demo::Options::default()
    })
    .await
    .unwrap();
    let mut program = Program::start(
        enlist(),
        &["--graph-url", &service.base_url, "--settle", "1"],
        &[("ENLIST_ACCESS_TOKEN", &service.token)],
    );
    program.see("Configurations 500 ").see("Sales EMEA");
    // Two keys beside the name.
    program.send("F").see("Find assignments").send("autopilot");
    program
        .see("1 found")
        .send("\r")
        .see("Page 250")
        .see("▸ + group Autopilot pilot");

    // Two of the forty fail at first.
    for number in [7, 21] {
        service.control.add_fault(enlist::demo::Fault {
            method: Some("PATCH".to_owned()),
            path_contains: Some(format!("c{number:03}_")),
            status: Some(400),
            body: Some(r#"{"error":{"code":"BadRequest","message":"Not today."}}"#.to_owned()),
            ..enlist::demo::Fault::default()
        });
    }
    program.send("hg\r").see("▸ + group Sales EMEA");
    program.send("R").see("New group for every use of");
    program
        .send("enginee")
        .see("▸ Engineering")
        .see("M365 assigned")
        .send("\r");
    program.see("y sends 40 changes").send("y");
    program.see("38 verified, 2 rejected").see("tries the");
    // Put aside and brought back, it still knows what is left. A yes right at the end is not heard.
    program.send("\x1b").see("2 rejected");
    program.send("i").see("tries the");
    program.press_until("y", "the rest to be made", |screen| {
        screen.contents().contains("finished: 40 verified")
    });
    let patches = service
        .control
        .requests()
        .iter()
        .filter(|request| request.method == "PATCH")
        .count();
    assert_eq!(patches, 42, "each once, and two once more");
    program.send("\x1b").see("▸ + group Engineering").send("q");
    assert!(program.wait_exit().success());
}
