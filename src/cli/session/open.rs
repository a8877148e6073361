//! From flags to an open session, with a sign-in where one is needed.

use std::io::IsTerminal;
use std::path::PathBuf;

use secrecy::SecretString;
use tokio::runtime::Runtime;

use crate::auth::AuthError;
use crate::auth::Dialogue;
use crate::auth::Method;
use crate::auth::Need;
use crate::auth::Options;
use crate::auth::Prompt;
use crate::auth::Tokens;
use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::hidden_line;
use crate::cli::session::hidden_line::{Typed, Typing};
use crate::cli::session::signals::INTERRUPT;
use crate::cli::verbs::demo;
use crate::cloud::Cloud;
use crate::config;
use crate::config::Environment;
use crate::config::Settings;
use crate::config::Sources;
use crate::demo::Behaviour;
use crate::domain::Holder;
use crate::journal::Journal;
use crate::net::Log;
use crate::session::Session;
use crate::session::sign_in;
use crate::words;
use crate::write::Access;

/// An open session, with the embedded service that it talks to in demo mode.
pub(in crate::cli) struct Opened {
    pub(in crate::cli) session: Session,
    /// Dropping it stops the service and removes its journal.
    _demo: Option<(crate::demo::Service, tempfile::TempDir)>,
}

/// The environment of the process; an empty variable says nothing.
pub(in crate::cli) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// All sources of settings.
pub(in crate::cli) fn sources(global: &Global) -> Result<Sources, Failure> {
    let environment: Environment<'_> = &environment;
    Ok(config::sources(
        global.config.clone(),
        global.profile.clone(),
        environment,
        &global.layer(),
    )?)
}

/// Reads the settings and opens the session. Nobody is asked anything, and nothing is sent.
pub(in crate::cli) fn open(global: &Global, runtime: &Runtime) -> Result<Opened, Failure> {
    let settings = sources(global)?.settings();
    // Where a log is asked for and cannot be written, that is better known before than after.
    Log::at(settings.log.as_deref())
        .open()
        .map_err(Failure::usage)?;
    if let Some(behaviour) = global.demo {
        return open_demo(global, runtime, behaviour, settings);
    }
    let token = token_from_stdin(global)?;
    let options = sign_in::options(&settings, &environment, token).map_err(Failure::usage)?;
    let session = Session::sign_in_with(&settings, options, state_folder()?)
        .map_err(|error| Failure::no_token(&error))?;
    session
        .tokens()
        .check()
        .map_err(|error| Failure::no_token(&error))?;
    Ok(Opened {
        session: session.telling(tell_busy),
        _demo: None,
    })
}

/// Says on stderr why nothing goes on.
fn tell_busy(holder: &Holder) {
    let _ = print::error(&format!("{}\n", words::journal_busy(holder)));
}

/// Where the journal lies, and the lock of a kept sign-in.
pub(in crate::cli) fn state_folder() -> Result<PathBuf, Failure> {
    Journal::default_folder()
        .ok_or_else(|| Failure::local("there is no home folder for the journal".to_owned()))
}

/// The token on standard input, where one is to be read there.
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
pub(in crate::cli) fn open_signed_in(
    global: &Global,
    runtime: &Runtime,
) -> Result<Opened, Failure> {
    let opened = open(global, runtime)?;
    let session = &opened.session;
    let method = session.tokens().method();
    if method == Method::AzureCli {
        // What an app should know is said where it matters, before a change.
        let warning: Vec<_> = words::method_warning(method).into_iter().collect();
        let _ = print::error(&print::lines(&warning));
    }
    if !method.is_interactive() {
        return Ok(opened);
    }
    if session.resume() {
        match runtime.block_on(session.tokens().token(&Need::default())) {
            Ok(_) => return Ok(opened),
            // What was kept is worth nothing any more, and is kept no more.
            Err(AuthError::NeedsSignIn(_)) => {}
            Err(error) => return Err(Failure::no_token(&error)),
        }
    }
    if !can_ask() {
        return Err(Failure::nobody_to_ask());
    }
    runtime.block_on(ask(session, &Need::default()))?;
    Ok(opened)
}

/// Whether there is somebody to sign in.
pub(in crate::cli) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Says on stderr, before a change, what the token seems to lack. These are hints: nothing is refused.
pub(in crate::cli) fn warn_of_rights(session: &Session) {
    let read_only = session.access == Access::ReadOnly;
    let Some(rights) = session.claims().map(|claims| claims.rights()) else {
        return;
    };
    for said in words::missing_rights(rights, read_only) {
        let _ = print::error(&format!("warning: {said}\n"));
    }
}

/// Signs in on the terminal. Stdout stays free for what the command prints. While a browser is waited
/// for, the address on which it ended can be typed or pasted; it is not shown.
pub(in crate::cli) async fn ask(session: &Session, need: &Need) -> Result<(), Failure> {
    let (dialogue, mut audience) = Dialogue::new();
    let signing = session.tokens().sign_in(need, dialogue);
    tokio::pin!(signing);
    let mut waiting = false;
    let mut typing: Option<Typing> = None;
    loop {
        tokio::select! {
            outcome = &mut signing => return outcome.map_err(|error| Failure::no_token(&error)),
            Some(prompt) = audience.prompts.recv() => {
                // That somebody is waited for need be said once.
                let polling = matches!(prompt, Prompt::Polling(_));
                if typing.is_none() && matches!(prompt, Prompt::Browser { .. }) {
                    typing = Typing::begin();
                }
                if !(polling && waiting) {
                    say(&prompt);
                }
                waiting = polling;
            }
            typed = hidden_line::next(&mut typing) => match typed {
                // A sign-in that has just ended needs it no more.
                Typed::Line(line) => drop(audience.pasted.send(line)),
                Typed::Interrupt => return Err(Failure::interrupted(INTERRUPT)),
            },
        }
    }
}

fn say(prompt: &Prompt) {
    let lines = words::prompt(prompt, std::time::Duration::ZERO);
    // Whoever closed stderr does not want to know.
    let _ = print::error(&print::lines(&lines));
}
