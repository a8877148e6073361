//! The terminal is gone, or the system wants the program to end.

use super::*;

#[test]
fn a_terminal_that_is_gone_hangs_up_and_does_not_quit() {
    let (mut bench, _) = Harness::submitted();
    bench.send(Msg::Input(Input::Closed));
    assert!(bench.effects.contains(&Effect::HangUp));
    assert!(!bench.effects.contains(&Effect::Quit));
}

#[test]
fn after_a_signal_the_screen_says_what_it_waits_for_and_nothing_new_begins() {
    let (mut bench, id) = Harness::submitted();
    bench.send(Msg::Leaving);
    let said = "leaves once the change under way has its outcome";
    bench.keys("esc ctrl-c y").paste(NEW);
    let notice = bench.model.notice.clone().unwrap();
    assert!(notice.starts_with(said), "{notice}");
    assert!(bench.is_on(Scope::InFlight));
    bench.end(id, Verdict::NoRoute, None);
    bench.now += DEAF;
    bench.keys("c y");
    let writes = bench.effects.iter().filter(|effect| effect.writes());
    assert_eq!(writes.count(), 1);
}
