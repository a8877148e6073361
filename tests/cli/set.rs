//! `enlist set`: what is sent, what is printed, the journal.

use serde_json::{Value, json};

use crate::helpers::{CORP, ENGINEERING, FILTER, GET_LIST, KIOSK, SALES, SET, set_group};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn set_is_verified_and_in_the_journal() {
    let env = TestEnv::new(&[]);
    let (code, done) = env.send(&SET);
    assert_eq!(code, 0, "{done}");
    assert_eq!(done["verdict"], "verified");
    assert_eq!(done["status"], 200);
    assert_eq!(done["via"], "patch");
    assert_eq!(done["before"][3]["id"], KIOSK);
    assert_eq!(done["before"][3]["name"], "Kiosk Berlin");
    assert_eq!(done["after"][3]["name"], "Engineering");
    assert_eq!(done["observed"][3]["id"], ENGINEERING);
    assert_eq!(env.targets(CORP)[3], ENGINEERING);
    let patch = env.service.requests("PATCH").pop().unwrap();
    assert_eq!(
        patch["headers"]["client-request-id"],
        done["clientRequestId"]
    );

    let journal = env.journal();
    assert_eq!(env.verdicts(), ["-", "verified"]);
    assert_eq!(journal[1]["changeId"], done["changeId"]);
    assert_eq!(journal[1]["tenant"], "Contoso");
    assert!(journal[1]["tenantId"].is_string(), "{}", journal[1]);
    assert_eq!(journal[1]["account"], "admin@contoso.com");
    assert_eq!(journal[1]["configurationId"], CORP);
    assert_eq!(journal[1]["after"][3]["id"], ENGINEERING);
    let table = out(&env.run(&["journal"]));
    assert_eq!(table.lines().count(), 1, "{table}");
    let change = done["changeId"].as_str().unwrap();
    assert!(
        table.contains("verified") && table.contains(&change[..8]),
        "{table}"
    );
    assert_eq!(out(&env.run(&["journal", "--since", "1h"])), table);
    let later = ["journal", "--json", "--since", "2999-01-01"];
    assert_eq!(document(&env.run(&later))["entries"], json!([]));
}

#[test]
fn a_dry_run_sends_no_write_and_shows_the_request() {
    let env = TestEnv::new(&[]);
    let others: [&[&str]; 3] = [
        &["add", "Headsets", "--target", "group", "--id", SALES],
        &["remove", "Headsets", "dd2ee150-d284-4277-b89c-1af40ce8fcc9"],
        &["priority", "Kiosk ESP", "1"],
    ];
    for verb in [&SET[..]].into_iter().chain(others) {
        let text = env.run(&[verb, &["--dry-run"]].concat());
        assert_eq!(code(&text), 0, "{verb:?} {}", err(&text));
        let shown = env.run(&[verb, &["--dry-run", "--json"]].concat());
        let shown = document(&shown);
        let request = &shown["request"];
        let line = format!(
            "{} {}",
            request["method"].as_str().unwrap(),
            request["path"].as_str().unwrap()
        );
        assert!(out(&text).contains(&line), "{line}\n{}", out(&text));
        assert_eq!(shown["dryRun"], true);
        assert!(request["body"].is_object() && shown["after"].is_array());
    }
    // Not even what read-only forbids stands in the way of looking.
    assert_eq!(
        code(&env.run(&[&SET[..], &["--dry-run", "--read-only"]].concat())),
        0
    );
    assert_eq!(env.writes(), 0);
    assert!(env.journal().is_empty());
}

#[test]
fn without_a_yes_and_without_a_terminal_nothing_is_read() {
    let env = TestEnv::new(&[]);
    let output = env.run(&SET);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("--yes"), "{}", err(&output));
    assert!(env.service.requests("GET").is_empty());
}

