//! Locks between programs, and between tasks of one program, that say who holds them.
//!
//! Belongs here: taking a lock, who holds it, whether that process is stopped. Does not belong here: what
//! a lock is for (`mod`, `change_lock`). The system gives a lock back when its process ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::files;
use crate::domain::Holder;
use crate::text;

/// The longest note of a holder that is read.
const LONGEST_NOTE: u64 = 4096;

/// A lock. It is held for as long as this lives.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Locked for as long as it is open.
    _file: File,
    /// Whether its file goes with it.
    is_fleeting: bool,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere two files of one name cannot be told apart, so the name stays.
        if self.is_fleeting && cfg!(unix) {
            // While it is still locked. A file that stays is taken away by the next sweep.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(super) enum Tried {
    /// It is held now.
    Got(Lock),
    /// Somebody else holds it.
    Busy(Holder),
}

/// Asks for a lock once. `note` says who asks. A fleeting lock takes its file away when it ends.
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
        // Whoever held it before has just taken the name away: such a lock keeps nobody out.
        if !is_fleeting || is_named(&file, path) {
            // Without the note the lock is the same, and whoever waits knows less.
            let _ = say(&file, note);
            return Ok(Tried::Got(Lock {
                path: path.to_owned(),
                _file: file,
                is_fleeting,
            }));
        }
    }
}

/// Takes away the files of fleeting locks that nobody holds: their processes were killed.
pub(super) fn sweep(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    for path in files.flatten().map(|file| file.path()) {
        if path.extension().is_some_and(|end| end == "lock") {
            // One that cannot be taken is somebody's, or not ours.
            drop(try_lock(&path, &Holder::default(), true));
        }
    }
}

/// The process itself, as the holder of a lock from now on.
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

/// Who holds the lock of a file. The file may have been written by anybody.
fn holder(file: &File) -> Holder {
    let mut note = Vec::new();
    // Where a lock keeps readers out too, nothing is known.
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

/// Whether a process was stopped, and does not go on by itself.
#[cfg(target_os = "linux")]
fn is_stopped(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name of the program stands in parentheses, and may hold some itself.
    let state = stat.rsplit_once(')').map(|(_, rest)| rest.trim_start());
    state.is_some_and(|state| state.starts_with(['T', 't']))
}

/// Other systems do not say.
#[cfg(not(target_os = "linux"))]
fn is_stopped(_: u32) -> bool {
    false
}

/// Whether this path still names this file.
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

/// Names are never taken away there.
#[cfg(not(unix))]
fn is_named(_: &File, _: &Path) -> bool {
    true
}
