//! The verbs, one file each: its arguments, its call, its print. What several of them do stands in `change`,
//! `lookup`, `session` and `print`.
//!
//! | file | what is in it |
//! |---|---|
//! | `set` `add` `remove` `priority` `undo` | one change |
//! | `plan` `restore` | making a plan |
//! | `apply` | the changes of a plan |
//! | `list` `show` `find` `explain` | reading and looking up |
//! | `snapshot` `diff` | the state of the tenant as a file |
//! | `journal` | the record of the changes made from here |
//! | `login` `logout` `doctor` `config` | sign-in and settings |
//! | `screen` `keys` | the screen and its keys |
//! | `completions` `man` `schema` `demo` | what the program says of itself, and the embedded service |

mod add;
mod apply;
mod completions;
mod config;
mod demo;
mod diff;
mod doctor;
mod explain;
mod find;
mod journal;
mod keys;
mod list;
mod login;
mod logout;
mod man;
mod plan;
mod priority;
mod remove;
mod restore;
mod schema;
mod screen;
mod set;
mod show;
mod snapshot;
mod undo;

use clap::{Command, Subcommand};

use super::args::Global;
use super::print::exit::{Exit, Failure};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// List the configurations with their assignments
    List(list::ListArgs),
    /// Show one configuration with its assignments
    Show(show::ShowArgs),
    /// Say where a group, a filter or any other id is used
    Find(find::FindArgs),
    /// Say which configuration of each type wins for a user's enrollments, and why
    Explain(explain::ExplainArgs),
    /// Point an assignment at another target
    Set(Box<set::SetArgs>),
    /// Add an assignment
    Add(Box<add::AddArgs>),
    /// Remove an assignment
    Remove(Box<remove::RemoveArgs>),
    /// Move a configuration among those of its type and platform
    Priority(Box<priority::PriorityArgs>),
    /// Write a plan of many changes, to be reviewed and applied later; nothing is sent
    Plan(Box<plan::PlanArgs>),
    /// Make what is left of a plan, row by row; called again it goes on where it stopped
    Apply(Box<apply::ApplyArgs>),
    /// Write all configurations and assignments to a file
    Snapshot(snapshot::SnapshotArgs),
    /// Show what differs between a snapshot and the tenant, or another snapshot
    Diff(diff::DiffArgs),
    /// Write the plan that brings the assignments of a snapshot back; nothing is sent
    Restore(Box<restore::RestoreArgs>),
    /// Take a verified change back
    Undo(Box<undo::UndoArgs>),
    /// Print the record of the changes made from here
    Journal(journal::JournalArgs),
    /// Sign in once for a series of commands
    Login(login::LoginArgs),
    /// Forget the sign-in that `login` kept
    Logout,
    /// Say what is in the way: settings, terminal, proxy, TLS, clock, token, rights
    Doctor(doctor::DoctorArgs),
    /// Print the settings in force and where each comes from
    Config(config::ConfigArgs),
    /// Run the embedded service alone and print its URL and token
    Demo(demo::DemoArgs),
    /// Print the completions of a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual as a man page: of the program, or of one verb
    Man(man::ManArgs),
    /// Print the JSON Schema of everything that --json prints
    Schema,
    /// Print the keys of the screen; * marks those that enlist/keymap.toml gives
    Keys(keys::KeysArgs),
}

/// Does what a verb says; without one the screen opens. `command` is the command line's own description.
pub(super) fn run(
    global: &Global,
    verb: Option<Verb>,
    command: fn() -> Command,
) -> Result<Exit, Failure> {
    let serves = global.demo.is_some() || matches!(verb, Some(Verb::Demo(_)));
    if !global.fault.is_empty() && !serves {
        return Err(
            Failure::usage("--fault is for the embedded service alone".to_owned())
                .with_hint("use it with --demo or with `enlist demo`"),
        );
    }
    let Some(verb) = verb else {
        return screen::run(global);
    };
    match verb {
        Verb::List(args) => list::run(global, &args),
        Verb::Show(args) => show::run(global, &args),
        Verb::Find(args) => find::run(global, &args),
        Verb::Explain(args) => explain::run(global, &args),
        Verb::Set(args) => set::run(global, &args),
        Verb::Add(args) => add::run(global, &args),
        Verb::Remove(args) => remove::run(global, &args),
        Verb::Priority(args) => priority::run(global, &args),
        Verb::Plan(args) => plan::run(global, &args),
        Verb::Apply(args) => apply::run(global, &args),
        Verb::Snapshot(args) => snapshot::run(global, &args),
        Verb::Diff(args) => diff::run(global, &args),
        Verb::Restore(args) => restore::run(global, &args),
        Verb::Undo(args) => undo::run(global, &args),
        Verb::Journal(args) => journal::run(global, &args),
        Verb::Login(args) => login::run(global, &args),
        Verb::Logout => logout::run(global),
        Verb::Doctor(args) => doctor::run(global, &args),
        Verb::Config(args) => config::run(global, &args),
        Verb::Demo(args) => demo::run(global, &args),
        Verb::Completions(args) => Ok(completions::run(&args, command())),
        Verb::Man(args) => man::run(&args, command()),
        Verb::Schema => Ok(schema::run()),
        Verb::Keys(args) => keys::run(&args),
    }
}
