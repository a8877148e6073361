//! Asks for the group that many assignments change to: the marked ones, or every use of a group.

use std::borrow::Cow;

use super::Component;
use crate::domain::{Name, ObjectId, clean_pasted};
use crate::plan::{self, Wished};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, List, Row};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::remote::RequestId;
use crate::tui::parts::group_search::{GroupSearch, Pick};
use crate::tui::parts::offers;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, BulkSelection, Context, Watch};
use crate::tui::store::msg::TimerId;
use crate::tui::store::offer::Offer;
use crate::words::{self, Line, Phrase, Role};

/// Shown while nothing is typed.
const WHAT_TO_TYPE: &str = "New group: type part of its name or paste its ID.";

/// Asks which group many assignments change to.
#[derive(Debug, Clone, PartialEq)]
pub struct Bulk {
    pub(super) cursor: Cursor,
    selection: BulkSelection,
    search: GroupSearch,
    /// The groups that match what was typed.
    offered: Vec<Offer>,
    /// Whether the admin moved to one of them.
    moved: bool,
    /// Whether Enter was pressed and could not continue; then the reason is emphasized.
    asked: bool,
    /// The number of keys heard when Enter was pressed before the directory had answered. If no other key
    /// follows, the answer is taken if it is unambiguous.
    asked_early: Option<u64>,
}

impl Bulk {
    pub(super) fn new(selection: BulkSelection) -> Self {
        Self {
            cursor: Cursor::default(),
            selection,
            search: GroupSearch::default(),
            offered: Vec::new(),
            moved: false,
            asked: false,
            asked_early: None,
        }
    }

    #[must_use]
    pub const fn selection(&self) -> &BulkSelection {
        &self.selection
    }

    /// The groups that match what was typed.
    #[must_use]
    pub fn offered(&self) -> &[Offer] {
        &self.offered
    }

    fn typed(&self) -> &str {
        self.cursor.typed.value().trim()
    }

    fn typed_id(&self) -> Option<ObjectId> {
        ObjectId::parse(self.typed()).ok()
    }

    fn selected(&self) -> Option<&Offer> {
        self.offered.get(self.cursor.selected)
    }

    fn note(&self, store: &Store) -> Line {
        if let Some(id) = self.typed_id() {
            if store.names.get(&id) == Some(&Name::Deleted) {
                // It was typed, so nobody knows whether it ever existed.
                return Line::new(Role::Warn, "No group with this ID was found.");
            }
            let shown = offers::who(store, &id).dot(format!(
                "{}: continue to the plan",
                store.key(Scope::Bulk, Command::Accept)
            ));
            return Line::new(Role::Good, shown);
        }
        let is_waiting = self.asked_early == Some(store.keys_heard);
        let why = offers::why_none(store, &self.offered, &self.pick());
        match why.filter(|_| self.asked || is_waiting) {
            Some(why) if self.asked => return Line::new(Role::Bad, format!("! {why}")),
            Some(why) => return Line::new(Role::Warn, why),
            None => {}
        }
        match self.selected() {
            None if self.typed().is_empty() => Line::new(Role::Text, WHAT_TO_TYPE),
            selected => offers::note(&self.search, self.typed(), selected),
        }
    }

    fn pick(&self) -> Pick<'_> {
        let selected = self.cursor.selected;
        self.search.pick(&self.offered, selected, self.moved)
    }

    /// Continues to the plan, unless it is not yet clear which group is meant.
    fn accept(&mut self, cx: &mut Context<'_>) -> Action {
        if self.typed_id().is_none() {
            match self.pick() {
                Pick::Wait => {
                    self.asked_early = Some(cx.store.keys_heard);
                    return Action::Stay;
                }
                Pick::SameName => {
                    self.asked = true;
                    return Action::Stay;
                }
                Pick::Take { .. } | Pick::Nothing => {}
            }
        }
        self.plan(cx)
    }

    /// Makes a plan with the typed or selected group.
    fn plan(&self, cx: &mut Context<'_>) -> Action {
        let chosen = self.selected();
        let Some(to) = self.typed_id().or_else(|| Some(chosen?.id.clone())) else {
            cx.notice(offers::WHAT_TO_TYPE);
            return Action::Stay;
        };
        let rows = cx.store.rows();
        let wishes = match &self.selection {
            BulkSelection::Marked(marked) => {
                plan::marked(rows, marked, |id| Wished::PointAt(id, to.clone()))
            }
            BulkSelection::UsesOf(from) => plan::uses(rows, from, &to, |_| true),
        };
        Action::Plan {
            draft: Box::new(plan::draft(rows, &wishes, cx.store.limits())),
            chosen: chosen.cloned(),
            to: Some(to),
        }
    }
}

