//! The writing verbs on the real binary: what is sent, what is said, the exit code, the journal.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use support::office::{Office, code, document, err, keys, out};
use support::pty::enlist;
use support::service::Service;

const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const HEADSETS: &str = "e80b434a-48e4-460c-b2b6-3fe34728fd8b_SinglePlatformRestriction";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const KIOSK: &str = "bc67ba94-637d-4efa-a09e-467ada679f81";
const BOARD: &str = "396dfa33-6763-4f9c-8484-f9d69de18a44";
const FILTER: &str = "e4631b55-3fde-45b4-a886-904732dce811";
const GET_LIST: &str = "/assignments";

/// The verb of most tests: a group of Corp ESP that has no filter is exchanged.
const SET: [&str; 7] = [
    "set",
    "Corp ESP",
    "Kiosk Berlin",
    "--target",
    "group",
    "--group",
    "Engineering",
];

#[test]
fn show_gives_one_configuration_with_names() {
    let office = Office::new(&[]);
    let shown = document(&office.run(&["show", "Corp ESP", "--json"]));
    assert_eq!(keys(&shown), ["assignments", "complete", "configuration"]);
    assert_eq!(shown["configuration"]["id"], CORP);
    assert!(shown["configuration"].get("assignments").is_none());
    assert_eq!(shown["assignments"][0]["target"]["name"], "Sales EMEA");
    let listed = document(&office.run(&["list", "--json", "--names"]));
    assert_eq!(
        listed["configurations"][0]["assignments"],
        shown["assignments"]
    );
    let text = out(&office.run(&["show", &CORP[..6]]));
    let sales = text.lines().find(|line| line.contains("Sales EMEA"));
    assert!(
        sales.unwrap().contains("include Corp Windows devices"),
        "{text}"
    );
}

#[test]
fn set_is_verified_and_in_the_journal() {
    let office = Office::new(&[]);
    let (code, done) = office.send(&SET);
    assert_eq!(code, 0, "{done}");
    assert_eq!(
        keys(&done),
        [
            "after",
            "before",
            "changeId",
            "clientRequestId",
            "durationMs",
            "hint",
            "message",
            "observed",
            "requestId",
            "status",
            "verdict",
            "via"
        ]
    );
    assert_eq!(done["verdict"], "verified");
    assert_eq!(done["status"], 200);
    assert_eq!(done["via"], "patch");
    assert_eq!(done["before"][3]["id"], KIOSK);
    assert_eq!(done["before"][3]["name"], "Kiosk Berlin");
    assert_eq!(done["after"][3]["name"], "Engineering");
    assert_eq!(done["observed"][3]["id"], ENGINEERING);
    assert_eq!(office.targets(CORP)[3], ENGINEERING);
    let patch = office.service.requests("PATCH").pop().unwrap();
    assert_eq!(
        patch["headers"]["client-request-id"],
        done["clientRequestId"]
    );

    let journal = office.journal();
    assert_eq!(office.verdicts(), ["-", "verified"]);
    assert_eq!(journal[1]["changeId"], done["changeId"]);
    assert_eq!(journal[1]["tenant"], "Contoso");
    assert!(journal[1]["tenantId"].is_string(), "{}", journal[1]);
    assert_eq!(journal[1]["account"], "admin@contoso.com");
    assert_eq!(journal[1]["configurationId"], CORP);
    assert_eq!(journal[1]["after"][3]["id"], ENGINEERING);
    let table = out(&office.run(&["journal"]));
    assert_eq!(table.lines().count(), 1, "{table}");
    let change = done["changeId"].as_str().unwrap();
    assert!(
        table.contains("verified") && table.contains(&change[..8]),
        "{table}"
    );
    assert_eq!(out(&office.run(&["journal", "--since", "1h"])), table);
    let later = ["journal", "--json", "--since", "2999-01-01"];
    assert_eq!(document(&office.run(&later))["entries"], json!([]));
}

#[test]
fn a_dry_run_sends_no_write_and_shows_the_request() {
    let office = Office::new(&[]);
    let others: [&[&str]; 3] = [
        &["add", "Headsets", "--target", "group", "--id", SALES],
        &["remove", "Headsets", "dd2ee150-d284-4277-b89c-1af40ce8fcc9"],
        &["priority", "Kiosk ESP", "1"],
    ];
    for verb in [&SET[..]].into_iter().chain(others) {
        let text = office.run(&[verb, &["--dry-run"]].concat());
        assert_eq!(code(&text), 0, "{verb:?} {}", err(&text));
        let shown = office.run(&[verb, &["--dry-run", "--json"]].concat());
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
        code(&office.run(&[&SET[..], &["--dry-run", "--read-only"]].concat())),
        0
    );
    assert_eq!(office.writes(), 0);
    assert!(office.journal().is_empty());
}

