//! Names below a field: searched for while typing, chosen by keyboard alone.

use super::*;
use crate::domain::{AssignmentFilter, Name, ObjectId, ObjectKind};
use crate::tui::app::model::Count;

pub(super) const THIRD: &str = "33333333-0a4e-4d0b-9a55-7d2b1c3e4f50";

impl Harness {
    /// Opens the form on the second assignment; typing replaces its id.
    pub(super) fn picking() -> Self {
        let mut ui = Self::new(false);
        ui.keys("enter down e");
        ui
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
    let mut ui = Harness::picking();
    assert_eq!(ui.model.scope(), Scope::Editor, "a whole id is no name");
    ui.keys("e n g");
    assert_eq!(ui.typed().unwrap(), "eng");
    assert_eq!(ui.model.scope(), Scope::Pick);
    assert!(ui.searches().is_empty(), "nothing rests yet");
    ui.search();
    assert_eq!(ui.searches(), ["eng"]);
}

#[test]
fn only_the_last_timer_and_the_last_answer_count() {
    let mut ui = Harness::picking();
    ui.key("e");
    let old_timer = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::After(timer, _) => Some(*timer),
        _ => None,
    });
    ui.key("n");
    ui.send(Msg::Due(old_timer.unwrap()));
    assert!(ui.searches().is_empty(), "it was typed on meanwhile");
    let first = ui.search();
    ui.key("g");
    assert!(
        ui.effects.contains(&Effect::Cancel(first)),
        "nobody waits for it any more"
    );
    let second = ui.search();
    assert_eq!(ui.searches(), ["en", "eng"]);
    ui.answer(second, &[(NEW, "Engineering")]);
    // The answers are slow and out of order.
    ui.answer(first, &[(THIRD, "Entirely other")]);
    assert_eq!(ui.offers(), ["Engineering"]);
}

#[test]
fn an_answer_after_the_form_was_closed_is_dropped() {
    let mut ui = Harness::picking();
    ui.keys("e n");
    let request = ui.search();
    ui.keys("esc esc y");
    assert!(ui.model.overlays.is_empty());
    ui.answer(request, &[(NEW, "Engineering")]);
    ui.key("e");
    assert!(ui.offers().is_empty());
}

#[test]
fn a_group_is_taken_reviewed_and_remembered() {
    let mut ui = Harness::picking();
    ui.keys("e n g");
    let request = ui.search();
    ui.answer(
        request,
        &[(THIRD, "Engineering"), (NEW, "Engineering Berlin")],
    );
    ui.keys("down enter");
    assert_eq!(ui.typed().unwrap(), NEW);
    assert!(ui.on_review(), "it was moved to");
    ui.keys("esc esc y");
    // The last choice is offered before any typing.
    ui.key("a");
    assert_eq!(ui.offers(), ["Engineering Berlin"]);
    ui.key("enter");
    assert_eq!(ui.typed().unwrap(), NEW);
    assert!(ui.on_editor(), "it was only the first one");
}

#[test]
fn a_late_answer_moves_nothing_under_the_cursor() {
    let mut ui = Harness::picking();
    let known = |name: &str| Name::Known {
        name: name.to_owned(),
        kind: ObjectKind::Group,
    };
    let id = |id: &str| ObjectId::parse(id).unwrap();
    let names = [
        (id(THIRD), known("Lab engineers")),
        (id(SALES), known("Sales")),
    ];
    ui.send(Msg::Named(Vec::new(), Ok(names.into())));
    ui.keys("e n g");
    assert_eq!(ui.offers(), ["Lab engineers"], "known without asking");
    let request = ui.search();
    ui.answer(request, &[(NEW, "Engineering"), (THIRD, "Lab engineers")]);
    assert_eq!(ui.offers(), ["Lab engineers", "Engineering"]);
}

#[test]
fn what_is_in_sight_is_counted_in_one_request() {
    let mut ui = Harness::picking();
    ui.keys("e n g");
    let request = ui.search();
    ui.answer(
        request,
        &[(THIRD, "Engineering"), (NEW, "Engineering Berlin")],
    );
    let timer = ui.model.store.count_timer.unwrap();
    ui.send(Msg::Due(timer));
    let ids = [THIRD, NEW].map(|id| ObjectId::parse(id).unwrap());
    assert!(ui.effects.contains(&Effect::CountAll(ids.to_vec())));
    assert_eq!(ui.model.store.counts.get(&ids[0]), Some(&Count::Asked));
}

