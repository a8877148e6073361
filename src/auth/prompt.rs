//! What an interactive sign-in shows, and what it receives.
//!
//! Belongs here: plain data for a screen or a command line. Does not belong here: drawing it, or the flows
//! that send it (`device`, `browser`).

use secrecy::SecretString;
use tokio::sync::mpsc;

use crate::domain::Prompt;

/// The program's end of the dialogue: sends prompts, receives pasted text.
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
    /// Receives the address that the browser ended up on, if it cannot reach this machine, or the refusal
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
        // There may be no receiver.
        let _ = self.prompts.send(prompt);
    }

    /// The next pasted text. Once nothing can be pasted any more, it waits forever.
    pub(super) async fn pasted(&mut self) -> SecretString {
        match self.pasted.recv().await {
            Some(text) => text,
            None => std::future::pending().await,
        }
    }
}
