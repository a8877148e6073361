//! A change and its result in a few words, for one line that is read in passing.
//!
//! Belongs here: the shortest form that names both sides. Does not belong here: the whole outcome
//! (`verdict`), which key comes next (`tui`).

use super::{Names, Phrase, Role, filter, target, verdict};
use crate::domain::{Change, ChangeKind, Outcome, Target, TargetKind, Verdict};
use crate::text;

/// A change with the name of its configuration: `Corp ESP: Sales EMEA → Engineering`.
#[must_use]
pub fn change_summary(change: &Change, names: &Names) -> Phrase {
    let name = text::clean(&change.configuration_name).into_owned();
    let name = Phrase::from(format!("{name}: "));
    let signed = |sign: &str, word: &str, target: &Target| {
        Phrase::new(format!("{sign} "), format!("{word} ")).then(short(target, names))
    };
    name.then(match &change.kind {
        ChangeKind::Retarget { from, to, .. } => retarget(from, to, names),
        ChangeKind::Add { target } => signed("+", "added", target),
        ChangeKind::Remove { target } => signed("−", "removed", target),
        ChangeKind::Replace { targets } => match targets.len() {
            1 => "list replaced, 1 target".into(),
            count => format!("list replaced, {count} targets").into(),
        },
        ChangeKind::SetPriority { from, to, .. } => {
            Phrase::from(format!("priority {from}")).arrow(to.to_string())
        }
    })
}

/// Both sides of a retarget; the filters if only the filter differs.
fn retarget(from: &Target, to: &Target, names: &Names) -> Phrase {
    let (old, new) = (short(from, names), short(to, names));
    let filter_of = |target: &Target| {
        let of = target.filter();
        of.map_or_else(|| "none".to_owned(), |of| filter(of, names))
    };
    let (was, is) = (filter_of(from), filter_of(to));
    if was == is {
        return old.arrow(new);
    }
    let filters = Phrase::from(format!("filter {was}")).arrow(is);
    if old == new {
        old.then(", ").then(filters)
    } else {
        old.arrow(new).then(", ").then(filters)
    }
}

/// A target by its name alone if it is a group, as most are.
fn short(of: &Target, names: &Names) -> Phrase {
    let parts = target(of, names);
    match (parts.kind, &parts.name) {
        (TargetKind::Group, Some(name)) => name.as_str().into(),
        _ => parts.line(),
    }
}

/// The result of a change: `verified (200, 1 ms)`, and for a refusal its cause.
#[must_use]
pub fn outcome_summary(outcome: &Outcome) -> Phrase {
    let word = match outcome.verdict() {
        Verdict::Verified => "verified",
        Verdict::Already => "already set",
        Verdict::Rejected => "rejected",
        Verdict::NoRoute => "no route for PATCH",
        Verdict::NotSent if outcome.facts().is_some() => "not sent again",
        Verdict::NotSent => "not sent",
        Verdict::Conflict if outcome.facts().is_some() => "conflict",
        Verdict::Conflict => "not sent: conflict",
        Verdict::PendingApproval => "waiting for approval",
        Verdict::NotYetVisible => "accepted, not visible yet",
        Verdict::Unchanged => "accepted, but nothing changed",
        Verdict::Differs => "unexpected result",
        Verdict::Unknown => "outcome unknown",
    };
    let Some(facts) = outcome.facts() else {
        return word.into();
    };
    let status = facts
        .status
        .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    // An answer within the machine takes less than a millisecond, but not no time at all.
    let millis = facts.elapsed.as_millis().max(1);
    format!("{word} ({status}, {millis} ms)").into()
}

/// Why a change was not made, in the words of the service or of this program; none if it was.
#[must_use]
pub fn cause(outcome: &Outcome) -> Option<String> {
    if outcome.verdict().is_done() {
        return None;
    }
    let shown = outcome
        .error()
        .map(|error| error.message.clone())
        .filter(|shown| !shown.is_empty())
        .or_else(|| outcome.reason())?;
    let shown = text::sentence(&shown);
    Some(shown.trim_end_matches('.').to_owned())
}

