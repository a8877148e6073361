//! What one version of Graph does not show.

use super::{Line, Role};
use crate::domain::{ApiMode, ConfigurationType};

/// What is missing from a list that was read from v1.0.
#[must_use]
pub fn only_v1() -> String {
    let count = ConfigurationType::beyond_v1();
    format!("v1.0: filters and {count} subtypes are not visible here")
}

/// The same at length: why it is so, and what can be done about it.
#[must_use]
pub fn read_from_v1(api: ApiMode) -> Vec<Line> {
    let (why, next) = match api {
        ApiMode::V1 => (
            "The settings allow only v1.0.",
            "to read beta, set api = \"auto\" in the profile, or use --api auto",
        ),
        ApiMode::Auto | ApiMode::Beta => (
            "The service offers no beta for these.",
            "read the list again later; until then you cannot replace the list, add or remove",
        ),
    };
    vec![
        Line::new(Role::Title, "The list was read from v1.0"),
        Line::new(Role::Warn, only_v1()),
        Line::new(
            Role::Text,
            "v1.0 also hides sources, so a target from a policy set looks like any other.",
        ),
        Line::new(Role::Text, why),
        Line::new(Role::Hint, next),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_the_known_types_that_only_beta_has() {
        assert_eq!(
            only_v1(),
            "v1.0: filters and 3 subtypes are not visible here"
        );
    }
}
