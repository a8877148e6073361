//! Changes and undos through the whole path, on the embedded service: what none of them is about stays
//! as it was, to the letter. The same is proved at length and without a service beside the domain.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::time::Duration;

use enlist::demo::{Options, Service, Tenant};
use enlist::domain::{Change, NewTarget, ObjectId, Row, Target, TargetType, Verdict, Via};
use enlist::session::Session;
use enlist::write::{self, Approval, Job};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::changes::{all, targets};
use support::wire::demo_session;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

const ESP: &str = "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration";
const SUBJECT: &str = "00000002-0a4e-4d0b-9a55-7d2b1c3e4f50_ESP";

/// Values that a program which understands them would spell differently.
const VALUES: [&str; 6] = [
    "123456789012345678901234567890",
    "1.10",
    "1e400",
    r#""x\u0041\/""#,
    r#"{"k":1E-7,"l":[]}"#,
    "null",
];

const FILTERS: [&str; 3] = [
    r#""deviceAndAppManagementAssignmentFilterId":null,"deviceAndAppManagementAssignmentFilterType":"none""#,
    r#""deviceAndAppManagementAssignmentFilterId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50","deviceAndAppManagementAssignmentFilterType":"include""#,
    r#""deviceAndAppManagementAssignmentFilterId":"00000000-0000-0000-0000-000000000000","deviceAndAppManagementAssignmentFilterType":"none""#,
];

fn guid(number: usize) -> String {
    format!("6f1d0c52-0a4e-4d0b-9a55-{number:012}")
}

