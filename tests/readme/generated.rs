//! The parts of the pages that are made from the program: keys, settings, JSON.

use std::fmt::Write as _;

use enlist::config::Settings;
use enlist::tui::keys::command::Scope;
use enlist::tui::keys::keymap::Keymap;
use enlist::tui::parts::help::key_rows;
use serde_json::{Map, Value};

use crate::{check, read};

/// Puts `text` between two comments of a page, and compares or writes the page.
fn check_part(path: &str, name: &str, text: &str) {
    let (start, end) = (
        format!("<!-- {name} -->\n"),
        format!("\n<!-- end of {name} -->"),
    );
    let page = read(path);
    let (head, rest) = page.split_once(&start).unwrap();
    let (_, tail) = rest.split_once(&end).unwrap();
    check(
        path,
        &format!("{head}{start}\n{}\n{end}{tail}", text.trim()),
    );
}

/// Text that does not end a cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[test]
fn the_tables_of_keys_are_the_keymap() {
    let keymap = Keymap::built_in().unwrap();
    let mut tables = String::new();
    for scope in Scope::ALL {
        let title = scope.title();
        let _ = write!(tables, "\n## {title}\n\n| keys | |\n|---|---|\n");
        for (keys, help) in key_rows(&keymap, scope) {
            let keys: Vec<String> = keys.split(' ').map(|key| format!("`{key}`")).collect();
            let _ = writeln!(tables, "| {} | {} |", keys.join(" "), cell(help));
        }
    }
    check_part("docs/keys.md", "keys", &tables);
}

#[test]
fn the_table_of_settings_is_the_list_of_settings() {
    let command = enlist::cli::command();
    let flags: Vec<&str> = command
        .get_arguments()
        .filter_map(clap::Arg::get_long)
        .collect();
    let mut table = "| key | what it does | built in | flag |\n|---|---|---|---|\n".to_owned();
    for (key, description, built_in) in Settings::described() {
        let name = match key {
            "timing.total" => "timeout".to_owned(),
            key => key.trim_start_matches("timing.").replace('_', "-"),
        };
        let flag = flags.iter().find(|flag| **flag == name);
        let flag = flag.map_or_else(String::new, |flag| format!("`--{flag}`"));
        let built_in = built_in.unwrap_or_default();
        let _ = writeln!(
            table,
            "| `{key}` | {} | {built_in} | {flag} |",
            cell(description)
        );
    }
    check_part("docs/settings.md", "settings", &table);
}

/// The documents first, in the order of the schema, then the parts that they share.
#[test]
fn the_tables_of_json_are_the_schema() {
    let schema: Value = serde_json::from_str(&read("assets/schema.json")).unwrap();
    let parts = schema["$defs"].as_object().unwrap();
    let documents: Vec<&str> = schema["anyOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| name_of(it).unwrap())
        .collect();
    let shared = parts.keys().map(String::as_str);
    let shared: Vec<&str> = shared.filter(|name| !documents.contains(name)).collect();
    let mut text = String::new();
    for (title, names) in [("Documents", documents), ("Parts", shared)] {
        let _ = write!(text, "\n## {title}\n");
        for name in names {
            let _ = write!(text, "\n### {name}\n\n{}", part(&parts[name]));
        }
    }
    check_part("docs/json.md", "json", &text);
}

/// The part that a reference leads to.
fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/$defs/")
}

fn part(schema: &Value) -> String {
    let description = schema["description"].as_str().unwrap_or_default();
    match schema["properties"].as_object() {
        Some(members) => format!("{description}\n{}", members_table(schema, members)),
        // The document of a verb that is one of several parts.
        None if description.starts_with("enlist ") => {
            format!("`{description}` prints {}.\n", kind(schema))
        }
        None => format!("{description}\n\n{}\n", kind(schema)),
    }
}

fn members_table(schema: &Value, members: &Map<String, Value>) -> String {
    let required: Vec<&Value> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let mut table = "\n| member | value | |\n|---|---|---|\n".to_owned();
    for (name, member) in members {
        let description = member["description"].as_str().unwrap_or_default();
        let optional = if required.iter().any(|it| *it == name) {
            ""
        } else {
            ", may be absent"
        };
        let value = kind(member);
        let _ = writeln!(
            table,
            "| `{name}` | {value}{optional} | {} |",
            cell(description)
        );
    }
    table
}

/// What kind of value it is, with links to parts.
fn kind(schema: &Value) -> String {
    if let Some(name) = name_of(schema) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    let list = |key: &str| schema[key].as_array().into_iter().flatten();
    let either: Vec<String> = list("anyOf").chain(list("oneOf")).map(kind).collect();
    if !either.is_empty() {
        return either.join(" or ");
    }
    if let Some(word) = schema["const"].as_str() {
        return format!("`{word}`");
    }
    let words: Vec<String> = list("enum")
        .map(|word| format!("`{word}`").replace('"', ""))
        .collect();
    if !words.is_empty() {
        return words.join(", ");
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        several => several
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
    };
    let named = types.into_iter().map(|name| match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!(
                "object whose members are {}",
                kind(&schema["additionalProperties"])
            )
        }
        other => other.to_owned(),
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return "any value".to_owned();
    }
    named.join(" or ")
}
