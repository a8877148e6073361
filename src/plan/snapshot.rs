//! The state of a tenant as a file: every configuration with its assignments.
//!
//! Belongs here: the format of the file, which is the same for the same state in any order of the answers.
//! Does not belong here: what differs between two snapshots (`diff`), how one is restored (`restore`).
//!
//! Members are sorted by name, configurations by ID, assignments by target. Each property has its own line.
//! Nothing in the file depends on when it was read or by whom. Why: `docs/design/plans.md#how-it-works`.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::domain::{
    ApiVersion, Assignment, Configuration, Place, RawObject, Row, TargetKind, TargetShape,
    canonical,
};
use crate::text;

/// The version of the format; files of other versions are not read.
const VERSION: u32 = 1;

/// The configurations of a tenant with their assignments, at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it was read. The account is left out.
    pub place: Place,
    /// The version that was read; v1.0 hides filters and some of the configurations.
    pub read_from: ApiVersion,
    /// Whether it contains all configurations. Incomplete snapshots can be written, but are never read.
    pub complete: bool,
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileJson {
    format: u32,
    graph: String,
    cloud: String,
    tenant: Option<String>,
    tenant_id: Option<String>,
    read_from: String,
    #[serde(default = "whole")]
    complete: bool,
    configurations: Vec<Box<RawValue>>,
}

/// The default for a file without this member: complete.
const fn whole() -> bool {
    true
}

impl Snapshot {
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut file = RawObject::new();
        file.push("format", to_raw_value(&VERSION).unwrap_or_default());
        file.set_text("graph", &self.place.graph_url);
        file.set_text("cloud", &self.place.cloud);
        if let Some(tenant) = &self.place.tenant {
            file.set_text("tenant", tenant);
        }
        if let Some(id) = &self.place.tenant_id {
            file.set_text("tenantId", id);
        }
        file.set_text("readFrom", self.read_from.segment());
        if !self.complete {
            file.push("complete", to_raw_value(&false).unwrap_or_default());
        }
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| a.configuration.id.cmp(&b.configuration.id));
        let rows: Vec<String> = rows.into_iter().map(configuration).collect();
        file.push("configurations", raw(format!("[{}]", rows.join(","))));
        format!("{}\n", text::escape_json(&file.to_pretty_json()))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Returns the error and its position. Nothing is skipped, because restoring the snapshot would remove
    /// whatever is missing from it.
    pub fn read(file: &str) -> Result<Self, String> {
        let file: FileJson = serde_json::from_str(file.trim_start_matches('\u{feff}'))
            .map_err(|error| format!("not a snapshot: {error}"))?;
        if file.format != VERSION {
            return Err(format!(
                "format: this version of enlist reads only format {VERSION}, and this is format {}",
                file.format
            ));
        }
        if !file.complete {
            let what = "this snapshot is not complete: it was saved with --partial";
            return Err(format!("complete: {what}"));
        }
        let read_from = [ApiVersion::V1, ApiVersion::Beta]
            .into_iter()
            .find(|version| version.segment() == file.read_from)
            .ok_or_else(|| "readFrom: expected v1.0 or beta".to_owned())?;
        let mut seen = HashSet::new();
        let mut rows = Vec::with_capacity(file.configurations.len());
        for (number, json) in (1..).zip(&file.configurations) {
            let mut row = row(json).map_err(|what| format!("configurations[{number}]: {what}"))?;
            if !row.configuration.is_new_among(&mut seen) {
                let what = "this configuration is listed twice";
                return Err(format!("configurations[{number}]: {what}"));
            }
            rows.push(row);
        }
        Ok(Self {
            place: Place {
                graph_url: file.graph,
                cloud: file.cloud,
                tenant: file.tenant,
                tenant_id: file.tenant_id,
                ..Place::default()
            },
            read_from,
            complete: true,
            rows,
        })
    }
}

fn row(json: &RawValue) -> Result<Row, &'static str> {
    let (configuration, assignments) = Configuration::read(json);
    Ok(Row {
        configuration,
        assignments: assignments.ok_or("assignments: expected a list")?,
    })
}

