//! The target and the change that the form describes.

use super::{EditorForm, Field, Problem};
use crate::domain::{
    Assignment, Change, Configuration, IdProblem, NewTarget, ObjectId, Refusal, TargetField,
    refuse_collection_id,
};

/// A text with so many hexadecimal digits at its start is taken for an ID.
const LIKE_AN_ID: usize = 8;

impl EditorForm {
    /// The target that the form describes.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn target(&self) -> Result<NewTarget, Problem> {
        let object_id = || {
            ObjectId::parse(self.object_id.value()).map_err(|problem| Problem {
                field: Field::ObjectId,
                text: match problem {
                    // The text is a name, not an ID with a typing error.
                    IdProblem::NotHex { position, .. } if position <= LIKE_AN_ID => {
                        "No group chosen. Pick one from the list, or paste an object ID.".to_owned()
                    }
                    _ => problem.to_string(),
                },
                is_unfinished: matches!(problem, IdProblem::Empty | IdProblem::Length { .. }),
            })
        };
        let collection_id = || {
            let id = self.collection_id.value().trim();
            let sound = refuse_collection_id(id).map_err(|refusal| Problem {
                field: Field::CollectionId,
                text: refusal.to_string(),
                is_unfinished: refusal == Refusal::NoCollectionId,
            });
            sound.map(|()| id.to_owned())
        };
        let kind = self.kind;
        let object = kind
            .has(TargetField::ObjectId)
            .then(object_id)
            .transpose()?;
        let collection = kind.has(TargetField::CollectionId).then(collection_id);
        let target = NewTarget::of(
            kind,
            Some(self.target_type),
            object,
            collection.transpose()?,
        );
        // The form only offers what can be chosen.
        Ok(target.unwrap_or(NewTarget::AllUsers))
    }

    /// The change that the form describes.
    ///
    /// # Errors
    /// The field that is wrong, or the rule that forbids the change.
    pub fn change(
        &self,
        configuration: &Configuration,
        rows: &[Assignment],
    ) -> Result<Change, Problem> {
        let new = self.target()?;
        let change = if let Some(row) = &self.row {
            let to = self.filtered(row.target.retarget(&new))?;
            Change::retarget(configuration, rows, row, to)
        } else {
            let target = self.filtered(new.into_target())?;
            Change::add(configuration, rows, target)
        };
        let problem = |field, refusal: Refusal| match (&self.row, refusal) {
            (Some(_), Refusal::SameTarget) => Problem {
                field,
                text: "This is already the target.".to_owned(),
                is_unfinished: true,
            },
            (_, refusal) => Problem {
                field,
                text: refusal.to_string(),
                is_unfinished: false,
            },
        };
        let change = change.map_err(|refusal| problem(Field::Kind, refusal))?;
        change
            .check_filters(&self.filters)
            .map_err(|refusal| problem(Field::Filter, refusal))?;
        Ok(change)
    }
}
