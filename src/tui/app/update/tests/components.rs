//! What all components have in common: the same commands move in each of them, as do wheel and clicks.

use std::collections::HashMap;

use super::writes::entry;
use super::*;
use crate::domain::ObjectId;
use crate::journal::Contents;
use crate::tui::components::Kind;
use crate::tui::kit::content::TextStyle;
use crate::tui::parts::offers::ROWS;
use crate::tui::store::explained::{Found, Member};
use crate::tui::terminal::input::{Mouse, Pointing};

/// Returns the screen after these keys, with more groups offered than there are rows.
fn offering(keys: &str) -> Harness {
    let mut ui = Harness::new(false);
    ui.keys(keys);
    let request = ui.search();
    let id = |at: usize| format!("{at:08}-0a4e-4d0b-9a55-7d2b1c3e4f50");
    let found = (0..20).map(|at| found_group(&id(at), &format!("Sales {at:02}")));
    ui.send(Msg::Groups(request, Ok(found.collect())));
    ui
}

/// The size of a screen that is too small for any content.
const SMALL: (u16, u16) = (40, 12);

/// Creates a screen with a component of this kind on top that has more content than fits.
pub(super) fn example(kind: Kind) -> Harness {
    let mut ui = match kind {
        Kind::Bulk => offering("enter down shift-r s"),
        Kind::Editor => offering("enter down e s"),
        Kind::Confirm | Kind::InFlight => {
            let (mut ui, _) = Harness::submitted();
            if kind == Kind::Confirm {
                ui.key("ctrl-c");
            }
            ui
        }
        Kind::SignIn => {
            let mut ui = Harness::new(false);
            ui.key(":");
            ui.paste("renew").key("enter");
            ui
        }
        Kind::Prompt => {
            let mut ui = Harness::new(false);
            ui.key(":");
            ui.paste("explain-user").key("enter");
            ui
        }
        Kind::Explain => {
            let mut ui = Harness::grown();
            ui.keys("enter down w");
            let request = ui.effects.iter().rev().find_map(|effect| match effect {
                Effect::Explain { id, .. } => Some(*id),
                _ => None,
            });
            let member = Member {
                user: None,
                groups: HashMap::new(),
            };
            ui.send(Msg::Explained(request.unwrap(), Ok(Found::Member(member))));
            ui
        }
        Kind::Journal | Kind::JournalEntry => {
            let (ui, _) = Harness::submitted();
            let change = ui.submission().1.change.clone();
            let mut ui = Harness::new(false);
            ui.key("shift-l");
            let one = entry(change, Verdict::Verified, "https://test");
            ui.journal(Ok(Contents {
                entries: vec![one; 30],
                ..Contents::default()
            }));
            if kind == Kind::JournalEntry {
                ui.key("enter");
            }
            ui
        }
        Kind::FindAssignments => {
            let mut ui = Harness::grown();
            ui.keys("shift-f").paste(KIOSK);
            ui
        }
        Kind::Palette => {
            let mut ui = Harness::new(false);
            ui.key(":");
            ui
        }
        Kind::PlanView => {
            let mut ui = Harness::grown();
            ui.keys("space space space space space shift-r");
            ui.paste(NEW).key("enter");
            ui
        }
        Kind::Profiles => {
            let mut ui = Harness::new(false);
            ui.model.store.start.settings.profiles =
                (0..30).map(|at| format!("profile {at}")).collect();
            ui.key("shift-p");
            ui
        }
        Kind::OutcomeText => {
            let (mut ui, id) = Harness::submitted();
            ui.end(id, Verdict::Rejected, None);
            ui.now += DEAF;
            ui
        }
        Kind::Raw => {
            let mut ui = Harness::new(false);
            ui.key("v");
            ui
        }
        Kind::Review => {
            let mut ui = Harness::new(false);
            ui.keys("enter down e").paste(NEW).key("enter");
            ui
        }
        Kind::TextView => {
            let mut ui = Harness::new(false);
            ui.key("?");
            ui
        }
    };
    ui.model.mouse = true;
    ui.send(Msg::Input(Input::Resize(SMALL.0, SMALL.1)));
    assert_eq!(Kind::of(ui.top()), kind);
    ui
}

