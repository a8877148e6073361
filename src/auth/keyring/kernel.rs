//! The keyring of the Linux kernel for this login session.
//!
//! <https://man7.org/linux/man-pages/man7/session-keyring.7.html>

use linux_keyutils::{KeyError, KeyRing, KeyRingIdentifier};
use secrecy::{ExposeSecret, SecretString};

pub(super) fn check() -> Result<(), String> {
    ring().map(drop)
}

pub(super) fn write(name: &str, secret: &SecretString, seconds: u64) -> Result<(), String> {
    let key = ring()?
        .add_key(name, secret.expose_secret().as_bytes())
        .map_err(in_words)?;
    let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
    key.set_timeout(seconds).map_err(|error| {
        // What has no end is not kept at all.
        let _ = key.invalidate();
        in_words(error)
    })
}

pub(super) fn read(name: &str) -> Result<Option<SecretString>, String> {
    let key = match ring()?.search(name) {
        Ok(key) => key,
        Err(error) => return none(error).map(|()| None),
    };
    match key.read_to_vec() {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok().map(SecretString::from)),
        // It can expire in between.
        Err(error) => none(error).map(|()| None),
    }
}

pub(super) fn forget(name: &str) -> Result<bool, String> {
    match ring()?.search(name) {
        Ok(key) => key.invalidate().map(|()| true).map_err(in_words),
        Err(error) => none(error).map(|()| false),
    }
}

/// Whether an error only means that nothing is stored.
fn none(error: KeyError) -> Result<(), String> {
    match error {
        KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked => Ok(()),
        error => Err(in_words(error)),
    }
}

fn ring() -> Result<KeyRing, String> {
    KeyRing::from_special_id(KeyRingIdentifier::Session, false).map_err(in_words)
}

fn in_words(error: KeyError) -> String {
    format!("could not use the kernel's session keyring: {error}")
}
