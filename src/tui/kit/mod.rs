//! The building blocks of every overlay, independent of Intune.
//!
//! Belongs here: the shown content as a value (`content`), the position in it (`cursor`), drawing it
//! (`paint`), a typed line, a text broken to its area, the search in it, writing into a buffer. Does not
//! belong here: what an overlay says or does, styles (`theme`), the rectangles of the panes (`layout`).

pub mod cut;
pub mod finder;
pub mod groups;
pub mod layout;
pub mod list;
pub mod motion;
pub mod remote;
pub mod symbols;
pub mod theme;

pub mod content;
pub mod cursor;
pub mod form;
pub mod masked;
pub mod page;
pub mod paint;
pub mod put;
pub mod search;
pub mod sections;
pub mod typed;
