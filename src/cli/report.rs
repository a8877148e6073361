//! What a writing verb says at its end, and the exit code that goes with it.

use serde::Serialize;

use super::exit::Exit;
use super::json::{self, PriorityJson, TargetJson};
use super::print;
use crate::domain::{Change, Outcome, RawObject, Target, Verdict, Via, WriteRequest};
use crate::graph::Row;
use crate::words::{self, Line, Names, Role};

/// A change and how it is printed.
pub(super) struct Report<'a> {
    pub(super) change_id: String,
    pub(super) as_json: bool,
    /// The list as it was read.
    pub(super) before: &'a [Target],
    /// The change, unless a rule forbids that there is one.
    pub(super) change: Option<&'a Change>,
    pub(super) names: &'a Names,
    /// All configurations as they were read, for their names.
    pub(super) rows: &'a [Row],
}

/// The document of a write.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
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
    message: Option<&'a str>,
    hint: Option<&'a str>,
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

#[derive(Serialize)]
struct Request<'a> {
    method: &'a str,
    path: &'a str,
    version: &'static str,
    why: &'a str,
    body: Option<RawObject>,
}

impl Report<'_> {
    /// Prints the end of a change. `note` says why it did not go on.
    pub(super) fn end(&self, via: Option<Via>, outcome: &Outcome, note: Option<&str>) -> Exit {
        let mut lines = words::verdict(outcome);
        let is_hint = |line: &Line| line.role == Role::Hint;
        if let Some(note) = note {
            // What was decided here comes before what could be done in general.
            lines.retain(|line| !is_hint(line));
            lines.push(Line::new(Role::Hint, note));
        }
        let more = self.more(via, outcome);
        // Whoever closed the pipe has read enough.
        let _ = if self.as_json {
            let hint = lines.iter().find(|line| is_hint(line));
            self.document(via, outcome, hint.map(|line| line.text.as_str()))
        } else {
            let mut said = print::lines(&lines);
            said.push_str(&print::lines(&more));
            print::text(&said)
        };
        exit(outcome)
    }

    fn document(
        &self,
        via: Option<Via>,
        outcome: &Outcome,
        hint: Option<&str>,
    ) -> std::io::Result<()> {
        let after = self.change.map(|change| change.after(&change.before));
        let facts = outcome.facts.as_ref();
        let of_service = outcome.error.as_ref().map(|error| error.message.as_str());
        let observed = outcome.observed.as_ref();
        print::json(&Document {
            change_id: &self.change_id,
            verdict: outcome.verdict.word(),
            status: facts.and_then(|facts| facts.status),
            request_id: facts.and_then(|facts| facts.request_id.as_deref()),
            client_request_id: facts.map(|facts| facts.client_request_id.as_str()),
            duration_ms: facts.map(|facts| facts.elapsed.as_millis()),
            via: via.map(Via::word),
            before: json::targets(
                self.change.map_or(self.before, |change| &change.before),
                self.names,
            ),
            after: after.as_ref().map(|after| json::targets(after, self.names)),
            observed: observed
                .map(|rows| json::targets(rows.iter().map(|row| &row.target), self.names)),
            priority: self
                .change
                .and_then(|change| json::priority(change, outcome.observed_order.as_deref())),
            message: of_service
                .filter(|message| !message.is_empty())
                .or(outcome.reason.as_deref()),
            hint,
        })
    }

    /// What the verdict alone does not show.
    fn more(&self, via: Option<Via>, outcome: &Outcome) -> Vec<Line> {
        let Some(change) = self.change else {
            return Vec::new();
        };
        if outcome.verdict == Verdict::Rejected && via == Some(Via::Assign) {
            return words::replaced(change, self.names);
        }
        words::three_sides(change, outcome, self.names, |id| {
            let found = self.rows.iter().find(|row| row.configuration.id == *id);
            found.map_or_else(|| id.to_string(), |row| row.configuration.name.clone())
        })
    }

    /// Prints what would be sent.
    pub(super) fn dry_run(&self, request: &WriteRequest, review: &[Line]) -> Exit {
        let before = self.change.map_or(self.before, |change| &change.before);
        let after = self
            .change
            .map_or_else(Vec::new, |change| change.after(before));
        let _ = if self.as_json {
            print::json(&DryRun {
                is_dry: true,
                via: request.via.word(),
                request: Request {
                    method: request.method,
                    path: &request.path,
                    version: request.version.segment(),
                    why: &request.why,
                    body: serde_json::from_str(&request.body).ok(),
                },
                before: json::targets(before, self.names),
                after: json::targets(&after, self.names),
                priority: self.change.and_then(|change| json::priority(change, None)),
            })
        } else {
            print::text(&print::lines(review))
        };
        Exit::Done
    }
}

/// The exit code of an end.
fn exit(outcome: &Outcome) -> Exit {
    let refused = outcome.error.as_ref().and_then(|error| error.facts.status);
    match outcome.verdict {
        Verdict::Verified => Exit::Done,
        Verdict::NotSent if outcome.no_token => Exit::NoAccess,
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
