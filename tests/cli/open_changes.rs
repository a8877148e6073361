//! A change that was left open, as reading verbs show it.

use crate::helpers::{ENGINEERING, SALES, USER};
use crate::support::output::{code, document, err, out};
use crate::support::running::Running;
use crate::support::test_env::TestEnv;

/// A change whose program is killed when the service has answered.
fn leave_open(env: &TestEnv) {
    let mut command = env.command(&[
        "set",
        "Corp ESP",
        SALES,
        "--target",
        "group",
        "--group",
        ENGINEERING,
        "--yes",
    ]);
    Running::held_at(&mut command, "answered").kill();
}

#[test]
fn what_only_reads_says_that_a_change_is_open_and_leaves_it_so() {
    let env = TestEnv::new(&[]);
    let (file, other) = (env.path("1.json"), env.path("2.json"));
    assert_eq!(code(&env.run(&["snapshot", &file])), 0);
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
        let output = env.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
        let message = err(&output);
        let lines = message.lines();
        let notes = lines.filter(|line| line.starts_with("note: ") && line.contains("open"));
        notes.map(str::to_owned).collect::<Vec<_>>()
    };
    for args in reads {
        assert_eq!(notes(args), [""; 0], "{args:?}");
    }
    let document_of = |args: &[&str]| document(&env.run(&[args, &["--json"]].concat()));
    assert_eq!(document_of(&["list"]).get("openChanges"), None);
    leave_open(&env);
    for args in reads {
        let message = notes(args);
        assert_eq!(message.len(), 1, "{args:?}");
        assert!(message[0].contains("1 change is open"), "{message:?}");
        assert!(message[0].contains("enlist journal"), "{message:?}");
    }
    for args in &reads[..4] {
        let output = env.run(&[args, &["--json"][..]].concat());
        assert_eq!(err(&output), "");
        assert_eq!(document(&output)["openChanges"], 1, "{args:?}");
    }
    assert_eq!(env.verdicts(), ["-"]);
    assert_eq!(env.journal()[0]["open"], true);
    let journal = out(&env.run(&["journal"]));
    assert!(journal.contains("  open  "), "{journal}");
    // What makes changes settles it.
    let output = env.run(&[
        "add", "Corp ESP", "--target", "group", "--group", SALES, "--yes",
    ]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(env.verdicts(), ["-", "verified", "-", "verified"]);
    assert_eq!(notes(&["list"]), [""; 0]);
    assert_eq!(document_of(&["list"]).get("openChanges"), None);
}

#[test]
fn an_open_change_elsewhere_is_none_of_this_tenant() {
    let env = TestEnv::new(&[]);
    leave_open(&env);
    let other = TestEnv::new(&[]);
    let output = env
        .command(&["list", "--json"])
        .env("ENLIST_GRAPH_URL", &other.service.base_url)
        .env("ENLIST_ACCESS_TOKEN", &other.service.token)
        .output()
        .unwrap();
    assert_eq!(document(&output).get("openChanges"), None);
}
