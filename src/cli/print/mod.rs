//! Output on stdout and stderr, and the exit codes of the program.
//!
//! Belongs here: output formats that several verbs share. Does not belong here: what a verb prints and why
//! (`verbs`), wording that the screen also uses (`crate::words`).
//!
//! | file | what is in it |
//! |---|---|
//! | `cells` | cells that several tables share |
//! | `documents` | the parts of the JSON documents that several verbs print |
//! | `exit` | exit codes, and how a command reports a failure |
//! | `list_csv` | the list for a spreadsheet |
//! | `journal_table` | the journal as a table |
//! | `streams` | writing to stdout and stderr, without control characters |
//! | `shown_names` | names as a table shows them |
//! | `style` | width, colours and characters of the output |
//! | `table` | tables that fit into the terminal |

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
