//! `enlist explain`.

use serde_json::{Value, json};

use crate::helpers::demo;
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn explain_says_what_wins_and_why() {
    let told = |user: &str| {
        let output = demo(&["explain", user, "--json"]);
        assert_eq!(code(&output), 0, "{user}: {}", err(&output));
        document(&output)
    };
    let of = |told: &Value, kind: &str, platform: Value| {
        let types = told["types"].as_array().unwrap().iter();
        let mut fitting = types.filter(|one| one["platform"] == platform);
        let found = fitting.find(|one| one["type"].as_str().unwrap().contains(kind));
        found.unwrap().clone()
    };
    let winner = |of: &Value| of["winner"]["configuration"]["name"].clone();
    // An intern: the group of theirs is in Engineering, and left out where Engineering is taken in.
    let ines = told("ines@contoso.com");
    let groups = ines["user"]["groups"].as_array().unwrap().iter();
    let groups: Vec<&Value> = groups.map(|group| &group["name"]).collect();
    assert_eq!(groups, ["Interns 2026", "Engineering"]);
    let limit = of(&ines, "Limit", Value::Null);
    assert_eq!(winner(&limit), "Fifteen devices for engineers");
    assert_eq!(
        limit["winner"]["assignment"]["target"]["name"],
        "Engineering"
    );
    let windows = of(&ines, "PlatformRestriction", json!("windows"));
    assert_eq!(winner(&windows), "Block personal Windows");
    let candidate = |of: &Value, at: usize| {
        let one = &of["candidates"][at];
        let name = one["configuration"]["name"].as_str().unwrap().to_owned();
        let by = one["by"].as_str().unwrap().to_owned();
        (by, name, one["fit"].as_str().unwrap().to_owned())
    };
    let row = |by: &str, name: &str, fit: &str| (by.to_owned(), name.to_owned(), fit.to_owned());
    assert_eq!(
        candidate(&windows, 1),
        row("user", "Windows 11 only", "excluded")
    );
    // By id, in any case. The status page goes by the device first: nothing is certain for the user.
    let sasha = told("2F6B7D0E-3F0B-4F5C-9A54-0D7A4B0C6A11");
    assert_eq!(sasha["user"]["userPrincipalName"], "sasha@contoso.com");
    let esp = of(&sasha, "CompletionPage", Value::Null);
    assert_eq!(esp["winner"], Value::Null);
    assert_eq!(esp["rule"], "device-then-user");
    assert_eq!(esp["withoutUser"], "device-then-default");
    assert_eq!(candidate(&esp, 0), row("device", "Corp ESP", "fits"));
    assert_eq!(
        candidate(&esp, 1),
        row("device", "Kiosk ESP", "never-reached")
    );
    assert_eq!(esp["candidates"][1]["takenBy"], 0);
    let all = esp["candidates"].as_array().unwrap();
    assert_eq!(
        candidate(&esp, all.len() - 1),
        row("default", "All users and all devices", "fits")
    );
    let mac = of(&sasha, "PlatformRestriction", json!("mac"));
    assert_eq!(winner(&mac), "Macs of the company");
    let guest = told("gus_fabrikam.com#EXT#@contoso.onmicrosoft.com");
    assert_eq!(
        winner(&of(&guest, "Limit", Value::Null)),
        "One device for guests"
    );

    assert_eq!(guest["readFrom"], "beta");
    let less = out(&demo(&["explain", "ines@contoso.com", "--api", "v1.0"]));
    assert!(
        less.lines()
            .nth(1)
            .unwrap()
            .starts_with("read from v1.0, which hides")
    );
    let message = out(&demo(&["explain", "ines@contoso.com"]));
    assert!(message.starts_with("Ines Intern · ines@contoso.com · in 2 groups\n"));
    insta::assert_snapshot!(message);
}

const EFFECTIVE: &str = "getEffectiveDeviceEnrollmentConfigurations";

/// The types of an explanation that the service agrees, or does not agree, with.
fn agreed(told: &Value, agrees: bool) -> Vec<&Value> {
    let types = told["types"].as_array().unwrap().iter();
    let found = types.filter(|one| one["service"]["agrees"] == json!(agrees));
    found.collect()
}

