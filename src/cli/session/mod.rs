//! What a verb needs of its surroundings: a session, somebody to ask, files.
//!
//! | file | what is in it |
//! |---|---|
//! | `csv_file` | a CSV file of any encoding as rows of cells |
//! | `files` | files that verbs read and write; `-` is standard input or output |
//! | `hidden_line` | a line that is typed without an echo while something else is waited for |
//! | `open` | from flags to an open session, with a sign-in where one is needed |
//! | `prompts` | questions on the terminal |
//! | `signals` | signals while a change is made |
//! | `waiting` | a line that says what is being read |

pub(in crate::cli) mod csv_file;
pub(in crate::cli) mod files;
pub(in crate::cli) mod hidden_line;
pub(in crate::cli) mod open;
pub(in crate::cli) mod prompts;
pub(in crate::cli) mod signals;
pub(in crate::cli) mod waiting;
