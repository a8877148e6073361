//! The editor form: what was typed, what is wrong with it, what it would make.
//!
//! Belongs here: fields, focus, checks as they are typed. Does not belong here: keys (`update`),
//! drawing (`view`), rules of the domain beyond calling them.

use tui_input::{Input as TextInput, InputRequest};

use super::list::Motion;
use crate::domain::{
    Assignment, Change, Configuration, ConfigurationId, IdProblem, NewTarget, ObjectId, TargetKind,
    TargetShape, TargetType, clean_pasted,
};
use crate::text;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The target kind.
    Kind,
    /// The target type of a scope-tag target.
    TargetType,
    /// The Entra object ID.
    ObjectId,
    /// The id of a Configuration Manager collection.
    CollectionId,
}

impl Field {
    /// Whether it takes text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::ObjectId | Self::CollectionId)
    }
}

/// What the fields hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Values {
    kind: TargetKind,
    target_type: TargetType,
    object_id: String,
    collection_id: String,
}

/// The form on one assignment.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The configuration that the assignment belongs to.
    pub configuration: ConfigurationId,
    /// The assignment as it was read when the form opened; none for a target to be added.
    pub row: Option<Assignment>,
    kind: TargetKind,
    target_type: TargetType,
    object_id: TextInput,
    collection_id: TextInput,
    focus: Field,
    initial: Values,
}

impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        self.configuration == other.configuration
            && self.row == other.row
            && self.focus == other.focus
            && self.values() == other.values()
    }
}

/// Why the form cannot go to its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field that is wrong.
    pub field: Field,
    /// What is wrong with it.
    pub text: String,
    /// Whether the field is merely not filled in yet, which is no mistake while it is typed.
    pub is_empty: bool,
}

impl Editor {
    /// A form that holds what the assignment points at now. Kinds without anything to fill in open
    /// on the group, which is what they are changed to nearly always.
    #[must_use]
    pub fn open(configuration: &ConfigurationId, row: Option<&Assignment>) -> Self {
        let mut values = Values {
            kind: TargetKind::Group,
            target_type: TargetType::User,
            object_id: String::new(),
            collection_id: String::new(),
        };
        match row.map_or(&TargetShape::AllUsers, |row| row.target.shape()) {
            TargetShape::Group { id } => values.object_id.clone_from(id),
            TargetShape::ScopeTagGroup { target_type, id } => {
                values.kind = TargetKind::ScopeTagGroup;
                values.object_id.clone_from(id);
                if target_type == TargetType::Device.word() {
                    values.target_type = TargetType::Device;
                }
            }
            TargetShape::CmCollection { id } => {
                values.kind = TargetKind::CmCollection;
                values.collection_id.clone_from(id);
            }
            _ => {}
        }
        // What the service says goes into a text field only after the same cleaning as a paste.
        values.object_id = clean_pasted(&values.object_id);
        values.collection_id = text::clean(&values.collection_id).into_owned();
        Self {
            configuration: configuration.clone(),
            row: row.cloned(),
            kind: values.kind,
            target_type: values.target_type,
            object_id: TextInput::new(values.object_id.clone()),
            collection_id: TextInput::new(values.collection_id.clone()),
            focus: Field::Kind,
            initial: values,
        }
    }

    fn values(&self) -> Values {
        Values {
            kind: self.kind,
            target_type: self.target_type,
            object_id: self.object_id.value().to_owned(),
            collection_id: self.collection_id.value().to_owned(),
        }
    }

    /// The chosen kind.
    #[must_use]
    pub const fn kind(&self) -> TargetKind {
        self.kind
    }

    /// The chosen target type.
    #[must_use]
    pub const fn target_type(&self) -> TargetType {
        self.target_type
    }

    /// The field that has the keyboard.
    #[must_use]
    pub const fn focus(&self) -> Field {
        self.focus
    }

    /// The text of a field.
    #[must_use]
    pub const fn text(&self, field: Field) -> Option<&TextInput> {
        match field {
            Field::ObjectId => Some(&self.object_id),
            Field::CollectionId => Some(&self.collection_id),
            Field::Kind | Field::TargetType => None,
        }
    }

