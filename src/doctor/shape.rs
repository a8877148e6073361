//! What an answer looks like, without its values.
//!
//! Belongs here: turning JSON into names of properties, kinds of values and patterns of IDs. No value gets
//! through: names are those of Graph's schema, and anything that does not look like one is left out. Does
//! not belong here: the requests (`facts`).

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The placeholder for a name that may be a value.
const UNUSUAL: &str = "(unusual name)";
const UNTYPED: &str = "(no @odata.type)";

/// The ends of ids that Intune gives to configurations. They are the same in every tenant.
const ENDINGS: [&str; 12] = [
    "DefaultLimit",
    "DefaultPlatformRestrictions",
    "DefaultWindows10EnrollmentCompletionPageConfiguration",
    "DefaultWindowsHelloForBusiness",
    "DeviceComanagementAuthorityConfiguration",
    "EnrollmentNotificationsConfiguration",
    "Limit",
    "PlatformRestrictions",
    "SinglePlatformRestriction",
    "Windows10EnrollmentCompletionPageConfiguration",
    "WindowsHelloForBusiness",
    "WindowsRestore",
];

/// GUIDs that mean the same in every tenant.
const COMMON: [(&str, &str); 3] = [
    ("00000000-0000-0000-0000-000000000000", "zeros"),
    ("acacacac-9df4-4c7d-9d50-4ef0226f57a9", "all-users"),
    ("adadadad-808e-44e2-905a-0b7873a8a531", "all-devices"),
];

/// Known GUIDs, in lower case, and how each is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Vec<(String, &'static str)>);

impl Known {
    pub(super) fn add(&mut self, id: &str, name: &'static str) {
        if is_guid(id) {
            self.0.push((id.to_ascii_lowercase(), name));
        }
    }

    fn with(&self, id: Option<&str>, name: &'static str) -> Self {
        let mut known = self.clone();
        // A configuration's id begins with a GUID.
        let id = id.and_then(|id| id.split('_').next());
        known.add(id.unwrap_or_default(), name);
        known
    }

    fn name(&self, guid: &str) -> &'static str {
        let guid = guid.to_ascii_lowercase();
        let common = COMMON.iter().find(|(known, _)| *known == guid);
        let own = || self.0.iter().find(|(known, _)| *known == guid);
        common
            .map(|(_, name)| *name)
            .or_else(|| own().map(|(_, name)| *name))
            .unwrap_or("guid")
    }
}

/// All that was found in one place of an answer.
#[derive(Debug, Default)]
pub(super) struct Shape {
    kinds: BTreeSet<String>,
    /// Objects by their type, each with the shapes of its properties.
    objects: BTreeMap<String, BTreeMap<String, Self>>,
    items: Option<Box<Self>>,
}

impl Shape {
    /// Adds the shape of one more value.
    pub(super) fn add(&mut self, value: &Value, known: &Known) {
        self.add_named("", value, known);
    }

    fn add_named(&mut self, name: &str, value: &Value, known: &Known) {
        let kind = match value {
            Value::Null => "null".to_owned(),
            Value::Bool(_) => "boolean".to_owned(),
            Value::Number(number) if number.is_f64() => "decimal".to_owned(),
            Value::Number(_) => "integer".to_owned(),
            Value::String(text) => kind_of_text(name, text, known),
            Value::Array(items) => {
                let shape = self.items.get_or_insert_default();
                for item in items {
                    // A list of ids is one under the name of the list.
                    shape.add_named(name, item, known);
                }
                if items.is_empty() {
                    "empty list"
                } else {
                    "list"
                }
                .to_owned()
            }
            Value::Object(members) => {
                self.add_object(members, known);
                "object".to_owned()
            }
        };
        self.kinds.insert(kind);
    }