#[test]
fn without_a_yes_and_without_a_terminal_nothing_is_read() {
    let office = Office::new(&[]);
    let output = office.run(&SET);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("--yes"), "{}", err(&output));
    assert!(office.service.requests("GET").is_empty());
}

#[test]
fn what_names_nothing_or_several_things_is_said() {
    let office = Office::new(&[]);
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
        let (code, said) = office.send(&args);
        assert_eq!(code, 2, "{args:?} {said}");
        assert_eq!(said["error"]["code"], error, "{args:?} {said}");
        let hint = said["error"]["hint"].as_str().unwrap_or_default();
        assert!(hint.contains(candidate), "{args:?} {said}");
    }
    // A name is asked for with its quotes, and the beginning of an assigned id is enough.
    let (code, said) = office.send(&set("Corp ESP", "Kiosk Berlin", "O'Hara's"));
    assert_eq!((code, &said["error"]["code"]), (2, &json!("not-found")));
    let output = office.run(
        &[
            &set("Corp ESP", "Kiosk Berlin", "c3dd75f6")[..],
            &["--dry-run"],
        ]
        .concat(),
    );
    assert!(out(&output).contains("Engineering"), "{}", err(&output));
    assert_eq!(office.writes(), 0);
}

#[test]
fn a_rule_of_ours_sends_nothing() {
    let office = Office::new(&[]);
    let add = |configuration, id| ["add", configuration, "--target", "group", "--id", id];
    let read_only = [&SET[..], &["--read-only"]].concat();
    let filtered = [
        &add("Two devices for staff", SALES)[..],
        &["--filter", FILTER, "--filter-mode", "include"],
    ]
    .concat();
    let patch_only = [&add("Corp ESP", ENGINEERING)[..], &["--via", "patch"]].concat();
    for (args, reason) in [
        (read_only, "read-only"),
        // It is there with a filter.
        (add("Corp ESP", SALES).to_vec(), "already has this target"),
        (
            add("2c63888f-28f0-4481-be6d-dce7a7ace732_DefaultLimit", SALES).to_vec(),
            "default",
        ),
        (filtered, "filter"),
        (patch_only, "neither add nor remove"),
        (
            vec!["add", "Mail on iOS enrollment", "--target", "all-devices"],
            "does not take",
        ),
        (vec!["priority", "Corp ESP", "0"], "first priority"),
        (
            vec!["remove", "Autopilot pilot ESP", "IT operations"],
            "policy set",
        ),
        (
            vec!["remove", "Windows 11 only", "Engineering"],
            "excluded group",
        ),
    ] {
        let (code, said) = office.send(&args);
        assert_eq!(code, 1, "{args:?} {said}");
        assert_eq!(said["verdict"], "not-sent", "{args:?} {said}");
        let message = said["message"].as_str().unwrap();
        assert!(message.contains(reason), "{args:?} {said}");
    }
    assert_eq!(office.writes(), 0);
    assert!(office.journal().is_empty());
}

/// With a list that was read a moment ago, and without a place for the journal.
#[test]
fn what_is_already_so_sends_nothing_and_is_no_failure() {
    let office = Office::new(&[]);
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
        let (code, said) = office.send(&args);
        assert_eq!((code, &said["verdict"]), (0, &json!("already")), "{said:#}");
        assert_eq!(said["before"], said["after"], "{said:#}");
        assert!(
            said["via"].is_null() && said["status"].is_null(),
            "{said:#}"
        );
        let text = office.run(&[&args[..], &["--yes"]].concat());
        assert_eq!(support::office::code(&text), 0, "{}", err(&text));
        assert!(out(&text).contains("already"), "{}", out(&text));
    }
    assert_eq!(office.writes(), 0);
    assert!(office.journal().is_empty());
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
    let add = [
        "add",
        "Corp ESP",
        "--target",
        "group",
        "--group",
        "Engineering",
    ];
    let remove = ["remove", "Corp ESP", "Kiosk Berlin"];
    for (args, keeps, adds) in [
        (&SET[..], false, true),
        (&by_list, false, true),
        (&add, true, true),
        (&remove, false, false),
    ] {
        let office = Office::new(&[]);
        let rows = office.service.assignments(CORP);
        let rows: Vec<Value> = rows.as_array().unwrap().iter().map(target).collect();
        let is_kiosk = |target: &&Value| target["groupId"] == KIOSK;
        let kiosk = rows.iter().find(is_kiosk).unwrap().clone();
        let mut list: Vec<Value> = rows.iter().filter(|it| !is_kiosk(it)).cloned().collect();
        list.extend(keeps.then(|| kiosk.clone()));
        list.extend(adds.then(|| pointed(kiosk)));
        office.service.fault(&json!({
            "method": "GET", "pathContains": format!("{CORP}{GET_LIST}"),
            "edit": {"configuration": CORP, "targets": list},
        }));
        let (code, said) = office.send(args);
        assert_eq!((code, &said["verdict"]), (0, &json!("already")), "{said:#}");
        let count = said["observed"].as_array().unwrap().len();
        assert_eq!(count, list.len(), "{said:#}");
        assert_eq!(office.writes(), 0, "{args:?}");
        assert!(office.journal().is_empty(), "{args:?}");
        let undo = office.run(&["undo", "last", "--yes"]);
        assert_eq!(
            support::office::code(&undo),
            2,
            "there is nothing to take back"
        );
    }
}

