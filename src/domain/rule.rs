//! How Intune chooses among the configurations of each type.
//!
//! Restrictions are chosen by the user
//! (<https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set>). The
//! Enrollment Status Page is chosen by the device first, and by the user only where no profile targets the
//! device (<https://learn.microsoft.com/intune/intune-service/enrollment/windows-enrollment-status>).
//! Co-management settings go to groups of devices
//! (<https://learn.microsoft.com/intune/configmgr/comanage/autopilot-enrollment>), notifications to users
//! (<https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-notifications>). What the
//! documentation leaves open is not guessed: [`Rule::NotKnown`]. For details, see
//! `docs/design/reading.md#which-configuration-applies`.

use super::ConfigurationType;

/// How Intune chooses among the configurations of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "rule", rename_all = "kebab-case")
)]
pub enum Rule {
    /// By the groups of the user; methods without a user get the default.
    UserThenDefault,
    /// By the groups of the user; methods without a user get nothing.
    UserOnly,
    DeviceThenUser,
    /// By the device alone, and without a default.
    DeviceOnly,
    /// One policy for the whole tenant.
    Tenant,
    NotKnown,
}

impl Rule {
    #[must_use]
    pub const fn of(kind: &ConfigurationType) -> Self {
        match kind {
            ConfigurationType::Limit
            | ConfigurationType::PlatformRestriction
            | ConfigurationType::PlatformRestrictions => Self::UserThenDefault,
            ConfigurationType::Notification => Self::UserOnly,
            ConfigurationType::Esp => Self::DeviceThenUser,
            ConfigurationType::CoManagement => Self::DeviceOnly,
            ConfigurationType::WindowsHello | ConfigurationType::WindowsRestore => Self::Tenant,
            ConfigurationType::Other(_) => Self::NotKnown,
        }
    }

    /// The word in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::UserThenDefault => "user-then-default",
            Self::UserOnly => "user-only",
            Self::DeviceThenUser => "device-then-user",
            Self::DeviceOnly => "device-only",
            Self::Tenant => "tenant",
            Self::NotKnown => "not-known",
        }
    }

    /// Whether the device, and so its groups, matter.
    #[must_use]
    pub const fn asks_device(self) -> bool {
        matches!(
            self,
            Self::DeviceThenUser | Self::DeviceOnly | Self::NotKnown
        )
    }

    pub(super) const fn asks_user(self) -> bool {
        !matches!(self, Self::DeviceOnly)
    }

    /// What methods without a user get.
    #[must_use]
    pub const fn without_user(self) -> WithoutUser {
        match self {
            Self::UserThenDefault => WithoutUser::Default,
            Self::DeviceThenUser => WithoutUser::DeviceThenDefault,
            Self::UserOnly | Self::DeviceOnly => WithoutUser::Nothing,
            Self::Tenant | Self::NotKnown => WithoutUser::NotKnown,
        }
    }
}

/// What an enrollment gets whose method has no user, such as self-deploying or pre-provisioning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "withoutUser", rename_all = "kebab-case")
)]
pub enum WithoutUser {
    Default,
    /// What targets the device, else the default.
    DeviceThenDefault,
    /// None of these.
    Nothing,
    /// No source says.
    NotKnown,
}

impl WithoutUser {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::DeviceThenDefault => "device-then-default",
            Self::Nothing => "nothing",
            Self::NotKnown => "not-known",
        }
    }
}
