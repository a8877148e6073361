//! Plans and snapshots on the real binary: what is written, what is sent, exit codes, going on after
//! a kill.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use support::office::{Office, code, document, err, out};
use support::pty::enlist;

const DEADLINE: Duration = Duration::from_secs(20);
const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const KIOSK_ESP: &str =
    "3a3eee8a-e982-4776-9ce0-d0ce2de264cf_Windows10EnrollmentCompletionPageConfiguration";
const NO_HELLO: &str = "6e68602d-53c6-42cb-a00c-59620b94d34e_WindowsHelloForBusiness";
const MUNICH: &str = "f1a38d32-6834-4c65-927c-b2382bedda16";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

/// The group of Munich's shop floor is assigned three times.
const RETARGET: [&str; 4] = ["plan", "--retarget", "Shop floor Munich", "Engineering"];

/// One row for each of five configurations, by PATCH all of them.
const FIVE: &str = "\
configuration,assignment,target,group
Corp ESP,Kiosk Berlin,group,Engineering
Kiosk ESP,Surface Hub rooms,group,Engineering
Shared iPads only,Shared iPads,group,Engineering
Macs of the company,Mac users,group,Engineering
No Hello on the shop floor,Shop floor Munich,group,Engineering
";

/// Writes a plan to a file of the home.
fn planned(office: &Office, args: &[&str], name: &str) -> String {
    let path = office.path(name);
    let output = office.run(&[args, &["-o", &path]].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    path
}

fn five(office: &Office) -> String {
    let rows = office.write("five.csv", FIVE);
    planned(office, &["plan", "--csv", &rows], "five.toml")
}

/// The verdicts of the rows of a document.
fn verdicts(document: &Value) -> Vec<&str> {
    let rows = document["rows"].as_array().unwrap().iter();
    rows.map(|row| row["verdict"].as_str().unwrap()).collect()
}

fn skipped(said: &str) -> Vec<&str> {
    let lines = said.lines();
    lines
        .filter_map(|line| line.strip_prefix("left out: "))
        .collect()
}

#[test]
fn a_plan_is_made_applied_and_not_made_twice() {
    let name = "p.toml";
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, name);
    assert_eq!(office.writes(), 0);
    let file = office.read(name);
    assert!(
        file.contains("Shop floor Munich") && file.contains(MUNICH),
        "{file}"
    );
    let again = office.run(&[&RETARGET[..], &["-o", &path]].concat());
    assert_eq!(code(&again), 2, "a plan is not written over");
    assert_eq!(office.read(name), file);

    let (code, done) = office.send(&["apply", &path]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 3]),
        "{done:#}"
    );
    assert_eq!(office.targets(NO_HELLO)[0], ENGINEERING);
    assert_eq!(office.writes(), 3);
    assert_eq!(office.verdicts(), ["-", "verified"].repeat(3));
    let journal = office.journal();
    let names: Vec<&Value> = journal.iter().map(|entry| &entry["changeId"]).collect();
    assert_eq!(names[1], &done["rows"][0]["changeId"]);

    let (code, done) = office.send(&["apply", &path]);
    assert_eq!((code, verdicts(&done)), (0, vec!["already"; 3]), "{done:#}");
    assert_eq!(done["message"], "3 already");
    assert_eq!(done["rows"][0]["message"], "made before");
    assert_eq!(office.writes(), 3);
}

#[test]
fn a_plan_goes_to_stdout_and_only_where_it_is_meant() {
    let office = Office::new(&[]);
    let output = office.run(&[&RETARGET[..], &["--only", "Kiosk ESP"]].concat());
    let plan = out(&output);
    assert_eq!(plan.matches("[[row]]").count(), 1, "{plan}");
    let path = office.write("p.toml", &plan);
    let (done, _) = office.send(&["apply", &path]);
    assert_eq!((done, office.writes()), (0, 1));

    let output = office.run(&[&RETARGET[..], &["--json"]].concat());
    let plan = document(&output);
    assert_eq!(plan["rows"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&plan["file"], &plan["skipped"]),
        (&Value::Null, &json!([]))
    );
    let output = office.run(&[&RETARGET[..], &["--json", "-o", "-"]].concat());
    assert_eq!(code(&output), 2, "two documents on one stream");
    // What a rule forbids is left out with the reason, in the file as well.
    let output = office.run(&["plan", "--retarget", "Interns 2026", "Legal"]);
    assert_eq!(code(&output), 0);
    let left = skipped(&err(&output)).join("\n");
    assert!(left.contains("excluded group"), "{left}");
    assert!(
        out(&output).contains(&format!("# {left}")),
        "{}",
        out(&output)
    );
    let path = office.write("none.toml", &out(&output));
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!(
        (code, &done["message"]),
        (0, &json!("the plan has no rows"))
    );
}

