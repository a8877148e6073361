//! A service and a session of its own for each case, and what both look like in the end.

use std::fs::Permissions;
use std::future::Future;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use enlist::auth::{Method, Options as AuthOptions, Tokens};
use enlist::cloud::Cloud;
use enlist::config::Settings;
use enlist::demo::{self, Fault, Options, Recorded, Service};
use enlist::domain::{ApiMode, Half, Outcome, Step, Verdict, same_targets};
use enlist::journal::Journal;
use enlist::session::Session;
use enlist::write::{self, Approval, Job};
use secrecy::SecretString;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::changes::{self, Base, CORP_ID, Kind, SEED, order};
use super::expected_end::{End, FinalState, expected_order};
use super::wire::{client_of, settings};

/// How many changes are under way at once: most of the time each of them waits.
const AT_ONCE: usize = 12;

/// Runs all cases and says which of them failed, each with its own words above.
pub async fn all<F: Future<Output = ()> + Send + 'static>(cases: Vec<(String, F)>) {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    let mut names = std::collections::HashMap::new();
    assert!(!cases.is_empty());
    for (name, case) in cases {
        let gate = Arc::clone(&gate);
        let handle = running.spawn(async move {
            let _permit = gate.acquire_owned().await.unwrap();
            case.await;
        });
        names.insert(handle.id(), name);
    }
    let mut failed = Vec::new();
    while let Some(ended) = running.join_next_with_id().await {
        if let Err(error) = ended {
            failed.push(names[&error.id()].clone());
        }
    }
    failed.sort();
    assert!(failed.is_empty(), "failed:\n{}", failed.join("\n"));
}

/// A service of its own for each case, and a session on it.
pub struct Place {
    pub service: Service,
    pub settings: Settings,
    pub session: Session,
    pub state: TempDir,
}

impl Place {
    pub async fn new() -> Self {
        let service = demo::start(Options {
            // Everything on one page, so that the reads of a list can be counted.
            page_size: 100,
            ..Options::default()
        })
        .await
        .unwrap();
        let mut settings = settings(&service.base_url, ApiMode::Auto);
        // Short enough to wait for, long enough for every request that is not disturbed.
        settings.timing.total = Duration::from_secs(3);
        let state = tempfile::tempdir().unwrap();
        let session = Self::session(&service, &settings, state.path());
        Self {
            service,
            settings,
            session,
            state,
        }
    }

    pub fn session(service: &Service, settings: &Settings, state: &Path) -> Session {
        let tokens = Tokens::bearer(&service.token);
        Session::open(settings, tokens, state.to_owned())
    }

    /// An app, which can have another token.
    pub fn app(&self) -> Tokens {
        let mut options = AuthOptions::new(Method::Secret, Cloud::Global);
        options.authority = Some(self.service.base_url.parse().unwrap());
        options.tenant = Some("contoso.com".to_owned());
        options.client = Some("demo-app".to_owned());
        options.secret = Some(SecretString::from(self.service.control.authority().secret));
        Tokens::new(options).unwrap()
    }

    /// Writes what a change of this kind needs to find in the journal.
    pub fn seed(&self, kind: Kind, state: &Path) {
        if kind == Kind::Replace {
            let list = self.service.control.assignments(CORP_ID).unwrap();
            changes::seed(state, &self.service.base_url, &list);
        }
    }

    pub async fn base(&self, kind: Kind) -> Base {
        Base::new(&self.service, &self.session.client, kind).await
    }

    pub fn disturb(&self, faults: Vec<Value>) {
        for fault in faults {
            let fault: Fault = serde_json::from_value(fault).unwrap();
            self.service.control.add_fault(fault);
        }
    }

    pub fn job(&self, base: &Base) -> Job {
        Job {
            id: self.session.change_name(1),
            change: base.change.clone(),
            via: base.kind.via(),
            approval: Approval::None,
            first_wait: Duration::ZERO,
        }
    }

