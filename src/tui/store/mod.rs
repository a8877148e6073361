//! What every part of the screen may read: the tenant, its rows, names and counts, the settings, the
//! selection, and the changes of the session.
//!
//! Belongs here: state that several parts read, and questions about it that need nothing else. Does not
//! belong here: state of a single overlay (that is in the overlay), the stack of overlays (`model`),
//! changing the state (`update`).

pub mod action;
pub mod change_state;
pub mod entity;
pub mod explained;
pub mod haystack;
pub mod last_event;
pub mod msg;
pub mod next_step;
pub mod notice;
pub mod offer;
pub mod refreshing;
pub mod reviews;
pub mod saved_view;
pub mod session_plan;
pub mod start;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Display;
use std::time::Duration;

use jiff::Timestamp;

use crate::auth::Rights;
use crate::config::Settings;
use crate::domain::{
    ApiVersion, Assignment, AssignmentFilter, AssignmentId, ChangeId, Configuration,
    ConfigurationId, KnownNames, MemberCount, Name, ObjectId, ObjectKind, Place, RequestError, Row,
};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::keys::keymap::Keymap;
use crate::tui::kit::finder::Haystack;
use crate::tui::kit::layout::{Layout, Pane, Shown};
use crate::tui::kit::list::Selection;
use crate::tui::kit::remote::Remote;
use crate::tui::store::change_state::ChangeState;
use crate::tui::store::last_event::{Failure, LastNotice};
use crate::tui::store::msg::TimerId;
use crate::tui::store::offer::Offer;
use crate::tui::store::refreshing::Refreshing;
use crate::tui::store::session_plan::SessionPlan;
use crate::tui::store::start::Start;
use crate::words::{self, Names, ScopeTags};

/// The most groups, and the most commands, that are remembered as chosen.
const MOST_RECENT: usize = 8;

/// What is known about a group's members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Asked,
    Known(MemberCount),
    /// No answer; the count is left out.
    Failed,
}

/// The assignment filters of the tenant, as far as known.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub known: Vec<AssignmentFilter>,
    pub asked: bool,
    pub came: bool,
    /// Why they are not known, if they could not be read.
    pub problem: Option<String>,
}

/// The store. Everything in it outlives the overlays.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, none excludes another"
)]
pub struct Store {
    pub start: Start,
    pub keymap: Keymap,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The time, since the start of the program.
    pub now: Duration,
    /// The clock time at a time since the start of the program, once it was read.
    pub clock: Option<(Duration, Timestamp)>,
    /// When the list on the screen was read.
    pub list_read: Option<Timestamp>,
    /// Display name of the tenant, once known.
    pub tenant: Option<String>,
    /// The tenant's id, once known.
    pub tenant_id: Option<String>,
    /// The tenant's default domain, once known.
    pub domain: Option<String>,
    /// What the token allows, if it says so.
    pub rights: Option<Rights>,
    /// Whether the admin wants to try a change that the token seems not to allow.
    pub lifted: bool,
    /// Who signed in, once known.
    pub account: Option<String>,
    /// The configurations with their assignments, in the order shown.
    pub list: Remote<Vec<Row>, RequestError>,
    /// How many pages of it have arrived.
    pub pages: u32,
    /// What is refreshed, and why.
    pub refreshing: Refreshing,
    /// The list that row commands act on and that the details belong to.
    pub pane: Pane,
    /// Whether the details, rather than that list, have the keyboard when no overlay is open.
    pub on_details: bool,
    pub configuration: Selection<ConfigurationId>,
    pub assignment: Selection<AssignmentId>,
    /// The marked assignments.
    pub marked: BTreeSet<(ConfigurationId, AssignmentId)>,
    /// Counts changes of the rows or their names; shows whether something computed from them is out of
    /// date.
    pub rows_version: u64,
    /// The searchable texts of each row; empty until the first search.
    pub haystacks: Vec<Haystack>,
    /// The plan that was made last.
    pub plan: Option<Box<SessionPlan>>,
    /// Names by id, as far as known. What is shown comes from [`Store::shown_names`].
    pub names: Names,
    /// The same where some would look alike, told apart by their IDs.
    names_apart: Option<Names>,
    pub names_asked: HashSet<ObjectId>,
    /// IDs on pages that arrived, whose names will be looked up before the list ends.
    pub names_waiting: BTreeSet<ObjectId>,
    /// Whether the admin was told that names are not readable.
    pub names_missed: bool,
    /// The groups that were chosen in this run, the last one first.
    pub recent: Vec<Offer>,
    /// The commands that were chosen in the palette, the last one first.
    pub recent_commands: Vec<Command>,
    /// The assignment filters of the tenant.
    pub filters: Filters,
    /// The scope tags of the tenant, by id.
    pub scope_tags: ScopeTags,
    /// Member counts by group.
    pub counts: HashMap<ObjectId, Count>,
    pub changes: BTreeMap<ChangeId, ChangeState>,
    pub read_from: ApiVersion,
    /// Whether the service is known in this run to have no route for PATCH.
    pub no_patch: bool,
    /// Whether the service is known in this run not to say what applies to a user.
    pub lacks_effective: bool,
    /// Whether the open changes of earlier runs were checked.
    pub settled: bool,
    /// Why they could not be checked, if so.
    pub unlooked: Option<String>,
    /// Configurations with an earlier change that could not be settled.
    pub unsettled: Vec<ConfigurationId>,
    pub copied: Option<String>,
    /// The last notice, even if it is no longer shown.
    pub last_notice: Option<LastNotice>,
    /// The read that failed last.
    pub failure: Option<Failure>,
    /// How many keys were heard; distinguishes a notice from the same one shown again.
    pub keys_heard: u64,
    /// The objects that are selected, typed, or reviewed.
    pub looked_at: Vec<ObjectId>,
    /// The timer after which the name and members of that object are read.
    pub count_timer: Option<TimerId>,
}

