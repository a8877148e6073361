//! Tests what is read out, step by step.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::domain::{Step, Verdict};
use crate::tui::app::update::tests::{Harness, NEW, SALES, found_group};
use crate::tui::store::msg::Msg;
use crate::tui::terminal::capabilities::Capabilities;

/// A screen that records what is read out at each step.
struct Listener {
    ui: Harness,
    spoken: Spoken,
}

impl Listener {
    fn new() -> Self {
        Self::of(Harness::new(false))
    }

    fn of(mut ui: Harness) -> Self {
        ui.model.store.start.capabilities = Capabilities {
            linear: true,
            ..Capabilities::default()
        };
        ui.model.store.keymap.spell_arrows(true);
        let (spoken, _) = announce(&Spoken::default(), &ui.model);
        Self { ui, spoken }
    }

    fn hear(&mut self) -> Vec<String> {
        let (spoken, lines) = announce(&self.spoken, &self.ui.model);
        self.spoken = spoken;
        lines
    }

    /// Presses keys one by one. Returns the lines of the last one.
    fn keys(&mut self, keys: &str) -> Vec<String> {
        let mut heard = Vec::new();
        for key in keys.split_whitespace() {
            self.ui.key(key);
            heard = self.hear();
        }
        heard
    }

    fn send(&mut self, msg: Msg) -> Vec<String> {
        self.ui.send(msg);
        self.hear()
    }
}

#[test]
fn at_first_it_says_where_one_is_and_which_keys_there_are() {
    let ui = Harness::new(false);
    let (spoken, lines) = announce(&Spoken::default(), &ui.model);
    assert_eq!(lines[0], "enlist, test, read-write");
    assert_eq!(lines[1], "2 configurations");
    assert_eq!(
        lines[2],
        "Configurations 1 of 2: corp, Enrollment Status Page, priority 1, 2 assignments"
    );
    assert!(
        lines[3].starts_with("Keys: Enter open, e edit, "),
        "{lines:?}"
    );
    let (_, lines) = announce(&spoken, &ui.model);
    assert_eq!(lines, [""; 0], "nothing changed, nothing is said");
}

#[test]
fn moving_says_the_row_and_nothing_else() {
    let mut listener = Listener::new();
    assert_eq!(
        listener.keys("down"),
        ["Configurations 2 of 2: default, Enrollment Status Page, default, 1 assignment"]
    );
    assert_eq!(listener.keys("down"), [""; 0], "the end of the list");
    assert_eq!(
        listener.keys("up enter"),
        [format!(
            "Assignments of corp 1 of 2: scope-tag group, user, {SALES}"
        )]
    );
}

#[test]
fn a_refused_command_says_why_each_time() {
    let mut listener = Listener::new();
    let first = listener.keys("down e");
    assert_eq!(first.len(), 1, "{first:?}");
    assert_eq!(listener.keys("e"), first);
}

#[test]
fn the_form_says_field_value_and_error_and_only_what_is_typed() {
    let mut listener = Listener::new();
    let opened = listener.keys("enter e");
    assert_eq!(opened[0], "Change target, corp");
    assert_eq!(opened[1], format!("Now: scope-tag group, user, {SALES}"));
    assert_eq!(opened[2], "Assign to: scope-tag group");
    assert!(opened[3].starts_with("Documented by"), "{opened:?}");
    assert!(opened[4].starts_with("Not available"), "{opened:?}");
    assert_eq!(
        opened[5],
        format!("Group, name or Entra object ID: {SALES}")
    );
    assert!(opened[6].starts_with("Keys: "), "{opened:?}");
    assert_eq!(
        listener.keys("backtab"),
        ["Applies to, target type: users, 1 of 2"]
    );
    assert_eq!(listener.keys("right")[0], "devices, 2 of 2");
    assert_eq!(
        listener.keys("backtab"),
        ["Assign to: scope-tag group, 4 of 4"]
    );
    assert_eq!(
        listener.keys("tab tab").last().unwrap(),
        &format!("Group, name or Entra object ID: {SALES}")
    );
    assert_eq!(listener.keys("ctrl-u")[0], "empty");
    assert_eq!(listener.keys("a"), ["a"]);
    assert_eq!(listener.keys("b"), ["b"]);
    assert_eq!(listener.keys("backspace"), ["deleted b"]);
    assert_eq!(listener.keys("s"), ["s"]);
    let request = listener.ui.search();
    listener.ui.send(Msg::Groups(request, Ok(Vec::new())));
    assert_eq!(
        listener.hear(),
        ["No group name has a word that starts like this."]
    );
    assert_eq!(listener.keys("z"), ["z"]);
    let request = listener.ui.search();
    let found = vec![found_group(SALES, "Az users")];
    listener.ui.send(Msg::Groups(request, Ok(found)));
    assert_eq!(
        listener.hear(),
        [format!("1 of 1: Az users, security assigned, {SALES}")]
    );
    listener.keys("ctrl-u");
    listener.ui.paste(NEW);
    assert_eq!(listener.hear()[0], NEW);
}

