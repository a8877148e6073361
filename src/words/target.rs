//! How targets, types and numbers are named.

use super::Names;
use crate::domain::{
    AssignmentFilter, Configuration, ConfigurationType, Filter, Name, ObjectId, ObjectKind, Target,
    TargetShape,
};
use crate::text;

/// What a target points at, in one line without its filter: `group · Sales EMEA`.
#[must_use]
pub fn target(target: &Target, names: &Names) -> String {
    let title = target.kind().title();
    match target.shape() {
        TargetShape::AllUsers | TargetShape::AllDevices => title.to_owned(),
        TargetShape::Group { id } | TargetShape::Exclusion { id } => {
            format!("{title} · {}", name_of(id, names))
        }
        TargetShape::ScopeTagGroup { target_type, id } => {
            format!(
                "{title} · {} · {}",
                text::clean(target_type),
                name_of(id, names)
            )
        }
        TargetShape::CmCollection { id } => format!("{title} · {}", text::clean(id)),
        TargetShape::Unknown { odata_type } => {
            let name = odata_type.trim_start_matches("microsoft.graph.");
            format!("{title} · {}", text::clean(name))
        }
    }
}

/// The same with its filter.
#[must_use]
pub fn target_line(shown: &Target, names: &Names) -> String {
    let filter = shown
        .filter()
        .map(|found| format!(" · filter {}", filter(found, names)));
    format!("{}{}", target(shown, names), filter.unwrap_or_default())
}

/// The name behind an id, or the id where no name is known, or what became of the object.
#[must_use]
pub fn name_of(id: &str, names: &Names) -> String {
    let shown = text::clean(id);
    match ObjectId::parse(id).ok().and_then(|id| names.get(&id)) {
        Some(Name::Known { name, .. }) if name.is_empty() => format!("(no name) {shown}"),
        Some(Name::Known { name, .. }) => name.clone(),
        Some(Name::Deleted) => format!("(deleted) {shown}"),
        Some(Name::NotFound) => format!("(not found) {shown}"),
        Some(Name::Refused) | None => shown.into_owned(),
    }
}

/// A filter in one line: `include Corp Windows devices`.
#[must_use]
pub fn filter(filter: &Filter, names: &Names) -> String {
    let mode = text::clean(filter.mode.word());
    format!("{mode} {}", name_of(&filter.id, names))
}

/// Assignment filters as names by id.
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

/// The short name of a type for a narrow column: the platform where it is what tells two apart.
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
        // Types that are still to come begin and end like those that are there.
        ConfigurationType::Other(name) => name
            .trim_start_matches("deviceEnrollment")
            .trim_end_matches("Configuration"),
    }
}

/// The word by which a type is asked for on the command line.
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

/// The short name of the platform that a configuration is for; none where it is for no single one.
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

/// The name of a platform where there is room for it.
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

/// A count with a comma between each three digits.
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
        let said = |name: Option<Name>| {
            target(
                &group,
                &name.map(|name| (id.clone(), name)).into_iter().collect(),
            )
        };
        let sales = Name::Known {
            name: "Sales".to_owned(),
            kind: ObjectKind::Group,
        };
        assert_eq!(said(Some(sales)), "group · Sales");
        assert_eq!(said(Some(Name::Deleted)), format!("group · (deleted) {ID}"));
        assert_eq!(
            said(Some(Name::NotFound)),
            format!("group · (not found) {ID}")
        );
        assert_eq!(said(None), format!("group · {ID}"));
    }

    #[test]
    fn text_of_unknown_kinds_is_stripped() {
        let future = read(r##"{"@odata.type":"#microsoft.graph.x\u001b[31m","k":1}"##);
        assert_eq!(target(&future, &Names::new()), "unknown kind · x[31m");
    }

    #[test]
    fn long_counts_are_grouped() {
        assert_eq!(group_digits(7), "7");
        assert_eq!(group_digits(1_204), "1,204");
        assert_eq!(group_digits(1_234_567), "1,234,567");
    }
}