impl Harness {
    /// Returns the position: the first line of a text, or the selected row.
    fn place(&self) -> usize {
        let cursor = self.top().cursor();
        match self.top().content(&self.model.store) {
            Content::Text(_) => cursor.scroll,
            Content::List(_) | Content::Sections(_) => cursor.selected,
            Content::Form(form) => form.spoken.selected,
        }
    }

    /// Returns the last position, and how many rows or lines are visible at once.
    fn extent(&self) -> (usize, usize) {
        let layout = self.model.store.layout();
        match self.top().content(&self.model.store) {
            Content::Text(text) => {
                let page = text.place("", &layout);
                (page.furthest(), page.height())
            }
            Content::List(list) => (list.count - 1, list.height(&layout)),
            Content::Sections(sections) => (sections.sections.len() - 1, sections.height(&layout)),
            Content::Form(form) => (form.spoken.count - 1, ROWS),
        }
    }

    /// Returns the position this many lines further down or up. In sections, each step moves at least one
    /// section.
    fn beyond(&self, at: usize, lines: isize) -> usize {
        let (last, _) = self.extent();
        let to = |at: usize| at.saturating_add_signed(lines).min(last);
        let Content::Sections(sections) = self.top().content(&self.model.store) else {
            return to(at);
        };
        let start = |at: usize| sections.sections[at].lines.start;
        let line = start(at).saturating_add_signed(lines);
        let reached = (0..=last).rev().find(|at| start(*at) <= line).unwrap();
        if lines < 0 {
            reached.min(at.saturating_sub(1))
        } else {
            reached.max(at + 1).min(last)
        }
    }

    /// Presses a motion key, and presses it again if the typed line used it first. Ctrl-U would delete typed
    /// text, so its motion gets another key then.
    fn moving_key(&mut self, key: &str) {
        let typed = |ui: &Self| match ui.top().content(&ui.model.store) {
            Content::Form(form) => form.rows.iter().find_map(|row| row.typed).cloned(),
            _ => Some(ui.top().cursor().typed.clone()),
        };
        let before = typed(self);
        let spare = "alt-u".parse().unwrap();
        match key {
            "ctrl-u" if before.as_ref().is_some_and(|it| !it.value().is_empty()) => {
                let keymap = &mut self.model.store.keymap;
                keymap.give(Scope::MovingInList, Command::HalfPageUp, &[spare]);
                self.key("alt-u");
            }
            _ => {
                self.key(key);
            }
        }
        if typed(self) != before {
            self.key(key);
        }
    }

    fn point_at(&mut self, what: Pointing, line: u16) {
        let area = self
            .top()
            .content(&self.model.store)
            .area(&self.model.store.layout());
        let (column, row) = (area.x + 3, area.y + 1 + line);
        self.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
    }
}

/// Whether it is a small box, which has no motion keys.
fn is_box(ui: &Harness) -> bool {
    match ui.top().content(&ui.model.store) {
        Content::Text(text) => matches!(text.style, TextStyle::Box(_)),
        Content::List(_) | Content::Sections(_) | Content::Form(_) => false,
    }
}

#[test]
fn every_component_moves_by_every_moving_command() {
    for kind in Kind::ALL {
        let mut ui = example(*kind);
        if is_box(&ui) {
            continue;
        }
        let (last, height) = ui.extent();
        assert!(last > 0, "{kind:?}: the example is too short to move in");
        let is_list = !matches!(ui.top().content(&ui.model.store), Content::Sections(_));
        // One line of a text or a list stays visible, or one whole section.
        let page = (height - usize::from(is_list)).max(1).cast_signed();
        let half = (height / 2).max(1).cast_signed();
        let (down, half_down) = (ui.beyond(0, page), ui.beyond(0, half));
        let half_up = ui.beyond(last, -half);
        let mut at = 0;
        for (key, to) in [
            ("home", 0),
            ("down", 1),
            ("up", 0),
            ("pagedown", down),
            ("pageup", 0),
            ("ctrl-d", half_down),
            ("ctrl-u", 0),
            ("end", last),
            ("down", last),
            ("pagedown", last),
            ("ctrl-u", half_up),
            ("pageup", ui.beyond(half_up, -page)),
            ("home", 0),
            ("up", 0),
        ] {
            ui.moving_key(key);
            let to = to.min(last);
            assert_eq!(ui.place(), to, "{kind:?}: {key} from {at} of {last}");
            at = to;
        }
        assert!(
            ui.effects.iter().filter(|it| it.writes()).count() <= 1,
            "{kind:?}: moving sends nothing"
        );
    }
}

