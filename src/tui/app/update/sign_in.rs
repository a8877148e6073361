//! When a sign-in opens, and what a new token means for the screen: forms and lists stay as they are.

use super::{data, review, stack};
use crate::auth::{AuthError, Claims, Method};
use crate::domain::{ChangeId, RequestError};
use crate::tui::app::model::Model;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::store::action::Open;
use crate::tui::store::msg::Effect;
use crate::tui::store::notice::Notice;

/// Opens the sign-in if an error says that a token is needed.
pub(in crate::tui) fn wanted(model: &mut Model, error: &RequestError, effects: &mut Vec<Effect>) {
    let helps =
        model.store.start.method.is_interactive() || model.store.start.method == Method::Token;
    if (error.needs_token() || error.status() == Some(401)) && helps {
        // There is no need to explain that nobody has signed in yet.
        let nothing = AuthError::NeedsSignIn(None).to_string();
        let why = Some(error.reason()).filter(|why| *why != nothing);
        open(model, why, None, true, effects);
        // The first sign-in explains itself.
        if model.store.is_unloaded() {
            model.notice = None;
        }
    }
}

/// Opens the sign-in, unless one is open already.
pub(in crate::tui) fn open(
    model: &mut Model,
    why: Option<String>,
    then: Option<ChangeId>,
    unasked: bool,
    effects: &mut Vec<Effect>,
) {
    let mut overlays = model.overlays.iter();
    if overlays.any(|overlay| overlay.scope() == Scope::SignIn) {
        return;
    }
    let method = model.store.start.method;
    let what = Open::SignIn { method, why, then };
    if unasked {
        stack::open_unasked(model, what, effects);
    } else {
        stack::open(model, what, effects);
    }
}

/// Handles a new token: reads that failed without one are requested again, and a change that failed without
/// one returns to its review.
pub(in crate::tui) fn on_signed_in(
    model: &mut Model,
    method: Method,
    claims: Option<Claims>,
    then: Option<ChangeId>,
    effects: &mut Vec<Effect>,
) {
    model.store.start.method = method;
    on_rights(model, claims);
    effects.push(Effect::Identify);
    if !model.store.settled || !model.store.unsettled.is_empty() {
        effects.push(Effect::Settle);
    }
    data::load(model, effects);
    stack::ask_again(model, effects);
    let again = then
        .and_then(|id| model.store.changes.get(&id))
        .map(|state| (state.change.clone(), state.via));
    if let Some((change, via)) = again {
        let proposal = model.store.proposal_via(change, via);
        review::open_proposal(model, proposal, effects);
    }
}

/// Warns in advance that a method has limits. The limits of an app are shown with its rights.
pub(in crate::tui) fn warn(model: &mut Model) {
    let method = model.store.start.method;
    model.notice = (method == Method::AzureCli)
        .then(|| method.warning())
        .flatten()
        .map(Notice::from);
}

/// Applies the claims of the token: they can only make the screen more careful.
pub(in crate::tui) fn on_rights(model: &mut Model, claims: Option<Claims>) {
    // If the directory may not be read, the token says which tenant it is for.
    if model.store.tenant_id.is_none() {
        model.store.tenant_id = claims.as_ref().and_then(|claims| claims.tenant.clone());
    }
    model.store.rights = claims.map(|claims| claims.rights());
    let lines = model.store.missing_rights();
    if let Some(first) = lines.first() {
        let key = model.store.key(Scope::List, Command::Outcome);
        model.notice = Some(match lines.len() {
            1 => first.clone().into(),
            more => Notice::leading_on(format!(
                "{first} ({key}: all {more} notes on the token's rights)"
            )),
        });
    }
}
