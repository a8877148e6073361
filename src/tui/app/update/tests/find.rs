//! Filtering, sorting and searching.

use super::*;

fn names(ui: &Harness) -> Vec<&str> {
    ui.model
        .panes
        .configurations(&ui.model.store)
        .map(|row| row.configuration.name.as_str())
        .collect()
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_esc_restores() {
    let mut ui = Harness::new(false);
    ui.keys("/ d e f");
    assert_eq!(names(&ui), ["default"]);
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "default"
    );
    ui.key("esc");
    assert_eq!(names(&ui), ["corp", "default"]);
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "default",
        "the selection stays on its row"
    );
    // A kept filter survives a refresh, and the first Esc in the list removes it.
    ui.keys("/ c o r p enter r");
    assert_eq!(names(&ui), ["corp"]);
    let request = ui.list_request();
    ui.send(Msg::Page(
        request,
        vec![row("corp", 1), row("corporate", 2), row("x", 3)],
    ));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    assert_eq!(names(&ui), ["corp", "corporate"]);
    ui.key("esc");
    assert_eq!(names(&ui).len(), 3);
}

#[test]
fn a_configuration_is_found_by_what_it_is_assigned_to() {
    let mut ui = Harness::new(false);
    ui.key("/").paste(&KIOSK[..13]);
    assert_eq!(names(&ui), ["corp", "default"]);
    ui.key("ctrl-u").paste(SALES);
    assert_eq!(names(&ui), ["corp"]);
}

#[test]
fn assignments_are_filtered_for_themselves() {
    let mut ui = Harness::new(false);
    ui.keys("enter /").paste(KIOSK);
    let shown: Vec<_> = ui
        .model
        .panes
        .assignments(&ui.model.store)
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(shown, ["a2"]);
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    ui.keys("enter esc");
    assert_eq!(ui.model.panes.assignments(&ui.model.store).count(), 2);
    assert_eq!(ui.model.store.pane, Pane::Assignments, "one step at a time");
}

#[test]
fn sorting_goes_round_and_keeps_the_selection() {
    let mut ui = Harness::new(false);
    ui.keys("down s s s");
    assert_eq!(names(&ui), ["corp", "default"], "most assignments first");
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "default"
    );
    ui.key("s");
    assert_eq!(ui.model.panes.filtered.sort.title(), None);
}

#[test]
fn a_search_finds_every_use_and_goes_there() {
    let mut ui = Harness::new(false);
    ui.keys("/ d e f enter shift-f").paste(KIOSK);
    assert_eq!(ui.rows(), 2);
    ui.key("enter");
    assert!(ui.model.overlays.is_empty());
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "corp"
    );
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    assert_eq!(ui.model.store.pane, Pane::Assignments);
}

#[test]
fn commands_are_not_typed_into_a_filter_by_accident() {
    let mut ui = Harness::new(false);
    ui.keys("/ x y q");
    assert!(ui.effects.iter().all(|effect| !effect.writes()));
    assert_eq!(ui.model.scope(), Scope::Filter);
    ui.key("ctrl-c");
    assert!(ui.effects.contains(&Effect::Quit));
}

impl Harness {
    /// Returns the text of the selected row in the top list.
    fn row_text(&self) -> String {
        match self.top().content(&self.model.store) {
            Content::List(list) => (list.row)(self.top().cursor().selected, 110).text.into(),
            Content::Text(_) | Content::Sections(_) | Content::Form(_) => String::new(),
        }
    }

    /// Returns the names of the configurations of all marks.
    fn marked(&self) -> Vec<&str> {
        let marked = self.model.store.marked.iter();
        marked
            .map(|(configuration, _)| configuration.as_str())
            .collect()
    }

    /// Finds five configurations that assign the kiosk group, and a default; the hits have the keyboard.
    fn on_hits() -> Self {
        let mut ui = Self::grown();
        ui.key("shift-f").paste(KIOSK);
        assert_eq!(ui.rows(), 6);
        ui.key("tab");
        assert!(ui.is_on(Scope::Hits));
        ui
    }
}

