//! The screen: one model, one pure update, effects as data.
//!
//! Messages come in (keys, answers, timers); `update` changes the model and gives effects; `runtime`
//! performs them; `view` draws the model. The model is the `store`, the `panes`, and a stack of
//! what lies over them: `components`, each with its state, keys and lines in one file, which show a
//! content of the `kit` and want an `action`. Belongs here: everything that only the screen needs. Does
//! not belong here: requests (`graph`), rules (`domain`), sentences shared with the command line
//! (`words`). The screen never sees the demo.

pub mod action;
pub mod again;
pub mod availability;
pub mod backend;
pub mod change_state;
pub mod clipboard;
pub mod command;
pub mod components;
pub mod entity;
pub mod explained;
pub mod find;
pub mod footer;
pub mod haystack;
pub mod help;
pub mod input;
pub mod keymap;
pub mod keymap_file;
pub mod kit;
mod latest;
pub mod layout;
pub mod linear;
mod link;
pub mod list;
pub mod looks;
pub mod model;
pub mod msg;
pub mod next_step;
pub mod notice;
pub mod offer;
pub mod overlay;
pub mod panes;
pub mod parts;
pub mod pointer;
pub mod reading;
pub mod remote;
pub mod reviews;
pub mod runtime;
pub mod screen;
pub mod session_plan;
mod signals;
pub mod start;
pub mod store;
pub mod symbols;
pub mod terminal;
pub mod theme;
pub mod trail;
pub mod update;
pub mod view;

use std::io;

use tokio::runtime::Runtime;

use self::keymap::Keymap;
use self::linear::{Lines, SIZE};
use self::looks::Looks;
use self::model::{Model, Start};
pub use self::runtime::{Ending, OpenProfile};
use self::runtime::{Sources, Surface};
use self::screen::Screen;
use self::terminal::Mode;
use crate::session::Session;

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
    looks: Looks,
    open_profile: &OpenProfile<'_>,
) -> io::Result<Ending> {
    // Dropped at the end, it gives the terminal back.
    let (mut surface, mode, size): (Box<dyn Surface>, _, _) = if looks.linear {
        let lines = Lines::enter(looks.multiplexer)?;
        (Box::new(lines), Mode::Lines, SIZE)
    } else {
        let mut screen = Screen::enter(looks.multiplexer)?;
        let size = screen.size();
        if session.mouse {
            screen.mouse(true)?;
        }
        (Box::new(screen), Mode::Screen, size)
    };
    let escape = session.client.timing().escape;
    let model = Model::new(Start::new(&session, looks, size), keymap);
    runtime.block_on(async {
        let sources = Sources::open(mode, escape)?;
        Ok(runtime::run(session, model, &mut *surface, sources, open_profile).await)
    })
}
