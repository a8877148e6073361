//! What the admin does, as the model understands it.
//!
//! Belongs here: turning terminal events into input, in batches. Does not belong here: what a key
//! means (`keymap`), or what it does (`update`).

use std::io;
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind,
};
use tokio::sync::mpsc::UnboundedSender;

/// A click, or a turn of the wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// Which.
    pub what: Pointing,
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
}

/// What a mouse can do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointing {
    /// The left button went down.
    Click,
    /// The wheel was turned away.
    WheelUp,
    /// The wheel was turned towards.
    WheelDown,
}

/// Something the admin did, or that happened to the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key went down.
    Key {
        /// Which.
        event: KeyEvent,
        /// Whether it is held down; only some terminals say so.
        repeat: bool,
    },
    /// The mouse was used.
    Mouse(Mouse),
    /// Text was pasted, in one piece.
    Paste(String),
    /// The terminal has a new size, in columns and rows.
    Resize(u16, u16),
    /// The terminal is gone.
    Closed,
}

impl Input {
    /// The input that an event stands for; none where it means nothing here.
    #[must_use]
    pub fn from_event(event: Event) -> Option<Self> {
        match event {
            Event::Key(event) => match event.kind {
                KeyEventKind::Press => Some(Self::Key {
                    event,
                    repeat: false,
                }),
                KeyEventKind::Repeat => Some(Self::Key {
                    event,
                    repeat: true,
                }),
                KeyEventKind::Release => None,
            },
            Event::Paste(text) => Some(Self::Paste(text)),
            Event::Resize(width, height) => Some(Self::Resize(width, height)),
            Event::Mouse(MouseEvent {
                kind, column, row, ..
            }) => {
                let what = match kind {
                    MouseEventKind::Down(MouseButton::Left) => Pointing::Click,
                    MouseEventKind::ScrollUp => Pointing::WheelUp,
                    MouseEventKind::ScrollDown => Pointing::WheelDown,
                    _ => return None,
                };
                Some(Self::Mouse(Mouse { what, column, row }))
            }
            _ => None,
        }
    }
}

/// Reads the terminal until it is gone, and blocks meanwhile. Everything that is there at once comes as
/// one batch.
pub(super) fn read(sender: &UnboundedSender<Vec<Input>>) {
    while let Ok(batch) = read_batch() {
        if !batch.is_empty() && sender.send(batch).is_err() {
            return;
        }
    }
    // A loop that has ended needs no input.
    let _ = sender.send(vec![Input::Closed]);
}

fn read_batch() -> io::Result<Vec<Input>> {
    let mut batch: Vec<Input> = Input::from_event(event::read()?).into_iter().collect();
    while event::poll(Duration::ZERO)? {
        batch.extend(Input::from_event(event::read()?));
    }
    Ok(batch)
}

/// Waits for the end of the terminal, and blocks meanwhile. Where nothing is left to be read crossterm
/// tries again without end, at the cost of a whole processor: it is given a pipe that stays silent.
#[cfg(target_os = "linux")]
pub(super) fn watch(sender: &UnboundedSender<Vec<Input>>) {
    use std::io::IsTerminal;
    use std::os::fd::AsFd;
    let input = io::stdin();
    // Standard input may be a pipe with a token: the keys come from the terminal itself then.
    let is_input = input.is_terminal();
    let terminal = if is_input {
        input.as_fd().try_clone_to_owned()
    } else {
        std::fs::File::open("/dev/tty").map(Into::into)
    };
    if !terminal.is_ok_and(|terminal| has_ended(&terminal)) {
        return;
    }
    let silence = io::pipe().ok().filter(|_| is_input);
    if let Some((reader, _)) = &silence {
        // Without it the end only costs more.
        let _ = rustix::stdio::dup2_stdin(reader);
    }
    let _ = sender.send(vec![Input::Closed]);
    // The pipe is silent as long as its other end is held.
    while silence.is_some() {
        std::thread::park();
    }
}

/// Waits until nobody is at the other end of the terminal; `false` where that cannot be known.
#[cfg(target_os = "linux")]
fn has_ended(terminal: &std::os::fd::OwnedFd) -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    loop {
        let mut watched = [PollFd::new(terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => return watched[0].revents().contains(PollFlags::HUP),
        }
    }
}

/// Elsewhere a terminal cannot be watched so (macOS has no `poll` for it): its end is found when it is
/// written to, or by the signal.
#[cfg(not(target_os = "linux"))]
pub(super) const fn watch(_: &UnboundedSender<Vec<Input>>) {}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    #[test]
    fn a_released_key_means_nothing_and_a_held_one_is_marked() {
        let key = |kind| {
            Event::Key(KeyEvent::new_with_kind(
                KeyCode::Char('y'),
                KeyModifiers::NONE,
                kind,
            ))
        };
        assert_eq!(Input::from_event(key(KeyEventKind::Release)), None);
        let repeat = |kind| match Input::from_event(key(kind)) {
            Some(Input::Key { repeat, .. }) => Some(repeat),
            _ => None,
        };
        assert_eq!(repeat(KeyEventKind::Press), Some(false));
        assert_eq!(repeat(KeyEventKind::Repeat), Some(true));
    }

    #[test]
    fn focus_and_a_moving_mouse_mean_nothing() {
        assert_eq!(Input::from_event(Event::FocusGained), None);
        let moved = Event::Mouse(MouseEvent {
            kind: MouseEventKind::Moved,
            column: 1,
            row: 1,
            modifiers: KeyModifiers::NONE,
        });
        assert_eq!(Input::from_event(moved), None);
        assert_eq!(
            Input::from_event(Event::Resize(80, 24)),
            Some(Input::Resize(80, 24))
        );
    }
}
