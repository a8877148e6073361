//! What goes to stdout and stderr, and how the program ends.
//!
//! Belongs here: the forms that several verbs print. Does not belong here: what a verb prints and why
//! (`verbs`), wording that the screen shares (`crate::words`).
//!
//! | file | what is in it |
//! |---|---|
//! | `cells` | cells that several tables have |
//! | `documents` | the parts of the JSON documents that several verbs print |
//! | `exit` | exit codes, and how a command says that it failed |
//! | `list_csv` | the list for a spreadsheet |
//! | `journal_table` | the journal as a table |
//! | `streams` | stdout and stderr, with nothing in them that a terminal would obey |
//! | `shown_names` | names as a table shows them |
//! | `style` | width, colours and characters of what is printed |
//! | `table` | columns that line up, as wide as the terminal allows |

pub(in crate::cli) mod cells;
pub(in crate::cli) mod documents;
pub(in crate::cli) mod exit;
pub(in crate::cli) mod journal_table;
pub(in crate::cli) mod list_csv;
pub(in crate::cli) mod shown_names;
mod streams;
mod style;
pub(in crate::cli) mod table;

pub(in crate::cli) use self::streams::{
    error, json, lines, rewrite_line, spell_errors, stdout, text,
};
pub(in crate::cli) use self::style::{OutputStyle, Printing};
