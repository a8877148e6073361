//! The command line: arguments in, text or JSON and an exit code out.
//!
//! Belongs here: flags, one file for each verb, starting the demo and opening the screen. Does not
//! belong here: rules (`domain`), requests (`graph`), wording that the screen shares (`words`).
//!
//! | folder | what is in it; each uses those below it |
//! |---|---|
//! | `verbs` | the verbs, one file each |
//! | `change` | confirmation, run and report of one change or of a plan |
//! | `lookup` | what was typed, and what it names in the tenant as it was read |
//! | `session` | a session, somebody to ask, files |
//! | `args` | flags that more than one verb has |
//! | `print` | stdout and stderr, tables, documents, exit codes |

mod args;
mod change;
mod lookup;
mod print;
mod session;
mod verbs;

use clap::{Args, CommandFactory, FromArgMatches, Parser};

use self::args::{Global, examples};
pub use self::print::exit::Exit;
use self::print::exit::{CODES, Failure};
use self::verbs::Verb;

/// See and change the device enrollment configuration assignments of an Intune tenant.
///
/// Without a command, the screen opens. An access token is read from `ENLIST_ACCESS_TOKEN` or with
/// --token-stdin, never from an argument.
#[derive(Debug, Parser)]
#[command(name = "enlist", version, max_term_width = 100, after_long_help = CODES)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Option<Verb>,
}

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
        // A closed pipe is not an error.
        let _ = print::text(VERSION);
        return Exit::Done;
    }
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|word| word == "help")
        && words.next().is_some_and(|word| word == "global")
    {
        let _ = print::text(&global_help());
        return Exit::Done;
    }
    let matches = match parser().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            if error.use_stderr() {
                let wants_json = std::env::args_os().any(|argument| argument == "--json");
                return Failure::from(error).report(wants_json);
            }
            // Help and version; a closed pipe is not an error.
            let _ = error.print();
            return Exit::Done;
        }
    };
    let verb = matches.subcommand().map(|(_, verb)| verb);
    let wants_json = verb.is_some_and(|verb| matches!(verb.try_get_one("json"), Ok(Some(true))));
    crate::journal::heed_size_limits();
    let done = Cli::from_arg_matches(&matches)
        .map_err(Failure::from)
        .and_then(|Cli { mut global, verb }| {
            global.json = wants_json;
            if global.printing().err.in_ascii {
                print::spell_errors();
            }
            verbs::run(&global, verb, command)
        });
    done.unwrap_or_else(|failure| failure.report(wants_json))
}

/// The command line's own description, for completions, the manual and tests.
#[must_use]
pub fn command() -> clap::Command {
    examples::with_examples(Cli::command())
}

/// Where the global options are explained. Each help has this line instead of all of them.
const GLOBAL_OPTIONS: &str =
    "Global options: --profile, --read-only, --demo, --no-color and more, see `enlist help global`";

/// The command line as it is read, with help that shows what is special about each command.
#[must_use]
pub fn parser() -> clap::Command {
    let command = command().mut_args(|option| {
        let is_global = option.is_global_set();
        option.hide(is_global)
    });
    let after = |command: clap::Command| {
        let examples = command.get_after_help().map(ToString::to_string);
        let examples = examples.unwrap_or_default();
        command.after_help(format!("{examples}\n\n{GLOBAL_OPTIONS}"))
    };
    // Its own options are hidden, and the usage line would have none.
    let command = command.override_usage("enlist [OPTIONS] [COMMAND]");
    let command = after(command);
    let long = command.get_after_help().map(ToString::to_string);
    let command = command.after_long_help(format!("{}\n\n{CODES}", long.unwrap_or_default()));
    command.mut_subcommands(after)
}

/// The help of the options that every command has.
#[must_use]
pub fn global_help() -> String {
    let options = clap::Command::new("enlist")
        .max_term_width(100)
        .disable_help_flag(true)
        .help_template("These options work with every command.\n\n{all-args}\n");
    Global::augment_args(options).render_long_help().to_string()
}
