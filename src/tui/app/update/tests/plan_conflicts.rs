//! Plan rows that conflict with another admin's change: rebuilt from the current state, after another yes.

use super::plan::verified;
use super::*;
use crate::domain::{Change, ChangeKind, Conflict, Evidence, Observed};
use crate::plan::{Check, Event};
use crate::tui::components::At;
use crate::tui::store::session_plan::{PlanState, RowState};

const THEIRS: &str = "44444444-0a4e-4d0b-9a55-7d2b1c3e4f50";
const OTHER: &str = "55555555-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn conflict(now: &[Assignment]) -> Outcome {
    let conflict = Evidence::Conflict(Conflict::Changed(None));
    Outcome::from(conflict).seeing(Observed::List(now.to_vec()))
}

/// Runs a plan of two rows: the first is made, the second finds `now` in `beech`.
fn met(now: &[Assignment]) -> Harness {
    let (mut ui, id) = Harness::running();
    ui.send(Msg::Plan(id, Event::Began(1)));
    let made = [scope_tag(), group("a9", NEW)];
    ui.row_ended(id, 1, verified().seeing(Observed::List(made.to_vec())));
    ui.row_ended(id, 2, conflict(now));
    ui.over(id);
    ui
}

impl Harness {
    /// Returns the known list, with these rows in one configuration.
    fn with(&self, name: &str, now: &[Assignment]) -> Vec<Row> {
        let mut rows = self.model.store.rows().to_vec();
        let row = rows.iter_mut();
        let row = row.into_iter().find(|row| row.configuration.name == name);
        row.unwrap().assignments = now.to_vec();
        rows
    }

    /// Returns the rows sent by the last run.
    fn sent(&self) -> Vec<(u32, Change)> {
        let rows = self.run().1.plan.rows.iter();
        rows.map(|row| (row.number, row.change.clone())).collect()
    }

    fn is_offered(&self) -> bool {
        self.model
            .store
            .plan
            .as_deref()
            .unwrap()
            .conflict(None)
            .is_some()
    }
}

#[test]
fn a_row_in_conflict_is_made_again_from_there_and_what_is_made_is_not() {
    let theirs = [scope_tag(), group("a7", THEIRS)];
    let mut ui = met(&theirs);
    assert!(ui.is_offered());
    ui.key("c");
    assert!(
        ui.model.store.list.is_loading(),
        "what is there now is read"
    );
    ui.key("y");
    assert_eq!(ui.runs(), 1, "not before that");
    ui.listed(ui.with("beech", &theirs));
    assert_eq!(ui.text_id(), Some(TextId::PlanItem(1)));
    let shown = ui.shown();
    for id in [KIOSK, THEIRS, NEW] {
        assert!(shown.contains(&id[..8]), "before, now and yours: {shown}");
    }
    assert_eq!(ui.runs(), 1, "a new yes is wanted");
    assert!(!ui.is_offered());

    ui.now += DEAF;
    ui.key("esc");
    assert!(ui.on_plan());
    assert_eq!(ui.plan().left(), 1);
    ui.key("y");
    let (number, change) = ui.sent().remove(0);
    assert_eq!((ui.runs(), number, ui.sent().len()), (2, 2, 1));
    assert_eq!(ui.run().1.checked.checks, [Check::Ready]);
    assert_eq!(change.old_target().unwrap().object_id(), Some(THEIRS));
    assert_eq!(change.new_target().unwrap().object_id(), Some(NEW));
    let id = ui.run().0;
    ui.row_ended(id, 2, verified());
    ui.over(id);
    assert_eq!(ui.plan().left(), 0);
}

/// Two rows of one list: the second now starts from a list that includes the result of the first.
#[test]
fn the_rows_that_are_made_stay_made_beside_the_one_in_conflict() {
    let (one, two, three) = (group("b1", KIOSK), group("b2", SALES), group("b3", OTHER));
    let theirs = group("b4", THEIRS);
    let mut ui = Harness::grown();
    let before = ui.with("apple", &[one, two.clone(), three.clone()]);
    ui.reread(before);
    ui.keys("home enter space space x y");
    let id = ui.run().0;
    assert_eq!(ui.sent().len(), 2);
    let left = vec![two.clone(), three.clone()];
    ui.row_ended(id, 1, verified().seeing(Observed::List(left)));
    let now = [two, three, theirs];
    ui.row_ended(id, 2, conflict(&now));
    ui.over(id);
    ui.key("c");
    ui.listed(ui.with("apple", &now));
    let shown = ui.shown();
    assert!(shown.contains(&THEIRS[..8]), "{shown}");
    assert!(
        !shown.contains(&KIOSK[..8]),
        "the first row took it: {shown}"
    );
    ui.now += DEAF;
    ui.keys("esc y");
    let (number, change) = ui.sent().remove(0);
    assert_eq!((ui.sent().len(), number), (1, 2));
    assert!(
        matches!(&change.kind, ChangeKind::Remove { target } if target.object_id() == Some(SALES))
    );
    assert_eq!(change.before.len(), 3, "what the others added stays");
    assert_eq!(ui.run().1.checked.checks, [Check::Ready]);

    // A second conflict is handled the same way.
    let id = ui.run().0;
    let more = [now.to_vec(), vec![group("b5", NEW)]].concat();
    ui.row_ended(id, 2, conflict(&more));
    ui.over(id);
    ui.key("c");
    ui.listed(ui.with("apple", &more));
    ui.now += DEAF;
    ui.keys("esc y");
    let (number, change) = ui.sent().remove(0);
    assert_eq!((ui.sent().len(), number), (1, 2));
    assert_eq!(change.before.len(), 4);
    assert_eq!(ui.run().1.checked.checks, [Check::Ready]);
}

