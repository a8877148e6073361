//! Many changes as one: what a plan would do, what it skips, and its result.

use std::collections::BTreeSet;

use super::effect::{members, whole_list};
use super::review::new_enrollments;
use super::target::target_line;
use super::{Line, Names, Phrase, Role, change, conflict, name_of};
use crate::domain::{Change, ChangeKind, MemberCount, Verdict, Via, WriteRequest};
use crate::plan::{Check, Plan, Skipped, Summary};

/// A plan before it runs.
pub struct PlanReview<'a> {
    pub plan: &'a Plan,
    /// The result of the check of each row.
    pub checks: &'a [Check],
    /// The request for each row that is ready.
    pub requests: &'a [Option<(Change, WriteRequest)>],
    /// The tenant, or the service if its name is not known.
    pub tenant: &'a str,
    pub names: &'a Names,
    /// The most configurations that are changed at the same time.
    pub parallel: u8,
    /// The old and new groups of the rows, with their members as far as counted.
    pub groups: &'a [(String, Option<MemberCount>)],
}

/// What a plan would do, row by row.
#[must_use]
pub fn plan(review: &PlanReview<'_>) -> Vec<Line> {
    let PlanReview { plan, names, .. } = review;
    let mut lines = vec![Line::new(Role::Title, title(review))];
    let rows = plan.rows.iter().zip(review.checks).zip(review.requests);
    for ((row, check), request) in rows {
        let planned = &row.change;
        let text = format!(
            "{}. {}: {}",
            row.number,
            planned.configuration_name,
            change(planned, names)
        );
        match (check, request) {
            (Check::Ready, Some((made, request))) => {
                let how = match request.via {
                    Via::Patch => format!("PATCH, {}", request.version),
                    Via::Assign => format!("replaces the list of {}", made.before.len()),
                    Via::SetPriority => "priority".to_owned(),
                };
                lines.push(Line::new(Role::Text, format!("{text} ({how})")));
                if let ChangeKind::Replace { .. } = made.kind {
                    lines.extend(whole_list(made, names));
                }
            }
            (Check::Done { .. }, _) => {
                lines.push(Line::new(
                    Role::Good,
                    format!("{text} ({})", why_not(check)),
                ));
            }
            _ => lines.push(Line::new(
                Role::Warn,
                format!("{text} ({})", why_not(check)),
            )),
        }
        if let Check::Drifted { change, theirs } = check
            && !matches!(change.kind, ChangeKind::SetPriority { .. })
        {
            lines.extend(conflict(change, theirs, names));
        }
        if !row.note.is_empty() {
            let note = crate::text::clean(&row.note);
            lines.push(Line::new(Role::Hint, format!("   {note}")));
        }
    }
    for (id, count) in review.groups {
        let text = Phrase::from(format!("group {}", name_of(id, names))).dot(members(*count));
        lines.push(Line::new(Role::Text, text));
    }
    let ready = rows_of(plan, review.checks);
    if let Some(text) = at_once(ready, review.parallel) {
        lines.push(Line::new(Role::Text, text));
    }
    if review.checks.contains(&Check::Ready) {
        lines.push(new_enrollments());
    }
    lines
}

/// The changes of a plan that are ready.
fn rows_of<'a>(plan: &'a Plan, checks: &'a [Check]) -> impl Iterator<Item = &'a Change> {
    let rows = plan.rows.iter().zip(checks);
    let ready = rows.filter(|(_, check)| **check == Check::Ready);
    ready.map(|(row, _)| &row.change)
}

/// How many of these changes are made at once; none where they follow each other anyway.
#[must_use]
pub fn at_once<'a>(changes: impl Iterator<Item = &'a Change>, parallel: u8) -> Option<String> {
    let configurations: Vec<_> = changes.map(|change| &change.configuration).collect();
    let after_the_first = configurations.len().saturating_sub(1);
    let configurations: BTreeSet<_> = configurations.into_iter().collect();
    let most = configurations
        .len()
        .min(after_the_first)
        .min(usize::from(parallel));
    (most > 1).then(|| {
        format!("The first row runs alone, then up to {most} configurations at the same time.")
    })
}

fn title(review: &PlanReview<'_>) -> String {
    let count = |is_meant: fn(&Check) -> bool| {
        let found = review.checks.iter().filter(|check| is_meant(check));
        found.count()
    };
    let parts = [
        (count(|check| *check == Check::Ready), "to do"),
        (
            count(|check| matches!(check, Check::Done { .. })),
            "already done",
        ),
        (
            count(|check| matches!(check, Check::Drifted { .. })),
            "changed by someone else",
        ),
        (
            count(|check| matches!(check, Check::Refused(_))),
            "refused by a rule",
        ),
    ];
    let rows = review.plan.rows.len();
    let changes = if rows == 1 { "change" } else { "changes" };
    let head = format!("{rows} {changes} · tenant {}", review.tenant);
    match listed(&parts) {
        text if text.is_empty() => head,
        text => format!("{head}: {text}"),
    }
}

