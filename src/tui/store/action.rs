//! What a component is given and what it asks for, as plain data. No component is named here.
//!
//! Belongs here: what can be opened, answered and wanted, and the context of a handler. Does not belong
//! here: the components themselves (`components`), doing what they ask for (`update`).

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

/// How long what was typed or selected must rest before something is read for it.
pub(in crate::tui) const REST: Duration = Duration::from_millis(150);

/// How long an overlay that opened by itself takes no key: nobody meant it yet.
pub(in crate::tui) const DEAF: Duration = Duration::from_millis(250);

/// A row of the tenant: a configuration, or an assignment of it.
pub type RowKey = (ConfigurationId, Option<AssignmentId>);

/// Something that can be opened over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Open {
    Journal,
    /// A line of the journal at length.
    Entry(Box<Entry>),
    /// A row as the service returns it now.
    Raw(Entity),
    Outcome(ChangeId),
    /// The review of a change that can be sent.
    Review(Box<Proposal>),
    /// Which configuration wins for somebody.
    Explain(Subject),
    Palette,
    /// A search through all assignments.
    FindAssignments,
    /// The profiles to go over to, with this one selected.
    Profiles(usize),
    /// The group that these assignments go to.
    Bulk(BulkSelection),
    /// The plan that was made last.
    Plan,
    /// The editor of an assignment of a configuration, or of one to be added.
    Editor(ConfigurationId, Option<AssignmentId>),
    Text(TextId),
    /// A text that is asked for. The component below hears it as a [`Reply`].
    Prompt(PromptFor),
    /// A question. The component below hears a yes as a [`Reply`].
    Confirm(Question),
    /// A change under way.
    InFlight(ChangeId),
    SignIn {
        method: Method,
        why: Option<String>,
        /// The change that goes back to its review afterwards.
        then: Option<ChangeId>,
    },
}

/// A text that only shows what the store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextId {
    /// All keys, those of this place first.
    Help(Scope),
    /// Why the list is not there, or not whole.
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
    /// A row of the plan, or what it leaves out, counted from the first.
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
    /// Leave although a change is under way.
    QuitInFlight,
    /// Leave the configuration without any assignment.
    EmptyList,
    /// Run the plan, which leaves configurations without any assignment.
    EmptyLists,
}

/// A text that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptFor {
    /// Why another admin should approve a change.
    Justification(ChangeId),
    /// A user, to say what wins for their enrollments.
    User,
    /// Why another admin should approve the rows of a plan.
    PlanJustification,
}

/// What came for a request that a component awaits.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// What one version of the service returns for an entity.
    Entity(ApiVersion, Result<RawObject, RequestError>),
    Journal(Result<Contents, String>),
    /// The groups of somebody, or that there is nobody.
    Explained(Result<Found, RequestError>),
    /// What the service itself says applies to a user; none where it does not offer that.
    Effective(Result<Option<EffectiveConfigurations>, RequestError>),
    /// The groups that a search found.
    Groups(Result<Vec<Group>, RequestError>),
    /// What a sign-in has to show.
    Prompted(Prompt),
    /// The end of a sign-in, with what the new token says of itself.
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

/// What was answered to a question or a prompt above a component.
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
    /// Groups that are offered by their names: all counts in one request.
    Offers(Vec<ObjectId>),
}

/// What becomes of a component after a handler, or what it wants done: at most one thing.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Stay,
    /// It closes; where something typed would be lost, that is asked first.
    Close,
    /// Something opens above it.
    Open(Open),
    /// Something takes its place.
    Become(Open),
    /// It closes, and the component below hears this answer.
    Reply(Reply),
    /// It closes, and so does what lies below it, whatever was typed there.
    Discard,
    /// The program ends. A change that can be stopped is stopped.
    Quit,
    /// It closes, and this change goes on without being shown; its form is kept with it.
    PutAside(ChangeId),
    /// It closes, and the change is sent. A change that is sent again keeps its name in the session.
    Write(Option<ChangeId>, Box<Submission>),
    /// What takes this change of the journal back is reviewed above it.
    TakeBack(Box<Entry>),
    /// It stays, and the list is read again.
    ReadAgain,
    /// It closes, the journal is read, and what takes this change back is reviewed.
    Undo(UndoOf),
    /// It closes: there is another token, by this method. This change is reviewed once more.
    SignedIn {
        /// The method, which is the one in use from now on.
        method: Method,
        /// What the token says of itself.
        claims: Option<Box<Claims>>,
        then: Option<ChangeId>,
    },
    /// It closes and a sign-in opens, after which this change is reviewed once more.
    SignIn(Option<ChangeId>),
    /// It closes, and what is below runs this command.
    Run(Command),
    /// It stays, and the panes run this command on the row that it points at.
    InPanes(Command),
    /// What this would show is copied.
    Copy(Open),
    /// It closes, and the panes select this row, whatever was filtered in them.
    GoTo(ConfigurationId, Option<AssignmentId>),
    /// This group is remembered as one that was chosen, and then this is done.
    Remember(Offer, Box<Self>),
    /// It closes, and a plan of many changes opens.
    Plan {
        /// The rows of the plan.
        draft: Box<Draft>,
        /// The group that all of them go to, where there is one.
        to: Option<ObjectId>,
        /// The same, to be remembered, where it was chosen from those that are offered.
        chosen: Option<Offer>,
    },
    /// It stays, and this is done with the plan of the session.
    OfPlan(PlanAction),
}

/// What can be done with the plan of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanAction {
    Run,
    /// The reason for another admin was typed: what is left goes on with it.
    Justify(String),
    /// No other row begins for now.
    Pause,
    Resume,
    /// No other row begins.
    Stop,
    /// The row that asks waits as long as the service wants, and runs again; the others follow.
    Wait,
    /// The list is read again, and this row and those beside it are made again on it.
    Rebase(u32),
    /// It closes, with this row selected, counted from the first.
    Close(Option<usize>),
}

/// What a handler works with: the store to read, and what it may ask for.
#[derive(Debug)]
pub struct Context<'a, S = &'a Store> {
    /// What every component may read, and the panes may change.
    pub store: S,
    pub(in crate::tui) numbers: &'a mut u64,
    pub(in crate::tui) notice: &'a mut Option<Notice>,
    pub(in crate::tui) effects: &'a mut Vec<Effect>,
}

impl<S> Context<'_, S> {
    /// A name for a request. A component that keeps it must give it in `awaits`.
    pub fn request(&mut self) -> RequestId {
        RequestId(self.number())
    }

    pub fn timer(&mut self) -> TimerId {
        TimerId(self.number())
    }

    /// A timer that is due once what was typed has rested.
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

    /// Asks for an effect, but never for a write: that is [`Action::Write`].
    pub fn effect(&mut self, effect: Effect) {
        debug_assert!(!effect.writes(), "a write is an action");
        self.effects.push(effect);
    }
}

/// Whether a command can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// Yes, if nothing bars it everywhere.
    Available,
    /// Yes, whatever bars other commands: it sends no change, or goes on with one that was agreed on.
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
    /// A new token writes nothing, and is what helps where the rights are missing.
    fn from(step: &NextStep) -> Self {
        match step {
            NextStep::SignIn => Self::Always,
            _ => Self::Available,
        }
    }
}