#[test]
fn the_list_can_be_put_away_and_an_id_still_be_pasted() {
    let mut ui = Harness::picking();
    ui.keys("e n esc");
    assert_eq!(ui.model.scope(), Scope::Editor);
    assert_eq!(ui.typed().unwrap(), "en", "nothing typed is lost");
    ui.key("enter");
    assert_eq!(ui.notice(), "", "it stands in the form");
    insta::assert_snapshot!(ui.form_note(), @"! No group chosen. Pick one from the list, or paste an object ID.");
    ui.keys("ctrl-u").paste(NEW).key("enter");
    assert!(ui.on_review());
}

#[test]
fn where_groups_may_not_be_searched_that_is_said_and_ids_go() {
    let mut ui = Harness::picking();
    ui.keys("e n");
    let request = ui.search();
    let error = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    ui.send(Msg::Groups(request, Err(error)));
    assert!(ui.editor().search().problem().unwrap().contains("no route"));
    ui.key("enter");
    assert!(ui.on_editor());
}

fn filter(id: &str, name: &str, platform: &str) -> AssignmentFilter {
    let json = format!(r#"{{"id":"{id}","displayName":"{name}","platform":"{platform}"}}"#);
    AssignmentFilter::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

#[test]
fn a_filter_of_the_platform_is_picked_by_name() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e tab");
    assert!(ui.effects.contains(&Effect::ReadFilters));
    let filters = vec![
        filter(NEW, "Corp iPads", "iOS"),
        filter(SALES, "Corp notebooks", "windows10AndLater"),
        filter(THIRD, "Kiosks", "windows10AndLater"),
    ];
    ui.send(Msg::Filters(Ok(filters)));
    ui.keys("right tab");
    let offered = |ui: &Harness| {
        let filters = ui.editor().filters().iter();
        filters
            .map(|filter| filter.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(offered(&ui), ["Corp notebooks", "Kiosks"]);
    ui.keys("k i enter");
    let reviewed = match ui.top() {
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
    let mut ui = Harness::new(false);
    let refused = || Ok([(ObjectId::parse(NEW).unwrap(), Name::Refused)].into());
    ui.send(Msg::Named(Vec::new(), refused()));
    insta::assert_snapshot!(ui.notice(), @"Showing IDs instead of names: the token lacks GroupMember.Read.All.");
    ui.key("down");
    ui.send(Msg::Named(Vec::new(), refused()));
    assert_eq!(ui.model.notice, None);
}

#[test]
fn names_that_look_the_same_have_the_beginning_of_their_id() {
    let mut ui = Harness::new(false);
    ui.model.store.start.capabilities.ascii = true;
    let group = |id: &str, name: &str| {
        let name = Name::Known {
            name: name.to_owned(),
            kind: ObjectKind::Group,
        };
        (ObjectId::parse(id).unwrap(), name)
    };
    let names = [group(NEW, "Österreich"), group(THIRD, "Osterreich")].into();
    ui.send(Msg::Named(Vec::new(), Ok(names)));
    let store = &ui.model.store;
    let shown = |id| words::name_of(id, store.shown_names()).to_string();
    assert_eq!(shown(THIRD), "Osterreich (33333333)");
    assert_eq!(shown(NEW), format!("Österreich ({})", &NEW[..8]));
    // The journal and the search have the unchanged names.
    assert_eq!(
        words::name_of(THIRD, &store.names).to_string(),
        "Osterreich"
    );
}

#[test]
fn closing_the_list_ends_its_search_and_typing_begins_another() {
    let mut ui = Harness::picking();
    ui.keys("e n");
    let first = ui.search();
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::Cancel(first)));
    assert!(ui.on_editor(), "only the list is closed");
    ui.key("g");
    let second = ui.search();
    assert_ne!(first, second);
    assert_eq!(ui.searches(), ["en", "eng"]);
}

#[test]
fn a_choice_of_the_form_is_kept_where_a_list_is_left_upwards() {
    let mut ui = Harness::picking();
    ui.keys("e n g up");
    assert_eq!(ui.model.scope(), Scope::Editor);
    assert_eq!(ui.editor().form().focus(), Field::Kind);
    assert_eq!(ui.typed().unwrap(), "eng");
    let before = ui.top().clone();
    ui.send(Msg::Resumed);
    assert_eq!(*ui.top(), before, "nothing but keys changes it");
}
