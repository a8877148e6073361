//! Opening files of the state folder, and refusing anything else found in their place.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::text_of;

/// Opens a file that only its owner can read, because it contains who may enroll what. A FIFO, a device, a
/// folder or a broken link in its place is an error, and is never waited for.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // Checked before opening, because opening a device can already have an effect.
    refuse_others(path, Metadata::is_file, "a regular file")?;
    let file = private(options).open(path)?;
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(in_the_way(path, &found, "a regular file"));
    }
    Ok(file)
}

/// Reads a file next to the journal; none if it does not exist.
///
/// # Errors
/// The error of the file system, or that it is not text, or longer than `limit` bytes.
pub fn read_state_file(path: &Path, limit: usize) -> io::Result<Option<String>> {
    match open(path, OpenOptions::new().read(true)) {
        Ok(file) => text_of(file, limit).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file next to the journal. A reader finds either the old contents or all of the new ones.
///
/// # Errors
/// The error of the file system; in this case, the old contents stay.
pub fn replace_state_file(path: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    refuse_others(path, Metadata::is_file, "a regular file")?;
    let new = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = OpenOptions::new();
    let written = open(&new, options.write(true).create(true).truncate(true))
        .and_then(|mut file| file.write_all(contents))
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

/// Creates a folder that only its owner can read.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    refuse_others(folder, Metadata::is_dir, "a folder")?;
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Fails if there is something other than the expected kind of file at this path. A missing file is fine.
pub(super) fn refuse_others(
    path: &Path,
    is_wanted: impl Fn(&Metadata) -> bool,
    wanted: &str,
) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if is_wanted(&found) => Ok(()),
        Ok(found) => Err(in_the_way(path, &found, wanted)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::symlink_metadata(path) {
            Ok(link) if link.is_symlink() => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} is a broken link", path.display()),
            )),
            // It does not exist, or another program created it a moment ago.
            _ => Ok(()),
        },
        Err(error) => Err(error),
    }
}

fn in_the_way(path: &Path, found: &Metadata, wanted: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidInput,
        format!(
            "{} is {}, not {wanted}",
            path.display(),
            kind(found.file_type())
        ),
    )
}

fn kind(kind: fs::FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a named pipe (FIFO)";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_dir() { "a folder" } else { "a file" }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    // Otherwise, opening a FIFO created a moment ago would block. For regular files, it makes no difference.
    let at_once = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    options.mode(0o600).custom_flags(at_once)
}

/// Other systems protect the user's folder as a whole.
#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Turns a write beyond the file size limit (`ulimit -f`) into an error like that of a full disk. Otherwise,
/// the system would end the program in the middle of the write.
pub fn heed_size_limits() {
    #[cfg(unix)]
    {
        // Whether the signal arrived does not matter, because the write that caused it fails.
        let came = std::sync::Arc::default();
        let number = rustix::process::Signal::XFSZ.as_raw();
        // If the signal cannot be caught, the program behaves as before.
        let _ = signal_hook::flag::register(number, came);
    }
}

/// Syncs the folder: a new name is on the disk only once its folder is.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems cannot open a folder. They keep names and contents in order themselves.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The possible state folders. Finding them only checks the Windows roaming profile and touches nothing else.
pub(super) struct StateFolders {
    own: PathBuf,
    /// Where builds before the first release kept the state on Windows.
    roaming: Option<PathBuf>,
}

impl StateFolders {
    /// Returns the roaming folder that is in use, and the folder that the state belongs in.
    pub(super) fn roaming_in_use(self) -> Option<(PathBuf, PathBuf)> {
        let is_there = |folder: &Path| folder.join("journal.jsonl").exists();
        let roaming = self.roaming?;
        (is_there(&roaming) && !is_there(&self.own)).then_some((roaming, self.own))
    }

    /// Returns the folder to use. A journal in the roaming profile stays in use, because a change that it left
    /// open must not be overlooked.
    pub(super) fn current(self) -> PathBuf {
        let own = self.own.clone();
        self.roaming_in_use().map_or(own, |(roaming, _)| roaming)
    }
}

/// Returns the state folders; none without a home folder. On Windows, the journal is in the local profile,
/// because it records what this computer sent, and its locks mean nothing on another computer.
pub(super) fn state_folders() -> Option<StateFolders> {
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy().ok()?;
    let enlist = |folder: PathBuf| folder.join("enlist");
    Some(if cfg!(windows) {
        StateFolders {
            own: enlist(folders.cache_dir()),
            roaming: Some(enlist(folders.data_dir())),
        }
    } else {
        StateFolders {
            own: enlist(folders.state_dir().unwrap_or_else(|| folders.data_dir())),
            roaming: None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_in_the_roaming_profile_stays_in_use_until_it_is_moved() {
        let place = tempfile::tempdir().unwrap();
        let [own, roaming] = ["local", "roaming"].map(|name| place.path().join(name));
        let folders = || StateFolders {
            own: own.clone(),
            roaming: Some(roaming.clone()),
        };
        assert_eq!(folders().current(), own);
        for folder in [&own, &roaming] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(roaming.join("journal.jsonl"), "").unwrap();
        assert_eq!(folders().current(), roaming);
        let found = folders().roaming_in_use();
        assert_eq!(found, Some((roaming.clone(), own.clone())));
        fs::rename(roaming.join("journal.jsonl"), own.join("journal.jsonl")).unwrap();
        assert_eq!(folders().current(), own);
        assert_eq!(folders().roaming_in_use(), None);
    }
}
