//! The names of targets and types, and the form of numbers.

use std::borrow::Cow;
use std::fmt;

use super::{Names, Phrase};
use crate::domain::{
    AssignmentFilter, Configuration, ConfigurationType, Filter, Name, ObjectId, ObjectKind, Target,
    TargetKind, TargetShape,
};
use crate::text;

/// What a target points at, without its filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetParts {
    pub kind: TargetKind,
    /// The target type of a scope-tag target, as it was read.
    pub target_type: Option<String>,
    /// The name of the object or its replacement; none if the kind says it all.
    pub name: Option<String>,
}

impl TargetParts {
    /// What is meant besides the kind, in one line; empty if the kind says it all.
    #[must_use]
    pub fn what(&self) -> Phrase {
        let parts = [&self.target_type, &self.name];
        parts
            .into_iter()
            .flatten()
            .fold(Phrase::default(), |text, part| text.dot(part.as_str()))
    }

    /// All of it in one line: `group · Sales EMEA`.
    #[must_use]
    pub fn line(&self) -> Phrase {
        Phrase::from(self.kind.title()).dot(self.what())
    }
}

impl fmt::Display for TargetParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line().fmt(f)
    }
}

impl From<TargetParts> for Phrase {
    fn from(parts: TargetParts) -> Self {
        parts.line()
    }
}

/// What a target points at, without its filter.
#[must_use]
pub fn target(target: &Target, names: &Names) -> TargetParts {
    let clean = |text: &str| text::clean(text).into_owned();
    let mut parts = TargetParts {
        kind: target.kind(),
        target_type: target.target_type().map(clean),
        name: None,
    };
    let object = || target.object_id().map(|id| name_of(id, names).to_string());
    parts.name = match target.shape() {
        TargetShape::Unreadable { row: what } | TargetShape::NotRead { reason: what } => {
            Some(clean(what))
        }
        TargetShape::Unknown { odata_type } => {
            Some(clean(odata_type.trim_start_matches("microsoft.graph.")))
        }
        _ => object().or_else(|| target.id().map(clean)),
    };
    parts
}

/// The same with its filter, in one line.
#[must_use]
pub fn target_line(shown: &Target, names: &Names) -> Phrase {
    let line = target(shown, names).line();
    match shown.filter() {
        Some(found) => line.dot(format!("filter {}", filter(found, names))),
        None => line,
    }
}

/// What is known about the name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming<'a> {
    Known(&'a str),
    Empty,
    Deleted,
    NotFound,
    /// It was not requested, or not returned.
    Unknown,
}

impl<'a> Naming<'a> {
    /// The name, or a word that says why there is none.
    #[must_use]
    pub const fn word(self) -> &'a str {
        match self {
            Self::Known(name) => name,
            Self::Empty => "no name",
            Self::Deleted => "deleted",
            Self::NotFound => "not found",
            Self::Unknown => "not known",
        }
    }
}

/// An object and what is known about its name. In one line: the name, or if it is not known the ID, with
/// its state before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'a> {
    /// Its id, free of anything hostile.
    pub id: Cow<'a, str>,
    pub naming: Naming<'a>,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.naming {
            Naming::Known(name) => f.write_str(name),
            Naming::Unknown => f.write_str(&self.id),
            other => write!(f, "({}) {}", other.word(), self.id),
        }
    }
}

#[must_use]
pub fn name_of<'a>(id: &'a str, names: &'a Names) -> Named<'a> {
    let known = ObjectId::parse(id).ok().and_then(|id| names.get(&id));
    Named {
        id: text::clean(id),
        naming: match known {
            Some(Name::Known { name, .. }) if name.is_empty() => Naming::Empty,
            Some(Name::Known { name, .. }) => Naming::Known(name),
            Some(Name::Deleted) => Naming::Deleted,
            Some(Name::NotFound) => Naming::NotFound,
            Some(Name::Refused) | None => Naming::Unknown,
        },
    }
}

/// A filter in one line: `include Corp Windows devices`.
#[must_use]
pub fn filter(filter: &Filter, names: &Names) -> String {
    let mode = text::clean(filter.mode.word());
    format!("{mode} {}", name_of(&filter.id, names))
}

#[must_use]
pub fn filter_names(filters: &[AssignmentFilter]) -> Names {
    let named = |filter: &AssignmentFilter| {
        let known = Name::Known {
            name: filter.name.clone(),
            kind: ObjectKind::Filter,
        };
        Some((ObjectId::parse(&filter.id).ok()?, known))
    };
    filters.iter().filter_map(named).collect()
}

/// The short name of a type for a narrow column: the platform if that is what distinguishes two types.
#[must_use]
pub fn type_label(configuration: &Configuration) -> String {
    let platform = platform_of(configuration);
    match (&configuration.kind, platform) {
        (ConfigurationType::PlatformRestriction, Some(platform)) => platform.to_owned(),
        (ConfigurationType::Notification, Some(platform)) => {
            // Nine cells are enough for both.
            let short = match platform {
                "Windows" => "Win",
                "macOS" => "Mac",
                "Android" => "Andr",
                "Work prof" => "Work",
                other => other,
            };
            format!("Ntfy {short}")
        }
        (kind, _) => kind_label(kind).to_owned(),
    }
}

