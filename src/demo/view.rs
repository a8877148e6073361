//! What an API version shows of the tenant.
//!
//! Belongs here: leaving out what v1.0 does not have. Does not belong here: which entries a request
//! returns (`enrollment`).

use super::raw::Object;
use super::request::Version;
use super::target::{FILTER_ID, FILTER_TYPE};
use super::tenant::{Assignment, Configuration};

/// The set of configurations, as `@odata.context` names it.
pub(super) const SET: &str = "deviceManagement/deviceEnrollmentConfigurations";

pub(super) fn assignments_set(configuration: &Configuration) -> String {
    format!("{SET}('{}')/assignments", configuration.id)
}

/// The properties of every configuration in v1.0.
const COMMON: [&str; 8] = [
    "@odata.type",
    "id",
    "displayName",
    "description",
    "priority",
    "createdDateTime",
    "lastModifiedDateTime",
    "version",
];

/// A type that v1.0 does not know, but lists without its type name.
const V1_UNNAMED: &str = "windowsRestoreDeviceEnrollmentConfiguration";

/// The types in v1.0, with their own properties.
const V1_TYPES: [(&str, &[&str]); 4] = [
    ("deviceEnrollmentLimitConfiguration", &["limit"]),
    (
        "deviceEnrollmentPlatformRestrictionsConfiguration",
        &[
            "androidRestriction",
            "iosRestriction",
            "macOSRestriction",
            "windowsMobileRestriction",
            "windowsRestriction",
        ],
    ),
    (
        "deviceEnrollmentWindowsHelloForBusinessConfiguration",
        &[
            "enhancedBiometricsState",
            "pinExpirationInDays",
            "pinLowercaseCharactersUsage",
            "pinMaximumLength",
            "pinMinimumLength",
            "pinPreviousBlockCount",
            "pinSpecialCharactersUsage",
            "pinUppercaseCharactersUsage",
            "remotePassportEnabled",
            "securityDeviceRequired",
            "state",
            "unlockWithBiometricsEnabled",
        ],
    ),
    (
        "windows10EnrollmentCompletionPageConfiguration",
        &["allowNonBlockingAppInstallation"],
    ),
];

fn v1_properties(kind: &str) -> Option<&'static [&'static str]> {
    let found = V1_TYPES.into_iter().find(|(known, _)| *known == kind);
    found.map(|(_, properties)| properties)
}

/// Whether a version shows a configuration. v1.0 hides all but one of the types that it does not know.
pub(super) fn shows(version: Version, configuration: &Configuration) -> bool {
    version == Version::Beta
        || configuration.kind == V1_UNNAMED
        || v1_properties(&configuration.kind).is_some()
}

/// The properties that only beta has, on every configuration or on those of one platform.
const BETA_COMMON: [&str; 3] = [
    "roleScopeTagIds",
    "deviceEnrollmentConfigurationType",
    "platformType",
];

/// Whether a version has a property on any type, even if no configuration has it.
pub(super) fn has(version: Version, property: &str) -> bool {
    COMMON.contains(&property)
        || V1_TYPES.iter().any(|(_, own)| own.contains(&property))
        || version == Version::Beta && BETA_COMMON.contains(&property)
}

/// A configuration without its assignments.
pub(super) fn configuration(version: Version, configuration: &Configuration) -> Object {
    let mut entity = configuration.entity.clone();
    if version == Version::Beta {
        return entity;
    }
    let own = v1_properties(&configuration.kind).unwrap_or_default();
    entity.retain(|name| COMMON.contains(&name) || own.contains(&name));
    if configuration.kind == V1_UNNAMED {
        entity.remove("@odata.type");
    }
    for name in own.iter().filter(|name| name.ends_with("Restriction")) {
        if let Some(mut restriction) = entity.read::<Object>(name) {
            restriction.retain(|name| name != "blockedManufacturers" && name != "blockedSkus");
            entity.set(name, &restriction);
        }
    }
    entity
}

pub(super) fn assignment(version: Version, assignment: &Assignment) -> Object {
    let mut entity = assignment.entity.clone();
    if version == Version::V1 {
        entity.retain(|name| name != "source" && name != "sourceId");
        if let Some(mut target) = entity.read::<Object>("target") {
            target.retain(|name| name != FILTER_ID && name != FILTER_TYPE);
            entity.set("target", &target);
        }
    }
    entity
}
