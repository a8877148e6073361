//! What fails beside what was asked for, on the real binary: names that cannot be looked up and lists that
//! are not whole take nothing else with them, and the request that failed is named once.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use serde_json::{Value, json};

use support::office::{Office, code, document, err, out};

const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
const USER: &str = "admin@contoso.com";

/// Makes every request for names fail, however the groups are asked for.
fn without_names(office: &Office, answer: &Value) {
    for path in ["getByIds", "/v1.0/$batch", "/assignmentFilters"] {
        let mut fault = answer.clone();
        fault["pathContains"] = json!(path);
        fault["times"] = json!(999);
        office.service.fault(&fault);
    }
}

/// The lines of stderr that warn.
fn warnings(said: &str) -> Vec<&str> {
    let lines = said.lines();
    lines.filter(|line| line.starts_with("warning: ")).collect()
}

fn boom(status: u16) -> Value {
    json!({"status": status, "body": {"error": {"code": "boom", "message": "boom"}}})
}

/// The ways in which the directory gives no names.
fn unnamed() -> Vec<Value> {
    vec![
        boom(500),
        boom(404),
        boom(400),
        json!({"status": 200, "body": "<html>"}),
        json!({"drop": true}),
    ]
}

#[test]
fn ids_stand_in_for_names_and_one_line_names_the_request() {
    for answer in unnamed() {
        let office = Office::new(&[]);
        without_names(&office, &answer);
        for args in [
            &["show", "Corp ESP"][..],
            &["list", "--names"],
            &["find", SALES],
            &["explain", USER],
        ] {
            let output = office.run(args);
            assert_eq!(code(&output), 0, "{answer} {args:?}: {}", err(&output));
            let said = err(&output);
            let warned = warnings(&said);
            assert_eq!(warned.len(), 1, "{answer} {args:?}: {said}");
            assert!(warned[0].contains("/v1.0/"), "{said}");
            if args[0] != "explain" {
                assert!(out(&output).contains(SALES), "{args:?}: {}", out(&output));
            }
            let output = office.run(&[args, &["--json"]].concat());
            assert_eq!(
                (code(&output), err(&output)),
                (0, String::new()),
                "{answer} {args:?}"
            );
            let read = document(&output);
            let missing = read["namesMissing"]["message"].as_str().unwrap();
            assert!(missing.contains("/v1.0/"), "{read}");
            assert_eq!(read["complete"], true);
        }
    }
}

#[test]
fn a_change_does_not_need_names() {
    for answer in unnamed() {
        let office = Office::new(&[]);
        without_names(&office, &answer);
        let output = office.run(&[
            "set",
            "Corp ESP",
            SALES,
            "--target",
            "group",
            "--group",
            ENGINEERING,
            "--yes",
        ]);
        assert_eq!(code(&output), 0, "{answer}: {}", err(&output));
        assert_eq!(warnings(&err(&output)).len(), 1, "{}", err(&output));
        assert!(office.targets(CORP).contains(&ENGINEERING.to_owned()));
        let (exit, ended) = office.send(&["undo", "last"]);
        assert_eq!((exit, ended["verdict"].as_str()), (0, Some("verified")));
        assert!(ended["namesMissing"]["message"].is_string(), "{ended}");
        assert!(office.targets(CORP).contains(&SALES.to_owned()));
        for args in [
            &["remove", "Corp ESP", SALES][..],
            &["add", "Corp ESP", "--target", "group", "--group", SALES],
        ] {
            let (exit, ended) = office.send(args);
            assert_eq!((exit, ended["verdict"].as_str()), (0, Some("verified")));
            assert!(ended["namesMissing"]["message"].is_string(), "{ended}");
        }
    }
}

#[test]
fn a_name_that_cannot_be_looked_up_is_no_wrong_name() {
    let office = Office::new(&[]);
    without_names(&office, &boom(500));
    let csv = office.write(
        "rows.csv",
        "configuration,assignment,target,group\nCorp ESP,Sales EMEA,remove,\n",
    );
    for args in [
        &["remove", "Corp ESP", "Sales EMEA"][..],
        &["plan", "--csv", &csv],
    ] {
        let output = office.run(&[args, &["--json"]].concat());
        let output = if args[0] == "remove" {
            office.run(&[args, &["--yes", "--json"]].concat())
        } else {
            output
        };
        assert_eq!(code(&output), 2, "{}", err(&output));
        let hint = document(&output)["error"]["hint"].to_string();
        assert!(hint.contains("/v1.0/$batch"), "{hint}");
    }
    assert_eq!(office.writes(), 0);
}

