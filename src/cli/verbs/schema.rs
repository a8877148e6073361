//! `enlist schema`: prints the JSON Schema of every document. Needs neither settings nor a token.

use crate::cli::print;
use crate::cli::print::exit::Exit;

/// The schema of all `--json` output.
const SCHEMA: &str = include_str!("../../../assets/schema.json");

pub(in crate::cli) fn run() -> Exit {
    // A closed pipe is not an error.
    let _ = print::text(SCHEMA);
    Exit::Done
}

#[cfg(test)]
mod tests {
    use schemars::generate::SchemaSettings;
    use schemars::transform::RecursiveTransform;
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use serde_json::{Value, json};

    use super::SCHEMA;
    use crate::cli::change::plan_output;
    use crate::cli::change::plan_report::{self, ApplyJson};
    use crate::cli::change::report::{self, EndJson, Whole};
    use crate::cli::print::exit::FailureJson;
    use crate::cli::verbs::{
        config, diff, doctor, explain, find, journal, keys, list, show, snapshot,
    };

    /// Forbids members that a type does not have, and removes details that only concern Rust.
    fn tidy(schema: &mut Schema) {
        if schema.get("properties").is_some() {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        schema.remove("format");
        schema.remove("default");
        if let Some(text) = schema.get("description").and_then(Value::as_str) {
            let line = text.replace('\n', " ");
            schema.insert("description".to_owned(), line.into());
        }
    }

    /// Derives the schema from the types, with the documents of each verb under the name of the verb.
    fn derived() -> Value {
        fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
            generator.subschema_for::<T>().to_value()
        }
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let mut generator = settings
            .with_transform(RecursiveTransform(tidy))
            .into_generator();
        let all = &mut generator;
        let change = json!([
            of::<Whole<EndJson<'_>>>(all),
            of::<Whole<report::DryRunJson<'_>>>(all),
        ]);
        let plan = json!([of::<plan_output::PlanJson<'_>>(all)]);
        let run = json!([
            of::<Whole<ApplyJson<'_>>>(all),
            of::<Whole<plan_report::DryRunJson<'_>>>(all),
        ]);
        let verbs = [
            ("list", json!([of::<list::Document<'_>>(all)])),
            ("show", json!([of::<show::Document<'_>>(all)])),
            ("find", json!([of::<find::Document<'_>>(all)])),
            ("explain", json!([of::<explain::Document<'_>>(all)])),
            ("set", change.clone()),
            ("add", change.clone()),
            ("remove", change.clone()),
            ("priority", change.clone()),
            ("plan", plan.clone()),
            ("apply", run),
            ("snapshot", json!([of::<snapshot::Document<'_>>(all)])),
            ("diff", json!([of::<diff::DiffJson<'_>>(all)])),
            ("restore", plan),
            ("undo", change),
            ("journal", json!([of::<journal::Document<'_>>(all)])),
            ("doctor", json!([of::<doctor::Document<'_>>(all)])),
            ("config", json!([of::<config::Document>(all)])),
            ("keys", json!([of::<keys::Document<'_>>(all)])),
            ("failure", json!([of::<FailureJson<'_>>(all)])),
        ];
        let mut definitions = generator.take_definitions(true);
        let mut whole = Vec::new();
        for (verb, documents) in verbs {
            whole.push(json!({"$ref": format!("#/$defs/{verb}")}));
            definitions.entry(verb).or_insert_with(
                || json!({"description": format!("enlist {verb} --json"), "anyOf": documents}),
            );
        }
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "What enlist prints with --json",
            "description": "$defs has a schema for each verb, under its name, then the parts that they share. \
                A verb that failed prints a failure.",
            "anyOf": whole,
            "$defs": definitions,
        })
    }

    /// Formats JSON, with each value that fits on a line in one line.
    fn pretty(value: &Value, indent: usize) -> String {
        let flat = value.to_string();
        let (inside, end) = (" ".repeat(indent + 2), " ".repeat(indent));
        match value {
            _ if indent + flat.len() <= 100 => flat,
            Value::Object(members) => {
                let lines = members.iter().map(|(name, value)| {
                    format!("{inside}{}: {}", json!(name), pretty(value, indent + 2))
                });
                format!("{{\n{}\n{end}}}", lines.collect::<Vec<_>>().join(",\n"))
            }
            Value::Array(values) => {
                let lines = values
                    .iter()
                    .map(|value| format!("{inside}{}", pretty(value, indent + 2)));
                format!("[\n{}\n{end}]", lines.collect::<Vec<_>>().join(",\n"))
            }
            _ => flat,
        }
    }

    /// `UPDATE_SCHEMA=1 cargo test --lib schema` writes the file.
    #[test]
    fn the_schema_is_derived_from_the_types_that_are_printed() {
        let derived = pretty(&derived(), 0) + "\n";
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema.json");
            std::fs::write(path, derived).unwrap();
            return;
        }
        assert!(
            derived == SCHEMA,
            "assets/schema.json differs: run `UPDATE_SCHEMA=1 cargo test --lib schema`"
        );
    }
}
