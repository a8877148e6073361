//! The form of an assignment: its fields, what was typed into them, which one has the keyboard.
//!
//! Belongs here: fields and focus. Does not belong here: names and filters (`names`), the resulting change
//! (`change`), choices (`choices`), commands, drawing (`content`).

mod change;
mod choices;
mod field;
mod names;
mod renewed;

use tui_input::InputRequest;

pub use self::field::{Field, FilterChoice, Problem};
use crate::domain::{
    Assignment, AssignmentFilter, Configuration, ConfigurationId, IdProblem, ObjectId, Target,
    TargetField, TargetKind, TargetType, clean_pasted, refuse_filter, refuse_kind,
};
use crate::text;
use crate::tui::kit::list::Motion;
use crate::tui::kit::typed::Typed;
use crate::tui::parts::group_search::is_name;

/// What the fields hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Values {
    kind: TargetKind,
    target_type: TargetType,
    object_id: String,
    collection_id: String,
    filter_mode: FilterChoice,
    filter: String,
}

#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are about different fields, and any of them may be set with any other"
)]
pub struct EditorForm {
    /// The configuration that the assignment belongs to.
    pub configuration: ConfigurationId,
    /// The assignment as it was when the form opened; none for a new target.
    pub row: Option<Assignment>,
    kind: TargetKind,
    target_type: TargetType,
    object_id: Typed,
    collection_id: Typed,
    filter_mode: FilterChoice,
    filter: Typed,
    /// The ID of the filter whose name is in its field.
    filter_id: Option<(String, String)>,
    takes_filter: bool,
    /// The kinds that the configuration accepts, and the current one.
    kinds: Vec<TargetKind>,
    /// The filters of the tenant, as far as known.
    filters: Vec<AssignmentFilter>,
    focus: Field,
    /// Whether the field has a complete text and was just entered: then a character replaces it.
    fresh: bool,
    /// The selected one of the suggested names.
    selected: usize,
    moved: bool,
    /// Whether the list of names was closed.
    closed: bool,
    initial: Values,
}

impl EditorForm {
    /// A form with the current target. Kinds without a field to fill in open on the group, which is nearly
    /// always what they are changed to.
    #[must_use]
    pub fn open(configuration: &Configuration, row: Option<&Assignment>) -> Self {
        let filter = row.and_then(|row| row.target.filter());
        let mut values = Values {
            filter_mode: filter.map_or(FilterChoice::None, |_| FilterChoice::Keep),
            filter: filter.map_or_else(String::new, |filter| text::clean(&filter.id).into_owned()),
            kind: TargetKind::Group,
            target_type: TargetType::User,
            object_id: String::new(),
            collection_id: String::new(),
        };
        let target = row.map(|row| &row.target);
        if let Some(target) = target.filter(|target| target.kind().is_writable()) {
            let id = target.id().unwrap_or_default();
            for field in target.kind().fields() {
                values.kind = target.kind();
                match field {
                    // Text from the service goes into a field only after the same cleaning as a paste.
                    TargetField::ObjectId => values.object_id = clean_pasted(id),
                    TargetField::CollectionId => {
                        values.collection_id = text::clean(id).into_owned();
                    }
                    TargetField::TargetType => {
                        if target.target_type() == Some(TargetType::Device.word()) {
                            values.target_type = TargetType::Device;
                        }
                    }
                }
            }
        }
        let here = target.map(Target::kind);
        let kinds = TargetKind::WRITABLE
            .into_iter()
            .filter(|kind| here == Some(*kind) || refuse_kind(&configuration.kind, *kind).is_ok());
        let mut form = Self {
            configuration: configuration.id.clone(),
            row: row.cloned(),
            kind: values.kind,
            filter_mode: values.filter_mode.clone(),
            filter: Typed::new(values.filter.clone()),
            filter_id: filter.map(|filter| (values.filter.clone(), filter.id.clone())),
            // A current filter can be removed, whatever the subtype accepts.
            takes_filter: filter.is_some() || refuse_filter(configuration).is_ok(),
            kinds: kinds.collect(),
            filters: Vec::new(),
            fresh: false,
            selected: 0,
            moved: false,
            closed: false,
            target_type: values.target_type,
            object_id: Typed::new(values.object_id.clone()),
            collection_id: Typed::new(values.collection_id.clone()),
            focus: Field::Kind,
            initial: values,
        };
        form.come_to_value();
        form
    }

