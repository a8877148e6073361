//! An embedded Graph service on loopback, with a fictional tenant, faults on demand, and the authority
//! that signs in to it.
//!
//! Belongs here: what the real service answers, as far as it is known, and the means to observe and
//! disturb it. Does not belong here: anything of the client. It imports nothing from the other top-level
//! modules, to avoid sharing the client's mistakes, and is only used over HTTP. The sources for what the
//! real service answers are in `docs/design/embedded-service.md`.
//!
//! | file | what is in it |
//! |---|---|
//! | `server` | connections, and routing a request to its handler |
//! | `control` | what tests observe and disturb, as functions and over HTTP |
//! | `authority` | the sign-in service: grants, pages, tokens, refusals |
//! | `batch` | several requests in one |
//! | `enrollment`, `write` | configurations and assignments: reading, changing |
//! | `effective` | which configurations apply to a user |
//! | `directory` | organization, users, groups, devices, filters, scope tags |
//! | `query` | `$filter`, `$select` and the other options of a request |
//! | `context` | what a handler gets besides the tenant: links, pages |
//! | `shared` | tenant, authority, record of requests and waiting faults, behind locks |
//! | `rounds` | answers that wait for each other, for counting round trips |
//! | `fault`, `edit` | faults on request; changes that the client does not know about |
//! | `view` | what v1.0 and beta show of an entity |
//! | `tenant`, `target` | the data, and the rules of a target |
//! | `size` | tenants of any size |
//! | `answer`, `errors` | successful answers and errors |
//! | `request`, `raw`, `clock` | incoming requests; JSON that keeps its digits; the time of errors |

mod answer;
mod authority;
mod batch;
mod clock;
mod context;
mod control;
mod directory;
mod edit;
mod effective;
mod enrollment;
mod errors;
mod fault;
mod query;
mod raw;
mod request;
mod rounds;
mod server;
mod shared;
mod size;
mod target;
mod tenant;
#[cfg(test)]
mod tests;
mod view;
mod write;

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use uuid::Uuid;

pub use authority::AuthoritySettings;
pub use control::Control;
pub use edit::Edit;
pub use fault::Fault;
pub use shared::Recorded;
pub use size::{InvalidSize, Size};
pub use tenant::Tenant;

/// What the service does where Microsoft's documentation and the live service are said to differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// As documented: one assignment can be changed with PATCH, and actions return 204.
    #[default]
    Documented,
    /// As admins report: there is no route for that PATCH, and actions return 200.
    Live,
}

impl fmt::Display for Behaviour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Documented => "documented",
            Self::Live => "live",
        })
    }
}

impl FromStr for Behaviour {
    type Err = UnknownBehaviour;

    fn from_str(text: &str) -> Result<Self, UnknownBehaviour> {
        match text {
            "documented" => Ok(Self::Documented),
            "live" => Ok(Self::Live),
            _ => Err(UnknownBehaviour),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownBehaviour;

impl fmt::Display for UnknownBehaviour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the demo behaves either \"documented\" or \"live\"")
    }
}

impl std::error::Error for UnknownBehaviour {}

#[derive(Clone, Debug)]
pub struct Options {
    /// The port on 127.0.0.1; 0 chooses a free one.
    pub port: u16,
    pub behaviour: Behaviour,
    pub tenant: Tenant,
    /// The most entries on one page of a list; 0 counts as 1.
    pub page_size: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            behaviour: Behaviour::default(),
            tenant: Tenant::default(),
            // Less than the tenant has, so that paging is actually used.
            page_size: 20,
        }
    }
}

/// A running service. It stops when it is dropped.
#[derive(Debug)]
pub struct Service {
    /// `http://127.0.0.1:PORT`, without an API version. The authority uses the same URL.
    pub base_url: String,
    /// A bearer token that it accepts, besides those of the authority. It is new at every start.
    pub token: String,
    pub control: Control,
    /// Contains the accepting task, which owns the connections.
    _tasks: JoinSet<()>,
}

/// Starts the service on the current tokio runtime. If the tenant cannot be read, returns `InvalidData`.
pub async fn start(options: Options) -> std::io::Result<Service> {
    let tenant = options
        .tenant
        .read()
        .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let token = format!("demo-{}", Uuid::new_v4());
    let shared = Arc::new(shared::Shared::new(tenant));
    let server = server::Server {
        settings: context::Settings {
            base_url: base_url.clone(),
            behaviour: options.behaviour,
            page_size: options.page_size.max(1),
        },
        token: token.clone(),
        shared: Arc::clone(&shared),
    };
    let mut tasks = JoinSet::new();
    tasks.spawn(server::run(listener, Arc::new(server)));
    Ok(Service {
        base_url,
        token,
        control: Control::new(shared),
        _tasks: tasks,
    })
}
