//! The wire: Microsoft Graph over HTTP, typed and stateless.
//!
//! Belongs here: requests, paging, fallback between versions, error shapes. Does not belong here:
//! what an answer means for a change (`write`), or anything that is remembered between two calls.
//!
//! | file | what is in it |
//! |---|---|
//! | `send` | one request: ids, deadlines and, for reads, retries |
//! | `page`, `batch` | following `@odata.nextLink`; many reads in one request |
//! | `enrollment` | configurations and their assignments |
//! | `directory`, `names`, `search`, `user` | member counts and the tenant; names behind ids; finding objects by name; a user and their groups |
//! | `error` | the sentence in an error body |

mod batch;
mod directory;
mod enrollment;
mod error;
mod names;
mod page;
mod search;
mod send;
mod user;

use std::sync::{Arc, OnceLock};

use tokio::sync::{Semaphore, mpsc, watch};

pub use self::enrollment::Listed;
pub use self::names::IDS_PER_REQUEST;
pub use self::send::{Answer, Attempt, back_off};
use crate::auth::Tokens;
use crate::config::{GraphUrl, Settings, Timing};
pub use crate::domain::Row;
use crate::domain::{ApiMode, Step};
use crate::net::Network;

/// How many reads are under way at once. Intune throttles a tenant as a whole, so a few are enough.
const PARALLEL_READS: usize = 6;

/// A client of one Graph. Clones share it.
#[derive(Debug, Clone)]
pub struct Client(Arc<Inner>, Option<WaitListener>);

/// Hears when a read has to wait, and can end the wait before the next send.
#[derive(Debug, Clone)]
pub struct WaitListener {
    /// Hears of each wait and, after it, of the step that the read belongs to.
    pub steps: mpsc::UnboundedSender<Step>,
    /// The step that the read belongs to.
    pub step: Step,
    /// Ends a wait once it is set: the result is then the answer that asked to wait.
    pub stop: watch::Receiver<bool>,
}

#[derive(Debug)]
struct Inner {
    url: GraphUrl,
    api: ApiMode,
    timing: Timing,
    tokens: Tokens,
    network: Network,
    /// Built at the first request: setting up TLS and proxy must not delay the first frame.
    http: OnceLock<Result<reqwest::Client, String>>,
    reads: Semaphore,
}

impl Client {
    /// A client that has not used the network yet.
    #[must_use]
    pub fn new(settings: &Settings, tokens: Tokens) -> Self {
        Self::over(settings, tokens, Network::default())
    }

    /// The same over a network described by the settings.
    #[must_use]
    pub fn over(settings: &Settings, tokens: Tokens, network: Network) -> Self {
        Self(
            Arc::new(Inner {
                network,
                url: settings.graph_url.clone(),
                api: settings.api,
                timing: settings.timing,
                tokens,
                http: OnceLock::new(),
                reads: Semaphore::new(PARALLEL_READS),
            }),
            None,
        )
    }

    /// The same client, whose waits are reported and can be ended.
    #[must_use]
    pub fn with_wait_listener(&self, listener: WaitListener) -> Self {
        Self(Arc::clone(&self.0), Some(listener))
    }

    /// The same client with other tokens.
    #[must_use]
    pub fn with_tokens(&self, tokens: Tokens) -> Self {
        let Inner {
            url,
            api,
            timing,
            network,
            ..
        } = &*self.0;
        Self(
            Arc::new(Inner {
                url: url.clone(),
                api: *api,
                timing: *timing,
                tokens,
                network: network.clone(),
                http: OnceLock::new(),
                reads: Semaphore::new(PARALLEL_READS),
            }),
            self.1.clone(),
        )
    }

    /// The deadlines and waits in force.
    #[must_use]
    pub fn timing(&self) -> &Timing {
        &self.0.timing
    }

    /// The version of Graph that may be used.
    #[must_use]
    pub fn api(&self) -> ApiMode {
        self.0.api
    }
}
