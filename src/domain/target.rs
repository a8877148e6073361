//! The target of an assignment (deviceAndAppManagementAssignmentTarget) and its kinds.
//!
//! A target keeps the JSON it was read from. An edit replaces only the edited members, so properties that
//! this program does not know keep their exact values.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{NewTarget, ObjectId, RawObject, TargetKind};

pub(super) const FILTER_ID: &str = "deviceAndAppManagementAssignmentFilterId";
pub(super) const FILTER_TYPE: &str = "deviceAndAppManagementAssignmentFilterType";
const ZERO: &str = "00000000-0000-0000-0000-000000000000";
pub(super) const TYPE: &str = "@odata.type";
/// The member that keeps an unreadable row unchanged, in the place of a target.
const UNREADABLE: &str = "unreadableRow";
/// The member that says why a list could not be read.
const NOT_READ: &str = "listNotRead";

/// Whether a filter includes or excludes devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterMode {
    /// Only devices that match.
    Include,
    /// Only devices that do not match.
    Exclude,
    /// A value this program does not know, kept as it is.
    Other(String),
}

impl FilterMode {
    /// Graph's value.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::Other(word) => word,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub id: String,
    pub mode: FilterMode,
}

/// The contents of a target, by kind. IDs are the service's text and are not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetShape {
    Group {
        /// groupId
        id: String,
    },
    /// Every licensed user.
    AllUsers,
    AllDevices,
    /// The users or devices of a group, to give them scope tags.
    ScopeTagGroup {
        /// targetType, an open enumeration when read.
        target_type: String,
        /// entraObjectId
        id: String,
    },
    /// A collection of Configuration Manager.
    CmCollection {
        /// collectionId
        id: String,
    },
    /// A group that is excluded.
    Exclusion {
        /// groupId
        id: String,
    },
    /// A type this program does not know.
    Unknown {
        /// Its `@odata.type` without `#`.
        odata_type: String,
    },
    /// A row that could not be read. It is kept and shown unchanged.
    Unreadable {
        /// The whole row as unchanged JSON.
        row: String,
    },
    /// The list could not be read. This stands in for everything in it.
    NotRead {
        reason: String,
    },
}

/// A target as it was read, or as it is intended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RawObject", into = "RawObject")]
pub struct Target {
    shape: TargetShape,
    filter: Option<Filter>,
    raw: RawObject,
}

impl Target {
    /// Reads a target. Any object is accepted: an unknown one is kept and shown as raw JSON.
    #[must_use]
    pub fn from_raw(raw: RawObject) -> Self {
        if let Some(row) = raw.get(UNREADABLE) {
            let row = row.to_owned();
            return Self::without_filter(TargetShape::Unreadable { row }, raw);
        }
        if let Some(reason) = raw.text(NOT_READ) {
            return Self::without_filter(TargetShape::NotRead { reason }, raw);
        }
        let text = |key| raw.text(key).unwrap_or_default();
        let odata_type = text(TYPE).trim_start_matches('#').to_owned();
        let shape = match TargetKind::of_type(&odata_type) {
            TargetKind::Group => TargetShape::Group {
                id: text("groupId"),
            },
            TargetKind::AllUsers => TargetShape::AllUsers,
            TargetKind::AllDevices => TargetShape::AllDevices,
            TargetKind::ScopeTagGroup => TargetShape::ScopeTagGroup {
                target_type: text("targetType"),
                id: text("entraObjectId"),
            },
            TargetKind::CmCollection => TargetShape::CmCollection {
                id: text("collectionId"),
            },
            TargetKind::Exclusion => TargetShape::Exclusion {
                id: text("groupId"),
            },
            _ => TargetShape::Unknown { odata_type },
        };
        let filter = read_filter(&raw);
        Self { shape, filter, raw }
    }

    const fn without_filter(shape: TargetShape, raw: RawObject) -> Self {
        let filter = None;
        Self { shape, filter, raw }
    }