#[test]
fn tab_goes_to_the_hits_and_back_and_letters_are_letters_in_the_line_only() {
    let mut ui = Harness::grown();
    ui.key("shift-f");
    ui.key("tab");
    assert!(ui.is_on(Scope::Search), "there is nothing to go to");
    ui.paste(&KIOSK[..8]);
    ui.keys("x backspace tab x");
    assert!(ui.on_review());
    ui.key("esc");
    assert_eq!(ui.top().cursor().typed.value(), &KIOSK[..8]);
    ui.paste("more");
    assert_eq!(ui.top().cursor().typed.value(), &KIOSK[..8]);
    ui.keys("tab c");
    assert_eq!(ui.top().cursor().typed.value(), format!("{}c", &KIOSK[..8]));
    assert!(ui.is_on(Scope::Search) && ui.effects.iter().all(|it| !it.writes()));
}

#[test]
fn hits_are_marked_as_the_rows_of_the_panes_are() {
    let mut ui = Harness::on_hits();
    ui.keys("space down space");
    assert_eq!(ui.marked(), ["apple", "cedar"]);
    assert_eq!(ui.top().cursor().selected, 3);
    ui.keys("k k k space");
    assert_eq!(ui.marked(), ["cedar"], "Space takes a mark away");
    ui.key("home");
    assert!(!ui.row_text().starts_with('*'));
    ui.keys("space up");
    assert!(ui.row_text().starts_with('*'));
    ui.key("shift-u");
    assert!(ui.marked().is_empty());
    ui.keys("space esc");
    assert_eq!(ui.marked(), ["apple"], "they are the marks of the panes");
}

#[test]
fn marked_hits_become_a_plan_and_a_hit_alone_a_review() {
    let mut ui = Harness::on_hits();
    ui.keys("down space down space x");
    assert!(ui.on_plan());
    let rows = &ui.model.store.plan.as_ref().unwrap().plan.rows;
    let names: Vec<&str> = rows
        .iter()
        .map(|row| row.change.configuration.as_str())
        .collect();
    assert_eq!(names, ["beech", "dogwood"]);
    ui.key("esc");
    assert!(ui.is_on(Scope::Hits), "it goes back to the hits");
    ui.keys("shift-r").paste(NEW).key("enter");
    assert_eq!(ui.model.store.plan.as_ref().unwrap().plan.rows.len(), 2);
    ui.keys("esc shift-u home down x");
    assert!(ui.on_review());
    ui.key("y");
    let (_, change) = ui.write().unwrap();
    assert_eq!(change.configuration.as_str(), "beech");
}

#[test]
fn without_marks_every_use_of_the_group_is_pointed_at_another_one() {
    let mut ui = Harness::on_hits();
    ui.keys("down shift-r").paste(NEW).key("enter");
    let rows = &ui.model.store.plan.as_ref().unwrap().plan.rows;
    assert_eq!(rows.len(), 5, "the default is not assigned");
}

#[test]
fn a_hit_is_copied_edited_and_gone_to() {
    let mut ui = Harness::on_hits();
    ui.effects.clear();
    ui.keys("down c");
    assert!(ui.effects.contains(&Effect::Copy(KIOSK.to_owned())));
    ui.key("e");
    let change = ui.editor().form();
    assert_eq!(change.text(Field::ObjectId).unwrap().value(), KIOSK);
    ui.paste(NEW).keys("enter y");
    let (id, change) = ui.write().unwrap();
    assert_eq!(change.configuration.as_str(), "beech");
    let after = vec![scope_tag(), group("a9", NEW)];
    ui.end(id, Verdict::Verified, Some(after));
    assert!(ui.is_on(Scope::Hits));
    assert_eq!(ui.rows(), 5, "the changed one is no hit any more");
    ui.key("enter");
    assert!(ui.model.overlays.is_empty());
    assert_eq!(
        ui.model.store.configuration.key().unwrap().as_str(),
        "cedar"
    );
    assert_eq!(ui.model.store.assignment.key().unwrap().as_str(), "a2");
}

