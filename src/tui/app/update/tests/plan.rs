//! The plan: checked when it opens, run after a yes that was meant, followed row by row.

use super::*;
use crate::domain::{Evidence, Refusal, ServiceError, Via};
use crate::plan::{Check, Control, End, Ended, Event, Summary};
use crate::tui::components::At;
use crate::tui::kit::sections::Sections;
use crate::tui::store::msg::PlanRun;
use crate::tui::store::session_plan::{RowState, SessionPlan};

impl Harness {
    /// The group of two configurations marked, and the plan to point both at another one.
    pub(in crate::tui) fn planned() -> Self {
        let mut bench = Self::grown();
        bench.keys("enter down space left down enter down space shift-r");
        bench.paste(NEW).key("enter");
        bench
    }

    /// The same under way.
    pub(in crate::tui) fn running() -> (Self, RequestId) {
        let mut bench = Self::planned();
        bench.key("y");
        let id = bench.run().0;
        (bench, id)
    }

    pub(in crate::tui) fn plan(&self) -> &SessionPlan {
        self.model.store.plan.as_deref().unwrap()
    }

    /// What is selected in it.
    fn at(&self) -> At {
        match self.top() {
            AnyComponent::PlanView(view) => Some(view.at()),
            _ => None,
        }
        .unwrap()
    }

    fn sections(&self) -> Sections {
        match self.top().content(&self.model.store) {
            Content::Sections(sections) => Some(sections),
            _ => None,
        }
        .unwrap()
    }

    /// The lines of the plan that are in sight.
    fn in_sight(&self) -> std::ops::Range<usize> {
        let (sections, layout) = (self.sections(), self.model.store.layout());
        let from = sections.scroll(self.top().cursor().selected, &layout);
        from..(from + sections.height(&layout)).min(sections.lines.len())
    }

    pub(in crate::tui) fn run(&self) -> (RequestId, &PlanRun) {
        let found = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::RunPlan(id, run) => Some((*id, &**run)),
            _ => None,
        });
        found.unwrap()
    }

    pub(in crate::tui) fn runs(&self) -> usize {
        self.effects.iter().filter(|effect| effect.writes()).count()
    }

    pub(in crate::tui) fn controls(&self) -> Vec<Control> {
        let controls = self.effects.iter().filter_map(|effect| match effect {
            Effect::ControlPlan(control) => Some(*control),
            _ => None,
        });
        controls.collect()
    }

    pub(in crate::tui) fn row_ended(&mut self, id: RequestId, number: u32, outcome: Outcome) {
        let place = self.plan().place_of(number).unwrap();
        let ended = Ended {
            number,
            via: Some(Via::Patch),
            change: self.plan().plan.rows[place].change.clone(),
            outcome,
        };
        self.send(Msg::Plan(id, Event::Ended(Box::new(ended))));
    }

    pub(in crate::tui) fn over(&mut self, id: RequestId) {
        let summary = Summary {
            ended: Vec::new(),
            done: Vec::new(),
            drifted: Vec::new(),
            refused: Vec::new(),
            left: Vec::new(),
            end: End::Through,
        };
        self.send(Msg::PlanOver(id, Box::new(summary)));
        self.now += DEAF;
    }
}

pub(in crate::tui) fn outcome(verdict: Verdict, message: &str) -> Outcome {
    let facts = Facts {
        method: "PATCH",
        path: "/v1.0/x".to_owned(),
        status: Some(400),
        elapsed: Duration::from_millis(12),
        request_id: Some("r-77".to_owned()),
        client_request_id: "c-77".to_owned(),
    };
    let reply = if message.is_empty() {
        Ok(facts)
    } else {
        Err(ServiceError {
            facts,
            code: "BadRequest".to_owned(),
            message: message.to_owned(),
            activity_id: None,
            approval_code: None,
            retry_after: None,
        })
    };
    Evidence::sample(verdict, reply).into()
}

pub(in crate::tui) fn verified() -> Outcome {
    outcome(Verdict::Verified, "")
}

#[test]
fn a_yes_that_was_pasted_along_runs_no_plan() {
    let mut bench = Harness::grown();
    bench.keys("enter down shift-r").paste(NEW);
    bench.burst("enter y");
    assert_eq!(bench.runs(), 0);
    assert!(bench.on_plan());
    bench.key("y");
    assert_eq!(bench.runs(), 1);
}