/// The result of a plan, in one line.
#[must_use]
pub fn plan_counts(summary: &Summary) -> String {
    let is_found = |(verdict, _): &(Verdict, usize)| *verdict == Verdict::Already;
    let (found, counts): (Vec<_>, Vec<_>) = summary.counts().into_iter().partition(is_found);
    let found: usize = found.iter().map(|(_, count)| count).sum();
    let mut parts: Vec<(usize, &str)> = counts
        .iter()
        .map(|(verdict, count)| (*count, verdict.word()))
        .collect();
    parts.extend([
        (summary.done.len() + found, "already done"),
        (summary.drifted.len(), "changed by someone else"),
        (summary.refused.len(), "refused by a rule"),
        (summary.left.len(), "not started"),
    ]);
    listed(&parts)
}

fn listed(parts: &[(usize, &str)]) -> String {
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    parts.join(", ")
}

/// Why a row is not run.
#[must_use]
pub fn why_not(check: &Check) -> String {
    match check {
        Check::Ready => String::new(),
        Check::Done { by_plan: true } => "already done".to_owned(),
        Check::Done { by_plan: false } => "already set".to_owned(),
        Check::Drifted { .. } => "changed by someone else".to_owned(),
        Check::Refused(refusal) => refusal.to_string().trim_end_matches('.').to_owned(),
    }
}

/// What a plan skips, and why.
#[must_use]
pub fn skipped(skipped: &Skipped, names: &Names) -> String {
    let target = skipped.target.as_ref();
    let target = target.map(|left| format!("  {}", target_line(left, names)));
    let name = if skipped.configuration_name.is_empty() {
        skipped.configuration.to_string()
    } else {
        skipped.configuration_name.clone()
    };
    let note = if skipped.note.is_empty() {
        String::new()
    } else {
        format!("  ({})", skipped.note)
    };
    format!(
        "{name}{}  {}{note}",
        target.unwrap_or_default(),
        skipped.reason
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ApiMode, ApiVersion, Place, Refusal, Target, WriteMode};
    use crate::plan::{self, Limits, PlanRow, Snapshot, Wish, Wished};

    const LIMITS: Limits = Limits {
        api: ApiMode::Auto,
        mode: WriteMode::Auto,
        read_from: ApiVersion::Beta,
        filters: &[],
    };

    fn everybody(kind: &str) -> Target {
        let json = format!(r##"{{"@odata.type":"#microsoft.graph.{kind}AssignmentTarget"}}"##);
        serde_json::from_str(&json).unwrap()
    }

    const STATE: &str = r##"{"format":1,"graph":"","cloud":"","readFrom":"beta","configurations":[
        {"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c",
            "displayName":"Corp","priority":1,"assignments":[
                {"id":"a","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}]}]}"##;

    #[test]
    fn each_row_says_what_it_does_or_why_not() {
        let rows = Snapshot::read(STATE).unwrap().rows;
        let replaced = Wish {
            configuration: rows[0].configuration.id.clone(),
            wished: Wished::Replace(vec![everybody("allLicensedUsers")]),
            note: "a\nnote".to_owned(),
        };
        let draft = plan::draft(&rows, &[replaced], LIMITS);
        let mut other = draft.rows[0].clone();
        other.number = 2;
        let plan = Plan {
            id: "p".to_owned(),
            created: String::new(),
            place: Place::default(),
            rows: [
                draft.rows,
                vec![PlanRow {
                    note: String::new(),
                    ..other
                }],
            ]
            .concat(),
        };
        let checks = [Check::Ready, Check::Refused(Refusal::Gone)];
        let requests = plan::requests(&plan, &rows, &checks, LIMITS);
        let text: Vec<String> = super::plan(&PlanReview {
            plan: &plan,
            checks: &checks,
            requests: &requests,
            tenant: "Contoso",
            names: &Names::new(),
            parallel: 4,
            groups: &[],
        })
        .into_iter()
        .map(|line| line.text.into())
        .collect();
        assert_eq!(
            text,
            [
                "2 changes · tenant Contoso: 1 to do, 1 refused by a rule",
                "1. Corp: replace the list by 1 targets (replaces the list of 1)",
                "Replaces the whole list: 1 target before, 1 after",
                "− all devices",
                "+ all users",
                "   a note",
                "2. Corp: replace the list by 1 targets (What you were changing is gone)",
                "Affects new enrollments only. Enrolled devices keep their settings.",
            ]
        );
    }
}
