//! The state of the screen. Nothing in here acts by itself.
//!
//! Belongs here: the store, the state of the panes, and the stack of overlays. Does not belong here: how it
//! changes (`update`), how it looks (`view`), data that several parts may read (`store`).

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

/// The model: the store, the panes, and the overlays above them.
#[derive(Debug, Clone)]
pub struct Model {
    /// The data that every part of the screen may read.
    pub store: Store,
    pub mouse: bool,
    pub panes: Panes,
    /// The overlays above the panes; the last one is on top.
    pub overlays: Vec<AnyComponent>,
    /// Whether the top overlay has appeared since the screen was last drawn.
    pub unseen: bool,
    /// Until when the top overlay ignores keys, because it opened by itself.
    pub deaf_until: Option<Duration>,
    /// Whether a signal ends the program as soon as nothing is in progress.
    pub leaving: bool,
    /// A short notice in the activity area, until the next key.
    pub notice: Option<Notice>,
    /// The timer that updates the elapsed time.
    pub clock_timer: Option<TimerId>,
    pub(in crate::tui) next_number: u64,
    /// The form of a change in progress, put aside while the admin looks at other things.
    pub aside: Option<(ChangeId, AnyComponent)>,
}

impl Model {
    /// Creates the model in its initial state.
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

    /// Returns the scope in which keys are looked up.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let top = self.overlays.last();
        top.map_or_else(|| self.panes.scope(), AnyComponent::keys)
    }

    /// Whether no overlay is open and no filter is being typed in the panes.
    #[must_use]
    pub fn is_on_rows(&self) -> bool {
        self.scope() == Scope::List
    }

    /// Whether leaving would lose typed text.
    #[must_use]
    pub fn has_dirty_form(&self) -> bool {
        self.overlays.iter().any(|it| it.is_dirty())
    }

    /// Whether the plan is open, on top or below another overlay.
    #[must_use]
    pub fn shows_plan(&self) -> bool {
        let mut overlays = self.overlays.iter();
        overlays.any(|overlay| overlay.scope() == Scope::Plan)
    }

    /// Returns how many requests are awaited, counting only those that matter to the admin.
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
