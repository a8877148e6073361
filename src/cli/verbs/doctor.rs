//! `enlist doctor`: what is in the way, in a form that can go into a ticket.

use std::fmt::Write as _;
use std::io::IsTerminal;

use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::open;
use crate::config;
use crate::doctor;
use crate::doctor::Check;
use crate::doctor::State;
use crate::doctor::Surroundings;
use crate::text;

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    checks: &'a [Check],
}

pub(in crate::cli) fn run(global: &Global, as_json: bool) -> Result<Exit, Failure> {
    let runtime = crate::cli::plain_runtime()?;
    let size = std::io::stdout()
        .is_terminal()
        .then(|| crossterm::terminal::size().ok())
        .flatten();
    let surroundings = Surroundings::read(size, &open::environment);
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
    if global.demo.is_some() {
        let opened = open::open(global, &runtime)?;
        checks.extend(runtime.block_on(doctor::service(&opened.session, environment)));
    } else {
        let token = open::token_from_stdin(global)?;
        let folder = open::state_folder()?;
        let (found, session) = doctor::prepare(&settings, environment, token, folder);
        checks.extend(found);
        checks.extend(runtime.block_on(doctor::service(&session, environment)));
    }
    crate::cli::end(runtime);
    let document = Document {
        version: env!("CARGO_PKG_VERSION"),
        checks: &checks,
    };
    // Whoever closed the pipe has read enough.
    let _ = if as_json {
        print::json(&document)
    } else {
        print::text(&table(&checks))
    };
    let bad = checks.iter().any(|check| check.state == State::Bad);
    Ok(if bad { Exit::Failed } else { Exit::Done })
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
