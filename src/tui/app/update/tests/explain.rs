//! Which configuration wins for a user, or for the members of a group.

use std::collections::HashMap;

use super::*;
use crate::domain::{EffectiveConfigurations, Name, ObjectId, RequestError, Tenant, User};
use crate::tui::store::explained::{Found, Member, Subject};

impl Harness {
    fn explain_request(&self) -> (RequestId, Subject) {
        let found = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Explain { id, subject, .. } => Some((*id, subject.clone())),
            _ => None,
        });
        found.unwrap()
    }

    fn explained(&self) -> String {
        self.shown()
    }
}

#[test]
fn the_members_of_the_selected_group_are_meant() {
    let mut ui = Harness::new(false);
    ui.keys("enter down w");
    let (id, subject) = ui.explain_request();
    let kiosk = ObjectId::parse(KIOSK).unwrap();
    assert_eq!(subject, Subject::Group(kiosk));
    assert!(ui.explained().contains("Loading"));
    let member = Member {
        user: None,
        groups: HashMap::new(),
    };
    ui.send(Msg::Explained(id, Ok(Found::Member(member))));
    let shown = ui.explained();
    assert!(shown.contains("1 corp"), "{shown}");
    assert!(!shown.contains("Part of the list"), "{shown}");
}

#[test]
fn a_list_that_is_not_whole_is_no_ground_to_stand_on() {
    let mut ui = Harness::new(false);
    ui.keys("enter down ctrl-r w");
    let (id, _) = ui.explain_request();
    let member = Member {
        user: None,
        groups: HashMap::new(),
    };
    ui.send(Msg::Explained(id, Ok(Found::Member(member))));
    let shown = ui.explained();
    assert!(
        shown.contains("Part of the list could not be read"),
        "what is missing may be what wins: {shown}"
    );
}

#[test]
fn a_user_is_asked_for_where_no_group_is_selected_and_in_the_palette() {
    let mut ui = Harness::new(false);
    ui.keys("w");
    assert!(ui.is_on(Scope::Prompt));
    ui.keys("enter");
    assert!(ui.model.notice.is_some(), "nobody was named");
    ui.keys("esc enter down : e x p l a i n - u s e r enter a d a enter");
    let (id, subject) = ui.explain_request();
    assert_eq!(subject, Subject::User("ada".to_owned()));
    let user = User {
        id: ObjectId::parse(NEW).unwrap(),
        name: "Ada".to_owned(),
        principal_name: "ada@contoso.com".to_owned(),
    };
    let member = Member {
        user: Some(user),
        groups: HashMap::new(),
    };
    ui.send(Msg::Explained(id, Ok(Found::Member(member))));
    let shown = ui.explained();
    assert!(shown.contains("ada@contoso.com"), "{shown}");
    assert!(
        shown.contains("default"),
        "nothing else reaches her: {shown}"
    );
}

#[test]
fn where_nobody_is_found_it_says_what_was_searched_and_who_comes_near() {
    let mut ui = Harness::new(false);
    let tenant = Tenant {
        id: None,
        name: "Fabrikam".to_owned(),
        domain: Some("fabrikam.test".to_owned()),
    };
    ui.send(Msg::Identified {
        tenant: Some(tenant),
        account: None,
    });
    let (id, _) = ui.asked_for_a_user();
    let near = User {
        id: ObjectId::parse(KIOSK).unwrap(),
        name: "Ada Byron".to_owned(),
        principal_name: "ada.byron@fabrikam.test".to_owned(),
    };
    ui.send(Msg::Explained(id, Ok(Found::Nobody(vec![near]))));
    let shown = ui.explained();
    assert!(shown.contains("user principal name"), "{shown}");
    assert!(shown.contains("Fabrikam (fabrikam.test)"), "{shown}");
    assert!(shown.contains("ada.byron@fabrikam.test"), "{shown}");
    assert_eq!(ui.model.requests_awaited(), 0, "nothing else is asked");
    let (id, _) = {
        ui.key("esc");
        ui.asked_for_a_user()
    };
    ui.send(Msg::Explained(id, Ok(Found::Nobody(Vec::new()))));
    assert!(ui.explained().contains("whole user principal name"));
}

