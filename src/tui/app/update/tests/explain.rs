//! What wins for a user, or for the members of a group.

use std::collections::HashMap;

use super::*;
use crate::domain::{Name, ObjectId, User};
use crate::tui::store::explained::{Member, Subject};

impl Harness {
    fn explain_request(&self) -> (RequestId, Subject) {
        let found = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Explain(id, subject) => Some((*id, subject.clone())),
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
    bench.send(Msg::Explained(id, Ok(Some(member))));
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
    bench.send(Msg::Explained(id, Ok(Some(member))));
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
    bench.send(Msg::Explained(id, Ok(Some(member))));
    let said = bench.explained();
    assert!(said.contains("ada@contoso.com"), "{said}");
    assert!(said.contains("default"), "nothing else reaches her: {said}");
}

#[test]
fn a_late_answer_is_dropped_and_a_closed_question_is_cancelled() {
    let mut bench = Harness::new(false);
    bench.keys("enter down w");
    let (first, _) = bench.explain_request();
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::Cancel(first)));
    bench.key("w");
    bench.send(Msg::Explained(first, Ok(None)));
    assert!(
        bench.explained().contains("Reading"),
        "{}",
        bench.explained()
    );
    let (second, _) = bench.explain_request();
    bench.send(Msg::Explained(second, Ok(None)));
    assert!(bench.explained().contains("No user has this"));
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
