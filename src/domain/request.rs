//! The request that makes a change. The review shows exactly what is sent.
//!
//! Why the whole list is sent as it was read, and under this key:
//! `docs/design/write.md#replacing-the-list-loses-nothing`.

use serde::Serialize;

use super::refusal::refuse_replace;
use super::target::{FILTER_ID, FILTER_TYPE};
use super::{
    ApiMode, ApiVersion, Assignment, Change, ChangeKind, RawObject, Refusal, Target, Via, paths,
};

/// A write, ready to be shown and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRequest {
    pub method: &'static str,
    pub via: Via,
    /// The version at the start of the path.
    pub version: ApiVersion,
    pub why: String,
    /// Path below the base URL, including the version, with percent-encoded IDs.
    pub path: String,
    pub body: String,
    /// The same body on several lines.
    pub pretty_body: String,
}

/// The update of an assignment: its type and its target, without an ID.
#[derive(Serialize)]
struct PatchBody {
    #[serde(rename = "@odata.type")]
    odata_type: &'static str,
    target: RawObject,
}

/// The complete list. Each element contains only its target.
#[derive(Serialize)]
struct AssignBody {
    #[serde(rename = "enrollmentConfigurationAssignments")]
    assignments: Vec<AssignElement>,
}

#[derive(Serialize)]
struct AssignElement {
    target: RawObject,
}

#[derive(Serialize)]
struct PriorityBody {
    priority: i64,
}

impl Change {
    /// Returns the request that makes this change of a list that was just read.
    ///
    /// PATCH is the documented update
    /// (<https://learn.microsoft.com/graph/api/intune-onboarding-enrollmentconfigurationassignment-update>),
    /// `assign` replaces the whole list
    /// (<https://learn.microsoft.com/graph/api/intune-onboarding-deviceenrollmentconfiguration-assign>).
    pub fn request(
        &self,
        mode: ApiMode,
        via: Via,
        rows: &[Assignment],
        read_from: ApiVersion,
    ) -> Result<WriteRequest, Refusal> {
        match (via, &self.kind) {
            (
                Via::Patch,
                ChangeKind::Retarget {
                    assignment,
                    from,
                    to,
                },
            ) => {
                let (version, why) = self.version_for(from, to, mode)?;
                let body = PatchBody {
                    odata_type: "#microsoft.graph.enrollmentConfigurationAssignment",
                    target: to.to_body(version == ApiVersion::V1),
                };
                let path = paths::assignment(&self.configuration, assignment);
                Ok(WriteRequest::new("PATCH", via, version, why, &path, &body))
            }
            // Applies to any requested way, because as an `assign` it would empty the list.
            (_, ChangeKind::SetPriority { to, .. }) => {
                let via = Via::SetPriority;
                let (version, why) = self.version_without_target(mode)?;
                let path = paths::action(&self.configuration, "setPriority");
                let body = PriorityBody { priority: *to };
                Ok(WriteRequest::new("POST", via, version, why, &path, &body))
            }
            _ => {
                refuse_replace(rows, read_from)?;
                if mode == ApiMode::V1 {
                    return Err(Refusal::ReadFromV1);
                }
                let before: Vec<Target> = rows.iter().map(|row| row.target.clone()).collect();
                let assignments = self
                    .after(&before)
                    .iter()
                    .map(|target| AssignElement {
                        target: target.to_body(false),
                    })
                    .collect();
                let path = paths::action(&self.configuration, "assign");
                let why = "the full list, with filters".to_owned();
                let body = AssignBody { assignments };
                Ok(WriteRequest::new(
                    "POST",
                    Via::Assign,
                    ApiVersion::Beta,
                    why,
                    &path,
                    &body,
                ))
            }
        }
    }

    fn version_for(
        &self,
        from: &Target,
        to: &Target,
        mode: ApiMode,
    ) -> Result<(ApiVersion, String), Refusal> {
        // v1.0 cannot express that a filter is removed, because it has no filters.
        let filter = from.filter().map(|_| FILTER_ID);
        match (
            self.version_without_target(mode)?,
            to.beta_only_property().or(filter),
        ) {
            ((ApiVersion::V1, _), Some(key)) if mode == ApiMode::V1 => {
                Err(Refusal::NeedsBeta(format!("the property {key}")))
            }
            ((ApiVersion::V1, _), Some(FILTER_ID | FILTER_TYPE)) => Ok((
                ApiVersion::Beta,
                "v1.0 has no assignment filters".to_owned(),
            )),
            ((ApiVersion::V1, _), Some(key)) => Ok((
                ApiVersion::Beta,
                format!("v1.0 does not have the property {key}"),
            )),
            (chosen, _) => Ok(chosen),
        }
    }

    fn version_without_target(&self, mode: ApiMode) -> Result<(ApiVersion, String), Refusal> {
        if mode == ApiMode::Beta {
            return Ok((ApiVersion::Beta, "api = \"beta\"".to_owned()));
        }
        if self.configuration_type.is_in_v1() {
            return Ok((
                ApiVersion::V1,
                "v1.0 has everything the change needs".to_owned(),
            ));
        }
        let missing = format!("the type {}", self.configuration_type.word());
        match mode {
            ApiMode::V1 => Err(Refusal::NeedsBeta(missing)),
            _ => Ok((ApiVersion::Beta, format!("v1.0 does not have {missing}"))),
        }
    }
}

impl WriteRequest {
    fn new(
        method: &'static str,
        via: Via,
        version: ApiVersion,
        why: String,
        path: &str,
        body: &impl Serialize,
    ) -> Self {
        Self {
            method,
            via,
            version,
            why,
            path: format!("/{version}{path}"),
            body: serde_json::to_string(body).unwrap_or_default(),
            pretty_body: serde_json::to_string_pretty(body).unwrap_or_default(),
        }
    }
}
