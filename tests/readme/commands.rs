//! Every command is marked, and what is checked goes through the parsers of the program.

use std::collections::BTreeMap;

use clap::error::ErrorKind;
use enlist::config::{self, Layer, Settings};
use enlist::tui::keys::keymap::Keymap;
use enlist::tui::keys::keymap_file;

use crate::markdown::{Block, Mark, Page, pages};
use crate::root;
use crate::shell;

/// Languages of blocks that hold no command and no file: what is drawn or printed.
const TEXT: &str = "text";

/// Languages of blocks that hold commands.
const SCRIPTS: [&str; 5] = ["sh", "console", "powershell", "crontab", "sshd_config"];

#[test]
fn every_block_of_code_says_how_it_is_tested() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count = |kind: &'static str| *counts.entry(kind).or_default() += 1;
    let mut unmarked = Vec::new();
    for page in pages() {
        for block in page.blocks() {
            match &block.mark {
                Some(Mark::Run) => count("run"),
                Some(Mark::Checked(_)) => count("checked"),
                Some(Mark::Shown(_)) => count("shown"),
                None if block.language == TEXT => count("text"),
                None => unmarked.push(block.place),
            }
        }
        for _ in page.spans().iter().filter(|(_, span)| is_command(span)) {
            count("checked in a sentence");
        }
        let mut before = "";
        for (number, line) in page.prose() {
            let is_indented = before.is_empty() && line.starts_with("    ");
            if is_indented && !line.trim_start().starts_with(['-', '*', '1']) {
                unmarked.push(format!("{}:{number}", page.path));
            }
            before = line;
        }
    }
    eprintln!("commands and files in README and docs: {counts:?}");
    assert!(
        unmarked.is_empty(),
        "say after the language: run, checked, or shown with a reason: {unmarked:#?}"
    );
    assert!(counts["run"] >= 10 && counts["checked"] >= 5, "{counts:?}");
}

/// Whether code within a sentence is a command of this program.
fn is_command(span: &str) -> bool {
    shell::commands(span)
        .iter()
        .any(|it| it.words[0] == "enlist")
        && !span.starts_with("enlist/")
}

/// The words that the program would be given, if it is this program.
fn arguments(words: &[String]) -> Option<Vec<String>> {
    // A time or a keyword stands before a command in the files of cron and sshd.
    let is_prefixed =
        words[0] == "ForceCommand" || words[0].starts_with(|c: char| c.is_ascii_digit());
    let is_program = |word: &String| word == "enlist" || word.ends_with("/enlist");
    let words = match words.iter().position(is_program) {
        Some(at) if is_prefixed => &words[at..],
        _ => words,
    };
    let program = words.first()?;
    if program == "cargo" && words.get(1).is_some_and(|word| word == "run") {
        let rest = words.split(|word| word == "--").nth(1).unwrap_or_default();
        return Some([&["enlist".to_owned()], rest].concat());
    }
    let is_ours = program == "enlist" || program.ends_with("/enlist");
    is_ours.then(|| words.to_vec())
}

/// Parses each command of ours, and gives how many there were. Within a sentence it may be the name of one, without
/// what it needs.
fn parse(place: &str, script: &str, is_whole: bool) -> usize {
    let mut parsed = 0;
    for command in shell::commands(script) {
        let Some(arguments) = arguments(&command.words) else {
            continue;
        };
        parsed += 1;
        if arguments.get(1).is_some_and(|word| word == "help") {
            continue;
        }
        let matches = enlist::cli::parser().try_get_matches_from(&arguments);
        if let Err(error) = matches {
            let is_name = !is_whole && error.kind() == ErrorKind::MissingRequiredArgument;
            assert!(
                is_name || !error.use_stderr(),
                "{place}: {arguments:?}\n{error}"
            );
        }
    }
    parsed
}

#[test]
fn every_flag_of_a_command_exists() {
    for page in pages() {
        for block in page.blocks() {
            let is_script = SCRIPTS.contains(&block.language.as_str());
            match &block.mark {
                Some(Mark::Run) => {
                    assert!(is_script, "{}: what is run is sh or console", block.place);
                    assert!(
                        parse(&block.place, &block.text, true) > 0,
                        "{}",
                        block.place
                    );
                }
                Some(Mark::Checked(None)) if is_script => {
                    assert!(
                        parse(&block.place, &block.text, true) > 0,
                        "{}",
                        block.place
                    );
                }
                // What cannot be run here still names flags that exist.
                Some(Mark::Shown(_)) if is_script => {
                    parse(&block.place, &block.text, true);
                }
                _ => {}
            }
        }
        for (number, span) in page.spans() {
            if is_command(&span) {
                parse(&format!("{}:{number}", page.path), &span, false);
            }
        }
    }
}