    /// Runs a change; `on_step` sees each step as it comes and may stop it.
    pub async fn run(
        &self,
        job: &Job,
        mut on_step: impl FnMut(&Step, &watch::Sender<bool>),
    ) -> (Outcome, Vec<Step>) {
        let (teller, mut listener) = mpsc::unbounded_channel();
        let (cancel, cancelled) = watch::channel(false);
        let context = self.session.write_context(Some("Contoso".to_owned()), None);
        let run = async {
            let outcome = write::run(&context, job, &teller, cancelled).await;
            drop(teller);
            outcome
        };
        let listen = async {
            let mut steps = Vec::new();
            while let Some(step) = listener.recv().await {
                on_step(&step, &cancel);
                steps.push(step);
            }
            steps
        };
        tokio::join!(run, listen)
    }

    pub fn writes(&self, kind: Kind) -> Vec<Recorded> {
        let is_write = |request: &Recorded| {
            request.method == kind.method() && request.path.contains(kind.write_path())
        };
        let requests = self.service.control.requests();
        requests.into_iter().filter(is_write).collect()
    }

    pub fn open(&self) -> usize {
        open(self.state.path())
    }

    /// Asserts what the service holds in the end.
    pub async fn assert_service(&self, base: &Base, end: &End) {
        self.service.control.clear_faults();
        let list = changes::targets(&self.service.control.assignments(CORP_ID).unwrap());
        let expected = match &end.state {
            FinalState::After => base.after(),
            FinalState::Before => base.before().to_vec(),
            FinalState::At(list, _) => list.clone(),
        };
        assert!(
            same_targets(&list, &expected),
            "the list is\n{list:#?}\nand not\n{expected:#?}"
        );
        // What the change is not about is there to the letter.
        if matches!(end.state, FinalState::Before | FinalState::After) {
            let kept = expected
                .iter()
                .filter(|target| base.before().contains(target));
            for target in kept {
                assert!(list.contains(target), "{target:?} was respelled");
            }
        }
        // Not the client of the change: what it saw does not count here.
        let client = client_of(&self.settings, &self.service.token);
        let order = order(&client).await;
        assert_eq!(order, expected_order(base.kind, &end.state));
    }

    /// Asserts the pairs of lines in the journal, and that nothing is left open.
    pub fn assert_journal(&self, base: &Base, verdicts: &[Verdict], id: &str) {
        self.assert_journal_in(self.state.path(), base, verdicts, id);
    }

    /// The same in another state folder. What was there before the change does not count.
    pub fn assert_journal_in(&self, state: &Path, base: &Base, verdicts: &[Verdict], id: &str) {
        let mut contents = Journal::new(state.to_owned()).read().unwrap();
        contents.entries.retain(|entry| entry.change_id != SEED);
        assert_eq!(contents.torn, 0);
        let found: Vec<_> = contents
            .entries
            .iter()
            .map(|entry| (entry.row, entry.verdict))
            .collect();
        let expected: Vec<_> = verdicts
            .iter()
            .flat_map(|verdict| [(Half::Intent, None), (Half::Verdict, Some(*verdict))])
            .collect();
        assert_eq!(found, expected);
        assert!(contents.entries.iter().all(|entry| entry.change_id == id));
        let writes = self.writes(base.kind);
        assert_eq!(writes.len(), verdicts.len());
        for (pair, write) in contents.entries.chunks(2).zip(writes) {
            for entry in pair {
                // An undo says in the journal what it takes back.
                let mut change = entry.change.clone();
                change.reverses.clone_from(&base.change.reverses);
                assert_eq!(change, base.change);
                assert_eq!(entry.via, base.kind.via());
                assert_eq!(entry.method, write.method);
                assert_eq!(entry.path, write.path);
                assert_eq!(entry.client_request_id, write.headers["client-request-id"]);
                if base.kind != Kind::Priority {
                    assert!(same_targets(&entry.before, base.before()));
                    assert!(same_targets(&entry.after, &base.after()));
                }
            }
            assert_eq!(pair[0].status, None);
            if let Some(status) = write.status {
                assert_eq!(pair[1].status, Some(status));
            }
        }
        assert_eq!(open(state), 0, "something is left open");
    }
}

fn open(state: &Path) -> usize {
    match std::fs::read_dir(state.join("open")) {
        Ok(files) => files.count(),
        Err(_) => 0,
    }
}

/// What is the matter with the state folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Disk {
    /// Nothing.
    #[default]
    Sound,
    /// The journal takes no byte.
    Full,
    /// A file stands in the place of the folder.
    InTheWay,
    /// The folder is for reading only.
    ReadOnly,
}

