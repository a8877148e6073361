//! `enlist logout`: deletes the sign-in that `enlist login` stored.

use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::open;
use crate::journal::Journal;
use crate::session::sign_in;

pub(in crate::cli) fn run(global: &Global) -> Result<Exit, Failure> {
    // No connection is set up: a missing proxy or certificate must not prevent a sign-out.
    let settings = open::sources(global)?.settings();
    let folder = Journal::default_folder();
    let mut forgotten = false;
    for slot in sign_in::keyring_slots(&settings, &open::environment, folder.as_deref()) {
        forgotten |= slot.forget().map_err(Failure::local)?;
    }
    let _ = print::text(if forgotten {
        "Signed out.\n"
    } else {
        "No sign-in was stored.\n"
    });
    Ok(Exit::Done)
}
