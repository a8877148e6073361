//! What the screen knows. Nothing in here does anything by itself.
//!
//! Belongs here: state, and questions about it that need nothing else. Does not belong here: how it
//! changes (`update`), how it looks (`view`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use tui_input::Input as TextInput;

use super::command::Scope;
use super::form::Editor;
use super::keymap::Keymap;
use super::layout::Layout;
use super::list::Selection;
use super::msg::TimerId;
use super::remote::{Remote, RequestId};
use crate::domain::{
    ApiMode, Assignment, AssignmentId, Change, ChangeId, ConfigurationId, MemberCount, ObjectId,
    Outcome, RequestError, Step, WriteRequest,
};
use crate::graph::Row;
use crate::words::Names;

/// What the screen starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What the header calls the service.
    pub service_name: String,
    /// Whether writes are disabled.
    pub read_only: bool,
    /// Which version of Graph may be used.
    pub api: ApiMode,
    /// Whether colours are off.
    pub no_colour: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

/// A pane that can have the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The configurations.
    Configurations,
    /// The assignments of the selected configuration.
    Assignments,
}

/// A question with yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Close the form although something was typed.
    Discard,
    /// Leave although something was typed.
    QuitDirty,
    /// Leave although a change is under way.
    QuitInFlight,
}

/// A text to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All keys.
    Help,
    /// The outcome of a change.
    Outcome(ChangeId),
    /// Why the list is not there, or not whole.
    ListError,
}

/// A change that waits for its yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The change.
    pub change: Change,
    /// What would be sent.
    pub request: WriteRequest,
    /// The first line shown.
    pub scroll: usize,
    /// When it opened, since the start of the program.
    pub opened: Duration,
}

/// The command palette.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// What was typed.
    pub filter: TextInput,
    /// The selected command among those that match.
    pub selected: usize,
}

/// Something that lies over the panes. The top one has the keyboard.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The editor form.
    Editor(Box<Editor>),
    /// The review of a change.
    Review(Box<Reviewed>),
    /// A change under way.
    InFlight(ChangeId),
    /// A question.
    Confirm(Question),
    /// A text to read.
    Text {
        /// Which.
        reading: Reading,
        /// The first line shown.
        scroll: usize,
    },
    /// The command palette.
    Palette(Palette),
}

impl Overlay {
    /// Where its keys are looked up.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Editor(_) => Scope::Editor,
            Self::Review(_) => Scope::Review,
            Self::InFlight(_) => Scope::InFlight,
            Self::Confirm(_) => Scope::Confirm,
            Self::Text { .. } => Scope::Text,
            Self::Palette(_) => Scope::Palette,
        }
    }
}

/// A change from its yes on. It stays for the session.
#[derive(Debug, Clone)]
pub struct ChangeState {
    /// The change.
    pub change: Change,
    /// When it was sent, since the start of the program.
    pub since: Duration,
    /// How far it is.
    pub step: Step,
    /// What became of it; none while it is under way.
    pub outcome: Option<Outcome>,
    /// The form as typed, put aside while the admin looks at other things.
    pub aside: Option<Box<Editor>>,
}

/// How much is known of a group's members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Asked.
    Asked,
    /// Answered.
    Known(MemberCount),
    /// Not answered; the count is left out.
    Failed,
}

/// The model.
#[derive(Debug, Clone)]
pub struct Model {
    /// What the screen started with.
    pub start: Start,
    /// The keys.
    pub keymap: Keymap,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The time, since the start of the program.
    pub now: Duration,
    /// Display name of the tenant, once known.
    pub tenant: Option<String>,
    /// Who signed in, once known.
    pub account: Option<String>,
    /// The configurations with their assignments, in the order shown.
    pub list: Remote<Vec<Row>, RequestError>,
    /// The pane that has the keyboard when no overlay is open.
    pub pane: Pane,
    /// The selected configuration.
    pub configuration: Selection<ConfigurationId>,
    /// The selected assignment.
    pub assignment: Selection<AssignmentId>,
    /// Names by id, as far as known.
    pub names: Names,
    /// Ids whose names were asked for.
    pub names_asked: HashSet<ObjectId>,
    /// Member counts by group.
    pub counts: HashMap<ObjectId, Count>,
    /// What lies over the panes, the last on top.
    pub overlays: Vec<Overlay>,
    /// Until when the top overlay takes no key, since it opened by itself.
    pub deaf_until: Option<Duration>,
    /// The changes of this session.
    pub changes: BTreeMap<ChangeId, ChangeState>,
    /// A short notice in the activity area, until the next key.
    pub notice: Option<String>,
    /// The object that is looked at, or typed.
    pub looked_at: Option<ObjectId>,
    /// The timer after which name and members of that object are asked for.
    pub count_timer: Option<TimerId>,
    /// The timer that moves the elapsed time on.
    pub clock_timer: Option<TimerId>,
    pub(super) next_number: u64,
}

