//! Flags about the terminal.

use clap::Args;

use super::Global;
use crate::cli::print::{OutputStyle, Printing};
use crate::tui::terminal::capabilities::{Capabilities, takes_title, takes_utf8};
use crate::tui::terminal::clipboard::Multiplexer;

/// How the terminal is to be used.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct TerminalArgs {
    /// Use no colors; same as `NO_COLOR`
    #[arg(long, global = true)]
    no_color: bool,
    /// Use ASCII only, for terminals without UTF-8
    #[arg(long, global = true)]
    ascii: bool,
    /// Print what changes in lines instead of drawing a screen, for screen readers
    #[arg(long, global = true)]
    linear: bool,
}

impl Global {
    /// How text is printed on stdout.
    pub(in crate::cli) fn stdout(&self) -> OutputStyle {
        OutputStyle::of(&std::io::stdout(), self.capabilities(), self.terminal.ascii)
    }

    /// How the command prints on both streams.
    pub(in crate::cli) fn printing(&self) -> Printing {
        let (capabilities, asks_ascii) = (self.capabilities(), self.terminal.ascii);
        Printing {
            out: self.stdout(),
            err: OutputStyle::of(&std::io::stderr(), capabilities, asks_ascii),
            in_json: self.json,
        }
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
