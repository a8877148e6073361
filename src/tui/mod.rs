//! The screen: one model, one pure update, effects as data.
//!
//! Messages come in (keys, answers, timers); `update` changes the model and gives effects; `runtime`
//! performs them; `view` draws the model. Belongs here: everything that only the screen needs. Does
//! not belong here: requests (`graph`), rules (`domain`), sentences shared with the command line
//! (`words`). The screen never sees the demo.

pub mod availability;
pub mod backend;
pub mod changed;
pub mod command;
pub mod find;
pub mod footer;
pub mod form;
pub mod input;
pub mod journal;
pub mod keymap;
pub mod keymap_file;
pub mod layout;
mod link;
pub mod list;
pub mod look;
pub mod model;
pub mod msg;
pub mod overlay;
pub mod palette;
pub mod pointer;
pub mod reading;
pub mod remote;
pub mod runtime;
pub mod shown;
pub mod sign_in;
mod signals;
pub mod terminal;
pub mod theme;
pub mod trail;
pub mod update;
pub mod view;

use std::io;

use tokio::runtime::Runtime;

use self::keymap::Keymap;
use self::model::{Model, Start};
pub use self::runtime::{Ending, OpenProfile};
use self::runtime::{Sources, Surface};
use self::terminal::Screen;
use crate::session::Session;
use crate::write::Access;

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
    no_colour: bool,
    open_profile: &OpenProfile<'_>,
) -> io::Result<Ending> {
    let mut screen = Screen::enter()?;
    if session.mouse {
        screen.mouse(true)?;
    }
    let start = Start::new(&session, no_colour, screen.size());
    let ending = runtime.block_on(async {
        let sources = Sources::open()?;
        let model = Model::new(start, keymap);
        runtime::run(session, model, &mut screen, sources, open_profile).await
    });
    screen.leave();
    ending
}

impl Start {
    fn new(session: &Session, no_colour: bool, size: (u16, u16)) -> Self {
        Self {
            service_name: session.service_name.clone(),
            graph_url: session.graph_url().to_owned(),
            profile: session.profile.clone(),
            profiles: session.profiles.clone(),
            confirm: session.confirm,
            read_only: session.access == Access::ReadOnly,
            api: session.client.api(),
            write_mode: session.write_mode,
            method: session.tokens().method(),
            no_colour,
            refresh: session.refresh,
            mouse: session.mouse,
            time_zone: jiff::tz::TimeZone::system(),
            size,
        }
    }

    /// The same terminal with another session.
    fn of(&self, session: &Session) -> Self {
        Self {
            time_zone: self.time_zone.clone(),
            ..Self::new(session, self.no_colour, self.size)
        }
    }
}
