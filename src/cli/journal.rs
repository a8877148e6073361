//! `enlist journal`: the record of the changes made from here. It needs no token.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::str::FromStr;

use jiff::{Span, SpanRelativeTo, Timestamp, civil};
use serde::Serialize;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::json::{self, PriorityJson, TargetJson};
use super::print;
use crate::domain::{ChangeKind, Entry, Half, Target, Verdict};
use crate::journal::{Contents, Journal};
use crate::text;
use crate::words::{self, Names};

/// The fewest characters of a change's id that are shown.
const LEAST_ID: usize = 8;

/// A moment in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Since(Timestamp);

impl FromStr for Since {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        if let Ok(time) = typed.parse::<Timestamp>() {
            return Ok(Self(time));
        }
        let wrong = |_| format!("`{typed}` is no time, no date and no span such as 2h or 7d");
        if typed.parse::<civil::Date>().is_ok() {
            return format!("{typed}T00:00Z").parse().map(Self).map_err(wrong);
        }
        let span: Span = typed.parse().map_err(wrong)?;
        let age = span
            .abs()
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(wrong)?;
        let then = Timestamp::now().checked_sub(age).map_err(wrong)?;
        Ok(Self(then))
    }
}

/// How the journal is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Table,
    Json,
    Csv,
}

pub(super) fn run(global: &Global, form: Form, since: Option<Since>) -> Result<Exit, Failure> {
    let mut contents = if global.demo.is_some() {
        // The journal of a demo ends with it.
        Contents::default()
    } else {
        let folder = Journal::default_folder()
            .ok_or_else(|| Failure::local("there is no home folder for the journal".to_owned()))?;
        let journal = Journal::new(folder);
        journal.read().map_err(|error| {
            let path = journal.path();
            Failure::local(format!("{} cannot be read: {error}", path.display()))
        })?
    };
    if let Some(Since(since)) = since {
        // A line without a sound time is rather shown than hidden.
        contents.entries.retain(|entry| {
            entry
                .time
                .parse::<Timestamp>()
                .is_ok_and(|time| time >= since)
        });
    }
    if contents.torn > 0 {
        let lines = if contents.torn == 1 { "line" } else { "lines" };
        let _ = print::error(&format!(
            "enlist: {} torn {lines} of the journal cannot be read\n",
            contents.torn
        ));
    }
    let names = Names::new();
    // Whoever closed the pipe has read enough.
    let _ = match form {
        Form::Json => print::json(&document(&contents.entries, &names)),
        Form::Csv => print::text(&csv(&contents.entries, &names)?),
        Form::Table => print::text(&table(&contents.entries, &names)),
    };
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Document<'a> {
    entries: Vec<EntryJson<'a>>,
}

/// A line of the journal.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryJson<'a> {
    row: Half,
    change_id: &'a str,
    time: &'a str,
    graph_url: &'a str,
    cloud: &'a str,
    tenant: Option<&'a str>,
    tenant_id: Option<&'a str>,
    account: Option<&'a str>,
    configuration_id: &'a str,
    configuration_name: &'a str,
    kind: &'static str,
    via: &'static str,
    method: &'a str,
    path: &'a str,
    before: Vec<TargetJson<'a>>,
    after: Vec<TargetJson<'a>>,
    observed: Option<Vec<TargetJson<'a>>>,
    #[serde(flatten)]
    priority: Option<PriorityJson<'a>>,
    client_request_id: &'a str,
    request_id: Option<&'a str>,
    status: Option<u16>,
    verdict: Option<&'static str>,
    approval_code: Option<&'a str>,
    message: Option<&'a str>,
}

fn document<'a>(entries: &'a [Entry], names: &'a Names) -> Document<'a> {
    let entries = entries.iter().map(|entry| EntryJson {
        row: entry.row,
        change_id: &entry.change_id,
        time: &entry.time,
        graph_url: &entry.place.graph_url,
        cloud: &entry.place.cloud,
        tenant: entry.place.tenant.as_deref(),
        tenant_id: entry.place.tenant_id.as_deref(),
        account: entry.place.account.as_deref(),
        configuration_id: entry.change.configuration.as_str(),
        configuration_name: &entry.change.configuration_name,
        kind: match entry.change.kind {
            ChangeKind::Retarget { .. } => "retarget",
            ChangeKind::Add { .. } => "add",
            ChangeKind::Remove { .. } => "remove",
            ChangeKind::Replace { .. } => "replace",
            ChangeKind::SetPriority { .. } => "setPriority",
        },
        via: entry.via.word(),
        method: &entry.method,
        path: &entry.path,
        before: json::targets(&entry.before, names),
        after: json::targets(&entry.after, names),
        observed: entry
            .observed
            .as_ref()
            .map(|observed| json::targets(observed, names)),
        priority: json::priority(&entry.change, entry.observed_order.as_deref()),
        client_request_id: &entry.client_request_id,
        request_id: entry.request_id.as_deref(),
        status: entry.status,
        verdict: entry.verdict.map(Verdict::word),
        approval_code: entry.approval_code.as_deref(),
        message: entry.message.as_deref(),
    });
    Document {
        entries: entries.collect(),
    }
}

