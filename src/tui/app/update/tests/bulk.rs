//! The question about the new group for many assignments.

use super::*;
use crate::domain::{ChangeKind, Name, ObjectId, ObjectKind, Refusal, Source};
use crate::tui::app::model::Count;
use crate::tui::components::Bulk;
use crate::tui::store::action::BulkSelection;
use crate::tui::store::offer::Offer;

impl Harness {
    fn bulk(&self) -> &Bulk {
        let bulk = match self.top() {
            AnyComponent::Bulk(bulk) => Some(&**bulk),
            _ => None,
        };
        bulk.unwrap()
    }
}

#[test]
fn every_use_of_a_group_is_meant_where_nothing_is_marked() {
    let mut ui = Harness::new(false);
    ui.keys("enter down shift-r");
    assert!(matches!(ui.bulk().selection(), BulkSelection::UsesOf(_)));
    let known = Name::Known {
        name: "Sales APAC".to_owned(),
        kind: ObjectKind::Group,
    };
    let id = ObjectId::parse(NEW).unwrap();
    ui.send(Msg::Named(Vec::new(), Ok([(id, known)].into())));
    ui.keys("a p a c");
    let request = ui.search();
    ui.send(Msg::Groups(request, Ok(Vec::new())));
    ui.key("enter");
    let view = ui.plan();
    assert_eq!(view.plan.rows.len(), 1, "the default is left out");
    assert_eq!(view.skipped.len(), 1);
    assert!(ui.effects.iter().all(|effect| !effect.writes()));
}

#[test]
fn the_group_whose_uses_are_meant_is_not_offered() {
    let mut ui = Harness::new(false);
    ui.keys("enter down shift-r");
    let selection = match ui.bulk().selection() {
        BulkSelection::UsesOf(group) => group.clone(),
        BulkSelection::Marked(_) => unreachable!("nothing is marked"),
    };
    let known = |name: &str| Name::Known {
        name: name.to_owned(),
        kind: ObjectKind::Group,
    };
    let names = [
        (selection, known("Sales EMEA")),
        (ObjectId::parse(NEW).unwrap(), known("Sales APAC")),
    ];
    ui.send(Msg::Named(Vec::new(), Ok(names.into())));
    ui.keys("s a l e s");
    let offered = ui.bulk().offered();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].name, "Sales APAC");
}

#[test]
fn two_assignments_of_a_configuration_cannot_go_to_the_same_group() {
    let mut ui = Harness::new(false);
    // A scope-tag target and a group: the service derives both ids from the group alone.
    ui.keys("space shift-r").paste(NEW).key("enter");
    assert_eq!(ui.plan().plan.rows.len(), 1);
    assert_eq!(ui.plan().skipped[0].reason, Refusal::SharedId);
}

#[test]
fn a_click_selects_one_of_the_groups_and_the_wheel_moves_on() {
    use crate::tui::terminal::input::Mouse;
    use crate::tui::terminal::input::Pointing;
    let mut ui = Harness::new(false);
    ui.model.mouse = true;
    let names = [("Sales APAC", NEW), ("Sales EMEA", SALES)].map(|(name, id)| {
        let kind = ObjectKind::Group;
        let name = name.to_owned();
        (ObjectId::parse(id).unwrap(), Name::Known { name, kind })
    });
    ui.send(Msg::Named(Vec::new(), Ok(names.into())));
    ui.keys("enter down shift-r s a l e s");
    let layout = ui.model.store.layout();
    let area = ui.top().content(&ui.model.store).area(&layout);
    let selected = |ui: &Harness| ui.top().cursor().selected;
    let mut point = |what, row| {
        let column = area.x + 5;
        ui.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
        selected(&ui)
    };
    assert_eq!(point(Pointing::Click, area.y + 3), 1);
    assert_eq!(point(Pointing::WheelUp, area.y + 3), 0);
    assert_eq!(point(Pointing::WheelDown, area.y + 3), 1);
}

#[test]
fn what_was_typed_is_not_lost_without_a_question() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r").paste(NEW).key("esc");
    assert_eq!(ui.question(), Some(Question::Discard));
    ui.key("n");
    assert_eq!(ui.top().cursor().typed.value(), NEW);
    ui.bulk();
    ui.keys("esc y");
    assert!(ui.model.overlays.is_empty());
    // Without typed text, nothing can be lost.
    ui.keys("shift-r esc");
    assert!(ui.model.overlays.is_empty());
}

