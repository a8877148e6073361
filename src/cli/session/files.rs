//! Files that verbs read and write; `-` stands for standard input or output.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::config::{self, LONGEST_FILE};

/// The most bytes of a CSV file.
const LONGEST_CSV: usize = 16 << 20;

/// Whether the path is `-`.
pub(in crate::cli) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Returns the name of a file for use in a sentence.
pub(in crate::cli) fn name(path: &Path) -> String {
    if is_standard(path) {
        return "standard input".to_owned();
    }
    crate::text::clean(&path.display().to_string()).into_owned()
}

pub(in crate::cli) fn read(path: &Path) -> Result<String, Failure> {
    let text = if is_standard(path) {
        config::text_of(io::stdin(), LONGEST_FILE)
    } else {
        config::read_text(path, LONGEST_FILE)
    };
    text.map_err(|error| Failure::usage(format!("{}: {error}", name(path))))
}

/// Reads a file whose encoding is not known yet.
pub(in crate::cli) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = if is_standard(path) {
        config::bytes_of(io::stdin(), LONGEST_CSV)
    } else {
        config::read_bytes(path, LONGEST_CSV)
    };
    bytes.map_err(|error| Failure::usage(format!("{}: {error}", name(path))))
}

/// Writes a new file. Fails if the file exists, to protect a plan that is only partly done.
pub(in crate::cli) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    write(path, text, |path| {
        let file = temporary(path, text)?.persist_noclobber(path);
        file.map(drop).map_err(|error| error.error)
    })
}

/// Refuses a path at which [`create`] would fail, before there is anything to write.
pub(in crate::cli) fn refuse_known(path: &Path) -> Result<(), Failure> {
    if is_standard(path) {
        let why = "standard output is not possible here: name a file";
        return Err(Failure::usage(why.to_owned()));
    }
    match std::fs::symlink_metadata(path) {
        Ok(_) => Err(is_there(path)),
        Err(_) => Ok(()),
    }
}

fn is_there(path: &Path) -> Failure {
    Failure::usage(format!("{}: this file already exists", name(path)))
        .with_hint("choose another name, or delete the file first")
}

/// Writes a file atomically, and replaces an existing one.
pub(in crate::cli) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    write(path, text, |path| {
        // Replace the target of a link, not the link.
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let file = temporary(&path, text)?;
        if let Ok(known) = std::fs::metadata(&path) {
            file.as_file().set_permissions(known.permissions())?;
        }
        let file = file.persist(&path);
        file.map(drop).map_err(|error| error.error)
    })
}

fn write(
    path: &Path,
    text: &str,
    put: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), Failure> {
    if is_standard(path) {
        // A closed pipe is not an error.
        let _ = print::text(text);
        return Ok(());
    }
    let made = match std::fs::metadata(path) {
        // A pipe or a device is written to directly, because it cannot be replaced.
        Ok(known) if !known.is_file() && !known.is_dir() => std::fs::write(path, text),
        _ => put(path),
    };
    made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => is_there(path),
        _ => Failure::local(format!("{}: {error}", name(path))),
    })
}

/// Writes the text to a temporary file in the folder of `path`, readable only by its owner.
fn temporary(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_created_once_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, "one").unwrap();
        assert!(create(&path, "two").unwrap_err().is_usage());
        assert_eq!(read(&path).unwrap(), "one");
        replace(&path, "three").unwrap();
        assert_eq!(read(&path).unwrap(), "three");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        std::fs::write(&path, [0xff]).unwrap();
        assert!(read(&path).unwrap_err().lines()[0].contains("UTF-8"));
        assert!(
            !replace(&folder.path().join("no/file"), "")
                .unwrap_err()
                .is_usage()
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_rights_and_devices_stay_what_they_are() {
        use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&path, "one").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, "two").unwrap();
        assert_eq!(read(&path).unwrap(), "two");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        let null = Path::new("/dev/null");
        replace(null, "text").unwrap();
        create(null, "text").unwrap();
        let kind = std::fs::metadata(null).unwrap().file_type();
        assert!(kind.is_char_device());
    }
}
