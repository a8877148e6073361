//! The end of a change: in words, as a document, and as an exit code.

use std::borrow::Cow;

use serde::Serialize;

use super::proposal::Stop;
use crate::cli::args::Consent;
use crate::cli::lookup::listing::NotRead;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::documents::{self, PriorityJson, TargetJson};
use crate::cli::print::exit::Exit;
use crate::cli::print::{self};
use crate::domain::{
    Change, Observed, Outcome, RawObject, Row, Target, Verdict, Via, WriteRequest,
};
use crate::words::{self, Line, Names, Role};

/// A change at its end, or why it was not started.
pub(super) struct End {
    pub(super) change_id: String,
    /// The change in its last form, unless a rule forbids it.
    pub(super) change: Option<Change>,
    /// The list as it was read.
    pub(super) before: Vec<Target>,
    /// The list after the change.
    pub(super) after: Option<Vec<Target>>,
    pub(super) via: Option<Via>,
    pub(super) outcome: Outcome,
    /// Why it did not continue: what was decided here comes before general advice.
    pub(super) note: Option<String>,
}

impl End {
    pub(super) fn of_change(change_id: String, change: Change, outcome: Outcome) -> Self {
        Self {
            before: change.before.clone(),
            after: Some(change.after(&change.before)),
            change: Some(change),
            ..Self::without_change(change_id, Vec::new(), outcome)
        }
    }

    pub(super) const fn without_change(
        change_id: String,
        before: Vec<Target>,
        outcome: Outcome,
    ) -> Self {
        Self {
            change_id,
            change: None,
            before,
            after: None,
            via: None,
            outcome,
            note: None,
        }
    }

    fn verdict(&self, names: &Names) -> Vec<Line> {
        let mut lines = words::verdict(&self.outcome, names);
        if let Some(note) = &self.note {
            lines.retain(|line| line.role != Role::Hint);
            lines.push(Line::new(Role::Hint, note.as_str()));
        }
        lines
    }

    pub(super) fn exit(&self) -> Exit {
        match self.outcome.verdict() {
            Verdict::Verified | Verdict::Already => Exit::Done,
            _ if self.outcome.lacks_access() => Exit::NoAccess,
            Verdict::Rejected | Verdict::NoRoute | Verdict::NotSent => Exit::Failed,
            Verdict::Conflict => Exit::Conflict,
            Verdict::NotYetVisible
            | Verdict::Unchanged
            | Verdict::Differs
            | Verdict::PendingApproval
            | Verdict::Unknown => Exit::Unsure,
        }
    }
}

/// The outcome of a change.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "write"))]
pub(in crate::cli) struct EndJson<'a> {
    /// Id of the change in the journal.
    change_id: &'a str,
    verdict: Verdict,
    /// HTTP status of the answer, if there was one.
    status: Option<u16>,
    /// The id by which the service knows the request.
    request_id: Option<&'a str>,
    /// The id that the request carried.
    client_request_id: Option<&'a str>,
    duration_ms: Option<u128>,
    via: Option<Via>,
    /// The targets before the change.
    before: Vec<TargetJson<'a>>,
    /// The targets that the change leads to.
    after: Option<Vec<TargetJson<'a>>>,
    /// The targets that were read back.
    observed: Option<Vec<TargetJson<'a>>>,
    #[serde(flatten)]
    priority: Option<PriorityJson<'a>>,
    message: Option<Cow<'a, str>>,
    /// What to do next.
    hint: Option<String>,
}

/// What would be sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "dryRun"))]
pub(in crate::cli) struct DryRunJson<'a> {
    /// Always true.
    #[cfg_attr(test, schemars(extend("const" = true)))]
    dry_run: bool,
    via: Via,
    request: RequestJson<'a>,
    before: Vec<TargetJson<'a>>,
    after: Vec<TargetJson<'a>>,
    #[serde(flatten)]
    priority: Option<PriorityJson<'a>>,
}

// A document with what could not be read beside it. Not a doc comment: the schema takes the one of the document.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "{T}"))]
pub(in crate::cli) struct Whole<T> {
    #[serde(flatten)]
    pub(super) document: T,
    #[serde(flatten)]
    pub(super) not_read: NotRead,
}

/// A request as it would be sent.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "request"))]
pub(in crate::cli) struct RequestJson<'a> {
    method: &'a str,
    path: &'a str,
    /// The version of Graph.
    #[cfg_attr(test, schemars(extend("enum" = ["v1.0", "beta"])))]
    version: &'static str,
    /// Why this version.
    why: &'a str,
    #[cfg_attr(
        test,
        schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")
    )]
    body: Option<RawObject>,
}

impl<'a> RequestJson<'a> {
    pub(super) fn of(request: &'a WriteRequest) -> Self {
        Self {
            method: request.method,
            path: &request.path,
            version: request.version.segment(),
            why: &request.why,
            body: serde_json::from_str(&request.body).ok(),
        }
    }
}

