//! A line of the journal at length, as it goes into a change ticket.

use super::target::target_line;
use super::{Line, Names, Role, change};
use crate::domain::{ChangeKind, ConfigurationId, Entry, Outcome, Target, Verdict};
use crate::text;

/// Everything that a line of the journal holds. `name_of` gives the display name of a configuration.
#[must_use]
pub fn entry(
    entry: &Entry,
    names: &Names,
    name_of: impl Fn(&ConfigurationId) -> String,
) -> Vec<Line> {
    let text = |said: String| Line::new(Role::Text, said);
    let place = &entry.place;
    let tenant = place.tenant.as_deref().unwrap_or("not known");
    let account = place.account.as_deref().unwrap_or("not known");
    let mut lines = vec![
        Line::new(Role::Title, entry.change.configuration_name.clone()),
        Line::new(Role::New, change(&entry.change, names)),
        match entry.verdict {
            Some(verdict) => Line::new(role(verdict), format!("verdict {}", verdict.word())),
            None => Line::new(Role::Warn, "intent: written before the request was sent"),
        },
        text(format!("time {}", entry.time)),
        text(format!("tenant {tenant} · account {account}")),
        text(format!("{} · {}", place.cloud, place.graph_url)),
        text(format!("configuration {}", entry.change.configuration)),
        Line::new(
            Role::Code,
            match entry.status {
                Some(status) => format!("{} {} · {status}", entry.method, entry.path),
                None => format!("{} {}", entry.method, entry.path),
            },
        ),
    ];
    if let Some(message) = &entry.message {
        lines.push(text(message.clone()));
    }
    for (label, id) in [
        ("approval code", entry.approval_code.as_deref()),
        ("request-id", entry.request_id.as_deref()),
        ("client-request-id", Some(entry.client_request_id.as_str())),
        ("change", Some(entry.change_id.as_str())),
        ("tenant-id", place.tenant_id.as_deref()),
    ] {
        lines.extend(id.map(|id| Line::new(Role::Code, format!("{label} {id}"))));
    }
    let mut list = |label: &str, rows: Vec<String>| {
        lines.push(Line::new(Role::Title, format!("{label}: {}", rows.len())));
        let rows = rows.into_iter();
        lines.extend(rows.map(|row| text(format!("  {row}"))));
    };
    // A priority is no list of targets.
    if let ChangeKind::SetPriority { order, .. } = &entry.change.kind {
        let spelled = |order: &[ConfigurationId]| {
            let places = order.iter().zip(1..);
            places
                .map(|(id, place)| format!("{place}  {}", name_of(id)))
                .collect()
        };
        list("order before", spelled(order));
        list(
            "order after",
            spelled(&entry.change.order_after().unwrap_or_default()),
        );
        if let Some(observed) = &entry.observed_order {
            list("order read back", spelled(observed));
        }
    } else {
        let spelled = |targets: &[Target]| {
            let lines = targets.iter().map(|target| target_line(target, names));
            lines.collect()
        };
        list("before", spelled(&entry.before));
        list("after", spelled(&entry.after));
        if let Some(observed) = &entry.observed {
            list("read back", spelled(observed));
        }
    }
    // The file may have been written by anybody.
    for line in &mut lines {
        line.text = text::clean(&line.text).into_owned();
    }
    lines
}

fn role(verdict: Verdict) -> Role {
    super::headline(&Outcome {
        verdict,
        ..Outcome::not_sent(String::new())
    })
    .role
}
