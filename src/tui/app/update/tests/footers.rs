//! The last line of the screen: each key in it does what it says, and every key does something.

use super::components::example;
use super::plan::outcome;
use super::*;
use crate::domain::Evidence;
use crate::tui::app::footer::{self, Entry};
use crate::tui::components::Kind;

/// A state of the screen, and how to reach it.
type State = (&'static str, fn() -> Harness);

fn keys(keys: &str) -> Harness {
    let mut ui = Harness::new(false);
    ui.keys(keys);
    ui
}

fn in_flight(step: Step) -> Harness {
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Step(id, step));
    ui
}

fn waiting() -> Step {
    Step::Waiting {
        wait: Duration::from_secs(30),
        facts: None,
    }
}

fn ended(verdict: Verdict) -> Harness {
    let (mut ui, id) = Harness::submitted();
    let facts = Facts {
        method: "PATCH",
        path: "/v1.0/x".to_owned(),
        status: Some(200),
        elapsed: Duration::from_millis(312),
        request_id: None,
        client_request_id: "c-1".to_owned(),
    };
    let end = Evidence::sample(verdict, Ok(facts)).into();
    ui.send(Msg::Ended(id, Box::new(end)));
    ui.now += DEAF;
    ui
}

fn plan_ran(first: Verdict, second: Verdict) -> Harness {
    let (mut ui, id) = Harness::running();
    ui.row_ended(id, 1, outcome(first, ""));
    ui.row_ended(id, 2, outcome(second, ""));
    ui.over(id);
    ui
}

/// The reachable states, besides one of each component.
const STATES: &[State] = &[
    ("configurations", || Harness::new(false)),
    ("assignments", || keys("enter")),
    ("a default", || keys("down")),
    ("the assignments of a default", || keys("down enter")),
    ("details of a configuration", || keys("3")),
    ("details of an assignment", || keys("enter 3")),
    ("no assignments", || {
        let mut ui = Harness::new(false);
        let mut bare = row("bare", 1);
        bare.assignments.clear();
        ui.reread(vec![bare]);
        ui
    }),
    ("marks", || keys("enter space space")),
    ("marks on the configurations", || keys("space")),
    ("a range", || keys("enter shift-v")),
    ("a filter that is typed", || keys("/ c o r")),
    ("a filter", || keys("/ c o r enter")),
    ("a filter of the assignments", || keys("enter / u enter")),
    ("read-only", || Harness::new(true)),
    ("read-only assignments", || {
        let mut ui = Harness::new(true);
        ui.key("enter");
        ui
    }),
    ("refreshing", || keys("ctrl-r")),
    ("refreshing the assignments", || keys("enter r")),
    ("a list that was stopped", || {
        let mut ui = Harness::new(false);
        ui.reread(Vec::new());
        ui.keys("ctrl-r esc");
        ui
    }),
    ("a change that is sent", || in_flight(Step::Sending)),
    ("a change that is read", || in_flight(Step::Rereading)),
    ("a change that waits", || in_flight(waiting())),
    ("a change that was put aside", || {
        let mut ui = in_flight(Step::Sending);
        ui.key("esc");
        ui
    }),
    ("a change that was put aside and waits", || {
        let (mut ui, id) = Harness::submitted();
        ui.key("esc");
        ui.send(Msg::Step(id, waiting()));
        ui
    }),
    ("a verified change", || ended(Verdict::Verified)),
    ("a conflict", || ended(Verdict::Conflict)),
    ("no route", || ended(Verdict::NoRoute)),
    ("an unknown outcome", || ended(Verdict::Unknown)),
    ("the outcome of a verified change", || {
        let mut ui = ended(Verdict::Verified);
        ui.key("i");
        ui
    }),
    ("a form", || keys("enter down e")),
    ("a form with a change", || {
        let mut ui = keys("enter down e");
        ui.paste(NEW);
        ui
    }),
    ("a form that adds", || keys("a")),
    ("a form to discard", || {
        let mut ui = keys("enter down e");
        ui.paste(NEW).key("esc");
        if ui.question().is_none() {
            ui.key("esc");
        }
        ui
    }),
    ("a review that wants a name", || {
        let mut ui = Harness::new(false);
        ui.model.store.start.settings.confirm = true;
        ui.keys("enter down e").paste(NEW).key("enter");
        ui
    }),
    ("a review with the name half typed", || {
        let mut ui = Harness::new(false);
        ui.model.store.start.settings.confirm = true;
        ui.keys("enter down e").paste(NEW).keys("enter t e");
        ui
    }),
    ("a review with the name typed", || {
        let mut ui = Harness::new(false);
        ui.model.store.start.settings.confirm = true;
        ui.keys("enter down e").paste(NEW).keys("enter t e s t");
        ui
    }),
    ("a removal", || keys("enter x")),
    ("a plan", Harness::planned),
    ("a plan that runs", || Harness::running().0),
    ("a plan that pauses", || {
        let (mut ui, _) = Harness::running();
        ui.key("space");
        ui
    }),
    ("a plan that was put aside", || {
        let (mut ui, _) = Harness::running();
        ui.key("esc");
        ui
    }),
    ("a plan that is done", || {
        plan_ran(Verdict::Verified, Verdict::Verified)
    }),
    ("a plan with a rest", || {
        plan_ran(Verdict::Verified, Verdict::Unknown)
    }),
    ("a plan with a rest that was closed", || {
        let mut ui = plan_ran(Verdict::Verified, Verdict::Unknown);
        ui.key("esc");
        ui
    }),
    ("help that is searched", || keys("? / s o r t")),
    ("help that was searched", || keys("? / s o r t enter")),
    ("help over a form", || keys("enter down e f1")),
    ("the palette with something typed", || keys(": s o r t")),
    ("Find with nothing typed", || keys("shift-f")),
    ("the hits of Find", || {
        let mut ui = Harness::new(false);
        ui.keys("shift-f").paste("corp").key("tab");
        ui
    }),
    ("details", || keys("d")),
    ("rights", || {
        let mut ui = keys(":");
        ui.paste("rights").key("enter");
        ui
    }),
    ("a link to the portal", || keys("o")),
];

