//! The journal as the whole program uses it.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::process::Command;

use serde_json::{Value, json};
use support::changes::{CORP, ENGINEERING};
use support::output::{code, document, err};
use support::test_env::TestEnv;

const ADD: [&str; 6] = ["add", CORP, "--target", "group", "--id", ENGINEERING];
const REMOVE: [&str; 3] = ["remove", CORP, ENGINEERING];

/// Runs a verb where a file may not grow beyond so many blocks of 512 bytes.
fn limited(env: &TestEnv, blocks: usize, args: &[&str]) -> (Option<i32>, Value) {
    let inner = env.command(&[args, &["--yes", "--json"]].concat());
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -f {blocks} && exec \"$0\" \"$@\""))
        .arg(inner.get_program())
        .args(inner.get_args());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().unwrap();
    (output.status.code(), document(&output))
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_like_a_full_disk() {
    let env = TestEnv::new(&[]);
    let (exit, printed) = limited(&env, 0, &ADD);
    assert_eq!(
        (exit, &printed["verdict"]),
        (Some(1), &json!("not-sent")),
        "{printed:#}"
    );
    assert_eq!((env.writes(), env.open_changes()), (0, 0));

    // Room for the intent, and not for the verdict.
    assert_eq!(env.send(&ADD).0, 0);
    let path = env.journal_dir().join("journal.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<usize> = text.lines().map(str::len).collect();
    let room = lines[0] + lines[1] / 2;
    let blocks = (text.len() + room) / 512 + 2;
    let filler = blocks * 512 - room - text.len();
    std::fs::write(&path, format!("{text}{}\n", " ".repeat(filler - 1))).unwrap();
    let (_, printed) = limited(&env, blocks, &REMOVE);
    assert_eq!(printed["verdict"], "verified", "{printed:#}");
    assert!(
        printed["message"]
            .as_str()
            .unwrap()
            .contains("could not write its result to the journal"),
        "{printed:#}"
    );
    assert_eq!(env.open_changes(), 1);
    // With room again, the next change settles it.
    let (exit, printed) = env.send(&ADD);
    assert_eq!(
        (exit, &printed["verdict"]),
        (0, &json!("verified")),
        "{printed:#}"
    );
    assert_eq!(env.open_changes(), 0);
    let verdicts = env.verdicts();
    assert_eq!(verdicts.iter().filter(|it| *it == "verified").count(), 3);
}

#[test]
fn what_is_no_file_in_place_of_the_journal_is_named_and_nothing_hangs() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    for name in ["journal.jsonl", "journal.lock", "open"] {
        let env = TestEnv::new(&[]);
        std::fs::create_dir_all(env.journal_dir()).unwrap();
        let place = env.journal_dir().join(name);
        mknodat(CWD, &place, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let (exit, printed) = env.send(&ADD);
        assert_eq!(
            (exit, &printed["verdict"]),
            (1, &json!("not-sent")),
            "{printed:#}"
        );
        let message = printed["message"].as_str().unwrap();
        assert!(
            message.contains(name) && message.contains("FIFO"),
            "{message}"
        );
        assert_eq!(env.writes(), 0);
    }
}

#[test]
fn the_newest_changes_are_printed_and_what_is_left_out_is_said() {
    let env = TestEnv::new(&[]);
    for args in [&ADD[..], &REMOVE, &ADD, &REMOVE] {
        assert_eq!(env.send(args).0, 0);
    }
    let all = document(&env.run(&["journal", "--json"]));
    assert_eq!(
        (&all["complete"], &all["unreadable"]),
        (&json!(true), &json!(0))
    );
    let two = document(&env.run(&["journal", "--json", "--limit", "2"]));
    assert_eq!(two["complete"], false);
    let entries = all["entries"].as_array().unwrap();
    assert_eq!(two["entries"].as_array().unwrap()[..], entries[4..]);
    let output = env.run(&["journal", "--limit", "2"]);
    assert_eq!(
        String::from_utf8(output.stdout.clone())
            .unwrap()
            .lines()
            .count(),
        2
    );
    assert!(err(&output).contains("older"), "{}", err(&output));
    assert_eq!(err(&env.run(&["journal", "--all"])), "");
    // Names are those of the time.
    assert_eq!(entries[0]["version"], 2);
    assert_eq!(entries[0]["names"]["groups"][ENGINEERING], "Engineering");
    assert!(entries[0]["deadline"].as_str() > entries[0]["time"].as_str());
    // The newest verified change is found from the end, and any by its id.
    let (exit, printed) = env.send(&["undo", "last"]);
    assert_eq!(
        (exit, &printed["verdict"]),
        (0, &json!("verified")),
        "{printed:#}"
    );
    let (exit, printed) = env.send(&["undo", printed["changeId"].as_str().unwrap()]);
    assert_eq!(
        (exit, &printed["verdict"]),
        (0, &json!("verified")),
        "{printed:#}"
    );
}

#[test]
fn an_open_change_of_a_newer_version_blocks_its_configuration_alone() {
    let env = TestEnv::new(&[]);
    assert_eq!(env.send(&ADD).0, 0);
    let text = std::fs::read_to_string(env.journal_dir().join("journal.jsonl")).unwrap();
    let mut intent: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    intent["version"] = json!(7);
    intent["changeId"] = json!("later");
    intent["change"]["kind"] = json!({"merge": {}});
    let file = env.journal_dir().join("open").join("later");
    std::fs::write(&file, intent.to_string()).unwrap();
    std::fs::write(env.journal_dir().join("open").join("notes"), "mine").unwrap();
    let output = env.run(&[&REMOVE[..], &["--yes", "--json"]].concat());
    assert_eq!(code(&output), 1);
    assert!(
        document(&output)["message"]
            .as_str()
            .unwrap()
            .contains("not settled")
    );
    assert!(err(&output).contains("newer enlist"), "{}", err(&output));
    let (exit, printed) = env.send(&["add", "Lab ESP", "--target", "group", "--id", ENGINEERING]);
    assert_eq!(
        (exit, &printed["verdict"]),
        (0, &json!("verified")),
        "{printed:#}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), intent.to_string());
    assert_eq!(env.open_changes(), 2);
    // A verdict in its words could be the newest verified change.
    let journal = env.journal_dir().join("journal.jsonl");
    intent["row"] = json!("verdict");
    intent["verdict"] = json!("half-made");
    let text = std::fs::read_to_string(&journal).unwrap();
    std::fs::write(&journal, format!("{text}{intent}\n")).unwrap();
    let output = env.run(&["undo", "last", "--yes", "--json"]);
    assert!(
        document(&output)["error"]["message"]
            .as_str()
            .unwrap()
            .contains("newer enlist")
    );
    let all = document(&env.run(&["journal", "--json"]));
    assert_eq!(all["newer"][0]["version"], 7);
    assert_eq!(all["newer"][0]["verdict"], "half-made");
}

#[test]
fn a_wait_for_the_journal_is_said_on_stderr() {
    let env = TestEnv::new(&[]);
    std::fs::create_dir_all(env.journal_dir()).unwrap();
    let lock = std::fs::File::create(env.journal_dir().join("journal.lock")).unwrap();
    lock.lock().unwrap();
    std::fs::write(
        env.journal_dir().join("journal.lock"),
        r#"{"pid":4242,"user":"ada"}"#,
    )
    .unwrap();
    let args = [&ADD[..], &["--timeout", "2", "--yes"]].concat();
    let output = env.run(&args);
    assert_eq!(code(&output), 1);
    assert!(
        err(&output).contains("process 4242 of ada"),
        "{}",
        err(&output)
    );
    assert_eq!(env.writes(), 0);
}
