//! Tenants of any size. Each size always has the same content.
//!
//! Belongs here: creating configurations, assignments and groups. Does not belong here: what the service does
//! with them.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use serde_json::value::RawValue;
use std::collections::BTreeMap;

use super::tenant::Tenant;

/// The most configurations, because more do not fit into one answer of the real service either.
const MOST_CONFIGURATIONS: usize = 100_000;
const MOST_ASSIGNMENTS: usize = 1_000;
/// The fewest groups, to give neighboring configurations different ones.
const LEAST_GROUPS: usize = 200;

/// The size of a tenant: the number of configurations, and of assignments of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub configurations: usize,
    pub assignments: usize,
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}x{}", self.configurations, self.assignments)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSize;

impl fmt::Display for InvalidSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "expected CONFIGURATIONSxASSIGNMENTS, for example 500x20: 1 to {MOST_CONFIGURATIONS} configurations with 0 to {MOST_ASSIGNMENTS} assignments each"
        )
    }
}

impl std::error::Error for InvalidSize {}

impl FromStr for Size {
    type Err = InvalidSize;

    fn from_str(text: &str) -> Result<Self, InvalidSize> {
        let (configurations, assignments) = text.split_once(['x', 'X']).ok_or(InvalidSize)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_| InvalidSize);
        let size = Self {
            configurations: number(configurations)?,
            assignments: number(assignments)?,
        };
        let is_sound = (1..=MOST_CONFIGURATIONS).contains(&size.configurations)
            && size.assignments <= MOST_ASSIGNMENTS;
        is_sound.then_some(size).ok_or(InvalidSize)
    }
}

/// A type of configuration: how many out of ten have it, its name, the end of its IDs, its properties.
struct Kind {
    of_ten: usize,
    type_name: &'static str,
    id_end: &'static str,
    value: &'static str,
    name: &'static str,
    properties: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        of_ten: 5,
        type_name: "windows10EnrollmentCompletionPageConfiguration",
        id_end: "Windows10EnrollmentCompletionPageConfiguration",
        value: "windows10EnrollmentCompletionPageConfiguration",
        name: "Status page",
        properties: r#""showInstallationProgress":true,"blockDeviceSetupRetryByUser":false,"allowDeviceResetOnInstallFailure":true,"allowLogCollectionOnInstallFailure":true,"customErrorMessage":"Call the service desk.","installProgressTimeoutInMinutes":60,"allowDeviceUseOnInstallFailure":false,"selectedMobileAppIds":[],"allowNonBlockingAppInstallation":true"#,
    },
    Kind {
        of_ten: 3,
        type_name: "deviceEnrollmentPlatformRestrictionConfiguration",
        id_end: "SinglePlatformRestriction",
        value: "singlePlatformRestriction",
        name: "Windows restriction",
        properties: r#""platformType":"windows","platformRestriction":{"platformBlocked":false,"personalDeviceEnrollmentBlocked":true,"osMinimumVersion":"10.0.19045","osMaximumVersion":null,"blockedManufacturers":[],"blockedSkus":[]}"#,
    },
    Kind {
        of_ten: 1,
        type_name: "deviceEnrollmentLimitConfiguration",
        id_end: "Limit",
        value: "limit",
        name: "Device limit",
        properties: r#""limit":5"#,
    },
    Kind {
        of_ten: 1,
        type_name: "deviceEnrollmentNotificationConfiguration",
        id_end: "EnrollmentNotificationsConfiguration",
        value: "enrollmentNotificationsConfiguration",
        name: "Enrollment mail",
        properties: r#""platformType":"windows","templateType":"0","notificationMessageTemplateId":"00000000-0000-0000-0000-000000000000","notificationTemplates":[],"brandingOptions":"none","defaultLocale":"en-us""#,
    },
];

const DEPARTMENTS: [&str; 10] = [
    "Sales",
    "Engineering",
    "Finance",
    "Human resources",
    "Legal",
    "Logistics",
    "Marketing",
    "Production",
    "Research",
    "Support",
];
const SITES: [&str; 8] = [
    "Berlin", "Lyon", "Milano", "Oslo", "Porto", "Praha", "Wien", "Zürich",
];

impl Tenant {
    /// Returns the embedded tenant with these configurations instead of its own, and groups for them.
    #[must_use]
    pub fn of_size(size: Size) -> Self {
        let embedded = Self::default();
        let mut members: BTreeMap<&str, &RawValue> =
            serde_json::from_str(embedded.as_json()).unwrap_or_default();
        let count = size.assignments.max(LEAST_GROUPS);
        let own = members.get("groups").map_or("[]", |groups| groups.get());
        let groups = own.trim_end().trim_end_matches(']').to_owned() + &groups(count) + "]";
        let configurations = configurations(size, count);
        members.retain(|name, _| !["groups", "configurations"].contains(name));
        let mut text = String::with_capacity(configurations.len() + groups.len() + 65_536);
        text.push('{');
        for (name, value) in members {
            let _ = write!(text, "\"{name}\":{},", value.get());
        }
        let _ = write!(
            text,
            "\"groups\":{groups},\"configurations\":{configurations}}}"
        );
        Self::from_json(text)
    }
}

