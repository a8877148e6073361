//! The sign-in of a first start: its text, its warnings, and the ways to continue after a failure.

use super::sign_in::no_token;
use super::*;
use crate::auth::{AuthError, Method, Prompt};

fn code() -> Prompt {
    Prompt::DeviceCode {
        user_code: "ABCD1234".to_owned(),
        verification_url: "https://login.example/device".to_owned(),
        expires_in: Duration::from_secs(900),
    }
}

fn unreachable() -> AuthError {
    AuthError::Network("no route to host".to_owned())
}

impl Harness {
    /// Creates a first start: nothing was read, and a sign-in is open.
    fn first_start() -> Self {
        let mut ui = Self::new(false);
        let start = ui.model.store.start.clone();
        ui.model = Model::new(start, Keymap::built_in().unwrap());
        ui.send(Msg::Started);
        ui.send(Msg::Settled(Ok(Vec::new())));
        let request = ui.list_request();
        ui.effects.clear();
        ui.send(Msg::Listed(request, Err(no_token())));
        ui.now += DEAF;
        ui
    }

    fn roles(&self) -> Vec<words::Role> {
        self.lines().into_iter().map(|line| line.role).collect()
    }

    /// Returns the footer key with this label.
    fn footer_key(&self, label: &str) -> Option<String> {
        let keys = crate::tui::app::footer::keys(&self.model);
        let found = keys
            .into_iter()
            .find(|(_, title, usable)| *title == label && *usable);
        found.map(|(key, ..)| key)
    }
}

#[test]
fn nothing_alarms_before_anything_is_wrong() {
    let mut ui = Harness::first_start();
    assert_eq!(ui.model.notice, None);
    let id = ui.signing_id();
    ui.send(Msg::Prompted(id, code()));
    ui.send(Msg::Prompted(
        id,
        Prompt::Polling(crate::auth::Poll::Pending),
    ));
    let alarms = [words::Role::Warn, words::Role::Bad];
    assert!(!ui.roles().iter().any(|role| alarms.contains(role)));
    for method in [Method::AzureCli, Method::Certificate, Method::Browser] {
        while ui.signing().method() != method {
            ui.key("tab");
        }
        assert!(
            !ui.roles().iter().any(|role| alarms.contains(role)),
            "{method}"
        );
    }
}

#[test]
fn the_code_is_one_word_and_is_spelled_where_it_is_read_out() {
    let mut ui = Harness::first_start();
    let id = ui.signing_id();
    ui.send(Msg::Prompted(id, code()));
    let lines = ui.lines();
    let line = lines
        .iter()
        .find(|line| line.role == words::Role::Spelled)
        .unwrap();
    assert_eq!(line.text.as_str().trim(), "ABCD1234");
    assert_eq!(line.text.spoken(), "A, B, C, D, 1, 2, 3, 4");
    // Shows where to sign in, and through which app.
    let shown = ui.shown();
    for part in [
        "contoso.com",
        "Microsoft Graph Command Line Tools",
        crate::auth::BUILT_IN_CLIENT,
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    ui.model.store.start.client_id = Some("7777-own".to_owned());
    assert!(ui.shown().contains("7777-own"));
    assert_eq!(ui.footer_key("accept"), None, "there is nothing to accept");
}

#[test]
fn enter_tries_again_after_a_failure() {
    let mut ui = Harness::first_start();
    for _ in 0..2 {
        let id = ui.signing_id();
        assert_eq!(ui.footer_key("try again"), None);
        ui.key("enter");
        assert_eq!(ui.signing_id(), id, "nothing has failed yet");
        ui.send(Msg::SignedIn(id, Err(unreachable())));
        assert_eq!(ui.footer_key("try again").as_deref(), Some("Enter"));
        ui.effects.clear();
        ui.key("enter");
        let next = ui.signing_id();
        assert_ne!(next, id);
        assert!(ui.signing().error().is_none());
        let again = Effect::SignIn {
            id: next,
            method: None,
            granted: false,
        };
        assert!(ui.effects.contains(&again));
        ui.send(Msg::Prompted(next, code()));
        assert!(ui.shows_code());
    }
}

#[test]
fn a_first_start_that_fails_names_what_works_without_a_sign_in() {
    let ways = ["enlist --demo", "enlist doctor"];
    let mut ui = Harness::first_start();
    let id = ui.signing_id();
    assert!(!ways.iter().any(|way| ui.shown().contains(way)));
    ui.send(Msg::SignedIn(id, Err(unreachable())));
    assert!(
        ways.iter().all(|way| ui.shown().contains(way)),
        "{}",
        ui.shown()
    );
    // An admin who has rows has signed in before.
    let mut ui = Harness::refused();
    let id = ui.signing_id();
    ui.send(Msg::SignedIn(id, Err(unreachable())));
    assert!(!ways.iter().any(|way| ui.shown().contains(way)));
}

#[test]
fn esc_names_a_way_back_that_works() {
    let mut ui = Harness::first_start();
    let id = ui.signing_id();
    ui.send(Msg::SignedIn(id, Err(unreachable())));
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
    let again = ui.model.store.key(Scope::List, Command::RefreshAll);
    assert!(ui.notice().contains(&again), "{}", ui.notice());
    ui.key("ctrl-r");
    let request = ui.list_request();
    ui.send(Msg::Listed(request, Err(no_token())));
    assert!(ui.is_on(Scope::SignIn));
    ui.now += DEAF;
    ui.keys("esc :").paste("renew").key("enter");
    assert!(ui.is_on(Scope::SignIn));
    // Requesting a sign-in while a token is in use keeps that token.
    let mut ui = Harness::new(false);
    ui.key(":").paste("renew").keys("enter esc");
    assert!(!ui.notice().contains(&again) && !ui.notice().is_empty());
}

#[test]
fn an_empty_line_cannot_be_accepted() {
    let mut ui = Harness::first_start();
    while ui.signing().method() != Method::Token {
        ui.key("tab");
    }
    ui.effects.clear();
    ui.key("enter");
    assert!(!ui.notice().is_empty() && ui.effects.is_empty());
    ui.paste("x");
    assert!(ui.shown().contains("1 character") && !ui.shown().contains("1 characters"));
    assert_eq!(ui.footer_key("accept").as_deref(), Some("Enter"));
}