/// What `--json` prints is about the plan that `-o` writes, and only the latter is read by `apply`.
#[test]
fn the_report_of_a_plan_stands_beside_its_file() {
    let office = Office::new(&[]);
    let rows = "configuration,assignment,target,group\n\
                Corp ESP,Kiosk Berlin,group,Engineering\nCorp ESP,,group,Legal\n";
    let (csv, path) = (office.write("rows.csv", rows), office.path("p.json"));
    let output = office.run(&["plan", "--csv", &csv, "--json", "-o", &path]);
    let report = document(&output);
    assert_eq!(report["file"], json!(path));
    let [first, second] = report["rows"].as_array().unwrap().as_slice() else {
        panic!("{report:#}");
    };
    assert_eq!(
        (&first["number"], &second["number"]),
        (&json!(1), &json!(2))
    );
    let after = first["after"].as_array().unwrap();
    let new = after.iter().find(|target| target["id"] == ENGINEERING);
    assert_eq!(new.unwrap()["name"], "Engineering");
    assert_eq!(second["before"], first["after"]);
    let count = |list: &Value| list.as_array().unwrap().len();
    assert_eq!(count(&second["after"]), count(&second["before"]) + 1);

    let output = office.run(&["apply", "-", "--dry-run", "--json"]);
    assert_eq!(code(&output), 2);
    let printed = office.write("report.json", &report.to_string());
    let snapshot = office.path("s.json");
    assert_eq!(code(&office.run(&["snapshot", &snapshot])), 0);
    for file in [printed, snapshot] {
        let (code, failed) = office.send(&["apply", &file]);
        let message = failed["error"]["message"].as_str().unwrap();
        assert_eq!(code, 2, "{message}");
        assert!(message.starts_with(&file), "{message}");
        assert!(message.contains("plan files are TOML"), "{message}");
    }
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!((code, &done["plan"]), (0, &report["plan"]), "{done:#}");
}

#[test]
fn mistakes_are_named_and_nothing_is_sent() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    let file = office.read("p.toml");
    let edited = |from: &str, to: &str| {
        assert!(file.contains(from), "{from}");
        office.write("edited.toml", &file.replacen(from, to, 1))
    };
    for (from, to, error, said) in [
        (
            "number = 2",
            "number = 1",
            "plan-file",
            "edited.toml:28: row[2].number: ",
        ),
        (
            "\nto = ",
            "\nfro = ",
            "plan-file",
            "row[1].to: this key is missing",
        ),
        (
            "tenantId = \"f",
            "tenantId = \"0",
            "elsewhere",
            ", 06fadfa7-",
        ),
        (
            "cloud = \"",
            "cloud = \"Global ",
            "elsewhere",
            "and this is Contoso (127.0.0.1",
        ),
    ] {
        let path = edited(from, to);
        let (code, failed) = office.send(&["apply", &path]);
        assert_eq!(
            (code, &failed["error"]["code"]),
            (2, &json!(error)),
            "{failed}"
        );
        let message = failed["error"]["message"].as_str().unwrap();
        assert!(message.contains(said), "{message}");
    }
    // Without a yes nothing is even read.
    let before = office.service.requests("GET").len();
    assert_eq!(code(&office.run(&["apply", &path])), 2);
    assert_eq!(office.service.requests("GET").len(), before);
    assert_eq!(code(&office.run(&["apply", "no such file", "--yes"])), 2);

    let rows = office.write(
        "bad.csv",
        "configuration,target,group\nNo such,group,Legal\nCorp ESP,group,Contractors\n\
         Corp ESP,grup,Legal\nCorp ESP,group,Legal\n",
    );
    let output = office.run(&["plan", "--csv", &rows, "--json"]);
    let failed = document(&output);
    assert_eq!(
        (code(&output), &failed["error"]["code"]),
        (2, &json!("csv"))
    );
    let hint = failed["error"]["hint"].as_str().unwrap();
    let lines: Vec<&str> = hint.lines().filter(|it| it.starts_with("line ")).collect();
    let starts = [
        "line 2: no configuration is called",
        "line 3: `Contractors` can be 2",
        "line 4: target: `grup`",
    ];
    assert_eq!(lines.len(), starts.len(), "{hint}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{hint}");
    }
    assert_eq!(office.writes(), 0);
}

/// Where the rows of the plan that a CSV file makes come from, and what they are about.
fn rows_of(office: &Office, file: &[u8]) -> Vec<(String, String)> {
    let path = office.path("rows.csv");
    std::fs::write(&path, file).unwrap();
    let output = office.run(&["plan", "--csv", &path, "--json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let document = document(&output);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = document["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let note = text(&row["note"]);
        let line = note.split(" of ").next().unwrap().to_owned();
        (line, text(&row["configurationId"]))
    })
    .collect()
}

#[test]
fn a_csv_file_is_read_however_a_spreadsheet_writes_it() {
    let office = Office::new(&[]);
    let text = "configuration,assignment,target,group\r\n\
                Corp ESP,Kiosk Berlin,group,Engineering\r\n\r\n\
                \"Kiosk ESP\",Surface Hub rooms,\"group\",Engineering\r\n";
    let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(unit).collect()
    };
    let separated = |separator: &str| text.replace(',', separator);
    for (file, first) in [
        (text.as_bytes().to_vec(), 2),
        (text.replace("\r\n", "\n").into_bytes(), 2),
        (text.replace("\r\n", "\r").into_bytes(), 2),
        (separated(";").into_bytes(), 2),
        (separated("\t").into_bytes(), 2),
        (format!("\u{feff}{}", separated(";")).into_bytes(), 2),
        (format!("sep=|\r\n{}", separated("|")).into_bytes(), 3),
        (format!("\r\n\r\n{text}").into_bytes(), 4),
        (utf16(&separated("\t"), u16::to_le_bytes), 2),
        (utf16(text, u16::to_be_bytes), 2),
    ] {
        let wanted = [
            (format!("line {first}"), CORP.to_owned()),
            (format!("line {}", first + 2), KIOSK_ESP.to_owned()),
        ];
        assert_eq!(rows_of(&office, &file), wanted, "{file:?}");
    }
    let path = office.path("rows.csv");
    std::fs::write(&path, b"configuration,target\r\nGesch\xe4ft,all-users\r\n").unwrap();
    let output = office.run(&["plan", "--csv", &path]);
    assert_eq!(code(&output), 2);
    let said = err(&output);
    assert!(
        said.contains("line 2") && said.contains("CSV UTF-8"),
        "{said}"
    );
}