    fn values(&self) -> Values {
        Values {
            kind: self.kind,
            target_type: self.target_type,
            object_id: self.object_id.value().to_owned(),
            collection_id: self.collection_id.value().to_owned(),
            filter_mode: self.filter_mode.clone(),
            filter: self.filter.value().to_owned(),
        }
    }

    #[must_use]
    pub const fn kind(&self) -> TargetKind {
        self.kind
    }

    /// The kinds that can be chosen.
    #[must_use]
    pub fn kinds(&self) -> &[TargetKind] {
        &self.kinds
    }

    #[must_use]
    pub const fn target_type(&self) -> TargetType {
        self.target_type
    }

    #[must_use]
    pub const fn focus(&self) -> Field {
        self.focus
    }

    #[must_use]
    pub const fn text(&self, field: Field) -> Option<&Typed> {
        match field {
            Field::ObjectId => Some(&self.object_id),
            Field::CollectionId => Some(&self.collection_id),
            Field::Filter => Some(&self.filter),
            Field::Kind | Field::TargetType | Field::FilterMode => None,
        }
    }

    fn text_mut(&mut self, field: Field) -> Option<&mut Typed> {
        match field {
            Field::ObjectId => Some(&mut self.object_id),
            Field::CollectionId => Some(&mut self.collection_id),
            Field::Filter => Some(&mut self.filter),
            Field::Kind | Field::TargetType | Field::FilterMode => None,
        }
    }

