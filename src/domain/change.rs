//! A change of one configuration: whether it is allowed, and the request that makes it.
//!
//! Belongs here: the rules that need no service. Does not belong here: sending (`write`), the words
//! of a refusal on screen beyond its one sentence (`words`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    Assignment, AssignmentId, Configuration, ConfigurationId, ConfigurationType, RawObject, Source,
    Target, TargetKind, paths,
};

/// Which version of Graph a call goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApiVersion {
    /// v1.0, as documented for the update of an assignment.
    V1,
    /// beta, which has every subtype, the filters and the source of an assignment.
    Beta,
}

impl ApiVersion {
    /// The first segment of the path.
    #[must_use]
    pub const fn segment(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.segment())
    }
}

/// Which version the admin wants used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum ApiMode {
    /// Reads from beta, falling back to v1.0; writes where the request is complete.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// v1.0 only.
    #[serde(rename = "v1.0")]
    V1,
    /// beta only.
    #[serde(rename = "beta")]
    Beta,
}

impl FromStr for ApiMode {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            "v1.0" => Ok(Self::V1),
            "beta" => Ok(Self::Beta),
            other => Err(format!("`{other}` is none of auto, v1.0, beta")),
        }
    }
}

/// Names a change for as long as it is looked at. Steps and verdicts carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeId(pub u64);

/// Why a change is not made. The sentence is for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Read-only mode.
    #[error("read-only mode: nothing can be changed in this session")]
    ReadOnly,
    /// A default of the tenant.
    #[error("a default configuration applies to everyone last and cannot be assigned")]
    DefaultConfiguration,
    /// The row belongs to a policy set.
    #[error("this row comes from a policy set: change it there")]
    PolicySets,
    /// The row excludes a group.
    #[error("an excluded group is shown only: the service can turn exclusions into inclusions")]
    Exclusion,
    /// Old and new are the same.
    #[error("this is the target it already has")]
    SameTarget,
    /// Another row has the new target.
    #[error("another assignment of this configuration already has this target")]
    Duplicate,
    /// v1.0 is demanded and cannot carry the change.
    #[error("v1.0 does not have {0}, and only v1.0 may be used (api = \"v1.0\")")]
    NeedsBeta(String),
}

/// Whether this row may be edited at all.
///
/// # Errors
/// The reason why not.
pub fn refuse_edit(configuration: &Configuration, row: &Assignment) -> Result<(), Refusal> {
    if configuration.is_default() {
        Err(Refusal::DefaultConfiguration)
    } else if row.source == Source::PolicySets {
        Err(Refusal::PolicySets)
    } else if row.target.kind() == TargetKind::Exclusion {
        Err(Refusal::Exclusion)
    } else {
        Ok(())
    }
}

/// One assignment pointed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The configuration that the assignment belongs to.
    pub configuration: ConfigurationId,
    /// Its display name.
    pub configuration_name: String,
    /// Its subtype, which decides the version of Graph.
    pub configuration_type: ConfigurationType,
    /// The assignment, by the id it had when it was read.
    pub assignment: AssignmentId,
    /// What it pointed at when it was read.
    pub before: Target,
    /// What it is meant to point at.
    pub after: Target,
}

/// A write, ready to be shown and sent: what is shown is what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRequest {
    /// HTTP method.
    pub method: &'static str,
    /// The version the path begins with.
    pub version: ApiVersion,
    /// Why that version.
    pub why: String,
    /// Path below the base URL, version included, ids percent-encoded.
    pub path: String,
    /// The body as it is sent.
    pub body: String,
    /// The same body over several lines.
    pub pretty_body: String,
}

/// The body of the update of an assignment: its type, its target, no id.
#[derive(Serialize)]
struct PatchBody {
    #[serde(rename = "@odata.type")]
    odata_type: &'static str,
    target: RawObject,
}

