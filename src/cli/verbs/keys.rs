//! `enlist keys`: shows the keys of the screen that are in use, and the mistakes in the keymap file.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::config::{self, ConfigError};
use crate::text;
use crate::tui::keys::command::Scope;
use crate::tui::keys::keymap::{Keymap, show};
use crate::tui::keys::keymap_file;
use crate::tui::parts::help::key_rows;

/// The keymap in use, and the file that changes it.
pub(in crate::cli) struct Loaded {
    pub(in crate::cli) keymap: Keymap,
    file: Option<PathBuf>,
}

/// Reads the built-in keymap and applies the admin's file, if there is one.
pub(in crate::cli) fn load() -> Result<Loaded, Failure> {
    let keymap = Keymap::built_in().map_err(Failure::local)?;
    let Some(path) = config::keymap_path() else {
        return Ok(Loaded { keymap, file: None });
    };
    let text = match config::read_text(&path, config::LONGEST_SETTINGS) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Loaded { keymap, file: None });
        }
        Err(error) => return Err(ConfigError(format!("{}: {error}", path.display())).into()),
    };
    match keymap_file::apply(&keymap, &text) {
        Ok(keymap) => Ok(Loaded {
            keymap,
            file: Some(path),
        }),
        Err(problems) => {
            let message: Vec<String> = problems
                .iter()
                .map(|problem| text::clean(&format!("{}:{problem}", path.display())).into_owned())
                .collect();
            Err(ConfigError(message.join("\n")).into())
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct KeysArgs {
    /// Only check keymap.toml for mistakes
    #[arg(long)]
    check: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &KeysArgs) -> Result<Exit, Failure> {
    let loaded = load()?;
    // A closed pipe is not an error.
    let _ = match (args.check, args.json) {
        (_, true) => print::json(&document(&loaded)),
        (true, _) => print::text(&checked(&loaded)),
        _ => print::text(&listed(&loaded)),
    };
    Ok(Exit::Done)
}

fn listed(loaded: &Loaded) -> String {
    let keymap = &loaded.keymap;
    let mut message = String::new();
    for scope in Scope::ALL {
        let gap = if message.is_empty() { "" } else { "\n" };
        let _ = writeln!(message, "{gap}{}", scope.title());
        let rows = keymap.scope(scope).zip(key_rows(keymap, scope));
        for ((command, _), (keys, help)) in rows {
            let mark = if keymap.is_own(scope, command) {
                "*"
            } else {
                " "
            };
            let _ = writeln!(message, "{mark} {}  {help}", text::fit(&keys, 18));
        }
    }
    if let Some(file) = &loaded.file {
        let _ = writeln!(message, "\n* from {}", file.display());
    }
    message.push_str(&taken(loaded));
    message
}

fn checked(loaded: &Loaded) -> String {
    let Some(file) = &loaded.file else {
        let place = config::keymap_path();
        let place = place.map_or_else(String::new, |path| format!(": {}", path.display()));
        return format!("There is no keymap file{place}\n");
    };
    format!("{}: no problem found\n{}", file.display(), taken(loaded))
}

/// Lists the commands that lose a key because of the file. This is not a mistake, but good to know.
fn taken(loaded: &Loaded) -> String {
    let mut message = String::new();
    for taken in loaded.keymap.taken() {
        let _ = writeln!(
            message,
            "note: [{}] `{}` now runs `{}` instead of `{}`",
            taken.scope.word(),
            show(taken.key),
            taken.by.record().name,
            taken.from.record().name
        );
    }
    message
}

/// The keys of the screen.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "keys"))]
pub(super) struct Document<'a> {
    /// The keymap file, if there is one.
    file: Option<&'a PathBuf>,
    scopes: Vec<ScopeJson>,
}

/// The keys of a part of the screen.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "keyScope"))]
struct ScopeJson {
    scope: &'static str,
    title: &'static str,
    commands: Vec<CommandJson>,
}

/// A command and its keys.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "keyCommand"))]
struct CommandJson {
    command: &'static str,
    help: &'static str,
    keys: Vec<String>,
    /// Whether the keymap file gives these keys.
    from_file: bool,
}

fn document(loaded: &Loaded) -> Document<'_> {
    let keymap = &loaded.keymap;
    let commands = |scope: Scope| {
        keymap
            .scope(scope)
            .map(|(command, keys)| CommandJson {
                command: command.record().name,
                help: command.help_in(scope),
                keys: keys.iter().map(ToString::to_string).collect(),
                from_file: keymap.is_own(scope, command),
            })
            .collect()
    };
    Document {
        file: loaded.file.as_ref(),
        scopes: Scope::ALL
            .into_iter()
            .map(|scope| ScopeJson {
                scope: scope.word(),
                title: scope.title(),
                commands: commands(scope),
            })
            .collect(),
    }
}