    /// The fields of the chosen kind, from top to bottom.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::Kind];
        fields.extend(self.kind.fields().map(|field| match field {
            TargetField::TargetType => Field::TargetType,
            TargetField::ObjectId => Field::ObjectId,
            TargetField::CollectionId => Field::CollectionId,
        }));
        if self.takes_filter {
            fields.push(Field::FilterMode);
            if matches!(self.filter_mode, FilterChoice::With(_)) {
                fields.push(Field::Filter);
            }
        }
        fields
    }

    /// Whether the next character replaces the text of the field that has the keyboard.
    #[must_use]
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    fn come_to(&mut self, field: Field) {
        self.focus = field;
        self.open_list();
        let text = self.text(field).map(Typed::value);
        self.fresh = text.is_some_and(|text| !text.is_empty()) && self.picking().is_none();
    }

    /// The field with the ID of the chosen kind, if it has one.
    #[must_use]
    pub fn value_field(&self) -> Option<Field> {
        let ids = [Field::ObjectId, Field::CollectionId];
        self.fields().into_iter().find(|field| ids.contains(field))
    }

    /// Moves to the field of the chosen kind; to the kinds if there is none.
    fn come_to_value(&mut self) {
        self.come_to(self.value_field().unwrap_or(Field::Kind));
    }

    /// Chooses the next kind, after the last one the first, from any field.
    pub fn next_kind(&mut self) {
        let at = self.kinds.iter().position(|kind| *kind == self.kind);
        let next = at.map_or(0, |at| at + 1) % self.kinds.len().max(1);
        if let Some(kind) = self.kinds.get(next) {
            self.kind = *kind;
        }
        self.come_to_value();
    }

    /// Whether closing the form would lose anything typed or chosen.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.values() != self.initial
    }

    /// Moves to the next or previous field; from the last to the first.
    pub fn turn(&mut self, forward: bool) {
        let fields = self.fields();
        let at = fields
            .iter()
            .position(|field| *field == self.focus)
            .unwrap_or_default();
        let step = if forward { 1 } else { fields.len() - 1 };
        self.come_to(fields[(at + step) % fields.len()]);
    }

    /// Moves to the clicked field, and takes the clicked choice.
    pub fn point(&mut self, field: Field, choice: Option<usize>) {
        if !self.fields().contains(&field) {
            return;
        }
        if self.focus != field {
            self.come_to(field);
        }
        match choice {
            Some(at) if field.is_text() => self.move_to(at),
            Some(at) => self.take_choice(at),
            None => {}
        }
    }

    /// Up or down: to the neighbouring field.
    pub fn step(&mut self, motion: Motion) {
        let fields = self.fields();
        let at = fields
            .iter()
            .position(|field| *field == self.focus)
            .unwrap_or_default();
        let next = match motion {
            Motion::Down => at + 1,
            _ => at.wrapping_sub(1),
        };
        if let Some(field) = fields.get(next) {
            self.come_to(*field);
        }
    }

    /// Edits the text of the field that has the keyboard. A character typed among choices, except a space,
    /// goes to the ID of the chosen kind. Returns whether the key was used.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        if let InputRequest::InsertChar(c) = request {
            if text::is_hostile(c) {
                return self.focus.is_text();
            }
            if !self.focus.is_text() && c != ' ' {
                self.come_to_value();
            }
        }
        let changes = !matches!(
            request,
            InputRequest::SetCursor(_)
                | InputRequest::GoToPrevChar
                | InputRequest::GoToNextChar
                | InputRequest::GoToPrevWord
                | InputRequest::GoToNextWord
                | InputRequest::GoToStart
                | InputRequest::GoToEnd
        );
        let is_fresh = std::mem::take(&mut self.fresh);
        let Some(input) = self.text_mut(self.focus) else {
            return false;
        };
        if is_fresh && changes {
            // As in any form where entering a text field selects its text.
            *input = Typed::default();
        }
        let taken = input.edit(request);
        if changes {
            self.open_list();
        }
        taken || (is_fresh && changes)
    }

    /// Pastes into the field that has the keyboard, or into the ID of the chosen kind. A complete ID
    /// replaces the text, because nobody wants two.
    pub fn paste(&mut self, pasted: &str) {
        if !self.focus.is_text() {
            self.come_to_value();
        }
        let field = self.focus;
        let is_fresh = std::mem::take(&mut self.fresh);
        self.open_list();
        let cleaned = clean_pasted(pasted);
        // A name keeps the spaces inside it.
        let pasted = match field {
            Field::CollectionId => text::clean(pasted.trim()).into_owned(),
            _ if ObjectId::parse(&cleaned).is_err() && is_name(&cleaned) => {
                text::clean(pasted.trim()).into_owned()
            }
            _ => cleaned,
        };
        let Some(input) = self.text_mut(field) else {
            return;
        };
        // None of it can be typed.
        if pasted.is_empty() {
            return;
        }
        if is_fresh {
            *input = Typed::default();
        }
        let is_whole = !matches!(
            ObjectId::parse(&pasted),
            Err(IdProblem::Length { .. }
                | IdProblem::Empty
                | IdProblem::NotHex { .. }
                | IdProblem::NoHyphen { .. })
        );
        if is_whole {
            *input = Typed::new(pasted.to_ascii_lowercase());
        } else if field == Field::CollectionId {
            *input = Typed::new(pasted);
        } else {
            for c in pasted.chars() {
                let _ = input.edit(InputRequest::InsertChar(c));
            }
        }
    }

    /// The typed object ID, if the chosen kind has one and it is complete.
    #[must_use]
    pub fn typed_object(&self) -> Option<ObjectId> {
        self.fields()
            .contains(&Field::ObjectId)
            .then(|| ObjectId::parse(self.object_id.value()).ok())
            .flatten()
    }
}

#[cfg(test)]
mod tests;
