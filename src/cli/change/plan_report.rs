//! Text about the rows of a plan: before and after it runs, as lines and as JSON.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::plan_run::PlanRun;
use super::report::{End, EndJson, Report, RequestJson, Whole};
use crate::cli::print::documents::{self, TargetJson};
use crate::cli::print::exit::Exit;
use crate::cli::print::{self};
use crate::domain::{ChangeKind, Conflict, Evidence, MemberCount, Observed, Outcome, Target, Via};
use crate::plan::{Check, PlanRow, Summary};
use crate::words::{self, Line, Role};

/// The outcome of a plan.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "applied"))]
pub(in crate::cli) struct ApplyJson<'a> {
    /// Id of the plan.
    plan: &'a str,
    rows: Vec<RowJson<'a>>,
    /// How many rows came to which verdict.
    message: String,
    /// What to do next.
    hint: Option<&'a str>,
}

/// A row of a plan and the outcome of its change.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "appliedRow"))]
pub(in crate::cli) struct RowJson<'a> {
    /// The number of the row in the plan.
    number: u32,
    configuration_id: &'a str,
    configuration_name: &'a str,
    #[serde(flatten)]
    result: EndJson<'a>,
}

impl PlanRun<'_> {
    fn ends(&self, summary: &Summary) -> Vec<End> {
        let rows = self.plan.rows.iter().zip(&self.checks);
        rows.map(|(row, check)| {
            let ended = summary.ended.iter();
            let ended = ended.clone().find(|ended| ended.number == row.number);
            let id = self.plan.change_id(row.number);
            match ended {
                Some(ended) => End {
                    via: ended.via,
                    ..End::of_change(id, ended.change.clone(), ended.outcome.clone())
                },
                None => self.not_begun(id, row, check),
            }
        })
        .collect()
    }

    /// A row that was not run.
    fn not_begun(&self, id: String, row: &PlanRow, check: &Check) -> End {
        let outcome = match check {
            Check::Done { .. } => Outcome {
                note: Some(words::why_not(check)),
                ..Evidence::Already.into()
            },
            Check::Drifted { change, .. } => {
                let mut rows = self.workspace.rows.iter();
                let theirs = rows.find(|row| row.configuration.id == change.configuration);
                // Either the order or the list has moved on.
                let is_order = matches!(change.kind, ChangeKind::SetPriority { .. });
                let outcome = Outcome {
                    evidence: Evidence::Conflict(Conflict::Changed(None)),
                    observed: theirs.and_then(|row| {
                        if is_order {
                            self.workspace.order(row).ok().map(Observed::Order)
                        } else {
                            Some(Observed::List(row.assignments.clone()))
                        }
                    }),
                    note: Some(words::why_not(check)),
                };
                return End::of_change(id, change.as_ref().clone(), outcome);
            }
            Check::Refused(refusal) => Outcome::not_sent(refusal.to_string()),
            Check::Ready => Outcome::not_sent("not started"),
        };
        End::of_change(id, row.change.clone(), outcome)
    }

    /// The exit code of all rows. Rows that were only not started do not count.
    fn exit(&self, ends: &[End], summary: &Summary) -> Exit {
        let rows = self.plan.rows.iter().zip(&self.checks).zip(ends);
        Exit::of_several(rows.map(|((row, check), end)| {
            let has_run = summary.ended.iter().any(|it| it.number == row.number);
            if *check == Check::Ready && !has_run {
                Exit::Done
            } else {
                end.exit()
            }
        }))
    }

    /// Reports the result of a plan, and returns the exit code of all rows, or this one if it is more
    /// important.
    pub(super) fn report(&self, summary: &Summary, hint: Option<&str>, at_least: Exit) -> Exit {
        let ends = self.ends(summary);
        let exit = Exit::of_several([self.exit(&ends, summary), at_least]);
        let counts = match words::plan_counts(summary) {
            text if text.is_empty() => "the plan has no rows".to_owned(),
            text => text,
        };
        let report = Report {
            as_json: self.options.consent.json,
            names: &self.names,
            workspace: self.workspace,
        };
        let both = self.plan.rows.iter().zip(&ends);
        // A closed pipe is not an error.
        let _ = if report.as_json {
            let rows = both.map(|(row, end)| {
                let change = end.change.as_ref().unwrap_or(&row.change);
                RowJson {
                    number: row.number,
                    configuration_id: change.configuration.as_str(),
                    configuration_name: &change.configuration_name,
                    result: report.document(end),
                }
            });
            print::json(&Whole {
                document: ApplyJson {
                    plan: &self.plan.id,
                    rows: rows.collect(),
                    message: counts,
                    hint,
                },
                not_read: self.workspace.not_read(),
            })
        } else {
            let mut lines: Vec<Line> = Vec::new();
            for (row, end) in both {
                lines.push(self.headline(row, end));
                let outcome = &end.outcome;
                let more = match outcome.verdict() {
                    verdict if verdict.is_done() => Vec::new(),
                    // Details that are not in the first line.
                    _ if outcome.facts().is_none() && outcome.error().is_none() => report.more(end),
                    _ => report.lines(end),
                };
                let more = more.into_iter();
                lines.extend(more.map(|line| Line::new(line.role, format!("   {}", line.text))));
            }
            lines.push(Line::new(Role::Title, counts));
            lines.extend(hint.map(|hint| Line::new(Role::Hint, hint)));
            print::text(&self.workspace.printing.out.lines(&lines))
        };
        exit
    }

    fn headline(
        &self,
        row: &PlanRow,
        End {
            change, outcome, ..
        }: &End,
    ) -> Line {
        let change = change.as_ref().unwrap_or(&row.change);
        let verdict = outcome.verdict().word();
        let why = match outcome.reason() {
            Some(reason) if outcome.facts().is_none() => format!("{verdict}: {reason}"),
            _ => verdict.to_owned(),
        };
        let text = format!(
            "{}. {}: {}: {why}",
            row.number,
            change.configuration_name,
            words::change(change, &self.names)
        );
        Line::new(words::headline(outcome).role, text)
    }
}

