//! Signing in on the terminal, before a command does its work.

use crate::auth::{AuthError, Dialogue, Method, Need, Prompt};
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::hidden_line::{self, Typed, Typing};
use crate::cli::session::prompts;
use crate::cli::session::signals::INTERRUPT;
use crate::session::Session;
use crate::words;

/// Signs in for a command that needs a token. Asks the admin if the method is interactive and no sign-in was
/// stored.
pub(super) async fn be_signed_in(session: &Session, in_json: bool) -> Result<(), Failure> {
    let method = session.tokens().method();
    if method == Method::AzureCli && !in_json {
        // The warnings for app sign-ins are printed where they matter, before a change.
        let warning: Vec<_> = words::method_warning(method).into_iter().collect();
        let _ = print::error(&print::lines(&warning));
    }
    if !method.is_interactive() {
        return Ok(());
    }
    let was_kept = session.resume();
    if was_kept {
        match session.tokens().token(&Need::default()).await {
            Ok(_) => return Ok(()),
            // The stored sign-in is no longer valid, and has been deleted.
            Err(AuthError::NeedsSignIn(_)) => {}
            Err(error) => return Err(Failure::no_token(&error)),
        }
    }
    if !prompts::somebody() {
        let slot = session.keyring_slot();
        let keeps = slot.is_some_and(|slot| slot.check().is_ok());
        // If a sign-in was stored before, an admin can store a new one even if this command has no terminal.
        let helps = was_kept || prompts::has_terminal();
        return Err(Failure::nobody_to_ask(keeps && helps));
    }
    ask(session, &Need::default()).await
}

/// Prints on stderr, before a change, which permissions the token seems to lack. Refuses nothing.
pub(in crate::cli) fn warn_of_rights(session: &Session) {
    let Some(rights) = session.claims().map(|claims| claims.rights()) else {
        return;
    };
    for text in words::missing_rights(rights, session.settings.read_only) {
        let _ = print::error(&format!("warning: {text}\n"));
    }
}

/// Signs in on the terminal. Stdout stays free for the output of the command. During a sign-in in a browser,
/// the address at which it ended can be typed or pasted; it is not shown.
pub(in crate::cli) async fn ask(session: &Session, need: &Need) -> Result<(), Failure> {
    let (dialogue, mut handle) = Dialogue::new();
    let signing = session.tokens().sign_in(need, dialogue);
    tokio::pin!(signing);
    let mut waiting = false;
    let mut typing: Option<Typing> = None;
    loop {
        tokio::select! {
            outcome = &mut signing => return outcome.map_err(|error| Failure::no_token(&error)),
            Some(prompt) = handle.prompts.recv() => {
                // Report only once that the sign-in is pending.
                let polling = matches!(prompt, Prompt::Polling(_));
                if typing.is_none() && matches!(prompt, Prompt::Browser { .. }) {
                    typing = Typing::begin();
                }
                if !(polling && waiting) {
                    say(&prompt);
                }
                waiting = polling;
            }
            typed = hidden_line::next(&mut typing) => match typed {
                // A sign-in that has just ended does not need it any more.
                Typed::Line(line) => drop(handle.pasted.send(line)),
                Typed::Interrupt => return Err(Failure::interrupted(INTERRUPT)),
            },
        }
    }
}

fn say(prompt: &Prompt) {
    let lines = words::prompt(prompt, std::time::Duration::ZERO);
    // A closed stderr is not an error.
    let _ = print::error(&print::lines(&lines));
}
