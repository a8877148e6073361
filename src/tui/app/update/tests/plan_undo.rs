//! Undoing a finished plan with a new plan, and the title of a plan.

use super::plan::{outcome, verified};
use super::writes::entry;
use super::*;
use crate::domain::{Change, Entry, PlanPlace, Refusal, ReversalKind};
use crate::journal::Contents;
use crate::plan::Event;
use crate::tui::kit::sections::Sections;

const OTHER: &str = "77777777-0a4e-4d0b-9a55-7d2b1c3e4f50";

impl Harness {
    /// Returns the text behind the title of the plan.
    fn plan_state(&self) -> String {
        let sections: Option<Sections> = match self.top().content(&self.model.store) {
            Content::Sections(sections) => Some(sections),
            _ => None,
        };
        sections.unwrap().state
    }

    /// Returns the journal line of a row of the plan.
    fn row_in_journal(&self, number: u32) -> Entry {
        let plan = self.model.store.name_in_journal(&self.plan().plan.id);
        let at = self.plan().place_of(number).unwrap();
        let change = self.plan().plan.rows[at].change.clone();
        let mut line = entry(change, Verdict::Verified, "https://test");
        line.change_id = format!("plan-{plan}-{number}");
        line.plan = Some(PlanPlace {
            id: plan,
            row: number,
        });
        line
    }

    fn journal_lines(&mut self, entries: Vec<Entry>) {
        self.journal(Ok(Contents {
            entries,
            ..Contents::default()
        }));
    }

    /// Reads the list again, with these groups in the first two configurations.
    fn reread_groups(&mut self, groups: [&str; 2]) {
        let mut rows = self.model.store.rows().to_vec();
        for (row, id) in rows.iter_mut().zip(groups) {
            row.assignments = vec![scope_tag(), group("a9", id)];
        }
        self.listed(rows);
    }
}

/// Creates a plan of two rows that was run, both verified, and the list after it.
fn finished() -> Harness {
    let (mut ui, id) = Harness::running();
    for number in [1, 2] {
        let at = ui.plan().place_of(number).unwrap();
        let row = &ui.model.store.rows()[at];
        let after = vec![row.assignments[0].clone(), group("a9", NEW)];
        let seen = crate::domain::Observed::List(after);
        ui.row_ended(id, number, verified().seeing(seen));
    }
    ui.over(id);
    ui
}

fn objects(change: &Change) -> [String; 2] {
    let object =
        |target: Option<&crate::domain::Target>| target.unwrap().object_id().unwrap().to_owned();
    [object(change.old_target()), object(change.new_target())]
}

#[test]
fn undo_of_a_finished_plan_is_a_plan_that_takes_all_its_rows_back() {
    let mut ui = finished();
    ui.key("u");
    let lines = vec![ui.row_in_journal(1), ui.row_in_journal(2)];
    ui.journal_lines(lines.clone());
    let rows = ui.plan().plan.rows.clone();
    assert_eq!(rows.len(), 2);
    for (row, made) in rows.iter().zip(lines.iter().rev()) {
        assert_eq!(objects(&row.change), [NEW, KIOSK]);
        assert_eq!(
            row.change.configuration, made.change.configuration,
            "the newest first"
        );
        let reverses = row.change.reverses.as_ref().unwrap();
        assert_eq!(
            (reverses.kind, &reverses.change_id),
            (ReversalKind::Undo, &made.change_id)
        );
    }
    assert_eq!(ui.top().title(&ui.model.store), "Undo plan");
    assert_eq!(ui.plan().left(), 2);
    assert_eq!(ui.runs(), 1, "it is a plan like any other");
    // The plan opened by itself, and ignores keys for a moment.
    ui.now += DEAF;
    ui.key("y");
    let (id, run) = ui.run();
    let names: Vec<String> = run
        .plan
        .rows
        .iter()
        .filter_map(|row| Some(row.change.reverses.clone()?.change_id))
        .collect();
    assert_eq!(
        names,
        [lines[1].change_id.clone(), lines[0].change_id.clone()]
    );

    // The undo of that plan is a redo.
    for number in [1, 2] {
        let at = ui.plan().place_of(number).unwrap();
        let of = ui.plan().plan.rows[at].change.configuration.clone();
        let row = ui.model.store.row_of(&of).unwrap();
        let after = vec![row.assignments[0].clone(), group("a2", KIOSK)];
        ui.row_ended(
            id,
            number,
            verified().seeing(crate::domain::Observed::List(after)),
        );
    }
    ui.over(id);
    let undone = vec![ui.row_in_journal(1), ui.row_in_journal(2)];
    ui.key("u");
    ui.journal_lines([lines, undone].concat());
    let rows = &ui.plan().plan.rows;
    let kinds: Vec<ReversalKind> = rows
        .iter()
        .map(|row| row.change.reverses.as_ref().unwrap().kind)
        .collect();
    assert_eq!(kinds, [ReversalKind::Redo, ReversalKind::Redo]);
    assert_eq!(objects(&rows[0].change), [KIOSK, NEW]);
    assert_eq!(ui.top().title(&ui.model.store), "Redo plan");
}

