//! Reading the journal from its end, only as far back as the caller needs.
//!
//! Belongs here: reading lines, newest first, across the rotated files. Does not belong here: what a line means
//! (`line`). The files are opened under the lock and read without it. This is safe because lines are only ever
//! appended, and a file that is rotated in the meantime is still the same file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use memchr::memrchr;

use super::line::{Line, Newer};
use super::{Journal, files};
use crate::domain::{Entry, Half};

/// How many bytes are read at once; more if a line is longer.
const CHUNK: u64 = 64 * 1024;

/// A place in the journal, between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The number that its file has once it is rotated.
    file: u32,
    /// The offset in bytes from the beginning of that file.
    offset: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    /// The lines, oldest first.
    pub entries: Vec<Entry>,
    /// The lines that only a newer enlist understands, oldest first.
    pub newer: Vec<Newer>,
    /// How many lines could not be read, for example after a power loss.
    pub torn: usize,
    /// Where to continue with the lines before these; none if there are none.
    pub older: Option<Position>,
}

impl Journal {
    /// Reads the whole journal, including the rotated files.
    ///
    /// # Errors
    /// The error of the file system. A missing journal counts as empty.
    pub fn read(&self) -> io::Result<Contents> {
        self.latest(usize::MAX)
    }

    /// Reads the given number of newest requests, each with both of its lines.
    pub fn latest(&self, requests: usize) -> io::Result<Contents> {
        self.before(None, requests)
    }

    /// Reads the newest requests before a position.
    pub fn before(&self, position: Option<Position>, requests: usize) -> io::Result<Contents> {
        let mut known = std::collections::HashSet::new();
        let mut count = 0_usize;
        self.back_to(position, |line| {
            let Some((half, change, request)) = line.half() else {
                return false;
            };
            // An intent whose verdict was already read belongs to the same request.
            let is_known =
                half == "intent" && known.remove(&(change.to_owned(), request.to_owned()));
            if !is_known {
                if count == requests {
                    return true;
                }
                count += 1;
            }
            if half == "verdict" {
                known.insert((change.to_owned(), request.to_owned()));
            }
            false
        })
    }

    /// Reads all lines since a time. Lines that are a little older are checked too, because several programs
    /// write and clocks can be adjusted.
    pub fn since(&self, time: jiff::Timestamp) -> io::Result<Contents> {
        let start = time
            .checked_sub(super::SKEW)
            .unwrap_or(jiff::Timestamp::MIN);
        self.back_to(None, |line| line.time().is_some_and(|time| time < start))
    }

    /// Reads the lines before a position, back to (and without) the first one that goes too far.
    fn back_to(
        &self,
        position: Option<Position>,
        mut is_too_far: impl FnMut(&Line) -> bool,
    ) -> io::Result<Contents> {
        let mut contents = Contents::default();
        let older = self.walk(position, |line| {
            if is_too_far(&line) {
                return ControlFlow::Break(());
            }
            match line {
                Line::Entry(entry) => contents.entries.push(*entry),
                Line::Newer(newer) => contents.newer.push(*newer),
                Line::Torn | Line::Foreign => contents.torn += 1,
            }
            ControlFlow::Continue(())
        })?;
        contents.entries.reverse();
        contents.newer.reverse();
        contents.older = older;
        Ok(contents)
    }

