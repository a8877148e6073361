//! Exchanging the object that a target names.

use super::{NewTarget, ObjectId, Target, TargetShape};

impl Target {
    /// Returns this target with another directory object; everything else stays unchanged. None if the kind
    /// names no object, or one that may not be exchanged.
    #[must_use]
    pub fn with_object(&self, id: &ObjectId) -> Option<Self> {
        match self.shape() {
            TargetShape::Group { .. } => Some(self.retarget(&NewTarget::Group(id.clone()))),
            TargetShape::ScopeTagGroup { .. } => {
                // The target type is an open enumeration, so it is not touched.
                let mut raw = self.raw().clone();
                raw.set_text("entraObjectId", id.as_str());
                Some(Self::from_raw(raw))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_is_exchanged() {
        let id = ObjectId::parse("1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50").unwrap();
        let read = |json: &str| Target::from_raw(serde_json::from_str(json).unwrap());
        let tag = read(
            r##"{"x":1.0,"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"future","entraObjectId":"a"}"##,
        );
        assert_eq!(
            tag.with_object(&id).unwrap().raw().to_json(),
            r##"{"x":1.0,"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"future","entraObjectId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50"}"##
        );
        let all = read(r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}"##);
        assert_eq!(all.with_object(&id), None);
    }
}
