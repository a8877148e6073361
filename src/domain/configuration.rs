//! A configuration (deviceEnrollmentConfiguration) and its subtypes.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Assignment, ConfigurationType, ObjectId, RawObject, canonical};
use crate::text;

/// The ID of a configuration: opaque text with underscores, not a GUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "configurationId")
)]
pub struct ConfigurationId(String);

impl ConfigurationId {
    /// Takes the ID as the service returned it.
    #[must_use]
    pub const fn new(id: String) -> Self {
        Self(id)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConfigurationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::clean(&self.0))
    }
}

/// The ends of the IDs that the service gives to default configurations.
const DEFAULT_SUFFIXES: [&str; 5] = [
    "_DefaultLimit",
    "_DefaultPlatformRestrictions",
    "_DefaultWindowsHelloForBusiness",
    "_DefaultWindows10EnrollmentCompletionPageConfiguration",
    "_WindowsRestore",
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// Its ID; made up for a configuration without one, see [`Self::given_id`].
    pub id: ConfigurationId,
    /// Display name, free of anything hostile, and cut if it is longer than any service allows.
    pub name: String,
    /// Its subtype.
    pub kind: ConfigurationType,
    /// platformType, if the subtype has one: Graph's value, an open enumeration.
    pub platform: Option<String>,
    /// Priority; the lowest number wins, and 0 marks a default, which comes last.
    pub priority: Option<i64>,
    /// All properties as they were read, without the assignments.
    pub raw: RawObject,
    /// All of it as JSON, unchanged, if it has no ID and so cannot be read.
    pub unreadable: Option<String>,
}

impl Configuration {
    /// Reads a configuration, and its assignments if all of them are included; none if it has no ID.
    #[must_use]
    pub fn from_raw(raw: RawObject) -> Option<(Self, Option<Vec<Assignment>>)> {
        let id = given_id(&raw)?;
        Some(Self::with_id(id, raw))
    }

    /// The same for any entry of a list of configurations: one without an ID is kept unchanged and shown as
    /// unreadable, because it may be any of them.
    #[must_use]
    pub fn read(json: &RawValue) -> (Self, Option<Vec<Assignment>>) {
        let raw: RawObject = serde_json::from_str(json.get()).unwrap_or_default();
        if let Some(id) = given_id(&raw) {
            return Self::with_id(id, raw);
        }
        // Derived from the entry itself, so that it is found again when the list is refreshed.
        let id = ConfigurationId(canonical(json.get()));
        let (found, assignments) = Self::with_id(id, raw);
        let configuration = Self {
            name: format!("{} (unreadable)", found.name)
                .trim_start()
                .to_owned(),
            unreadable: Some(json.get().to_owned()),
            ..found
        };
        // Without an ID they cannot be requested.
        let unknown = || {
            vec![Assignment::not_read(
                "this configuration has no ID, so it cannot be read by itself",
            )]
        };
        (configuration, Some(assignments.unwrap_or_else(unknown)))
    }

    fn with_id(id: ConfigurationId, mut raw: RawObject) -> (Self, Option<Vec<Assignment>>) {
        let rows: Option<Vec<Box<RawValue>>> = raw.read("assignments");
        let more = raw.remove("assignments@odata.nextLink");
        raw.remove("assignments");
        raw.remove("assignments@odata.context");
        // With a link to more they are not the whole list, and neither is anything but an array.
        let is_whole = more.is_none_or(|link| link.get() == "null");
        let assignments = rows
            .filter(|_| is_whole)
            .map(|rows| Assignment::list(&rows));
        let shown = |key| raw.text(key).map(|text| text::sentence(&text).into_owned());
        let named = raw.text("@odata.type").filter(|name| !name.is_empty());
        let kind = named.map_or_else(
            || ConfigurationType::from_id(id.as_str()),
            |name| Some(ConfigurationType::from_odata(&name)),
        );
        let configuration = Self {
            id,
            name: shown("displayName").unwrap_or_default(),
            kind: kind.unwrap_or_else(|| ConfigurationType::from_odata("")),
            platform: shown("platformType"),
            priority: raw.read("priority"),
            raw,
            unreadable: None,
        };
        (configuration, assignments)
    }

    /// The ID that the service returned; none for an unreadable configuration.
    #[must_use]
    pub fn given_id(&self) -> Option<&str> {
        self.unreadable.is_none().then_some(self.id.as_str())
    }

