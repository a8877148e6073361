//! Files that verbs read and write; `-` stands for standard input or output.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use super::exit::Failure;
use super::print;

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What a file is called in a sentence.
pub(super) fn name(path: &Path) -> String {
    if is_standard(path) {
        return "standard input".to_owned();
    }
    crate::text::clean(&path.display().to_string()).into_owned()
}

/// Reads a file of text.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let text = if is_standard(path) {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| match error.kind() {
        ErrorKind::InvalidData => {
            Failure::usage(format!("{}: this is no text in UTF-8", name(path)))
        }
        _ => Failure::usage(format!("{}: {error}", name(path))),
    })
}

/// Writes a file that is not there yet: a plan that is half made is not to be lost.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    if is_standard(path) {
        // Whoever closed the pipe has read enough.
        let _ = print::text(text);
        return Ok(());
    }
    let made = temporary(path, text).and_then(|file| {
        let file = file.persist_noclobber(path);
        file.map(drop).map_err(|error| error.error)
    });
    made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::usage(format!("{}: this file is there already", name(path)))
                .with_hint("take another name, or remove the file first")
        }
        _ => not_written(path, &error),
    })
}

/// Writes a file in one step, in the place of the one that is there.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    if is_standard(path) {
        let _ = print::text(text);
        return Ok(());
    }
    let made = temporary(path, text).and_then(|file| {
        let file = file.persist(path);
        file.map(drop).map_err(|error| error.error)
    });
    made.map_err(|error| not_written(path, &error))
}

/// The text beside the place where it is to go; readable by its owner only.
fn temporary(path: &Path, text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    Failure::local(format!("{}: {error}", name(path)))
}
