//! What can lie over the panes, one file for each kind: its state, its keys, its answers, its lines.
//!
//! # Turning an overlay into a component
//!
//! A component is a struct with its state and a field `cursor: Cursor`. No component imports another; what
//! two of them say alike is a function of the store (`reading`, `plan_lines`) or lies in `parts`.
//!
//! Five places are touched:
//! 1. its file here, with the `impl Component`;
//! 2. `mod`, `use`, and its name in `registry!` below;
//! 3. a variant of [`Open`], with all that it needs to know as data;
//! 4. the arm of [`open`] that makes it;
//! 5. whoever opens it, by [`Action::Open`]: a command of the panes (`panes::commands`), or another
//!    component; in `update` it is `components::open(model, Open::…, effects)`.
//!
//! The tests in `update/tests/components.rs` do not compile until they have an example of it. An answer that
//! only it awaits is a variant of [`Answer`] and one line in `update` (`components::answer`); moving keys
//! come with its content, once its scope is in `Scope::moving`.
//!
//! **Required**: `scope`, `title`, `step`, `content`. **Everything else has a default.** What the kit does
//! without a line of the component: drawing, speech, pointer; all moving commands, wheel and click; typing
//! and pasting into the line of a list or box; searching in a text and copying it; keeping the cursor within
//! the content; `seen`. Closing, by `Esc` or in any other way, cancels whatever `awaits` named and names no
//! more.
//!
//! **Handlers** take `&mut Context` and return one [`Action`]. They read the store and never change it. A
//! request is `let id = cx.request(); cx.effect(Effect::…(id, …))`, with the id kept and given in `awaits`;
//! its answer comes to `on_answer`, wherever the component lies in the stack. A constructor is pure: what is
//! to be read is asked for in `on_open`, which is called once more when there is another token. What is
//! derived and dear (the matches of a list) is kept by `refresh`, not made in `content`.
//!
//! **Content** is a value. Rows of a list come by index; a title is a constant, and counts and states are
//! part of the content. A form takes its own motions in `on_command`, what is typed and pasted in `edit` and
//! `paste`, clicks and the wheel in `on_point` and `on_wheel`.

mod bulk;
mod confirm;
pub mod editor;
mod explain;
mod find_assignments;
mod in_flight;
mod journal;
mod journal_entry;
mod outcome;
mod palette;
mod plan;
mod profiles;
mod prompt;
mod raw;
mod review;
mod sign_in;
mod text_view;

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::{Deref, DerefMut};

use secrecy::SecretString;
use tui_input::InputRequest;

pub use self::bulk::Bulk;
pub use self::confirm::Confirm;
pub use self::editor::Editor;
pub use self::explain::Explain;
pub use self::find_assignments::{FindAssignments, Use};
pub use self::in_flight::InFlight;
pub use self::journal::Journal;
pub use self::journal_entry::JournalEntry;
pub use self::outcome::OutcomeText;
pub use self::palette::Palette;
pub use self::plan::{At, PlanView};
pub use self::profiles::Profiles;
pub use self::prompt::Prompt;
pub use self::raw::Raw;
pub use self::review::Review;
pub use self::sign_in::SignIn;
pub use self::text_view::TextView;
use super::kit::content::Content;
use super::kit::cursor::Cursor;
use super::store::Store;
use crate::domain::{ChangeId, ConfigurationId};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::action::{
    Action, Answer, Availability, Context, Open, Reply, RowKey, TextId, Watch,
};
use crate::tui::store::msg::TimerId;

/// Something that lies over the panes.
pub trait Component: Debug {
    /// Where its keys are looked up.
    fn scope(&self) -> Scope;

    /// What stands in its border. The same as long as it is the same: a title that changes is read out as
    /// something new.
    fn title(&self, store: &Store) -> String;

    /// Its word in the way that leads to it.
    fn step(&self) -> &'static str;

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a>;

    fn spoken_title(&self, store: &Store) -> String {
        self.title(store)
    }

    fn about(&self, store: &Store) -> Option<String> {
        let _ = store;
        None
    }

