//! The command line: arguments in, text or JSON and an exit code out.
//!
//! Belongs here: flags, one file for each verb, starting the demo and opening the screen. Does not
//! belong here: rules (`domain`), requests (`graph`), wording that the screen shares (`words`).

mod args;
mod change;
mod lookup;
mod print;
mod session;
mod verbs;

use std::time::Duration;

use clap::{CommandFactory, Parser};

pub use self::args::Cli;
use self::args::Verb;
use self::change::proposed::Wanted;
use self::change::{apply, workspace};
pub use self::print::exit::Exit;
use self::print::exit::Failure;
use self::verbs::{
    config, demo, doctor, explain, find, journal, keys, list, login, man, plan, screen, shell,
    show, snapshot,
};

/// What `--version` prints.
const VERSION: &str = concat!("enlist ", env!("CARGO_PKG_VERSION"), "\n");

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> Exit {
    // Scripts ask for the version before each run, and the tree of all verbs takes longer to build
    // than the rest of the answer.
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next();
    let is_version = first.is_some_and(|first| first == "--version" || first == "-V");
    if is_version && arguments.next().is_none() {
        // A closed pipe is no mistake.
        let _ = print::text(VERSION);
        return Exit::Done;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            if error.use_stderr() {
                let wants_json = std::env::args_os().any(|argument| argument == "--json");
                return Failure::from(error).report(wants_json);
            }
            // Help and version; a closed pipe is no mistake.
            let _ = error.print();
            return Exit::Done;
        }
    };
    let wants_json = cli.verb.as_ref().is_some_and(Verb::wants_json);
    crate::journal::heed_size_limits();
    match dispatch(cli) {
        Ok(exit) => exit,
        Err(failure) => failure.report(wants_json),
    }
}

/// The command line's own description, for completions, the manual and tests.
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
        Some(Verb::List(args)) => list::run(&global, &args),
        Some(Verb::Explain(args)) => explain::run(&global, &args),
        Some(Verb::Find(args)) => find::run(&global, &args),
        Some(Verb::Show {
            configuration,
            json,
        }) => show::run(&global, &configuration, json),
        Some(Verb::Set(args)) => workspace::run(&global, &Wanted::Set(&args)),
        Some(Verb::Add(args)) => workspace::run(&global, &Wanted::Add(&args)),
        Some(Verb::Remove(args)) => workspace::run(&global, &Wanted::Remove(&args)),
        Some(Verb::Priority(args)) => workspace::run(&global, &Wanted::Priority(&args)),
        Some(Verb::Undo(args)) => workspace::run(&global, &Wanted::Undo(&args)),
        Some(Verb::Plan(args)) => plan::run(&global, &args),
        Some(Verb::Apply(args)) => apply::run(&global, &args),
        Some(Verb::Snapshot(args)) => snapshot::run(&global, &args),
        Some(Verb::Diff(args)) => snapshot::diff(&global, &args),
        Some(Verb::Restore(args)) => snapshot::restore(&global, &args),
        Some(Verb::Journal(args)) => journal::run(&global, &args),
        Some(Verb::Login { keep }) => login::login(&global, keep),
        Some(Verb::Logout) => login::logout(&global),
        Some(Verb::Doctor { facts, json }) => doctor::run(&global, facts.as_deref(), json),
        Some(Verb::Config { json }) => config::run(&global, json),
        Some(Verb::Demo { port }) => demo::run(&global, port),
        Some(Verb::Completions { shell }) => Ok(shell::completions(shell)),
        Some(Verb::Man { verb }) => man::run(verb.as_deref()),
        Some(Verb::Schema) => Ok(shell::schema()),
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