fn start() -> impl Strategy<Value = Vec<String>> {
    let row = (
        0..3_usize,
        select(FILTERS.to_vec()),
        select(VALUES.to_vec()),
    );
    prop::collection::vec(row, 2..6).prop_map(|rows| {
        let spelled = rows.into_iter().enumerate();
        spelled
            .map(|(at, (kind, filter, unknown))| {
                let id = guid(at);
                let own = match kind {
                    0 => format!(r##""@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}""##),
                    1 => format!(
                        r##""@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{id}""##
                    ),
                    _ => format!(r##""@odata.type":"#microsoft.graph.futureTarget","ring":"{id}""##),
                };
                format!("{{{own},{filter},\"unknown\":{unknown}}}")
            })
            .collect()
    })
}

#[derive(Debug, Clone)]
enum Act {
    Retarget(Index, usize, bool),
    Add(usize),
    Remove(Index),
    Replace(Index, usize),
    SetPriority(i64),
    Undo,
}

fn act() -> impl Strategy<Value = Act> {
    let new = 20..40_usize;
    prop_oneof![
        3 => (any::<Index>(), new.clone(), any::<bool>())
            .prop_map(|(row, new, by_patch)| Act::Retarget(row, new, by_patch)),
        1 => new.clone().prop_map(Act::Add),
        1 => any::<Index>().prop_map(Act::Remove),
        1 => (any::<Index>(), new).prop_map(|(row, new)| Act::Replace(row, new)),
        1 => (1..4_i64).prop_map(Act::SetPriority),
        3 => Just(Act::Undo),
    ]
}

fn new_target(number: usize) -> NewTarget {
    let id = ObjectId::parse(&guid(number)).unwrap();
    match number % 3 {
        0 => NewTarget::Group(id),
        1 => NewTarget::AllDevices,
        _ => NewTarget::ScopeTagGroup(TargetType::Device, id),
    }
}

/// A tenant with one list that is changed, between two neighbours.
fn tenant(list: &[String]) -> Tenant {
    let configuration = |number: usize, rows: &str| {
        format!(
            r#"{{"@odata.type":"{ESP}","id":"{number:08}-0a4e-4d0b-9a55-7d2b1c3e4f50_ESP","displayName":"{number}","priority":{number},"assignments":[{rows}]}}"#
        )
    };
    let row = |(at, target): (usize, &String)| {
        format!(r#"{{"id":"a_{at}","source":"direct","sourceId":null,"target":{target}}}"#)
    };
    let rows: Vec<String> = list.iter().enumerate().map(row).collect();
    let all = [
        configuration(1, ""),
        configuration(2, &rows.join(",")),
        configuration(3, ""),
    ];
    Tenant::from_json(format!(
        r#"{{"organization":{{"id":"o","displayName":"Contoso"}},"me":{{"id":"m"}},"groups":[],"configurations":[{}]}}"#,
        all.join(",")
    ))
}

struct Place {
    service: Service,
    session: Session,
    number: u64,
    _state: TempDir,
}

impl Place {
    async fn new(list: &[String]) -> Self {
        let options = Options {
            tenant: tenant(list),
            ..Options::default()
        };
        let (service, session, state) = demo_session(options).await;
        Self {
            service,
            session,
            number: 0,
            _state: state,
        }
    }

    /// The targets to the letter.
    fn letters(&self) -> Vec<String> {
        let list = self.service.control.assignments(SUBJECT).unwrap();
        let spelled = targets(&list);
        spelled
            .iter()
            .map(|target| target.raw().to_json())
            .collect()
    }

    async fn make(&mut self, change: Change, via: Via) {
        self.number += 1;
        let job = Job {
            id: self.session.change_name(self.number),
            change,
            via,
            approval: Approval::None,
            first_wait: Duration::ZERO,
        };
        let (teller, _) = mpsc::unbounded_channel();
        let (_cancel, cancelled) = watch::channel(false);
        let context = self.session.write_context(None, None);
        let outcome = write::run(&context, &job, &teller, cancelled).await;
        assert_eq!(outcome.verdict(), Verdict::Verified, "{outcome:#?}");
    }

    async fn rows(&self) -> (Vec<Row>, Row) {
        let rows = all(&self.session.client).await;
        let mut own = rows.iter();
        let own = own.find(|row| row.configuration.id.as_str() == SUBJECT);
        let own = own.unwrap().clone();
        (rows, own)
    }
}

/// The change that an act asks for; none where a rule forbids it.
fn change(act: &Act, rows: &[Row], own: &Row) -> Option<(Change, Via)> {
    let (configuration, list) = (&own.configuration, &own.assignments[..]);
    let pick = |index: &Index| (!list.is_empty()).then(|| &list[index.index(list.len())]);
    // The service takes each group once, whatever the filter.
    let is_taken = |new: &NewTarget| {
        let new = new.clone().into_target();
        let mut others = list.iter();
        others.any(|row| row.target.shape() == new.shape())
    };
    let made = match act {
        Act::Retarget(_, new, _) | Act::Add(new) | Act::Replace(_, new)
            if is_taken(&new_target(*new)) =>
        {
            return None;
        }
        Act::Retarget(row, new, by_patch) => {
            let row = pick(row)?;
            let to = row.target.retarget(&new_target(*new));
            let via = if *by_patch { Via::Patch } else { Via::Assign };
            return Some((Change::retarget(configuration, list, row, to).ok()?, via));
        }
        Act::Add(new) => Change::add(configuration, list, new_target(*new).into_target()),
        Act::Remove(row) => Change::remove(configuration, list, pick(row)?),
        Act::Replace(row, new) => {
            let new = new_target(*new).into_target();
            let kept: Vec<Target> = pick(row)
                .map(|row| row.target.clone())
                .into_iter()
                .collect();
            Change::replace(configuration, list, [kept, vec![new]].concat())
        }
        Act::SetPriority(to) => {
            let order = Row::priorities(rows, &configuration.kind, None).unwrap();
            let change = Change::set_priority(configuration, list, order, *to).ok()?;
            return Some((change, Via::SetPriority));
        }
        Act::Undo => return None,
    };
    Some((made.ok()?, Via::Assign))
}

async fn go_through(start: Vec<String>, acts: Vec<Act>) {
    let mut place = Place::new(&start).await;
    assert_eq!(place.letters(), start);
    // What no change has been about, to the letter.
    let mut untouched = start.clone();
    let mut history: Vec<(Change, Via)> = Vec::new();
    for act in acts {
        let (rows, own) = place.rows().await;
        let made = match act {
            Act::Undo => history.pop().map(|(change, via)| {
                let back = change.reverse(&own.configuration, &own.assignments);
                (back.unwrap(), via)
            }),
            act => {
                let made = change(&act, &rows, &own);
                history.extend(made.clone());
                made
            }
        };
        let Some((change, via)) = made else { continue };
        let after = change.after(&change.before);
        untouched.retain(|letters| {
            let target: Target = serde_json::from_str(letters).unwrap();
            after.contains(&target)
        });
        place.make(change, via).await;
        let now = place.letters();
        for letters in &untouched {
            assert!(now.contains(letters), "{letters} is not in\n{now:#?}");
        }
    }
    while let Some((change, via)) = history.pop() {
        let (_, own) = place.rows().await;
        let back = change.reverse(&own.configuration, &own.assignments);
        place.make(back.unwrap(), via).await;
    }
    let (mut now, mut start) = (place.letters(), start);
    now.sort();
    start.sort();
    assert_eq!(now, start);
    let (_, own) = place.rows().await;
    assert_eq!(own.configuration.priority, Some(2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_no_change_is_about_survives_the_whole_path(
        start in start(),
        acts in prop::collection::vec(act(), 1..8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(go_through(start, acts));
    }
}
