//! The editor of an assignment: where it points, and with which filter.
//!
//! Belongs here: what commands and answers do. Does not belong here: the fields (`form`), what is shown of
//! them (`content`).

mod content;
mod filters;
pub mod form;

use tui_input::InputRequest;

use self::form::{EditorForm, Field};
use super::Component;
use crate::domain::{
    Assignment, AssignmentFilter, AssignmentId, Change, ChangeId, ChangeKind, ConfigurationId,
    Outcome, Refusal, Row, Verdict,
};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::Content;
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::parts::group_search::GroupSearch;
use crate::tui::parts::offers::{self, ROWS};
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, Availability, Context, Open, Watch};
use crate::tui::store::msg::TimerId;
use crate::tui::store::offer::Offer;
use crate::words::Phrase;

/// The editor of an assignment, or of one to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Editor {
    pub(super) cursor: Cursor,
    form: EditorForm,
    search: GroupSearch,
    /// The groups that fit what is typed; none where their list is not open.
    groups: Vec<Offer>,
    filters: Vec<AssignmentFilter>,
}

impl Editor {
    /// The editor of this assignment, or of one to be added; none where it is not in the list.
    pub(super) fn open(
        store: &Store,
        configuration: &ConfigurationId,
        assignment: Option<&AssignmentId>,
    ) -> Option<Self> {
        let row = store.row_of(configuration)?;
        let assignment = match assignment {
            Some(id) => Some(row.assignments.iter().find(|row| row.id == *id)?),
            None => None,
        };
        Some(Self {
            cursor: Cursor::default(),
            form: EditorForm::open(&row.configuration, assignment),
            search: GroupSearch::default(),
            groups: Vec::new(),
            filters: Vec::new(),
        })
    }

    #[must_use]
    pub const fn form(&self) -> &EditorForm {
        &self.form
    }

    #[must_use]
    pub fn groups(&self) -> &[Offer] {
        &self.groups
    }

    #[must_use]
    pub fn filters(&self) -> &[AssignmentFilter] {
        &self.filters
    }

    #[must_use]
    pub const fn search(&self) -> &GroupSearch {
        &self.search
    }

    /// How many names are offered.
    fn count(&self) -> usize {
        self.groups.len() + self.filters.len()
    }

    /// A row of the names that are offered.
    fn offer(&self, store: &Store, at: usize, width: usize) -> Option<Phrase> {
        if let Some(filter) = self.filters.get(at) {
            return Some(filters::line(filter, width));
        }
        let offer = self.groups.get(at)?;
        Some(offers::line(store, &self.search, offer, width))
    }

    /// What is typed, or which field has the keyboard, may have changed: searches for it.
    fn search_again(&mut self, cx: &mut Context<'_>) {
        match self.form.picking().and_then(|field| self.form.text(field)) {
            Some(typed) if self.form.focus() == Field::ObjectId => {
                self.search.on_typed(typed.value(), cx);
            }
            _ => self.search.stop(),
        }
        self.refresh(cx.store);
    }

    /// Up or down: in the list of names that is open, else in the form.
    fn step(&mut self, motion: Motion) {
        match (motion, self.form.picking()) {
            (Motion::Up, Some(_)) if self.form.selected() == 0 => self.form.step(motion),
            (_, Some(_)) => self.step_in_list(motion),
            (Motion::Up | Motion::Down, None) => self.form.step(motion),
            _ => {}
        }
    }

    fn step_in_list(&mut self, motion: Motion) {
        let last = self.count().saturating_sub(1);
        let to = motion.from(self.form.selected(), last, ROWS);
        self.form.select(to);
    }

    /// Takes the selected name.
    fn take(&mut self, cx: &mut Context<'_>) -> Action {
        let at = self.form.selected();
        if self.form.picking() == Some(Field::Filter) {
            match self.filters.get(at) {
                Some(filter) => self.form.take_filter(filter),
                None => cx.notice("no filter is called so"),
            }
            return Action::Stay;
        }
        let Some(offer) = self.groups.get(at).cloned() else {
            cx.notice("type a part of the group's name, or paste its id");
            return Action::Stay;
        };
        self.form.take_group(&offer.id);
        Action::Remember(offer)
    }

    /// The change that the form would make, or why there is none.
    fn change(&self, store: &Store) -> Result<Change, String> {
        let Some(row) = store.row_of(&self.form.configuration) else {
            return Err("the configuration is not in the list any more".to_owned());
        };
        let is_unchanged = |seen: &Assignment| {
            let same = |now: &&Assignment| now.id == seen.id && now.target.same_as(&seen.target);
            row.assignments.iter().any(|now| same(&now))
        };
        if self
            .form
            .row
            .as_ref()
            .is_some_and(|seen| !is_unchanged(seen))
        {
            return Err("the assignment is not as it was when the form opened: close the form and open it again".to_owned());
        }
        let change = self.form.change(&row.configuration, &row.assignments);
        change.map_err(|problem| problem.text)
    }

    fn review(&self, cx: &mut Context<'_>) -> Action {
        let refused = |refusal: Refusal| refusal.to_string();
        let change = self.change(cx.store);
        match change.and_then(|change| cx.store.proposal(change).map_err(refused)) {
            Ok(proposal) => Action::Open(Open::Review(Box::new(proposal))),
            Err(why) => {
                cx.notice(why);
                Action::Stay
            }
        }
    }

