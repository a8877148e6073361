//! Signing in on the screen, rights, and other profiles.

use secrecy::ExposeSecret;

use super::writes::refusal;
use super::*;
use crate::auth::{AuthError, Claims, Method, Prompt};
use crate::domain::{Unsent, Via};
use crate::tui::components::{Component, SignIn};
use crate::tui::kit::remote::RequestId;

pub(super) fn no_token() -> RequestError {
    RequestError::NotSent {
        reason: "a sign-in is needed".to_owned(),
        no_token: true,
        hint: None,
        number: None,
    }
}

fn claims(scopes: &[&str]) -> Claims {
    Claims {
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..Claims::default()
    }
}

impl Harness {
    pub(super) fn signing(&self) -> &SignIn {
        let mut overlays = self.model.overlays.iter();
        let found = overlays.find_map(|overlay| match overlay {
            AnyComponent::SignIn(sign_in) => Some(&**sign_in),
            _ => None,
        });
        found.unwrap()
    }

    /// Returns the id of the open sign-in.
    pub(super) fn signing_id(&self) -> RequestId {
        self.signing().awaits()[0]
    }

    /// Whether the sign-in shows a code.
    pub(super) fn shows_code(&self) -> bool {
        let lines = self.lines();
        lines.iter().any(|line| line.role == words::Role::Spelled)
    }

    /// Creates a screen whose list was refused because of a missing token.
    pub(super) fn refused() -> Self {
        let mut ui = Self::new(false);
        ui.key("r");
        let request = ui.list_request();
        ui.effects.clear();
        ui.send(Msg::Listed(request, Err(no_token())));
        ui
    }
}

#[test]
fn a_missing_token_opens_the_sign_in_once_and_the_list_is_read_again_after_it() {
    let mut ui = Harness::refused();
    let id = ui.signing_id();
    assert!(ui.effects.contains(&Effect::SignIn {
        id,
        method: None,
        granted: false
    }));
    ui.send(Msg::Named(Vec::new(), Err(no_token())));
    let count = ui
        .effects
        .iter()
        .filter(|it| matches!(it, Effect::SignIn { .. }));
    assert_eq!(count.count(), 1);
    let code = Prompt::DeviceCode {
        user_code: "ABCD".to_owned(),
        verification_url: "https://login.example/device".to_owned(),
        expires_in: Duration::from_secs(900),
    };
    ui.send(Msg::Prompted(RequestId(9_999), code.clone()));
    assert!(!ui.shows_code(), "of another sign-in");
    ui.send(Msg::Prompted(id, code));
    ui.now += DEAF;
    ui.key("ctrl-y");
    assert!(ui.effects.contains(&Effect::Copy("ABCD".to_owned())));
    let notice = ui.model.notice.clone().unwrap();
    insta::assert_snapshot!(notice, @"Copied (F2 shows it): ABCD");
    ui.key("f2");
    assert_eq!(ui.text_id(), Some(TextId::Copied));
    assert_eq!(ui.shown(), "ABCD");
    ui.key("esc");
    assert!(ui.shows_code());
    ui.effects.clear();
    ui.send(Msg::SignedIn(id, Ok(None)));
    assert!(ui.model.overlays.is_empty());
    assert!(ui.effects.iter().any(|it| matches!(it, Effect::List(_))));
    assert_eq!(
        ui.model.store.rows().len(),
        2,
        "the old rows stayed meanwhile"
    );
}

#[test]
fn a_refusal_is_shown_and_another_method_is_a_key_away() {
    let mut ui = Harness::refused();
    let id = ui.signing_id();
    ui.now += DEAF;
    let refused = AuthError::Refused {
        number: Some(53003),
        sentence: "AADSTS53003: blocked".to_owned(),
        hint: "try method browser".to_owned(),
        consent: None,
    };
    ui.send(Msg::SignedIn(id, Err(refused)));
    assert!(ui.signing().error().is_some());
    ui.key("tab");
    let sign_in = ui.signing();
    assert_eq!((sign_in.method(), sign_in.error()), (Method::Browser, None));
    let id = ui.signing_id();
    let method = Some(Method::Browser);
    assert!(ui.effects.contains(&Effect::SignIn {
        id,
        method,
        granted: false
    }));
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::Cancel(id)));
    assert!(ui.model.overlays.is_empty());
}

#[test]
fn a_pasted_token_travels_without_being_seen() {
    let mut ui = Harness::refused();
    ui.now += DEAF;
    for _ in 0..Method::ALL.len() - 1 {
        ui.key("tab");
    }
    assert_eq!(ui.signing().method(), Method::Token);
    assert_eq!(
        ui.model.store.start.method,
        Method::DeviceCode,
        "nothing is changed yet"
    );
    ui.paste("eyJ0.secret.x\n").key("enter");
    let given = ui
        .effects
        .iter()
        .find(|it| matches!(it, Effect::GiveSecret(_)));
    let shown = format!("{given:?} {:?}", ui.model.overlays);
    assert!(given.is_some() && !shown.contains("secret"), "{shown}");
    let id = ui.signing_id();
    let given = ui.signing().secret(id).unwrap().expose_secret();
    assert_eq!(given, "eyJ0.secret.x", "for the runtime to take");
}

