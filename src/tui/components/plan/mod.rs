//! The plan of the session: a row for each change, run after a yes and followed row by row.

mod rows;

pub use self::rows::At;
use self::rows::Rows;
use tui_input::InputRequest;

use super::Component;
use crate::domain::{Entry, ReversalKind, UndoOf, UndoSearch, Verdict};
use crate::journal::{Contents, Position};
use crate::plan;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::remote::RequestId;
use crate::tui::kit::typed::Typed;
use crate::tui::parts::plan_lines::{self, report};
use crate::tui::parts::texts::joined;
use crate::tui::parts::typed_name::TypedName;
use crate::tui::store::Store;
use crate::tui::store::action::{
    Action, Answer, Availability, Context, DEAF, Open, PlanAction, PromptFor, Question, Reply,
    TextId, Watch,
};
use crate::tui::store::last_event::{LastEvent, last_event, way_to_plan};
use crate::tui::store::msg::Effect;
use crate::tui::store::notice::Notice;
use crate::tui::store::session_plan::{PlanState, SessionPlan};
use crate::words::Line;

#[derive(Debug, Clone, PartialEq)]
pub struct PlanView {
    pub(super) cursor: Cursor,
    at: At,
    /// Whether the selection follows the row in flight, until it is moved.
    follows: bool,
    /// What has to be typed before a yes, after the first y.
    name: TypedName,
    undo: Option<PlanUndo>,
}

/// The read of the journal for the rows to undo.
#[derive(Debug, Clone, PartialEq)]
struct PlanUndo {
    id: RequestId,
    search: UndoSearch,
    /// The verified rows in the journal that are complete.
    seen: usize,
    /// Those that are not undone yet, newest first.
    found: Vec<Entry>,
}

impl PlanView {
    /// The plan of the session, with the row selected that was selected when it was closed.
    pub(super) fn open(store: &Store) -> Self {
        let selected = store.plan.as_deref().and_then(|plan| plan.selected);
        Self {
            cursor: Cursor::default(),
            at: selected.map_or(At::Head(0), |at| At::Item(at, 0)),
            follows: selected.is_none(),
            name: TypedName::default(),
            undo: None,
        }
    }

    /// The selected row, counted from the first.
    const fn selected(&self) -> Option<usize> {
        match self.at {
            At::Item(at, _) => Some(at),
            At::Head(_) => None,
        }
    }

    #[must_use]
    pub const fn at(&self) -> At {
        self.at
    }

    /// The yes: first asks for the name to type, then runs the plan.
    fn submit(&mut self, cx: &mut Context<'_>) -> Action {
        let Some(plan) = cx.store.plan.as_deref() else {
            return Action::Stay;
        };
        // A yes from a moment ago was not meant for what is left.
        if plan.ended.is_some_and(|ended| cx.store.now < ended + DEAF) {
            return Action::Stay;
        }
        if needs_name(cx.store, plan) && !self.name.is_asked() {
            self.name.ask(Some(cx.store.name_to_type()));
            return Action::Stay;
        }
        if let Some(missing) = self.name.missing(&self.cursor.typed) {
            cx.notice(missing);
            return Action::Stay;
        }
        if plan.wants_justification() {
            return Action::Open(Open::Prompt(PromptFor::PlanJustification));
        }
        if !cx.store.emptied_by_plan().is_empty() {
            return Action::Open(Open::Confirm(Question::EmptyLists));
        }
        self.run()
    }

    /// Looks up in the journal which of the rows are not undone yet.
    fn read_undo(
        &mut self,
        (search, seen, found): (UndoSearch, usize, Vec<Entry>),
        before: Option<Position>,
        cx: &mut Context<'_>,
    ) {
        let id = cx.request();
        cx.effect(Effect::ReadJournal(id, before));
        self.undo = Some(PlanUndo {
            id,
            search,
            seen,
            found,
        });
    }

