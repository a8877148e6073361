//! The subtypes of a configuration, and how each is recognized.

use serde::{Deserialize, Serialize};

use crate::text;

/// The subtypes, in the order in which the list shows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ConfigurationType {
    /// windows10EnrollmentCompletionPageConfiguration, the Enrollment Status Page.
    Esp,
    /// deviceEnrollmentPlatformRestrictionConfiguration, one platform.
    PlatformRestriction,
    /// deviceEnrollmentPlatformRestrictionsConfiguration, all platforms in one.
    PlatformRestrictions,
    /// deviceEnrollmentLimitConfiguration
    Limit,
    /// deviceEnrollmentWindowsHelloForBusinessConfiguration
    WindowsHello,
    /// deviceEnrollmentNotificationConfiguration
    Notification,
    /// deviceComanagementAuthorityConfiguration
    CoManagement,
    /// windowsRestoreDeviceEnrollmentConfiguration
    WindowsRestore,
    /// A type that this program does not know, named without its prefix.
    Other(String),
}

impl ConfigurationType {
    const KNOWN: [(Self, &'static str); 8] = [
        (Self::Esp, "windows10EnrollmentCompletionPageConfiguration"),
        (
            Self::PlatformRestriction,
            "deviceEnrollmentPlatformRestrictionConfiguration",
        ),
        (
            Self::PlatformRestrictions,
            "deviceEnrollmentPlatformRestrictionsConfiguration",
        ),
        (Self::Limit, "deviceEnrollmentLimitConfiguration"),
        (
            Self::WindowsHello,
            "deviceEnrollmentWindowsHelloForBusinessConfiguration",
        ),
        (
            Self::Notification,
            "deviceEnrollmentNotificationConfiguration",
        ),
        (
            Self::CoManagement,
            "deviceComanagementAuthorityConfiguration",
        ),
        (
            Self::WindowsRestore,
            "windowsRestoreDeviceEnrollmentConfiguration",
        ),
    ];

    /// The types that this program knows, in the order of the list.
    pub fn known() -> impl Iterator<Item = Self> {
        Self::KNOWN.into_iter().map(|(kind, _)| kind)
    }

    pub(super) fn from_odata(odata_type: &str) -> Self {
        let name = odata_type
            .trim_start_matches('#')
            .trim_start_matches("microsoft.graph.");
        Self::KNOWN
            .into_iter()
            .find(|(_, known)| *known == name)
            .map_or_else(
                || Self::Other(text::clean(name).into_owned()),
                |(kind, _)| kind,
            )
    }

    /// The type according to the end of an ID, for a configuration without an `@odata.type`: v1.0 lists the
    /// Windows restore default this way.
    pub(super) fn from_id(id: &str) -> Option<Self> {
        let (_, suffix) = id.rsplit_once('_')?;
        Some(match suffix.strip_prefix("Default").unwrap_or(suffix) {
            "Windows10EnrollmentCompletionPageConfiguration" => Self::Esp,
            "SinglePlatformRestriction" => Self::PlatformRestriction,
            "PlatformRestrictions" => Self::PlatformRestrictions,
            "Limit" => Self::Limit,
            "WindowsHelloForBusiness" => Self::WindowsHello,
            "EnrollmentNotificationsConfiguration" => Self::Notification,
            "DeviceComanagementAuthorityConfiguration" => Self::CoManagement,
            "WindowsRestore" => Self::WindowsRestore,
            _ => return None,
        })
    }

    /// The `@odata.type` without `#` and prefix.
    #[must_use]
    pub fn word(&self) -> &str {
        if let Self::Other(name) = self {
            return name;
        }
        Self::KNOWN
            .iter()
            .find(|(kind, _)| kind == self)
            .map_or("", |(_, word)| word)
    }

    /// The name shown to people.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Esp => "Enrollment Status Page",
            Self::PlatformRestriction => "Platform restriction",
            Self::PlatformRestrictions => "Platform restrictions, all platforms",
            Self::Limit => "Device limit",
            Self::WindowsHello => "Windows Hello for Business",
            Self::Notification => "Enrollment notification",
            Self::CoManagement => "Co-management",
            Self::WindowsRestore => "Windows restore",
            Self::Other(name) => name,
        }
    }

    /// How many of the known subtypes the list of v1.0 hides. It has no type for the Windows restore
    /// default, but lists it anyway.
    #[must_use]
    pub fn beyond_v1() -> usize {
        Self::KNOWN
            .iter()
            .filter(|(kind, _)| !kind.is_in_v1() && *kind != Self::WindowsRestore)
            .count()
    }

    /// Whether v1.0 has the type; the others exist only in beta.
    #[must_use]
    pub const fn is_in_v1(&self) -> bool {
        matches!(
            self,
            Self::Esp | Self::PlatformRestrictions | Self::Limit | Self::WindowsHello
        )
    }
}

impl From<String> for ConfigurationType {
    fn from(word: String) -> Self {
        Self::from_odata(&word)
    }
}

impl From<ConfigurationType> for String {
    fn from(kind: ConfigurationType) -> Self {
        kind.word().to_owned()
    }
}
