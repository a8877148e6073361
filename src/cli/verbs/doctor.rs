//! `enlist doctor`: diagnoses problems, in a form that can be pasted into a ticket.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use tokio::runtime::Runtime;

use crate::cli::args::Global;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::{self, OutputStyle};
use crate::cli::session::known_files::{KnownFile, files_table, known_files};
use crate::cli::session::{files, open};
use crate::config;
use crate::doctor::{self, Check, State, TerminalEnvironment};
use crate::journal::Journal;
use crate::session::Session;
use crate::text;
use crate::tui::terminal::capabilities::{takes_sequences, takes_utf8};
use crate::tui::terminal::clipboard::Multiplexer;
use crate::words::Role;

/// What was checked.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "doctor"))]
pub(super) struct Document<'a> {
    /// Version of enlist.
    version: &'static str,
    checks: &'a [Check],
    /// The files that enlist reads and writes.
    files: Vec<KnownFile>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DoctorArgs {
    /// Also test what Microsoft's documentation leaves open, and write the form of the answers (no values) to a new file
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &DoctorArgs) -> Result<Exit, Failure> {
    let facts = args.facts.as_deref();
    // Checked before any request is sent for the file.
    facts.map(files::refuse_known).transpose()?;
    let runtime = open::runtime()?;
    let sources = open::sources(global);
    let mut checks = vec![match &sources {
        Ok(sources) => doctor::settings(Ok(sources)),
        Err(failure) => doctor::settings(Err(&failure.to_string())),
    }];
    checks.push(doctor::terminal(&terminal(global)));
    checks.extend(doctor::journal());
    let config_file = sources
        .as_ref()
        .ok()
        .and_then(|sources| sources.file.clone());
    let config_file = config_file.or_else(|| global.config.clone());
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
        files: known_files(config_file.as_deref(), settings.log.as_deref()),
    };
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&document)
    } else {
        let style = global.stdout();
        let files = files_table(&document.files, style);
        print::text(&format!("{}\n{files}", table(&checks, style)))
    };
    let bad = checks.iter().any(|check| check.state == State::Bad);
    Ok(if bad { Exit::Failed } else { Exit::Done })
}

/// Describes the terminal, by the same rules that apply to all output.
fn terminal(global: &Global) -> TerminalEnvironment {
    let is_terminal = std::io::stdout().is_terminal();
    let capabilities = global.capabilities();
    TerminalEnvironment {
        size: is_terminal
            .then(|| crossterm::terminal::size().ok())
            .flatten(),
        term: open::environment("TERM"),
        takes_utf8: takes_utf8(open::environment),
        takes_sequences: !is_terminal || takes_sequences(),
        no_colour: capabilities.no_colour,
        multiplexer: match capabilities.multiplexer {
            Multiplexer::None => None,
            Multiplexer::Tmux => Some("tmux"),
            Multiplexer::Screen => Some("screen"),
        },
    }
}

/// Asks the service for the facts, writes them to the file, and returns the result as text.
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

/// The column at which the findings start.
const FOUND_AT: usize = 29;

fn table(checks: &[Check], style: OutputStyle) -> String {
    let mut table = String::new();
    for check in checks {
        let (state, role) = match check.state {
            State::Ok => ("ok", Role::Good),
            State::Warn => ("look", Role::Warn),
            State::Bad => ("BAD", Role::Bad),
            State::Skipped => ("–", Role::Text),
        };
        let state = text::fit(&style.characters(state), 4);
        let head = format!(
            "{}  {}  ",
            style.paint(role, &state),
            text::fit(check.name, 21)
        );
        push_found(&head, &check.found, style, &mut table);
        if let Some(advice) = &check.advice {
            let head = " ".repeat(FOUND_AT);
            push_found(&head, &format!("→ {advice}"), style, &mut table);
        }
    }
    table
}

/// Adds a line. If the terminal is too narrow, the finding wraps with an indent.
fn push_found(head: &str, found: &str, style: OutputStyle, table: &mut String) {
    let found = style.characters(found);
    let room = style
        .width
        .map_or(usize::MAX, |width| width.saturating_sub(FOUND_AT));
    let indent = " ".repeat(FOUND_AT);
    for (at, piece) in text::wrap(&found, room).iter().enumerate() {
        let start = if at == 0 { head } else { &indent };
        let _ = writeln!(table, "{start}{piece}");
    }
}
