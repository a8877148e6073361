//! The lock of a change. It allows one change of a configuration, or of an order of priorities, at a time in a
//! state folder, whichever program or task makes it.
//!
//! Each lock is a file of its own, which is removed with the lock. Files that a killed program left behind are
//! removed by the next one, to keep their number from growing.

use std::io;

use super::lock::{self, Lock, Tried};
use super::{Journal, files};
use crate::domain::{Change, ChangeKind, Holder};

/// What only one change at a time may affect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockKey(String);

/// The right to make a change. It ends when this value is dropped, or with the process.
#[derive(Debug)]
pub struct ChangeLock {
    _lock: Lock,
}

impl LockKey {
    /// Returns what a change affects: the order of its type and platform, or its configuration. The tenant is
    /// not part of it, because it is not always known, and waiting for a change of another tenant does no harm.
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

    /// Returns a file name that every version of the program derives in the same way.
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
    /// Tries once to take the lock of a change; if it is taken, returns its holder.
    ///
    /// # Errors
    /// The error of the file system; in this case, nothing must be sent.
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
