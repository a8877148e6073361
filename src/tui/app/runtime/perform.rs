//! Performs effects on the worker and sends the results back as messages.
//!
//! Belongs here: tasks for what `update` requests. Does not belong here: when they run (`runtime`), what a
//! message means (`update`).

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use futures_util::future::join_all;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::explain::explain;
use super::view_file;
use crate::auth::{Dialogue, DialogueHandle, Method, Need};
use crate::domain::{ChangeId, Evidence};
use crate::journal::Position;
use crate::net::Log;
use crate::plan::{self, Control};
use crate::session::Session;
use crate::tui::app::model::Model;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::entity::Entity;
use crate::tui::store::msg::{Effect, Msg, PlanRun, Submission};
use crate::tui::store::saved_view::SavedView;
use crate::write::{self, Job, WriteContext};

/// How many changes of the journal are read in one step.
const AT_ONCE: usize = 500;

/// Performs the effects of one session.
#[derive(Debug)]
pub(in crate::tui) struct Performer {
    session: Session,
    sender: UnboundedSender<Msg>,
    reads: HashMap<RequestId, AbortHandle>,
    /// Ends the wait of the last change sent.
    cancel: Option<(ChangeId, watch::Sender<bool>)>,
    sign_in: Option<Signing>,
    plan: Option<watch::Sender<Control>>,
}

/// A sign-in in progress.
#[derive(Debug)]
struct Signing {
    id: RequestId,
    task: AbortHandle,
    /// The new session, perhaps with another method. It replaces the current one once there is a token.
    session: Session,
    /// Passes the address on which a browser ended to the sign-in.
    pasted: UnboundedSender<SecretString>,
}

impl Performer {
    /// Creates a performer for this session; answers go to `sender`.
    pub(in crate::tui) fn new(session: Session, sender: UnboundedSender<Msg>) -> Self {
        let busy = sender.clone();
        // A loop that has ended needs no message.
        let session = session.with_wait_listener(move |holder| {
            drop(busy.send(Msg::JournalBusy(Box::new(holder.clone()))));
        });
        Self {
            session,
            sender,
            reads: HashMap::new(),
            cancel: None,
            sign_in: None,
            plan: None,
        }
    }

