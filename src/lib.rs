//! enlist: the device enrollment configurations of an Intune tenant and their assignments, in a
//! terminal. This page is a map of the source code.
//!
//! # The rooms
//!
//! A room is a top-level module. It imports only rooms below it in this list; there are no circles.
//!
//! ```text
//! main
//! cli        the command line; starts the demo, opens the screen
//! tui        the screen            demo   an embedded Graph and sign-in service; imports nothing
//! doctor     diagnosis, check by check
//! words      the text of reviews, verdicts and errors
//! session    settings → tokens → client → journal
//! plan       many changes as one, row by row
//! write      one change, from the first read to the verdict
//! journal    the record of every write      graph   requests to Graph, paging, errors
//! auth       sign-in methods and their tokens
//! net        the one HTTP client builder: proxy, certificates, the meaning of its errors
//! config     settings: built-in ← file ← environment ← flags
//! cloud      domain      text
//! ```
//!
//! # The rules
//!
//! - [`domain`] is pure data and rules. It needs no clock, no network, no screen.
//! - [`mod@write`] is the only place that sends a write. It first reads the current state, and writes the
//!   intent to the [`journal`] before the request leaves. A success counts only after it was read back.
//!   A request is sent again only if the service said that it did nothing.
//! - [`tui`] is one model, one pure [`update`](tui::app::update::update) and effects as data. Only
//!   [`tui::app::runtime`] performs effects. A late answer to a read is dropped; the steps and the verdict
//!   of a write never are.
//! - [`demo`] imports no other room and is reached only through HTTP, so that it does not repeat a mistake
//!   of the client. The client does not know that it exists.
//! - Text from a tenant goes through [`text`] before it reaches a terminal. A token never reaches
//!   arguments, errors or the screen.
//! - Nothing panics outside tests; the lints in `Cargo.toml` check this.
//!
//! # Where do I put …?
//!
//! | | |
//! |---|---|
//! | a new key or command | a row in [`tui::keys::command`], its keys in `assets/keymap.toml`; what it does, and when it is not available, in [`tui::panes`] or in the component that has it |
//! | what the panes show, and their commands | [`tui::panes`] |
//! | something that opens over the panes | a file in [`tui::components`], whose page says how |
//! | a new request to Graph | [`graph`], and the route in [`demo`] |
//! | a sign-in method | a file in `auth`, a name in [`auth::Method`], and the grant in `demo/authority` |
//! | a question about a live tenant's Graph | [`doctor::facts`], and a row in `docs/facts.md` |
//! | what to do about an AADSTS number | `auth/hints.rs` |
//! | a rule about what may be changed | [`domain`] |
//! | the content of a plan file or a snapshot | [`plan::file`], [`plan::snapshot`] |
//! | a sentence | [`words`] if the command line uses it too, otherwise the view |
//! | a line of the plan on the screen | [`tui::parts::plan_lines`] |
//! | a setting | a row in the list of `config/settings.rs`, which gives its parsing, its built-in value and its origin; where it has them, its variable in `config/origin.rs` and its flag in `cli/args/global.rs` |
//! | a verb | a file in `cli/verbs` with its arguments, its call and its print, and a variant of `Verb`; the type that its `--json` prints named in the test of `cli/verbs/schema.rs`, which writes `assets/schema.json` |
//! | a colour | [`tui::kit::theme`] |
//! | why it is so, and how it is known | a page in `docs/design`, see `docs/design/README.md` |

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        reason = "a test may stop at what it did not expect"
    )
)]

pub mod auth;
pub mod cli;
pub mod cloud;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod domain;
pub mod graph;
pub mod journal;
pub mod net;
pub mod plan;
pub mod session;
pub mod text;
pub mod tui;
pub mod words;
pub mod write;
