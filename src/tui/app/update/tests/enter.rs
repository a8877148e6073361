//! Enter in the editor form: what it accepts, when it continues, when it waits.

use super::pick::THIRD;
use super::*;
use crate::domain::{Name, ObjectId, ObjectKind};

/// Opens the form after a name was typed and the directory found these groups.
fn found(typed: &str, groups: &[(&str, &str)]) -> Harness {
    let mut ui = Harness::picking();
    ui.keys(typed);
    let request = ui.search();
    ui.answer(request, groups);
    ui
}

impl Harness {
    pub(super) fn answer(&mut self, request: RequestId, groups: &[(&str, &str)]) {
        let groups = groups.iter().map(|(id, name)| found_group(id, name));
        self.send(Msg::Groups(request, Ok(groups.collect())));
    }

    /// Returns the group that the change on top will assign.
    fn reviewed(&self) -> Option<String> {
        match self.top() {
            AnyComponent::Review(review) => {
                let target = review.proposal().change.new_target()?;
                target.object_id().map(str::to_owned)
            }
            _ => None,
        }
    }
}

#[test]
fn the_only_group_that_was_found_leads_to_the_review_at_once() {
    let mut ui = found("e n g", &[(NEW, "Engineering")]);
    let titles = |ui: &Harness| {
        let keys = crate::tui::app::footer::keys(&ui.model);
        keys.first().map(|(_, title, _)| *title)
    };
    assert_eq!(titles(&ui), Some("review"));
    ui.key("enter");
    assert_eq!(ui.reviewed().as_deref(), Some(NEW));
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn of_several_the_first_is_only_taken_and_the_next_enter_reviews_it() {
    let mut ui = found("s a l", &[(NEW, "Sales APAC"), (THIRD, "Sales EMEA")]);
    ui.key("enter");
    assert!(ui.on_editor());
    assert_eq!(ui.typed().unwrap(), NEW);
    ui.key("enter");
    assert_eq!(ui.reviewed().as_deref(), Some(NEW));
    // A name that was moved to counts as chosen.
    let mut ui = found("s a l", &[(NEW, "Sales APAC"), (THIRD, "Sales EMEA")]);
    ui.keys("down enter");
    assert_eq!(ui.reviewed().as_deref(), Some(THIRD));
    // So does a name that was typed in full.
    let mut ui = found("s a l e s", &[(NEW, "Sales APAC"), (THIRD, "Sales")]);
    ui.key("enter");
    assert_eq!(ui.reviewed().as_deref(), Some(THIRD));
}

#[test]
fn a_name_that_two_groups_have_is_not_taken_by_accident() {
    for typed in ["s a l", "s a l e s"] {
        let mut ui = found(typed, &[(NEW, "Sales"), (THIRD, "Sales")]);
        ui.keys("enter enter enter");
        assert!(ui.on_editor());
        assert_eq!(ui.typed().unwrap(), typed.replace(' ', ""));
        assert!(ui.form_note().contains("More than one group has this name"));
        ui.key("down");
        assert!(!ui.form_note().contains("More than one"));
        ui.key("enter");
        assert_eq!(ui.reviewed().as_deref(), Some(THIRD));
    }
}

#[test]
fn enter_before_the_answer_never_reviews_the_old_group_and_goes_on_with_the_answer() {
    let mut ui = Harness::picking();
    ui.keys("e n g enter");
    assert!(ui.on_editor());
    assert_eq!(ui.typed().unwrap(), "eng");
    assert!(
        ui.form_note().starts_with("Searching"),
        "{}",
        ui.form_note()
    );
    let request = ui.search();
    ui.answer(request, &[(NEW, "Engineering")]);
    assert_eq!(ui.reviewed().as_deref(), Some(NEW));
    ui.key("y");
    assert!(ui.write().is_none(), "it opened by itself");
    ui.now += DEAF;
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn enter_before_the_answer_takes_nothing_that_is_in_doubt() {
    let mut ui = Harness::picking();
    ui.keys("s a l enter");
    let request = ui.search();
    ui.answer(request, &[(NEW, "Sales APAC"), (THIRD, "Sales EMEA")]);
    assert!(ui.on_editor());
    assert_eq!(ui.typed().unwrap(), "sal");
    assert!(
        ui.form_note().starts_with("! 2 groups match"),
        "{}",
        ui.form_note()
    );
    let mut ui = Harness::picking();
    ui.keys("s a l enter");
    let request = ui.search();
    ui.answer(request, &[]);
    assert!(ui.on_editor());
    assert!(
        ui.form_note().starts_with("! No group"),
        "{}",
        ui.form_note()
    );
}

#[test]
fn any_other_key_withdraws_an_early_enter() {
    for key in ["i", "down", "tab", "ctrl-t", "f1", "left"] {
        let mut ui = Harness::picking();
        ui.keys("e n g enter");
        let request = ui.search();
        let before = ui.key(key).model.overlays.len();
        ui.answer(request, &[(NEW, "Engineering")]);
        assert_eq!(ui.reviewed(), None, "{key}");
        assert_eq!(ui.model.overlays.len(), before, "{key}");
    }
}

#[test]
fn a_group_that_is_known_is_no_certainty_where_the_search_failed() {
    let mut ui = Harness::picking();
    let sales = Name::Known {
        name: "Lab engineers".to_owned(),
        kind: ObjectKind::Group,
    };
    let names = [(ObjectId::parse(THIRD).unwrap(), sales)];
    ui.send(Msg::Named(Vec::new(), Ok(names.into())));
    ui.keys("e n g");
    let request = ui.search();
    let error = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    ui.send(Msg::Groups(request, Err(error)));
    ui.key("enter");
    assert!(ui.on_editor());
    assert_eq!(ui.typed().unwrap(), THIRD, "taken, to be looked at");
}

#[test]
fn why_it_does_not_go_on_stands_in_the_form_alone_and_is_heard_each_time() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e enter");
    assert_eq!(ui.form_note(), "! This is already the target.");
    assert_eq!(ui.notice(), "");
    ui.keys("e n");
    assert!(!ui.form_note().starts_with('!'), "it was typed on");
    ui.model.store.start.capabilities.linear = true;
    for _ in 0..2 {
        ui.keys("ctrl-u enter");
        assert_eq!(ui.notice(), "Type a group name or paste its object ID.");
    }
}

#[test]
fn the_kind_changes_while_a_name_is_typed() {
    let mut ui = Harness::picking();
    ui.keys("e n ctrl-t ctrl-t");
    assert_eq!(ui.editor().form().kind(), TargetKind::AllDevices);
    assert_eq!(ui.editor().form().focus(), Field::Kind);
    ui.keys("s a l enter");
    assert!(ui.on_review());
    ui.keys("esc left");
    assert_eq!(ui.editor().form().kind(), TargetKind::AllUsers);
    ui.keys("left x");
    assert_eq!(ui.typed().unwrap(), "enx", "a letter goes on in the group");
}

#[test]
fn the_reason_why_a_kind_cannot_be_chosen_is_whole_at_every_width() {
    for width in [40, 60, 80, 120, 160] {
        let mut ui = Harness::new(false);
        ui.send(Msg::Input(Input::Resize(width, 50)));
        ui.keys("enter down e");
        let layout = ui.model.store.layout();
        let content = ui.top().content(&ui.model.store);
        let room = usize::from(content.area(&layout).width) - 2;
        let Content::Form(form) = content else {
            unreachable!("the form is on top");
        };
        let quiet = form.rows.iter().filter(|row| row.is_quiet);
        let quiet: Vec<&str> = quiet.map(|row| row.line.text.as_str()).collect();
        assert!(
            quiet.iter().all(|line| crate::text::width(line) < room),
            "{width}: {quiet:?}"
        );
        let all = quiet.join(" ");
        let words: Vec<&str> = all.split_whitespace().collect();
        assert_eq!(
            words.join(" "),
            "Not available for an ESP: Configuration Manager collection",
            "{width}"
        );
    }
}

#[test]
fn the_group_of_many_is_picked_by_the_same_rules() {
    let asking = || {
        let mut ui = Harness::new(false);
        ui.keys("enter down space shift-r e n g");
        ui
    };
    // Early, with one answer; early, with two; a name that two groups have.
    let mut ui = asking();
    ui.key("enter");
    assert!(ui.is_on(Scope::Bulk), "the directory may have more");
    let request = ui.search();
    ui.answer(request, &[(NEW, "Engineering")]);
    assert!(ui.on_plan());
    ui.key("y");
    assert!(
        ui.effects.iter().all(|effect| !effect.writes()),
        "it opened by itself"
    );

    let mut ui = asking();
    ui.key("enter");
    let request = ui.search();
    ui.answer(request, &[(NEW, "Engineering"), (THIRD, "Engines")]);
    assert!(ui.is_on(Scope::Bulk));
    ui.key("enter");
    assert!(ui.on_plan(), "the marked one, as the plan says");

    let mut ui = asking();
    let request = ui.search();
    ui.answer(request, &[(NEW, "Engineering"), (THIRD, "Engineering")]);
    ui.keys("enter enter");
    assert!(ui.is_on(Scope::Bulk));
    ui.keys("down enter");
    assert!(ui.on_plan());
    let to = ui
        .model
        .store
        .recent
        .first()
        .map(|offer| offer.id.as_str().to_owned());
    assert_eq!(to.as_deref(), Some(THIRD));
}