#[test]
fn files_are_made_and_compared_without_names() {
    let office = Office::new(&[]);
    let state = office.path("state.json");
    assert_eq!(code(&office.run(&["snapshot", &state])), 0);
    office.send(&["remove", "Corp ESP", SALES]);
    without_names(&office, &boom(500));
    let plan = office.path("plan.toml");
    for args in [
        &["diff", &state][..],
        &["restore", &state],
        &["plan", "--retarget", SALES, ENGINEERING, "-o", &plan],
        &["apply", &plan, "--yes"],
    ] {
        let output = office.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
        let said = err(&output);
        assert_eq!(warnings(&said).len(), 1, "{args:?}: {said}");
    }
    let output = office.run(&["diff", &state, "--json"]);
    assert_eq!(err(&output), "");
    assert!(document(&output)["namesMissing"]["message"].is_string());
    let output = office.run(&["apply", &plan, "--json", "--dry-run"]);
    assert!(document(&output)["namesMissing"]["message"].is_string());
}

/// Makes only the list of the notification configurations fail.
fn without_notifications(office: &Office, status: u16) {
    let mut fault = boom(status);
    fault["pathContains"] = json!("$filter=deviceEnrollmentConfigurationType");
    fault["times"] = json!(999);
    office.service.fault(&fault);
}

