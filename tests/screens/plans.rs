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
fn styled(ui: &ScreenTest) -> String {
    let buffer = ui.buffer();
    let mut text = String::new();
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
        let _ = writeln!(text, "{line}");
    }
    text
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
    let mut ui = ScreenTest::with(size, configure);
    ui.keys("space space shift-r").paste(NEW).keys("enter");
    ui
}

fn run(ui: &mut ScreenTest) -> RequestId {
    ui.keys("y");
    let id = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::RunPlan(id, _) => Some(*id),
        _ => None,
    });
    id.unwrap()
}

fn ended(ui: &mut ScreenTest, id: RequestId, at: usize, outcome: Outcome) {
    let row = ui.model.store.plan.as_ref().unwrap().plan.rows[at].clone();
    let ended = Ended {
        number: row.number,
        via: Some(Via::Patch),
        change: row.change,
        outcome,
    };
    ui.send(Msg::Plan(id, Event::Ended(Box::new(ended))));
}

fn over(ui: &mut ScreenTest, id: RequestId) {
    let summary = Summary {
        ended: Vec::new(),
        done: Vec::new(),
        drifted: Vec::new(),
        refused: Vec::new(),
        left: Vec::new(),
        end: End::Through,
    };
    ui.send(Msg::PlanOver(id, Box::new(summary)));
    ui.now += std::time::Duration::from_secs(1);
}

/// The first row made, the second on its way.
fn half(ui: &mut ScreenTest) -> RequestId {
    let id = run(ui);
    ui.send(Msg::Plan(id, Event::Began(1)));
    ended(ui, id, 0, verified());
    ui.send(Msg::Plan(id, Event::Began(2)));
    ui.send(Msg::Plan(id, Event::Stepped(2, Step::Sending)));
    id
}

fn refused(message: &str) -> Outcome {
    let error = refusal("BadRequest", message);
    Evidence::Rejected(error, ReadBackResult::NotNeeded).into()
}

#[test]
fn marks_and_where_a_range_begins() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter space down shift-v down down");
    shown("marks", &ui.picture());
    shown("marks-styles", &styled(&ui));
    ui.keys("shift-v left");
    shown("marks-of-a-range", &ui.picture());
    let mut wide = ScreenTest::new((120, 40));
    wide.keys("space space up shift-v");
    shown("marks-120x40", &wide.picture());
}

#[test]
fn the_question_which_group() {
    let mut ui = ScreenTest::new(USUAL);
    ui.keys("enter shift-r");
    shown("retarget", &ui.picture());
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
    let mut ui = planned(USUAL, |_| {});
    shown("plan-row", &ui.keys("down enter").picture());
    shown("plan-row-left-out", &ui.keys("esc shift-g enter").picture());
}

#[test]
fn a_plan_that_met_another_change() {
    let mut ui = planned(USUAL, |_| {});
    let id = half(&mut ui);
    let now = ui.model.store.rows()[0].assignments[..1].to_vec();
    let conflict = Outcome::from(Evidence::Conflict(Conflict::Changed(None)));
    ended(&mut ui, id, 1, conflict.seeing(Observed::List(now)));
    over(&mut ui, id);
    shown("plan-conflict", &ui.picture());
    shown("plan-conflict-row", &ui.keys("enter").picture());
}

#[test]
fn a_plan_from_its_yes_to_its_end() {
    let mut ui = planned(USUAL, |_| {});
    let id = half(&mut ui);
    shown("plan-running", &ui.picture());
    shown("plan-running-styles", &styled(&ui));
    shown("plan-pausing", &ui.keys("space").picture());
    shown("plan-aside", &ui.keys("esc").picture());
    ui.keys("i");
    ended(
        &mut ui,
        id,
        1,
        refused("The group is not valid for this configuration."),
    );
    over(&mut ui, id);
    shown("plan-failed", &ui.picture());
    shown("plan-failed-styles", &styled(&ui));
    shown("plan-failed-row", &ui.keys("enter").picture());
    ui.keys("esc");
    let id = run(&mut ui);
    ended(&mut ui, id, 1, verified());
    over(&mut ui, id);
    shown("plan-done", &ui.picture());
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
    let mut ui = planned(USUAL, |_| {});
    let id = run(&mut ui);
    let refused = refused("The header x-msft-approval-justification is missing.");
    ui.send(Msg::Plan(id, Event::Began(1)));
    ended(&mut ui, id, 0, refused);
    over(&mut ui, id);
    shown("plan-justification", &ui.picture());
    shown("plan-justification-put-off", &ui.keys("esc").picture());
}

/// What is said from one step to the next.
#[test]
fn a_plan_in_lines() {
    let mut ui = ScreenTest::with(USUAL, |start| start.capabilities.linear = true);
    let mut spoken = Spoken::default();
    let mut all = String::new();
    let mut hear = |what: &str, ui: &ScreenTest| {
        let (now, lines) = announce(&spoken, &ui.model);
        spoken = now;
        let _ = writeln!(all, "> {what}");
        for line in lines {
            let _ = writeln!(all, "{line}");
        }
    };
    hear("start", &ui);
    for key in [
        "space", "space", "up", "shift-v", "esc", "shift-f", "esc", "shift-r",
    ] {
        ui.keys(key);
        hear(key, &ui);
    }
    ui.paste(NEW);
    hear("paste", &ui);
    ui.keys("enter");
    hear("enter", &ui);
    ui.keys("down");
    hear("down", &ui);
    let id = run(&mut ui);
    hear("y", &ui);
    ui.send(Msg::Plan(id, Event::Began(1)));
    hear("began", &ui);
    ended(&mut ui, id, 0, verified());
    ui.send(Msg::Plan(id, Event::Began(2)));
    hear("verified, and the next", &ui);
    ui.keys("esc");
    hear("esc", &ui);
    ended(
        &mut ui,
        id,
        1,
        refused("The group is not valid for this configuration."),
    );
    over(&mut ui, id);
    hear("over", &ui);
    ui.keys("i");
    hear("i", &ui);
    shown("plan-in-lines", &all);
}

#[test]
fn help_shows_what_matches() {
    let mut ui = ScreenTest::new(USUAL);
    shown("help-filtered", &ui.keys("? / p l a n").picture());
    shown("help-filtered-styles", &styled(ui.keys("enter")));
    shown("help-filtered-to-nothing", &ui.keys("/ q q q").picture());
    let mut wide = ScreenTest::new((120, 40));
    shown("help-filtered-120x40", &wide.keys("? / p l a n").picture());
}

#[test]
fn every_overlay_says_where_one_is() {
    let mut ui = ScreenTest::with(USUAL, |start| {
        start.settings.profiles = vec!["prod".to_owned(), "test".to_owned()];
        start.settings.confirm = true;
    });
    for (keys, way) in [
        ("shift-p", "Configurations › profiles"),
        ("esc enter down shift-r", "Configurations › retarget"),
    ] {
        let picture = ui.keys(keys).picture();
        assert!(picture.contains(way), "{way}: {picture}");
    }
    let picture = ui.paste(NEW).keys("enter").picture();
    assert!(picture.contains("Configurations › plan"), "{picture}");
    let keys: Vec<String> = "contoso.com".chars().map(|key| key.to_string()).collect();
    ui.keys("y").keys(&keys.join(" ")).keys("y ctrl-c");
    let picture = ui.picture();
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
    let mut ui = ScreenTest::new(USUAL);
    // All rows of the two status pages, one of them of a policy set.
    ui.keys("space space x");
    shown("plan-of-removals", &ui.picture());
    ui.keys("y");
    shown("plan-empties", &ui.picture());
}
