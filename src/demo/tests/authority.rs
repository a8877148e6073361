//! The authority, and observing and disturbing it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::super::Service;
use super::{Reply, documented, send};

const TOKEN: &str = "/contoso.com/oauth2/v2.0/token";
const READ: &str = "https%3A%2F%2Fgraph.microsoft.com%2FUser.Read%20offline_access";
/// base64url of the SHA-256 of `verifier`.
const CHALLENGE: &str = "iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ";

async fn post(service: &Service, path: &str, form: &str) -> Reply {
    send(service, "POST", path, &[], form).await.unwrap()
}

async fn control(service: &Service, method: &str, path: &str, body: &str) -> u16 {
    let path = format!("/_control/{path}");
    send(service, method, &path, &[], body)
        .await
        .unwrap()
        .status
}

async fn me(service: &Service, token: &str) -> Reply {
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    send(service, "GET", "/v1.0/me", &headers, "")
        .await
        .unwrap()
}

async fn app(service: &Service, secret: &str) -> Reply {
    let form = format!(
        "grant_type=client_credentials&client_id=a&client_secret={secret}\
         &scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
    );
    post(service, TOKEN, &form).await
}

fn access(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_of_the_authority_opens_graph_until_it_is_taken_back() {
    let service = documented().await;
    let reply = app(&service, "demo-secret").await;
    assert_eq!(reply.json()["expires_in"], 3600);
    let token = access(&reply);
    assert_eq!(me(&service, &token).await.status, 200);
    assert_eq!(me(&service, &service.token).await.status, 200);
    assert_eq!(control(&service, "POST", "revoke/tokens", "").await, 204);
    let ended = me(&service, &token).await;
    assert_eq!(ended.status, 401);
    assert!(
        ended.body.contains("the token is expired"),
        "{}",
        ended.body
    );
    assert_eq!(me(&service, &service.token).await.status, 200);
}

#[tokio::test]
async fn a_refusal_has_the_shape_and_the_escapes_of_the_real_one() {
    let service = documented().await;
    let reply = app(&service, "wrong").await;
    assert_eq!(reply.status, 401);
    assert_eq!(reply.json()["error"], "invalid_client");
    assert_eq!(reply.json()["error_codes"], json!([7_000_215]));
    let text = reply.json()["error_description"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        text.starts_with("AADSTS7000215: Invalid client secret"),
        "{text}"
    );
    assert!(text.contains("\r\nTrace ID: "), "{text}");
    assert!(reply.body.contains("\\u0027demo\\u0027"), "{}", reply.body);
    let reply = post(&service, TOKEN, "grant_type=password&client_id=a").await;
    assert_eq!(reply.json()["error"], "unsupported_grant_type");
    let reply = post(
        &service,
        TOKEN,
        "grant_type=client_credentials&client_id=a&scope=x",
    )
    .await;
    assert_eq!(reply.json()["error"], "invalid_scope");
}

#[tokio::test]
async fn a_code_is_good_once_and_for_its_verifier_alone() {
    let service = documented().await;
    let page = format!(
        "/common/oauth2/v2.0/authorize?client_id=a&response_type=code&state=s&scope={READ}\
         &redirect_uri=http%3A%2F%2Flocalhost%3A8400&code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    for (verifier, status, error) in [
        ("verifier", 200, json!(null)),
        ("other", 400, json!([501_481])),
    ] {
        let reply = send(&service, "GET", &page, &[], "").await.unwrap();
        assert_eq!(reply.status, 302);
        let back = reply.headers["location"].clone();
        assert!(back.starts_with("http://localhost:8400/?code=") && back.ends_with("&state=s"));
        let code = back.split(['=', '&']).nth(1).unwrap();
        let form = format!(
            "grant_type=authorization_code&client_id=a&code={code}\
             &redirect_uri=http%3A%2F%2Flocalhost%3A8400&code_verifier={verifier}"
        );
        let reply = post(&service, TOKEN, &form).await;
        assert_eq!(
            (reply.status, &reply.json()["error_codes"]),
            (status, &error)
        );
        let reply = post(&service, TOKEN, &form).await;
        assert_eq!(reply.json()["error_codes"], json!([70000]));
    }
    let elsewhere = page.replace("localhost", "evil.example");
    let reply = send(&service, "GET", &elsewhere, &[], "").await.unwrap();
    assert_eq!(reply.json()["error_codes"], json!([50011]));
}

#[tokio::test]
async fn refresh_tokens_rotate_and_can_be_taken_back() {
    let service = documented().await;
    let form = format!("client_id=a&scope={READ}");
    let device = post(&service, "/common/oauth2/v2.0/devicecode", &form)
        .await
        .json();
    let code = device["device_code"].as_str().unwrap();
    let poll = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=a&device_code={code}"
    );
    let pending = post(&service, TOKEN, &poll).await;
    assert_eq!(pending.json()["error"], "authorization_pending");
    let first = post(&service, TOKEN, &poll).await;
    assert_eq!(me(&service, &access(&first)).await.status, 200);
    let refresh = |reply: &Reply| {
        let token = reply.json()["refresh_token"].as_str().unwrap().to_owned();
        format!("grant_type=refresh_token&client_id=a&refresh_token={token}")
    };
    let second = post(&service, TOKEN, &refresh(&first)).await;
    access(&second);
    let again = post(&service, TOKEN, &refresh(&first)).await;
    assert_eq!(again.json()["error_codes"], json!([50173]));
    assert_eq!(control(&service, "POST", "revoke/sign-ins", "").await, 204);
    assert_eq!(post(&service, TOKEN, &refresh(&second)).await.status, 400);
}

