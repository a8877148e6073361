//! A list while it loads: names, what can be found, and what the versions do not show.

use super::*;
use crate::tui::components::Use;

/// Creates a screen whose list has been requested but has not arrived.
fn loading() -> (Harness, RequestId) {
    let mut ui = Harness::new(false);
    ui.key("ctrl-r");
    let request = ui.list_request();
    ui.effects.clear();
    (ui, request)
}

fn object(number: usize) -> String {
    format!("{number:08x}-0a4e-4d0b-9a55-7d2b1c3e4f50")
}

/// Creates a configuration that assigns groups with these numbers.
fn row_of(id: &str, groups: std::ops::Range<usize>) -> Row {
    let assignments = groups
        .map(|number| group(&format!("{id}_{number}"), &object(number)))
        .collect();
    Row {
        assignments,
        ..row(id, 3)
    }
}

/// Returns how many names each request asks for.
fn asked(ui: &Harness) -> Vec<usize> {
    let names = ui.effects.iter().filter_map(|effect| match effect {
        Effect::ResolveNames(ids) => Some(ids.len()),
        _ => None,
    });
    names.collect()
}

#[test]
fn names_come_with_the_first_page_and_then_by_the_thousand() {
    let (mut ui, request) = loading();
    ui.send(Msg::Page(request, vec![row_of("a", 0..10)]));
    assert_eq!(asked(&ui), [10], "the first page is named at once");
    ui.send(Msg::Page(request, vec![row_of("b", 5..800)]));
    assert_eq!(asked(&ui), [10], "as many as fit go into one request");
    ui.send(Msg::Page(request, vec![row_of("c", 800..2_500)]));
    assert_eq!(asked(&ui), [10, 1_000, 1_000]);
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    assert_eq!(asked(&ui), [10, 1_000, 1_000, 490], "and the rest");
}

#[test]
fn who_searches_during_a_load_has_the_names_of_what_has_come() {
    for keys in ["shift-f", "/ x"] {
        let (mut ui, request) = loading();
        ui.send(Msg::Page(request, vec![row_of("a", 0..10)]));
        ui.send(Msg::Page(request, vec![row_of("b", 10..30)]));
        assert_eq!(asked(&ui), [10]);
        ui.keys(keys);
        assert_eq!(asked(&ui), [10, 20], "{keys}");
        ui.send(Msg::Page(request, vec![row_of("c", 30..33)]));
        assert_eq!(asked(&ui), [10, 20, 3], "{keys}");
    }
}

#[test]
fn any_guid_is_found_and_configurations_that_apply_to_nobody() {
    let mut ui = Harness::new(false);
    ui.key("r");
    let request = ui.list_request();
    let json = format!(
        r##"{{"id":"own-assignment-id","source":"policySets","sourceId":"{}","target":{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}}}"##,
        object(7)
    );
    let of_policy_set = Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap();
    let mut with = row("with", 1);
    with.assignments = vec![of_policy_set];
    let mut without = row("nobody", 2);
    without.assignments.clear();
    ui.send(Msg::Page(request, vec![with, without]));
    ui.send(Msg::Listed(
        request,
        Ok(Listed {
            version: ApiVersion::Beta,
            incomplete: None,
        }),
    ));
    let policy_set = [Use {
        configuration: 0,
        assignment: Some(0),
    }];
    ui.key("shift-f");
    let mut found = |typed: &str| {
        ui.key("ctrl-u").paste(typed);
        match ui.top() {
            AnyComponent::FindAssignments(find) => find.found().to_vec(),
            _ => Vec::new(),
        }
    };
    assert_eq!(found(&object(7)), policy_set);
    assert_eq!(found("own-assignment"), policy_set);
    let nobody = Use {
        configuration: 1,
        assignment: None,
    };
    assert_eq!(found("nobody"), [nobody]);
    ui.key("enter");
    let selected = &ui.model.store.selected_row().unwrap().configuration;
    assert_eq!(selected.name, "nobody");
    assert_eq!(ui.model.store.pane, Pane::Configurations);
}

#[test]
fn what_v1_hides_can_be_read_again() {
    let (mut ui, request) = loading();
    ui.send(Msg::Page(request, vec![row("corp", 1)]));
    let listed = Listed {
        version: ApiVersion::V1,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    let shown = "v1.0: filters and 3 subtypes are not visible here";
    assert!(ui.model.notice.as_deref().unwrap().starts_with(shown));
    ui.keys("down i");
    let lines = ui.lines();
    assert!(lines.iter().any(|line| line.text == shown), "{lines:?}");
    assert_eq!(ui.text_id(), Some(TextId::ListError));
}
