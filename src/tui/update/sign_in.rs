//! Signing in while the screen is open: forms and lists stay as they are.

use tui_input::InputRequest;

use super::editor::open_review;
use super::{components, data, open_unasked};
use crate::auth::{AuthError, Claims, Method, Prompt};
use crate::domain::{ChangeId, RequestError};
use crate::tui::command::{Command, Scope};
use crate::tui::model::{Model, Overlay};
use crate::tui::msg::Effect;
use crate::tui::notice::Notice;
use crate::tui::remote::RequestId;
use crate::tui::sign_in::SignIn;

/// Opens the overlay if an error says that a token is wanted. Once is enough.
pub(super) fn wanted(model: &mut Model, error: &RequestError, effects: &mut Vec<Effect>) {
    let helps = model.start.method.is_interactive() || model.start.method == Method::Token;
    if (error.needs_token() || error.status() == Some(401)) && helps {
        open(model, Some(error.reason()), None, true, effects);
    }
}

/// Opens the overlay and starts to sign in.
pub(super) fn open(
    model: &mut Model,
    why: Option<String>,
    then: Option<ChangeId>,
    unasked: bool,
    effects: &mut Vec<Effect>,
) {
    let is_open = |overlay: &Overlay| matches!(overlay, Overlay::SignIn(_));
    if model.overlays.iter().any(is_open) {
        return;
    }
    let (id, method) = (model.new_request(), model.start.method);
    let sign_in = SignIn {
        then,
        ..SignIn::new(id, method, why)
    };
    let overlay = Overlay::SignIn(Box::new(sign_in));
    if unasked {
        open_unasked(model, overlay);
    } else {
        model.overlays.push(overlay);
    }
    if method != Method::Token {
        effects.push(Effect::SignIn {
            id,
            method: None,
            granted: false,
        });
    }
}

/// Types into the overlay, where it takes text.
pub(super) fn edit(sign_in: &mut SignIn, request: InputRequest) -> bool {
    if !sign_in.takes_text() {
        return false;
    }
    match request {
        InputRequest::InsertChar(c) => sign_in.typed.push(c.encode_utf8(&mut [0; 4])),
        InputRequest::DeletePrevChar => sign_in.typed.pop(),
        InputRequest::DeleteLine | InputRequest::DeletePrevWord => sign_in.typed.clear(),
        _ => return false,
    }
    true
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let next = RequestId(model.next_number);
    let (current, methods) = (model.store.start.method, &model.store.start.methods);
    let Some(Overlay::SignIn(sign_in)) = model.overlays.last_mut() else {
        return;
    };
    let copied = match command {
        Command::CopyCode => sign_in.to_copy(),
        Command::CopyPage => sign_in.page(),
        _ => None,
    };
    if let Some(text) = copied {
        effects.push(Effect::Copy(text.to_owned()));
        return;
    }
    match command {
        Command::Accept if sign_in.takes_text() && sign_in.typed.count() > 0 => {
            sign_in.given = std::mem::take(&mut sign_in.typed);
            effects.push(Effect::GiveSecret(sign_in.id));
        }
        // After a refusal, once more.
        Command::Accept if sign_in.error.is_some() => {
            restart(sign_in, next, current, effects);
            model.next_number += 1;
        }
        Command::OtherMethod => {
            let at = methods.iter().position(|method| *method == sign_in.method);
            let following = at.map_or(0, |at| (at + 1) % methods.len());
            sign_in.method = methods.get(following).copied().unwrap_or(sign_in.method);
            sign_in.granted = false;
            restart(sign_in, next, current, effects);
            model.next_number += 1;
        }
        Command::AskGranted if sign_in.offers_granted() => {
            sign_in.granted = true;
            restart(sign_in, next, current, effects);
            model.next_number += 1;
        }
        Command::Back => {
            effects.push(Effect::StopSignIn(sign_in.id));
            model.overlays.pop();
            model.notice = Some("not signed in: the palette has `renew`".into());
        }
        _ => {}
    }
}

/// Begins again. The method in use goes on as it is, and any other one beside it until it has a token.
fn restart(sign_in: &mut SignIn, id: RequestId, current: Method, effects: &mut Vec<Effect>) {
    effects.push(Effect::StopSignIn(sign_in.id));
    *sign_in = SignIn {
        then: sign_in.then,
        granted: sign_in.granted,
        ..SignIn::new(id, sign_in.method, sign_in.why.take())
    };
    let method = (sign_in.method != current).then_some(sign_in.method);
    // A token of the method in use is taken when it comes.
    if sign_in.method != Method::Token || method.is_some() {
        effects.push(Effect::SignIn {
            id,
            method,
            granted: sign_in.granted,
        });
    }
}

pub(super) fn prompted(model: &mut Model, id: RequestId, prompt: Prompt) {
    let now = model.now;
    let Some(sign_in) = latest(model, id) else {
        return;
    };
    match prompt {
        Prompt::DeviceCode { .. } | Prompt::Browser { .. } => {
            sign_in.prompt = Some((prompt, now));
            sign_in.state = None;
        }
        Prompt::Polling(_) | Prompt::PasteRefused(_) => sign_in.state = Some(prompt),
    }
}

pub(super) fn ended(
    model: &mut Model,
    id: RequestId,
    outcome: Result<Option<Claims>, AuthError>,
    effects: &mut Vec<Effect>,
) {
    let Some(sign_in) = latest(model, id) else {
        return;
    };
    match outcome {
        Err(error) => {
            // A method that waits for a token has not failed because there is none yet.
            if !(sign_in.method == Method::Token && error == AuthError::None) {
                sign_in.error = Some(error);
            }
        }
        Ok(claims) => {
            let then = sign_in.then;
            model.start.method = sign_in.method;
            effects.push(Effect::KeepSignIn(id));
            model
                .overlays
                .retain(|overlay| !matches!(overlay, Overlay::SignIn(sign_in) if sign_in.id == id));
            rights(model, claims);
            // What was refused for want of a token is asked for again.
            effects.push(Effect::Identify);
            if !model.settled || !model.unsettled.is_empty() {
                effects.push(Effect::Settle);
            }
            data::load(model, effects);
            components::ask_again(model, effects);
            let again = then
                .and_then(|id| model.changes.get(&id))
                .map(|state| (state.change.clone(), state.via));
            if let Some((change, via)) = again {
                let proposal = model.proposal_via(change, via);
                open_review(model, proposal, effects);
            }
        }
    }
}

/// Says beforehand that a method will not lead far. What an app should know is said with its rights.
pub(super) fn warn(model: &mut Model) {
    let method = model.start.method;
    model.notice = (method == Method::AzureCli)
        .then(|| method.warning())
        .flatten()
        .map(Notice::from);
}

/// Takes what the token says of itself: it can only make the screen more careful.
pub(super) fn rights(model: &mut Model, claims: Option<Claims>) {
    // Where the directory may not be read, the token says which tenant it is for.
    if model.tenant_id.is_none() {
        model.tenant_id = claims.as_ref().and_then(|claims| claims.tenant.clone());
    }
    model.rights = claims.map(|claims| claims.rights());
    let lines = model.missing_rights();
    if let Some(first) = lines.first() {
        let key = model.key(Scope::List, Command::Outcome);
        model.notice = Some(match lines.len() {
            1 => first.clone().into(),
            more => Notice::leading_on(format!(
                "{key} shows {more} things to know of the token's rights: {first}"
            )),
        });
    }
}

fn latest(model: &mut Model, id: RequestId) -> Option<&mut SignIn> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::SignIn(sign_in) if sign_in.id == id => Some(&mut **sign_in),
        _ => None,
    })
}