    /// Starts an effect.
    pub(in crate::tui) fn perform(&mut self, effect: Effect, model: &Model) {
        let client = self.session.client.clone();
        let sender = self.sender.clone();
        // A loop that has ended needs no answers.
        let tell = move |message| drop(sender.send(message));
        match effect {
            Effect::List(id) => self.read(id, async move {
                let on_page = |rows| tell(Msg::Page(id, rows));
                let outcome = client.configurations(on_page).await;
                tell(Msg::Clock(Timestamp::now().as_second()));
                tell(Msg::Listed(id, outcome));
            }),
            Effect::Assignments(id, configuration) => self.read(id, async move {
                let answer = client.assignments(&configuration).await;
                tell(Msg::Assignments(id, answer));
            }),
            Effect::Entity {
                id,
                entity,
                versions,
            } => self.read(id, async move {
                let Entity {
                    configuration,
                    assignment,
                } = &entity;
                let reads = versions.into_iter().map(async |version| {
                    let answer = client.entity(version, configuration, assignment.as_ref());
                    tell(Msg::Entity(id, version, answer.await));
                });
                join_all(reads).await;
            }),
            Effect::Cancel(id) => {
                let task = self.reads.remove(&id);
                task.iter().for_each(AbortHandle::abort);
                self.stop_signing_in_if(id);
            }
            Effect::RunPlan(id, run) => self.run_plan(id, *run, model),
            Effect::ControlPlan(control) => self.control_plan(control),
            Effect::SignIn {
                id,
                method,
                granted,
            } => self.sign_in(id, method, granted),
            Effect::KeepSignIn(id) => {
                if let Some(tried) = self.sign_in.take_if(|signing| signing.id == id) {
                    self.session = tried.session;
                }
            }
            Effect::GiveSecret(id) => self.give_secret(id, model),
            Effect::Identify => {
                let tokens = self.session.tokens().clone();
                drop(tokio::spawn(async move {
                    // Without the names, the service stands for the tenant; nothing depends on them.
                    let (tenant, account) = tokio::join!(client.tenant(), client.account_name());
                    tell(Msg::Identified {
                        tenant: tenant.ok().flatten(),
                        account: account.ok().flatten(),
                    });
                    tell(Msg::Rights(tokens.claims()));
                }));
            }
            effect @ (Effect::ResolveNames(_)
            | Effect::CountMembers(_)
            | Effect::CountAll(_)
            | Effect::SearchGroups(..)
            | Effect::Explain { .. }
            | Effect::ReadFilters
            | Effect::ReadScopeTags) => self.look_up(effect),
            Effect::Write(id, submission) => self.write(id, *submission, model),
            Effect::StopWaiting(id) => {
                if self.cancel.as_ref().is_some_and(|(of, _)| *of == id) {
                    self.stop_waiting();
                }
            }
            Effect::Settle => {
                let context = self.write_context(model);
                drop(tokio::spawn(async move {
                    tell(Msg::Settled(write::settle(context).await));
                }));
            }
            Effect::ReadJournal(id, before) => self.read_journal(id, before),
            Effect::ReadViews => self.read_views(),
            Effect::KeepView(view) => self.keep_view(*view),
            Effect::After(timer, wait) => drop(tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                tell(Msg::Due(timer));
            })),
            Effect::Bell
            | Effect::Copy(_)
            | Effect::Mouse(_)
            | Effect::Switch(_)
            | Effect::Suspend
            | Effect::HangUp
            | Effect::Quit => {}
        }
    }

    /// Reads the newest part of the journal, or the part before a mark.
    fn read_journal(&self, id: RequestId, before: Option<Position>) {
        let journal = Arc::clone(&self.session.journal);
        let sender = self.sender.clone();
        drop(tokio::task::spawn_blocking(move || {
            let read = journal.before(before, AT_ONCE);
            let read = read.map_err(|error| error.to_string());
            drop(sender.send(Msg::Journal(id, read)));
        }));
    }

    fn read_views(&self) {
        let Some(folder) = self.session.journal.folder().map(Path::to_owned) else {
            return;
        };
        let log = self.session.log();
        let sender = self.sender.clone();
        drop(tokio::task::spawn_blocking(move || {
            match view_file::read(&folder) {
                Ok(views) => drop(sender.send(Msg::SavedViews(views))),
                Err(problem) => note_view(&log, &folder, &problem),
            }
        }));
    }

    /// Writes immediately, because the program may end afterwards.
    fn keep_view(&self, view: SavedView) {
        let Some(folder) = self.session.journal.folder() else {
            return;
        };
        if let Err(problem) = view_file::keep(folder, view) {
            note_view(&self.session.log(), folder, &problem);
        }
    }

    /// Starts a read that can be cancelled by its id.
    fn read(&mut self, id: RequestId, reading: impl Future<Output = ()> + Send + 'static) {
        self.reads.retain(|_, task| !task.is_finished());
        let task = tokio::spawn(reading);
        self.reads.insert(id, task.abort_handle());
    }

    fn write(&mut self, id: ChangeId, submission: Submission, model: &Model) {
        let Submission {
            change,
            via,
            approval,
            name,
            wait,
        } = submission;
        let context = self.write_context(model);
        let job = Job {
            id: name.unwrap_or_else(|| self.session.change_name(id.0)),
            change,
            via,
            approval,
            first_wait: wait,
        };
        let (steps_sender, mut steps) = mpsc::unbounded_channel();
        let (cancel, cancelled) = watch::channel(false);
        self.cancel = Some((id, cancel));
        let run =
            tokio::spawn(async move { write::run(&context, &job, &steps_sender, cancelled).await });
        let sender = self.sender.clone();
        drop(tokio::spawn(async move {
            while let Some(step) = steps.recv().await {
                drop(sender.send(Msg::Step(id, step)));
            }
            let outcome = run.await.unwrap_or_else(|_| Evidence::ProgramFailed.into());
            drop(sender.send(Msg::Ended(id, Box::new(outcome))));
        }));
    }

    /// Ends the wait of the current change, if it is waiting.
    pub(in crate::tui) fn stop_waiting(&self) {
        self.control_plan(Control::Stop);
        if let Some((_, cancel)) = &self.cancel {
            // A change that has ended no longer waits.
            let _ = cancel.send(true);
        }
    }

    fn write_context(&self, model: &Model) -> WriteContext {
        let mut context = self
            .session
            .write_context(model.store.tenant.clone(), model.store.account.clone());
        if model.store.tenant_id.is_some() {
            context.place.tenant_id.clone_from(&model.store.tenant_id);
        }
        context.names = Arc::new(model.store.known_names());
        context
    }
}

/// Logs a problem with the view file. Sort and selection are only a convenience, so it is not shown.
fn note_view(log: &Log, folder: &Path, problem: &view_file::Problem) {
    let path = view_file::path(folder);
    log.note(&format!("{} is ignored: {problem}", path.display()));
}