impl Disk {
    /// Makes the folder like that, for a user; false where this system or these rights do not allow it.
    pub fn spoil(self, state: &Path, user: Option<u32>) -> bool {
        match self {
            Self::Sound => true,
            Self::Full => fill_the_disk(state),
            Self::InTheWay => {
                std::fs::write(state, "").unwrap();
                true
            }
            Self::ReadOnly => read_only(state, user),
        }
    }

    /// Puts it right again, so that it can be looked at.
    pub fn mend(self, state: &Path) {
        match self {
            Self::Sound => {}
            Self::Full => std::fs::remove_file(state.join("journal.jsonl")).unwrap(),
            Self::InTheWay => std::fs::remove_file(state).unwrap(),
            Self::ReadOnly => {
                let mode = std::fs::metadata(state).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o555, "it was read-only to the end");
                assert_eq!(std::fs::read_dir(state).unwrap().count(), 0);
            }
        }
    }
}

/// A folder that a user may read and not write. Root may write everywhere, so that a test that runs as
/// root has to become somebody else for it.
fn read_only(state: &Path, user: Option<u32>) -> bool {
    std::fs::create_dir(state).unwrap();
    std::os::unix::fs::chown(state, user, None).unwrap();
    std::fs::set_permissions(state, Permissions::from_mode(0o555)).unwrap();
    let probe = state.join("probe");
    if user.is_none() && std::fs::write(&probe, "").is_ok() {
        std::fs::remove_file(&probe).unwrap();
        skipped(&format!("root may write to {}", state.display()));
        return false;
    }
    true
}

/// Whoever runs the tests should know that some of them did nothing.
fn skipped(why: &str) {
    let _ = std::io::stderr().write_all(format!("skipped: {why}\n").as_bytes());
}

/// Makes the journal a file that takes no byte; false where the system has none.
pub fn fill_the_disk(state: &Path) -> bool {
    #[cfg(unix)]
    if Path::new("/dev/full").exists() {
        std::fs::create_dir_all(state).unwrap();
        let journal = state.join("journal.jsonl");
        if journal.exists() {
            std::fs::rename(&journal, state.join("saved.jsonl")).unwrap();
        }
        std::os::unix::fs::symlink("/dev/full", journal).unwrap();
        return true;
    }
    skipped(&format!("no /dev/full to stand in for {}", state.display()));
    false
}

/// How the program is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// As another user.
    pub user: Option<u32>,
    /// With a sign-in that can be renewed, in place of a token.
    pub renews: bool,
}

/// Nobody in particular, for a test that runs as root.
const NOBODY: u32 = 65_534;

/// The user that a read-only folder is read-only for: whoever runs the test, and somebody else for root.
pub fn somebody() -> Option<u32> {
    rustix::process::getuid().is_root().then_some(NOBODY)
}

/// The program itself, with a state folder of its own.
pub async fn program(place: &Place, home: &Path, args: &[&str]) -> (i32, Value) {
    program_in(place, home, args, Manner::default()).await
}

/// The same in another manner.
pub async fn program_in(place: &Place, home: &Path, args: &[&str], manner: Manner) -> (i32, Value) {
    let config = home.join("config.toml");
    let timing = "[timing]\nback_off = 0.01\nsettle = 0.6\ntotal = 3.0\n";
    std::fs::write(&config, timing).unwrap();
    let base_url = &place.service.base_url;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_enlist"));
    command
        .args(args)
        .args(["--yes", "--json", "--graph-url", base_url])
        .arg("--config")
        .arg(&config)
        .env("XDG_STATE_HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .stdin(Stdio::null());
    if manner.renews {
        command
            .args(["--method", "secret", "--client-id", "demo-app"])
            .args(["--tenant", "contoso.com", "--authority-url", base_url])
            .env_remove("ENLIST_ACCESS_TOKEN")
            .env(
                "AZURE_CLIENT_SECRET",
                place.service.control.authority().secret,
            );
    } else {
        command.env("ENLIST_ACCESS_TOKEN", &place.service.token);
    }
    if let Some(user) = manner.user {
        std::os::unix::fs::chown(home, Some(user), None).unwrap();
        command.uid(user);
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output.status.code().unwrap(), document)
}
