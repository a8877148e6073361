//! The plan in words.
//!
//! Belongs here: how far it is, and each row in one line. Does not belong here: bars and the steps of a
//! row, which are for those who watch.

use super::said::{Said, all, name, position, spoken};
use crate::tui::model::Model;
use crate::tui::plan_lines::{self, Item};
use crate::tui::planned::{At, PlanView};
use crate::words::Role;

pub(super) fn said(model: &Model, view: &PlanView) -> Said {
    let items = plan_lines::items(model, view);
    let mut lines = vec![plan_lines::progress(model, view, None)];
    lines.extend(plan_lines::head(model, view));
    let mut lines = all(&lines);
    lines.extend(items.iter().map(row));
    // What goes along with the row under way is said of that row already.
    let selected = match view.at {
        At::Item(at, _) if !view.follows => items.get(at).map(|item| (at, row(item))),
        _ => None,
    };
    Said {
        lines,
        item: selected.map(|(at, item)| position(at, items.len(), Some(item))),
        ..Said::default()
    }
}

fn row(item: &Item) -> String {
    let number = item.number.map(|number| number.to_string());
    let more = item.more.iter().filter(|_| item.role != Role::Hint);
    let change = item.change.spoken().to_owned();
    let parts: Vec<String> = number
        .into_iter()
        .chain([item.state.clone(), name(&item.name), change])
        .chain(more.map(spoken))
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}
