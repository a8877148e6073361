//! `enlist login` and `enlist logout`: one sign-in for a series of commands.

use std::str::FromStr;
use std::time::Duration;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::open::{ask, can_ask, open};
use super::print;
use crate::auth::{Need, keyring};

/// A span such as `8h` or `90m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(pub(super) Duration);

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

pub(super) fn login(global: &Global, keep: Span) -> Result<Exit, Failure> {
    let runtime = super::plain_runtime()?;
    let opened = open(global, &runtime)?;
    let session = &opened.session;
    let method = session.tokens().method();
    let Some(name) = session.keyring_name().filter(|_| method.is_interactive()) else {
        return Err(Failure::usage(format!(
            "method {method} needs no sign-in: each command gets its own token"
        )));
    };
    if !can_ask() {
        return Err(Failure::nobody_to_ask());
    }
    // Without a place to keep it the whole sign-in would be for nothing.
    keyring::kept(&name).map_err(Failure::local)?;
    runtime
        .block_on(ask(session, &Need::default()))
        .map_err(|error| Failure::no_token(&error))?;
    let Some(secret) = session.tokens().kept() else {
        return Err(Failure::local(
            "the authority gave nothing that could be kept: every command needs its own sign-in"
                .to_owned(),
        ));
    };
    keyring::keep(&name, &secret, keep.0).map_err(Failure::local)?;
    let who = session.claims().and_then(|claims| claims.user);
    let _ = print::text(&format!(
        "Signed in{}. The commands of this login session need no other sign-in for {} minutes; \
         `enlist logout` ends it.\n",
        who.map(|who| format!(" as {who}")).unwrap_or_default(),
        keep.0.as_secs().div_ceil(60)
    ));
    super::end(runtime);
    Ok(Exit::Done)
}

pub(super) fn logout(global: &Global) -> Result<Exit, Failure> {
    let runtime = super::plain_runtime()?;
    let opened = open(global, &runtime)?;
    let forgotten = match opened.session.keyring_name() {
        Some(name) => keyring::forget(&name).map_err(Failure::local)?,
        None => false,
    };
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
        for bad in ["8", "h", "0s", "25h", "1d", "-1h"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
