//! Password-protected certificates and keys: PKCS#12 files, and encrypted keys in PEM files.
//!
//! Belongs here: opening them, and saying why one cannot be opened. Does not belong here: the form of a
//! PKCS#12 file (`pkcs12`), using the key (`certificate`), or where the password comes from (`options`).

use pkcs8::{EncryptedPrivateKeyInfoRef, SecretDocument};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::{ExposeSecret, SecretString};

use super::pkcs12::{self, Error};

/// The variable that holds the password, as with the Azure tools.
const VARIABLE: &str = "AZURE_CLIENT_CERTIFICATE_PASSWORD";

/// The object identifiers, in DER, of ciphers that are no longer secure, and their names. RFC 7292,
/// appendix C, and RFC 8018, appendix B.
const OLD: [(&[u8], &str); 9] = [
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x01],
        "RC4",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x02],
        "RC4",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x03],
        "3DES",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x04],
        "3DES",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x05],
        "RC2",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x06],
        "RC2",
    ),
    (
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x03],
        "DES",
    ),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x02], "RC2"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x07], "3DES"),
];

/// Whether a file is PKCS#12: a sequence that starts with version 3 (RFC 7292, section 4).
pub(super) fn is_pkcs12(file: &[u8]) -> bool {
    file.first() == Some(&0x30) && file.windows(3).take(8).any(|window| window == [2, 1, 3])
}

/// The certificate and the key of a PKCS#12 file.
pub(super) fn pkcs12(
    file: &[u8],
    password: Option<&SecretString>,
) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), String> {
    if let Some(ciphers) = old_ciphers(file) {
        return Err(format!(
            "it is protected with {ciphers}, which is no longer secure: export it again with AES \
             (Export-PfxCertificate -CryptoAlgorithmOption AES256_SHA256, or openssl pkcs12 \
             -export)"
        ));
    }
    let words = password
        .map(ExposeSecret::expose_secret)
        .unwrap_or_default();
    pkcs12::open(file, words).map_err(|error| match error {
        Error::Password if password.is_some() => {
            format!("the password in {VARIABLE} does not open this file")
        }
        Error::Password => {
            format!("it is password-protected: set the password in {VARIABLE}")
        }
        // The reason is about the form and contains none of the content.
        Error::File(why) => format!("could not read this PKCS#12 file: {why}"),
    })
}

const BEGIN: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
const END: &str = "-----END ENCRYPTED PRIVATE KEY-----";

/// The key in a PEM file, if it is encrypted (PKCS#8).
pub(super) fn pem_key(
    file: &[u8],
    password: Option<&SecretString>,
) -> Option<Result<PrivateKeyDer<'static>, String>> {
    let text = String::from_utf8_lossy(file);
    if text.contains("Proc-Type: 4,ENCRYPTED") {
        return Some(Err(
            "its key uses the old OpenSSL encryption, which is weak: convert it with openssl pkcs8 \
             -topk8 -in FILE -out KEY.pem"
                .to_owned(),
        ));
    }
    let start = text.find(BEGIN)?;
    let end = text.get(start..)?.find(END)? + start + END.len();
    let block = text.get(start..end)?;
    Some(unlock(block, password))
}

fn unlock(block: &str, password: Option<&SecretString>) -> Result<PrivateKeyDer<'static>, String> {
    let Some(password) = password else {
        return Err(format!(
            "its key is encrypted: set the password in {VARIABLE}"
        ));
    };
    let damaged = "its encrypted key is damaged";
    let (_, document) = SecretDocument::from_pem(block).map_err(|_| damaged)?;
    if let Some(ciphers) = old_ciphers(document.as_bytes()) {
        return Err(format!(
            "its key is encrypted with {ciphers}, which is no longer secure: encrypt it again with \
             openssl pkcs8 -topk8 -v2 aes256"
        ));
    }
    let encrypted =
        EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| damaged)?;
    if !pkcs12::is_bearable(&encrypted.encryption_algorithm) {
        return Err("its encrypted key asks for too much work before it opens".to_owned());
    }
    let key = encrypted
        .decrypt(password.expose_secret())
        .map_err(|_| format!("the password in {VARIABLE} does not open its key"))?;
    Ok(PrivatePkcs8KeyDer::from(key.as_bytes().to_vec()).into())
}

/// The refused ciphers that a file uses. Their identifiers are not encrypted.
fn old_ciphers(der: &[u8]) -> Option<String> {
    let mut names: Vec<&str> = OLD
        .iter()
        .filter(|(id, _)| {
            // An object identifier starts with its tag and its length.
            let length = u8::try_from(id.len()).unwrap_or_default();
            let mut windows = der.windows(id.len() + 2);
            windows.any(|window| window.starts_with(&[6, length]) && window.ends_with(id))
        })
        .map(|(_, name)| *name)
        .collect();
    names.dedup();
    (!names.is_empty()).then(|| names.join(" and "))
}
