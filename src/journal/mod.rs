//! The append-only record of every write: an intent before it is sent, a verdict after it.
//!
//! Belongs here: files, locks, fsync, rotation, finding what was left open, reading it from its end. Does
//! not belong here: what a verdict is (`domain`), when a line is written (`write`). All of it blocks;
//! callers on a runtime use a blocking task. Why it is kept so: `docs/design/journal.md`.
//!
//! | file | what is in it |
//! |---|---|
//! | `line` | one line as bytes, of this version or a newer one |
//! | `backwards` | reading from the end |
//! | `open_changes` | changes without a verdict |
//! | `lock`, `change_lock` | locks that say who holds them; one change of a configuration at a time |
//! | `files` | opening files of the state folder safely |

mod backwards;
mod change_lock;
mod files;
mod line;
mod lock;
mod open_changes;

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

pub use self::backwards::{Contents, Position};
pub use self::change_lock::{ChangeLock, LockKey};
pub use self::files::{heed_size_limits, read_state_file, replace_state_file};
pub use self::line::Newer;
use self::lock::{Lock, Tried};
pub use self::open_changes::{OpenChanges, UnsettledChange};
use crate::domain::{Entry, Holder};

/// The journal is put aside when it has grown to this many bytes.
const ROTATE_AT: u64 = 16 * 1024 * 1024;

/// How far the times of lines that follow each other may be apart: several programs write, and clocks
/// are set.
const SKEW: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);
/// How long to wait for a lock before saying who holds it.
pub const SILENT: Duration = Duration::from_secs(1);
/// How long the journal's lock is waited for, where nothing else is set.
const PATIENCE: Duration = Duration::from_secs(100);
/// Why nothing can be noted. What reads needs no journal.
const NO_HOME: &str = "no home folder: set HOME or XDG_STATE_HOME";
/// The longest pause between two looks at a lock that is held.
const LONGEST_PAUSE: Duration = Duration::from_millis(25);

/// A journal in a state folder. Several programs may use one at the same time.
#[derive(Debug, Clone)]
pub struct Journal {
    /// None if the user has no home folder.
    folder: Option<PathBuf>,
    /// How long its lock is waited for.
    patience: Duration,
    /// Hears of a wait for its lock.
    listener: WaitListener,
    /// How many bytes of lines were read.
    read: Arc<AtomicU64>,
}

/// Somebody who hears of a wait for the lock of the journal.
#[derive(Clone, Default)]
struct WaitListener(Option<Arc<OnWait>>);

/// Is told who holds the lock.
type OnWait = dyn Fn(&Holder) + Send + Sync;

impl fmt::Debug for WaitListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "WaitListener"
        } else {
            "nobody"
        })
    }
}

/// A change that has an intent and no verdict yet. Its file is locked for as long as this lives, so
/// that another program can tell a change under way from one whose program is gone.
#[derive(Debug)]
pub struct Open {
    path: PathBuf,
    /// Locked for as long as it is open.
    locked: File,
}

impl Journal {
    /// The journal of a state folder. Nothing is touched yet. Without a folder it is empty, and every
    /// change fails before it is sent.
    #[must_use]
    pub fn new(folder: impl Into<Option<PathBuf>>) -> Self {
        Self {
            folder: folder.into(),
            patience: PATIENCE,
            listener: WaitListener::default(),
            read: Arc::default(),
        }
    }

    /// The same, that waits so long for its lock.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same, that says who holds its lock when it has waited for a second.
    #[must_use]
    pub fn with_wait_listener(self, listener: impl Fn(&Holder) + Send + Sync + 'static) -> Self {
        Self {
            listener: WaitListener(Some(Arc::new(listener))),
            ..self
        }
    }

