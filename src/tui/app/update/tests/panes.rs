//! The panes as the bottom of the stack: moving in them, what they wait for, and what is above them.

use super::*;
use crate::tui::panes::availability::availability as in_panes;
use crate::tui::store::action::Availability;
use crate::tui::terminal::input::{Mouse, Pointing};

/// Creates forty configurations of forty assignments each.
fn long() -> Harness {
    let mut ui = Harness::new(false);
    let rows = (1..=40).map(|at| {
        let mut row = row(&format!("c{at:02}"), at);
        row.assignments = (0..40)
            .map(|at| group(&format!("a{at:02}"), KIOSK))
            .collect();
        row
    });
    ui.reread(rows.collect());
    ui.keys("home").model.mouse = true;
    ui
}

impl Harness {
    fn place_in(&self, pane: Pane) -> usize {
        match pane {
            Pane::Configurations => self.model.store.configuration.index(),
            Pane::Assignments => self.model.store.assignment.index(),
        }
    }

    fn point(&mut self, what: Pointing, pane: Pane, line: u16) {
        let area = self.model.store.layout().list(pane);
        // Border and column headings, and the heading of the group that contains them all.
        let above = match pane {
            Pane::Configurations => 3,
            Pane::Assignments => 2,
        };
        let (column, row) = (area.x + 2, area.y + above + line);
        self.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
    }
}

#[test]
fn every_pane_moves_by_every_moving_command_by_wheel_and_by_click() {
    for (pane, focus) in [(Pane::Configurations, "left"), (Pane::Assignments, "right")] {
        let mut ui = long();
        ui.key(focus);
        let height = ui.model.store.layout().rows_in(pane);
        let (page, half, last) = (height - 1, height / 2, 39);
        for (key, to) in [
            ("down", 1),
            ("up", 0),
            ("pagedown", page),
            ("pageup", 0),
            ("ctrl-d", half),
            ("ctrl-u", 0),
            ("end", last),
            ("down", last),
            ("home", 0),
        ] {
            ui.key(key);
            assert_eq!(ui.place_in(pane), to, "{pane:?}: {key}");
        }
        ui.point(Pointing::WheelDown, pane, 1);
        assert_eq!(ui.place_in(pane), 3, "{pane:?}");
        ui.point(Pointing::WheelUp, pane, 1);
        ui.point(Pointing::Click, pane, 2);
        assert_eq!(ui.place_in(pane), 2, "{pane:?}");
    }
}

#[test]
fn an_undo_that_is_asked_for_again_cancels_the_first_reading_of_the_journal() {
    let mut ui = Harness::new(false);
    let read = |ui: &Harness| {
        ui.effects.iter().rev().find_map(|effect| match effect {
            Effect::ReadJournal(id, _) => Some(*id),
            _ => None,
        })
    };
    ui.key("u");
    let first = read(&ui).unwrap();
    ui.key("u");
    assert_ne!(read(&ui), Some(first));
    assert!(ui.effects.contains(&Effect::Cancel(first)));
}

#[test]
fn an_undo_is_not_offered_over_what_was_opened_or_typed_meanwhile() {
    let (ui, _) = Harness::submitted();
    let change = ui.submission().1.change.clone();
    for keys in ["?", "/"] {
        let mut ui = Harness::new(false);
        ui.keys("u").keys(keys);
        let depth = ui.model.overlays.len();
        let entry = writes::entry(change.clone(), Verdict::Verified, "https://test");
        ui.journal(Ok(crate::journal::Contents {
            entries: vec![entry],
            ..Default::default()
        }));
        assert_eq!(ui.model.overlays.len(), depth, "{keys}");
    }
}

#[test]
fn the_palette_says_of_each_command_what_the_panes_would_say() {
    let mut ui = Harness::new(true);
    let shown: Vec<_> = ["edit", "undo", "journal", "plan"]
        .into_iter()
        .map(|name| {
            let command = Command::named(name).unwrap();
            (name, in_panes(&ui.model.store, command))
        })
        .collect();
    let is_disabled = |name: &str| {
        let (_, one) = shown.iter().find(|(of, _)| *of == name).unwrap();
        matches!(one, Availability::Disabled(_))
    };
    assert!(is_disabled("edit") && is_disabled("undo") && is_disabled("plan"));
    assert!(!is_disabled("journal"));
    for (name, availability) in &shown {
        ui.key(":").paste(name);
        let row = match ui.top().content(&ui.model.store) {
            Content::List(list) => (list.row)(0, 70),
            Content::Text(_) | Content::Sections(_) | Content::Form(_) => {
                unreachable!("the palette is a list")
            }
        };
        assert!(row.text.starts_with(name), "{name}: {}", row.text);
        let is_available = *availability == Availability::Available;
        assert_eq!(row.quiet, !is_available, "{name}");
        ui.key("esc");
    }
    // An unavailable command does not run from there either.
    ui.key(":").paste("edit").key("enter");
    assert!(ui.model.overlays.is_empty());
    assert!(ui.model.notice.is_some());
}
