//! One change of every kind, on the same configuration of the demo tenant.

use std::path::Path;

use enlist::demo::Service;
use enlist::domain::{
    Assignment, Change, ChangeKind, Configuration, ConfigurationId, ConfigurationType, Entry,
    EntryNames, Half, JOURNAL_VERSION, NewTarget, ObjectId, Place, RawObject, Row, Target, Verdict,
    Via,
};
use enlist::graph::Client;
use enlist::journal::Journal;
use serde_json::Value;

pub const CORP: &str = "Corp ESP";
pub const CORP_ID: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
pub const LAB_ID: &str =
    "5cb93df4-ddae-403b-bd85-8790de8ef717_Windows10EnrollmentCompletionPageConfiguration";
pub const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
/// The order of priorities that the change of one leads to, as far as it is looked at.
pub const MOVED: [&str; 3] = ["Kiosk ESP", "Lab ESP", CORP];
/// The order before it.
pub const UNMOVED: [&str; 3] = [CORP, "Kiosk ESP", "Lab ESP"];

/// What a change does, and by which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Patch,
    Assign,
    Add,
    Remove,
    Replace,
    Priority,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Patch,
        Self::Assign,
        Self::Add,
        Self::Remove,
        Self::Replace,
        Self::Priority,
    ];

    pub fn via(self) -> Via {
        match self {
            Self::Patch => Via::Patch,
            Self::Priority => Via::SetPriority,
            _ => Via::Assign,
        }
    }

    pub fn method(self) -> &'static str {
        match self {
            Self::Patch => "PATCH",
            _ => "POST",
        }
    }

    /// What the path of the write holds, and that of no other request with its method.
    pub fn write_path(self) -> &'static str {
        match self {
            Self::Patch => "/assignments/",
            Self::Priority => "/setPriority",
            _ => "/assign",
        }
    }

    /// What the path of each read before and after it holds.
    pub fn read_path(self) -> &'static str {
        match self {
            Self::Priority => "$expand=assignments",
            _ => "/assignments",
        }
    }

    /// The arguments that make the same change from the command line. A whole list is replaced by an undo
    /// of a replacement, which has to be in the journal: see [`seed`].
    pub fn args(self) -> Vec<&'static str> {
        let set = ["set", CORP, "Sales EMEA", "--target", "group", "--id"];
        match self {
            Self::Patch => [&set[..], &[ENGINEERING, "--via", "patch"]].concat(),
            Self::Assign => [&set[..], &[ENGINEERING, "--via", "assign"]].concat(),
            Self::Add => vec!["add", CORP, "--target", "group", "--id", ENGINEERING],
            Self::Remove => vec!["remove", CORP, "Kiosk Berlin"],
            Self::Replace => vec!["undo", SEED, "--confirm", "contoso.com"],
            Self::Priority => vec!["priority", CORP, "3"],
        }
    }
}

/// What the journal calls the replacement that an undo takes back.
pub const SEED: &str = "seeded-replacement";

/// Writes into a journal that the list as it is was put in the place of the one that
/// [`Kind::Replace`] leads to, so that an undo of that makes the very change.
pub fn seed(state: &Path, graph_url: &str, list: &str) {
    let now = targets(list);
    let change = Change {
        configuration: ConfigurationId::new(CORP_ID.to_owned()),
        configuration_name: CORP.to_owned(),
        configuration_type: ConfigurationType::Esp,
        platform: None,
        reverses: None,
        before: replacement(&now[0]),
        kind: ChangeKind::Replace {
            targets: now.clone(),
        },
    };
    let entry = |row: Half| Entry {
        version: JOURNAL_VERSION,
        row,
        change_id: SEED.to_owned(),
        time: "2026-01-01T00:00:00.000Z".to_owned(),
        place: Place {
            graph_url: graph_url.to_owned(),
            ..Place::default()
        },
        via: Via::Assign,
        method: "POST".to_owned(),
        path: "/beta/x".to_owned(),
        before: change.before.clone(),
        after: now.clone(),
        change: change.clone(),
        deadline: None,
        names: EntryNames::default(),
        plan: None,
        client_request_id: SEED.to_owned(),
        request_id: None,
        status: Some(204),
        verdict: (row == Half::Verdict).then_some(Verdict::Verified),
        approval_code: None,
        message: None,
        observed: None,
        observed_order: None,
    };
    let journal = Journal::new(state.to_owned());
    let open = journal.begin(&entry(Half::Intent)).unwrap();
    journal.finish(&open, &entry(Half::Verdict)).unwrap();
}

/// The list that a replacement leads to.
fn replacement(first: &Target) -> Vec<Target> {
    vec![NewTarget::AllUsers.into_target(), first.clone()]
}

/// The configuration before the change, and the change.
#[derive(Debug, Clone)]
pub struct Base {
    pub kind: Kind,
    pub rows: Vec<Assignment>,
    pub change: Change,
    /// The first assignment as the service shows it, to the letter.
    pub first: String,
}

impl Base {
    pub async fn new(service: &Service, client: &Client, kind: Kind) -> Self {
        let all = all(client).await;
        let row = all
            .iter()
            .find(|row| row.configuration.name == CORP)
            .unwrap();
        let change = change(kind, &row.configuration, &row.assignments, &all);
        let raw: Vec<RawObject> =
            serde_json::from_str(&service.control.assignments(CORP_ID).unwrap()).unwrap();
        Self {
            kind,
            rows: row.assignments.clone(),
            change,
            first: raw[0].to_json(),
        }
    }

    pub fn before(&self) -> &[Target] {
        &self.change.before
    }

    pub fn after(&self) -> Vec<Target> {
        self.change.after(self.before())
    }
}

fn change(kind: Kind, configuration: &Configuration, rows: &[Assignment], all: &[Row]) -> Change {
    let engineering = NewTarget::Group(ObjectId::parse(ENGINEERING).unwrap());
    match kind {
        Kind::Patch | Kind::Assign => {
            let to = rows[0].target.retarget(&engineering);
            Change::retarget(configuration, rows, &rows[0], to)
        }
        Kind::Add => Change::add(configuration, rows, engineering.into_target()),
        Kind::Remove => Change::remove(configuration, rows, &rows[3]),
        Kind::Replace => Change::replace(configuration, rows, replacement(&rows[0].target)),
        Kind::Priority => {
            let order = Row::priorities(all, &configuration.kind, None).unwrap();
            Change::set_priority(configuration, rows, order, 3)
        }
    }
    .unwrap()
}

pub async fn all(client: &Client) -> Vec<Row> {
    let mut all = Vec::new();
    client
        .configurations(|page| all.extend(page))
        .await
        .unwrap();
    all
}

/// The names of the first three configurations of the order.
pub async fn order(client: &Client) -> Vec<String> {
    let all = all(client).await;
    let kind = &all
        .iter()
        .find(|row| row.configuration.name == CORP)
        .unwrap()
        .configuration
        .kind;
    let name = |id: &ConfigurationId| {
        let row = all.iter().find(|row| row.configuration.id == *id).unwrap();
        row.configuration.name.clone()
    };
    let order = Row::priorities(&all, kind, None).unwrap();
    order.iter().take(3).map(name).collect()
}

/// The targets of a list as the service shows it to tests.
pub fn targets(list: &str) -> Vec<Target> {
    let rows: Vec<RawObject> = serde_json::from_str(list).unwrap();
    rows.iter()
        .map(|row| Assignment::from_raw(row).unwrap().target)
        .collect()
}

/// Targets as JSON, to the letter as far as `serde_json` keeps it.
pub fn json(targets: &[Target]) -> Value {
    serde_json::to_value(targets).unwrap()
}