fn wide(mut ui: Harness) -> Harness {
    ui.send(Msg::Input(Input::Resize(400, 40)));
    ui.now += Duration::from_secs(1);
    ui.model.notice = None;
    ui.effects.clear();
    ui
}

fn pressed(ui: &mut Harness, entry: &Entry) {
    let scope = ui.model.scope();
    let of = |scope| {
        let mut commands = ui.model.store.keymap.scope(scope);
        let found = commands.find(|(command, _)| *command == entry.command);
        found.and_then(|(_, keys)| keys.first().copied())
    };
    let moving = || scope.moving().and_then(of);
    let key = of(scope).or_else(moving).or_else(|| of(Scope::Global));
    ui.press(key.unwrap());
}

/// Whether the key changed the screen or caused a request.
fn did_something(before: &Model, ui: &Harness) -> bool {
    let after = &ui.model;
    before.overlays != after.overlays
        || before.store.pane != after.store.pane
        || before.store.on_details != after.store.on_details
        || before.store.marked != after.store.marked
        || before.panes.mark_from != after.panes.mark_from
        || before.panes.filtered.sort_title(before.store.pane)
            != after.panes.filtered.sort_title(before.store.pane)
        || before.panes.filtered.typing.is_some() != after.panes.filtered.typing.is_some()
        || before.panes.filtered.filter(before.store.pane).value()
            != after.panes.filtered.filter(before.store.pane).value()
        || asked(ui, |effect| !matches!(effect, Effect::After(..)))
}

fn asked(ui: &Harness, wanted: impl Fn(&Effect) -> bool) -> bool {
    ui.effects.iter().any(wanted)
}

/// Whether the top component after the key is one of these.
fn opened(ui: &Harness, kinds: &[Kind]) -> bool {
    let top = ui.model.overlays.last();
    top.is_some_and(|top| kinds.contains(&Kind::of(top)))
}

