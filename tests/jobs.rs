//! How many keys each job takes, on the real loop of the screen with the service of the demo.
//!
//! A key counts once, a paste counts as one. What is waited for in between is what an admin waits for: an
//! answer that is to be read before the next key.

#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::fmt::Write as _;
use std::io;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crokey::KeyCombination;
use enlist::auth::Tokens;
use enlist::config::Settings;
use enlist::domain::{ApiMode, Verdict};
use enlist::session::Session;
use enlist::tui::app::model::{Model, Start};
use enlist::tui::app::runtime::{Sources, Surface, run};
use enlist::tui::app::view::view;
use enlist::tui::components::AnyComponent;
use enlist::tui::components::editor::form::Field;
use enlist::tui::keys::command::Scope;
use enlist::tui::keys::keymap::Keymap;
use enlist::tui::store::session_plan::PlanState;
use enlist::tui::terminal::input::Input;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use support::pty::enlist;
use support::service::Service;
use support::wire::settings;
use tempfile::TempDir;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::LocalSet;

const DEADLINE: Duration = Duration::from_secs(20);
const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const KIOSK_ESP: &str =
    "3a3eee8a-e982-4776-9ce0-d0ce2de264cf_Windows10EnrollmentCompletionPageConfiguration";
const KIOSK_BERLIN: &str = "bc67ba94-637d-4efa-a09e-467ada679f81";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

/// Hands every frame to the test.
struct Shown(watch::Sender<Option<(Model, Instant)>>);

