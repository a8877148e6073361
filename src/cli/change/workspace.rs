//! The writing verbs: what is shown and asked before a change is sent, and what is said after it.
//!
//! Belongs here: consent, runs of one change, exit codes. Does not belong here: which change it is
//! (`change`), sending it (`crate::write`), how its end is printed (`report`).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::cli::args::{Consent, Global};
use crate::cli::change::proposed::{Made, Stop, Wanted};
use crate::cli::change::report::Report;
use crate::cli::change::single::{DECLINED, Deal};
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::prompts;
use crate::cli::session::signals::Signals;
use crate::cli::verbs::list;
use crate::domain::ApiVersion;
use crate::domain::Assignment;
use crate::domain::AssignmentFilter;
use crate::domain::Change;
use crate::domain::Configuration;
use crate::domain::ConfigurationId;
use crate::domain::Entry;
use crate::domain::KnownNames;
use crate::domain::MemberCount;
use crate::domain::ObjectId;
use crate::domain::Refusal;
use crate::domain::RequestError;
use crate::domain::Target;
use crate::domain::Tenant;
use crate::domain::Verdict;
use crate::domain::Via;
use crate::domain::WriteMode;
use crate::domain::WriteRequest;
use crate::domain::{Observed, Outcome, Unsent};
use crate::graph::Row;
use crate::journal::Journal;
use crate::plan::Limits;
use crate::session::Session;
use crate::words;
use crate::words::Line;
use crate::words::Names;
use crate::write;
use crate::write::Access;
use crate::write::Approval;
use crate::write::Job;
use crate::write::WriteContext;

/// How often a wait that the service asks for, and that is too long to be borne unasked, is agreed to.
pub(in crate::cli) const MOST_LONG_WAITS: u32 = 5;
/// How long a review waits for the number of members.
const LONGEST_COUNT: Duration = Duration::from_secs(1);

/// The tenant as it was read before a change is made up: its configurations, its name, its filters.
pub(in crate::cli) struct Workspace {
    pub(in crate::cli) context: WriteContext,
    pub(in crate::cli) rows: Vec<Row>,
    read_from: ApiVersion,
    tenant: Option<Tenant>,
    service_name: String,
    pub(in crate::cli) profile: Option<String>,
    /// Whether the profile demands the typed confirmation of every change.
    pub(in crate::cli) confirm: bool,
    /// Configurations with a change of an earlier run that stays open.
    pub(in crate::cli) unsettled: BTreeSet<ConfigurationId>,
    filters: OnceCell<Vec<AssignmentFilter>>,
}

impl Workspace {
    pub(in crate::cli) async fn open(session: &Session) -> Result<Self, Failure> {
        Self::read(session).await?.map_err(Failure::from)
    }

    /// The same for what rests on the whole list: where a part is missing, what is wrong is the list.
    pub(in crate::cli) async fn open_whole(session: &Session) -> Result<Self, Failure> {
        let read = Self::read(session).await?;
        read.map_err(|error| Failure::incomplete(&error))
    }

    /// The inner error is that of a list which is not whole.
    async fn read(session: &Session) -> Result<Result<Self, RequestError>, Failure> {
        let client = &session.client;
        let (tenant, account, listed) =
            tokio::join!(client.tenant(), client.account_name(), list::rows(client));
        let (rows, read_from) = match listed?.whole() {
            Ok(whole) => whole,
            Err(error) => return Ok(Err(error)),
        };
        crate::cli::session::open::warn_of_rights(session);
        // Without the names the service stands in for the tenant: nothing depends on them.
        let tenant = tenant.ok().flatten();
        Ok(Ok(Self {
            context: session.write_context_in(tenant.as_ref(), account.ok().flatten()),
            rows,
            read_from,
            tenant,
            service_name: session.service_name.clone(),
            profile: session.profile.clone(),
            confirm: session.confirm,
            unsettled: BTreeSet::new(),
            filters: OnceCell::new(),
        }))
    }

    /// Settles what earlier runs left open, and says so.
    pub(in crate::cli) async fn settle(&mut self) -> Result<(), Failure> {
        for one in write::settle(self.context.clone())
            .await
            .map_err(Failure::local)?
        {
            let said = words::settled(&one.configuration_name, one.verdict);
            let reason = one.reason.map(|reason| format!(" ({reason})"));
            let _ = print::error(&format!("{said}{}\n", reason.unwrap_or_default()));
            if one.verdict.is_none() {
                self.unsettled.insert(one.configuration);
            }
        }
        Ok(())
    }

    pub(in crate::cli) fn tenant_name(&self) -> &str {
        self.tenant
            .as_ref()
            .map_or(&self.service_name, |tenant| &tenant.name)
    }

