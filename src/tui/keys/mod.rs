//! Commands and the keys that give them.
//!
//! | file | what it holds |
//! |---|---|
//! | `command` | the table of commands: footer, help, palette and `docs` are made of it |
//! | `keymap` | which key gives which command |
//! | `keymap_file` | the keymap file of the admin, and what is wrong with it |
//!
//! Does not belong here: what a command does (`panes`, `components`, `app`).

pub mod command;
pub mod keymap;
pub mod keymap_file;
