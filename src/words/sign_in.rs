//! Text of a sign-in and of the permissions it gave.

use std::time::Duration;

use super::{Line, Phrase, Role};
use crate::domain::{
    Method, NAMES_PERMISSION, Poll, Prompt, READ_PERMISSION, Rights, WRITE_PERMISSION,
};
use crate::text;

/// A prompt as lines, after it was shown for this long. The remaining time of a code is read out as it was
/// at the start, because it would otherwise be read out each second.
#[must_use]
pub fn prompt(prompt: &Prompt, shown_for: Duration) -> Vec<Line> {
    match prompt {
        Prompt::DeviceCode {
            user_code,
            verification_url,
            expires_in,
        } => vec![
            Line::new(Role::Text, "Open this page on any device:"),
            Line::new(Role::Title, verification_url.clone()),
            Line::new(Role::Text, "and enter this code:"),
            Line::new(Role::Spelled, user_code.clone()),
            Line::new(
                Role::Text,
                Phrase::new(
                    expires(expires_in.saturating_sub(shown_for)),
                    expires(*expires_in),
                ),
            ),
        ],
        Prompt::Browser { url, port } => vec![
            Line::new(Role::Text, "Open this page in a browser on this machine:"),
            Line::new(Role::Code, url.clone()),
            Line::new(
                Role::Hint,
                format!(
                    "From another machine: first run ssh -L {port}:localhost:{port} to this host, or paste \
                     the address the browser ended up on."
                ),
            ),
        ],
        Prompt::Polling(poll) => vec![match poll {
            Poll::Pending => Line::new(Role::Text, "Waiting for you to finish in the browser."),
            Poll::SlowedDown => Line::new(
                Role::Text,
                "Waiting for you to finish in the browser. The sign-in service asked for longer pauses.",
            ),
            Poll::Trouble(why) => Line::new(
                Role::Warn,
                format!("Still waiting, although the sign-in service did not answer: {why}"),
            ),
        }],
        Prompt::PasteRefused(why) => vec![Line::new(Role::Warn, why.clone())],
    }
}

#[must_use]
pub fn no_token(sentence: &str, hint: &str) -> Vec<Line> {
    vec![Line::new(Role::Bad, sentence), Line::new(Role::Hint, hint)]
}

/// What else can be requested if nobody has consented.
pub const ASK_GRANTED: &str = "Or sign in with the permissions already consented to (/.default). Changes \
    then need an app that already has the permission.";

/// Help for someone who has never signed in successfully.
pub const FIRST_START: &str =
    "`enlist --demo` works without a sign-in. `enlist doctor` finds the cause.";

/// Where to sign in, with which method, and with which app: by name if known.
#[must_use]
pub fn signing_in(tenant: Option<&str>, app: Option<Phrase>, method: Method) -> Vec<Line> {
    let place = match tenant {
        Some(tenant) => format!("Sign in to {}", text::clean(tenant)),
        None => "Sign in".to_owned(),
    };
    let means = Phrase::from(format!("Method: {method}"));
    let means = match app {
        Some(app) => means.dot(Phrase::from("app: ").then(app)),
        None => means,
    };
    vec![Line::new(Role::Title, place), Line::new(Role::Text, means)]
}

/// What to know about a method before using it.
#[must_use]
pub fn method_warning(method: Method) -> Option<Line> {
    method
        .warning()
        .map(|warning| Line::new(Role::Hint, warning))
}

/// What the token lacks, with the name of the permission and who can grant it. These are hints: the service
/// decides.
#[must_use]
pub fn missing_rights(rights: Rights, read_only: bool) -> Vec<String> {
    let mut missing = Vec::new();
    // First, since nobody is granted a way around it.
    if rights.app_only && rights.may_write && !read_only {
        missing.push(
            "Signed in as an app: changes to enrollment restrictions are refused with 403 unless the app \
             has the Intune Administrator role"
                .to_owned(),
        );
    }
    let mut lacks = |permission: &str, what: &str| {
        missing.push(format!(
            "{permission} is missing: {what}. A Privileged Role Administrator can grant it"
        ));
    };
    if !rights.may_read {
        lacks(READ_PERMISSION, "configurations cannot be read");
    }
    if rights.may_read && !rights.may_write && !read_only {
        lacks(WRITE_PERMISSION, "nothing can be changed");
    }
    if !rights.may_read_names {
        lacks(NAMES_PERMISSION, "IDs are shown instead of names");
    }
    missing
}

fn expires(span: Duration) -> String {
    format!(
        "Expires in {}:{:02}",
        span.as_secs() / 60,
        span.as_secs() % 60
    )
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
        assert_eq!(text[4], "Expires in 1:01");
    }
}
