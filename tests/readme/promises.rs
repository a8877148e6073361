//! What pages say about tests, verdicts, files and variables is so.

use std::path::Path;

use serde_json::Value;

use crate::markdown::Page;
use crate::{read, root};

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines <= 250, "{lines} lines");
}

/// Each promise names its tests as `name` in `path`.
#[test]
fn every_promise_names_tests_that_exist() {
    let page = read("SECURITY.md");
    let (_, promises) = page.split_once("<!-- promises -->").unwrap();
    let (promises, _) = promises.split_once("<!-- end of promises -->").unwrap();
    let rows: Vec<&str> = promises
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("| test"))
        .collect();
    assert!(rows.len() >= 10, "{}", rows.len());
    for row in rows {
        let tests = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap();
        let parts: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!parts.is_empty() && parts.len().is_multiple_of(2), "{row}");
        for pair in parts.chunks(2) {
            let [name, path] = pair else { unreachable!() };
            let source = read(path);
            let at = source.find(&format!("fn {name}("));
            let at = at.unwrap_or_else(|| panic!("{path} has no test {name}: {row}"));
            // The attributes of a function stand right above it.
            let above = source[..at].rsplit("\n\n").next().unwrap();
            assert!(above.contains("test"), "{name} in {path} is no test");
        }
    }
}

fn schema() -> Value {
    serde_json::from_str(&read("assets/schema.json")).unwrap()
}

#[test]
fn every_verdict_is_explained_with_its_exit_code() {
    let schema = schema();
    let verdicts = schema.pointer("/$defs/verdict").unwrap();
    let words: Vec<&str> = verdicts["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(
            verdicts["oneOf"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|it| &it["const"]),
        )
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(words.len(), 11, "{verdicts}");
    let (readme, glossary) = (read("README.md"), read("docs/glossary.md"));
    for word in words {
        assert!(readme.contains(&format!("| {word} |")), "README: {word}");
        let spoken = word.replace('-', " ");
        assert!(
            glossary.contains(&format!("| {spoken} |")),
            "glossary: {spoken}"
        );
    }
}

/// The README's table of files names those that `enlist config` lists, and no other.
#[test]
fn every_file_is_in_the_readme() {
    let schema = schema();
    let files = schema.pointer("/$defs/file/properties/file/enum").unwrap();
    let page = read("README.md");
    let (_, table) = page.split_once("<!-- files -->").unwrap();
    let (table, _) = table.split_once("<!-- end of files -->").unwrap();
    let shown: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .filter(|name| *name != "file")
        .collect();
    let listed: Vec<&str> = files
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(shown, listed);
}

/// Names of variables as they stand in quotes in the code.
fn variables(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("demo") && !path.ends_with("tests") {
                variables(&path, found);
            }
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for word in text.split('"').skip(1) {
            let is_name = word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            let is_ours = word.starts_with("ENLIST_") || word.starts_with("AZURE_");
            if is_name && is_ours && !found.iter().any(|it| it == word) {
                found.push(word.to_owned());
            }
        }
    }
}

#[test]
fn every_variable_is_on_the_settings_page() {
    let mut found = Vec::new();
    variables(&root().join("src"), &mut found);
    // Debug builds only, for tests.
    found.retain(|name| !name.starts_with("ENLIST_HOLD_"));
    assert!(found.len() > 10, "{found:?}");
    let page = Page {
        path: String::new(),
        text: read("docs/settings.md"),
    };
    let spans = page.spans();
    for name in &found {
        let is_there = spans.iter().any(|(_, span)| span == name);
        assert!(is_there, "docs/settings.md lacks {name}");
    }
    for (number, span) in spans {
        let is_ours = span.starts_with("ENLIST_");
        assert!(!is_ours || found.contains(&span), "line {number}: {span}");
    }
}

/// What is said about the numbers of the authority is said by the program, too.
#[test]
fn every_number_of_the_authority_has_a_hint() {
    let hints = read("src/auth/hints.rs").replace('_', "");
    let page = read("docs/troubleshooting.md");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| AADSTS")?.split(" |").next());
    let numbers: Vec<&str> = rows.flat_map(|cell| cell.split(", ")).collect();
    assert!(numbers.len() > 20, "{numbers:?}");
    for number in numbers {
        assert!(hints.contains(number), "AADSTS{number}");
    }
}

/// All text of the program in one line, without what the code puts between the parts of a string.
fn texts_of_the_program() -> String {
    let mut files = Vec::new();
    crate::links::rust_files(&root().join("src"), &mut files);
    let mut texts = String::new();
    for file in files {
        texts.push_str(&std::fs::read_to_string(file).unwrap());
        texts.push(' ');
    }
    let words: Vec<&str> = texts
        .split_whitespace()
        .filter(|word| *word != "\\")
        .collect();
    words.join(" ").to_lowercase()
}

/// Messages that the page on trouble quotes, as headings in quotation marks or in italics, are those of the program.
#[test]
fn every_message_that_is_quoted_is_one_of_the_program() {
    let page = read("docs/troubleshooting.md");
    let headings = page.lines().filter(|line| line.starts_with("### "));
    let mut quoted: Vec<String> = headings
        .filter_map(|line| Some(line.split('"').nth(1)?.to_owned()))
        .collect();
    let words: Vec<&str> = page.split_whitespace().collect();
    let text = words.join(" ");
    let italic = text.split('*').skip(1).step_by(2);
    let is_message = |text: &&str| text.split(' ').count() > 4 && !text.contains('>');
    quoted.extend(italic.filter(is_message).map(ToOwned::to_owned));
    assert!(quoted.len() > 4, "{quoted:?}");
    let texts = texts_of_the_program();
    for message in quoted {
        assert!(
            texts.contains(&message.to_lowercase()),
            "the program does not say: {message}"
        );
    }
}