#[test]
fn a_name_is_taken_to_the_letter_on_every_way_in() {
    let office = Office::new(&[]);
    for typed in ["corp esp", "Corp ESP ", "Corp\u{a0}ESP", "Соrp ESP"] {
        for args in [
            &["show", typed][..],
            &["set", typed, "x", "--target", "all-users", "--dry-run"],
            &["add", typed, "--target", "all-users", "--dry-run"],
            &[
                "plan",
                "--retarget",
                "Engineering",
                "Legal",
                "--only",
                typed,
            ],
        ] {
            let output = office.run(args);
            assert_eq!(code(&output), 2, "{args:?}");
            let said = err(&output);
            assert!(said.contains(CORP) && said.contains("differ"), "{said}");
        }
    }
    for group in ["engineering", "Engineering ", "Engineering\u{a0}"] {
        let args = ["add", "Lab ESP", "--target", "group", "--group", group];
        let output = office.run(&[&args[..], &["--dry-run"]].concat());
        assert_eq!(code(&output), 2, "{group:?}");
        let said = err(&output);
        assert!(said.contains(ENGINEERING), "{said}");
    }
    assert_eq!(office.writes(), 0);
}

#[test]
fn a_filter_of_another_platform_is_refused_on_every_way_in() {
    const WINDOWS: &str = "e4631b55-3fde-45b4-a886-904732dce811";
    const IPADS: &str = "c86308a3-429b-4def-959c-11d466f6d437";
    let office = Office::new(&[]);
    let refused = |said: &str| said.contains("Corp Windows devices") && said.contains("platform");
    for filter in ["Corp Windows devices", WINDOWS] {
        let with = ["--filter", filter, "--filter-mode", "include"];
        let set = [
            "set",
            "Shared iPads only",
            "Shared iPads",
            "--target",
            "all-users",
        ];
        let add = ["add", "Shared iPads only", "--target", "all-users"];
        for args in [&set[..], &add] {
            let (exit, done) = office.send(&[args, &with].concat());
            assert_eq!((exit, &done["verdict"]), (1, &json!("not-sent")));
            assert!(refused(done["message"].as_str().unwrap()), "{done}");
        }
        let rows = office.write(
            "filter.csv",
            &format!(
                "configuration,assignment,target,group,filter,filter-mode\n\
                 Shared iPads only,Shared iPads,group,Engineering,{filter},include\n\
                 Shared iPads only,,group,Legal,{IPADS},include\n"
            ),
        );
        let output = office.run(&["plan", "--csv", &rows, "--json"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(document(&output)["rows"].as_array().unwrap().len(), 1);
        let said = err(&output);
        assert!(refused(&said) && said.contains("line 2"), "{said}");
    }
    // A plan that was edited by hand.
    let rows = office.write(
        "filter.csv",
        "configuration,target,filter,filter-mode\n\
         Shared iPads only,all-users,Supervised iPads,include\n",
    );
    let path = planned(&office, &["plan", "--csv", &rows], "filter.toml");
    let plan = std::fs::read_to_string(&path).unwrap();
    assert!(plan.contains(IPADS));
    std::fs::write(&path, plan.replace(IPADS, WINDOWS)).unwrap();
    let shown = document(&office.run(&["apply", &path, "--dry-run", "--json"]));
    assert!(
        refused(shown["rows"][0]["reason"].as_str().unwrap()),
        "{shown}"
    );
    // A snapshot that was edited by hand.
    let path = office.path("then.json");
    assert_eq!(code(&office.run(&["snapshot", &path])), 0);
    let then = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, then.replace(IPADS, WINDOWS)).unwrap();
    let output = office.run(&["restore", &path, "--json"]);
    assert_eq!(document(&output)["rows"], json!([]));
    assert!(refused(&err(&output)), "{}", err(&output));
    assert_eq!(office.writes(), 0);
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_given_up() {
    let office = Office::new(&[]);
    for args in [
        &["apply", "/dev/zero", "--dry-run"][..],
        &["plan", "--csv", "/dev/zero"],
        &["restore", "/dev/zero"],
        &["diff", "/dev/zero"],
        &["--config", "/dev/zero", "list"],
    ] {
        let output = office.run(args);
        assert_eq!(code(&output), 2, "{args:?} {}", err(&output));
    }
}

#[test]
fn a_dry_run_shows_every_request_and_sends_none() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    let text = office.run(&["apply", &path, "--dry-run", "--read-only"]);
    assert_eq!(code(&text), 0, "{}", err(&text));
    let shown = document(&office.run(&["apply", &path, "--dry-run", "--json"]));
    assert_eq!(shown["dryRun"], true);
    let rows = shown["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let request = &row["request"];
        let path = request["path"].as_str().unwrap();
        assert!(
            out(&text).contains(&format!("PATCH {path}")),
            "{}",
            out(&text)
        );
        assert!(request["body"].is_object() && row["reason"].is_null());
    }
    // The second lock.
    let (code, done) = office.send(&["apply", &path, "--read-only"]);
    assert_eq!((code, verdicts(&done)), (1, vec!["not-sent"; 3]));
    assert!(
        done["rows"][0]["message"]
            .as_str()
            .unwrap()
            .contains("read-only")
    );
    assert_eq!(office.writes(), 0);
    assert!(office.journal().is_empty());
}

#[test]
fn what_reaches_everybody_or_empties_a_list_needs_more_than_a_yes() {
    let office = Office::new(&[]);
    let rows = office.write(
        "rows.csv",
        "configuration;assignment;target\nLab ESP;;all-users\nHeadsets;dd2ee150;remove\n",
    );
    let path = planned(&office, &["plan", "--csv", &rows], "p.toml");
    let named = ["apply", path.as_str(), "--confirm", "contoso.com"];
    for (args, hint) in [
        (&named[..2], "--confirm contoso.com"),
        (
            &["apply", &path, "--allow-empty", "--confirm", "x"],
            "it is contoso.com",
        ),
        (&named, "--allow-empty"),
    ] {
        let (code, failed) = office.send(args);
        assert_eq!(code, 2, "{failed}");
        assert!(
            failed["error"]["hint"].as_str().unwrap().contains(hint),
            "{failed}"
        );
    }
    assert_eq!(office.writes(), 0);
    let (code, done) = office.send(&[&named[..], &["--allow-empty"]].concat());
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 2]),
        "{done:#}"
    );
}

