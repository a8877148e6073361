//! Pictures of what is done with many assignments: marks, the question which group, the plan; and of
//! help, as it is filtered.

use std::fmt::Write as _;

use enlist::domain::{Conflict, Evidence, Observed, Outcome, ReadBackResult, Step, Via};
use enlist::plan::{End, Ended, Event, Summary};
use enlist::tui::app::model::Start;
use enlist::tui::kit::remote::RequestId;
use enlist::tui::speech::{Spoken, announce};
use enlist::tui::store::msg::{Effect, Msg};
use ratatui::style::{Color, Modifier, Style};

use super::support::screen::{NEW, ScreenTest};
use super::{USUAL, refusal, shown, verified};

/// What stands out, line by line: each run of a style that is not the plain one, in brackets.
fn styled(bench: &ScreenTest) -> String {
    let buffer = bench.buffer();
    let mut said = String::new();
    for y in 0..buffer.area.height {
        let mut open = None;
        let mut line = String::new();
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            let name = named(cell.style());
            if open.as_ref() != Some(&name) {
                if open.as_ref().is_some_and(|name| !name.is_empty()) {
                    line.push(']');
                }
                if !name.is_empty() {
                    let _ = write!(line, "[{name}: ");
                }
                open = Some(name);
            }
            line.push_str(cell.symbol());
        }
        let line = line.trim_end();
        let _ = writeln!(said, "{line}");
    }
    said
}

fn named(style: Style) -> String {
    let colour = match style.fg {
        None | Some(Color::Reset) => None,
        Some(colour) => Some(colour.to_string().to_lowercase()),
    };
    let modifiers = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ];
    let modifiers = modifiers
        .into_iter()
        .filter(|(modifier, _)| style.add_modifier.contains(*modifier))
        .map(|(_, name)| name.to_owned());
    colour
        .into_iter()
        .chain(modifiers)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The plan to point what can be pointed at another group, and what cannot.
fn planned(size: (u16, u16), configure: impl FnOnce(&mut Start)) -> ScreenTest {
    let mut bench = ScreenTest::with(size, configure);
    bench.keys("space space shift-r").paste(NEW).keys("enter");
    bench
}

fn run(bench: &mut ScreenTest) -> RequestId {
    bench.keys("y");
    let id = bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::RunPlan(id, _) => Some(*id),
        _ => None,
    });
    id.unwrap()
}

fn ended(bench: &mut ScreenTest, id: RequestId, at: usize, outcome: Outcome) {
    let row = bench.model.store.plan.as_ref().unwrap().plan.rows[at].clone();
    let ended = Ended {
        number: row.number,
        via: Some(Via::Patch),
        change: row.change,
        outcome,
    };
    bench.send(Msg::Plan(id, Event::Ended(Box::new(ended))));
}

fn over(bench: &mut ScreenTest, id: RequestId) {
    let summary = Summary {
        ended: Vec::new(),
        done: Vec::new(),
        drifted: Vec::new(),
        refused: Vec::new(),
        left: Vec::new(),
        end: End::Through,
    };
    bench.send(Msg::PlanOver(id, Box::new(summary)));
    bench.now += std::time::Duration::from_secs(1);
}

/// The first row made, the second on its way.
fn half(bench: &mut ScreenTest) -> RequestId {
    let id = run(bench);
    bench.send(Msg::Plan(id, Event::Began(1)));
    ended(bench, id, 0, verified());
    bench.send(Msg::Plan(id, Event::Began(2)));
    bench.send(Msg::Plan(id, Event::Stepped(2, Step::Sending)));
    id
}

fn refused(message: &str) -> Outcome {
    let error = refusal("BadRequest", message);
    Evidence::Rejected(error, ReadBackResult::NotNeeded).into()
}

