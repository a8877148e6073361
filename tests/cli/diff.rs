//! `enlist diff`.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::helpers::{CORP, set_group, skipped};
use crate::support::output::{code, document, err, out};
use crate::support::pty::enlist;
use crate::support::test_env::TestEnv;

/// Two files are compared without token and network; the order of answers makes no difference.
#[test]
fn snapshots_are_compared_offline() {
    let env = TestEnv::new(&[]);
    let (one, other) = (env.path("1.json"), env.path("2.json"));
    assert_eq!(code(&env.run(&["snapshot", &one])), 0);
    assert_eq!(code(&env.run(&["snapshot", &other])), 0);
    assert_eq!(env.read("1.json"), env.read("2.json"));
    assert_eq!(out(&env.run(&["snapshot", "-"])), env.read("1.json"));
    let set = set_group("Corp ESP", "Kiosk Berlin", "Legal");
    assert_eq!(env.send(&set).0, 0);
    assert_eq!(env.send(&["priority", "Corp ESP", "2"]).0, 0);
    assert_eq!(code(&env.run(&["snapshot", &other])), 0);
    let lines = |name| -> Vec<String> { env.read(name).lines().map(str::to_owned).collect() };
    let (old, new) = (lines("1.json"), lines("2.json"));
    let changed = old.iter().zip(&new).filter(|(old, new)| old != new).count();
    // An id and a group in each order of rows, and two priorities.
    assert!(old.len() == new.len() && changed <= 12, "{changed} lines");

    let offline = |args: &[&str]| {
        Command::new(enlist())
            .args(args)
            .env_remove("ENLIST_ACCESS_TOKEN")
            .env("ENLIST_GRAPH_URL", "http://127.0.0.1:9")
            .env("XDG_CONFIG_HOME", env.home.path())
            .env("XDG_STATE_HOME", env.state())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let output = offline(&["diff", &one, &other]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let message = out(&output);
    assert!(
        message.contains("  retargeted: group · bc67ba94") && message.contains("  priority: 1 → 2"),
        "{message}"
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
    assert_eq!(out(&offline(&["diff", &one, &one])), "No differences.\n");

    // What v1.0 hides would be lost by whoever brings it back.
    let narrow = env.path("v1.json");
    let output = env.run(&["snapshot", &narrow, "--api", "v1.0"]);
    assert!(err(&output).contains("not restored"), "{}", err(&output));
    assert!(err(&offline(&["diff", &narrow, &one])).contains("read from v1.0"));
    let output = env.run(&["restore", &narrow]);
    let message = err(&output);
    assert!(
        skipped(&message)
            .iter()
            .any(|line| line.starts_with("Corp ESP")),
        "{message}"
    );
    assert_eq!(out(&output).matches("replace = ").count(), 0);
}
