//! Pure data and rules: configurations, assignments, targets, changes and what became of them.
//!
//! Belongs here: what a thing is, which changes are allowed and which request makes them, all of it
//! checkable without a clock, a network or a screen. Does not belong here: sending (`graph`),
//! wording (`words`), or anything that waits.

mod assignment;
mod change;
mod configuration;
mod name;
mod object_id;
mod outcome;
pub mod paths;
mod raw;
mod request_error;
mod target;
mod target_kind;

pub use assignment::{Assignment, AssignmentId, Source};
pub use change::{ApiMode, ApiVersion, Change, ChangeId, Refusal, WriteRequest, refuse_edit};
pub use configuration::{Configuration, ConfigurationId, ConfigurationType};
pub use name::{MemberCount, Name, ObjectKind};
pub use object_id::{IdProblem, ObjectId, clean_pasted};
pub use outcome::{Facts, Outcome, ServiceError, Step, Verdict};
pub use raw::RawObject;
pub use request_error::RequestError;
pub use target::{Filter, FilterMode, NewTarget, Target, TargetShape, same_targets};
pub use target_kind::{TargetKind, TargetType};
