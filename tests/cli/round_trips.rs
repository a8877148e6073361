//! How often a verb waits for an answer before it asks on. Requests that are sent at the same time count once. A new
//! connection over TLS takes two more.

use serde_json::{Value, json};

use crate::helpers::ENGINEERING;
use crate::support::output::document;
use crate::support::test_env::TestEnv;

fn env() -> TestEnv {
    // Everything on one page.
    TestEnv::new(&["--demo-size", "9x4"])
}

/// The requests so far, by method.
fn requests(env: &TestEnv) -> usize {
    let methods = ["GET", "POST", "PATCH"].into_iter();
    methods
        .map(|method| env.service.requests(method).len())
        .sum()
}

/// Runs a verb whose requests come in these rounds, and in no other.
fn in_rounds(env: &TestEnv, args: &[&str], rounds: &[usize]) -> Value {
    let before = requests(env);
    env.service.set_rounds(rounds);
    let document = document(&env.run(args));
    assert_eq!(env.service.missing_in_rounds(), 0, "{document:#}");
    let sent = requests(env) - before;
    assert_eq!(
        sent,
        rounds.iter().sum::<usize>(),
        "{:#?}",
        env.service.requests("GET")
    );
    document
}

#[test]
fn a_list_waits_once() {
    let env = env();
    let list = in_rounds(&env, &["list", "--json"], &[2]);
    assert_eq!(list["configurations"].as_array().unwrap().len(), 9);
}

#[test]
fn a_change_by_names_waits_five_times() {
    let env = env();
    let list = document(&env.run(&["list", "--json", "--names"]));
    let first = &list["configurations"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (name, group) = (
        text(&first["name"]),
        text(&first["assignments"][0]["target"]["name"]),
    );
    let set = [
        "set",
        &name,
        &group,
        "--target",
        "group",
        "--group",
        "Engineering",
    ];
    // Tenant, account and both lists; the names in the list and the group; the write path.
    let done = in_rounds(
        &env,
        &[&set[..], &["--yes", "--json"]].concat(),
        &[4, 2, 1, 1, 1],
    );
    assert_eq!(done["verdict"], "verified");
    let named = done["after"].as_array().unwrap().iter();
    assert!(
        named.clone().all(|target| target["name"].is_string()),
        "{done:#}"
    );
    let mut ids = named.map(|target| &target["id"]);
    assert!(ids.any(|id| *id == json!(ENGINEERING)));
}

#[test]
fn a_change_by_ids_reads_no_list_and_waits_four_times() {
    let env = env();
    let list = document(&env.run(&["list", "--json"]));
    let first = &list["configurations"][0];
    let id = first["id"].as_str().unwrap();
    for (place, target) in [(0, "--id"), (1, "--group")] {
        let assignment = &first["assignments"][place];
        let key = if place == 0 {
            &assignment["id"]
        } else {
            &assignment["target"]["id"]
        };
        let to = [
            "c3dd75f6-8085-48e6-ac92-5f09a227f039",
            "8a119b9e-16bc-4732-8f7b-7676d015b0dc",
        ];
        let set = [
            "set",
            id,
            key.as_str().unwrap(),
            "--target",
            "group",
            target,
            to[place],
        ];
        // Tenant, account, the configuration and two names; the re-read beside the other names.
        let done = in_rounds(
            &env,
            &[&set[..], &["--yes", "--json"]].concat(),
            &[4, 2, 1, 1],
        );
        assert_eq!(done["verdict"], "verified", "{done:#}");
        let mut named = done["after"].as_array().unwrap().iter();
        assert!(named.all(|target| target["name"].is_string()), "{done:#}");
    }
    // What is no ID of a configuration after all is looked for in the list, as ever.
    let unknown = "00000000-0000-4000-8000-000000000000_Limit";
    let group = first["assignments"][2]["target"]["id"].as_str().unwrap();
    let set = [
        "set",
        unknown,
        group,
        "--target",
        "all-users",
        "--yes",
        "--json",
    ];
    let failed = document(&env.run(&set));
    let message = failed["error"]["message"].as_str().unwrap();
    assert!(message.contains(unknown), "{message}");
}
