//! What a sign-in shows, and what its token lets one expect: plain data.
//!
//! Belongs here: what screen and command line tell of a sign-in. Does not belong here: signing in, or
//! reading a token (`auth`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Reading and changing enrollment configurations.
pub const WRITE_PERMISSION: &str = "DeviceManagementServiceConfig.ReadWrite.All";
/// Reading enrollment configurations.
pub const READ_PERMISSION: &str = "DeviceManagementServiceConfig.Read.All";
pub const NAMES_PERMISSION: &str = "GroupMember.Read.All";

/// What a token lets one expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent hints, each read on its own"
)]
pub struct Rights {
    pub may_read: bool,
    /// Assignments can be changed.
    pub may_write: bool,
    pub may_read_names: bool,
    /// An app is at work, not an admin.
    pub app_only: bool,
}

/// Something to show during a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// The code to type, and where. Both come from the authority and differ between clouds.
    DeviceCode {
        user_code: String,
        /// The page to type it on.
        verification_url: String,
        /// How long the code is good for.
        expires_in: Duration,
    },
    /// How the wait for the admin stands.
    Polling(Poll),
    /// The page to open in a browser.
    Browser {
        url: String,
        /// The port of this host that the browser comes back to.
        port: u16,
    },
    /// A pasted address was not the one awaited; the words say why. The wait goes on.
    PasteRefused(String),
}

/// The state of the wait for a device code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Poll {
    /// The admin has not finished yet.
    Pending,
    /// The authority asked for longer pauses.
    SlowedDown,
    /// One question got no proper answer; the words say why. The wait goes on.
    Trouble(String),
}