/// A line for each line of the journal, the columns named like the members of the JSON.
fn csv(entries: &[Entry], names: &Names) -> Result<String, Failure> {
    let header = [
        "row",
        "time",
        "changeId",
        "verdict",
        "configurationId",
        "configurationName",
        "change",
        "before",
        "after",
        "observed",
        "via",
        "method",
        "path",
        "status",
        "requestId",
        "clientRequestId",
        "approvalCode",
        "message",
        "tenant",
        "account",
        "cloud",
        "graphUrl",
    ];
    let mut table = csv::Writer::from_writer(Vec::new());
    let broken = |error: csv::Error| Failure::local(error.to_string());
    table.write_record(header).map_err(broken)?;
    let list = |targets: &[Target]| {
        let targets = targets
            .iter()
            .map(|target| words::target_line(target, names).to_string());
        targets.collect::<Vec<_>>().join("; ")
    };
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    for entry in entries {
        let place = &entry.place;
        let cells: [String; 22] = [
            match entry.row {
                Half::Intent => "intent".to_owned(),
                Half::Verdict => "verdict".to_owned(),
            },
            entry.time.clone(),
            entry.change_id.clone(),
            entry.verdict.map_or("", Verdict::word).to_owned(),
            entry.change.configuration.as_str().to_owned(),
            entry.change.configuration_name.clone(),
            words::change(&entry.change, names).into(),
            list(&entry.before),
            list(&entry.after),
            list(entry.observed.as_deref().unwrap_or_default()),
            entry.via.word().to_owned(),
            entry.method.clone(),
            entry.path.clone(),
            entry
                .status
                .map_or_else(String::new, |status| status.to_string()),
            or_none(&entry.request_id),
            entry.client_request_id.clone(),
            or_none(&entry.approval_code),
            or_none(&entry.message),
            or_none(&place.tenant),
            or_none(&place.account),
            place.cloud.clone(),
            place.graph_url.clone(),
        ];
        // The file may have been written by anybody.
        let cells = cells.iter().map(|cell| text::csv_cell(cell).into_owned());
        table.write_record(cells).map_err(broken)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| Failure::local(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::local(error.to_string()))
}

/// Oldest first, one line for each request: an intent is shown only where it has no verdict.
fn table(entries: &[Entry], names: &Names) -> String {
    let is_verdict = |entry: &&Entry| entry.row == Half::Verdict;
    let closed: HashSet<&str> = entries
        .iter()
        .filter(is_verdict)
        .map(|entry| entry.client_request_id.as_str())
        .collect();
    let shown = entries
        .iter()
        .filter(|entry| is_verdict(entry) || !closed.contains(entry.client_request_id.as_str()));
    let mut table = String::new();
    for entry in shown {
        let time = entry.time.get(..19).unwrap_or(&entry.time);
        let line = format!(
            "{}  {}  {}  {}  {}",
            time.replace('T', " "),
            text::fit(entry.verdict.map_or("intent", Verdict::word), 16),
            short_id(entries, &entry.change_id),
            entry.change.configuration_name,
            words::change(&entry.change, names)
        );
        // The file may have been written by anybody.
        let _ = writeln!(table, "{}", text::clean(&line));
    }
    table
}

/// As much of a change's id as tells it from all others.
fn short_id<'a>(entries: &[Entry], id: &'a str) -> &'a str {
    let is_unique = |start: &str| {
        entries
            .iter()
            .all(|entry| entry.change_id == id || !entry.change_id.starts_with(start))
    };
    (LEAST_ID..id.len())
        .filter_map(|end| id.get(..end))
        .find(|start| is_unique(start))
        .unwrap_or(id)
}
