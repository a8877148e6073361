//! Lists the files that the program reads and writes by itself, with their locations.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::print::OutputStyle;
use crate::cli::print::table::{Cell, Column, Table};
use crate::config;
use crate::journal::Journal;
use crate::text;
use crate::words::Role;

/// A file that the program reads or writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "file"))]
pub(in crate::cli) struct KnownFile {
    /// What it holds.
    #[cfg_attr(test, schemars(extend("enum" = ["config", "keymap", "state", "journal", "view", "log"])))]
    file: &'static str,
    /// Where it is; null if nothing is written, or there is no home folder.
    path: Option<String>,
    exists: bool,
}

/// Returns all files. `config` is the config file in use, `log` the file that records requests.
pub(in crate::cli) fn known_files(config: Option<&Path>, log: Option<&Path>) -> Vec<KnownFile> {
    let state = Journal::default_folder();
    let journal = state.is_some().then(|| Journal::new(state.clone()).path());
    let view = state.as_ref().map(|folder| folder.join("view.json"));
    let config = config.map(Path::to_owned).or_else(config::default_path);
    let known: [(&'static str, Option<PathBuf>); 6] = [
        ("config", config),
        ("keymap", config::keymap_path()),
        ("state", state),
        ("journal", journal),
        ("view", view),
        ("log", log.map(Path::to_owned)),
    ];
    known.map(file).into()
}

fn file((file, path): (&'static str, Option<PathBuf>)) -> KnownFile {
    KnownFile {
        file,
        exists: path.as_ref().is_some_and(|path| path.exists()),
        path: path.map(|path| text::clean(&path.display().to_string()).into_owned()),
    }
}

/// Returns a table with a line for each file.
pub(in crate::cli) fn files_table(files: &[KnownFile], style: OutputStyle) -> String {
    let mut table = Table::new([
        Column::text("File", 7),
        Column::text("Path", 30),
        Column::below("State"),
    ]);
    for known in files {
        let what = match known.file {
            "config" => "settings and profiles",
            "keymap" => "keys of the screen",
            "state" => "folder of the files below",
            "journal" => "changes made from here",
            "view" => "sort order and selection of the screen",
            _ => "requests, with --log FILE",
        };
        let state = match (&known.path, known.exists) {
            (Some(_), true) => what.to_owned(),
            (Some(_), false) => format!("{what} (not there)"),
            (None, _) => format!("{what} (off)"),
        };
        table.push([
            Cell::from(known.file.to_owned()),
            Cell::from(known.path.clone().unwrap_or_else(|| "–".to_owned())),
            Cell::new(Role::Text, state),
        ]);
    }
    table.text(style)
}
