//! Commands and the keys that give them.
//!
//! | file | what is in it |
//! |---|---|
//! | `command` | the table of commands, from which footer, help, palette and `docs` are generated |
//! | `keymap` | maps keys to commands |
//! | `keymap_file` | the admin's keymap file, and its mistakes |
//!
//! Does not belong here: what a command does (`panes`, `components`, `app`).

pub mod command;
pub mod keymap;
pub mod keymap_file;
