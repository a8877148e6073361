//! Flags about the terminal.

use clap::Args;

use super::Global;
use crate::cli::print::OutputStyle;
use crate::tui::terminal::capabilities::{Capabilities, takes_title, takes_utf8};
use crate::tui::terminal::clipboard::Multiplexer;

/// How the terminal is to be used.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct TerminalArgs {
    /// Use no colours; `NO_COLOR` does the same
    #[arg(long, global = true)]
    no_color: bool,
    /// Draw with ASCII alone, as in a locale without UTF-8
    #[arg(long, global = true)]
    ascii: bool,
    /// Say in lines what changes, in place of a screen: for screen readers
    #[arg(long, global = true)]
    linear: bool,
}

impl Global {
    /// How text is printed on stdout.
    pub(in crate::cli) fn stdout(&self) -> OutputStyle {
        OutputStyle::of(&std::io::stdout(), self.capabilities(), self.terminal.ascii)
    }

    /// How text is printed on stderr.
    pub(in crate::cli) fn stderr(&self) -> OutputStyle {
        OutputStyle::of(&std::io::stderr(), self.capabilities(), self.terminal.ascii)
    }

    /// How the terminal is to be used: what the flags say, and the environment.
    pub(in crate::cli) fn capabilities(&self) -> Capabilities {
        let environment = |name: &str| std::env::var(name).ok();
        Capabilities {
            no_colour: self.terminal.no_color
                || environment("NO_COLOR").is_some_and(|value| !value.is_empty())
                || environment("TERM").is_some_and(|term| term == "dumb"),
            ascii: self.terminal.ascii || !takes_utf8(environment),
            linear: self.terminal.linear,
            has_title: takes_title(environment),
            multiplexer: Multiplexer::of(environment),
        }
    }
}
