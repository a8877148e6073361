//! What the screen knows. Nothing in here does anything by itself.
//!
//! Belongs here: the store, the state of the panes, and the stack of overlays. Does not belong here: how
//! it changes (`update`), how it looks (`view`), what several parts may read (`store`).

use std::ops::{Deref, DerefMut};
use std::time::Duration;

pub use super::change_state::ChangeState;
use super::changed::Marks;
use super::command::Scope;
use super::form::Editor;
use super::keymap::Keymap;
pub use super::layout::Pane;
use super::msg::TimerId;
use super::notice::Notice;
pub use super::overlay::{Overlay, Question, TextId, Wanted};
use super::remote::RequestId;
use super::shown::Shown;
pub use super::start::Start;
pub use super::store::{Count, Filters, Store};
use crate::auth::Method;
use crate::domain::{Assignment, AssignmentId, ChangeId, ConfigurationId};
use crate::graph::Row;

/// The model: the store, and what lies over the panes.
#[derive(Debug, Clone)]
pub struct Model {
    /// What every part of the screen may read.
    pub store: Store,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// What is not as it was at the last reading.
    pub marks: Marks,
    /// Which of them the panes show.
    pub shown: Shown,
    /// The row where a range of marks begins: a configuration, or an assignment of it.
    pub mark_from: Option<(ConfigurationId, Option<AssignmentId>)>,
    /// What lies over the panes, the last on top.
    pub overlays: Vec<Overlay>,
    /// Whether what is on top has come there since something was shown last.
    pub unseen: bool,
    /// Until when the top overlay takes no key, since it opened by itself.
    pub deaf_until: Option<Duration>,
    /// The reading of the journal for the sake of its last verified change.
    pub undo_awaits: Option<RequestId>,
    /// Whether a signal ends the program as soon as nothing is under way.
    pub leaving: bool,
    /// A short notice in the activity area, until the next key.
    pub notice: Option<Notice>,
    /// The timer that moves the elapsed time on.
    pub clock_timer: Option<TimerId>,
    pub(super) next_number: u64,
    /// The form of a change under way, put aside while the admin looks at other things.
    pub aside: Option<(ChangeId, Box<Editor>)>,
}

// For as long as functions that need the store alone still take the whole model.
impl Deref for Model {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl DerefMut for Model {
    fn deref_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

impl Model {
    /// The model before anything happened.
    #[must_use]
    pub fn new(start: Start, keymap: Keymap) -> Self {
        Self {
            mouse: start.mouse,
            store: Store::new(start, keymap),
            aside: None,
            marks: Marks::default(),
            shown: Shown::default(),
            mark_from: None,
            overlays: Vec::new(),
            unseen: false,
            deaf_until: None,
            undo_awaits: None,
            leaving: false,
            notice: None,
            clock_timer: None,
            next_number: 1,
        }
    }

    /// The configurations shown, in their order.
    pub fn shown_rows(&self) -> impl Iterator<Item = &Row> {
        let rows = self.rows();
        self.shown
            .configurations
            .iter()
            .filter_map(|at| rows.get(*at))
    }

    /// The assignments shown, in their order.
    pub fn shown_assignments(&self) -> impl Iterator<Item = &Assignment> {
        let rows = self
            .selected_row()
            .map_or(&[][..], |row| row.assignments.as_slice());
        self.shown.assignments.iter().filter_map(|at| rows.get(*at))
    }

    /// Where keys are looked up.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.overlays.last() {
            Some(overlay) => overlay.scope(),
            None if self.shown.typing.is_some() => Scope::Filter,
            None => Scope::List,
        }
    }

    /// Whether nothing lies over the panes, and no filter is typed in them.
    #[must_use]
    pub fn is_on_rows(&self) -> bool {
        self.scope() == Scope::List
    }

    /// Whether a range of marks begins at this configuration, or at this assignment of it.
    #[must_use]
    pub fn range_begins(
        &self,
        configuration: &ConfigurationId,
        assignment: Option<&AssignmentId>,
    ) -> bool {
        self.mark_from
            .as_ref()
            .is_some_and(|(of, at)| of == configuration && at.as_ref() == assignment)
    }

    /// Whether something was typed that leaving would lose.
    #[must_use]
    pub fn has_dirty_form(&self) -> bool {
        self.overlays.iter().any(Overlay::is_dirty)
    }

    /// How many requests are awaited, as far as the admin would care.
    #[must_use]
    pub fn requests_awaited(&self) -> usize {
        let signing_in = |overlay: &Overlay| {
            matches!(overlay, Overlay::SignIn(sign_in)
                if sign_in.error.is_none() && sign_in.method != Method::Token)
        };
        let awaited: usize = self
            .overlays
            .iter()
            .map(|overlay| match overlay {
                Overlay::Component(component) => component.awaits().len(),
                _ => 0,
            })
            .sum();
        usize::from(self.list.is_loading())
            + usize::from(self.again.pane.is_some())
            + awaited
            + usize::from(self.in_flight().is_some() || self.plan_running())
            + usize::from(self.overlays.iter().any(signing_in))
    }

    pub(super) fn number(&mut self) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        number
    }

    pub(super) fn new_request(&mut self) -> RequestId {
        RequestId(self.number())
    }

    pub(super) fn new_timer(&mut self) -> TimerId {
        TimerId(self.number())
    }
}
