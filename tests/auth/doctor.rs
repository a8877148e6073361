//! What the doctor finds, for each set-up that is broken in a way of its own.

use enlist::doctor::{self, Check, State};
use enlist::net::Network;
use enlist::session::Session;

use super::network::{proxy, with_tls};
use super::*;

/// The findings for a Graph and an authority at this address.
async fn findings(base_url: &str, change: impl FnOnce(&mut Options)) -> Vec<Check> {
    let settings = Settings {
        graph_url: base_url.parse().unwrap(),
        timing: Timing {
            connect: Duration::from_secs(5),
            ..Timing::default()
        },
        ..Settings::default()
    };
    let mut options = options(Method::Secret, base_url);
    options.secret = Some(SecretString::from("demo-secret"));
    options.timing = settings.timing;
    change(&mut options);
    let state = tempfile::tempdir().unwrap();
    let session = Session::sign_in_with(&settings, options, state.path().to_owned()).unwrap();
    let environment = |_: &str| None;
    doctor::service(&session, &environment).await
}

fn found<'a>(checks: &'a [Check], name: &str) -> &'a Check {
    let check = checks.iter().find(|check| check.name == name);
    check.unwrap_or_else(|| panic!("no {name} in {checks:#?}"))
}

#[tokio::test]
async fn where_all_is_well_it_says_who_and_until_when() {
    let service = service().await;
    let checks = findings(&service.base_url, |_| {}).await;
    assert!(
        checks.iter().all(|check| check.state != State::Bad),
        "{checks:#?}"
    );
    let token = &found(&checks, "token").found;
    assert!(
        token.contains("secret") && token.contains("good until"),
        "{token}"
    );
    assert!(found(&checks, "Graph").found.contains("Contoso"));
    assert_eq!(found(&checks, "clock").state, State::Ok);
    let said = format!("{checks:?}");
    assert!(!said.contains("demo-secret"), "{said}");
}

#[tokio::test]
async fn inspection_is_named_by_its_issuer() {
    let service = service().await;
    let (port, bundle) = with_tls(&service).await;
    let url = format!("https://localhost:{port}");
    let checks = findings(&url, |_| {}).await;
    let tls = found(&checks, "TLS of Graph");
    assert_eq!(tls.state, State::Bad, "{tls:?}");
    assert!(tls.found.contains("rcgen"), "{tls:?}");
    assert!(tls.advice.as_ref().unwrap().contains("--ca-bundle"));
    assert_eq!(found(&checks, "token").state, State::Skipped);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.pem");
    std::fs::write(&file, bundle).unwrap();
    let network = Network::read(&|_| None, Some(&file)).unwrap();
    let checks = findings(&url, |options| options.network = network).await;
    let tls = found(&checks, "TLS of the authority");
    assert_eq!(
        tls.state,
        State::Warn,
        "trusted, and not Microsoft's: {tls:?}"
    );
    assert_eq!(found(&checks, "Graph").state, State::Ok);
}

#[tokio::test]
async fn a_proxy_that_takes_only_ntlm_is_named_with_the_way_out() {
    let service = service().await;
    let (port, _) = with_tls(&service).await;
    let (proxy_port, _) = proxy(Some("never"), "NTLM").await;
    let address = format!("http://127.0.0.1:{proxy_port}");
    let environment = |name: &str| (name == "HTTPS_PROXY").then(|| address.clone());
    let network = Network::read(&environment, None).unwrap();
    let url = format!("https://localhost:{port}");
    let checks = findings(&url, |options| options.network = network).await;
    let proxy = found(&checks, "proxy");
    assert_eq!(proxy.state, State::Bad);
    assert!(proxy.found.contains("NTLM"), "{proxy:?}");
    assert!(proxy.advice.as_ref().unwrap().contains("local relay"));
}

#[tokio::test]
async fn a_refused_sign_in_is_told_with_what_to_do() {
    let service = service().await;
    refuse(&service, "/token", 7_000_222, "invalid_client");
    let checks = findings(&service.base_url, |_| {}).await;
    let token = found(&checks, "token");
    assert_eq!(token.state, State::Bad);
    assert!(token.found.contains("AADSTS7000222"), "{token:?}");
    assert!(token.advice.is_some());
}

#[tokio::test]
async fn a_host_that_nobody_answers_for_is_told() {
    let checks = findings(NOWHERE, |_| {}).await;
    assert_eq!(found(&checks, "authority").state, State::Bad);
    assert_eq!(found(&checks, "token").state, State::Skipped);
}
