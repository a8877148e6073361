//! Rows of a plan that met somebody else's change: made again on what is there now, after another yes.

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

/// A plan of two rows ran: the first is made, the second met what is there now in `beech`.
fn met(now: &[Assignment]) -> Harness {
    let (mut bench, id) = Harness::running();
    bench.send(Msg::Plan(id, Event::Began(1)));
    let made = [scope_tag(), group("a9", NEW)];
    bench.row_ended(id, 1, verified().seeing(Observed::List(made.to_vec())));
    bench.row_ended(id, 2, conflict(now));
    bench.over(id);
    bench
}

impl Harness {
    /// The list as it is known, with these rows in one configuration.
    fn with(&self, name: &str, now: &[Assignment]) -> Vec<Row> {
        let mut rows = self.model.store.rows().to_vec();
        let row = rows.iter_mut();
        let row = row.into_iter().find(|row| row.configuration.name == name);
        row.unwrap().assignments = now.to_vec();
        rows
    }

    /// The rows of the last run.
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
    let mut bench = met(&theirs);
    assert!(bench.is_offered());
    bench.key("c");
    assert!(
        bench.model.store.list.is_loading(),
        "what is there now is read"
    );
    bench.key("y");
    assert_eq!(bench.runs(), 1, "not before that");
    bench.listed(bench.with("beech", &theirs));
    assert_eq!(bench.text_id(), Some(TextId::PlanItem(1)));
    let said = bench.said();
    for id in [KIOSK, THEIRS, NEW] {
        assert!(said.contains(&id[..8]), "before, now and yours: {said}");
    }
    assert_eq!(bench.runs(), 1, "a new yes is wanted");
    assert!(!bench.is_offered());

    bench.now += DEAF;
    bench.key("esc");
    assert!(bench.on_plan());
    assert_eq!(bench.plan().left(), 1);
    bench.key("y");
    let (number, change) = bench.sent().remove(0);
    assert_eq!((bench.runs(), number, bench.sent().len()), (2, 2, 1));
    assert_eq!(bench.run().1.checked.checks, [Check::Ready]);
    assert_eq!(change.old_target().unwrap().object_id(), Some(THEIRS));
    assert_eq!(change.new_target().unwrap().object_id(), Some(NEW));
    let id = bench.run().0;
    bench.row_ended(id, 2, verified());
    bench.over(id);
    assert_eq!(bench.plan().left(), 0);
}

/// Two rows of one list: what the first made is part of the list that the second starts from now.
#[test]
fn the_rows_that_are_made_stay_made_beside_the_one_in_conflict() {
    let (one, two, three) = (group("b1", KIOSK), group("b2", SALES), group("b3", OTHER));
    let theirs = group("b4", THEIRS);
    let mut bench = Harness::grown();
    let before = bench.with("apple", &[one, two.clone(), three.clone()]);
    bench.reread(before);
    bench.keys("home enter space space x y");
    let id = bench.run().0;
    assert_eq!(bench.sent().len(), 2);
    let left = vec![two.clone(), three.clone()];
    bench.row_ended(id, 1, verified().seeing(Observed::List(left)));
    let now = [two, three, theirs];
    bench.row_ended(id, 2, conflict(&now));
    bench.over(id);
    bench.key("c");
    bench.listed(bench.with("apple", &now));
    let said = bench.said();
    assert!(said.contains(&THEIRS[..8]), "{said}");
    assert!(!said.contains(&KIOSK[..8]), "the first row took it: {said}");
    bench.now += DEAF;
    bench.keys("esc y");
    let (number, change) = bench.sent().remove(0);
    assert_eq!((bench.sent().len(), number), (1, 2));
    assert!(
        matches!(&change.kind, ChangeKind::Remove { target } if target.object_id() == Some(SALES))
    );
    assert_eq!(change.before.len(), 3, "what the others added stays");
    assert_eq!(bench.run().1.checked.checks, [Check::Ready]);

    // A second conflict is met the same way.
    let id = bench.run().0;
    let more = [now.to_vec(), vec![group("b5", NEW)]].concat();
    bench.row_ended(id, 2, conflict(&more));
    bench.over(id);
    bench.key("c");
    bench.listed(bench.with("apple", &more));
    bench.now += DEAF;
    bench.keys("esc y");
    let (number, change) = bench.sent().remove(0);
    assert_eq!((bench.sent().len(), number), (1, 2));
    assert_eq!(change.before.len(), 4);
    assert_eq!(bench.run().1.checked.checks, [Check::Ready]);
}