/// What a plan would send.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "applyDryRun"))]
pub(in crate::cli) struct DryRunJson<'a> {
    /// Always true.
    #[cfg_attr(test, schemars(extend("const" = true)))]
    dry_run: bool,
    /// Id of the plan.
    plan: &'a str,
    rows: Vec<DryRowJson<'a>>,
}

/// A row of a plan and the request that it would send.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "applyDryRunRow")
)]
pub(in crate::cli) struct DryRowJson<'a> {
    /// The number of the row in the plan.
    number: u32,
    configuration_id: &'a str,
    configuration_name: &'a str,
    /// Why the row is not run; null if it is.
    reason: Option<String>,
    via: Option<Via>,
    request: Option<RequestJson<'a>>,
    before: Vec<TargetJson<'a>>,
    after: Vec<TargetJson<'a>>,
}

impl PlanRun<'_> {
    /// Prints what would be sent, and returns the exit code for the rows that would not.
    pub(in crate::cli) async fn dry_run(&self) -> Exit {
        let summary = self.not_run();
        let exit = self.exit(&self.ends(&summary), &summary);
        let rows = || self.plan.rows.iter().zip(&self.checks).zip(&self.requests);
        let _ = if self.options.consent.json {
            let afters: Vec<Vec<Target>> = rows()
                .map(|((row, _), made)| {
                    let change = made.as_ref().map_or(&row.change, |(change, _)| change);
                    change.after(&change.before)
                })
                .collect();
            let rows = rows().zip(&afters).map(|(((row, check), made), after)| {
                let change = made.as_ref().map_or(&row.change, |(change, _)| change);
                let request = made.as_ref().map(|(_, request)| request);
                DryRowJson {
                    number: row.number,
                    configuration_id: change.configuration.as_str(),
                    configuration_name: &change.configuration_name,
                    reason: Some(words::why_not(check)).filter(|why| !why.is_empty()),
                    via: request.map(|request| request.via),
                    request: request.map(RequestJson::of),
                    before: documents::targets(&change.before, &self.names),
                    after: documents::targets(after, &self.names),
                }
            });
            print::json(&Whole {
                document: DryRunJson {
                    dry_run: true,
                    plan: &self.plan.id,
                    rows: rows.collect(),
                },
                not_read: self.workspace.not_read(),
            })
        } else {
            let groups = self.groups().await;
            let mut lines = words::plan(&self.plan_review(&groups));
            for (change, request) in self.requests.iter().flatten() {
                let mut rows = self.workspace.rows.iter();
                let row = rows.find(|row| row.configuration.id == change.configuration);
                lines.push(Line::new(Role::Text, ""));
                lines.extend(words::review(&words::Review {
                    change,
                    earlier: None,
                    priority: row.and_then(|row| row.configuration.priority),
                    request,
                    tenant: self.workspace.tenant_name(),
                    names: &self.names,
                    count_before: count_of(change.old_target(), &groups),
                    count_after: count_of(change.new_target(), &groups),
                    zone: &TimeZone::system(),
                    now: Some(Timestamp::now()),
                }));
            }
            print::text(&self.workspace.printing.out.lines(&lines))
        };
        exit
    }
}

fn count_of(
    target: Option<&Target>,
    groups: &[(String, Option<MemberCount>)],
) -> Option<MemberCount> {
    let id = target?.object_id()?;
    let known = groups
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(id));
    known?.1
}
