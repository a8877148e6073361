//! Exit codes, and how a command reports a failure.

use std::fmt;
use std::process::ExitCode;

use serde::Serialize;

use crate::auth::AuthError;
use crate::cli::print;
use crate::config::ConfigError;
use crate::domain::RequestError;
use crate::text;
use crate::words;

/// The meanings of the codes, for authors of scripts.
pub(in crate::cli) const CODES: &str = "Exit codes:
  0    success: read, or changed and verified
  1    rejected, not sent, declined, or could not be read
  2    invalid command line or settings
  3    conflict: someone else changed it
  4    sent, but the result is not confirmed
  5    no token, or missing permissions
  130  interrupted before anything was sent";

/// The exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done and verified, or read.
    Done,
    /// Rejected, not sent, not read.
    Failed,
    /// The command line or the settings cannot be used.
    Usage,
    /// Another admin changed it in the meantime.
    Conflict,
    /// Sent, but the result is not confirmed.
    Unsure,
    /// No token, or missing permissions (401, 403).
    NoAccess,
    /// Ended by a signal; the number is the signal's.
    Signal(u8),
}

impl Exit {
    /// Returns the number that the shell gets.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Conflict => 3,
            Self::Unsure => 4,
            Self::NoAccess => 5,
            Self::Signal(number) => 128 + number,
        }
    }

    /// Returns the most important of several exit codes. An unknown result outranks a known failure.
    pub(in crate::cli) fn of_several(exits: impl IntoIterator<Item = Self>) -> Self {
        let weight = |exit: &Self| match exit {
            Self::Done => 0,
            Self::Failed => 1,
            Self::NoAccess => 2,
            Self::Conflict => 3,
            Self::Unsure => 4,
            // A usage error or a signal ends all of them.
            Self::Usage | Self::Signal(_) => 5,
        };
        exits.into_iter().max_by_key(weight).unwrap_or(Self::Done)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A command that failed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "failure"))]
pub(in crate::cli) struct FailureJson<'a> {
    error: &'a Failure,
}

/// What failed, and what to do about it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "failed"))]
pub(in crate::cli) struct Failure {
    #[serde(skip)]
    exit: Option<Exit>,
    /// A word of enlist, or the code of the service.
    code: String,
    message: String,
    /// What to do about it.
    hint: Option<String>,
    /// The id by which the service knows the request.
    request_id: Option<String>,
}

impl Failure {
    fn new(exit: Exit, code: &str, message: String) -> Self {
        Self {
            exit: Some(exit),
            code: code.to_owned(),
            message,
            hint: None,
            request_id: None,
        }
    }

    pub(in crate::cli) fn usage(message: String) -> Self {
        Self::new(Exit::Usage, "usage", message)
    }

    /// The failure that the typed text names no object, or more than one.
    pub(in crate::cli) fn naming(code: &str, message: String, hint: Option<String>) -> Self {
        Self {
            hint,
            ..Self::new(Exit::Usage, code, message)
        }
    }

    /// Whether the typed text names no object.
    pub(in crate::cli) fn is_not_found(&self) -> bool {
        self.code == "not-found"
    }

    /// Returns the failure with an additional hint.
    pub(in crate::cli) fn with_more(self, more: &str) -> Self {
        let hint = self.hint.map(|hint| format!("{hint}\n{more}"));
        Self {
            hint: hint.or_else(|| Some(more.to_owned())),
            ..self
        }
    }

    /// Returns the failure with another exit code.
    pub(in crate::cli) fn with_exit(self, exit: Exit) -> Self {
        Self {
            exit: Some(exit),
            ..self
        }
    }

    /// Returns the failure with this hint.
    pub(in crate::cli) fn with_hint(self, hint: &str) -> Self {
        Self {
            hint: Some(hint.to_owned()),
            ..self
        }
    }

    /// The failure that a signal came before anything was sent.
    pub(in crate::cli) fn interrupted(number: u8) -> Self {
        Self::new(
            Exit::Signal(number),
            "interrupted",
            "interrupted: nothing was sent".to_owned(),
        )
    }

    /// Returns the signal that caused the failure, if any.
    pub(in crate::cli) const fn signal(&self) -> Option<u8> {
        match self.exit {
            Some(Exit::Signal(number)) => Some(number),
            _ => None,
        }
    }

    /// The failure that a signal ended the program while a request was in flight.
    fn left_open(number: u8) -> Self {
        Self::new(
            Exit::Signal(number),
            "left-open",
            "the change is left open and is checked at the next start".to_owned(),
        )
    }

    /// The failure that a signal ended the program.
    pub(in crate::cli) fn ended_by(number: u8, has_sent: bool) -> Self {
        if has_sent {
            Self::left_open(number)
        } else {
            Self::interrupted(number)
        }
    }

    /// The failure that the list is incomplete, with the request that failed.
    pub(in crate::cli) fn incomplete(error: &RequestError) -> Self {
        let failure = Self::from(error.clone());
        Self {
            exit: Some(Exit::Usage),
            message: format!("could not read all configurations: {}", failure.message),
            ..failure
        }
    }

