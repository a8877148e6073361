//! What README and docs show is what the program does.
//!
//! Tables and pictures are made here: `UPDATE_README=1 cargo test --test readme` writes them anew. Commands, files of
//! settings, links and promises are tested. How a block of code is marked stands in CONTRIBUTING.

#![expect(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect, and prints how many commands it tried"
)]

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod generated;
mod links;
mod markdown;
mod pictures;
mod promises;
#[cfg(unix)]
mod run;
mod shell;

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The text of a file of the repository, with the line ends of Unix.
fn read(path: &str) -> String {
    let text = std::fs::read_to_string(root().join(path));
    let text = text.unwrap_or_else(|error| panic!("{path}: {error}"));
    text.replace("\r\n", "\n")
}

/// Compares a file with what it should hold, or writes it.
fn check(path: &str, wanted: &str) {
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(root().join(path), wanted).unwrap();
    }
    let found = std::fs::read_to_string(root().join(path)).unwrap_or_default();
    assert!(
        found.replace("\r\n", "\n") == wanted,
        "{path} is not up to date: UPDATE_README=1 cargo test --test readme"
    );
}
