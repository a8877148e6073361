//! The sign-in overlay: what it knows, and the lines that it shows.
//!
//! Belongs here: state and text of a sign-in on the screen. Does not belong here: signing in (`auth`),
//! keys (`update`), drawing (`view`).

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::remote::RequestId;
use crate::auth::{AuthError, Method, Prompt};
use crate::domain::ChangeId;
use crate::words::{self, Line, Phrase, Role};

/// A secret that is typed or pasted. It is shown as dots, also to those who debug.
#[derive(Clone, Default)]
pub struct Masked(SecretString);

impl Masked {
    /// Adds text, without what a paste brings along.
    pub fn push(&mut self, text: &str) {
        let mut secret = self.0.expose_secret().to_owned();
        secret.extend(
            text.chars()
                .filter(|c| !c.is_control() && !c.is_whitespace()),
        );
        self.0 = SecretString::from(secret);
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        let mut secret = self.0.expose_secret().to_owned();
        secret.pop();
        self.0 = SecretString::from(secret);
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.0 = SecretString::default();
    }

    /// How many characters there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.expose_secret().chars().count()
    }

    /// The secret itself.
    #[must_use]
    pub const fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} characters", self.count())
    }
}

/// A sign-in on the screen.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Whose prompts and outcome count.
    pub id: RequestId,
    /// The method.
    pub method: Method,
    /// Why it opened.
    pub why: Option<String>,
    /// The code, or the page, and since when it is shown.
    pub prompt: Option<(Prompt, Duration)>,
    /// How the wait stands.
    pub state: Option<Prompt>,
    /// Why it did not work.
    pub error: Option<AuthError>,
    /// What was typed or pasted.
    pub typed: Masked,
    /// What was given to the sign-in last, for the runtime to take.
    pub given: Masked,
    /// Whether only what was granted before is asked for (`/.default`).
    pub granted: bool,
    /// The change that goes back to its review afterwards.
    pub then: Option<ChangeId>,
}

impl SignIn {
    /// A sign-in that begins.
    #[must_use]
    pub fn new(id: RequestId, method: Method, why: Option<String>) -> Self {
        Self {
            id,
            method,
            why,
            prompt: None,
            state: None,
            error: None,
            typed: Masked::default(),
            given: Masked::default(),
            granted: false,
            then: None,
        }
    }

    /// Whether it takes text: a token, or the address on which a browser ended.
    #[must_use]
    pub const fn takes_text(&self) -> bool {
        matches!(self.method, Method::Token | Method::Browser)
    }

    /// Whether to ask for no more than was granted before could help: nobody has consented to more.
    #[must_use]
    pub fn offers_granted(&self) -> bool {
        self.method.is_interactive() && !self.granted && self.consent_page().is_some()
    }

    /// The page for an administrator, while it is shown.
    fn consent_page(&self) -> Option<&str> {
        self.error.as_ref().and_then(AuthError::consent)
    }

    /// The code to type elsewhere, or the page to open; after a refusal nothing that is dead.
    #[must_use]
    pub fn to_copy(&self) -> Option<&str> {
        if self.error.is_some() {
            return self.consent_page();
        }
        match &self.prompt {
            Some((Prompt::DeviceCode { user_code, .. }, _)) => Some(user_code),
            Some((Prompt::Browser { url, .. }, _)) => Some(url),
            _ => None,
        }
    }

    /// The page to open.
    #[must_use]
    pub fn page(&self) -> Option<&str> {
        if self.error.is_some() {
            return self.consent_page();
        }
        match &self.prompt {
            Some((
                Prompt::DeviceCode {
                    verification_url, ..
                },
                _,
            )) => Some(verification_url),
            Some((Prompt::Browser { url, .. }, _)) => Some(url),
            _ => None,
        }
    }

    /// What the overlay says, at this time.
    #[must_use]
    pub fn lines(&self, now: Duration) -> Vec<Line> {
        let mut lines = Vec::new();
        lines.extend(self.why.clone().map(|why| Line::new(Role::Warn, why)));
        lines.push(Line::new(Role::Text, format!("Method: {}", self.method)));
        lines.extend(words::method_warning(self.method));
        if let Some(error) = &self.error {
            lines.extend(words::no_token(&error.to_string(), &error.hint()));
            if self.offers_granted() {
                lines.push(Line::new(Role::Hint, words::ASK_GRANTED));
            }
            return lines;
        }
        if let Some((prompt, since)) = &self.prompt {
            let left = match prompt {
                Prompt::DeviceCode { expires_in, .. } => {
                    expires_in.saturating_sub(now.saturating_sub(*since))
                }
                _ => Duration::ZERO,
            };
            lines.extend(words::prompt(prompt, left).into_iter().flat_map(large));
        }
        if let Some(state) = &self.state {
            lines.extend(words::prompt(state, Duration::ZERO));
        } else if self.prompt.is_none() && self.method != Method::Token {
            lines.push(Line::new(
                Role::Text,
                Phrase::from("Asking the authority").going_on(),
            ));
        }
        if self.method == Method::Token {
            lines.push(Line::new(
                Role::Text,
                "Paste an access token for Microsoft Graph:",
            ));
        }
        if self.takes_text() {
            lines.push(Line::new(Role::Code, shown(self.typed.count())));
        }
        lines
    }
}

/// A code in letters that stand apart, with room around it: it is read off and typed elsewhere.
fn large(line: Line) -> Vec<Line> {
    if line.role != Role::Spelled {
        return vec![line];
    }
    let letters = line.text.chars().map(String::from);
    let code = letters.fold(Phrase::default(), Phrase::gap).indented(6);
    let blank = || Line::new(Role::Text, "");
    vec![blank(), Line::new(Role::Spelled, code), blank()]
}

/// A secret as it may be seen.
fn shown(count: usize) -> String {
    match count {
        0 => "›".to_owned(),
        count => format!("› {} ({count} characters)", "•".repeat(count.min(24))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let mut sign_in = SignIn::new(RequestId(1), Method::Token, None);
        sign_in.typed.push(" eyJ0.abc\n");
        assert_eq!(sign_in.typed.count(), 8);
        let said = format!("{sign_in:?} {:?}", sign_in.lines(Duration::ZERO));
        assert!(!said.contains("eyJ0"), "{said}");
        sign_in.typed.pop();
        assert_eq!(sign_in.typed.secret().expose_secret(), "eyJ0.ab");
    }
}