/// Whether the key did what its command promises.
fn is_kept(before: &Model, ui: &Harness, command: Command) -> bool {
    let after = &ui.model;
    match command {
        Command::Edit | Command::Add => opened(ui, &[Kind::Editor]),
        Command::Open if !before.store.is_on(Pane::Configurations) => opened(ui, &[Kind::Editor]),
        Command::Open => after.store.pane == Pane::Assignments,
        Command::Remove => opened(ui, &[Kind::Review, Kind::PlanView]),
        Command::Undo => {
            opened(ui, &[Kind::Review, Kind::PlanView, Kind::OutcomeText])
                || asked(ui, |effect| matches!(effect, Effect::ReadJournal(..)))
        }
        Command::Unmark => after.store.marked.is_empty() && !before.store.marked.is_empty(),
        Command::Mark => after.store.marked != before.store.marked,
        Command::MarkRange => {
            after.panes.mark_from != before.panes.mark_from
                || after.store.marked != before.store.marked
        }
        Command::Bulk => opened(ui, &[Kind::Bulk]),
        Command::Filter => after.panes.filtered.typing.is_some(),
        Command::Search => opened(ui, &[Kind::FindAssignments]),
        Command::Palette => opened(ui, &[Kind::Palette]),
        Command::Help => after.overlays.last().is_some_and(AnyComponent::is_help),
        Command::Details | Command::Portal => opened(ui, &[Kind::TextView]),
        Command::Explain => opened(ui, &[Kind::Explain, Kind::Prompt]),
        Command::Raw => opened(ui, &[Kind::Raw]),
        Command::Quit => {
            asked(ui, |effect| *effect == Effect::Quit) || opened(ui, &[Kind::Confirm])
        }
        Command::NextPane => {
            (after.store.pane, after.store.on_details)
                != (before.store.pane, before.store.on_details)
        }
        Command::Refresh | Command::RefreshAll => asked(ui, |effect| {
            matches!(effect, Effect::List(_) | Effect::Assignments(..))
        }),
        Command::CopyId | Command::CopyCode | Command::CopyPage => {
            asked(ui, |effect| matches!(effect, Effect::Copy(_)))
        }
        Command::Review => opened(ui, &[Kind::Review]),
        // A message about what is still missing counts.
        Command::Accept | Command::Show => did_something(before, ui) || !ui.notice().is_empty(),
        _ => did_something(before, ui),
    }
}

/// Returns what is wrong with the footer in this state.
fn wrong(name: &str, make: &dyn Fn() -> Harness) -> Vec<String> {
    let entries = footer::entries(&wide(make()).model);
    let mut wrong = Vec::new();
    if entries.is_empty() {
        wrong.push(format!("{name}: there is none"));
    }
    for entry in &entries {
        let mut ui = wide(make());
        let before = ui.model.clone();
        pressed(&mut ui, entry);
        let shown = format!("{name}: `{} {}`", entry.key, entry.title);
        let then = format!("{:?} {:?}", ui.notice(), ui.effects);
        if entry.usable && !is_kept(&before, &ui, entry.command) {
            wrong.push(format!("{shown} does not do what it says: {then}"));
        }
        let form = |model: &Model| model.overlays.last().cloned();
        let in_form = opened(&ui, &[Kind::Editor]) && form(&before) != form(&ui.model);
        if !entry.usable && ui.notice().is_empty() && !in_form {
            wrong.push(format!("{shown} is dimmed and does not say why: {then}"));
        }
        if !entry.usable && !in_form && did_something(&before, &ui) {
            wrong.push(format!("{shown} is dimmed and acts: {then}"));
        }
    }
    wrong
}

#[test]
fn each_key_of_each_footer_does_what_it_says() {
    let states = STATES.iter().map(|(name, make)| wrong(name, make));
    let kinds = Kind::ALL
        .iter()
        .map(|kind| wrong(&format!("{kind:?}"), &|| example(*kind)));
    let wrong: Vec<String> = states.chain(kinds).flatten().collect();
    assert_eq!(wrong, [""; 0]);
}

/// Returns the text of the footer at a width.
fn shown(ui: &mut Harness, width: u16) -> String {
    ui.send(Msg::Input(Input::Resize(width, 24)));
    let entries = footer::entries(&ui.model);
    let keys = entries
        .iter()
        .map(|entry| format!("{} {}", entry.key, entry.title));
    footer::note(&ui.model)
        .into_iter()
        .chain(keys)
        .collect::<Vec<_>>()
        .join("  ")
}

#[test]
fn the_footer_follows_what_is_going_on() {
    let at = |make: &str| {
        let found = STATES.iter().find(|(name, _)| *name == make);
        found.unwrap().1()
    };
    for (state, begins) in [
        (
            "configurations",
            "Enter open  e edit  a add  x remove  Space mark  / filter  F find  ? help",
        ),
        (
            "assignments",
            "Enter edit  a add  x remove  Space mark  Tab pane  R retarget  / filter  ? help",
        ),
        ("marks", "2 marked:  R retarget  x remove  U unmark"),
        ("a range", "range started:  V end range  Esc cancel range"),
        ("a default", "d details  w what wins  v raw  o portal"),
        ("refreshing", "Esc stop loading"),
        ("a filter", "Esc show all"),
        ("a change that is sent", "? help  Esc hide"),
        ("a change that waits", "? help  Esc stop waiting"),
        ("a change that was put aside", "i show"),
        (
            "a change that was put aside and waits",
            "i show  Esc stop waiting",
        ),
        ("a list that was stopped", "Ctrl-r retry  i why"),
        ("a review that wants a name", "type test  y "),
        ("a review with the name typed", "y send  "),
    ] {
        let shown = shown(&mut at(state), 80);
        assert!(shown.starts_with(begins), "{state}: {shown}");
    }
}
