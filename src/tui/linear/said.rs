//! An overlay in words: its title, its lines, and what has the keyboard in it.
//!
//! Belongs here: one arm for each overlay. Does not belong here: which of it is new (`spoken`). Nothing
//! that only tells how time passes is said: a countdown would be said at each tick.

use crate::domain::{TargetKind, TargetType};
use crate::text;
pub(super) use crate::text::spoken_name as name;
use crate::tui::components::AnyComponent;
use crate::tui::form::{Editor, Field};
use crate::tui::kit::content::Content;
use crate::tui::model::{Model, Overlay, Pane};
use crate::tui::parts::offers;
use crate::tui::picker;
use crate::tui::view::editor;
use crate::words::{self, Line, Role};

/// The title of a search in a text while it is typed.
pub(super) const SEARCH: &str = "Search in this text";

/// An overlay in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Said {
    pub(super) title: String,
    pub(super) lines: Vec<String>,
    /// What has the keyboard in it.
    pub(super) field: Option<Spot>,
    /// What is wrong or right about what was typed.
    pub(super) check: Option<String>,
    /// The selected row.
    pub(super) item: Option<String>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) label: String,
    pub(super) value: String,
    /// Whether it takes text: then only what is new in it is said.
    pub(super) is_text: bool,
}

pub(super) fn title(model: &Model, overlay: &Overlay) -> String {
    let name_of = |form: &Editor| {
        let row = model.row_of(&form.configuration);
        row.map_or_else(String::new, |row| name(&row.configuration.name))
    };
    match overlay {
        Overlay::Editor(form) if form.row.is_some() => {
            format!("Edit assignment, {}", name_of(form))
        }
        Overlay::Editor(form) => format!("Add a target, {}", name_of(form)),
        Overlay::Component(component) => component.spoken_title(model),
    }
}

/// The selected one of the names below a field, once there are any.
fn picked(model: &Model, form: &Editor) -> Option<String> {
    let selected = form.picker.selected;
    let (count, item) = if form.picking()? == Field::Filter {
        let filters = picker::filters_in(model, form);
        let item = filters.get(selected);
        let said = item.map(|it| format!("{}, {}", name(&it.name), it.platform));
        (filters.len(), said)
    } else {
        let offered = picker::groups_in(model, form);
        let search = &form.picker.search;
        let item = offered.get(selected);
        let said = item.map(|it| offers::line(model, search, it, 0).spoken().to_owned());
        (offered.len(), said)
    };
    item.map(|item| position(selected, count, Some(item)))
}

pub(super) fn said(model: &Model, overlay: &Overlay) -> Said {
    let said = match overlay {
        Overlay::Editor(form) => form_said(model, form),
        Overlay::Component(component) => return component_said(model, component),
    };
    Said {
        title: title(model, overlay),
        ..said
    }
}

/// The filter of a pane while it is typed.
pub(super) fn filter_said(model: &Model, pane: Pane) -> Said {
    let (shown, count) = model.panes.counts(model, pane);
    Said {
        title: filter_title(pane),
        field: Some(text_field("Filter", model.panes.shown.filter(pane).value())),
        item: Some(format!("{shown} of {count} match")),
        ..Said::default()
    }
}

pub(super) fn filter_title(pane: Pane) -> String {
    format!("Filter {}", pane_title(pane).to_lowercase())
}