#[tokio::test]
async fn demanded_claims_come_as_a_challenge() {
    let service = documented().await;
    let token = access(&app(&service, "demo-secret").await);
    let claims = r#"{"access_token":{"acrs":{"value":"c1"}}}"#;
    assert_eq!(control(&service, "PUT", "claims", claims).await, 204);
    let reply = me(&service, &token).await;
    assert_eq!(reply.status, 401);
    let challenge = &reply.headers["www-authenticate"];
    assert!(
        challenge.ends_with(
            r#"error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZSI6ImMxIn19fQ==""#
        ),
        "{challenge}"
    );
    assert_eq!(control(&service, "PUT", "claims", "").await, 204);
    assert_eq!(me(&service, &token).await.status, 200);
}

#[tokio::test]
async fn settings_and_keys_come_over_http_and_secrets_are_not_recorded() {
    let service = documented().await;
    let mut settings = service.control.authority();
    settings.secret = "s3cret".to_owned();
    let body = serde_json::to_string(&settings).unwrap();
    assert_eq!(control(&service, "PUT", "authority", &body).await, 204);
    assert_eq!(
        control(&service, "PUT", "authority", r#"{"odd":1}"#).await,
        400
    );
    access(&app(&service, "s3cret").await);
    let reply = send(&service, "GET", "/_control/authority", &[], "")
        .await
        .unwrap();
    assert_eq!(reply.json()["secret"], "s3cret");
    let recorded = service.control.requests().pop().unwrap().body.unwrap();
    assert!(recorded.contains("client_secret=-"), "{recorded}");
    assert_eq!(control(&service, "POST", "keys", "no key").await, 400);
    let reply = send(
        &service,
        "GET",
        "/t/v2.0/.well-known/openid-configuration",
        &[],
        "",
    )
    .await;
    let token = reply.unwrap().json()["token_endpoint"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(token, format!("{}/t/oauth2/v2.0/token", service.base_url));
    let odd = send(
        &service,
        "GET",
        "/metadata/identity/oauth2/token?resource=x",
        &[],
        "",
    )
    .await;
    assert_eq!(odd.unwrap().json()["error"], "invalid_request");
}

fn claims_of(token: &str) -> serde_json::Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn who_asks_for_openid_hears_who_signed_in() {
    let service = documented().await;
    let token = |answer: &Reply| answer.json()["id_token"].as_str().map(str::to_owned);
    let mut settings = service.control.authority();
    settings.device_answers.clear();
    service.control.set_authority(settings);
    for (scope, asked) in [
        ("openid%20profile%20User.Read%20offline_access", true),
        (READ, false),
    ] {
        let page = format!(
            "/contoso.com/oauth2/v2.0/authorize?client_id=app-1&response_type=code&state=s&nonce=n-1\
             &scope={scope}&redirect_uri=http%3A%2F%2Flocalhost%3A8400\
             &code_challenge={CHALLENGE}&code_challenge_method=S256"
        );
        let reply = send(&service, "GET", &page, &[], "").await.unwrap();
        let back = reply.headers["location"].clone();
        let code = back.split(['=', '&']).nth(1).unwrap();
        let form = format!(
            "grant_type=authorization_code&client_id=app-1&code={code}\
             &redirect_uri=http%3A%2F%2Flocalhost%3A8400&code_verifier=verifier"
        );
        let first = post(&service, TOKEN, &form).await;
        let Some(id_token) = token(&first) else {
            assert!(!asked, "{}", first.body);
            continue;
        };
        assert!(asked, "it came unasked");
        let claims = claims_of(&id_token);
        assert_eq!(claims["aud"], "app-1");
        assert_eq!(claims["nonce"], "n-1");
        assert_eq!(claims["preferred_username"], "admin@contoso.com");
        let tenant = claims["tid"].as_str().unwrap();
        assert_eq!(claims["iss"], format!("{}/{tenant}/v2.0", service.base_url));
        assert!(claims["exp"].as_u64() > claims["iat"].as_u64());
        assert_eq!(
            me(&service, &id_token).await.status,
            401,
            "it opens nothing"
        );
        let refresh = first.json()["refresh_token"].as_str().unwrap().to_owned();
        let form = format!("grant_type=refresh_token&client_id=app-1&refresh_token={refresh}");
        let again = claims_of(&token(&post(&service, TOKEN, &form).await).unwrap());
        assert_eq!(again.get("nonce"), None);
    }
    let form = "client_id=app-1&scope=openid";
    let device = post(&service, "/common/oauth2/v2.0/devicecode", form)
        .await
        .json();
    let poll = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=app-1&device_code={}",
        device["device_code"].as_str().unwrap()
    );
    let claims = claims_of(&token(&post(&service, TOKEN, &poll).await).unwrap());
    assert_eq!(claims["sub"], "demo-admin@contoso.com");
    assert_eq!(
        claims.get("preferred_username"),
        None,
        "profile was not asked for"
    );
}