#[test]
fn yes_answers_the_replacement_of_the_list_and_patch_never_replaces() {
    let office = Office::new(&["--demo=live"]);
    let (code, done) = office.send(&[&SET[..], &["--via", "patch"]].concat());
    assert_eq!((code, &done["verdict"]), (1, &json!("no-route")));
    // What is offered is what this run may do.
    assert!(
        done["hint"].as_str().unwrap().starts_with("--via auto"),
        "{done}"
    );
    assert_eq!(office.service.requests("PATCH").len(), 1);
    assert_eq!(office.writes(), 1);

    let (code, done) = office.send(&SET);
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    assert_eq!(done["via"], "assign");
    assert_eq!(office.service.requests("PATCH").len(), 2);
    assert_eq!(office.targets(CORP)[3], ENGINEERING);
    assert_eq!(
        office.service.assignments(CORP)[0]["target"]["deviceAndAppManagementAssignmentFilterId"],
        FILTER
    );
    // Both runs of the second change have its name.
    let journal = office.journal();
    assert_eq!(
        office.verdicts(),
        ["-", "no-route", "-", "no-route", "-", "verified"]
    );
    assert_eq!(journal[3]["changeId"], journal[5]["changeId"]);
    assert_ne!(journal[1]["changeId"], journal[5]["changeId"]);

    let (_, done) = office.send(&[
        "set",
        "Corp ESP",
        "Engineering",
        "--target",
        "group",
        "--id",
        KIOSK,
        "--via",
        "assign",
    ]);
    assert_eq!(done["verdict"], "verified", "{done}");
    assert_eq!(office.service.requests("PATCH").len(), 2);
}

#[test]
fn a_target_is_added_and_removed_and_the_list_is_emptied_on_demand_only() {
    let office = Office::new(&[]);
    let before = office.targets(HEADSETS);
    let (code, done) = office.send(&["add", "Headsets", "--target", "group", "--group", "Board"]);
    assert_eq!((code, &done["via"]), (0, &json!("assign")), "{done}");
    assert_eq!(office.targets(HEADSETS).len(), 2);
    let (code, done) = office.send(&["remove", "Headsets", "Board"]);
    assert_eq!(code, 0, "{done}");
    assert_eq!(office.targets(HEADSETS), before);

    let writes = office.writes();
    let last = ["remove", "Headsets", before[0].as_str()];
    let (code, said) = office.send(&last);
    assert_eq!(code, 2);
    assert!(
        said["error"]["hint"]
            .as_str()
            .unwrap()
            .contains("--allow-empty")
    );
    assert_eq!(office.writes(), writes);
    let (code, done) = office.send(&[&last[..], &["--allow-empty"]].concat());
    assert_eq!((code, &done["observed"]), (0, &json!([])), "{done}");
}

#[test]
fn everybody_is_confirmed_by_name() {
    let office = Office::new(&[]);
    let all = ["set", "Corp ESP", "Kiosk Berlin", "--target", "all-users"];
    for confirm in [&[][..], &["--confirm", "fabrikam.com"]] {
        let (code, said) = office.send(&[&all[..], confirm].concat());
        assert_eq!(code, 2, "{said}");
        assert!(
            said["error"]["hint"]
                .as_str()
                .unwrap()
                .contains("contoso.com")
        );
    }
    assert_eq!(office.writes(), 0);
    let (code, done) = office.send(&[&all[..], &["--confirm", "contoso.com"]].concat());
    assert_eq!((code, &done["after"][3]["kind"]), (0, &json!("all-users")));
}

#[test]
fn a_filter_is_put_on_kept_and_taken_away() {
    let office = Office::new(&[]);
    let on = [
        "--filter",
        "Corp Windows devices",
        "--filter-mode",
        "exclude",
    ];
    let (code, done) = office.send(&[&SET[..], &on].concat());
    assert_eq!(code, 0, "{done}");
    assert_eq!(done["observed"][3]["filterId"], FILTER);
    assert_eq!(done["observed"][3]["filterMode"], "exclude");
    let same = [
        "set",
        "Corp ESP",
        "Engineering",
        "--target",
        "group",
        "--id",
    ];
    let (_, done) = office.send(&[&same[..], &[KIOSK]].concat());
    assert_eq!(done["observed"][3]["filterId"], FILTER, "{done}");
    let (code, done) = office.send(&[
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "group",
        "--id",
        KIOSK,
        "--filter",
        "none",
    ]);
    assert_eq!((code, &done["observed"][3]["filterId"]), (0, &Value::Null));
    // Only beta knows that there is a filter.
    for patch in office.service.requests("PATCH") {
        assert!(
            patch["path"].as_str().unwrap().starts_with("/beta/"),
            "{patch}"
        );
    }
}

