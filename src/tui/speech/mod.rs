//! The second kind of surface: lines on the main screen, for screen readers (`--linear`).
//!
//! Belongs here: printing changes. Does not belong here: the text for a model (`spoken_overlay`, `spoken`),
//! keys, which work as on the screen. There is no alternate screen, no boxes and no cursor movement: earlier
//! lines stay above and can be read again.

mod spoken;
mod spoken_overlay;
#[cfg(test)]
mod tests;

use std::io::{self, Write as _};

use crate::text;
use crate::tui::app::model::Model;
use crate::tui::app::runtime::Surface;
use crate::tui::kit::symbols::Symbols;
use crate::tui::kit::theme::Theme;
use crate::tui::terminal::clipboard::Multiplexer;
use crate::tui::terminal::modes::{Mode, Output, Taken, copy, print};

pub use self::spoken::{Spoken, announce};

/// The size that the model assumes. Lines need no minimum size.
pub const SIZE: (u16, u16) = (80, 24);

/// The lines on a real terminal. Dropping them restores the terminal.
#[derive(Debug)]
pub struct Lines {
    spoken: Spoken,
    multiplexer: Multiplexer,
    taken: Taken,
}

impl Lines {
    /// Starts to read the keys of the terminal; does not change its screen.
    ///
    /// # Errors
    /// Returns the error of the terminal, which is restored.
    pub fn enter(multiplexer: Multiplexer) -> io::Result<Self> {
        Ok(Self {
            spoken: Spoken::default(),
            multiplexer,
            taken: Taken::take(Mode::Lines)?,
        })
    }
}

impl Surface for Lines {
    fn present(&mut self, model: &Model) -> io::Result<()> {
        let (spoken, lines) = announce(&self.spoken, model);
        self.spoken = spoken;
        if lines.is_empty() {
            return Ok(());
        }
        print(&printed(
            &lines,
            Theme::new(model.store.start.capabilities).symbols(),
        ))
    }

    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        self.taken.suspend()?;
        // After the return, everything is read out again.
        self.spoken = Spoken::default();
        Ok(SIZE)
    }

    /// Does nothing: lines do not react to the mouse.
    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        copy(text, self.multiplexer)
    }

    fn bell(&mut self) -> io::Result<()> {
        Output::open()?.write_all(b"\x07")
    }
}

/// Returns the lines as they are written. A terminal in raw mode needs a carriage return after each line.
fn printed(lines: &[String], symbols: Symbols) -> String {
    let mut printed = String::new();
    for line in lines {
        printed += &symbols.text(&text::clean(line));
        printed += "\r\n";
    }
    printed
}
