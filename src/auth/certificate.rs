//! An app's certificate: reading it, and signing with its key.
//!
//! Belongs here: PEM files and the assertion (RFC 7523) that proves to hold the key. Does not belong
//! here: what a password protects (`encrypted_key`), or sending the assertion (`azure`).

use std::fmt;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::RSA_PSS_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::pem::{PemObject, SectionKind};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;
use serde_json::json;

use super::encrypted_key;
use super::error::AuthError;
use crate::config::{LONGEST_BUNDLE, read_bytes};

/// How long an assertion is valid. The clock of this machine may be behind by as much.
const LIVES: u64 = 300;

pub(super) struct Certificate {
    /// The SHA-256 of the certificate, which the authority uses to find it.
    thumbprint: String,
    key: KeyPair,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("thumbprint", &self.thumbprint)
            .finish_non_exhaustive()
    }
}

impl Certificate {
    /// Reads the certificate, and its key from the same file or another one.
    pub(super) fn read(
        path: &Path,
        key_path: Option<&Path>,
        password: Option<&SecretString>,
    ) -> Result<Self, AuthError> {
        let open = |path: &Path| {
            read_bytes(path, LONGEST_BUNDLE)
                .map_err(|error| AuthError::unusable(format!("{}: {error}", path.display())))
        };
        let file = open(path)?;
        let name = path.display();
        if encrypted_key::is_pkcs12(&file) {
            let (certificate, key) = encrypted_key::pkcs12(&file, password)
                .and_then(|(certificate, key)| Ok((certificate, pair(&key)?)))
                .map_err(|why| AuthError::unusable(format!("{name}: {why}")))?;
            return Ok(Self::of(&certificate, key));
        }
        let certificate = CertificateDer::from_pem_slice(&file)
            .map_err(|_| AuthError::unusable(format!("{name}: {}", not_pem(&file))))?;
        let (key_name, key_file) = match key_path {
            Some(path) => (path.display(), &open(path)?),
            None => (path.display(), &file),
        };
        let key = private_key(key_file, password)
            .map_err(|why| AuthError::unusable(format!("{key_name}: {why}")))?;
        Ok(Self::of(&certificate, key))
    }

    fn of(certificate: &CertificateDer<'_>, key: KeyPair) -> Self {
        Self {
            thumbprint: URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, certificate)),
            key,
        }
    }

    /// An assertion of `client` for this token endpoint, signed now.
    pub(super) fn assertion(&self, client: &str, audience: &str) -> Result<String, AuthError> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint});
        let claims = json!({
            "aud": audience,
            "iss": client,
            "sub": client,
            "jti": uuid::Uuid::new_v4().to_string(),
            "iat": now,
            "nbf": now,
            "exp": now + LIVES,
        });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PSS_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .map_err(|_| AuthError::unusable("the certificate's key cannot sign"))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn private_key(file: &[u8], password: Option<&SecretString>) -> Result<KeyPair, String> {
    let key = encrypted_key::pem_key(file, password).unwrap_or_else(|| {
        PrivateKeyDer::from_pem_slice(file)
            .map_err(|_| "it contains no private key; set the file that does".to_owned())
    })?;
    pair(&key)
}

fn pair(key: &PrivateKeyDer<'_>) -> Result<KeyPair, String> {
    let key = match key {
        PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
        _ => return Err(NOT_RSA.to_owned()),
    };
    key.map_err(|_| NOT_RSA.to_owned())
}

const NOT_RSA: &str = "Entra ID requires an RSA key of at least 2048 bits; this key is different";

/// What a file contains if it contains no PEM certificate.
fn not_pem(file: &[u8]) -> &'static str {
    if file.first() == Some(&0x30) {
        "a DER file contains only the certificate; convert certificate and key to PEM"
    } else if <(SectionKind, Vec<u8>)>::from_pem_slice(file).is_ok() {
        "it contains a key but no certificate"
    } else {
        "it contains no PEM certificate"
    }
}
