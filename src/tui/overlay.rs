//! What lies over the panes: forms, reviews, questions, texts. State only.
//!
//! Belongs here: what each overlay holds. Does not belong here: what its keys do (`update`), how it
//! looks (`view`).

use super::components::AnyComponent;
use crate::domain::{ChangeId, ConfigurationId};
use crate::tui::keys::command::Scope;
pub use crate::tui::store::action::Question;
pub use crate::tui::store::action::TextId;
pub use crate::tui::store::action::Wanted;

/// Something that lies over the panes. The top one has the keyboard.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// What is a component already.
    Component(AnyComponent),
}

impl Overlay {
    /// Whether it is this text.
    #[must_use]
    pub fn is_text(&self, wanted: impl Fn(TextId) -> bool) -> bool {
        matches!(self, Self::Component(AnyComponent::TextView(text)) if wanted(text.id()))
    }

    /// Whether it shows the keys.
    #[must_use]
    pub fn is_help(&self) -> bool {
        self.is_text(|id| matches!(id, TextId::Help(_)))
    }

    /// Whether it shows the outcome of this change.
    #[must_use]
    pub fn is_outcome(&self, id: ChangeId) -> bool {
        matches!(self, Self::Component(AnyComponent::OutcomeText(outcome)) if outcome.id() == id)
    }

    /// Whether it shows this change while it is under way.
    #[must_use]
    pub fn is_in_flight(&self, id: ChangeId) -> bool {
        matches!(self, Self::Component(AnyComponent::InFlight(shown)) if shown.id() == id)
    }

    /// Whether it searches in the rows of the list.
    #[must_use]
    pub fn needs_names(&self) -> bool {
        matches!(self, Self::Component(component) if component.needs_names())
    }

    /// Whether it makes a change of this configuration.
    #[must_use]
    pub fn edits(&self, configuration: &ConfigurationId) -> bool {
        matches!(self, Self::Component(component) if component.edits() == Some(configuration))
    }

    /// Whether closing it would lose what was typed.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        match self {
            Self::Component(component) => component.is_dirty(),
        }
    }

    /// Where its keys are looked up.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Self::Component(component) => component.keys(),
        }
    }
}
