//! What the service itself says applies to a user.

use super::{Configuration, ConfigurationType};

/// The configurations that apply to a user, as the service answers it. It knows neither the device nor how it
/// enrolls, so that this is at best where an enrollment by this user begins.
///
/// What rows come is not documented: none, one or several of a type, defaults or not, with all
/// properties or the common ones alone. They are kept as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveConfigurations {
    /// The rows, in the order of the answer.
    pub rows: Vec<Configuration>,
}

impl EffectiveConfigurations {
    /// The row that the answer has for a type and a platform: the first as the service applies them, a
    /// default last. None where it has none that says so; one without its platform has to be found by
    /// its id.
    #[must_use]
    pub fn for_type(
        &self,
        kind: &ConfigurationType,
        platform: Option<&str>,
    ) -> Option<&Configuration> {
        let rows = self.rows.iter().filter(|row| row.unreadable.is_none());
        rows.filter(|row| row.kind == *kind && row.platform.as_deref() == platform)
            .min_by(|a, b| a.order(b))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    #[test]
    fn the_row_of_a_type_is_the_first_that_applies() {
        let row =
            |json: &str| Configuration::read(&RawValue::from_string(json.to_owned()).unwrap()).0;
        let effective = EffectiveConfigurations {
            rows: vec![
                row(r#"{"id":"a_DefaultLimit","priority":0}"#),
                row(r#"{"id":"b_Limit","priority":3}"#),
                row(r#"{"id":"c_Limit","priority":2}"#),
                row(r#"{"id":"d_SinglePlatformRestriction","priority":1,"platformType":"mac"}"#),
                row("null"),
            ],
        };
        let found = |kind: &ConfigurationType, platform| {
            let row = effective.for_type(kind, platform);
            row.map(|row| row.id.as_str().to_owned())
        };
        assert_eq!(found(&ConfigurationType::Limit, None).unwrap(), "c_Limit");
        let restriction = ConfigurationType::PlatformRestriction;
        assert!(found(&restriction, Some("mac")).is_some());
        assert_eq!(found(&restriction, Some("ios")), None);
        assert_eq!(found(&ConfigurationType::Other(String::new()), None), None);
    }
}
