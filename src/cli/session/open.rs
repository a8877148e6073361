//! Opens a session from the flags, with a sign-in if one is needed.

use std::time::Duration;

use secrecy::SecretString;
use tokio::runtime::Runtime;

use crate::auth::{Method, Options, Tokens};
use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::{demo_service, sign_in};
use crate::cloud::Cloud;
use crate::config::{self, Environment, Settings, Sources};
use crate::demo::Behaviour;
use crate::domain::Holder;
use crate::journal::Journal;
use crate::net::Log;
use crate::session::{self, Session};
use crate::words;

/// An open session, with the embedded service that it uses in demo mode.
pub(in crate::cli) struct Opened {
    pub(in crate::cli) session: Session,
    /// Dropping it stops the service and removes its journal.
    _demo: Option<(crate::demo::Service, tempfile::TempDir)>,
}

/// Reads an environment variable; an empty one counts as not set.
pub(in crate::cli) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub(in crate::cli) fn sources(global: &Global) -> Result<Sources, Failure> {
    let environment: Environment<'_> = &environment;
    Ok(config::sources(
        global.config.clone(),
        global.profile.clone(),
        environment,
        &global.layer(),
    )?)
}

/// Reads the settings and opens the session. Asks no questions and sends nothing.
pub(in crate::cli) fn open(global: &Global, runtime: &Runtime) -> Result<Opened, Failure> {
    let settings = sources(global)?.settings();
    // If a log is requested but cannot be written, fail before the work starts.
    Log::at(settings.log.as_deref())
        .open()
        .map_err(Failure::usage)?;
    if let Some(behaviour) = global.demo {
        return open_demo(global, runtime, behaviour, settings);
    }
    let token = token_from_stdin(global)?;
    let options =
        session::sign_in::options(&settings, &environment, token).map_err(Failure::usage)?;
    let session = Session::sign_in_with(&settings, options, Journal::default_folder())
        .map_err(|error| Failure::no_token(&error))?;
    session
        .tokens()
        .check()
        .map_err(|error| Failure::no_token(&error))?;
    Ok(Opened {
        session: session.with_wait_listener(tell_busy),
        _demo: None,
    })
}

/// Prints on stderr which program this one is waiting for.
fn tell_busy(holder: &Holder) {
    let _ = print::error(&format!("{}\n", words::journal_busy(holder)));
}

/// Reads the token from standard input, if the flags request it.
pub(in crate::cli) fn token_from_stdin(global: &Global) -> Result<Option<SecretString>, Failure> {
    global
        .token_stdin
        .then(|| given_token(std::io::stdin()))
        .transpose()
}

fn given_token(input: impl std::io::Read) -> Result<SecretString, Failure> {
    let text = config::text_of(input, config::LONGEST_SETTINGS)
        .map_err(|error| Failure::usage(format!("--token-stdin: {error}")))?;
    Ok(SecretString::from(text))
}

fn open_demo(
    global: &Global,
    runtime: &Runtime,
    behaviour: Behaviour,
    mut settings: Settings,
) -> Result<Opened, Failure> {
    let service = runtime.block_on(demo_service::start(global, behaviour, 0))?;
    settings.graph_url = service
        .base_url
        .parse()
        .map_err(|error| Failure::local(format!("the demo has no valid URL: {error}")))?;
    let folder = tempfile::tempdir().map_err(|error| {
        Failure::local(format!(
            "could not create a folder for the demo's journal: {error}"
        ))
    })?;
    let place = folder.path().to_owned();
    let mut session = if global.sign_in {
        let mut options = Options::new(Method::DeviceCode, Cloud::Global);
        options.authority = Some(settings.graph_url.clone());
        options.client = Some("demo-app".to_owned());
        options.read_only = settings.read_only;
        options.timing = settings.timing;
        Session::sign_in_with(&settings, options, place)
            .map_err(|error| Failure::no_token(&error))?
    } else {
        Session::open(&settings, Tokens::bearer(&service.token), place)
    };
    session.service_name = match behaviour {
        Behaviour::Documented => "demo".to_owned(),
        Behaviour::Live => "demo, PATCH refused".to_owned(),
    };
    Ok(Opened {
        session,
        _demo: Some((service, folder)),
    })
}

/// Opens a session, with a sign-in if one is needed, and does the work of a command in it. Does not wait for
/// tasks that are still running afterwards.
pub(in crate::cli) fn with_session<T>(
    global: &Global,
    work: impl AsyncFnOnce(&Session) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let runtime = runtime()?;
    let opened = open(global, &runtime)?;
    let done = runtime.block_on(async {
        sign_in::be_signed_in(&opened.session, global.json).await?;
        work(&opened.session).await
    });
    drop(opened);
    end(runtime);
    done
}

/// Creates a runtime for a command that only waits for answers.
pub(in crate::cli) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::local(format!("could not start: {error}")))
}

/// Ends a runtime without waiting for its running tasks.
pub(in crate::cli) fn end(runtime: Runtime) {
    runtime.shutdown_timeout(Duration::ZERO);
}