    /// Finds the newest verdict that `is_meant`, or a line of a newer enlist that comes after it and could also
    /// be meant.
    pub fn find_verdict(
        &self,
        mut is_meant: impl FnMut(&Entry) -> bool,
        mut could_be: impl FnMut(&Newer) -> bool,
    ) -> io::Result<Option<Result<Entry, Newer>>> {
        let mut found = None;
        self.walk(None, |line| {
            found = match line {
                Line::Entry(entry) if entry.row == Half::Verdict && is_meant(&entry) => {
                    Some(Ok(*entry))
                }
                Line::Newer(newer) if could_be(&newer) => Some(Err(*newer)),
                _ => return ControlFlow::Continue(()),
            };
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    /// Returns the verdicts that `is_meant` of the changes whose IDs begin with the typed text, oldest
    /// first. If the text is the whole ID of a change, only that change counts, back to its last verified
    /// verdict.
    pub fn verdicts_of(
        &self,
        typed: &str,
        is_meant: impl Fn(&Entry) -> bool,
    ) -> io::Result<Vec<Entry>> {
        let mut found: Vec<Entry> = Vec::new();
        if typed.is_empty() {
            return Ok(found);
        }
        let finder = memchr::memmem::Finder::new(typed);
        self.walk_bytes(None, |bytes| {
            if finder.find(bytes).is_none() {
                return ControlFlow::Continue(());
            }
            match Line::read(bytes) {
                Line::Entry(entry)
                    if entry.row == Half::Verdict
                        && entry.change_id.starts_with(typed)
                        && is_meant(&entry) =>
                {
                    let is_it = entry.change_id == typed
                        && entry.verdict == Some(crate::domain::Verdict::Verified);
                    found.push(*entry);
                    if is_it {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                }
                _ => ControlFlow::Continue(()),
            }
        })?;
        found.reverse();
        Ok(found)
    }

    /// Passes on the lines before a position, newest first, until `visit` breaks. The line at which it breaks
    /// is the first one of the next walk from the returned position.
    pub(super) fn walk(
        &self,
        from: Option<Position>,
        mut visit: impl FnMut(Line) -> ControlFlow<()>,
    ) -> io::Result<Option<Position>> {
        self.walk_bytes(from, |bytes| visit(Line::read(bytes)))
    }

    /// The same, with the bytes of each line that is not empty.
    pub(super) fn walk_bytes(
        &self,
        from: Option<Position>,
        mut visit: impl FnMut(&[u8]) -> ControlFlow<()>,
    ) -> io::Result<Option<Position>> {
        let (files, is_quiet) = self.files_before(from)?;
        // A line without an end may be one that another program is writing right now.
        let mut may_be_unfinished = !is_quiet && from.is_none();
        for (number, file, end) in files {
            let file = match file {
                Some(file) => file,
                None => {
                    match files::open(&self.path_aside(number)?, OpenOptions::new().read(true)) {
                        Ok(file) => file,
                        // The file was deleted.
                        Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                        Err(error) => return Err(error),
                    }
                }
            };
            let end = end.map_or_else(|| Ok(file.metadata()?.len()), io::Result::Ok)?;
            let mut lines = Backwards::new(file, end);
            loop {
                let line = lines.next()?;
                let Some((line, start)) = line else { break };
                if std::mem::take(&mut may_be_unfinished)
                    || line.is_empty()
                    || visit(line).is_continue()
                {
                    continue;
                }
                let offset = start + line.len() as u64;
                self.count(&lines);
                return Ok(Some(Position {
                    file: number,
                    offset,
                }));
            }
            self.count(&lines);
        }
        Ok(None)
    }

    /// Returns how many bytes of lines were read so far.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    fn count(&self, lines: &Backwards) {
        self.read.fetch_add(lines.read, Ordering::Relaxed);
    }

    /// Returns the files with the lines before a position, newest first: the number, the file if it is already
    /// open, and the end of the wanted part. Also returns whether nobody was writing in the meantime.
    #[expect(clippy::type_complexity, reason = "it is taken apart at once")]
    fn files_before(
        &self,
        from: Option<Position>,
    ) -> io::Result<(Vec<(u32, Option<File>, Option<u64>)>, bool)> {
        // A writer is done in a moment. If there is nothing to lock, or a stopped process holds the lock, the
        // names are read until they no longer change.
        let lock = self.try_lock_for_reading();
        loop {
            let aside = self.aside()?;
            let opened = self
                .file()
                .and_then(|path| files::open(&path, OpenOptions::new().read(true)));
            let current = match opened {
                Ok(file) => Some(file),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            if self.aside()? != aside {
                continue;
            }
            let number = aside.last().map_or(0, |number| *number) + 1;
            let end = current
                .as_ref()
                .map(|file| file.metadata().map(|found| found.len()))
                .transpose()?;
            let newest = current.map(|file| (number, Some(file), end));
            let older = aside.into_iter().rev().map(|number| (number, None, None));
            let all = newest.into_iter().chain(older);
            let Some(position) = from else {
                return Ok((all.collect(), lock.is_some()));
            };
            let wanted = all.filter(|(number, ..)| *number <= position.file);
            let wanted = wanted.map(|(number, file, end)| {
                let of_mark = (number == position.file).then_some(position.offset);
                (number, file, of_mark.or(end))
            });
            return Ok((wanted.collect(), lock.is_some()));
        }
    }
}

/// The lines of a file from its end to its beginning.
struct Backwards {
    file: File,
    /// Where `held` begins in the file.
    start: u64,
    /// Bytes that were read but not returned yet.
    held: Vec<u8>,
    /// How much of `held` was not returned yet.
    left: usize,
    /// How many bytes to read next.
    chunk: u64,
    /// Whether all lines were returned.
    is_over: bool,
    /// How many bytes were read so far.
    read: u64,
}

impl Backwards {
    fn new(file: File, end: u64) -> Self {
        Self {
            file,
            start: end,
            held: Vec::new(),
            left: 0,
            chunk: CHUNK,
            is_over: end == 0,
            read: 0,
        }
    }

    /// Returns the line before the last returned one, and its offset.
    fn next(&mut self) -> io::Result<Option<(&[u8], u64)>> {
        if self.is_over {
            return Ok(None);
        }
        loop {
            if let Some(at) = memrchr(b'\n', &self.held[..self.left]) {
                let end = std::mem::replace(&mut self.left, at);
                let start = self.start + at as u64 + 1;
                return Ok(Some((&self.held[at + 1..end], start)));
            }
            if self.start == 0 {
                self.is_over = true;
                let end = std::mem::take(&mut self.left);
                return Ok(Some((&self.held[..end], 0)));
            }
            self.fill()?;
        }
    }

    /// Reads the bytes before `held`.
    fn fill(&mut self) -> io::Result<()> {
        let size = self.chunk.min(self.start);
        let start = self.start - size;
        let mut bytes = vec![0; usize::try_from(size).map_err(io::Error::other)?];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut bytes)?;
        self.read += size;
        // Doubles for a line that is longer than a chunk, which would otherwise be copied again and again.
        self.chunk = if self.left == 0 {
            CHUNK
        } else {
            self.chunk * 2
        };
        bytes.extend_from_slice(&self.held[..self.left]);
        self.left = bytes.len();
        self.held = bytes;
        self.start = start;
        Ok(())
    }
}
