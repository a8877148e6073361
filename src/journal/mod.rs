//! The append-only record of every write: an intent before it is sent, a verdict after it.
//!
//! Belongs here: files, locks, fsync, rotation, finding what was left open. Does not belong here: what
//! a verdict is (`domain`), when a line is written (`write`). All of it blocks; callers on a runtime
//! use a blocking task.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use crate::domain::Entry;

/// The journal is put aside when it has grown to this many bytes.
const ROTATE_AT: u64 = 16 * 1024 * 1024;

/// A journal in a state folder. Several programs may use one at the same time.
#[derive(Debug, Clone)]
pub struct Journal {
    folder: PathBuf,
}

/// A change that has an intent and no verdict yet. Its file is locked for as long as this lives, so
/// that another program can tell a change under way from one whose program is gone.
#[derive(Debug)]
pub struct Open {
    path: PathBuf,
    /// Locked for as long as it is open.
    locked: File,
}

/// What the journal holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    /// The lines, oldest first.
    pub entries: Vec<Entry>,
    /// How many lines could not be read, as after a loss of power.
    pub torn: usize,
}

impl Journal {
    /// The journal of a state folder. Nothing is touched yet.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the journal is looked for when nobody names a place.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        let dirs = etcetera::choose_base_strategy().ok()?;
        Some(
            dirs.state_dir()
                .unwrap_or_else(|| dirs.data_dir())
                .join("enlist"),
        )
    }

    /// The folder that all of it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file that lines are appended to.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join("journal.jsonl")
    }

    fn open_folder(&self) -> PathBuf {
        self.folder.join("open")
    }

    /// Writes the intent of a change. When this returns, it is on the disk.
    ///
    /// # Errors
    /// The error of the file system: then nothing must be sent.
    pub fn begin(&self, intent: &Entry) -> io::Result<Open> {
        make_private_folder(&self.open_folder())?;
        let open = {
            // Without the lock, another program could take a file that is not written yet for a torn one.
            let _lock = self.lock()?;
            let path = self.open_folder().join(&intent.change_id);
            let file =
                private(OpenOptions::new().write(true).create(true).truncate(false)).open(&path)?;
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
        sync_folder(&self.open_folder())
    }

    /// Writes the verdict of a change and closes it.
    ///
    /// # Errors
    /// The error of the file system. The change stays open then, and is settled at the next start.
    pub fn finish(&self, open: &Open, verdict: &Entry) -> io::Result<()> {
        self.append(verdict)?;
        fs::remove_file(&open.path)?;
        sync_folder(&self.open_folder())
    }

    /// The intents whose program is gone, each held against other programs until it is settled.
    ///
    /// # Errors
    /// The error of the file system. A missing folder is no error.
    pub fn left_open(&self) -> io::Result<Vec<(Open, Entry)>> {
        let files = match fs::read_dir(self.open_folder()) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        // Where there is nothing to lock, nobody else writes either.
        let _lock = self.lock().ok();
        let mut left: Vec<(Open, Entry)> = Vec::new();
        for file in files {
            let path = file?.path();
            let Ok(file) = OpenOptions::new().read(true).write(true).open(&path) else {
                continue;
            };
            match file.try_lock() {
                Ok(()) => {}
                // Its program is at work.
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(error)) => return Err(error),
            }
            match serde_json::from_reader(BufReader::new(&file)) {
                Ok(entry) => left.push((Open { path, locked: file }, entry)),
                // Torn before it was on the disk, hence before anything was sent.
                Err(_) => fs::remove_file(&path)?,
            }
        }
        left.sort_by(|(_, a), (_, b)| a.time.cmp(&b.time));
        Ok(left)
    }

    /// Everything that the journal holds, what was put aside included.
    ///
    /// # Errors
    /// The error of the file system. A missing journal is an empty one.
    pub fn read(&self) -> io::Result<Contents> {
        let mut contents = Contents::default();
        for path in [self.aside(), self.path()] {
            let file = match File::open(path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for line in BufReader::new(file).split(b'\n') {
                let line = line?;
                match serde_json::from_slice(&line) {
                    Ok(entry) => contents.entries.push(entry),
                    Err(_) if line.is_empty() => {}
                    Err(_) => contents.torn += 1,
                }
            }
        }
        Ok(contents)
    }

    fn aside(&self) -> PathBuf {
        self.folder.join("journal.1.jsonl")
    }

    /// Appends a line under a lock and waits for the disk.
    fn append(&self, entry: &Entry) -> io::Result<()> {
        make_private_folder(&self.folder)?;
        let _lock = self.lock()?;
        let path = self.path();
        if fs::metadata(&path).is_ok_and(|file| file.len() >= ROTATE_AT) {
            fs::rename(&path, self.aside())?;
        }
        let mut file = private(OpenOptions::new().append(true).create(true))
            .read(true)
            .open(&path)?;
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
        sync_folder(&self.folder)
    }

    /// Keeps other programs out for as long as the file lives.
    fn lock(&self) -> io::Result<File> {
        let lock = private(OpenOptions::new().write(true).create(true).truncate(false))
            .open(self.folder.join("journal.lock"))?;
        lock.lock()?;
        Ok(lock)
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

/// The file is readable by its owner only: it holds who may enroll what.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

/// Other systems protect the folder of the user as a whole.
#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A new name is on the disk only when its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems cannot open a folder; they order names and contents themselves.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
