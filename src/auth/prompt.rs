//! What an interactive sign-in says, and what it is told.
//!
//! Belongs here: plain data for a screen or a command line. Does not belong here: drawing it, or the
//! flows that send it (`device`, `browser`).

use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::mpsc;

/// Something to show during a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// The code to type, and where. Both come from the authority and differ between clouds.
    DeviceCode {
        /// What to type.
        user_code: String,
        /// The page to type it on.
        verification_url: String,
        /// How long the code is good for.
        expires_in: Duration,
    },
    /// How the wait for the admin stands.
    Polling(Poll),
    /// The page to open in a browser.
    Browser {
        /// The page.
        url: String,
        /// The port of this host that the browser comes back to.
        port: u16,
    },
    /// A pasted address was not the one awaited; the words say why. The wait goes on.
    PasteRefused(String),
}

/// The state of the wait for a device code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Poll {
    /// The admin has not finished yet.
    Pending,
    /// The authority asked for longer pauses.
    SlowedDown,
    /// One question got no proper answer; the words say why. The wait goes on.
    Trouble(String),
}

/// The program's end of the talk: what a sign-in sends prompts to, and hears pasted text from.
#[derive(Debug)]
pub struct Dialogue {
    prompts: mpsc::UnboundedSender<Prompt>,
    pasted: mpsc::UnboundedReceiver<SecretString>,
}

/// The admin's end of the talk.
#[derive(Debug)]
pub struct Audience {
    /// What to show, in order.
    pub prompts: mpsc::UnboundedReceiver<Prompt>,
    /// Takes the address that a browser ended on, where it cannot reach this host, or the refusal
    /// that the page shows.
    pub pasted: mpsc::UnboundedSender<SecretString>,
}

impl Dialogue {
    /// Both ends of a talk. Neither waits for the other.
    #[must_use]
    pub fn new() -> (Self, Audience) {
        let (say, prompts) = mpsc::unbounded_channel();
        let (paste, pasted) = mpsc::unbounded_channel();
        let talk = Self {
            prompts: say,
            pasted,
        };
        let audience = Audience {
            prompts,
            pasted: paste,
        };
        (talk, audience)
    }

    pub(super) fn say(&self, prompt: Prompt) {
        // An audience that went away misses what is said, no more.
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
