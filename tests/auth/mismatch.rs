//! Tokens for another cloud or tenant: noticed before anything is sent with them.

use enlist::auth::{AuthError, Dialogue, KeyringSlot, Method, Need, Tokens};
use enlist::demo::Fault;

use super::*;

const ELSEWHERE: &str = "00000000-1111-2222-3333-444444444444";

#[tokio::test]
async fn a_token_for_elsewhere_is_not_served_whatever_method_it_came_by() {
    let service = service().await;
    authority(&service, |settings| {
        settings.token_tenant = Some(ELSEWHERE.to_owned());
    });
    let token_of_elsewhere = {
        let mut elsewhere = with_secret(&service);
        elsewhere.tenant = Some(ELSEWHERE.to_owned());
        token(&Tokens::new(elsewhere).unwrap()).await.unwrap()
    };
    let by_token = |tenant: &str| {
        let mut given = options(Method::Token, &service.base_url);
        given.tenant = Some(tenant.to_owned());
        given.token = Some(SecretString::from(token_of_elsewhere.as_str()));
        Tokens::new(given).unwrap()
    };
    // A domain stands for the tenant that the authority says it does.
    for tenant in [TENANT, "contoso.com"] {
        let mut secret = with_secret(&service);
        secret.tenant = Some(tenant.to_owned());
        for tokens in [Tokens::new(secret).unwrap(), by_token(tenant)] {
            let error = reads(&graph(&service, &tokens)).await.unwrap_err();
            let RequestError::NotSent { reason, .. } = &error else {
                panic!("{error:?}")
            };
            assert!(reason.contains(ELSEWHERE), "{reason}");
        }
        let mut admin = options(Method::DeviceCode, &service.base_url);
        admin.tenant = Some(tenant.to_owned());
        let admin = Tokens::new(admin).unwrap();
        let (dialogue, _handle) = Dialogue::new();
        let error = admin.sign_in(&Need::default(), dialogue).await.unwrap_err();
        assert!(matches!(error, AuthError::Mismatch(_)), "{error:?}");
        assert!(admin.kept().is_none());
    }
    let asked = service.control.requests();
    assert!(asked.iter().all(|it| !it.path.contains("deviceManagement")));
}

#[tokio::test]
async fn a_token_for_another_cloud_is_not_served() {
    let service = service().await;
    authority(&service, |settings| {
        settings.token_audience = Some(Cloud::UsGov.graph().to_owned());
    });
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    let error = tokens.token(&Need::default()).await.unwrap_err();
    assert!(error.to_string().contains("US Gov L4"), "{error}");
    // The old one stays in use when a wrong one is pasted.
    let given = {
        let mut given = options(Method::Token, &service.base_url);
        given.token = Some(SecretString::from("opaque"));
        Tokens::new(given).unwrap()
    };
    authority(&service, |settings| settings.token_audience = None);
    let mut gov = with_secret(&service);
    gov.cloud = Cloud::UsGov;
    let gov = token(&Tokens::new(gov).unwrap()).await.unwrap();
    let error = given.paste(&SecretString::from(gov)).unwrap_err();
    assert!(matches!(error, AuthError::Mismatch(_)), "{error:?}");
    assert_eq!(token(&given).await.unwrap(), "opaque");
}

#[tokio::test]
async fn a_tenant_that_the_authority_does_not_know_is_told() {
    let service = service().await;
    refuse(&service, "openid-configuration", 90002, "invalid_tenant");
    let mut given = options(Method::Token, &service.base_url);
    given.tenant = Some("contosso.com".to_owned());
    given.token = Some(SecretString::from(
        token(&signed_in(&service).await).await.unwrap(),
    ));
    let given = Tokens::new(given).unwrap();
    let error = token(&given).await.unwrap_err();
    assert_eq!(number(&error), Some(90002));
    assert!(error.hint().contains("no tenant contosso.com"));
    // An authority that cannot be reached says nothing against a token that is there.
    service.control.add_fault(Fault {
        path_contains: Some("openid-configuration".to_owned()),
        drop: true,
        ..Fault::default()
    });
    assert!(token(&given).await.is_ok());
}

/// The next command would take it and fail, without a word of how to sign in.
#[tokio::test]
async fn nothing_of_a_refused_sign_in_is_kept() {
    let service = service().await;
    authority(&service, |settings| {
        settings.token_tenant = Some(ELSEWHERE.to_owned());
    });
    let folder = tempfile::tempdir().unwrap();
    let slot = || {
        let name = format!("enlist-test-refused-{}", std::process::id());
        KeyringSlot::new(name, Some(folder.path()))
    };
    let old = || SecretString::from("old");
    if slot().keep(&old(), Duration::from_mins(1)).is_err() {
        // A system without a keyring keeps nothing.
        return;
    }
    let mut admin = options(Method::DeviceCode, &service.base_url);
    admin.tenant = Some(TENANT.to_owned());
    let admin = Tokens::new(admin).unwrap();
    admin.resume(old(), Some(slot()));
    let (dialogue, _handle) = Dialogue::new();
    let error = admin.sign_in(&Need::default(), dialogue).await.unwrap_err();
    assert!(matches!(error, AuthError::Mismatch(_)), "{error:?}");
    assert!(admin.kept().is_none());
    assert!(slot().token().unwrap().is_none());
}