/// A component in words, read off its content.
fn component_said(model: &Model, component: &AnyComponent) -> Said {
    let content = component.content(model);
    let cursor = component.cursor();
    if let Some(search) = cursor.search.as_ref().filter(|_| cursor.is_searching()) {
        let matched = match content {
            Content::Text(text) => text.matched.map(|matched| matched.spoken().to_owned()),
            Content::List(_) | Content::Sections(_) => None,
        };
        return Said {
            title: SEARCH.to_owned(),
            field: Some(text_field("Search", search.typed.value())),
            item: matched,
            ..Said::default()
        };
    }
    let said = match content {
        Content::Text(text) => Said {
            lines: all(&text.lines),
            field: text.typed.then(|| text_field("Text", cursor.typed.value())),
            ..Said::default()
        },
        Content::Sections(sections) => Said {
            lines: all(&sections.spoken),
            item: sections
                .spoken_row
                .map(|(at, count, row)| position(at, count, Some(row))),
            ..Said::default()
        },
        Content::List(list) => {
            let typed = list.sign.map(|_| cursor.typed.value());
            let item = (cursor.selected < list.count).then(|| {
                let row = (list.row)(cursor.selected, usize::from(list.size.0));
                row.text.spoken().to_owned()
            });
            // What is not finished yet is no mistake, and would be said at each key.
            let note = list.note.as_ref().filter(|note| note.role != Role::Text);
            let check = note.map(spoken).filter(|note| !note.is_empty());
            let item = match item {
                None if typed.is_none_or(|typed| typed.trim().is_empty()) => {
                    list.empty.spoken().to_owned()
                }
                None if check.is_some() => String::new(),
                item => position(cursor.selected, list.count, item),
            };
            Said {
                field: typed.map(|typed| text_field("Search", typed)),
                check,
                item: (!item.is_empty()).then_some(item),
                ..Said::default()
            }
        }
    };
    Said {
        title: component.spoken_title(model),
        ..said
    }
}

fn form_said(model: &Model, form: &Editor) -> Said {
    let (checked, role) = editor::check(model, form);
    let row = form.row.as_ref();
    let now = row.map(|row| words::target(&row.target, &model.names).line());
    let now = now.map(|now| format!("Now: {}", now.spoken()));
    let place_in = |at: Option<usize>, count: usize| format!("{} of {count}", at.unwrap_or(0) + 1);
    let field = match form.focus() {
        Field::Kind => {
            let kinds = TargetKind::WRITABLE;
            let place = place_in(
                kinds.iter().position(|kind| *kind == form.kind()),
                kinds.len(),
            );
            let refusal = editor::refusal(model, form, form.kind());
            let refusal = refusal.map_or_else(String::new, |why| format!(", not here: {why}"));
            choice(
                "Target kind",
                format!("{}, {place}{refusal}", form.kind().title()),
            )
        }
        Field::TargetType => choice(
            "Target type",
            match form.target_type() {
                TargetType::User => "user, 1 of 2".to_owned(),
                TargetType::Device => "device, 2 of 2".to_owned(),
            },
        ),
        Field::FilterMode => {
            let choices = form.filter_choices();
            let at = choices.iter().position(|it| it == form.filter_mode());
            let place = place_in(at, choices.len());
            choice("Filter", format!("{}, {place}", form.filter_mode().title()))
        }
        field @ (Field::ObjectId | Field::CollectionId | Field::Filter) => text_field(
            match field {
                Field::ObjectId => "Entra object ID",
                Field::Filter => "Filter name",
                _ => "Collection ID",
            },
            form.text(field).map_or("", |input| input.value()),
        ),
    };
    Said {
        lines: now.into_iter().collect(),
        field: Some(field),
        // What is not finished yet is no mistake, and would be said at each key.
        check: (role != Role::Text && !checked.spoken().is_empty())
            .then(|| checked.spoken().to_owned()),
        item: picked(model, form),
        ..Said::default()
    }
}

fn choice(label: &str, value: String) -> Spot {
    Spot {
        label: label.to_owned(),
        value,
        is_text: false,
    }
}

fn text_field(label: &str, value: &str) -> Spot {
    Spot {
        label: label.to_owned(),
        value: text::clean(value).into_owned(),
        is_text: true,
    }
}

pub(super) fn position(selected: usize, count: usize, item: Option<String>) -> String {
    match item {
        Some(item) => format!("{} of {count}: {item}", selected + 1),
        None => "nothing found".to_owned(),
    }
}

pub(super) const fn pane_title(pane: Pane) -> &'static str {
    match pane {
        Pane::Configurations => "Configurations",
        Pane::Assignments => "Assignments",
    }
}

pub(super) fn all(lines: &[Line]) -> Vec<String> {
    let lines = lines.iter().map(spoken);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

/// A line as it is read out. What is to be copied or compared stays as it is.
pub(super) fn spoken(line: &Line) -> String {
    match line.role {
        Role::Code => line.text.to_string(),
        _ => line.text.spoken().trim().to_owned(),
    }
}
