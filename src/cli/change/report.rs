//! What a writing verb says at its end, and the exit code that goes with it.

use std::borrow::Cow;

use serde::Serialize;

use crate::cli::print;
use crate::cli::print::documents;
use crate::cli::print::documents::{PriorityJson, TargetJson};
use crate::cli::print::exit::Exit;
use crate::domain::Change;
use crate::domain::Outcome;
use crate::domain::RawObject;
use crate::domain::Target;
use crate::domain::Verdict;
use crate::domain::Via;
use crate::domain::WriteRequest;
use crate::graph::Row;
use crate::words;
use crate::words::Line;
use crate::words::Names;
use crate::words::Role;

/// A change and how it is printed.
pub(in crate::cli) struct Report<'a> {
    pub(in crate::cli) change_id: String,
    as_json: bool,
    /// The list as it was read.
    before: &'a [Target],
    /// The change, unless a rule forbids that there is one.
    change: Option<&'a Change>,
    /// What the change would make of the list.
    after: Option<Vec<Target>>,
    names: &'a Names,
    /// All configurations as they were read, for their names.
    rows: &'a [Row],
}

/// The document of a write.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct Document<'a> {
    change_id: &'a str,
    verdict: &'static str,
    status: Option<u16>,
    request_id: Option<&'a str>,
    client_request_id: Option<&'a str>,
    duration_ms: Option<u128>,
    via: Option<&'static str>,
    before: Vec<TargetJson<'a>>,
    after: Option<Vec<TargetJson<'a>>>,
    observed: Option<Vec<TargetJson<'a>>>,
    #[serde(flatten)]
    priority: Option<PriorityJson<'a>>,
    message: Option<Cow<'a, str>>,
    hint: Option<String>,
}

/// The document of `--dry-run`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DryRun<'a> {
    #[serde(rename = "dryRun")]
    is_dry: bool,
    via: &'static str,
    request: Request<'a>,
    before: Vec<TargetJson<'a>>,
    after: Vec<TargetJson<'a>>,
    #[serde(flatten)]
    priority: Option<PriorityJson<'a>>,
}

/// A request as it would be sent.
#[derive(Serialize)]
pub(in crate::cli) struct Request<'a> {
    method: &'a str,
    path: &'a str,
    version: &'static str,
    why: &'a str,
    body: Option<RawObject>,
}

impl<'a> Request<'a> {
    pub(in crate::cli) fn of(request: &'a WriteRequest) -> Self {
        Self {
            method: request.method,
            path: &request.path,
            version: request.version.segment(),
            why: &request.why,
            body: serde_json::from_str(&request.body).ok(),
        }
    }
}

impl<'a> Report<'a> {
    /// How a change is printed; `before` is what counts where there is none.
    pub(in crate::cli) fn new(
        change_id: String,
        as_json: bool,
        before: &'a [Target],
        change: Option<&'a Change>,
        names: &'a Names,
        rows: &'a [Row],
    ) -> Self {
        Self {
            change_id,
            as_json,
            before,
            change,
            after: change.map(|change| change.after(&change.before)),
            names,
            rows,
        }
    }
}