/// Returns a configuration as it is written in the file.
fn configuration(row: &Row) -> String {
    if let Some(json) = &row.configuration.unreadable {
        return canonical(json);
    }
    let mut assignments: Vec<(String, String)> = row
        .assignments
        .iter()
        .map(|row| match row.target.shape() {
            TargetShape::Unreadable { row } => (String::new(), canonical(row)),
            _ => (
                canonical(&row.target.raw().to_json()),
                canonical(&row.raw.to_json()),
            ),
        })
        .collect();
    assignments.sort();
    let assignments: Vec<String> = assignments.into_iter().map(|(_, whole)| whole).collect();
    let is_read = |row: &Assignment| row.target.kind() != TargetKind::NotRead;
    let mut object = row.configuration.raw.clone();
    if row.assignments.iter().all(is_read) {
        object.push("assignments", raw(format!("[{}]", assignments.join(","))));
    }
    canonical(&object.to_json())
}

fn raw(json: String) -> Box<RawValue> {
    // Valid JSON, because it consists of values that were read.
    RawValue::from_string(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, assignments: &str) -> Row {
        let json = format!(
            r##"{{"priority":1,"id":"{id}","@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","displayName":"a\u202eb","limit":12345678901234567890123,"assignments":[{assignments}]}}"##
        );
        super::row(&RawValue::from_string(json).unwrap()).unwrap()
    }

    const ALL: &str = r##"{"id":"x","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget","future":{"b":1.10,"a":2}},"source":"direct"}"##;
    const USERS: &str = r##"{"source":"direct","target":{"@odata.type":"#microsoft.graph.allLicensedUsersAssignmentTarget"},"id":"y"}"##;

    fn snapshot(rows: Vec<Row>) -> Snapshot {
        Snapshot {
            place: Place {
                cloud: "Global".to_owned(),
                ..Place::default()
            },
            read_from: ApiVersion::Beta,
            complete: true,
            rows,
        }
    }

    #[test]
    fn the_order_of_the_answers_makes_no_difference() {
        let one = snapshot(vec![row("a", &format!("{ALL},{USERS}")), row("b", "")]);
        let other = snapshot(vec![row("b", ""), row("a", &format!("{USERS},{ALL}"))]);
        let file = one.to_json();
        assert_eq!(file, other.to_json());
        assert!(
            file.contains("\n      \"limit\": 12345678901234567890123,\n"),
            "{file}"
        );
        assert!(
            file.contains(
                "\n            \"future\": {\n              \"a\": 2,\n              \"b\": 1.10\n"
            ),
            "{file}"
        );
        assert!(file.contains("a\\u202eb"), "{file}");
        assert_eq!(Snapshot::read(&file).unwrap().to_json(), file);
    }

    #[test]
    fn what_could_not_be_read_stands_there_to_the_letter() {
        let odd = r#"null,"x",{"target":{"n":1.10,"@odata.type":7}},null"#;
        let rows = vec![row("a", &format!("{odd},{ALL}"))];
        let unreadable =
            |json: &str| super::row(&RawValue::from_string(json.to_owned()).unwrap()).unwrap();
        let whole = r#"{"id":null,"n":1.10,"assignments":[{"id":5}]}"#;
        let others = ["null", whole, "null"].map(unreadable);
        let file = snapshot(rows.into_iter().chain(others).collect()).to_json();
        let read: serde_json::Value = serde_json::from_str(&file).unwrap();
        let all = read["configurations"].as_array().unwrap();
        assert_eq!(all.len(), 4, "{file}");
        assert_eq!(all.iter().filter(|one| one.is_null()).count(), 2);
        let list = all.iter().find(|one| one["id"] == "a").unwrap();
        assert_eq!(list["assignments"].as_array().unwrap().len(), 5);
        assert!(file.contains("\"n\": 1.10"), "{file}");
        let again = Snapshot::read(&file).unwrap();
        assert_eq!((again.rows.len(), again.to_json()), (4, file));
    }

    #[test]
    fn a_file_with_something_missing_is_refused() {
        let file = snapshot(vec![row("a", ALL)]).to_json();
        for (from, to, text) in [
            (
                "\"assignments\"",
                "\"assigned\"",
                "configurations[1]: assignments: expected a list",
            ),
            ("\"format\": 1", "\"format\": 2", "reads only format 1"),
            (
                "\"format\": 1",
                "\"format\": 1, \"complete\": false",
                "not complete",
            ),
            ("\"beta\"", "\"v3\"", "readFrom"),
            (
                "\"cloud\"",
                "\"clod\"",
                "not a snapshot: missing field `cloud`",
            ),
            ("[", "", "expected a sequence at line"),
        ] {
            let error = Snapshot::read(&file.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(text), "{error}\n{file}");
        }
    }
}