    /// Where the journal is looked for when nobody names a place; none without a home folder.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        Some(files::state_folders()?.current())
    }

    /// The folders of a journal in use in the roaming profile of Windows, where early builds kept it: where it
    /// is, and where it belongs.
    #[must_use]
    pub fn roaming_folder() -> Option<(PathBuf, PathBuf)> {
        files::state_folders()?.roaming_in_use()
    }

    /// None if the user has no home folder.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The file that lines are appended to, as it is named to people.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        let folder = self.folder.as_deref().unwrap_or(Path::new(""));
        folder.join("journal.jsonl")
    }

    /// A file or folder of the state folder. Without one nothing is found here and nothing is made.
    fn within(&self, name: &str) -> io::Result<PathBuf> {
        match &self.folder {
            Some(folder) => Ok(folder.join(name)),
            None => Err(io::Error::new(io::ErrorKind::NotFound, NO_HOME)),
        }
    }

    fn made_folder(&self) -> io::Result<PathBuf> {
        let folder = self.within("")?;
        files::make_folder(&folder)?;
        Ok(folder)
    }

    fn file(&self) -> io::Result<PathBuf> {
        self.within("journal.jsonl")
    }

    fn open_folder(&self) -> io::Result<PathBuf> {
        self.within("open")
    }

    /// Writes the intent of a change. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The error of the file system: then nothing must be sent.
    pub fn begin(&self, intent: &Entry) -> io::Result<Open> {
        self.made_folder()?;
        let open_folder = self.open_folder()?;
        files::make_folder(&open_folder)?;
        let open = {
            // Without the lock, another program could take a file that is not written yet for a torn one.
            let _lock = self.lock()?;
            let path = open_folder.join(&intent.change_id);
            let file = files::open(
                &path,
                OpenOptions::new().write(true).create(true).truncate(false),
            )?;
            // Not waited for: whoever settles this very change waits for the lock above.
            file.try_lock()?;
            Open { path, locked: file }
        };
        let begun = self
            .note_open(&open, intent)
            .and_then(|()| self.append(intent));
        match begun {
            Ok(()) => Ok(open),
            Err(error) => {
                // Nothing was sent, so nothing is left open.
                let _ = fs::remove_file(&open.path);
                Err(error)
            }
        }
    }

    fn note_open(&self, open: &Open, intent: &Entry) -> io::Result<()> {
        let mut file = &open.locked;
        file.set_len(0)?;
        serde_json::to_writer(file, intent)?;
        file.flush()?;
        file.sync_all()?;
        files::sync_folder(&self.open_folder()?)
    }

    /// Writes the verdict of a change and closes it.
    ///
    /// # Errors
    /// The error of the file system. The change stays open then, and is settled at the next start.
    pub fn finish(&self, open: &Open, verdict: &Entry) -> io::Result<()> {
        self.note(verdict)?;
        self.close(open)
    }

    /// The first half of [`Self::finish`]: when it returns, the verdict is on the disk.
    ///
    /// # Errors
    /// The error of the file system. The change stays open then.
    pub fn note(&self, verdict: &Entry) -> io::Result<()> {
        self.append(verdict)
    }

    /// The second half: the change has its verdict, and is open no more.
    ///
    /// # Errors
    /// The error of the file system. The next start finds the verdict and closes it.
    pub fn close(&self, open: &Open) -> io::Result<()> {
        fs::remove_file(&open.path)?;
        files::sync_folder(&self.open_folder()?)
    }

    /// The file that was put aside with a number.
    fn path_aside(&self, number: u32) -> io::Result<PathBuf> {
        self.within(&format!("journal.{number}.jsonl"))
    }

    /// The numbers of the files that were put aside, oldest first.
    fn aside(&self) -> io::Result<Vec<u32>> {
        let files = match self.within("").and_then(fs::read_dir) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut aside = Vec::new();
        for file in files {
            let name = file?.file_name();
            let name = name.to_string_lossy();
            let number = name
                .strip_prefix("journal.")
                .and_then(|name| name.strip_suffix(".jsonl"))
                .and_then(|number| number.parse::<u32>().ok());
            // One that this program would not spell like that is not its own.
            aside.extend(number.filter(|number| *name == *format!("journal.{number}.jsonl")));
        }
        aside.sort_unstable();
        Ok(aside)
    }

    /// Appends a line under a lock and waits for the disk.
    fn append(&self, entry: &Entry) -> io::Result<()> {
        let folder = self.made_folder()?;
        let _lock = self.lock()?;
        let path = self.file()?;
        if fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() >= ROTATE_AT) {
            // Each gets a number of its own: an earlier one would be lost under the same name.
            let last = self.aside()?.last().map_or(0, |number| *number);
            fs::rename(&path, self.path_aside(last + 1)?)?;
        }
        let mut file = files::open(
            &path,
            OpenOptions::new().append(true).create(true).read(true),
        )?;
        let mut line = Vec::new();
        // A torn line of an earlier loss of power must not swallow this one.
        if !ends_with_newline(&file)? {
            line.push(b'\n');
        }
        serde_json::to_writer(&mut line, entry)?;
        line.push(b'\n');
        let whole = file.metadata()?.len();
        if let Err(error) = file.write_all(&line) {
            // Half a line helps nobody; if it cannot be taken back, it counts as torn.
            let _ = file.set_len(whole);
            return Err(error);
        }
        file.sync_data()?;
        files::sync_folder(&folder)
    }

    /// Keeps other programs out of the journal for as long as the lock lives.
    fn lock(&self) -> io::Result<Lock> {
        self.lock_within(self.patience)
    }

    /// The same for somebody who can do without.
    fn try_lock_for_reading(&self) -> Option<Lock> {
        self.lock_within(SILENT).ok()
    }

    fn lock_within(&self, patience: Duration) -> io::Result<Lock> {
        let path = self.within("journal.lock")?;
        let note = lock::this_process();
        let started = Instant::now();
        let mut pause = Duration::from_millis(1);
        let mut told = None;
        loop {
            let holder = match lock::try_lock(&path, &note, false)? {
                Tried::Got(lock) => return Ok(lock),
                Tried::Busy(holder) => holder,
            };
            let waited = started.elapsed();
            if waited >= patience {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    format!("{} is locked by {holder}", path.display()),
                ));
            }
            // Once, and again when the process is stopped or goes on.
            if waited >= SILENT && told != Some(holder.is_stopped) {
                told = Some(holder.is_stopped);
                if let Some(listener) = &self.listener.0 {
                    listener(&holder);
                }
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

fn ends_with_newline(mut file: &File) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == [b'\n'])
}

#[cfg(test)]
mod tests;
