//! `enlist completions` and `enlist schema`: what the program says of itself to shells and to scripts.
//! It needs neither settings nor a token.

use clap_complete::Shell;

use crate::cli::print;
use crate::cli::print::exit::Exit;

/// The documents of every `--json`.
const SCHEMA: &str = include_str!("../../../assets/schema.json");

/// Prints the completions of a shell.
pub(in crate::cli) fn completions(shell: Shell) -> Exit {
    let mut command = crate::cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    // Whoever closed the pipe has read enough.
    let _ = print::text(&String::from_utf8_lossy(&script));
    Exit::Done
}

/// Prints the JSON Schema of every document.
pub(in crate::cli) fn schema() -> Exit {
    let _ = print::text(SCHEMA);
    Exit::Done
}