/// Another admin was there first, in three of five configurations.
#[test]
fn three_conflicts_are_found_before_anything_is_sent() {
    let office = Office::new(&[]);
    let path = five(&office);
    for (configuration, assignment) in [
        ("Corp ESP", "Kiosk Berlin"),
        ("Shared iPads only", "Shared iPads"),
        ("No Hello on the shop floor", "Shop floor Munich"),
    ] {
        let set = [
            "set",
            configuration,
            assignment,
            "--target",
            "group",
            "--group",
            "Legal",
        ];
        assert_eq!(office.send(&set).0, 0);
    }
    let before = office.writes();
    let (code, done) = office.send(&["apply", &path]);
    let expected = ["conflict", "not-sent", "conflict", "not-sent", "conflict"];
    assert_eq!((code, verdicts(&done)), (3, expected.to_vec()), "{done:#}");
    let hint = done["hint"].as_str().unwrap();
    assert!(hint.contains("--keep-going") && hint.contains("enlist plan"));
    assert_eq!(office.writes(), before);

    let output = office.run(&["apply", &path, "--yes", "--keep-going"]);
    assert_eq!(support::office::code(&output), 3, "{}", out(&output));
    let said = out(&output);
    assert!(
        said.contains("2 verified, 3 changed by somebody else"),
        "{said}"
    );
    assert!(said.contains("seen  theirs  yours"), "{said}");
    assert_eq!(office.writes(), before + 2);
    assert_eq!(office.targets(KIOSK_ESP)[1], ENGINEERING);
}

