//! A JSON object that gives back exactly what it was read from.
//!
//! Belongs here: keeping members in order and values to the letter, so that a property nobody knows
//! survives a write. Does not belong here: what any member means.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::json::Levels;

/// A JSON object whose members keep their order and their exact text, numbers of any length included.
/// One that is nested deeper than 64 levels is not read, so nothing that walks over one runs out of stack.
#[derive(Clone, Default)]
pub struct RawObject(Vec<(Key, Box<RawValue>)>);

/// The name of a member.
type Key = Cow<'static, str>;

/// The names that every target has, in a large tenant a hundred thousand times over.
const FREQUENT: [&str; 4] = [
    "@odata.type",
    "groupId",
    "deviceAndAppManagementAssignmentFilterId",
    "deviceAndAppManagementAssignmentFilterType",
];

/// A name, not kept once more where it is a frequent one.
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

    /// The member's exact JSON text.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.get())
    }

    /// The member read as `T`; none if it is missing or of another shape.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.get(key)?).ok()
    }

    /// The member as text; none if it is missing, null or no text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.read(key)
    }

    /// Takes the member out.
    pub fn remove(&mut self, key: &str) -> Option<Box<RawValue>> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// Puts a text value in the place of the member, or at the end where there was none.
    pub fn set_text(&mut self, key: &str, text: &str) {
        let value = serde_json::value::to_raw_value(text).unwrap_or_default();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((self::key(key.into()), value)),
        }
    }

    /// Puts null in the place of the member, or at the end where there was none.
    pub fn set_null(&mut self, key: &str) {
        let value = Box::<RawValue>::default();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((self::key(key.into()), value)),
        }
    }

    /// Puts a member at the end, its value to the letter.
    pub fn push(&mut self, key: &str, value: Box<RawValue>) {
        self.0.push((self::key(key.into()), value));
    }

    /// The members in order, each with its exact JSON text.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, value.get()))
    }

    /// The object as JSON text on one line.
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
                // Many objects are kept for as long as the program runs.
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
