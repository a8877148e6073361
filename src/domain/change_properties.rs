//! Whatever is changed and undone, everything that the changes do not affect stays exactly as it was.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::domain::{
    ApiMode, ApiVersion, NewTarget, ObjectId, RawObject, Source, TargetType, WriteRequest,
};

/// Values that a program that understands them would spell differently.
const VALUES: [&str; 10] = [
    "123456789012345678901234567890",
    "-0.0",
    "1.10",
    "1e400",
    "12345678901234567.89012345678901234567890",
    r#""x\u0041\/\ud83d\ude80""#,
    "null",
    r#"[1, 2 ,{"a" : 1.0}]"#,
    r#"{ "k": 1E-7, "K": [] }"#,
    "true",
];

/// Filters, and the spellings of "no filter".
const FILTERS: [&str; 7] = [
    "",
    r#""deviceAndAppManagementAssignmentFilterId":null,"deviceAndAppManagementAssignmentFilterType":"none","#,
    r#""deviceAndAppManagementAssignmentFilterId":"00000000-0000-0000-0000-000000000000","deviceAndAppManagementAssignmentFilterType":"none","#,
    r#""deviceAndAppManagementAssignmentFilterType":"none","#,
    r#""deviceAndAppManagementAssignmentFilterId":"1B2C3D4E-0a4e-4d0b-9a55-7d2b1c3e4f50","deviceAndAppManagementAssignmentFilterType":"include","#,
    r#""deviceAndAppManagementAssignmentFilterType":"exclude","deviceAndAppManagementAssignmentFilterId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50","#,
    r#""deviceAndAppManagementAssignmentFilterId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50","deviceAndAppManagementAssignmentFilterType":"sideways","#,
];

fn guid(number: usize) -> String {
    format!("6F1d0c52-0a4e-4d0b-9a55-{number:012}")
}