#[test]
fn marks_and_where_a_range_begins() {
    let mut bench = ScreenTest::new(USUAL);
    bench.keys("enter space down shift-v down down");
    shown("marks", &bench.picture());
    shown("marks-styles", &styled(&bench));
    bench.keys("shift-v left");
    shown("marks-of-a-range", &bench.picture());
    let mut wide = ScreenTest::new((120, 40));
    wide.keys("space space up shift-v");
    shown("marks-120x40", &wide.picture());
}

#[test]
fn the_question_which_group() {
    let mut bench = ScreenTest::new(USUAL);
    bench.keys("enter shift-r");
    shown("retarget", &bench.picture());
    let mut wide = ScreenTest::new((120, 40));
    shown(
        "retarget-120x40",
        &wide.keys("space space shift-r").picture(),
    );
}

#[test]
fn a_plan_before_its_yes() {
    shown("plan-80x24", &planned(USUAL, |_| {}).picture());
    shown("plan-styles", &styled(&planned(USUAL, |_| {})));
    shown("plan-120x40", &planned((120, 40), |_| {}).picture());
    let mut small = planned((60, 15), |_| {});
    shown("plan-60x15", &small.picture());
    shown("plan-60x15-further-down", &small.keys("pagedown").picture());
    let mut tiny = planned((40, 12), |_| {});
    shown("plan-40x12", &tiny.picture());
    shown(
        "plan-40x12-further-down",
        &tiny.keys("pagedown pagedown").picture(),
    );
    let mut ascii = planned(USUAL, |start| start.capabilities.ascii = true);
    shown("plan-ascii", &ascii.keys("down").picture());
}

#[test]
fn a_row_of_a_plan_shows_the_request_that_makes_it() {
    let mut bench = planned(USUAL, |_| {});
    shown("plan-row", &bench.keys("down enter").picture());
    shown(
        "plan-row-left-out",
        &bench.keys("esc shift-g enter").picture(),
    );
}

#[test]
fn a_plan_that_met_another_change() {
    let mut bench = planned(USUAL, |_| {});
    let id = half(&mut bench);
    let now = bench.model.store.rows()[0].assignments[..1].to_vec();
    let conflict = Outcome::from(Evidence::Conflict(Conflict::Changed(None)));
    ended(&mut bench, id, 1, conflict.seeing(Observed::List(now)));
    over(&mut bench, id);
    shown("plan-conflict", &bench.picture());
    shown("plan-conflict-row", &bench.keys("enter").picture());
}

#[test]
fn a_plan_from_its_yes_to_its_end() {
    let mut bench = planned(USUAL, |_| {});
    let id = half(&mut bench);
    shown("plan-running", &bench.picture());
    shown("plan-running-styles", &styled(&bench));
    shown("plan-pausing", &bench.keys("space").picture());
    shown("plan-aside", &bench.keys("esc").picture());
    bench.keys("i");
    ended(
        &mut bench,
        id,
        1,
        refused("The group is not valid for this configuration."),
    );
    over(&mut bench, id);
    shown("plan-failed", &bench.picture());
    shown("plan-failed-styles", &styled(&bench));
    shown("plan-failed-row", &bench.keys("enter").picture());
    bench.keys("esc");
    let id = run(&mut bench);
    ended(&mut bench, id, 1, verified());
    over(&mut bench, id);
    shown("plan-done", &bench.picture());
    let mut wide = planned((120, 40), |_| {});
    let id = half(&mut wide);
    shown("plan-running-120x40", &wide.picture());
    ended(
        &mut wide,
        id,
        1,
        refused("The group is not valid for this configuration."),
    );
    over(&mut wide, id);
    shown("plan-failed-120x40", &wide.picture());
    let mut ascii = planned(USUAL, |start| start.capabilities.ascii = true);
    half(&mut ascii);
    shown("plan-running-ascii", &ascii.picture());
}

#[test]
fn a_plan_asks_for_a_reason_once() {
    let mut bench = planned(USUAL, |_| {});
    let id = run(&mut bench);
    let refused = refused("The header x-msft-approval-justification is missing.");
    bench.send(Msg::Plan(id, Event::Began(1)));
    ended(&mut bench, id, 0, refused);
    over(&mut bench, id);
    shown("plan-justification", &bench.picture());
    shown("plan-justification-put-off", &bench.keys("esc").picture());
}

