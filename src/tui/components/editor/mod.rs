//! The editor of an assignment: its target and its filter.
//!
//! Belongs here: commands and answers. Does not belong here: the fields (`form`), what is shown of them
//! (`content`), what Enter does (`enter`).

mod content;
mod enter;
mod filters;
pub mod form;

use tui_input::InputRequest;

use self::form::{EditorForm, Field};
use super::Component;
use crate::domain::{
    AssignmentFilter, AssignmentId, Change, ChangeId, ChangeKind, ConfigurationId, Outcome, Row,
    Verdict,
};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::Content;
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::parts::group_search::{GroupSearch, Pick};
use crate::tui::parts::offers::{self, ROWS};
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, Availability, Context, Watch};
use crate::tui::store::msg::TimerId;
use crate::tui::store::offer::Offer;
use crate::words::Phrase;

/// The editor of an assignment, or of a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Editor {
    pub(super) cursor: Cursor,
    form: EditorForm,
    search: GroupSearch,
    /// The groups that match what is typed; none if their list is not open.
    groups: Vec<Offer>,
    filters: Vec<AssignmentFilter>,
    /// Whether Enter was pressed and could not continue; then the reason is emphasized.
    asked: bool,
    /// The number of keys heard when Enter was pressed before the directory had answered. If no other key
    /// follows, the answer is taken if it is unambiguous.
    asked_early: Option<u64>,
}

impl Editor {
    /// The editor of this assignment, or of a new one; none if the assignment is not in the list.
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
            asked: false,
            asked_early: None,
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

    /// How many names are suggested.
    fn count(&self) -> usize {
        self.groups.len() + self.filters.len()
    }

    /// A row of the suggested names.
    fn offer(&self, store: &Store, at: usize, width: usize) -> Option<Phrase> {
        if let Some(filter) = self.filters.get(at) {
            return Some(filters::line(filter, width));
        }
        let offer = self.groups.get(at)?;
        Some(offers::line(store, &self.search, offer, width))
    }

    /// The text, or the field that has the keyboard, may have changed: searches for it.
    fn search_again(&mut self, cx: &mut Context<'_>) {
        match self.form.picking().and_then(|field| self.form.text(field)) {
            Some(typed) if self.form.focus() == Field::ObjectId => {
                self.search.on_typed(typed.value(), cx);
            }
            _ => self.search.stop(),
        }
        self.refresh(cx.store);
    }

    /// Up or down: in the open list of names, otherwise in the form.
    fn step(&mut self, motion: Motion) {
        match (motion, self.form.picking()) {
            (Motion::Up, Some(_)) if self.form.selected() == 0 => self.form.step(motion),
            (_, Some(_)) if self.count() > 0 => self.step_in_list(motion),
            (Motion::Up | Motion::Down, _) => self.form.step(motion),
            _ => {}
        }
    }

    fn step_in_list(&mut self, motion: Motion) {
        if self.count() > 0 {
            let to = motion.from(self.form.selected(), self.count() - 1, ROWS);
            self.form.move_to(to);
        }
    }

    /// Whether Esc closes a list of names rather than the form: only if something was typed for it.
    fn has_list_to_close(&self) -> bool {
        let picking = self.form.picking().and_then(|field| self.form.text(field));
        picking.is_some_and(|typed| !typed.value().is_empty())
    }

    /// Shows the assignment as someone else changed it, with what was typed kept.
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
            Some(_) => format!("Change target · {name}"),
            None => format!("Add a target · {name}"),
        }
    }

    fn spoken_title(&self, store: &Store) -> String {
        let row = store.row_of(&self.form.configuration);
        let name = row.map_or_else(String::new, |row| {
            text::spoken_name(&row.configuration.name)
        });
        match self.form.row {
            Some(_) => format!("Change target, {name}"),
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
                let proposal = self.proposal(store);
                proposal.map_or_else(
                    |problem| Availability::Disabled(problem.text),
                    |_| Availability::Available,
                )
            }
            // In a text these keys move the cursor.
            Command::NextChoice | Command::PreviousChoice if self.form.focus().is_text() => {
                Availability::Hidden
            }
            Command::GoOn | Command::Undo => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn label(&self, command: Command, _: &Store) -> Option<&'static str> {
        let goes_on = matches!(self.pick(), Pick::Take { certain: true, .. });
        let is_group = self.form.picking() == Some(Field::ObjectId);
        (command == Command::Take && is_group && goes_on).then_some(Command::Review.record().title)
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
        if self.form.has_moved() {
            let last = self.count().saturating_sub(1);
            self.form.select(self.form.selected().min(last));
        } else {
            self.form.select(self.search.first_choice(&self.groups));
        }
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
        self.asked = false;
        self.search_again(cx);
    }

    fn on_wheel(&mut self, motion: Motion) {
        if self.form.picking().is_some() {
            self.step_in_list(motion);
        }
    }

    fn on_point(&mut self, field: usize, choice: Option<usize>, cx: &mut Context<'_>) {
        (self.asked, self.asked_early) = (false, None);
        if let Some(field) = Field::ALL.get(field) {
            self.form.point(*field, choice);
        }
        self.search_again(cx);
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        self.asked = false;
        let action = match command {
            Command::Review => self.review(cx),
            Command::Take => self.take(cx),
            Command::Back if !self.has_list_to_close() => Action::Close,
            _ => {
                match command {
                    Command::NextKind => self.form.next_kind(),
                    Command::NextField => self.form.turn(true),
                    Command::PreviousField => self.form.turn(false),
                    Command::NextChoice => self.form.choose(true),
                    Command::PreviousChoice => self.form.choose(false),
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

    fn on_refused(&mut self, command: Command, reason: String, cx: &mut Context<'_>) {
        if command == Command::Review && self.proposal(cx.store).is_err() {
            self.insist(cx);
        } else {
            cx.notice(reason);
        }
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        self.search.on_answer(answer);
        self.refresh(cx.store);
        if !self.is_waiting(cx.store) {
            return Action::Stay;
        }
        self.asked_early = None;
        if matches!(self.pick(), Pick::Take { certain: true, .. }) {
            return self.take(cx);
        }
        self.insist(cx);
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