impl Surface for Shown {
    fn present(&mut self, model: &Model) -> io::Result<()> {
        self.0.send_replace(Some((model.clone(), Instant::now())));
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn bell(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Somebody at the keyboard.
struct Admin {
    input: mpsc::UnboundedSender<Vec<Input>>,
    shown: watch::Receiver<Option<(Model, Instant)>>,
    service: Service,
    /// How many keys were typed since the job began.
    keys: usize,
    /// All of them, as they were typed.
    typed: String,
    _state: TempDir,
}

impl Admin {
    /// In front of the panes at 80×24, with everything read that is read at the start. Runs within a
    /// `LocalSet`.
    async fn new(behaviour: &[&str]) -> Self {
        let service = Service::start(behaviour);
        let mut settings: Settings = settings(&service.base_url, ApiMode::Auto);
        settings.timing.settle = Duration::from_secs(1);
        let state = tempfile::tempdir().unwrap();
        let tokens = Tokens::bearer(&service.token);
        let session = Session::open(&settings, tokens, state.path().to_owned());
        let start = Start {
            run: session.run().to_owned(),
            service_name: session.service_name.clone(),
            settings,
            method: session.tokens().method(),
            methods: Vec::new(),
            client_id: None,
            tenant: None,
            capabilities: enlist::tui::terminal::capabilities::Capabilities::default(),
            time_zone: jiff::tz::TimeZone::UTC,
            size: (80, 24),
        };
        let model = Model::new(start, Keymap::built_in().unwrap());
        let (input, heard) = mpsc::unbounded_channel();
        let (signals, signalled) = mpsc::unbounded_channel();
        let sources = Sources {
            input: heard,
            signals: signalled,
            terminal_gone: Arc::new(Notify::new()),
            change_under_way: Arc::new(AtomicBool::new(false)),
        };
        let (sender, shown) = watch::channel(None);
        drop(tokio::task::spawn_local(async move {
            let _signals = signals;
            let mut surface = Shown(sender);
            let none = |_: &str| Err("no other profile".to_owned());
            run(session, model, &mut surface, sources, &none).await
        }));
        let mut admin = Self {
            input,
            shown,
            service,
            keys: 0,
            typed: String::new(),
            _state: state,
        };
        admin
            .until("the list, the tenant and the names", |model| {
                let is_named =
                    |id: &str| model.store.names.keys().any(|known| known.as_str() == id);
                !model.store.list.is_loading()
                    && model.store.tenant.is_some()
                    && is_named("8a119b9e-16bc-4732-8f7b-7676d015b0dc")
            })
            .await;
        admin
    }

    fn model(&self) -> Model {
        let shown = self.shown.borrow();
        shown.as_ref().map(|(model, _)| model.clone()).unwrap()
    }

    /// Waits until what is on the screen is as it should be.
    async fn until(&mut self, what: &str, is_so: impl Fn(&Model) -> bool) -> &mut Self {
        let found = self.shown.wait_for(|shown| {
            let model = shown.as_ref().map(|(model, _)| model);
            model.is_some_and(&is_so)
        });
        let found = tokio::time::timeout(DEADLINE, found).await.is_ok();
        assert!(
            found,
            "waited in vain for {what} after {}\n{}",
            self.typed,
            picture(&self.model())
        );
        self
    }

    /// What opened by itself takes no key for a moment, which the admin needs to see it.
    async fn look(&mut self) {
        let (model, at) = self.shown.borrow().clone().unwrap();
        if let Some(until) = model.deaf_until {
            let left = until.saturating_sub(model.store.now);
            // No state tells when that is over: it is a time that was set.
            let _ = tokio::time::timeout_at((at + left).into(), std::future::pending::<()>()).await;
        }
    }

    async fn press(&mut self, key: &str) {
        self.look().await;
        let combination: KeyCombination = key.parse().unwrap();
        let heard = self.model().store.keys_heard;
        let event = combination.into();
        let repeat = false;
        self.input.send(vec![Input::Key { event, repeat }]).unwrap();
        self.note(key);
        self.until("the key to be heard", |model| {
            model.store.keys_heard > heard
        })
        .await;
    }

    fn note(&mut self, key: &str) {
        self.keys += 1;
        let _ = write!(self.typed, "{key} ");
    }

    async fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.press(key).await;
        }
        self
    }

    async fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(&c.to_string()).await;
        }
        self
    }

    fn paste(&mut self, text: &str) -> &mut Self {
        self.note("paste");
        self.input
            .send(vec![Input::Paste(text.to_owned())])
            .unwrap();
        self
    }

    /// Says yes to the review or the plan on top, as often as it takes, and types the name that it wants.
    async fn yes(&mut self) -> &mut Self {
        let can_be_sent = |model: &Model| is_review(model) || is_plan(model);
        self.until("a review or a plan", can_be_sent).await;
        for _ in 0..9 {
            let model = self.model();
            let top = model.overlays.last().unwrap();
            if top.scope() == Scope::TypedName && top.cursor().typed.value().is_empty() {
                self.text(model.store.name_to_type()).await;
            }
            self.press("y").await;
            let model = self.model();
            let plan = model.store.plan.as_ref();
            let is_unsent = plan.is_some_and(|plan| plan.state == PlanState::Unsent);
            let is_asked = is_review(&model) || is_plan(&model) && is_unsent;
            if !is_asked {
                return self;
            }
        }
        panic!("it is never sent\n{}", picture(&self.model()));
    }

    /// Waits until so many changes are verified.
    async fn verified(&mut self, wanted: usize) -> &mut Self {
        self.until("verified changes", |model| {
            let outcomes = model
                .store
                .changes
                .values()
                .filter_map(|it| it.outcome.as_ref());
            let verified = outcomes.filter(|it| it.verdict() == Verdict::Verified);
            verified.count() == wanted
        })
        .await
    }

    async fn verdict(&mut self, wanted: Verdict) -> &mut Self {
        self.until(&format!("{wanted:?}"), |model| {
            let last = model.store.changes.values().last();
            let outcome = last.and_then(|state| state.outcome.as_ref());
            outcome.is_some_and(|outcome| outcome.verdict() == wanted)
        })
        .await
    }

    async fn outcome(&mut self, wanted: Verdict) -> &mut Self {
        self.verdict(wanted).await;
        self.until("the outcome", |model| {
            matches!(model.overlays.last(), Some(AnyComponent::OutcomeText(_)))
        })
        .await
    }

    /// Goes to a configuration, and to one of its assignments, before the job begins.
    async fn on(&mut self, configuration: &str, assignment: Option<usize>) -> &mut Self {
        self.keys("home").await;
        let name = |model: &Model| {
            let row = model.store.selected_row();
            row.map_or_else(String::new, |row| row.configuration.name.clone())
        };
        for _ in 0..40 {
            if name(&self.model()) == configuration {
                break;
            }
            self.keys("down").await;
        }
        assert_eq!(name(&self.model()), configuration);
        if let Some(at) = assignment {
            self.keys("enter home").await;
            for _ in 0..at {
                self.keys("down").await;
            }
        }
        self.begin();
        self
    }

    /// The job begins here.
    fn begin(&mut self) {
        self.keys = 0;
        self.typed.clear();
    }

    /// Whether an assignment of a configuration has this group.
    fn is_on(&self, configuration: &str, group: &str) -> bool {
        let list = self.service.assignments(configuration);
        let mut rows = list.as_array().unwrap().iter();
        rows.any(|row| row["target"]["groupId"] == group)
    }

    /// What it came to, since the job began.
    fn row(&mut self, job: &'static str) -> Row {
        let keys = std::mem::take(&mut self.keys);
        let typed = std::mem::take(&mut self.typed);
        let typed = typed.trim_end().to_owned();
        Row { job, typed, keys }
    }
}

