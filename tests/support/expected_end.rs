//! How a change ends: verdict, exit code, what the service holds, what the journal says.

use enlist::domain::{Target, Verdict};

use super::changes::{Kind, MOVED, UNMOVED};

/// Where the list and the order end.
#[derive(Debug, Clone, PartialEq)]
pub enum FinalState {
    /// As they were.
    Before,
    /// As the change means them to be.
    After,
    /// With this list, or this order, in the place of the one that the change is about.
    At(Vec<Target>, [&'static str; 3]),
}

/// How a change ends.
#[derive(Debug, Clone)]
pub struct End {
    pub verdict: Verdict,
    pub exit: i32,
    pub state: FinalState,
    /// How many writes the service saw.
    pub writes: usize,
    /// The verdicts in the journal; each has an intent before it.
    pub journal: Vec<Verdict>,
}

impl End {
    pub fn new(verdict: Verdict, state: FinalState) -> Self {
        use Verdict::{
            Already, Conflict, Differs, NoRoute, NotSent, NotYetVisible, PendingApproval, Rejected,
            Unchanged, Unknown, Verified,
        };
        let exit = match verdict {
            Verified | Already => 0,
            Rejected | NoRoute | NotSent => 1,
            Conflict => 3,
            Differs | NotYetVisible | PendingApproval | Unchanged | Unknown => 4,
        };
        Self {
            verdict,
            exit,
            state,
            writes: 1,
            journal: vec![verdict],
        }
    }

    pub fn exit(self, exit: i32) -> Self {
        Self { exit, ..self }
    }

    /// With sends before the last one.
    pub fn after(self, put_off: &[Verdict]) -> Self {
        Self {
            writes: put_off.len() + self.writes,
            journal: [put_off, &self.journal].concat(),
            ..self
        }
    }

    /// Without a write, hence without a line in the journal.
    pub fn unsent(self) -> Self {
        Self {
            writes: 0,
            journal: Vec::new(),
            ..self
        }
    }
}

/// The order that belongs to an end.
pub fn expected_order(kind: Kind, state: &FinalState) -> [&'static str; 3] {
    match state {
        _ if kind != Kind::Priority => UNMOVED,
        FinalState::Before => UNMOVED,
        FinalState::After => MOVED,
        FinalState::At(_, order) => *order,
    }
}