#[test]
fn the_rows_are_checked_when_the_plan_opens_and_when_the_list_comes_anew() {
    let mut bench = Harness::grown();
    bench.keys("enter down space left down enter down space");
    bench.model.store.unsettled = vec![bench.model.store.rows()[0].configuration.id.clone()];
    bench.key("shift-r").paste(NEW).key("enter");
    let unsettled = RowState::Waiting(Check::Refused(Refusal::Unsettled));
    assert_eq!(bench.plan().states[&1], unsettled);
    assert_eq!(bench.plan().states[&2], RowState::Waiting(Check::Ready));
    assert_eq!(bench.plan().left(), 1);
    // Somebody else changes the second one meanwhile.
    bench.key("esc");
    let mut rows = bench.model.store.rows().to_vec();
    rows[1]
        .assignments
        .push(group("a7", "77777777-0a4e-4d0b-9a55-7d2b1c3e4f50"));
    bench.reread(rows);
    assert!(matches!(
        bench.plan().states[&2],
        RowState::Waiting(Check::Drifted { .. })
    ));
    bench.key("i");
    assert!(bench.on_plan());
    bench.key("y");
    assert_eq!(bench.runs(), 0);
    insta::assert_snapshot!(bench.notice(), @"no row of this plan can be run: each says why");
}

#[test]
fn the_members_of_the_new_group_are_counted() {
    let bench = Harness::planned();
    let wanted = crate::domain::ObjectId::parse(NEW).unwrap();
    assert_eq!(bench.model.store.looked_at, [wanted]);
}

#[test]
fn a_plan_runs_after_a_yes_and_what_failed_runs_again() {
    let (mut bench, id) = Harness::running();
    assert_eq!(bench.run().1.plan.rows.len(), 2);
    assert!(bench.model.store.marked.is_empty());
    bench.keys("y y");
    assert_eq!(bench.runs(), 1);
    bench.send(Msg::Plan(id, Event::Began(1)));
    bench.row_ended(id, 1, verified());
    bench.row_ended(id, 2, outcome(Verdict::Rejected, "Not today."));
    bench.send(Msg::PlanOver(
        id,
        Box::new(Summary {
            ended: Vec::new(),
            done: Vec::new(),
            drifted: Vec::new(),
            refused: Vec::new(),
            left: Vec::new(),
            end: End::Through,
        }),
    ));
    bench.key("y");
    assert_eq!(
        bench.runs(),
        1,
        "a yes from a moment ago is not for what is left"
    );
    bench.now += DEAF;
    assert_eq!(bench.plan().left(), 1);
    bench.key("y");
    let (again, run) = bench.run();
    assert_ne!(again, id);
    let numbers: Vec<u32> = run.plan.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2], "what is made is not run again");
    assert_eq!(run.checked.checks, [Check::Ready]);
    bench.row_ended(id, 2, verified());
    assert_eq!(bench.plan().left(), 1, "a late word of the first run");
    bench.row_ended(again, 2, verified());
    bench.over(again);
    assert_eq!(bench.plan().left(), 0);
}

#[test]
fn the_selection_goes_along_until_it_is_moved() {
    let (mut bench, id) = Harness::running();
    bench.send(Msg::Plan(id, Event::Began(1)));
    assert_eq!(bench.at(), At::Item(0, 0));
    bench.row_ended(id, 1, verified());
    bench.send(Msg::Plan(id, Event::Began(2)));
    assert_eq!(bench.at(), At::Item(1, 0));
    bench.key("up");
    bench.send(Msg::Plan(id, Event::Stepped(2, Step::Sending)));
    bench.send(Msg::Plan(id, Event::Began(2)));
    assert_eq!(bench.at(), At::Item(0, 0));
}

#[test]
fn the_selection_reaches_every_row_and_the_head_at_any_size() {
    for size in [(80, 24), (60, 15), (40, 12), (120, 40)] {
        let mut bench = Harness::grown();
        bench.send(Msg::Input(Input::Resize(size.0, size.1)));
        bench
            .keys("space space space space space shift-r")
            .paste(NEW)
            .key("enter");
        assert!(bench.plan().items() > 4);
        bench.key("shift-g");
        let last = bench.at();
        assert!(matches!(last, At::Item(at, _) if at == bench.plan().items() - 1));
        bench.key("g");
        let mut seen = Vec::new();
        while bench.at() != last {
            seen.extend(bench.in_sight());
            bench.key("down");
        }
        seen.extend(bench.in_sight());
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(
            seen,
            (0..bench.sections().lines.len()).collect::<Vec<_>>(),
            "{size:?}"
        );
        bench.keys(&"pageup ".repeat(99));
        assert_eq!(bench.at(), At::Head(0), "{size:?}");
        bench.key("shift-g");
        assert_eq!(bench.at(), last);
        bench.key("g");
        assert_eq!(bench.at(), At::Head(0));
        for _ in 0..99 {
            bench.key("pagedown");
        }
        assert_eq!(bench.at(), last);
    }
}

