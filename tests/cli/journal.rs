//! `enlist journal`.

use std::process::Command;

use crate::helpers::{SALES, SET, set_group};
use crate::support::output::{code, document, err, out};
use crate::support::pty::enlist;
use crate::support::test_env::TestEnv;

#[test]
fn the_journal_is_a_table_without_formulas() {
    let env = TestEnv::new(&[]);
    let set = set_group("Corp ESP", "Kiosk Berlin", "Legal");
    assert_eq!(env.send(&set).0, 0);
    // Anybody can have written the file.
    let journal = env.state().join("enlist/journal.jsonl");
    let lines = std::fs::read_to_string(&journal).unwrap();
    let hostile = r#""configurationName":"=cmd|'/c \"x\"'!A1\u001b[31m""#;
    std::fs::write(
        &journal,
        lines.replace(r#""configurationName":"Corp ESP""#, hostile),
    )
    .unwrap();
    let output = env.run(&["journal", "--csv"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let message = out(&output);
    let rows: Vec<&str> = message.lines().collect();
    assert_eq!(rows.len(), 3, "{message}");
    assert!(rows[0].starts_with("row,time,changeId,verdict,configurationId,configurationName,"));
    assert!(
        rows[2].contains(r#","'=cmd|'/c ""x""'!A1[31m","#),
        "{message}"
    );
    assert!(
        rows[2].starts_with("verdict,") && rows[2].contains(",verified,"),
        "{message}"
    );
    assert_eq!(code(&env.run(&["journal", "--csv", "--json"])), 2);
    let later = out(&env.run(&["journal", "--csv", "--since", "2999-01-01"]));
    assert_eq!(later.lines().count(), 1);
}

#[test]
fn a_change_of_the_filter_alone_is_seen_in_the_journal() {
    let env = TestEnv::new(&[]);
    let none = ["--target", "group", "--id", SALES, "--filter", "none"];
    let (code, done) = env.send(&[&["set", "Corp ESP", "Sales EMEA"][..], &none].concat());
    assert_eq!(code, 0, "{done}");
    let table = out(&env.run(&["journal"]));
    assert!(
        table.contains("filter include Corp Windows devices → group"),
        "{table}"
    );
}

#[test]
fn the_journal_needs_no_token_and_reports_torn_lines() {
    let env = TestEnv::new(&[]);
    env.send(&SET);
    let path = env.state().join("enlist/journal.jsonl");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str("{\"row\":\"inte");
    std::fs::write(&path, text).unwrap();
    let output = Command::new(enlist())
        .args(["journal", "--json"])
        .env_remove("ENLIST_ACCESS_TOKEN")
        .env("XDG_STATE_HOME", env.state())
        .output()
        .unwrap();
    assert_eq!(code(&output), 0);
    assert_eq!(document(&output)["entries"].as_array().unwrap().len(), 2);
    assert_eq!(document(&output)["unreadable"], 1);
    assert_eq!(err(&output), "");
    let message = err(&env.run(&["journal"]));
    assert!(message.contains("1 damaged line"), "{message}");
}
