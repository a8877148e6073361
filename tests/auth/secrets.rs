//! No secret in anything that can be printed.

use enlist::auth::{Dialogue, Method, Need, Tokens};
use enlist::net::Network;
use secrecy::{ExposeSecret, SecretString};

use super::*;

#[tokio::test]
async fn nothing_that_can_be_printed_holds_a_secret() {
    let service = service().await;
    authority(&service, |settings| {
        settings.secret = "hush-secret".to_owned();
        settings.federated_token = "hush-workload".to_owned();
    });
    let mut printed = String::new();
    let mut print = |one: String| printed += &one;

    let mut options = with_secret(&service);
    options.token = Some(SecretString::from("hush-given"));
    options.network = Network::read(
        &|name| (name == "HTTPS_PROXY").then(|| "http://user:hush-proxy@proxy:1".to_owned()),
        None,
    )
    .unwrap();
    print(format!("{options:?}"));
    let app = Tokens::new(options).unwrap();
    let app_token = token(&app).await.unwrap();
    print(format!("{app:?} {:?} {:?}", app.claims(), app.kept()));

    let admin = Tokens::new(super::options(Method::DeviceCode, &service.base_url)).unwrap();
    let (dialogue, mut handle) = Dialogue::new();
    print(format!("{dialogue:?} {handle:?}"));
    admin.sign_in(&Need::default(), dialogue).await.unwrap();
    print(format!("{:?} {admin:?}", prompts(&mut handle)));
    let admin_token = token(&admin).await.unwrap();
    let refresh = admin.kept().unwrap();
    print(format!("{refresh:?} {:?}", graph(&service, &admin)));

    // Whatever goes wrong: the answer to a good request is no token, and the request is refused.
    for fault in [
        r#"{"access_token":7,"x":"hush-body"}"#,
        r#"{"access_token":"hush body"}"#,
    ] {
        service.control.add_fault(Fault {
            path_contains: Some("/token".to_owned()),
            times: 9,
            body: Some(fault.to_owned()),
            ..Fault::default()
        });
        for tokens in [&app, &admin] {
            let error = tokens.token(&Need::fresh()).await.unwrap_err();
            print(format!("{error} {error:?} {}", error.hint()));
        }
        service.control.clear_faults();
    }
    service.control.revoke_sign_ins();
    let error = admin.token(&Need::fresh()).await.unwrap_err();
    print(format!("{error} {error:?} {}", error.hint()));
    let given = Tokens::bearer("hush given");
    print(format!("{given:?} {:?}", token(&given).await));
    // The record of the embedded service is printed by tests that fail.
    print(format!("{:?}", service.control.requests()));

    for secret in [
        "hush",
        &app_token,
        &admin_token,
        refresh.expose_secret(),
        "demo-refresh-",
        "demo-device-",
    ] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
