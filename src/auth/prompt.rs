//! What an interactive sign-in says, and what it is told.
//!
//! Belongs here: plain data for a screen or a command line. Does not belong here: drawing it, or the
//! flows that send it (`device`, `browser`).

use secrecy::SecretString;
use tokio::sync::mpsc;

use crate::domain::Prompt;

/// The program's end of the dialogue: what a sign-in sends prompts to, and hears pasted text from.
#[derive(Debug)]
pub struct Dialogue {
    prompts: mpsc::UnboundedSender<Prompt>,
    pasted: mpsc::UnboundedReceiver<SecretString>,
}

/// The admin's end of the dialogue.
#[derive(Debug)]
pub struct DialogueHandle {
    /// What to show, in order.
    pub prompts: mpsc::UnboundedReceiver<Prompt>,
    /// Takes the address that a browser ended on, where it cannot reach this host, or the refusal
    /// that the page shows.
    pub pasted: mpsc::UnboundedSender<SecretString>,
}

impl Dialogue {
    /// Both ends of a dialogue. Neither waits for the other.
    pub fn new() -> (Self, DialogueHandle) {
        let (say, prompts) = mpsc::unbounded_channel();
        let (paste, pasted) = mpsc::unbounded_channel();
        let dialogue = Self {
            prompts: say,
            pasted,
        };
        let handle = DialogueHandle {
            prompts,
            pasted: paste,
        };
        (dialogue, handle)
    }

    pub(super) fn say(&self, prompt: Prompt) {
        // Nobody may be there to hear it.
        let _ = self.prompts.send(prompt);
    }

    /// The next pasted text. Once nobody can paste any more it waits for ever.
    pub(super) async fn pasted(&mut self) -> SecretString {
        match self.pasted.recv().await {
            Some(text) => text,
            None => std::future::pending().await,
        }
    }
}
