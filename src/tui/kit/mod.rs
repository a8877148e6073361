//! What every overlay is made of, without a word of Intune.
//!
//! Belongs here: a typed line, a text broken to its place, writing into a buffer. Does not belong here:
//! what an overlay says or does, styles (`theme`), the rectangles of the panes (`layout`).

pub mod page;
pub mod put;
pub mod typed;
