//! The state of a tenant as a file: every configuration with its assignments.
//!
//! Belongs here: the form of the file, one for each state whatever the order of the answers. Does not
//! belong here: what differs between two of them (`diff`), how one is brought back (`restore`).
//!
//! Members stand in the order of their names, configurations in that of their ids, assignments in that
//! of their targets, one property a line; nothing in it depends on when or by whom it was read.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::domain::{ApiVersion, Configuration, Place, RawObject, canonical};
use crate::graph::Row;
use crate::text;

/// The number of the format; a file of another one is not read.
const VERSION: u32 = 1;

/// The configurations of a tenant with their assignments, at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it was read. The account is left out.
    pub place: Place,
    /// The version that was read; v1.0 hides filters and some of the configurations.
    pub read_from: ApiVersion,
    /// The configurations.
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
    configurations: Vec<RawObject>,
}

impl Snapshot {
    /// The file.
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
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| a.configuration.id.cmp(&b.configuration.id));
        let rows: Vec<String> = rows.into_iter().map(configuration).collect();
        file.push("configurations", raw(format!("[{}]", rows.join(","))));
        format!("{}\n", text::escape_json(&file.to_pretty_json()))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, and where. Nothing is skipped: what is missing from a snapshot would be
    /// taken away by whoever restores it.
    pub fn read(file: &str) -> Result<Self, String> {
        let file: FileJson = serde_json::from_str(file.trim_start_matches('\u{feff}'))
            .map_err(|error| format!("this is no snapshot: {error}"))?;
        if file.format != VERSION {
            return Err(format!(
                "format: this program reads format {VERSION} only, and this is {}",
                file.format
            ));
        }
        let read_from = [ApiVersion::V1, ApiVersion::Beta]
            .into_iter()
            .find(|version| version.segment() == file.read_from)
            .ok_or_else(|| "readFrom: v1.0 or beta is needed here".to_owned())?;
        let mut seen = HashSet::new();
        let mut rows = Vec::with_capacity(file.configurations.len());
        for (number, raw) in (1..).zip(file.configurations) {
            let row = row(raw).map_err(|what| format!("configurations[{number}]: {what}"))?;
            if !seen.insert(row.configuration.id.clone()) {
                let what = "this configuration stands there twice";
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
            rows,
        })
    }
}

fn row(raw: RawObject) -> Result<Row, &'static str> {
    let count = raw
        .read::<Vec<Box<RawValue>>>("assignments")
        .ok_or("assignments: a list is needed here")?
        .len();
    let (configuration, assignments) =
        Configuration::from_raw(raw).ok_or("id: this key is missing")?;
    let assignments = assignments
        .filter(|assignments| assignments.len() == count)
        .ok_or("assignments: each needs an id and a target")?;
    Ok(Row {
        configuration,
        assignments,
    })
}

/// A configuration as it stands in the file.
fn configuration(row: &Row) -> String {
    let mut assignments: Vec<(String, String)> = row
        .assignments
        .iter()
        .map(|row| {
            let whole = canonical(&row.raw.to_json());
            (canonical(&row.target.raw().to_json()), whole)
        })
        .collect();
    assignments.sort();
    let assignments: Vec<String> = assignments.into_iter().map(|(_, whole)| whole).collect();
    let mut object = row.configuration.raw.clone();
    object.push("assignments", raw(format!("[{}]", assignments.join(","))));
    canonical(&object.to_json())
}

fn raw(json: String) -> Box<RawValue> {
    // It was put together from values that were read.
    RawValue::from_string(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, assignments: &str) -> Row {
        let json = format!(
            r##"{{"priority":1,"id":"{id}","@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","displayName":"a\u202eb","limit":12345678901234567890123,"assignments":[{assignments}]}}"##
        );
        super::row(serde_json::from_str(&json).unwrap()).unwrap()
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
    fn a_file_with_something_missing_is_refused() {
        let file = snapshot(vec![row("a", ALL)]).to_json();
        for (from, to, said) in [
            (
                "\"id\": \"x\",",
                "",
                "configurations[1]: assignments: each needs an id",
            ),
            (
                "\"assignments\"",
                "\"assigned\"",
                "configurations[1]: assignments: a list",
            ),
            ("\"id\": \"a\",", "", "configurations[1]: id"),
            ("\"format\": 1", "\"format\": 2", "reads format 1 only"),
            ("\"beta\"", "\"v3\"", "readFrom"),
            (
                "\"cloud\"",
                "\"clod\"",
                "no snapshot: missing field `cloud`",
            ),
            ("[", "", "expected a sequence at line"),
        ] {
            let error = Snapshot::read(&file.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(said), "{error}\n{file}");
        }
    }
}
