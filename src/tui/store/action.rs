//! What a component receives and what it asks for, as plain data. No component is named here.
//!
//! Belongs here: what can be opened, answered and requested, and the context of a handler. Does not belong
//! here: the components themselves (`components`), carrying out the requests (`update`).

use std::collections::BTreeSet;
use std::time::Duration;

use super::entity::Entity;
use super::explained::{Found, Subject};
use super::msg::{Effect, Submission, TimerId};
use super::notice::Notice;
use super::offer::Offer;
use super::reviews::Proposal;
use crate::auth::{AuthError, Claims, Method, Prompt};
use crate::domain::{
    ApiVersion, AssignmentId, ChangeId, ConfigurationId, EffectiveConfigurations, Entry, Group,
    ObjectId, RawObject, RequestError, UndoOf,
};
use crate::journal::Contents;
use crate::plan::Draft;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::write::NextStep;

/// How long text or selection must stay unchanged before something is read for it.
pub(in crate::tui) const REST: Duration = Duration::from_millis(150);

/// How long an overlay that opened by itself ignores keys, because they were not meant for it.
pub(in crate::tui) const DEAF: Duration = Duration::from_millis(250);

/// A row of the tenant: a configuration, or an assignment of it.
pub type RowKey = (ConfigurationId, Option<AssignmentId>);

/// Something that can be opened over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Open {
    Journal,
    /// All of a journal line.
    Entry(Box<Entry>),
    /// A row as the service returns it now.
    Raw(Entity),
    Outcome(ChangeId),
    /// The review of a change.
    Review(Box<Proposal>),
    /// Which configuration wins for someone.
    Explain(Subject),
    Palette,
    /// A search in all assignments.
    FindAssignments,
    /// The profiles to switch to, with this one selected.
    Profiles(usize),
    /// The question which group these assignments change to.
    Bulk(BulkSelection),
    /// The plan that was made last.
    Plan,
    /// The editor of an assignment, or of a new one.
    Editor(ConfigurationId, Option<AssignmentId>),
    Text(TextId),
    /// A text prompt. The component below receives the text as a [`Reply`].
    Prompt(PromptFor),
    /// A question. The component below receives a yes as a [`Reply`].
    Confirm(Question),
    /// A change in flight.
    InFlight(ChangeId),
    SignIn {
        method: Method,
        why: Option<String>,
        /// The change that returns to its review afterwards.
        then: Option<ChangeId>,
    },
}

/// A text that only shows data of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextId {
    /// All keys, those of this place first.
    Help(Scope),
    /// Why the list is not loaded or incomplete.
    ListError,
    /// The last notice, and the error that it was about.
    Notice,
    /// What the token lacks.
    Rights,
    /// The link to the Intune admin center.
    Portal,
    Copied,
    /// The properties of the selected configuration or assignment.
    Details(Pane),
    /// A row of the plan, or a skipped one, counted from the first.
    PlanItem(usize),
    /// The read that failed last.
    LastError,
}

/// Many assignments at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkSelection {
    Marked(BTreeSet<(ConfigurationId, AssignmentId)>),
    /// Every use of a group.
    UsesOf(ObjectId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Close the form although something was typed.
    Discard,
    /// Leave although something was typed.
    QuitDirty,
    /// Leave although a change is in flight.
    QuitInFlight,
    /// Leave the configuration without any assignment.
    EmptyList,
    /// Run the plan, which leaves configurations without any assignment.
    EmptyLists,
}

/// A text prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptFor {
    /// Why another admin should approve a change.
    Justification(ChangeId),
    /// A user, to show which configuration wins for their enrollments.
    User,
    /// Why another admin should approve the rows of a plan.
    PlanJustification,
}

/// The answer to a request of a component.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// What one version of the service returns for an entity.
    Entity(ApiVersion, Result<RawObject, RequestError>),
    Journal(Result<Contents, String>),
    /// The groups of someone, or that there is nobody.
    Explained(Result<Found, RequestError>),
    /// What the service itself says applies to a user; none if it does not offer that.
    Effective(Result<Option<EffectiveConfigurations>, RequestError>),
    /// The groups that a search found.
    Groups(Result<Vec<Group>, RequestError>),
    /// What a sign-in has to show.
    Prompted(Prompt),
    /// The end of a sign-in, with the claims of the new token.
    SignedIn(Result<Option<Claims>, AuthError>),
}

impl Answer {
    /// Why the service did not give it, if it did not.
    #[must_use]
    pub const fn error(&self) -> Option<&RequestError> {
        match self {
            Self::Entity(_, Err(error))
            | Self::Explained(Err(error))
            | Self::Groups(Err(error)) => Some(error),
            _ => None,
        }
    }
}

/// The answer to a question or a prompt above a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Yes,
    Typed(String),
}

