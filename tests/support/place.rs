//! A service and a session of its own for each case, and what both look like in the end.

use std::future::Future;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use enlist::auth::Tokens;
use enlist::config::Settings;
use enlist::demo::{self, Fault, Options, Recorded, Service};
use enlist::domain::{ApiMode, Half, Outcome, Step, Verdict, same_targets};
use enlist::session::Session;
use enlist::write::{self, Approval, Job};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::changes::{self, CORP_ID, Ground, Kind, order};
use super::ends::{End, Ends, expected_order};
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

    pub async fn ground(&self, kind: Kind) -> Ground {
        Ground::new(&self.service, &self.session.client, kind).await
    }

    pub fn disturb(&self, faults: Vec<Value>) {
        for fault in faults {
            let fault: Fault = serde_json::from_value(fault).unwrap();
            self.service.control.add_fault(fault);
        }
    }

    pub fn job(&self, ground: &Ground) -> Job {
        Job {
            id: self.session.change_name(1),
            change: ground.change.clone(),
            via: ground.kind.via(),
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
        let desk = self.session.desk(Some("Contoso".to_owned()), None);
        let run = async {
            let outcome = write::run(&desk, job, &teller, cancelled).await;
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
        match std::fs::read_dir(self.state.path().join("open")) {
            Ok(files) => files.count(),
            Err(_) => 0,
        }
    }

    /// Asserts what the service holds in the end.
    pub async fn assert_service(&self, ground: &Ground, end: &End) {
        self.service.control.clear_faults();
        let list = changes::targets(&self.service.control.assignments(CORP_ID).unwrap());
        let expected = match &end.ends {
            Ends::After => ground.after(),
            Ends::Before => ground.before().to_vec(),
            Ends::At(list, _) => list.clone(),
        };
        assert!(
            same_targets(&list, &expected),
            "the list is\n{list:#?}\nand not\n{expected:#?}"
        );
        // What the change is not about is there to the letter.
        if matches!(end.ends, Ends::Before | Ends::After) {
            let kept = expected
                .iter()
                .filter(|target| ground.before().contains(target));
            for target in kept {
                assert!(list.contains(target), "{target:?} was respelled");
            }
        }
        // Not the client of the change: what it saw does not count here.
        let client = client_of(&self.settings, &self.service.token);
        let order = order(&client).await;
        assert_eq!(order, expected_order(ground.kind, &end.ends));
    }

    /// Asserts the pairs of lines in the journal, and that nothing is left open.
    pub fn assert_journal(&self, ground: &Ground, verdicts: &[Verdict], id: &str) {
        let contents = self.session.journal.read().unwrap();
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
        let writes = self.writes(ground.kind);
        assert_eq!(writes.len(), verdicts.len());
        for (pair, write) in contents.entries.chunks(2).zip(writes) {
            for entry in pair {
                assert_eq!(entry.change, ground.change);
                assert_eq!(entry.via, ground.kind.via());
                assert_eq!(entry.method, write.method);
                assert_eq!(entry.path, write.path);
                assert_eq!(entry.client_request_id, write.headers["client-request-id"]);
                if ground.kind != Kind::Priority {
                    assert!(same_targets(&entry.before, ground.before()));
                    assert!(same_targets(&entry.after, &ground.after()));
                }
            }
            assert_eq!(pair[0].status, None);
            if let Some(status) = write.status {
                assert_eq!(pair[1].status, Some(status));
            }
        }
        assert_eq!(self.open(), 0, "something is left open");
    }
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
    // Whoever runs the tests should know that some of them did nothing.
    let said = format!(
        "skipped: no /dev/full to stand in for {}\n",
        state.display()
    );
    let _ = std::io::stderr().write_all(said.as_bytes());
    false
}

/// The program itself, with a state folder of its own.
pub async fn program(place: &Place, home: &Path, args: &[&str]) -> (i32, Value) {
    let config = home.join("config.toml");
    let timing = "[timing]\nback_off = 0.01\nsettle = 0.6\ntotal = 3.0\n";
    std::fs::write(&config, timing).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_enlist"));
    command
        .args(args)
        .args(["--yes", "--json", "--graph-url", &place.service.base_url])
        .arg("--config")
        .arg(&config)
        .env("ENLIST_ACCESS_TOKEN", &place.service.token)
        .env("XDG_STATE_HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output.status.code().unwrap(), document)
}
