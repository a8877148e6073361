//! `enlist schema`: what it says, and what the documents are.

use serde_json::json;

use crate::helpers::{SALES, demo, verbs};
use crate::support::output::document;
use crate::support::schema;

#[test]
fn the_schema_is_sound_and_knows_every_document() {
    let printed = document(&demo(&["schema"]));
    assert_eq!(printed, *schema::SCHEMA);
    assert!(jsonschema::meta::is_valid(&printed));
    let whole = printed["anyOf"].as_array().unwrap();
    let with_json = verbs().into_iter().filter(|verb| {
        let mut arguments = verb.get_arguments();
        arguments.any(|argument| argument.get_id() == "json")
    });
    let names: Vec<String> = with_json.map(|verb| verb.get_name().to_owned()).collect();
    assert!(names.len() > 10);
    for name in names.iter().map(String::as_str).chain(["failure"]) {
        assert!(printed["$defs"].get(name).is_some(), "$defs lacks {name}");
        let reference = json!({"$ref": format!("#/$defs/{name}")});
        assert!(whole.contains(&reference), "anyOf lacks {name}");
    }
    // It is no schema of anything.
    assert!(!schema::is(
        "list",
        &json!({"configurations": [{"id": "x"}]})
    ));
    assert!(!schema::is("failure", &json!({"error": {"code": 1}})));
}

#[test]
fn documents_are_what_the_schema_says() {
    // What is printed is checked where the verb is run.
    for args in [
        &["list", "--json"][..],
        &["list", "--names", "--json"],
        &["find", SALES, "--json"],
        &["find", "all-devices", "--json"],
        &["find", "nobody at all", "--json"],
        &["show", "Restrictions of 2018", "--json"],
        &["journal", "--json"],
        &["config", "--json"],
        &["keys", "--json"],
        &["doctor", "--json"],
        &[
            "add",
            "Lab ESP",
            "--target",
            "all-users",
            "--dry-run",
            "--json",
        ],
        &["remove", "Corp ESP", "all-devices", "--yes", "--json"],
        &["undo", "last", "--yes", "--json"],
    ] {
        assert!(!demo(args).stdout.is_empty(), "{args:?}");
    }
}
