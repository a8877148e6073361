//! The screen: one model, one pure update, effects as data.
//!
//! Messages come in (keys, answers, timers); `update` changes the model and gives effects; the runtime
//! performs them, and the model is drawn. Each room imports only those above it in this table.
//!
//! | room | what is in it |
//! |---|---|
//! | `terminal` | entering and leaving the terminal, its input, the bytes written to it |
//! | `keys` | the table of commands, and the keys that give them |
//! | `kit` | contents (text, list, form) and how they are drawn, moved in, searched and pointed at; no word of Intune |
//! | `store` | what every component may read, and what it may ask for: actions, effects, messages |
//! | `parts` | what several components show alike |
//! | `panes` | configurations, assignments and details, with their commands |
//! | `components` | what opens over the panes, a file or folder each |
//! | `app` | the model, routing, the loop, the performing of effects |
//! | `speech` | the same screen in lines, for screen readers |
//!
//! Does not belong here: requests (`graph`), rules (`domain`), sentences shared with the command line
//! (`words`). The screen never sees the demo. Why it is built so: `docs/design/screen.md`.

pub mod app;
pub mod components;
pub mod keys;
pub mod kit;
pub mod panes;
pub mod parts;
pub mod speech;
pub mod store;
pub mod terminal;

use std::io;

use tokio::runtime::Runtime;

use crate::session::Session;
use crate::tui::app::model::{Model, Start};
pub use crate::tui::app::runtime::{Ending, OpenProfile};
use crate::tui::app::runtime::{Sources, Surface};
use crate::tui::app::screen::Screen;
use crate::tui::keys::keymap::Keymap;
use crate::tui::speech::{Lines, SIZE};
use crate::tui::terminal::capabilities::Capabilities;
use crate::tui::terminal::modes::Mode;

impl Ending {
    /// The exit code of this ending, as a shell counts signals.
    #[must_use]
    pub const fn signal_exit(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Signal(number) => 128 + number,
        }
    }
}

/// Opens the screen and runs it to its end. The loop runs on this thread, requests on `runtime`.
///
/// # Errors
/// The error of the terminal.
pub fn run(
    runtime: &Runtime,
    session: Session,
    keymap: Keymap,
    capabilities: Capabilities,
    open_profile: &OpenProfile<'_>,
) -> io::Result<Ending> {
    // Dropped at the end, it gives the terminal back.
    let (mut surface, mode, size): (Box<dyn Surface>, _, _) = if capabilities.linear {
        let lines = Lines::enter(capabilities.multiplexer)?;
        (Box::new(lines), Mode::Lines, SIZE)
    } else {
        let mut screen = Screen::enter(capabilities.multiplexer)?;
        let size = screen.size();
        if session.settings.mouse {
            screen.mouse(true)?;
        }
        (Box::new(screen), Mode::Screen, size)
    };
    let escape = session.settings.timing.escape_wait;
    let model = Model::new(Start::new(&session, capabilities, size), keymap);
    runtime.block_on(async {
        let sources = Sources::open(mode, escape)?;
        Ok(app::runtime::run(session, model, &mut *surface, sources, open_profile).await)
    })
}