#[test]
fn a_row_that_is_undone_already_or_overtaken_is_not_taken_back() {
    let mut ui = finished();
    let mut undo = ui.row_in_journal(2);
    undo.plan = None;
    undo.change.reverses = Some(ui.row_in_journal(2).reversal());
    let lines = vec![ui.row_in_journal(1), ui.row_in_journal(2), undo];
    ui.key("u");
    ui.journal_lines(lines.clone());
    let rows = &ui.plan().plan.rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].change.reverses.as_ref().unwrap().change_id,
        lines[0].change_id
    );

    let mut ui = finished();
    ui.keys("esc ctrl-r");
    ui.reread_groups([NEW, OTHER]);
    ui.keys("i u");
    let lines = vec![ui.row_in_journal(1), ui.row_in_journal(2)];
    ui.journal_lines(lines);
    assert_eq!(ui.plan().plan.rows.len(), 1);
    assert_eq!(ui.plan().skipped[0].reason, Refusal::Gone);
}

#[test]
fn only_a_finished_plan_with_verified_rows_is_taken_back() {
    let reads = |ui: &Harness| {
        ui.effects
            .iter()
            .filter(|it| matches!(it, Effect::ReadJournal(..)))
            .count()
    };
    let mut ui = Harness::planned();
    ui.key("u");
    assert_eq!(reads(&ui), 0, "nothing was sent");
    let (mut ui, id) = Harness::running();
    ui.row_ended(id, 1, verified());
    ui.key("u");
    assert_eq!(reads(&ui), 0, "it runs");
    ui.row_ended(id, 2, outcome(Verdict::Unknown, ""));
    ui.over(id);
    ui.key("u");
    assert_eq!(reads(&ui), 1);
    // The plan was undone in the meantime.
    let mut undo = ui.row_in_journal(1);
    undo.plan = None;
    undo.change.reverses = Some(ui.row_in_journal(1).reversal());
    let lines = vec![ui.row_in_journal(1), undo];
    ui.journal_lines(lines);
    insta::assert_snapshot!(ui.notice(), @"All verified rows of this plan are already undone.");
    assert!(ui.on_plan());
}

#[test]
fn the_title_says_how_far_the_plan_is_and_what_the_yes_does() {
    let mut ui = Harness::planned();
    insta::assert_snapshot!(ui.plan_state(), @": nothing sent yet · y sends 2 changes");
    ui.key("y");
    let id = ui.run().0;
    ui.send(Msg::Plan(id, Event::Began(1)));
    insta::assert_snapshot!(ui.plan_state(), @" running: 0 of 2 · row 1 of 2");
    ui.row_ended(id, 1, verified());
    ui.key("space");
    insta::assert_snapshot!(ui.plan_state(), @" paused: 1 of 2 · Space resumes · row 1 of 2");
    ui.key("x");
    insta::assert_snapshot!(ui.plan_state(), @" stopping: 1 of 2 · row 1 of 2");
    ui.over(id);
    ui.key("g");
    insta::assert_snapshot!(ui.plan_state(), @" stopped: 1 verified, 1 not started · y sends the 1 left");
    ui.key("y");
    let id = ui.run().0;
    ui.row_ended(id, 2, outcome(Verdict::Unknown, ""));
    ui.over(id);
    ui.key("g");
    insta::assert_snapshot!(ui.plan_state(), @" finished: 1 verified, 1 unknown · y tries the 1 again");
    ui.key("y");
    let id = ui.run().0;
    ui.row_ended(id, 2, verified());
    ui.over(id);
    ui.key("g");
    insta::assert_snapshot!(ui.plan_state(), @" finished: 2 verified");
}

#[test]
fn what_a_yes_means_is_said_only_before_it() {
    let shown = |ui: &Harness| {
        let sections = match ui.top().content(&ui.model.store) {
            Content::Sections(sections) => sections.spoken,
            _ => Vec::new(),
        };
        let lines: Vec<String> = sections.iter().map(|line| line.text.to_string()).collect();
        lines.join("\n")
    };
    let mut ui = Harness::planned();
    assert!(shown(&ui).contains(words::NEW_ENROLLMENTS_ONLY));
    assert!(shown(&ui).contains("PATCH"));
    ui.key("y");
    let id = ui.run().0;
    ui.row_ended(id, 1, verified());
    ui.row_ended(id, 2, outcome(Verdict::Unknown, ""));
    ui.over(id);
    assert!(!shown(&ui).contains(words::NEW_ENROLLMENTS_ONLY));
    assert!(!shown(&ui).contains("PATCH"), "{}", shown(&ui));
    assert!(
        shown(&ui).contains("u: undo the 1 verified row"),
        "{}",
        shown(&ui)
    );
}
