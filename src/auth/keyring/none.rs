//! Systems on which nothing is kept.

use secrecy::SecretString;

/// Why nothing is kept here.
const NONE: &str =
    "enlist can keep a sign-in on Linux and Windows only: it keeps no token in a file";

pub(super) fn check() -> Result<(), String> {
    Err(NONE.to_owned())
}

pub(super) fn write(_: &str, _: &SecretString, _: u64) -> Result<(), String> {
    Err(NONE.to_owned())
}

pub(super) fn read(_: &str) -> Result<Option<SecretString>, String> {
    Ok(None)
}

pub(super) fn forget(_: &str) -> Result<bool, String> {
    Ok(false)
}
