//! The verbs on the real binary, one module for each: requests, output, exit codes and the journal.
//! Modules that are not named after a verb test what all verbs have in common.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at what it did not expect"
)]

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod add;
#[cfg(unix)]
mod apply;
#[cfg(unix)]
mod apply_stopped;
mod config;
#[cfg(unix)]
mod confirmation;
#[cfg(unix)]
mod copied;
#[cfg(unix)]
mod demo;
#[cfg(unix)]
mod diff;
#[cfg(unix)]
mod explain;
#[cfg(unix)]
mod failures;
mod find;
mod help;
mod helpers;
#[cfg(unix)]
mod incomplete;
#[cfg(unix)]
mod journal;
mod keys;
mod list;
mod login;
#[cfg(unix)]
mod names;
#[cfg(all(unix, debug_assertions))]
mod open_changes;
#[cfg(unix)]
mod plan;
#[cfg(unix)]
mod plan_from_list;
#[cfg(unix)]
mod priority;
#[cfg(unix)]
mod reading;
#[cfg(unix)]
mod restore;
mod round_trips;
mod schema;
mod screen;
#[cfg(unix)]
mod set;
#[cfg(unix)]
mod show;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod undo;
#[cfg(unix)]
mod unreadable;
#[cfg(unix)]
mod verdicts;
#[cfg(unix)]
mod wrong_names;