    /// The failure that names could not be looked up, with the request that failed.
    pub(in crate::cli) fn without_names(error: &RequestError) -> Self {
        let failure = Self::from(error.clone());
        Self {
            message: format!(
                "could not look up names, showing IDs instead: {}",
                failure.message
            ),
            ..failure
        }
    }

    pub(in crate::cli) fn local(message: String) -> Self {
        Self::new(Exit::Failed, "local", message)
    }

    pub(in crate::cli) fn no_token(error: &AuthError) -> Self {
        let code = match error {
            AuthError::Mismatch(_) => "wrong-token",
            _ => "no-token",
        };
        Self {
            hint: Some(error.hint().into_owned()),
            ..Self::new(Exit::NoAccess, code, error.to_string())
        }
    }

    /// The failure that a sign-in is needed but nobody can be asked. `keeps` is whether the admin can run
    /// `enlist login` first.
    pub(in crate::cli) fn nobody_to_ask(keeps: bool) -> Self {
        let first = if keeps {
            "run `enlist login` in this session first"
        } else {
            "run it on a terminal"
        };
        Self {
            hint: Some(format!(
                "{first}, set ENLIST_ACCESS_TOKEN, or use a --method that needs no user"
            )),
            ..Self::new(
                Exit::NoAccess,
                "no-token",
                "sign-in needed, but there is no terminal to ask on".to_owned(),
            )
        }
    }

    /// Whether the command line caused the failure.
    pub(in crate::cli) fn is_usage(&self) -> bool {
        self.exit == Some(Exit::Usage)
    }

    /// Returns the lines of the failure and its hint.
    pub(in crate::cli) fn lines(&self) -> Vec<String> {
        let hint = self.hint.iter().flat_map(|hint| hint.lines());
        let hint = hint.map(|line| format!("  {line}"));
        std::iter::once(self.message.clone()).chain(hint).collect()
    }

    /// Prints the failure and returns the exit code.
    pub(in crate::cli) fn report(&self, json: bool) -> Exit {
        if json {
            // A closed pipe is not an error.
            let _ = print::json(&FailureJson { error: self });
        } else {
            let hint = self
                .hint
                .iter()
                .flat_map(|hint| hint.lines())
                .map(|line| format!("\n  {line}"));
            let ids = self
                .request_id
                .iter()
                .map(|id| format!("\n  request-id {id}"));
            let tail: String = hint.chain(ids).collect();
            let _ = print::error(&format!("enlist: {}{tail}\n", self.message));
        }
        self.exit.unwrap_or(Exit::Failed)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The parser returns one text: the first line is the error, the others are hints.
impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        let text = error.to_string();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let message = lines.next().unwrap_or("invalid command line");
        // Suggestions and usage. The line about --help is left out because it would be repeated.
        let hints: Vec<String> = lines
            .filter(|line| !line.starts_with("For more information"))
            .map(|line| text::clean(line).into_owned())
            .collect();
        let hint = if hints.is_empty() {
            "see --help".to_owned()
        } else if error.kind() == clap::error::ErrorKind::InvalidSubcommand {
            let all = "`enlist help` lists all commands".to_owned();
            hints
                .into_iter()
                .chain([all])
                .collect::<Vec<_>>()
                .join("\n")
        } else {
            hints.join("\n")
        };
        let message = message.trim_start_matches("error: ");
        Self::usage(text::clean(message).into_owned()).with_hint(&hint)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Exit::Usage, "configuration", error.to_string())
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        let exit = if error.needs_access() {
            Exit::NoAccess
        } else {
            Exit::Failed
        };
        let code = match &error {
            RequestError::NotSent { .. } => "not-sent",
            RequestError::Lost { .. } => "no-answer",
            RequestError::Malformed { .. } => "malformed",
            RequestError::Service(service) => service.code.as_str(),
        };
        let hint = words::error(&error)
            .into_iter()
            .find(|line| line.role == words::Role::Hint)
            .map(|line| line.text.into());
        Self {
            hint,
            request_id: error.facts().and_then(|facts| facts.request_id.clone()),
            ..Self::new(exit, code, words::failed(&error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_rights_have_an_exit_code_of_their_own() {
        let error = RequestError::NotSent {
            reason: "no token".to_owned(),
            no_token: true,
            hint: None,
            number: None,
        };
        assert_eq!(Failure::from(error).exit, Some(Exit::NoAccess));
        let error = RequestError::NotSent {
            reason: "no route".to_owned(),
            no_token: false,
            hint: None,
            number: None,
        };
        assert_eq!(Failure::from(error).exit, Some(Exit::Failed));
        assert_eq!(Exit::Signal(15).code(), 143);
    }

    #[test]
    fn several_ends_have_the_code_of_the_least_certain() {
        use Exit::{Conflict, Done, Failed, NoAccess, Unsure};
        let order = [Done, Failed, NoAccess, Conflict, Unsure];
        for (at, exit) in order.into_iter().enumerate() {
            assert_eq!(Exit::of_several(order[..=at].iter().rev().copied()), exit);
        }
        assert_eq!(Exit::of_several([]), Done);
    }
}