    /// The IDs in its own properties, at any depth, each with the name of the property: apps, templates,
    /// scope tags. Its own ID and its assignments are left out.
    #[must_use]
    pub fn ids_in_properties(&self) -> Vec<(&str, String)> {
        let own = |name: &&str| !matches!(*name, "id" | "assignments") && !name.contains('@');
        let mut found = Vec::new();
        for (name, json) in self.raw.members().filter(|(name, _)| own(name)) {
            let holds_ids = name.ends_with("Id") || name.ends_with("Ids");
            // Most properties are numbers and switches: only what is long enough for an ID is read.
            if !holds_ids && json.len() < ID_LENGTH {
                continue;
            }
            if let Ok(value) = serde_json::from_str(json) {
                let mut texts = Vec::new();
                collect_texts(value, &mut texts);
                texts.retain(|text| {
                    let is_id = holds_ids || ObjectId::parse(text).is_ok();
                    is_id && !text.is_empty()
                });
                found.extend(texts.into_iter().map(|id| (name, id)));
            }
        }
        found
    }

    /// Adds its ID to those seen in a list, and returns whether it is new. Configurations without an ID are
    /// always new: nobody knows whether two of them are the same.
    pub fn is_new_among(&mut self, seen: &mut HashSet<ConfigurationId>) -> bool {
        let first = self.id.clone();
        let mut number = 1;
        while !seen.insert(self.id.clone()) {
            if self.unreadable.is_none() {
                return false;
            }
            number += 1;
            self.id = ConfigurationId(format!("{} {number}", first.0));
        }
        true
    }

    /// Whether this is a default of the tenant, which applies last and cannot be assigned.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.priority == Some(0)
            || DEFAULT_SUFFIXES
                .iter()
                .any(|suffix| self.id.as_str().ends_with(suffix))
    }

    /// Whether it has a priority of its own among those of this type and platform; none if that, or its
    /// priority, cannot be read.
    #[must_use]
    pub fn is_ranked_with(&self, kind: &ConfigurationType, platform: Option<&str>) -> Option<bool> {
        let says = |key| !matches!(self.raw.get(key), None | Some("null"));
        let has_type = !self.kind.word().is_empty();
        let has_platform = self.platform.is_some() || !says("platformType");
        if self.is_default()
            || has_type && self.kind != *kind
            || self.platform.is_some() && self.platform.as_deref() != platform
        {
            return Some(false);
        }
        let is_clear = has_type && has_platform && self.priority.is_some();
        (is_clear && self.unreadable.is_none()).then_some(self.platform.as_deref() == platform)
    }

    /// lastModifiedDateTime, as the service wrote it.
    #[must_use]
    pub fn last_modified(&self) -> Option<String> {
        self.raw
            .text("lastModifiedDateTime")
            .map(|text| text::clean(&text).into_owned())
    }

    /// The order of the list: by subtype and platform, then in the order in which the service applies them:
    /// lowest priority number first, the default last.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let key = |c: &Self| (c.is_default(), c.priority.unwrap_or(i64::MAX));
        self.kind
            .cmp(&other.kind)
            .then_with(|| self.platform.cmp(&other.platform))
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.name.cmp(&other.name))
            .then_with(|| self.id.cmp(&other.id))
    }
}

fn given_id(raw: &RawObject) -> Option<ConfigurationId> {
    let id = raw.text("id").filter(|id| !id.is_empty());
    id.map(ConfigurationId)
}

/// The fewest characters of a GUID, without its hyphens.
const ID_LENGTH: usize = 32;

