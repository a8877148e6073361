//! What a configuration does, in the words of the Intune admin center: its own settings, the most important
//! first.
//!
//! Belongs here: which properties of a subtype matter, in which order, and how each is shown. Does not
//! belong here: raw properties (`property`), who it is assigned to (`target`).

use super::property::{label, plain};
use super::target::platform_title;
use crate::domain::{Configuration, ConfigurationType, RawObject};
use crate::text;

/// A setting of a configuration, free of anything hostile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub label: String,
    pub value: String,
}

/// What every configuration has, whatever its subtype.
const COMMON: &[&str] = &[
    "@odata.type",
    "id",
    "displayName",
    "description",
    "priority",
    "createdDateTime",
    "lastModifiedDateTime",
    "version",
    "roleScopeTagIds",
    "deviceEnrollmentConfigurationType",
    "platformType",
    "assignments",
];

/// The settings of a configuration. What the service did not send is left out; for an unknown subtype, all
/// of its own properties are listed.
#[must_use]
pub fn settings(configuration: &Configuration) -> Vec<Setting> {
    let mut list = Settings {
        raw: &configuration.raw,
        list: Vec::new(),
    };
    match &configuration.kind {
        ConfigurationType::Limit => list.limit(),
        ConfigurationType::PlatformRestriction => list.platform(),
        ConfigurationType::PlatformRestrictions => list.platforms(),
        ConfigurationType::Esp => list.esp(),
        ConfigurationType::WindowsHello => list.hello(),
        ConfigurationType::Notification => list.notification(),
        ConfigurationType::CoManagement => list.co_management(),
        ConfigurationType::WindowsRestore => list.enablement("Windows restore", "state"),
        ConfigurationType::Other(_) => list.unknown(),
    }
    list.list
}

struct Settings<'a> {
    raw: &'a RawObject,
    list: Vec<Setting>,
}