    /// Shows what somebody else made of the assignment, with what was typed kept.
    fn renew(&mut self, store: &Store, row: &Row, change: &Change, outcome: &Outcome) {
        let made = store.rebased(change, outcome);
        let now = match made.as_ref().map(|made| &made.kind) {
            Ok(ChangeKind::Retarget { assignment, .. }) => {
                row.assignments.iter().find(|row| row.id == *assignment)
            }
            Ok(_) => None,
            Err(_) => change.row_now(&row.assignments),
        };
        let mut now = EditorForm::open(&row.configuration, now);
        now.learn_filters(&store.filters.known);
        self.form = self.form.renewed(now);
    }
}

impl Component for Editor {
    fn scope(&self) -> Scope {
        match self.form.picking() {
            Some(_) => Scope::Pick,
            None => Scope::Editor,
        }
    }

    fn title(&self, store: &Store) -> String {
        let row = store.row_of(&self.form.configuration);
        let name = row.map_or("", |row| &row.configuration.name);
        match self.form.row {
            Some(_) => format!("Edit assignment · {name}"),
            None => format!("Add a target · {name}"),
        }
    }

    fn spoken_title(&self, store: &Store) -> String {
        let row = store.row_of(&self.form.configuration);
        let name = row.map_or_else(String::new, |row| {
            text::spoken_name(&row.configuration.name)
        });
        match self.form.row {
            Some(_) => format!("Edit assignment, {name}"),
            None => format!("Add a target, {name}"),
        }
    }

    fn step(&self) -> &'static str {
        match self.form.row {
            Some(_) => "edit",
            None => "add",
        }
    }

    fn about(&self, store: &Store) -> Option<String> {
        let row = store.row_of(&self.form.configuration)?;
        Some(text::clean(&row.configuration.name).into_owned())
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Form(content::content(self, store))
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        match command {
            Command::Review => {
                let proposal = self.change(store).and_then(|change| {
                    let proposal = store.proposal(change);
                    proposal.map_err(|refusal| refusal.to_string())
                });
                match proposal {
                    Ok(_) => Availability::Available,
                    Err(why) => Availability::Disabled(why),
                }
            }
            Command::GoOn | Command::Undo => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn is_dirty(&self) -> bool {
        self.form.is_dirty()
    }

    fn edits(&self) -> Option<&ConfigurationId> {
        Some(&self.form.configuration)
    }

    fn awaits(&self) -> Vec<RequestId> {
        self.search.awaits()
    }

    fn watches(&self, _: &Store) -> Option<Watch> {
        if self.form.picking() == Some(Field::ObjectId) {
            let in_sight = offers::in_sight(&self.groups, self.form.selected());
            return Some(Watch::Offers(in_sight));
        }
        let typed = self.form.typed_object();
        Some(Watch::Objects(typed.into_iter().collect()))
    }

    fn needs_filters(&self) -> bool {
        matches!(self.form.focus(), Field::Filter | Field::FilterMode)
    }

    fn refresh(&mut self, store: &Store) {
        self.form.learn_filters(&store.filters.known);
        let typed = self.form.text(Field::ObjectId).map_or("", |it| it.value());
        (self.groups, self.filters) = match self.form.picking() {
            Some(Field::ObjectId) => (self.search.offers(store, typed), Vec::new()),
            Some(Field::Filter) => (Vec::new(), filters::fitting(store, &self.form)),
            _ => (Vec::new(), Vec::new()),
        };
        let last = self.count().saturating_sub(1);
        self.form.select(self.form.selected().min(last));
    }

    fn edit(&mut self, request: InputRequest) -> Option<bool> {
        Some(self.form.edit(request))
    }

    fn paste(&mut self, pasted: &str) -> bool {
        self.form.paste(pasted);
        true
    }

    fn on_open(&mut self, cx: &mut Context<'_>) {
        self.search.on_open(cx);
    }

    fn on_typed(&mut self, cx: &mut Context<'_>) {
        self.search_again(cx);
    }

    fn on_wheel(&mut self, motion: Motion) {
        if self.form.picking().is_some() {
            self.step_in_list(motion);
        }
    }

    fn on_point(&mut self, field: usize, line: usize, cx: &mut Context<'_>) {
        if let Some(field) = Field::ALL.get(field) {
            self.form.point(*field, line);
        }
        self.search_again(cx);
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        let action = match command {
            Command::Review => self.review(cx),
            Command::Take => self.take(cx),
            Command::Back if self.form.picking().is_none() => Action::Close,
            _ => {
                match command {
                    Command::NextField => self.form.turn(true),
                    Command::PreviousField => self.form.turn(false),
                    Command::NextChoice => drop(self.form.choose(true)),
                    Command::PreviousChoice => drop(self.form.choose(false)),
                    Command::Back => self.form.close_list(),
                    _ => {
                        if let Some(motion) = Motion::of(command) {
                            self.step(motion);
                        }
                    }
                }
                Action::Stay
            }
        };
        self.search_again(cx);
        action
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, _: &mut Context<'_>) -> Action {
        self.search.on_answer(answer);
        Action::Stay
    }

    fn on_due(&mut self, timer: TimerId, cx: &mut Context<'_>) {
        self.search.on_due(timer, cx);
    }

    fn on_ended(&mut self, id: ChangeId, cx: &mut Context<'_>) {
        let Some(state) = cx.store.changes.get(&id) else {
            return;
        };
        let is_own = state.change.configuration == self.form.configuration;
        let conflict = state.outcome.as_ref();
        let conflict = conflict.filter(|end| is_own && end.verdict() == Verdict::Conflict);
        let row = cx.store.row_of(&self.form.configuration);
        if let (Some(outcome), Some(row)) = (conflict, row) {
            self.renew(cx.store, row, &state.change, outcome);
            self.search_again(cx);
        }
    }
}
