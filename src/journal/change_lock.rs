//! The lock of a change: one change of a configuration, or of an order of priorities, at a time in a state
//! folder, whichever program or task makes it.
//!
//! Each is a file of its own. It is removed with the lock, and what a killed program left is swept away by
//! the next one, so that they do not grow in number.

use std::io;

use super::lock::{self, Lock, Tried};
use super::{Journal, files};
use crate::domain::{Change, ChangeKind, Holder};

/// What only one change at a time may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockKey(String);

/// The right to make a change. It lasts as long as this lives, and at most as long as its process.
#[derive(Debug)]
pub struct ChangeLock {
    _lock: Lock,
}

impl LockKey {
    /// What a change is about: the order of its type and platform, or else its configuration. The tenant
    /// is no part of it: it is not always known, and to wait for another tenant's change does no harm.
    #[must_use]
    pub fn of(change: &Change) -> Self {
        Self(match change.kind {
            ChangeKind::SetPriority { .. } => format!(
                "order {} {}",
                change.configuration_type.word(),
                change.platform.as_deref().unwrap_or_default()
            ),
            _ => format!("configuration {}", change.configuration.as_str()),
        })
    }

    /// A name for a file that every version of the program makes the same.
    fn file_name(&self) -> String {
        use aws_lc_rs::digest::{SHA256, digest};
        use std::fmt::Write as _;
        let digest = digest(&SHA256, self.0.to_ascii_lowercase().as_bytes());
        let mut name = String::new();
        for byte in digest.as_ref().iter().take(16) {
            let _ = write!(name, "{byte:02x}");
        }
        format!("{name}.lock")
    }
}

impl Journal {
    /// Tries once to take the lock of a change; else says who holds it.
    ///
    /// # Errors
    /// The error of the file system: then nothing must be sent.
    pub fn lock_change(
        &self,
        key: &LockKey,
        change_id: &str,
        change: &Change,
    ) -> io::Result<Result<ChangeLock, Holder>> {
        self.made_folder()?;
        let folder = self.within("locks")?;
        files::make_folder(&folder)?;
        let note = Holder {
            change_id: Some(change_id.to_owned()),
            configuration_name: Some(change.configuration_name.clone()),
            ..lock::this_process()
        };
        Ok(
            match lock::try_lock(&folder.join(key.file_name()), &note, true)? {
                Tried::Got(lock) => {
                    lock::sweep(&folder);
                    Ok(ChangeLock { _lock: lock })
                }
                Tried::Busy(holder) => Err(holder),
            },
        )
    }
}
