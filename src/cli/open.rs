//! From flags to an open session, with a sign-in where one is needed.

use std::io::IsTerminal;

use secrecy::SecretString;
use tokio::runtime::Runtime;

use super::args::Global;
use super::exit::Failure;
use super::{demo, print};
use crate::auth::{AuthError, Dialogue, Method, Need, Options, Prompt, Tokens};
use crate::cloud::Cloud;
use crate::config::{self, Environment, Settings, Sources};
use crate::demo::Behaviour;
use crate::journal::Journal;
use crate::session::{Session, sign_in};
use crate::words;

/// An open session, with the embedded service that it talks to in demo mode.
pub(super) struct Opened {
    pub(super) session: Session,
    /// Dropping it stops the service and removes its journal.
    _demo: Option<(crate::demo::Service, tempfile::TempDir)>,
}

/// The environment of the process; an empty variable says nothing.
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// All sources of settings.
pub(super) fn sources(global: &Global) -> Result<Sources, Failure> {
    let environment: Environment<'_> = &environment;
    Ok(config::sources(
        global.config.clone(),
        global.profile.clone(),
        environment,
        &global.layer(),
    )?)
}

/// Reads the settings and opens the session. Nobody is asked anything, and nothing is sent.
pub(super) fn open(global: &Global, runtime: &Runtime) -> Result<Opened, Failure> {
    let settings = sources(global)?.settings();
    if let Some(behaviour) = global.demo {
        return open_demo(global, runtime, behaviour, settings);
    }
    let token = global
        .token_stdin
        .then(|| given_token(std::io::stdin()))
        .transpose()?;
    let options = sign_in::options(&settings, &environment, token).map_err(Failure::usage)?;
    let folder = Journal::default_folder()
        .ok_or_else(|| Failure::local("there is no home folder for the journal".to_owned()))?;
    let session = Session::sign_in_with(&settings, options, folder)
        .map_err(|error| Failure::no_token(&error))?;
    session
        .tokens()
        .check()
        .map_err(|error| Failure::no_token(&error))?;
    // A token for elsewhere is noticed before anything is sent with it.
    if let (Some(claims), Some(options)) = (session.claims(), session.sign_in_options())
        && let Some(mismatch) = claims.mismatch(options.cloud, options.tenant.as_deref())
    {
        return Err(Failure::wrong_token(&mismatch));
    }
    Ok(Opened {
        session,
        _demo: None,
    })
}

fn given_token(input: impl std::io::Read) -> Result<SecretString, Failure> {
    let mut text = String::new();
    let mut input = input;
    input
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("--token-stdin: {error}")))?;
    Ok(SecretString::from(text))
}

fn open_demo(
    global: &Global,
    runtime: &Runtime,
    behaviour: Behaviour,
    mut settings: Settings,
) -> Result<Opened, Failure> {
    let service = runtime.block_on(demo::start(global, behaviour, 0))?;
    settings.graph_url = service
        .base_url
        .parse()
        .map_err(|error| Failure::local(format!("the demo has no sound URL: {error}")))?;
    let folder = tempfile::tempdir()
        .map_err(|error| Failure::local(format!("no folder for the demo's journal: {error}")))?;
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
    session.service_name = format!("demo ({behaviour})");
    Ok(Opened {
        session,
        _demo: Some((service, folder)),
    })
}

/// The same for a command, which cannot work without a token: an admin signs in first, if the method
/// takes one and no sign-in was kept.
pub(super) fn open_signed_in(global: &Global, runtime: &Runtime) -> Result<Opened, Failure> {
    let opened = open(global, runtime)?;
    let session = &opened.session;
    if !session.tokens().method().is_interactive() || session.resume() {
        return Ok(opened);
    }
    if !can_ask() {
        return Err(Failure::nobody_to_ask());
    }
    runtime
        .block_on(ask(session, &Need::default()))
        .map_err(|error| Failure::no_token(&error))?;
    Ok(opened)
}

/// Whether there is somebody to sign in.
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Signs in on the terminal. Stdout stays free for what the command prints.
pub(super) async fn ask(session: &Session, need: &Need) -> Result<(), AuthError> {
    let (dialogue, mut audience) = Dialogue::new();
    let signing = session.tokens().sign_in(need, dialogue);
    tokio::pin!(signing);
    let mut waiting = false;
    loop {
        tokio::select! {
            outcome = &mut signing => return outcome,
            Some(prompt) = audience.prompts.recv() => {
                // That somebody is waited for need be said once.
                let polling = matches!(prompt, Prompt::Polling(_));
                if !(polling && waiting) {
                    say(&prompt);
                }
                waiting = polling;
            }
        }
    }
}

fn say(prompt: &Prompt) {
    let left = match prompt {
        Prompt::DeviceCode { expires_in, .. } => *expires_in,
        _ => std::time::Duration::ZERO,
    };
    let lines = words::prompt(prompt, left);
    // Whoever closed stderr does not want to know.
    let _ = print::error(&print::lines(&lines));
}
