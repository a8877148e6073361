//! `enlist config`: the settings in force, and where each comes from.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::{open, print};
use crate::session::sign_in;
use crate::text;

#[derive(Serialize)]
struct Document {
    profile: Option<String>,
    profiles: Vec<String>,
    settings: Vec<Setting>,
}

#[derive(Serialize)]
struct Setting {
    key: &'static str,
    value: String,
    source: String,
}

pub(super) fn run(global: &Global, as_json: bool) -> Result<Exit, Failure> {
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
    let document = Document {
        settings,
        profile: sources.profile,
        profiles: sources.profiles,
    };
    // Whoever closed the pipe has read enough.
    let _ = if as_json {
        print::json(&document)
    } else {
        print::text(&table(&document))
    };
    Ok(Exit::Done)
}

fn table(document: &Document) -> String {
    let mut table = String::new();
    if let Some(profile) = &document.profile {
        let _ = writeln!(table, "profile {profile}");
    }
    if !document.profiles.is_empty() {
        let _ = writeln!(table, "profiles {}", document.profiles.join(", "));
    }
    let width = |of: fn(&Setting) -> &str| {
        let widths = document.settings.iter().map(|it| text::width(of(it)));
        widths.max().unwrap_or(0)
    };
    let (key, value) = (width(|it| it.key), width(|it| &it.value).min(44));
    for setting in &document.settings {
        let _ = writeln!(
            table,
            "{}  {}  {}",
            text::fit(setting.key, key),
            text::fit(&setting.value, value),
            setting.source
        );
    }
    table
}
