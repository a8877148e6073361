//! The details of the selected row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::{View, frame};
use crate::domain::{Assignment, ObjectId, Row, TargetShape};
use crate::text;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::{put, put_at};
use crate::tui::store::{Count, Store};
use crate::words;

const LABEL: u16 = 10;

pub(super) fn details(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    if area.is_empty() {
        return;
    }
    let inside = frame(theme, area, "Details", false, buffer);
    let rows = match (store.pane, store.selected_assignment()) {
        (Pane::Assignments, Some(assignment)) => assignment_details(store, assignment),
        _ => store
            .selected_row()
            .map(|row| configuration_details(store, row))
            .unwrap_or_default(),
    };
    let mut y = 0;
    for (label, said) in rows {
        put(buffer, inside, y, label, theme.quiet());
        let width = usize::from(inside.width.saturating_sub(LABEL));
        for line in text::wrap(&said, width) {
            put_at(buffer, inside, LABEL, y, &line, Style::new());
            y += 1;
        }
    }
}

fn assignment_details(store: &Store, assignment: &Assignment) -> Vec<(&'static str, String)> {
    let target = &assignment.target;
    let kind = target.kind().title();
    let mut rows = vec![(
        "Target",
        match target.target_type() {
            Some(target_type) => format!("{kind}, {}", text::clean(target_type)),
            None => kind.to_owned(),
        },
    )];
    if let TargetShape::Unknown { .. } = target.shape() {
        rows.push(("Raw", text::clean(&target.raw().to_json()).into_owned()));
    } else if let TargetShape::Unreadable { row: what } | TargetShape::NotRead { reason: what } =
        target.shape()
    {
        let label = match target.shape() {
            TargetShape::NotRead { .. } => "Reason",
            _ => "Raw",
        };
        rows.push((label, text::clean(what).into_owned()));
    } else {
        // The same rows for each kind, so that moving on changes little on a slow line.
        let none = || "–".to_owned();
        let object = target.object_id();
        let id = target.id();
        rows.push(("Name", object.map_or_else(none, |id| name(store, id))));
        rows.push((
            "ID",
            id.map_or_else(none, |id| text::clean(id).into_owned()),
        ));
        rows.push(("Members", object.map_or_else(none, |id| members(store, id))));
    }
    rows.extend(
        assignment
            .source
            .word()
            .map(|source| ("Source", source.to_owned())),
    );
    if let Some(filter) = target.filter() {
        rows.push(("Filter", words::filter(filter, &store.names)));
    }
    rows
}

/// The name behind an id, or what became of it; the id itself stands in a row of its own.
fn name(store: &Store, id: &str) -> String {
    words::name_of(id, &store.names).naming.word().to_owned()
}

fn members(store: &Store, id: &str) -> String {
    let count = ObjectId::parse(id)
        .ok()
        .and_then(|id| store.counts.get(&id));
    match count {
        Some(Count::Known(count)) => format!(
            "{} users, {} devices",
            words::group_digits(count.users),
            words::group_digits(count.devices)
        ),
        Some(Count::Failed) => "could not be counted".to_owned(),
        Some(Count::Asked) | None => String::new(),
    }
}

fn configuration_details(store: &Store, row: &Row) -> Vec<(&'static str, String)> {
    let configuration = &row.configuration;
    let mut rows = vec![
        ("Name", configuration.name.clone()),
        ("Type", configuration.kind.title().to_owned()),
    ];
    rows.extend(
        configuration
            .platform
            .clone()
            .map(|platform| ("Platform", platform)),
    );
    rows.push(("Priority", words::priority(configuration)));
    rows.extend(configuration.last_modified().map(|at| {
        let said = words::moment(&at, &store.start.time_zone);
        ("Modified", said.unwrap_or(at))
    }));
    let label = if configuration.given_id().is_some() {
        "ID"
    } else {
        "Raw"
    };
    rows.push((label, configuration.id.to_string()));
    rows
}
