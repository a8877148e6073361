//! Who issued the certificate of a host: one TLS handshake that reads the certificates and sends nothing.
//!
//! Belongs here: the handshake, and what its certificates say. Whether they are trusted is decided by the
//! system, as for every other connection.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::{Network, Refusal, Roots, certificate};
use crate::text;

/// The certificates of a host, and what the system thinks of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Who issued the certificate of the host.
    pub issuer: String,
    /// Who issued the certificates that were sent along, in their order.
    pub above: Vec<String>,
    /// Why it is not trusted; nothing where it is.
    pub distrust: Option<Refusal>,
}

/// Reads the certificates of a host, through the proxy if there is one.
///
/// # Errors
/// Says why no handshake came about.
pub async fn chain(
    host: &str,
    port: u16,
    network: &Network,
    patience: Duration,
) -> Result<Chain, String> {
    let looking = async {
        let way = network.proxies.tunnel(host, port, &network.roots).await;
        let stream: Box<dyn Stream> = if let Some(stream) = way.map_err(|trouble| trouble.why)? {
            stream
        } else {
            let stream = TcpStream::connect((host, port)).await;
            Box::new(stream.map_err(|error| format!("no connection to {host}:{port}: {error}"))?)
        };
        shake(host, stream, network).await
    };
    tokio::time::timeout(patience, looking)
        .await
        .unwrap_or_else(|_| Err(format!("{host} did not answer within {patience:?}")))
}

/// Bytes in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// TLS with a host over an open connection, with the verdict of the system and of the bundle.
pub(super) async fn wrap(
    host: &str,
    stream: impl Stream + 'static,
    roots: &Roots,
) -> Result<Box<dyn Stream>, String> {
    let (recorder, config) = recorder(roots)?;
    drop(recorder);
    let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    match connector.connect(name, stream).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => {
            let message = error.to_string();
            let why = certificate::refusal(&message).map_or(message, |refusal| refusal.why);
            Err(format!("no TLS connection to {host}: {why}"))
        }
    }
}

fn recorder(roots: &Roots) -> Result<(Arc<Recorder>, ClientConfig), String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let inner = Verifier::new_with_extra_roots(roots.certificates(), Arc::clone(&provider))
        .map_err(|error| format!("could not use the system's certificates: {error}"))?;
    let recorder = Arc::new(Recorder {
        inner,
        seen: Mutex::default(),
    });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    Ok((recorder, config))
}

async fn shake(
    host: &str,
    stream: impl Stream + 'static,
    network: &Network,
) -> Result<Chain, String> {
    let (recorder, config) = recorder(&network.roots)?;
    let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
    let outcome = tokio_rustls::TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await;
    let seen = recorder
        .seen
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    match (seen, outcome) {
        (Some((issuer, above)), outcome) => Ok(Chain {
            issuer,
            above,
            distrust: outcome.err().map(|error| {
                let message = error.to_string();
                certificate::refusal(&message).unwrap_or(Refusal {
                    why: message,
                    advice: None,
                })
            }),
        }),
        (None, Err(error)) => Err(format!("no TLS connection to {host}: {error}")),
        (None, Ok(_)) => Err(format!("{host} sent no certificate")),
    }
}

/// Records the issuers and passes on the verdict of the system.
#[derive(Debug)]
struct Recorder {
    inner: Verifier,
    seen: Mutex<Option<(String, Vec<String>)>>,
}

fn issuer_of(der: &CertificateDer<'_>) -> String {
    let issuer = Certificate::from_der(der).map_or_else(
        |_| "an unreadable issuer".to_owned(),
        |certificate| certificate.tbs_certificate().issuer().to_string(),
    );
    text::clean(&issuer).into_owned()
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let above = others.iter().map(issuer_of).collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((issuer_of(leaf), above));
        self.inner.verify_server_cert(leaf, others, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Whether an issuer is one of those that Microsoft's hosts use. Others mean that somebody on the way
/// looks into the traffic, which may well be allowed there.
#[must_use]
pub fn is_usual(issuer: &str) -> bool {
    ["Microsoft", "DigiCert", "GlobalSign", "CNNIC", "WoTrus"]
        .iter()
        .any(|name| issuer.contains(name))
}
