//! What is offered while a name is typed: groups of the tenant, or its assignment filters.
//!
//! Belongs here: state of a search, and what it offers in which order. Does not belong here: keys and
//! answers (`update`), drawing (`view`).

use super::find::Finder;
use super::form::{Editor, Field};
use super::model::Model;
use super::msg::TimerId;
use super::remote::RequestId;
use crate::domain::{AssignmentFilter, Group, GroupKind, Name, ObjectId, ObjectKind};

/// The most rows that are offered: who does not find it there types more.
const MOST_OFFERED: usize = 24;
/// How many rows are shown at once.
pub const ROWS: usize = 8;
/// What is said beside rows that are there although the directory was not heard: who sees rows takes
/// them for all there are.
pub const NOT_ALL: &str = "not all: the search failed";
/// The most groups that are remembered as chosen.
const MOST_RECENT: usize = 8;
/// A text of hexadecimal digits and hyphens this long is an id that is being typed.
const LIKE_AN_ID: usize = 8;

/// A group that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: ObjectId,
    /// Its display name.
    pub name: String,
    /// What kind it is, where the directory was asked.
    pub kind: Option<GroupKind>,
    /// Whether it was chosen before in this run.
    pub is_recent: bool,
}

/// A search for what is typed.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    /// What was typed when the search was made up.
    pub(super) typed: String,
    /// The timer after which the directory is asked.
    pub(super) timer: Option<TimerId>,
    /// Whose answer counts.
    pub(super) request: Option<RequestId>,
    /// What the directory answered to what is typed, or why it did not.
    pub(super) found: Option<Result<Vec<Group>, String>>,
    /// The selected one of what is offered.
    pub selected: usize,
    /// Whether the admin put the list away.
    pub(super) closed: bool,
}

impl Picker {
    /// Begins at the top, as after every key that changes the text.
    pub(super) const fn open(&mut self) {
        self.selected = 0;
        self.closed = false;
    }

    /// Whether the directory has not said yet what it has.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.timer.is_some() || self.request.is_some()
    }

    /// Why the directory could not be searched, if it could not.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.found.as_ref()?.as_ref().err().map(String::as_str)
    }

    /// The groups that fit what is typed: those chosen before, those known here, and what the directory
    /// found. The last come last, so that a late answer moves nothing under the cursor.
    #[must_use]
    pub fn groups(&self, model: &Model, typed: &str) -> Vec<Offer> {
        let typed = typed.trim();
        let mut offers = chosen_before(model, typed);
        let mut offer = |id: &ObjectId, name: String, kind: Option<GroupKind>| {
            if !offers.iter().any(|offer| offer.id == *id) {
                offers.push(Offer {
                    kind: kind.or_else(|| self.kind_of(id)),
                    id: id.clone(),
                    name,
                    is_recent: false,
                });
            }
        };
        if !typed.is_empty() {
            for (id, name) in known_here(model, typed) {
                offer(id, name, None);
            }
            if let Some(Ok(found)) = &self.found {
                for group in found {
                    offer(&group.id, group.name.clone(), Some(group.kind));
                }
            }
        }
        offers.truncate(MOST_OFFERED);
        offers
    }

    /// The kind of a group that the directory found as well.
    fn kind_of(&self, id: &ObjectId) -> Option<GroupKind> {
        let found = self.found.as_ref()?.as_ref().ok()?;
        let group = found.iter().find(|group| group.id == *id)?;
        Some(group.kind)
    }
}

/// The groups that were chosen before and fit, the last one first.
fn chosen_before(model: &Model, typed: &str) -> Vec<Offer> {
    let mut finder = Finder::new(typed);
    let mut fits = |offer: &&Offer| match &mut finder {
        Some(finder) => finder.finds(&[&offer.name], &[offer.id.as_str()]),
        None => true,
    };
    let recent = model.recent.iter();
    recent.filter(|offer| fits(offer)).cloned().collect()
}

/// The groups that the tenant's assignments name and that fit, those first whose name begins so.
fn known_here<'a>(model: &'a Model, typed: &str) -> Vec<(&'a ObjectId, String)> {
    let typed = typed.to_lowercase();
    let mut known: Vec<(bool, String, &ObjectId)> = model
        .names
        .iter()
        .filter_map(|(id, name)| match name {
            Name::Known {
                name,
                kind: ObjectKind::Group,
            } => Some((name, id)),
            _ => None,
        })
        .filter_map(|(name, id)| {
            let small = name.to_lowercase();
            let fits = small.contains(&typed) || id.as_str().starts_with(&typed);
            fits.then(|| (!small.starts_with(&typed), name.clone(), id))
        })
        .collect();
    known.sort();
    known.into_iter().map(|(_, name, id)| (id, name)).collect()
}

/// The first row that is shown of a list, so that the selected one is in sight.
#[must_use]
pub const fn first_offered(selected: usize) -> usize {
    (selected + 1).saturating_sub(ROWS)
}

/// Remembers a choice; the last one comes first.
pub(super) fn remember(model: &mut Model, offer: &Offer) {
    let known = Name::Known {
        name: offer.name.clone(),
        kind: ObjectKind::Group,
    };
    model.names.entry(offer.id.clone()).or_insert(known);
    model.recent.retain(|known| known.id != offer.id);
    let recent = Offer {
        is_recent: true,
        ..offer.clone()
    };
    model.recent.insert(0, recent);
    model.recent.truncate(MOST_RECENT);
}

/// Whether the directory is to be asked for this: an id that is being typed is no name.
#[must_use]
pub fn is_name(typed: &str) -> bool {
    let typed = typed.trim();
    let like_an_id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let is_id = typed.len() >= LIKE_AN_ID && typed.chars().all(like_an_id);
    !typed.is_empty() && !is_id
}

/// The groups that are offered below the field of a form; none where its list is not open.
#[must_use]
pub fn groups_in(model: &Model, form: &Editor) -> Vec<Offer> {
    if form.picking() != Some(Field::ObjectId) {
        return Vec::new();
    }
    let typed = form.text(Field::ObjectId).map_or("", |text| text.value());
    form.picker.groups(model, typed)
}

/// The assignment filters that fit the configuration of a form and what is typed into it.
#[must_use]
pub fn filters_in<'a>(model: &'a Model, form: &Editor) -> Vec<&'a AssignmentFilter> {
    let Some(row) = model.row_of(&form.configuration) else {
        return Vec::new();
    };
    let typed = form.text(Field::Filter).map_or("", |text| text.value());
    let mut finder = Finder::new(typed);
    let mut matches = |filter: &&AssignmentFilter| match &mut finder {
        Some(finder) => finder.finds(&[&filter.name], &[&filter.id]),
        None => true,
    };
    let filters = model.filters.known.iter();
    filters
        .filter(|filter| {
            filter.fits(
                &row.configuration.kind,
                row.configuration.platform.as_deref(),
            )
        })
        .filter(|filter| matches(filter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_the_making_is_no_name() {
        assert!(is_name("sales"));
        assert!(is_name("face"));
        assert!(is_name("bc67ba94 team"));
        assert!(!is_name("bc67ba94"));
        assert!(!is_name("bc67ba94-637d-"));
        assert!(!is_name("  "));
    }
}
