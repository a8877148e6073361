//! Authorization code with PKCE, with a bare HTTP client as the browser.

use std::time::Duration;

use enlist::auth::{AuthError, Dialogue, DialogueHandle, Method, Need, Prompt, Tokens};
use secrecy::SecretString;

use super::*;

async fn page(handle: &mut DialogueHandle) -> (String, u16) {
    match handle.prompts.recv().await.unwrap() {
        Prompt::Browser { url, port } => (url, port),
        other => panic!("{other:?}"),
    }
}

fn browser(follow: bool) -> reqwest::Client {
    let policy = if follow {
        reqwest::redirect::Policy::limited(3)
    } else {
        reqwest::redirect::Policy::none()
    };
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(policy)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_browser_comes_back_with_the_code() {
    let service = service().await;
    let tokens = Tokens::new(options(Method::Browser, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    let need = Need::default();
    let visit = async {
        let (url, port) = page(&mut handle).await;
        assert!(
            url.contains(&format!("redirect_uri=http%3A%2F%2Flocalhost%3A{port}&")),
            "{url}"
        );
        assert!(url.contains("code_challenge_method=S256"), "{url}");
        browser(true)
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let (result, seen) = tokio::join!(tokens.sign_in(&need, dialogue), visit);
    result.unwrap();
    assert!(seen.contains("Signed in"), "{seen}");
    reads(&graph(&service, &tokens)).await.unwrap();
}

#[tokio::test]
async fn the_address_can_be_pasted_where_no_browser_comes_back() {
    let service = service().await;
    let tokens = Tokens::new(options(Method::Browser, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    let need = Need::default();
    let paste = async {
        let (url, _) = page(&mut handle).await;
        let answer = browser(false).get(url).send().await.unwrap();
        let address = answer.headers()["location"].to_str().unwrap().to_owned();
        let other = address.split("&state=").next().unwrap().to_owned() + "&state=forged";
        for wrong in ["http://localhost/", &other] {
            handle.pasted.send(SecretString::from(wrong)).unwrap();
            let heard = handle.prompts.recv().await.unwrap();
            assert!(matches!(heard, Prompt::PasteRefused(_)), "{heard:?}");
        }
        handle.pasted.send(SecretString::from(address)).unwrap();
    };
    let (result, ()) = tokio::join!(tokens.sign_in(&need, dialogue), paste);
    result.unwrap();
    assert!(token(&tokens).await.is_ok());
}

#[tokio::test]
async fn a_refusal_of_the_page_keeps_its_number() {
    let service = service().await;
    authority(&service, |settings| {
        settings.page_refusal = Some((
            "access_denied".to_owned(),
            "AADSTS65001: The user or administrator has not consented.".to_owned(),
        ));
    });
    let tokens = Tokens::new(options(Method::Browser, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    let need = Need::default();
    let visit = async {
        let (url, _) = page(&mut handle).await;
        browser(true)
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let (result, seen) = tokio::join!(tokens.sign_in(&need, dialogue), visit);
    let error = result.unwrap_err();
    assert_eq!(number(&error), Some(65001));
    assert!(error.hint().contains("/adminconsent?"), "{}", error.hint());
    assert!(seen.contains("refused"), "{seen}");
}

#[tokio::test]
async fn a_refusal_that_only_the_page_shows_can_be_pasted() {
    let service = service().await;
    let tokens = Tokens::new(options(Method::Browser, &service.base_url)).unwrap();
    let (dialogue, handle) = Dialogue::new();
    let shown = "Sorry\nAADSTS50011: The redirect URI does not match.\nTrace ID: t";
    handle.pasted.send(SecretString::from(shown)).unwrap();
    let error = tokens
        .sign_in(&Need::default(), dialogue)
        .await
        .unwrap_err();
    assert_eq!(number(&error), Some(50011));
    assert_eq!(
        error.to_string(),
        "AADSTS50011: The redirect URI does not match."
    );
    assert!(
        error
            .hint()
            .contains("add the redirect URI http://localhost")
    );
}

#[tokio::test]
async fn a_code_is_exchanged_once_or_not_at_all() {
    let service = service().await;
    dropped(&service, 1);
    let tokens = Tokens::new(options(Method::Browser, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    let need = Need::default();
    let visit = async {
        let (url, _) = page(&mut handle).await;
        browser(true).get(url).send().await.unwrap();
    };
    let (result, ()) = tokio::join!(tokens.sign_in(&need, dialogue), visit);
    assert!(matches!(result, Err(AuthError::Network(_))), "{result:?}");
    assert_eq!(token_requests(&service).len(), 1);
}

#[tokio::test]
async fn a_busy_port_is_named_and_a_browser_that_never_comes_ends_the_wait() {
    let service = service().await;
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = other.local_addr().unwrap().port();
    let mut busy = options(Method::Browser, &service.base_url);
    busy.redirect_port = port;
    let (dialogue, _handle) = Dialogue::new();
    let error = Tokens::new(busy.clone())
        .unwrap()
        .sign_in(&Need::default(), dialogue)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains(&format!("port {port} ")),
        "{error}"
    );

    drop(other);
    busy.sign_in_timing.browser = Duration::from_millis(20);
    let (dialogue, mut handle) = Dialogue::new();
    let result = Tokens::new(busy)
        .unwrap()
        .sign_in(&Need::default(), dialogue)
        .await;
    assert!(matches!(result, Err(AuthError::Timeout(_))), "{result:?}");
    assert_eq!(page(&mut handle).await.1, port);
}

#[tokio::test]
async fn a_sign_in_by_browser_outlasts_the_end_of_its_token() {
    let service = service().await;
    let tokens = Tokens::new(options(Method::Browser, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    let need = Need::default();
    let visit = async {
        let (url, _) = page(&mut handle).await;
        browser(true).get(url).send().await.unwrap();
    };
    let (result, ()) = tokio::join!(tokens.sign_in(&need, dialogue), visit);
    result.unwrap();
    let client = graph(&service, &tokens);
    service.control.revoke_tokens();
    dropped(&service, 1);
    reads(&client).await.unwrap();
    // A sign-in that has ended as well needs the admin again, and says why.
    service.control.revoke_tokens();
    service.control.revoke_sign_ins();
    let error = reads(&client).await.unwrap_err();
    assert!(
        matches!(&error, RequestError::NotSent { no_token: true, reason, .. } if reason.contains("AADSTS50173")),
        "{error:?}"
    );
}