/// Another admin comes between the check of the plan and the re-read of a row.
#[test]
fn three_conflicts_while_it_runs_leave_the_others_to_be_made() {
    let office = Office::new(&[]);
    let path = five(&office);
    let everybody = json!([{"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}]);
    let configurations = [
        CORP,
        "23bcc814-e2cc-4022-8dbe-0c5d0a0f2884_SinglePlatformRestriction",
        NO_HELLO,
    ];
    for id in configurations {
        office.service.fault(&json!({
            "method": "GET", "pathContains": format!("{id}/assignments"),
            "edit": {"configuration": id, "targets": everybody},
        }));
    }
    let (code, done) = office.send(&["apply", &path, "--keep-going"]);
    let expected = ["conflict", "verified", "conflict", "verified", "conflict"];
    assert_eq!((code, verdicts(&done)), (3, expected.to_vec()), "{done:#}");
    assert_eq!(done["rows"][0]["observed"][0]["kind"], "all-devices");
    assert!(done["hint"].as_str().unwrap().contains("enlist plan"));
    assert_eq!(office.writes(), 2);
}

/// Another admin makes the same change before the plan is checked, and before a row is sent.
#[test]
fn rows_that_somebody_else_made_are_already_so() {
    let office = Office::new(&[]);
    let path = five(&office);
    let set = ["set", "Corp ESP", "Kiosk Berlin", "--target", "group"];
    let set = [&set[..], &["--group", "Engineering"]].concat();
    assert_eq!(office.send(&set).0, 0);
    let target = |row: &Value| {
        let mut target = row["target"].clone();
        if target["groupId"] == MUNICH {
            target["groupId"] = json!(ENGINEERING);
        }
        target
    };
    let rows = office.service.assignments(NO_HELLO);
    let rows: Vec<Value> = rows.as_array().unwrap().iter().map(target).collect();
    office.service.fault(&json!({
        "method": "GET", "pathContains": format!("{NO_HELLO}/assignments"),
        "edit": {"configuration": NO_HELLO, "targets": rows},
    }));
    let (code, done) = office.send(&["apply", &path]);
    let expected = ["already", "verified", "verified", "verified", "already"];
    assert_eq!((code, verdicts(&done)), (0, expected.to_vec()), "{done:#}");
    assert_eq!(done["message"], "3 verified, 2 already");
    assert_eq!(office.writes(), 4);
    // What was not sent stands nowhere in the journal.
    assert_eq!(office.verdicts(), ["-", "verified"].repeat(4));

    let output = office.run(&["apply", &path, "--yes"]);
    assert_eq!(support::office::code(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("5 already"), "{}", out(&output));
    assert_eq!(office.writes(), 4);
}

#[test]
fn the_exit_code_is_the_worst_of_the_rows() {
    let refused = json!({"method": "PATCH", "status": 400});
    let forbidden = json!({"method": "PATCH", "status": 403});
    let lost = json!({"method": "PATCH", "drop": true});
    let theirs = json!({
        "method": "GET", "pathContains": format!("{CORP}/assignments"),
        "edit": {"configuration": CORP, "targets": []},
    });
    let (refused, forbidden, lost, theirs) = (&refused, &forbidden, &lost, &theirs);
    let (good, bad, left) = ("verified", "rejected", "not-sent");
    for (faults, expected, rows) in [
        (vec![refused], 1, [bad, good, good, good, good]),
        // Without the rights no other row begins.
        (vec![refused, forbidden], 5, [bad, bad, left, left, left]),
        (
            vec![theirs, forbidden],
            3,
            ["conflict", bad, left, left, left],
        ),
        (
            vec![theirs, lost, forbidden],
            4,
            ["conflict", "unknown", bad, left, left],
        ),
    ] {
        let office = Office::new(&[]);
        let path = five(&office);
        for fault in &faults {
            office.service.fault(fault);
        }
        let (code, done) = office.send(&["apply", &path, "--keep-going"]);
        assert_eq!(
            (code, verdicts(&done)),
            (expected, rows.to_vec()),
            "{done:#}"
        );
    }

    // Without --keep-going the rest is not begun, and the same file goes on with it.
    let office = Office::new(&[]);
    let path = five(&office);
    office
        .service
        .fault(&json!({"method": "PATCH", "skip": 1, "status": 400}));
    let (code, done) = office.send(&["apply", &path]);
    let expected = ["verified", "rejected", "not-sent", "not-sent", "not-sent"];
    assert_eq!((code, verdicts(&done)), (1, expected.to_vec()), "{done:#}");
    assert_eq!(done["rows"][2]["message"], "not begun");
    assert_eq!(office.writes(), 2);
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!(
        (code, done["message"].as_str()),
        (0, Some("4 verified, 1 already"))
    );
    assert_eq!(office.writes(), 6);
}

/// With `--keep-going` too: each row that follows would be refused the same.
#[test]
fn no_row_begins_after_one_without_access() {
    let reread = format!("{KIOSK_ESP}/assignments");
    for (fault, verdict, writes) in [
        (
            json!({"method": "PATCH", "skip": 1, "status": 401, "times": 9}),
            "rejected",
            2,
        ),
        (
            json!({"method": "PATCH", "skip": 1, "status": 403, "times": 9}),
            "rejected",
            2,
        ),
        (
            json!({"method": "GET", "pathContains": reread, "status": 403}),
            "not-sent",
            1,
        ),
    ] {
        let office = Office::new(&[]);
        let path = five(&office);
        office.service.fault(&fault);
        let (code, done) = office.send(&["apply", &path, "--keep-going"]);
        let expected = ["verified", verdict, "not-sent", "not-sent", "not-sent"];
        assert_eq!((code, verdicts(&done)), (5, expected.to_vec()), "{done:#}");
        assert_eq!(done["rows"][2]["message"], "not begun");
        assert_eq!(office.writes(), writes);

        office.service.clear_faults();
        let (code, done) = office.send(&["apply", &path]);
        assert_eq!(
            (code, &done["message"]),
            (0, &json!("4 verified, 1 already"))
        );
    }
}

#[test]
fn without_rights_every_verb_says_so() {
    let office = Office::new(&[]);
    let plan = planned(&office, &RETARGET, "p.toml");
    let state = office.path("s.json");
    assert_eq!(code(&office.run(&["snapshot", &state])), 0);
    for args in [
        &RETARGET[..],
        &["apply", &plan, "--yes"],
        &["snapshot", &state],
        &["diff", &state],
        &["restore", &state],
    ] {
        office.service.fault(&json!({
            "method": "GET", "pathContains": "deviceEnrollmentConfigurations", "status": 403,
        }));
        let output = office.run(&[args, &["--json"]].concat());
        assert_eq!(code(&output), 5, "{args:?} {}", out(&output));
        assert!(
            document(&output)["error"]["message"]
                .as_str()
                .unwrap()
                .contains(" 403 ")
        );
    }
}

/// Where the PATCH has no route, a yes from the flags covers the replacement and `--via patch` does not.
#[test]
fn the_live_service_takes_the_whole_list() {
    let office = Office::new(&["--demo=live"]);
    let path = planned(&office, &RETARGET, "p.toml");
    let (code, done) = office.send(&["apply", &path, "--via", "patch"]);
    let expected = ["no-route", "not-sent", "not-sent"];
    assert_eq!((code, verdicts(&done)), (1, expected.to_vec()), "{done:#}");
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 3]),
        "{done:#}"
    );
    assert_eq!(done["rows"][2]["via"], "assign");
    // One answer is enough for all.
    assert_eq!(office.service.requests("PATCH").len(), 2);
}

/// The program is killed at each step of a row, and the next run makes what is left: no row twice.
#[cfg(debug_assertions)]
#[test]
fn a_killed_plan_goes_on_where_it_stopped() {
    for (step, sent) in [
        ("re-read", 0),
        ("intent", 0),
        ("answered", 1),
        ("verdict", 1),
    ] {
        let office = Office::new(&[]);
        let path = planned(&office, &RETARGET, "p.toml");
        let mut child = office
            .command(&["apply", &path, "--yes", "--json"])
            .env("ENLIST_HOLD_AT", step)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let held = format!("held {step}");
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let is_held = lines.map(Result::unwrap).any(|line| line == held);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(is_held, "{step} was not reached");
        assert_eq!(office.writes(), sent, "{step}");

        let (code, done) = office.send(&["apply", &path]);
        let first = if sent == 1 { "already" } else { "verified" };
        assert_eq!(
            (code, verdicts(&done)),
            (0, vec![first, "verified", "verified"]),
            "{step} {done:#}"
        );
        assert_eq!(office.writes(), 3, "{step}");
        assert_eq!(office.targets(NO_HELLO)[0], ENGINEERING);
    }
}

#[test]
fn a_plan_that_is_killed_between_rows_goes_on() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    office
        .service
        .fault(&json!({"method": "PATCH", "skip": 1, "delayMs": 60_000}));
    let mut child = office
        .command(&["apply", &path, "--yes"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + DEADLINE;
    while office.writes() < 2 {
        assert!(Instant::now() < until, "the second row was not sent");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["already", "already", "verified"]),
        "{done:#}"
    );
    assert_eq!(done["message"], "1 verified, 2 already");
    assert_eq!(office.writes(), 3);
}

#[test]
fn a_terminal_is_shown_the_plan_asked_and_told_how_far_it_is() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    let mut no = office.terminal(&["apply", &path]);
    no.see("Send these 3 changes? [y/N]").send("\r");
    assert_eq!(no.wait_exit().exit_code(), 1);
    assert_eq!(office.writes(), 0);

    office
        .service
        .fault(&json!({"method": "PATCH", "skip": 1, "delayMs": 1_500}));
    let mut yes = office.terminal(&["apply", &path]);
    yes.see("620 users, 55 devices")
        .see("Send these 3 changes?")
        .send("y\r");
    yes.see("replace the whole list? [y/N]").send("y\r");
    yes.see("[######--------------] 1 of 3");
    yes.see("3 verified").see_no_more("of 3");
    assert_eq!(yes.wait_exit().exit_code(), 0);
}