#[test]
fn nothing_is_made_again_where_the_list_was_not_read() {
    let theirs = [scope_tag(), group("a7", THEIRS)];
    for is_stopped in [false, true] {
        let mut ui = met(&theirs);
        let planned = ui.plan().plan.clone();
        ui.key("c");
        if is_stopped {
            ui.keys("esc esc");
        } else {
            let error = RequestError::Malformed {
                facts: Box::new(verified().facts().unwrap().clone()),
                reason: "cut off".to_owned(),
            };
            ui.send(Msg::Listed(ui.list_request(), Err(error)));
        }
        assert!(!ui.model.store.list.is_loading());
        assert_eq!(ui.plan().plan, planned);
        assert!(ui.is_offered(), "it can be asked for again");
        assert!(!ui.notice().is_empty());
        assert_eq!(ui.runs(), 1);
    }
}

#[test]
fn what_somebody_else_made_is_already_so_and_what_is_gone_is_refused() {
    let mut ui = met(&[scope_tag(), group("a7", THEIRS)]);
    ui.key("c");
    ui.listed(ui.with("beech", &[scope_tag(), group("a7", NEW)]));
    let done = RowState::Waiting(Check::Done { by_plan: false });
    assert_eq!(ui.plan().states[&2], done);
    assert_eq!(ui.plan().left(), 0);

    let mut ui = met(&[scope_tag(), group("a7", THEIRS)]);
    ui.key("c");
    let rows = ui.model.store.rows().to_vec();
    ui.listed(
        rows.into_iter()
            .filter(|row| row.configuration.name != "beech")
            .collect(),
    );
    assert!(matches!(
        ui.plan().states[&2],
        RowState::Waiting(Check::Refused(_))
    ));
    assert!(!ui.is_offered());
}

#[test]
fn rows_that_drifted_before_the_plan_ran_are_made_again_too() {
    let mut ui = Harness::planned();
    ui.key("esc");
    let theirs = [scope_tag(), group("a7", THEIRS)];
    ui.reread(ui.with("beech", &theirs));
    ui.keys("i c");
    ui.listed(ui.with("beech", &theirs));
    ui.now += DEAF;
    ui.key("esc");
    assert_eq!((ui.plan().state, ui.plan().left()), (PlanState::Unsent, 2));
    ui.key("y");
    let numbers: Vec<u32> = ui.sent().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn the_name_that_a_profile_wants_is_typed_again() {
    let mut ui = met(&[scope_tag(), group("a7", THEIRS)]);
    ui.model.store.start.settings.confirm = true;
    ui.model.store.start.settings.profile = Some("lab".to_owned());
    ui.model.store.plan.as_mut().unwrap().named = true;
    ui.key("c");
    ui.listed(ui.with("beech", &[scope_tag(), group("a7", THEIRS)]));
    ui.now += DEAF;
    ui.keys("esc y");
    assert!(ui.sections().typed.is_some());
    assert_eq!(ui.runs(), 1);
}

#[test]
fn a_plan_that_is_opened_again_has_the_same_row_selected() {
    let at = |ui: &Harness| match ui.top() {
        AnyComponent::PlanView(view) => Some(view.at()),
        _ => None,
    };
    let mut ui = Harness::planned();
    ui.keys("down down esc i");
    assert_eq!(at(&ui), Some(At::Item(1, 0)));
    ui.keys("g esc i");
    assert_eq!(at(&ui), Some(At::Head(0)));
    // A selection that follows the row in progress continues to follow it.
    ui.key("y");
    let id = ui.run().0;
    ui.send(Msg::Plan(id, Event::Began(1)));
    ui.keys("esc");
    ui.row_ended(id, 1, verified());
    ui.send(Msg::Plan(id, Event::Began(2)));
    ui.key("i");
    assert_eq!(at(&ui), Some(At::Item(1, 0)));
    ui.keys("up esc i");
    assert_eq!(at(&ui), Some(At::Item(0, 0)));
}