/// Flags of other programs that the pages name.
const FLAGS_OF_OTHERS: [&str; 8] = [
    "--bin",
    "--lib",
    "--locked",
    "--open",
    "--release",
    "--test",
    "--demo=live",
    "--use-device-code",
];

#[test]
fn every_flag_within_a_sentence_exists() {
    let command = enlist::cli::command();
    let own = command.get_arguments();
    let of_verbs = command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments);
    let known: Vec<String> = own
        .chain(of_verbs)
        .filter_map(|argument| argument.get_long())
        .map(|name| format!("--{name}"))
        .chain(["--help", "--version"].map(ToOwned::to_owned))
        .collect();
    for page in pages() {
        for (number, span) in page.spans() {
            let Some(flag) = span
                .split([' ', '='])
                .next()
                .filter(|it| it.starts_with("--"))
            else {
                continue;
            };
            let exists = known.iter().any(|it| it == flag) || FLAGS_OF_OTHERS.contains(&flag);
            assert!(exists, "{}:{number}: {flag} does not exist", page.path);
        }
    }
}

#[test]
fn every_file_that_is_shown_is_taken() {
    for page in pages() {
        for block in page.blocks() {
            if let Some(Mark::Checked(kind)) = &block.mark {
                check_file(&page, &block, kind.as_deref());
            }
        }
    }
}

fn check_file(page: &Page, block: &Block, kind: Option<&str>) {
    let place = &block.place;
    match (block.language.as_str(), kind) {
        ("sh" | "console" | "powershell", None) => {}
        ("json", None) => {
            let parsed: Result<serde_json::Value, _> = serde_json::from_str(&block.text);
            assert!(parsed.is_ok(), "{place}: {parsed:?}");
        }
        ("toml", Some("config")) => {
            for profile in [None].into_iter().chain(profiles(&block.text).map(Some)) {
                let settings = settings_of(&block.text, profile);
                assert!(settings.is_ok(), "{place}: {settings:?}");
            }
        }
        ("toml", Some("keymap")) => {
            let keymap = keymap_file::apply(&Keymap::built_in().unwrap(), &block.text);
            assert!(keymap.is_ok(), "{place}: {keymap:?}");
        }
        ("toml", Some("plan")) => {
            let plan = enlist::plan::file::read(&block.text);
            assert!(plan.is_ok(), "{place}: {plan:?}");
        }
        other => panic!("{place} in {}: nothing checks {other:?}", page.path),
    }
}

/// The names of the profiles in a config file.
fn profiles(file: &str) -> impl Iterator<Item = String> {
    let names = file.lines().filter_map(|line| {
        let name = line.strip_prefix("[profile.")?.strip_suffix(']')?;
        Some(name.split('.').next()?.trim_matches('"').to_owned())
    });
    names.collect::<Vec<_>>().into_iter()
}

fn settings_of(file: &str, profile: Option<String>) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, file).unwrap();
    let layer = Layer::default();
    let sources = config::sources(Some(path), profile, &|_| None, &layer);
    let sources = sources.map_err(|error| error.to_string())?;
    Ok(sources.settings())
}

#[test]
fn the_config_file_of_the_settings_page_holds_the_built_in_values() {
    let page = Page {
        path: "docs/settings.md".to_owned(),
        text: crate::read("docs/settings.md"),
    };
    let config = Some(Mark::Checked(Some("config".to_owned())));
    let blocks: Vec<Block> = page.blocks().into_iter().collect();
    let built_in = blocks.iter().find(|block| block.mark == config).unwrap();
    let settings = settings_of(&built_in.text, None);
    assert_eq!(settings, Ok(Settings::default()));
    let locked = blocks.iter().any(|block| {
        profiles(&block.text).any(|profile| {
            let settings = settings_of(&block.text, Some(profile)).unwrap();
            settings.confirm && settings.color.is_some()
        })
    });
    assert!(locked, "a profile with its locks is shown");
}

/// A test that a command within a sentence names is there.
#[test]
fn every_test_program_that_is_named_exists() {
    let mut named = 0;
    for page in pages() {
        let blocks = page.blocks();
        let in_blocks = blocks.iter().map(|block| block.text.clone());
        for text in page
            .spans()
            .into_iter()
            .map(|(_, span)| span)
            .chain(in_blocks)
        {
            for words in shell::commands(&text) {
                let mut words = words.words.iter().skip_while(|word| *word != "--test");
                if let (Some(_), Some(name)) = (words.next(), words.next()) {
                    named += 1;
                    let tests = root().join("tests");
                    let is_there = tests.join(format!("{name}.rs")).exists()
                        || tests.join(name).join("main.rs").exists();
                    assert!(is_there, "{}: there is no test {name}", page.path);
                }
            }
        }
    }
    assert!(named > 0);
}