fn is_review(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(AnyComponent::Review(_)))
}

fn is_plan(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(AnyComponent::PlanView(_)))
}

/// A job as it was done.
struct Row {
    job: &'static str,
    typed: String,
    keys: usize,
}

fn picture(model: &Model) -> String {
    let (width, height) = model.store.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view(model, frame)).unwrap();
    terminal.backend().to_string()
}

/// Each job, as it is done with as few keys as it takes.
#[expect(clippy::too_many_lines, reason = "a list of jobs, each a few lines")]
async fn jobs() -> Vec<Row> {
    let mut rows = Vec::new();

    // From the assignment on: the way to it is not counted.
    let mut admin = Admin::new(&[]).await;
    admin.on("Corp ESP", Some(0)).await;
    admin.keys("e e n g enter").await.yes().await;
    admin.verdict(Verdict::Verified).await;
    assert!(admin.is_on(CORP, ENGINEERING));
    rows.push(admin.row("retarget to a group by name"));

    admin.keys("u").await.yes().await;
    admin.verified(2).await;
    assert!(!admin.is_on(CORP, ENGINEERING));
    rows.push(admin.row("undo"));

    let mut admin = Admin::new(&["--demo=live"]).await;
    admin.on("Corp ESP", Some(0)).await;
    admin.keys("e e n g enter").await.yes().await;
    admin.outcome(Verdict::NoRoute).await;
    admin.keys("c").await.yes().await;
    admin.verdict(Verdict::Verified).await;
    assert!(admin.is_on(CORP, ENGINEERING));
    rows.push(admin.row("the same where PATCH has no route"));

    let mut admin = Admin::new(&[]).await;
    admin.on("Kiosk ESP", Some(1)).await;
    admin.keys("e ctrl-t ctrl-t enter").await.yes().await;
    admin.verdict(Verdict::Verified).await;
    let list = admin.service.assignments(KIOSK_ESP);
    let kinds = list.to_string();
    assert!(kinds.contains("allDevicesAssignmentTarget"), "{kinds}");
    rows.push(admin.row("to all devices"));

    let mut admin = Admin::new(&[]).await;
    admin.on("Kiosk ESP", Some(1)).await;
    admin.keys("e ctrl-t ctrl-t ctrl-t backtab right").await;
    admin.paste(ENGINEERING).keys("enter").await.yes().await;
    admin.verdict(Verdict::Verified).await;
    let list = admin.service.assignments(KIOSK_ESP);
    let mut targets = list.as_array().unwrap().iter().map(|row| &row["target"]);
    assert!(
        targets.any(|it| it["targetType"] == "device" && it["entraObjectId"] == ENGINEERING),
        "{list}"
    );
    rows.push(admin.row("to the devices of a scope-tag group by a pasted ID"));

    let mut admin = Admin::new(&[]).await;
    admin.on("Corp ESP", Some(0)).await;
    admin.keys("e e n g enter").await;
    admin.until("the review", is_review).await;
    another_admin(
        &admin.service,
        &[
            "set",
            "Corp ESP",
            "Sales EMEA",
            "--target",
            "group",
            "--group",
            "Shared iPads",
        ],
    );
    admin.yes().await.outcome(Verdict::Conflict).await;
    admin.keys("c").await.yes().await;
    admin.verdict(Verdict::Verified).await;
    assert!(admin.is_on(CORP, ENGINEERING));
    rows.push(admin.row("conflict on the assignment"));

    let mut admin = Admin::new(&[]).await;
    admin.on("Corp ESP", Some(0)).await;
    admin.keys("e e n g enter").await;
    admin.until("the review", is_review).await;
    admin.service.kill();
    admin.yes().await.outcome(Verdict::NotSent).await;
    admin.keys("esc").await;
    admin
        .until("the form as it was filled in", |model| {
            match model.overlays.last() {
                Some(AnyComponent::Editor(editor)) => {
                    let typed = editor.form().text(Field::ObjectId);
                    typed.is_some_and(|typed| typed.value() == ENGINEERING)
                }
                _ => false,
            }
        })
        .await;
    rows.push(admin.row("the service stopped before the yes"));

    let mut admin = Admin::new(&[]).await;
    admin.on("Zebra only", None).await;
    admin.keys("space space space down down space space").await;
    assert_eq!(admin.model().store.marked.len(), 5);
    admin.keys("shift-r e n g enter").await.yes().await;
    admin.until("the end of the plan", has_run).await;
    assert_eq!(admin.service.requests("PATCH").len(), 5);
    rows.push(admin.row("five assignments in five configurations"));

    let mut admin = Admin::new(&[]).await;
    admin.begin();
    admin.keys("shift-f e n g i").await;
    rows.push(admin.row("where a group is used"));
    admin.keys("tab space space shift-r s h a r").await;
    admin.keys("enter").await.yes().await;
    admin.until("the end of the plan", has_run).await;
    assert_eq!(admin.service.requests("PATCH").len(), 2);
    rows.push(admin.row("retarget two of its uses from there"));

    let mut admin = Admin::new(&[]).await;
    admin.begin();
    admin
        .keys(": w h o enter")
        .await
        .text("sasha@contoso.com")
        .await;
    admin.keys("enter").await;
    admin
        .until("what wins", |model| {
            let top = model.overlays.last();
            top.is_some_and(|top| {
                matches!(top, AnyComponent::Explain(_)) && top.awaits().is_empty()
            })
        })
        .await;
    rows.push(admin.row("who wins for a user, by a name of 17 characters"));

    let mut admin = Admin::new(&[]).await;
    admin.on("Corp ESP", Some(3)).await;
    admin.keys("x").await.yes().await;
    admin.verdict(Verdict::Verified).await;
    assert!(!admin.is_on(CORP, KIOSK_BERLIN));
    rows.push(admin.row("remove"));

    admin.keys("a e n g enter").await.yes().await;
    admin.verified(2).await;
    assert!(admin.is_on(CORP, ENGINEERING));
    rows.push(admin.row("add"));
    rows
}

