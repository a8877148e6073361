//! The verbs, one file each, with their arguments, calls and output. Code that several of them share is in
//! `change`, `lookup`, `session` and `print`.
//!
//! | file | what is in it |
//! |---|---|
//! | `set` `add` `remove` `priority` `undo` | one change |
//! | `plan` `restore` | making a plan |
//! | `apply` | the changes of a plan |
//! | `list` `show` `find` `explain` | reading and looking up |
//! | `snapshot` `diff` | the state of the tenant as a file |
//! | `journal` | the changes made from this computer |
//! | `login` `logout` `doctor` `config` | sign-in and settings |
//! | `screen` `keys` | the screen and its keys |
//! | `completions` `man` `schema` `demo` | descriptions of the program itself, and the embedded service |

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
    /// List configurations and their assignments
    List(list::ListArgs),
    /// Show the settings and assignments of a configuration
    Show(show::ShowArgs),
    /// Find where a group, a filter or any other ID is used
    Find(find::FindArgs),
    /// Explain which configurations apply when a user enrolls a device
    Explain(explain::ExplainArgs),
    /// Change the target of an assignment
    Set(Box<set::SetArgs>),
    /// Add an assignment
    Add(Box<add::AddArgs>),
    /// Remove an assignment
    Remove(Box<remove::RemoveArgs>),
    /// Change the priority of a configuration among those of its type and platform
    Priority(Box<priority::PriorityArgs>),
    /// Write a plan of many changes, to review and apply later; sends nothing
    Plan(Box<plan::PlanArgs>),
    /// Run the remaining rows of a plan
    Apply(Box<apply::ApplyArgs>),
    /// Save all configurations and assignments to a file
    Snapshot(snapshot::SnapshotArgs),
    /// Compare a snapshot with the tenant or with another snapshot
    Diff(diff::DiffArgs),
    /// Write a plan that restores a snapshot; sends nothing
    Restore(Box<restore::RestoreArgs>),
    /// Undo a verified change
    Undo(Box<undo::UndoArgs>),
    /// Show the changes made from this computer
    Journal(journal::JournalArgs),
    /// Sign in once for a series of commands
    Login(login::LoginArgs),
    /// Sign out and delete the sign-in that `login` stored
    Logout,
    /// Diagnose problems: settings, terminal, proxy, TLS, clock, token, permissions
    Doctor(doctor::DoctorArgs),
    /// Show the settings in use, where each comes from, and where all files are
    Config(config::ConfigArgs),
    /// Run the embedded demo service and print its URL and token
    Demo(demo::DemoArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page of enlist, or of one command
    Man(man::ManArgs),
    /// Print the JSON Schema of all --json output
    Schema,
    /// Show the keys of the screen; * marks those set in keymap.toml
    Keys(keys::KeysArgs),
}

/// Runs a verb, or opens the screen if there is none. `command` is the definition of the command line.
pub(super) fn run(
    global: &Global,
    verb: Option<Verb>,
    command: fn() -> Command,
) -> Result<Exit, Failure> {
    let serves = global.demo.is_some() || matches!(verb, Some(Verb::Demo(_)));
    if !global.fault.is_empty() && !serves {
        return Err(
            Failure::usage("--fault works only with the embedded service".to_owned())
                .with_hint("use it with --demo or with `enlist demo`"),
        );
    }
    if global.demo_size.is_some() && !serves {
        return Err(
            Failure::usage("--demo-size works only with the embedded service".to_owned())
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