#[test]
fn a_running_plan_is_paused_stopped_and_not_left_unasked() {
    let (mut bench, id) = Harness::running();
    bench.keys("space space x");
    assert_eq!(
        bench.controls(),
        [Control::Pause, Control::Go, Control::Stop]
    );
    bench.keys("x space");
    assert_eq!(bench.controls().len(), 3, "it stops already");
    bench.key("ctrl-c");
    assert_eq!(bench.question(), Some(Question::QuitInFlight));
    bench.over(id);
    assert!(bench.on_plan(), "nothing is asked any more");
    assert_eq!(bench.plan().left(), 2);
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
}

#[test]
fn a_profile_that_wants_its_name_wants_it_for_a_plan() {
    let mut bench = Harness::planned();
    bench.model.store.start.settings.confirm = true;
    bench.model.store.start.settings.profile = Some("prod".to_owned());
    bench.key("y");
    bench.burst("p r o d enter y");
    assert_eq!(bench.runs(), 0, "a yes in the same burst was not meant");
    assert!(bench.on_plan());
    bench.key("y");
    assert_eq!(bench.runs(), 1);
}

#[test]
fn a_click_selects_a_row_and_answers_nothing() {
    use crate::tui::terminal::input::Mouse;
    use crate::tui::terminal::input::Pointing;
    let mut bench = Harness::planned();
    bench.model.mouse = true;
    let sections = bench.sections();
    let area = sections.area(&bench.model.store.layout());
    let second = sections.sections.iter().filter(|one| one.is_row).nth(1);
    let line = sections.top.len() + second.unwrap().lines.start;
    let row = area.y + 1 + u16::try_from(line).unwrap();
    let column = area.x + 9;
    let mut point = |what, row| {
        bench.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
        bench.at()
    };
    assert_eq!(point(Pointing::Click, row), At::Item(1, 0));
    assert_eq!(point(Pointing::WheelUp, row), At::Head(0));
    assert_eq!(point(Pointing::WheelDown, row), At::Item(1, 0));
    let footer = bench.model.store.layout().footer.y;
    let what = Pointing::Click;
    let column = 2;
    bench.send(Msg::Input(Input::Mouse(Mouse {
        what,
        column,
        row: footer,
    })));
    assert_eq!(bench.runs(), 0);
    assert_eq!(
        bench.model.notice.as_deref(),
        Some("a click is no yes: press y")
    );
}

#[test]
fn a_row_that_asks_to_wait_is_answered_by_the_key_of_a_single_change() {
    let (mut bench, id) = Harness::running();
    bench.send(Msg::Plan(id, Event::Began(1)));
    let ask = |bench: &mut Harness| {
        bench.send(Msg::Plan(
            id,
            Event::Asks {
                number: 1,
                wait: Duration::from_secs(90),
                outcome: Box::new(outcome(Verdict::Rejected, "Too many requests.")),
            },
        ));
    };
    bench.key("c");
    assert_eq!(bench.controls(), [], "nothing is asked yet");
    ask(&mut bench);
    assert_eq!(bench.plan().asks(), Some((1, Duration::from_secs(90))));
    assert_eq!(bench.at(), At::Item(0, 0));
    bench.keys("y space");
    assert_eq!(bench.controls(), [], "it is neither a yes nor a pause");
    bench.key("c");
    assert_eq!(bench.controls(), [Control::Wait(1)]);
    assert!(matches!(
        bench.plan().states[&1],
        RowState::UnderWay(Step::Waiting { .. }, _)
    ));
    bench.key("c");
    assert_eq!(bench.controls().len(), 1, "a question has one answer");
    ask(&mut bench);
    bench.key("esc");
    assert!(bench.model.store.plan_running(), "put aside it asks still");
    bench.keys("i x");
    assert_eq!(bench.controls(), [Control::Wait(1), Control::Stop]);
    bench.key("c");
    assert_eq!(bench.controls().len(), 2);
    bench.row_ended(id, 1, outcome(Verdict::Rejected, "Too many requests."));
    bench.over(id);
    assert_eq!((bench.plan().asks(), bench.plan().left()), (None, 2));
    assert_eq!(bench.runs(), 1);
}
