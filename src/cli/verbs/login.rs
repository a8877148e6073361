//! `enlist login`: signs in once for a series of commands.

use clap::Args;

use crate::auth::Need;
use crate::cli::args::Global;
use crate::cli::args::times::Span;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::{open, prompts, sign_in};

#[derive(Debug, Args)]
pub(in crate::cli) struct LoginArgs {
    /// How long to stay signed in; at most until this login session ends
    #[arg(long = "for", value_name = "SPAN", default_value = "8h")]
    keep: Span,
}

pub(in crate::cli) fn run(global: &Global, args: &LoginArgs) -> Result<Exit, Failure> {
    let runtime = open::runtime()?;
    let opened = open::open(global, &runtime)?;
    let session = &opened.session;
    let method = session.tokens().method();
    let Some(slot) = session.keyring_slot() else {
        return Err(Failure::usage(format!(
            "method {method} needs no sign-in: each command gets its own token"
        )));
    };
    if !prompts::somebody() {
        return Err(Failure::nobody_to_ask(false));
    }
    // Without a place to store it, the sign-in would be useless.
    slot.check().map_err(Failure::local)?;
    runtime.block_on(sign_in::ask(session, &Need::default()))?;
    let Some(secret) = session.tokens().kept() else {
        return Err(Failure::local(
            "the sign-in service returned nothing to store: each command needs its own sign-in"
                .to_owned(),
        ));
    };
    slot.keep(&secret, args.keep.0).map_err(Failure::local)?;
    let who = session.claims().and_then(|claims| claims.user);
    let _ = print::text(&format!(
        "Signed in{}. Commands in this login session stay signed in for {}; \
         `enlist logout` signs out.\n",
        who.map(|who| format!(" as {who}")).unwrap_or_default(),
        args.keep,
    ));
    open::end(runtime);
    Ok(Exit::Done)
}
