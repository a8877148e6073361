//! Assignment filters, and changing the filter of a target.

use serde::{Deserialize, Serialize};

use super::target::{FILTER_ID, FILTER_TYPE};
use super::{
    Assignment, Change, Configuration, ConfigurationType, Filter, RawObject, Refusal, Target,
};
use crate::text;

impl Target {
    /// Returns this target with another filter, or without one; everything else stays unchanged.
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
            // Written explicitly, because the service may keep the value of a missing property.
            raw.set_null(FILTER_ID);
            raw.set_text(FILTER_TYPE, "none");
        }
        Self::from_raw(raw)
    }
}

/// An assignment filter of the tenant (assignmentFilter, beta).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentFilter {
    pub id: String,
    /// Display name, cleaned of anything hostile.
    pub name: String,
    /// devicePlatformType of the devices that it evaluates, an open enumeration; empty if missing.
    pub platform: String,
}

impl AssignmentFilter {
    /// Reads a filter; none if it has no ID.
    #[must_use]
    pub fn from_raw(raw: &RawObject) -> Option<Self> {
        let text = |key| text::clean(&raw.text(key).unwrap_or_default()).into_owned();
        Some(Self {
            id: raw.text("id")?,
            name: text("displayName"),
            platform: text("platform"),
        })
    }

    /// Whether it can match devices of a configuration of this type and platform. If either platform is not
    /// known, the filter is allowed.
    #[must_use]
    pub fn fits(&self, kind: &ConfigurationType, platform: Option<&str>) -> bool {
        let wanted: &[&str] = match kind {
            ConfigurationType::Esp
            | ConfigurationType::WindowsHello
            | ConfigurationType::CoManagement
            | ConfigurationType::WindowsRestore => &["windows10AndLater"],
            _ => match platform {
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
        let is_known = !["", "unknown", "unknownFutureValue"].contains(&&*self.platform);
        !is_known || wanted.iter().any(own)
    }
}

impl Change {
    /// Whether the change adds a filter that none of the rows had before.
    #[must_use]
    pub fn brings_filter(&self) -> bool {
        self.new_filters().next().is_some()
    }

    /// Checks that the filters that the change adds are for the platform of its configuration. `known` contains
    /// the filters of the tenant that could be read. Filters that are not known are not refused.
    ///
    /// # Errors
    /// [`Refusal::FilterOfPlatform`].
    pub fn check_filters(&self, known: &[AssignmentFilter]) -> Result<(), Refusal> {
        for id in self.new_filters() {
            let found = known.iter().find(|one| one.id.eq_ignore_ascii_case(&id));
            let Some(filter) = found else { continue };
            if !filter.fits(&self.configuration_type, self.platform.as_deref()) {
                return Err(Refusal::FilterOfPlatform(
                    filter.name.clone(),
                    filter.platform.clone(),
                ));
            }
        }
        Ok(())
    }

    /// The IDs of the filters that no row had before.
    fn new_filters(&self) -> impl Iterator<Item = String> {
        let had = |id: &str| {
            let mut filters = self.before.iter().filter_map(Target::filter);
            filters.any(|filter| filter.id.eq_ignore_ascii_case(id))
        };
        let after = self.after(&self.before).into_iter();
        let ids = after.filter_map(|target| Some(target.filter()?.id.clone()));
        ids.filter(move |id| !had(id))
    }
}

/// Checks that assignments of this configuration can have a filter
/// (<https://learn.microsoft.com/intune/intune-service/fundamentals/filters-supported-workloads>).
/// If this is not known, the service decides.
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
    Err(Refusal::FilterOfSubtype(subtype.into()))
}

/// Checks that a target may add its filter to these rows. The service is known to accept a filter that one
/// of them already has.
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
                .fits(&configuration.kind, configuration.platform.as_deref())
        };
        let restriction = "deviceEnrollmentPlatformRestrictionConfiguration";
        assert!(fits("iOS", restriction, "ios"));
        assert!(!fits("macOS", restriction, "ios"));
        assert!(fits("", restriction, "ios"), "nobody said that it does not");
        assert!(fits("unknown", restriction, "ios"));
        assert!(fits("macOS", restriction, "visionos"));
        let esp = "windows10EnrollmentCompletionPageConfiguration";
        assert!(fits("windows10AndLater", esp, ""));
        assert!(!fits("iOS", esp, ""));
    }

    #[test]
    fn a_change_brings_no_filter_of_another_platform() {
        let restriction = |platform: &str| {
            let json = format!(
                r##"{{"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","id":"c","platformType":"{platform}","priority":1}}"##
            );
            Configuration::from_raw(serde_json::from_str(&json).unwrap())
                .unwrap()
                .0
        };
        let row = |id: &str, filter: Option<&str>| {
            let pair = filter.map_or_else(String::new, |filter| {
                format!(r#","{FILTER_ID}":"{filter}","{FILTER_TYPE}":"include""#)
            });
            let json = format!(
                r##"{{"id":"{id}","target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}"{pair}}}}}"##
            );
            Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
        };
        let known: Vec<AssignmentFilter> = [("W", "windows10AndLater"), ("I", "iOS"), ("U", "")]
            .map(|(id, platform)| AssignmentFilter {
                id: id.to_owned(),
                name: format!("Filter {id}"),
                platform: platform.to_owned(),
            })
            .into();
        let refused = Err(Refusal::FilterOfPlatform(
            "Filter W".to_owned(),
            "windows10AndLater".to_owned(),
        ));
        let rows = [row("a", None), row("b", None)];
        let ios = restriction("ios");
        for (filter, expected) in [
            ("W", refused.clone()),
            ("w", refused.clone()),
            ("I", Ok(())),
            ("U", Ok(())),
            ("gone", Ok(())),
        ] {
            let to = row("a", Some(filter)).target;
            let added = row("d", Some(filter)).target;
            for change in [
                Change::retarget(&ios, &rows, &rows[0], to.clone()),
                Change::add(&ios, &rows, added.clone()),
                Change::replace(&ios, &rows, vec![to, added]),
            ] {
                let change = change.unwrap();
                assert!(change.brings_filter());
                assert_eq!(change.check_filters(&known), expected, "{filter}");
                assert_eq!(change.check_filters(&[]), Ok(()));
            }
        }
        // A filter that the service accepted before stays, also when the group changes.
        let rows = [row("a", Some("W")), row("b", None)];
        let to = row("e", Some("W")).target;
        let change = Change::retarget(&ios, &rows, &rows[0], to.clone()).unwrap();
        assert_eq!(change.check_filters(&known), Ok(()));
        assert!(!change.brings_filter());
        let visionos = restriction("visionos");
        let change = Change::retarget(&visionos, &[row("b", None)], &row("b", None), to).unwrap();
        assert_eq!(
            change.check_filters(&known),
            Ok(()),
            "nobody knows what fits"
        );
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
