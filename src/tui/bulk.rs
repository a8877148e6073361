//! Many assignments at once: which are meant, and the group that they go to.
//!
//! Belongs here: state and lines of the question. Does not belong here: the plan that follows
//! (`planned`), keys (`update`).

use ratatui::layout::Rect;
use tui_input::Input as TextInput;

use super::find::Finder;
use super::model::Model;
use crate::domain::{AssignmentId, ConfigurationId, Name, ObjectId, ObjectKind};
use crate::words;

/// The most groups that are offered while a name is typed.
const OFFERED: usize = 6;

/// What is said where nothing was typed yet.
pub const WHAT_TO_TYPE: &str =
    "to which group? Paste its Entra object ID, or type a name known here";

/// Which assignments are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Those that were marked.
    Marked(Vec<(ConfigurationId, AssignmentId)>),
    /// Every use of a group.
    UsesOf(ObjectId),
}

/// The question which group they go to.
#[derive(Debug, Clone)]
pub struct BulkForm {
    /// Which assignments are meant.
    pub meant: Meant,
    /// What was typed: an id, or part of the name of a group that is known here.
    pub input: TextInput,
    /// The selected one of the groups that match.
    pub selected: usize,
}

impl BulkForm {
    /// The groups that match what was typed, by name; those that the tenant's assignments name.
    #[must_use]
    pub fn offered(&self, model: &Model) -> Vec<(String, ObjectId)> {
        let Some(mut finder) = Finder::new(self.input.value()) else {
            return Vec::new();
        };
        let mut found: Vec<(String, ObjectId)> = model
            .names
            .iter()
            .filter_map(|(id, name)| match name {
                Name::Known {
                    name,
                    kind: ObjectKind::Group,
                } => Some((name.clone(), id.clone())),
                _ => None,
            })
            .filter(|(name, id)| finder.finds(&[name], &[id.as_str()]))
            .collect();
        found.sort();
        found.truncate(OFFERED);
        found
    }

    /// The group that is meant: a whole id as typed, else the selected one of those that match.
    #[must_use]
    pub fn group(&self, model: &Model) -> Option<ObjectId> {
        ObjectId::parse(self.input.value().trim())
            .ok()
            .or_else(|| Some(self.offered(model).get(self.selected)?.1.clone()))
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
    model.layout().overlay(76, 10)
}