#[test]
fn a_missing_consent_is_copied_and_what_was_granted_is_a_key_away() {
    let mut ui = Harness::refused();
    let id = ui.signing_id();
    ui.now += DEAF;
    let code = Prompt::DeviceCode {
        user_code: "ABCD".to_owned(),
        verification_url: "https://login.example/device".to_owned(),
        expires_in: Duration::from_secs(900),
    };
    ui.send(Msg::Prompted(id, code));
    ui.key("ctrl-d");
    assert_eq!(ui.signing_id(), id, "there is nothing to offer yet");
    let page = "https://login.example/adminconsent?client_id=x";
    let refused = AuthError::Refused {
        number: Some(65001),
        sentence: "AADSTS65001: no consent".to_owned(),
        hint: format!("an administrator must consent once: {page}"),
        consent: Some(page.to_owned()),
    };
    ui.send(Msg::SignedIn(id, Err(refused)));
    for key in ["ctrl-y", "ctrl-o"] {
        ui.effects.clear();
        ui.key(key);
        assert_eq!(ui.effects, [Effect::Copy(page.to_owned())]);
    }
    ui.key("ctrl-d");
    let id = ui.signing_id();
    assert!(ui.effects.contains(&Effect::SignIn {
        id,
        method: None,
        granted: true
    }));
}

#[test]
fn another_method_counts_only_once_it_has_a_token() {
    let mut ui = Harness::refused();
    ui.now += DEAF;
    ui.keys("tab esc");
    assert_eq!(ui.model.store.start.method, Method::DeviceCode);
    ui.key(":");
    ui.paste("renew").key("enter");
    ui.key("tab");
    let id = ui.signing_id();
    ui.effects.clear();
    ui.send(Msg::SignedIn(id, Ok(None)));
    assert_eq!(ui.effects[0], Effect::KeepSignIn(id));
    assert_eq!(ui.model.store.start.method, Method::Browser);
}

#[test]
fn a_list_that_may_not_be_read_is_read_again_after_a_new_token() {
    let mut ui = Harness::new(false);
    ui.key("r");
    let request = ui.list_request();
    let refused = refusal(403, "No rights");
    ui.send(Msg::Listed(
        request,
        Err(RequestError::Service(Box::new(refused))),
    ));
    ui.send(Msg::Rights(Some(claims(&["User.Read"]))));
    ui.keys("i c");
    let id = ui.signing_id();
    ui.effects.clear();
    ui.send(Msg::SignedIn(id, Ok(None)));
    assert!(ui.effects.iter().any(|it| matches!(it, Effect::List(_))));
}

#[test]
fn all_that_the_token_lacks_can_be_read() {
    let mut ui = Harness::new(false);
    ui.send(Msg::Rights(Some(claims(&["User.Read"]))));
    let notice = ui.model.notice.clone().unwrap();
    assert!(notice.leads_on, "{notice}");
    ui.key("i");
    assert_eq!(ui.text_id(), Some(TextId::Rights));
    let page = ui.page();
    let text: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    let text = text.join(" ");
    assert!(text.contains("ServiceConfig.Read.All is missing"), "{text}");
    assert!(text.contains("GroupMember.Read.All is missing"), "{text}");
}

#[test]
fn a_change_without_a_token_goes_back_to_its_review() {
    let (mut ui, id) = Harness::submitted();
    let outcome = Unsent::NoToken("a sign-in is needed".to_owned()).into();
    ui.send(Msg::Ended(id, Box::new(outcome)));
    ui.now += DEAF;
    ui.key("c");
    let sign_in = ui.signing_id();
    ui.send(Msg::SignedIn(sign_in, Ok(None)));
    let review = ui.model.overlays.iter().any(|overlay| {
        matches!(overlay, AnyComponent::Review(review)
            if review.proposal().request.via == Via::Patch)
    });
    assert!(review, "it is reviewed again");
    assert_eq!(ui.effects.iter().filter(|it| it.writes()).count(), 1);
}

#[test]
fn a_token_that_says_it_cannot_write_makes_the_screen_careful_and_no_more() {
    let mut ui = Harness::new(false);
    ui.send(Msg::Rights(Some(claims(&[
        "DeviceManagementServiceConfig.Read.All",
        "GroupMember.Read.All",
    ]))));
    ui.keys("enter e");
    assert!(ui.model.overlays.is_empty());
    let notice = ui.model.notice.clone().unwrap();
    insta::assert_snapshot!(notice, @"The token lacks DeviceManagementServiceConfig.ReadWrite.All. Press : and type write-anyway to try.");
    ui.key(":");
    ui.paste("write-anyway").key("enter");
    ui.key("e");
    assert!(ui.on_editor());
}

#[test]
fn another_profile_begins_anew() {
    let mut ui = Harness::new(false);
    ui.key("shift-p");
    insta::assert_snapshot!(ui.notice(), @"No profiles in config.toml.");
    ui.model.store.start.settings.profiles = vec!["prod".to_owned(), "test".to_owned()];
    ui.model.store.tenant = Some("Contoso".to_owned());
    ui.keys("shift-p down enter");
    assert!(ui.effects.contains(&Effect::Switch("test".to_owned())));
    let old_list = ui.list_request_or_zero();
    let mut start = ui.model.store.start.clone();
    start.settings.profile = Some("test".to_owned());
    start.settings.confirm = true;
    ui.effects.clear();
    ui.send(Msg::Switched(Ok(Box::new(start))));
    assert_eq!(
        ui.model.store.tenant, None,
        "the name of the old tenant is gone"
    );
    assert!(ui.model.store.rows().is_empty());
    assert!(ui.list_request() > old_list, "old answers cannot win");
    assert_eq!(ui.model.store.name_to_type(), "test");
}

#[test]
fn a_profile_can_demand_its_name_for_every_change() {
    let mut ui = Harness::new(false);
    ui.model.store.start.settings.confirm = true;
    ui.model.store.start.settings.profile = Some("prod".to_owned());
    ui.keys("enter down e").paste(NEW).keys("enter y");
    assert!(ui.is_on(Scope::TypedName) && ui.write().is_none());
    ui.keys("p r o d y");
    assert!(ui.write().is_some());
}

impl Harness {
    fn list_request_or_zero(&self) -> RequestId {
        RequestId(self.model.next_number - 1)
    }
}