    /// The fields of the chosen kind, from top to bottom.
    #[must_use]
    pub const fn fields(&self) -> &'static [Field] {
        match self.kind {
            TargetKind::ScopeTagGroup => &[Field::Kind, Field::TargetType, Field::ObjectId],
            TargetKind::Group => &[Field::Kind, Field::ObjectId],
            TargetKind::CmCollection => &[Field::Kind, Field::CollectionId],
            _ => &[Field::Kind],
        }
    }

    /// Whether anything was typed or chosen that closing the form would lose.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.values() != self.initial
    }

    /// Goes to the next field, or to the one before; from the last to the first.
    pub fn turn(&mut self, forward: bool) {
        let fields = self.fields();
        let at = fields
            .iter()
            .position(|field| *field == self.focus)
            .unwrap_or_default();
        let step = if forward { 1 } else { fields.len() - 1 };
        self.focus = fields[(at + step) % fields.len()];
    }

    /// Goes to a field that is pointed at, and takes the kind that is pointed at.
    pub fn point(&mut self, field: Field, choice: usize) {
        if !self.fields().contains(&field) {
            return;
        }
        self.focus = field;
        if let (Field::Kind, Some(kind)) = (field, TargetKind::WRITABLE.get(choice)) {
            self.kind = *kind;
        }
    }

    /// Up or down: among the choices of a field, and past its ends to the neighbouring field.
    pub fn step(&mut self, motion: Motion) {
        let forward = motion == Motion::Down;
        if self.choose(forward) {
            return;
        }
        let fields = self.fields();
        let at = fields
            .iter()
            .position(|field| *field == self.focus)
            .unwrap_or_default();
        let next = if forward { at + 1 } else { at.wrapping_sub(1) };
        if let Some(field) = fields.get(next) {
            self.focus = *field;
        }
    }

    /// Takes the next choice of the field, or the one before. Says whether there was one.
    pub fn choose(&mut self, forward: bool) -> bool {
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| {
                if forward {
                    at.checked_add(1)
                } else {
                    at.checked_sub(1)
                }
            })
        };
        match self.focus {
            Field::Kind => {
                let kinds = TargetKind::WRITABLE;
                let at = neighbour(kinds.iter().position(|kind| *kind == self.kind));
                let Some(kind) = at.and_then(|at| kinds.get(at)) else {
                    return false;
                };
                self.kind = *kind;
                true
            }
            Field::TargetType => {
                let types = [TargetType::User, TargetType::Device];
                let at = neighbour(types.iter().position(|kind| *kind == self.target_type));
                let Some(target_type) = at.and_then(|at| types.get(at)) else {
                    return false;
                };
                self.target_type = *target_type;
                true
            }
            Field::ObjectId | Field::CollectionId => false,
        }
    }

    /// Edits the text of the field that has the keyboard. Says whether it takes text.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        if let InputRequest::InsertChar(c) = request
            && text::is_hostile(c)
        {
            return self.focus.is_text();
        }
        match self.focus {
            Field::ObjectId => drop(self.object_id.handle(request)),
            Field::CollectionId => drop(self.collection_id.handle(request)),
            Field::Kind | Field::TargetType => return false,
        }
        true
    }

    /// Takes pasted text into the text field of the chosen kind, wherever the focus is. A whole id
    /// takes the place of what was there, since nobody means to have two.
    pub fn paste(&mut self, pasted: &str) {
        let Some(field) = self.fields().iter().copied().find(|field| field.is_text()) else {
            return;
        };
        self.focus = field;
        let (input, pasted) = match field {
            Field::ObjectId => (&mut self.object_id, clean_pasted(pasted)),
            _ => (
                &mut self.collection_id,
                text::clean(pasted.trim()).into_owned(),
            ),
        };
        let is_whole = !matches!(
            ObjectId::parse(&pasted),
            Err(IdProblem::Length { .. }
                | IdProblem::Empty
                | IdProblem::NotHex { .. }
                | IdProblem::NoHyphen { .. })
        );
        if is_whole {
            *input = TextInput::new(pasted.to_ascii_lowercase());
        } else if field == Field::CollectionId {
            *input = TextInput::new(pasted);
        } else {
            for c in pasted.chars() {
                let _ = input.handle(InputRequest::InsertChar(c));
            }
        }
    }

    /// The object id that is typed in, if the chosen kind has one and it is whole.
    #[must_use]
    pub fn typed_object(&self) -> Option<ObjectId> {
        self.fields()
            .contains(&Field::ObjectId)
            .then(|| ObjectId::parse(self.object_id.value()).ok())
            .flatten()
    }

    /// What the form says.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn target(&self) -> Result<NewTarget, Problem> {
        let object_id = || {
            ObjectId::parse(self.object_id.value()).map_err(|problem| Problem {
                field: Field::ObjectId,
                text: problem.to_string(),
                is_empty: problem == IdProblem::Empty,
            })
        };
        Ok(match self.kind {
            TargetKind::Group => NewTarget::Group(object_id()?),
            TargetKind::ScopeTagGroup => NewTarget::ScopeTagGroup(self.target_type, object_id()?),
            TargetKind::CmCollection => match self.collection_id.value().trim() {
                "" => {
                    return Err(Problem {
                        field: Field::CollectionId,
                        text: "a collection id is needed, such as SMS00001".to_owned(),
                        is_empty: true,
                    });
                }
                id if ObjectId::parse(id).is_ok() => {
                    return Err(Problem {
                        field: Field::CollectionId,
                        text: "this is an Entra object ID: a collection has an id such as SMS00001"
                            .to_owned(),
                        is_empty: false,
                    });
                }
                id => NewTarget::CmCollection(id.to_owned()),
            },
            TargetKind::AllDevices => NewTarget::AllDevices,
            _ => NewTarget::AllUsers,
        })
    }

    /// The change that the form would make.
    ///
    /// # Errors
    /// The field that is wrong, or the rule that forbids the change.
    pub fn change(
        &self,
        configuration: &Configuration,
        rows: &[Assignment],
    ) -> Result<Change, Problem> {
        let new = self.target()?;
        let change = match &self.row {
            Some(row) => Change::retarget(configuration, rows, row, row.target.retarget(&new)),
            None => Change::add(configuration, rows, new.into_target()),
        };
        change.map_err(|refusal| Problem {
            field: Field::Kind,
            text: refusal.to_string(),
            is_empty: false,
        })
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
