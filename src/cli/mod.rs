//! The command line: arguments in, text or JSON and an exit code out.
//!
//! Belongs here: flags, one file for each verb, starting the demo and opening the screen. Does not
//! belong here: rules (`domain`), requests (`graph`), wording that the screen shares (`words`).

mod args;
mod ask;
mod attend;
mod change;
mod deal;
mod demo;
mod exit;
mod find;
mod journal;
mod json;
mod keys;
mod list;
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
use self::args::{Global, Verb};
use self::change::Wanted;
pub use self::exit::Exit;
use self::exit::Failure;
use crate::auth::{AuthError, TOKEN_VARIABLE, Tokens};
use crate::config::{self, Settings};
use crate::journal::Journal;
use crate::session::Session;

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
        Some(Verb::Demo { port }) => demo::run(&global, port),
        Some(Verb::Keys) => keys::run(),
    }
}

/// An open session, with the embedded service that it talks to in demo mode.
struct Opened {
    session: Session,
    /// Dropping it stops the service and removes its journal.
    _demo: Option<(crate::demo::Service, tempfile::TempDir)>,
}

/// Reads the settings and the token and opens the session.
fn open(global: &Global, runtime: &tokio::runtime::Runtime) -> Result<Opened, Failure> {
    let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut settings: Settings =
        config::load(global.config.clone(), &environment, &global.layer())?;
    if let Some(behaviour) = global.demo {
        let service = runtime
            .block_on(demo::start(behaviour, 0))
            .map_err(|error| Failure::local(format!("the demo cannot listen: {error}")))?;
        settings.graph_url = service
            .base_url
            .parse()
            .map_err(|error| Failure::local(format!("the demo has no sound URL: {error}")))?;
        let folder = tempfile::tempdir().map_err(|error| {
            Failure::local(format!("no folder for the demo's journal: {error}"))
        })?;
        let tokens = Tokens::bearer(&service.token);
        let mut session = Session::open(&settings, tokens, folder.path().to_owned());
        session.service_name = format!("demo ({behaviour})");
        let demo = Some((service, folder));
        return Ok(Opened {
            session,
            _demo: demo,
        });
    }
    let tokens = if global.token_stdin {
        Tokens::read(std::io::stdin())
            .map_err(|error| Failure::usage(format!("--token-stdin: {error}")))?
    } else {
        environment(TOKEN_VARIABLE).map_or_else(Tokens::none, |token| Tokens::bearer(&token))
    };
    tokens
        .check()
        .map_err(|error: AuthError| Failure::no_token(&error))?;
    let folder = Journal::default_folder()
        .ok_or_else(|| Failure::local("there is no home folder for the journal".to_owned()))?;
    Ok(Opened {
        session: Session::open(&settings, tokens, folder),
        _demo: None,
    })
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