    /// What has to be typed for a change to everybody.
    pub(in crate::cli) fn name_to_type(&self) -> &str {
        let domain = self
            .tenant
            .as_ref()
            .and_then(|tenant| tenant.domain.as_ref());
        self.profile
            .as_ref()
            .or(domain)
            .unwrap_or(&self.service_name)
    }
}

/// Where a yes is needed and nobody can give it, nothing is read.
pub(in crate::cli) fn needs_a_yes(consent: &Consent) -> Result<(), Failure> {
    if consent.dry_run || consent.yes || prompts::somebody() {
        return Ok(());
    }
    Err(
        Failure::usage("a change needs a yes, and there is no terminal to ask on".to_owned())
            .with_hint("--dry-run shows the change, --yes sends it"),
    )
}

/// Makes the change that a verb asks for.
pub(in crate::cli) fn run(global: &Global, wanted: &Wanted<'_>) -> Result<Exit, Failure> {
    needs_a_yes(wanted.consent())?;
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let ended = runtime.block_on(make(&opened.session, wanted, global.looks().linear));
    drop(opened);
    crate::cli::end(runtime);
    ended
}

async fn make(session: &Session, wanted: &Wanted<'_>, linear: bool) -> Result<Exit, Failure> {
    let consent = wanted.consent();
    let mut workspace = Workspace::open(session).await?;
    let unusable = if consent.dry_run {
        None
    } else {
        workspace.settle().await.err()
    };
    let Made { row, names, change } = wanted.make(&workspace).await?;
    let before: Vec<Target> = row
        .assignments
        .iter()
        .map(|row| row.target.clone())
        .collect();
    let report = |change, names| {
        let name = session.change_name(1);
        Report::new(name, consent.json, &before, change, names, &workspace.rows)
    };
    let change = match change {
        Ok(change) => change,
        Err(Stop::Rule(refusal)) => {
            let outcome = Outcome::refused(refusal);
            return Ok(report(None, &names).end(None, &outcome, None));
        }
        Err(Stop::MovedOn(change)) => {
            let names = workspace.names(&change, &row.assignments, names).await;
            let order = change.order_after().and_then(|_| workspace.order(row).ok());
            let list = || Observed::List(row.assignments.clone());
            let outcome = Outcome::moved_on(Some(order.map_or_else(list, Observed::Order)));
            return Ok(report(Some(&change), &names).end(None, &outcome, None));
        }
    };
    let names = workspace.names(&change, &[], names).await;
    let report = report(Some(&change), &names);
    let mode = wanted.via().or(session.write_mode);
    let request = change
        .first_via(mode, false)
        .and_then(|via| workspace.request(&change, row, via))
        .and_then(|request| match () {
            () if consent.dry_run => Ok(request),
            () if session.access == Access::ReadOnly => Err(Refusal::ReadOnly),
            () if workspace.unsettled.contains(&change.configuration) => Err(Refusal::Unsettled),
            () => Ok(request),
        });
    let request = match request {
        Ok(request) => request,
        Err(refusal) => {
            let outcome = Outcome::refused(refusal);
            return Ok(report.end(None, &outcome, None));
        }
    };
    if let Some(failure) = unusable {
        let reason = format!("{failure}, and no change is made without it");
        return Ok(report.end(None, &Unsent::Journal(reason).into(), None));
    }
    if consent.dry_run {
        let review = workspace.review(&change, None, &request, &names).await;
        return Ok(report.dry_run(&request, &review));
    }
    let mut deal = Deal {
        workspace: &workspace,
        consent,
        row: row.clone(),
        change: change.clone(),
        names: names.clone(),
        earlier: None,
        replaces: mode == WriteMode::Auto,
        asked_for: wanted.via(),
        linear,
        waits: MOST_LONG_WAITS,
        signals: Signals::listen(),
    };
    if !deal.is_agreed(&request).await? {
        let outcome = Outcome::not_sent(DECLINED);
        return Ok(report.end(None, &outcome, None));
    }
    let ended = deal
        .make(first_run(&report.change_id, &change, request.via, consent))
        .await?;
    // As it was in the end: on a list that was read again, it may be another one.
    let report = Report::new(
        report.change_id,
        consent.json,
        &before,
        Some(&ended.change),
        &ended.names,
        &workspace.rows,
    );
    let exit = report.end(Some(ended.via), &ended.outcome, ended.note.as_deref());
    Ok(match ended.interrupted {
        Some(number) if ended.outcome.verdict() == Verdict::NotSent => Exit::Signal(number),
        _ => exit,
    })
}

