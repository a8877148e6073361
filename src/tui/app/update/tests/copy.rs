//! What is copied, and how it is shown where no clipboard takes it.

use super::*;
use crate::tui::terminal::clipboard::LONGEST;

fn copied(bench: &Harness) -> Vec<&str> {
    let copies = bench.effects.iter().filter_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    copies.collect()
}

fn shows_the_copy(bench: &Harness) -> bool {
    bench.text_id() == Some(TextId::Copied)
}

#[test]
fn what_was_sent_is_shown_whole_by_the_key_that_the_notice_names() {
    let mut bench = Harness::new(false);
    bench.key("shift-w");
    assert_eq!(
        bench.model.notice.as_deref(),
        Some("nothing was copied yet")
    );
    bench.key("shift-c");
    let url = copied(&bench)[0].to_owned();
    let notice = bench.model.notice.clone().unwrap();
    insta::assert_snapshot!(notice, @"sent to the terminal's clipboard, W shows it: https://test/beta/deviceManagement/deviceEnrollmentConfigurations/corp");
    bench.key("shift-w");
    assert!(shows_the_copy(&bench));
    let page = bench.page();
    let shown: String = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(shown, url);
    assert!(page.chosen);
    // Once more from there: the same text, and no second box.
    bench.keys("w shift-w");
    assert_eq!(copied(&bench), [&url, &url]);
    assert_eq!(bench.model.overlays.len(), 1);
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
}

#[test]
fn what_no_terminal_takes_is_shown_at_once_and_not_sent() {
    let mut bench = Harness::new(false);
    bench.key("r");
    let request = bench.list_request();
    let mut long = row("corp", 1);
    let id = "x".repeat(LONGEST);
    long.configuration.id = crate::domain::ConfigurationId::new(id.clone());
    bench.send(Msg::Page(request, vec![long]));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    bench.send(Msg::Listed(request, Ok(listed)));
    for key in ["c", "shift-c"] {
        bench.key(key);
        assert!(copied(&bench).is_empty(), "{key}");
        assert!(shows_the_copy(&bench), "{key}");
        let notice = bench.model.notice.clone().unwrap();
        assert!(notice.starts_with("not sent: "), "{notice}");
        assert!(bench.said().contains(&id));
        bench.key("esc");
    }
}

#[test]
fn a_copied_id_holds_nothing_that_a_shell_would_obey() {
    let mut bench = Harness::new(false);
    bench.key("r");
    let request = bench.list_request();
    let mut hostile = row("corp", 1);
    let id = "corp\n\u{1b}[31mrm -rf\r";
    hostile.configuration.id = crate::domain::ConfigurationId::new(id.to_owned());
    bench.send(Msg::Page(request, vec![hostile]));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    bench.send(Msg::Listed(request, Ok(listed)));
    bench.key("c");
    assert_eq!(copied(&bench), ["corp [31mrm -rf "]);
}
