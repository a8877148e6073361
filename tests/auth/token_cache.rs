//! Caching, renewal and what happens when a token ends in the middle of the work.

use std::sync::Arc;
use std::time::{Duration, Instant};

use enlist::auth::{AuthError, Dialogue, Need, Tokens};
use enlist::domain::RequestError;
use futures_util::future::{FutureExt, join_all};

use super::*;

/// Still good at Graph, but too short for the cache to serve again.
const TOO_SHORT: u64 = 9;
/// Good enough to serve, short enough to renew.
const SHORT: u64 = 200;

#[tokio::test]
async fn twenty_tasks_make_one_request() {
    let service = service().await;
    let tokens = Arc::new(Tokens::new(with_secret(&service)).unwrap());
    let all = join_all((0..20).map(|_| token(&tokens))).await;
    assert!(
        all.iter().all(|one| one.is_ok() && one == &all[0]),
        "{all:?}"
    );
    assert_eq!(token_requests(&service).len(), 1);

    // The same at the time of a refresh.
    authority(&service, |settings| settings.token_lifetime = TOO_SHORT);
    let tokens = signed_in(&service).await;
    let before = token_requests(&service).len();
    authority(&service, |settings| settings.token_lifetime = 3600);
    let all = join_all((0..20).map(|_| token(&tokens))).await;
    assert!(
        all.iter().all(|one| one.is_ok() && one == &all[0]),
        "{all:?}"
    );
    assert_eq!(token_requests(&service).len(), before + 1);

    // And when it is refused: one answer for all.
    let mut wrong = with_secret(&service);
    wrong.secret = Some("wrong".to_owned().into());
    let tokens = Tokens::new(wrong).unwrap();
    let all = join_all((0..20).map(|_| token(&tokens))).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(token_requests(&service).len(), before + 2);
}

#[tokio::test]
async fn an_early_refresh_rides_along_while_the_old_token_serves() {
    let service = service().await;
    authority(&service, |settings| settings.token_lifetime = SHORT);
    let tokens = signed_in(&service).await;
    let before = token_requests(&service).len();
    authority(&service, |settings| settings.token_lifetime = 3600);
    let old = token(&tokens).await.unwrap();
    // Nothing has been answered yet: this was the old one.
    let until = Instant::now() + Duration::from_secs(20);
    while token(&tokens).await.unwrap() == old {
        assert!(Instant::now() < until, "the token was never renewed");
        tokio::task::yield_now().await;
    }
    assert_eq!(token_requests(&service).len(), before + 1);
}

#[tokio::test]
async fn a_refresh_that_fails_leaves_the_old_token_in_use() {
    let service = service().await;
    authority(&service, |settings| settings.token_lifetime = SHORT);
    let tokens = signed_in(&service).await;
    let before = token_requests(&service).len();
    unwell(&service, 9);
    let old = token(&tokens).await.unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    let answered = || {
        let requests = token_requests(&service);
        requests
            .iter()
            .filter(|one| one.status == Some(503))
            .count()
    };
    while answered() < 3 {
        assert!(Instant::now() < until, "no refresh was tried");
        assert_eq!(token(&tokens).await.unwrap(), old);
        tokio::task::yield_now().await;
    }
    assert_eq!(token(&tokens).await.unwrap(), old);
    assert_eq!(token_requests(&service).len(), before + 3);
}

#[tokio::test]
async fn expiry_in_mid_work_is_not_noticed() {
    let service = service().await;
    authority(&service, |settings| settings.token_lifetime = TOO_SHORT);
    let tokens = signed_in(&service).await;
    let client = graph(&service, &tokens);
    let before = token_requests(&service).len();
    // Each of them finds its token past its time and renews it, with a refresh token that is good
    // only once.
    for _ in 0..3 {
        reads(&client).await.unwrap();
    }
    assert!(token_requests(&service).len() >= before + 3);
}

#[tokio::test]
async fn a_token_that_is_taken_back_is_renewed_once_for_all() {
    let service = service().await;
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    let client = graph(&service, &tokens);
    reads(&client).await.unwrap();
    service.control.revoke_tokens();
    for result in join_all((0..6).map(|_| reads(&client))).await {
        result.unwrap();
    }
    assert_eq!(token_requests(&service).len(), 2);
    // A token from elsewhere cannot be renewed: its refusal is the answer.
    let given = Tokens::bearer(&token(&tokens).await.unwrap());
    service.control.revoke_tokens();
    let error = reads(&graph(&service, &given)).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
}