impl Change {
    /// Points `row` at `after`, if the rules allow it.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn retarget(
        configuration: &Configuration,
        rows: &[Assignment],
        row: &Assignment,
        after: Target,
    ) -> Result<Self, Refusal> {
        refuse_edit(configuration, row)?;
        if row.target.same_as(&after) {
            return Err(Refusal::SameTarget);
        }
        if rows
            .iter()
            .any(|other| other.id != row.id && other.target.same_as(&after))
        {
            return Err(Refusal::Duplicate);
        }
        Ok(Self {
            configuration: configuration.id.clone(),
            configuration_name: configuration.name.clone(),
            configuration_type: configuration.kind.clone(),
            assignment: row.id.clone(),
            before: row.target.clone(),
            after,
        })
    }

    /// The documented update of the assignment
    /// (<https://learn.microsoft.com/graph/api/intune-onboarding-enrollmentconfigurationassignment-update>).
    ///
    /// # Errors
    /// [`Refusal::NeedsBeta`] where only v1.0 may be used and v1.0 cannot carry the change.
    pub fn request(&self, mode: ApiMode) -> Result<WriteRequest, Refusal> {
        let missing = if self.configuration_type.is_in_v1() {
            self.after
                .beta_only_property()
                .map(|key| format!("the property {key}"))
        } else {
            Some(format!("the type {}", self.configuration_type.word()))
        };
        let (version, why) = match (mode, missing) {
            (ApiMode::V1, Some(missing)) => return Err(Refusal::NeedsBeta(missing)),
            (ApiMode::Auto, Some(missing)) => {
                (ApiVersion::Beta, format!("v1.0 does not have {missing}"))
            }
            (ApiMode::Beta, _) => (ApiVersion::Beta, "api = \"beta\"".to_owned()),
            (ApiMode::Auto | ApiMode::V1, None) => (
                ApiVersion::V1,
                "documented there, and it carries the whole target".to_owned(),
            ),
        };
        let body = PatchBody {
            odata_type: "#microsoft.graph.enrollmentConfigurationAssignment",
            target: self.after.to_body(version == ApiVersion::V1),
        };
        Ok(WriteRequest {
            method: "PATCH",
            version,
            why,
            path: format!(
                "/{version}{}",
                paths::assignment(&self.configuration, &self.assignment)
            ),
            body: serde_json::to_string(&body).unwrap_or_default(),
            pretty_body: serde_json::to_string_pretty(&body).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{NewTarget, ObjectId, TargetType};

    const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
    const FILTER: &str = r#""deviceAndAppManagementAssignmentFilterId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50","deviceAndAppManagementAssignmentFilterType":"include""#;

    fn configuration(odata_type: &str, priority: i64) -> Configuration {
        let json = format!(
            r##"{{"@odata.type":"#microsoft.graph.{odata_type}","id":"c_X","displayName":"C","priority":{priority}}}"##
        );
        Configuration::from_raw(serde_json::from_str(&json).unwrap())
            .unwrap()
            .0
    }

    fn row(source: &str, target: &str) -> Assignment {
        let json = format!(r#"{{"id":"a_1","source":"{source}","target":{target}}}"#);
        Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
    }

    fn scope_tag() -> Assignment {
        row(
            "direct",
            &format!(
                r##"{{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{ID}","deviceAndAppManagementAssignmentFilterId":null,"deviceAndAppManagementAssignmentFilterType":"none"}}"##
            ),
        )
    }

    fn to_device(row: &Assignment) -> Target {
        let id = ObjectId::parse(ID).unwrap();
        row.target
            .retarget(&NewTarget::ScopeTagGroup(TargetType::Device, id))
    }

    #[test]
    fn the_request_is_the_documented_one() {
        let row = scope_tag();
        let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
        let change =
            Change::retarget(&esp, std::slice::from_ref(&row), &row, to_device(&row)).unwrap();
        let request = change.request(ApiMode::Auto).unwrap();
        assert_eq!(
            request.path,
            "/v1.0/deviceManagement/deviceEnrollmentConfigurations/c_X/assignments/a_1"
        );
        assert_eq!(
            request.body,
            format!(
                r##"{{"@odata.type":"#microsoft.graph.enrollmentConfigurationAssignment","target":{{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"device","entraObjectId":"{ID}"}}}}"##
            )
        );
    }

    #[test]
    fn what_v1_cannot_carry_goes_to_beta_or_is_refused() {
        let plain = scope_tag();
        let filtered = row(
            "direct",
            &format!(
                r##"{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget",{FILTER}}}"##
            ),
        );
        let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
        let beta_only = configuration("deviceEnrollmentNotificationConfiguration", 1);
        for (configuration, row) in [(&esp, &filtered), (&beta_only, &plain)] {
            let after = row.target.retarget(&NewTarget::AllUsers);
            let change =
                Change::retarget(configuration, std::slice::from_ref(row), row, after).unwrap();
            assert_eq!(
                change.request(ApiMode::Auto).unwrap().version,
                ApiVersion::Beta
            );
            assert!(matches!(
                change.request(ApiMode::V1),
                Err(Refusal::NeedsBeta(_))
            ));
        }
    }

    #[test]
    fn rows_that_may_not_be_written_are_refused_with_the_reason() {
        let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
        let default = configuration("windows10EnrollmentCompletionPageConfiguration", 0);
        let plain = scope_tag();
        let policy_set = row(
            "policySets",
            r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}"##,
        );
        let exclusion = row(
            "direct",
            r##"{"@odata.type":"#microsoft.graph.exclusionGroupAssignmentTarget","groupId":"g"}"##,
        );
        assert_eq!(
            refuse_edit(&default, &plain),
            Err(Refusal::DefaultConfiguration)
        );
        assert_eq!(refuse_edit(&esp, &policy_set), Err(Refusal::PolicySets));
        assert_eq!(refuse_edit(&esp, &exclusion), Err(Refusal::Exclusion));
        assert_eq!(refuse_edit(&esp, &plain), Ok(()));
        let same = plain.target.clone();
        assert_eq!(
            Change::retarget(&esp, std::slice::from_ref(&plain), &plain, same),
            Err(Refusal::SameTarget)
        );
        let mut other = plain.clone();
        other.id = AssignmentId::new("a_2".to_owned());
        other.target = to_device(&plain);
        assert_eq!(
            Change::retarget(&esp, &[plain.clone(), other], &plain, to_device(&plain)),
            Err(Refusal::Duplicate)
        );
    }
}
