//! What the reading verbs share: exit codes, mistakes, pipes, the line that says what is read.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::helpers::{RETARGET, SALES, command, demo};
use crate::support::output::{code, document, err, out};
use crate::support::pty::{Program, enlist};
use crate::support::test_env::TestEnv;

#[test]
fn without_rights_every_verb_says_so() {
    let env = TestEnv::new(&[]);
    let plan = env.planned(&RETARGET, "p.toml");
    let state = env.path("s.json");
    assert_eq!(code(&env.run(&["snapshot", &state])), 0);
    for args in [
        &RETARGET[..],
        &["apply", &plan, "--yes"],
        &["snapshot", &state],
        &["diff", &state],
        &["restore", &state],
    ] {
        env.service.fault(&json!({
            "method": "GET", "pathContains": "deviceEnrollmentConfigurations", "status": 403,
        }));
        let output = env.run(&[args, &["--json"]].concat());
        assert_eq!(code(&output), 5, "{args:?} {}", out(&output));
        assert!(
            document(&output)["error"]["message"]
                .as_str()
                .unwrap()
                .contains(" 403 ")
        );
    }
}

#[test]
fn what_may_not_be_read_has_an_exit_code_of_its_own() {
    for (args, path) in [
        (&["list"][..], "deviceEnrollmentConfigurations"),
        (&["show", "Corp ESP"], "deviceEnrollmentConfigurations"),
        (&["find", SALES], "deviceEnrollmentConfigurations"),
        // Neither the directory nor what is assigned says what the name stands for.
        (&["find", "Sales EMEA"], "/v1.0/groups?|getByIds|$batch"),
    ] {
        for (status, exit) in [(403, 5), (500, 1)] {
            let env = TestEnv::new(&[]);
            for path in path.split('|') {
                env.service
                    .fault(&json!({"pathContains": path, "status": status, "times": 9}));
            }
            let output = env.run(args);
            assert_eq!(code(&output), exit, "{args:?}: {}", err(&output));
            assert!(output.stdout.is_empty());
            let text = err(&output);
            assert!(text.contains(&format!(" answered {status} ")), "{text}");
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
        let text = err(&output);
        let mut lines = text.lines();
        assert!(
            lines
                .next()
                .unwrap()
                .starts_with(&format!("enlist: {message}")),
            "{text}"
        );
        assert!(lines.clone().any(|line| line.contains(hint)), "{text}");
        assert!(lines.all(|line| line.starts_with("  ")), "{text}");
        let output = demo(&[args, &["--json"]].concat());
        assert_eq!(code(&output), 2);
        assert_eq!(document(&output)["error"]["code"], "usage");
    }
}

#[test]
fn a_document_is_all_that_is_printed() {
    let env = TestEnv::new(&[]);
    let (state, plan) = (env.path("s.json"), env.path("p.toml"));
    let add = [
        "add", "Headsets", "--target", "group", "--id", SALES, "--yes",
    ];
    let retarget = [&RETARGET[..], &["-o", &plan]].concat();
    for args in [
        &add[..],
        &["list"],
        &["show", "Corp ESP"],
        &["find", SALES],
        &["explain", crate::helpers::USER],
        &["snapshot", &state],
        &["diff", &state],
        &["restore", &state],
        &retarget,
        &["apply", &plan, "--yes"],
        &["undo", "last", "--yes"],
        &["journal"],
        &["doctor"],
        &["config"],
        &["keys"],
    ] {
        let output = env.run(&[args, &["--json"]].concat());
        assert_eq!(
            (code(&output), err(&output)),
            (0, String::new()),
            "{args:?}"
        );
        document(&output);
    }
}

#[test]
fn ctrl_c_ends_a_reading_at_once() {
    let env = TestEnv::new(&[]);
    env.service
        .fault(&json!({"pathContains": "$skiptoken", "delayMs": 60_000}));
    let environment = [
        ("ENLIST_ACCESS_TOKEN", env.service.token.as_str()),
        ("ENLIST_GRAPH_URL", &env.service.base_url),
        ("ENLIST", enlist().to_str().unwrap()),
    ];
    // A shell says of a program that a signal ended what it says of one that gave the code itself.
    let script = r#"trap : INT; "$ENLIST" list; echo "code $?""#;
    let mut shell = Program::start(Path::new("/bin/sh"), &["-c", script], &environment);
    shell.see("so far").send("\x03").see("code 130");
}

#[test]
fn a_closed_pipe_ends_it_in_silence() {
    let env = TestEnv::new(&[]);
    for args in [&["list"][..], &["list", "--json"], &["list", "--csv"]] {
        let mut child = env
            .command(args)
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
    let env = TestEnv::new(&[]);
    env.service
        .fault(&json!({"pathContains": "$skiptoken", "delayMs": 900}));
    let environment = [
        ("ENLIST_ACCESS_TOKEN", env.service.token.as_str()),
        ("ENLIST_GRAPH_URL", &env.service.base_url),
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
    assert!(screen.starts_with("#  Configuration "), "{screen}");
    assert!(!screen.contains("so far"), "{screen}");
    // The type stands above its rows, filters below theirs, and no line is broken by the edge.
    assert!(
        screen.contains("\nEnrollment Status Page\n1  Corp ESP "),
        "{screen}"
    );
    assert!(
        screen.contains("\n                                include Corp Windows devices\n"),
        "{screen}"
    );
    assert_eq!(screen.trim_end().lines().count(), 17, "{screen}");
    // A pipe gets neither the line nor the cut.
    env.service
        .fault(&json!({"pathContains": "$skiptoken", "delayMs": 900}));
    assert_eq!(err(&env.run(&["list"])), "");
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
    let home = tempfile::tempdir().unwrap();
    let mut child = command(&["list", "--json"], home.path())
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
