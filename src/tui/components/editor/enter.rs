//! What Enter does in the form: takes the selected name, continues to the review, or says why it cannot.

use super::form::{Field, Problem};
use super::{Editor, content};
use crate::domain::Assignment;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::parts::group_search::Pick;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Context, Open};
use crate::tui::store::reviews::Proposal;

impl Editor {
    /// Which of the suggested groups Enter takes.
    pub(super) fn pick(&self) -> Pick<'_> {
        let (at, moved) = (self.form.selected(), self.form.has_moved());
        self.search.pick(&self.groups, at, moved)
    }

    /// Whether it continues by itself once the directory has answered.
    pub(super) fn is_waiting(&self, store: &Store) -> bool {
        self.asked_early == Some(store.keys_heard)
    }

    /// Takes the selected name, and continues to the review if it is unambiguous.
    pub(super) fn take(&mut self, cx: &mut Context<'_>) -> Action {
        if self.form.picking() == Some(Field::Filter) {
            let is_only = self.filters.len() == 1 || self.form.has_moved();
            let Some(filter) = self.filters.get(self.form.selected()) else {
                self.insist(cx);
                return Action::Stay;
            };
            self.form.take_filter(filter);
            return self.go_on(is_only, cx);
        }
        match self.pick() {
            Pick::Take { offer, certain } => {
                let offer = offer.clone();
                self.form.take_group(&offer.id);
                let then = self.go_on(certain, cx);
                Action::Remember(offer, Box::new(then))
            }
            Pick::Wait => {
                self.asked_early = Some(cx.store.keys_heard);
                Action::Stay
            }
            Pick::SameName | Pick::Nothing => {
                self.insist(cx);
                Action::Stay
            }
        }
    }

    fn go_on(&self, certain: bool, cx: &Context<'_>) -> Action {
        match self.proposal(cx.store) {
            Ok(proposal) if certain => Action::Open(Open::Review(Box::new(proposal))),
            _ => Action::Stay,
        }
    }

    /// Repeats why it does not continue, so that it is read out as well.
    pub(super) fn insist(&mut self, cx: &mut Context<'_>) {
        self.asked = true;
        if cx.store.start.capabilities.linear {
            let shown = content::check(self, cx.store).text;
            cx.notice(shown.spoken().trim_start_matches("! "));
            self.asked = false;
        }
    }

    /// The change of the form, ready for its review, or why there is none.
    pub(super) fn proposal(&self, store: &Store) -> Result<Proposal, Problem> {
        let problem = |text: String| Problem {
            field: Field::Kind,
            text,
            is_unfinished: false,
        };
        let Some(row) = store.row_of(&self.form.configuration) else {
            let shown = "This configuration is no longer in the list.";
            return Err(problem(shown.to_owned()));
        };
        let is_unchanged = |seen: &Assignment| {
            let same = |now: &&Assignment| now.id == seen.id && now.target.same_as(&seen.target);
            row.assignments.iter().any(|now| same(&now))
        };
        if self
            .form
            .row
            .as_ref()
            .is_some_and(|seen| !is_unchanged(seen))
        {
            let back = store.key(Scope::Editor, Command::Back);
            return Err(problem(format!(
                "Someone changed this assignment. Press {back} and edit it again."
            )));
        }
        let change = self.form.change(&row.configuration, &row.assignments)?;
        let proposal = store.proposal(change);
        proposal.map_err(|refusal| problem(refusal.to_string()))
    }

    pub(super) fn review(&mut self, cx: &mut Context<'_>) -> Action {
        if let Ok(proposal) = self.proposal(cx.store) {
            return Action::Open(Open::Review(Box::new(proposal)));
        }
        self.insist(cx);
        Action::Stay
    }
}
