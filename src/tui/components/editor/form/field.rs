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

    /// The label before it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Kind => "Assign to",
            Self::TargetType => "Applies to",
            Self::ObjectId => "Group",
            Self::CollectionId => "Collection",
            Self::FilterMode => "Filter",
            Self::Filter => "Filter name",
        }
    }

    /// The note after it: Graph's name, or what can be typed.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::TargetType => "target type",
            Self::ObjectId => "name or Entra object ID",
            Self::CollectionId => "ID, e.g. SMS00001",
            Self::Filter => "name or ID",
            Self::Kind | Self::FilterMode => "",
        }
    }

    /// Both, as they are read out.
    #[must_use]
    pub const fn spoken(self) -> &'static str {
        match self {
            Self::Kind => "Assign to",
            Self::TargetType => "Applies to, target type",
            Self::ObjectId => "Group, name or Entra object ID",
            Self::CollectionId => "Collection ID",
            Self::FilterMode => "Filter",
            Self::Filter => "Filter name or ID",
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
    /// The current filter stays.
    Keep,
    None,
    With(FilterMode),
}

/// Why the form cannot continue to its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: Field,
    pub text: String,
    /// Whether nothing was chosen or the text is incomplete, which is not an error while typing.
    pub is_unfinished: bool,
}
