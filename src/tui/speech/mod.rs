//! The second maker of a surface: lines on the main screen, for screen readers (`--linear`).
//!
//! Belongs here: printing what changed. Does not belong here: what is said of a model (`spoken_overlay`, `spoken`),
//! keys, which work as on the screen. No alternate screen, no boxes, no cursor moves: what was said
//! stays above and can be read again.

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

/// The size that the model reckons with: lines need no room, and none is ever too small.
pub const SIZE: (u16, u16) = (80, 24);

/// The lines of a real terminal. Dropping them leaves the terminal as it was.
#[derive(Debug)]
pub struct Lines {
    spoken: Spoken,
    multiplexer: Multiplexer,
    taken: Taken,
}

impl Lines {
    /// Takes the keys of the terminal; its screen stays as it is.
    ///
    /// # Errors
    /// The error of the terminal, which is left as it was.
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
        // Whoever comes back hears again where they are.
        self.spoken = Spoken::default();
        Ok(SIZE)
    }

    /// Lines have no places to point at.
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

/// The bytes of some lines. A raw terminal does not go back to the left edge by itself.
fn printed(lines: &[String], symbols: Symbols) -> String {
    let mut printed = String::new();
    for line in lines {
        printed += &symbols.text(&text::clean(line));
        printed += "\r\n";
    }
    printed
}
