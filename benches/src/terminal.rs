//! A program on a pseudo terminal.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::Outcome;

/// By when something must have happened.
const DEADLINE: Duration = Duration::from_secs(20);
/// How long nothing must come for a program to be at rest. What a selection asks for comes sooner.
const QUIET: Duration = Duration::from_millis(700);

/// What one read of the terminal gave, and when.
pub struct Piece {
    pub at: Instant,
    pub bytes: Vec<u8>,
}

/// A program on a terminal of its own. Dropping it ends it.
pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    pieces: Receiver<Piece>,
    pub screen: vt100::Parser,
    /// Just before the program was started.
    pub started: Instant,
    _master: Box<dyn MasterPty + Send>,
    _home: tempfile::TempDir,
}

impl Session {
    pub fn start(program: &Path, args: &[&str], (columns, rows): (u16, u16)) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let pair = native_pty_system().openpty(PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        })?;
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("HOME", home.path());
        let mut output = pair.master.try_clone_reader()?;
        let keyboard = pair.master.take_writer()?;
        let (sender, pieces) = channel();
        thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                let at = Instant::now();
                let bytes = bytes[..count].to_vec();
                if sender.send(Piece { at, bytes }).is_err() {
                    return;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        Ok(Self {
            child,
            keyboard,
            pieces,
            screen: vt100::Parser::new(rows.try_into()?, columns.try_into()?, 0),
            started,
            _master: pair.master,
            _home: home,
        })
    }

    pub fn process(&self) -> Outcome<u32> {
        Ok(self.child.process_id().ok_or("it has ended")?)
    }

    pub fn send(&mut self, keys: &str) -> Outcome<()> {
        self.keyboard.write_all(keys.as_bytes())?;
        Ok(self.keyboard.flush()?)
    }

    /// The next piece of output; none where nothing comes in this time.
    pub fn next(&mut self, within: Duration) -> Outcome<Option<Piece>> {
        match self.pieces.recv_timeout(within) {
            Ok(piece) => {
                self.screen.process(&piece.bytes);
                Ok(Some(piece))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("the program has ended".into()),
        }
    }

    /// Waits for a text on the screen; gives the time of the piece that completed it.
    pub fn see(&mut self, text: &str) -> Outcome<Instant> {
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let piece = self.next(left)?;
            let piece = piece.ok_or_else(|| format!("waited in vain for {text}"))?;
            if self.screen.screen().contents().contains(text) {
                return Ok(piece.at);
            }
        }
    }

    /// Waits until nothing comes any more; gives the pieces that came.
    pub fn settle(&mut self) -> Outcome<Vec<Piece>> {
        let mut all = Vec::new();
        while let Some(piece) = self.next(QUIET)? {
            all.push(piece);
        }
        Ok(all)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
