//! Marks and plans.

use super::*;
use crate::domain::{Name, ObjectId, ObjectKind, Via};
use crate::plan::{Control, End, Ended, Event, Summary};
use crate::tui::bulk::{PlanView, RowState};
use crate::tui::msg::PlanRun;

impl Bench {
    fn plan(&self) -> &PlanView {
        let found = self
            .model
            .overlays
            .iter()
            .find_map(|overlay| match overlay {
                Overlay::Plan(view) => Some(&**view),
                _ => None,
            });
        found.unwrap()
    }

    fn run(&self) -> (RequestId, &PlanRun) {
        let found = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::RunPlan(id, run) => Some((*id, &**run)),
            _ => None,
        });
        found.unwrap()
    }

    /// Both assignments of `corp` marked, and the plan to point them at another group.
    fn planned() -> Self {
        let mut bench = Self::new(false);
        bench.keys("space shift-r").paste(NEW).key("enter");
        bench
    }

    fn row_ended(&mut self, id: RequestId, number: u32, verdict: Verdict) {
        let change = self.plan().plan.rows[0].change.clone();
        let outcome = Outcome {
            verdict,
            ..Outcome::not_sent("said".to_owned())
        };
        let ended = Ended {
            number,
            via: Some(Via::Patch),
            change,
            outcome,
        };
        self.send(Msg::Plan(id, Event::Ended(Box::new(ended))));
    }

    fn over(&mut self, id: RequestId) {
        let summary = Summary {
            ended: Vec::new(),
            done: Vec::new(),
            drifted: Vec::new(),
            refused: Vec::new(),
            left: Vec::new(),
            end: End::Through,
        };
        self.send(Msg::PlanOver(id, Box::new(summary)));
    }
}

#[test]
fn marks_come_one_by_one_as_ranges_and_by_configuration() {
    let mut bench = Bench::new(false);
    bench.keys("enter space");
    assert_eq!(bench.model.marked.len(), 1);
    assert_eq!(bench.model.selected_assignment().unwrap().id.as_str(), "a2");
    bench.keys("up space");
    assert!(
        bench.model.marked.is_empty(),
        "the mark is taken away again"
    );
    bench.keys("up shift-v down shift-v");
    assert_eq!(bench.model.marked.len(), 2);
    bench.keys("shift-u left space");
    assert_eq!(bench.model.marked.len(), 2, "all of the configuration");
}

#[test]
fn every_use_of_a_group_is_meant_where_nothing_is_marked() {
    let mut bench = Bench::new(false);
    bench.keys("enter down shift-r");
    assert!(matches!(bench.top(), Overlay::Bulk(_)));
    let known = Name::Known {
        name: "Sales APAC".to_owned(),
        kind: ObjectKind::Group,
    };
    let id = ObjectId::parse(NEW).unwrap();
    bench.send(Msg::Named(Vec::new(), Ok([(id, known)].into())));
    bench.keys("a p a c enter");
    let view = bench.plan();
    assert_eq!(view.plan.rows.len(), 1, "the default is left out");
    assert_eq!(view.skipped.len(), 1);
    assert!(bench.effects.iter().all(|effect| !effect.writes()));
}

#[test]
fn two_assignments_of_a_configuration_cannot_go_to_the_same_group() {
    let mut bench = Bench::new(false);
    bench
        .keys("enter down space shift-r")
        .paste(NEW)
        .key("enter");
    assert_eq!(bench.plan().plan.rows.len(), 1);
    let bench = Bench::planned();
    // One is a scope-tag target, the other a group: they are two things.
    assert_eq!(bench.plan().plan.rows.len(), 2);
}

#[test]
fn a_plan_runs_after_a_yes_and_what_failed_runs_again() {
    let mut bench = Bench::planned();
    bench.key("y");
    let (id, run) = bench.run();
    assert_eq!(run.plan.rows.len(), 2);
    assert!(bench.model.marked.is_empty());
    bench.keys("y y enter");
    assert_eq!(bench.effects.iter().filter(|it| it.writes()).count(), 1);
    bench.send(Msg::Plan(id, Event::Began(1)));
    bench.row_ended(id, 1, Verdict::Verified);
    bench.row_ended(id, 2, Verdict::Rejected);
    bench.over(id);
    assert!(bench.plan().is_left());
    assert_eq!(
        bench.plan().states[&2],
        RowState::Ended(Verdict::Rejected, "said".to_owned())
    );
    bench.key("y");
    let (again, run) = bench.run();
    assert_ne!(again, id);
    assert!(matches!(
        run.stage.checks[0],
        crate::plan::Check::Done { .. }
    ));
    bench.row_ended(id, 2, Verdict::Verified);
    assert!(bench.plan().is_left(), "a late word of the first run");
    bench.row_ended(again, 2, Verdict::Verified);
    bench.over(again);
    assert!(!bench.plan().is_left());
}

#[test]
fn a_running_plan_is_paused_and_stopped_and_not_left_unasked() {
    let mut bench = Bench::planned();
    bench.key("y");
    let (id, _) = bench.run();
    bench.keys("space space esc");
    let controls: Vec<Control> = bench
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::ControlPlan(control) => Some(*control),
            _ => None,
        })
        .collect();
    assert_eq!(controls, [Control::Pause, Control::Go, Control::Stop]);
    bench.key("ctrl-c");
    assert!(matches!(
        bench.top(),
        Overlay::Confirm(Question::QuitInFlight)
    ));
    bench.key("n");
    bench.over(id);
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
}

#[test]
fn a_profile_that_wants_its_name_wants_it_for_a_plan() {
    let mut bench = Bench::planned();
    bench.model.start.confirm = true;
    bench.model.start.profile = Some("prod".to_owned());
    bench.key("y");
    assert!(bench.effects.iter().all(|effect| !effect.writes()));
    bench.keys("p r o d enter");
    assert!(bench.effects.iter().any(Effect::writes));
}

#[test]
fn what_was_typed_is_not_lost_without_a_question() {
    let mut bench = Bench::new(false);
    bench.keys("enter shift-r").paste(NEW).key("esc");
    assert!(matches!(bench.top(), Overlay::Confirm(Question::Discard)));
    bench.key("n");
    assert!(matches!(bench.top(), Overlay::Bulk(form) if form.input.value() == NEW));
    bench.keys("esc y");
    assert!(bench.model.overlays.is_empty());
    // Nothing typed, nothing lost.
    bench.keys("shift-r esc");
    assert!(bench.model.overlays.is_empty());
}