#[test]
fn the_other_kinds_of_target_are_built_from_flags() {
    let office = Office::new(&[]);
    let (code, done) = office.send(&[
        "add",
        "Kiosk ESP",
        "--target",
        "scope-tag",
        "--target-type",
        "device",
        "--group",
        "Board",
    ]);
    assert_eq!(code, 0, "{done}");
    assert_eq!(done["observed"][2]["targetType"], "device");
    let (code, done) = office.send(&[
        "add",
        "Co-management pilot",
        "--target",
        "cm-collection",
        "--id",
        "SMS00099",
    ]);
    assert_eq!(
        (code, &done["observed"][2]["id"]),
        (0, &json!("SMS00099")),
        "{done}"
    );
}

#[test]
fn a_priority_is_moved_and_taken_back() {
    let office = Office::new(&[]);
    let order = || {
        let listed = document(&office.run(&["list", "--json"]));
        let all = listed["configurations"].as_array().unwrap().clone();
        let esps = all.iter().filter(|one| one["type"] == all[0]["type"]);
        esps.map(|one| one["name"].clone()).collect::<Vec<_>>()
    };
    let before = order();
    let (code, done) = office.send(&["priority", "Kiosk ESP", "4"]);
    assert_eq!((code, &done["via"]), (0, &json!("setPriority")), "{done}");
    assert_eq!(order()[3], "Kiosk ESP");
    // A priority is no list of targets: the place and the order around it are told.
    let id = |value: &Value, at: usize| value[at].as_str().unwrap().to_owned();
    let told = |document: &Value| {
        assert_eq!(document["priorityBefore"], 2, "{document}");
        assert_eq!(document["priorityAfter"], 4, "{document}");
        let kiosk = id(&document["orderBefore"], 1);
        assert_eq!(id(&document["orderAfter"], 3), kiosk, "{document}");
        assert_eq!(id(&document["orderObserved"], 3), kiosk, "{document}");
    };
    told(&done);
    told(&office.journal()[1]);
    let (code, done) = office.send(&["undo", "last"]);
    assert_eq!(code, 0, "{done}");
    assert_eq!(order(), before);
}

#[test]
fn a_priority_that_others_moved_shows_three_sides_by_name() {
    let office = Office::new(&[]);
    let (_, done) = office.send(&["priority", "Kiosk ESP", "4"]);
    let change = done["changeId"].as_str().unwrap().to_owned();
    assert_eq!(office.send(&["priority", "Kiosk ESP", "1"]).0, 0);
    let writes = office.writes();
    let (exit, said) = office.send(&["undo", &change]);
    assert_eq!((exit, &said["verdict"]), (3, &json!("conflict")), "{said}");
    assert_eq!(said["orderObserved"][0], said["orderBefore"][3], "{said}");
    let hint = said["hint"].as_str().unwrap();
    assert!(hint.contains("nothing left to take back"), "{said}");
    let text = office.run(&["undo", &change, "--yes"]);
    let said = out(&text);
    assert!(said.contains("seen  theirs  yours"), "{said}");
    assert!(said.contains(" 4     1       2     Kiosk ESP"), "{said}");
    assert_eq!(office.writes(), writes);
}

/// What somebody else made of the list of Corp ESP before the re-read: its third group is theirs.
#[test]
fn a_conflict_names_the_assignment_that_is_there_now() {
    for (theirs, hint) in [
        (
            json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": BOARD}),
            BOARD,
        ),
        (Value::Null, "enlist add"),
    ] {
        let office = Office::new(&[]);
        let shown = document(&office.run(&["show", CORP, "--json"]));
        let rows = shown["assignments"].as_array().unwrap().iter();
        let targets = rows.map(|row| row["target"]["raw"].clone());
        let list: Vec<Value> = targets
            .map(|target| match &target["groupId"] {
                id if id == KIOSK => theirs.clone(),
                _ => target,
            })
            .filter(|target| !target.is_null())
            .collect();
        office.service.fault(&json!({
            "method": "GET", "pathContains": GET_LIST,
            "edit": {"configuration": CORP, "targets": list},
        }));
        let (code, said) = office.send(&SET);
        assert_eq!((code, &said["verdict"]), (3, &json!("conflict")), "{said}");
        let told = said["hint"].as_str().unwrap();
        assert!(told.contains(hint), "{told}");
    }
}

