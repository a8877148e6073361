//! What the whole-program tests share.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::panic,
    clippy::unwrap_used,
    reason = "each test program uses its own part of it, and a test may stop at what it did not expect"
)]

#[cfg(unix)]
pub mod answers;
#[cfg(unix)]
pub mod changed;
pub mod changes;
pub mod edits;
pub mod expected_end;
#[cfg(unix)]
pub mod faults;
pub mod output;
#[cfg(unix)]
pub mod place;
#[cfg(unix)]
pub mod plan_faults;
#[cfg(unix)]
pub mod pty;
#[cfg(unix)]
pub mod running;
pub mod schema;
pub mod screen;
#[cfg(unix)]
pub mod service;
pub mod svg;
#[cfg(unix)]
pub mod test_env;
pub mod wire;
