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
}

#[test]
fn a_wrong_member_is_found_at_any_depth() {
    let listed = document(&demo(&["list", "--json"]));
    assert!(schema::is("list", &listed));
    let target = "/configurations/0/assignments/0/target";
    for (path, member, value) in [
        ("", "complete", None),
        ("", "more", Some(json!(1))),
        ("", "missing", Some(json!(null))),
        ("/configurations/0", "priority", Some(json!("1"))),
        ("/configurations/0", "more", Some(json!(1))),
        (target, "kind", Some(json!("grup"))),
        (target, "filterId", None),
        (target, "more", Some(json!(1))),
    ] {
        let mut wrong = listed.clone();
        let object = wrong.pointer_mut(path).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => object.insert(member.to_owned(), value),
            None => object.remove(member),
        };
        assert!(!schema::is("list", &wrong), "{path} {member}");
    }
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
