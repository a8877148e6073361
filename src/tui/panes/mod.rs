//! The panes: configurations, assignments, details, and the bars above and below them.
//!
//! They lie at the bottom of the stack and have the handlers of a component, except that they may move the
//! selection, which is in the store: what is opened needs it. Belongs here: what they show and how, their
//! filters, orders and marks, and their commands. Does not belong here: what lies over them (`components`),
//! reading the list (`update`). No file here knows the model or a component.
//!
//! `state` is what they keep; `commands`, `moving`, `marks`, `filter`, `copy` and `undo` are what the keys
//! do; `availability` is what can be done, `hints` which of it is named below; `view` draws them by
//! `configurations`, `assignments`, `details`, `header` and `status`. `columns` is the table of the
//! configurations, `row` what the rows of both lists have in common.

pub mod assignments;
pub mod availability;
pub mod changed;
mod columns;
mod commands;
pub mod configurations;
mod copy;
mod details;
mod filter;
pub mod filtered;
mod frame;
pub mod header;
pub mod hints;
mod marks;
mod moving;
mod row;
mod saved_view;
pub mod state;
mod status;
mod undo;
pub mod view;

pub use self::assignments::watched;
pub use self::details::text as details_text;
pub use self::frame::{Above, View};
pub use self::moving::{Pointed, line};
pub use self::state::{Panes, PanesContext};