#[test]
fn a_change_is_told_from_its_review_to_its_verdict() {
    let mut listener = Listener::new();
    listener.keys("enter down e");
    listener.ui.paste(NEW);
    let review = listener.keys("enter");
    assert_eq!(review[0], "Change target, nothing sent yet");
    assert!(
        review
            .iter()
            .any(|line| line.starts_with("PATCH /v1.0/") && line.contains("v: full request")),
        "{review:?}"
    );
    assert!(review.last().unwrap().contains("y send"), "{review:?}");
    let sent = listener.keys("y");
    assert_eq!(sent[0], "corp: reading the current list");
    assert_eq!(sent[1], "Change in progress");
    let id = listener.ui.write().unwrap().0;
    assert_eq!(
        listener.send(Msg::Step(id, Step::Sending)),
        ["corp: sending"]
    );
    assert_eq!(
        listener.send(Msg::Resumed),
        [""; 0],
        "time passes in silence"
    );
    listener.ui.end(id, Verdict::Rejected, None);
    let ended = listener.hear();
    assert!(
        ended[0].starts_with("corp: ") && ended[0].contains("rejected"),
        "{ended:?}"
    );
    assert_eq!(ended[1], "Refused by the service");
    listener.ui.now += std::time::Duration::from_secs(1);
    let back = listener.keys("esc");
    assert_eq!(back[0], "Change target, corp");
    assert!(back.len() < 5, "what was said is not said again: {back:?}");
}

#[test]
fn a_countdown_is_said_once() {
    let mut listener = Listener::new();
    listener.keys("enter down e");
    listener.ui.paste(NEW);
    listener.keys("enter y");
    let id = listener.ui.write().unwrap().0;
    let wait = std::time::Duration::from_secs(30);
    let shown = listener.send(Msg::Step(id, Step::Waiting { wait, facts: None }));
    assert_eq!(shown, ["corp: retrying in 30 s"]);
    listener.ui.now += std::time::Duration::from_secs(5);
    assert_eq!(listener.send(Msg::Resumed), [""; 0]);
}

#[test]
fn a_filter_says_what_is_typed_how_many_match_and_the_row() {
    let mut listener = Listener::new();
    let opened = listener.keys("/");
    assert_eq!(opened[0], "Filter configurations");
    assert_eq!(opened[1], "Filter: empty");
    assert_eq!(opened[2], "2 of 2 match");
    listener.ui.paste("def");
    let typed = listener.hear();
    assert_eq!(typed[..2], ["def", "1 of 2 match"]);
    assert!(
        typed[2].starts_with("Configurations 1 of 1: default"),
        "{typed:?}"
    );
    let typed = listener.keys("q");
    assert_eq!(typed.last().unwrap(), "Configurations: none of 2 matches");
}

#[test]
fn lists_say_the_selected_row() {
    let mut listener = Listener::new();
    let opened = listener.keys(":");
    assert!(opened.contains(&"Search: empty".to_owned()), "{opened:?}");
    assert!(opened[2].starts_with("1 of "), "{opened:?}");
    let moved = listener.keys("down");
    assert_eq!(moved.len(), 1);
    assert!(moved[0].starts_with("2 of "), "{moved:?}");
    let help = listener.keys("esc ?");
    assert_eq!(help[0], "Keys");
    assert!(
        help.iter().all(|line| line.is_ascii()),
        "arrows have names: {help:?}"
    );
    let search = listener.keys("esc shift-f d");
    assert_eq!(search[0], "d");
    assert!(search[1].starts_with("1 of "), "{search:?}");
}

