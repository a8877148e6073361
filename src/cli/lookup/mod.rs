//! From what was typed to what it names.
//!
//! | file | what is in it |
//! |---|---|
//! | `named` | a configuration, an assignment, a group or a filter by id or name |
//! | `near` | names that are nearly the one that was typed |
//! | `new_target` | the target that flags describe |
//! | `selection` | which rows of the list are meant |

pub(in crate::cli) mod named;
pub(in crate::cli) mod near;
pub(in crate::cli) mod new_target;
pub(in crate::cli) mod selection;
