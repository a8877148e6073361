//! The terminal is closed, or the system asks the program to end.

use super::*;

#[test]
fn a_terminal_that_is_gone_hangs_up_and_does_not_quit() {
    let (mut ui, _) = Harness::submitted();
    ui.send(Msg::Input(Input::Closed));
    assert!(ui.effects.contains(&Effect::HangUp));
    assert!(!ui.effects.contains(&Effect::Quit));
}

#[test]
fn after_a_signal_the_screen_says_what_it_waits_for_and_nothing_new_begins() {
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Leaving);
    let shown = "Leaving as soon as the change in flight has its result";
    ui.keys("esc ctrl-c y").paste(NEW);
    let notice = ui.model.notice.clone().unwrap();
    assert!(notice.starts_with(shown), "{notice}");
    assert!(ui.is_on(Scope::InFlight));
    ui.end(id, Verdict::NoRoute, None);
    ui.now += DEAF;
    ui.keys("c y");
    let writes = ui.effects.iter().filter(|effect| effect.writes());
    assert_eq!(writes.count(), 1);
}
