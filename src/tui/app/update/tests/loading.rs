//! A list while it loads: names, what can be found, and what the versions do not show.

use super::*;
use crate::tui::components::Use;

/// A bench whose list has been asked for and has not come.
fn loading() -> (Harness, RequestId) {
    let mut bench = Harness::new(false);
    bench.key("ctrl-r");
    let request = bench.list_request();
    bench.effects.clear();
    (bench, request)
}

fn object(number: usize) -> String {
    format!("{number:08x}-0a4e-4d0b-9a55-7d2b1c3e4f50")
}

/// A configuration that points at groups of these numbers.
fn row_of(id: &str, groups: std::ops::Range<usize>) -> Row {
    let assignments = groups
        .map(|number| group(&format!("{id}_{number}"), &object(number)))
        .collect();
    Row {
        assignments,
        ..row(id, 3)
    }
}

/// How many names each request asks for.
fn asked(bench: &Harness) -> Vec<usize> {
    let names = bench.effects.iter().filter_map(|effect| match effect {
        Effect::ResolveNames(ids) => Some(ids.len()),
        _ => None,
    });
    names.collect()
}

#[test]
fn names_come_with_the_first_page_and_then_by_the_thousand() {
    let (mut bench, request) = loading();
    bench.send(Msg::Page(request, vec![row_of("a", 0..10)]));
    assert_eq!(asked(&bench), [10], "the first page is named at once");
    bench.send(Msg::Page(request, vec![row_of("b", 5..800)]));
    assert_eq!(asked(&bench), [10], "as many as fit go into one request");
    bench.send(Msg::Page(request, vec![row_of("c", 800..2_500)]));
    assert_eq!(asked(&bench), [10, 1_000, 1_000]);
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    bench.send(Msg::Listed(request, Ok(listed)));
    assert_eq!(asked(&bench), [10, 1_000, 1_000, 490], "and the rest");
}

#[test]
fn who_searches_during_a_load_has_the_names_of_what_has_come() {
    for keys in ["shift-f", "/ x"] {
        let (mut bench, request) = loading();
        bench.send(Msg::Page(request, vec![row_of("a", 0..10)]));
        bench.send(Msg::Page(request, vec![row_of("b", 10..30)]));
        assert_eq!(asked(&bench), [10]);
        bench.keys(keys);
        assert_eq!(asked(&bench), [10, 20], "{keys}");
        bench.send(Msg::Page(request, vec![row_of("c", 30..33)]));
        assert_eq!(asked(&bench), [10, 20, 3], "{keys}");
    }
}

#[test]
fn any_guid_is_found_and_configurations_that_apply_to_nobody() {
    let mut bench = Harness::new(false);
    bench.key("r");
    let request = bench.list_request();
    let json = format!(
        r##"{{"id":"own-assignment-id","source":"policySets","sourceId":"{}","target":{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}}}"##,
        object(7)
    );
    let of_policy_set = Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap();
    let mut with = row("with", 1);
    with.assignments = vec![of_policy_set];
    let mut without = row("nobody", 2);
    without.assignments.clear();
    bench.send(Msg::Page(request, vec![with, without]));
    bench.send(Msg::Listed(
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
    bench.key("shift-f");
    let mut found = |typed: &str| {
        bench.key("ctrl-u").paste(typed);
        match bench.top() {
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
    bench.key("enter");
    let selected = &bench.model.store.selected_row().unwrap().configuration;
    assert_eq!(selected.name, "nobody");
    assert_eq!(bench.model.store.pane, Pane::Configurations);
}

#[test]
fn what_v1_hides_can_be_read_again() {
    let (mut bench, request) = loading();
    bench.send(Msg::Page(request, vec![row("corp", 1)]));
    let listed = Listed {
        version: ApiVersion::V1,
        incomplete: None,
    };
    bench.send(Msg::Listed(request, Ok(listed)));
    let said = "v1.0: filters and 3 subtypes are not visible here";
    assert!(bench.model.notice.as_deref().unwrap().starts_with(said));
    bench.keys("down i");
    let lines = bench.lines();
    assert!(lines.iter().any(|line| line.text == said), "{lines:?}");
    assert_eq!(bench.text_id(), Some(TextId::ListError));
}
