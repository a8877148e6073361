//! enlist: the device enrollment configurations of an Intune tenant and their assignments, in a
//! terminal.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        reason = "a test may stop at what it did not expect"
    )
)]

pub mod auth;
pub mod cloud;
pub mod config;
pub mod demo;
pub mod domain;
pub mod graph;
pub mod net;
pub mod session;
pub mod text;
pub mod words;
pub mod write;
