//! `enlist list`.

use serde_json::Value;

use crate::helpers::{FILTER, SALES, demo, names, run};
use crate::support::output::{code, document, err, out};

#[test]
fn list_gives_every_configuration_with_its_assignments() {
    let output = run(&["list", "--json", "--demo"], &[], "");
    assert!(output.status.success());
    let document = document(&output);
    let configurations = document["configurations"].as_array().unwrap();
    assert_eq!(configurations.len(), 38);
    let corp = &configurations[0];
    assert_eq!(corp["name"], "Corp ESP");
    assert_eq!(
        corp["type"],
        "windows10EnrollmentCompletionPageConfiguration"
    );
    assert_eq!(corp["platform"], Value::Null);
    assert_eq!(corp["priority"], 1);
    assert_eq!(corp["isDefault"], false);
    let target = &corp["assignments"][0]["target"];
    assert_eq!(target["kind"], "group");
    assert_eq!(target["id"], "8a119b9e-16bc-4732-8f7b-7676d015b0dc");
    assert_eq!(target["filterMode"], "include");
    assert_eq!(
        target["name"],
        Value::Null,
        "names cost a request and come only when asked for"
    );
    let kinds: Vec<&str> = configurations
        .iter()
        .flat_map(|configuration| configuration["assignments"].as_array().unwrap())
        .map(|assignment| assignment["target"]["kind"].as_str().unwrap())
        .collect();
    for kind in [
        "group",
        "all-users",
        "all-devices",
        "scope-tag",
        "cm-collection",
        "exclusion",
        "unknown",
    ] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    assert_eq!(
        configurations
            .iter()
            .filter(|configuration| configuration["isDefault"] == true)
            .count(),
        5
    );
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    for args in [
        &["list", "--demo", "--names"][..],
        &["list", "--demo", "--names", "--json"],
    ] {
        let output = run(args, &[], "");
        let hostile = out(&output)
            .chars()
            .find(|c| *c != '\n' && enlist::text::is_hostile(*c));
        assert_eq!(hostile, None, "{args:?}");
    }
    let named = run(&["list", "--demo", "--names"], &[], "");
    assert!(out(&named).contains("group · Sales EMEA"));
    assert!(out(&named).contains("(deleted) 7c77833f"));
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
    for (args, message) in [
        (["--type", "espresso"], "platform-restrictions"),
        (["--type", "platform-r"], "is ambiguous; 2 match"),
        (["--platform", "amiga"], "androidForWork"),
    ] {
        let output = demo(&[&["list"], &args[..]].concat());
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains(message), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
    let output = demo(&["list", "--json", "--type", "espresso"]);
    assert_eq!(document(&output)["error"]["code"], "not-found");
    let output = demo(&["list", "--json", "--csv"]);
    assert_eq!(code(&output), 2);
}

#[test]
fn a_pipe_gets_whole_lines_that_stand_for_themselves() {
    let message = out(&demo(&["list", "--names"]));
    let line = |wanted: &str| {
        let found = message.lines().find(|line| line.contains(wanted));
        found.unwrap_or_else(|| panic!("{wanted}\n{message}"))
    };
    let kiosk = line("group · Kiosk Berlin");
    assert!(kiosk.starts_with("1  ESP "), "{kiosk}");
    assert!(kiosk.contains(" Corp ESP "), "{kiosk}");
    let long = line("Every employee");
    assert!(long.ends_with("since the last quarterly review"), "{long}");
    assert!(line("Sales EMEA").ends_with("include Corp Windows devices"));
    assert!(line("Lab ESP").ends_with("not assigned"));
    assert!(!message.contains('\u{1b}'));
}

#[test]
fn what_v1_hides_is_noted_beside_the_answer() {
    for args in [&["list"][..], &["show", "Corp ESP"], &["find", FILTER]] {
        let output = demo(&[args, &["--api", "v1.0"]].concat());
        assert_eq!(code(&output), 0);
        let note = "note: read from v1.0, which hides assignment filters";
        assert!(err(&output).starts_with(note), "{}", err(&output));
        assert_eq!(err(&demo(args)), "");
        let json = demo(&[args, &["--api", "v1.0", "--json"]].concat());
        assert_eq!(err(&json), "");
        assert_eq!(document(&json)["readFrom"], "v1.0");
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

#[cfg(unix)]
#[test]
fn every_row_tells_its_target_at_80_columns() {
    use crate::support::pty::{Program, enlist};
    let mut program = Program::start(enlist(), &["list", "--demo", "--no-color"], &[]);
    assert_eq!(program.wait_exit().exit_code(), 0);
    let written = program.written();
    let rows = document(&demo(&["list", "--json", "--names"]));
    let mut targets = 0;
    for row in rows["configurations"].as_array().unwrap() {
        for assignment in row["assignments"].as_array().unwrap() {
            let target = &assignment["target"];
            let Some(name) = target["name"].as_str() else {
                continue;
            };
            // A name without end is cut, never left out.
            let start: String = enlist::text::clean(name).chars().take(30).collect();
            assert!(written.contains(&start), "{name}\n{written}");
            targets += 1;
        }
    }
    assert!(targets > 40, "{written}");
    assert!(
        written.contains("group · (deleted) 7c77833f\r\n"),
        "{written}"
    );
    let mut plain = Program::start(
        enlist(),
        &["list", "--demo", "--no-color", "--no-names"],
        &[],
    );
    assert_eq!(plain.wait_exit().exit_code(), 0);
    assert!(
        plain.written().contains("group · 8a119b9e\r\n"),
        "{}",
        plain.written()
    );
    assert!(!plain.written().contains("Sales EMEA"));
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_colours_unless_it_wants_none() {
    use crate::support::pty::{Program, enlist};
    let bold = "\u{1b}[1m";
    for (flags, environment, has_colours) in [
        (&[][..], &[][..], true),
        (&["--no-color"], &[], false),
        (&[], &[("NO_COLOR", "1")], false),
        (&[], &[("TERM", "dumb")], false),
    ] {
        let args = [&["list", "--demo", "--type", "esp"], flags].concat();
        let mut program = Program::start(enlist(), &args, environment);
        assert_eq!(program.wait_exit().exit_code(), 0);
        let written = program.written();
        assert_eq!(
            written.contains(bold),
            has_colours,
            "{environment:?} {written}"
        );
    }
    assert!(!out(&demo(&["list"])).contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn names_are_shown_without_a_locale_and_spelled_in_ascii() {
    use crate::support::pty::{Program, enlist};
    for (flags, environment, name) in [
        (&[][..], &[("LANG", "")][..], "Österreich Außendienst"),
        (&[], &[("LANG", "C")], "Österreich Außendienst"),
        (
            &[],
            &[("LANG", "de_AT.ISO-8859-1")],
            "Osterreich Aussendienst",
        ),
        (
            &[],
            &[("LANG", ""), ("TERM", "vt100")],
            "Osterreich Aussendienst",
        ),
        (&["--ascii"], &[], "Osterreich Aussendienst"),
    ] {
        let args = [&["list", "--demo", "--type", "notification"], flags].concat();
        let mut program = Program::start(enlist(), &args, environment);
        assert_eq!(program.wait_exit().exit_code(), 0);
        let written = program.written();
        assert!(written.contains(name), "{environment:?}: {written}");
    }
}