/// Additional groups.
fn groups(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        let department = DEPARTMENTS[at % DEPARTMENTS.len()];
        let site = SITES[at / DEPARTMENTS.len() % SITES.len()];
        let _ = write!(
            text,
            r#",{{"id":"{}","displayName":"{department} {site} {}","description":"","mailEnabled":false,"securityEnabled":true,"users":{},"devices":{}}}"#,
            group_id(at),
            at + 1,
            at % 97,
            at % 89
        );
    }
    text
}

fn configurations(size: Size, groups: usize) -> String {
    let mut text = String::from("[");
    let mut ranks = [0; KINDS.len()];
    for at in 0..size.configurations {
        let place = kind_of(at);
        let kind = &KINDS[place];
        ranks[place] += 1;
        let rank = ranks[place];
        let id = guid(1, at);
        if at > 0 {
            text.push(',');
        }
        let _ = write!(
            text,
            r##"{{"@odata.type":"#microsoft.graph.{}","id":"{id}_{}","displayName":"{} {rank}","description":"","priority":{rank},"createdDateTime":"2026-01-02T03:04:05.6789012Z","lastModifiedDateTime":"2026-02-03T04:05:06.7890123Z","version":1,"roleScopeTagIds":["0"],"deviceEnrollmentConfigurationType":"{}",{},"assignments":["##,
            kind.type_name, kind.id_end, kind.name, kind.value, kind.properties
        );
        for assignment in 0..size.assignments {
            // Neighboring configurations start at different groups, and no group occurs twice.
            let group = group_id((at * 7 + assignment) % groups);
            let comma = if assignment > 0 { "," } else { "" };
            let _ = write!(
                text,
                r##"{comma}{{"id":"{id}_{group}_{id}","source":"direct","sourceId":null,"target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","deviceAndAppManagementAssignmentFilterId":null,"deviceAndAppManagementAssignmentFilterType":"none","groupId":"{group}"}}}}"##
            );
        }
        text.push_str("]}");
    }
    text.push(']');
    text
}

/// Returns the index of a configuration's type. Every ten configurations have the same mix.
fn kind_of(at: usize) -> usize {
    let mut left = at % 10;
    KINDS
        .iter()
        .position(|kind| match left.checked_sub(kind.of_ten) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })
        .unwrap_or_default()
}

fn group_id(at: usize) -> String {
    guid(2, at)
}

/// Returns an ID that looks random, but is always the same.
fn guid(series: u64, at: usize) -> String {
    let mut state = (series << 48) | u64::try_from(at).unwrap_or_default();
    let (high, low) = (mixed(&mut state), mixed(&mut state));
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

/// A step of `SplitMix64`.
const fn mixed(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn size(text: &str) -> Result<Size, InvalidSize> {
        text.parse()
    }

    #[test]
    fn a_size_is_two_numbers() {
        let large = Size {
            configurations: 5_000,
            assignments: 20,
        };
        assert_eq!(size("5000x20"), Ok(large));
        assert_eq!(size(&large.to_string()), Ok(large));
        for text in [
            "",
            "5000",
            "x",
            "0x3",
            "3x",
            "3x2x1",
            "-1x2",
            "9999999x1",
            "1x1001",
        ] {
            assert_eq!(size(text), Err(InvalidSize), "{text}");
        }
    }

    #[test]
    fn a_size_has_one_tenant_whose_ids_are_unique() {
        let size = size("120x30").unwrap();
        let tenant = Tenant::of_size(size);
        assert_eq!(tenant.as_json(), Tenant::of_size(size).as_json());
        let content = tenant.read().unwrap();
        assert_eq!(content.configurations.len(), 120);
        let ids: HashSet<&str> = content.configurations.iter().map(|one| &*one.id).collect();
        assert_eq!(ids.len(), 120);
        let mut kinds = HashSet::new();
        for configuration in &content.configurations {
            kinds.insert(configuration.kind.as_str());
            let targets: HashSet<String> = configuration
                .assignments
                .iter()
                .map(|row| row.entity.get("target").unwrap().get().to_owned())
                .collect();
            assert_eq!(targets.len(), 30, "each group once");
            for row in &configuration.assignments {
                let target: serde_json::Value = row.entity.read("target").unwrap();
                let group = target["groupId"].as_str().unwrap();
                assert!(content.group(group).is_some(), "{group} is there");
            }
        }
        assert_eq!(kinds.len(), KINDS.len());
        let shares: usize = KINDS.iter().map(|kind| kind.of_ten).sum();
        assert_eq!(shares, 10);
    }
}
