//! The admin's input, as the model understands it.
//!
//! Belongs here: turning what a terminal sends into input, in batches. Does not belong here: what a key
//! means (`keymap`) or does (`update`).

use serde::{Deserialize, Serialize};

#[cfg(any(not(unix), test))]
pub(crate) mod console_keys;
#[cfg(unix)]
mod joiner;
mod listen;
#[cfg(unix)]
mod sequence;

#[cfg(unix)]
use crossterm::event::KeyCode;
use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

pub(in crate::tui) use self::listen::{read, watch_size};

/// A click or a turn of the wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mouse {
    pub what: Pointing,
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pointing {
    /// The left button was pressed.
    Click,
    /// The wheel was turned away from the admin.
    WheelUp,
    /// The wheel was turned towards the admin.
    WheelDown,
}

/// Something the admin did, or that happened to the terminal. Text typed or pasted into a sign-in can be a
/// secret: input must not be logged while one is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// A key was pressed.
    Key {
        event: KeyEvent,
        /// Whether the key is held down; only some terminals report this.
        repeat: bool,
    },
    Mouse(Mouse),
    /// Text was pasted, in one piece.
    Paste(String),
    /// The terminal has a new size, in columns and rows.
    Resize(u16, u16),
    Closed,
}

impl Input {
    /// The Esc key.
    #[cfg(unix)]
    fn escape() -> Self {
        Self::Key {
            event: KeyCode::Esc.into(),
            repeat: false,
        }
    }

    /// Converts an event to input, or returns `None` if the event has no meaning here.
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

#[cfg(test)]
pub(in crate::tui) mod examples;

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
