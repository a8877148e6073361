//! What `enlist apply` says of a plan: before it is run and after it, as lines and as JSON.
//!
//! Belongs here: how rows are printed, and the exit code of them all. Does not belong here: running them
//! (`apply`), a single change (`report`).

use serde::Serialize;

use crate::cli::change::apply::PlanDeal;
use crate::cli::change::report;
use crate::cli::change::report::{Document, Report};
use crate::cli::print;
use crate::cli::print::documents;
use crate::cli::print::documents::TargetJson;
use crate::cli::print::exit::Exit;
use crate::domain::Change;
use crate::domain::ChangeKind;
use crate::domain::MemberCount;
use crate::domain::Target;
use crate::domain::Verdict;
use crate::domain::Via;
use crate::domain::{Conflict, Evidence, Observed, Outcome};
use crate::plan::Check;
use crate::plan::PlanRow;
use crate::plan::Summary;
use crate::words;
use crate::words::Line;
use crate::words::Role;

/// A row at its end, whether it was run or not.
struct RowEnd<'a> {
    row: &'a PlanRow,
    change: Change,
    via: Option<Via>,
    outcome: Outcome,
    exit: Exit,
}

/// The document of `--json`.
#[derive(Serialize)]
struct ApplyJson<'a> {
    plan: &'a str,
    rows: Vec<RowJson<'a>>,
    message: String,
    hint: Option<&'a str>,
}

/// A row in it: which one, and the members of the document of a single write.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RowJson<'a> {
    number: u32,
    configuration_id: &'a str,
    configuration_name: &'a str,
    #[serde(flatten)]
    result: Document<'a>,
}

impl PlanDeal<'_> {
    fn ends(&self, summary: &Summary) -> Vec<RowEnd<'_>> {
        let rows = self.plan.rows.iter().zip(&self.checks);
        rows.map(|(row, check)| {
            if let Some(ended) = summary
                .ended
                .iter()
                .find(|ended| ended.number == row.number)
            {
                return RowEnd {
                    row,
                    change: ended.change.clone(),
                    via: ended.via,
                    outcome: ended.outcome.clone(),
                    exit: report::exit(&ended.outcome),
                };
            }
            let end = |change: &Change, outcome: Outcome, exit| RowEnd {
                row,
                change: change.clone(),
                via: None,
                outcome,
                exit,
            };
            match check {
                Check::Done { .. } => {
                    let outcome = Outcome {
                        note: Some(words::why_not(check)),
                        ..Evidence::Already.into()
                    };
                    end(&row.change, outcome, Exit::Done)
                }
                Check::Drifted { change, .. } => {
                    let mut rows = self.workspace.rows.iter();
                    let theirs = rows.find(|row| row.configuration.id == change.configuration);
                    // What moved on is the order, or the list.
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
                    end(change, outcome, Exit::Conflict)
                }
                Check::Refused(refusal) => {
                    let outcome = Outcome::not_sent(refusal.to_string());
                    end(&row.change, outcome, Exit::Failed)
                }
                Check::Ready => {
                    let outcome = Outcome::not_sent("not begun");
                    end(&row.change, outcome, Exit::Done)
                }
            }
        })
        .collect()
    }

    /// Says what became of the rows, and gives the exit code of them all, or this one where it weighs more.
    pub(in crate::cli) fn report(
        &self,
        summary: &Summary,
        hint: Option<&str>,
        at_least: Exit,
    ) -> Exit {
        let ends = self.ends(summary);
        let exits = ends.iter().map(|end| end.exit);
        let exit = Exit::of_several(exits.chain([at_least]));
        let counts = match words::plan_counts(summary) {
            said if said.is_empty() => "the plan has no rows".to_owned(),
            said => said,
        };
        let reports: Vec<Report<'_>> = ends
            .iter()
            .map(|end| {
                Report::new(
                    self.plan.change_id(end.row.number),
                    self.args.consent.json,
                    &end.change.before,
                    Some(&end.change),
                    &self.names,
                    &self.workspace.rows,
                )
            })
            .collect();
        let both = ends.iter().zip(&reports);
        // Whoever closed the pipe has read enough.
        let _ = if self.args.consent.json {
            let rows = both.map(|(end, report)| RowJson {
                number: end.row.number,
                configuration_id: end.change.configuration.as_str(),
                configuration_name: &end.change.configuration_name,
                result: report.document(end.via, &end.outcome, None),
            });
            print::json(&ApplyJson {
                plan: &self.plan.id,
                rows: rows.collect(),
                message: counts,
                hint,
            })
        } else {
            let mut lines: Vec<Line> = Vec::new();
            for (end, report) in both {
                lines.push(self.headline(end));
                let outcome = &end.outcome;
                let said = match outcome.verdict() {
                    Verdict::Verified => Vec::new(),
                    // What the first line does not say.
                    _ if outcome.facts().is_none() && outcome.error().is_none() => {
                        report.more(end.via, outcome)
                    }
                    _ => report.lines(end.via, outcome),
                };
                let said = said.into_iter();
                lines.extend(said.map(|line| Line::new(line.role, format!("   {}", line.text))));
            }
            lines.push(Line::new(Role::Title, counts));
            lines.extend(hint.map(|hint| Line::new(Role::Hint, hint)));
            print::text(&print::lines(&lines))
        };
        exit
    }

    fn headline(&self, end: &RowEnd<'_>) -> Line {
        let RowEnd {
            row,
            change,
            outcome,
            ..
        } = end;
        let verdict = outcome.verdict().word();
        let why = match outcome.reason() {
            Some(reason) if outcome.facts().is_none() => format!("{verdict}: {reason}"),
            _ => verdict.to_owned(),
        };
        let said = format!(
            "{}. {}: {}: {why}",
            row.number,
            change.configuration_name,
            words::change(change, &self.names)
        );
        Line::new(words::headline(outcome).role, said)
    }
}

