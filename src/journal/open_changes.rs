//! Open changes: those in progress, and those left behind by programs that have ended.
//!
//! A change is sent only after its file in `open/` is completely on the disk and its intent is a line of the
//! journal, in this order. So an incomplete file was cut short before sending, unless the journal has its
//! intent. Any other file in the folder is ignored, unless the journal has an open intent under its name.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use memchr::memmem;

use super::line::Line;
use super::{Journal, Open, files};
use crate::domain::{Change, ConfigurationId, Entry};

/// The largest file of an open change that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

#[derive(Debug, Default)]
pub struct OpenChanges {
    /// The intents whose program has ended, oldest first, each locked against other programs.
    pub open: Vec<(Open, Entry)>,
    /// The intents whose program is still running.
    pub under_way: Vec<Entry>,
    /// Open changes that this program cannot settle. They stay.
    pub kept: Vec<UnsettledChange>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsettledChange {
    pub path: PathBuf,
    pub graph_url: Option<String>,
    pub configuration: Option<ConfigurationId>,
    pub configuration_name: Option<String>,
    /// Why it stays open.
    pub reason: String,
}

enum OpenFile {
    /// Its program is still running.
    UnderWay(Option<Box<Entry>>),
    /// A complete intent of this version.
    Intent(Open, Box<Entry>),
    /// A newer enlist wrote it.
    Unsettled(UnsettledChange),
    /// It is incomplete.
    Torn(Open),
    /// It cannot be read, or enlist did not write it.
    Odd(PathBuf, String),
    Gone,
}

#[derive(Debug, Default)]
struct JournalState {
    /// The newest intent without a verdict.
    open: Option<Line>,
}

impl Journal {
    /// Returns the open changes. Removes the files of changes that already have a verdict, and incomplete files
    /// that were never completely on the disk.
    ///
    /// # Errors
    /// The error of the file system. A missing folder is not an error.
    pub fn open_changes(&self) -> io::Result<OpenChanges> {
        let Ok(folder) = self.open_folder() else {
            return Ok(OpenChanges::default());
        };
        files::refuse_others(&folder, fs::Metadata::is_dir, "a folder")?;
        let listed = match fs::read_dir(&folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(OpenChanges::default());
            }
            Err(error) => return Err(error),
        };
        let paths = listed
            .map(|file| Ok(file?.path()))
            .collect::<io::Result<Vec<PathBuf>>>()?;
        if paths.is_empty() {
            return Ok(OpenChanges::default());
        }
        // A file that is just being created is not complete yet. If there is nothing to lock, nobody is
        // writing.
        let _lock = match self.lock() {
            Ok(lock) => Some(lock),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => return Err(error),
            Err(_) => None,
        };
        let mut open_changes = OpenChanges::default();
        let mut torn = Vec::new();
        let mut odd = Vec::new();
        for path in paths {
            match look(path)? {
                OpenFile::UnderWay(entry) => {
                    open_changes.under_way.extend(entry.map(|entry| *entry));
                }
                OpenFile::Intent(open, entry) => open_changes.open.push((open, *entry)),
                OpenFile::Unsettled(kept) => open_changes.kept.push(kept),
                OpenFile::Torn(open) => torn.push(open),
                OpenFile::Odd(path, reason) => odd.push((path, reason)),
                OpenFile::Gone => {}
            }
        }
        self.without_closed(&mut open_changes)?;
        self.by_the_journal(torn, odd, &mut open_changes)?;
        open_changes
            .open
            .sort_by(|(_, a), (_, b)| a.time.cmp(&b.time));
        Ok(open_changes)
    }

    /// Removes the intents whose verdict is in the journal. A verdict comes after its intent, so nothing older
    /// has to be read.
    fn without_closed(&self, open_changes: &mut OpenChanges) -> io::Result<()> {
        let times = open_changes
            .open
            .iter()
            .map(|(_, intent)| intent.time.parse().ok());
        let Some(oldest) = times.min().flatten().map(|oldest: jiff::Timestamp| {
            oldest
                .checked_sub(super::SKEW)
                .unwrap_or(jiff::Timestamp::MIN)
        }) else {
            // An intent with an unreadable time could be of any age.
            return self.without_closed_since(open_changes, jiff::Timestamp::MIN);
        };
        self.without_closed_since(open_changes, oldest)
    }

