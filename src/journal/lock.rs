//! Locks between programs, and between tasks of one program, that say who holds them.
//!
//! Belongs here: taking a lock, who holds it, whether that process is stopped. Does not belong here: what a
//! lock is for (`mod`, `change_lock`). The system releases a lock when its process ends, in whatever way.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::files;
use crate::domain::Holder;
use crate::text;

/// The longest holder's note that is read, in bytes.
const LONGEST_NOTE: u64 = 4096;

/// A lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Keeps the lock while it is open.
    _file: File,
    /// Whether the file is removed with the lock.
    is_fleeting: bool,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // On other systems, two files of the same name cannot be told apart, so the file stays.
        if self.is_fleeting && cfg!(unix) {
            // Removed while it is still locked. If this fails, the next sweep removes it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The result of trying to take a lock.
#[derive(Debug)]
pub(super) enum Tried {
    /// It is held now.
    Got(Lock),
    /// Another program or task holds it.
    Busy(Holder),
}

/// Tries once to take a lock. `note` describes the new holder. A fleeting lock removes its file when it ends.
pub(super) fn try_lock(path: &Path, note: &Holder, is_fleeting: bool) -> io::Result<Tried> {
    loop {
        let file = files::open(
            path,
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false),
        )?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Tried::Busy(holder(&file))),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The previous holder has just removed the file: a lock on it would keep nobody out.
        if !is_fleeting || is_named(&file, path) {
            // Without the note, the lock works the same, but those who wait know less.
            let _ = say(&file, note);
            return Ok(Tried::Got(Lock {
                path: path.to_owned(),
                _file: file,
                is_fleeting,
            }));
        }
    }
}

/// Removes the files of fleeting locks that nobody holds, because their processes were killed.
pub(super) fn sweep(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    for path in files.flatten().map(|file| file.path()) {
        if path.extension().is_some_and(|end| end == "lock") {
            // A file that cannot be locked is held by another process, or is not a lock of this program.
            drop(try_lock(&path, &Holder::default(), true));
        }
    }
}

/// Returns this process as the holder of a lock from now on.
pub(super) fn this_process() -> Holder {
    Holder {
        pid: Some(std::process::id()),
        user: user(),
        since: Some(format!("{:.0}", jiff::Timestamp::now())),
        ..Holder::default()
    }
}

fn user() -> Option<String> {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter();
    let names = names.filter_map(|name| std::env::var(name).ok());
    let mut names = names.map(|name| text::clean(&name).into_owned());
    let user = names.find(|name| !name.is_empty());
    #[cfg(unix)]
    let user = user.or_else(|| Some(format!("uid {}", rustix::process::getuid().as_raw())));
    user
}

fn say(mut file: &File, note: &Holder) -> io::Result<()> {
    let note = serde_json::to_vec(note)?;
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&note)
}

/// Reads who holds the lock of a file. The contents are not trusted: any program may have written the file.
fn holder(file: &File) -> Holder {
    let mut note = Vec::new();
    // Where a lock also keeps readers out, the holder stays unknown.
    let _ = file.take(LONGEST_NOTE).read_to_end(&mut note);
    let noted: Holder = serde_json::from_slice(&note).unwrap_or_default();
    let clean = |text: Option<String>| text.map(|text| text::clean(&text).into_owned());
    Holder {
        pid: noted.pid,
        user: clean(noted.user),
        since: clean(noted.since),
        change_id: clean(noted.change_id),
        configuration_name: clean(noted.configuration_name),
        is_stopped: noted.pid.is_some_and(is_stopped),
    }
}

/// Whether a process was stopped and does not continue by itself.
#[cfg(target_os = "linux")]
fn is_stopped(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The program's name is in parentheses, and may contain some itself.
    let state = stat.rsplit_once(')').map(|(_, rest)| rest.trim_start());
    state.is_some_and(|state| state.starts_with(['T', 't']))
}

/// Other systems do not report it.
#[cfg(not(target_os = "linux"))]
fn is_stopped(_: u32) -> bool {
    false
}

/// Whether this path still leads to this file.
#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |one: &fs::Metadata, other: &fs::Metadata| {
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    };
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(one), Ok(other)) => same(&one, &other),
        _ => false,
    }
}

/// On other systems, the files are never removed.
#[cfg(not(unix))]
fn is_named(_: &File, _: &Path) -> bool {
    true
}