    /// Reads a target that the service returned; none if it does not say what it points to, because its type
    /// is missing, or the ID that its type needs.
    pub(super) fn understood(raw: RawObject) -> Option<Self> {
        let is_text = |key| match raw.get(key) {
            None | Some("null") => true,
            Some(_) => raw.text(key).is_some(),
        };
        let has_type = raw.text(TYPE).is_some_and(|name| !name.is_empty());
        let has_sound_filter = is_text(FILTER_ID) && is_text(FILTER_TYPE);
        let target = Self::from_raw(raw);
        let has_id = match &target.shape {
            TargetShape::Group { id }
            | TargetShape::ScopeTagGroup { id, .. }
            | TargetShape::Exclusion { id }
            | TargetShape::CmCollection { id } => !id.is_empty(),
            TargetShape::AllUsers | TargetShape::AllDevices | TargetShape::Unknown { .. } => true,
            TargetShape::Unreadable { .. } | TargetShape::NotRead { .. } => false,
        };
        (has_type && has_sound_filter && has_id).then_some(target)
    }

    /// Returns what stands in for a row that could not be read, with its unchanged JSON.
    pub(super) fn unreadable(row: &RawValue) -> Self {
        let mut raw = RawObject::new();
        raw.push(UNREADABLE, row.to_owned());
        Self::from_raw(raw)
    }

    /// Returns what stands in for a list that could not be read.
    pub(super) fn not_read(reason: &str) -> Self {
        let mut raw = RawObject::new();
        raw.set_text(NOT_READ, reason);
        Self::from_raw(raw)
    }

    #[must_use]
    pub const fn shape(&self) -> &TargetShape {
        &self.shape
    }

    #[must_use]
    pub const fn kind(&self) -> TargetKind {
        match self.shape {
            TargetShape::Group { .. } => TargetKind::Group,
            TargetShape::AllUsers => TargetKind::AllUsers,
            TargetShape::AllDevices => TargetKind::AllDevices,
            TargetShape::ScopeTagGroup { .. } => TargetKind::ScopeTagGroup,
            TargetShape::CmCollection { .. } => TargetKind::CmCollection,
            TargetShape::Exclusion { .. } => TargetKind::Exclusion,
            TargetShape::Unknown { .. } => TargetKind::Unknown,
            TargetShape::Unreadable { .. } => TargetKind::Unreadable,
            TargetShape::NotRead { .. } => TargetKind::NotRead,
        }
    }

    /// The ID of the directory object that the target names, if its kind names one.
    #[must_use]
    pub fn object_id(&self) -> Option<&str> {
        match &self.shape {
            TargetShape::Group { id }
            | TargetShape::ScopeTagGroup { id, .. }
            | TargetShape::Exclusion { id } => Some(id),
            _ => None,
        }
    }

    /// The ID of what the target points to, in the directory or elsewhere.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match &self.shape {
            TargetShape::CmCollection { id } => Some(id),
            _ => self.object_id(),
        }
    }

    /// Whether the users or the devices of a group are meant, if the kind distinguishes them.
    #[must_use]
    pub fn target_type(&self) -> Option<&str> {
        match &self.shape {
            TargetShape::ScopeTagGroup { target_type, .. } => Some(target_type),
            _ => None,
        }
    }

    /// The IDs of the group and the filter that it names.
    #[must_use]
    pub fn named_ids(&self) -> Vec<ObjectId> {
        let filter = self.filter().map(|filter| filter.id.clone());
        let ids = [self.object_id(), filter.as_deref()];
        let ids = ids.into_iter().flatten();
        ids.filter_map(|id| ObjectId::parse(id).ok()).collect()
    }

    /// The assignment filter; none for each spelling of "no filter" (null, none, the zero GUID).
    #[must_use]
    pub const fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// The JSON that the target was read from, or would be sent as.
    #[must_use]
    pub const fn raw(&self) -> &RawObject {
        &self.raw
    }

    /// Returns this target pointed elsewhere. If the kind stays the same, all members but the edited ones are
    /// kept. Another kind starts with only its own members and the filter, if there is one.
    #[must_use]
    pub fn retarget(&self, new: &NewTarget) -> Self {
        let mut raw = if new.kind() == self.kind() {
            self.raw.clone()
        } else {
            RawObject::new()
        };
        // Set first, to make the type the first member of a new object.
        raw.set_text(
            TYPE,
            &format!("#{}", new.kind().odata_type().unwrap_or_default()),
        );
        new.write_into(&mut raw);
        if new.kind() != self.kind()
            && let Some(filter) = &self.filter
        {
            raw.set_text(FILTER_ID, &filter.id);
            raw.set_text(FILTER_TYPE, filter.mode.word());
        }
        Self::from_raw(raw)
    }

    /// Returns the target as it is sent: with `#` in the type, and, for v1.0, without the filter properties if
    /// they say "no filter", because v1.0 does not have them.
    #[must_use]
    pub fn to_body(&self, v1: bool) -> RawObject {
        let mut body = self.raw.clone();
        if let Some(odata_type) = body.text(TYPE) {
            body.set_text(TYPE, &format!("#{}", odata_type.trim_start_matches('#')));
        }
        if v1 && self.filter.is_none() {
            body.remove(FILTER_ID);
            body.remove(FILTER_TYPE);
        }
        body
    }

    /// Returns the first property of this target that v1.0 does not have; none if v1.0 has all of them.
    #[must_use]
    pub fn beta_only_property(&self) -> Option<&str> {
        let own = self.kind().record().properties;
        self.raw
            .members()
            .map(|(key, _)| key)
            .find(|key| match *key {
                FILTER_ID | FILTER_TYPE => self.filter.is_some(),
                key => key != TYPE && !own.iter().any(|(name, _)| *name == key),
            })
    }
}

