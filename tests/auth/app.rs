//! An app with a secret, a certificate or a workload token.

use std::path::{Path, PathBuf};
use std::time::Duration;

use enlist::auth::{AuthError, Method, Options, Tokens};
use enlist::demo::{Fault, Service};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, PublicKeyData};
use secrecy::SecretString;

use super::*;

#[tokio::test]
async fn a_secret_opens_graph() {
    let service = service().await;
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    reads(&graph(&service, &tokens)).await.unwrap();
    let rights = tokens.claims().unwrap().rights();
    assert!(rights.app_only && rights.may_write && rights.may_read_names);
    let asked = token_requests(&service).pop().unwrap();
    assert_eq!(asked.path, format!("/{TENANT}/oauth2/v2.0/token"));
    assert!(asked.headers["user-agent"].starts_with("enlist/"));
    let form = asked.body.unwrap();
    assert!(
        form.contains("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"),
        "{form}"
    );
}

#[tokio::test]
async fn a_wrong_secret_is_told_with_its_number() {
    let service = service().await;
    let mut options = with_secret(&service);
    options.secret = Some(SecretString::from("wrong"));
    let error = token(&Tokens::new(options).unwrap()).await.unwrap_err();
    assert_eq!(number(&error), Some(7_000_215));
    assert!(
        error
            .to_string()
            .contains("for a secret added to app 'demo'."),
        "{error}"
    );
    assert!(error.to_string().contains("correlation id: "), "{error}");
    assert!(error.hint().contains("not its ID"));
    // A refusal is final: nothing is tried again.
    assert_eq!(token_requests(&service).len(), 1);
}

#[tokio::test]
async fn a_fault_of_the_network_is_tried_again_within_reason() {
    let service = service().await;
    dropped(&service, 1);
    unwell(&service, 1);
    assert!(
        token(&Tokens::new(with_secret(&service)).unwrap())
            .await
            .is_ok()
    );
    assert_eq!(token_requests(&service).len(), 3);

    unwell(&service, 3);
    let error = token(&Tokens::new(with_secret(&service)).unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        error,
        AuthError::Network("127.0.0.1 answered 503".to_owned())
    );

    service.control.clear_faults();
    service.control.add_fault(Fault {
        path_contains: Some("/token".to_owned()),
        delay_ms: 60_000,
        ..Fault::default()
    });
    let mut options = with_secret(&service);
    options.sign_in_timing.deadline = Duration::from_millis(50);
    let error = token(&Tokens::new(options).unwrap()).await.unwrap_err();
    assert!(matches!(error, AuthError::Timeout(_)), "{error:?}");
}

struct Identity {
    _folder: tempfile::TempDir,
    certificate: PathBuf,
    key: PathBuf,
    both: PathBuf,
    public: String,
}

fn identity(algorithm: &'static rcgen::SignatureAlgorithm) -> Identity {
    let key = KeyPair::generate_for(algorithm).unwrap();
    let certificate = CertificateParams::new(Vec::new())
        .unwrap()
        .self_signed(&key)
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (pem, secret) = (certificate.pem(), key.serialize_pem());
    Identity {
        certificate: write("cert.pem", &pem),
        key: write("key.pem", &secret),
        both: write("both.pem", &format!("{secret}{pem}")),
        public: pem::encode_public(&key.subject_public_key_info()),
        _folder: folder,
    }
}

mod pem {
    use base64::Engine as _;

    pub(super) fn encode_public(der: &[u8]) -> String {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }
}

fn with_certificate(service: &Service, file: &Path, key: Option<&Path>) -> Options {
    let mut options = options(Method::Certificate, &service.base_url);
    options.certificate = Some(file.to_owned());
    options.key = key.map(Path::to_owned);
    options
}

