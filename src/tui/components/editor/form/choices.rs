//! The fields of the form that are chosen and not typed.

use super::{EditorForm, Field};
use crate::domain::TargetType;

impl EditorForm {
    /// How many choices the field has, and which of them is taken.
    #[must_use]
    pub fn choices(&self) -> (usize, Option<usize>) {
        match self.focus {
            Field::Kind => {
                let at = self.kinds.iter().position(|kind| *kind == self.kind);
                (self.kinds.len(), at)
            }
            Field::TargetType => {
                let at = TargetType::ALL
                    .iter()
                    .position(|it| *it == self.target_type);
                (TargetType::ALL.len(), at)
            }
            Field::FilterMode => {
                let choices = self.filter_choices();
                let at = choices.iter().position(|it| *it == self.filter_mode);
                (choices.len(), at)
            }
            Field::ObjectId | Field::CollectionId | Field::Filter => (0, None),
        }
    }

    /// Takes a choice of the field that has the keyboard, by its place.
    pub(super) fn take_choice(&mut self, at: usize) {
        match self.focus {
            Field::Kind => self.kind = self.kinds.get(at).copied().unwrap_or(self.kind),
            Field::TargetType => {
                let chosen = TargetType::ALL.get(at).copied();
                self.target_type = chosen.unwrap_or(self.target_type);
            }
            Field::FilterMode => {
                if let Some(choice) = self.filter_choices().into_iter().nth(at) {
                    self.filter_mode = choice;
                }
            }
            Field::ObjectId | Field::CollectionId | Field::Filter => {}
        }
    }

    /// Takes the next choice of the field, or the one before, if there is one.
    pub fn choose(&mut self, forward: bool) {
        let (count, at) = self.choices();
        let at = at.unwrap_or_default();
        let to = if forward { at + 1 } else { at.wrapping_sub(1) };
        if to < count {
            self.take_choice(to);
        }
    }
}
