//! What is said during a sign-in, and of the rights that came of it.

use std::time::Duration;

use super::{Line, Phrase, Role};
use crate::domain::{
    Method, NAMES_PERMISSION, Poll, Prompt, READ_PERMISSION, Rights, WRITE_PERMISSION,
};

/// A prompt as lines, after it was shown for this long. How long a code is still good for is read out as it
/// was at the beginning, since it would be read out each second.
#[must_use]
pub fn prompt(prompt: &Prompt, shown_for: Duration) -> Vec<Line> {
    match prompt {
        Prompt::DeviceCode {
            user_code,
            verification_url,
            expires_in,
        } => vec![
            Line::new(Role::Text, "Open this page, on any device:"),
            Line::new(Role::Title, verification_url.clone()),
            Line::new(Role::Text, "and type this code:"),
            Line::new(Role::Spelled, user_code.clone()),
            Line::new(
                Role::Text,
                Phrase::new(
                    good_for(expires_in.saturating_sub(shown_for)),
                    good_for(*expires_in),
                ),
            ),
        ],
        Prompt::Browser { url, port } => vec![
            Line::new(Role::Text, "Open this page in a browser on this machine:"),
            Line::new(Role::Code, url.clone()),
            Line::new(
                Role::Hint,
                format!(
                    "from another machine: ssh -L {port}:localhost:{port} to here first, or paste \
                     the address on which the browser ended"
                ),
            ),
        ],
        Prompt::Polling(poll) => vec![match poll {
            Poll::Pending => Line::new(Role::Text, "Waiting for you to finish there."),
            Poll::SlowedDown => Line::new(
                Role::Text,
                "Waiting, with longer pauses, as the authority asks.",
            ),
            Poll::Trouble(why) => Line::new(Role::Warn, format!("Still waiting, although {why}.")),
        }],
        Prompt::PasteRefused(why) => vec![Line::new(Role::Warn, why.clone())],
    }
}

#[must_use]
pub fn no_token(sentence: &str, hint: &str) -> Vec<Line> {
    vec![Line::new(Role::Bad, sentence), Line::new(Role::Hint, hint)]
}

/// What else can be asked for where nobody has consented.
pub const ASK_GRANTED: &str = "or ask for no more than was consented to before (/.default): changes \
    then need an app that holds the permission already";

/// What should be known of a method before it is used.
#[must_use]
pub fn method_warning(method: Method) -> Option<Line> {
    method
        .warning()
        .map(|warning| Line::new(Role::Warn, warning))
}

/// What the token lacks, with the name of the permission and who can grant it. These are hints: the
/// service decides.
#[must_use]
pub fn missing_rights(rights: Rights, read_only: bool) -> Vec<String> {
    let mut missing = Vec::new();
    // First, since nobody is granted a way around it.
    if rights.app_only && rights.may_write && !read_only {
        missing.push(
            "403 is what an app gets for changes of restrictions, unless it holds the role Intune \
             Administrator: this is signed in as an app"
                .to_owned(),
        );
    }
    let mut lacks = |permission: &str, what: &str| {
        missing.push(format!(
            "{permission} is missing: {what}; a Privileged Role Administrator can grant it"
        ));
    };
    if !rights.may_read {
        lacks(READ_PERMISSION, "configurations cannot be read");
    }
    if rights.may_read && !rights.may_write && !read_only {
        lacks(WRITE_PERMISSION, "nothing can be changed");
    }
    if !rights.may_read_names {
        lacks(NAMES_PERMISSION, "ids stand in for names");
    }
    missing
}

fn good_for(span: Duration) -> String {
    format!("It is good for {}.", minutes(span))
}

fn minutes(span: Duration) -> String {
    format!("{}:{:02} minutes", span.as_secs() / 60, span.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let rights = Rights {
            may_read: true,
            may_write: false,
            may_read_names: false,
            app_only: false,
        };
        let text = missing_rights(rights, false);
        assert_eq!(text.len(), 2);
        assert!(text[0].contains(WRITE_PERMISSION) && text[1].contains(NAMES_PERMISSION));
        assert_eq!(missing_rights(rights, true).len(), 1);
    }

    #[test]
    fn a_code_is_shown_with_its_page_and_its_time() {
        let code = Prompt::DeviceCode {
            user_code: "ABCD-EFGH".to_owned(),
            verification_url: "https://login.example/device".to_owned(),
            expires_in: Duration::from_secs(900),
        };
        let text: Vec<String> = prompt(&code, Duration::from_secs(839))
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        assert_eq!(text[1], "https://login.example/device");
        assert_eq!(text[3], "ABCD-EFGH");
        assert_eq!(text[4], "It is good for 1:01 minutes.");
    }
}