    fn add_object(&mut self, members: &Map<String, Value>, known: &Known) {
        let text = |of: &Map<String, Value>, name: &str| {
            of.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        let target = members.get("target").and_then(Value::as_object);
        let group = target
            .and_then(|target| text(target, "groupId").or_else(|| text(target, "entraObjectId")));
        let own = known.with(group.as_deref(), "group");
        let configuration = members.get("assignments").and_then(|_| text(members, "id"));
        let below = own.with(configuration.as_deref(), "configuration");
        let kind = text(members, "@odata.type");
        let shapes = self
            .objects
            .entry(kind.map_or_else(|| UNTYPED.to_owned(), |kind| type_name(&kind)))
            .or_default();
        for (name, value) in members {
            let known = if value.is_string() { &own } else { &below };
            let shape = shapes.entry(property_name(name)).or_default();
            shape.add_named(name, value, known);
        }
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kinds: Vec<&str> = self.kinds.iter().map(String::as_str).collect();
        let kinds = kinds.join(" | ");
        let items = self.items.as_ref().filter(|items| !items.kinds.is_empty());
        if self.objects.is_empty() && items.is_none() {
            return serializer.serialize_str(&kinds);
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kinds", &kinds)?;
        if !self.objects.is_empty() {
            map.serialize_entry("objects", &self.objects)?;
        }
        if let Some(items) = items {
            map.serialize_entry("items", items)?;
        }
        map.end()
    }
}

/// The kind of a text: the pattern of an ID, the precision of a date, or just that it is text.
fn kind_of_text(name: &str, text: &str, known: &Known) -> String {
    let is_id = name == "id" || name.ends_with("Id") || name.ends_with("Ids");
    if text.is_empty() {
        "empty text".to_owned()
    } else if is_id {
        format!("id {}", pattern(text, known))
    } else if let Some(digits) = date(text) {
        format!("date with {digits} digits after the second")
    } else {
        "text".to_owned()
    }
}

/// How many digits follow the second of a date in UTC.
fn date(text: &str) -> Option<usize> {
    let classes: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect();
    let rest = classes
        .strip_prefix("9999-99-99T99:99:99")?
        .strip_suffix('Z')?;
    let digits = rest.strip_prefix('.').unwrap_or(rest);
    digits.chars().all(|c| c == '9').then_some(digits.len())
}

/// An ID without what makes it one of this tenant: a known ending stays, a GUID is replaced, and other
/// characters are shown as letter or digit.
pub(super) fn pattern(id: &str, known: &Known) -> String {
    let parts = id.split('_').take(8).map(|part| {
        if is_guid(part) {
            known.name(part).to_owned()
        } else if ENDINGS.contains(&part) {
            part.to_owned()
        } else {
            classes(part)
        }
    });
    parts.collect::<Vec<_>>().join("_")
}

/// The runs of a text: `letters`, `digits`, and what is between them.
fn classes(text: &str) -> String {
    const MOST_RUNS: usize = 12;
    let mut runs: Vec<&str> = Vec::new();
    for c in text.chars() {
        let class = match c {
            'a'..='z' | 'A'..='Z' => "letters",
            '0'..='9' => "digits",
            '-' => "-",
            '.' => ".",
            ':' => ":",
            '%' => "%",
            '=' => "=",
            _ => "other",
        };
        if runs.last() != Some(&class) {
            runs.push(class);
        }
        if runs.len() > MOST_RUNS {
            return "mixed".to_owned();
        }
    }
    runs.join(" ")
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// The name of a property, if it looks like one of Graph's.
fn property_name(name: &str) -> String {
    let bare = name.strip_prefix('@').unwrap_or(name);
    let mut parts = bare.split(['@', '.']);
    if parts.all(is_schema_word) {
        name.to_owned()
    } else {
        UNUSUAL.to_owned()
    }
}

/// The name of a type, if it looks like one of Graph's.
fn type_name(odata_type: &str) -> String {
    let bare = odata_type.strip_prefix('#').unwrap_or(odata_type);
    match bare.strip_prefix("microsoft.graph.") {
        Some(name) if name.split('.').all(is_schema_word) => bare.to_owned(),
        _ => UNUSUAL.to_owned(),
    }
}

/// Names of the schema consist of letters, lower case at the start, with few digits and nothing else. Those
/// that a tenant creates, for example for extensions, have underscores or long numbers.
pub(super) fn is_schema_word(word: &str) -> bool {
    const LONGEST: usize = 64;
    const MOST_DIGITS: usize = 4;
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.len() <= LONGEST
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && word.chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TENANT: &str = "7a3c1d52-9e4b-4f60-8a1b-2c3d4e5f6071";
    const OWN: &str = "4d95761d-5c3d-4642-80cc-dab07d74859e";
    const GROUP: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";

    fn known() -> Known {
        let mut known = Known::default();
        known.add(TENANT, "tenant");
        known
    }

    fn shape(values: &[Value]) -> Value {
        let mut shape = Shape::default();
        for value in values {
            shape.add(value, &known());
        }
        serde_json::to_value(&shape).unwrap()
    }

    #[test]
    fn an_id_is_written_as_its_pattern() {
        for (id, expected) in [
            (format!("{TENANT}_DefaultLimit"), "tenant_DefaultLimit"),
            (format!("{}_Limit", OWN.to_uppercase()), "guid_Limit"),
            (format!("{OWN}_{GROUP}_{OWN}"), "guid_guid_guid"),
            (
                format!("{OWN}_acacacac-9df4-4c7d-9d50-4ef0226f57a9"),
                "guid_all-users",
            ),
            (format!("{OWN}_Secret"), "guid_letters"),
            ("SMS00042".to_owned(), "letters digits"),
            ("Hunter2!".to_owned(), "letters digits other"),
            ("a1".repeat(40), "mixed"),
            ("高橋".to_owned(), "other"),
        ] {
            assert_eq!(pattern(&id, &known()), expected, "{id}");
        }
    }

    #[test]
    fn rows_are_told_by_type_with_the_relations_of_their_ids() {
        let row = |group: &str, target: Value| {
            json!({
                "@odata.type": "#microsoft.graph.deviceEnrollmentLimitConfiguration",
                "id": format!("{OWN}_Limit"),
                "createdDateTime": "2025-08-21T04:44:51.8433388Z",
                "limit": 5,
                "osMinimumVersion": "",
                "roleScopeTagIds": ["0"],
                "assignments": [{"id": format!("{OWN}_{group}_{OWN}"), "target": target}],
            })
        };
        let group =
            json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": GROUP});
        let all = json!({"@odata.type": "microsoft.graph.allDevicesAssignmentTarget"});
        let seen = shape(&[row(GROUP, group), row("x", all), json!(null)]);
        assert_eq!(seen["kinds"], "null | object");
        let limit = &seen["objects"]["microsoft.graph.deviceEnrollmentLimitConfiguration"];
        assert_eq!(limit["id"], "id guid_Limit");
        assert_eq!(
            limit["createdDateTime"],
            "date with 7 digits after the second"
        );
        assert_eq!(limit["limit"], "integer");
        assert_eq!(limit["osMinimumVersion"], "empty text");
        assert_eq!(limit["roleScopeTagIds"]["items"], "id digits");
        let assignment = &limit["assignments"]["items"]["objects"][UNTYPED];
        assert_eq!(
            assignment["id"],
            "id configuration_group_configuration | id configuration_letters_configuration"
        );
        let targets = assignment["target"]["objects"].as_object().unwrap();
        let kinds: Vec<_> = targets.keys().map(String::as_str).collect();
        assert_eq!(
            kinds,
            [
                "microsoft.graph.allDevicesAssignmentTarget",
                "microsoft.graph.groupAssignmentTarget"
            ]
        );
    }

    #[test]
    fn no_value_comes_through() {
        const SECRET: &str = "Hunter2";
        let hostile = json!({
            "@odata.type": format!("#microsoft.graph.{SECRET}"),
            "id": format!("{SECRET}_{SECRET}"),
            "displayName": SECRET,
            "createdDateTime": format!("2026-{SECRET}"),
            "userId": format!("{SECRET}@contoso.com"),
            format!("extension_0123456789abcdef0123456789abcdef_{SECRET}"): SECRET,
            SECRET: {SECRET: [SECRET, {SECRET: SECRET}]},
            format!("{SECRET}@odata.count"): 1,
            "\u{1b}[31m": 4_711,
            "password": {"@odata.type": SECRET, "groupId": SECRET, "nested": [[SECRET]]},
            "version": 4_711,
            "share": 47.11,
            "bare": "7a3c1d52-9e4b-4f60-8a1b-2c3d4e5f6071",
        });
        let message = shape(&[hostile.clone(), json!([hostile]), json!(SECRET)]).to_string();
        for value in [
            SECRET,
            "4711",
            "47.11",
            "contoso",
            "7a3c1d52",
            "0123456789",
            "31m",
            "2026",
        ] {
            assert!(!message.contains(value), "{value}: {message}");
        }
        // The names of the schema do.
        assert!(
            message.contains("displayName") && message.contains("@odata.type"),
            "{message}"
        );
    }
}
