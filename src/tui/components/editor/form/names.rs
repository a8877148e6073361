//! The part of the form for names: groups, and the assignment filter.
//!
//! Belongs here: which field has its list open, what is taken from it, the filter of the new target. Does
//! not belong here: the suggestions (`parts`, `filters`).

use super::{EditorForm, Field, FilterChoice, Problem};
use crate::domain::{AssignmentFilter, Filter, FilterMode, IdProblem, ObjectId, Target};
use crate::text;
use crate::tui::kit::typed::Typed;

impl EditorForm {
    #[must_use]
    pub const fn filter_mode(&self) -> &FilterChoice {
        &self.filter_mode
    }

    /// How a filter can be applied here, in the order in which the form offers it.
    #[must_use]
    pub fn filter_choices(&self) -> Vec<FilterChoice> {
        let kept = self.initial.filter_mode == FilterChoice::Keep;
        let kept = kept.then_some(FilterChoice::Keep);
        let new = [
            FilterChoice::None,
            FilterChoice::With(FilterMode::Include),
            FilterChoice::With(FilterMode::Exclude),
        ];
        kept.into_iter().chain(new).collect()
    }

    /// The field whose list of names is open.
    #[must_use]
    pub fn picking(&self) -> Option<Field> {
        let is_whole = match self.focus {
            Field::ObjectId => {
                let id = ObjectId::parse(self.object_id.value());
                // An ID that is not a group is complete anyway: no name is meant.
                !matches!(
                    id,
                    Err(IdProblem::Empty
                        | IdProblem::NotHex { .. }
                        | IdProblem::NoHyphen { .. }
                        | IdProblem::Length { .. })
                )
            }
            Field::Filter => self.filter_id().is_some(),
            _ => return None,
        };
        (!is_whole && !self.closed).then_some(self.focus)
    }

    #[must_use]
    pub const fn selected(&self) -> usize {
        self.selected
    }

    pub const fn select(&mut self, at: usize) {
        self.selected = at;
    }

    /// Whether the admin moved to one of the names.
    #[must_use]
    pub const fn has_moved(&self) -> bool {
        self.moved
    }

    pub const fn move_to(&mut self, at: usize) {
        self.selected = at;
        self.moved = true;
    }

    /// Closes the list of names; the next key that changes the text opens it again.
    pub const fn close_list(&mut self) {
        self.closed = true;
    }

    /// Starts at the top, as after every key that changes the text.
    pub(super) const fn open_list(&mut self) {
        self.selected = 0;
        self.moved = false;
        self.closed = false;
    }

    /// The ID of the filter that was typed or chosen.
    #[must_use]
    pub fn filter_id(&self) -> Option<&str> {
        let typed = self.filter.value();
        match &self.filter_id {
            Some((text, id)) if text == typed => Some(id),
            _ => ObjectId::parse(typed).is_ok().then_some(typed),
        }
    }

    pub fn take_group(&mut self, id: &ObjectId) {
        self.object_id = Typed::new(id.as_str().to_owned());
        self.come_to(Field::ObjectId);
    }

    pub fn take_filter(&mut self, filter: &AssignmentFilter) {
        let shown = if filter.name.trim().is_empty() {
            text::clean(&filter.id).into_owned()
        } else {
            filter.name.clone()
        };
        self.name_filter(shown, filter.id.clone());
        self.come_to(Field::Filter);
    }

    fn name_filter(&mut self, shown: String, id: String) {
        self.filter = Typed::new(shown.clone());
        self.filter_id = Some((shown, id));
    }

    /// Shows the filter by its name, once known. This does not count as typing.
    pub fn learn_filters(&mut self, known: &[AssignmentFilter]) {
        if self.filters == known {
            return;
        }
        self.filters = known.to_vec();
        let id = self.filter_id().filter(|_| !self.is_dirty());
        let found = id.and_then(|id| known.iter().find(|filter| filter.id == id));
        if let Some(found) = found.filter(|found| !found.name.trim().is_empty()) {
            self.name_filter(found.name.clone(), found.id.clone());
            self.initial.filter.clone_from(&found.name);
        }
    }

    pub(super) fn filtered(&self, target: Target) -> Result<Target, Problem> {
        let unchanged = self.values().filter == self.initial.filter
            && self.filter_mode == self.initial.filter_mode;
        if !self.takes_filter || unchanged {
            return Ok(target);
        }
        let mode = match &self.filter_mode {
            FilterChoice::Keep => return Ok(target),
            FilterChoice::None => return Ok(target.with_filter(None)),
            FilterChoice::With(mode) => mode,
        };
        let id = self.filter_id().ok_or_else(|| Problem {
            field: Field::Filter,
            text: "Type part of a filter name, or paste its ID.".to_owned(),
            is_unfinished: true,
        })?;
        Ok(target.with_filter(Some(&Filter {
            id: id.to_owned(),
            mode: mode.clone(),
        })))
    }
}