impl Settings<'_> {
    fn put(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.list.push(Setting {
            label: label.into(),
            value: value.into(),
        });
    }

    fn has(&self, key: &str) -> bool {
        self.raw.get(key).is_some()
    }

    fn is(&self, key: &str) -> Option<bool> {
        self.raw.read(key)
    }

    /// A property as it is, where it was sent.
    fn as_sent(&mut self, label: &str, key: &str) {
        if let Some(json) = self.raw.get(key) {
            let value = plain(json);
            self.put(label, value);
        }
    }

    /// A switch, with a word for each of its two states.
    fn switch(&mut self, label: &str, key: &str, (yes, no): (&str, &str)) {
        match self.is(key) {
            Some(is) => self.put(label, if is { yes } else { no }),
            None => self.as_sent(label, key),
        }
    }

    fn yes_or_no(&mut self, label: &str, key: &str) {
        self.switch(label, key, ("yes", "no"));
    }

    fn enablement(&mut self, label: &str, key: &str) {
        match self.raw.text(key).as_deref() {
            Some("notConfigured") => self.put(label, "not configured"),
            _ => self.as_sent(label, key),
        }
    }

    fn limit(&mut self) {
        self.as_sent("Devices per user", "limit");
    }

    fn platform(&mut self) {
        let Some(restriction) = self.raw.read::<RawObject>("platformRestriction") else {
            return self.as_sent("Restriction", "platformRestriction");
        };
        let mut own = Settings {
            raw: &restriction,
            list: Vec::new(),
        };
        own.yes_or_no("Blocked", "platformBlocked");
        own.switch(
            "Personal devices",
            "personalDeviceEnrollmentBlocked",
            ("blocked", "allowed"),
        );
        for (label, key) in [
            ("Minimum OS version", "osMinimumVersion"),
            ("Maximum OS version", "osMaximumVersion"),
        ] {
            if own.has(key) {
                own.put(label, version(&restriction, key).unwrap_or_else(any));
            }
        }
        for (label, key) in [
            ("Blocked manufacturers", "blockedManufacturers"),
            ("Blocked SKUs", "blockedSkus"),
        ] {
            if !words(&restriction, key).is_empty() {
                own.put(label, words(&restriction, key).join(", "));
            }
        }
        self.list.append(&mut own.list);
    }

    /// Ten platforms with six properties each: first what is blocked, then what else is not the default.
    fn platforms(&mut self) {
        let platforms: Vec<(String, RawObject)> = self
            .raw
            .members()
            .filter_map(|(key, value)| {
                let name = key.strip_suffix("Restriction")?;
                Some((name_of_platform(name), serde_json::from_str(value).ok()?))
            })
            .collect();
        for (label, key) in [
            ("Blocked", "platformBlocked"),
            (
                "Personal devices blocked",
                "personalDeviceEnrollmentBlocked",
            ),
        ] {
            let blocked: Vec<&str> = platforms
                .iter()
                .filter(|(_, of)| of.read(key) == Some(true))
                .map(|(name, _)| name.as_str())
                .collect();
            self.put(label, or_none(&blocked.join(", ")));
        }
        for (name, of) in &platforms {
            for (label, key) in [
                ("minimum version", "osMinimumVersion"),
                ("maximum version", "osMaximumVersion"),
            ] {
                if let Some(version) = version(of, key) {
                    self.put(format!("{name}, {label}"), version);
                }
            }
            for (label, key) in [
                ("blocked manufacturers", "blockedManufacturers"),
                ("blocked SKUs", "blockedSkus"),
            ] {
                let words = words(of, key);
                if !words.is_empty() {
                    self.put(format!("{name}, {label}"), words.join(", "));
                }
            }
        }
    }

    fn esp(&mut self) {
        self.yes_or_no("Shows progress", "showInstallationProgress");
        match self.raw.read::<i64>("installProgressTimeoutInMinutes") {
            Some(minutes) => self.put("Timeout", format!("{minutes} min")),
            None => self.as_sent("Timeout", "installProgressTimeoutInMinutes"),
        }
        if let Some(apps) = self.raw.read::<Vec<String>>("selectedMobileAppIds") {
            let waits = match apps.len() {
                0 => "all required apps".to_owned(),
                1 => "1 selected app".to_owned(),
                count => format!("{count} selected apps"),
            };
            self.put("Waits for", waits);
        }
        // Both are off by default.
        for (label, key) in [
            ("Other apps may fail", "allowNonBlockingAppInstallation"),
            ("Installs quality updates", "installQualityUpdates"),
        ] {
            if self.is(key) == Some(true) {
                self.put(label, "yes");
            }
        }
        let ways = [
            (self.is("allowDeviceUseOnInstallFailure"), "use the device"),
            (
                self.is("blockDeviceSetupRetryByUser").map(|no| !no),
                "retry",
            ),
            (self.is("allowDeviceResetOnInstallFailure"), "reset"),
            (
                self.is("allowLogCollectionOnInstallFailure"),
                "collect logs",
            ),
        ];
        if ways.iter().any(|(may, _)| may.is_some()) {
            let may: Vec<&str> = ways
                .into_iter()
                .filter(|(may, _)| *may == Some(true))
                .map(|(_, way)| way)
                .collect();
            let may = match may.as_slice() {
                [] => "nothing".to_owned(),
                may => may.join(", "),
            };
            self.put("On failure allows", may);
        }
        self.yes_or_no("Autopilot only", "trackInstallProgressForAutopilotOnly");
        self.yes_or_no("First user only", "disableUserStatusTrackingAfterFirstUser");
        if self
            .raw
            .text("customErrorMessage")
            .is_some_and(|shown| !shown.is_empty())
        {
            self.as_sent("Error message", "customErrorMessage");
        }
    }

    fn hello(&mut self) {
        self.enablement("Windows Hello", "state");
        let length = |key| self.raw.read::<i64>(key);
        if let (Some(least), Some(most)) = (length("pinMinimumLength"), length("pinMaximumLength"))
        {
            self.put("PIN length", format!("{least} to {most}"));
        } else {
            self.as_sent("Minimum PIN length", "pinMinimumLength");
            self.as_sent("Maximum PIN length", "pinMaximumLength");
        }
        self.switch("TPM", "securityDeviceRequired", ("required", "preferred"));
        self.switch(
            "Biometrics",
            "unlockWithBiometricsEnabled",
            ("allowed", "blocked"),
        );
        match self.raw.read::<i64>("pinExpirationInDays") {
            Some(0) => self.put("PIN expires", "never"),
            Some(days) => self.put("PIN expires", format!("after {days} days")),
            None => self.as_sent("PIN expires", "pinExpirationInDays"),
        }
        match self.raw.read::<i64>("pinPreviousBlockCount") {
            Some(0) => self.put("Old PINs", "allowed"),
            Some(count) => self.put("Old PINs", format!("last {count} blocked")),
            None => self.as_sent("Old PINs", "pinPreviousBlockCount"),
        }
        for (label, key) in [
            ("Lowercase letters", "pinLowercaseCharactersUsage"),
            ("Uppercase letters", "pinUppercaseCharactersUsage"),
            ("Special characters", "pinSpecialCharactersUsage"),
        ] {
            self.as_sent(label, key);
        }
        self.switch(
            "Phone sign-in",
            "remotePassportEnabled",
            ("allowed", "blocked"),
        );
        self.enablement("Anti-spoofing", "enhancedBiometricsState");
        self.enablement("Security keys", "securityKeyForSignIn");
        match self.raw.read::<i64>("enhancedSignInSecurity") {
            Some(0) => self.put("Enhanced sign-in security", "not configured"),
            _ => self.as_sent("Enhanced sign-in security", "enhancedSignInSecurity"),
        }
    }

    fn notification(&mut self) {
        if let Some(templates) = self.raw.read::<Vec<String>>("notificationTemplates") {
            let sends: Vec<String> = templates
                .iter()
                .map(|template| match template.split_once('_') {
                    Some(("Email", _)) => "email".to_owned(),
                    Some(("Push", _)) => "push notification".to_owned(),
                    _ => text::clean(template).into_owned(),
                })
                .collect();
            self.put("Sends", or_none(&sends.join(", ")));
        }
        if let Some(options) = self.raw.text("brandingOptions") {
            let parts: Vec<String> = options
                .split(',')
                .map(|part| match part.trim() {
                    "includeCompanyLogo" => "company logo".to_owned(),
                    "includeCompanyName" => "company name".to_owned(),
                    "includeContactInformation" => "contact information".to_owned(),
                    "includeCompanyPortalLink" => "Company Portal link".to_owned(),
                    "includeDeviceDetails" => "device details".to_owned(),
                    other => text::clean(other).into_owned(),
                })
                .collect();
            self.put("Includes", parts.join(", "));
        }
        self.as_sent("Language", "defaultLocale");
    }

    fn co_management(&mut self) {
        self.yes_or_no(
            "Installs the Configuration Manager agent",
            "installConfigurationManagerAgent",
        );
        self.as_sent(
            "Agent arguments",
            "configurationManagerAgentCommandLineArgument",
        );
        self.as_sent("Managed device authority", "managedDeviceAuthority");
    }

    fn unknown(&mut self) {
        let own = |key: &str| !COMMON.contains(&key) && !key.contains('@');
        for (key, json) in self.raw.members().filter(|(key, _)| own(key)) {
            self.list.push(Setting {
                label: label(key),
                value: plain(json),
            });
        }
    }
}

fn any() -> String {
    "any".to_owned()
}

fn or_none(shown: &str) -> String {
    if shown.is_empty() { "none" } else { shown }.to_owned()
}

/// A version that is set.
fn version(of: &RawObject, key: &str) -> Option<String> {
    let version = of.text(key).filter(|version| !version.is_empty())?;
    Some(text::clean(&version).into_owned())
}

fn words(of: &RawObject, key: &str) -> Vec<String> {
    let words: Vec<String> = of.read(key).unwrap_or_default();
    words
        .iter()
        .map(|word| text::clean(word).into_owned())
        .collect()
}

/// The name of a platform by the property that restricts it.
fn name_of_platform(property: &str) -> String {
    match property {
        "windowsHomeSku" => "Windows Home",
        "windowsMobile" => "Windows Mobile",
        "macOS" => "macOS",
        "mac" => "Mac",
        "visionOS" => "visionOS",
        other => platform_title(other),
    }
    .to_owned()
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
