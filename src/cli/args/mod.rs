//! Flags that more than one verb has. What one verb alone takes stands in its file (`verbs`).
//!
//! | file | what is in it |
//! |---|---|
//! | `choice` | flags whose values are words of the domain |
//! | `consent` | what the admin agrees to by flags |
//! | `examples` | examples for the help of each command |
//! | `global` | the options of every command, as a layer of the settings |
//! | `output` | where a plan goes |
//! | `target` | the flags that describe a target |
//! | `terminal` | how the terminal is used |
//! | `times` | times and spans as they are typed |

pub(in crate::cli) mod choice;
mod consent;
pub(in crate::cli) mod examples;
mod global;
mod output;
mod target;
mod terminal;
pub(in crate::cli) mod times;

pub(in crate::cli) use self::consent::Consent;
pub(in crate::cli) use self::global::Global;
pub(in crate::cli) use self::output::OutputArgs;
pub(in crate::cli) use self::target::TargetArgs;
