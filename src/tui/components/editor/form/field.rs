//! The fields of the form, and what can be wrong with one.

use crate::domain::FilterMode;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Kind,
    /// The target type of a scope-tag target.
    TargetType,
    ObjectId,
    /// The id of a Configuration Manager collection.
    CollectionId,
    /// How the assignment filter is applied, if at all.
    FilterMode,
    Filter,
}

impl Field {
    pub const ALL: [Self; 6] = [
        Self::Kind,
        Self::TargetType,
        Self::ObjectId,
        Self::CollectionId,
        Self::FilterMode,
        Self::Filter,
    ];

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Kind => "Target kind",
            Self::TargetType => "Target type",
            Self::ObjectId => "Entra object ID",
            Self::CollectionId => "Collection ID",
            Self::FilterMode => "Filter",
            Self::Filter => "Filter name",
        }
    }

    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::ObjectId | Self::CollectionId | Self::Filter)
    }
}

/// How the assignment filter is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterChoice {
    None,
    /// As this says: include, exclude, or a word that is not known here and can only be kept.
    With(FilterMode),
}

impl FilterChoice {
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::None => "none",
            Self::With(mode) => mode.word(),
        }
    }
}

/// Why the form cannot go to its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: Field,
    pub text: String,
    /// Whether the field is merely not filled in yet, or not to its end, which is no mistake while it is
    /// typed.
    pub is_unfinished: bool,
}
