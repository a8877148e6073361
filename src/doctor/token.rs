//! The token, its permissions, and an answer of Graph.

use super::{Check, State};
use crate::auth::{AuthError, Claims, Need};
use crate::session::Session;
use crate::words;

pub(super) async fn checks(session: &Session, in_the_way: bool) -> Vec<Check> {
    const NAME: &str = "token";
    let tokens = session.tokens();
    let method = tokens.method();
    if in_the_way && method != crate::auth::Method::Token {
        return vec![
            Check::skipped(NAME, "not checked: the network has a problem"),
            Check::skipped("Graph", "not checked: no token"),
        ];
    }
    let resumed = session.resume();
    let mut checks = Vec::new();
    match tokens.token(&Need::default()).await {
        Err(AuthError::NeedsSignIn(Some(why))) if resumed => {
            checks.push(Check::bad(
                NAME,
                format!("method {method}, the saved sign-in is no longer valid: {why}"),
                "sign in again with `enlist login`",
            ));
            checks.push(Check::skipped("Graph", "not checked: no token"));
            return checks;
        }
        Err(AuthError::NeedsSignIn(_)) => {
            let found = format!("method {method}, not signed in");
            checks.push(Check::warn(NAME, found, how_to_sign_in(session)));
            checks.push(Check::skipped("Graph", "not checked: no token"));
            return checks;
        }
        Err(error) => {
            let advice = error.hint().into_owned();
            checks.push(Check::bad(
                NAME,
                format!("method {method}: {error}"),
                advice,
            ));
            checks.push(Check::skipped("Graph", "not checked: no token"));
            return checks;
        }
        Ok(_) => {}
    }
    let claims = session.claims();
    let found = format!(
        "method {method}{}",
        claims.as_ref().map(who).unwrap_or_default()
    );
    let now = u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or_default();
    let ended = claims.as_ref().and_then(|claims| claims.expires);
    checks.push(if ended.is_some_and(|end| end <= now) {
        Check::bad(
            NAME,
            found,
            "get a new token, or use a sign-in method that renews it",
        )
    } else {
        Check::ok(NAME, found)
    });
    checks.extend(rights(session, claims.as_ref()));
    checks.push(graph(session).await);
    checks
}

/// What to do where nobody is signed in, which depends on whether a sign-in can be kept here.
fn how_to_sign_in(session: &Session) -> String {
    let screen = "the screen asks by itself";
    match session.keyring_slot().map(|slot| slot.check()) {
        Some(Ok(())) => format!("sign in with `enlist login`; {screen}"),
        Some(Err(why)) => format!("{screen}, and so does each command on a terminal; {why}"),
        None => format!("{screen}, and so does each command on a terminal"),
    }
}

/// Who the token stands for, and until when.
fn who(claims: &Claims) -> String {
    let name = claims
        .user
        .as_ref()
        .or(claims.app_name.as_ref())
        .or(claims.app.as_ref());
    let expires = claims
        .expires
        .and_then(|at| jiff::Timestamp::from_second(i64::try_from(at).ok()?).ok())
        .map(|at| {
            let word = if at <= jiff::Timestamp::now() {
                "expired"
            } else {
                "valid until"
            };
            format!("{word} {}", at.strftime("%Y-%m-%d %H:%M UTC"))
        });
    [
        name.cloned(),
        claims.tenant.as_ref().map(|id| format!("tenant {id}")),
        expires,
    ]
    .into_iter()
    .flatten()
    .fold(String::new(), |text, part| text + ", " + &part)
}

fn rights(session: &Session, claims: Option<&Claims>) -> Vec<Check> {
    const NAME: &str = "rights";
    let Some(claims) = claims else {
        return vec![Check::ok(NAME, "the token does not list its permissions")];
    };
    let rights = claims.rights();
    let missing = words::missing_rights(rights, session.settings.read_only);
    if missing.is_empty() {
        return vec![Check::ok(NAME, "all required permissions")];
    }
    let state = if rights.may_read {
        State::Warn
    } else {
        State::Bad
    };
    missing
        .into_iter()
        .map(|found| {
            let advice = "ask for the permission, then sign in again; this is what the token lists, and \
                 the service decides";
            Check::new(NAME, state, found, Some(advice.to_owned()))
        })
        .collect()
}

async fn graph(session: &Session) -> Check {
    const NAME: &str = "Graph";
    match session.client.tenant().await {
        Ok(Some(tenant)) => Check::ok(
            NAME,
            format!("{} answered for {}", session.graph_url(), tenant.name),
        ),
        Ok(None) => Check::ok(
            NAME,
            format!(
                "{} answered, but the name of the tenant is not readable",
                session.graph_url()
            ),
        ),
        Err(error) => {
            let hint = words::error(&error)
                .into_iter()
                .find(|line| line.role == words::Role::Hint)
                .map_or_else(|| "see the error".to_owned(), |line| line.text.into());
            Check::bad(NAME, error.reason(), hint)
        }
    }
}