    /// What a key in the footer does now, where that is not what the command is called.
    fn label(&self, command: Command, store: &Store) -> Option<&'static str> {
        let _ = (command, store);
        None
    }

    /// The place of a command among the keys in the last line, the lowest first; none where it has none.
    fn footer_rank(&self, command: Command, store: &Store) -> Option<u8> {
        let _ = store;
        command.record().footer
    }

    /// What stands before those keys.
    fn footer_note(&self, store: &Store) -> Option<String> {
        let _ = store;
        None
    }

    /// Whether a command can be given. What bars every write is asked elsewhere, and goes before.
    fn availability(&self, command: Command, store: &Store) -> Availability {
        let _ = store;
        match command {
            Command::GoOn | Command::Undo => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    /// Whether what it shows can be read again by a key.
    fn rereads(&self, store: &Store) -> bool {
        let _ = store;
        false
    }

    /// Whether closing it would lose what was typed.
    fn is_dirty(&self) -> bool {
        false
    }

    /// Whether what it is about has ended: then it closes by itself.
    fn is_over(&self, store: &Store) -> bool {
        let _ = store;
        false
    }

    /// The configuration that it makes a change of. It is put aside along with the change, and closes once
    /// that is verified.
    fn edits(&self) -> Option<&ConfigurationId> {
        None
    }

    /// The requests whose answers it waits for.
    fn awaits(&self) -> Vec<RequestId> {
        Vec::new()
    }

    /// Whether what it waits for is under way, which the screen shows then.
    fn is_busy(&self) -> bool {
        true
    }

    fn secret(&self, id: RequestId) -> Option<&SecretString> {
        let _ = id;
        None
    }

    /// What it shows whose names and members should be known.
    fn watches(&self, store: &Store) -> Option<Watch> {
        let _ = store;
        None
    }

    /// Whether the assignment filters of the tenant should be read.
    fn needs_filters(&self) -> bool {
        false
    }

    /// The row that it stands on, where the commands of the panes act on that. The panes select it as long
    /// as it is pointed at, and go back to what they showed before.
    fn points_at(&self, store: &Store) -> Option<RowKey> {
        let _ = store;
        None
    }

    /// Whether it searches in the rows of the list: then names are wanted before the list has come to its end.
    fn needs_names(&self) -> bool {
        false
    }

    /// What of it is copied as a whole; none where it answers that command itself.
    fn copied(&self, store: &Store) -> Option<String> {
        self.content(store).copied()
    }

    /// Works out anew what it keeps of the store: after it opened, was typed into or was answered, and
    /// after every message that may have changed the store.
    fn refresh(&mut self, store: &Store) {
        let _ = store;
    }

    /// Edits its text, where that is not the line of its cursor. Says whether it took the key; none leaves
    /// it to the cursor.
    fn edit(&mut self, request: InputRequest) -> Option<bool> {
        let _ = request;
        None
    }

    /// Takes a paste, where it does not go into the line of the cursor.
    fn paste(&mut self, pasted: &str) -> bool {
        let _ = pasted;
        false
    }

    fn on_moved(&mut self, cx: &mut Context<'_>) {
        let _ = cx;
    }

    /// What of a paste goes into the line of the cursor.
    fn pasted<'a>(&self, pasted: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(pasted)
    }

    /// It is open now, or there is another token: asks for what it needs.
    fn on_open(&mut self, cx: &mut Context<'_>) {
        let _ = cx;
    }

    /// Something was typed or pasted.
    fn on_typed(&mut self, cx: &mut Context<'_>) {
        let _ = cx;
    }

    /// A command that neither moves nor searches nor copies.
    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        let _ = cx;
        match command {
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }

    /// A command was asked for that cannot be given now: says why.
    fn on_refused(&mut self, command: Command, reason: String, cx: &mut Context<'_>) {
        let _ = command;
        cx.notice(reason);
    }

    /// What it waited for came.
    fn on_answer(&mut self, id: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        let _ = (id, answer, cx);
        Action::Stay
    }

    /// A timer is due, its own or another's.
    fn on_due(&mut self, timer: TimerId, cx: &mut Context<'_>) {
        let _ = (timer, cx);
    }

    /// A change of the session has its outcome.
    fn on_ended(&mut self, id: ChangeId, cx: &mut Context<'_>) {
        let _ = (id, cx);
    }

    /// The wheel was turned over its form.
    fn on_wheel(&mut self, motion: Motion) {
        let _ = motion;
    }

    /// A field of its form was pointed at, or one of the choices of the field.
    fn on_point(&mut self, field: usize, choice: Option<usize>, cx: &mut Context<'_>) {
        let _ = (field, choice, cx);
    }

    /// A question or a prompt above it was answered.
    fn on_reply(&mut self, reply: Reply, cx: &mut Context<'_>) -> Action {
        let _ = (reply, cx);
        Action::Stay
    }
}

