//! What the doctor finds, for each set-up that is broken in a way of its own.

use std::fmt::Write as _;

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
        token.contains("secret") && token.contains("valid until"),
        "{token}"
    );
    assert!(found(&checks, "Graph").found.contains("Contoso"));
    assert_eq!(found(&checks, "clock").state, State::Ok);
    let message = format!("{checks:?}");
    assert!(!message.contains("demo-secret"), "{message}");
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

/// The findings as text, without what differs from run to run.
fn told(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let differs = check.state == State::Ok
            && (check.name == "clock" || check.name.starts_with("name of"));
        let found = if differs { "…" } else { &check.found };
        let words: Vec<String> = found.split(' ').map(plain).collect();
        let _ = writeln!(
            text,
            "{:?} {}: {}",
            check.state,
            check.name,
            words.join(" ")
        );
        if let Some(advice) = &check.advice {
            let _ = writeln!(text, "    -> {advice}");
        }
    }
    text
}

/// A word without the port or the time that it is.
fn plain(word: &str) -> String {
    let shape: String = word
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect();
    if shape == "9999-99-99" || shape == "99:99" || shape.starts_with("9999-99-99T99:99:") {
        let rest = word.trim_end_matches(')').len();
        return format!("TIME{}", &word[rest..]);
    }
    // Ids made by chance have a 4 there (RFC 9562); that of the demo tenant is the same each time.
    let is_random = word.get(14..15) == Some("4") && !word.starts_with("f6fadfa7-");
    if word.len() >= 36 && shape.matches('-').count() == 4 && is_random {
        return format!("ID{}", &word[36..]);
    }
    match shape.rfind(":99") {
        Some(at) => {
            let rest = word[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{}:PORT{rest}", &word[..at])
        }
        None => word.to_owned(),
    }
}

/// What the doctor says of these settings, as it does for the command.
async fn diagnosis(config: &str, variables: &[(&str, &str)], token: Option<String>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let config = config.replace("EMPTY", empty.to_str().unwrap());
    std::fs::write(&path, config).unwrap();
    let environment = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let flags = enlist::config::Layer::default();
    let settings = enlist::config::load(Some(path), &environment, &flags).unwrap();
    let token = token.map(SecretString::from);
    let state = folder.path().join("state");
    let (mut checks, session) = doctor::prepare(&settings, &environment, token, Some(state));
    checks.extend(doctor::service(&session, &environment).await);
    let bad = checks.iter().filter(|check| check.state == State::Bad);
    for check in bad {
        assert!(check.advice.is_some(), "{check:?}");
    }
    told(&checks).replace(folder.path().to_str().unwrap(), "FOLDER")
}

/// A token that says this, signed by nobody.
fn saying(claims: &serde_json::Value) -> String {
    use base64::Engine as _;
    let part = |value: &serde_json::Value| {
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
    };
    format!(
        "{}.{}.x",
        part(&serde_json::json!({"alg": "none"})),
        part(claims)
    )
}

#[tokio::test]
async fn each_broken_set_up_is_told_with_what_to_do() {
    let service = service().await;
    let urls = format!(
        "graph_url = \"{0}\"\nauthority_url = \"{0}\"\n",
        service.base_url
    );
    let secret =
        format!("{urls}method = \"secret\"\nclient_id = \"demo-app\"\ntenant = \"{TENANT}\"\n");
    let demo = ("AZURE_CLIENT_SECRET", "demo-secret");
    insta::assert_snapshot!(
        "doctor-proxy-variable",
        diagnosis(&secret, &[demo, ("HTTPS_PROXY", "http://u:hush@:x")], None).await
    );
    insta::assert_snapshot!(
        "doctor-empty-bundle",
        diagnosis(&format!("{secret}ca_bundle = \"EMPTY\"\n"), &[demo], None).await
    );
    insta::assert_snapshot!("doctor-no-secret", diagnosis(&secret, &[], None).await);
    insta::assert_snapshot!(
        "doctor-wrong-secret",
        diagnosis(&secret, &[("AZURE_CLIENT_SECRET", "hush")], None).await
    );
    insta::assert_snapshot!(
        "doctor-china",
        diagnosis(
            &format!("cloud = \"china\"\n{urls}method = \"device-code\"\n"),
            &[],
            None
        )
        .await
    );
    insta::assert_snapshot!(
        "doctor-nobody-signed-in",
        diagnosis(&format!("{urls}client_id = \"demo-app\"\n"), &[], None).await
    );
    let graph = Cloud::Global.graph();
    let now = jiff::Timestamp::now().as_second();
    for (name, claims) in [
        (
            "doctor-other-tenant",
            serde_json::json!({"aud": graph, "tid": "00000000-1111-2222-3333-444444444444"}),
        ),
        (
            "doctor-other-cloud",
            serde_json::json!({"aud": Cloud::UsGov.graph(), "tid": TENANT}),
        ),
        (
            "doctor-ended-token",
            serde_json::json!({"aud": graph, "tid": TENANT, "exp": 0, "upn": "admin@contoso.com",
                "scp": "DeviceManagementServiceConfig.ReadWrite.All GroupMember.Read.All"}),
        ),
        (
            "doctor-few-rights",
            serde_json::json!({"aud": graph, "tid": TENANT, "exp": now + 4_000, "upn": "admin@contoso.com",
                "scp": "User.Read"}),
        ),
    ] {
        let config = format!("{urls}tenant = \"{TENANT}\"\n");
        let message = diagnosis(&config, &[], Some(saying(&claims))).await;
        insta::assert_snapshot!(name, message);
    }
}

#[tokio::test]
async fn each_broken_network_is_told_with_what_to_do() {
    let service = service().await;
    let (tls, _) = with_tls(&service).await;
    let urls = format!(
        "graph_url = \"https://localhost:{tls}\"\nauthority_url = \"https://localhost:{tls}\"\n"
    );
    let secret =
        format!("{urls}method = \"secret\"\nclient_id = \"demo-app\"\ntenant = \"{TENANT}\"\n");
    let demo = ("AZURE_CLIENT_SECRET", "demo-secret");
    insta::assert_snapshot!(
        "doctor-untrusted",
        diagnosis(&secret, &[demo, ("NO_PROXY", "*")], None).await
    );
    let (ntlm, _) = proxy(Some("never"), "NTLM").await;
    let (basic, _) = proxy(Some("never"), "Basic realm=x").await;
    let closed = "127.0.0.1:9";
    for (name, address) in [
        ("doctor-ntlm", format!("http://127.0.0.1:{ntlm}")),
        (
            "doctor-proxy-password",
            format!("http://user:hush@127.0.0.1:{basic}"),
        ),
        ("doctor-dead-proxy", format!("http://{closed}")),
        ("doctor-dead-https-proxy", format!("https://{closed}")),
    ] {
        let message = diagnosis(&secret, &[demo, ("HTTPS_PROXY", &address)], None).await;
        assert!(!message.contains("hush"), "{message}");
        insta::assert_snapshot!(name, message);
    }
    let past = [
        demo,
        ("HTTPS_PROXY", "http://127.0.0.1:9"),
        ("NO_PROXY", "localhost"),
    ];
    insta::assert_snapshot!(
        "doctor-past-the-proxy",
        diagnosis(&secret, &past, None).await
    );
}