#[test]
fn every_component_moves_by_the_wheel_and_a_list_by_a_click() {
    for kind in Kind::ALL {
        let mut ui = example(*kind);
        let (furthest, _) = ui.extent();
        ui.point_at(Pointing::WheelDown, 1);
        assert_eq!(ui.place(), 3.min(furthest), "{kind:?}");
        ui.point_at(Pointing::WheelUp, 1);
        assert_eq!(ui.place(), 0, "{kind:?}");
        // In sections, the click is on the first visible one, while the last one is selected.
        if matches!(ui.top().content(&ui.model.store), Content::Sections(_)) {
            ui.key("end");
        }
        let (before, layout) = (ui.place(), ui.model.store.layout());
        let (line, wanted) = match ui.top().content(&ui.model.store) {
            Content::Text(_) => (1, before),
            Content::List(list) => (1 + usize::from(list.sign.is_some()), 1),
            Content::Sections(sections) => {
                let first = sections.scroll(before, &layout);
                let mut all = sections.sections.iter();
                let at = all.position(|one| one.lines.contains(&first)).unwrap();
                assert_ne!(at, before, "{kind:?}");
                (sections.top.len(), at)
            }
            // The offered names are below the line of their field, and the first ones are scrolled out of
            // view.
            Content::Form(form) => {
                let name = |line: usize| form.field_at(line, 2, &layout)?.1;
                let mut lines = 0..usize::from(SMALL.1);
                let found = lines.find_map(|line| Some((line, name(line).filter(|at| *at > 0)?)));
                found.unwrap()
            }
        };
        ui.point_at(Pointing::Click, u16::try_from(line).unwrap());
        assert_eq!(ui.place(), wanted, "{kind:?}");
    }
}

#[test]
fn what_is_typed_takes_the_keys_that_it_can_use() {
    let mut ui = example(Kind::Journal);
    ui.keys("down down");
    ui.paste("verified");
    assert_eq!(ui.place(), 0, "what matches is seen from its first row");
    ui.keys("down home");
    assert_eq!(ui.place(), 1, "Home moved in the line");
    ui.key("home");
    assert_eq!(ui.place(), 0, "and then in the list");
    ui.key("end");
    assert_eq!(ui.place(), 0, "End moved in the line");
    ui.key("end");
    assert_eq!(ui.place(), 29);
    ui.key("ctrl-u");
    assert_eq!(ui.top().cursor().typed.value(), "");
}

#[test]
fn whatever_closes_a_component_cancels_what_it_waits_for() {
    for kind in Kind::ALL {
        let mut ui = example(*kind);
        let awaited = ui.top().awaits();
        ui.key("esc");
        for id in awaited {
            assert!(ui.effects.contains(&Effect::Cancel(id)), "{kind:?}");
        }
    }
}

#[test]
fn groups_that_are_offered_are_counted_in_one_request() {
    let mut ui = Harness::new(false);
    ui.keys("enter down shift-r s");
    let request = ui.search();
    let ids = [SALES, NEW].map(|id| ObjectId::parse(id).unwrap());
    let groups = vec![found_group(SALES, "Sales"), found_group(NEW, "Spare")];
    ui.send(Msg::Groups(request, Ok(groups)));
    ui.effects.clear();
    let timer = ui.model.store.count_timer.unwrap();
    ui.send(Msg::Due(timer));
    let counts: Vec<&Effect> = ui
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::CountAll(_) | Effect::CountMembers(_)))
        .collect();
    assert_eq!(counts, [&Effect::CountAll(ids.to_vec())]);
}