/// The document of `--dry-run`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DryRunJson<'a> {
    dry_run: bool,
    plan: &'a str,
    rows: Vec<DryRowJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DryRowJson<'a> {
    number: u32,
    configuration_id: &'a str,
    configuration_name: &'a str,
    /// Why it is not run; null where it is.
    reason: Option<String>,
    via: Option<&'static str>,
    request: Option<report::Request<'a>>,
    before: Vec<TargetJson<'a>>,
    after: Vec<TargetJson<'a>>,
}

impl PlanDeal<'_> {
    /// Prints what would be sent, and gives the exit code of what would not.
    pub(in crate::cli) async fn dry_run(&self) -> Exit {
        let exit = Exit::of_several(self.ends(&self.not_run()).iter().map(|end| end.exit));
        let rows = || self.plan.rows.iter().zip(&self.checks).zip(&self.requests);
        let _ = if self.args.consent.json {
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
                    via: request.map(|request| request.via.word()),
                    request: request.map(report::Request::of),
                    before: documents::targets(&change.before, &self.names),
                    after: documents::targets(after, &self.names),
                }
            });
            print::json(&DryRunJson {
                dry_run: true,
                plan: &self.plan.id,
                rows: rows.collect(),
            })
        } else {
            let groups = self.groups().await;
            let mut lines = words::plan(&self.sheet(&groups));
            for (change, request) in self.requests.iter().flatten() {
                lines.push(Line::new(Role::Text, ""));
                lines.extend(words::review(&words::Review {
                    change,
                    earlier: None,
                    name_to_type: None,
                    request,
                    tenant: self.workspace.tenant_name(),
                    names: &self.names,
                    count_before: count_of(change.old_target(), &groups),
                    count_after: count_of(change.new_target(), &groups),
                }));
            }
            print::text(&print::lines(&lines))
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