/// Ctrl-C lets the row under way come to its verdict, and no other begins.
#[test]
fn an_interrupted_plan_ends_behind_the_row_under_way() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    office
        .service
        .fault(&json!({"method": "PATCH", "delayMs": 1_500}));
    let mut program = office.terminal(&["apply", &path, "--yes"]);
    office.service.wait_for_request("PATCH");
    program.see("[--").send("\u{3}");
    program
        .see("no other row begins")
        .see("1 verified, 2 not begun");
    assert_eq!(program.wait_exit().exit_code(), 130);
    assert_eq!(office.writes(), 1);
    let (code, _) = office.send(&["apply", &path]);
    assert_eq!((code, office.writes()), (0, 3));
}

/// A service that wants a long wait, or a short one for the fifth time: whoever is there is asked, and the
/// same row runs again.
#[test]
fn a_row_that_has_to_wait_long_is_asked_about_and_runs_again() {
    let put_off = |times: u32, wait: &str| json!({"method": "PATCH", "status": 429, "times": times, "headers": {"Retry-After": wait}});
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    office.service.fault(&put_off(1, "61"));
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!((code, &done["rows"][0]["verdict"]), (1, &json!("rejected")));
    assert_eq!(office.writes(), 1, "nobody is there to be asked");

    office.service.fault(&put_off(1, "61"));
    let mut no = office.terminal(&["apply", &path]);
    no.see("Send these 3 changes?").send("y\r");
    no.see("replace the whole list? [y/N]").send("y\r");
    no.see("Wait 61 s, and send the same again? [y/N]")
        .send("\r");
    no.see("2 not begun");
    assert_eq!(no.wait_exit().exit_code(), 1);
    assert_eq!(office.writes(), 2, "no other row begins after a no");

    office.service.fault(&put_off(5, "0.05"));
    let mut asked = office.terminal(&["apply", &path]);
    asked.see("Send these 3 changes?").send("y\r");
    asked.see("replace the whole list? [y/N]").send("y\r");
    asked
        .see("Wait 1 s, and send the same again? [y/N]")
        .send("y\r");
    asked.see("3 verified");
    assert_eq!(asked.wait_exit().exit_code(), 0);
    assert_eq!(office.writes(), 10);
}

#[test]
fn with_a_yes_for_all_a_long_wait_is_kept() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    office.service.fault(&json!({
        "method": "PATCH", "status": 429, "times": 5, "headers": {"Retry-After": "0.05"},
    }));
    let mut program = office.terminal(&["apply", &path, "--yes"]);
    program.see("3 verified");
    assert_eq!(program.wait_exit().exit_code(), 0);
    assert_eq!(office.writes(), 8);
}

