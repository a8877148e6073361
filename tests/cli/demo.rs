//! Every verb on the embedded service, and its faults.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::helpers::{SALES, SET};
use crate::support::output::{code, err, out};
use crate::support::pty::enlist;
use crate::support::test_env::TestEnv;

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
        let env = tempfile::tempdir().unwrap();
        let output = Command::new(enlist())
            .args(verb)
            .arg("--demo=live")
            .env_remove("ENLIST_GRAPH_URL")
            .env("XDG_CONFIG_HOME", env.path())
            .env("XDG_STATE_HOME", env.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{verb:?} {}", err(&output));
        let left = std::fs::read_dir(env.path()).unwrap().count();
        assert_eq!(left, 0, "the demo's journal goes with it");
    }
}

#[test]
fn the_embedded_service_fails_on_demand_by_a_flag() {
    let put_off = r#"{"method":"PATCH","status":403}"#;
    let then = r#"{"method":"PATCH","status":504}"#;
    let env = TestEnv::new(&["--fault", put_off, "--fault", then]);
    assert_eq!(env.send(&SET).0, 5);
    assert_eq!(env.send(&SET).0, 4);
    assert_eq!(env.send(&SET).0, 0);

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
    let (code, message) = env.send(&[&SET[..], &["--fault", put_off]].concat());
    assert_eq!(
        (code, &message["error"]["code"]),
        (2, &json!("usage")),
        "{message}"
    );
}
