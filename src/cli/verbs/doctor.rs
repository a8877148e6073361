//! `enlist doctor`: what is in the way, in a form that can go into a ticket.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use tokio::runtime::Runtime;

use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::{files, open};
use crate::config;
use crate::doctor::{self, Check, State, TerminalEnvironment};
use crate::journal::Journal;
use crate::session::Session;
use crate::text;

/// What was checked.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "doctor"))]
pub(super) struct Document<'a> {
    /// Version of enlist.
    version: &'static str,
    checks: &'a [Check],
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DoctorArgs {
    /// Also ask what Microsoft's pages leave open, and write shapes, never values, to this new file
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &DoctorArgs) -> Result<Exit, Failure> {
    let facts = args.facts.as_deref();
    // Before anything is asked for it.
    facts.map(files::refuse_known).transpose()?;
    let runtime = open::runtime()?;
    let size = std::io::stdout()
        .is_terminal()
        .then(|| crossterm::terminal::size().ok())
        .flatten();
    let surroundings = TerminalEnvironment::read(size, &open::environment);
    let sources = open::sources(global);
    let mut checks = vec![match &sources {
        Ok(sources) => doctor::settings(Ok(sources)),
        Err(failure) => doctor::settings(Err(&failure.to_string())),
    }];
    checks.push(doctor::terminal(&surroundings));
    let settings = sources
        .unwrap_or_else(|_| config::without_files(&global.layer()))
        .settings();
    let environment: config::Environment<'_> = &open::environment;
    let look = |checks: &mut Vec<Check>, session: &Session| {
        checks.extend(runtime.block_on(doctor::service(session, environment)));
        if let Some(file) = facts {
            checks.push(write_facts(checks, session, file, &runtime));
        }
    };
    if global.demo.is_some() {
        look(&mut checks, &open::open(global, &runtime)?.session);
    } else {
        let token = open::token_from_stdin(global)?;
        let folder = Journal::default_folder();
        let (found, session) = doctor::prepare(&settings, environment, token, folder);
        checks.extend(found);
        look(&mut checks, &session);
    }
    open::end(runtime);
    let document = Document {
        version: env!("CARGO_PKG_VERSION"),
        checks: &checks,
    };
    // Whoever closed the pipe has read enough.
    let _ = if args.json {
        print::json(&document)
    } else {
        print::text(&table(&checks))
    };
    let bad = checks.iter().any(|check| check.state == State::Bad);
    Ok(if bad { Exit::Failed } else { Exit::Done })
}

/// Asks for the facts, writes them, and says what came of it.
fn write_facts(checks: &[Check], session: &Session, file: &Path, runtime: &Runtime) -> Check {
    let facts = match runtime.block_on(doctor::facts::after(checks, session)) {
        Ok(facts) => facts,
        Err(check) => return check,
    };
    let text = serde_json::to_string_pretty(&facts).unwrap_or_default() + "\n";
    match files::create(file, &text) {
        Ok(()) => doctor::facts::written(&facts, &files::name(file)),
        Err(failure) => doctor::facts::not_written(&failure.to_string()),
    }
}

fn table(checks: &[Check]) -> String {
    let mut table = String::new();
    for check in checks {
        let state = match check.state {
            State::Ok => "ok",
            State::Warn => "look",
            State::Bad => "BAD",
            State::Skipped => "–",
        };
        let _ = writeln!(
            table,
            "{}  {}  {}",
            text::fit(state, 4),
            text::fit(check.name, 21),
            check.found
        );
        if let Some(advice) = &check.advice {
            let _ = writeln!(table, "      {}  → {advice}", text::fit("", 21));
        }
    }
    table
}
