//! Wrong names: the nearest ones are named, and nothing is done.

use serde_json::json;

use crate::helpers::{CORP, SALES};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn a_wrong_name_gets_the_nearest_ones_on_every_way_in() {
    let env = TestEnv::new(&[]);
    let set = |configuration: &'static str, assignment: &'static str, more: &[&'static str]| {
        [
            &["set", configuration, assignment, "--target", "group"][..],
            more,
            &["--yes"],
        ]
        .concat()
    };
    let filtered = |filter: &'static str| {
        [
            "--group",
            "Engineering",
            "--filter",
            filter,
            "--filter-mode",
            "include",
        ]
    };
    for (args, message) in [
        (
            vec!["show", "Corp ESPX"],
            "No configuration named \"Corp ESPX\". Did you mean \"Corp ESP\"?",
        ),
        (
            vec!["remove", "Crop ESP", SALES, "--yes"],
            "No configuration named \"Crop ESP\". Did you mean \"Corp ESP\"?",
        ),
        (
            vec!["priority", "Kiosk ESPs", "1", "--yes"],
            "No configuration named \"Kiosk ESPs\". Did you mean \"Kiosk ESP\"?",
        ),
        (
            set("Corp ESP", "Sales EMAE", &["--group", "Engineering"]),
            "No assignment named \"Sales EMAE\". Did you mean \"Sales EMEA\"?",
        ),
        (
            set("Corp ESP", SALES, &["--group", "Enginering"]),
            "No group named \"Enginering\". Did you mean \"Engineering\"?",
        ),
        (
            set("Corp ESP", SALES, &["--group", "engineering"]),
            "No group named \"engineering\". Did you mean \"Engineering\"?",
        ),
        (
            set("Corp ESP", SALES, &filtered("Corp Window devices")),
            "No assignment filter named \"Corp Window devices\". Did you mean \"Corp Windows devices\"?",
        ),
        (
            vec!["explain", "ines@contsoo.com"],
            "No user named \"ines@contsoo.com\". Did you mean \"ines@contoso.com\"?",
        ),
        (
            vec!["plan", "--retarget", "Sales EMEA", "Enginering"],
            "No group named \"Enginering\". Did you mean \"Engineering\"?",
        ),
        (
            vec!["find", "All users"],
            "No group or assignment filter named \"All users\". Did you mean \"all-users\" or \"Mac users\"?",
        ),
        (
            vec!["find", "Enginering"],
            "No group or assignment filter named \"Enginering\". Did you mean \"Engineering\"?",
        ),
    ] {
        let output = env.run(&args);
        let failed = if args[0] == "explain" { 1 } else { 2 };
        assert_eq!(code(&output), failed, "{args:?}: {}", err(&output));
        let first = err(&output).lines().next().unwrap().to_owned();
        assert_eq!(first, format!("enlist: {message}"), "{args:?}");
        let output = env.run(&[&args[..], &["--json"]].concat());
        assert_eq!(document(&output)["error"]["message"], message);
        assert_eq!(document(&output)["error"]["code"], "not-found");
    }
    assert_eq!(env.writes(), 0);
}

#[test]
fn a_name_like_no_other_gets_no_guess() {
    let env = TestEnv::new(&[]);
    for args in [
        &["show", "Quux"][..],
        &["remove", "Corp ESP", "Quux", "--yes"],
        &["explain", "quux@example.test"],
        &["find", "Quux"],
    ] {
        let output = env.run(args);
        let message = err(&output);
        assert!(!message.contains("Did you mean"), "{message}");
        assert!(message.starts_with("enlist: No "), "{message}");
    }
    let message = err(&env.run(&["show", "Quux"]));
    assert!(
        message.contains("`enlist list` shows the names"),
        "{message}"
    );
}