impl Model {
    /// The model before anything happened.
    #[must_use]
    pub fn new(start: Start, keymap: Keymap) -> Self {
        Self {
            size: start.size,
            start,
            keymap,
            now: Duration::ZERO,
            tenant: None,
            account: None,
            list: Remote::NotAsked,
            pane: Pane::Configurations,
            configuration: Selection::default(),
            assignment: Selection::default(),
            names: Names::new(),
            names_asked: HashSet::new(),
            counts: HashMap::new(),
            overlays: Vec::new(),
            deaf_until: None,
            changes: BTreeMap::new(),
            notice: None,
            looked_at: None,
            count_timer: None,
            clock_timer: None,
            next_number: 1,
        }
    }

    /// The rows shown.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        self.list.value().map_or(&[], Vec::as_slice)
    }

    /// The selected configuration.
    #[must_use]
    pub fn selected_row(&self) -> Option<&Row> {
        self.rows()
            .get(self.configuration.index())
            .filter(|row| Some(&row.configuration.id) == self.configuration.key())
    }

    /// The selected assignment.
    #[must_use]
    pub fn selected_assignment(&self) -> Option<&Assignment> {
        self.selected_row()?
            .assignments
            .get(self.assignment.index())
            .filter(|row| Some(&row.id) == self.assignment.key())
    }

    /// The row of a configuration.
    #[must_use]
    pub fn row_of(&self, id: &ConfigurationId) -> Option<&Row> {
        self.rows().iter().find(|row| row.configuration.id == *id)
    }

    /// Where keys are looked up.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.overlays.last().map_or(Scope::List, Overlay::scope)
    }

    /// The change that is under way.
    #[must_use]
    pub fn in_flight(&self) -> Option<(ChangeId, &ChangeState)> {
        self.changes
            .iter()
            .find(|(_, state)| state.outcome.is_none())
            .map(|(id, state)| (*id, state))
    }

    /// The change that was sent last.
    #[must_use]
    pub fn last_change(&self) -> Option<(ChangeId, &ChangeState)> {
        self.changes
            .last_key_value()
            .map(|(id, state)| (*id, state))
    }

    /// Whether something was typed that leaving would lose.
    #[must_use]
    pub fn has_dirty_form(&self) -> bool {
        self.overlays
            .iter()
            .any(|overlay| matches!(overlay, Overlay::Editor(editor) if editor.is_dirty()))
    }

    /// How many requests are awaited, as far as the admin would care.
    #[must_use]
    pub fn requests_awaited(&self) -> usize {
        usize::from(self.list.is_loading()) + usize::from(self.in_flight().is_some())
    }

    /// The members of a group, if they were counted.
    #[must_use]
    pub fn count_of(&self, id: Option<&str>) -> Option<MemberCount> {
        let id = ObjectId::parse(id?).ok()?;
        match self.counts.get(&id) {
            Some(Count::Known(count)) => Some(*count),
            _ => None,
        }
    }

    /// The tenant as a review names it: by its name, else by the service.
    #[must_use]
    pub fn tenant_title(&self) -> &str {
        self.tenant.as_deref().unwrap_or(&self.start.service_name)
    }

    /// Where everything stands at this size.
    #[must_use]
    pub fn layout(&self) -> Layout {
        Layout::new(self.size, self.pane)
    }

    pub(super) fn number(&mut self) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        number
    }

    pub(super) fn new_request(&mut self) -> RequestId {
        RequestId(self.number())
    }

    pub(super) fn new_timer(&mut self) -> TimerId {
        TimerId(self.number())
    }
}