/// The sign before it: success or failure can be seen without color.
#[must_use]
pub const fn outcome_sign(verdict_of: Verdict) -> &'static str {
    match verdict::verdict_role(verdict_of) {
        Role::Good => "✓",
        Role::Bad => "×",
        _ => "!",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{AssignmentId, ConfigurationId, ConfigurationType, Evidence, Facts};

    fn group(id: &str, rest: &str) -> Target {
        let json = format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}"{rest}}}"##
        );
        Target::from_raw(serde_json::from_str(&json).unwrap())
    }

    fn shown(kind: ChangeKind) -> String {
        let change = Change {
            configuration: ConfigurationId::new("c".to_owned()),
            configuration_name: "Corp\u{1b}[31m ESP".to_owned(),
            configuration_type: ConfigurationType::Esp,
            platform: None,
            kind,
            before: Vec::new(),
            reverses: None,
        };
        change_summary(&change, &Names::new()).to_string()
    }

    #[test]
    fn each_kind_of_change_names_what_changes() {
        let (a, b) = (group("aaa", ""), group("bbb", ""));
        let filtered = group(
            "aaa",
            r#","deviceAndAppManagementAssignmentFilterId":"f1","deviceAndAppManagementAssignmentFilterType":"include""#,
        );
        let retarget = |from: &Target, to: &Target| ChangeKind::Retarget {
            assignment: AssignmentId::new("x".to_owned()),
            from: from.clone(),
            to: to.clone(),
        };
        for (kind, wanted) in [
            (retarget(&a, &b), "aaa → bbb"),
            (retarget(&a, &filtered), "aaa, filter none → include f1"),
            (
                retarget(&filtered, &b),
                "aaa → bbb, filter include f1 → none",
            ),
            (ChangeKind::Add { target: a.clone() }, "+ aaa"),
            (ChangeKind::Remove { target: b.clone() }, "− bbb"),
            (
                ChangeKind::Replace {
                    targets: vec![a.clone(), b],
                },
                "list replaced, 2 targets",
            ),
            (
                ChangeKind::SetPriority {
                    from: 2,
                    to: 1,
                    order: Vec::new(),
                },
                "priority 2 → 1",
            ),
        ] {
            assert_eq!(shown(kind), format!("Corp[31m ESP: {wanted}"));
        }
    }

    #[test]
    fn an_outcome_says_its_verdict_and_its_answer() {
        let facts = || Facts {
            method: "PATCH",
            path: "/v1.0/x".to_owned(),
            status: Some(200),
            elapsed: Duration::from_micros(40),
            request_id: None,
            client_request_id: "c".to_owned(),
        };
        let done = Evidence::sample(Verdict::Verified, Ok(facts())).into();
        assert_eq!(outcome_summary(&done), "verified (200, 1 ms)");
        assert_eq!(cause(&done), None);
        let lost = Facts {
            status: None,
            ..facts()
        };
        let unknown = Evidence::sample(Verdict::Unknown, Ok(lost)).into();
        assert_eq!(
            outcome_summary(&unknown),
            "outcome unknown (no answer, 1 ms)"
        );
        let refused = Outcome::not_sent("the journal is full.");
        assert_eq!(outcome_summary(&refused), "not sent");
        assert!(cause(&refused).is_some_and(|shown| !shown.ends_with('.')));
        for verdict in [Verdict::Verified, Verdict::Rejected, Verdict::Unknown] {
            let others = [Verdict::Verified, Verdict::Rejected, Verdict::Unknown];
            let same = others
                .into_iter()
                .filter(|other| outcome_sign(*other) == outcome_sign(verdict));
            assert_eq!(same.count(), 1, "{verdict:?}");
        }
    }
}
