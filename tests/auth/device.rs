//! Device code.

use std::time::Duration;

use enlist::auth::{AuthError, Dialogue, Method, Need, Poll, Prompt, Tokens};
use enlist::demo::Service;

use super::*;

async fn attempt(service: &Service) -> (Result<(), AuthError>, Vec<Prompt>) {
    let tokens = Tokens::new(options(Method::DeviceCode, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    let result = tokens.sign_in(&Need::default(), dialogue).await;
    (result, prompts(&mut handle))
}

fn answers(service: &Service, answers: &[&str]) {
    authority(service, |settings| {
        settings.device_answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    });
}

#[tokio::test]
async fn the_code_is_shown_and_the_wait_reported() {
    let service = service().await;
    answers(&service, &["authorization_pending", "slow_down"]);
    let tokens = Tokens::new(options(Method::DeviceCode, &service.base_url)).unwrap();
    // Never prompts by itself.
    assert_eq!(token(&tokens).await, Err(AuthError::NeedsSignIn(None)));
    let (dialogue, mut handle) = Dialogue::new();
    tokens.sign_in(&Need::default(), dialogue).await.unwrap();
    let prompts = prompts(&mut handle);
    let Prompt::DeviceCode {
        user_code,
        verification_url,
        expires_in,
    } = &prompts[0]
    else {
        panic!("{prompts:?}")
    };
    assert_eq!(user_code.len(), 9);
    assert_eq!(
        *verification_url,
        format!("{}/devicelogin", service.base_url)
    );
    assert_eq!(*expires_in, Duration::from_secs(900));
    assert_eq!(
        prompts[1..],
        [
            Prompt::Polling(Poll::Pending),
            Prompt::Polling(Poll::SlowedDown)
        ]
    );
    reads(&graph(&service, &tokens)).await.unwrap();
    let claims = tokens.claims().unwrap();
    assert!(claims.rights().may_write && !claims.rights().app_only);
    assert_eq!(claims.user.as_deref(), Some("admin@contoso.com"));
    assert_eq!(claims.mismatch(Cloud::Global, Some(TENANT)), None);
    assert!(claims.mismatch(Cloud::China, None).is_some());
}

#[tokio::test]
async fn a_refusal_says_why_and_what_to_do() {
    let service = service().await;
    answers(&service, &["authorization_declined"]);
    let error = attempt(&service).await.0.unwrap_err();
    assert!(error.to_string().contains("User declined"), "{error}");

    answers(&service, &["expired_token"]);
    let error = attempt(&service).await.0.unwrap_err();
    assert!(matches!(error, AuthError::Timeout(_)), "{error:?}");

    answers(&service, &[]);
    refuse(&service, "/token", 53003, "access_denied");
    let error = attempt(&service).await.0.unwrap_err();
    assert_eq!(number(&error), Some(53003));
    assert_eq!(
        error.to_string(),
        "AADSTS53003: It's refused. (trace id: t)"
    );
    assert!(error.hint().contains("method browser"));

    refuse(&service, "/devicecode", 90094, "invalid_request");
    let error = attempt(&service).await.0.unwrap_err();
    let consent = format!(
        "{}/{TENANT}/v2.0/adminconsent?client_id=demo-app",
        service.base_url
    );
    assert!(error.hint().contains(&consent), "{}", error.hint());
}

#[tokio::test]
async fn a_code_that_nobody_typed_expires() {
    let service = service().await;
    authority(&service, |settings| settings.device_lifetime = 0);
    let error = attempt(&service).await.0.unwrap_err();
    assert!(matches!(error, AuthError::Timeout(_)), "{error:?}");
}

#[tokio::test]
async fn faults_of_the_network_do_not_end_the_wait() {
    let service = service().await;
    answers(&service, &[]);
    dropped(&service, 1);
    unwell(&service, 1);
    let (result, prompts) = attempt(&service).await;
    result.unwrap();
    let trouble = prompts
        .iter()
        .filter(|prompt| matches!(prompt, Prompt::Polling(Poll::Trouble(_))));
    assert_eq!(trouble.count(), 2, "{prompts:?}");
}

#[tokio::test]
async fn an_authority_out_of_reach_is_the_networks_fault() {
    let tokens = Tokens::new(options(Method::DeviceCode, NOWHERE)).unwrap();
    let (dialogue, _handle) = Dialogue::new();
    let error = tokens
        .sign_in(&Need::default(), dialogue)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, AuthError::Network(why) if why.starts_with("127.0.0.1:9")),
        "{error:?}"
    );
    assert!(error.is_network());
}
