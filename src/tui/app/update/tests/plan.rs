//! The plan: checked when it opens, run after a deliberate yes, followed row by row.

use super::*;
use crate::domain::ChangeKind;
use crate::domain::{Evidence, Refusal, ServiceError, Via};
use crate::plan::{Check, Control, End, Ended, Event, Summary};
use crate::tui::components::At;
use crate::tui::kit::sections::Sections;
use crate::tui::store::msg::PlanRun;
use crate::tui::store::session_plan::{RowState, SessionPlan};

impl Harness {
    /// Marks the group of two configurations and opens the plan to replace both with another group.
    pub(in crate::tui) fn planned() -> Self {
        let mut ui = Self::grown();
        ui.keys("enter down space left down enter down space shift-r");
        ui.paste(NEW).key("enter");
        ui
    }

    /// Returns the same plan while it runs.
    pub(in crate::tui) fn running() -> (Self, RequestId) {
        let mut ui = Self::planned();
        ui.key("y");
        let id = ui.run().0;
        (ui, id)
    }

    pub(in crate::tui) fn plan(&self) -> &SessionPlan {
        self.model.store.plan.as_deref().unwrap()
    }

    /// Returns the selected item of the plan.
    fn at(&self) -> At {
        match self.top() {
            AnyComponent::PlanView(view) => Some(view.at()),
            _ => None,
        }
        .unwrap()
    }

    pub(super) fn sections(&self) -> Sections {
        match self.top().content(&self.model.store) {
            Content::Sections(sections) => Some(sections),
            _ => None,
        }
        .unwrap()
    }

    /// Returns the visible lines of the plan.
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
    let mut ui = Harness::grown();
    ui.keys("enter down shift-r").paste(NEW);
    ui.burst("enter y");
    assert_eq!(ui.runs(), 0);
    assert!(ui.on_plan());
    ui.key("y");
    assert_eq!(ui.runs(), 1);
}

#[test]
fn the_rows_are_checked_when_the_plan_opens_and_when_the_list_comes_anew() {
    let mut ui = Harness::grown();
    ui.keys("enter down space left down enter down space");
    ui.model.store.unsettled = vec![ui.model.store.rows()[0].configuration.id.clone()];
    ui.key("shift-r").paste(NEW).key("enter");
    let unsettled = RowState::Waiting(Check::Refused(Refusal::Unsettled));
    assert_eq!(ui.plan().states[&1], unsettled);
    assert_eq!(ui.plan().states[&2], RowState::Waiting(Check::Ready));
    assert_eq!(ui.plan().left(), 1);
    // Another admin changes the second one in the meantime.
    ui.key("esc");
    let mut rows = ui.model.store.rows().to_vec();
    rows[1]
        .assignments
        .push(group("a7", "77777777-0a4e-4d0b-9a55-7d2b1c3e4f50"));
    ui.reread(rows);
    assert!(matches!(
        ui.plan().states[&2],
        RowState::Waiting(Check::Drifted { .. })
    ));
    ui.key("i");
    assert!(ui.on_plan());
    ui.key("y");
    assert_eq!(ui.runs(), 0);
    insta::assert_snapshot!(ui.notice(), @"No row of this plan can be sent. Each row shows why.");
}

#[test]
fn the_members_of_the_new_group_are_counted() {
    let ui = Harness::planned();
    let wanted = crate::domain::ObjectId::parse(NEW).unwrap();
    assert_eq!(ui.model.store.looked_at, [wanted]);
}

#[test]
fn a_plan_runs_after_a_yes_and_what_failed_runs_again() {
    let (mut ui, id) = Harness::running();
    assert_eq!(ui.run().1.plan.rows.len(), 2);
    assert!(ui.model.store.marked.is_empty());
    ui.keys("y y");
    assert_eq!(ui.runs(), 1);
    ui.send(Msg::Plan(id, Event::Began(1)));
    ui.row_ended(id, 1, verified());
    ui.row_ended(id, 2, outcome(Verdict::Rejected, "Not today."));
    ui.send(Msg::PlanOver(
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
    ui.key("y");
    assert_eq!(
        ui.runs(),
        1,
        "a yes from a moment ago is not for what is left"
    );
    ui.now += DEAF;
    assert_eq!(ui.plan().left(), 1);
    ui.key("y");
    let (again, run) = ui.run();
    assert_ne!(again, id);
    let numbers: Vec<u32> = run.plan.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2], "what is made is not run again");
    assert_eq!(run.checked.checks, [Check::Ready]);
    ui.row_ended(id, 2, verified());
    assert_eq!(ui.plan().left(), 1, "a late word of the first run");
    ui.row_ended(again, 2, verified());
    ui.over(again);
    assert_eq!(ui.plan().left(), 0);
}

