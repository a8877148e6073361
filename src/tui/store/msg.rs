//! What can happen to the model, and what it can ask for. Plain data on both sides.
//!
//! Belongs here: messages and effects. Does not belong here: what they do (`update`, `runtime`). An
//! effect never holds a secret.

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

/// Names a timer. Only the latest one of its kind is obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimerId(pub u64);

/// Something that happened. It can be written down and read again, and is then the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Msg {
    Started,
    /// The admin did something.
    Input(Input),
    /// A part of the list came.
    Page(RequestId, Vec<Row>),
    Listed(RequestId, Result<Listed, RequestError>),
    /// The assignments of one configuration came, with the version that they were read from, or did not.
    Assignments(
        RequestId,
        Result<(Vec<Assignment>, ApiVersion), RequestError>,
    ),
    /// What one version of the service returns for an entity came, or did not.
    Entity(RequestId, ApiVersion, Result<RawObject, RequestError>),
    /// The tenant's name and the account came, as far as they may be read.
    Identified {
        tenant: Option<Tenant>,
        /// User principal name of the account.
        account: Option<String>,
    },
    /// Names came, or did not.
    Named(Vec<ObjectId>, Result<HashMap<ObjectId, Name>, RequestError>),
    Counted(ObjectId, Option<MemberCount>),
    /// The groups of somebody came, or did not.
    Explained(RequestId, Result<Found, RequestError>),
    /// What the service itself says applies to a user came, or did not; none where it does not offer that.
    Effective(
        RequestId,
        Result<Option<EffectiveConfigurations>, RequestError>,
    ),
    Groups(RequestId, Result<Vec<Group>, RequestError>),
    /// The assignment filters of the tenant came, or did not.
    Filters(Result<Vec<AssignmentFilter>, RequestError>),
    /// The scope tags of the tenant came, each id with its name, or did not.
    ScopeTags(Result<Vec<(String, String)>, RequestError>),
    /// A change got further.
    Step(ChangeId, Step),
    Ended(ChangeId, Box<Outcome>),
    /// A sign-in has something to show.
    Prompted(RequestId, Prompt),
    /// A sign-in ended; what the new token says of itself comes along.
    SignedIn(RequestId, Result<Option<Claims>, AuthError>),
    /// What the token in use says of itself.
    Rights(Option<Claims>),
    /// Something happened to a plan that runs.
    Plan(RequestId, Event),
    PlanOver(RequestId, Box<Summary>),
    /// Another profile is open, or is not.
    Switched(Result<Box<Start>, String>),
    /// What earlier runs left open was looked at.
    Settled(Result<Vec<Settled>, String>),
    /// Another process has the journal locked, and is waited for.
    JournalBusy(Box<Holder>),
    Journal(RequestId, Result<Contents, String>),
    /// How the panes stood in the tenants that were left last.
    SavedViews(Vec<SavedView>),
    Due(TimerId),
    /// What the clock on the wall says now, in seconds since 1970 (UTC).
    Clock(i64),
    /// The program came back from the background.
    Resumed,
    /// A signal ends the program; the change under way comes to its end first.
    Leaving,
    /// What the model holds was shown.
    Painted,
}

/// A change with its yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    pub approval: Approval,
    /// Its name in the journal, where it has one already.
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

/// Something to be done. Only the runtime does it.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read all configurations.
    List(RequestId),
    Assignments(RequestId, ConfigurationId),
    /// Read a configuration, or one assignment of it, from each of these versions.
    Entity {
        /// Names the read.
        id: RequestId,
        entity: Entity,
        versions: Vec<ApiVersion>,
    },
    /// Stop a read, or a sign-in.
    Cancel(RequestId),
    /// Sign in, by another method where one is named.
    SignIn {
        /// Names the sign-in.
        id: RequestId,
        method: Option<Method>,
        /// Whether only what was granted before is asked for (`/.default`).
        granted: bool,
    },
    /// Go over to the method by which this sign-in came about.
    KeepSignIn(RequestId),
    /// Give a sign-in the token, or the address of a browser, that was pasted. The secret itself stays
    /// where it was typed: this names the sign-in that holds it.
    GiveSecret(RequestId),
    /// Ask who signed in, and where.
    Identify,
    ResolveNames(Vec<ObjectId>),
    CountMembers(ObjectId),
    /// Count the members of several groups at once.
    CountAll(Vec<ObjectId>),
    /// Read the groups that somebody is in.
    Explain {
        /// Names the read.
        id: RequestId,
        subject: Subject,
        /// Whether the service is asked for its own answer, where a user is meant.
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
    /// Look again at what earlier runs left open.
    Settle,
    /// Read the newest part of the journal, or what stands before a mark.
    ReadJournal(RequestId, Option<Position>),
    /// Read how the panes stood in the tenants that were left last.
    ReadViews,
    /// Keep how they stand in this one.
    KeepView(Box<SavedView>),
    /// Put text into the clipboard of the terminal.
    Copy(String),
    /// Ring the bell of the terminal.
    Bell,
    /// Send [`Msg::Due`] later.
    After(TimerId, Duration),
    /// Listen to the mouse, or no more.
    Mouse(bool),
    /// Run a plan. It writes as often as it has rows.
    RunPlan(RequestId, Box<PlanRun>),
    /// Pause the plan that runs, go on with it, or stop it.
    ControlPlan(Control),
    /// Go over to another profile.
    Switch(String),
    /// Go to the background.
    Suspend,
    /// Leave as for a signal: the terminal is gone.
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
