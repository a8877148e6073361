//! The review: what must be seen before a yes, the folded request, the typed name, copies.

use crokey::KeyCombination;

use super::*;
use crate::config::Settings;
use crate::domain::Tenant;
use crate::tui::terminal::input::console_keys;
use crate::words::Role;

/// Creates a screen whose tenant has this default domain.
fn tenant(domain: &str, configure: impl FnOnce(&mut Settings)) -> Harness {
    let mut ui = Harness::new(false);
    configure(&mut ui.model.store.start.settings);
    ui.send(Msg::Identified {
        tenant: Some(Tenant {
            id: None,
            name: "Contoso".to_owned(),
            domain: Some(domain.to_owned()),
        }),
        account: None,
    });
    ui
}

/// Opens the review of a change of the second assignment.
fn retarget(size: (u16, u16)) -> Harness {
    let mut ui = Harness::new(false);
    ui.send(Msg::Input(Input::Resize(size.0, size.1)));
    ui.keys("enter down e").paste(NEW).key("enter");
    assert!(ui.on_review());
    ui
}

/// Returns the label in front of the line for the name.
fn label(ui: &Harness) -> Option<words::Line> {
    match ui.top().content(&ui.model.store) {
        Content::Text(text) => text.typed,
        _ => None,
    }
}

fn copied(ui: &Harness) -> &str {
    let mut effects = ui.effects.iter().rev();
    let copied = effects.find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copied.unwrap_or_default()
}

#[test]
fn one_yes_is_enough_for_a_usual_change_at_the_usual_size() {
    for size in [(80, 24), (120, 40), (160, 50)] {
        let mut ui = retarget(size);
        assert_eq!(ui.page().furthest(), 0, "{size:?}");
        ui.key("y");
        assert!(ui.write().is_some(), "{size:?}");
    }
}

#[test]
fn the_request_is_folded_into_one_line_until_it_is_asked_for() {
    let mut ui = retarget((80, 24));
    let is_code = |line: &words::Line| line.role == Role::Code;
    let folded = ui.lines();
    assert!(!folded.iter().any(is_code));
    insta::assert_snapshot!(folded.last().unwrap().text, @"▸ PATCH /v1.0/…/assignments/a2 (v: full request, 5 lines)");
    ui.key("v");
    let unfolded = ui.lines();
    let code: Vec<&str> = unfolded
        .iter()
        .filter(|line| is_code(line))
        .map(|line| &*line.text)
        .collect();
    assert_eq!(
        code[0],
        "PATCH /v1.0/deviceManagement/deviceEnrollmentConfigurations/corp/assignments/a2"
    );
    assert_eq!(code.len(), 5);
    ui.key("v");
    assert_eq!(ui.lines(), folded);
}

#[test]
fn a_yes_rests_on_the_facts_and_not_on_the_unfolded_request() {
    // The facts fit; the unfolded request below them does not.
    let mut ui = retarget((60, 17));
    assert_eq!(ui.page().furthest(), 0);
    ui.key("v");
    assert!(ui.page().furthest() > 0 && ui.top().cursor().seen());
    ui.key("y");
    assert!(ui.write().is_some());

    // If the facts continue below the edge, folded or not, they come first.
    for keys in ["", "v", "v v"] {
        let mut ui = retarget((40, 12));
        ui.keys(keys);
        assert!(!ui.top().cursor().seen(), "{keys:?}");
        ui.key("y");
        assert!(ui.write().is_none() && ui.scroll() > 0, "{keys:?}");
        for _ in 0..5 {
            ui.key("y");
        }
        assert_eq!(
            ui.effects.iter().filter(|it| it.writes()).count(),
            1,
            "{keys:?}"
        );
    }
}