/// A change of every kind that can be written.
fn edits() -> Vec<Vec<&'static str>> {
    let filter = [
        "--filter",
        "Corp Windows devices",
        "--filter-mode",
        "exclude",
    ];
    let group = |configuration, assignment| {
        vec![
            "set",
            configuration,
            assignment,
            "--target",
            "group",
            "--group",
            "Legal",
        ]
    };
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
        vec![
            "set",
            "Block old iOS",
            "all-users",
            "--target",
            "group",
            "--group",
            "Legal",
        ],
        vec![
            "set",
            "Mail on iOS enrollment",
            "Mac users",
            "--target",
            "all-users",
            "--confirm",
            "contoso.com",
        ],
        vec![
            "set",
            "Attestation preview",
            "all-devices",
            "--target",
            "group",
            "--group",
            "Guests",
        ],
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
        let office = Office::new(&[&format!("--demo={behaviour}")]);
        let state = office.path("s.json");
        assert_eq!(code(&office.run(&["snapshot", &state])), 0);
        let before = office.read("s.json");
        for change in &edits() {
            let (code, done) = office.send(change);
            // Beside a row of a policy set only the PATCH can change anything.
            let is_refused = behaviour == "live" && change[1].starts_with("Autopilot");
            assert_eq!(code == 0, !is_refused, "{change:?} {done:#}");
        }
        let differs = document(&office.run(&["diff", &state, "--json"]));
        let count = differs["changes"].as_array().unwrap().len();
        assert_eq!(
            count,
            if behaviour == "live" { 10 } else { 11 },
            "{differs:#}"
        );
        let said = out(&office.run(&["diff", &state]));
        assert!(
            said.contains("filter: group · Surface Hub rooms") || said.contains("retargeted: "),
            "{said}"
        );

        let back = planned(&office, &["restore", &state], "back.toml");
        let (code_back, done) =
            office.send(&["apply", &back, "--confirm", "contoso.com", "--allow-empty"]);
        assert_eq!(code_back, 0, "{done:#}");
        let differs = document(&office.run(&["diff", &state, "--json"]));
        assert_eq!(differs, json!({"changes": []}), "{differs:#}");
        assert_eq!(out(&office.run(&["diff", &state])), "nothing differs\n");
        assert_eq!(code(&office.run(&["snapshot", &state])), 0);
        let ids = |state: &str| {
            let state: Value = serde_json::from_str(state).unwrap();
            let all = state["configurations"].as_array().unwrap().clone();
            all.iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&office.read("s.json")), ids(&before));
        // There is nothing left to bring back, which is no failure.
        let nothing = office.run(&["restore", &state]);
        assert_eq!(code(&nothing), 0);
        assert!(
            err(&nothing).contains("nothing to change"),
            "{}",
            err(&nothing)
        );
    }
}

/// It would be left out of every request without a word.
#[test]
fn a_code_of_an_approval_is_for_one_change() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    let output = office.run(&["apply", &path, "--yes", "--approval-code", "abc"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("for one change"), "{}", err(&output));
    assert_eq!(office.writes(), 0);
}

/// A move stands on the order of all that are ranked together.
#[test]
fn priorities_come_back_unless_somebody_else_moves_one() {
    let office = Office::new(&[]);
    let state = office.path("s.json");
    assert_eq!(code(&office.run(&["snapshot", &state])), 0);
    assert_eq!(office.send(&["priority", "Lab ESP", "1"]).0, 0);
    assert_eq!(office.send(&["priority", "Corp ESP", "4"]).0, 0);
    let back = planned(&office, &["restore", &state], "back.toml");
    let before = office.writes();

    assert_eq!(office.send(&["priority", "Kiosk ESP", "5"]).0, 0);
    let (code_then, done) = office.send(&["apply", &back]);
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
    assert_eq!(office.writes(), before + 1);

    let back = planned(&office, &["restore", &state], "again.toml");
    let shown = document(&office.run(&["apply", &back, "--dry-run", "--json"]));
    assert_eq!(shown["rows"][0]["via"], "setPriority");
    let (code_then, done) = office.send(&["apply", &back]);
    assert_eq!(code_then, 0, "{done:#}");
    let (code_then, done) = office.send(&["apply", &back]);
    assert_eq!(
        (code_then, done["message"].as_str()),
        (0, Some("2 already"))
    );
    assert_eq!(out(&office.run(&["diff", &state])), "nothing differs\n");
}

#[test]
fn what_cannot_be_brought_back_is_named_with_its_reason() {
    let office = Office::new(&[]);
    let state = office.path("s.json");
    assert_eq!(code(&office.run(&["snapshot", &state])), 0);
    let mut file: Value = serde_json::from_str(&office.read("s.json")).unwrap();
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
    let edited = office.write("edited.json", &file.to_string());
    let output = office.run(&["restore", &edited]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let said = err(&output);
    let left = skipped(&said);
    for (name, reason) in [
        ("Headsets", "not there any more"),
        ("All users and all devices", "a default configuration"),
        ("Windows 11 only", "excluded group"),
        ("Retail ESP 日本", "kind that is not known"),
        ("Autopilot pilot ESP", "policy set"),
    ] {
        let is_named = |line: &&str| line.starts_with(name) && line.contains(reason);
        assert!(left.iter().any(is_named), "{name} {left:#?}");
    }
    // Only what is named is looked at.
    let output = office.run(&["restore", &edited, "Headsets", "Lab ESP"]);
    assert_eq!(skipped(&err(&output)).len(), 1, "{}", err(&output));
    for args in [
        vec!["restore", &edited, "No such"],
        vec!["restore", "no such file"],
        vec!["diff", "no such file"],
    ] {
        assert_eq!(code(&office.run(&args)), 2, "{args:?}");
    }
    assert_eq!(code(&office.run(&["snapshot", "no/such/folder/s.json"])), 1);
    file["tenant"] = json!("Fabrikam");
    // By the id of the tenant, and by its name where a file has no id.
    for id in [json!("00000000-1111-2222-3333-444444444444"), Value::Null] {
        file["tenantId"] = id;
        let edited = office.write("edited.json", &file.to_string());
        let output = office.run(&["restore", &edited]);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("Fabrikam"), "{}", err(&output));
    }
    assert_eq!(office.writes(), 0);
}

