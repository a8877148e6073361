//! `enlist completions`: what shells complete. It needs neither settings nor a token.

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
    // Whoever closed the pipe has read enough.
    let _ = print::text(&String::from_utf8_lossy(&script));
    Exit::Done
}