#[test]
fn marks_are_said_with_what_they_are_and_how_many() {
    let mut listener = Listener::new();
    let marked = listener.keys("enter space");
    assert_eq!(
        marked[0],
        format!("marked corp, scope-tag group, user, {SALES}; 1 marked")
    );
    let row = listener.keys("up");
    assert!(row[0].ends_with(&format!("{SALES}, marked")), "{row:?}");
    assert_eq!(listener.keys("space")[0], "nothing is marked");
    let begun = listener.keys("up shift-v");
    assert!(begun[0].starts_with("Range started"), "{begun:?}");
    assert_eq!(listener.keys("down shift-v")[0], "2 more marked; 2 marked");
    let row = listener.keys("left");
    assert!(row[0].ends_with("2 assignments, 2 marked"), "{row:?}");
}

#[test]
fn an_empty_field_says_what_to_type_and_not_that_nothing_was_found() {
    let mut listener = Listener::new();
    let opened = listener.keys("shift-f");
    assert_eq!(
        opened[2],
        "Type part of a group or configuration name, or four or more characters of any ID."
    );
    assert_eq!(listener.keys("q").last().unwrap(), "nothing found");
    let opened = listener.keys("esc enter down shift-r");
    assert!(opened[2].starts_with("New group: "), "{opened:?}");
    listener.keys("esc shift-l");
    let contents = crate::journal::Contents::default();
    listener.ui.journal(Ok(contents));
    let journal = listener.hear();
    assert_eq!(journal, ["Nothing has been changed yet."]);
}

#[test]
fn help_says_how_many_keys_match_and_reads_them_once_they_are_meant() {
    let mut listener = Listener::new();
    listener.keys("?");
    assert_eq!(
        listener.keys("/")[..2],
        ["Search in this text", "Search: empty"]
    );
    let typed = listener.keys("p r i o r i t y");
    assert_eq!(typed, ["y"], "as many match as before");
    let meant = listener.keys("enter");
    assert_eq!(meant[..2], ["Keys with priority", "More keys here"]);
    assert!(meant[2].contains("one priority up"), "{meant:?}");
    let all = listener.keys("esc");
    assert_eq!(all[0], "Keys");
}

#[test]
fn a_plan_is_told_without_bars_and_each_row_as_it_gets_on() {
    use crate::plan::Event;
    use crate::tui::app::update::tests::plan::outcome;
    let mut listener = Listener::of(Harness::planned());
    let begun = listener.keys("y");
    assert_eq!(begun, ["nothing is marked", "0 of 2"]);
    let id = listener.ui.model.store.plan.as_ref().unwrap().id;
    let row = listener.send(Msg::Plan(id, Event::Began(1)));
    assert_eq!(row.len(), 1, "{row:?}");
    assert!(row[0].starts_with("1, running, apple, group, "), "{row:?}");
    let step = listener.send(Msg::Plan(id, Event::Stepped(1, Step::Sending)));
    assert_eq!(step, [""; 0], "steps are for those who watch");
    listener
        .ui
        .row_ended(id, 1, outcome(Verdict::Rejected, "Not today."));
    let told = listener.hear();
    assert_eq!(told[0], "1 of 2");
    assert!(told[1].ends_with(", Not today."), "{told:?}");
    listener.keys("esc");
    listener.ui.row_ended(id, 2, outcome(Verdict::Verified, ""));
    assert_eq!(listener.hear(), ["plan: 2 of 2"]);
    listener.ui.over(id);
    assert_eq!(listener.hear(), ["plan: 1 verified, 1 rejected"]);
}

#[test]
fn lines_are_free_of_what_a_terminal_would_obey_and_of_boxes() {
    let lines = ["a\u{1b}[2Jb\u{202e}c · 営".to_owned()];
    assert_eq!(printed(&lines, Symbols::Unicode), "a[2Jbc · 営\r\n");
    assert_eq!(printed(&lines, Symbols::Ascii), "a[2Jbc - Ying\r\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// For any keys, nothing is read out again unless it changes.
    #[test]
    fn only_changes_are_told(keys in prop::collection::vec(prop::sample::select(&[
        "e", "enter", "y", "esc", "tab", "down", "up", "left", "right", "j", "?", ":", "/", "a", "x",
        "shift-l", "shift-f", "o", "v", "s", "r", "backspace", "space", "shift-v", "shift-r", "i", "k",
    ][..]), 0..40)) {
        let mut listener = Listener::new();
        let mut all = String::new();
        for key in keys {
            for line in listener.keys(key) {
                let _ = write!(all, "{}", printed(&[line], Symbols::Ascii));
            }
            prop_assert_eq!(listener.hear(), Vec::<String>::new());
        }
        prop_assert!(all.chars().all(|c| c == '\r' || c == '\n' || !c.is_control()));
        prop_assert!(all.is_ascii());
    }
}
