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

/// There is no timer here: the end stored with the token counts.
pub(super) fn write(name: &str, secret: &SecretString, _seconds: u64) -> Result<(), String> {
    // As bytes: as text, each character would take two of the 2,560 bytes available.
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
            "this Windows session cannot store credentials (for example over SSH with a key): a \
             sign-in lasts for one command, or until the screen is closed"
                .to_owned()
        }
        Error::TooLong(_, most) => format!(
            "could not store the sign-in: it is longer than the {most} bytes that Windows \
             Credential Manager can hold"
        ),
        error => format!("could not use Windows Credential Manager: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_replaced_and_forgotten() {
        let name = format!("enlist test {}", std::process::id());
        assert_eq!(check(), Ok(()));
        assert!(read(&name).unwrap().is_none());
        for text in ["first", "second"] {
            write(&name, &SecretString::from(text), 60).unwrap();
            let kept = read(&name).unwrap().unwrap();
            assert_eq!(kept.expose_secret(), text);
        }
        assert_eq!(forget(&name), Ok(true));
        assert_eq!(forget(&name), Ok(false));
        assert!(read(&name).unwrap().is_none());
    }

    #[test]
    fn what_is_longer_than_the_store_takes_is_refused_in_one_line() {
        let name = format!("enlist long test {}", std::process::id());
        let longest = SecretString::from("x".repeat(2_560));
        write(&name, &longest, 60).unwrap();
        let longer = SecretString::from("x".repeat(2_561));
        let why = write(&name, &longer, 60).unwrap_err();
        assert!(why.contains("2560") && !why.contains('\n'), "{why}");
        let kept = read(&name).unwrap().unwrap();
        assert_eq!(kept.expose_secret().len(), 2_560, "what was there stays");
        forget(&name).unwrap();
    }

    #[test]
    fn a_logon_without_a_store_is_told() {
        let error = Error::NoStorageAccess("Windows ERROR_NO_SUCH_LOGON_SESSION".into());
        let why = in_words(error);
        assert!(why.contains("SSH") && !why.contains("ERROR_"), "{why}");
    }
}
