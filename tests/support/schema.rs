//! The JSON Schema that the program ships, and whether a document is what it says.

use std::collections::HashMap;
use std::process::Output;
use std::sync::{LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The schema, as `enlist schema` prints it.
pub static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/schema.json")).unwrap());

static VALIDATORS: LazyLock<Mutex<HashMap<String, &'static Validator>>> =
    LazyLock::new(Mutex::default);

fn validator(definition: &str) -> &'static Validator {
    let mut all = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    all.entry(definition.to_owned()).or_insert_with(|| {
        let one = json!({
            "$schema": SCHEMA["$schema"],
            "$ref": format!("#/$defs/{definition}"),
            "$defs": SCHEMA["$defs"],
        });
        Box::leak(Box::new(jsonschema::draft202012::new(&one).unwrap()))
    })
}

/// Whether a document is what the schema says of this verb, or of another part.
pub fn is(definition: &str, document: &Value) -> bool {
    validator(definition).is_valid(document)
}

/// Asserts that what a verb printed is what the schema says, where it was asked for JSON.
pub fn check(args: &[&str], output: &Output) {
    if args.contains(&"--json") && !output.stdout.is_empty() {
        let document = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{args:?}: {error}: {output:?}"));
        assert_is(args[0], &document);
    }
}

/// Asserts that a document is what the schema says of this verb, or of a failure where it is one.
pub fn assert_is(verb: &str, document: &Value) {
    let definition = if document.get("error").is_some() {
        "failure"
    } else {
        verb
    };
    let errors: Vec<String> = validator(definition)
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "not what the schema says of {definition}:\n{}\n{document:#}",
        errors.join("\n")
    );
}
