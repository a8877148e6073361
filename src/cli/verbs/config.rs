//! `enlist config`: shows the settings in use and where each comes from.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::table::{Column, Table};
use crate::cli::print::{self, OutputStyle};
use crate::cli::session::known_files::{KnownFile, files_table, known_files};
use crate::cli::session::open;
use crate::session::sign_in;
use crate::text;

/// The settings in force.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "config"))]
pub(super) struct Document {
    /// The profile in use.
    profile: Option<String>,
    profiles: Vec<String>,
    settings: Vec<Setting>,
    /// The files that enlist reads and writes.
    files: Vec<KnownFile>,
}

/// A setting in force and where it comes from. Secrets are not shown.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "setting"))]
struct Setting {
    key: &'static str,
    value: String,
    source: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ConfigArgs {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &ConfigArgs) -> Result<Exit, Failure> {
    let sources = open::sources(global)?;
    let settings = sources.origins().into_iter().map(|origin| Setting {
        key: origin.key,
        value: text::clean(&origin.value).into_owned(),
        source: text::clean(&origin.source).into_owned(),
    });
    let mut settings: Vec<Setting> = settings.collect();
    let derived = sign_in::derived(&sources.settings(), &open::environment);
    for (key, value, source) in derived.map_err(Failure::usage)? {
        settings.push(Setting {
            key,
            value: text::clean(&value).into_owned(),
            source: source.to_owned(),
        });
    }
    let log = sources.settings().log.clone();
    let document = Document {
        settings,
        files: known_files(sources.file.as_deref(), log.as_deref()),
        profile: sources.profile,
        profiles: sources.profiles,
    };
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&document)
    } else {
        print::text(&page(&document, global.stdout()))
    };
    Ok(Exit::Done)
}

fn page(document: &Document, style: OutputStyle) -> String {
    let mut page = String::new();
    if let Some(profile) = &document.profile {
        let _ = writeln!(page, "profile {profile}");
    }
    if !document.profiles.is_empty() {
        let _ = writeln!(page, "profiles {}", document.profiles.join(", "));
    }
    let mut settings = Table::new([
        Column::text("Setting", 12),
        Column::text("Value", 16),
        Column::text("From", 12),
    ]);
    for setting in &document.settings {
        settings.push([
            setting.key.to_owned(),
            setting.value.clone(),
            setting.source.clone(),
        ]);
    }
    page.push_str(&settings.text(style));
    page.push('\n');
    page.push_str(&files_table(&document.files, style));
    page
}
