//! Pictures of the lines above and below the panes, and of errors that stand where a list would.

use std::time::Duration;

use enlist::domain::{Evidence, Facts, ReadBackResult, RequestError, ServiceError};
use enlist::tui::store::msg::{Effect, Msg};
use enlist::tui::terminal::input::Input;

use ratatui::style::{Color, Modifier};

use super::support::screen::ScreenTest;
use super::{USUAL, facts, in_flight, refusal, shown, verified};

#[test]
fn a_notice_stands_with_its_own_ids_and_says_where_the_rest_is() {
    let mut ui = ScreenTest::new(USUAL);
    let id = in_flight(&mut ui);
    ui.send(Msg::Ended(id, Box::new(verified())));
    ui.keys("r");
    let request = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::Assignments(id, _) => Some(*id),
        _ => None,
    });
    let message = "The service is not available for a moment";
    let error = RequestError::Service(Box::new(ServiceError {
        facts: Facts {
            request_id: Some("77777777-5c1d-4e5b-8f0a-6b7c8d9e0f11".to_owned()),
            ..facts(503)
        },
        ..refusal("ServiceUnavailable", message)
    }));
    ui.send(Msg::Assignments(request.unwrap(), Err(error)));
    shown("notice-with-its-ids", &ui.picture());
    ui.send(Msg::Input(Input::Resize(60, 15)));
    shown("notice-cut", &ui.picture());
    shown("notice-at-length", &ui.keys("i").picture());
}

/// The line between the panes and the keys.
fn activity(ui: &ScreenTest) -> String {
    let picture = ui.picture();
    let lines: Vec<&str> = picture.lines().collect();
    lines[22].to_owned()
}

#[test]
fn what_became_of_the_last_change_is_not_taken_for_the_next_one() {
    let unknown = Evidence::Unknown(facts(200).into(), ReadBackResult::NotNeeded);
    for ended in [verified(), unknown.into()] {
        let mut ui = ScreenTest::new(USUAL);
        let id = in_flight(&mut ui);
        ui.send(Msg::Ended(id, Box::new(ended)));
        ui.now += Duration::from_secs(1);
        while !ui.model.overlays.is_empty() {
            assert!(
                !activity(&ui).contains("last: ") || ui.model.overlays.len() == 1,
                "the outcome is open: {}",
                activity(&ui)
            );
            ui.keys("esc");
            if ui.picture().contains("Discard?") {
                ui.keys("y");
            }
        }
        let text = activity(&ui);
        assert!(!text.contains("last: "), "{text}");
        for keys in ["e", "e backtab", "shift-r", "shift-f", "shift-l", ":"] {
            ui.keys(keys);
            assert!(activity(&ui).contains(" last: "), "{keys}");
            let buffer = ui.buffer();
            let colours: Vec<_> = (0..80).map(|x| buffer[(x, 22)].style().fg).collect();
            assert!(
                colours
                    .iter()
                    .all(|colour| matches!(colour, None | Some(Color::Reset))),
                "{keys}: it has no colour of its own"
            );
            ui.keys("esc");
            assert!(ui.model.overlays.is_empty(), "{keys}");
            assert_eq!(activity(&ui), text);
        }
    }
}

#[test]
fn an_error_in_place_of_the_list_reads_as_sentences() {
    let mut ui = ScreenTest::empty(USUAL, |_| {});
    let request = ui.list_request();
    let message = "Access token is not valid.";
    let error = ServiceError {
        facts: facts(500),
        ..refusal("InvalidAuthenticationToken", message)
    };
    ui.send(Msg::Listed(
        request,
        Err(RequestError::Service(Box::new(error))),
    ));
    let picture = ui.picture();
    let text: String = picture.chars().filter(|c| !"│\n".contains(*c)).collect();
    assert!(text.contains("not valid"), "{picture}");
    assert!(!text.contains(".."), "{picture}");
}

#[test]
fn what_is_unusual_stands_in_the_header_at_every_width() {
    let long = "Contoso Deutschland, Österreich und Schweiz GmbH";
    for width in 40..130 {
        for service in ["Global", "graph.something.very.long.example.com"] {
            let mut ui = ScreenTest::with((width, 16), |start| {
                start.settings.read_only = true;
                start.settings.color = Some("bright-red".parse().unwrap());
                start.service_name = service.to_owned();
                start.settings.profile = Some(long.to_owned());
            });
            ui.keys("r");
            let picture = ui.picture();
            let header = picture.lines().next().unwrap();
            assert!(header.contains("  READ-ONLY  "), "{header}");
            assert!(header.ends_with(" refreshing…"), "{header}");
            let account = "admin@contoso.com";
            if width >= 80 {
                assert!(header.contains(account), "{header}");
            }
            // The mode is told from the rest, and the profile by more than its color.
            let buffer = ui.buffer();
            let reversed = |text: &str| {
                let at = header.find(text).map(|at| header[..at].chars().count());
                let at = u16::try_from(at.unwrap()).unwrap();
                buffer[(at, 0)].modifier.contains(Modifier::REVERSED)
            };
            assert!(reversed("READ-ONLY"), "{header}");
            assert!(reversed("Con"), "{header}");
            assert!(!reversed("refreshing"), "{header}");
        }
    }
}
