//! What all components have in common: each moves by the same commands, by wheel and click.

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

/// What these keys lead to, with more groups offered than there are rows.
fn offering(keys: &str) -> Harness {
    let mut bench = Harness::new(false);
    bench.keys(keys);
    let request = bench.search();
    let id = |at: usize| format!("{at:08}-0a4e-4d0b-9a55-7d2b1c3e4f50");
    let found = (0..20).map(|at| found_group(&id(at), &format!("Sales {at:02}")));
    bench.send(Msg::Groups(request, Ok(found.collect())));
    bench
}

/// A screen on which nothing fits.
const SMALL: (u16, u16) = (40, 12);

/// A component of this kind on top, with more than its place holds.
fn example(kind: Kind) -> Harness {
    let mut bench = match kind {
        Kind::Bulk => offering("enter down shift-r s"),
        Kind::Editor => offering("enter down e tab s"),
        Kind::Confirm | Kind::InFlight => {
            let (mut bench, _) = Harness::submitted();
            if kind == Kind::Confirm {
                bench.key("ctrl-c");
            }
            bench
        }
        Kind::SignIn => {
            let mut bench = Harness::new(false);
            bench.key(":");
            bench.paste("renew").key("enter");
            bench
        }
        Kind::Prompt => {
            let mut bench = Harness::new(false);
            bench.keys("a down enter pagedown y");
            bench
        }
        Kind::Explain => {
            let mut bench = Harness::grown();
            bench.keys("enter down w");
            let request = bench.effects.iter().rev().find_map(|effect| match effect {
                Effect::Explain { id, .. } => Some(*id),
                _ => None,
            });
            let member = Member {
                user: None,
                groups: HashMap::new(),
            };
            bench.send(Msg::Explained(request.unwrap(), Ok(Found::Member(member))));
            bench
        }
        Kind::Journal | Kind::JournalEntry => {
            let (bench, _) = Harness::submitted();
            let change = bench.submission().1.change.clone();
            let mut bench = Harness::new(false);
            bench.key("shift-l");
            let one = entry(change, Verdict::Verified, "https://test");
            bench.journal(Ok(Contents {
                entries: vec![one; 30],
                ..Contents::default()
            }));
            if kind == Kind::JournalEntry {
                bench.key("enter");
            }
            bench
        }
        Kind::FindAssignments => {
            let mut bench = Harness::grown();
            bench.keys("shift-f").paste(KIOSK);
            bench
        }
        Kind::Palette => {
            let mut bench = Harness::new(false);
            bench.key(":");
            bench
        }
        Kind::PlanView => {
            let mut bench = Harness::grown();
            bench.keys("space space space space space shift-r");
            bench.paste(NEW).key("enter");
            bench
        }
        Kind::Profiles => {
            let mut bench = Harness::new(false);
            bench.model.store.start.settings.profiles =
                (0..30).map(|at| format!("profile {at}")).collect();
            bench.key("shift-p");
            bench
        }
        Kind::OutcomeText => {
            let (mut bench, id) = Harness::submitted();
            bench.end(id, Verdict::Rejected, None);
            bench.now += DEAF;
            bench
        }
        Kind::Raw => {
            let mut bench = Harness::new(false);
            bench.key("v");
            bench
        }
        Kind::Review => {
            let mut bench = Harness::new(false);
            bench.keys("enter down e").paste(NEW).key("enter");
            bench
        }
        Kind::TextView => {
            let mut bench = Harness::new(false);
            bench.key("?");
            bench
        }
    };
    bench.model.mouse = true;
    bench.send(Msg::Input(Input::Resize(SMALL.0, SMALL.1)));
    assert_eq!(Kind::of(bench.top()), kind);
    bench
}

impl Harness {
    /// Where one stands: the first line of a text, or the selected row.
    fn place(&self) -> usize {
        let cursor = self.top().cursor();
        match self.top().content(&self.model.store) {
            Content::Text(_) => cursor.scroll,
            Content::List(_) | Content::Sections(_) => cursor.selected,
            Content::Form(form) => form.spoken.selected,
        }
    }

    /// The last place, and how many rows or lines show at once.
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

    /// Where so many lines further down, or up, lead from a place. Sections are left one by one at least.
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