#[test]
fn a_long_plan_rings_the_bell_at_its_end_and_a_short_one_does_not() {
    for (took, rings) in [(9, false), (10, true)] {
        let (mut ui, id) = Harness::running();
        ui.now += Duration::from_secs(took);
        ui.row_ended(id, 1, outcome(Verdict::Verified, ""));
        ui.row_ended(id, 2, outcome(Verdict::Verified, ""));
        ui.over(id);
        let bells = ui.effects.iter().filter(|it| **it == Effect::Bell).count();
        assert_eq!(bells, usize::from(rings), "{took} s");
    }
}

#[test]
fn the_selection_goes_along_until_it_is_moved() {
    let (mut ui, id) = Harness::running();
    ui.send(Msg::Plan(id, Event::Began(1)));
    assert_eq!(ui.at(), At::Item(0, 0));
    ui.row_ended(id, 1, verified());
    ui.send(Msg::Plan(id, Event::Began(2)));
    assert_eq!(ui.at(), At::Item(1, 0));
    ui.key("up");
    ui.send(Msg::Plan(id, Event::Stepped(2, Step::Sending)));
    ui.send(Msg::Plan(id, Event::Began(2)));
    assert_eq!(ui.at(), At::Item(0, 0));
}

#[test]
fn the_selection_reaches_every_row_and_the_head_at_any_size() {
    for size in [(80, 24), (60, 15), (40, 12), (120, 40)] {
        let mut ui = Harness::grown();
        ui.send(Msg::Input(Input::Resize(size.0, size.1)));
        ui.keys("space space space space space shift-r")
            .paste(NEW)
            .key("enter");
        assert!(ui.plan().items() > 4);
        ui.key("shift-g");
        let last = ui.at();
        assert!(matches!(last, At::Item(at, _) if at == ui.plan().items() - 1));
        ui.key("g");
        let mut seen = Vec::new();
        while ui.at() != last {
            seen.extend(ui.in_sight());
            ui.key("down");
        }
        seen.extend(ui.in_sight());
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(
            seen,
            (0..ui.sections().lines.len()).collect::<Vec<_>>(),
            "{size:?}"
        );
        ui.keys(&"pageup ".repeat(99));
        assert_eq!(ui.at(), At::Head(0), "{size:?}");
        ui.key("shift-g");
        assert_eq!(ui.at(), last);
        ui.key("g");
        assert_eq!(ui.at(), At::Head(0));
        for _ in 0..99 {
            ui.key("pagedown");
        }
        assert_eq!(ui.at(), last);
    }
}

#[test]
fn a_running_plan_is_paused_stopped_and_not_left_unasked() {
    let (mut ui, id) = Harness::running();
    ui.keys("space space x");
    assert_eq!(ui.controls(), [Control::Pause, Control::Go, Control::Stop]);
    ui.keys("x space");
    assert_eq!(ui.controls().len(), 3, "it stops already");
    ui.key("ctrl-c");
    assert_eq!(ui.question(), Some(Question::QuitInFlight));
    ui.over(id);
    assert!(ui.on_plan(), "nothing is asked any more");
    assert_eq!(ui.plan().left(), 2);
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
}

#[test]
fn a_profile_that_wants_its_name_wants_it_for_a_plan() {
    let mut ui = Harness::planned();
    ui.model.store.start.settings.confirm = true;
    ui.model.store.start.settings.profile = Some("prod".to_owned());
    ui.key("y");
    ui.burst("p r o d enter y");
    assert_eq!(ui.runs(), 0, "a yes in the same burst was not meant");
    assert!(ui.on_plan());
    ui.key("y");
    assert_eq!(ui.runs(), 1);
}

/// Returns the label in front of the name that is typed in the plan.
fn label(ui: &Harness) -> Option<String> {
    ui.sections().typed.map(|label| label.text.into())
}