impl Store {
    /// The store at the start.
    #[must_use]
    pub fn new(start: Start, mut keymap: Keymap) -> Self {
        keymap.spell_arrows(start.capabilities.ascii || start.capabilities.linear);
        Self {
            size: start.size,
            start,
            keymap,
            now: Duration::ZERO,
            clock: None,
            list_read: None,
            tenant: None,
            tenant_id: None,
            domain: None,
            rights: None,
            lifted: false,
            account: None,
            list: Remote::NotAsked,
            pages: 0,
            refreshing: Refreshing::default(),
            pane: Pane::Configurations,
            on_details: false,
            configuration: Selection::default(),
            assignment: Selection::default(),
            marked: BTreeSet::new(),
            rows_version: 0,
            haystacks: Vec::new(),
            plan: None,
            names: Names::new(),
            names_apart: None,
            names_asked: HashSet::new(),
            names_waiting: BTreeSet::new(),
            names_missed: false,
            recent: Vec::new(),
            recent_commands: Vec::new(),
            filters: Filters::default(),
            scope_tags: ScopeTags::new(),
            counts: HashMap::new(),
            changes: BTreeMap::new(),
            read_from: ApiVersion::Beta,
            no_patch: false,
            lacks_effective: false,
            settled: false,
            unlooked: None,
            unsettled: Vec::new(),
            copied: None,
            last_notice: None,
            failure: None,
            keys_heard: 0,
            looked_at: Vec::new(),
            count_timer: None,
        }
    }

    /// Remembers a group that was chosen; the last one comes first.
    pub(super) fn remember(&mut self, offer: Offer) {
        let known = Name::Known {
            name: offer.name.clone(),
            kind: ObjectKind::Group,
        };
        if !self.names.contains_key(&offer.id) {
            self.learn_names([(offer.id.clone(), known)]);
        }
        self.recent.retain(|known| known.id != offer.id);
        let recent = Offer {
            is_recent: true,
            ..offer
        };
        self.recent.insert(0, recent);
        self.recent.truncate(MOST_RECENT);
    }

    /// Remembers the names of objects.
    pub(super) fn learn_names(&mut self, names: impl IntoIterator<Item = (ObjectId, Name)>) {
        self.names.extend(names);
        self.names_apart = words::told_apart(&self.names, self.start.capabilities.ascii);
    }

    /// The names as they are shown: those that would look alike have the beginning of their ID behind them.
    #[must_use]
    pub fn shown_names(&self) -> &Names {
        self.names_apart.as_ref().unwrap_or(&self.names)
    }

    /// Remembers a command that was chosen in the palette.
    pub(super) fn remember_command(&mut self, command: Command) {
        self.recent_commands.retain(|known| *known != command);
        self.recent_commands.insert(0, command);
        self.recent_commands.truncate(MOST_RECENT);
    }

    #[must_use]
    pub fn rows(&self) -> &[Row] {
        self.list.value().map_or(&[], Vec::as_slice)
    }

    /// Whether nothing of the list is loaded or loading.
    #[must_use]
    pub fn is_unloaded(&self) -> bool {
        self.rows().is_empty() && matches!(self.list, Remote::NotAsked | Remote::Failed { .. })
    }

    #[must_use]
    pub fn selected_row(&self) -> Option<&Row> {
        self.row_of(self.configuration.key()?)
    }

    #[must_use]
    pub fn selected_assignment(&self) -> Option<&Assignment> {
        let key = self.assignment.key()?;
        self.selected_row()?
            .assignments
            .iter()
            .find(|row| row.id == *key)
    }

    #[must_use]
    pub fn row_of(&self, id: &ConfigurationId) -> Option<&Row> {
        self.rows().iter().find(|row| row.configuration.id == *id)
    }

