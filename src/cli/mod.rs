//! The command line: arguments in, text or JSON and an exit code out.
//!
//! Belongs here: flags, one file for each verb, starting the demo and opening the screen. Does not
//! belong here: rules (`domain`), requests (`graph`), wording that the screen shares (`words`).

mod args;
mod ask;
mod attend;
mod change;
mod config;
mod deal;
mod demo;
mod doctor;
mod exit;
mod find;
mod journal;
mod json;
mod keys;
mod list;
mod login;
mod open;
mod print;
mod report;
mod screen;
mod show;
mod signals;
mod target;
mod undo;
mod write;

use std::time::Duration;

use clap::{CommandFactory, Parser};

pub use self::args::Cli;
use self::args::Verb;
use self::change::Wanted;
pub use self::exit::Exit;
use self::exit::Failure;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Clap prints help and version to stdout, mistakes to stderr; a closed pipe is no mistake.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    let wants_json = cli.verb.as_ref().is_some_and(Verb::wants_json);
    match dispatch(cli) {
        Ok(exit) => exit,
        Err(failure) => failure.report(wants_json),
    }
}

/// The command line's own description, for the README's test and later for completions.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

fn dispatch(cli: Cli) -> Result<Exit, Failure> {
    let Cli { global, verb } = cli;
    let serves = global.demo.is_some() || matches!(verb, Some(Verb::Demo { .. }));
    if !global.fault.is_empty() && !serves {
        return Err(
            Failure::usage("--fault is for the embedded service alone".to_owned())
                .with_hint("use it with --demo or with `enlist demo`"),
        );
    }
    match verb {
        None => screen::run(&global),
        Some(Verb::List { json, names }) => list::run(&global, json, names),
        Some(Verb::Show {
            configuration,
            json,
        }) => show::run(&global, &configuration, json),
        Some(Verb::Set(args)) => write::run(&global, &Wanted::Set(&args)),
        Some(Verb::Add(args)) => write::run(&global, &Wanted::Add(&args)),
        Some(Verb::Remove(args)) => write::run(&global, &Wanted::Remove(&args)),
        Some(Verb::Priority(args)) => write::run(&global, &Wanted::Priority(&args)),
        Some(Verb::Undo(args)) => write::run(&global, &Wanted::Undo(&args)),
        Some(Verb::Journal { json, since }) => journal::run(&global, json, since),
        Some(Verb::Login { keep }) => login::login(&global, keep),
        Some(Verb::Logout) => login::logout(&global),
        Some(Verb::Doctor { json }) => doctor::run(&global, json),
        Some(Verb::Config { json }) => config::run(&global, json),
        Some(Verb::Demo { port }) => demo::run(&global, port),
        Some(Verb::Keys { check, json }) => keys::run(check, json),
    }
}

/// A runtime for a command that only waits for answers.
fn plain_runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::local(format!("no runtime: {error}")))
}

/// Ends a runtime without waiting for what still runs on it.
fn end(runtime: tokio::runtime::Runtime) {
    runtime.shutdown_timeout(Duration::ZERO);
}