#[test]
fn the_name_for_a_plan_is_typed_in_the_plan_by_keys() {
    let mut ui = Harness::planned();
    ui.model.store.start.settings.confirm = true;
    ui.model.store.start.settings.profile = Some("yard".to_owned());
    assert_eq!(
        label(&ui),
        None,
        "until a yes its keys are those of the plan"
    );
    let rows = ui.sections().height(&ui.model.store.layout());
    ui.key("y");
    assert_eq!(label(&ui).unwrap(), "Type yard to confirm:");
    let layout = ui.model.store.layout();
    assert_eq!(
        ui.sections().height(&layout) + 1,
        rows,
        "it stands below the rows"
    );
    ui.paste("yard");
    assert!(ui.top().cursor().typed.value().is_empty());
    assert!(ui.notice().starts_with("Type yard."), "{}", ui.notice());
    ui.keys("y a x");
    assert_eq!(label(&ui).unwrap(), "That does not match. Type yard:");
    ui.keys("backspace r d");
    assert_eq!(
        (ui.runs(), label(&ui).unwrap()),
        (0, "Confirmed. Press y to run the plan:".to_owned())
    );
    // One step back: first the name, then the plan.
    ui.key("esc");
    assert!(ui.on_plan() && label(&ui).is_none());
    ui.keys("y y a r d y");
    assert_eq!(ui.runs(), 1);
    assert_eq!(label(&ui), None);
}

#[test]
fn a_plan_with_a_row_that_reaches_everyone_wants_the_name() {
    let mut ui = Harness::planned();
    let view = ui.model.store.plan.as_mut().unwrap();
    let row = &mut view.plan.rows[0];
    row.change.kind = ChangeKind::Add {
        target: crate::domain::NewTarget::AllUsers.into_target(),
    };
    ui.key("y");
    assert_eq!(ui.runs(), 0);
    assert_eq!(label(&ui).unwrap(), "Type test to confirm:");
}

#[test]
fn a_click_selects_a_row_and_answers_nothing() {
    use crate::tui::terminal::input::Mouse;
    use crate::tui::terminal::input::Pointing;
    let mut ui = Harness::planned();
    ui.model.mouse = true;
    let sections = ui.sections();
    let area = sections.area(&ui.model.store.layout());
    let second = sections.sections.iter().filter(|one| one.is_row).nth(1);
    let line = sections.top.len() + second.unwrap().lines.start;
    let row = area.y + 1 + u16::try_from(line).unwrap();
    let column = area.x + 9;
    let mut point = |what, row| {
        ui.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
        ui.at()
    };
    assert_eq!(point(Pointing::Click, row), At::Item(1, 0));
    assert_eq!(point(Pointing::WheelUp, row), At::Head(0));
    assert_eq!(point(Pointing::WheelDown, row), At::Item(1, 0));
    let footer = ui.model.store.layout().footer.y;
    let what = Pointing::Click;
    let column = 2;
    ui.send(Msg::Input(Input::Mouse(Mouse {
        what,
        column,
        row: footer,
    })));
    assert_eq!(ui.runs(), 0);
    assert_eq!(
        ui.model.notice.as_deref(),
        Some("A click does not confirm. Press y.")
    );
}

#[test]
fn a_row_that_asks_to_wait_is_answered_by_the_key_of_a_single_change() {
    let (mut ui, id) = Harness::running();
    ui.send(Msg::Plan(id, Event::Began(1)));
    let ask = |ui: &mut Harness| {
        ui.send(Msg::Plan(
            id,
            Event::Asks {
                number: 1,
                wait: Duration::from_secs(90),
                outcome: Box::new(outcome(Verdict::Rejected, "Too many requests.")),
            },
        ));
    };
    ui.key("c");
    assert_eq!(ui.controls(), [], "nothing is asked yet");
    ask(&mut ui);
    assert_eq!(ui.plan().asks(), Some((1, Duration::from_secs(90))));
    assert_eq!(ui.at(), At::Item(0, 0));
    ui.keys("y space");
    assert_eq!(ui.controls(), [], "it is neither a yes nor a pause");
    ui.key("c");
    assert_eq!(ui.controls(), [Control::Wait(1)]);
    assert!(matches!(
        ui.plan().states[&1],
        RowState::UnderWay(Step::Waiting { .. }, _)
    ));
    ui.key("c");
    assert_eq!(ui.controls().len(), 1, "a question has one answer");
    ask(&mut ui);
    ui.key("esc");
    assert!(ui.model.store.plan_running(), "put aside it asks still");
    ui.keys("i x");
    assert_eq!(ui.controls(), [Control::Wait(1), Control::Stop]);
    ui.key("c");
    assert_eq!(ui.controls().len(), 2);
    ui.row_ended(id, 1, outcome(Verdict::Rejected, "Too many requests."));
    ui.over(id);
    assert_eq!((ui.plan().asks(), ui.plan().left()), (None, 2));
    assert_eq!(ui.runs(), 1);
}