#[test]
fn many_groups_that_are_offered_are_counted_in_one_request() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r s");
    let request = ui.search();
    let id = |at: usize| format!("{at:08}-0a4e-4d0b-9a55-7d2b1c3e4f50");
    let found = (0..20).map(|at| found_group(&id(at), &format!("Sales {at:02}")));
    ui.send(Msg::Groups(request, Ok(found.collect())));
    let counts = |ui: &mut Harness| {
        ui.effects.clear();
        let timer = ui.model.store.count_timer.unwrap();
        ui.send(Msg::Due(timer));
        let counts = ui.effects.iter().filter_map(|effect| match effect {
            Effect::CountAll(ids) => Some(ids.len()),
            Effect::CountMembers(_) => Some(1),
            _ => None,
        });
        counts.collect::<Vec<_>>()
    };
    assert_eq!(counts(&mut ui), [8], "as many as are in sight");
    ui.key("end");
    assert_eq!(counts(&mut ui), [8]);
    let offered = ui.bulk().offered();
    assert_eq!(offered.len(), 20);
    let asked = offered.iter().filter(|offer| {
        let count = ui.model.store.counts.get(&offer.id);
        count == Some(&Count::Asked)
    });
    assert_eq!(asked.count(), 16);
}

#[test]
fn a_group_that_was_typed_as_an_id_is_named_and_counted() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r").paste(NEW);
    let timer = ui.model.store.count_timer.unwrap();
    ui.send(Msg::Due(timer));
    let id = ObjectId::parse(NEW).unwrap();
    assert!(ui.effects.contains(&Effect::CountMembers(id.clone())));
    assert!(ui.effects.contains(&Effect::ResolveNames(vec![id])));
}

#[test]
fn an_id_is_pasted_without_what_stands_around_it_and_a_name_keeps_its_blanks() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r").paste(&format!("{{{NEW}}}"));
    assert_eq!(ui.top().cursor().typed.value(), NEW);
    ui.key("ctrl-u").paste(" Sales (EMEA) ");
    assert_eq!(ui.top().cursor().typed.value(), "Sales (EMEA)");
}

#[test]
fn a_group_that_was_chosen_is_offered_before_anything_is_typed() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r s p");
    let request = ui.search();
    ui.send(Msg::Groups(request, Ok(vec![found_group(NEW, "Spare")])));
    ui.key("enter");
    assert!(ui.on_plan());
    assert_eq!(ui.plan().to, ObjectId::parse(NEW).ok());
    ui.keys("esc shift-r");
    let offered: Vec<&Offer> = ui.bulk().offered().iter().collect();
    assert_eq!(offered.len(), 1);
    assert!(offered[0].is_recent);
    assert_eq!(offered[0].id.as_str(), NEW);
}

#[test]
fn only_the_latest_search_is_awaited_and_closing_cancels_it() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r s");
    let first = ui.search();
    ui.key("p");
    assert!(ui.effects.contains(&Effect::Cancel(first)));
    let second = ui.search();
    ui.send(Msg::Groups(first, Ok(vec![found_group(SALES, "Sales")])));
    assert!(ui.bulk().offered().is_empty(), "it is too late");
    ui.keys("esc y");
    assert!(ui.effects.contains(&Effect::Cancel(second)));
}

#[test]
fn a_search_that_was_refused_is_made_again_with_another_token() {
    let mut ui = Harness::new(false);
    ui.keys("enter shift-r s");
    let request = ui.search();
    let error = RequestError::NotSent {
        reason: "expired".to_owned(),
        no_token: true,
        hint: None,
        number: None,
    };
    ui.send(Msg::Groups(request, Err(error)));
    let sign_in = ui.effects.iter().find_map(|effect| match effect {
        Effect::SignIn { id, .. } => Some(*id),
        _ => None,
    });
    ui.send(Msg::SignedIn(sign_in.unwrap(), Ok(None)));
    let again = ui.top().awaits();
    assert_eq!(again.len(), 1);
    ui.send(Msg::Groups(again[0], Ok(vec![found_group(NEW, "Sales")])));
    assert_eq!(ui.bulk().offered().len(), 1);
}

