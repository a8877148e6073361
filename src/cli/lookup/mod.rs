//! Finds the objects that the typed text names.
//!
//! | file | what is in it |
//! |---|---|
//! | `list_rows` | the rows of `list --csv` as rows of a plan |
//! | `listing` | the configurations as they are read, and notes about those that could not be read |
//! | `named` | a configuration, an assignment, a group or a filter by id or name |
//! | `name_lookup` | the names of IDs, and the request that failed if they cannot be looked up |
//! | `near` | names that are similar to the typed one |
//! | `new_target` | the target that flags describe |
//! | `object` | what `find` looks for |
//! | `open_changes` | changes whose outcome is not known yet |
//! | `plan_csv` | the rows of `plan --csv` |
//! | `selection` | the rows of the list that the flags select |
//! | `tenant_state` | the state of the tenant, read now or from a file |
//! | `workspace` | the tenant as it was read before a change is created |

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
