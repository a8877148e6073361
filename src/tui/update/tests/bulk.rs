//! The question which group many assignments go to.

use super::*;
use crate::domain::{Name, ObjectId, ObjectKind, Refusal};
use crate::tui::bulk::{BulkForm, Meant};

#[test]
fn every_use_of_a_group_is_meant_where_nothing_is_marked() {
    let mut bench = Bench::new(false);
    bench.keys("enter down shift-r");
    assert!(matches!(bench.top(), Overlay::Bulk(_)));
    let known = Name::Known {
        name: "Sales APAC".to_owned(),
        kind: ObjectKind::Group,
    };
    let id = ObjectId::parse(NEW).unwrap();
    bench.send(Msg::Named(Vec::new(), Ok([(id, known)].into())));
    bench.keys("a p a c enter");
    let view = bench.plan();
    assert_eq!(view.plan.rows.len(), 1, "the default is left out");
    assert_eq!(view.skipped.len(), 1);
    assert!(bench.effects.iter().all(|effect| !effect.writes()));
}

#[test]
fn the_group_whose_uses_are_meant_is_not_offered() {
    let mut bench = Bench::new(false);
    bench.keys("enter down shift-r");
    let meant = match bench.top() {
        Overlay::Bulk(BulkForm {
            meant: Meant::UsesOf(group),
            ..
        }) => group.clone(),
        _ => unreachable!("the form asks about a group"),
    };
    let known = |name: &str| Name::Known {
        name: name.to_owned(),
        kind: ObjectKind::Group,
    };
    let names = [
        (meant, known("Sales EMEA")),
        (ObjectId::parse(NEW).unwrap(), known("Sales APAC")),
    ];
    bench.send(Msg::Named(Vec::new(), Ok(names.into())));
    bench.keys("s a l e s");
    let offered = match bench.top() {
        Overlay::Bulk(form) => form.offered(&bench.model),
        _ => Vec::new(),
    };
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].name, "Sales APAC");
}

#[test]
fn two_assignments_of_a_configuration_cannot_go_to_the_same_group() {
    let mut bench = Bench::new(false);
    // A scope-tag target and a group: the service makes both their ids from the group alone.
    bench.keys("space shift-r").paste(NEW).key("enter");
    assert_eq!(bench.plan().plan.rows.len(), 1);
    assert_eq!(bench.plan().skipped[0].reason, Refusal::SharedId);
}

#[test]
fn a_click_selects_one_of_the_groups_and_the_wheel_moves_on() {
    use crate::tui::input::{Mouse, Pointing};
    let mut bench = Bench::new(false);
    bench.model.mouse = true;
    let names = [("Sales APAC", NEW), ("Sales EMEA", SALES)].map(|(name, id)| {
        let kind = ObjectKind::Group;
        let name = name.to_owned();
        (ObjectId::parse(id).unwrap(), Name::Known { name, kind })
    });
    bench.send(Msg::Named(Vec::new(), Ok(names.into())));
    bench.keys("enter down shift-r s a l e s");
    let area = crate::tui::bulk::area(&bench.model);
    let selected = |bench: &Bench| match bench.top() {
        Overlay::Bulk(form) => form.picker.selected,
        _ => 99,
    };
    let mut point = |what, row| {
        let column = area.x + 5;
        bench.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
        selected(&bench)
    };
    assert_eq!(point(Pointing::Click, area.y + 3), 1);
    assert_eq!(point(Pointing::WheelUp, area.y + 3), 0);
    assert_eq!(point(Pointing::WheelDown, area.y + 3), 1);
}

#[test]
fn what_was_typed_is_not_lost_without_a_question() {
    let mut bench = Bench::new(false);
    bench.keys("enter shift-r").paste(NEW).key("esc");
    assert!(matches!(bench.top(), Overlay::Confirm(Question::Discard)));
    bench.key("n");
    assert!(matches!(bench.top(), Overlay::Bulk(form) if form.input.value() == NEW));
    bench.keys("esc y");
    assert!(bench.model.overlays.is_empty());
    // Nothing typed, nothing lost.
    bench.keys("shift-r esc");
    assert!(bench.model.overlays.is_empty());
}