/// Names and counts.
impl Performer {
    fn look_up(&mut self, effect: Effect) {
        let client = self.session.client.clone();
        let sender = self.sender.clone();
        let tell = move |message| drop(sender.send(message));
        match effect {
            Effect::ResolveNames(ids) => drop(tokio::spawn(async move {
                let names = client.names(&ids).await;
                tell(Msg::Named(ids, names));
            })),
            Effect::CountMembers(id) => drop(tokio::spawn(async move {
                let count = client.member_count(&id).await;
                tell(Msg::Counted(id, count.ok()));
            })),
            Effect::CountAll(ids) => drop(tokio::spawn(async move {
                let counted = client.member_counts(&ids).await;
                for id in ids {
                    let count = match &counted {
                        Ok(counted) => counted
                            .iter()
                            .find(|(known, _)| *known == id)
                            .map(|(_, count)| *count),
                        Err(_) => None,
                    };
                    tell(Msg::Counted(id, count));
                }
            })),
            Effect::Explain {
                id,
                subject,
                ask_service,
            } => self.read(id, async move {
                explain(&client, id, subject, ask_service, tell).await;
            }),
            Effect::SearchGroups(id, typed) => self.read(id, async move {
                tell(Msg::Groups(id, client.groups_like(&typed).await));
            }),
            Effect::ReadFilters => drop(tokio::spawn(async move {
                tell(Msg::Filters(client.filters().await));
            })),
            Effect::ReadScopeTags => drop(tokio::spawn(async move {
                tell(Msg::ScopeTags(client.scope_tags().await));
            })),
            _ => {}
        }
    }
}

/// Plans.
impl Performer {
    fn run_plan(&mut self, id: RequestId, run: PlanRun, model: &Model) {
        let PlanRun {
            mut plan,
            checked,
            options,
        } = run;
        // No other run uses this name, so the journal knows which plan a row belongs to.
        plan.id = self.session.change_name_of(&plan.id);
        let context = self.write_context(model);
        let (control, controlled) = watch::channel(Control::Go);
        self.plan = Some(control);
        let sender = self.sender.clone();
        drop(tokio::spawn(async move {
            let (events, mut happened) = mpsc::unbounded_channel();
            let running = plan::run(&context, &plan, checked, &options, &events, controlled);
            tokio::pin!(running);
            let summary = loop {
                tokio::select! {
                    biased;
                    Some(event) = happened.recv() => drop(sender.send(Msg::Plan(id, event))),
                    summary = &mut running => break summary,
                }
            };
            while let Ok(event) = happened.try_recv() {
                drop(sender.send(Msg::Plan(id, event)));
            }
            drop(sender.send(Msg::PlanOver(id, Box::new(summary))));
        }));
    }

    fn control_plan(&self, control: Control) {
        if let Some(sender) = &self.plan {
            // A plan that is over has nothing left to pause.
            let _ = sender.send(control);
        }
    }
}

/// Signing in.
impl Performer {
    fn sign_in(&mut self, id: RequestId, method: Option<Method>, granted: bool) {
        self.stop_signing_in();
        let session = match method {
            None => self.session.clone(),
            Some(method) => match self.session.by(method) {
                Ok(session) => session,
                Err(error) => {
                    drop(self.sender.send(Msg::SignedIn(id, Err(error))));
                    return;
                }
            },
        };
        let (dialogue, handle) = Dialogue::new();
        let DialogueHandle {
            mut prompts,
            pasted,
        } = handle;
        let tokens = session.tokens().clone();
        let mut need = Need::fresh();
        if let Some(options) = session.sign_in_options().filter(|_| granted) {
            need.scopes = options.granted_scopes();
        }
        let sender = self.sender.clone();
        let task = tokio::spawn(async move {
            let signing = tokens.sign_in(&need, dialogue);
            tokio::pin!(signing);
            let outcome = loop {
                tokio::select! {
                    outcome = &mut signing => break outcome,
                    Some(prompt) = prompts.recv() => {
                        drop(sender.send(Msg::Prompted(id, prompt)));
                    }
                }
            };
            let outcome = outcome.map(|()| tokens.claims());
            drop(sender.send(Msg::SignedIn(id, outcome)));
        });
        self.sign_in = Some(Signing {
            id,
            task: task.abort_handle(),
            session,
            pasted,
        });
    }

    /// Stops signing in. Dropping the future ends the sign-in at any point.
    fn stop_signing_in(&mut self) {
        if let Some(signing) = self.sign_in.take() {
            signing.task.abort();
        }
    }

    fn stop_signing_in_if(&mut self, id: RequestId) {
        let own = self.sign_in.as_ref().is_some_and(|it| it.id == id);
        if own {
            self.stop_signing_in();
        }
    }

    fn give_secret(&self, id: RequestId, model: &Model) {
        let mut overlays = model.overlays.iter();
        let given = overlays.find_map(|component| component.secret(id));
        // The sign-in was given up in the meantime.
        let Some(secret) = given else { return };
        let signing = self.sign_in.as_ref().filter(|signing| signing.id == id);
        let tokens = signing.map_or(self.session.tokens(), |it| it.session.tokens());
        if tokens.method() == Method::Token {
            let outcome = tokens.paste(secret).map(|()| tokens.claims());
            drop(self.sender.send(Msg::SignedIn(id, outcome)));
        } else if let Some(signing) = signing {
            // A sign-in that has just ended no longer needs it.
            drop(signing.pasted.send(secret.clone()));
        }
    }
}
