//! An embedded Graph service on loopback, with a fictional tenant, faults on demand, and the authority
//! that signs in to it.
//!
//! Belongs here: what the real service answers, as far as it is known, and the means to watch and
//! to disturb it. Does not belong here: anything of the client. This room imports no other room, so
//! that a mistake of the client has no twin here; it is reached through HTTP alone. How it is known what
//! the real service answers: `docs/design/embedded-service.md`.
//!
//! | file | what is in it |
//! |---|---|
//! | `server` | connections, and the way of a request to its handler |
//! | `control` | what tests watch and disturb, as functions and over HTTP |
//! | `authority` | the sign-in service: grants, pages, tokens, refusals |
//! | `batch` | many requests in one |
//! | `enrollment`, `write` | configurations and assignments: reading, changing |
//! | `effective` | which configurations apply to a user |
//! | `directory` | organization, users, groups, devices, filters, scope tags |
//! | `query` | `$filter`, `$select` and the other options of a request |
//! | `context` | what a handler knows besides the tenant: links, pages |
//! | `shared` | tenant, authority, record of requests and waiting faults, behind locks |
//! | `rounds` | answers that wait for each other, so that round trips can be counted |
//! | `fault`, `edit` | what goes wrong on demand; what changes behind the client's back |
//! | `view` | what v1.0 and beta show of an entity |
//! | `tenant`, `target` | the data, and the rules of a target |
//! | `size` | tenants of any size |
//! | `answer`, `errors` | what goes out |
//! | `request`, `raw`, `clock` | what comes in; JSON that keeps its digits; the time of errors |

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

/// What the service does where Microsoft's pages and the live service are said to differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behaviour {
    /// As the pages say: one assignment can be changed with PATCH, actions answer 204.
    #[default]
    Documented,
    /// As admins report: there is no route for that PATCH, actions answer 200.
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
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    pub behaviour: Behaviour,
    pub tenant: Tenant,
    /// The most entries that one page of a list holds; 0 counts as 1.
    pub page_size: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            behaviour: Behaviour::default(),
            tenant: Tenant::default(),
            // Less than the tenant has, so that paging really happens.
            page_size: 20,
        }
    }
}

/// A running service. It stops when this is dropped.
#[derive(Debug)]
pub struct Service {
    /// `http://127.0.0.1:PORT`, without an API version. The authority has the same.
    pub base_url: String,
    /// A bearer token that it takes, besides those of the authority; a new one for every start.
    pub token: String,
    pub control: Control,
    /// Holds the accepting task, which holds the connections.
    _tasks: JoinSet<()>,
}

/// Starts the service on the tokio runtime in use. A tenant that cannot be read is `InvalidData`.
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
