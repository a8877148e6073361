//! The environment of a verb: a session, questions on the terminal, files.
//!
//! | file | what is in it |
//! |---|---|
//! | `csv_file` | a CSV file of any encoding as rows of cells |
//! | `demo_service` | the embedded demo service with the faults that the flags request |
//! | `files` | files that verbs read and write; `-` is standard input or output |
//! | `hidden_line` | a line that is typed without echo while the program waits for something else |
//! | `known_files` | the files that the program reads and writes by itself |
//! | `open` | from flags to an open session, and the work of a command in it |
//! | `prompts` | questions on the terminal |
//! | `sign_in` | the sign-in on the terminal |
//! | `signals` | signals while a change is made |
//! | `waiting` | a line that shows what is being read |

pub(in crate::cli) mod csv_file;
pub(in crate::cli) mod demo_service;
pub(in crate::cli) mod files;
mod hidden_line;
pub(in crate::cli) mod known_files;
pub(in crate::cli) mod open;
pub(in crate::cli) mod prompts;
pub(in crate::cli) mod sign_in;
pub(in crate::cli) mod signals;
pub(in crate::cli) mod waiting;

pub(in crate::cli) use self::open::with_session;
