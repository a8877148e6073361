//! What is copied, and how it is shown if no clipboard accepts it.

use super::*;
use crate::tui::terminal::clipboard::LONGEST;

fn copied(ui: &Harness) -> Vec<&str> {
    let copies = ui.effects.iter().filter_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copies.collect()
}

fn shows_the_copy(ui: &Harness) -> bool {
    ui.text_id() == Some(TextId::Copied)
}

#[test]
fn what_was_sent_is_shown_whole_by_the_key_that_the_notice_names() {
    let mut ui = Harness::new(false);
    ui.key("shift-w");
    assert_eq!(ui.model.notice.as_deref(), Some("Nothing copied yet."));
    ui.key("shift-c");
    let url = copied(&ui)[0].to_owned();
    let notice = ui.model.notice.clone().unwrap();
    insta::assert_snapshot!(notice, @"Copied (W shows it): https://test/beta/deviceManagement/deviceEnrollmentConfigurations/corp");
    ui.key("shift-w");
    assert!(shows_the_copy(&ui));
    let page = ui.page();
    let shown: String = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(shown, url);
    assert!(page.chosen);
    // Copying again from there: the same text, and no second box.
    ui.keys("w shift-w");
    assert_eq!(copied(&ui), [&url, &url]);
    assert_eq!(ui.model.overlays.len(), 1);
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
}

#[test]
fn what_no_terminal_takes_is_shown_at_once_and_not_sent() {
    let mut ui = Harness::new(false);
    ui.key("r");
    let request = ui.list_request();
    let mut long = row("corp", 1);
    let id = "x".repeat(LONGEST);
    long.configuration.id = crate::domain::ConfigurationId::new(id.clone());
    ui.send(Msg::Page(request, vec![long]));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    for key in ["c", "shift-c"] {
        ui.key(key);
        assert!(copied(&ui).is_empty(), "{key}");
        assert!(shows_the_copy(&ui), "{key}");
        let notice = ui.model.notice.clone().unwrap();
        assert!(
            notice.starts_with("Too long for the clipboard "),
            "{notice}"
        );
        assert!(ui.shown().contains(&id));
        ui.key("esc");
    }
}

#[test]
fn a_copied_id_holds_nothing_that_a_shell_would_obey() {
    let mut ui = Harness::new(false);
    ui.key("r");
    let request = ui.list_request();
    let mut hostile = row("corp", 1);
    let id = "corp\n\u{1b}[31mrm -rf\r";
    hostile.configuration.id = crate::domain::ConfigurationId::new(id.to_owned());
    ui.send(Msg::Page(request, vec![hostile]));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    ui.key("c");
    assert_eq!(copied(&ui), ["corp [31mrm -rf "]);
}
