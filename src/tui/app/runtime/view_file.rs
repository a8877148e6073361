//! The file `view.json` in the state folder: the state of the panes in the tenants that were left last.
//!
//! Belongs here: reading and writing the file. Does not belong here: its contents (`store::saved_view`).

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::journal::{read_state_file, replace_state_file};
use crate::tui::store::saved_view::SavedView;

/// The version of the format.
const VERSION: u64 = 1;
/// The most tenants to keep; the ones left last are kept.
const MOST: usize = 32;
/// The most bytes to read.
const LONGEST: usize = 64 * 1024;

#[derive(Debug, Serialize, Deserialize)]
struct Contents {
    version: u64,
    /// The tenant left last comes first.
    tenants: Vec<SavedView>,
}

#[derive(Debug, Deserialize)]
struct Versioned {
    version: u64,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error("{0}")]
    Broken(String),
    #[error("a newer enlist wrote it (version {0})")]
    Newer(u64),
    #[error("{0}")]
    File(#[from] io::Error),
}

pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join("view.json")
}

/// Reads the saved views in a state folder.
///
/// # Errors
/// Returns an error if the file cannot be used.
pub(super) fn read(folder: &Path) -> Result<Vec<SavedView>, Problem> {
    let text = match read_state_file(&path(folder), LONGEST) {
        Ok(Some(text)) => text,
        Ok(None) => return Ok(Vec::new()),
        // The file is not text, or much too long.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidData | ErrorKind::FileTooLarge
            ) =>
        {
            return Err(Problem::Broken(error.to_string()));
        }
        Err(error) => return Err(error.into()),
    };
    let broken = |error: serde_json::Error| Problem::Broken(error.to_string());
    let found: Versioned = serde_json::from_str(&text).map_err(broken)?;
    if found.version > VERSION {
        return Err(Problem::Newer(found.version));
    }
    let contents: Contents = serde_json::from_str(&text).map_err(broken)?;
    Ok(contents.tenants)
}

/// Saves a view, replacing the one of the same tenant. A damaged file is replaced; a file written by a newer
/// enlist is kept.
///
/// # Errors
/// Returns an error if nothing was written.
pub(super) fn keep(folder: &Path, view: SavedView) -> Result<(), Problem> {
    let mut tenants = match read(folder) {
        Ok(tenants) => tenants,
        Err(Problem::Broken(_)) => Vec::new(),
        Err(problem) => return Err(problem),
    };
    tenants.retain(|other| !other.is_of(&view.graph_url, &view.tenant));
    tenants.insert(0, view);
    tenants.truncate(MOST);
    let contents = Contents {
        version: VERSION,
        tenants,
    };
    let mut json = serde_json::to_vec_pretty(&contents).map_err(io::Error::from)?;
    json.push(b'\n');
    replace_state_file(&path(folder), &json)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn view(tenant: usize, configuration: &str) -> SavedView {
        let json = format!(
            r#"{{"graphUrl":"https://test","tenant":"t{tenant}","sort":"name","assignmentSort":"given","configuration":"{configuration}","assignment":null}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn the_view_of_each_tenant_is_kept_up_to_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("enlist");
        assert!(read(&folder).unwrap().is_empty(), "nothing was kept yet");
        for tenant in 0..40 {
            keep(&folder, view(tenant, "corp")).unwrap();
        }
        keep(&folder, view(20, "kiosk")).unwrap();
        let kept = read(&folder).unwrap();
        assert_eq!(kept.len(), MOST);
        assert_eq!(kept[0], view(20, "kiosk"));
        assert!(!kept.contains(&view(20, "corp")) && !kept.contains(&view(7, "corp")));
        let names: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(names.len(), 1, "nothing else is left in the folder");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path(&folder)), mode(&folder)), (0o600, 0o700));
        }
    }

    #[test]
    fn a_broken_file_is_replaced_and_a_newer_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for broken in [
            "",
            "{",
            "[]",
            r#"{"version":1}"#,
            "\u{0}",
            r#"{"version":1,"tenants":[{}]}"#,
        ] {
            fs::write(path(folder), broken).unwrap();
            assert!(matches!(read(folder), Err(Problem::Broken(_))), "{broken}");
            keep(folder, view(1, "corp")).unwrap();
            assert_eq!(read(folder).unwrap(), [view(1, "corp")]);
        }
        let newer = r#"{"version":2,"tenants":"elsewhere"}"#;
        fs::write(path(folder), newer).unwrap();
        assert!(matches!(read(folder), Err(Problem::Newer(2))));
        assert!(keep(folder, view(1, "corp")).is_err());
        assert_eq!(fs::read_to_string(path(folder)).unwrap(), newer);
        for bytes in [vec![b' '; LONGEST + 1], vec![0xff]] {
            fs::write(path(folder), bytes).unwrap();
            assert!(matches!(read(folder), Err(Problem::Broken(_))));
            keep(folder, view(1, "corp")).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_but_a_file_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(path(folder)).unwrap();
        assert!(read(folder).is_err() && keep(folder, view(1, "corp")).is_err());
        fs::remove_dir(path(folder)).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            path(folder),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        assert!(read(folder).is_err(), "and it is not waited for");
        assert!(keep(folder, view(1, "corp")).is_err());
    }
}