impl From<RawObject> for Target {
    fn from(raw: RawObject) -> Self {
        Self::from_raw(raw)
    }
}

impl From<Target> for RawObject {
    fn from(target: Target) -> Self {
        target.raw
    }
}

fn read_filter(raw: &RawObject) -> Option<Filter> {
    let id = raw.text(FILTER_ID)?;
    if id.is_empty() || id == ZERO {
        return None;
    }
    let mode = match raw.text(FILTER_TYPE)?.as_str() {
        "" | "none" => return None,
        "include" => FilterMode::Include,
        "exclude" => FilterMode::Exclude,
        other => FilterMode::Other(other.to_owned()),
    };
    Some(Filter { id, mode })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
    const OTHER: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";

    fn target(json: &str) -> Target {
        Target::from_raw(serde_json::from_str(json).unwrap())
    }

    fn id(text: &str) -> ObjectId {
        ObjectId::parse(text).unwrap()
    }

    #[test]
    fn the_same_kind_keeps_what_it_does_not_know() {
        let read = target(&format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","future":123456789012345678901234567890,"groupId":"{ID}"}}"##
        ));
        let body = read
            .retarget(&NewTarget::Group(id(OTHER)))
            .to_body(false)
            .to_json();
        assert_eq!(
            body,
            format!(
                r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","future":123456789012345678901234567890,"groupId":"{OTHER}"}}"##
            )
        );
    }

    #[test]
    fn another_kind_drops_the_old_members_and_keeps_a_real_filter() {
        let read = target(&format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{ID}","{FILTER_ID}":"{OTHER}","{FILTER_TYPE}":"include"}}"##
        ));
        let body = read
            .retarget(&NewTarget::AllDevices)
            .to_body(false)
            .to_json();
        assert_eq!(
            body,
            format!(
                r##"{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget","{FILTER_ID}":"{OTHER}","{FILTER_TYPE}":"include"}}"##
            )
        );
    }

    #[test]
    fn every_spelling_of_no_filter_is_none_and_stays_out_of_v1() {
        for pair in [
            format!(r#""{FILTER_ID}":null,"{FILTER_TYPE}":"none""#),
            format!(r#""{FILTER_ID}":"{ZERO}","{FILTER_TYPE}":"none""#),
            format!(r#""{FILTER_ID}":"","{FILTER_TYPE}":"none""#),
        ] {
            let read = target(&format!(
                r#"{{"@odata.type":"microsoft.graph.allDevicesAssignmentTarget",{pair}}}"#
            ));
            assert_eq!(read.filter(), None);
            assert_eq!(
                read.to_body(true).to_json(),
                r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}"##
            );
            assert_eq!(read.beta_only_property(), None);
        }
    }

    #[test]
    fn an_unknown_kind_is_kept_whole() {
        let json = r##"{"@odata.type":"#microsoft.graph.futureTarget","region":"emea"}"##;
        let read = target(json);
        assert_eq!(read.kind(), TargetKind::Unknown);
        assert_eq!(read.to_body(false).to_json(), json);
        assert_eq!(read.beta_only_property(), Some("region"));
    }
}
