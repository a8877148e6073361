//! Writing a plan file.

use std::fmt::Write as _;

use super::VERSION;
use crate::domain::{Change, ChangeKind, ConfigurationId, Target};
use crate::plan::{Plan, PlanRow};
use crate::text;

const HEAD: &str = "\
A plan of enlist. `enlist apply FILE` shows it, asks, and runs it row by row.
To take a change out, delete its row: the others keep their numbers. What a row leads
to may be edited; a row that was made already and is edited then counts as another one.
The lists of the configurations, and orders of priority, are what was there when the plan
was made: rows whose list has changed since are skipped. Leave the lists as they are.
Targets are the exact JSON of Microsoft Graph.";

/// What the file says about the plan, for its reader.
pub struct Comments<'a> {
    pub target: &'a dyn Fn(&Target) -> String,
    pub change: &'a dyn Fn(&Change) -> String,
    /// What was skipped and why, one line each.
    pub skipped: &'a [String],
}

/// The configurations of a plan in the order of their rows, each with its first row.
fn configurations(plan: &Plan) -> Vec<&Change> {
    let mut seen: Vec<&ConfigurationId> = Vec::new();
    let mut first = Vec::new();
    for PlanRow { change, .. } in &plan.rows {
        if !seen.contains(&&change.configuration) {
            seen.push(&change.configuration);
            first.push(change);
        }
    }
    first
}

// Writing into a string cannot fail: the results of `write!` are ignored below.

#[must_use]
pub fn write(plan: &Plan, comments: &Comments<'_>) -> String {
    let mut out = String::new();
    for line in HEAD.lines() {
        let _ = writeln!(out, "# {line}");
    }
    let _ = writeln!(out, "format = {VERSION}");
    let place = &plan.place;
    member(&mut out, "id", &plan.id);
    member(&mut out, "created", &plan.created);
    member(&mut out, "graph", &place.graph_url);
    member(&mut out, "cloud", &place.cloud);
    for (key, value) in [
        ("tenant", &place.tenant),
        ("tenantId", &place.tenant_id),
        ("account", &place.account),
    ] {
        if let Some(value) = value {
            member(&mut out, key, value);
        }
    }
    for row in &plan.rows {
        write_row(&mut out, row, comments);
    }
    for change in configurations(plan) {
        out.push_str("\n[[configuration]]\n");
        member(&mut out, "id", change.configuration.as_str());
        member(&mut out, "name", &change.configuration_name);
        member(&mut out, "type", change.configuration_type.word());
        if let Some(platform) = &change.platform {
            member(&mut out, "platform", platform);
        }
        write_list(&mut out, "before", &change.before, comments);
    }
    if !comments.skipped.is_empty() {
        out.push_str("\n# Skipped:\n");
        for line in comments.skipped {
            comment(&mut out, line);
        }
    }
    out
}

fn write_row(out: &mut String, row: &PlanRow, comments: &Comments<'_>) {
    let change = &row.change;
    out.push_str("\n[[row]]\n");
    let name = &change.configuration_name;
    comment(out, &format!("{name}: {}", (comments.change)(change)));
    let _ = writeln!(out, "number = {}", row.number);
    member(out, "configuration", change.configuration.as_str());
    let mut target = |key: &str, target: &Target| {
        comment(out, &(comments.target)(target));
        member(out, key, &target.raw().to_json());
    };
    match &change.kind {
        ChangeKind::Retarget {
            assignment,
            from,
            to,
        } => {
            target("from", from);
            target("to", to);
            member(out, "assignment", assignment.as_str());
        }
        ChangeKind::Add { target: added } => target("add", added),
        ChangeKind::Remove { target: removed } => target("remove", removed),
        ChangeKind::Replace { targets } => write_list(out, "replace", targets, comments),
        ChangeKind::SetPriority { from, to, order } => {
            let _ = writeln!(out, "priority = {to}\nwas = {from}\norder = [");
            for id in order {
                let _ = writeln!(out, "  {},", toml_text(id.as_str()));
            }
            out.push_str("]\n");
        }
    }
    if !row.note.is_empty() {
        member(out, "note", &row.note);
    }
}

fn write_list(out: &mut String, key: &str, list: &[Target], comments: &Comments<'_>) {
    let _ = writeln!(out, "{key} = [");
    for target in list {
        out.push_str("  ");
        comment(out, &(comments.target)(target));
        let _ = writeln!(out, "  {},", toml_text(&target.raw().to_json()));
    }
    out.push_str("]\n");
}

fn member(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {}", toml_text(value));
}

fn comment(out: &mut String, text: &str) {
    let _ = writeln!(out, "# {}", text::clean(text));
}

/// A text in the form with the fewest escapes, so that JSON stays readable.
fn toml_text(value: &str) -> String {
    let is_plain = !value.contains(text::is_hostile);
    if is_plain && !value.contains(['"', '\\']) {
        return format!("\"{value}\"");
    }
    if is_plain && !value.contains('\'') {
        return format!("'{value}'");
    }
    let mut out = "\"".to_owned();
    for c in value.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if text::is_hostile(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
