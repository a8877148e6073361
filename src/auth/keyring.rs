//! The refresh token between two commands: stored where the system keeps secrets for this login session,
//! never in a file. Linux has the kernel's keyring, Windows the Credential Manager; elsewhere nothing is
//! stored.
//!
//! Belongs here: what is stored, until when, and one command at a time. Does not belong here: refreshing
//! (`interactive`), or the name of a sign-in (`session`).
//!
//! Why not a file: `docs/design/sign-in.md#tried-and-dropped`.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};

/// How long to wait before the next look at a lock that another command holds.
const NEXT_LOOK: Duration = Duration::from_millis(20);

/// One sign-in in the kernel's keyring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyringSlot {
    name: String,
    /// An empty file that is locked while the token is exchanged for the next one; none without a home
    /// folder.
    lock: Option<PathBuf>,
}

/// What is stored, and until when. Linux does not say how long a key has left, and writing it again removes
/// its end; Windows has no end. So the end is stored with the token.
struct KeptToken {
    token: SecretString,
    until: SystemTime,
}

/// The right to exchange the token. Dropping it lets the next command continue.
#[derive(Debug)]
pub(super) struct ExchangeLock {
    _lock: Option<File>,
}

impl KeyringSlot {
    /// The slot called `name`, with its lock in this folder.
    pub fn new(name: String, folder: Option<&std::path::Path>) -> Self {
        Self {
            name,
            lock: folder.map(|folder| folder.join("sign-in.lock")),
        }
    }

    /// Whether something can be stored here. Errors are those of the keyring, as text.
    pub fn check(&self) -> Result<(), String> {
        store::check()
    }

    /// Stores a refresh token for the time `keep`, readable only in this login session.
    pub fn keep(&self, token: &SecretString, keep: Duration) -> Result<(), String> {
        self.write(&KeptToken {
            token: token.clone(),
            until: SystemTime::now() + keep,
        })
    }

    pub fn token(&self) -> Result<Option<SecretString>, String> {
        Ok(self.kept()?.map(|kept| kept.token))
    }

    /// Forgets what is stored, and returns whether there was anything.
    pub fn forget(&self) -> Result<bool, String> {
        store::forget(&self.name)
    }

    /// Replaces the stored refresh token with the next one, for the time that is left. If nothing is stored
    /// any more, nothing is stored again.
    pub(super) fn replace(&self, token: &SecretString) -> Result<(), String> {
        match self.kept()? {
            Some(kept) => self.write(&KeptToken {
                token: token.clone(),
                until: kept.until,
            }),
            None => Ok(()),
        }
    }

    /// Waits for the right to exchange the token. If two commands present the same token at once, the
    /// slower one loses its sign-in. Without a lock, the exchange continues anyway.
    pub(super) async fn lock_exchange(&self) -> ExchangeLock {
        let Some(path) = &self.lock else {
            return ExchangeLock { _lock: None };
        };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        if let Some(folder) = path.parent() {
            // Problems appear when the file is opened.
            let _ = std::fs::create_dir_all(folder);
        }
        let Ok(file) = options.open(path) else {
            return ExchangeLock { _lock: None };
        };
        loop {
            match file.try_lock() {
                Ok(()) => return ExchangeLock { _lock: Some(file) },
                // The caller that waits for the token has a timeout.
                Err(TryLockError::WouldBlock) => tokio::time::sleep(NEXT_LOOK).await,
                Err(TryLockError::Error(_)) => return ExchangeLock { _lock: None },
            }
        }
    }

    /// What is stored and has not expired. Windows has no timer that removes it.
    fn kept(&self) -> Result<Option<KeptToken>, String> {
        let kept = store::read(&self.name)?.and_then(|bytes| KeptToken::read(&bytes));
        if kept
            .as_ref()
            .is_some_and(|kept| kept.until <= SystemTime::now())
        {
            self.forget()?;
            return Ok(None);
        }
        Ok(kept)
    }

    fn write(&self, kept: &KeptToken) -> Result<(), String> {
        let left = kept.until.duration_since(SystemTime::now());
        let left = left.unwrap_or_default().as_secs();
        if left == 0 {
            return self.forget().map(drop);
        }
        store::write(&self.name, &kept.payload(), left)
    }
}

impl KeptToken {
    fn payload(&self) -> SecretString {
        let until = self.until.duration_since(UNIX_EPOCH).unwrap_or_default();
        SecretString::from(format!(
            "{} {}",
            until.as_secs(),
            self.token.expose_secret()
        ))
    }

    fn read(payload: &SecretString) -> Option<Self> {
        let (until, token) = payload.expose_secret().split_once(' ')?;
        Some(Self {
            token: SecretString::from(token),
            until: UNIX_EPOCH.checked_add(Duration::from_secs(until.parse().ok()?))?,
        })
    }
}

#[cfg_attr(target_os = "linux", path = "keyring/kernel.rs")]
#[cfg_attr(windows, path = "keyring/credential_manager.rs")]
#[cfg_attr(not(any(target_os = "linux", windows)), path = "keyring/none.rs")]
mod store;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept_beside_the_token() {
        let until = UNIX_EPOCH + Duration::from_secs(1_900_000_000);
        let payload = KeptToken {
            token: SecretString::from("a b"),
            until,
        }
        .payload();
        let back = KeptToken::read(&payload).unwrap();
        assert_eq!((back.token.expose_secret(), back.until), ("a b", until));
        assert!(KeptToken::read(&SecretString::from("an old one")).is_none());
    }

    #[tokio::test]
    async fn one_command_exchanges_the_token_at_a_time() {
        use futures_util::FutureExt as _;
        let folder = tempfile::tempdir().unwrap();
        let slot = KeyringSlot::new("x".to_owned(), Some(folder.path()));
        let first = slot.lock_exchange().await;
        assert!(slot.lock_exchange().now_or_never().is_none(), "it is taken");
        drop(first);
        assert!(slot.lock_exchange().now_or_never().is_some());
        // A missing folder means no lock, and is no reason to stop.
        std::fs::write(folder.path().join("file"), "").unwrap();
        let slot = KeyringSlot::new("x".to_owned(), Some(&folder.path().join("file")));
        let _one = slot.lock_exchange().now_or_never().unwrap();
        assert!(slot.lock_exchange().now_or_never().is_some());
    }
}
