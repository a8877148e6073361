//! The terminal itself: entering, leaving, going to the background, and leaving after a panic.
//!
//! Belongs here: modes of the terminal and job control, the only platform-dependent code of the
//! screen. Does not belong here: bytes of a frame (`backend`), what is drawn (`view`).

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{queue, style};

use super::capabilities::takes_sequences;
use super::clipboard::{self, Multiplexer};
use crate::text;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A screen of its own, without a cursor.
    Screen,
    /// Lines below those that are there; only the keys are taken over.
    Lines,
}

/// The terminal, taken over. Dropping it leaves the terminal as it was.
#[derive(Debug)]
pub(in crate::tui) struct Taken {
    mode: Mode,
    /// Shared with the panic hook, so that the terminal is left once.
    entered: Arc<AtomicBool>,
}

impl Taken {
    /// Takes the terminal. It is asked nothing, since an answer over a slow line would arrive among the
    /// keys.
    pub(in crate::tui) fn take(mode: Mode) -> io::Result<Self> {
        let entered = Arc::new(AtomicBool::new(true));
        restore_on_panic(mode, Arc::clone(&entered));
        take(mode)?;
        Ok(Self { mode, entered })
    }

    /// Gives the terminal back as it was; once is enough.
    fn leave(&self) {
        if self.entered.swap(false, Ordering::SeqCst) {
            restore(self.mode);
        }
    }

    /// Gives it back, stops the job, and takes it again when the job goes on.
    pub(in crate::tui) fn suspend(&self) -> io::Result<()> {
        self.leave();
        stop_job();
        take(self.mode)?;
        self.entered.store(true, Ordering::SeqCst);
        Ok(())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Stops the job, as Ctrl-Z does where the terminal is not raw; returns when it goes on.
#[cfg(unix)]
fn stop_job() {
    use rustix::process::{Signal, kill_current_process_group};
    // Where the job cannot be stopped it simply goes on.
    let _ = kill_current_process_group(Signal::TSTP);
}

/// No job control here: `availability` disables the command with that reason.
#[cfg(not(unix))]
fn stop_job() {}

/// Writes what puts text into the terminal's clipboard. Where the terminal knows no OSC 52 nothing comes
/// of it, and nothing breaks.
pub(in crate::tui) fn copy(text: &str, multiplexer: Multiplexer) -> io::Result<()> {
    print(&clipboard::sequence(text, multiplexer))
}

/// Writes to the terminal at once.
pub(in crate::tui) fn print(text: &str) -> io::Result<()> {
    Output::open()?.write_all(text.as_bytes())
}

/// Keeps the title of the window, and gives it back (xterm's XTWINOPS 22 and 23, 2 for the title of the
/// window). A terminal that keeps none ignores both.
const KEEP_TITLE: &str = "\x1b[22;2t";
const RESTORE_TITLE: &str = "\x1b[23;2t";

/// What gives the window a title (OSC 2).
pub(super) fn title(title: &str) -> String {
    format!("\x1b]2;{}\x1b\\", text::clean(title))
}

/// Asks for marks around a paste. Terminals without them give a paste as keys, in one batch: a text field takes
/// them as typed, and a `y` in the batch that opened a review is not obeyed.
#[cfg(unix)]
const MARK_PASTES: &str = "\x1b[?2004h";
#[cfg(unix)]
const MARK_NO_PASTES: &str = "\x1b[?2004l";

/// The console keeps the marks to itself: keys that come together are taken for a paste (`console_keys`). Not to ask
/// keeps the question of Windows Terminal before a paste of several lines.
#[cfg(not(unix))]
const MARK_PASTES: &str = "";
#[cfg(not(unix))]
const MARK_NO_PASTES: &str = "";

fn take(mode: Mode) -> io::Result<()> {
    if mode == Mode::Screen && !takes_sequences() {
        return Err(io::Error::other(
            "this console does not support escape sequences; use Windows Terminal, or --linear",
        ));
    }
    enable_raw_mode()?;
    let mut bytes = Vec::new();
    let queued = match mode {
        Mode::Screen => queue!(
            bytes,
            style::Print(KEEP_TITLE),
            EnterAlternateScreen,
            style::Print(MARK_PASTES),
            Hide
        ),
        Mode::Lines => queue!(bytes, style::Print(MARK_PASTES)),
    };
    let outcome = queued.and_then(|()| Output::open()?.write_all(&bytes));
    if outcome.is_err() {
        restore(mode);
    }
    outcome
}

/// Buttons and wheel only (DECSET 1000), with places as numbers (1006): a terminal that reports every
/// movement would fill a slow line.
#[cfg(unix)]
pub(in crate::tui) fn queue_mouse(bytes: &mut Vec<u8>, on: bool) -> io::Result<()> {
    let sequence = if on {
        "\x1b[?1000h\x1b[?1006h"
    } else {
        "\x1b[?1006l\x1b[?1000l"
    };
    queue!(bytes, style::Print(sequence))
}

/// The console is asked by a call, not by bytes.
#[cfg(not(unix))]
pub(in crate::tui) fn queue_mouse(_: &mut Vec<u8>, on: bool) -> io::Result<()> {
    use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
    if on {
        crossterm::execute!(io::stdout(), EnableMouseCapture)
    } else {
        crossterm::execute!(io::stdout(), DisableMouseCapture)
    }
}

/// Gives the terminal back: for whoever ends the program without the screen at hand.
pub fn restore(mode: Mode) {
    let mut bytes = Vec::new();
    // Each of these may fail because the terminal is gone, and then nothing is left to restore.
    let _ = match mode {
        Mode::Screen => queue!(
            bytes,
            style::ResetColor,
            style::Print(MARK_NO_PASTES),
            Show,
            LeaveAlternateScreen,
            style::Print(RESTORE_TITLE)
        ),
        // To leave an alternate screen that was not entered would move the cursor.
        Mode::Lines => queue!(bytes, style::Print(MARK_NO_PASTES)),
    };
    // Switching off what is not on does no harm, and whoever comes here need not know.
    let _ = queue_mouse(&mut bytes, false);
    let _ = Output::open().and_then(|mut out| out.write_all(&bytes));
    let _ = disable_raw_mode();
}

/// A panic on this thread ends the program: the terminal is restored before the message is printed.
/// A panic of a task on the worker is caught there and must not touch the screen.
fn restore_on_panic(mode: Mode, entered: Arc<AtomicBool>) {
    let this = std::thread::current().id();
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == this {
            if entered.swap(false, Ordering::SeqCst) {
                restore(mode);
            }
            previous(info);
        }
    }));
}

/// The terminal to write to, past the line buffer of `Stdout`: a frame is one write.
#[derive(Debug)]
pub(in crate::tui) struct Output {
    #[cfg(unix)]
    file: std::fs::File,
    #[cfg(not(unix))]
    file: io::Stdout,
}

impl Output {
    #[cfg(unix)]
    pub(in crate::tui) fn open() -> io::Result<Self> {
        use std::os::fd::AsFd;
        Ok(Self {
            file: io::stdout().as_fd().try_clone_to_owned()?.into(),
        })
    }

    #[cfg(not(unix))]
    pub(in crate::tui) fn open() -> io::Result<Self> {
        Ok(Self { file: io::stdout() })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        // `Stdout` keeps what follows the last newline to itself: what leaves the screen has none, and an
        // error message after it would be written to the screen that is about to go.
        #[cfg(not(unix))]
        self.file.flush()?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
