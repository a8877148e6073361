//! Listening to the terminal.
//!
//! Belongs here: reading, waiting, the size. Does not belong here: what the bytes mean (`joiner`,
//! `sequence`).

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::Input;

/// Reads the terminal until it closes; blocks meanwhile. Everything available at once is sent as one batch.
/// An Esc is held for `escape` in case more bytes follow it.
pub(in crate::tui) fn read(sender: &UnboundedSender<Vec<Input>>, escape: Duration) {
    // A terminal that cannot be opened counts as closed.
    let _ = platform::read(sender, escape);
    // If the loop has ended, it needs no input.
    let _ = sender.send(vec![Input::Closed]);
}

pub(in crate::tui) use platform::watch_size;

/// Reads bytes without crossterm, which takes an Esc at the end of a read for a key, whatever follows, and
/// never stops trying to read a closed terminal.
#[cfg(unix)]
mod platform {
    use std::fs::File;
    use std::io::{self, IsTerminal};
    use std::os::fd::{AsFd, OwnedFd};
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    use tokio::signal::unix::{SignalKind, signal};
    use tokio::sync::mpsc::UnboundedSender;

    use crate::tui::terminal::input::Input;
    use crate::tui::terminal::input::joiner::Joiner;

    /// Several times as much as a terminal buffers.
    const BUFFER: usize = 16 * 1024;

    pub(in crate::tui) fn read(
        sender: &UnboundedSender<Vec<Input>>,
        escape: Duration,
    ) -> io::Result<()> {
        let mut keyboard = Keyboard {
            terminal: open()?,
            joiner: Joiner::default(),
            bytes: vec![0; BUFFER],
            escape,
        };
        loop {
            let batch = keyboard.batch()?;
            if !batch.is_empty() && sender.send(batch).is_err() {
                return Ok(());
            }
        }
    }

    /// Opens the terminal itself for the keys, because standard input may be a pipe with a token.
    fn open() -> io::Result<OwnedFd> {
        let input = io::stdin();
        if input.is_terminal() {
            return input.as_fd().try_clone_to_owned();
        }
        File::open("/dev/tty").map(OwnedFd::from)
    }

    struct Keyboard {
        terminal: OwnedFd,
        joiner: Joiner,
        bytes: Vec<u8>,
        escape: Duration,
    }

    impl Keyboard {
        /// Waits for input, and then takes everything that is available.
        fn batch(&mut self) -> io::Result<Vec<Input>> {
            if self.joiner.awaits_pause() && !self.is_ready(Some(self.escape))? {
                return Ok(self.joiner.pause());
            }
            let mut batch = Vec::new();
            loop {
                let count = self.read()?;
                batch.extend(self.joiner.take(&self.bytes[..count]));
                if !self.is_ready(Some(Duration::ZERO))? {
                    return Ok(batch);
                }
            }
        }

        fn read(&mut self) -> io::Result<usize> {
            let mut is_empty = false;
            loop {
                match rustix::io::read(&self.terminal, self.bytes.as_mut_slice()) {
                    Ok(0) if is_empty => return Err(io::ErrorKind::UnexpectedEof.into()),
                    // A single empty read may be a Ctrl-D from before the terminal was taken.
                    Ok(0) => is_empty = true,
                    Ok(count) => return Ok(count),
                    Err(Errno::INTR) => {}
                    // Another program that shares the terminal may have made reads non-blocking.
                    Err(Errno::AGAIN) if self.is_ready(None)? => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }

        /// Whether there is something to read within this time. Some systems cannot tell this for a terminal
        /// (macOS cannot for `/dev/tty`); an Esc is not held there.
        fn is_ready(&self, within: Option<Duration>) -> io::Result<bool> {
            let within = within.map(Timespec::try_from).transpose();
            let within = within.map_err(|_| io::ErrorKind::InvalidInput)?;
            loop {
                let mut watched = [PollFd::new(&self.terminal, PollFlags::IN)];
                match poll(&mut watched, within.as_ref()) {
                    Ok(0) => return Ok(false),
                    Ok(_) => return Ok(!watched[0].revents().contains(PollFlags::NVAL)),
                    Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }

    /// Sends each new size of the terminal.
    pub(in crate::tui) async fn watch_size(sender: UnboundedSender<Vec<Input>>) {
        // Without the signal, the size stays as it was.
        let Ok(mut resized) = signal(SignalKind::window_change()) else {
            return;
        };
        while resized.recv().await.is_some() {
            if let Ok((width, height)) = crossterm::terminal::size()
                && sender.send(vec![Input::Resize(width, height)]).is_err()
            {
                return;
            }
        }
    }
}

/// The console sends events, not bytes.
#[cfg(not(unix))]
mod platform {
    use std::future::{Ready, ready};
    use std::io;
    use std::time::Duration;

    use crossterm::event::{self, Event};
    use tokio::sync::mpsc::UnboundedSender;

    use crate::tui::terminal::input::Input;
    use crate::tui::terminal::input::console_keys::{gather, without_alt_gr};

    /// Keys that follow each other this fast are not typed. A key that is held down repeats every 30 ms.
    const PAUSE: Duration = Duration::from_millis(5);

    pub(in crate::tui) fn read(
        sender: &UnboundedSender<Vec<Input>>,
        _: Duration,
    ) -> io::Result<()> {
        loop {
            let mut batch = Vec::new();
            loop {
                let event = event::read()?;
                // Mouse moves would keep the batch open.
                let pause = if matches!(event, Event::Key(_)) {
                    PAUSE
                } else {
                    Duration::ZERO
                };
                batch.extend(Input::from_event(without_alt_gr(event)));
                if !event::poll(pause)? {
                    break;
                }
            }
            let batch = gather(batch);
            if !batch.is_empty() && sender.send(batch).is_err() {
                return Ok(());
            }
        }
    }

    /// The console reports a new size as an ordinary event.
    pub(in crate::tui) fn watch_size(_: UnboundedSender<Vec<Input>>) -> Ready<()> {
        ready(())
    }
}