#[test]
fn what_names_nothing_or_several_things_is_said() {
    let env = TestEnv::new(&[]);
    let to = ["--target", "group", "--group"];
    let set = |configuration, assignment, group| {
        [&["set", configuration, assignment][..], &to, &[group]].concat()
    };
    let limit = "All users and all devices";
    for (args, error, candidate) in [
        (set("No such", "x", "Sales EMEA"), "not-found", ""),
        (set(limit, "x", "Sales EMEA"), "ambiguous", "_DefaultLimit"),
        (set("Corp ESP", "x", "Sales EMEA"), "not-found", ""),
        (
            set("Contractors without Windows", "Contractors", "Sales EMEA"),
            "ambiguous",
            "03c472ca",
        ),
        (set("Corp ESP", "all-users", "Sales EMEA"), "not-found", ""),
        (set("Corp ESP", "Kiosk Berlin", "Nobody"), "not-found", ""),
        (
            set("Corp ESP", "Kiosk Berlin", "Contractors"),
            "ambiguous",
            "77dde229",
        ),
        (set("Corp ESP", "Kiosk Berlin", "b"), "ambiguous", KIOSK),
        (
            set(
                "Corp ESP",
                "Kiosk Berlin",
                "adadadad-808e-44e2-905a-0b7873a8a531",
            ),
            "usage",
            "",
        ),
        (
            [
                &SET[..],
                &["--filter", "No such", "--filter-mode", "include"],
            ]
            .concat(),
            "not-found",
            "",
        ),
        (
            [&SET[..], &["--filter", "Virtual machines"]].concat(),
            "usage",
            "",
        ),
        ([&SET[..], &["--target-type", "user"]].concat(), "usage", ""),
        (vec!["undo", "last"], "not-found", ""),
    ] {
        let (code, printed) = env.send(&args);
        assert_eq!(code, 2, "{args:?} {printed}");
        assert_eq!(printed["error"]["code"], error, "{args:?} {printed}");
        let hint = printed["error"]["hint"].as_str().unwrap_or_default();
        assert!(hint.contains(candidate), "{args:?} {printed}");
    }
    // A name is asked for with its quotes, and the beginning of an assigned id is enough.
    let (code, printed) = env.send(&set("Corp ESP", "Kiosk Berlin", "O'Hara's"));
    assert_eq!((code, &printed["error"]["code"]), (2, &json!("not-found")));
    let output = env.run(
        &[
            &set("Corp ESP", "Kiosk Berlin", "c3dd75f6")[..],
            &["--dry-run"],
        ]
        .concat(),
    );
    assert!(out(&output).contains("Engineering"), "{}", err(&output));
    assert_eq!(env.writes(), 0);
}

#[test]
fn a_rule_of_ours_sends_nothing() {
    let env = TestEnv::new(&[]);
    let add = |configuration, id| ["add", configuration, "--target", "group", "--id", id];
    let read_only = [&SET[..], &["--read-only"]].concat();
    let filtered = [
        &add("Two devices for staff", SALES)[..],
        &["--filter", FILTER, "--filter-mode", "include"],
    ]
    .concat();
    let patch_only = [&add("Corp ESP", ENGINEERING)[..], &["--via", "patch"]].concat();
    for (args, reason) in [
        (read_only, "Read-only"),
        // It is there with a filter.
        (add("Corp ESP", SALES).to_vec(), "already has this target"),
        (
            add("2c63888f-28f0-4481-be6d-dce7a7ace732_DefaultLimit", SALES).to_vec(),
            "The default applies",
        ),
        (filtered, "filter"),
        (patch_only, "neither add nor remove"),
        (
            vec!["add", "Mail on iOS enrollment", "--target", "all-devices"],
            "Not available",
        ),
        (vec!["priority", "Corp ESP", "0"], "The first priority is 1"),
        (
            vec!["remove", "Autopilot pilot ESP", "IT operations"],
            "policy set",
        ),
        (
            vec!["remove", "Windows 11 only", "Engineering"],
            "excluded group",
        ),
    ] {
        let (code, printed) = env.send(&args);
        assert_eq!(code, 1, "{args:?} {printed}");
        assert_eq!(printed["verdict"], "not-sent", "{args:?} {printed}");
        let message = printed["message"].as_str().unwrap();
        assert!(message.contains(reason), "{args:?} {printed}");
    }
    assert_eq!(env.writes(), 0);
    assert!(env.journal().is_empty());
}

