//! Names below a field: searched for as they are typed, taken by keyboard alone.

use super::*;
use crate::domain::{AssignmentFilter, Name, ObjectId, ObjectKind};
use crate::tui::app::model::Count;

const THIRD: &str = "33333333-0a4e-4d0b-9a55-7d2b1c3e4f50";

impl Harness {
    /// The form on the second assignment, its id about to give way to what is typed.
    fn picking() -> Self {
        let mut bench = Self::new(false);
        bench.keys("enter down e tab");
        bench
    }

    fn offers(&self) -> Vec<String> {
        let offers = self.editor().groups().iter();
        offers.map(|offer| offer.name.clone()).collect()
    }

    fn searches(&self) -> Vec<&str> {
        let searches = self.effects.iter().filter_map(|effect| match effect {
            Effect::SearchGroups(_, typed) => Some(typed.as_str()),
            _ => None,
        });
        searches.collect()
    }
}

#[test]
fn a_name_takes_the_place_of_the_id_and_is_searched_for_once_it_rests() {
    let mut bench = Harness::picking();
    assert_eq!(bench.model.scope(), Scope::Editor, "a whole id is no name");
    bench.keys("e n g");
    assert_eq!(bench.typed().unwrap(), "eng");
    assert_eq!(bench.model.scope(), Scope::Pick);
    assert!(bench.searches().is_empty(), "nothing rests yet");
    bench.search();
    assert_eq!(bench.searches(), ["eng"]);
}

#[test]
fn only_the_last_timer_and_the_last_answer_count() {
    let mut bench = Harness::picking();
    bench.key("e");
    let old_timer = bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::After(timer, _) => Some(*timer),
        _ => None,
    });
    bench.key("n");
    bench.send(Msg::Due(old_timer.unwrap()));
    assert!(bench.searches().is_empty(), "it was typed on meanwhile");
    let first = bench.search();
    bench.key("g");
    assert!(
        bench.effects.contains(&Effect::Cancel(first)),
        "nobody waits for it any more"
    );
    let second = bench.search();
    assert_eq!(bench.searches(), ["en", "eng"]);
    bench.send(Msg::Groups(
        second,
        Ok(vec![found_group(NEW, "Engineering")]),
    ));
    // Slow, and out of order.
    bench.send(Msg::Groups(
        first,
        Ok(vec![found_group(THIRD, "Entirely other")]),
    ));
    assert_eq!(bench.offers(), ["Engineering"]);
}

#[test]
fn an_answer_after_the_form_was_closed_is_dropped() {
    let mut bench = Harness::picking();
    bench.keys("e n");
    let request = bench.search();
    bench.keys("esc esc y");
    assert!(bench.model.overlays.is_empty());
    bench.send(Msg::Groups(
        request,
        Ok(vec![found_group(NEW, "Engineering")]),
    ));
    bench.keys("e tab");
    assert!(bench.offers().is_empty());
}

#[test]
fn a_group_is_taken_reviewed_and_remembered() {
    let mut bench = Harness::picking();
    bench.keys("e n g");
    let request = bench.search();
    let found = vec![
        found_group(THIRD, "Engineering"),
        found_group(NEW, "Engineering Berlin"),
    ];
    bench.send(Msg::Groups(request, Ok(found)));
    bench.keys("down enter");
    assert_eq!(bench.typed().unwrap(), NEW);
    assert_eq!(bench.model.scope(), Scope::Editor);
    bench.key("enter");
    assert!(bench.on_review());
    bench.keys("esc esc y");
    // The last choice is offered before anything is typed.
    bench.keys("a tab");
    assert_eq!(bench.offers(), ["Engineering Berlin"]);
    bench.key("enter");
    assert_eq!(bench.typed().unwrap(), NEW);
}

#[test]
fn a_late_answer_moves_nothing_under_the_cursor() {
    let mut bench = Harness::picking();
    let known = |name: &str| Name::Known {
        name: name.to_owned(),
        kind: ObjectKind::Group,
    };
    let id = |id: &str| ObjectId::parse(id).unwrap();
    let names = [
        (id(THIRD), known("Lab engineers")),
        (id(SALES), known("Sales")),
    ];
    bench.send(Msg::Named(Vec::new(), Ok(names.into())));
    bench.keys("e n g");
    assert_eq!(bench.offers(), ["Lab engineers"], "known without asking");
    let request = bench.search();
    let found = vec![
        found_group(NEW, "Engineering"),
        found_group(THIRD, "Lab engineers"),
    ];
    bench.send(Msg::Groups(request, Ok(found)));
    assert_eq!(bench.offers(), ["Lab engineers", "Engineering"]);
}

