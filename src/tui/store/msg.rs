//! What can happen to the model, and what it can request. Plain data on both sides.
//!
//! Belongs here: messages and effects. Does not belong here: handling them (`update`, `runtime`). An effect
//! never contains a secret.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::entity::Entity;
use super::explained::{Found, Subject};
use super::saved_view::SavedView;
use super::start::Start;
use crate::auth::{AuthError, Claims, Method, Prompt};
use crate::domain::{
    ApiVersion, Assignment, AssignmentFilter, Change, ChangeId, ConfigurationId,
    EffectiveConfigurations, Group, Holder, MemberCount, Name, ObjectId, Outcome, RawObject,
    RequestError, Row, Step, Tenant, Via,
};
use crate::graph::Listed;
use crate::journal::{Contents, Position};
use crate::plan::{CheckedRows, Control, Event, Options, Plan, Summary};
use crate::tui::kit::remote::RequestId;
use crate::tui::terminal::input::Input;
use crate::write::{Approval, Settled};

/// Identifies a timer. Only the latest one of its kind counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimerId(pub u64);

/// An event. It can be stored and read again without a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Msg {
    Started,
    /// The admin did something.
    Input(Input),
    /// A part of the list came.
    Page(RequestId, Vec<Row>),
    Listed(RequestId, Result<Listed, RequestError>),
    /// The assignments of one configuration arrived, with the version that they were read from, or failed.
    Assignments(
        RequestId,
        Result<(Vec<Assignment>, ApiVersion), RequestError>,
    ),
    /// What one version of the service returns for an entity arrived, or failed.
    Entity(RequestId, ApiVersion, Result<RawObject, RequestError>),
    /// The tenant's name and the account arrived, as far as readable.
    Identified {
        tenant: Option<Tenant>,
        /// User principal name of the account.
        account: Option<String>,
    },
    /// Names arrived, or failed.
    Named(Vec<ObjectId>, Result<HashMap<ObjectId, Name>, RequestError>),
    Counted(ObjectId, Option<MemberCount>),
    /// The groups of someone arrived, or failed.
    Explained(RequestId, Result<Found, RequestError>),
    /// What the service itself says applies to a user arrived, or failed; none if the service does not
    /// offer that.
    Effective(
        RequestId,
        Result<Option<EffectiveConfigurations>, RequestError>,
    ),
    Groups(RequestId, Result<Vec<Group>, RequestError>),
    /// The assignment filters of the tenant arrived, or failed.
    Filters(Result<Vec<AssignmentFilter>, RequestError>),
    /// The scope tags of the tenant arrived, each ID with its name, or failed.
    ScopeTags(Result<Vec<(String, String)>, RequestError>),
    /// A change made progress.
    Step(ChangeId, Step),
    Ended(ChangeId, Box<Outcome>),
    /// A sign-in has something to show.
    Prompted(RequestId, Prompt),
    /// A sign-in ended, with the claims of the new token.
    SignedIn(RequestId, Result<Option<Claims>, AuthError>),
    /// The claims of the token in use.
    Rights(Option<Claims>),
    /// An event of the running plan.
    Plan(RequestId, Event),
    PlanOver(RequestId, Box<Summary>),
    /// Another profile is open, or could not be opened.
    Switched(Result<Box<Start>, String>),
    /// The open changes of earlier runs were checked.
    Settled(Result<Vec<Settled>, String>),
    /// Another process has locked the journal, and is waited for.
    JournalBusy(Box<Holder>),
    Journal(RequestId, Result<Contents, String>),
    /// The saved views of the last tenants.
    SavedViews(Vec<SavedView>),
    Due(TimerId),
    /// The current clock time, in seconds since 1970 (UTC).
    Clock(i64),
    /// The program came back from the background.
    Resumed,
    /// A signal ends the program; the change in flight ends first.
    Leaving,
    /// The model was drawn.
    Painted,
}

/// A confirmed change.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    pub approval: Approval,
    /// Its ID in the journal, if it already has one.
    pub name: Option<String>,
    /// How long to wait before it is sent.
    pub wait: Duration,
}

#[derive(Debug, Clone)]
pub struct PlanRun {
    pub plan: Plan,
    /// Where it starts from.
    pub checked: CheckedRows,
    pub options: Options,
}

impl PartialEq for PlanRun {
    /// The checked rows are what the screen showed anyhow.
    fn eq(&self, other: &Self) -> bool {
        self.plan == other.plan && self.options == other.options
    }
}

/// Something to do. Only the runtime does it.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read all configurations.
    List(RequestId),
    Assignments(RequestId, ConfigurationId),
    /// Read a configuration, or one assignment of it, from each of these versions.
    Entity {
        /// Identifies the read.
        id: RequestId,
        entity: Entity,
        versions: Vec<ApiVersion>,
    },
    /// Stop a read, or a sign-in.
    Cancel(RequestId),
    /// Sign in, by another method where one is named.
    SignIn {
        /// Identifies the sign-in.
        id: RequestId,
        method: Option<Method>,
        /// Whether only what was granted before is asked for (`/.default`).
        granted: bool,
    },
    /// Switch to the method of this sign-in.
    KeepSignIn(RequestId),
    /// Pass the pasted token or browser address to a sign-in. The secret itself stays where it was typed:
    /// this names the sign-in that holds it.
    GiveSecret(RequestId),
    /// Read who signed in, and where.
    Identify,
    ResolveNames(Vec<ObjectId>),
    CountMembers(ObjectId),
    /// Count the members of several groups at once.
    CountAll(Vec<ObjectId>),
    /// Read the groups that somebody is in.
    Explain {
        /// Identifies the read.
        id: RequestId,
        subject: Subject,
        /// Whether to ask for the service's own answer if a user is meant.
        ask_service: bool,
    },
    SearchGroups(RequestId, String),
    /// Read the assignment filters of the tenant.
    ReadFilters,
    ReadScopeTags,
    /// Make a change. The one effect that writes.
    Write(ChangeId, Box<Submission>),
    /// End the wait of a change between two sends.
    StopWaiting(ChangeId),
    /// Check the open changes of earlier runs again.
    Settle,
    /// Read the newest part of the journal, or what stands before a mark.
    ReadJournal(RequestId, Option<Position>),
    /// Read the saved views of the last tenants.
    ReadViews,
    /// Save the view of this tenant.
    KeepView(Box<SavedView>),
    /// Put text into the clipboard of the terminal.
    Copy(String),
    /// Ring the bell of the terminal.
    Bell,
    /// Send [`Msg::Due`] later.
    After(TimerId, Duration),
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Run a plan. It writes as often as it has rows.
    RunPlan(RequestId, Box<PlanRun>),
    /// Pause the plan that runs, go on with it, or stop it.
    ControlPlan(Control),
    /// Switch to another profile.
    Switch(String),
    /// Go to the background.
    Suspend,
    /// Leave as after a signal: the terminal is gone.
    HangUp,
    Quit,
}

impl Effect {
    /// Whether it changes anything in the tenant.
    #[must_use]
    pub const fn writes(&self) -> bool {
        matches!(self, Self::Write(..) | Self::RunPlan(..))
    }
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;
