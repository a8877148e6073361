//! What lies over the panes: forms, reviews, questions, texts. State only.
//!
//! Belongs here: what each overlay holds. Does not belong here: what its keys do (`update`), how it
//! looks (`view`).

use crate::tui::kit::typed::Typed;

use super::bulk::BulkForm;
use super::command::Scope;
use super::form::Editor;
use super::layout::Pane;
use super::look::Look;
use super::reviews::Proposal;
use super::shown::Use;
use super::sign_in::SignIn;
use crate::domain::ChangeId;

/// A question with yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Close the form although something was typed.
    Discard,
    /// Leave although something was typed.
    QuitDirty,
    /// Leave although a change is under way.
    QuitInFlight,
    /// Leave the configuration without any assignment.
    EmptyList,
    /// Run the plan, which leaves configurations without any assignment.
    EmptyLists,
}

/// A text to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All keys.
    Help,
    /// The outcome of a change.
    Outcome(ChangeId),
    /// Why the list is not there, or not whole.
    ListError,
    /// The last notice, and the error that it was about.
    Said,
    /// What the token lacks.
    Rights,
    /// The selected configuration or assignment as the service gave it.
    Raw(Pane),
    /// The link to the Intune admin center.
    Portal,
    /// What was copied last.
    Copied,
    /// The same in readable form.
    Details(Pane),
    /// A line of the journal, counted from the oldest.
    Journal(usize),
    /// A row of the plan, or what it leaves out, counted from the first.
    PlanItem(usize),
    /// The read that failed last.
    LastError,
    /// Which configuration wins for somebody.
    Explained,
}

/// A text that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Why another admin should approve a change.
    Justification(ChangeId),
    /// A user, to say what wins for their enrollments.
    User,
    /// The name of the tenant, for a change that reaches everyone.
    TenantName,
    /// The same for a plan.
    PlanName,
    /// Why another admin should approve the rows of a plan.
    PlanJustification,
}

/// A change that waits for its yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The change, with the request that would make it.
    pub proposal: Proposal,
    /// Whether the name of the tenant was typed, where that is asked for.
    pub named: bool,
    /// The first line shown.
    pub scroll: usize,
    /// Whether its last line was on the screen. Until then a yes shows more of it.
    pub seen: bool,
}

impl Reviewed {
    /// A review that nobody has read yet; `lines` are read out all at once.
    #[must_use]
    pub const fn new(proposal: Proposal, lines: bool) -> Self {
        Self {
            proposal,
            named: false,
            scroll: 0,
            seen: lines,
        }
    }
}

/// The journal, to look through.
#[derive(Debug, Clone, Default)]
pub struct JournalView {
    /// What was typed to find something.
    pub filter: Typed,
    /// The selected line among those that match, newest first.
    pub selected: usize,
}

/// A search through all assignments of the tenant.
#[derive(Debug, Clone, Default)]
pub struct SearchView {
    /// What was typed.
    pub filter: Typed,
    /// What matches.
    pub found: Vec<Use>,
    /// What was typed when that was worked out.
    pub made_from: String,
    /// The selected one of those that match.
    pub selected: usize,
}

impl SearchView {
    /// What is said where nothing was typed yet.
    pub const WHAT_TO_TYPE: &str =
        "type a group, a configuration, or four or more characters of any id";
}

/// The command palette.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// What was typed.
    pub filter: Typed,
    /// The selected command among those that match.
    pub selected: usize,
}

/// Something that lies over the panes. The top one has the keyboard.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The editor form.
    Editor(Box<Editor>),
    /// The review of a change.
    Review(Box<Reviewed>),
    /// A change under way.
    InFlight(ChangeId),
    /// A question.
    Confirm(Question),
    /// A text to read.
    Text {
        /// Which.
        reading: Reading,
        /// The first line shown.
        scroll: usize,
    },
    /// The command palette.
    Palette(Palette),
    /// The journal.
    Journal(JournalView),
    /// A search through all assignments.
    Search(SearchView),
    /// The group that many assignments go to.
    Bulk(BulkForm),
    /// Many changes as one: the plan of the model.
    Plan,
    /// A sign-in.
    SignIn(Box<SignIn>),
    /// The profiles to go over to.
    Profiles {
        /// The selected one.
        selected: usize,
    },
    /// A filter that is typed.
    Filter {
        /// The pane that it is for.
        pane: Pane,
        /// What it was before.
        before: Typed,
    },
    /// A search in the text below, that is typed.
    Look {
        /// Where the text stood, and what was searched for before.
        before: (usize, Option<Look>),
    },
    /// A text that is asked for.
    Prompt {
        /// Which.
        wanted: Wanted,
        /// What was typed.
        input: Typed,
    },
}

impl Overlay {
    /// The text that it shows, if it shows one.
    #[must_use]
    pub const fn reading(&self) -> Option<Reading> {
        match self {
            Self::Text { reading, .. } => Some(*reading),
            _ => None,
        }
    }

    /// Whether it shows the keys.
    #[must_use]
    pub const fn is_help(&self) -> bool {
        matches!(self.reading(), Some(Reading::Help))
    }

    /// Whether closing it would lose what was typed.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        match self {
            Self::Editor(editor) => editor.is_dirty(),
            Self::Bulk(form) => !form.input.value().is_empty(),
            Self::Prompt {
                wanted: Wanted::Justification(_) | Wanted::PlanJustification,
                input,
            } => !input.value().is_empty(),
            _ => false,
        }
    }

    /// Where its keys are looked up.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self {
            Self::Editor(form) if form.picking().is_some() => Scope::Pick,
            Self::Editor(_) => Scope::Editor,
            Self::Review(_) => Scope::Review,
            Self::InFlight(_) => Scope::InFlight,
            Self::Confirm(_) => Scope::Confirm,
            Self::Text { .. } => Scope::Text,
            Self::Palette(_) => Scope::Palette,
            Self::Journal(_) => Scope::Journal,
            Self::Search(_) => Scope::Search,
            Self::Bulk(_) => Scope::Bulk,
            Self::Plan => Scope::Plan,
            Self::SignIn(_) => Scope::SignIn,
            Self::Profiles { .. } => Scope::Profiles,
            Self::Filter { .. } | Self::Look { .. } => Scope::Filter,
            Self::Prompt { .. } => Scope::Prompt,
        }
    }
}