#[tokio::test]
async fn an_assertion_is_verified_with_the_public_key() {
    let service = service().await;
    let ours = identity(&PKCS_RSA_SHA256);
    let options = with_certificate(&service, &ours.both, None);
    // Not registered yet.
    let error = token(&Tokens::new(options.clone()).unwrap())
        .await
        .unwrap_err();
    assert_eq!(number(&error), Some(700_027));
    assert!(error.hint().contains("upload its public key"));

    assert!(service.control.register_key(&ours.public));
    let tokens = Tokens::new(options).unwrap();
    reads(&graph(&service, &tokens)).await.unwrap();
    let apart = with_certificate(&service, &ours.certificate, Some(&ours.key));
    assert!(token(&Tokens::new(apart).unwrap()).await.is_ok());

    // Another key does not pass for the registered one.
    let theirs = identity(&PKCS_RSA_SHA256);
    let forged = with_certificate(&service, &ours.certificate, Some(&theirs.key));
    let error = token(&Tokens::new(forged).unwrap()).await.unwrap_err();
    assert_eq!(number(&error), Some(700_027));
}

#[tokio::test]
async fn a_file_that_cannot_serve_is_named_with_the_way_out() {
    let service = service().await;
    let elliptic = identity(&PKCS_ECDSA_P256_SHA256);
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let certificate = std::fs::read_to_string(&elliptic.certificate).unwrap();
    let encrypted = format!(
        "{certificate}-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----\n"
    );
    for (file, why) in [
        (folder.path().join("none.pem"), "none.pem"),
        (elliptic.both.clone(), "requires an RSA key"),
        (elliptic.certificate.clone(), "contains no private key"),
        (elliptic.key.clone(), "but no certificate"),
        (
            write("locked.pem", encrypted.as_bytes()),
            "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        ),
        (
            write("app.pfx", &[0x30, 0x82, 9, 9, 2, 1, 3, 0x30]),
            "could not read this PKCS#12 file",
        ),
        (write("app.der", &[0x30, 0x82, 9, 9, 0x30, 0x82]), "DER"),
        (write("empty.pem", b""), "contains no PEM certificate"),
    ] {
        let tokens = Tokens::new(with_certificate(&service, &file, None)).unwrap();
        let error = token(&tokens).await.unwrap_err();
        let AuthError::Unusable(message) = &error else {
            panic!("{error:?}")
        };
        assert!(message.contains(why), "{message}");
    }
    assert!(token_requests(&service).is_empty());
}

/// A file that OpenSSL made, all with the password `demo`.
fn made_by_openssl(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/auth/files")
        .join(name)
}

#[tokio::test]
async fn what_a_password_protects_is_opened_with_it() {
    let service = service().await;
    let public = std::fs::read_to_string(made_by_openssl("public.pem")).unwrap();
    assert!(service.control.register_key(&public));
    let try_with = async |file: &str, key: Option<&str>, password: Option<&str>| {
        let key = key.map(made_by_openssl);
        let mut options = with_certificate(&service, &made_by_openssl(file), key.as_deref());
        options.certificate_password = password.map(SecretString::from);
        token(&Tokens::new(options).unwrap()).await
    };
    for file in [
        "aes.p12",
        "sha1.p12",
        "sha512.p12",
        "chain.p12",
        "unsealed.p12",
    ] {
        let token = try_with(file, None, Some("demo")).await;
        assert!(token.is_ok(), "{file}: {token:?}");
    }
    // An empty password is one too, and some programs write one.
    assert!(try_with("empty.p12", None, None).await.is_ok());
    assert!(try_with("empty.p12", None, Some("")).await.is_ok());
    let apart = try_with("cert.pem", Some("aes.key.pem"), Some("demo")).await;
    assert!(apart.is_ok());
    for (file, key, password, why) in [
        ("aes.p12", None, None, "AZURE_CLIENT_CERTIFICATE_PASSWORD"),
        ("aes.p12", None, Some("hush"), "does not open this file"),
        (
            "unsealed.p12",
            None,
            Some("hush"),
            "does not open this file",
        ),
        ("rc2.p12", None, Some("demo"), "RC2"),
        ("3des.p12", None, Some("demo"), "3DES"),
        (
            "cert.pem",
            Some("aes.key.pem"),
            None,
            "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        ),
        (
            "cert.pem",
            Some("aes.key.pem"),
            Some("hush"),
            "does not open its key",
        ),
        ("cert.pem", Some("3des.key.pem"), Some("demo"), "3DES"),
    ] {
        let error = try_with(file, key, password).await.unwrap_err();
        let AuthError::Unusable(message) = &error else {
            panic!("{file}: {error:?}")
        };
        assert!(
            message.contains(why) && !message.contains("hush"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_workload_shows_the_token_of_its_file() {
    let service = service().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let mut options = options(Method::Workload, &service.base_url);
    options.federated_token = Some(file.clone());

    let error = token(&Tokens::new(options.clone()).unwrap())
        .await
        .unwrap_err();
    assert!(matches!(error, AuthError::Unusable(_)), "{error:?}");
    std::fs::write(&file, "forged").unwrap();
    let tokens = Tokens::new(options).unwrap();
    assert_eq!(number(&token(&tokens).await.unwrap_err()), Some(700_027));
    // The file is renewed under a running program.
    let good = service.control.authority().federated_token;
    for text in [
        good.clone(),
        format!("{good}\n"),
        format!("\u{feff}{good}\r\n"),
    ] {
        std::fs::write(&file, text).unwrap();
        service.control.revoke_tokens();
        reads(&graph(&service, &tokens)).await.unwrap();
    }
    let utf16: Vec<u8> = format!("\u{feff}{good}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (bytes, message) in [(utf16.as_slice(), "UTF-16"), (b"\n", "empty")] {
        std::fs::write(&file, bytes).unwrap();
        service.control.revoke_tokens();
        let error = reads(&graph(&service, &tokens)).await.unwrap_err().reason();
        assert!(
            error.contains("token: ") && error.contains(message),
            "{error}"
        );
        assert!(!error.contains(&good), "{error}");
    }
}

/// An app by each of its proofs, ready to sign in.
fn apps(service: &Service, folder: &Path) -> [Options; 3] {
    let ours = identity(&PKCS_RSA_SHA256);
    assert!(service.control.register_key(&ours.public));
    let (pem, jwt) = (folder.join("both.pem"), folder.join("token"));
    std::fs::copy(&ours.both, &pem).unwrap();
    std::fs::write(&jwt, service.control.authority().federated_token).unwrap();
    let mut workload = options(Method::Workload, &service.base_url);
    workload.federated_token = Some(jwt);
    [
        with_secret(service),
        with_certificate(service, &pem, None),
        workload,
    ]
}

#[tokio::test]
async fn every_proof_outlasts_faults_of_the_network_and_the_end_of_a_token() {
    let service = service().await;
    let folder = tempfile::tempdir().unwrap();
    for options in apps(&service, folder.path()) {
        let method = options.method;
        dropped(&service, 1);
        let tokens = Tokens::new(options.clone()).unwrap();
        let client = graph(&service, &tokens);
        reads(&client).await.unwrap();
        // In the middle of work the tokens end before their time.
        service.control.revoke_tokens();
        reads(&client)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error:?}"));
        // And where the authority stays away, that is what is said.
        service.control.revoke_tokens();
        unwell(&service, 9);
        let error = reads(&client).await.unwrap_err();
        assert!(
            matches!(&error, RequestError::NotSent { no_token: false, reason, .. } if reason.contains("503")),
            "{method}: {error:?}"
        );
        service.control.clear_faults();
        reads(&client).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_opened_before_a_token_is_asked_for() {
    let mut options = options(Method::Certificate, NOWHERE);
    options.certificate = Some("/nonexistent/cert.pem".into());
    let tokens = Tokens::new(options).unwrap();
    assert_eq!(tokens.check(), Ok(()));
    assert_eq!(tokens.claims(), None);
}
