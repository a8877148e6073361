//! `enlist plan`: what is read, what is written.

use serde_json::{Value, json};

use crate::helpers::{CORP, ENGINEERING, KIOSK_ESP, MUNICH, NO_HELLO, RETARGET, skipped, verdicts};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn a_plan_is_made_applied_and_not_made_twice() {
    let name = "p.toml";
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, name);
    assert_eq!(env.writes(), 0);
    let file = env.read(name);
    assert!(
        file.contains("Shop floor Munich") && file.contains(MUNICH),
        "{file}"
    );
    let again = env.run(&[&RETARGET[..], &["-o", &path]].concat());
    assert_eq!(code(&again), 2, "a plan is not written over");
    assert_eq!(env.read(name), file);

    let (code, done) = env.send(&["apply", &path]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 3]),
        "{done:#}"
    );
    assert_eq!(env.targets(NO_HELLO)[0], ENGINEERING);
    assert_eq!(env.writes(), 3);
    let mut lines = env.verdicts();
    lines.sort();
    assert_eq!(lines, [["-"; 3], ["verified"; 3]].concat());
    let journal = env.journal();
    let names: Vec<&Value> = journal.iter().map(|entry| &entry["changeId"]).collect();
    assert_eq!(names[1], &done["rows"][0]["changeId"]);

    let (code, done) = env.send(&["apply", &path]);
    assert_eq!((code, verdicts(&done)), (0, vec!["already"; 3]), "{done:#}");
    assert_eq!(done["message"], "3 already done");
    assert_eq!(done["rows"][0]["message"], "already done");
    assert_eq!(env.writes(), 3);
}

#[test]
fn a_plan_goes_to_stdout_and_only_where_it_is_meant() {
    let env = TestEnv::new(&[]);
    let output = env.run(&[&RETARGET[..], &["--only", "Kiosk ESP"]].concat());
    let plan = out(&output);
    assert_eq!(plan.matches("[[row]]").count(), 1, "{plan}");
    let path = env.write("p.toml", &plan);
    let (done, _) = env.send(&["apply", &path]);
    assert_eq!((done, env.writes()), (0, 1));

    let output = env.run(&[&RETARGET[..], &["--json"]].concat());
    let plan = document(&output);
    assert_eq!(plan["rows"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&plan["file"], &plan["skipped"]),
        (&Value::Null, &json!([]))
    );
    let output = env.run(&[&RETARGET[..], &["--json", "-o", "-"]].concat());
    assert_eq!(code(&output), 2, "two documents on one stream");
    // What a rule forbids is left out with the reason, in the file as well.
    let output = env.run(&["plan", "--retarget", "Interns 2026", "Legal"]);
    assert_eq!(code(&output), 0);
    let left = skipped(&err(&output)).join("\n");
    assert!(left.contains("excluded group"), "{left}");
    assert!(
        out(&output).contains(&format!("# {left}")),
        "{}",
        out(&output)
    );
    let path = env.write("none.toml", &out(&output));
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!(
        (code, &done["message"]),
        (0, &json!("the plan has no rows"))
    );
}

/// What `--json` prints is about the plan that `-o` writes, and only the latter is read by `apply`.
#[test]
fn the_report_of_a_plan_stands_beside_its_file() {
    let env = TestEnv::new(&[]);
    let rows = "configuration,assignment,target,group\n\
                Corp ESP,Kiosk Berlin,group,Engineering\nCorp ESP,,group,Legal\n";
    let (csv, path) = (env.write("rows.csv", rows), env.path("p.json"));
    let output = env.run(&["plan", "--csv", &csv, "--json", "-o", &path]);
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

    let output = env.run(&["apply", "-", "--dry-run", "--json"]);
    assert_eq!(code(&output), 2);
    let printed = env.write("report.json", &report.to_string());
    let snapshot = env.path("s.json");
    assert_eq!(code(&env.run(&["snapshot", &snapshot])), 0);
    for file in [printed, snapshot] {
        let (code, failed) = env.send(&["apply", &file]);
        let message = failed["error"]["message"].as_str().unwrap();
        assert_eq!(code, 2, "{message}");
        assert!(message.starts_with(&file), "{message}");
        assert!(message.contains("plan files are TOML"), "{message}");
    }
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!((code, &done["plan"]), (0, &report["plan"]), "{done:#}");
}

#[test]
fn mistakes_are_named_and_nothing_is_sent() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    let file = env.read("p.toml");
    let edited = |from: &str, to: &str| {
        assert!(file.contains(from), "{from}");
        env.write("edited.toml", &file.replacen(from, to, 1))
    };
    for (from, to, error, answer) in [
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
            "but this is Contoso (127.0.0.1",
        ),
    ] {
        let path = edited(from, to);
        let (code, failed) = env.send(&["apply", &path]);
        assert_eq!(
            (code, &failed["error"]["code"]),
            (2, &json!(error)),
            "{failed}"
        );
        let message = failed["error"]["message"].as_str().unwrap();
        assert!(message.contains(answer), "{message}");
    }
    // Without a yes nothing is even read.
    let before = env.service.requests("GET").len();
    assert_eq!(code(&env.run(&["apply", &path])), 2);
    assert_eq!(env.service.requests("GET").len(), before);
    assert_eq!(code(&env.run(&["apply", "no such file", "--yes"])), 2);

    let rows = env.write(
        "bad.csv",
        "configuration,target,group\nNo such,group,Legal\nCorp ESP,group,Contractors\n\
         Corp ESP,grup,Legal\nCorp ESP,group,Legal\n",
    );
    let output = env.run(&["plan", "--csv", &rows, "--json"]);
    let failed = document(&output);
    assert_eq!(
        (code(&output), &failed["error"]["code"]),
        (2, &json!("csv"))
    );
    let hint = failed["error"]["hint"].as_str().unwrap();
    let lines: Vec<&str> = hint.lines().filter(|it| it.starts_with("line ")).collect();
    let starts = [
        "line 2: No configuration named",
        "line 3: \"Contractors\" is ambiguous; 2 match",
        "line 4: target: `grup`",
    ];
    assert_eq!(lines.len(), starts.len(), "{hint}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{hint}");
    }
    assert_eq!(env.writes(), 0);
}

