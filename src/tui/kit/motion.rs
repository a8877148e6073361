//! Ways to move in a list or a text, and where each one leads.

use crate::tui::keys::command::Command;

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Up,
    Down,
    PageUp,
    PageDown,
    HalfPageUp,
    HalfPageDown,
    First,
    Last,
}

impl Motion {
    /// Returns the motion of a command, or `None` if the command does not move.
    #[must_use]
    pub const fn of(command: Command) -> Option<Self> {
        Some(match command {
            Command::Up => Self::Up,
            Command::Down => Self::Down,
            Command::PageUp => Self::PageUp,
            Command::PageDown => Self::PageDown,
            Command::HalfPageUp => Self::HalfPageUp,
            Command::HalfPageDown => Self::HalfPageDown,
            Command::First => Self::First,
            Command::Last => Self::Last,
            _ => return None,
        })
    }

    /// Returns where the motion leads from row `at`, where `last` is the last row and `height` rows are
    /// visible.
    #[must_use]
    pub fn from(self, at: usize, last: usize, height: usize) -> usize {
        let page = height.saturating_sub(1).max(1);
        let half = (height / 2).max(1);
        let to = match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at + 1,
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at + page,
            Self::HalfPageUp => at.saturating_sub(half),
            Self::HalfPageDown => at + half,
            Self::First => 0,
            Self::Last => last,
        };
        to.min(last)
    }
}
