//! `enlist completions`: prints a completion script for a shell. Needs neither settings nor a token.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::cli::print;
use crate::cli::print::exit::Exit;

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(in crate::cli) fn run(args: &CompletionsArgs, mut command: Command) -> Exit {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    // A closed pipe is not an error.
    let _ = print::text(&String::from_utf8_lossy(&script));
    Exit::Done
}