fn collect_texts(value: Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items
            .into_iter()
            .for_each(|item| collect_texts(item, texts)),
        Value::Object(members) => members
            .into_iter()
            .for_each(|(_, item)| collect_texts(item, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Source;

    fn read(json: &str) -> (Configuration, Option<Vec<Assignment>>) {
        Configuration::from_raw(serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn the_type_is_read_with_and_without_the_hash() {
        for hash in ["#", ""] {
            let (configuration, _) = read(&format!(
                r#"{{"@odata.type":"{hash}microsoft.graph.deviceEnrollmentLimitConfiguration","id":"a_Limit"}}"#
            ));
            assert_eq!(configuration.kind, ConfigurationType::Limit);
        }
        let (future, _) =
            read(r##"{"@odata.type":"#microsoft.graph.somethingNew","id":"a_Limit"}"##);
        assert_eq!(future.kind.word(), "somethingNew");
        assert!(!future.kind.is_in_v1());
    }

    #[test]
    fn without_a_type_the_id_tells_it() {
        for (id, kind) in [
            ("a_Limit", ConfigurationType::Limit),
            ("a_DefaultLimit", ConfigurationType::Limit),
            (
                "a_SinglePlatformRestriction",
                ConfigurationType::PlatformRestriction,
            ),
            (
                "a_DefaultPlatformRestrictions",
                ConfigurationType::PlatformRestrictions,
            ),
            (
                "a_DefaultWindows10EnrollmentCompletionPageConfiguration",
                ConfigurationType::Esp,
            ),
            (
                "a_DefaultWindowsHelloForBusiness",
                ConfigurationType::WindowsHello,
            ),
            (
                "a_EnrollmentNotificationsConfiguration",
                ConfigurationType::Notification,
            ),
            ("a_WindowsRestore", ConfigurationType::WindowsRestore),
            ("a_Later", ConfigurationType::Other(String::new())),
            ("Limit", ConfigurationType::Other(String::new())),
        ] {
            for odata_type in ["", r#""@odata.type":null,"#, r#""@odata.type":"","#] {
                let (found, _) = read(&format!(r#"{{{odata_type}"id":"{id}"}}"#));
                assert_eq!(found.kind, kind, "{odata_type}{id}");
            }
        }
    }

    #[test]
    fn defaults_are_known_by_priority_or_by_id() {
        assert!(read(r#"{"id":"x","priority":0}"#).0.is_default());
        assert!(read(r#"{"id":"x_WindowsRestore"}"#).0.is_default());
        assert!(!read(r#"{"id":"x_Limit","priority":1}"#).0.is_default());
    }

    #[test]
    fn assignments_that_came_along_are_told_from_none_read() {
        let (_, read_along) = read(
            r##"{"id":"x","assignments":[{"id":"a","source":"policySets","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}]}"##,
        );
        assert_eq!(read_along.unwrap()[0].source, Source::PolicySets);
        assert_eq!(read(r#"{"id":"x"}"#).1, None);
        assert_eq!(read(r#"{"id":"x","assignments":[]}"#).1, Some(vec![]));
    }

    #[test]
    fn a_part_of_the_assignments_is_not_taken_for_all() {
        for assignments in [
            "null",
            "{}",
            r#""all""#,
            r#"[],"assignments@odata.nextLink":"https://graph/more""#,
            r#"[],"assignments@odata.nextLink":5"#,
        ] {
            let json = format!(r#"{{"id":"x","assignments":{assignments}}}"#);
            let (configuration, read_along) = read(&json);
            assert_eq!(read_along, None, "{json}");
            assert_eq!(configuration.raw.to_json(), r#"{"id":"x"}"#);
        }
        let json = r#"{"id":"x","assignments":[null],"assignments@odata.nextLink":null}"#;
        assert!(read(json).1.unwrap()[0].is_unreadable());
    }

    #[test]
    fn what_has_no_id_is_kept_to_the_letter() {
        for json in [
            "null",
            "5",
            r#""a""#,
            "[ ]",
            r#"{ "id" : null, "n":1.10 }"#,
            r#"{"id":""}"#,
        ] {
            let (found, _) = Configuration::read(&RawValue::from_string(json.to_owned()).unwrap());
            assert_eq!(found.unreadable.as_deref(), Some(json));
            assert_eq!((found.given_id(), found.is_default()), (None, false));
        }
        let json = r#"{"id":"x"}"#.to_owned();
        let (found, _) = Configuration::read(&RawValue::from_string(json).unwrap());
        assert_eq!(found.given_id(), Some("x"));
    }

    #[test]
    fn the_lowest_number_comes_first_and_the_default_last() {
        let mut rows: Vec<_> = [(0, "d"), (2, "b"), (1, "a")]
            .into_iter()
            .map(|(priority, id)| read(&format!(r#"{{"id":"{id}","priority":{priority}}}"#)).0)
            .collect();
        rows.sort_by(Configuration::order);
        let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "d"]);
    }
}