#[test]
fn nothing_is_made_again_where_the_list_was_not_read() {
    let theirs = [scope_tag(), group("a7", THEIRS)];
    for is_stopped in [false, true] {
        let mut bench = met(&theirs);
        let planned = bench.plan().plan.clone();
        bench.key("c");
        if is_stopped {
            bench.keys("esc esc");
        } else {
            let error = RequestError::Malformed {
                facts: Box::new(verified().facts().unwrap().clone()),
                reason: "cut off".to_owned(),
            };
            bench.send(Msg::Listed(bench.list_request(), Err(error)));
        }
        assert!(!bench.model.store.list.is_loading());
        assert_eq!(bench.plan().plan, planned);
        assert!(bench.is_offered(), "it can be asked for again");
        assert!(!bench.notice().is_empty());
        assert_eq!(bench.runs(), 1);
    }
}

#[test]
fn what_somebody_else_made_is_already_so_and_what_is_gone_is_refused() {
    let mut bench = met(&[scope_tag(), group("a7", THEIRS)]);
    bench.key("c");
    bench.listed(bench.with("beech", &[scope_tag(), group("a7", NEW)]));
    let done = RowState::Waiting(Check::Done { by_plan: false });
    assert_eq!(bench.plan().states[&2], done);
    assert_eq!(bench.plan().left(), 0);

    let mut bench = met(&[scope_tag(), group("a7", THEIRS)]);
    bench.key("c");
    let rows = bench.model.store.rows().to_vec();
    bench.listed(
        rows.into_iter()
            .filter(|row| row.configuration.name != "beech")
            .collect(),
    );
    assert!(matches!(
        bench.plan().states[&2],
        RowState::Waiting(Check::Refused(_))
    ));
    assert!(!bench.is_offered());
}

#[test]
fn rows_that_drifted_before_the_plan_ran_are_made_again_too() {
    let mut bench = Harness::planned();
    bench.key("esc");
    let theirs = [scope_tag(), group("a7", THEIRS)];
    bench.reread(bench.with("beech", &theirs));
    bench.keys("i c");
    bench.listed(bench.with("beech", &theirs));
    bench.now += DEAF;
    bench.key("esc");
    assert_eq!(
        (bench.plan().state, bench.plan().left()),
        (PlanState::Unsent, 2)
    );
    bench.key("y");
    let numbers: Vec<u32> = bench.sent().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn the_name_that_a_profile_wants_is_typed_again() {
    let mut bench = met(&[scope_tag(), group("a7", THEIRS)]);
    bench.model.store.start.settings.confirm = true;
    bench.model.store.start.settings.profile = Some("lab".to_owned());
    bench.model.store.plan.as_mut().unwrap().named = true;
    bench.key("c");
    bench.listed(bench.with("beech", &[scope_tag(), group("a7", THEIRS)]));
    bench.now += DEAF;
    bench.keys("esc y");
    assert!(bench.is_on(Scope::Prompt));
    assert_eq!(bench.runs(), 1);
}

#[test]
fn a_plan_that_is_opened_again_has_the_same_row_selected() {
    let at = |bench: &Harness| match bench.top() {
        AnyComponent::PlanView(view) => Some(view.at()),
        _ => None,
    };
    let mut bench = Harness::planned();
    bench.keys("down down esc i");
    assert_eq!(at(&bench), Some(At::Item(1, 0)));
    bench.keys("g esc i");
    assert_eq!(at(&bench), Some(At::Head(0)));
    // Where it goes along with the row under way it goes on doing so.
    bench.key("y");
    let id = bench.run().0;
    bench.send(Msg::Plan(id, Event::Began(1)));
    bench.keys("esc");
    bench.row_ended(id, 1, verified());
    bench.send(Msg::Plan(id, Event::Began(2)));
    bench.key("i");
    assert_eq!(at(&bench), Some(At::Item(1, 0)));
    bench.keys("up esc i");
    assert_eq!(at(&bench), Some(At::Item(0, 0)));
}
