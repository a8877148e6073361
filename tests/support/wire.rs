//! Clients with short waits.

use std::time::Duration;

use enlist::auth::Tokens;
use enlist::config::{Settings, Timing};
use enlist::demo::{self, Service};
use enlist::domain::ApiMode;
use enlist::graph::Client;
use enlist::session::Session;
use tempfile::TempDir;

/// Settings for a service on this machine.
pub fn settings(base_url: &str, api: ApiMode) -> Settings {
    Settings {
        api,
        graph_url: base_url.parse().unwrap(),
        timing: Timing {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(20),
            total: Duration::from_secs(20),
            settle: Duration::from_millis(600),
            back_off: Duration::from_millis(10),
            ..Timing::default()
        },
        ..Settings::default()
    }
}

pub fn client_of(settings: &Settings, token: &str) -> Client {
    Client::new(settings, Tokens::bearer(token))
}

/// A client of the embedded service.
pub fn client(service: &Service, api: ApiMode) -> Client {
    client_of(&settings(&service.base_url, api), &service.token)
}

/// The embedded service, a session with it, and the folder of that.
pub async fn demo_session(options: demo::Options) -> (Service, Session, TempDir) {
    let service = demo::start(options).await.unwrap();
    let state = tempfile::tempdir().unwrap();
    let session = Session::open(
        &settings(&service.base_url, ApiMode::Auto),
        Tokens::bearer(&service.token),
        state.path().to_owned(),
    );
    (service, session, state)
}
