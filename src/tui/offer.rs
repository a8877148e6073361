//! A group that is offered where one is to be chosen, and which were chosen before.

use super::store::Store;
use crate::domain::{GroupKind, Name, ObjectId, ObjectKind};

/// The most groups that are remembered as chosen.
const MOST_RECENT: usize = 8;

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

impl Store {
    /// Remembers a group that was chosen; the last one comes first.
    pub(super) fn remember(&mut self, offer: Offer) {
        let known = Name::Known {
            name: offer.name.clone(),
            kind: ObjectKind::Group,
        };
        self.names.entry(offer.id.clone()).or_insert(known);
        self.recent.retain(|known| known.id != offer.id);
        let recent = Offer {
            is_recent: true,
            ..offer
        };
        self.recent.insert(0, recent);
        self.recent.truncate(MOST_RECENT);
    }
}