#[test]
fn what_is_in_sight_is_counted_in_one_request() {
    let mut bench = Harness::picking();
    bench.keys("e n g");
    let request = bench.search();
    let found = vec![
        found_group(THIRD, "Engineering"),
        found_group(NEW, "Engineering Berlin"),
    ];
    bench.send(Msg::Groups(request, Ok(found)));
    let timer = bench.model.store.count_timer.unwrap();
    bench.send(Msg::Due(timer));
    let ids = [THIRD, NEW].map(|id| ObjectId::parse(id).unwrap());
    assert!(bench.effects.contains(&Effect::CountAll(ids.to_vec())));
    assert_eq!(bench.model.store.counts.get(&ids[0]), Some(&Count::Asked));
}

#[test]
fn the_list_can_be_put_away_and_an_id_still_be_pasted() {
    let mut bench = Harness::picking();
    bench.keys("e n esc");
    assert_eq!(bench.model.scope(), Scope::Editor);
    assert_eq!(bench.typed().unwrap(), "en", "nothing typed is lost");
    bench.key("enter");
    assert!(bench.model.notice.is_some(), "the form says what is wrong");
    bench.keys("ctrl-u").paste(NEW).key("enter");
    assert!(bench.on_review());
}

#[test]
fn where_groups_may_not_be_searched_that_is_said_and_ids_go() {
    let mut bench = Harness::picking();
    bench.keys("e n");
    let request = bench.search();
    let error = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    bench.send(Msg::Groups(request, Err(error)));
    assert!(
        bench
            .editor()
            .search()
            .problem()
            .unwrap()
            .contains("no route")
    );
    bench.key("enter");
    assert!(bench.on_editor());
}

fn filter(id: &str, name: &str, platform: &str) -> AssignmentFilter {
    let json = format!(r#"{{"id":"{id}","displayName":"{name}","platform":"{platform}"}}"#);
    AssignmentFilter::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

#[test]
fn a_filter_of_the_platform_is_picked_by_name() {
    let mut bench = Harness::new(false);
    bench.keys("enter down e tab tab");
    assert!(bench.effects.contains(&Effect::ReadFilters));
    let filters = vec![
        filter(NEW, "Corp iPads", "iOS"),
        filter(SALES, "Corp notebooks", "windows10AndLater"),
        filter(THIRD, "Kiosks", "windows10AndLater"),
    ];
    bench.send(Msg::Filters(Ok(filters)));
    bench.keys("right tab");
    let offered = |bench: &Harness| {
        let filters = bench.editor().filters().iter();
        filters
            .map(|filter| filter.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(offered(&bench), ["Corp notebooks", "Kiosks"]);
    bench.keys("k i enter enter");
    let reviewed = match bench.top() {
        AnyComponent::Review(review) => Some(review.proposal()),
        _ => None,
    }
    .unwrap();
    let filter = reviewed.change.new_target().unwrap().filter().unwrap();
    assert_eq!((filter.id.as_str(), filter.mode.word()), (THIRD, "include"));
    assert!(
        reviewed.request.path.starts_with("/beta/"),
        "v1.0 has no filters: {}",
        reviewed.request.path
    );
}

#[test]
fn missing_rights_for_names_are_said_once() {
    let mut bench = Harness::new(false);
    let refused = || Ok([(ObjectId::parse(NEW).unwrap(), Name::Refused)].into());
    bench.send(Msg::Named(Vec::new(), refused()));
    insta::assert_snapshot!(bench.notice(), @"ids stand in for names: the token lacks GroupMember.Read.All");
    bench.key("down");
    bench.send(Msg::Named(Vec::new(), refused()));
    assert_eq!(bench.model.notice, None);
}

#[test]
fn closing_the_list_ends_its_search_and_typing_begins_another() {
    let mut bench = Harness::picking();
    bench.keys("e n");
    let first = bench.search();
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::Cancel(first)));
    assert!(bench.on_editor(), "only the list is closed");
    bench.key("g");
    let second = bench.search();
    assert_ne!(first, second);
    assert_eq!(bench.searches(), ["en", "eng"]);
}

#[test]
fn a_choice_of_the_form_is_kept_where_a_list_is_left_upwards() {
    let mut bench = Harness::picking();
    bench.keys("e n g up");
    assert_eq!(bench.model.scope(), Scope::Editor);
    assert_eq!(bench.editor().form().focus(), Field::Kind);
    assert_eq!(bench.typed().unwrap(), "eng");
    let before = bench.top().clone();
    bench.send(Msg::Resumed);
    assert_eq!(*bench.top(), before, "nothing but keys changes it");
}