#[test]
fn a_wrong_verb_or_flag_gets_the_nearest_one() {
    let env = TestEnv::new(&[]);
    for (args, near) in [
        (&["expalin", "x"][..], "'explain'"),
        (&["snapshto"], "'snapshot'"),
        (&["list", "--jsn"], "'--json'"),
        (&["set", "a", "b", "--tarket", "group"], "'--target'"),
        (&["set", "a", "b", "--target", "grup"], "'group'"),
    ] {
        let output = env.run(args);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(near), "{args:?}: {}", err(&output));
    }
    let message = err(&env.run(&["man", "lst"]));
    assert!(
        message.starts_with("enlist: No command named \"lst\". Did you mean \"list\"?"),
        "{message}"
    );
    let message = err(&env.run(&["undo", "quux", "--yes"]));
    assert!(message.contains("`enlist journal`"), "{message}");
    let message = err(&env.run(&["quux"]));
    assert!(message.contains("`enlist help`"), "{message}");
}

#[test]
fn find_takes_a_part_of_a_name() {
    let env = TestEnv::new(&[]);
    let whole = out(&env.run(&["find", "Sales EMEA"]));
    for part in ["Sales EM", "sales emea", "emea sales", "ales EME"] {
        assert_eq!(out(&env.run(&["find", part])), whole, "{part}");
    }
    let filter = document(&env.run(&["find", "Corp Windows dev", "--json"]));
    assert_eq!(filter["object"]["kind"], "filter");
    assert_eq!(filter["object"]["name"], "Corp Windows devices");
    // Several are listed, each with its id, and none is taken.
    let output = env.run(&["find", "shop floor"]);
    assert_eq!(code(&output), 2, "{}", out(&output));
    let message = err(&output);
    for name in ["Shop floor Munich", "Shop floor Győr"] {
        assert!(message.contains(name), "{message}");
    }
    assert_eq!(
        document(&env.run(&["find", "shop floor", "--json"]))["error"]["code"],
        "ambiguous"
    );
}

#[test]
fn find_goes_on_where_one_of_its_searches_fails() {
    let env = TestEnv::new(&[]);
    let whole = out(&env.run(&["find", "Sales EMEA"]));
    let fail = |path: &str| {
        let fault = json!({"pathContains": path, "status": 403, "times": 9, "body": {
            "error": {"code": "Forbidden", "message": "Not you."},
        }});
        env.service.fault(&fault);
    };
    fail("/v1.0/groups?");
    let output = env.run(&["find", "Sales EMEA"]);
    assert_eq!((code(&output), out(&output)), (0, whole));
    let warned = err(&output);
    assert_eq!(warned.lines().count(), 1, "{warned}");
    assert!(
        warned.contains("searching for groups by name: GET /v1.0/groups?"),
        "{warned}"
    );
    // What nobody could be asked for is no wrong name.
    let output = env.run(&["find", "Quux"]);
    assert_eq!(code(&output), 5, "{}", err(&output));
    let env = TestEnv::new(&[]);
    env.service
        .fault(&json!({"pathContains": "/assignmentFilters", "status": 403, "times": 9}));
    let output = env.run(&["find", "Quux"]);
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("/assignmentFilters"),
        "{}",
        err(&output)
    );
    assert_eq!(code(&env.run(&["find", CORP])), 2);
}

#[test]
fn the_assignments_are_listed_where_none_comes_near() {
    let env = TestEnv::new(&[]);
    let args = ["set", "Corp ESP", "Surface", "--target", "all-users"];
    let (code, printed) = env.send(&args);
    assert_eq!(code, 2, "{printed}");
    let hint = printed["error"]["hint"].as_str().unwrap();
    for name in ["Sales EMEA", "Kiosk Berlin", "all devices"] {
        assert!(hint.contains(name), "{printed}");
    }
    let found = document(&env.run(&["find", "fin", "--json"]));
    assert_eq!(found["object"]["name"], "Finance");
}

#[test]
fn a_failure_is_spelled_in_ascii_where_that_was_asked_for() {
    let env = TestEnv::new(&[]);
    let output = env.run(&["--ascii", "show", "Österreich"]);
    assert_eq!(code(&output), 2);
    let message = err(&output);
    assert!(
        message.is_ascii() && message.contains("Osterreich"),
        "{message}"
    );
}