    /// A part of the journal arrived: continues with older lines, or makes the plan that undoes the rows.
    fn on_journal(&mut self, contents: Contents, cx: &mut Context<'_>) -> Action {
        let (Some(undo), Some(plan)) = (self.undo.take(), cx.store.plan.as_deref()) else {
            return Action::Stay;
        };
        let (mut search, mut seen, mut found) = (undo.search, undo.seen, undo.found);
        let here = cx.store.place();
        let name = cx.store.name_in_journal(&plan.plan.id);
        for entry in contents.entries.into_iter().rev() {
            let is_row = entry.plan.as_ref().is_some_and(|plan| plan.id == name);
            seen += usize::from(is_row && entry.verdict == Some(Verdict::Verified));
            if search.is_meant(&entry, &here) {
                found.push(entry);
            }
        }
        match contents.older {
            Some(older) if seen < plan.made_by_run() => {
                self.read_undo((search, seen, found), Some(older), cx);
                Action::Stay
            }
            _ if found.is_empty() => {
                cx.notice("All verified rows of this plan are already undone.");
                Action::Stay
            }
            _ => Action::Plan {
                draft: Box::new(plan::reversed(cx.store.rows(), &found, cx.store.limits())),
                to: None,
                chosen: None,
            },
        }
    }

    fn run(&mut self) -> Action {
        self.follows = true;
        self.forget_name();
        Action::OfPlan(PlanAction::Run)
    }

    fn forget_name(&mut self) {
        self.name.ask(None);
        self.cursor.typed = Typed::default();
    }

    /// The label before the typed name.
    fn name_label(&self, store: &Store) -> Option<Line> {
        let yes = store.key(Scope::Plan, Command::Submit);
        self.name.label(&self.cursor.typed, &yes, "run the plan")
    }
}

/// Whether a name must still be typed: the profile requires it, or a row reaches everyone.
fn needs_name(store: &Store, plan: &SessionPlan) -> bool {
    !plan.named && plan_lines::wants_name(store, plan)
}

/// Whether a row asks to wait and is allowed to.
fn may_wait(plan: &SessionPlan) -> bool {
    plan.asks().is_some() && plan.state != PlanState::Stopping
}

/// Says how to get back to the plan after it is closed.
fn put_aside(plan: &SessionPlan, cx: &mut Context<'_>) {
    let back = way_to_plan(cx.store);
    let text = match plan.state {
        PlanState::Unsent => format!("Nothing was sent. {back} shows the plan again."),
        // The result is shown where a notice would hide it.
        PlanState::Ran => return,
        _ => format!("The plan continues. {back} shows it."),
    };
    let leads_on = last_event(cx.store) == Some(LastEvent::Plan);
    cx.notice(Notice { text, leads_on });
}

impl Component for PlanView {
    fn scope(&self) -> Scope {
        Scope::Plan
    }

    fn title(&self, store: &Store) -> String {
        let plan = store.plan.as_deref();
        match plan.and_then(SessionPlan::reverses) {
            Some(ReversalKind::Undo) => "Undo plan",
            Some(ReversalKind::Redo) => "Redo plan",
            None => "Plan",
        }
        .to_owned()
    }

