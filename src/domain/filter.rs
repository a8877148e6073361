//! Assignment filters, and changing the one of a target.

use super::target::{FILTER_ID, FILTER_TYPE};
use super::{Assignment, Configuration, ConfigurationType, Filter, RawObject, Refusal, Target};
use crate::text;

impl Target {
    /// This target with another filter, or with none; everything else stays to the letter.
    #[must_use]
    pub fn with_filter(&self, filter: Option<&Filter>) -> Self {
        if self.filter() == filter {
            return self.clone();
        }
        let mut raw = self.raw().clone();
        if let Some(filter) = filter {
            raw.set_text(FILTER_ID, &filter.id);
            raw.set_text(FILTER_TYPE, filter.mode.word());
        } else {
            // Said in full: a property that is left out may be kept by the service.
            raw.set_null(FILTER_ID);
            raw.set_text(FILTER_TYPE, "none");
        }
        Self::from_raw(raw)
    }
}

/// An assignment filter of the tenant (assignmentFilter, beta).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentFilter {
    /// Its id.
    pub id: String,
    /// Display name, free of anything hostile.
    pub name: String,
    /// devicePlatformType of the devices that it looks at, an open enumeration; empty where not said.
    pub platform: String,
}

impl AssignmentFilter {
    /// Reads a filter; none where it has no id.
    #[must_use]
    pub fn from_raw(raw: &RawObject) -> Option<Self> {
        let text = |key| text::clean(&raw.text(key).unwrap_or_default()).into_owned();
        Some(Self {
            id: raw.text("id")?,
            name: text("displayName"),
            platform: text("platform"),
        })
    }

    /// Whether it can match devices of this configuration's platform. A platform that is not known, on
    /// either side, keeps no filter out.
    #[must_use]
    pub fn fits(&self, configuration: &Configuration) -> bool {
        let wanted: &[&str] = match &configuration.kind {
            ConfigurationType::Esp
            | ConfigurationType::WindowsHello
            | ConfigurationType::CoManagement
            | ConfigurationType::WindowsRestore => &["windows10AndLater"],
            _ => match configuration.platform.as_deref() {
                Some("windows") => &["windows10AndLater"],
                Some("ios") => &["iOS"],
                Some("mac") => &["macOS"],
                Some("android") => &["android"],
                Some("androidForWork") => &["androidForWork", "androidWorkProfile"],
                Some("androidAosp") => &["androidAOSP"],
                _ => return true,
            },
        };
        let own = |platform: &&str| platform.eq_ignore_ascii_case(&self.platform);
        self.platform.is_empty() || wanted.iter().any(own)
    }
}

/// Whether assignments of this configuration may be given a filter
/// (<https://learn.microsoft.com/intune/intune-service/fundamentals/filters-supported-workloads>).
/// What is not known to be refused is left to the service.
///
/// # Errors
/// [`Refusal::FilterOfSubtype`].
pub fn refuse_filter(configuration: &Configuration) -> Result<(), Refusal> {
    let subtype = match &configuration.kind {
        ConfigurationType::Limit => "a device limit",
        ConfigurationType::Notification => "an enrollment notification",
        ConfigurationType::WindowsHello => "Windows Hello for Business",
        ConfigurationType::PlatformRestriction
            if configuration
                .platform
                .as_deref()
                .is_some_and(|platform| platform.starts_with("android")) =>
        {
            "a restriction for Android"
        }
        _ => return Ok(()),
    };
    Err(Refusal::FilterOfSubtype(subtype))
}

/// Whether a target may bring its filter to these rows. A filter that one of them has already is known
/// to be taken.
pub(super) fn refuse_new_filter(
    configuration: &Configuration,
    rows: &[Assignment],
    target: &Target,
) -> Result<(), Refusal> {
    let Some(filter) = target.filter() else {
        return Ok(());
    };
    let has_it = |row: &Assignment| {
        let known = row.target.filter();
        known.is_some_and(|known| known.id.eq_ignore_ascii_case(&filter.id))
    };
    if rows.iter().any(has_it) {
        return Ok(());
    }
    refuse_filter(configuration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FilterMode;

    fn target(json: &str) -> Target {
        Target::from_raw(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn a_filter_comes_and_goes_and_the_rest_stays() {
        let plain = target(
            r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget","future":12345678901234567890123}"##,
        );
        let filter = Filter {
            id: "e4631b55-3fde-45b4-a886-904732dce811".to_owned(),
            mode: FilterMode::Exclude,
        };
        let filtered = plain.with_filter(Some(&filter));
        assert_eq!(filtered.filter(), Some(&filter));
        assert_eq!(
            filtered.raw().get("future"),
            Some("12345678901234567890123")
        );
        assert!(!filtered.same_as(&plain));
        let back = filtered.with_filter(None);
        assert!(back.same_as(&plain));
        assert_eq!(back.raw().get(FILTER_ID), Some("null"));
        assert_eq!(back.raw().text(FILTER_TYPE).as_deref(), Some("none"));
        assert_eq!(plain.with_filter(None).raw(), plain.raw());
    }

    #[test]
    fn a_filter_fits_the_platform_of_its_devices() {
        let fits = |filter: &str, kind: &str, platform: &str| {
            let json = format!(
                r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"c","platformType":"{platform}"}}"##
            );
            let (configuration, _) =
                Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
            let json = format!(r#"{{"id":"f","displayName":"F","platform":"{filter}"}}"#);
            let raw = serde_json::from_str(&json).unwrap();
            AssignmentFilter::from_raw(&raw)
                .unwrap()
                .fits(&configuration)
        };
        let restriction = "deviceEnrollmentPlatformRestrictionConfiguration";
        assert!(fits("iOS", restriction, "ios"));
        assert!(!fits("macOS", restriction, "ios"));
        assert!(fits("", restriction, "ios"), "nobody said that it does not");
        assert!(fits("macOS", restriction, "visionos"));
        let esp = "windows10EnrollmentCompletionPageConfiguration";
        assert!(fits("windows10AndLater", esp, ""));
        assert!(!fits("iOS", esp, ""));
    }

    #[test]
    fn only_some_subtypes_take_a_filter() {
        let may = |kind: &str, platform: &str| {
            let json = format!(
                r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"c","platformType":"{platform}"}}"##
            );
            let (configuration, _) =
                Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
            refuse_filter(&configuration).is_ok()
        };
        let restriction = "deviceEnrollmentPlatformRestrictionConfiguration";
        assert!(may(restriction, "windows") && may(restriction, "ios"));
        assert!(!may(restriction, "androidForWork"));
        assert!(!may("deviceEnrollmentLimitConfiguration", ""));
        assert!(!may("deviceEnrollmentNotificationConfiguration", "windows"));
        assert!(may("windows10EnrollmentCompletionPageConfiguration", ""));
    }
}
