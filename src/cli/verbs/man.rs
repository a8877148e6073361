//! `enlist man`: prints the manual, generated from the definition of the command line.
//!
//! Belongs here: pages, and what no flag explains: exit codes, environment, files, examples. Does not belong
//! here: what a flag means (`args`).

use std::io;

use clap::{Args, Command};
use clap_mangen::Man;
use roff::{Roff, bold, roman};

use crate::cli::args::examples;
use crate::cli::lookup::near;
use crate::cli::print;
use crate::cli::print::exit::{CODES, Exit, Failure};

/// The environment variables that enlist reads, besides those that most programs respect.
const ENVIRONMENT: [(&str, &str); 12] = [
    (
        "ENLIST_ACCESS_TOKEN",
        "An access token. No sign-in is needed then.",
    ),
    ("ENLIST_PROFILE", "Same as --profile."),
    ("ENLIST_CONFIG", "Same as --config."),
    (
        "ENLIST_GRAPH_URL, ENLIST_AUTHORITY_URL",
        "Same as --graph-url and --authority-url.",
    ),
    (
        "ENLIST_READ_ONLY, ENLIST_API",
        "Same as --read-only (true or false) and --api.",
    ),
    (
        "ENLIST_TIMEOUT, ENLIST_SETTLE",
        "Same as --timeout and --settle, in seconds.",
    ),
    (
        "AZURE_TENANT_ID, AZURE_CLIENT_ID",
        "Same as --tenant and --client-id.",
    ),
    (
        "AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE",
        "The credential of an app that signs in by itself.",
    ),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "The proxy to use."),
    (
        "SSL_CERT_FILE",
        "On Linux: the certificates to trust instead of those of the system.",
    ),
    ("NO_COLOR", "Same as --no-color."),
    (
        "XDG_CONFIG_HOME, XDG_STATE_HOME",
        "Where the files below are; by default ~/.config and ~/.local/state.",
    ),
];

const FILES: [(&str, &str); 5] = [
    (
        "$XDG_CONFIG_HOME/enlist/config.toml",
        "Settings and profiles.",
    ),
    (
        "$XDG_CONFIG_HOME/enlist/keymap.toml",
        "Keys of the screen; check it with `enlist keys --check`.",
    ),
    (
        "$XDG_STATE_HOME/enlist/journal.jsonl",
        "Every change made from here, written before and after it.",
    ),
    (
        "$XDG_STATE_HOME/enlist/view.json",
        "Sort order and selection of the screen.",
    ),
    (
        "$XDG_STATE_HOME/enlist/enlist.log",
        "The usual place for --log: each request, without secrets. Off by default.",
    ),
];

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArgs {
    /// The command
    #[arg(value_name = "COMMAND")]
    verb: Option<String>,
}

/// Prints the manual page of the program or of one verb.
pub(in crate::cli) fn run(args: &ManArgs, mut command: Command) -> Result<Exit, Failure> {
    // Adds the shared flags to the verbs.
    command.build();
    let page = match args.verb.as_deref() {
        None => whole(&command),
        Some(typed) => page(named(&command, typed)?.clone()),
    };
    let page = page.map_err(|error| Failure::local(format!("could not make the page: {error}")))?;
    // A closed pipe is not an error.
    let _ = print::text(&String::from_utf8_lossy(&page));
    Ok(Exit::Done)
}

fn named<'a>(command: &'a Command, typed: &str) -> Result<&'a Command, Failure> {
    let verbs: Vec<&Command> = command.get_subcommands().collect();
    let name = |verb: &&Command| verb.get_name().to_owned();
    if let Some(found) = verbs.iter().find(|verb| name(verb) == typed) {
        return Ok(found);
    }
    let near = near::near(&verbs, typed, name).into_iter();
    let near = near.map(|(verb, _)| (name(verb), name(verb))).collect();
    Err(near::not_found(
        "command",
        typed,
        near,
        "`enlist help` lists all commands",
    ))
}

fn page(mut command: Command) -> io::Result<Vec<u8>> {
    // All options are listed below. In the synopsis, they would hide the required ones.
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    let mut page = Vec::new();
    Man::new(command.override_usage(usage))
        .source(concat!("enlist ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)?;
    Ok(page)
}

/// Returns the page of the program, with the usual sections of a manual page.
fn whole(command: &Command) -> io::Result<Vec<u8>> {
    // Exit codes and examples have their own sections.
    let bare = command.clone().after_long_help(None::<&str>);
    let mut whole = page(bare.after_help(None::<&str>))?;
    let mut more = Roff::new();
    more.control("SH", ["EXIT STATUS"]);
    for line in CODES.lines().skip(1) {
        let (code, means) = line.trim().split_once(' ').unwrap_or((line, ""));
        entry(&mut more, code, means.trim());
    }
    let sections = [
        ("ENVIRONMENT", &ENVIRONMENT[..]),
        ("FILES", &FILES),
        ("EXAMPLES", examples::WHOLE),
    ];
    for (title, entries) in sections {
        more.control("SH", [title]);
        for (name, means) in entries {
            entry(&mut more, name, means);
        }
    }
    whole.extend(more.to_roff().into_bytes());
    Ok(whole)
}

fn entry(page: &mut Roff, name: &str, means: &str) {
    page.control("TP", []);
    page.text([bold(name)]);
    page.text([roman(means)]);
}