/// Makes one type of all components, which is a value as they are.
macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        #[derive(Debug, Clone, PartialEq)]
        pub enum AnyComponent {
            $(#[doc = stringify!($name)] $name(Box<$name>),)*
        }

        impl AnyComponent {
            #[must_use]
            pub fn cursor(&self) -> &Cursor {
                match self {
                    $(Self::$name(one) => &one.cursor,)*
                }
            }

            pub(super) fn cursor_mut(&mut self) -> &mut Cursor {
                match self {
                    $(Self::$name(one) => &mut one.cursor,)*
                }
            }
        }

        impl Deref for AnyComponent {
            type Target = dyn Component;

            fn deref(&self) -> &Self::Target {
                match self {
                    $(Self::$name(one) => &**one,)*
                }
            }
        }

        impl DerefMut for AnyComponent {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self {
                    $(Self::$name(one) => &mut **one,)*
                }
            }
        }

        $(impl From<$name> for AnyComponent {
            fn from(one: $name) -> Self {
                Self::$name(Box::new(one))
            }
        })*

        /// The kinds of components, for tests that go over all of them.
        #[cfg(test)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($name,)*
        }

        #[cfg(test)]
        impl Kind {
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];

            pub(super) fn of(component: &AnyComponent) -> Self {
                match component {
                    $(AnyComponent::$name(_) => Self::$name,)*
                }
            }
        }
    };
}

registry![
    Bulk,
    Confirm,
    Editor,
    Explain,
    FindAssignments,
    InFlight,
    Journal,
    JournalEntry,
    OutcomeText,
    Palette,
    PlanView,
    Profiles,
    Prompt,
    Raw,
    Review,
    SignIn,
    TextView
];

impl AnyComponent {
    /// Where its keys are looked up now: a search that is typed has keys of its own.
    #[must_use]
    pub fn keys(&self) -> Scope {
        if self.cursor().is_searching() {
            Scope::Filter
        } else {
            self.scope()
        }
    }

    #[must_use]
    pub fn is_text(&self, wanted: impl Fn(TextId) -> bool) -> bool {
        matches!(self, Self::TextView(text) if wanted(text.id()))
    }

    /// Whether it shows the keys.
    #[must_use]
    pub fn is_help(&self) -> bool {
        self.is_text(|id| matches!(id, TextId::Help(_)))
    }

    #[must_use]
    pub fn is_outcome(&self, id: ChangeId) -> bool {
        matches!(self, Self::OutcomeText(outcome) if outcome.id() == id)
    }

    /// Whether it shows this change while it is under way.
    #[must_use]
    pub fn is_in_flight(&self, id: ChangeId) -> bool {
        matches!(self, Self::InFlight(shown) if shown.id() == id)
    }
}

/// Makes the component that was asked for; none for what is gone.
#[must_use]
pub fn open(what: Open, store: &Store) -> Option<AnyComponent> {
    Some(match what {
        Open::Journal => Journal::default().into(),
        Open::Entry(entry) => JournalEntry::new(entry).into(),
        Open::Raw(entity) => Raw::new(entity).into(),
        Open::Outcome(id) => OutcomeText::new(id).into(),
        Open::Review(proposal) => Review::new(proposal).into(),
        Open::Explain(subject) => Explain::new(subject).into(),
        Open::Editor(configuration, assignment) => {
            Editor::open(store, &configuration, assignment.as_ref())?.into()
        }
        Open::Bulk(meant) => Bulk::new(meant).into(),
        Open::Palette => Palette::default().into(),
        Open::Plan => PlanView::open(store).into(),
        Open::FindAssignments => FindAssignments::default().into(),
        Open::Profiles(selected) => Profiles::new(selected).into(),
        Open::Text(id) => TextView::new(id).into(),
        Open::Prompt(wanted) => Prompt::new(wanted).into(),
        Open::Confirm(question) => Confirm::new(question).into(),
        Open::SignIn { method, why, then } => SignIn::new(method, why, then).into(),
        Open::InFlight(id) => InFlight::new(id).into(),
    })
}
