//! What a sign-in shows, and what its token is expected to allow: plain data.
//!
//! Belongs here: what the screen and the command line show of a sign-in. Does not belong here: signing in, or
//! reading a token (`auth`).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Allows reading and changing enrollment configurations.
pub const WRITE_PERMISSION: &str = "DeviceManagementServiceConfig.ReadWrite.All";
/// Allows reading enrollment configurations.
pub const READ_PERMISSION: &str = "DeviceManagementServiceConfig.Read.All";
pub const NAMES_PERMISSION: &str = "GroupMember.Read.All";

/// What a token is expected to allow.
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
    /// The token is for an app, not an admin.
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
        /// How long the code is valid.
        expires_in: Duration,
    },
    /// The state of the wait for the admin.
    Polling(Poll),
    /// The page to open in a browser.
    Browser {
        url: String,
        /// The port of this host that the browser returns to.
        port: u16,
    },
    /// A pasted address was not the expected one; the text says why. The wait continues.
    PasteRefused(String),
}

/// The state of the wait for a device code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Poll {
    /// The admin has not finished yet.
    Pending,
    /// The authority asked for longer pauses.
    SlowedDown,
    /// One request got no proper answer; the text says why. The wait continues.
    Trouble(String),
}