    fn without_closed_since(
        &self,
        open_changes: &mut OpenChanges,
        start: jiff::Timestamp,
    ) -> io::Result<()> {
        if open_changes.open.is_empty() {
            return Ok(());
        }
        let key = |entry: &Entry| (entry.change_id.clone(), entry.client_request_id.clone());
        // Whether each has a verdict, once that is known.
        let mut known: HashMap<(String, String), Option<bool>> = open_changes
            .open
            .iter()
            .map(|(_, intent)| (key(intent), None))
            .collect();
        let mut unknown = known.len();
        self.walk(None, |line| {
            if let Some((half, change, request)) = line.half()
                && let Some(is_closed) = known.get_mut(&(change.to_owned(), request.to_owned()))
                && is_closed.is_none()
            {
                *is_closed = Some(half == "verdict");
                unknown -= 1;
            }
            if unknown == 0 || line.time().is_some_and(|time| time < start) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        let (closed, open) = std::mem::take(&mut open_changes.open)
            .into_iter()
            .partition(|(_, intent)| known.get(&key(intent)) == Some(&Some(true)));
        open_changes.open = open;
        let closed: Vec<(Open, Entry)> = closed;
        for (open, _) in closed {
            self.close(&open)?;
        }
        Ok(())
    }

    /// Decides about the unreadable files by what the journal says about them.
    fn by_the_journal(
        &self,
        torn: Vec<Open>,
        odd: Vec<(PathBuf, String)>,
        open_changes: &mut OpenChanges,
    ) -> io::Result<()> {
        let name = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let names: Vec<String> = torn
            .iter()
            .map(|open| &open.path)
            .chain(odd.iter().map(|(path, _)| path))
            .map(name)
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let mut told = self.told(&names)?;
        for open in torn {
            match told.remove(&name(&open.path)).and_then(|told| told.open) {
                // The file was complete once, so its request may have been sent. The line has the same data.
                Some(Line::Entry(entry)) => open_changes.open.push((open, *entry)),
                Some(line) => {
                    open_changes
                        .kept
                        .push(kept(open.path.clone(), line, "it is incomplete"));
                }
                // The file was cut short before it was on the disk, so nothing was sent.
                None => self.close(&open)?,
            }
        }
        for (path, reason) in odd {
            if let Some(line) = told.remove(&name(&path)).and_then(|told| told.open) {
                open_changes.kept.push(kept(path, line, &reason));
            }
        }
        Ok(())
    }

    /// Returns the newest intent without a verdict of each of these changes. Searches the whole journal, but
    /// parses little of it.
    fn told(&self, names: &[String]) -> io::Result<HashMap<String, JournalState>> {
        let finders: Vec<_> = names.iter().map(memmem::Finder::new).collect();
        let mut closed = std::collections::HashSet::new();
        let mut told: HashMap<String, JournalState> = HashMap::new();
        self.walk_bytes(None, |bytes| {
            if finders.iter().all(|finder| finder.find(bytes).is_none()) {
                return ControlFlow::Continue(());
            }
            let line = Line::read(bytes);
            if let Some((half, change, request)) = line.half()
                && names.iter().any(|name| name == change)
            {
                let key = (change.to_owned(), request.to_owned());
                if half == "verdict" {
                    closed.insert(key);
                } else if !closed.contains(&key) {
                    let change = told.entry(key.0).or_default();
                    change.open.get_or_insert(line);
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(told)
    }
}

fn look(path: PathBuf) -> io::Result<OpenFile> {
    match fs::symlink_metadata(&path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(OpenFile::Odd(path, "it is not a file".to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(OpenFile::Gone),
        Err(error) => return Ok(OpenFile::Odd(path, error.to_string())),
    }
    let file = match files::open(&path, OpenOptions::new().read(true).write(true)) {
        Ok(file) => file,
        // Its program has just closed it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(OpenFile::Gone),
        Err(error) => return Ok(OpenFile::Odd(path, error.to_string())),
    };
    let is_held = match file.try_lock() {
        Ok(()) => false,
        Err(TryLockError::WouldBlock) => true,
        Err(TryLockError::Error(error)) => return Err(error),
    };
    let bytes = contents(&file);
    if is_held {
        // On other systems, a lock also keeps readers out.
        let entry = bytes.ok().and_then(|bytes| match Line::read(&bytes) {
            Line::Entry(entry) => Some(entry),
            _ => None,
        });
        return Ok(OpenFile::UnderWay(entry));
    }
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Ok(OpenFile::Odd(path, error.to_string())),
    };
    Ok(match Line::read(&bytes) {
        Line::Entry(entry) => OpenFile::Intent(Open { path, locked: file }, entry),
        line @ Line::Newer(_) => OpenFile::Unsettled(kept(path, line, "")),
        Line::Torn if is_begun_here(&path, &bytes) => OpenFile::Torn(Open { path, locked: file }),
        Line::Torn => OpenFile::Odd(path, "it is empty or incomplete".to_owned()),
        Line::Foreign => OpenFile::Odd(path, "it is not an open change".to_owned()),
    })
}

/// Whether an incomplete file is the beginning of an intent, judging by its first bytes or its name.
fn is_begun_here(path: &Path, bytes: &[u8]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_change = |name: &str| {
        name.get(..36)
            .is_some_and(|id| uuid::Uuid::try_parse(id).is_ok())
    };
    bytes.starts_with(br#"{"row":"#)
        || bytes.starts_with(br#"{"version":"#)
        || is_change(&name)
        || name.strip_prefix("plan-").is_some_and(is_change)
}

fn contents(file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn kept(path: PathBuf, line: Line, reason: &str) -> UnsettledChange {
    let reason = match &line {
        Line::Newer(newer) => newer.to_string(),
        _ => format!("{}: {reason}", path.display()),
    };
    let (graph_url, configuration, configuration_name) = match line {
        Line::Entry(entry) => {
            let Change {
                configuration,
                configuration_name,
                ..
            } = entry.change;
            let url = entry.place.graph_url;
            (Some(url), Some(configuration), Some(configuration_name))
        }
        Line::Newer(newer) => {
            let configuration = newer.configuration.map(ConfigurationId::new);
            (newer.graph_url, configuration, newer.configuration_name)
        }
        Line::Torn | Line::Foreign => (None, None, None),
    };
    UnsettledChange {
        path,
        graph_url,
        configuration,
        configuration_name,
        reason,
    }
}
