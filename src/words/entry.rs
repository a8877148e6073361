//! A line of the journal at length, as it goes into a change ticket.

use super::target::target_line;
use super::{Line, Names, Phrase, Role, change};
use crate::domain::{ChangeKind, ConfigurationId, Entry, Outcome, Target, Verdict};

/// Everything that a line of the journal holds. `name_of` gives the display name of a configuration.
#[must_use]
pub fn entry(
    entry: &Entry,
    names: &Names,
    name_of: impl Fn(&ConfigurationId) -> String,
) -> Vec<Line> {
    let text = |said: Phrase| Line::new(Role::Text, said);
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
        text(format!("time {}", entry.time).into()),
        text(Phrase::from(format!("tenant {tenant}")).dot(format!("account {account}"))),
        text(Phrase::from(place.cloud.as_str()).dot(place.graph_url.as_str())),
        text(format!("configuration {}", entry.change.configuration).into()),
        Line::new(
            Role::Code,
            match entry.status {
                Some(status) => format!("{} {} · {status}", entry.method, entry.path),
                None => format!("{} {}", entry.method, entry.path),
            },
        ),
    ];
    if let Some(message) = &entry.message {
        lines.push(text(message.clone().into()));
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
    let mut list = |label: &str, rows: Vec<Phrase>| {
        lines.push(Line::new(Role::Title, format!("{label}: {}", rows.len())));
        let rows = rows.into_iter();
        lines.extend(rows.map(|row| text(row.indented(2))));
    };
    // A priority is no list of targets.
    if let ChangeKind::SetPriority { order, .. } = &entry.change.kind {
        let spelled = |order: &[ConfigurationId]| {
            let places = order.iter().zip(1..);
            places
                .map(|(id, place)| Phrase::from(place.to_string()).gap(name_of(id)))
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
        line.text = line.text.cleaned();
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
