//! The groups that match what is typed: those chosen before, those known here, and what the directory
//! finds.
//!
//! Belongs here: when the directory is searched, what its answer adds, the order. Does not belong here: how
//! a group is shown (`offers`), choosing one (`components`).

use crate::domain::{Group, GroupKind, NAMES_PERMISSION, Name, ObjectId, ObjectKind, RequestError};
use crate::tui::kit::finder::Finder;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::tui::store::action::{Answer, Context};
use crate::tui::store::msg::{Effect, TimerId};
use crate::tui::store::offer::Offer;

/// The most groups that are suggested: if the right one is not among them, the admin types more.
const MOST_OFFERED: usize = 24;
/// Hexadecimal digits and hyphens of this length are an ID that is being typed.
const LIKE_AN_ID: usize = 8;

/// A search of the directory for groups, as their name is typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupSearch {
    typed: String,
    /// The timer after which the directory is asked.
    timer: Option<TimerId>,
    request: Option<RequestId>,
    /// What the directory answered, or why it did not.
    found: Option<Result<Vec<Group>, String>>,
}

/// What Enter means for the suggested groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick<'a> {
    /// The group that is meant: the admin moved to it, or it is the only one.
    Take { offer: &'a Offer, certain: bool },
    /// The directory has not answered yet, and may have more.
    Wait,
    /// Several have the name of the selected one.
    SameName,
    /// There is none.
    Nothing,
}

impl GroupSearch {
    /// Text was typed: earlier searches no longer count.
    pub fn on_typed(&mut self, typed: &str, cx: &mut Context<'_>) {
        let typed = typed.trim();
        if self.typed == typed {
            return;
        }
        *self = Self {
            typed: typed.to_owned(),
            timer: is_name(typed).then(|| cx.when_rested()),
            ..Self::default()
        };
    }

    /// The list was closed: nothing is searched until it is open again.
    pub fn stop(&mut self) {
        if self.is_waiting() {
            *self = Self::default();
        }
    }

    /// There is another token, or its component was put aside: asks again for what did not come.
    pub fn on_open(&mut self, cx: &mut Context<'_>) {
        if self.is_waiting() || self.problem().is_some() {
            self.ask(cx);
        }
    }

    /// The text has not changed for a moment.
    pub fn on_due(&mut self, timer: TimerId, cx: &mut Context<'_>) {
        if self.timer == Some(timer) {
            self.ask(cx);
        }
    }

    fn ask(&mut self, cx: &mut Context<'_>) {
        let id = cx.request();
        self.timer = None;
        self.request = Some(id);
        self.found = None;
        cx.effect(Effect::SearchGroups(id, self.typed.clone()));
    }

    pub fn on_answer(&mut self, answer: Answer) {
        if let Answer::Groups(answer) = answer {
            self.request = None;
            self.found = Some(answer.map_err(|error| reason(&error)));
        }
    }

