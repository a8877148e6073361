//! Pure data and rules: configurations, assignments, targets, changes and their results.
//!
//! Belongs here: what a thing is, which changes are allowed and which request makes them, all of it
//! testable without a clock, a network or a screen. Does not belong here: sending (`graph`),
//! wording (`words`), or anything that waits.
//!
//! | file | what is in it |
//! |---|---|
//! | `configuration`, `configuration_type`, `row` | configurations, and their assignments with them |
//! | `assignment`, `target`, `target_kind`, `new_target`, `filter` | assignments and their targets |
//! | `same`, `target_object`, `uses` | comparing targets; exchanging their object; how a target uses an ID |
//! | `change`, `derived_changes`, `refusal` | a change; undo and rebase; what is refused, and why |
//! | `reversal` | which change is undone or redone next |
//! | `request`, `api`, `paths` | the request that makes a change |
//! | `outcome`, `evidence`, `request_error` | the results of requests and changes |
//! | `entry`, `holder` | a line of the journal; who holds a lock |
//! | `explain`, `rule`, `reach`, `effective` | which configuration applies to an enrollment |
//! | `group`, `name`, `object_id` | objects of the directory |
//! | `method`, `sign_in` | sign-in methods; what a sign-in shows |
//! | `json`, `raw`, `pretty` | JSON, kept unchanged |

mod api;
mod assignment;
mod change;
mod configuration;
mod configuration_type;
mod derived_changes;
mod effective;
mod entry;
mod evidence;
mod explain;
mod filter;
mod group;
mod holder;
mod json;
mod method;
mod name;
mod new_target;
mod object_id;
mod outcome;
pub mod paths;
mod pretty;
mod raw;
mod reach;
mod refusal;
mod request;
mod request_error;
mod reversal;
mod row;
mod rule;
mod same;
mod sign_in;
mod target;
mod target_kind;
mod target_object;
mod uses;

pub use api::{ApiMode, ApiVersion, Via, WriteMode};
pub use assignment::{Assignment, AssignmentId, Source};
pub(crate) use change::moved;
pub use change::{Change, ChangeId, ChangeKind};
pub use configuration::{Configuration, ConfigurationId};
pub use configuration_type::ConfigurationType;
pub use effective::{Comparison, EffectiveConfigurations, Reason};
pub use entry::{Entry, EntryNames, Half, JOURNAL_VERSION, KnownNames, Place, PlanPlace, Sameness};
pub use evidence::{Conflict, Evidence, Observed, Outcome, ReadBackResult, Response, Unsent};
pub use explain::{
    Candidate, DecidedBy, Doubt, Enrollment, Explanation, Fit, User, explain, groups_by_device,
};
pub use filter::{AssignmentFilter, refuse_filter};
pub use group::{Group, GroupKind, GroupPurpose};
pub use holder::Holder;
pub use json::{Levels, MOST_LEVELS, TooDeep, canonical};
pub use method::{Method, UnknownMethod};
pub use name::{MemberCount, Name, ObjectKind, Tenant};
pub use new_target::{NewTarget, refuse_collection_id};
pub use object_id::{IdProblem, ObjectId, clean_pasted};
pub use outcome::{Facts, ReadBack, ServiceError, Step, Verdict, without_fragment};
pub use raw::RawObject;
pub use refusal::{
    Refusal, refuse_configuration, refuse_edit, refuse_kind, refuse_new, refuse_replace,
    refuse_shared_id,
};
pub use request::WriteRequest;
pub use request_error::RequestError;
pub use reversal::{Reversal, ReversalKind, UndoOf, UndoSearch};
pub use row::Row;
pub use rule::{Rule, WithoutUser};
pub use same::same_targets;
pub use sign_in::{NAMES_PERMISSION, Poll, Prompt, READ_PERMISSION, Rights, WRITE_PERMISSION};
pub use target::{Filter, FilterMode, Target, TargetShape};
pub use target_kind::{TargetField, TargetKind, TargetKindRecord, TargetType};
pub use uses::Use;
