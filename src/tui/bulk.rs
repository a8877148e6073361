//! Many assignments at once: which are meant, and the group that they go to.
//!
//! Belongs here: state and lines of the question. Does not belong here: the plan that follows
//! (`planned`), keys (`update`).

use std::collections::BTreeSet;

use crate::tui::kit::typed::Typed;
use ratatui::layout::Rect;

use super::model::Model;
use super::picker::{Offer, Picker};
use crate::domain::{AssignmentId, ConfigurationId, ObjectId};
use crate::words;

/// What is said where nothing was typed yet.
pub const WHAT_TO_TYPE: &str = "to which group? Type a part of its name, or paste its id";

/// Which assignments are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Those that were marked.
    Marked(BTreeSet<(ConfigurationId, AssignmentId)>),
    /// Every use of a group.
    UsesOf(ObjectId),
}

/// The question which group they go to.
#[derive(Debug, Clone)]
pub struct BulkForm {
    /// Which assignments are meant.
    pub meant: Meant,
    /// What was typed: an id, or part of a group's name.
    pub input: Typed,
    /// What is offered for it.
    pub picker: Picker,
}

impl BulkForm {
    /// The groups that match what was typed; the one whose uses are meant is no place for them to go.
    #[must_use]
    pub fn offered(&self, model: &Model) -> Vec<Offer> {
        if ObjectId::parse(self.input.value().trim()).is_ok() {
            return Vec::new();
        }
        let mut offered = self.picker.groups(model, self.input.value());
        if let Meant::UsesOf(group) = &self.meant {
            offered.retain(|offer| offer.id != *group);
        }
        offered
    }

    /// The group that is meant: a whole id as typed, else the selected one of those that are offered.
    #[must_use]
    pub fn group(&self, offered: &[Offer]) -> Option<ObjectId> {
        ObjectId::parse(self.input.value().trim())
            .ok()
            .or_else(|| Some(offered.get(self.picker.selected)?.id.clone()))
    }

    /// What it is about.
    #[must_use]
    pub fn title(&self, model: &Model) -> String {
        match &self.meant {
            Meant::Marked(marked) => format!("Re-target {} marked assignments", marked.len()),
            Meant::UsesOf(id) => format!(
                "Re-target every use of {}",
                words::name_of(id.as_str(), &model.names)
            ),
        }
    }
}

/// Where the question stands on the screen.
#[must_use]
pub fn area(model: &Model) -> Rect {
    model.layout().overlay(76, 12)
}