    /// The request whose answer it waits for.
    #[must_use]
    pub fn awaits(&self) -> Vec<RequestId> {
        self.request.into_iter().collect()
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

    /// The groups that fit what is typed. What the directory found comes last, so that a late answer moves
    /// nothing under the cursor.
    #[must_use]
    pub fn offers(&self, store: &Store, typed: &str) -> Vec<Offer> {
        let typed = typed.trim();
        let mut offers = chosen_before(store, typed);
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
            for (id, name) in known_here(store, typed) {
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

    /// Which of these groups is selected as long as nobody moves: the one with exactly this name, or else
    /// the first.
    #[must_use]
    pub fn first_choice(&self, offers: &[Offer]) -> usize {
        let mut offers = offers.iter();
        let exact = offers.position(|offer| same_name(&offer.name, &self.typed));
        exact.unwrap_or_default()
    }

    /// Which group Enter takes. A name that several groups have is taken only after the admin moved to one.
    #[must_use]
    pub fn pick<'a>(&self, offers: &'a [Offer], selected: usize, moved: bool) -> Pick<'a> {
        let Some(offer) = offers.get(selected) else {
            return if self.is_waiting() {
                Pick::Wait
            } else {
                Pick::Nothing
            };
        };
        if moved {
            let certain = true;
            return Pick::Take { offer, certain };
        }
        if self.is_waiting() {
            return Pick::Wait;
        }
        let is_called_so = |other: &&Offer| same_name(&other.name, &offer.name);
        if offers.iter().filter(is_called_so).count() > 1 {
            return Pick::SameName;
        }
        let was_found = self.found.as_ref().is_some_and(Result::is_ok);
        let is_only = offers.len() == 1 || same_name(&offer.name, &self.typed);
        let certain = was_found && is_only;
        Pick::Take { offer, certain }
    }

    /// The kind of a group that the directory found as well.
    fn kind_of(&self, id: &ObjectId) -> Option<GroupKind> {
        let found = self.found.as_ref()?.as_ref().ok()?;
        let group = found.iter().find(|group| group.id == *id)?;
        Some(group.kind)
    }
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn reason(error: &RequestError) -> String {
    match error.status() {
        Some(403) => format!("the token lacks {NAMES_PERMISSION}"),
        _ => error.reason(),
    }
}

/// The groups that were chosen before and fit, the last one first.
fn chosen_before(store: &Store, typed: &str) -> Vec<Offer> {
    let mut finder = Finder::new(typed);
    let mut fits = |offer: &&Offer| match &mut finder {
        Some(finder) => finder.finds(&[&offer.name], &[offer.id.as_str()]),
        None => true,
    };
    let recent = store.recent.iter();
    recent.filter(|offer| fits(offer)).cloned().collect()
}

/// The groups that the tenant's assignments name and that fit, those first whose name begins so.
fn known_here<'a>(store: &'a Store, typed: &str) -> Vec<(&'a ObjectId, String)> {
    let typed = typed.to_lowercase();
    let mut known: Vec<(bool, String, &ObjectId)> = store
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

/// Whether the directory is to be asked for this: an id that is being typed is no name.
#[must_use]
pub fn is_name(typed: &str) -> bool {
    let typed = typed.trim();
    let like_an_id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let is_id = typed.len() >= LIKE_AN_ID && typed.chars().all(like_an_id);
    !typed.is_empty() && !is_id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(at: u8, name: &str) -> Offer {
        Offer {
            id: ObjectId::parse(&format!("{at:08}-0a4e-4d0b-9a55-7d2b1c3e4f50")).unwrap(),
            name: name.to_owned(),
            kind: None,
            is_recent: false,
        }
    }

    fn answered(typed: &str) -> GroupSearch {
        GroupSearch {
            typed: typed.to_owned(),
            found: Some(Ok(Vec::new())),
            ..GroupSearch::default()
        }
    }

    #[test]
    fn a_group_is_certain_where_it_is_the_only_one_or_was_moved_to() {
        let one = [offer(1, "Engineering")];
        let two = [offer(1, "Sales"), offer(2, "Sales APAC")];
        let twins = [
            offer(1, "Sales"),
            offer(2, "sales "),
            offer(3, "Sales APAC"),
        ];
        let failed = GroupSearch {
            found: Some(Err("no route".to_owned())),
            ..answered("eng")
        };
        let waiting = GroupSearch {
            timer: Some(TimerId(1)),
            found: None,
            ..answered("eng")
        };
        let certain = |search: &GroupSearch, offers: &[Offer], at, moved| match search
            .pick(offers, at, moved)
        {
            Pick::Take { offer, certain } => Some((offer.name.clone(), certain)),
            _ => None,
        };
        let named = |name: &str, certain| Some((name.to_owned(), certain));
        assert_eq!(
            certain(&answered("eng"), &one, 0, false),
            named("Engineering", true)
        );
        assert_eq!(
            certain(&answered("sal"), &two, 0, false),
            named("Sales", false)
        );
        assert_eq!(
            certain(&answered("sal"), &two, 1, true),
            named("Sales APAC", true)
        );
        assert_eq!(
            certain(&answered("SALES"), &two, 0, false),
            named("Sales", true),
            "its whole name was typed"
        );
        assert_eq!(
            certain(&failed, &one, 0, false),
            named("Engineering", false),
            "there may be others"
        );
        assert_eq!(waiting.pick(&one, 0, false), Pick::Wait);
        assert_eq!(waiting.pick(&[], 0, false), Pick::Wait);
        assert_eq!(
            certain(&waiting, &one, 0, true),
            named("Engineering", true),
            "it was moved to"
        );
        assert_eq!(answered("sal").pick(&twins, 0, false), Pick::SameName);
        assert_eq!(
            certain(&answered("sal"), &twins, 1, true),
            named("sales ", true)
        );
        assert_eq!(answered("x").pick(&[], 0, false), Pick::Nothing);
    }

    #[test]
    fn the_group_that_is_called_what_was_typed_is_selected() {
        let two = [offer(1, "Sales APAC"), offer(2, "Sales")];
        assert_eq!(answered("sales").first_choice(&two), 1);
        assert_eq!(answered("sal").first_choice(&two), 0);
    }

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
