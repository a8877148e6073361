//! The program on the screen: the model, what each message does to it, and the loop that performs effects.
//!
//! | file | what it does |
//! |---|---|
//! | `model` | the store, the panes and the stack of components |
//! | `msg` | what can happen to the model |
//! | `update` | routing: from a message to changes and effects |
//! | `runtime` | performs effects, hands messages on, draws |
//! | `view` | draws the panes and the overlays above them |
//! | `availability` | whether a command can be given, and if not, why |
//! | `footer`, `breadcrumbs`, `pointer` | the keys in the last line, the way in the border, what is under the pointer |
//! | `signals` | signals, and the deadline after one |
//!
//! Does not belong here: what a single component or pane does.

pub mod screen;

pub mod availability;
pub mod breadcrumbs;
pub mod footer;
pub mod model;
pub mod pointer;
pub mod runtime;
pub mod signals;
pub mod update;
pub mod view;
