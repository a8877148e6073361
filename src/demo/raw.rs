//! JSON objects that keep the order of their members and the exact text of every value.
//!
//! Belongs here: reading and writing such objects without losing a digit. Does not belong here: what
//! a member means.

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON object as it was written: members in order, values untouched.
///
/// Numbers longer than any machine type survive, because values are never converted.
#[derive(Clone, Debug, Default)]
pub(super) struct Object(Vec<(String, Box<RawValue>)>);

impl Object {
    /// Reads an object from JSON text, without the white space between its tokens.
    pub(super) fn parse(text: &str) -> serde_json::Result<Self> {
        // Checked first, because removing white space could turn invalid text into valid JSON.
        serde_json::from_str::<&RawValue>(text)?;
        serde_json::from_str(&compact(text))
    }

    /// Returns the object with one more member at its end.
    pub(super) fn with<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.set(name, value);
        self
    }

    /// Returns the text of a value, if there is a member with this name.
    pub(super) fn get(&self, name: &str) -> Option<&RawValue> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| &**value)
    }

    /// Reads a value as a type; none if it is missing or of another type.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.read(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Replaces a member in its position, or appends it.
    pub(super) fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let value = raw(value);
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Puts a member first, and removes it from its old position.
    pub(super) fn set_first<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.remove(name);
        self.0.insert(0, (name.to_owned(), raw(value)));
    }

    /// Puts a member directly after another one, or at the end if that one is missing.
    pub(super) fn set_behind<T: Serialize + ?Sized>(
        &mut self,
        before: &str,
        name: &str,
        value: &T,
    ) {
        self.remove(name);
        let index = self.0.iter().position(|(known, _)| known == before);
        let index = index.map_or(self.0.len(), |index| index + 1);
        self.0.insert(index, (name.to_owned(), raw(value)));
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<Box<RawValue>> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(index).1)
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| keep(name));
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut members: Vec<(String, Box<RawValue>)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            if members.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format!(
                    "the member '{name}' occurs twice"
                )));
            }
            members.push((name, value));
        }
        Ok(Object(members))
    }
}

/// Returns a value as raw JSON. Everything in this module can be serialized; null replaces what cannot.
pub(super) fn raw<T: Serialize + ?Sized>(value: &T) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Returns JSON text without the white space between its tokens, which turns a readable file into compact
/// answers.
pub(super) fn compact(text: &str) -> String {
    let mut compact = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if matches!(c, ' ' | '\t' | '\r' | '\n') {
            continue;
        } else {
            quoted = c == '"';
        }
        compact.push(c);
    }
    compact
}

/// Reads text: a string is the text itself, other JSON is used as its text.
pub(super) fn text_or_json<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let body = Option::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(body.map(|body| serde_json::from_str(body.get()).unwrap_or_else(|_| body.get().to_owned())))
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "a test may stop at what it did not expect"
    )]

    use super::{Object, compact};

    #[test]
    fn order_and_digits_survive() {
        let text = r#"{"z":123456789012345678901234567890,"a":{"y":0.10,"b":[1,2]}}"#;
        let object: Object = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&object).unwrap(), text);
    }

    #[test]
    fn a_member_is_replaced_in_place() {
        let mut object: Object = serde_json::from_str(r#"{"a":1,"b":2}"#).unwrap();
        object.set("a", "x");
        object.set_behind("a", "c", &true);
        assert_eq!(
            serde_json::to_string(&object).unwrap(),
            r#"{"a":"x","c":true,"b":2}"#
        );
    }

    #[test]
    fn a_name_that_occurs_twice_is_refused() {
        assert!(serde_json::from_str::<Object>(r#"{"a":1,"a":2}"#).is_err());
    }

    #[test]
    fn compacting_leaves_strings_alone() {
        assert_eq!(
            compact("{ \"a b\" : \"c \\\" d\\\\\" ,\n \"e\": [ 1 ] }"),
            "{\"a b\":\"c \\\" d\\\\\",\"e\":[1]}"
        );
    }
}
