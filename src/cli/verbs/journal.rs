//! `enlist journal`: shows the changes made from this computer. Needs no token.

use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::args::times::Since;
use crate::cli::print::documents::{self, PriorityJson, TargetJson};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::{self, journal_table};
use crate::domain::{
    ChangeKind, Entry, EntryNames, Half, PlanPlace, Reversal, Target, Verdict, Via,
};
use crate::journal::{Contents, Journal};
use crate::text;
use crate::words::{self, Names};

/// How many changes are printed by default.
const USUAL: usize = 1000;

/// What is asked of the journal.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct JournalArgs {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Print comma-separated values for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Only changes since a time, a date (UTC) or a span such as 2h or 7d
    #[arg(long, value_name = "WHEN")]
    since: Option<Since>,
    /// Only this many of the newest requests [default: 1000 without --since and --all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// All changes, however old
    #[arg(long, conflicts_with_all = ["limit", "since"])]
    all: bool,
}

impl JournalArgs {
    /// Reads as much of the journal as the flags request.
    fn read(&self, journal: &Journal) -> std::io::Result<Contents> {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        let Some(Since(since)) = self.since else {
            return if self.all {
                journal.read()
            } else {
                journal.latest(limit.unwrap_or(USUAL))
            };
        };
        let mut contents = match limit {
            Some(limit) => journal.latest(limit)?,
            None => journal.since(since)?,
        };
        // Show a line without a valid time instead of hiding it.
        let is_newer = |time: &str| time.parse::<Timestamp>().map_or(true, |time| time >= since);
        let has_older = contents.entries.iter().any(|entry| !is_newer(&entry.time));
        contents.entries.retain(|entry| is_newer(&entry.time));
        contents
            .newer
            .retain(|newer| newer.time.as_deref().is_none_or(is_newer));
        // Everything that was requested has been read.
        if limit.is_none() || has_older {
            contents.older = None;
        }
        Ok(contents)
    }
}

pub(in crate::cli) fn run(global: &Global, args: &JournalArgs) -> Result<Exit, Failure> {
    let (contents, open) = if global.demo.is_some() {
        // The journal of a demo is deleted when the demo ends.
        (Contents::default(), HashSet::new())
    } else {
        let journal = Journal::new(Journal::default_folder());
        let contents = args.read(&journal).map_err(|error| {
            let path = journal.path();
            Failure::local(format!("could not read {}: {error}", path.display()))
        })?;
        (contents, open(journal))
    };
    if contents.torn > 0 && !args.json {
        let lines = if contents.torn == 1 { "line" } else { "lines" };
        let _ = print::error(&format!(
            "warning: skipped {} damaged {lines} of the journal\n",
            contents.torn
        ));
    }
    if contents.older.is_some() && !args.json {
        let _ = print::error(
            "note: there are older changes; show them with --limit, --since or --all\n",
        );
    }
    let unknown = Names::new();
    let entries = contents.entries.iter();
    let names: Vec<Cow<'_, Names>> = entries
        .map(|entry| words::names_then(entry, &unknown))
        .collect();
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&document(&contents, &names, &open))
    } else if args.csv {
        print::text(&csv(&contents.entries, &names)?)
    } else {
        print::text(&journal_table::table(
            &contents,
            &names,
            &open,
            global.stdout(),
        ))
    };
    Ok(Exit::Done)
}

/// Returns the request IDs of the requests whose outcome is not known yet. Does not wait for other programs.
fn open(journal: Journal) -> HashSet<String> {
    let Ok(left) = journal.patient(Duration::ZERO).open_changes() else {
        return HashSet::new();
    };
    let open = left.open.into_iter().map(|(_, intent)| intent);
    let open = open.chain(left.under_way);
    open.map(|intent| intent.client_request_id).collect()
}

/// The entries of the journal.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "journal"))]
pub(super) struct Document<'a> {
    /// Oldest first.
    entries: Vec<EntryJson<'a>>,
    /// Lines that only a newer version of enlist understands, oldest first.
    newer: Vec<NewerJson<'a>>,
    /// How many lines could not be read.
    unreadable: usize,
    /// Whether no older entries were left out.
    complete: bool,
}

/// A line of a newer version of enlist, as far as it is understood.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "newerEntry"))]
struct NewerJson<'a> {
    version: Option<u64>,
    row: Option<&'a str>,
    change_id: Option<&'a str>,
    time: Option<&'a str>,
    configuration_id: Option<&'a str>,
    configuration_name: Option<&'a str>,
    verdict: Option<&'a str>,
}

