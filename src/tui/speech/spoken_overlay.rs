//! An overlay in words: its title, its lines, and the focused part of it.
//!
//! Belongs here: one arm for each overlay. Does not belong here: which parts are new (`spoken`). Nothing that
//! only shows the passing of time is included: a countdown would be read out at each tick.

use crate::text;
pub(in crate::tui) use crate::text::spoken_name as name;
use crate::tui::app::model::{Model, Pane};
use crate::tui::components::AnyComponent;
use crate::tui::kit::content::Content;
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::form::SpokenForm;
use crate::words::{Line, Role};

/// The title of a search in a text while it is typed.
pub(in crate::tui) const SEARCH: &str = "Search in this text";

/// An overlay in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::tui) struct SpokenOverlay {
    pub(in crate::tui) title: String,
    pub(in crate::tui) lines: Vec<String>,
    pub(in crate::tui) field: Option<Spot>,
    /// The result of checking the typed text.
    pub(in crate::tui) check: Option<String>,
    /// The selected row.
    pub(in crate::tui) item: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Spot {
    pub(in crate::tui) label: String,
    pub(in crate::tui) value: String,
    /// Whether it is a text field: then only what is new in it is read out.
    pub(in crate::tui) is_text: bool,
}

/// The filter of a pane while it is typed.
pub(in crate::tui) fn spoken_filter(model: &Model, pane: Pane) -> SpokenOverlay {
    let (shown, count) = model.panes.counts(&model.store, pane);
    SpokenOverlay {
        title: filter_title(pane),
        field: Some(text_field(
            "Filter",
            model.panes.filtered.filter(pane).value(),
        )),
        item: Some(format!("{shown} of {count} match")),
        ..SpokenOverlay::default()
    }
}

pub(in crate::tui) fn filter_title(pane: Pane) -> String {
    format!("Filter {}", pane_title(pane).to_lowercase())
}

/// Returns a component in words, based on its content.
pub(in crate::tui) fn spoken_overlay(model: &Model, component: &AnyComponent) -> SpokenOverlay {
    let content = component.content(&model.store);
    let cursor = component.cursor();
    if let Some(search) = cursor.search.as_ref().filter(|_| cursor.is_searching()) {
        let matched = match content {
            Content::Text(text) => text.matched.map(|matched| matched.spoken().to_owned()),
            Content::List(_) | Content::Sections(_) | Content::Form(_) => None,
        };
        return SpokenOverlay {
            title: SEARCH.to_owned(),
            field: Some(text_field("Search", search.typed.value())),
            item: matched,
            ..SpokenOverlay::default()
        };
    }
    let message = match content {
        Content::Text(text) => SpokenOverlay {
            lines: all(&text.lines),
            field: text.typed.map(|label| typed_field(&label, cursor)),
            ..SpokenOverlay::default()
        },
        Content::Sections(sections) => SpokenOverlay {
            lines: all(&sections.spoken),
            field: sections.typed.map(|label| typed_field(&label, cursor)),
            item: sections
                .spoken_row
                .map(|(at, count, row)| position(at, count, Some(row))),
            ..SpokenOverlay::default()
        },
        Content::Form(form) => spoken_form(&form.spoken),
        Content::List(list) => {
            let typed = list.sign.map(|_| cursor.typed.value());
            let item = (cursor.selected < list.count).then(|| {
                let row = (list.row)(cursor.selected, usize::from(list.size.0));
                row.text.spoken().to_owned()
            });
            let check = list.note.as_ref().and_then(spoken_check);
            let item = match item {
                None if typed.is_none_or(|typed| typed.trim().is_empty()) => {
                    list.empty.spoken().to_owned()
                }
                None if check.is_some() => String::new(),
                item => position(cursor.selected, list.count, item),
            };
            SpokenOverlay {
                field: typed.map(|typed| Spot {
                    is_text: list.typing,
                    ..text_field(if list.typing { "Search" } else { "Hits of" }, typed)
                }),
                check,
                item: (!item.is_empty()).then_some(item),
                ..SpokenOverlay::default()
            }
        }
    };
    SpokenOverlay {
        title: component.spoken_title(&model.store),
        ..message
    }
}

fn spoken_form(form: &SpokenForm) -> SpokenOverlay {
    let item = form.item.as_ref().map(|item| item.spoken().to_owned());
    let value = text::clean(&form.value).into_owned();
    SpokenOverlay {
        lines: all(&form.lines),
        field: Some(Spot {
            label: form.label.to_owned(),
            value,
            is_text: form.is_text,
        }),
        check: spoken_check(&form.check),
        item: item.map(|item| position(form.selected, form.count, Some(item))),
        ..SpokenOverlay::default()
    }
}

/// Returns the result of checking the typed text. Unfinished text is not a mistake, and would be read out at
/// each key.
fn spoken_check(check: &Line) -> Option<String> {
    let message = Some(check).filter(|check| check.role != Role::Text);
    message.map(spoken).filter(|message| !message.is_empty())
}

/// Returns the input line below a text, named after the label in front of it.
fn typed_field(label: &Line, cursor: &Cursor) -> Spot {
    let name = label.text.spoken().trim_end_matches(':');
    let name = if name.is_empty() { "Text" } else { name };
    text_field(name, cursor.typed.value())
}

fn text_field(label: &str, value: &str) -> Spot {
    Spot {
        label: label.to_owned(),
        value: text::clean(value).into_owned(),
        is_text: true,
    }
}

pub(in crate::tui) fn position(selected: usize, count: usize, item: Option<String>) -> String {
    match item {
        Some(item) => format!("{} of {count}: {item}", selected + 1),
        None => "nothing found".to_owned(),
    }
}

pub(in crate::tui) const fn pane_title(pane: Pane) -> &'static str {
    match pane {
        Pane::Configurations => "Configurations",
        Pane::Assignments => "Assignments",
    }
}

pub(in crate::tui) fn all(lines: &[Line]) -> Vec<String> {
    let lines = lines.iter().map(spoken);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

/// Returns a line as it is read out. Text to be copied or compared is not changed.
pub(in crate::tui) fn spoken(line: &Line) -> String {
    match line.role {
        Role::Code => line.text.to_string(),
        _ => line.text.spoken().trim().to_owned(),
    }
}