fn has_run(model: &Model) -> bool {
    let plan = model.store.plan.as_ref();
    plan.is_some_and(|plan| plan.state == PlanState::Ran)
}

/// Makes a change from the command line, in another process with another journal.
fn another_admin(service: &Service, args: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    let done = Command::new(enlist())
        .args(["--graph-url", &service.base_url])
        .args(args)
        .arg("--yes")
        .env_clear()
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .env("ENLIST_ACCESS_TOKEN", &service.token)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// The most keys that each job may take.
const MOST: &[(&str, usize)] = &[
    ("retarget to a group by name", 6),
    ("undo", 2),
    ("the same where PATCH has no route", 8),
    ("to all devices", 16),
    ("to the devices of a scope-tag group by a pasted ID", 9),
    ("conflict on the assignment", 8),
    ("the service stopped before the yes", 7),
    ("five assignments in five configurations", 13),
    ("where a group is used", 5),
    ("retarget two of its uses from there", 10),
    ("who wins for a user, by a name of 17 characters", 23),
    ("remove", 2),
    ("add", 6),
];

#[tokio::test]
async fn each_job_takes_no_more_keys_than_it_may() {
    let rows = LocalSet::new().run_until(jobs()).await;
    let done: Vec<&str> = rows.iter().map(|row| row.job).collect();
    let wanted: Vec<&str> = MOST.iter().map(|(job, _)| *job).collect();
    assert_eq!(done, wanted);
    let mut table = String::new();
    for (row, (job, most)) in rows.iter().zip(MOST) {
        let _ = writeln!(table, "{:>2} of {most:>2}  {job}: {}", row.keys, row.typed);
    }
    let too_many = rows
        .iter()
        .zip(MOST)
        .filter(|(row, (_, most))| row.keys > *most);
    assert_eq!(too_many.count(), 0, "{table}");
}
