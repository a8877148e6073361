//! The wire: Microsoft Graph over HTTP, typed and stateless.
//!
//! Belongs here: requests, paging, fallback between versions, error shapes. Does not belong here:
//! what an answer means for a change (`write`), or anything that is remembered between two calls.
//!
//! | file | what is in it |
//! |---|---|
//! | `send` | one request: ids, deadlines and, for reads, retries |
//! | `throttle` | how fast requests may leave |
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
mod throttle;
mod user;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc, watch};

pub use self::enrollment::Listed;
pub use self::names::IDS_PER_REQUEST;
pub use self::send::{Answer, Attempt, back_off};
use self::throttle::Throttle;
use crate::auth::Tokens;
use crate::config::{GraphUrl, Settings, Timing};
pub use crate::domain::Row;
use crate::domain::{ApiMode, Step};
use crate::net::Network;

/// How many reads are under way at once: one for each configuration that a plan changes at the same time.
const PARALLEL_READS: usize = 8;

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
    throttle: Arc<Throttle>,
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
                throttle: Arc::default(),
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
            throttle,
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
                // The service counts by app and tenant, whoever signs in.
                throttle: Arc::clone(throttle),
            }),
            self.1.clone(),
        )
    }

    /// The deadlines and waits in force.
    #[must_use]
    pub fn timing(&self) -> &Timing {
        &self.0.timing
    }

    /// Counts a write that is about to be made, and says how long to wait before it is begun, so that the
    /// service is not asked more often than it wants.
    #[must_use]
    pub fn turn_to_write(&self) -> Duration {
        self.0.throttle.write()
    }

    /// How long the service still wants to be left alone.
    #[must_use]
    pub fn slowed_for(&self) -> Duration {
        self.0.throttle.left()
    }

    /// The service asked for patience: nothing is sent for this time, whoever it answered.
    pub fn slow_down(&self, wait: Duration) {
        self.0.throttle.slow_down(wait);
    }

    /// The version of Graph that may be used.
    #[must_use]
    pub fn api(&self) -> ApiMode {
        self.0.api
    }
}