/// A line of the journal.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "entry"))]
struct EntryJson<'a> {
    /// Version of the format of the line.
    version: u32,
    row: Half,
    /// Whether the outcome is not known yet.
    open: bool,
    change_id: &'a str,
    /// The earlier change that this one undoes; null if it undoes none.
    reverses: Option<&'a Reversal>,
    /// RFC 3339.
    time: &'a str,
    /// Until when the request can still arrive (RFC 3339); null in version 1.
    deadline: Option<&'a str>,
    graph_url: &'a str,
    cloud: &'a str,
    tenant: Option<&'a str>,
    /// Id of the tenant, if it is known.
    tenant_id: Option<&'a str>,
    account: Option<&'a str>,
    /// Object id of the account, from the token.
    account_id: Option<&'a str>,
    /// Id of the application, from the token.
    app_id: Option<&'a str>,
    /// The plan and its row, if the change is part of one.
    plan: Option<&'a PlanPlace>,
    /// Names by id at the time of writing.
    names: &'a EntryNames,
    configuration_id: &'a str,
    configuration_name: &'a str,
    /// What the change does.
    #[cfg_attr(test, schemars(extend("enum" = ["retarget", "add", "remove", "replace", "setPriority"])))]
    kind: &'static str,
    via: Via,
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
    verdict: Option<Verdict>,
    approval_code: Option<&'a str>,
    message: Option<&'a str>,
}

fn document<'a>(
    contents: &'a Contents,
    names: &'a [Cow<'a, Names>],
    open: &HashSet<String>,
) -> Document<'a> {
    let entries = contents.entries.iter().zip(names);
    let entries = entries.map(|(entry, names)| EntryJson {
        version: entry.version,
        row: entry.row,
        open: entry.row == Half::Intent && open.contains(&entry.client_request_id),
        change_id: &entry.change_id,
        reverses: entry.change.reverses.as_ref(),
        time: &entry.time,
        deadline: entry.deadline.as_deref(),
        graph_url: &entry.place.graph_url,
        cloud: &entry.place.cloud,
        tenant: entry.place.tenant.as_deref(),
        tenant_id: entry.place.tenant_id.as_deref(),
        account: entry.place.account.as_deref(),
        account_id: entry.place.account_id.as_deref(),
        app_id: entry.place.app_id.as_deref(),
        plan: entry.plan.as_ref(),
        names: &entry.names,
        configuration_id: entry.change.configuration.as_str(),
        configuration_name: &entry.change.configuration_name,
        kind: match entry.change.kind {
            ChangeKind::Retarget { .. } => "retarget",
            ChangeKind::Add { .. } => "add",
            ChangeKind::Remove { .. } => "remove",
            ChangeKind::Replace { .. } => "replace",
            ChangeKind::SetPriority { .. } => "setPriority",
        },
        via: entry.via,
        method: &entry.method,
        path: &entry.path,
        before: documents::targets(&entry.before, names),
        after: documents::targets(&entry.after, names),
        observed: entry
            .observed
            .as_ref()
            .map(|observed| documents::targets(observed, names)),
        priority: documents::priority(&entry.change, entry.observed_order.as_deref()),
        client_request_id: &entry.client_request_id,
        request_id: entry.request_id.as_deref(),
        status: entry.status,
        verdict: entry.verdict,
        approval_code: entry.approval_code.as_deref(),
        message: entry.message.as_deref(),
    });
    let newer = contents.newer.iter().map(|newer| NewerJson {
        version: newer.version,
        row: newer.row.as_deref(),
        change_id: newer.change_id.as_deref(),
        time: newer.time.as_deref(),
        configuration_id: newer.configuration.as_deref(),
        configuration_name: newer.configuration_name.as_deref(),
        verdict: newer.verdict.as_deref(),
    });
    Document {
        entries: entries.collect(),
        newer: newer.collect(),
        unreadable: contents.torn,
        complete: contents.older.is_none(),
    }
}

/// Returns a CSV line for each line of the journal. The columns have the names of the JSON members.
fn csv(entries: &[Entry], names: &[Cow<'_, Names>]) -> Result<String, Failure> {
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
        "version",
        "deadline",
        "tenantId",
        "accountId",
        "appId",
        "planId",
        "planRow",
    ];
    let mut table = csv::Writer::from_writer(Vec::new());
    let broken = |error: csv::Error| Failure::local(error.to_string());
    table.write_record(header).map_err(broken)?;
    let list = |targets: &[Target], names: &Names| {
        let targets = targets
            .iter()
            .map(|target| words::target_line(target, names).to_string());
        targets.collect::<Vec<_>>().join("; ")
    };
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    for (entry, names) in entries.iter().zip(names) {
        let place = &entry.place;
        let plan = entry.plan.as_ref();
        let cells: [String; 29] = [
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
            list(&entry.before, names),
            list(&entry.after, names),
            list(entry.observed.as_deref().unwrap_or_default(), names),
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
            entry.version.to_string(),
            or_none(&entry.deadline),
            or_none(&place.tenant_id),
            or_none(&place.account_id),
            or_none(&place.app_id),
            plan.map_or_else(String::new, |plan| plan.id.clone()),
            plan.map_or_else(String::new, |plan| plan.row.to_string()),
        ];
        // The file may contain text from any source.
        let cells = cells.iter().map(|cell| text::csv_cell(cell).into_owned());
        table.write_record(cells).map_err(broken)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|error| Failure::local(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::local(error.to_string()))
}
