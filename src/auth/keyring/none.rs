//! Systems on which nothing is stored.

use secrecy::SecretString;

/// Why nothing is stored here.
const NONE: &str =
    "enlist can keep a sign-in only on Linux and Windows: it never stores a token in a file";

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
