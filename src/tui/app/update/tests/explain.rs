//! What wins for a user, or for the members of a group.

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
        self.said()
    }
}

#[test]
fn the_members_of_the_selected_group_are_meant() {
    let mut bench = Harness::new(false);
    bench.keys("enter down w");
    let (id, subject) = bench.explain_request();
    let kiosk = ObjectId::parse(KIOSK).unwrap();
    assert_eq!(subject, Subject::Group(kiosk));
    assert!(bench.explained().contains("Reading"));
    let member = Member {
        user: None,
        groups: HashMap::new(),
    };
    bench.send(Msg::Explained(id, Ok(Found::Member(member))));
    let said = bench.explained();
    assert!(said.contains("1 corp"), "{said}");
    assert!(!said.contains("Part of the list"), "{said}");
}

#[test]
fn a_list_that_is_not_whole_is_no_ground_to_stand_on() {
    let mut bench = Harness::new(false);
    bench.keys("enter down ctrl-r w");
    let (id, _) = bench.explain_request();
    let member = Member {
        user: None,
        groups: HashMap::new(),
    };
    bench.send(Msg::Explained(id, Ok(Found::Member(member))));
    let said = bench.explained();
    assert!(
        said.contains("Part of the list could not be read"),
        "what is missing may be what wins: {said}"
    );
}

#[test]
fn a_user_is_asked_for_where_no_group_is_selected_and_in_the_palette() {
    let mut bench = Harness::new(false);
    bench.keys("w");
    assert!(bench.is_on(Scope::Prompt));
    bench.keys("enter");
    assert!(bench.model.notice.is_some(), "nobody was named");
    bench.keys("esc enter down : e x p l a i n - u s e r enter a d a enter");
    let (id, subject) = bench.explain_request();
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
    bench.send(Msg::Explained(id, Ok(Found::Member(member))));
    let said = bench.explained();
    assert!(said.contains("ada@contoso.com"), "{said}");
    assert!(said.contains("default"), "nothing else reaches her: {said}");
}

#[test]
fn where_nobody_is_found_it_says_what_was_searched_and_who_comes_near() {
    let mut bench = Harness::new(false);
    let tenant = Tenant {
        id: None,
        name: "Fabrikam".to_owned(),
        domain: Some("fabrikam.test".to_owned()),
    };
    bench.send(Msg::Identified {
        tenant: Some(tenant),
        account: None,
    });
    let (id, _) = bench.asked_for_a_user();
    let near = User {
        id: ObjectId::parse(KIOSK).unwrap(),
        name: "Ada Byron".to_owned(),
        principal_name: "ada.byron@fabrikam.test".to_owned(),
    };
    bench.send(Msg::Explained(id, Ok(Found::Nobody(vec![near]))));
    let said = bench.explained();
    assert!(said.contains("user principal name"), "{said}");
    assert!(said.contains("Fabrikam (fabrikam.test)"), "{said}");
    assert!(said.contains("ada.byron@fabrikam.test"), "{said}");
    assert_eq!(bench.model.requests_awaited(), 0, "nothing else is asked");
    let (id, _) = {
        bench.key("esc");
        bench.asked_for_a_user()
    };
    bench.send(Msg::Explained(id, Ok(Found::Nobody(Vec::new()))));
    assert!(bench.explained().contains("whole user principal name"));
}

impl Harness {
    /// The question for a user, with the answer of their groups.
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
        let mut bench = Harness::new(false);
        let (id, asks) = bench.asked_for_a_user();
        assert!(asks);
        if service_first {
            bench.send(Msg::Effective(id, Ok(Some(default()))));
            assert!(bench.explained().contains("Reading"));
            bench.member_came(id);
        } else {
            bench.member_came(id);
            assert!(bench.explained().contains("Asking the service"));
            assert!(
                bench.explained().contains("default"),
                "ours does not wait for it"
            );
            bench.send(Msg::Effective(id, Ok(Some(default()))));
        }
        assert!(!bench.effects.contains(&Effect::Cancel(id)));
        assert_eq!(bench.model.requests_awaited(), 0);
        texts.push(bench.explained());
    }
    assert_eq!(texts[0], texts[1]);
    assert!(texts[0].contains("names no configuration"), "{}", texts[0]);
}

#[test]
fn a_service_that_does_not_offer_its_answer_is_asked_once_in_a_run() {
    let mut bench = Harness::new(false);
    let (first, asks) = bench.asked_for_a_user();
    assert!(asks);
    bench.member_came(first);
    bench.send(Msg::Effective(first, Ok(None)));
    assert!(
        !bench.explained().contains("service"),
        "{}",
        bench.explained()
    );
    bench.key("esc");
    let (second, asks) = bench.asked_for_a_user();
    assert!(!asks);
    bench.member_came(second);
    assert!(!bench.explained().contains("service"));
    assert_eq!(bench.model.requests_awaited(), 0);
}

#[test]
fn an_answer_that_the_service_refuses_is_one_line_and_takes_nothing_else() {
    let mut bench = Harness::new(false);
    let (id, _) = bench.asked_for_a_user();
    bench.member_came(id);
    let error = RequestError::NotSent {
        reason: "no route to the host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    bench.send(Msg::Effective(id, Err(error)));
    let said = bench.explained();
    assert!(
        said.contains("own answer could not be read: no route to the host"),
        "{said}"
    );
    assert!(said.contains("default"), "{said}");
    bench.key("esc");
    assert!(bench.asked_for_a_user().1, "it is asked again");
}

#[test]
fn a_late_answer_is_dropped_and_a_closed_question_is_cancelled() {
    let mut bench = Harness::new(false);
    bench.keys("enter down w");
    let (first, _) = bench.explain_request();
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::Cancel(first)));
    bench.key("w");
    bench.send(Msg::Explained(first, Ok(Found::Nobody(Vec::new()))));
    assert!(
        bench.explained().contains("Reading"),
        "{}",
        bench.explained()
    );
    let (second, _) = bench.explain_request();
    bench.send(Msg::Explained(second, Ok(Found::Nobody(Vec::new()))));
    assert!(bench.explained().contains("No user named"));
}

#[test]
fn a_deleted_group_is_not_counted_for_it() {
    let counted = |names: Vec<(ObjectId, Name)>| {
        let mut bench = Harness::new(false);
        bench.send(Msg::Named(Vec::new(), Ok(names.into_iter().collect())));
        bench.keys("enter down w");
        bench.effects.clear();
        let timer = bench.model.store.count_timer.unwrap();
        bench.send(Msg::Due(timer));
        let kiosk = ObjectId::parse(KIOSK).unwrap();
        bench
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::CountAll(ids) if ids.contains(&kiosk)))
    };
    assert!(counted(Vec::new()));
    let kiosk = ObjectId::parse(KIOSK).unwrap();
    assert!(!counted(vec![(kiosk, Name::Deleted)]));
}
