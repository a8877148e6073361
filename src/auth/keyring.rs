//! The refresh token between two commands: in the kernel's keyring of this login session, and in no
//! file. Only Linux has one.
//!
//! <https://man7.org/linux/man-pages/man7/session-keyring.7.html>

use std::time::Duration;

use secrecy::SecretString;

/// Keeps `secret` under `name` for as long as `keep`, readable by this login session only.
///
/// # Errors
/// The keyring's own, in words.
#[cfg(target_os = "linux")]
pub fn keep(name: &str, secret: &SecretString, keep: Duration) -> Result<(), String> {
    use secrecy::ExposeSecret;
    let key = ring()?
        .add_key(name, secret.expose_secret().as_bytes())
        .map_err(said)?;
    let seconds = usize::try_from(keep.as_secs()).unwrap_or(usize::MAX);
    key.set_timeout(seconds).map_err(|error| {
        // What has no end is not kept at all.
        let _ = key.invalidate();
        said(error)
    })
}

/// What is kept under `name`, if anything is.
///
/// # Errors
/// The keyring's own, in words.
#[cfg(target_os = "linux")]
pub fn kept(name: &str) -> Result<Option<SecretString>, String> {
    use linux_keyutils::KeyError;
    let key = match ring()?.search(name) {
        Ok(key) => key,
        Err(KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked) => {
            return Ok(None);
        }
        Err(error) => return Err(said(error)),
    };
    let bytes = key.read_to_vec().map_err(said)?;
    Ok(String::from_utf8(bytes).ok().map(SecretString::from))
}

/// Forgets what is kept under `name`; says whether there was anything.
///
/// # Errors
/// The keyring's own, in words.
#[cfg(target_os = "linux")]
pub fn forget(name: &str) -> Result<bool, String> {
    use linux_keyutils::KeyError;
    match ring()?.search(name) {
        Ok(key) => key.invalidate().map(|()| true).map_err(said),
        Err(KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked) => Ok(false),
        Err(error) => Err(said(error)),
    }
}

#[cfg(target_os = "linux")]
fn ring() -> Result<linux_keyutils::KeyRing, String> {
    use linux_keyutils::{KeyRing, KeyRingIdentifier};
    KeyRing::from_special_id(KeyRingIdentifier::Session, false).map_err(said)
}

#[cfg(target_os = "linux")]
fn said(error: linux_keyutils::KeyError) -> String {
    format!("the kernel's keyring of this session cannot be used: {error}")
}

/// Why nothing is kept on other systems.
#[cfg(not(target_os = "linux"))]
const NONE: &str = "this system has no keyring of the kernel, and enlist keeps no token in a file";

/// There is no keyring here.
///
/// # Errors
/// Says so.
#[cfg(not(target_os = "linux"))]
pub fn keep(_: &str, _: &SecretString, _: Duration) -> Result<(), String> {
    Err(NONE.to_owned())
}

/// There is no keyring here, so nothing is kept.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn kept(_: &str) -> Result<Option<SecretString>, String> {
    Ok(None)
}

/// There is no keyring here, so nothing is kept.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn forget(_: &str) -> Result<bool, String> {
    Ok(false)
}
