//! The reading verbs on the real binary: tables, JSON, CSV, exit codes, and what they hold in memory.

#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use support::pty::{Program, enlist};
use support::schema;
use support::service::Service;

const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const FILTER: &str = "e4631b55-3fde-45b4-a886-904732dce811";

/// The program with nothing of the environment that could change what it does.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(enlist());
    command
        .args(args)
        .env_clear()
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("XDG_STATE_HOME", "/nonexistent")
        .stdin(Stdio::null());
    command
}

fn demo(args: &[&str]) -> Output {
    let output = command(args).arg("--demo").output().unwrap();
    schema::check(args, &output);
    output
}

/// Runs a verb against a service.
fn at(service: &Service, args: &[&str]) -> Output {
    let output = command(args)
        .env("ENLIST_ACCESS_TOKEN", &service.token)
        .env("ENLIST_GRAPH_URL", &service.base_url)
        .output()
        .unwrap();
    schema::check(args, &output);
    output
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The names of the configurations that a list holds.
fn names(args: &[&str]) -> Vec<String> {
    let output = demo(&[&["list", "--json"], args].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    let document = document(&output);
    let rows = document["configurations"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_list_is_narrowed_by_type_platform_and_text() {
    let limits = ["Two devices for staff", "Fifteen devices for engineers"];
    assert_eq!(names(&["--type", "limit"])[..2], limits);
    assert_eq!(names(&["--type", "Device limit"])[..2], limits);
    let word = "#microsoft.graph.deviceEnrollmentLimitConfiguration";
    assert_eq!(names(&["--type", word]).len(), 4);
    // A type that only the tenant knows.
    let future = "deviceEnrollmentAttestationConfiguration";
    assert_eq!(names(&["--type", future]), ["Attestation preview"]);
    assert_eq!(
        names(&["--platform", "macos", "--type", "notification"]),
        ["Mail on Mac enrollment"]
    );
    // By the name of a group, without telling it.
    assert_eq!(
        names(&["--search", "sales emea"]),
        ["Corp ESP", "Block personal Windows"]
    );
    let output = demo(&["list", "--json", "--search", "sales emea"]);
    let target = &document(&output)["configurations"][0]["assignments"][0]["target"];
    assert_eq!(target["id"], SALES);
    assert_eq!(target["name"], Value::Null);
    assert!(names(&["--search", "qqqq"]).is_empty());
}

#[test]
fn a_type_or_platform_that_there_is_not_is_refused_with_those_that_there_are() {
    for (args, said) in [
        (["--type", "espresso"], "platform-restrictions"),
        (["--type", "platform-r"], "can be 2 of these"),
        (["--platform", "amiga"], "androidForWork"),
    ] {
        let output = demo(&[&["list"], &args[..]].concat());
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains(said), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
    let output = demo(&["list", "--json", "--type", "espresso"]);
    assert_eq!(document(&output)["error"]["code"], "not-found");
    let output = demo(&["list", "--json", "--csv"]);
    assert_eq!(code(&output), 2);
}

#[test]
fn a_pipe_gets_whole_lines_that_stand_for_themselves() {
    let said = out(&demo(&["list", "--names"]));
    let line = |wanted: &str| {
        let found = said.lines().find(|line| line.contains(wanted));
        found.unwrap_or_else(|| panic!("{wanted}\n{said}"))
    };
    let kiosk = line("group · Kiosk Berlin");
    assert!(kiosk.starts_with("1  ESP "), "{kiosk}");
    assert!(kiosk.contains(" Corp ESP "), "{kiosk}");
    let long = line("Every employee");
    assert!(long.ends_with("since the last quarterly review"), "{long}");
    assert!(line("Sales EMEA").ends_with("include Corp Windows devices"));
    assert!(line("Lab ESP").ends_with("not assigned"));
    assert!(!said.contains('\u{1b}'));
}

#[test]
fn what_v1_hides_is_noted_beside_the_answer() {
    for args in [
        &["list", "--json"][..],
        &["show", "Corp ESP"],
        &["find", FILTER],
    ] {
        let output = demo(&[args, &["--api", "v1.0"]].concat());
        assert_eq!(code(&output), 0);
        let note = "note: read from v1.0, which hides assignment filters";
        assert!(err(&output).starts_with(note), "{}", err(&output));
        assert_eq!(err(&demo(args)), "");
    }
}

#[test]
fn csv_can_be_opened_in_a_spreadsheet() {
    let output = demo(&["list", "--csv", "--names"]);
    assert_eq!(code(&output), 0);
    let mut csv = csv::Reader::from_reader(&output.stdout[..]);
    let titles = csv.headers().unwrap().clone();
    assert_eq!(&titles[0], "id");
    let at = |title: &str| titles.iter().position(|other| other == title).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert!(rows.len() > 38);
    let formula = |cell: &&str| cell.starts_with('=');
    assert_eq!(rows.iter().flatten().find(formula), None);
    let with = |title: &str, cell: &str| rows.iter().find(|row| &row[at(title)] == cell).unwrap();
    let guarded = "'=HYPERLINK(\"https://contoso.example\")";
    assert_eq!(&with("targetName", guarded)[at("targetKind")], "group");
    assert_eq!(&with("name", "Lab ESP")[at("assignmentId")], "");
    assert_eq!(&with("targetId", SALES)[at("filterId")], FILTER);
}

#[test]
fn show_names_groups_and_filters() {
    let output = demo(&["show", "Corp ESP"]);
    assert_eq!(code(&output), 0);
    let said = out(&output);
    assert!(said.contains("Enrollment Status Page"), "{said}");
    let sales = said.lines().find(|line| line.contains("Sales EMEA"));
    assert!(sales.unwrap().contains("include Corp Windows devices"));
    // Names are not unique, and candidates are listed with their ids.
    let output = demo(&["show", "All users and all devices"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("_DefaultLimit"), "{}", err(&output));
    assert_eq!(code(&demo(&["show", "nowhere"])), 2);
}

#[test]
fn find_says_how_an_id_is_used() {
    let uses = |typed: &str| {
        let output = demo(&["find", typed, "--json"]);
        assert_eq!(code(&output), 0, "{typed}: {}", err(&output));
        let document = document(&output);
        let uses = document["uses"].as_array().unwrap().iter();
        let said = uses.map(|one| {
            let name = one["configuration"]["name"].as_str().unwrap();
            format!("{} {name}", one["use"].as_str().unwrap())
        });
        (document["object"].clone(), said.collect::<Vec<_>>())
    };
    let sales = ["included Corp ESP", "included Block personal Windows"];
    // By id, by name in any case, and by the beginning of an id that is assigned.
    for typed in [SALES, &SALES.to_uppercase(), "Sales EMEA", "8a119b9e"] {
        let (object, found) = uses(typed);
        assert_eq!(
            object,
            json!({"kind": "group", "id": SALES, "name": "Sales EMEA"})
        );
        assert_eq!(found, sales, "{typed}");
    }
    assert_eq!(uses("Interns 2026").1, ["excluded Windows 11 only"]);
    assert!(
        uses("Shop floor Munich")
            .1
            .contains(&"scope-tag Kiosk ESP".to_owned())
    );
    for typed in [FILTER, "Corp Windows devices"] {
        let (object, found) = uses(typed);
        assert_eq!(object["kind"], "filter");
        assert_eq!(object["name"], "Corp Windows devices");
        assert_eq!(
            found,
            [
                "filter-include Corp ESP",
                "filter-exclude Block personal Windows"
            ]
        );
    }
    assert_eq!(uses("SMS00001").1, ["collection Co-management pilot"]);
    let ring = "273F360A-63D5-45B5-9E6A-21488E2841CF";
    assert_eq!(uses(ring).1, ["named Retail ESP 日本"]);
    // The id by which the portal writes "All users".
    let everybody = uses("acacacac-9df4-4c7d-9d50-4ef0226f57a9");
    assert_eq!(everybody, uses("all-users"));
    assert!(everybody.1.contains(&"included Block old iOS".to_owned()));
    assert!(uses("Nobody yet").1.is_empty());
    assert!(uses("11111111-1111-4111-8111-111111111111").1.is_empty());
}

#[test]
fn find_prints_a_table_and_names_candidates() {
    let said = out(&demo(&["find", "Sales EMEA"]));
    assert!(said.starts_with(&format!("group · Sales EMEA · {SALES}\nUse ")));
    assert!(
        said.ends_with("used 2 times in 2 configurations\n"),
        "{said}"
    );
    assert!(out(&demo(&["find", "Nobody yet"])).ends_with("used nowhere\n"));
    let output = demo(&["find", "Contractors"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("03c472ca") && err(&output).contains("77dde229"));
    let output = demo(&["find", "nope"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("filter"), "{}", err(&output));
}

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
    let said = out(&demo(&["explain", "ines@contoso.com"]));
    assert!(said.starts_with("Ines Intern · ines@contoso.com · in 2 groups\n"));
    insta::assert_snapshot!(said);
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
    let service = Service::start(&[]);
    let explain = |more: &[&str]| {
        let output = at(&service, &[&["explain", "ines@contoso.com"], more].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        output
    };
    let told = document(&explain(&["--json"]));
    assert_eq!(told["service"]["state"], "answered");
    assert_eq!(told["service"]["others"], json!([]));
    assert_eq!(agreed(&told, false), [&Value::Null; 0]);
    assert!(agreed(&told, true).len() > 5);

    // As long as the groups of the user are still to be processed.
    let behind = || service.fault(&json!({"pathContains": EFFECTIVE, "withoutGroups": true}));
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
    let said = out(&explain(&[]));
    assert!(
        said.contains(
            "  The service names the default; by the rules above it is 2 Fifteen devices"
        ),
        "{said}"
    );
    assert!(
        said.contains(&format!("differs for {} of ", differ.len())),
        "{said}"
    );
}

#[test]
fn explain_stands_without_the_answer_of_the_service() {
    let service = Service::start(&[]);
    let explain = |fault: &Value, more: &[&str]| {
        service.fault(fault);
        let output = at(&service, &[&["explain", "ines@contoso.com"], more].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(err(&output), "");
        output
    };
    let fault = |status: u16, times: u32| json!({"pathContains": EFFECTIVE, "status": status, "times": times});
    for status in [400, 404] {
        let told = document(&explain(&fault(status, 1), &["--json"]));
        assert_eq!(told["service"]["state"], "not-offered");
        assert!(told["types"][0]["service"].is_null());
        let said = out(&explain(&fault(status, 1), &[]));
        assert!(!said.contains("service"), "{status}: {said}");
        assert!(said.contains("Fifteen devices"));
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
        let said = out(&explain(&fault(status, 1), &[]));
        let lines: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("service's own answer"))
            .collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(lines[0].contains(named), "{said}");
        assert!(said.contains("Fifteen devices"));
    }
}

#[test]
fn explain_asks_the_service_while_it_reads_itself() {
    let service = Service::start(&[]);
    service.fault(&json!({"pathContains": EFFECTIVE, "delayMs": 300}));
    assert_eq!(code(&at(&service, &["explain", "ines@contoso.com"])), 0);
    let asked = service.requests("GET");
    let place = |part: &str| {
        let mut asked = asked.iter();
        asked
            .position(|request| request["path"].as_str().unwrap().contains(part))
            .unwrap()
    };
    let second_list = place("EnrollmentNotificationsConfiguration");
    assert!(place(EFFECTIVE) < second_list, "before the list was there");
    assert!(asked.iter().all(|request| request["method"] == "GET"));
}

#[test]
fn explain_names_what_is_missing() {
    let output = demo(&["explain", "nobody@contoso.com"]);
    assert_eq!(code(&output), 1);
    let said = err(&output);
    assert!(said.starts_with("enlist: the directory has no user `nobody@contoso.com`\n  give "));
    let output = demo(&["explain", "nobody@contoso.com", "--json"]);
    assert_eq!(document(&output)["error"]["code"], "not-found");

    let service = Service::start(&[]);
    for (path, right) in [
        ("/transitiveMemberOf/", "GroupMember.Read.All"),
        ("/users/ines", "User.ReadBasic.All"),
        (
            "/deviceEnrollmentConfigurations",
            "DeviceManagementServiceConfig.Read.All",
        ),
    ] {
        service.fault(&json!({"pathContains": path, "status": 403}));
        let output = at(&service, &["explain", "ines@contoso.com"]);
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
    let before = service.requests("GET").iter().filter(groups).count();
    assert_eq!(code(&at(&service, &["explain", "ines@contoso.com"])), 0);
    let asked = service.requests("GET");
    let asked: Vec<&Value> = asked.iter().filter(groups).skip(before).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["headers"]["consistencylevel"], "eventual");
}

#[test]
fn what_may_not_be_read_has_an_exit_code_of_its_own() {
    let service = Service::start(&[]);
    for (args, path) in [
        (&["list"][..], "deviceEnrollmentConfigurations"),
        (&["show", "Corp ESP"], "deviceEnrollmentConfigurations"),
        (&["find", SALES], "deviceEnrollmentConfigurations"),
        (&["find", "Sales EMEA"], "/v1.0/groups?"),
    ] {
        for (status, exit) in [(403, 5), (500, 1)] {
            service.fault(&json!({"pathContains": path, "status": status}));
            let output = at(&service, args);
            assert_eq!(code(&output), exit, "{args:?}: {}", err(&output));
            assert!(output.stdout.is_empty());
            let said = err(&output);
            assert!(said.contains(&format!(" answered {status} ")), "{said}");
        }
    }
}

#[test]
fn a_mistake_is_one_line_with_a_hint_and_a_document_for_a_script() {
    for (args, message, hint) in [
        (
            &["list", "--bogus"][..],
            "unexpected argument '--bogus' found",
            "Usage: enlist list",
        ),
        (
            &["lst"],
            "unrecognized subcommand 'lst'",
            "a similar subcommand exists: 'list'",
        ),
        (&["show"], "the following required arguments", "<CONFIG>"),
        (
            &["list", "--timeout", "x"],
            "invalid value 'x' for '--timeout",
            "--help",
        ),
    ] {
        let output = demo(args);
        assert_eq!(code(&output), 2, "{args:?}");
        let said = err(&output);
        let mut lines = said.lines();
        assert!(
            lines
                .next()
                .unwrap()
                .starts_with(&format!("enlist: {message}")),
            "{said}"
        );
        assert!(lines.clone().any(|line| line.contains(hint)), "{said}");
        assert!(lines.all(|line| line.starts_with("  ")), "{said}");
        let output = demo(&[args, &["--json"]].concat());
        assert_eq!(code(&output), 2);
        assert_eq!(document(&output)["error"]["code"], "usage");
    }
}

#[test]
fn ctrl_c_ends_a_reading_at_once() {
    let service = Service::start(&[]);
    service.fault(&json!({"pathContains": "$skiptoken", "delayMs": 60_000}));
    let environment = [
        ("ENLIST_ACCESS_TOKEN", service.token.as_str()),
        ("ENLIST_GRAPH_URL", &service.base_url),
        ("ENLIST", enlist().to_str().unwrap()),
    ];
    // A shell says of a program that a signal ended what it says of one that gave the code itself.
    let script = r#"trap : INT; "$ENLIST" list; echo "code $?""#;
    let mut shell = Program::start(Path::new("/bin/sh"), &["-c", script], &environment);
    shell.see("so far").send("\x03").see("code 130");
}

#[test]
fn a_closed_pipe_ends_it_in_silence() {
    for args in [&["list"][..], &["list", "--json"], &["list", "--csv"]] {
        let mut child = command(args)
            .arg("--demo")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        assert!(!first.is_empty());
        let output = child.wait_with_output().unwrap();
        assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn a_terminal_is_told_what_takes_long_and_gets_a_table_that_fits() {
    let service = Service::start(&[]);
    service.fault(&json!({"pathContains": "$skiptoken", "delayMs": 900}));
    let environment = [
        ("ENLIST_ACCESS_TOKEN", service.token.as_str()),
        ("ENLIST_GRAPH_URL", &service.base_url),
    ];
    let mut program = Program::start(
        enlist(),
        &["list", "--names", "--type", "esp"],
        &environment,
    );
    program.see("Reading the configurations: 20 so far");
    program.see("Shared device ESP");
    assert_eq!(program.wait_exit().exit_code(), 0);
    let screen = program.screen();
    assert!(screen.starts_with("#  Type "), "{screen}");
    assert!(!screen.contains("so far"), "{screen}");
    // A line each: none is broken by the edge.
    assert!(screen.contains("\n1  ESP   Corp ESP "), "{screen}");
    assert_eq!(screen.trim_end().lines().count(), 14, "{screen}");
    // A pipe gets neither the line nor the cut.
    service.fault(&json!({"pathContains": "$skiptoken", "delayMs": 900}));
    assert_eq!(err(&at(&service, &["list"])), "");
}

/// The verbs, and how to ask each for its description.
fn verbs() -> Vec<clap::Command> {
    let mut all = enlist::cli::command();
    all.build();
    all.get_subcommands().cloned().collect()
}

#[test]
fn the_schema_is_sound_and_knows_every_document() {
    let printed = document(&demo(&["schema"]));
    assert_eq!(printed, *schema::SCHEMA);
    assert!(jsonschema::meta::is_valid(&printed));
    let whole = printed["anyOf"].as_array().unwrap();
    let with_json = verbs().into_iter().filter(|verb| {
        let mut arguments = verb.get_arguments();
        arguments.any(|argument| argument.get_id() == "json")
    });
    let names: Vec<String> = with_json.map(|verb| verb.get_name().to_owned()).collect();
    assert!(names.len() > 10);
    for name in names.iter().map(String::as_str).chain(["failure"]) {
        assert!(printed["$defs"].get(name).is_some(), "$defs lacks {name}");
        let reference = json!({"$ref": format!("#/$defs/{name}")});
        assert!(whole.contains(&reference), "anyOf lacks {name}");
    }
    // It is no schema of anything.
    assert!(!schema::is(
        "list",
        &json!({"configurations": [{"id": "x"}]})
    ));
    assert!(!schema::is("failure", &json!({"error": {"code": 1}})));
}

#[test]
fn documents_are_what_the_schema_says() {
    // What is printed is checked where the verb is run.
    for args in [
        &["list", "--json"][..],
        &["list", "--names", "--json"],
        &["find", SALES, "--json"],
        &["find", "all-devices", "--json"],
        &["find", "nobody at all", "--json"],
        &["show", "Restrictions of 2018", "--json"],
        &["journal", "--json"],
        &["config", "--json"],
        &["keys", "--json"],
        &["doctor", "--json"],
        &[
            "add",
            "Lab ESP",
            "--target",
            "all-users",
            "--dry-run",
            "--json",
        ],
        &["remove", "Corp ESP", "all-devices", "--yes", "--json"],
        &["undo", "last", "--yes", "--json"],
    ] {
        assert!(!demo(args).stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn every_shell_is_completed_and_every_verb_has_a_page() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = demo(&["completions", shell]);
        assert_eq!(code(&script), 0);
        for word in ["explain", "--graph-url", "--dry-run"] {
            let word = if shell == "fish" {
                word.trim_start_matches('-')
            } else {
                word
            };
            assert!(out(&script).contains(word), "{shell} lacks {word}");
        }
    }
    assert_eq!(code(&demo(&["completions", "tcsh"])), 2);
    let unknown = demo(&["man", "lst"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("enlist help"));
}

/// Without the flags that every verb has in common: they stand in the page of the program.
fn own(page: &str, start: &str, end: &str) -> String {
    let Some((head, rest)) = page.split_once(start) else {
        return page.to_owned();
    };
    let tail = rest.find(end).map_or("", |at| &rest[at..]);
    format!("{head}{tail}")
}

#[test]
fn help_and_manual_are_as_they_were_looked_at() {
    let version = env!("CARGO_PKG_VERSION");
    let mut whole = enlist::cli::command();
    let help = whole.render_long_help().to_string();
    let page = out(&demo(&["man"])).replace(version, "VERSION");
    insta::assert_snapshot!("help", format!("{help}\n{page}"));
    for mut verb in verbs() {
        let name = verb.get_name().to_owned();
        if name == "help" {
            continue;
        }
        let help = verb.render_long_help().to_string();
        let help = own(&help, "\nOptions of every command:", "\n\nExit codes:");
        let page = out(&demo(&["man", &name])).replace(version, "VERSION");
        let page = own(&page, ".SH \"OPTIONS OF EVERY COMMAND\"", ".SH VERSION");
        // The usage line names them too.
        let page: Vec<&str> = page
            .lines()
            .filter(|line| !line.starts_with("\\fBenlist"))
            .collect();
        insta::assert_snapshot!(
            format!("help_{name}"),
            format!("{help}\n{}", page.join("\n"))
        );
    }
}

/// A tenant of many configurations, each with `assignments` of them and a description that nobody
/// asks for.
fn large_tenant(configurations: usize, assignments: usize) -> String {
    let ballast = "x".repeat(8_000);
    let mut rows = String::new();
    for at in 0..configurations {
        let mut list = String::new();
        for row in 0..assignments {
            let group = format!("{at:08x}-0000-4000-8000-{row:012x}");
            let _ = write!(
                list,
                r##"{}{{"id":"{at}_{group}_{at}","source":"direct","sourceId":null,"target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{group}"}}}}"##,
                if row == 0 { "" } else { "," },
            );
        }
        let _ = write!(
            rows,
            r##"{}{{"@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","id":"{at}_Limit","displayName":"Limit {at}","description":"{ballast}","priority":{},"assignments":[{list}]}}"##,
            if at == 0 { "" } else { "," },
            at + 1,
        );
    }
    format!(
        r#"{{"organization":{{"id":"o","displayName":"Large"}},"me":{{"id":"m"}},"groups":[],"configurations":[{rows}]}}"#
    )
}

/// The most memory that a process has held, in KiB, as long as it lives.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Reads a list to its end and gives its length in KiB and the peak of the process.
#[cfg(target_os = "linux")]
fn held(configurations: usize) -> (usize, usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = enlist::demo::Options {
        tenant: enlist::demo::Tenant::from_json(large_tenant(configurations, 20)),
        page_size: 50,
        ..enlist::demo::Options::default()
    };
    let service = runtime.block_on(enlist::demo::start(options)).unwrap();
    let mut child = command(&["list", "--json"])
        .env("ENLIST_ACCESS_TOKEN", &service.token)
        .env("ENLIST_GRAPH_URL", &service.base_url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let (mut document, mut highest) = (Vec::new(), 0);
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = out.read(&mut piece).unwrap();
        if count == 0 {
            break;
        }
        document.extend_from_slice(&piece[..count]);
        // While it waits for the pipe to be emptied it holds the most.
        highest = highest.max(peak(child.id()).unwrap_or(0));
    }
    assert!(child.wait().unwrap().success());
    let read: Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(
        read["configurations"].as_array().unwrap().len(),
        configurations
    );
    assert!(highest > 0);
    (document.len() / 1_024, highest)
}

#[test]
#[cfg(target_os = "linux")]
fn a_large_list_is_held_once_without_what_nobody_asked_for() {
    let (small, base) = held(100);
    let (large, peak) = held(1_000);
    let (grown, document) = (peak.saturating_sub(base), large - small);
    // What the service sent beside the result is as much again, and the document is not held at all.
    assert!(
        grown < document * 2,
        "{grown} KiB more are held for {document} KiB more of a document"
    );
}