#[test]
fn the_panes_come_back_as_they_were_once_the_hits_are_left() {
    for leave in ["esc", "tab esc"] {
        let mut ui = Harness::grown();
        ui.keys("/ z u l u enter 3");
        assert_eq!(names(&ui), ["zulu"]);
        ui.key("shift-f").paste(KIOSK);
        ui.keys("tab down down");
        assert_eq!(
            ui.model.store.configuration.key().unwrap().as_str(),
            "cedar"
        );
        ui.keys(leave);
        assert!(ui.model.overlays.is_empty());
        assert_eq!(names(&ui), ["zulu"]);
        assert_eq!(ui.model.store.configuration.key().unwrap().as_str(), "zulu");
        assert_eq!(ui.model.store.pane, Pane::Configurations);
        assert!(ui.model.store.on_details);
    }
}

#[test]
fn what_cannot_be_done_in_the_panes_cannot_be_done_on_a_hit() {
    for (keys, reason) in [
        ("e", "Read-only"),
        ("x", "Read-only"),
        ("shift-r", "Read-only"),
    ] {
        let mut ui = Harness::new(true);
        ui.keys(keys);
        let in_panes = ui.notice().to_owned();
        ui.key("shift-f").paste(KIOSK);
        ui.keys("tab").keys(keys);
        assert_eq!(ui.notice(), in_panes, "{keys}");
        assert!(in_panes.contains(reason), "{in_panes}");
    }
    // The default is the last hit.
    let mut ui = Harness::on_hits();
    ui.keys("end e");
    assert!(ui.is_on(Scope::Hits) && !ui.notice().is_empty());
}

#[test]
fn a_hit_says_which_id_was_found_where_none_is_in_sight() {
    let app = "5e5e5e5e-0a4e-4d0b-9a55-7d2b1c3e4f50";
    let json = format!(
        r##"{{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"lab","displayName":"lab","priority":3,"selectedMobileAppIds":["{app}"]}}"##
    );
    let (configuration, _) = Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
    let bare = Row {
        configuration,
        assignments: Vec::new(),
    };
    let mut ui = Harness::new(false);
    ui.reread(vec![row("corp", 1), bare]);
    ui.key("shift-f").paste(&app[..10]);
    assert_eq!(ui.rows(), 1);
    assert!(
        ui.row_text().contains("selectedMobileAppIds"),
        "{}",
        ui.row_text()
    );
    assert!(ui.row_text().contains(app));
    ui.key("ctrl-u").paste("lab");
    assert!(ui.row_text().contains("no assignments"));
    // A hit on a configuration has no assignment to edit.
    ui.keys("tab e");
    assert!(ui.is_on(Scope::Hits) && !ui.notice().is_empty());
    ui.keys("x shift-r");
    assert!(ui.is_on(Scope::Hits));
    ui.key("c");
    assert!(ui.effects.contains(&Effect::Copy("lab".to_owned())));
    let mut ui = Harness::grown();
    let named = crate::domain::Name::Known {
        name: "Kiosk".to_owned(),
        kind: crate::domain::ObjectKind::Group,
    };
    let id = crate::domain::ObjectId::parse(KIOSK).unwrap();
    let names = std::collections::HashMap::from([(id.clone(), named)]);
    ui.send(Msg::Named(vec![id], Ok(names)));
    ui.key("shift-f").paste(&KIOSK[..8]);
    assert!(ui.row_text().contains(KIOSK), "{}", ui.row_text());
    ui.key("ctrl-u").paste("kiosk");
    assert!(!ui.row_text().contains(KIOSK), "{}", ui.row_text());
}

#[test]
fn a_hit_stays_selected_when_rows_come_in_above() {
    let mut ui = Harness::on_hits();
    ui.keys("down");
    assert!(ui.row_text().contains("beech"));
    let names = ["aaa", "apple", "beech", "cedar"];
    let rows = (1..).zip(names).map(|(at, name)| row(name, at)).collect();
    let id = ui.model.new_request();
    ui.model.store.list.ask(id, ui.now);
    ui.effects.push(Effect::List(id));
    ui.listed(rows);
    assert!(ui.row_text().contains("beech"), "{}", ui.row_text());
    ui.key("x");
    ui.key("y");
    assert_eq!(ui.write().unwrap().1.configuration.as_str(), "beech");
}
