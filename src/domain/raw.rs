//! A JSON object that is written exactly as it was read.
//!
//! Belongs here: keeping the order of members and the exact text of values, so that unknown properties
//! survive a write. Does not belong here: what a member means.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::json::Levels;

/// A JSON object whose members keep their order and their exact text, including numbers of any length.
/// Objects nested deeper than 64 levels are refused, to keep code that walks them from overflowing the stack.
#[derive(Clone, Default)]
pub struct RawObject(Vec<(Key, Box<RawValue>)>);

/// The name of a member.
type Key = Cow<'static, str>;

/// The names that every target has. In a large tenant, each occurs a hundred thousand times.
const FREQUENT: [&str; 4] = [
    "@odata.type",
    "groupId",
    "deviceAndAppManagementAssignmentFilterId",
    "deviceAndAppManagementAssignmentFilterType",
];

/// Returns a name, without allocating for a frequent one.
fn key(name: Cow<'_, str>) -> Key {
    FREQUENT
        .into_iter()
        .find(|frequent| *frequent == name)
        .map_or_else(|| Cow::Owned(name.into_owned()), Cow::Borrowed)
}

impl RawObject {
    /// An object without members.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the member's exact JSON text.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.get())
    }

    /// Reads the member as `T`; none if it is missing or has another type.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.get(key)?).ok()
    }

    /// Reads the member as text; none if it is missing, null or not a string.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.read(key)
    }

    /// Removes and returns the member.
    pub fn remove(&mut self, key: &str) -> Option<Box<RawValue>> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// Replaces the member by a string, or appends it if it is missing.
    pub fn set_text(&mut self, key: &str, text: &str) {
        let value = serde_json::value::to_raw_value(text).unwrap_or_default();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((self::key(key.into()), value)),
        }
    }

    /// Replaces the member by null, or appends it if it is missing.
    pub fn set_null(&mut self, key: &str) {
        let value = Box::<RawValue>::default();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((self::key(key.into()), value)),
        }
    }

    /// Appends a member with exactly this value.
    pub fn push(&mut self, key: &str, value: Box<RawValue>) {
        self.0.push((self::key(key.into()), value));
    }

    /// Returns the members in order, each with its exact JSON text.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, value.get()))
    }

    /// Returns the object as JSON text on one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl PartialEq for RawObject {
    fn eq(&self, other: &Self) -> bool {
        self.members().eq(other.members())
    }
}

impl Eq for RawObject {}

impl fmt::Debug for RawObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl Serialize for RawObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = RawObject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawObject, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(8));
                while let Some((name, value)) = map.next_entry::<Cow<'_, str>, Box<RawValue>>()? {
                    Levels::check_member(value.get()).map_err(A::Error::custom)?;
                    members.push((key(name), value));
                }
                // Many objects are kept as long as the program runs.
                members.shrink_to_fit();
                Ok(RawObject(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_order_and_exact_text() {
        let json = r#"{"z":1.10,"a":123456789012345678901234567890,"n":null,"o":{"k":[1, 2]}}"#;
        let object: RawObject = serde_json::from_str(json).unwrap();
        assert_eq!(object.to_json(), json);
    }

    #[test]
    fn an_object_that_is_nested_too_deep_is_refused() {
        let read = |levels: usize| {
            let (open, close) = (r#"{"a":"#.repeat(levels), "}".repeat(levels));
            serde_json::from_str::<RawObject>(&format!("{open}1{close}"))
        };
        assert!(read(64).is_ok());
        let error = read(65).unwrap_err().to_string();
        assert!(error.starts_with("nested deeper than 64 levels"), "{error}");
        assert!(read(1_000_000).is_err());
    }

    #[test]
    fn setting_replaces_in_place_and_adds_at_the_end() {
        let mut object: RawObject = serde_json::from_str(r#"{"a":"x","b":2}"#).unwrap();
        object.set_text("a", "y\"");
        object.set_text("c", "z");
        assert_eq!(object.to_json(), r#"{"a":"y\"","b":2,"c":"z"}"#);
        object.remove("b");
        assert_eq!(object.text("b"), None);
        assert_eq!(object.text("a").as_deref(), Some("y\""));
    }
}
