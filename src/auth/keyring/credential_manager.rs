//! The Credential Manager of Windows, for this logon only: what is kept there is gone when the user logs off,
//! and is never copied to another computer (`CRED_PERSIST_SESSION`).
//!
//! <https://learn.microsoft.com/en-us/windows/win32/api/wincred/ns-wincred-credentialw>

use std::collections::HashMap;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use secrecy::zeroize::Zeroize as _;
use secrecy::{ExposeSecret, SecretString};
use windows_native_keyring_store::Store;

pub(super) fn check() -> Result<(), String> {
    match entry("enlist")?.get_secret() {
        Ok(mut secret) => secret.zeroize(),
        Err(Error::NoEntry) => {}
        Err(error) => return Err(in_words(error)),
    }
    Ok(())
}

/// There is no timer here: the end that is kept beside the token counts.
pub(super) fn write(name: &str, secret: &SecretString, _seconds: u64) -> Result<(), String> {
    // As bytes: as text each character would take two of the 2,560 bytes there are.
    entry(name)?
        .set_secret(secret.expose_secret().as_bytes())
        .map_err(in_words)
}

pub(super) fn read(name: &str) -> Result<Option<SecretString>, String> {
    match entry(name)?.get_secret() {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok().map(SecretString::from)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(in_words(error)),
    }
}

pub(super) fn forget(name: &str) -> Result<bool, String> {
    match entry(name)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(in_words(error)),
    }
}

fn entry(name: &str) -> Result<Entry, String> {
    let session = HashMap::from([("persistence", "session")]);
    Store::new()
        .and_then(|store| store.build("enlist", name, Some(&session)))
        .map_err(in_words)
}

fn in_words(error: Error) -> String {
    match error {
        Error::NoStorageAccess(_) => {
            "this logon has no Credential Manager, as over SSH with a key: \
            the sign-in holds for one command only"
                .to_owned()
        }
        Error::TooLong(_, most) => format!(
            "the sign-in is longer than the {most} bytes that the Credential Manager of Windows takes"
        ),
        error => format!("the Credential Manager cannot be used: {error}"),
    }
}