/// Two files are compared without token and network; the order of answers makes no difference.
#[test]
fn snapshots_are_compared_offline() {
    let office = Office::new(&[]);
    let (one, other) = (office.path("1.json"), office.path("2.json"));
    assert_eq!(code(&office.run(&["snapshot", &one])), 0);
    assert_eq!(code(&office.run(&["snapshot", &other])), 0);
    assert_eq!(office.read("1.json"), office.read("2.json"));
    assert_eq!(out(&office.run(&["snapshot", "-"])), office.read("1.json"));
    let set = [
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "group",
        "--group",
        "Legal",
    ];
    assert_eq!(office.send(&set).0, 0);
    assert_eq!(office.send(&["priority", "Corp ESP", "2"]).0, 0);
    assert_eq!(code(&office.run(&["snapshot", &other])), 0);
    let lines = |name| -> Vec<String> { office.read(name).lines().map(str::to_owned).collect() };
    let (old, new) = (lines("1.json"), lines("2.json"));
    let changed = old.iter().zip(&new).filter(|(old, new)| old != new).count();
    // An id and a group in each order of rows, and two priorities.
    assert!(old.len() == new.len() && changed <= 12, "{changed} lines");

    let offline = |args: &[&str]| {
        Command::new(enlist())
            .args(args)
            .env_remove("ENLIST_ACCESS_TOKEN")
            .env("ENLIST_GRAPH_URL", "http://127.0.0.1:9")
            .env("XDG_CONFIG_HOME", office.home.path())
            .env("XDG_STATE_HOME", office.state())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let output = offline(&["diff", &one, &other]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let said = out(&output);
    assert!(
        said.contains("  retargeted: group · bc67ba94") && said.contains("  priority: 1 → 2"),
        "{said}"
    );
    let shown = document(&offline(&["diff", &one, &other, "--json"]));
    let corp = &shown["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["configurationId"] == CORP)
        .unwrap();
    assert_eq!(corp["priority"], json!({"from": 1, "to": 2}));
    assert_eq!(corp["assignments"][0]["change"], "retargeted");
    assert_eq!(out(&offline(&["diff", &one, &one])), "nothing differs\n");

    // What v1.0 hides would be lost by whoever brings it back.
    let narrow = office.path("v1.json");
    let output = office.run(&["snapshot", &narrow, "--api", "v1.0"]);
    assert!(err(&output).contains("not restored"), "{}", err(&output));
    assert!(err(&offline(&["diff", &narrow, &one])).contains("read from v1.0"));
    let output = office.run(&["restore", &narrow]);
    let said = err(&output);
    assert!(
        skipped(&said)
            .iter()
            .any(|line| line.starts_with("Corp ESP")),
        "{said}"
    );
    assert_eq!(out(&output).matches("replace = ").count(), 0);
}

#[test]
fn the_journal_is_a_table_without_formulas() {
    let office = Office::new(&[]);
    let set = [
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "group",
        "--group",
        "Legal",
    ];
    assert_eq!(office.send(&set).0, 0);
    // Anybody can have written the file.
    let journal = office.state().join("enlist/journal.jsonl");
    let lines = std::fs::read_to_string(&journal).unwrap();
    let hostile = r#""configurationName":"=cmd|'/c \"x\"'!A1\u001b[31m""#;
    std::fs::write(
        &journal,
        lines.replace(r#""configurationName":"Corp ESP""#, hostile),
    )
    .unwrap();
    let output = office.run(&["journal", "--csv"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let said = out(&output);
    let rows: Vec<&str> = said.lines().collect();
    assert_eq!(rows.len(), 3, "{said}");
    assert!(rows[0].starts_with("row,time,changeId,verdict,configurationId,configurationName,"));
    assert!(rows[2].contains(r#","'=cmd|'/c ""x""'!A1[31m","#), "{said}");
    assert!(
        rows[2].starts_with("verdict,") && rows[2].contains(",verified,"),
        "{said}"
    );
    assert_eq!(code(&office.run(&["journal", "--csv", "--json"])), 2);
    let later = out(&office.run(&["journal", "--csv", "--since", "2999-01-01"]));
    assert_eq!(later.lines().count(), 1);
}

#[test]
fn a_justification_is_sent_with_the_rows_that_need_it() {
    let office = Office::new(&[]);
    let path = planned(&office, &RETARGET, "p.toml");
    let message = "The header x-msft-approval-justification is missing.";
    let refusal = json!({
        "method": "PATCH",
        "status": 400,
        "body": {"error": {"code": "BadRequest", "message": message}}
    });
    office.service.fault(&refusal);
    let (code, done) = office.send(&["apply", &path]);
    assert_eq!((code, &done["rows"][0]["verdict"]), (1, &json!("rejected")));
    assert_eq!(done["hint"], "--justification gives the reason");

    office.service.fault(&refusal);
    let (code, done) = office.send(&["apply", &path, "--justification", "moves"]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 3]),
        "{done:#}"
    );
    let requests = office.service.requests("PATCH");
    let sent = requests
        .iter()
        .map(|request| request["headers"]["x-msft-approval-justification"].clone());
    let reasons: Vec<Value> = sent.filter(|header| !header.is_null()).collect();
    assert_eq!(reasons, [json!("bW92ZXM=")]);
}