/// What a component shows whose name and members should be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// These objects: a name and a count for each.
    Objects(Vec<ObjectId>),
    /// Groups that are suggested by name: all counts in one request.
    Offers(Vec<ObjectId>),
}

/// What happens to a component after a handler, or what it asks for: at most one thing.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Stay,
    /// Close; if something typed would be lost, ask first.
    Close,
    /// Open something above it.
    Open(Open),
    /// Replace it.
    Become(Open),
    /// Close it, and pass this answer to the component below.
    Reply(Reply),
    /// Close it and everything below it, whatever was typed there.
    Discard,
    /// End the program. A change that can be stopped is stopped.
    Quit,
    /// Close it; this change continues in the background, with its form.
    PutAside(ChangeId),
    /// Close it and send the change. A change that is sent again keeps its ID in the session.
    Write(Option<ChangeId>, Box<Submission>),
    /// Review the reverse of this change of the journal above it.
    TakeBack(Box<Entry>),
    /// Stay, and read the list again.
    ReadAgain,
    /// Close it, read the journal, and review the reverse of this change.
    Undo(UndoOf),
    /// It closes: there is another token, by this method. This change is reviewed once more.
    SignedIn {
        /// The method, which is used from now on.
        method: Method,
        /// The claims of the token.
        claims: Option<Box<Claims>>,
        then: Option<ChangeId>,
    },
    /// Close it and open a sign-in, after which this change is reviewed again.
    SignIn(Option<ChangeId>),
    /// Close it, and run this command in what is below.
    Run(Command),
    /// Stay, and run this command in the panes on its current row.
    InPanes(Command),
    /// Copy what this would show.
    Copy(Open),
    /// Close it and select this row in the panes, whatever their filter.
    GoTo(ConfigurationId, Option<AssignmentId>),
    /// Remember this group as chosen, then do this.
    Remember(Offer, Box<Self>),
    /// Close it, and open a plan of many changes.
    Plan {
        /// The rows of the plan.
        draft: Box<Draft>,
        /// The new group of all rows, if there is one.
        to: Option<ObjectId>,
        /// The same, to be remembered, if it was chosen from suggestions.
        chosen: Option<Offer>,
    },
    /// Stay, and do this with the plan of the session.
    OfPlan(PlanAction),
}

/// What can be done with the plan of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanAction {
    Run,
    /// The reason for the admin who approves was typed: the remaining rows continue with it.
    Justify(String),
    /// Start no further row for now.
    Pause,
    Resume,
    /// Start no further row.
    Stop,
    /// The row that asks waits as long as the service wants, and runs again; the others follow.
    Wait,
    /// Read the list again, and rebuild this row and those beside it on it.
    Rebase(u32),
    /// Close it, with this row selected, counted from the first.
    Close(Option<usize>),
}

/// What a handler works with: the store to read, and what it may request.
#[derive(Debug)]
pub struct Context<'a, S = &'a Store> {
    /// What every component may read, and the panes may change.
    pub store: S,
    pub(in crate::tui) numbers: &'a mut u64,
    pub(in crate::tui) notice: &'a mut Option<Notice>,
    pub(in crate::tui) effects: &'a mut Vec<Effect>,
}

impl<S> Context<'_, S> {
    /// An ID for a request. A component that keeps it must return it in `awaits`.
    pub fn request(&mut self) -> RequestId {
        RequestId(self.number())
    }

    pub fn timer(&mut self) -> TimerId {
        TimerId(self.number())
    }

    /// A timer that is due once the text is left unchanged.
    pub fn when_rested(&mut self) -> TimerId {
        let timer = self.timer();
        self.effect(Effect::After(timer, REST));
        timer
    }

    fn number(&mut self) -> u64 {
        let number = *self.numbers;
        *self.numbers += 1;
        number
    }

    /// Shows a notice until the next key.
    pub fn notice(&mut self, notice: impl Into<Notice>) {
        *self.notice = Some(notice.into());
    }

    /// Requests an effect, but never a write: that is [`Action::Write`].
    pub fn effect(&mut self, effect: Effect) {
        debug_assert!(!effect.writes(), "a write is an action");
        self.effects.push(effect);
    }
}

/// Whether a command is available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// Yes, unless something blocks it everywhere.
    Available,
    /// Yes, whatever blocks other commands: it sends no change, or continues one that was confirmed.
    Always,
    Disabled(String),
    /// It makes no sense here.
    Hidden,
}

impl Availability {
    pub fn disabled(reason: impl Into<String>) -> Self {
        Self::Disabled(reason.into())
    }
}

impl From<&NextStep> for Availability {
    /// A new token writes nothing, and helps if permissions are missing.
    fn from(step: &NextStep) -> Self {
        match step {
            NextStep::SignIn => Self::Always,
            _ => Self::Available,
        }
    }
}
