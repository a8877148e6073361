//! `enlist` without a command: opens the screen.

use std::io::IsTerminal;

use crate::cli::args::Global;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::open;
use crate::cli::verbs::keys;
use crate::tui::{self, Ending};

pub(in crate::cli) fn run(global: &Global) -> Result<Exit, Failure> {
    if !std::io::stdout().is_terminal() {
        return Err(Failure::usage(
            "the screen needs a terminal; without one, use `enlist list`".to_owned(),
        ));
    }
    let keymap = keys::load()?.keymap;
    // One worker besides the main thread, because a blocked terminal must never delay a request.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| Failure::local(format!("could not start: {error}")))?;
    let opened = open::open(global, &runtime)?;
    // A stored sign-in is used here as well.
    let _ = opened.session.resume();
    let open_profile = |name: &str| {
        let other = global.in_profile(name);
        let opened = open::open(&other, &runtime).map_err(|failure| failure.to_string())?;
        let _ = opened.session.resume();
        Ok(opened.session)
    };
    let ending = tui::run(
        &runtime,
        opened.session.clone(),
        keymap,
        global.capabilities(),
        &open_profile,
    );
    drop(opened);
    open::end(runtime);
    match ending {
        Ok(Ending::Quit) => Ok(Exit::Done),
        Ok(Ending::Signal(number)) => Ok(Exit::Signal(number)),
        Err(error) => Err(Failure::local(format!("terminal: {error}"))),
    }
}