#[test]
fn a_configuration_that_was_read_is_changed_though_others_were_not() {
    for status in [400, 404, 500] {
        let office = Office::new(&[]);
        let plan = office.path("plan.toml");
        let made = office.run(&[
            "plan",
            "--retarget",
            SALES,
            ENGINEERING,
            "--only",
            "Corp ESP",
            "-o",
            &plan,
        ]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        without_notifications(&office, status);
        let output = office.run(&["apply", &plan, "--yes"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(warnings(&err(&output)).len(), 1, "{}", err(&output));
        for args in [
            &["undo", "last"][..],
            &[
                "set",
                "Corp ESP",
                SALES,
                "--target",
                "group",
                "--group",
                ENGINEERING,
            ],
            &["remove", "Corp ESP", ENGINEERING],
            &["add", CORP, "--target", "group", "--group", SALES],
        ] {
            let (exit, ended) = office.send(args);
            assert_eq!(
                (exit, ended["verdict"].as_str()),
                (0, Some("verified")),
                "{ended}"
            );
            let missing = ended["missing"]["message"].as_str().unwrap();
            assert!(missing.contains("$filter"), "{ended}");
        }
        // The order of priorities may hold one that was not read.
        let before = office.writes();
        let (exit, ended) = office.send(&["priority", "Corp ESP", "2"]);
        assert_eq!((exit, ended["verdict"].as_str()), (1, Some("not-sent")));
        // Of one that was not read nobody knows whether it is still there.
        let output = office.run(&["remove", "Welcome", SALES, "--yes", "--json"]);
        assert_eq!(code(&output), 2);
        let hint = document(&output)["error"]["hint"].to_string();
        assert!(hint.contains("$filter"), "{hint}");
        assert_eq!(office.writes(), before);
    }
}

#[test]
fn a_plan_about_what_was_not_read_is_not_begun() {
    let office = Office::new(&[]);
    let csv = office.write(
        "rows.csv",
        "configuration,assignment,target\nCorp ESP,Sales EMEA,remove\nMail on Windows enrollment,all-users,remove\n",
    );
    let plan = office.path("plan.toml");
    let made = office.run(&["plan", "--csv", &csv, "-o", &plan]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    without_notifications(&office, 400);
    let output = office.run(&["apply", &plan, "--yes", "--keep-going", "--json"]);
    assert_eq!(code(&output), 2, "{}", out(&output));
    let said = document(&output)["error"]["message"].to_string();
    assert!(said.contains("$filter"), "{said}");
    assert_eq!(office.writes(), 0);
}

#[test]
fn a_refused_filter_or_group_is_named() {
    const FILTER: &str = "e4631b55-3fde-45b4-a886-904732dce811";
    for (id, name) in [
        (FILTER, "Corp Windows devices"),
        (ENGINEERING, "Engineering"),
    ] {
        let office = Office::new(&[]);
        let message = format!("Scope Tags validation failed : Filters {id} , Validated filters");
        office.service.fault(&json!({
            "method": "POST", "pathContains": "/assign", "times": 9, "status": 400,
            "body": {"error": {"code": "BadRequest", "message": message}},
        }));
        let args = [
            "set",
            "Corp ESP",
            SALES,
            "--target",
            "group",
            "--group",
            ENGINEERING,
            "--via",
            "assign",
        ];
        let (exit, ended) = office.send(&args);
        assert_eq!(
            (exit, ended["verdict"].as_str()),
            (1, Some("rejected")),
            "{ended}"
        );
        assert_eq!(ended["message"], message);
        let hint = ended["hint"].to_string();
        assert!(hint.contains(id) && hint.contains(name), "{hint}");
        let output = office.run(&[&args[..], &["--yes"]].concat());
        assert!(out(&output).contains(name), "{}", out(&output));
        // The same in a plan.
        let plan = office.path("plan.toml");
        let made = office.run(&[
            "plan",
            "--retarget",
            SALES,
            ENGINEERING,
            "--only",
            "Corp ESP",
            "-o",
            &plan,
        ]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        let output = office.run(&["apply", &plan, "--yes", "--via", "assign"]);
        assert!(out(&output).contains(name), "{}", out(&output));
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named_before_anything_is_asked() {
    let office = Office::new(&[]);
    let (none, folder) = (office.path("none"), office.home.path().to_str().unwrap());
    let latin = office.path("latin");
    std::fs::write(&latin, b"# caf\xe9\n").unwrap();
    let wide = office.path("wide");
    std::fs::write(&wide, b"\xff\xfe#\0 \0").unwrap();
    let cases = [
        (none.as_str(), "there is no such file"),
        (folder, "this is a folder, not a file"),
        (&latin, "UTF-8"),
        (&wide, "UTF-16"),
    ];
    for (path, said) in cases {
        for args in [&["apply", path][..], &["diff", path], &["restore", path]] {
            let output = office.run(args);
            assert_eq!(code(&output), 2, "{args:?}: {}", err(&output));
            let first = err(&output).lines().next().unwrap().to_owned();
            assert!(
                first.contains(path) && first.contains(said),
                "{args:?}: {first}"
            );
        }
    }
    for (path, said) in &cases[..3] {
        let output = office.run(&["plan", "--csv", path]);
        assert_eq!(code(&output), 2);
        let first = err(&output);
        assert!(first.contains(path) && first.contains(said), "{first}");
    }
    for (path, said) in cases {
        let output = office.run(&["list", "--config", path]);
        assert_eq!(code(&output), 2);
        let first = err(&output);
        assert!(first.contains(path) && first.contains(said), "{first}");
    }
    assert!(office.service.requests("GET").is_empty());
}

/// A run without anything of the environment that could sign in.
fn bare(args: &[&str], environment: &[(&str, &str)]) -> std::process::Output {
    std::process::Command::new(support::pty::enlist())
        .args(args)
        .env_clear()
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("XDG_STATE_HOME", "/nonexistent")
        .envs(environment.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn a_hint_names_nothing_that_cannot_work_here() {
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    let login = bare(&["login", "--tenant", "contoso.com"], &[]);
    assert_eq!(code(&login), 5);
    assert!(!err(&login).contains("enlist login"), "{}", err(&login));

    let az = ["list", "--method", "azure-cli", "--tenant", "contoso.com"];
    let output = bare(&az, &[("PATH", folder)]);
    assert_eq!(code(&output), 5, "{}", err(&output));
    assert!(!err(&output).contains("az login"), "{}", err(&output));
    assert!(err(&output).contains("not installed"), "{}", err(&output));

    let none = [
        ("SSL_CERT_FILE", "/dev/null"),
        ("SSL_CERT_DIR", folder),
        ("ENLIST_ACCESS_TOKEN", "x"),
    ];
    let output = bare(&["list", "--graph-url", "https://localhost:9"], &none);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("--ca-bundle"), "{}", err(&output));
    assert!(err(&output).contains("ca-certificates"), "{}", err(&output));
}

#[test]
fn a_tenant_without_a_licence_is_told_from_a_wrong_one_by_nobody_and_both_are_named() {
    let office = Office::new(&[]);
    office.service.fault(&json!({
        "method": "GET", "pathContains": "deviceEnrollmentConfigurations", "times": 99, "status": 400,
        "body": {"error": {"code": "BadRequest", "message": "Request not applicable to target tenant."}},
    }));
    let output = office.run(&["list", "--json"]);
    assert_eq!(code(&output), 1);
    let failed = document(&output)["error"].clone();
    assert!(
        failed["message"]
            .to_string()
            .contains("reading the enrollment configurations: GET /beta/"),
        "{failed}"
    );
    let hint = failed["hint"].to_string();
    assert!(
        hint.contains("licence") && hint.contains("tenant"),
        "{hint}"
    );
}

/// A change whose program is killed when the service has answered.
#[cfg(debug_assertions)]
fn leave_open(office: &Office) {
    use std::io::{BufRead, BufReader};
    let mut child = office
        .command(&[
            "set",
            "Corp ESP",
            SALES,
            "--target",
            "group",
            "--group",
            ENGINEERING,
            "--yes",
        ])
        .env("ENLIST_HOLD_AT", "answered")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let mut lines = stderr.lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "held answered"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(debug_assertions)]
#[test]
fn what_only_reads_says_that_a_change_is_open_and_leaves_it_so() {
    let office = Office::new(&[]);
    let (file, other) = (office.path("1.json"), office.path("2.json"));
    assert_eq!(code(&office.run(&["snapshot", &file])), 0);
    let reads = [
        &["list"][..],
        &["show", "Corp ESP"],
        &["find", SALES],
        &["explain", USER],
        &["snapshot", &other],
        &["diff", &file],
        &["restore", &file],
        &["plan", "--retarget", SALES, ENGINEERING],
    ];
    let notes = |args: &[&str]| {
        let output = office.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
        let said = err(&output);
        let lines = said.lines();
        let notes = lines.filter(|line| line.starts_with("note: ") && line.contains("open"));
        notes.map(str::to_owned).collect::<Vec<_>>()
    };
    for args in reads {
        assert_eq!(notes(args), [""; 0], "{args:?}");
    }
    let document_of = |args: &[&str]| document(&office.run(&[args, &["--json"]].concat()));
    assert_eq!(document_of(&["list"]).get("openChanges"), None);
    leave_open(&office);
    for args in reads {
        let said = notes(args);
        assert_eq!(said.len(), 1, "{args:?}");
        assert!(said[0].contains("1 change is open"), "{said:?}");
        assert!(said[0].contains("enlist journal"), "{said:?}");
    }
    for args in &reads[..4] {
        let output = office.run(&[args, &["--json"][..]].concat());
        assert_eq!(err(&output), "");
        assert_eq!(document(&output)["openChanges"], 1, "{args:?}");
    }
    assert_eq!(office.verdicts(), ["-"]);
    // What makes changes settles it.
    let output = office.run(&[
        "add", "Corp ESP", "--target", "group", "--group", SALES, "--yes",
    ]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(office.verdicts(), ["-", "verified", "-", "verified"]);
    assert_eq!(notes(&["list"]), [""; 0]);
    assert_eq!(document_of(&["list"]).get("openChanges"), None);
}

#[cfg(debug_assertions)]
#[test]
fn an_open_change_elsewhere_is_none_of_this_tenant() {
    let office = Office::new(&[]);
    leave_open(&office);
    let other = Office::new(&[]);
    let output = office
        .command(&["list", "--json"])
        .env("ENLIST_GRAPH_URL", &other.service.base_url)
        .env("ENLIST_ACCESS_TOKEN", &other.service.token)
        .output()
        .unwrap();
    assert_eq!(document(&output).get("openChanges"), None);
}