#[tokio::test]
async fn a_sign_in_that_ended_asks_for_a_new_one() {
    let service = service().await;
    authority(&service, |settings| settings.token_lifetime = TOO_SHORT);
    let tokens = signed_in(&service).await;
    service.control.revoke_sign_ins();
    let error = token(&tokens).await.unwrap_err();
    assert!(
        matches!(&error, AuthError::NeedsSignIn(Some(why)) if why.starts_with("AADSTS50173: ")),
        "{error:?}"
    );
    let error = reads(&graph(&service, &tokens)).await.unwrap_err();
    assert!(error.needs_access());
    // The dead refresh token is not tried again.
    assert_eq!(token(&tokens).await, Err(AuthError::NeedsSignIn(None)));
    let (dialogue, _handle) = Dialogue::new();
    tokens.sign_in(&Need::default(), dialogue).await.unwrap();
    assert!(reads(&graph(&service, &tokens)).await.is_ok());
}

const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

#[tokio::test]
async fn a_claims_challenge_is_answered() {
    let service = service().await;
    for tokens in [
        signed_in(&service).await,
        Tokens::new(with_secret(&service)).unwrap(),
    ] {
        let client = graph(&service, &tokens);
        reads(&client).await.unwrap();
        service.control.demand_claims(Some(CLAIMS));
        reads(&client).await.unwrap();
        service.control.demand_claims(None);
    }
}

#[tokio::test]
async fn a_challenge_that_needs_the_admin_is_carried_into_the_sign_in() {
    let service = service().await;
    let tokens = signed_in(&service).await;
    let client = graph(&service, &tokens);
    authority(&service, |settings| settings.claims_need_admin = true);
    service.control.demand_claims(Some(CLAIMS));
    let error = reads(&client).await.unwrap_err();
    let RequestError::NotSent {
        reason, no_token, ..
    } = &error
    else {
        panic!("{error:?}")
    };
    assert!(*no_token && reason.contains("AADSTS50076"), "{reason}");
    let (dialogue, _handle) = Dialogue::new();
    tokens.sign_in(&Need::default(), dialogue).await.unwrap();
    reads(&client).await.unwrap();
}

#[tokio::test]
async fn new_rights_come_with_a_fresh_token() {
    let service = service().await;
    let tokens = signed_in(&service).await;
    let old = token(&tokens).await.unwrap();
    assert_eq!(token(&tokens).await.unwrap(), old);
    tokens.token(&Need::fresh()).await.unwrap();
    // From then on everybody has the new one.
    assert_ne!(token(&tokens).await.unwrap(), old);
}

#[tokio::test]
async fn a_kept_sign_in_spares_the_next_one() {
    let service = service().await;
    let first = signed_in(&service).await;
    let kept = first.kept().unwrap();
    let next = Tokens::new(options(Method::DeviceCode, &service.base_url)).unwrap();
    next.resume(kept, None);
    reads(&graph(&service, &next)).await.unwrap();
    next.forget();
    assert_eq!(token(&next).await, Err(AuthError::NeedsSignIn(None)));
}

#[tokio::test]
async fn a_caller_who_gives_up_takes_nothing_from_the_others() {
    let service = service().await;
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    // Asked once and dropped, with the request under way.
    assert!(token(&tokens).now_or_never().is_none());
    assert!(token(&tokens).await.is_ok());
    assert_eq!(token_requests(&service).len(), 1);
}

#[tokio::test]
async fn other_scopes_of_a_sign_in_become_those_of_the_session() {
    let service = service().await;
    let tokens = Tokens::new(options(Method::DeviceCode, &service.base_url)).unwrap();
    let need = Need {
        scopes: vec![Cloud::Global.default_scope(), "offline_access".to_owned()],
        ..Need::default()
    };
    let (dialogue, _handle) = Dialogue::new();
    tokens.sign_in(&need, dialogue).await.unwrap();
    reads(&graph(&service, &tokens)).await.unwrap();
    assert!(tokens.claims().unwrap().rights().may_write);
}