/// The first run of a change.
fn first_run(name: &str, change: &Change, via: Via, consent: &Consent) -> Job {
    Job {
        id: name.to_owned(),
        change: change.clone(),
        via,
        approval: match &consent.approval_code {
            Some(code) => Approval::Code(code.clone()),
            None => Approval::None,
        },
        first_wait: Duration::ZERO,
    }
}

impl Workspace {
    /// The order of priorities that a configuration stands in.
    pub(in crate::cli) fn order(&self, row: &Row) -> Result<Vec<ConfigurationId>, Refusal> {
        let Configuration { kind, platform, .. } = &row.configuration;
        Row::priorities(&self.rows, kind, platform.as_deref())
    }

    pub(in crate::cli) fn request(
        &self,
        change: &Change,
        row: &Row,
        via: Via,
    ) -> Result<WriteRequest, Refusal> {
        change.request(
            self.context.client.api(),
            via,
            &row.assignments,
            self.read_from,
        )
    }

    /// The assignment filters of the tenant, read once.
    pub(in crate::cli) async fn filters(&self) -> Result<&[AssignmentFilter], RequestError> {
        let read = || self.context.client.filters();
        self.filters.get_or_try_init(read).await.map(Vec::as_slice)
    }

    /// Whether the filters that a change brings may be used. Where the filters of the tenant cannot be
    /// read it is left to the service.
    pub(in crate::cli) async fn check_filters(&self, change: &Change) -> Result<(), Refusal> {
        if !change.brings_filter() {
            return Ok(());
        }
        change.check_filters(self.filters().await.unwrap_or_default())
    }

    /// What may be used, and what was read. Filters are known once they were read.
    pub(in crate::cli) fn limits(&self, mode: WriteMode) -> Limits<'_> {
        Limits {
            api: self.context.client.api(),
            mode,
            read_from: self.read_from,
            filters: self.filters.get().map_or(&[], Vec::as_slice),
        }
    }

    /// What a write needs, with these names for the journal.
    pub(in crate::cli) fn context_knowing(&self, names: &Names) -> WriteContext {
        let configurations = self.rows.iter().map(|row| &row.configuration);
        let configurations = configurations.map(|one| (one.id.clone(), one.name.clone()));
        WriteContext {
            names: Arc::new(KnownNames {
                objects: names.clone(),
                configurations: configurations.collect(),
                ..KnownNames::default()
            }),
            ..self.context.clone()
        }
    }

    /// The lines of the journal since a time (RFC 3339); all where that cannot be read.
    pub(in crate::cli) async fn entries_since(&self, time: &str) -> Result<Vec<Entry>, Failure> {
        let since = time.parse().ok();
        let contents = self.ask_journal(move |journal| match since {
            Some(since) => journal.since(since),
            None => journal.read(),
        });
        Ok(contents.await?.entries)
    }

    /// Asks the journal something, without holding up anything else.
    pub(in crate::cli) async fn ask_journal<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Journal) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let journal = Arc::clone(&self.context.journal);
        tokio::task::spawn_blocking(move || question(&journal))
            .await
            .map_err(|error| Failure::local(error.to_string()))?
            .map_err(|error| Failure::local(format!("the journal cannot be read: {error}")))
    }

    /// The names that a change needs, as far as they may be read.
    pub(in crate::cli) async fn names(
        &self,
        change: &Change,
        now: &[Assignment],
        known: Names,
    ) -> Names {
        let after = change.after(&change.before);
        let targets = change.before.iter().chain(&after);
        let mut missing = list::ids(targets.chain(now.iter().map(|row| &row.target)));
        missing.retain(|id| !known.contains_key(id));
        let mut names = known;
        if !missing.is_empty() {
            // The ids stand in.
            names.extend(
                self.context
                    .client
                    .names(&missing)
                    .await
                    .unwrap_or_default(),
            );
        }
        names
    }

    pub(in crate::cli) async fn review(
        &self,
        change: &Change,
        earlier: Option<&Change>,
        request: &WriteRequest,
        names: &Names,
    ) -> Vec<Line> {
        let counts = async {
            tokio::join!(
                self.count(change.old_target()),
                self.count(change.new_target())
            )
        };
        // A review without numbers is better than one that is waited for.
        let (count_before, count_after) = tokio::time::timeout(LONGEST_COUNT, counts)
            .await
            .unwrap_or_default();
        words::review(&words::Review {
            change,
            earlier,
            name_to_type: None,
            request,
            tenant: self.tenant_name(),
            names,
            count_before,
            count_after,
        })
    }

    /// The members of the group that a target names, if they may be counted.
    async fn count(&self, target: Option<&Target>) -> Option<MemberCount> {
        let id = ObjectId::parse(target?.object_id()?).ok()?;
        self.context.client.member_count(&id).await.ok()
    }
}
