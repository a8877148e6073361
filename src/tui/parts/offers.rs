//! A suggested group in words: its row, and the message below the rows.
//!
//! Belongs here: how groups are told apart. Does not belong here: which are suggested (`group_search`).

use super::group_search::{GroupSearch, Pick, is_name};
use crate::domain::ObjectId;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::first_row;
use crate::tui::store::offer::Offer;
use crate::tui::store::{Count, Store};
use crate::words::{self, Line, Naming, Phrase, Role};

/// How many rows are in sight at once: so many are counted.
pub const ROWS: usize = 8;
/// The most columns of what groups are chosen in, border included.
pub const WIDTH: u16 = 108;
/// Shown beside rows if the directory search failed: otherwise they would look complete.
const NOT_ALL: &str = "The search failed, so there may be more groups.";
/// Shown while nothing is typed.
pub const WHAT_TO_TYPE: &str = "Type a group name or paste its object ID.";
/// Cells of the columns behind the name: `100,000 users`, `100,000 devices`, the kind, the beginning of an
/// id.
const USERS: usize = 13;
const DEVICES: usize = 15;
const KIND: usize = 13;
pub const ID: usize = 8;
/// The least cells of a name beside the columns.
const NAME: usize = 12;

/// A group in one line of `width` cells: name, users, devices, kind, beginning of its id. Where there is
/// no room for all of it, the kind goes first.
#[must_use]
pub fn line(store: &Store, search: &GroupSearch, offer: &Offer, width: usize) -> Phrase {
    let (users, devices) = match store.counts.get(&offer.id) {
        Some(Count::Known(count)) => (
            counted(count.users, "user"),
            counted(count.devices, "device"),
        ),
        Some(Count::Asked) => ("…".to_owned(), "…".to_owned()),
        Some(Count::Failed) | None => (String::new(), String::new()),
    };
    let (kind, short) = match (offer.is_recent, offer.kind) {
        (true, _) => ("chosen before", "chosen before"),
        (false, Some(kind)) => (kind.title(), kind.short_title()),
        (false, None) => ("", ""),
    };
    let id = offer.id.as_str().get(..ID).unwrap_or_default();
    let name = if offer.name.trim().is_empty() {
        "(no name)"
    } else {
        &offer.name
    };
    let members = format!("{users:>USERS$} {devices:>DEVICES$}");
    let counts = USERS + 1 + DEVICES + 2;
    let (kinds, ids) = (KIND + 2, ID + 2);
    let shown = match width {
        _ if width >= NAME + counts + kinds + ids => {
            let name = text::fit(name, width - counts - kinds - ids);
            format!("{name}  {members}  {}  {id}", text::fit(short, KIND))
        }
        _ if width >= NAME + counts + ids => {
            format!("{}  {members}  {id}", text::fit(name, width - counts - ids))
        }
        _ => format!("{}  {id}", text::fit(name, width.saturating_sub(ids))),
    };
    let name = text::spoken_name(&offer.name);
    let not_all = search.problem().map_or("", |_| NOT_ALL);
    let spoken = [&name, kind, offer.id.as_str(), not_all];
    let spoken: Vec<&str> = spoken.into_iter().filter(|it| !it.is_empty()).collect();
    Phrase::new(shown, spoken.join(", "))
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { " " } else { "s" };
    format!("{} {what}{plural}", words::group_digits(count))
}

/// The message below the groups: the selected one in full, or why there is none.
#[must_use]
pub fn note(search: &GroupSearch, typed: &str, selected: Option<&Offer>) -> Line {
    let (role, message) = if let Some(offer) = selected {
        let id = Phrase::from(offer.id.as_str());
        let (role, more) = match offer.kind {
            _ if search.problem().is_some() => (Role::Warn, NOT_ALL.into()),
            _ if search.is_waiting() => (Role::Text, Phrase::from("searching").going_on()),
            Some(kind) => (Role::Text, Phrase::from(kind.title())),
            None => (Role::Text, Phrase::default()),
        };
        // Its row is read out, with all of it.
        let shown = id.dot(more).as_str().to_owned();
        (role, Phrase::new(shown, ""))
    } else if let Some(problem) = search.problem() {
        let message = format!("Cannot search by name: {problem}. Paste the object ID.");
        (Role::Bad, message.into())
    } else if search.is_waiting() {
        let message = Phrase::from("Searching the directory").going_on();
        (Role::Text, message)
    } else if typed.trim().is_empty() {
        (Role::Text, WHAT_TO_TYPE.into())
    } else if is_name(typed) {
        (
            Role::Warn,
            "No group name has a word that starts like this.".into(),
        )
    } else {
        let typed = typed.trim().chars().count();
        let message = format!("{typed:>2} of 36 characters of an ID");
        (Role::Text, message.into())
    };
    Line::new(role, message)
}

/// Why Enter takes none of these groups.
#[must_use]
pub fn why_none(store: &Store, offers: &[Offer], pick: &Pick<'_>) -> Option<String> {
    let take = store.key(Scope::Pick, Command::Take);
    match pick {
        Pick::SameName => Some(format!(
            "More than one group has this name. Move to the one you mean, then press {take}."
        )),
        Pick::Take { certain: false, .. } => Some(format!(
            "{} groups match. Move to the one you mean, then press {take}.",
            offers.len()
        )),
        Pick::Wait => Some("Searching … Goes on by itself if only one group matches.".to_owned()),
        Pick::Take { .. } | Pick::Nothing => None,
    }
}

/// The groups whose rows are in sight.
#[must_use]
pub fn in_sight(offered: &[Offer], selected: usize) -> Vec<ObjectId> {
    let rows = offered.iter().skip(first_row(selected, ROWS)).take(ROWS);
    rows.map(|offer| offer.id.clone()).collect()
}

/// Who is behind an ID, as far as known.
#[must_use]
pub fn who(store: &Store, id: &ObjectId) -> Phrase {
    let named = words::name_of(id.as_str(), store.shown_names());
    let name = match named.naming {
        Naming::Unknown => "Object ID complete".to_owned(),
        _ => named.to_string(),
    };
    Phrase::from(name).dot(words::members(store.count_of(Some(id.as_str()))))
}