fn removals(ui: &Harness) -> Vec<&str> {
    let rows = ui.plan().plan.rows.iter();
    rows.map(|row| {
        assert!(matches!(row.change.kind, ChangeKind::Remove { .. }));
        row.change.configuration.as_str()
    })
    .collect()
}

#[test]
fn remove_makes_a_plan_of_all_that_is_marked() {
    let mut ui = Harness::grown();
    // One row of each of two configurations; the row selected at the end is not marked.
    ui.keys("enter down space left down enter down space left down enter x");
    assert!(ui.on_plan());
    assert_eq!(removals(&ui), ["apple", "beech"]);
    assert_eq!(ui.plan().to, None);
    assert_eq!(ui.runs(), 0);
    ui.key("y");
    assert_eq!(ui.runs(), 1, "nothing is emptied: one yes is enough");
    assert_eq!(ui.run().1.plan.rows.len(), 2);
    assert!(ui.model.store.marked.is_empty());
}

#[test]
fn remove_is_about_the_selected_row_where_nothing_is_marked() {
    let mut ui = Harness::grown();
    ui.keys("enter down space shift-u x");
    assert!(ui.on_review());
}

#[test]
fn what_may_not_be_removed_is_left_out_with_its_reason() {
    let mut ui = Harness::new(false);
    let mut corp = row("corp", 1);
    corp.assignments[0].source = Source::PolicySets;
    let mut default = row("default", 0);
    default.assignments = vec![group("d1", KIOSK)];
    ui.reread(vec![corp, row("beech", 2), default]);
    ui.keys("home space space space x");
    assert_eq!(removals(&ui), ["beech", "beech"]);
    let left_out: Vec<_> = ui.plan().skipped.iter().collect();
    assert_eq!(left_out.len(), 3, "{left_out:?}");
    let of_corp = |one: &&&crate::plan::Skipped| one.configuration.as_str() == "corp";
    assert_eq!(left_out.iter().filter(of_corp).count(), 2);
    let reasons: Vec<_> = left_out.iter().map(|one| &one.reason).collect();
    assert!(reasons.contains(&&Refusal::DefaultConfiguration));
}

#[test]
fn a_plan_that_empties_configurations_asks_first() {
    let mut ui = Harness::grown();
    // Both rows of one configuration, and one row of another.
    ui.keys("space enter down space x");
    assert_eq!(removals(&ui), ["apple", "apple", "beech"]);
    ui.key("y");
    assert_eq!(ui.question(), Some(Question::EmptyLists));
    assert_eq!(ui.model.store.emptied_by_plan(), ["apple"]);
    assert_eq!(ui.runs(), 0);
    ui.key("n");
    assert!(ui.on_plan());
    assert_eq!(ui.runs(), 0);
    ui.keys("y y");
    assert_eq!(ui.runs(), 1);
    assert!(ui.on_plan());
}

#[test]
fn a_yes_that_was_pasted_along_empties_nothing() {
    let mut ui = Harness::grown();
    ui.keys("space x").burst("y y y");
    assert_eq!(ui.runs(), 0);
    assert_eq!(ui.question(), Some(Question::EmptyLists));
}

#[test]
fn the_typed_name_goes_before_the_question_of_empty_lists() {
    let mut ui = Harness::grown();
    ui.model.store.start.settings.confirm = true;
    ui.model.store.start.settings.profile = Some("lab".to_owned());
    ui.keys("space x y");
    assert!(ui.sections().typed.is_some());
    ui.keys("l a b y");
    assert_eq!(ui.question(), Some(Question::EmptyLists));
    ui.key("y");
    assert_eq!(ui.runs(), 1);
}

#[test]
fn nothing_marked_is_removed_where_only_the_patch_is_allowed() {
    let mut ui = Harness::grown();
    ui.model.store.start.settings.write = WriteMode::Patch;
    ui.keys("space x");
    assert!(ui.model.overlays.is_empty());
    assert_eq!(
        ui.model.notice,
        Some(Refusal::PatchOnly.to_string().into()),
        "it says why"
    );
}
