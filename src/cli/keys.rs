//! `enlist keys`: the keys of the screen.

use std::fmt::Write as _;

use super::exit::{Exit, Failure};
use super::print;
use crate::text;
use crate::tui::command::Scope;
use crate::tui::keymap::Keymap;
use crate::tui::reading::key_rows;

pub(super) fn run() -> Result<Exit, Failure> {
    let keymap = Keymap::built_in().map_err(Failure::local)?;
    let mut said = String::new();
    for scope in Scope::ALL {
        let _ = writeln!(
            said,
            "{}{}",
            if said.is_empty() { "" } else { "\n" },
            scope.title()
        );
        for (keys, help) in key_rows(&keymap, scope) {
            let _ = writeln!(said, "  {}  {help}", text::fit(&keys, 18));
        }
    }
    // Whoever closed the pipe has read enough.
    let _ = print::text(&said);
    Ok(Exit::Done)
}