    /// Presses a moving key, and presses it once more where the line that is typed has used it first. What
    /// deletes that line has another key meanwhile.
    fn moving_key(&mut self, key: &str) {
        let typed = |bench: &Self| match bench.top().content(&bench.model.store) {
            Content::Form(form) => form.rows.iter().find_map(|row| row.typed).cloned(),
            _ => Some(bench.top().cursor().typed.clone()),
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

/// Whether it is a small box, which has no keys to move in it.
fn is_box(bench: &Harness) -> bool {
    match bench.top().content(&bench.model.store) {
        Content::Text(text) => matches!(text.style, TextStyle::Box(_)),
        Content::List(_) | Content::Sections(_) | Content::Form(_) => false,
    }
}

#[test]
fn every_component_moves_by_every_moving_command() {
    for kind in Kind::ALL {
        let mut bench = example(*kind);
        if is_box(&bench) {
            continue;
        }
        let (last, height) = bench.extent();
        assert!(last > 0, "{kind:?}: the example is too short to move in");
        let is_list = !matches!(
            bench.top().content(&bench.model.store),
            Content::Sections(_)
        );
        // A line of a text or a list stays in sight, and a section as a whole.
        let page = (height - usize::from(is_list)).max(1).cast_signed();
        let half = (height / 2).max(1).cast_signed();
        let (down, half_down) = (bench.beyond(0, page), bench.beyond(0, half));
        let half_up = bench.beyond(last, -half);
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
            ("pageup", bench.beyond(half_up, -page)),
            ("home", 0),
            ("up", 0),
        ] {
            bench.moving_key(key);
            let to = to.min(last);
            assert_eq!(bench.place(), to, "{kind:?}: {key} from {at} of {last}");
            at = to;
        }
        assert!(
            bench.effects.iter().filter(|it| it.writes()).count() <= 1,
            "{kind:?}: moving sends nothing"
        );
    }
}

#[test]
fn every_component_moves_by_the_wheel_and_a_list_by_a_click() {
    for kind in Kind::ALL {
        let mut bench = example(*kind);
        let (furthest, _) = bench.extent();
        bench.point_at(Pointing::WheelDown, 1);
        assert_eq!(bench.place(), 3.min(furthest), "{kind:?}");
        bench.point_at(Pointing::WheelUp, 1);
        assert_eq!(bench.place(), 0, "{kind:?}");
        // Of sections the first one in sight is pointed at, while the last one is selected.
        if matches!(
            bench.top().content(&bench.model.store),
            Content::Sections(_)
        ) {
            bench.key("end");
        }
        let (before, layout) = (bench.place(), bench.model.store.layout());
        let (line, wanted) = match bench.top().content(&bench.model.store) {
            Content::Text(_) => (1, before),
            Content::List(list) => (1 + usize::from(list.sign.is_some()), 1),
            Content::Sections(sections) => {
                let first = sections.scroll(before, &layout);
                let mut all = sections.sections.iter();
                let at = all.position(|one| one.lines.contains(&first)).unwrap();
                assert_ne!(at, before, "{kind:?}");
                (sections.top.len(), at)
            }
            // The names that are offered stand below the line of their field, the first ones out of sight.
            Content::Form(form) => {
                let name = |line: usize| form.field_at(line, &layout);
                let name = |line| name(line).filter(|(field, at)| *field == form.focus && *at > 1);
                let lines = 0..usize::from(SMALL.1);
                let mut found = lines.filter_map(|line| Some((line, name(line)?.1 - 1)));
                found.next().unwrap()
            }
        };
        bench.point_at(Pointing::Click, u16::try_from(line).unwrap());
        assert_eq!(bench.place(), wanted, "{kind:?}");
    }
}

#[test]
fn what_is_typed_takes_the_keys_that_it_can_use() {
    let mut bench = example(Kind::Journal);
    bench.keys("down down");
    bench.paste("verified");
    assert_eq!(bench.place(), 0, "what matches is seen from its first row");
    bench.keys("down home");
    assert_eq!(bench.place(), 1, "Home moved in the line");
    bench.key("home");
    assert_eq!(bench.place(), 0, "and then in the list");
    bench.key("end");
    assert_eq!(bench.place(), 0, "End moved in the line");
    bench.key("end");
    assert_eq!(bench.place(), 29);
    bench.key("ctrl-u");
    assert_eq!(bench.top().cursor().typed.value(), "");
}

#[test]
fn whatever_closes_a_component_cancels_what_it_waits_for() {
    for kind in Kind::ALL {
        let mut bench = example(*kind);
        let awaited = bench.top().awaits();
        bench.key("esc");
        for id in awaited {
            assert!(bench.effects.contains(&Effect::Cancel(id)), "{kind:?}");
        }
    }
}

#[test]
fn groups_that_are_offered_are_counted_in_one_request() {
    let mut bench = Harness::new(false);
    bench.keys("enter down shift-r s");
    let request = bench.search();
    let ids = [SALES, NEW].map(|id| ObjectId::parse(id).unwrap());
    let groups = vec![found_group(SALES, "Sales"), found_group(NEW, "Spare")];
    bench.send(Msg::Groups(request, Ok(groups)));
    bench.effects.clear();
    let timer = bench.model.store.count_timer.unwrap();
    bench.send(Msg::Due(timer));
    let counts: Vec<&Effect> = bench
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::CountAll(_) | Effect::CountMembers(_)))
        .collect();
    assert_eq!(counts, [&Effect::CountAll(ids.to_vec())]);
}