/// Where the rows of the plan that a CSV file makes come from, and what they are about.
fn rows_of(env: &TestEnv, file: &[u8]) -> Vec<(String, String)> {
    let path = env.path("rows.csv");
    std::fs::write(&path, file).unwrap();
    let output = env.run(&["plan", "--csv", &path, "--json"]);
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
    let env = TestEnv::new(&[]);
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
        assert_eq!(rows_of(&env, &file), wanted, "{file:?}");
    }
    let path = env.path("rows.csv");
    std::fs::write(&path, b"configuration,target\r\nGesch\xe4ft,all-users\r\n").unwrap();
    let output = env.run(&["plan", "--csv", &path]);
    assert_eq!(code(&output), 2);
    let answer = err(&output);
    assert!(
        answer.contains("line 2") && answer.contains("CSV UTF-8"),
        "{answer}"
    );
}

#[test]
fn a_name_is_taken_to_the_letter_on_every_way_in() {
    let env = TestEnv::new(&[]);
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
            let output = env.run(args);
            assert_eq!(code(&output), 2, "{args:?}");
            let answer = err(&output);
            assert!(
                answer.contains(CORP) && answer.contains("differ"),
                "{answer}"
            );
        }
    }
    for group in ["engineering", "Engineering ", "Engineering\u{a0}"] {
        let args = ["add", "Lab ESP", "--target", "group", "--group", group];
        let output = env.run(&[&args[..], &["--dry-run"]].concat());
        assert_eq!(code(&output), 2, "{group:?}");
        let answer = err(&output);
        assert!(answer.contains(ENGINEERING), "{answer}");
    }
    assert_eq!(env.writes(), 0);
}

#[test]
fn a_filter_of_another_platform_is_refused_on_every_way_in() {
    const WINDOWS: &str = "e4631b55-3fde-45b4-a886-904732dce811";
    const IPADS: &str = "c86308a3-429b-4def-959c-11d466f6d437";
    let env = TestEnv::new(&[]);
    let refused =
        |answer: &str| answer.contains("Corp Windows devices") && answer.contains("platform");
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
            let (exit, done) = env.send(&[args, &with].concat());
            assert_eq!((exit, &done["verdict"]), (1, &json!("not-sent")));
            assert!(refused(done["message"].as_str().unwrap()), "{done}");
        }
        let rows = env.write(
            "filter.csv",
            &format!(
                "configuration,assignment,target,group,filter,filter-mode\n\
                 Shared iPads only,Shared iPads,group,Engineering,{filter},include\n\
                 Shared iPads only,,group,Legal,{IPADS},include\n"
            ),
        );
        let output = env.run(&["plan", "--csv", &rows, "--json"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(document(&output)["rows"].as_array().unwrap().len(), 1);
        assert_eq!(err(&output), "");
        let answer = document(&output)["skipped"][0].to_string();
        assert!(refused(&answer) && answer.contains("line 2"), "{answer}");
    }
    // A plan that was edited by hand.
    let rows = env.write(
        "filter.csv",
        "configuration,target,filter,filter-mode\n\
         Shared iPads only,all-users,Supervised iPads,include\n",
    );
    let path = env.planned(&["plan", "--csv", &rows], "filter.toml");
    let plan = std::fs::read_to_string(&path).unwrap();
    assert!(plan.contains(IPADS));
    std::fs::write(&path, plan.replace(IPADS, WINDOWS)).unwrap();
    let shown = document(&env.run(&["apply", &path, "--dry-run", "--json"]));
    assert!(
        refused(shown["rows"][0]["reason"].as_str().unwrap()),
        "{shown}"
    );
    // A snapshot that was edited by hand.
    let path = env.path("then.json");
    assert_eq!(code(&env.run(&["snapshot", &path])), 0);
    let then = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, then.replace(IPADS, WINDOWS)).unwrap();
    let output = env.run(&["restore", &path, "--json"]);
    assert_eq!(document(&output)["rows"], json!([]));
    let skipped = document(&output)["skipped"].to_string();
    assert!(refused(&skipped), "{skipped}");
    assert_eq!(env.writes(), 0);
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_given_up() {
    let env = TestEnv::new(&[]);
    for args in [
        &["apply", "/dev/zero", "--dry-run"][..],
        &["plan", "--csv", "/dev/zero"],
        &["restore", "/dev/zero"],
        &["diff", "/dev/zero"],
        &["--config", "/dev/zero", "list"],
    ] {
        let output = env.run(args);
        assert_eq!(code(&output), 2, "{args:?} {}", err(&output));
    }
}
