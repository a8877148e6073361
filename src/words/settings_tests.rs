//! Tests of `settings`.

use super::*;
use std::collections::BTreeMap;

fn read(json: &str) -> Configuration {
    Configuration::from_raw(serde_json::from_str(json).unwrap())
        .unwrap()
        .0
}

fn shown(configuration: &Configuration) -> Vec<(String, String)> {
    let settings = settings(configuration).into_iter();
    settings
        .map(|setting| (setting.label, setting.value))
        .collect()
}

/// The configurations of the demo tenant, by name and priority.
fn demo() -> Vec<Configuration> {
    let tenant: RawObject =
        serde_json::from_str(include_str!("../../assets/demo-tenant.json")).unwrap();
    let raw: Vec<RawObject> = tenant.read("configurations").unwrap();
    raw.into_iter()
        .map(|raw| Configuration::from_raw(raw).unwrap().0)
        .collect()
}

fn of(name: &str) -> BTreeMap<String, String> {
    let all = demo();
    let found = all.iter().find(|one| one.name == name).unwrap();
    shown(found).into_iter().collect()
}

#[test]
fn every_configuration_of_the_demo_tenant_says_what_it_does() {
    for one in demo() {
        let shown = shown(&one);
        assert!(!shown.is_empty(), "{}", one.name);
        let first = shown[0].0.as_str();
        let wanted = match &one.kind {
            ConfigurationType::Limit => "Devices per user",
            ConfigurationType::PlatformRestriction | ConfigurationType::PlatformRestrictions => {
                "Blocked"
            }
            ConfigurationType::Esp => "Shows progress",
            ConfigurationType::WindowsHello => "Windows Hello",
            ConfigurationType::Notification => "Sends",
            ConfigurationType::CoManagement => "Installs the Configuration Manager agent",
            ConfigurationType::WindowsRestore => "Windows restore",
            ConfigurationType::Other(_) => "Attestation budget",
        };
        assert_eq!(first, wanted, "{}", one.name);
        // No name of a property, and no raw JSON.
        for (label, value) in shown {
            assert!(!value.is_empty(), "{label} of {}", one.name);
            assert!(!value.contains(['{', '"']), "{label}: {value}");
            assert!(!value.contains("notConfigured"), "{label}: {value}");
        }
    }
}

#[test]
fn settings_read_as_in_the_admin_center() {
    let esp = of("Corp ESP");
    for (label, value) in [
        ("Shows progress", "yes"),
        ("Timeout", "60 min"),
        ("Waits for", "3 selected apps"),
        ("On failure allows", "retry, reset, collect logs"),
        ("Autopilot only", "yes"),
        ("Error message", "Please call the service desk: 4711."),
    ] {
        assert_eq!(esp[label], value, "{label}");
    }
    assert_eq!(of("Two devices for staff")["Devices per user"], "2");
    let windows = of("Block personal Windows");
    assert_eq!(windows["Blocked"], "no");
    assert_eq!(windows["Personal devices"], "blocked");
    assert_eq!(windows["Minimum OS version"], "any");
    let old = of("Restrictions of 2018");
    assert_eq!(old["Blocked"], "Android, Windows Mobile");
    assert_eq!(old["Windows, minimum version"], "10.0.17763.0");
    let hello = of("Hello with eight digits");
    assert_eq!(hello["Windows Hello"], "enabled");
    assert_eq!(hello["PIN length"], "8 to 127");
    assert_eq!(hello["PIN expires"], "after 180 days");
    assert_eq!(hello["TPM"], "required");
    let mail = of("Mail on Windows enrollment");
    assert_eq!(mail["Sends"], "email, push notification");
    assert_eq!(mail["Includes"], "company logo");
    assert_eq!(
        of("Co-management pilot")["Agent arguments"],
        "SMSSITECODE=CTS"
    );
    let new = of("Attestation preview");
    assert_eq!(new["Attestation budget"], "123456789012345678901234567890");
    assert_eq!(new["Attestation levels"], "1 item");
}

#[test]
fn what_was_not_sent_is_not_made_up() {
    for (kind, rest) in [
        ("deviceEnrollmentLimitConfiguration", ""),
        ("windows10EnrollmentCompletionPageConfiguration", ""),
        ("deviceEnrollmentWindowsHelloForBusinessConfiguration", ""),
        ("deviceEnrollmentNotificationConfiguration", ""),
        ("deviceEnrollmentPlatformRestrictionConfiguration", ""),
    ] {
        let json = format!(r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"a"{rest}}}"##);
        assert_eq!(shown(&read(&json)), [], "{kind}");
    }
    let odd = read(
        r##"{"@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","id":"a","limit":"\u001b[31mten"}"##,
    );
    assert_eq!(
        shown(&odd),
        [("Devices per user".to_owned(), "[31mten".to_owned())]
    );
    let null = read(
        r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"a","showInstallationProgress":null,"installProgressTimeoutInMinutes":null}"##,
    );
    assert_eq!(
        shown(&null),
        [("Shows progress", "–"), ("Timeout", "–")]
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
    );
}
