//! The append-only record of every write: an intent before it is sent, a verdict after it.
//!
//! Belongs here: files, locks, fsync, rotation, finding open changes, reading from the end. Does not belong
//! here: what a verdict is (`domain`), when a line is written (`write`). All of it blocks; callers on a
//! runtime use a blocking task. The reasons for this design are in `docs/design/journal.md`.
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

/// The size in bytes at which the journal is rotated.
const ROTATE_AT: u64 = 16 * 1024 * 1024;

/// How much the times of consecutive lines may be out of order, because several programs write and clocks
/// can be adjusted.
const SKEW: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);
/// How long to wait for a lock before saying who holds it.
pub const SILENT: Duration = Duration::from_secs(1);
/// How long to wait for the journal's lock by default.
const PATIENCE: Duration = Duration::from_secs(100);
/// The error when there is nowhere to write. Reading needs no journal.
const NO_HOME: &str = "no home folder: set HOME or XDG_STATE_HOME";
/// The longest pause between two attempts to take a lock that is held.
const LONGEST_PAUSE: Duration = Duration::from_millis(25);

/// A journal in a state folder. Several programs can use one at the same time.
#[derive(Debug, Clone)]
pub struct Journal {
    /// None if the user has no home folder.
    folder: Option<PathBuf>,
    /// How long to wait for its lock.
    patience: Duration,
    /// Told about a wait for its lock.
    listener: WaitListener,
    /// How many bytes of lines were read so far.
    read: Arc<AtomicU64>,
}

/// A callback for a wait for the lock of the journal.
#[derive(Clone, Default)]
struct WaitListener(Option<Arc<OnWait>>);

/// Called with the holder of the lock.
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

/// A change that has an intent but no verdict yet. Its file stays locked while this value exists, which lets
/// other programs tell a change in progress from one whose program has ended.
#[derive(Debug)]
pub struct Open {
    path: PathBuf,
    /// Keeps the lock while it is open.
    locked: File,
}

impl Journal {
    /// Creates the journal of a state folder, without touching the disk yet. Without a folder, it is empty, and
    /// every change fails before it is sent.
    #[must_use]
    pub fn new(folder: impl Into<Option<PathBuf>>) -> Self {
        Self {
            folder: folder.into(),
            patience: PATIENCE,
            listener: WaitListener::default(),
            read: Arc::default(),
        }
    }

    /// The same journal, with another time to wait for its lock.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same journal, which reports who holds its lock after waiting for a second.
    #[must_use]
    pub fn with_wait_listener(self, listener: impl Fn(&Holder) + Send + Sync + 'static) -> Self {
        Self {
            listener: WaitListener(Some(Arc::new(listener))),
            ..self
        }
    }

    /// Returns the default folder of the journal; none without a home folder.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        Some(files::state_folders()?.current())
    }

    /// For a journal in use in the roaming profile of Windows, where early builds kept it: the folder where it
    /// is, and the folder where it belongs.
    #[must_use]
    pub fn roaming_folder() -> Option<(PathBuf, PathBuf)> {
        files::state_folders()?.roaming_in_use()
    }

    /// The state folder; none if the user has no home folder.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The path of the file that lines are appended to, as it is shown to people.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        let folder = self.folder.as_deref().unwrap_or(Path::new(""));
        folder.join("journal.jsonl")
    }

    /// Returns the path of a file in the state folder. Without a state folder, this is an error, and nothing is
    /// found or created.
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
    /// The error of the file system; in this case, nothing must be sent.
    pub fn begin(&self, intent: &Entry) -> io::Result<Open> {
        self.made_folder()?;
        let open_folder = self.open_folder()?;
        files::make_folder(&open_folder)?;
        let open = {
            // Without the lock, another program could mistake a file that is not written yet for a torn one.
            let _lock = self.lock()?;
            let path = open_folder.join(&intent.change_id);
            let file = files::open(
                &path,
                OpenOptions::new().write(true).create(true).truncate(false),
            )?;
            // Does not wait, because a program that settles this very change waits for the lock above.
            file.try_lock()?;
            Open { path, locked: file }
        };
        let begun = self
            .note_open(&open, intent)
            .and_then(|()| self.append(intent));
        match begun {
            Ok(()) => Ok(open),
            Err(error) => {
                // Nothing was sent, so nothing stays open.
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
    /// The error of the file system. The change then stays open, and is settled at the next start.
    pub fn finish(&self, open: &Open, verdict: &Entry) -> io::Result<()> {
        self.note(verdict)?;
        self.close(open)
    }

    /// The first half of [`Self::finish`]: writes the verdict. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The error of the file system. The change then stays open.
    pub fn note(&self, verdict: &Entry) -> io::Result<()> {
        self.append(verdict)
    }

    /// The second half: closes the change, which has its verdict.
    ///
    /// # Errors
    /// The error of the file system. The next start finds the verdict and closes it.
    pub fn close(&self, open: &Open) -> io::Result<()> {
        fs::remove_file(&open.path)?;
        files::sync_folder(&self.open_folder()?)
    }

    /// Returns the path of the rotated file with this number.
    fn path_aside(&self, number: u32) -> io::Result<PathBuf> {
        self.within(&format!("journal.{number}.jsonl"))
    }

    /// Returns the numbers of the rotated files, oldest first.
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
            // A name that this program would spell differently is not one of its files.
            aside.extend(number.filter(|number| *name == *format!("journal.{number}.jsonl")));
        }
        aside.sort_unstable();
        Ok(aside)
    }

    /// Appends a line under a lock and waits until it is on the disk.
    fn append(&self, entry: &Entry) -> io::Result<()> {
        let folder = self.made_folder()?;
        let _lock = self.lock()?;
        let path = self.file()?;
        if fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() >= ROTATE_AT) {
            // Each file gets a new number, because reusing one would overwrite the earlier file.
            let last = self.aside()?.last().map_or(0, |number| *number);
            fs::rename(&path, self.path_aside(last + 1)?)?;
        }
        let mut file = files::open(
            &path,
            OpenOptions::new().append(true).create(true).read(true),
        )?;
        let mut line = Vec::new();
        // The new line must not be joined to a line torn by an earlier power loss.
        if !ends_with_newline(&file)? {
            line.push(b'\n');
        }
        serde_json::to_writer(&mut line, entry)?;
        line.push(b'\n');
        let whole = file.metadata()?.len();
        if let Err(error) = file.write_all(&line) {
            // Half a line is useless, so it is removed; if that fails, it counts as torn.
            let _ = file.set_len(whole);
            return Err(error);
        }
        file.sync_data()?;
        files::sync_folder(&folder)
    }

    /// Keeps other programs out of the journal until the lock is dropped.
    fn lock(&self) -> io::Result<Lock> {
        self.lock_within(self.patience)
    }

    /// Tries the same for a reader, which can also do without the lock.
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
            // Tells once, and again when the process is stopped or continues.
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