/// With a list that was read a moment ago, and without a place for the journal.
#[test]
fn what_is_already_so_sends_nothing_and_is_no_failure() {
    let env = TestEnv::new(&[]);
    let filter = ["--filter", FILTER, "--filter-mode", "include"];
    let set = |group| ["set", "Corp ESP", group, "--target", "group", "--id", group];
    let add = ["add", "Corp ESP", "--target", "group", "--id"];
    for args in [
        set(KIOSK).to_vec(),
        set(SALES).to_vec(),
        [&set(SALES)[..], &filter].concat(),
        [&add[..], &[KIOSK]].concat(),
        [&add[..], &[SALES], &filter].concat(),
        [&add[..], &[KIOSK], &["--via", "patch"]].concat(),
        vec!["priority", "Corp ESP", "1"],
        [&set(KIOSK)[..], &["--read-only"]].concat(),
        [&set(KIOSK)[..], &["--dry-run"]].concat(),
    ] {
        let (code, printed) = env.send(&args);
        assert_eq!(
            (code, &printed["verdict"]),
            (0, &json!("already")),
            "{printed:#}"
        );
        assert_eq!(printed["before"], printed["after"], "{printed:#}");
        assert!(
            printed["via"].is_null() && printed["status"].is_null(),
            "{printed:#}"
        );
        let text = env.run(&[&args[..], &["--yes"]].concat());
        assert_eq!(crate::support::output::code(&text), 0, "{}", err(&text));
        assert!(out(&text).contains("already"), "{}", out(&text));
    }
    assert_eq!(env.writes(), 0);
    assert!(env.journal().is_empty());
}

/// Between the list and the reading before the write.
#[test]
fn what_somebody_else_made_meanwhile_is_already_so() {
    let target = |row: &Value| row["target"].clone();
    let pointed = |mut target: Value| {
        target["groupId"] = json!(ENGINEERING);
        target
    };
    let by_list = [&SET[..], &["--via", "assign"]].concat();
    let add = ["add", "Corp ESP", "--target", "group", "--id", ENGINEERING];
    let remove = ["remove", "Corp ESP", "Kiosk Berlin"];
    for (args, keeps, adds) in [
        (&SET[..], false, true),
        (&by_list, false, true),
        (&add, true, true),
        (&remove, false, false),
    ] {
        let env = TestEnv::new(&[]);
        let rows = env.service.assignments(CORP);
        let rows: Vec<Value> = rows.as_array().unwrap().iter().map(target).collect();
        let is_kiosk = |target: &&Value| target["groupId"] == KIOSK;
        let kiosk = rows.iter().find(is_kiosk).unwrap().clone();
        let mut list: Vec<Value> = rows.iter().filter(|it| !is_kiosk(it)).cloned().collect();
        list.extend(keeps.then(|| kiosk.clone()));
        list.extend(adds.then(|| pointed(kiosk)));
        env.service.fault(&json!({
            "method": "GET", "pathContains": format!("{CORP}{GET_LIST}"),
            "edit": {"configuration": CORP, "targets": list},
        }));
        let (code, printed) = env.send(args);
        assert_eq!(
            (code, &printed["verdict"]),
            (0, &json!("already")),
            "{printed:#}"
        );
        let count = printed["observed"].as_array().unwrap().len();
        assert_eq!(count, list.len(), "{printed:#}");
        assert_eq!(env.writes(), 0, "{args:?}");
        assert!(env.journal().is_empty(), "{args:?}");
        let undo = env.run(&["undo", "last", "--yes"]);
        assert_eq!(
            crate::support::output::code(&undo),
            2,
            "there is nothing to take back"
        );
    }
}

#[test]
fn yes_answers_the_replacement_of_the_list_and_patch_never_replaces() {
    let env = TestEnv::new(&["--demo=live"]);
    let (code, done) = env.send(&[&SET[..], &["--via", "patch"]].concat());
    assert_eq!((code, &done["verdict"]), (1, &json!("no-route")));
    // What is offered is what this run may do.
    assert!(
        done["hint"].as_str().unwrap().starts_with("use --via auto"),
        "{done}"
    );
    assert_eq!(env.service.requests("PATCH").len(), 1);
    assert_eq!(env.writes(), 1);

    let (code, done) = env.send(&SET);
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    assert_eq!(done["via"], "assign");
    assert_eq!(env.service.requests("PATCH").len(), 2);
    assert_eq!(env.targets(CORP)[3], ENGINEERING);
    assert_eq!(
        env.service.assignments(CORP)[0]["target"]["deviceAndAppManagementAssignmentFilterId"],
        FILTER
    );
    // Both runs of the second change have its name.
    let journal = env.journal();
    assert_eq!(
        env.verdicts(),
        ["-", "no-route", "-", "no-route", "-", "verified"]
    );
    assert_eq!(journal[3]["changeId"], journal[5]["changeId"]);
    assert_ne!(journal[1]["changeId"], journal[5]["changeId"]);

    let back = set_group("Corp ESP", "Engineering", "Kiosk Berlin");
    let (_, done) = env.send(&[&back[..], &["--via", "assign"]].concat());
    assert_eq!(done["verdict"], "verified", "{done}");
    assert_eq!(env.service.requests("PATCH").len(), 2);
}

