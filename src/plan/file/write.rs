//! Writing a plan file.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Format, VERSION};
use crate::domain::{AssignmentId, Change, ChangeKind, ConfigurationId, Target};
use crate::plan::{Plan, PlanRow};
use crate::text;

/// What stands at the head of a plan file.
const HEAD: &str = "\
A plan of enlist. `enlist apply FILE` shows it, asks, and runs it row by row.
To take a change out, delete its row: the others keep their numbers. What a row leads
to may be edited; a row that was made already and is edited then counts as another one.
The lists of the configurations, and orders of priority, are what was there when the plan
was made: where that is not so any more, their rows are not made. Leave them as they are.
Targets are the exact JSON of Microsoft Graph.";

/// What the file says beside the plan, for whoever reads it.
pub struct Comments<'a> {
    /// A target in words.
    pub target: &'a dyn Fn(&Target) -> String,
    /// A change in words.
    pub change: &'a dyn Fn(&Change) -> String,
    /// What was left out of the plan and why, one line each.
    pub skipped: &'a [String],
}

/// The file.
#[must_use]
pub fn write(plan: &Plan, format: Format, comments: &Comments<'_>) -> String {
    match format {
        Format::Toml => toml(plan, comments),
        Format::Json => json(plan, comments),
    }
}

/// The configurations of a plan in the order of their rows, each with the first of these.
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

// Writing into a string cannot fail: what `write!` answers is dropped below.

fn toml(plan: &Plan, comments: &Comments<'_>) -> String {
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
    for (key, value) in [("tenant", &place.tenant), ("account", &place.account)] {
        if let Some(value) = value {
            member(&mut out, key, value);
        }
    }
    for row in &plan.rows {
        toml_row(&mut out, row, comments);
    }
    for change in configurations(plan) {
        out.push_str("\n[[configuration]]\n");
        member(&mut out, "id", change.configuration.as_str());
        member(&mut out, "name", &change.configuration_name);
        member(&mut out, "type", change.configuration_type.word());
        if let Some(platform) = &change.platform {
            member(&mut out, "platform", platform);
        }
        toml_list(&mut out, "before", &change.before, comments);
    }
    if !comments.skipped.is_empty() {
        out.push_str("\n# Left out:\n");
        for line in comments.skipped {
            comment(&mut out, line);
        }
    }
    out
}

fn toml_row(out: &mut String, row: &PlanRow, comments: &Comments<'_>) {
    let change = &row.change;
    out.push_str("\n[[row]]\n");
    comment(out, &named(change, comments));
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
        ChangeKind::Replace { targets } => toml_list(out, "replace", targets, comments),
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

fn toml_list(out: &mut String, key: &str, list: &[Target], comments: &Comments<'_>) {
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

fn comment(out: &mut String, said: &str) {
    let _ = writeln!(out, "# {}", text::clean(said));
}

/// A text in the form that needs the fewest escapes: JSON is to be read as it is.
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

/// The file as JSON. What is named in words stands in members that are not read back.
#[derive(Serialize)]
struct FileJson<'a> {
    about: Vec<&'static str>,
    format: u32,
    id: &'a str,
    created: &'a str,
    graph: &'a str,
    cloud: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    rows: Vec<RowJson<'a>>,
    configurations: Vec<ListJson<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    skipped: &'a [String],
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct RowJson<'a> {
    number: u32,
    configuration: &'a str,
    means: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignment: Option<&'a AssignmentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    add: Option<&'a Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remove: Option<&'a Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    means_list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replace: Option<&'a [Target]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<&'a [ConfigurationId]>,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
}

#[derive(Serialize)]
struct ListJson<'a> {
    id: &'a ConfigurationId,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<&'a str>,
    means: Vec<String>,
    before: &'a [Target],
}

fn json(plan: &Plan, comments: &Comments<'_>) -> String {
    let place = &plan.place;
    let lists = configurations(plan).into_iter().map(|change| ListJson {
        id: &change.configuration,
        name: &change.configuration_name,
        kind: change.configuration_type.word(),
        platform: change.platform.as_deref(),
        means: means(&change.before, comments),
        before: &change.before,
    });
    let file = FileJson {
        about: HEAD.lines().collect(),
        format: VERSION,
        id: &plan.id,
        created: &plan.created,
        graph: &place.graph_url,
        cloud: &place.cloud,
        tenant: place.tenant.as_deref(),
        account: place.account.as_deref(),
        rows: plan
            .rows
            .iter()
            .map(|row| json_row(row, comments))
            .collect(),
        configurations: lists.collect(),
        skipped: comments.skipped,
    };
    // Texts, numbers, and what was JSON before: none of it can fail to be JSON.
    let json = serde_json::to_string_pretty(&file).unwrap_or_default();
    format!("{}\n", text::escape_json(&json))
}

fn json_row<'a>(row: &'a PlanRow, comments: &Comments<'_>) -> RowJson<'a> {
    let change = &row.change;
    let base = RowJson {
        number: row.number,
        configuration: change.configuration.as_str(),
        means: named(change, comments),
        note: &row.note,
        ..RowJson::default()
    };
    match &change.kind {
        ChangeKind::Retarget {
            assignment,
            from,
            to,
        } => RowJson {
            from: Some(from),
            to: Some(to),
            assignment: Some(assignment),
            ..base
        },
        ChangeKind::Add { target } => RowJson {
            add: Some(target),
            ..base
        },
        ChangeKind::Remove { target } => RowJson {
            remove: Some(target),
            ..base
        },
        ChangeKind::Replace { targets } => RowJson {
            means_list: Some(means(targets, comments)),
            replace: Some(targets),
            ..base
        },
        ChangeKind::SetPriority { from, to, order } => RowJson {
            priority: Some(*to),
            was: Some(*from),
            order: Some(order),
            ..base
        },
    }
}

fn means(targets: &[Target], comments: &Comments<'_>) -> Vec<String> {
    targets.iter().map(comments.target).collect()
}

/// A change in words, with its configuration.
fn named(change: &Change, comments: &Comments<'_>) -> String {
    format!(
        "{}: {}",
        change.configuration_name,
        (comments.change)(change)
    )
}
