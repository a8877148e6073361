//! Paths of Microsoft Graph below its version, with percent-encoded IDs (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{AssignmentId, ConfigurationId};

pub const CONFIGURATIONS: &str = "/deviceManagement/deviceEnrollmentConfigurations";

/// Everything except the unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Encodes any text as one path segment or one query value.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

#[must_use]
pub fn configuration(configuration: &ConfigurationId) -> String {
    format!("{CONFIGURATIONS}/{}", encode(configuration.as_str()))
}

#[must_use]
pub fn assignments(configuration: &ConfigurationId) -> String {
    format!(
        "{CONFIGURATIONS}/{}/assignments",
        encode(configuration.as_str())
    )
}

#[must_use]
pub fn action(configuration: &ConfigurationId, action: &str) -> String {
    format!(
        "{CONFIGURATIONS}/{}/{action}",
        encode(configuration.as_str())
    )
}

#[must_use]
pub fn assignment(configuration: &ConfigurationId, assignment: &AssignmentId) -> String {
    format!(
        "{}/{}",
        assignments(configuration),
        encode(assignment.as_str())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_never_leaves_its_segment() {
        let path = assignment(
            &ConfigurationId::new("a/../b?c#d".to_owned()),
            &AssignmentId::new("é %".to_owned()),
        );
        assert_eq!(
            path,
            "/deviceManagement/deviceEnrollmentConfigurations/a%2F..%2Fb%3Fc%23d/assignments/%C3%A9%20%25"
        );
    }
}