#[test]
fn facts_that_came_later_are_seen_before_a_yes_counts() {
    let mut ui = retarget((80, 24));
    let named = (
        crate::domain::ObjectId::parse(NEW).unwrap(),
        crate::domain::Name::Deleted,
    );
    // In one burst with the answer: it has not been drawn yet.
    update(&mut ui.model, Msg::Painted, ui.now);
    update(
        &mut ui.model,
        Msg::Named(Vec::new(), Ok([named].into())),
        ui.now,
    );
    let yes = Input::Key {
        event: "y".parse::<KeyCombination>().unwrap().into(),
        repeat: false,
    };
    let effects = update(&mut ui.model, Msg::Input(yes), ui.now);
    assert!(effects.iter().all(|effect| !effect.writes()));
    let text = ui.shown();
    assert!(
        text.contains("! No group in this tenant has this ID"),
        "{text}"
    );
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn everyone_is_reached_only_after_the_name_was_typed_in_the_review() {
    let mut ui = tenant("contoso.com", |_| {});
    ui.keys("a ctrl-t enter");
    assert!(ui.is_on(Scope::TypedName));
    insta::assert_snapshot!(label(&ui).unwrap().text, @"Type contoso.com to confirm:");
    ui.key("y");
    assert!(ui.write().is_none());
    insta::assert_snapshot!(ui.notice(), @"Type contoso.com to confirm.");
    ui.type_text("contosy");
    insta::assert_snapshot!(label(&ui).unwrap().text, @"That does not match. Type contoso.com:");
    ui.keys("enter y");
    assert!(ui.on_review() && ui.write().is_none(), "Enter does nothing");
    ui.keys("backspace backspace");
    ui.type_text("o.com");
    insta::assert_snapshot!(label(&ui).unwrap().text, @"Confirmed. Press y to send:");
    ui.key("enter");
    assert!(ui.on_review() && ui.write().is_none(), "Enter never sends");
    ui.key("y");
    assert!(ui.write().is_some(), "no second look");
}

#[test]
fn a_name_is_typed_by_keys_and_a_paste_is_refused() {
    let mut ui = tenant("contoso.com", |_| {});
    ui.keys("a ctrl-t enter").paste("contoso.com");
    assert_eq!(ui.top().cursor().typed.value(), "");
    insta::assert_snapshot!(ui.notice(), @"Type contoso.com. A pasted name does not count.");
    ui.key("y");
    assert!(ui.write().is_none());
    // A yes in a burst without brackets does not count, because the admin has not seen what it approves.
    ui.burst("c o n t o s o . c o m y");
    assert_eq!(ui.top().cursor().typed.value(), "contoso.com");
    assert!(ui.write().is_none());
    ui.key("y");
    assert!(ui.write().is_some());
}

/// Sends the keys that the Windows console sends for this paste.
fn paste_as_keys(ui: &mut Harness, text: &str) {
    let keys = text.chars().map(|c| {
        let name = if c == '\n' {
            "enter".to_owned()
        } else {
            c.to_string()
        };
        let key: KeyCombination = name.parse().unwrap();
        Input::Key {
            event: key.into(),
            repeat: false,
        }
    });
    for input in console_keys::gather(keys.collect()) {
        ui.send(Msg::Input(input));
    }
}

#[test]
fn a_paste_that_comes_as_keys_is_no_yes_and_no_name() {
    let mut ui = tenant("contoso.com", |_| {});
    ui.keys("a ctrl-t enter");
    for text in ["contoso.com", "contoso.comy", "contoso.com\ny\n"] {
        paste_as_keys(&mut ui, text);
        assert_eq!(ui.top().cursor().typed.value(), "");
        insta::allow_duplicates! {
            insta::assert_snapshot!(ui.notice(), @"Type contoso.com. A pasted name does not count.");
        }
    }
    assert!(ui.write().is_none());
    // A review that requires no name and has been seen.
    let mut ui = retarget((80, 24));
    paste_as_keys(&mut ui, "y\n");
    assert!(ui.on_review() && ui.write().is_none());
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn esc_leaves_the_typed_name_and_sends_nothing() {
    let mut ui = tenant("contoso.com", |_| {});
    ui.keys("a ctrl-t enter");
    ui.type_text("contoso.com").key("esc");
    assert!(ui.on_editor() && ui.write().is_none());
    ui.keys("enter y");
    assert!(ui.write().is_none(), "it is typed again");
}

#[test]
fn a_profile_with_confirm_asks_for_its_name_whatever_its_letters_are() {
    for name in ["y", "yoyo", "prod", "vw"] {
        let mut ui = tenant("contoso.com", |settings| {
            settings.confirm = true;
            settings.profile = Some(name.to_owned());
        });
        ui.keys("enter down e").paste(NEW).key("enter");
        ui.type_text(name);
        assert!(ui.write().is_none(), "{name}: typing alone sends nothing");
        assert_eq!(label(&ui).unwrap().role, Role::Good, "{name}");
        ui.key("y");
        assert!(ui.write().is_some(), "{name}");
    }
}

#[test]
fn keys_of_the_review_work_before_and_after_the_name() {
    let mut ui = tenant("contoso.com", |_| {});
    ui.keys("a ctrl-t enter");
    let folded = ui.lines().len();
    ui.key("v");
    assert!(ui.lines().len() > folded);
    ui.keys("v w");
    assert!(
        copied(&ui).starts_with("enlist add corp --target all-users"),
        "{}",
        copied(&ui)
    );
    ui.type_text("contoso.com").key("v");
    assert!(ui.lines().len() > folded);
}

#[test]
fn a_review_is_copied_as_a_command_as_text_and_as_curl() {
    let mut ui = retarget((80, 24));
    ui.key("w");
    assert_eq!(
        copied(&ui),
        format!(
            "enlist set corp a2 --target group --id {NEW} --via patch --graph-url https://test"
        )
    );
    insta::assert_snapshot!(ui.notice(), @"Copied as an enlist command. w again: as text. W shows it.");
    ui.key("w");
    assert!(
        copied(&ui).starts_with("Change target · nothing sent yet\ncorp · "),
        "{}",
        copied(&ui)
    );
    assert!(
        copied(&ui).contains("\"@odata.type\""),
        "the request is part of it"
    );
    ui.key("w");
    assert!(copied(&ui).starts_with("# sends without re-read, journal and read-back\ncurl "));
    assert!(copied(&ui).contains("$TOKEN"));
    insta::assert_snapshot!(ui.notice(), @"Copied as a curl command. w again: as an enlist command. W shows it.");
    ui.key("w");
    assert!(copied(&ui).starts_with("enlist set "));
    assert!(ui.on_review());
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn a_title_says_what_the_change_is() {
    let title = |ui: &Harness| ui.top().title(&ui.model.store);
    let ui = retarget((80, 24));
    insta::assert_snapshot!(title(&ui), @"Change target · nothing sent yet");
    let mut ui = Harness::new(false);
    insta::assert_snapshot!(title(ui.keys("enter x")), @"Remove target · nothing sent yet");
    let mut ui = Harness::new(false);
    insta::assert_snapshot!(title(ui.key("a").paste(NEW).key("enter")), @"Add target · nothing sent yet");
    let mut ui = Harness::grown();
    insta::assert_snapshot!(title(ui.key("shift-j")), @"Change priority · nothing sent yet");
}

#[test]
fn nothing_that_stands_in_every_review_is_emphasised() {
    let ui = retarget((80, 24));
    let lines = ui.lines();
    let emphasised = lines
        .iter()
        .filter(|line| matches!(line.role, Role::Warn | Role::Bad));
    assert_eq!(emphasised.count(), 0, "{lines:#?}");
}

#[test]
fn a_priority_is_not_moved_where_the_list_is_not_whole() {
    let mut ui = Harness::grown();
    ui.key("ctrl-r");
    let request = ui.list_request();
    ui.send(Msg::Page(request, vec![row("apple", 1), row("beech", 2)]));
    ui.key("shift-j");
    assert!(ui.model.overlays.is_empty());
    insta::assert_snapshot!(ui.notice(), @"The list is still loading. One moment.");
    let error = RequestError::Malformed {
        facts: Box::new(Facts {
            method: "GET",
            path: "/beta/deviceManagement/deviceEnrollmentConfigurations?$filter=deviceEnrollmentConfigurationType eq 'EnrollmentNotificationsConfiguration'".to_owned(),
            status: Some(400),
            elapsed: Duration::ZERO,
            request_id: None,
            client_request_id: String::new(),
        }),
        reason: "it is not JSON".to_owned(),
    };
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: Some(error),
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    ui.key("shift-j");
    assert!(
        ui.model.overlays.is_empty(),
        "no review that could only fail"
    );
    let notice = ui.notice();
    assert!(notice.starts_with("not every configuration could be read: reading the notification configurations: GET /beta/"), "{notice}");
}
