//! A configuration with its assignments, as an element of the list.

use serde::{Deserialize, Serialize};

use super::{Assignment, Configuration, ConfigurationId, ConfigurationType, RawObject, Refusal};

/// A configuration with its assignments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub configuration: Configuration,
    /// Its assignments, in the order of the service.
    pub assignments: Vec<Assignment>,
}

impl Row {
    /// Returns the row without the properties that only the screen shows. What the targets were read from
    /// stays. Without these properties, a large tenant takes only a fraction of the memory.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.configuration.raw = RawObject::new();
        for assignment in &mut self.assignments {
            assignment.raw = RawObject::new();
        }
        self.assignments.shrink_to_fit();
        self
    }

    /// Returns the configurations of one type and platform that have a priority of their own, first priority
    /// first.
    ///
    /// # Errors
    /// [`Refusal::UnreadableOrder`] if one of them may be missing or in another position, because its type,
    /// platform or priority could not be read.
    pub fn priorities(
        rows: &[Self],
        kind: &ConfigurationType,
        platform: Option<&str>,
    ) -> Result<Vec<ConfigurationId>, Refusal> {
        let mut found: Vec<&Configuration> = Vec::new();
        for Self { configuration, .. } in rows {
            match configuration.is_ranked_with(kind, platform) {
                Some(true) => found.push(configuration),
                Some(false) => {}
                None => return Err(Refusal::UnreadableOrder),
            }
        }
        found.sort_by(|a, b| Configuration::order(a, b));
        Ok(found.into_iter().map(|found| found.id.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    #[test]
    fn an_order_that_may_lack_one_is_not_known() {
        let limit = r##""@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration""##;
        let order = |more: &str| {
            let first = format!(r#"{{{limit},"id":"a","priority":1}}"#);
            let rows: Vec<Row> = [first.as_str(), more]
                .into_iter()
                .map(|json| Row {
                    configuration: Configuration::read(
                        &RawValue::from_string(json.to_owned()).unwrap(),
                    )
                    .0,
                    assignments: Vec::new(),
                })
                .collect();
            let order = Row::priorities(&rows, &ConfigurationType::Limit, None);
            order.map(|order| order.len())
        };
        let esp =
            r##""@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration""##;
        assert_eq!(
            order(&format!(r#"{{{limit},"id":"b","priority":2}}"#)),
            Ok(2)
        );
        assert_eq!(
            order(&format!(
                r#"{{{limit},"id":"b_DefaultLimit","priority":0}}"#
            )),
            Ok(1)
        );
        assert_eq!(order(&format!(r#"{{{esp},"priority":null}}"#)), Ok(1));
        for unclear in [
            "null".to_owned(),
            r#"{"id":"b","priority":2}"#.to_owned(),
            format!(r#"{{{limit},"id":null,"priority":2}}"#),
            format!(r#"{{{limit},"id":"b"}}"#),
            format!(r#"{{{limit},"id":"b","priority":"2"}}"#),
            format!(r#"{{{limit},"id":"b","priority":1e30}}"#),
            format!(r#"{{{limit},"id":"b","priority":2,"platformType":7}}"#),
        ] {
            assert_eq!(order(&unclear), Err(Refusal::UnreadableOrder), "{unclear}");
        }
    }
}
