//! The terminal itself: entering, leaving, suspending, and leaving after a panic.
//!
//! Belongs here: terminal modes and job control, the only platform-dependent code of the screen. Does not
//! belong here: the bytes of a frame (`backend`), what is drawn (`view`).

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
    /// A separate screen, without a cursor.
    Screen,
    /// Lines below the existing ones; only the keys are taken over.
    Lines,
}

/// The terminal, taken over. Dropping it restores the terminal.
#[derive(Debug)]
pub(in crate::tui) struct Taken {
    mode: Mode,
    /// Shared with the panic hook, so the terminal is restored only once.
    entered: Arc<AtomicBool>,
}

impl Taken {
    /// Takes over the terminal. It is not queried, because an answer over a slow line would arrive among the
    /// keys.
    pub(in crate::tui) fn take(mode: Mode) -> io::Result<Self> {
        let entered = Arc::new(AtomicBool::new(true));
        restore_on_panic(mode, Arc::clone(&entered));
        take(mode)?;
        Ok(Self { mode, entered })
    }

    /// Restores the terminal, if that has not happened yet.
    fn leave(&self) {
        if self.entered.swap(false, Ordering::SeqCst) {
            restore(self.mode);
        }
    }

    /// Restores the terminal, stops the job, and takes the terminal over again when the job continues.
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

/// Stops the job, as Ctrl-Z does if the terminal is not raw; returns when the job continues.
#[cfg(unix)]
fn stop_job() {
    use rustix::process::{Signal, kill_current_process_group};
    // If the job cannot be stopped, it continues.
    let _ = kill_current_process_group(Signal::TSTP);
}

/// Does nothing: there is no job control here, and `availability` disables the command with that reason.
#[cfg(not(unix))]
fn stop_job() {}

/// Writes the sequence that copies text to the terminal's clipboard. A terminal without OSC 52 ignores it.
pub(in crate::tui) fn copy(text: &str, multiplexer: Multiplexer) -> io::Result<()> {
    print(&clipboard::sequence(text, multiplexer))
}

/// Writes to the terminal immediately.
pub(in crate::tui) fn print(text: &str) -> io::Result<()> {
    Output::open()?.write_all(text.as_bytes())
}

/// Saves and restores the title of the window (xterm's XTWINOPS 22 and 23, with 2 for the window title). A
/// terminal that cannot save it ignores both.
const KEEP_TITLE: &str = "\x1b[22;2t";
const RESTORE_TITLE: &str = "\x1b[23;2t";

/// Returns the sequence that sets the title of the window (OSC 2).
pub(super) fn title(title: &str) -> String {
    format!("\x1b]2;{}\x1b\\", text::clean(title))
}

/// Requests marks around a paste. Terminals without them send a paste as keys, in one batch: a text field
/// takes them as typed, and a `y` in the batch that opened a review is ignored.
#[cfg(unix)]
const MARK_PASTES: &str = "\x1b[?2004h";
#[cfg(unix)]
const MARK_NO_PASTES: &str = "\x1b[?2004l";

/// The console does not pass on paste marks: keys that arrive together are taken for a paste
/// (`console_keys`). Not requesting the marks keeps the warning of Windows Terminal before a paste of
/// several lines.
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

/// Reports buttons and wheel only (DECSET 1000), with positions as numbers (1006): a terminal that reports
/// every movement would fill a slow line.
#[cfg(unix)]
pub(in crate::tui) fn queue_mouse(bytes: &mut Vec<u8>, on: bool) -> io::Result<()> {
    let sequence = if on {
        "\x1b[?1000h\x1b[?1006h"
    } else {
        "\x1b[?1006l\x1b[?1000l"
    };
    queue!(bytes, style::Print(sequence))
}

/// The console is set up by a call, not by bytes.
#[cfg(not(unix))]
pub(in crate::tui) fn queue_mouse(_: &mut Vec<u8>, on: bool) -> io::Result<()> {
    use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
    if on {
        crossterm::execute!(io::stdout(), EnableMouseCapture)
    } else {
        crossterm::execute!(io::stdout(), DisableMouseCapture)
    }
}

/// Restores the terminal, for code that ends the program without access to the screen.
pub fn restore(mode: Mode) {
    let mut bytes = Vec::new();
    // Each of these may fail because the terminal is closed, and then there is nothing to restore.
    let _ = match mode {
        Mode::Screen => queue!(
            bytes,
            style::ResetColor,
            style::Print(MARK_NO_PASTES),
            Show,
            LeaveAlternateScreen,
            style::Print(RESTORE_TITLE)
        ),
        // Leaving an alternate screen that was not entered would move the cursor.
        Mode::Lines => queue!(bytes, style::Print(MARK_NO_PASTES)),
    };
    // Disabling a mode that is not enabled is harmless, so callers need not know which are.
    let _ = queue_mouse(&mut bytes, false);
    let _ = Output::open().and_then(|mut out| out.write_all(&bytes));
    let _ = disable_raw_mode();
}

/// Restores the terminal before the message of a panic on this thread is printed, because such a panic ends
/// the program. A panic of a task on the worker is caught there and must not affect the screen.
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

/// The terminal's output without the line buffer of `Stdout`: a frame is one write.
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
        // `Stdout` buffers what follows the last newline. The sequence that leaves the screen has no
        // newline, so a later error message would be written to the screen before it is left.
        #[cfg(not(unix))]
        self.file.flush()?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
