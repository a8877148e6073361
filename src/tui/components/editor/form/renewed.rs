//! The form of an assignment that someone else changed in the meantime.
//!
//! Belongs here: what of the form is kept. Does not belong here: which assignment it is now (`domain`).

use super::{EditorForm, FilterChoice};

impl EditorForm {
    /// The form of the current assignment, with what was typed or chosen in this one kept.
    #[must_use]
    pub fn renewed(&self, now: Self) -> Self {
        let (mine, first) = (self.values(), &self.initial);
        let mut form = now;
        let other_kind = mine.kind != first.kind;
        if other_kind {
            form.kind = self.kind;
        }
        if other_kind || mine.target_type != first.target_type {
            form.target_type = self.target_type;
        }
        if other_kind || mine.object_id != first.object_id {
            form.object_id = self.object_id.clone();
        }
        if other_kind || mine.collection_id != first.collection_id {
            form.collection_id = self.collection_id.clone();
        }
        let chose_filter = (&mine.filter_mode, &mine.filter) != (&first.filter_mode, &first.filter);
        // The filter to keep is the current one.
        if chose_filter && mine.filter_mode != FilterChoice::Keep {
            form.filter_mode = self.filter_mode.clone();
            form.filter = self.filter.clone();
            form.filter_id.clone_from(&self.filter_id);
        }
        if form.fields().contains(&self.focus) {
            form.focus = self.focus;
        }
        form
    }
}