/// What is said from one step to the next.
#[test]
fn a_plan_in_lines() {
    let mut bench = ScreenTest::with(USUAL, |start| start.capabilities.linear = true);
    let mut spoken = Spoken::default();
    let mut all = String::new();
    let mut hear = |what: &str, bench: &ScreenTest| {
        let (now, lines) = announce(&spoken, &bench.model);
        spoken = now;
        let _ = writeln!(all, "> {what}");
        for line in lines {
            let _ = writeln!(all, "{line}");
        }
    };
    hear("start", &bench);
    for key in [
        "space", "space", "up", "shift-v", "esc", "shift-f", "esc", "shift-r",
    ] {
        bench.keys(key);
        hear(key, &bench);
    }
    bench.paste(NEW);
    hear("paste", &bench);
    bench.keys("enter");
    hear("enter", &bench);
    bench.keys("down");
    hear("down", &bench);
    let id = run(&mut bench);
    hear("y", &bench);
    bench.send(Msg::Plan(id, Event::Began(1)));
    hear("began", &bench);
    ended(&mut bench, id, 0, verified());
    bench.send(Msg::Plan(id, Event::Began(2)));
    hear("verified, and the next", &bench);
    bench.keys("esc");
    hear("esc", &bench);
    ended(
        &mut bench,
        id,
        1,
        refused("The group is not valid for this configuration."),
    );
    over(&mut bench, id);
    hear("over", &bench);
    bench.keys("i");
    hear("i", &bench);
    shown("plan-in-lines", &all);
}

#[test]
fn help_shows_what_matches() {
    let mut bench = ScreenTest::new(USUAL);
    shown("help-filtered", &bench.keys("? / p l a n").picture());
    shown("help-filtered-styles", &styled(bench.keys("enter")));
    shown("help-filtered-to-nothing", &bench.keys("/ q q q").picture());
    let mut wide = ScreenTest::new((120, 40));
    shown("help-filtered-120x40", &wide.keys("? / p l a n").picture());
}

#[test]
fn every_overlay_says_where_one_is() {
    let mut bench = ScreenTest::with(USUAL, |start| {
        start.settings.profiles = vec!["prod".to_owned(), "test".to_owned()];
        start.settings.confirm = true;
    });
    for (keys, way) in [
        ("shift-p", "Configurations › profiles"),
        ("esc enter down shift-r", "Configurations › re-target"),
    ] {
        let picture = bench.keys(keys).picture();
        assert!(picture.contains(way), "{way}: {picture}");
    }
    let picture = bench.paste(NEW).keys("enter").picture();
    assert!(picture.contains("Configurations › plan"), "{picture}");
    let picture = bench.keys("y").picture();
    assert!(
        picture.contains("Configurations › plan › name"),
        "{picture}"
    );
    bench.paste("contoso.com").keys("enter y ctrl-c");
    let picture = bench.picture();
    assert!(
        picture.contains("Configurations › plan › leave?"),
        "{picture}"
    );
    let mut signing = ScreenTest::new(USUAL);
    let picture = signing.keys(": r e n e w enter").picture();
    assert!(picture.contains("Configurations › sign-in"), "{picture}");
    let mut flying = ScreenTest::new(USUAL);
    flying.keys("down enter e").paste(NEW).keys("enter y");
    let picture = flying.picture();
    assert!(
        picture.contains("› edit › review › under way") || picture.contains("› edit › under way"),
        "{picture}"
    );
}

#[test]
fn a_plan_of_removals_says_what_goes_and_asks_before_it_empties_a_configuration() {
    let mut bench = ScreenTest::new(USUAL);
    // All rows of the two status pages, one of them of a policy set.
    bench.keys("space space x");
    shown("plan-of-removals", &bench.picture());
    bench.keys("y");
    shown("plan-empties", &bench.picture());
}
