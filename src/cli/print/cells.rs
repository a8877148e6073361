//! Cells that several tables have.

use crate::domain::{Configuration, ConfigurationType, Target};
use crate::words::{self, Names};

/// Priority, type and name of a configuration, as a table shows them.
pub(in crate::cli) fn head(configuration: &Configuration) -> [String; 3] {
    let kind = match (&configuration.kind, words::platform_of(configuration)) {
        // Of a restriction the platform is what tells it from others.
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

/// The filter of a target with its name, as far as it is known; empty where it has none.
pub(in crate::cli) fn filter_cell(target: &Target, names: &Names) -> String {
    let filter = target.filter();
    filter.map_or_else(String::new, |filter| words::filter(filter, names))
}