    fn step(&self) -> &'static str {
        "plan"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let Some(plan) = store.plan.as_deref() else {
            return Content::Text(Text::default());
        };
        let rows = Rows::new(store, plan, self.name_label(store));
        // The step in flight is already shown in its row.
        Content::Sections(rows.content(store, plan, self.at, self.follows))
    }

    /// There must be something left to run, and the list must be loaded.
    fn availability(&self, command: Command, store: &Store) -> Availability {
        match (command, store.plan.as_deref()) {
            // The row was confirmed, and nothing else runs in the meantime.
            (Command::GoOn, Some(plan)) if may_wait(plan) => Availability::Always,
            (Command::GoOn, Some(plan)) if plan.conflict(self.selected()).is_some() => {
                if store.list.is_loading() {
                    Availability::disabled("Reading the list. One moment.")
                } else {
                    Availability::Available
                }
            }
            (Command::Undo, Some(plan)) if plan.made_by_run() > 0 => {
                if store.list.is_loading() {
                    Availability::disabled("Reading the list. One moment.")
                } else {
                    Availability::Available
                }
            }
            (Command::GoOn | Command::Undo | Command::Review, _) => Availability::Hidden,
            // There is one question, and it is answered first.
            (Command::Pause, Some(plan)) if may_wait(plan) => Availability::Hidden,
            (Command::Submit, _) if store.list.is_loading() => {
                Availability::disabled("Reading the list for the checks. One moment.")
            }
            (Command::Submit, Some(plan)) if plan.left() > 0 => Availability::Available,
            (Command::Submit, _) => {
                Availability::disabled("No row of this plan can be sent. Each row shows why.")
            }
            _ => Availability::Available,
        }
    }

    fn label(&self, command: Command, store: &Store) -> Option<&'static str> {
        let plan = store.plan.as_deref()?;
        match command {
            Command::GoOn if plan.conflict(self.selected()).is_some() => Some("rebuild"),
            Command::GoOn => Some("wait"),
            Command::Submit if plan.state == PlanState::Ran && plan.left() > 0 => Some("try again"),
            Command::Pause if plan.state == PlanState::Pausing => Some("resume"),
            Command::Undo if plan.reverses() == Some(ReversalKind::Undo) => Some("redo plan"),
            Command::Undo => Some("undo plan"),
            Command::Back if plan.is_running() => Some("hide"),
            _ => None,
        }
    }

    fn awaits(&self) -> Vec<RequestId> {
        self.undo.iter().map(|undo| undo.id).collect()
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        match answer {
            Answer::Journal(Ok(contents)) => return self.on_journal(contents, cx),
            Answer::Journal(Err(reason)) => {
                self.undo = None;
                cx.notice(format!("The journal cannot be read: {reason}"));
            }
            _ => {}
        }
        Action::Stay
    }

    fn watches(&self, store: &Store) -> Option<Watch> {
        let to = store.plan.as_deref().and_then(|plan| plan.to.clone());
        Some(Watch::Objects(to.into_iter().collect()))
    }

    fn refresh(&mut self, store: &Store) {
        let Some(plan) = store.plan.as_deref() else {
            return;
        };
        if let Some(at) = plan.under_way().filter(|_| self.follows) {
            self.at = At::Item(at, 0);
        }
        if self.name.is_asked() {
            let name = needs_name(store, plan).then(|| store.name_to_type());
            self.name.ask(name);
        }
        let rows = Rows::new(store, plan, self.name_label(store));
        self.cursor.selected = rows.place_of(self.at);
    }

    fn edit(&mut self, request: InputRequest) -> Option<bool> {
        self.name.edit(&mut self.cursor.typed, request)
    }

    fn paste(&mut self, _: &str) -> bool {
        self.name.paste()
    }

    fn on_typed(&mut self, cx: &mut Context<'_>) {
        if let Some(refusal) = self.name.refusal() {
            cx.notice(refusal);
        }
    }

    fn on_moved(&mut self, cx: &mut Context<'_>) {
        if let Some(plan) = cx.store.plan.as_deref() {
            let rows = Rows::new(cx.store, plan, self.name_label(cx.store));
            self.at = rows
                .at
                .get(self.cursor.selected)
                .copied()
                .unwrap_or(self.at);
            self.follows = false;
        }
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        let Some(plan) = cx.store.plan.as_deref() else {
            return Action::Close;
        };
        match command {
            Command::Submit => self.submit(cx),
            Command::Copy => {
                cx.effect(Effect::Copy(joined(&report(cx.store, plan))));
                Action::Stay
            }
            Command::Back if self.name.is_asked() => {
                self.forget_name();
                Action::Stay
            }
            Command::Back => {
                // If the selection follows the run, it does so again.
                let follows = self.follows && plan.is_running();
                put_aside(plan, cx);
                Action::OfPlan(PlanAction::Close(self.selected().filter(|_| !follows)))
            }
            Command::Pause if plan.state == PlanState::Pausing => {
                Action::OfPlan(PlanAction::Resume)
            }
            Command::Pause => Action::OfPlan(PlanAction::Pause),
            Command::Stop => Action::OfPlan(PlanAction::Stop),
            Command::Undo => {
                let name = cx.store.name_in_journal(&plan.plan.id);
                let search = UndoSearch::new(UndoOf::Plan(name));
                self.read_undo((search, 0, Vec::new()), None, cx);
                Action::Stay
            }
            Command::GoOn => match plan.conflict(self.selected()) {
                Some(number) => {
                    self.at = plan.place_of(number).map_or(self.at, |at| At::Item(at, 0));
                    self.follows = false;
                    Action::OfPlan(PlanAction::Rebase(number))
                }
                None => Action::OfPlan(PlanAction::Wait),
            },
            Command::Show => {
                if let At::Item(at, _) = self.at {
                    return Action::Open(Open::Text(TextId::PlanItem(at)));
                }
                let key = cx.store.key(Scope::Plan, Command::Show);
                cx.notice(format!("Move to a row and press {key} for details."));
                Action::Stay
            }
            _ => Action::Stay,
        }
    }

    fn on_reply(&mut self, reply: Reply, cx: &mut Context<'_>) -> Action {
        match (reply, cx.store.plan.as_deref()) {
            (_, None) => Action::Stay,
            (Reply::Yes, _) => self.run(),
            (Reply::Typed(reason), _) => Action::OfPlan(PlanAction::Justify(reason)),
        }
    }
}