impl Harness {
    /// Asks the question for a user; returns the request, and whether it also asks the service.
    fn asked_for_a_user(&mut self) -> (RequestId, bool) {
        self.keys("w");
        self.paste("ada@contoso.com").key("enter");
        let asked = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Explain {
                id, ask_service, ..
            } => Some((*id, *ask_service)),
            _ => None,
        });
        asked.unwrap()
    }

    fn member_came(&mut self, id: RequestId) {
        let user = User {
            id: ObjectId::parse(KIOSK).unwrap(),
            name: "Ada".to_owned(),
            principal_name: "ada@contoso.com".to_owned(),
        };
        let member = Member {
            user: Some(user),
            groups: HashMap::new(),
        };
        self.send(Msg::Explained(id, Ok(Found::Member(member))));
    }
}

#[test]
fn the_answer_of_the_service_stands_beside_ours_in_whichever_order_they_come() {
    let default = || EffectiveConfigurations { rows: Vec::new() };
    let mut texts = Vec::new();
    for service_first in [false, true] {
        let mut ui = Harness::new(false);
        let (id, asks) = ui.asked_for_a_user();
        assert!(asks);
        if service_first {
            ui.send(Msg::Effective(id, Ok(Some(default()))));
            assert!(ui.explained().contains("Loading"));
            ui.member_came(id);
        } else {
            ui.member_came(id);
            assert!(ui.explained().contains("Asking the service"));
            assert!(
                ui.explained().contains("default"),
                "ours does not wait for it"
            );
            ui.send(Msg::Effective(id, Ok(Some(default()))));
        }
        assert!(!ui.effects.contains(&Effect::Cancel(id)));
        assert_eq!(ui.model.requests_awaited(), 0);
        texts.push(ui.explained());
    }
    assert_eq!(texts[0], texts[1]);
    assert!(texts[0].contains("names no configuration"), "{}", texts[0]);
}

#[test]
fn a_service_that_does_not_offer_its_answer_is_asked_once_in_a_run() {
    let mut ui = Harness::new(false);
    let (first, asks) = ui.asked_for_a_user();
    assert!(asks);
    ui.member_came(first);
    ui.send(Msg::Effective(first, Ok(None)));
    assert!(!ui.explained().contains("service"), "{}", ui.explained());
    ui.key("esc");
    let (second, asks) = ui.asked_for_a_user();
    assert!(!asks);
    ui.member_came(second);
    assert!(!ui.explained().contains("service"));
    assert_eq!(ui.model.requests_awaited(), 0);
}

#[test]
fn an_answer_that_the_service_refuses_is_one_line_and_takes_nothing_else() {
    let mut ui = Harness::new(false);
    let (id, _) = ui.asked_for_a_user();
    ui.member_came(id);
    let error = RequestError::NotSent {
        reason: "no route to the host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    ui.send(Msg::Effective(id, Err(error)));
    let shown = ui.explained();
    assert!(
        shown.contains("own answer could not be read: no route to the host"),
        "{shown}"
    );
    assert!(shown.contains("default"), "{shown}");
    ui.key("esc");
    assert!(ui.asked_for_a_user().1, "it is asked again");
}

#[test]
fn a_late_answer_is_dropped_and_a_closed_question_is_cancelled() {
    let mut ui = Harness::new(false);
    ui.keys("enter down w");
    let (first, _) = ui.explain_request();
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::Cancel(first)));
    ui.key("w");
    ui.send(Msg::Explained(first, Ok(Found::Nobody(Vec::new()))));
    assert!(ui.explained().contains("Loading"), "{}", ui.explained());
    let (second, _) = ui.explain_request();
    ui.send(Msg::Explained(second, Ok(Found::Nobody(Vec::new()))));
    assert!(ui.explained().contains("No user named"));
}

#[test]
fn a_deleted_group_is_not_counted_for_it() {
    let counted = |names: Vec<(ObjectId, Name)>| {
        let mut ui = Harness::new(false);
        ui.send(Msg::Named(Vec::new(), Ok(names.into_iter().collect())));
        ui.keys("enter down w");
        ui.effects.clear();
        let timer = ui.model.store.count_timer.unwrap();
        ui.send(Msg::Due(timer));
        let kiosk = ObjectId::parse(KIOSK).unwrap();
        ui.effects
            .iter()
            .any(|effect| matches!(effect, Effect::CountAll(ids) if ids.contains(&kiosk)))
    };
    assert!(counted(Vec::new()));
    let kiosk = ObjectId::parse(KIOSK).unwrap();
    assert!(!counted(vec![(kiosk, Name::Deleted)]));
}
