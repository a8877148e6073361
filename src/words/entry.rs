//! All of a journal line, as it goes into a change ticket.

use std::borrow::Cow;

use super::target::target_line;
use super::{Line, Names, Phrase, Role, change};
use crate::domain::{
    ChangeKind, ConfigurationId, Entry, EntryNames, Name, ObjectId, ObjectKind, ReversalKind,
    Target,
};
use crate::text;

/// The names for a journal line: those from when it was written, or else those known now.
#[must_use]
pub fn names_then<'a>(entry: &Entry, now: &'a Names) -> Cow<'a, Names> {
    let EntryNames {
        groups, filters, ..
    } = &entry.names;
    if groups.is_empty() && filters.is_empty() {
        return Cow::Borrowed(now);
    }
    let of = |kind: ObjectKind| {
        move |(id, name): (&String, &String)| {
            let name = text::clean(name).into_owned();
            Some((ObjectId::parse(id).ok()?, Name::Known { name, kind }))
        }
    };
    let groups = groups.iter().filter_map(of(ObjectKind::Group));
    let filters = filters.iter().filter_map(of(ObjectKind::Filter));
    let mut names: Names = groups.chain(filters).collect();
    let all = [&entry.before, &entry.after];
    let observed = entry.observed.iter();
    for target in all.into_iter().chain(observed).flatten() {
        for id in target.named_ids() {
            if let Some(name) = now.get(&id) {
                names.entry(id).or_insert_with(|| name.clone());
            }
        }
    }
    Cow::Owned(names)
}

/// Everything in a journal line. `name_of` returns the display name of a configuration.
#[must_use]
pub fn entry(
    entry: &Entry,
    names: &Names,
    name_of: impl Fn(&ConfigurationId) -> String,
) -> Vec<Line> {
    let names = &*names_then(entry, names);
    let name_of = |id: &ConfigurationId| {
        let then = entry.names.configurations.get(id.as_str());
        then.map_or_else(|| name_of(id), Clone::clone)
    };
    let text = |sentence: Phrase| Line::new(Role::Text, sentence);
    let place = &entry.place;
    let tenant = place.tenant.as_deref().unwrap_or("unknown");
    let account = place.account.as_deref().unwrap_or("unknown");
    let mut lines = vec![
        Line::new(Role::Title, entry.change.configuration_name.clone()),
        Line::new(Role::Title, change(&entry.change, names)),
        match entry.verdict {
            Some(verdict) => Line::new(
                super::verdict::verdict_role(verdict),
                format!("Result: {}", verdict.word()),
            ),
            None => Line::new(
                Role::Warn,
                "Result: open. The request may have been sent; its result is not known yet.",
            ),
        },
        text(format!("Time: {}", entry.time).into()),
        text(Phrase::from(format!("Tenant: {tenant}")).dot(format!("account: {account}"))),
        text(Phrase::from(format!("Service: {}", place.cloud)).dot(place.graph_url.as_str())),
        text(format!("Configuration ID: {}", entry.change.configuration).into()),
        Line::new(
            Role::Code,
            match entry.status {
                Some(status) => format!("{} {} · {status}", entry.method, entry.path),
                None => format!("{} {}", entry.method, entry.path),
            },
        ),
    ];
    if let Some(reversal) = &entry.change.reverses {
        let kind = match reversal.kind {
            ReversalKind::Undo => "Undoes change",
            ReversalKind::Redo => "Redo: undoes the undo",
        };
        let of = &reversal.change_id;
        lines.push(text(format!("{kind} {of} of {}", reversal.time).into()));
    }
    if let Some(plan) = &entry.plan {
        lines.push(text(format!("Plan row: {}", plan.row).into()));
    }
    if !entry.names.scope_tags.is_empty() {
        let tags: Vec<&str> = entry
            .names
            .scope_tags
            .values()
            .map(String::as_str)
            .collect();
        lines.push(text(format!("Scope tags: {}", tags.join(", ")).into()));
    }
    if let Some(message) = &entry.message {
        lines.push(text(message.clone().into()));
    }
    for (label, id) in [
        ("Approval code", entry.approval_code.as_deref()),
        ("Request ID", entry.request_id.as_deref()),
        ("Client request ID", Some(entry.client_request_id.as_str())),
        ("Change ID", Some(entry.change_id.as_str())),
        ("Tenant ID", place.tenant_id.as_deref()),
        ("Account ID", place.account_id.as_deref()),
        ("App ID", place.app_id.as_deref()),
        ("Plan ID", entry.plan.as_ref().map(|plan| plan.id.as_str())),
    ] {
        lines.extend(id.map(|id| Line::new(Role::Code, format!("{label}: {id}"))));
    }
    lines.extend(lists(entry, names, name_of));
    // Anyone may have written the file.
    for line in &mut lines {
        line.text = line.text.cleaned();
    }
    lines
}

/// The lists or orders before and after the change, and as they were read back.
fn lists(entry: &Entry, names: &Names, name_of: impl Fn(&ConfigurationId) -> String) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut list = |label: &str, rows: Vec<Phrase>| {
        lines.push(Line::new(Role::Title, format!("{label} ({})", rows.len())));
        let rows = rows.into_iter();
        lines.extend(rows.map(|row| Line::new(Role::Text, row.indented(2))));
    };
    // A priority is not a list of targets.
    if let ChangeKind::SetPriority { order, .. } = &entry.change.kind {
        let spelled = |order: &[ConfigurationId]| {
            let places = order.iter().zip(1..);
            places
                .map(|(id, place)| Phrase::from(place.to_string()).gap(name_of(id)))
                .collect()
        };
        list("Order before", spelled(order));
        list(
            "Order after",
            spelled(&entry.change.order_after().unwrap_or_default()),
        );
        if let Some(observed) = &entry.observed_order {
            list("Order read back", spelled(observed));
        }
    } else {
        let spelled = |targets: &[Target]| {
            let lines = targets.iter().map(|target| target_line(target, names));
            lines.collect()
        };
        list("Before", spelled(&entry.before));
        list("After", spelled(&entry.after));
        if let Some(observed) = &entry.observed {
            list("Read back", spelled(observed));
        }
    }
    lines
}