/// A target that differs for each number.
fn target(number: usize, kind: usize, filter: &str, unknown: &[&str]) -> Target {
    let id = guid(number);
    let own = match kind {
        0 => {
            format!(r##""@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}""##)
        }
        1 => format!(
            r#""targetType":"none","@odata.type":"microsoft.graph.scopeTagGroupAssignmentTarget","entraObjectId":"{id}""#
        ),
        2 => format!(
            r##""collectionId":"SMS{number}","@odata.type":"#microsoft.graph.configurationManagerCollectionAssignmentTarget""##
        ),
        3 => format!(
            r##""@odata.type":"#microsoft.graph.exclusionGroupAssignmentTarget","groupId":"{id}""##
        ),
        _ => format!(r##""@odata.type":"#microsoft.graph.futureTarget","region":{number}"##),
    };
    let unknown: Vec<String> = unknown
        .iter()
        .enumerate()
        .map(|(at, value)| format!(r#""unknown{at}":{value},"#))
        .collect();
    let unknown = unknown.concat();
    serde_json::from_str(&format!("{{{filter}{unknown}{own}}}")).unwrap()
}

/// The initial list: up to six rows, few of which keep the list from being replaced.
fn start() -> impl Strategy<Value = Vec<Assignment>> {
    let kind = prop_oneof![4 => Just(0), 2 => Just(1), 1 => Just(2), 1 => Just(4)];
    let row = (
        kind,
        select(FILTERS.to_vec()),
        prop::collection::vec(select(VALUES.to_vec()), 0..4),
    );
    let special = prop_oneof![8 => Just(None), 1 => Just(Some(3)), 1 => Just(Some(0))];
    (prop::collection::vec(row, 1..7), special).prop_map(|(rows, special)| {
        let mut rows: Vec<Assignment> = rows
            .into_iter()
            .enumerate()
            .map(|(at, (kind, filter, unknown))| {
                row_of(at, &target(at, kind, filter, &unknown), &Source::Direct)
            })
            .collect();
        if let Some(kind) = special {
            // An exclusion, or a row of a policy set.
            let source = &[Source::PolicySets, Source::Direct][usize::from(kind == 3)];
            rows.push(row_of(
                90,
                &target(90, kind, FILTERS[1], &VALUES[..1]),
                source,
            ));
        }
        rows
    })
}

fn row_of(id: usize, target: &Target, source: &Source) -> Assignment {
    let (source, target) = (source.word().unwrap_or_default(), target.raw().to_json());
    let json = format!(r#"{{"id":"a_{id}","source":"{source}","target":{target}}}"#);
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

#[derive(Debug, Clone)]
enum Act {
    Retarget(Index, usize, bool),
    Add(usize),
    Remove(Index),
    /// Which rows stay, and a new one.
    Replace(Vec<bool>, usize),
    SetPriority(i64),
    Undo,
}

fn act() -> impl Strategy<Value = Act> {
    let new = 0..40_usize;
    prop_oneof![
        3 => (any::<Index>(), new.clone(), any::<bool>())
            .prop_map(|(row, new, by_patch)| Act::Retarget(row, new, by_patch)),
        2 => new.clone().prop_map(Act::Add),
        2 => any::<Index>().prop_map(Act::Remove),
        1 => (prop::collection::vec(any::<bool>(), 8), new)
            .prop_map(|(kept, new)| Act::Replace(kept, new)),
        1 => (1..5_i64).prop_map(Act::SetPriority),
        3 => Just(Act::Undo),
    ]
}

fn new_target(number: usize) -> NewTarget {
    let id = ObjectId::parse(&guid(number / 5)).unwrap();
    match number % 5 {
        0 => NewTarget::Group(id),
        1 => NewTarget::AllUsers,
        2 => NewTarget::AllDevices,
        3 => NewTarget::ScopeTagGroup(TargetType::Device, id),
        _ => NewTarget::CmCollection(format!("SMS{number}")),
    }
}

/// A service that does exactly what it is asked, and nothing else.
struct Service {
    configuration: Configuration,
    order: Vec<ConfigurationId>,
    rows: Vec<Assignment>,
    /// For each row, its original position, as long as no change has affected it.
    origins: Vec<Option<usize>>,
    next_id: usize,
}

impl Service {
    fn new(rows: Vec<Assignment>) -> Self {
        let json = r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c_X","displayName":"C","priority":2}"##;
        let configuration = Configuration::from_raw(serde_json::from_str(json).unwrap());
        Self {
            configuration: configuration.unwrap().0,
            order: ["a", "c_X", "b", "d"]
                .map(|id| ConfigurationId::new(id.to_owned()))
                .into(),
            origins: (0..rows.len()).map(Some).collect(),
            rows,
            next_id: 100,
        }
    }

    /// The change that an act requests; none if a rule forbids it.
    fn change(&self, act: &Act) -> Option<(Change, Via)> {
        let (configuration, rows) = (&self.configuration, &self.rows[..]);
        let pick = |index: &Index| (!rows.is_empty()).then(|| &rows[index.index(rows.len())]);
        match act {
            Act::Retarget(row, new, by_patch) => {
                let row = pick(row)?;
                let to = row.target.retarget(&new_target(*new));
                let via = if *by_patch { Via::Patch } else { Via::Assign };
                let change = Change::retarget(configuration, rows, row, to);
                change.ok().map(|change| (change, via))
            }
            Act::Add(new) => Change::add(configuration, rows, new_target(*new).into_target())
                .ok()
                .map(|change| (change, Via::Assign)),
            Act::Remove(row) => Change::remove(configuration, rows, pick(row)?)
                .ok()
                .map(|change| (change, Via::Assign)),
            Act::Replace(kept, new) => {
                let kept = rows.iter().zip(kept.iter().chain([&true]));
                let kept = kept.filter(|(_, kept)| **kept);
                let mut targets: Vec<Target> = kept.map(|(row, _)| row.target.clone()).collect();
                let new = new_target(*new).into_target();
                if !targets.iter().any(|target| target.same_as(&new)) {
                    targets.push(new);
                }
                Change::replace(configuration, rows, targets)
                    .ok()
                    .map(|change| (change, Via::Assign))
            }
            Act::SetPriority(to) => {
                Change::set_priority(configuration, rows, self.order.clone(), *to)
                    .ok()
                    .map(|change| (change, Via::SetPriority))
            }
            Act::Undo => None,
        }
    }

    /// Makes a change by its request; false if the request is refused.
    fn make(&mut self, change: &Change, via: Via) -> bool {
        let Ok(request) = change.request(ApiMode::Auto, via, &self.rows, ApiVersion::Beta) else {
            return false;
        };
        self.forget_origins(change);
        match via {
            Via::Patch => self.patch(&request),
            Via::Assign => self.assign(&request),
            Via::SetPriority => {
                let body: RawObject = serde_json::from_str(&request.body).unwrap();
                self.configuration.priority = body.read("priority");
                self.order = change.order_after().unwrap();
            }
        }
        true
    }

    fn patch(&mut self, request: &WriteRequest) {
        let id = request.path.rsplit('/').next().unwrap();
        let row = self.rows.iter_mut().find(|row| row.id.as_str() == id);
        let body: RawObject = serde_json::from_str(&request.body).unwrap();
        let row = row.unwrap();
        row.target = body.read("target").unwrap();
        row.id = AssignmentId::new(format!("a_{}", self.next_id));
        self.next_id += 1;
    }

    fn assign(&mut self, request: &WriteRequest) {
        let body: RawObject = serde_json::from_str(&request.body).unwrap();
        let elements: Vec<RawObject> = body.read("enrollmentConfigurationAssignments").unwrap();
        let targets = elements.iter().map(|element| element.read("target"));
        self.rows = targets
            .enumerate()
            .map(|(at, target)| row_of(self.next_id + at, &target.unwrap(), &Source::Direct))
            .collect();
        self.next_id += elements.len();
    }

    fn forget_origins(&mut self, change: &Change) {
        let place = |target: &Target| {
            let mut rows = self.rows.iter();
            rows.position(|row| row.target.same_as(target)).unwrap()
        };
        match &change.kind {
            ChangeKind::Retarget { from, .. } => {
                let place = place(from);
                self.origins[place] = None;
            }
            ChangeKind::Add { .. } => self.origins.push(None),
            ChangeKind::Remove { target } => {
                let place = place(target);
                self.origins.remove(place);
            }
            ChangeKind::Replace { targets } => {
                let origin = |target: &Target| {
                    let at = self.rows.iter().position(|row| row.target == *target)?;
                    self.origins[at]
                };
                self.origins = targets.iter().map(origin).collect();
            }
            ChangeKind::SetPriority { .. } => {}
        }
    }

    fn letters(&self) -> Vec<String> {
        self.rows.iter().map(|row| letters(&row.target)).collect()
    }
}

/// The exact text of a target, except for the `#` that a request always has.
fn letters(target: &Target) -> String {
    target
        .raw()
        .to_json()
        .replace("\"microsoft.", "\"#microsoft.")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_no_change_is_about_stays_as_it_was(
        start in start(),
        acts in prop::collection::vec(act(), 1..16),
    ) {
        let mut service = Service::new(start.clone());
        let before = service.letters();
        let order = service.order.clone();
        let mut history: Vec<(Change, Via)> = Vec::new();
        let undo = |service: &mut Service, history: &mut Vec<(Change, Via)>| {
            let Some((change, via)) = history.pop() else { return };
            let back = change.reverse(&service.configuration, &service.rows).unwrap();
            assert!(service.make(&back, via), "the request of an undo was refused");
        };
        for act in &acts {
            if let Some((change, via)) = service.change(act) {
                if service.make(&change, via) {
                    history.push((change, via));
                }
            } else if matches!(act, Act::Undo) {
                undo(&mut service, &mut history);
            }
            prop_assert_eq!(service.rows.len(), service.origins.len());
            for (now, origin) in service.letters().iter().zip(&service.origins) {
                if let Some(origin) = origin {
                    prop_assert_eq!(now, &before[*origin]);
                }
            }
        }
        while !history.is_empty() {
            undo(&mut service, &mut history);
        }
        prop_assert!(same_targets(
            service.rows.iter().map(|row| &row.target),
            start.iter().map(|row| &row.target),
        ));
        prop_assert_eq!(service.order, order);
        prop_assert_eq!(service.configuration.priority, Some(2));
    }
}
