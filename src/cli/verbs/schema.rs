//! `enlist schema`: the JSON Schema of every document. It needs neither settings nor a token.

use crate::cli::print;
use crate::cli::print::exit::Exit;

/// The documents of every `--json`.
const SCHEMA: &str = include_str!("../../../assets/schema.json");

pub(in crate::cli) fn run() -> Exit {
    // Whoever closed the pipe has read enough.
    let _ = print::text(SCHEMA);
    Exit::Done
}
