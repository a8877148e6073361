//! JSON over several lines, every value to the letter.

use std::fmt::Write;

use serde_json::value::RawValue;

use super::RawObject;

impl RawObject {
    /// The object as JSON text over several lines. Numbers of any length and every escape stay as they
    /// were read.
    #[must_use]
    pub fn to_pretty_json(&self) -> String {
        let mut out = String::new();
        write_object(self, 0, &mut out);
        out
    }
}

fn write_object(object: &RawObject, depth: usize, out: &mut String) {
    let mut members = object.members().peekable();
    if members.peek().is_none() {
        return out.push_str("{}");
    }
    out.push_str("{\n");
    while let Some((key, value)) = members.next() {
        let key = serde_json::to_string(key).unwrap_or_default();
        // Writing into a string cannot fail.
        let _ = write!(out, "{:1$}{key}: ", "", (depth + 1) * 2);
        write_value(value, depth + 1, out);
        out.push_str(if members.peek().is_some() {
            ",\n"
        } else {
            "\n"
        });
    }
    let _ = write!(out, "{:1$}}}", "", depth * 2);
}

fn write_list(items: &[Box<RawValue>], depth: usize, out: &mut String) {
    if items.is_empty() {
        return out.push_str("[]");
    }
    out.push_str("[\n");
    for (at, item) in items.iter().enumerate() {
        let _ = write!(out, "{:1$}", "", (depth + 1) * 2);
        write_value(item.get(), depth + 1, out);
        out.push_str(if at + 1 < items.len() { ",\n" } else { "\n" });
    }
    let _ = write!(out, "{:1$}]", "", depth * 2);
}

fn write_value(json: &str, depth: usize, out: &mut String) {
    if let Ok(object) = serde_json::from_str::<RawObject>(json) {
        write_object(&object, depth, out);
    } else if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(json) {
        write_list(&items, depth, out);
    } else {
        out.push_str(json.trim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_to_the_letter() {
        let json = r#"{"a":1.10,"b":[],"c":{"d":[123456789012345678901,"x\u0041"],"e":{}}}"#;
        let object: RawObject = serde_json::from_str(json).unwrap();
        assert_eq!(
            object.to_pretty_json(),
            "{\n  \"a\": 1.10,\n  \"b\": [],\n  \"c\": {\n    \"d\": [\n      123456789012345678901,\n      \"x\\u0041\"\n    ],\n    \"e\": {}\n  }\n}"
        );
    }
}