    /// The display name of a configuration; its ID if it is not in the list.
    #[must_use]
    pub fn configuration_name(&self, id: &ConfigurationId) -> String {
        self.row_of(id)
            .map_or_else(|| id.to_string(), |row| row.configuration.name.clone())
    }

    /// The configuration of a change of the session, with its name at that time.
    #[must_use]
    pub fn configuration_of(&self, id: ChangeId) -> Option<String> {
        let state = self.changes.get(&id)?;
        Some(text::clean(&state.change.configuration_name).into_owned())
    }

    /// The key of a command as it is shown; its name if it has none.
    #[must_use]
    pub fn key(&self, scope: Scope, command: Command) -> String {
        self.keymap
            .first_key(scope, command)
            .unwrap_or_else(|| format!("“{}”", command.record().name))
    }

    #[must_use]
    pub fn keys(&self, scope: Scope, command: Command) -> String {
        let keys: Vec<String> = self
            .keymap
            .scope(scope)
            .filter(|(candidate, _)| *candidate == command)
            .flat_map(|(_, keys)| keys.iter().map(|key| self.keymap.show(*key)))
            .collect();
        keys.join(" ")
    }

    /// Gives the keyboard to a list.
    pub const fn focus(&mut self, pane: Pane) {
        self.pane = pane;
        self.on_details = false;
    }

    /// The list that has the keyboard when no overlay is open.
    #[must_use]
    pub fn is_on(&self, pane: Pane) -> bool {
        self.pane == pane && !self.on_details
    }

    /// The object that the selected assignment names.
    #[must_use]
    pub fn selected_object(&self) -> Option<ObjectId> {
        ObjectId::parse(self.selected_assignment()?.target.object_id()?).ok()
    }

    /// Whether the token seems to allow no change, and the admin did not choose to try anyway.
    #[must_use]
    pub fn lacks_write(&self) -> bool {
        !self.lifted && self.rights.is_some_and(|rights| !rights.may_write)
    }

    /// What the token lacks, and what else to know about its permissions.
    #[must_use]
    pub fn missing_rights(&self) -> Vec<String> {
        self.rights.map_or_else(Vec::new, |rights| {
            words::missing_rights(rights, self.settings().read_only)
        })
    }

    #[must_use]
    pub fn count_of(&self, id: Option<&str>) -> Option<MemberCount> {
        let id = ObjectId::parse(id?).ok()?;
        match self.counts.get(&id) {
            Some(Count::Known(count)) => Some(*count),
            _ => None,
        }
    }

    /// Where changes are made, as far as the journal distinguishes it.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            graph_url: self.settings().graph_url.to_string(),
            tenant: self.tenant.clone(),
            tenant_id: self.tenant_id.clone(),
            ..Place::default()
        }
    }

    /// The ID in the journal of the change with this number or name in the session.
    #[must_use]
    pub fn name_in_journal(&self, name: impl Display) -> String {
        format!("{}-{name}", self.start.run)
    }

    /// Names for the lines of the journal.
    #[must_use]
    pub fn known_names(&self) -> KnownNames {
        let rows = self.rows().iter().map(|row| &row.configuration);
        let tags = |one: &Configuration| {
            let ids: Vec<String> = one.raw.read("roleScopeTagIds").unwrap_or_default();
            let named = ids.into_iter().filter_map(|id| {
                let name = self.scope_tags.get(&id)?.clone();
                Some((id, name))
            });
            (one.id.clone(), named.collect())
        };
        KnownNames {
            objects: self.names.clone(),
            configurations: rows
                .clone()
                .map(|one| (one.id.clone(), one.name.clone()))
                .collect(),
            scope_tags: rows.map(tags).collect(),
        }
    }

    /// The tenant in a review: by name, or else by service.
    #[must_use]
    pub fn tenant_title(&self) -> &str {
        self.tenant.as_deref().unwrap_or(&self.start.service_name)
    }

    /// What must be typed before a change that reaches everyone: the name of the profile, or else the
    /// tenant's default domain, or else the name of the service.
    #[must_use]
    pub fn name_to_type(&self) -> &str {
        self.settings()
            .profile
            .as_deref()
            .or(self.domain.as_deref())
            .unwrap_or(&self.start.service_name)
    }

    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.start.settings
    }

    /// The current clock time, as far as known.
    #[must_use]
    pub fn wall_clock(&self) -> Option<Timestamp> {
        let (then, at) = self.clock?;
        at.checked_add(self.now.saturating_sub(then)).ok()
    }

    /// The time since `since`, in tenths of a second.
    #[must_use]
    pub fn elapsed(&self, since: Duration) -> String {
        format!("{:.1} s", self.now.saturating_sub(since).as_secs_f64())
    }

    /// The layout at this size.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let shown = if self.on_details {
            Shown::Details
        } else {
            self.pane.into()
        };
        Layout::new(self.size, shown)
    }
}