/// The heading of the configurations that are ranked together: type and platform.
#[must_use]
pub fn group_title(configuration: &Configuration) -> String {
    let kind = match configuration.kind.title() {
        "" => "No type",
        kind => kind,
    };
    let platform = configuration.platform.as_deref();
    match platform.filter(|platform| !platform.is_empty()) {
        Some(platform) => format!("{kind} · {}", platform_title(platform)),
        None => kind.to_owned(),
    }
}

/// The short name of a subtype alone.
#[must_use]
pub fn kind_label(kind: &ConfigurationType) -> &str {
    match kind {
        ConfigurationType::Esp => "ESP",
        ConfigurationType::PlatformRestriction => "Platform",
        ConfigurationType::PlatformRestrictions => "Platforms",
        ConfigurationType::Limit => "Limit",
        ConfigurationType::WindowsHello => "Hello",
        ConfigurationType::Notification => "Notify",
        ConfigurationType::CoManagement => "Co-mgmt",
        ConfigurationType::WindowsRestore => "Restore",
        // Future types start and end like the present ones.
        ConfigurationType::Other(name) => name
            .trim_start_matches("deviceEnrollment")
            .trim_end_matches("Configuration"),
    }
}

/// The word for a type on the command line.
#[must_use]
pub fn type_word(kind: &ConfigurationType) -> &str {
    match kind {
        ConfigurationType::Esp => "esp",
        ConfigurationType::PlatformRestriction => "platform-restriction",
        ConfigurationType::PlatformRestrictions => "platform-restrictions",
        ConfigurationType::Limit => "limit",
        ConfigurationType::WindowsHello => "hello",
        ConfigurationType::Notification => "notification",
        ConfigurationType::CoManagement => "co-management",
        ConfigurationType::WindowsRestore => "restore",
        ConfigurationType::Other(name) => name,
    }
}

/// The short name of the platform that a configuration is for; none if it is for no single one.
#[must_use]
pub fn platform_of(configuration: &Configuration) -> Option<&str> {
    let platform = configuration.platform.as_deref()?;
    (!platform.is_empty()).then(|| platform_label(platform))
}

/// The short name of a platform; one that is not known is named as it was read.
#[must_use]
pub fn platform_label(platform: &str) -> &str {
    match platform {
        "windows" => "Windows",
        "ios" => "iOS",
        "mac" => "macOS",
        "android" => "Android",
        "androidForWork" => "Work prof",
        "androidAosp" => "AOSP",
        "tvos" => "tvOS",
        "allPlatforms" => "all",
        other => other,
    }
}

#[must_use]
pub fn platform_title(platform: &str) -> &str {
    match platform {
        "androidForWork" => "Android work profile",
        "androidAosp" => "Android AOSP",
        other => platform_label(other),
    }
}

/// The priority as shown: a default has none that an admin could compare.
#[must_use]
pub fn priority(configuration: &Configuration) -> String {
    match configuration.priority {
        _ if configuration.is_default() => "–".to_owned(),
        Some(priority) => priority.to_string(),
        None => "?".to_owned(),
    }
}

/// A number with a comma between each three digits.
#[must_use]
pub fn group_digits(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";

    fn read(json: &str) -> Target {
        Target::from_raw(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn an_id_is_shown_as_what_became_of_it() {
        let id = ObjectId::parse(ID).unwrap();
        let group = read(&format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{ID}"}}"##
        ));
        let text = |name: Option<Name>| {
            target(
                &group,
                &name.map(|name| (id.clone(), name)).into_iter().collect(),
            )
            .to_string()
        };
        let sales = Name::Known {
            name: "Sales".to_owned(),
            kind: ObjectKind::Group,
        };
        assert_eq!(text(Some(sales)), "group · Sales");
        assert_eq!(text(Some(Name::Deleted)), format!("group · (deleted) {ID}"));
        assert_eq!(
            text(Some(Name::NotFound)),
            format!("group · (not found) {ID}")
        );
        assert_eq!(text(None), format!("group · {ID}"));
    }

    #[test]
    fn text_of_unknown_kinds_is_stripped() {
        let future = read(r##"{"@odata.type":"#microsoft.graph.x\u001b[31m","k":1}"##);
        let parts = target(&future, &Names::new());
        assert_eq!(parts.kind, TargetKind::Unknown);
        assert_eq!(parts.name.as_deref(), Some("x[31m"));
    }

    #[test]
    fn long_counts_are_grouped() {
        assert_eq!(group_digits(7), "7");
        assert_eq!(group_digits(1_204), "1,204");
        assert_eq!(group_digits(1_234_567), "1,234,567");
    }
}
