//! The terminal: entering and leaving it, its input, and the bytes that are written to it.
//!
//! | file | what it does |
//! |---|---|
//! | `modes` | enters and leaves the screen, also after a panic |
//! | `input` | reads bytes and makes keys, pastes and clicks of them |
//! | `backend` | writes what changed, in one write for each frame |
//! | `clipboard` | the sequence that reaches the clipboard |
//! | `capabilities` | colours, ASCII, lines: what flags and environment say |
//!
//! Does not belong here: what is drawn (`kit`, `panes`, `components`).

pub mod backend;
pub mod capabilities;
pub mod clipboard;
pub mod input;
pub mod modes;
