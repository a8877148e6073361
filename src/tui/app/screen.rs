//! The screen of a real terminal: the surface on which the model is drawn.

use std::io::{self, Write};

use ratatui::Terminal;
use ratatui::layout::Size;

use super::model::Model;
use super::runtime::Surface;
use super::view::view;
use crate::tui::kit::theme::Theme;
use crate::tui::panes::header::window_title;
use crate::tui::terminal::backend::FrameBackend;
use crate::tui::terminal::clipboard::Multiplexer;
use crate::tui::terminal::modes::{Mode, Output, Taken, copy, queue_mouse};

/// The screen of a real terminal. Dropping it restores the terminal.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<FrameBackend<Output>>,
    multiplexer: Multiplexer,
    /// Whether the terminal reports clicks and the wheel.
    mouse: bool,
    /// The last title set for the window.
    title: String,
    taken: Taken,
}

impl Screen {
    /// Takes over the terminal: raw mode, alternate screen, bracketed paste, no cursor.
    ///
    /// # Errors
    /// Returns the error of the terminal, which is then restored.
    pub fn enter(multiplexer: Multiplexer) -> io::Result<Self> {
        let (width, height) = crossterm::terminal::size()?;
        let backend = FrameBackend::new(Output::open()?, Size { width, height });
        Ok(Self {
            terminal: Terminal::new(backend)?,
            multiplexer,
            mouse: false,
            title: String::new(),
            taken: Taken::take(Mode::Screen)?,
        })
    }

    /// Returns the columns and rows.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.terminal
            .size()
            .map_or((0, 0), |size| (size.width, size.height))
    }
}

impl Surface for Screen {
    fn present(&mut self, model: &Model) -> io::Result<()> {
        let (width, height) = model.store.size;
        let backend = self.terminal.backend_mut();
        backend.set_size(Size { width, height });
        if model.store.start.capabilities.has_title {
            let symbols = Theme::new(model.store.start.capabilities).symbols();
            let title = symbols.text(&window_title(&model.store)).into_owned();
            if title != self.title {
                backend.set_title(&title);
                self.title = title;
            }
        }
        self.terminal.draw(|frame| view(model, frame))?;
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        copy(text, self.multiplexer)
    }

    fn bell(&mut self) -> io::Result<()> {
        Output::open()?.write_all(b"\x07")
    }

    fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        let mut bytes = Vec::new();
        queue_mouse(&mut bytes, on)?;
        Output::open()?.write_all(&bytes)
    }

    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        self.taken.suspend()?;
        // The title was restored with the terminal.
        self.title.clear();
        if self.mouse {
            self.mouse(true)?;
        }
        let (width, height) = crossterm::terminal::size()?;
        let backend = self.terminal.backend_mut();
        backend.set_size(Size { width, height });
        backend.forget();
        self.terminal.clear()?;
        Ok((width, height))
    }
}