impl Report<'_> {
    /// Prints the end of a change. `note` says why it did not go on.
    pub(in crate::cli) fn end(
        &self,
        via: Option<Via>,
        outcome: &Outcome,
        note: Option<&str>,
    ) -> Exit {
        // Whoever closed the pipe has read enough.
        let _ = if self.as_json {
            print::json(&self.document(via, outcome, note))
        } else {
            let mut said = print::lines(&verdict(outcome, note));
            said.push_str(&print::lines(&self.more(via, outcome)));
            print::text(&said)
        };
        exit(outcome)
    }

    /// The end of a change in words.
    pub(in crate::cli) fn lines(&self, via: Option<Via>, outcome: &Outcome) -> Vec<Line> {
        let mut lines = words::verdict(outcome);
        lines.extend(self.more(via, outcome));
        lines
    }

    /// The end of a change as data.
    pub(in crate::cli) fn document<'a>(
        &'a self,
        via: Option<Via>,
        outcome: &'a Outcome,
        note: Option<&str>,
    ) -> Document<'a> {
        let lines = verdict(outcome, note);
        let hint = lines.into_iter().find(|line| line.role == Role::Hint);
        let hint = hint.map(|line| line.text.into());
        let facts = outcome.facts();
        let of_service = outcome.error().map(|error| error.message.as_str());
        let observed = outcome.observed_list();
        Document {
            change_id: &self.change_id,
            verdict: outcome.verdict().word(),
            status: facts.and_then(|facts| facts.status),
            request_id: facts.and_then(|facts| facts.request_id.as_deref()),
            client_request_id: facts.map(|facts| facts.client_request_id.as_str()),
            duration_ms: facts.map(|facts| facts.elapsed.as_millis()),
            via: via.map(Via::word),
            before: documents::targets(
                self.change.map_or(self.before, |change| &change.before),
                self.names,
            ),
            after: self
                .after
                .as_ref()
                .map(|after| documents::targets(after, self.names)),
            observed: observed
                .map(|rows| documents::targets(rows.iter().map(|row| &row.target), self.names)),
            priority: self
                .change
                .and_then(|change| documents::priority(change, outcome.observed_order())),
            message: of_service
                .filter(|message| !message.is_empty())
                .map(Cow::from)
                .or_else(|| outcome.reason().map(Cow::from)),
            hint,
        }
    }

    /// What the verdict alone does not show.
    pub(in crate::cli) fn more(&self, via: Option<Via>, outcome: &Outcome) -> Vec<Line> {
        let Some(change) = self.change else {
            return Vec::new();
        };
        if outcome.verdict() == Verdict::Rejected && via == Some(Via::Assign) {
            return words::replaced(change, self.names);
        }
        words::three_sides(change, outcome, self.names, |id| {
            let found = self.rows.iter().find(|row| row.configuration.id == *id);
            found.map_or_else(|| id.to_string(), |row| row.configuration.name.clone())
        })
    }

    /// Prints what would be sent.
    pub(in crate::cli) fn dry_run(&self, request: &WriteRequest, review: &[Line]) -> Exit {
        let before = self.change.map_or(self.before, |change| &change.before);
        let after = self.after.as_deref().unwrap_or_default();
        let _ = if self.as_json {
            print::json(&DryRun {
                is_dry: true,
                via: request.via.word(),
                request: Request::of(request),
                before: documents::targets(before, self.names),
                after: documents::targets(after, self.names),
                priority: self
                    .change
                    .and_then(|change| documents::priority(change, None)),
            })
        } else {
            print::text(&print::lines(review))
        };
        Exit::Done
    }
}

/// What is said of an outcome. A note says why it did not go on: what was decided here comes before what
/// could be done in general.
fn verdict(outcome: &Outcome, note: Option<&str>) -> Vec<Line> {
    let mut lines = words::verdict(outcome);
    if let Some(note) = note {
        lines.retain(|line| line.role != Role::Hint);
        lines.push(Line::new(Role::Hint, note));
    }
    lines
}

/// The exit code of an end.
pub(in crate::cli) fn exit(outcome: &Outcome) -> Exit {
    let refused = outcome.error().and_then(|error| error.facts.status);
    match outcome.verdict() {
        Verdict::Verified => Exit::Done,
        Verdict::NotSent if outcome.needs_token() => Exit::NoAccess,
        Verdict::Rejected | Verdict::NoRoute | Verdict::NotSent => match refused {
            Some(401 | 403) => Exit::NoAccess,
            _ => Exit::Failed,
        },
        Verdict::Conflict => Exit::Conflict,
        Verdict::NotYetVisible
        | Verdict::Unchanged
        | Verdict::Differs
        | Verdict::PendingApproval
        | Verdict::Unknown => Exit::Unsure,
    }
}