#[test]
fn a_filter_is_put_on_kept_and_taken_away() {
    let env = TestEnv::new(&[]);
    let on = [
        "--filter",
        "Corp Windows devices",
        "--filter-mode",
        "exclude",
    ];
    let (code, done) = env.send(&[&SET[..], &on].concat());
    assert_eq!(code, 0, "{done}");
    assert_eq!(done["observed"][3]["filterId"], FILTER);
    assert_eq!(done["observed"][3]["filterMode"], "exclude");
    let back = set_group("Corp ESP", "Engineering", "Kiosk Berlin");
    let (_, done) = env.send(&back);
    assert_eq!(done["observed"][3]["filterId"], FILTER, "{done}");
    let same = set_group("Corp ESP", "Kiosk Berlin", "Kiosk Berlin");
    let (code, done) = env.send(&[&same[..], &["--filter", "none"]].concat());
    assert_eq!((code, &done["observed"][3]["filterId"]), (0, &Value::Null));
    // Only beta knows that there is a filter.
    for patch in env.service.requests("PATCH") {
        assert!(
            patch["path"].as_str().unwrap().starts_with("/beta/"),
            "{patch}"
        );
    }
}

#[test]
fn the_other_kinds_of_target_are_built_from_flags() {
    let env = TestEnv::new(&[]);
    for (configuration, flags, field, value) in [
        (
            "Kiosk ESP",
            "--target scope-tag --target-type device --group Board",
            "targetType",
            "device",
        ),
        (
            "Co-management pilot",
            "--target cm-collection --id SMS00099",
            "id",
            "SMS00099",
        ),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (code, done) = env.send(&[&["add", configuration][..], &flags].concat());
        assert_eq!(
            (code, &done["observed"][2][field]),
            (0, &json!(value)),
            "{done}"
        );
    }
}

#[test]
fn a_change_ends_with_what_changed_and_the_command_that_undoes_it() {
    let env = TestEnv::new(&[]);
    let before = env.targets(CORP);
    let output = env.run(&[&SET[..], &["--yes"]].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    let message = out(&output);
    let mut lines = message.lines().rev();
    let undo = lines.next().unwrap().strip_prefix("Undo: enlist ").unwrap();
    assert_eq!(lines.next(), Some("Corp ESP: Kiosk Berlin → Engineering"));
    let words: Vec<&str> = undo.split(' ').collect();
    assert_eq!((words[0], words[1].len()), ("undo", 8), "{undo}");
    let (exit, undone) = env.send(&words);
    assert_eq!((exit, &undone["verdict"]), (0, &json!("verified")));
    assert_eq!(env.targets(CORP), before);
    // The profile that was asked for is part of the command; a demo leaves nothing to undo.
    let config = env.write("config.toml", "[profile.lab]\n");
    let lab = ["--config", &config, "--profile", "lab"];
    let (_, done) = env.send(&[&SET[..], &lab].concat());
    let hint = done["hint"].as_str().unwrap();
    assert!(hint.contains("enlist --profile lab undo "), "{done}");
    let demo = out(&crate::helpers::demo(&[&SET[..], &["--yes"]].concat()));
    assert!(!demo.contains("enlist undo"), "{demo}");
}

#[test]
fn a_review_names_filters() {
    let env = TestEnv::new(&[]);
    let set = set_group("Corp ESP", "Sales EMEA", "Engineering");
    let review = out(&env.run(&[&set[..], &["--dry-run"]].concat()));
    assert!(review.contains("include Corp Windows devices"), "{review}");
}
