//! Properties of the service in readable form: names in words, dates in local time and in UTC.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::{Line, Role, ScopeTags};
use crate::domain::RawObject;
use crate::text;

const SCOPE_TAGS: &str = "roleScopeTagIds";

/// Every property of an object, one line each, nested ones indented. Scope tags are shown by name if known.
#[must_use]
pub fn properties(object: &RawObject, zone: &TimeZone, tags: &ScopeTags) -> Vec<Line> {
    let mut lines = Vec::new();
    for (key, value) in object.members() {
        match scope_tags(key, value, tags) {
            Some(named) => lines.push(Line::new(Role::Text, format!("Scope tags: {named}"))),
            None => add_member((key, value), zone, 0, &mut lines),
        }
    }
    lines
}

/// The names of the scope tags, if this property contains any.
fn scope_tags(key: &str, value: &str, tags: &ScopeTags) -> Option<String> {
    let ids: Vec<String> = serde_json::from_str(value)
        .ok()
        .filter(|ids: &Vec<String>| key == SCOPE_TAGS && !ids.is_empty())?;
    let named = ids.iter().map(|id| match tags.get(id) {
        Some(name) => format!("{name} ({})", text::clean(id)),
        None => text::clean(id).into_owned(),
    });
    Some(named.collect::<Vec<_>>().join(", "))
}

fn add_members(object: &RawObject, zone: &TimeZone, depth: usize, lines: &mut Vec<Line>) {
    for member in object.members() {
        add_member(member, zone, depth, lines);
    }
}

fn add_member((key, value): (&str, &str), zone: &TimeZone, depth: usize, lines: &mut Vec<Line>) {
    let indent = "  ".repeat(depth);
    let label = label(key);
    let mut say = |text: String| {
        lines.push(Line::new(Role::Text, format!("{indent}{label}: {text}")));
    };
    if let Ok(object) = serde_json::from_str::<RawObject>(value) {
        lines.push(Line::new(Role::Text, format!("{indent}{label}:")));
        add_members(&object, zone, depth + 1, lines);
    } else if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(value) {
        if items.is_empty() {
            say("none".to_owned());
        } else if items.iter().all(|item| !item.get().starts_with(['{', '['])) {
            let text: Vec<String> = items.iter().map(|item| scalar(item.get(), zone)).collect();
            say(text.join(", "));
        } else {
            for (at, item) in (1..).zip(&items) {
                let title = format!("{indent}{label} {at}:");
                lines.push(Line::new(Role::Text, title));
                match serde_json::from_str::<RawObject>(item.get()) {
                    Ok(object) => add_members(&object, zone, depth + 1, lines),
                    Err(_) => lines.push(Line::new(
                        Role::Text,
                        format!("{indent}  {}", text::clean(item.get())),
                    )),
                }
            }
        }
    } else {
        say(scalar(value, zone));
    }
}