/// How results are printed.
#[derive(Clone, Copy)]
pub(super) struct Report<'a> {
    pub(super) as_json: bool,
    pub(super) names: &'a Names,
    /// The tenant as it was read.
    pub(super) workspace: &'a Workspace,
}

impl<'a> Report<'a> {
    /// Prints the end of a change.
    pub(super) fn end(self, end: &End) -> Exit {
        // A closed pipe is not an error.
        let _ = if self.as_json {
            print::json(&Whole {
                document: self.document(end),
                not_read: self.workspace.not_read(),
            })
        } else {
            print::text(&self.workspace.printing.out.lines(&self.lines(end)))
        };
        end.exit()
    }

    /// The end of a change in words.
    pub(super) fn lines(self, end: &End) -> Vec<Line> {
        let mut lines = end.verdict(self.names);
        if let (Verdict::Verified, Some(change)) = (end.outcome.verdict(), &end.change) {
            let summary = words::change_summary(change, self.names);
            let hint = lines.iter().position(|line| line.role == Role::Hint);
            lines.insert(hint.unwrap_or(lines.len()), Line::new(Role::Title, summary));
        }
        lines.extend(self.more(end));
        lines
    }

    /// What the verdict alone does not show.
    pub(super) fn more(self, end: &End) -> Vec<Line> {
        let Some(change) = &end.change else {
            return Vec::new();
        };
        if end.outcome.verdict() == Verdict::Rejected && end.via == Some(Via::Assign) {
            return words::replaced(change, self.names);
        }
        words::three_sides(change, &end.outcome, self.names, |id| {
            let found = self
                .workspace
                .rows
                .iter()
                .find(|row| row.configuration.id == *id);
            found.map_or_else(|| id.to_string(), |row| row.configuration.name.clone())
        })
    }

    /// The end of a change as data.
    pub(super) fn document(self, end: &'a End) -> EndJson<'a> {
        let hint = end.verdict(self.names);
        let hint = hint.into_iter().find(|line| line.role == Role::Hint);
        let outcome = &end.outcome;
        let facts = outcome.facts();
        let of_service = outcome.error().map(|error| error.message.as_str());
        let observed = outcome.observed_list();
        EndJson {
            change_id: &end.change_id,
            verdict: outcome.verdict(),
            status: facts.and_then(|facts| facts.status),
            request_id: facts.and_then(|facts| facts.request_id.as_deref()),
            client_request_id: facts.map(|facts| facts.client_request_id.as_str()),
            duration_ms: facts.map(|facts| facts.elapsed.as_millis()),
            via: end.via,
            before: documents::targets(&end.before, self.names),
            after: end
                .after
                .as_ref()
                .map(|after| documents::targets(after, self.names)),
            observed: observed
                .map(|rows| documents::targets(rows.iter().map(|row| &row.target), self.names)),
            priority: end
                .change
                .as_ref()
                .and_then(|change| documents::priority(change, outcome.observed_order())),
            message: of_service
                .filter(|message| !message.is_empty())
                .map(Cow::from)
                .or_else(|| outcome.reason().map(Cow::from)),
            hint: hint.map(|line| line.text.into()),
        }
    }

    /// Prints what would be sent.
    pub(super) fn dry_run(self, change: &Change, request: &WriteRequest, review: &[Line]) -> Exit {
        let after = change.after(&change.before);
        let _ = if self.as_json {
            print::json(&Whole {
                document: DryRunJson {
                    dry_run: true,
                    via: request.via,
                    request: RequestJson::of(request),
                    before: documents::targets(&change.before, self.names),
                    after: documents::targets(&after, self.names),
                    priority: documents::priority(change, None),
                },
                not_read: self.workspace.not_read(),
            })
        } else {
            print::text(&self.workspace.printing.out.lines(review))
        };
        Exit::Done
    }
}

/// Says why there is no change.
pub(super) async fn stopped(
    workspace: &Workspace,
    consent: &Consent,
    id: String,
    row: &Row,
    names: Names,
    stop: Stop,
) -> Exit {
    let (names, end) = match stop {
        Stop::Rule(refusal) => {
            let before: Vec<Target> = row
                .assignments
                .iter()
                .map(|row| row.target.clone())
                .collect();
            let is_already = refusal.is_already();
            let end = End::without_change(id, before, Outcome::refused(refusal));
            let after = is_already.then(|| end.before.clone());
            (names, End { after, ..end })
        }
        Stop::MovedOn(change) => {
            let names = workspace.names_for(&change, &row.assignments, names).await;
            let order = change.order_after().and_then(|_| workspace.order(row).ok());
            let list = || Observed::List(row.assignments.clone());
            let outcome = Outcome::moved_on(Some(order.map_or_else(list, Observed::Order)));
            (names, End::of_change(id, *change, outcome))
        }
    };
    workspace.note_not_read();
    let report = Report {
        as_json: consent.json,
        names: &names,
        workspace,
    };
    report.end(&end)
}
