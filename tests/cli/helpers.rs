//! Ids of the demo tenant, and steps that several verbs need.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::output::{code, document, err};
use crate::support::schema;
#[cfg(unix)]
use crate::support::test_env::TestEnv;

pub const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
pub const KIOSK_ESP: &str =
    "3a3eee8a-e982-4776-9ce0-d0ce2de264cf_Windows10EnrollmentCompletionPageConfiguration";
pub const NO_HELLO: &str = "6e68602d-53c6-42cb-a00c-59620b94d34e_WindowsHelloForBusiness";
pub const HEADSETS: &str = "e80b434a-48e4-460c-b2b6-3fe34728fd8b_SinglePlatformRestriction";

pub const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
pub const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
pub const KIOSK: &str = "bc67ba94-637d-4efa-a09e-467ada679f81";
pub const MUNICH: &str = "f1a38d32-6834-4c65-927c-b2382bedda16";
pub const USER: &str = "admin@contoso.com";
pub const BOARD: &str = "396dfa33-6763-4f9c-8484-f9d69de18a44";
pub const HIDDEN: &str = "0c0c0c0c-0000-4000-8000-00000000000c";
pub const FILTER: &str = "e4631b55-3fde-45b4-a886-904732dce811";

pub const GET_LIST: &str = "/assignments";

/// The verb of most tests: a group of Corp ESP that has no filter is exchanged.
pub const SET: [&str; 7] = set_group("Corp ESP", "Kiosk Berlin", "Engineering");

/// The arguments that point an assignment at another group.
pub const fn set_group<'a>(
    configuration: &'a str,
    assignment: &'a str,
    group: &'a str,
) -> [&'a str; 7] {
    [
        "set",
        configuration,
        assignment,
        "--target",
        "group",
        "--group",
        group,
    ]
}

/// Writes a plan that points Sales at Engineering in Corp ESP to a file.
#[cfg(unix)]
pub fn plan_for_corp(env: &TestEnv) -> String {
    let plan = env.path("plan.toml");
    let made = env.run(&[
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
    plan
}

/// The group of Munich's shop floor is assigned three times.
pub const RETARGET: [&str; 4] = ["plan", "--retarget", "Shop floor Munich", "Engineering"];

/// The program with a home of its own and without settings from the environment.
pub fn command(args: &[&str], home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enlist"));
    command
        .args(args)
        .env("XDG_CONFIG_HOME", home)
        .env("XDG_STATE_HOME", home)
        .stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["ENLIST_", "AZURE_"].iter().any(|it| text.starts_with(it)) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the program with these environment variables and this standard input.
pub fn run(args: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = command(args, home.path())
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    schema::check(args, &output);
    output
}

/// Runs a verb on the demo tenant.
pub fn demo(args: &[&str]) -> Output {
    run(&[args, &["--demo"]].concat(), &[], "")
}

/// The names of the configurations that a list holds.
pub fn names(args: &[&str]) -> Vec<String> {
    let output = demo(&[&["list", "--json"], args].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    let document = document(&output);
    let rows = document["configurations"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The verbs, and how to ask each for its description.
pub fn verbs() -> Vec<clap::Command> {
    let mut all = enlist::cli::command();
    all.build();
    all.get_subcommands().cloned().collect()
}

/// The verdicts of the rows of a document.
pub fn verdicts(document: &Value) -> Vec<&str> {
    let rows = document["rows"].as_array().unwrap().iter();
    rows.map(|row| row["verdict"].as_str().unwrap()).collect()
}

/// The rows that a plan leaves out, from what was printed on stderr.
pub fn skipped(message: &str) -> Vec<&str> {
    let lines = message.lines();
    lines
        .filter_map(|line| line.strip_prefix("skipped: "))
        .collect()
}

/// The lines of stderr that warn.
pub fn warnings(message: &str) -> Vec<&str> {
    let lines = message.lines();
    lines.filter(|line| line.starts_with("warning: ")).collect()
}

/// A fault that answers with this status.
pub fn boom(status: u16) -> Value {
    json!({"status": status, "body": {"error": {"code": "boom", "message": "boom"}}})
}