#[test]
fn undo_goes_back_once_and_not_over_the_work_of_others() {
    let office = Office::new(&[]);
    let before = office.targets(CORP);
    let (_, done) = office.send(&SET);
    let change = done["changeId"].as_str().unwrap().to_owned();
    let (code, undone) = office.send(&["undo", &change[..12]]);
    assert_eq!(
        (code, &undone["verdict"]),
        (0, &json!("verified")),
        "{undone}"
    );
    assert_eq!(office.targets(CORP), before);
    // What it made is not there any more.
    let writes = office.writes();
    let (code, again) = office.send(&["undo", &change]);
    assert_eq!(
        (code, &again["verdict"]),
        (3, &json!("conflict")),
        "{again}"
    );
    let text = office.run(&["undo", &change, "--yes"]);
    assert_eq!(code, 3);
    assert!(out(&text).contains("seen  theirs  yours"), "{}", out(&text));
    assert_eq!(office.writes(), writes);
    // The last change is the one that took the first one back.
    let (code, redone) = office.send(&["undo", "last"]);
    assert_eq!(code, 0, "{redone}");
    assert_eq!(office.targets(CORP)[3], ENGINEERING);
    assert_eq!(office.send(&["undo", "nothing"]).0, 2);
}

#[test]
fn only_verified_changes_of_this_place_are_taken_back() {
    let office = Office::new(&["--demo=live"]);
    let (_, done) = office.send(&[&SET[..], &["--via", "patch"]].concat());
    let (code, said) = office.send(&["undo", done["changeId"].as_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(
        said["error"]["message"]
            .as_str()
            .unwrap()
            .contains("no-route")
    );
    let elsewhere = Office {
        service: Service::start(&[]),
        home: office.home,
    };
    let (code, said) = elsewhere.send(&["undo", done["changeId"].as_str().unwrap()]);
    assert_eq!((code, &said["error"]["code"]), (2, &json!("not-found")));
}

#[test]
fn each_verdict_has_its_exit_code() {
    let error = |code: &str, message: &str| json!({"error": {"code": code, "message": message}});
    let moved_on = json!({"value": []});
    for (fault, verdict, exit) in [
        (
            json!({"method": "PATCH", "status": 400, "body": error("BadRequest", "No.")}),
            "rejected",
            1,
        ),
        (
            json!({"method": "PATCH", "status": 403, "body": error("Forbidden", "No.")}),
            "rejected",
            5,
        ),
        (
            json!({"method": "GET", "pathContains": GET_LIST, "status": 403, "body": error("Forbidden", "No.")}),
            "not-sent",
            5,
        ),
        (
            json!({"method": "GET", "pathContains": GET_LIST, "body": moved_on}),
            "conflict",
            3,
        ),
        (
            json!({"method": "PATCH", "status": 404, "body": error("NotFound", "Gone.")}),
            "rejected",
            1,
        ),
        (
            json!({"method": "PATCH", "status": 200, "body": "{}"}),
            "not-yet-visible",
            4,
        ),
        (json!({"method": "PATCH", "status": 504}), "unknown", 4),
        (json!({"method": "PATCH", "drop": true}), "unknown", 4),
        (
            json!({"method": "PATCH", "drop": true, "apply": true}),
            "verified",
            0,
        ),
        (
            json!({"method": "PATCH", "status": 412, "headers": {"x-msft-approval-code": "abc-1"}, "body": error("PreconditionFailed", "Wait.")}),
            "pending-approval",
            4,
        ),
    ] {
        let office = Office::new(&[]);
        office.service.fault(&fault);
        let (code, done) = office.send(&SET);
        assert_eq!(
            (&done["verdict"], code),
            (&json!(verdict), exit),
            "{fault} {done}"
        );
    }
}

#[test]
fn an_approval_code_is_shown_and_kept() {
    let pending = json!({
        "method": "PATCH",
        "status": 412,
        "times": 2,
        "headers": {"x-msft-approval-code": "abc-1"},
        "body": {"error": {"code": "PreconditionFailed", "message": "Wait."}}
    });
    let office = Office::new(&[]);
    office.service.fault(&pending);
    let (code, done) = office.send(&SET);
    assert_eq!(code, 4);
    assert!(done["hint"].as_str().unwrap().contains("abc-1"), "{done}");
    assert!(!done.to_string().contains("somebody else"), "{done}");
    assert_eq!(office.journal()[1]["approvalCode"], "abc-1");
    let text = office.run(&[&SET[..], &["--yes"]].concat());
    assert!(out(&text).contains("approval code abc-1"), "{}", out(&text));
    let (code, done) = office.send(&[&SET[..], &["--approval-code", "abc-1"]].concat());
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    let sent = office.service.requests("PATCH").pop().unwrap();
    assert_eq!(sent["headers"]["x-msft-approval-code"], "abc-1");
    let (code, said) = office.send(&[
        "remove",
        "Corp ESP",
        "Engineering",
        "--approval-code",
        "no code",
    ]);
    assert_eq!((code, &said["verdict"]), (1, &json!("not-sent")), "{said}");
    assert!(!out(&text).contains("somebody else"), "{}", out(&text));
}

#[test]
fn nothing_is_sent_without_a_journal() {
    let office = Office::new(&[]);
    // A file stands where the folder of the journal would be.
    std::fs::create_dir(office.state()).unwrap();
    std::fs::write(office.state().join("enlist"), "").unwrap();
    let (code, said) = office.send(&SET);
    assert_eq!(code, 1, "{said}");
    assert_eq!(said["verdict"], "not-sent", "{said}");
    assert!(
        said["message"].as_str().unwrap().contains("journal"),
        "{said}"
    );
    assert!(
        said["hint"].as_str().unwrap().contains("XDG_STATE_HOME"),
        "{said}"
    );
    assert_eq!(office.writes(), 0);
}

#[test]
fn a_rejected_list_is_shown_with_its_deleted_groups() {
    let office = Office::new(&[]);
    office.service.fault(&json!({
        "method": "POST",
        "pathContains": "/assign",
        "status": 400,
        "body": {"error": {"code": "BadRequest", "message": "A group does not exist."}}
    }));
    let output = office.run(&["remove", "Corp ESP", "all-devices", "--yes"]);
    assert_eq!(code(&output), 1);
    let said = out(&output);
    assert!(said.contains("A group does not exist."), "{said}");
    assert!(said.contains("(deleted) 7c77833f"), "{said}");
}

#[test]
fn a_change_of_the_filter_alone_is_seen_in_the_journal() {
    let office = Office::new(&[]);
    let none = ["--target", "group", "--id", SALES, "--filter", "none"];
    let (code, done) = office.send(&[&["set", "Corp ESP", "Sales EMEA"][..], &none].concat());
    assert_eq!(code, 0, "{done}");
    let table = out(&office.run(&["journal"]));
    assert!(
        table.contains(&format!("filter include {FILTER} → group")),
        "{table}"
    );
}

#[test]
fn a_justification_is_sent_when_the_service_asks() {
    let refusal = json!({
        "method": "PATCH",
        "status": 400,
        "body": {"error": {"code": "BadRequest", "message": "The header x-msft-approval-justification is missing."}}
    });
    let office = Office::new(&[]);
    office.service.fault(&refusal);
    let (code, done) = office.send(&SET);
    assert_eq!((code, &done["verdict"]), (1, &json!("rejected")));
    assert!(
        done["hint"].as_str().unwrap().contains("--justification"),
        "{done}"
    );

    office.service.fault(&refusal);
    let (code, done) = office.send(&[&SET[..], &["--justification", "moves"]].concat());
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    let sent: Vec<Value> = office
        .service
        .requests("PATCH")
        .iter()
        .map(|request| request["headers"]["x-msft-approval-justification"].clone())
        .collect();
    assert_eq!(sent, [Value::Null, Value::Null, json!("bW92ZXM=")]);
    let journal = office.journal();
    assert_eq!(journal[3]["changeId"], journal[5]["changeId"]);
}

#[test]
fn every_verb_works_on_the_demo() {
    for verb in [
        &["show", "Corp ESP"][..],
        &[&SET[..], &["--yes"]].concat(),
        &[
            "add", "Headsets", "--target", "group", "--id", SALES, "--yes",
        ],
        &["remove", "Corp ESP", "all-devices", "--yes"],
        &["priority", "Corp ESP", "2", "--yes"],
        &["journal"],
    ] {
        let office = tempfile::tempdir().unwrap();
        let output = Command::new(enlist())
            .args(verb)
            .arg("--demo=live")
            .env_remove("ENLIST_GRAPH_URL")
            .env("XDG_CONFIG_HOME", office.path())
            .env("XDG_STATE_HOME", office.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{verb:?} {}", err(&output));
        let left = std::fs::read_dir(office.path()).unwrap().count();
        assert_eq!(left, 0, "the demo's journal goes with it");
    }
}

#[test]
fn the_journal_needs_no_token_and_reports_torn_lines() {
    let office = Office::new(&[]);
    office.send(&SET);
    let path = office.state().join("enlist/journal.jsonl");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str("{\"row\":\"inte");
    std::fs::write(&path, text).unwrap();
    let output = Command::new(enlist())
        .args(["journal", "--json"])
        .env_remove("ENLIST_ACCESS_TOKEN")
        .env("XDG_STATE_HOME", office.state())
        .output()
        .unwrap();
    assert_eq!(code(&output), 0);
    assert_eq!(document(&output)["entries"].as_array().unwrap().len(), 2);
    assert!(err(&output).contains("1 torn line"), "{}", err(&output));
}

#[test]
fn a_terminal_is_asked_and_only_y_is_yes() {
    let office = Office::new(&["--demo=live"]);
    let group = office.targets(HEADSETS).remove(0);
    // One row, so that the whole review stays on the screen.
    let set = [
        &["set", "Headsets", &group][..],
        &["--target", "group", "--group", "Engineering"],
    ]
    .concat();
    let mut no = office.terminal(&set);
    no.see("Send this change? [y/N]").send("\n");
    no.see("The answer was no.");
    assert_eq!(no.wait_exit().exit_code(), 1);
    assert_eq!(office.writes(), 0);

    let mut yes = office.terminal(&set);
    yes.see("Send this change? [y/N]").send("y\n");
    // The PATCH has no route: the replacement is shown and asked for as well.
    yes.see("enrollmentConfigurationAssignments");
    assert_eq!(office.writes(), 1);
    yes.see("Send this change? [y/N]").send("y\n");
    yes.see("verified");
    assert_eq!(yes.wait_exit().exit_code(), 0);
    assert_eq!(office.targets(HEADSETS), [ENGINEERING]);
}

/// Another admin adds the board at the next reading of a list.
fn board_comes_in(office: &Office, configuration: &str) -> Value {
    let list = office.service.assignments(configuration);
    let rows = list.as_array().unwrap().iter();
    let mut targets: Vec<Value> = rows.map(|row| row["target"].clone()).collect();
    targets
        .push(json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": BOARD}));
    json!({
        "method": "GET", "pathContains": GET_LIST,
        "edit": {"configuration": configuration, "targets": targets},
    })
}

#[test]
fn a_list_is_replaced_as_it_was_read_a_moment_before() {
    let office = Office::new(&["--demo=live"]);
    office.service.fault(&board_comes_in(&office, CORP));
    let (code, done) = office.send(&SET);
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    assert_eq!(done["before"][4]["id"], BOARD, "{done}");
    let now = office.targets(CORP);
    assert_eq!((now[3].as_str(), now[4].as_str()), (ENGINEERING, BOARD));

    // One row, so that the whole review stays on the screen.
    let group = office.targets(HEADSETS).remove(0);
    office.service.fault(&board_comes_in(&office, HEADSETS));
    let set = [
        &["set", "Headsets", &group][..],
        &["--target", "group", "--group", "Engineering"],
    ]
    .concat();
    let mut asked = office.terminal(&set);
    asked.resize(100, 60);
    asked.see("Send this change? [y/N]").send("y\n");
    asked.see("Others have changed the list since it was shown");
    asked.see("new   group · Board");
    asked.see("Send this change? [y/N]").send("n\n");
    asked.see("the answer was no").wait_exit();
    assert_eq!(office.targets(HEADSETS), [group.as_str(), BOARD]);
}

#[test]
fn a_review_does_not_wait_for_numbers() {
    let office = Office::new(&[]);
    office.service.fault(&json!({
        "method": "GET", "pathContains": "$count", "times": 9, "delayMs": 3_600_000,
    }));
    let mut asked = office.terminal(&[&SET[..], &["--timeout", "3600"]].concat());
    asked.see("Send this change? [y/N]").send("n\n");
    assert_eq!(asked.wait_exit().exit_code(), 1);
}

#[test]
fn a_long_wait_is_asked_for_and_named_where_nobody_is_there() {
    let patience = json!({"method": "PATCH", "status": 429, "headers": {"Retry-After": "61"}});
    let office = Office::new(&[]);
    office.service.fault(&patience);
    let (code, said) = office.send(&SET);
    assert_eq!((code, &said["verdict"]), (1, &json!("rejected")), "{said}");
    assert!(said["hint"].as_str().unwrap().contains("61 s"), "{said}");

    office.service.fault(&patience);
    let mut asked = office.terminal(&SET);
    asked.see("Send this change? [y/N]").send("y\n");
    asked
        .see("Wait 61 s, and send the same again? [y/N]")
        .send("y\n");
    // It is counted down, and can still be stopped.
    asked
        .see("sent again in 61 s")
        .see("sent again in 60 s, Ctrl-C stops");
    asked.send("\x03");
    assert_eq!(asked.wait_exit().exit_code(), 130);
    assert_eq!(office.writes(), 2);
}

#[test]
fn a_profile_is_confirmed_by_its_own_name() {
    let office = Office::new(&[]);
    std::fs::create_dir(office.home.path().join("enlist")).unwrap();
    let config = format!(
        "[profile.prod]\ngraph_url = \"{}\"\n",
        office.service.base_url
    );
    std::fs::write(office.home.path().join("enlist/config.toml"), config).unwrap();
    let all = [
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "all-users",
        "--profile",
        "prod",
    ];
    let (code, said) = office.send(&[&all[..], &["--confirm", "contoso.com"]].concat());
    assert_eq!(code, 2, "{said}");
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("profile"), "{said}");
    assert_eq!(said["error"]["hint"], "it is prod");
    let (code, said) = office.send(&[&all[..], &["--confirm", "prod"]].concat());
    assert_eq!(code, 0, "{said}");
}

#[test]
fn the_embedded_service_fails_on_demand_by_a_flag() {
    let put_off = r#"{"method":"PATCH","status":403}"#;
    let then = r#"{"method":"PATCH","status":504}"#;
    let office = Office::new(&["--fault", put_off, "--fault", then]);
    assert_eq!(office.send(&SET).0, 5);
    assert_eq!(office.send(&SET).0, 4);
    assert_eq!(office.send(&SET).0, 0);

    let demo = |args: &[&str]| {
        let mut command = Command::new(enlist());
        command.args(SET).args(["--yes", "--json"]).args(args);
        command.env_remove("ENLIST_GRAPH_URL").stdin(Stdio::null());
        command.output().unwrap()
    };
    let output = demo(&["--demo", "--fault", put_off]);
    assert_eq!(code(&output), 5, "{}", out(&output));
    for (wrong, reason) in [
        (r#"{"metod":"PATCH"}"#, "metod"),
        (
            r#"{"edit":{"configuration":"nobody"}}"#,
            "no configuration nobody",
        ),
        ("no JSON", "expected"),
    ] {
        let output = demo(&["--demo", "--fault", wrong]);
        assert_eq!(code(&output), 2, "{wrong}");
        assert!(out(&output).contains(reason), "{wrong} {}", out(&output));
    }
    let (code, said) = office.send(&[&SET[..], &["--fault", put_off]].concat());
    assert_eq!(
        (code, &said["error"]["code"]),
        (2, &json!("usage")),
        "{said}"
    );
}

#[test]
fn a_terminal_is_asked_for_the_name_even_with_yes() {
    let office = Office::new(&[]);
    let all = [
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "all-users",
        "--yes",
    ];
    let mut wrong = office.terminal(&all);
    wrong.see("Type contoso.com").send("y\n");
    assert_eq!(wrong.wait_exit().exit_code(), 1);
    let mut right = office.terminal(&all);
    right
        .see("Type contoso.com")
        .send("contoso.com\n")
        .see("verified");
    assert_eq!(right.wait_exit().exit_code(), 0);
    assert_eq!(office.writes(), 1);
}

#[test]
fn ctrl_c_ends_a_question_and_a_wait() {
    let office = Office::new(&[]);
    let mut asked = office.terminal(&SET);
    asked.see("Send this change? [y/N]").send("\x03");
    assert_eq!(asked.wait_exit().exit_code(), 130);
    assert_eq!(office.writes(), 0);

    office
        .service
        .fault(&json!({"method": "PATCH", "status": 429, "headers": {"Retry-After": "40"}}));
    let mut waits = office.terminal(&[&SET[..], &["--yes"]].concat());
    waits.see("Ctrl-C stops").send("\x03");
    assert_eq!(waits.wait_exit().exit_code(), 130);
    assert_eq!(office.writes(), 1);
    assert_eq!(office.targets(CORP)[3], KIOSK);
}

#[test]
fn a_signal_lets_a_change_under_way_come_to_its_verdict() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let office = Office::new(&[]);
        office
            .service
            .fault(&json!({"method": "PATCH", "delayMs": 1500}));
        let mut program = office.terminal(&[&SET[..], &["--yes"]].concat());
        office.service.wait_for_request("PATCH");
        program.signal(signal);
        assert_eq!(program.wait_exit().exit_code(), 0, "{signal:?}");
        assert_eq!(office.verdicts(), ["-", "verified"], "{signal:?}");
    }
}

#[test]
fn a_second_ctrl_c_leaves_the_change_open_and_the_next_run_settles_it() {
    let office = Office::new(&[]);
    office
        .service
        .fault(&json!({"method": "PATCH", "delayMs": 15_000}));
    let mut program = office.terminal(&[&SET[..], &["--yes"]].concat());
    office.service.wait_for_request("PATCH");
    program.send("\x03").see("Ctrl-C again").send("\x03");
    assert_eq!(program.wait_exit().exit_code(), 130);
    assert_eq!(office.verdicts(), ["-"]);
    // As long as nobody can see what became of it, the configuration is left alone.
    office
        .service
        .fault(&json!({"method": "GET", "pathContains": GET_LIST, "status": 403}));
    let (exit, said) = office.send(&["remove", "Corp ESP", "all-devices"]);
    assert_eq!((exit, &said["verdict"]), (1, &json!("not-sent")), "{said}");
    assert!(
        said["message"].as_str().unwrap().contains("not settled"),
        "{said}"
    );
    assert_eq!(office.verdicts(), ["-"]);
    // The service has made it all the same.
    let output = office.run(&["undo", "last", "--yes"]);
    assert!(
        err(&output).contains("left open, now: verified"),
        "{}",
        err(&output)
    );
    assert_eq!(code(&output), 0, "{}", out(&output));
    assert_eq!(office.targets(CORP)[3], KIOSK);
    assert_eq!(office.verdicts(), ["-", "verified", "-", "verified"]);
}
