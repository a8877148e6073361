//! The command line: text, JSON and exit codes.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::io::Write;
use std::process::{Command, Output, Stdio};
use support::schema;

use serde_json::Value;

/// Runs the program in an environment of its own.
fn run(args: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_enlist"))
        .args(args)
        .env_remove("ENLIST_ACCESS_TOKEN")
        .env_remove("ENLIST_GRAPH_URL")
        .env_remove("ENLIST_CONFIG")
        .env("XDG_CONFIG_HOME", home.path())
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    schema::check(args, &output);
    output
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn list_gives_every_configuration_with_its_assignments() {
    let output = run(&["list", "--json", "--demo"], &[], "");
    assert!(output.status.success());
    let document = json(&output);
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
fn without_a_token_it_says_what_to_do() {
    let output = run(&["list"], &[], "");
    assert_eq!(output.status.code(), Some(5));
    assert!(
        err(&output).contains("ENLIST_ACCESS_TOKEN"),
        "{}",
        err(&output)
    );
    let output = run(&["list", "--json"], &[], "");
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(json(&output)["error"]["code"], "no-token");
}

#[test]
fn a_token_is_read_from_the_environment_or_from_standard_input_and_never_shown() {
    let token = "eyJ0-secret-token";
    // Nobody listens there: what matters is how far it gets, and what it says.
    let nowhere = ["list", "--json", "--graph-url", "http://127.0.0.1:9"];
    let by_environment = run(&nowhere, &[("ENLIST_ACCESS_TOKEN", token)], "");
    let by_input = run(&[&nowhere[..], &["--token-stdin"]].concat(), &[], token);
    for output in [by_environment, by_input] {
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(json(&output)["error"]["code"], "not-sent");
        assert!(!out(&output).contains(token) && !err(&output).contains(token));
    }
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "api = \"auto\"\n\n[timing]\nsettle = \"soon\"\n").unwrap();
    let output = run(
        &["list", "--demo", "--config", path.to_str().unwrap()],
        &[],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("config.toml:4: settle:"),
        "{}",
        err(&output)
    );
    let output = run(&["list", "--graph-url", "http://graph.example"], &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("clear text"), "{}", err(&output));
    let output = run(&["list"], &[("ENLIST_GRAPH_URL", "ftp://x")], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("ENLIST_GRAPH_URL"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_keymap_file_changes_what_keys_says_and_is_checked() {
    let home = tempfile::tempdir().unwrap();
    let config = ("XDG_CONFIG_HOME", home.path().to_str().unwrap());
    let folder = home.path().join("enlist");
    std::fs::create_dir(&folder).unwrap();
    let none = run(&["keys", "--check"], &[config], "");
    assert!(out(&none).starts_with("there is no keymap file: "));

    let file = folder.join("keymap.toml");
    std::fs::write(&file, "[list]\nedit = [\"f2\", \"enter\"]\nundo = []\n").unwrap();
    let output = run(&["keys"], &[config], "");
    let said = out(&output);
    let line = |wanted: &str| {
        let found = said.lines().find(|line| line.contains(wanted));
        found.unwrap_or_default().to_owned()
    };
    assert!(
        line("Change the target").starts_with("* F2 Enter "),
        "{said}"
    );
    assert!(line("Take the last verified").starts_with("* – "), "{said}");
    assert!(line("Add a target").starts_with("  a "), "{said}");
    assert!(
        line("`open`").contains("[list] `Enter` gives `edit` now"),
        "{said}"
    );
    let keys = json(&run(&["keys", "--json"], &[config], ""));
    let list = &keys["scopes"][0]["commands"];
    let of = |name: &str| {
        let mut rows = list.as_array().unwrap().iter();
        rows.find(|row| row["command"] == name).unwrap().clone()
    };
    assert_eq!(of("edit")["keys"], serde_json::json!(["F2", "Enter"]));
    assert_eq!(of("edit")["fromFile"], true);
    assert_eq!(of("add")["fromFile"], false);
    let checked = run(&["keys", "--check"], &[config], "");
    assert!(checked.status.success() && out(&checked).contains("no problem found"));

    std::fs::write(
        &file,
        "[list]\nedti = [\"e\"]\n[review]\nsubmit = [\"enter\"]\n",
    )
    .unwrap();
    for args in [&["keys"][..], &["keys", "--check"], &["keys", "--json"]] {
        let output = run(args, &[config], "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = out(&output) + &err(&output);
        assert!(said.contains("keymap.toml:2: [list] edti: "), "{said}");
        assert!(
            said.contains("keymap.toml:4: [review] submit: `y` is yes"),
            "{said}"
        );
    }
}

#[test]
fn the_screen_is_not_opened_into_a_pipe() {
    let output = run(&["--demo"], &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("needs a terminal"),
        "{}",
        err(&output)
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn help_and_version_are_no_mistakes() {
    assert!(run(&["--help"], &[], "").status.success());
    let version = run(&["--version"], &[], "");
    assert_eq!(
        out(&version),
        concat!("enlist ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert_eq!(run(&["--no-such-flag"], &[], "").status.code(), Some(2));
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(
        &config,
        "default_profile = \"gov\"\n[profile.gov]\ncloud = \"USGov\"\ntenant = \"contoso.us\"\n",
    )
    .unwrap();
    let config = config.to_str().unwrap();
    let environment = [
        ("ENLIST_ACCESS_TOKEN", "hush"),
        ("AZURE_CLIENT_SECRET", "hush"),
    ];
    let output = run(&["config", "--config", config, "--json"], &environment, "");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(!out(&output).contains("hush"), "{}", out(&output));
    let document = json(&output);
    assert_eq!(document["profile"], "gov");
    let settings = document["settings"].as_array().unwrap();
    let of = |key: &str| settings.iter().find(|it| it["key"] == key).unwrap();
    assert_eq!(of("tenant")["source"], "profile gov");
    assert_eq!(of("method")["value"], "token");
    assert_eq!(of("method")["source"], "environment");
    let output = run(
        &["config", "--config", config, "--profile", "govv"],
        &[],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("did you mean `gov`?"),
        "{}",
        err(&output)
    );
}

#[test]
fn without_somebody_to_ask_the_sign_in_is_named() {
    for args in [&["list"][..], &["login"], &["show", "x"]] {
        let output = run(args, &[], "");
        assert_eq!(output.status.code(), Some(5), "{args:?}");
        let said = err(&output);
        assert!(said.contains("ENLIST_ACCESS_TOKEN"), "{said}");
        assert!(
            args[0] != "login" || !said.contains("enlist login"),
            "{said}"
        );
    }
    let output = run(&["login", "--method", "managed-identity"], &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("needs no sign-in"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_token_for_elsewhere_is_noticed_before_anything_is_sent() {
    // {"aud":"https://graph.microsoft.us","tid":"…"} in the middle, nothing real around it.
    let token = "e30.eyJhdWQiOiJodHRwczovL2dyYXBoLm1pY3Jvc29mdC51cyJ9.x";
    let output = run(&["list"], &[("ENLIST_ACCESS_TOKEN", token)], "");
    assert_eq!(output.status.code(), Some(5));
    assert!(err(&output).contains("US Gov"), "{}", err(&output));
    assert!(!err(&output).contains(token));
}
