//! Cells that several tables share.

use super::table::Cell;
use crate::domain::{Configuration, ConfigurationType, Name, ObjectId, Target, TargetKind};
use crate::words::{self, Names, Role};

/// Returns priority, type and name of a configuration, as a table shows them.
pub(in crate::cli) fn head(configuration: &Configuration) -> [String; 3] {
    let kind = match (&configuration.kind, words::platform_of(configuration)) {
        // Platform restrictions differ in their platform.
        (ConfigurationType::PlatformRestriction, Some(platform)) => platform.to_owned(),
        (kind, Some(platform)) => format!("{} {platform}", words::kind_label(kind)),
        (kind, None) => words::kind_label(kind).to_owned(),
    };
    [
        words::priority(configuration),
        kind,
        configuration.name.clone(),
    ]
}

/// Returns the filter of a target, with its name if it is known; empty if the target has no filter.
pub(in crate::cli) fn filter_cell(target: &Target, names: &Names) -> String {
    let filter = target.filter();
    filter.map_or_else(String::new, |filter| words::filter(filter, names))
}

/// Returns the type of a configuration, in full if it is shown as a heading above its rows.
pub(in crate::cli) fn type_cell(configuration: &Configuration, label: String) -> Cell {
    let platform = configuration.platform.as_deref().unwrap_or_default();
    let title = configuration.kind.title();
    let heading = match words::platform_title(platform) {
        "" => title.to_owned(),
        platform => format!("{title} · {platform}"),
    };
    Cell::from(label).with_heading(heading)
}

/// Returns the role that marks a target that reaches nobody or cannot be read.
pub(in crate::cli) fn target_role(target: &Target, names: &Names) -> Role {
    let id = target.object_id().and_then(|id| ObjectId::parse(id).ok());
    let is_gone = id.is_some_and(|id| names.get(&id) == Some(&Name::Deleted));
    if is_gone || target.kind().is_unreadable() {
        Role::Bad
    } else if matches!(target.kind(), TargetKind::AllUsers | TargetKind::AllDevices) {
        Role::Warn
    } else {
        Role::Text
    }
}
