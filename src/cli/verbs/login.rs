//! `enlist login` and `enlist logout`: one sign-in for a series of commands.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::auth::Need;
use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::open;
use crate::cli::session::open::{ask, can_ask};
use crate::session::sign_in;

/// A span such as `8h` or `90m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Span(pub(in crate::cli) Duration);

impl fmt::Display for Span {
    /// In the largest unit that says it without a rest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (number, unit) = match seconds {
            _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "hour"),
            _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
            _ => (seconds, "second"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is no span such as 8h or 90m");
        let (number, unit) = text
            .find(|c: char| !c.is_ascii_digit())
            .map(|at| text.split_at(at))
            .ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let seconds = match unit {
            "s" => number,
            "m" => number * 60,
            "h" => number * 3_600,
            _ => return Err(wrong()),
        };
        // A working day and its night; longer is a matter of the tenant's own policies.
        match seconds {
            1..=86_400 => Ok(Self(Duration::from_secs(seconds))),
            _ => Err(format!("`{text}` is not between one second and 24h")),
        }
    }
}

pub(in crate::cli) fn login(global: &Global, keep: Span) -> Result<Exit, Failure> {
    let runtime = crate::cli::plain_runtime()?;
    let opened = open::open(global, &runtime)?;
    let session = &opened.session;
    let method = session.tokens().method();
    let Some(slot) = session.keyring_slot() else {
        return Err(Failure::usage(format!(
            "method {method} needs no sign-in: each command gets its own token"
        )));
    };
    if !can_ask() {
        return Err(Failure::nobody_to_ask());
    }
    // Without a place to keep it the whole sign-in would be for nothing.
    slot.check().map_err(Failure::local)?;
    runtime.block_on(ask(session, &Need::default()))?;
    let Some(secret) = session.tokens().kept() else {
        return Err(Failure::local(
            "the authority gave nothing that could be kept: every command needs its own sign-in"
                .to_owned(),
        ));
    };
    slot.keep(&secret, keep.0).map_err(Failure::local)?;
    let who = session.claims().and_then(|claims| claims.user);
    let _ = print::text(&format!(
        "Signed in{}. The commands of this login session need no other sign-in for {keep}; \
         `enlist logout` ends it.\n",
        who.map(|who| format!(" as {who}")).unwrap_or_default(),
    ));
    crate::cli::end(runtime);
    Ok(Exit::Done)
}

pub(in crate::cli) fn logout(global: &Global) -> Result<Exit, Failure> {
    // Nothing is opened: a proxy or a certificate that is missing today must keep nobody signed in.
    let settings = open::sources(global)?.settings();
    let folder = open::state_folder()?;
    let mut forgotten = false;
    for slot in sign_in::keyring_slots(&settings, &open::environment, &folder) {
        forgotten |= slot.forget().map_err(Failure::local)?;
    }
    let _ = print::text(if forgotten {
        "The sign-in is forgotten.\n"
    } else {
        "No sign-in was kept.\n"
    });
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_bounded() {
        assert_eq!("8h".parse(), Ok(Span(Duration::from_secs(28_800))));
        assert_eq!("90m".parse(), Ok(Span(Duration::from_secs(5_400))));
        for (text, said) in [
            ("8h", "8 hours"),
            ("60m", "1 hour"),
            ("90m", "90 minutes"),
            ("1s", "1 second"),
        ] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), said);
        }
        for bad in ["8", "h", "0s", "25h", "1d", "-1h"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