impl Component for Bulk {
    fn scope(&self) -> Scope {
        Scope::Bulk
    }

    fn title(&self, store: &Store) -> String {
        match &self.selection {
            BulkSelection::Marked(marked) => {
                format!("New group for {} marked assignments", marked.len())
            }
            BulkSelection::UsesOf(id) => format!(
                "New group for every use of {}",
                words::name_of(id.as_str(), store.shown_names())
            ),
        }
    }

    fn step(&self) -> &'static str {
        "retarget"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::List(List {
            sign: Some("›"),
            typing: true,
            count: self.offered.len(),
            counted: String::new(),
            row: Box::new(move |at, width| {
                let offer = self.offered.get(at);
                Row::new(offer.map_or_else(Phrase::default, |offer| {
                    offers::line(store, &self.search, offer, width)
                }))
            }),
            empty: Phrase::new("", WHAT_TO_TYPE),
            note: Some(self.note(store)),
            marks: true,
            size: (offers::WIDTH, 12),
        })
    }

    fn label(&self, command: Command, _: &Store) -> Option<&'static str> {
        (command == Command::Accept).then_some("continue")
    }

    fn is_dirty(&self) -> bool {
        !self.cursor.typed.value().is_empty()
    }

    fn awaits(&self) -> Vec<RequestId> {
        self.search.awaits()
    }

    fn watches(&self, _: &Store) -> Option<Watch> {
        if let Some(id) = self.typed_id() {
            return Some(Watch::Objects(vec![id]));
        }
        let offered = offers::in_sight(&self.offered, self.cursor.selected);
        (!self.typed().is_empty()).then_some(Watch::Offers(offered))
    }

    fn refresh(&mut self, store: &Store) {
        self.offered = match self.typed_id() {
            Some(_) => Vec::new(),
            None => self.search.offers(store, self.typed()),
        };
        // A group cannot replace itself.
        if let BulkSelection::UsesOf(group) = &self.selection {
            self.offered.retain(|offer| offer.id != *group);
        }
        if !self.moved {
            self.cursor.selected = self.search.first_choice(&self.offered);
        }
    }

    fn pasted<'a>(&self, pasted: &'a str) -> Cow<'a, str> {
        let cleaned = clean_pasted(pasted);
        match ObjectId::parse(&cleaned) {
            Ok(_) => Cow::Owned(cleaned),
            Err(_) => Cow::Borrowed(pasted),
        }
    }

    fn on_open(&mut self, cx: &mut Context<'_>) {
        self.search.on_open(cx);
    }

    fn on_moved(&mut self, _: &mut Context<'_>) {
        (self.moved, self.asked) = (true, false);
    }

    fn on_typed(&mut self, cx: &mut Context<'_>) {
        (self.moved, self.asked) = (false, false);
        self.search.on_typed(self.cursor.typed.value(), cx);
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Accept => self.accept(cx),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        self.search.on_answer(answer);
        self.refresh(cx.store);
        if self.asked_early.take() != Some(cx.store.keys_heard) {
            return Action::Stay;
        }
        if matches!(self.pick(), Pick::Take { certain: true, .. }) {
            return self.plan(cx);
        }
        self.asked = true;
        Action::Stay
    }

    fn on_due(&mut self, timer: TimerId, cx: &mut Context<'_>) {
        self.search.on_due(timer, cx);
    }
}
