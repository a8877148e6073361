//! What the screen knows. Nothing in here does anything by itself.
//!
//! Belongs here: the store, the state of the panes, and the stack of overlays. Does not belong here: how
//! it changes (`update`), how it looks (`view`), what several parts may read (`store`).

use std::time::Duration;

use crate::domain::ChangeId;
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::Scope;
use crate::tui::keys::keymap::Keymap;
pub use crate::tui::kit::layout::Pane;
use crate::tui::kit::remote::RequestId;
use crate::tui::panes::Panes;
pub use crate::tui::store::action::{PromptFor, Question, TextId};
pub use crate::tui::store::change_state::ChangeState;
use crate::tui::store::msg::TimerId;
use crate::tui::store::notice::Notice;
pub use crate::tui::store::start::Start;
pub use crate::tui::store::{Count, Filters, Store};

/// The model: the store, and what lies over the panes.
#[derive(Debug, Clone)]
pub struct Model {
    /// What every part of the screen may read.
    pub store: Store,
    pub mouse: bool,
    pub panes: Panes,
    /// What lies over the panes, the last on top.
    pub overlays: Vec<AnyComponent>,
    /// Whether what is on top has come there since something was shown last.
    pub unseen: bool,
    /// Until when the top overlay takes no key, since it opened by itself.
    pub deaf_until: Option<Duration>,
    /// Whether a signal ends the program as soon as nothing is under way.
    pub leaving: bool,
    /// A short notice in the activity area, until the next key.
    pub notice: Option<Notice>,
    /// The timer that moves the elapsed time on.
    pub clock_timer: Option<TimerId>,
    pub(in crate::tui) next_number: u64,
    /// What a change under way was made in, put aside while the admin looks at other things.
    pub aside: Option<(ChangeId, AnyComponent)>,
}

impl Model {
    /// The model before anything happened.
    #[must_use]
    pub fn new(start: Start, keymap: Keymap) -> Self {
        Self {
            mouse: start.settings.mouse,
            store: Store::new(start, keymap),
            aside: None,
            panes: Panes::default(),
            overlays: Vec::new(),
            unseen: false,
            deaf_until: None,
            leaving: false,
            notice: None,
            clock_timer: None,
            next_number: 1,
        }
    }

    /// Where keys are looked up.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let top = self.overlays.last();
        top.map_or_else(|| self.panes.scope(), AnyComponent::keys)
    }

    /// Whether nothing lies over the panes, and no filter is typed in them.
    #[must_use]
    pub fn is_on_rows(&self) -> bool {
        self.scope() == Scope::List
    }

    /// Whether something was typed that leaving would lose.
    #[must_use]
    pub fn has_dirty_form(&self) -> bool {
        self.overlays.iter().any(|it| it.is_dirty())
    }

    /// Whether the plan is open, on top or below something else.
    #[must_use]
    pub fn shows_plan(&self) -> bool {
        let mut overlays = self.overlays.iter();
        overlays.any(|overlay| overlay.scope() == Scope::Plan)
    }

    /// How many requests are awaited, as far as the admin would care.
    #[must_use]
    pub fn requests_awaited(&self) -> usize {
        let busy = self.overlays.iter().filter(|it| it.is_busy());
        let awaited: usize = busy.map(|component| component.awaits().len()).sum();
        usize::from(self.store.list.is_loading())
            + usize::from(self.store.refreshing.pane.is_some())
            + awaited
            + usize::from(self.store.in_flight().is_some() || self.store.plan_running())
    }

    pub(in crate::tui) fn number(&mut self) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        number
    }

    pub(in crate::tui) fn new_request(&mut self) -> RequestId {
        RequestId(self.number())
    }

    pub(in crate::tui) fn new_timer(&mut self) -> TimerId {
        TimerId(self.number())
    }
}
