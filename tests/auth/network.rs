//! A private certificate authority and a proxy between this host and the authority.

use std::sync::{Arc, Mutex};

use enlist::auth::{AuthError, Options, Tokens};
use enlist::demo::Service;
use enlist::net::{Network, proxy_refusal};
use enlist::words;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::*;

/// Puts TLS in front of a service, with a certificate that only the returned bundle vouches for.
pub(super) async fn with_tls(service: &Service) -> (u16, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let bundle = authority.self_signed(&authority_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &Issuer::new(authority, authority_key))
        .unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let behind = service.base_url.strip_prefix("http://").unwrap().to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                let mut outer = acceptor.accept(stream).await.ok()?;
                let mut inner = TcpStream::connect(behind).await.ok()?;
                copy_bidirectional(&mut outer, &mut inner).await.ok()
            });
        }
    });
    (port, bundle)
}

/// A proxy that lets through who says this, and tells everybody else what it takes.
pub(super) async fn proxy(
    credentials: Option<&'static str>,
    takes: &'static str,
) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&log);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    if stream.read_buf(&mut head).await.ok()? == 0 {
                        return None;
                    }
                }
                let head = String::from_utf8(head).ok()?;
                let to = head.split(' ').nth(1)?.to_owned();
                seen.lock().unwrap().push(to.clone());
                if credentials.is_some_and(|known| !head.contains(known)) {
                    let answer = format!(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: {takes}\r\nContent-Length: 0\r\n\r\n"
                    );
                    stream.write_all(answer.as_bytes()).await.ok()?;
                    return None;
                }
                let to = to.replace("localhost", "127.0.0.1");
                let mut onward = TcpStream::connect(to).await.ok()?;
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
                copy_bidirectional(&mut stream, &mut onward).await.ok()
            });
        }
    });
    (port, log)
}

fn over(service: &Service, tls: u16, bundle: Option<&str>, variables: &[(&str, &str)]) -> Options {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bundle.pem");
    if let Some(bundle) = bundle {
        std::fs::write(&file, bundle).unwrap();
    }
    let environment = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let mut options = with_secret(service);
    options.authority = Some(format!("https://localhost:{tls}").parse().unwrap());
    options.network = Network::read(&environment, bundle.map(|_| file.as_path())).unwrap();
    options
}

#[tokio::test]
async fn a_private_authority_is_trusted_by_its_bundle_alone() {
    let service = service().await;
    let (tls, bundle) = with_tls(&service).await;
    let tokens = Tokens::new(over(&service, tls, Some(&bundle), &[("NO_PROXY", "*")])).unwrap();
    assert!(token(&tokens).await.is_ok());
    let tokens = Tokens::new(over(&service, tls, None, &[("NO_PROXY", "*")])).unwrap();
    let error = token(&tokens).await.unwrap_err();
    assert!(
        matches!(&error, AuthError::Network(why) if why.contains("certificate")),
        "{error}"
    );
    assert!(error.hint().contains("--ca-bundle"));
}

#[tokio::test]
async fn a_proxy_gets_its_user_and_password() {
    let service = service().await;
    let (tls, bundle) = with_tls(&service).await;
    // user:p@ss
    let (port, seen) = proxy(Some("Basic dXNlcjpwQHNz"), "Basic realm=\"x\"").await;
    let address = format!("http://user:p%40ss@127.0.0.1:{port}");
    let options = over(&service, tls, Some(&bundle), &[("HTTPS_PROXY", &address)]);
    assert!(token(&Tokens::new(options).unwrap()).await.is_ok());
    assert_eq!(*seen.lock().unwrap(), [format!("localhost:{tls}")]);

    let past = [
        ("HTTPS_PROXY", address.as_str()),
        ("NO_PROXY", "example.com,localhost"),
    ];
    let options = over(&service, tls, Some(&bundle), &past);
    assert!(token(&Tokens::new(options).unwrap()).await.is_ok());
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_takes_only_ntlm_is_named_with_the_way_out() {
    let service = service().await;
    let (tls, bundle) = with_tls(&service).await;
    let (port, _) = proxy(Some("nobody knows"), "NTLM").await;
    let address = format!("http://127.0.0.1:{port}");
    let options = over(&service, tls, Some(&bundle), &[("HTTPS_PROXY", &address)]);
    let why = proxy_refusal(&options.network, "localhost", tls)
        .await
        .unwrap();
    assert!(
        why.why.contains("accepts only NTLM") && why.advice.contains("local relay"),
        "{why:?}"
    );
    let error = token(&Tokens::new(options).unwrap()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains(&format!("127.0.0.1:{port} accepts only NTLM")),
        "{error}"
    );
    assert!(error.is_network());
}

#[tokio::test]
async fn an_open_proxy_refuses_nothing_and_loopback_goes_past_every_proxy() {
    let service = service().await;
    let (port, seen) = proxy(None, "").await;
    let address = format!("http://127.0.0.1:{port}");
    let mut options = with_secret(&service);
    let environment = |name: &str| (name == "HTTPS_PROXY").then(|| address.clone());
    options.network = Network::read(&environment, None).unwrap();
    let (host, own) = service
        .base_url
        .strip_prefix("http://")
        .unwrap()
        .split_once(':')
        .unwrap();
    let own = own.parse().unwrap();
    assert_eq!(proxy_refusal(&options.network, host, own).await, None);
    assert!(token(&Tokens::new(options).unwrap()).await.is_ok());
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_graph_that_is_not_trusted_leads_to_the_bundle() {
    let service = service().await;
    let (tls, _) = with_tls(&service).await;
    let settings = Settings {
        graph_url: format!("https://localhost:{tls}").parse().unwrap(),
        ..Settings::default()
    };
    let network = Network::read(&|name| (name == "NO_PROXY").then(|| "*".to_owned()), None);
    let client = Client::over(&settings, Tokens::bearer(&service.token), network.unwrap());
    let error = reads(&client).await.unwrap_err();
    let hint = words::error(&error).pop().unwrap().text;
    assert!(hint.contains("--ca-bundle"), "{hint}");
}

#[tokio::test]
async fn what_to_do_about_a_refusal_of_the_authority_comes_with_the_request() {
    let service = service().await;
    refuse(&service, "/token", 7_000_222, "invalid_client");
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    let error = reads(&graph(&service, &tokens)).await.unwrap_err();
    assert!(
        matches!(
            &error,
            RequestError::NotSent {
                number: Some(7_000_222),
                ..
            }
        ),
        "{error:?}"
    );
    let hint = words::error(&error).pop().unwrap().text;
    assert!(hint.contains("the client secret has expired"), "{hint}");
}