#[test]
fn explain_shows_what_the_service_itself_answers() {
    let env = TestEnv::new(&[]);
    let explain = |more: &[&str]| {
        let output = env.run(&[&["explain", "ines@contoso.com"], more].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        output
    };
    let told = document(&explain(&["--json"]));
    assert_eq!(told["service"]["state"], "answered");
    assert_eq!(told["service"]["others"], json!([]));
    assert_eq!(agreed(&told, false), [&Value::Null; 0]);
    assert!(agreed(&told, true).len() > 5);

    // As long as the groups of the user are still to be processed.
    let behind = || {
        env.service
            .fault(&json!({"pathContains": EFFECTIVE, "withoutGroups": true}));
    };
    behind();
    let told = document(&explain(&["--json"]));
    let differ = agreed(&told, false);
    let limit = differ
        .iter()
        .find(|one| one["type"].as_str().unwrap().contains("Limit"));
    let limit = limit.unwrap();
    assert_eq!(limit["service"]["configuration"]["isDefault"], true);
    assert_eq!(limit["winner"]["configuration"]["isDefault"], false);
    assert_eq!(limit["service"]["reasons"], json!(["processing", "groups"]));
    behind();
    let message = out(&explain(&[]));
    assert!(
        message.contains(
            "  The service names the default; by the rules above it is 2 Fifteen devices"
        ),
        "{message}"
    );
    assert!(
        message.contains(&format!("differs for {} of ", differ.len())),
        "{message}"
    );
}

#[test]
fn explain_stands_without_the_answer_of_the_service() {
    let env = TestEnv::new(&[]);
    let explain = |fault: &Value, more: &[&str]| {
        env.service.fault(fault);
        let output = env.run(&[&["explain", "ines@contoso.com"], more].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(err(&output), "");
        output
    };
    let fault = |status: u16, times: u32| json!({"pathContains": EFFECTIVE, "status": status, "times": times});
    for status in [400, 404] {
        let told = document(&explain(&fault(status, 1), &["--json"]));
        assert_eq!(told["service"]["state"], "not-offered");
        assert!(told["types"][0]["service"].is_null());
        let message = out(&explain(&fault(status, 1), &[]));
        assert!(!message.contains("service"), "{status}: {message}");
        assert!(message.contains("Fifteen devices"));
    }
    for (status, named) in [
        (403, "DeviceManagementServiceConfig.Read.All"),
        (501, "501 "),
    ] {
        let told = document(&explain(&fault(status, 1), &["--json"]));
        assert_eq!(told["service"]["state"], "failed");
        assert!(
            told["service"]["error"]["message"]
                .as_str()
                .unwrap()
                .contains(&status.to_string())
        );
        assert_eq!(told["types"][0]["service"], Value::Null);
        let message = out(&explain(&fault(status, 1), &[]));
        let lines: Vec<&str> = message
            .lines()
            .filter(|line| line.contains("service's own answer"))
            .collect();
        assert_eq!(lines.len(), 1, "{message}");
        assert!(lines[0].contains(named), "{message}");
        assert!(message.contains("Fifteen devices"));
    }
}

#[test]
fn explain_asks_the_service_while_it_reads_itself() {
    let env = TestEnv::new(&[]);
    env.service
        .fault(&json!({"pathContains": "Configurations?$expand", "delayMs": 1000}));
    assert_eq!(code(&env.run(&["explain", "ines@contoso.com"])), 0);
    let asked = env.service.requests("GET");
    let place = |part: &str| {
        let mut asked = asked.iter();
        asked
            .position(|request| request["path"].as_str().unwrap().contains(part))
            .unwrap()
    };
    let second_page = place("$skiptoken");
    assert!(place(EFFECTIVE) < second_page, "before the list was there");
    assert!(asked.iter().all(|request| request["method"] == "GET"));
}

#[test]
fn explain_names_what_is_missing() {
    let output = demo(&["explain", "nobody@contoso.com"]);
    assert_eq!(code(&output), 1);
    let message = err(&output);
    assert_eq!(
        message,
        "enlist: No user named \"nobody@contoso.com\".\n  \
         looked up by user principal name in Contoso (contoso.com)\n  \
         enter a user principal name or object ID\n"
    );
    let message = err(&demo(&["explain", "11111111-1111-4111-8111-111111111111"]));
    assert!(
        message.contains("looked up by object ID in Contoso"),
        "{message}"
    );
    // Only users that are there are named.
    let near = err(&demo(&["explain", "sasah@contoso.com"]));
    let found: Vec<&str> = near
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().find(|word| word.contains('@')))
        .collect();
    assert!(found.contains(&"sasha@contoso.com"), "{near}");
    for user in found {
        assert_eq!(code(&demo(&["explain", user])), 0, "{user}");
    }
    let output = demo(&["explain", "nobody@contoso.com", "--json"]);
    assert_eq!(document(&output)["error"]["code"], "not-found");

    let env = TestEnv::new(&[]);
    for (path, right) in [
        ("/transitiveMemberOf/", "GroupMember.Read.All"),
        ("/users/ines", "User.ReadBasic.All"),
        (
            "/deviceEnrollmentConfigurations",
            "DeviceManagementServiceConfig.Read.All",
        ),
    ] {
        env.service
            .fault(&json!({"pathContains": path, "status": 403}));
        let output = env.run(&["explain", "ines@contoso.com"]);
        assert_eq!(code(&output), 5, "{path}");
        assert!(err(&output).contains(right), "{}", err(&output));
    }
    // The groups come page by page, each asked for as an advanced query.
    let groups = |request: &&Value| {
        request["path"]
            .as_str()
            .unwrap()
            .contains("transitiveMemberOf")
    };
    let before = env.service.requests("GET").iter().filter(groups).count();
    assert_eq!(code(&env.run(&["explain", "ines@contoso.com"])), 0);
    let asked = env.service.requests("GET");
    let asked: Vec<&Value> = asked.iter().filter(groups).skip(before).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["headers"]["consistencylevel"], "eventual");
}
