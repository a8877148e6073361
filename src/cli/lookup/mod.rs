//! From what was typed to what it names.
//!
//! | file | what is in it |
//! |---|---|
//! | `list_rows` | the rows of `list --csv` as rows of a plan |
//! | `listing` | the configurations as they are read, and notes about those that could not be read |
//! | `named` | a configuration, an assignment, a group or a filter by id or name |
//! | `name_lookup` | the names behind ids, and the request that failed where there are none |
//! | `near` | names that are nearly the one that was typed |
//! | `new_target` | the target that flags describe |
//! | `object` | what `find` looks for |
//! | `open_changes` | changes whose outcome is not known yet |
//! | `plan_csv` | the rows of `plan --csv` |
//! | `selection` | which rows of the list are meant |
//! | `tenant_state` | the state of the tenant, as it is now or as a file holds it |
//! | `workspace` | the tenant as it was read before a change is made up |

mod list_rows;
pub(in crate::cli) mod listing;
pub(in crate::cli) mod name_lookup;
pub(in crate::cli) mod named;
pub(in crate::cli) mod near;
pub(in crate::cli) mod new_target;
pub(in crate::cli) mod object;
pub(in crate::cli) mod open_changes;
pub(in crate::cli) mod plan_csv;
pub(in crate::cli) mod selection;
pub(in crate::cli) mod tenant_state;
pub(in crate::cli) mod workspace;
