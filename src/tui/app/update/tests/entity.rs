//! The selected row as the service returns it, requested again.

use super::*;
use crate::domain::RawObject;

fn request(ui: &Harness) -> RequestId {
    let request = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::Entity { id, .. } => Some(*id),
        _ => None,
    });
    request.unwrap()
}

fn raw(json: &str) -> RawObject {
    serde_json::from_str(json).unwrap()
}

fn shown(ui: &Harness) -> String {
    ui.shown()
}

#[test]
fn both_versions_are_asked_and_told_apart() {
    let mut ui = Harness::new(false);
    ui.keys("enter down v");
    let (id, entity, versions) = ui
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Entity {
                id,
                entity,
                versions,
            } => Some((*id, entity.clone(), versions.clone())),
            _ => None,
        })
        .unwrap();
    assert!(entity.path().ends_with("/corp/assignments/a2"));
    assert_eq!(versions, [ApiVersion::Beta, ApiVersion::V1]);
    assert!(shown(&ui).contains("as received with the list:"));
    assert_eq!(ui.model.requests_awaited(), 1);

    let beta = raw(r#"{"id":"a2","source":"direct"}"#);
    ui.send(Msg::Entity(id, ApiVersion::Beta, Ok(beta)));
    let v1 = raw(r#"{"id":"a2"}"#);
    ui.send(Msg::Entity(id, ApiVersion::V1, Ok(v1)));
    let shown = shown(&ui);
    assert!(
        shown.starts_with("only beta returns: source\nGET /beta/"),
        "{shown}"
    );
    assert!(shown.contains("GET /v1.0/"), "{shown}");
    assert!(!shown.contains("as it came with the list"), "{shown}");
    assert_eq!(ui.model.requests_awaited(), 0);
}

#[test]
fn a_refusal_keeps_the_row_of_the_list_in_sight_and_a_late_answer_is_dropped() {
    let mut ui = Harness::new(false);
    ui.key("v");
    let first = request(&ui);
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::Cancel(first)));
    ui.key("v");
    let answer = raw(r#"{"id":"late"}"#);
    ui.send(Msg::Entity(first, ApiVersion::Beta, Ok(answer)));
    assert!(!shown(&ui).contains("late"));
    let lost = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    let id = request(&ui);
    ui.send(Msg::Entity(id, ApiVersion::Beta, Err(lost)));
    let shown = shown(&ui);
    assert!(shown.contains("no route to host"), "{shown}");
    assert!(shown.contains("\"displayName\": \"corp\""), "{shown}");
}

#[test]
fn after_a_sign_in_it_is_asked_once_more() {
    let mut ui = Harness::new(false);
    ui.key("v");
    let first = request(&ui);
    let no_token = RequestError::NotSent {
        reason: "the token has ended".to_owned(),
        no_token: true,
        hint: None,
        number: None,
    };
    ui.send(Msg::Entity(first, ApiVersion::Beta, Err(no_token)));
    let sign_in = ui.effects.iter().find_map(|effect| match effect {
        Effect::SignIn { id, .. } => Some(*id),
        _ => None,
    });
    ui.send(Msg::SignedIn(sign_in.unwrap(), Ok(None)));
    assert_ne!(request(&ui), first);
    assert!(!shown(&ui).contains("the token has ended"));
    assert!(matches!(ui.top(), AnyComponent::Raw(_)));
}

#[test]
fn a_version_that_the_settings_rule_out_is_not_asked_and_said_so() {
    let mut ui = Harness::new(false);
    ui.model.store.start.settings.api = ApiMode::V1;
    ui.key("v");
    let asked = ui.effects.iter().any(
        |effect| matches!(effect, Effect::Entity { versions, .. } if *versions == [ApiVersion::V1]),
    );
    assert!(asked);
    assert!(shown(&ui).contains("Not read from beta: the setting api is \"v1.0\""));
}
