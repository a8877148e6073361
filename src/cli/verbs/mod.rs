//! The verbs, one file each: its arguments, its call, its print.

pub(in crate::cli) mod config;
pub(in crate::cli) mod demo;
pub(in crate::cli) mod doctor;
pub(in crate::cli) mod explain;
pub(in crate::cli) mod find;
pub(in crate::cli) mod journal;
pub(in crate::cli) mod keys;
pub(in crate::cli) mod list;
pub(in crate::cli) mod list_csv;
pub(in crate::cli) mod login;
pub(in crate::cli) mod man;
pub(in crate::cli) mod plan;
pub(in crate::cli) mod plan_csv;
pub(in crate::cli) mod screen;
pub(in crate::cli) mod shell;
pub(in crate::cli) mod show;
pub(in crate::cli) mod snapshot;
pub(in crate::cli) mod undo;