/// `displayName` as `Display name`; annotations keep their form.
pub(super) fn label(key: &str) -> String {
    let key = text::clean(key);
    if key.contains(['@', '.', ' ']) {
        return key.into_owned();
    }
    let mut label = String::new();
    let mut after_lower = false;
    for (at, c) in key.chars().enumerate() {
        if at == 0 {
            label.extend(c.to_uppercase());
        } else if c.is_uppercase() && after_lower {
            label.push(' ');
            label.extend(c.to_lowercase());
        } else {
            label.push(c);
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    label
}

fn scalar(json: &str, zone: &TimeZone) -> String {
    match json {
        "null" => "–".to_owned(),
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        _ => match serde_json::from_str::<String>(json) {
            Ok(text) if text.is_empty() => "–".to_owned(),
            Ok(text) => moment(&text, zone).unwrap_or_else(|| text::clean(&text).into_owned()),
            Err(_) => text::clean(json).into_owned(),
        },
    }
}

/// A value in one line: for nested values, only their size.
pub(super) fn plain(json: &str) -> String {
    if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(json) {
        let is_plain = |item: &RawValue| !item.get().starts_with(['{', '[']);
        return match items.len() {
            0 => "none".to_owned(),
            _ if items.iter().all(|item| is_plain(item)) => {
                let shown: Vec<String> = items.iter().map(|item| plain(item.get())).collect();
                shown.join(", ")
            }
            1 => "1 item".to_owned(),
            count => format!("{count} items"),
        };
    }
    if let Ok(object) = serde_json::from_str::<RawObject>(json) {
        return match object.members().count() {
            1 => "1 property".to_owned(),
            count => format!("{count} properties"),
        };
    }
    scalar(json, &TimeZone::UTC)
}

/// The scope tags of a configuration, by name if known; none if the service did not send them.
#[must_use]
pub fn scope_tag_names(object: &RawObject, tags: &ScopeTags) -> Option<String> {
    let ids: Vec<String> = object.read(SCOPE_TAGS)?;
    let named = ids.iter().map(|id| match (tags.get(id), id.as_str()) {
        (Some(name), _) => text::clean(name).into_owned(),
        // Every tenant has it.
        (None, "0") => "Default".to_owned(),
        (None, id) => text::clean(id).into_owned(),
    });
    let named: Vec<String> = named.collect();
    Some(if named.is_empty() {
        "none".to_owned()
    } else {
        named.join(", ")
    })
}

/// A time (RFC 3339) in local time, to the minute; none if the text is not a time.
#[must_use]
pub fn local_minute(shown: &str, zone: &TimeZone) -> Option<String> {
    let at = timestamp(shown)?.to_zoned_datetime(zone.clone());
    Some(at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// The local date of a time (RFC 3339); none if the text is not a time.
#[must_use]
pub fn day(text: &str, zone: &TimeZone) -> Option<String> {
    let at = timestamp(text)?.to_zoned_datetime(zone.clone());
    Some(at.strftime("%Y-%m-%d").to_string())
}

/// A date alone is not a time.
fn timestamp(text: &str) -> Option<Timestamp> {
    text.get(10..11)
        .filter(|t| *t == "T")
        .and_then(|_| text.parse().ok())
}

/// A time (RFC 3339) in local time and in UTC; none if the text is not a time.
#[must_use]
pub fn moment(text: &str, zone: &TimeZone) -> Option<String> {
    let at = timestamp(text)?;
    let utc = at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let local = at.to_zoned_datetime(zone.clone());
    if local.offset().is_zero() {
        return Some(utc);
    }
    Some(format!("{} ({utc})", local.strftime("%Y-%m-%d %H:%M %Z")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words_and_values_become_readable() {
        let json = r##"{"@odata.type":"#microsoft.graph.x","displayName":"Corp \u001b[31m","allowReset":true,
            "installProgressTimeoutInMinutes":60,"description":null,"roleScopeTagIds":["0","7"],
            "iosRestriction":{"platformBlocked":false,"osMinimumVersion":""},"list":[{"a":1},{"a":2}],"none":[]}"##;
        let object: RawObject = serde_json::from_str(json).unwrap();
        let tags = [("7".to_owned(), "EMEA".to_owned())].into();
        let text: Vec<String> = properties(&object, &TimeZone::UTC, &tags)
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        assert_eq!(
            text,
            [
                "@odata.type: #microsoft.graph.x",
                "Display name: Corp [31m",
                "Allow reset: yes",
                "Install progress timeout in minutes: 60",
                "Description: –",
                "Scope tags: 0, EMEA (7)",
                "Ios restriction:",
                "  Platform blocked: no",
                "  Os minimum version: –",
                "List 1:",
                "  A: 1",
                "List 2:",
                "  A: 2",
                "None: none",
            ]
        );
    }

    #[test]
    fn a_moment_is_told_in_both_times() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(
            moment("2026-03-01T23:30:00.1234567Z", &zone).unwrap(),
            "2026-03-02 01:30 +02 (2026-03-01 23:30 UTC)"
        );
        assert_eq!(
            moment("2026-03-01T23:30:00Z", &TimeZone::UTC).unwrap(),
            "2026-03-01 23:30 UTC"
        );
        assert_eq!(day("2026-03-01T23:30:00Z", &zone).unwrap(), "2026-03-02");
        assert_eq!(day("2026-03-01", &zone), None);
        assert_eq!(moment("2026-03-01", &zone), None);
        assert_eq!(moment("営業部 Tokyo", &zone), None);
    }
}
