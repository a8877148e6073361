//! The tenant as it was read before a change is created: typed text is looked up in it.
//!
//! Belongs here: what was read, and questions that it answers. Does not belong here: asking and sending
//! (`change`).

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::cli::lookup::listing::{self, Listing, NotRead};
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::named;
use crate::cli::print::exit::Failure;
use crate::cli::print::{self, Printing};
use crate::cli::session::sign_in;
use crate::config::Settings;
use crate::domain::{
    ApiVersion, Assignment, AssignmentFilter, Change, Configuration, ConfigurationId, Entry,
    KnownNames, MemberCount, ObjectId, Outcome, Place, Refusal, RequestError, Row, Target, Tenant,
    Via, WriteMode, WriteRequest,
};
use crate::journal::Journal;
use crate::plan::Limits;
use crate::session::Session;
use crate::text;
use crate::words::{self, Names};
use crate::write::{self, WriteContext};

/// The tenant as it was read before a change is created: its configurations, its name, its filters.
pub(in crate::cli) struct Workspace {
    pub(in crate::cli) printing: Printing,
    pub(in crate::cli) context: WriteContext,
    pub(in crate::cli) rows: Vec<Row>,
    read_from: ApiVersion,
    /// The failed request, if some configurations are missing.
    pub(in crate::cli) missing: Option<RequestError>,
    pub(in crate::cli) names: NameLookup,
    tenant: Option<Tenant>,
    service_name: String,
    pub(in crate::cli) settings: Arc<Settings>,
    /// Configurations with a change of an earlier run that stays open.
    pub(in crate::cli) unsettled: BTreeSet<ConfigurationId>,
    filters: OnceCell<Vec<AssignmentFilter>>,
    /// Whether only the configuration was read that was named by its ID.
    is_by_ids: bool,
}

impl Workspace {
    /// Opens the tenant for commands that need the whole list. Fails if a part of it is missing.
    pub(in crate::cli) async fn open_whole(
        session: &Session,
        printing: Printing,
    ) -> Result<Self, Failure> {
        let workspace = Self::open(session, printing).await?;
        match &workspace.missing {
            Some(error) => Err(Failure::incomplete(error)),
            None => Ok(workspace),
        }
    }

    /// The tenant, as far as it can be read. A change of a configuration that was read does not need the
    /// others.
    pub(in crate::cli) async fn open(
        session: &Session,
        printing: Printing,
    ) -> Result<Self, Failure> {
        let client = &session.client;
        let (tenant, account, listed) = tokio::join!(
            client.tenant(),
            client.account_name(),
            listing::rows(client)
        );
        let listing = listed?;
        Ok(Self::of(
            session,
            printing,
            (tenant, account),
            listing,
            NameLookup::new(client),
        ))
    }

    /// Reads the configuration with this ID, and the names of these IDs. Reads the whole list if there is no
    /// such configuration, because the text may be a name.
    pub(in crate::cli) async fn open_one(
        session: &Session,
        printing: Printing,
        id: &str,
        named: &[ObjectId],
    ) -> Result<Self, Failure> {
        let client = &session.client;
        let names = NameLookup::new(client);
        let wanted = ConfigurationId::new(id.to_owned());
        let (tenant, account, read, _) = tokio::join!(
            client.tenant(),
            client.account_name(),
            client.configuration(&wanted),
            names.names(named)
        );
        let (row, version) = match read {
            Ok((row, version)) if row.configuration.id == wanted => (row, version),
            Ok(_) => return Box::pin(Self::open(session, printing)).await,
            Err(error) if matches!(error.status(), Some(400 | 404)) => {
                return Box::pin(Self::open(session, printing)).await;
            }
            Err(error) => return Err(error.into()),
        };
        let listing = Listing {
            rows: vec![row],
            version,
            missing: None,
        };
        Ok(Self {
            is_by_ids: true,
            ..Self::of(session, printing, (tenant, account), listing, names)
        })
    }

    fn of(
        session: &Session,
        printing: Printing,
        (tenant, account): (
            Result<Option<Tenant>, RequestError>,
            Result<Option<String>, RequestError>,
        ),
        listing: Listing,
        names: NameLookup,
    ) -> Self {
        if !printing.in_json {
            sign_in::warn_of_rights(session);
        }
        // If the name is missing, the tenant is named after its service. Nothing depends on the name.
        let tenant = tenant.ok().flatten();
        Self {
            printing,
            context: session.write_context_in(tenant.as_ref(), account.ok().flatten()),
            rows: listing.rows,
            read_from: listing.version,
            missing: listing.missing,
            names,
            tenant,
            service_name: session.service_name.clone(),
            settings: Arc::clone(&session.settings),
            unsettled: BTreeSet::new(),
            filters: OnceCell::new(),
            is_by_ids: false,
        }
    }

    /// Names the failed requests on stderr; a JSON document contains them.
    pub(in crate::cli) fn note_not_read(&self) {
        let in_json = self.printing.in_json;
        listing::note_missing(self.missing.as_ref(), in_json);
        self.names.warn(in_json);
    }

    /// Returns the failed requests for a JSON document.
    pub(in crate::cli) fn not_read(&self) -> NotRead {
        NotRead::of(self.missing.as_ref(), &self.names)
    }

    pub(in crate::cli) fn configuration(&self, typed: &str) -> Result<&Row, Failure> {
        listing::naming(&self.rows, self.missing.as_ref(), typed)
    }

    /// The typed assignment, and the names of all in its configuration.
    pub(in crate::cli) async fn assignment<'a>(
        &self,
        row: &'a Row,
        typed: &str,
    ) -> Result<(&'a Assignment, Names), Failure> {
        if self.is_by_ids {
            let ids = named::ids(row.assignments.iter().map(|row| &row.target));
            let names = self.names.known(&ids);
            if let Ok(found) = named::assignment(row, typed, &names) {
                return Ok((found, names));
            }
        }
        let names = self.names.of_row(row).await;
        let found = named::assignment(row, typed, &names);
        Ok((
            found.map_err(|failure| self.names.explained(failure))?,
            names,
        ))
    }

    /// Settles what earlier runs left open, and says so.
    pub(in crate::cli) async fn settle(&mut self) -> Result<(), Failure> {
        for one in write::settle(self.context.clone())
            .await
            .map_err(Failure::local)?
        {
            let text = words::settled(&one.configuration_name, one.verdict);
            let reason = one.reason.map(|reason| format!(" ({reason})"));
            // Also printed with --json, because it is about another change.
            let _ = print::error(&format!("{text}{}\n", reason.unwrap_or_default()));
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

    /// What must be typed for a change that reaches everyone.
    pub(in crate::cli) fn name_to_type(&self) -> &str {
        let domain = self
            .tenant
            .as_ref()
            .and_then(|tenant| tenant.domain.as_ref());
        self.settings
            .profile
            .as_ref()
            .or(domain)
            .unwrap_or(&self.service_name)
    }

    /// The order of priorities that contains a configuration.
    pub(in crate::cli) fn order(&self, row: &Row) -> Result<Vec<ConfigurationId>, Refusal> {
        let Configuration { kind, platform, .. } = &row.configuration;
        if let Some(error) = &self.missing {
            return Err(Refusal::UnreadList(words::failed(error)));
        }
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

    /// A change, if its filter is allowed. If the filters of the tenant cannot be read, the service
    /// decides.
    pub(in crate::cli) async fn with_usable_filters<E: From<Refusal>>(
        &self,
        change: Result<Change, Refusal>,
    ) -> Result<Change, E> {
        let change = change?;
        if change.brings_filter() {
            change.check_filters(self.filters().await.unwrap_or_default())?;
        }
        Ok(change)
    }

    /// Returns what may be used, and the filters if they were read already.
    pub(in crate::cli) fn limits(&self, mode: WriteMode) -> Limits<'_> {
        Limits {
            api: self.context.client.api(),
            mode,
            read_from: self.read_from,
            filters: self.filters.get().map_or(&[], Vec::as_slice),
        }
    }

    /// Returns the context of a write, with these names for the journal.
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

    /// The lines of the journal since a time (RFC 3339); all if the time cannot be read.
    pub(in crate::cli) async fn entries_since(&self, time: &str) -> Result<Vec<Entry>, Failure> {
        let since = time.parse().ok();
        let contents = self.ask_journal(move |journal| match since {
            Some(since) => journal.since(since),
            None => journal.read(),
        });
        Ok(contents.await?.entries)
    }

    /// Reads from the journal without blocking anything else.
    pub(in crate::cli) async fn ask_journal<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Journal) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let journal = Arc::clone(&self.context.journal);
        tokio::task::spawn_blocking(move || question(&journal))
            .await
            .map_err(|error| Failure::local(error.to_string()))?
            .map_err(|error| Failure::local(format!("could not read the journal: {error}")))
    }

    /// The names that a change needs, as far as they are known already.
    pub(in crate::cli) fn names_known_for(&self, change: &Change, known: Names) -> Names {
        let after = change.after(&change.before);
        let ids = named::ids(change.before.iter().chain(&after));
        let mut names = self.names.known(&ids);
        names.extend(known);
        names
    }

    /// The names that a change needs, as far as readable.
    pub(in crate::cli) async fn names_for(
        &self,
        change: &Change,
        now: &[Assignment],
        known: Names,
    ) -> Names {
        let after = change.after(&change.before);
        let targets = change.before.iter().chain(&after);
        let mut missing = named::ids(targets.chain(now.iter().map(|row| &row.target)));
        missing.retain(|id| !known.contains_key(id));
        let mut names = known;
        names.extend(self.names.names(&missing).await);
        let targets = change.before.iter().chain(&after);
        self.add_filters(targets.chain(now.iter().map(|row| &row.target)), &mut names)
            .await;
        names
    }

    /// Adds the names of the filters that targets have, as far as they can be read.
    pub(in crate::cli) async fn add_filters<'a>(
        &self,
        targets: impl IntoIterator<Item = &'a Target>,
        names: &mut Names,
    ) {
        let is_unknown = |target: &Target| {
            let id = target.filter().and_then(|it| ObjectId::parse(&it.id).ok());
            id.is_some_and(|id| !names.contains_key(&id))
        };
        if !targets.into_iter().any(is_unknown) {
            return;
        }
        match self.filters().await {
            Ok(filters) => names.extend(words::filter_names(filters)),
            Err(error) => self.names.blame(error),
        }
    }

    /// Adds the names of the IDs in a refusal.
    pub(in crate::cli) async fn name_refused(&self, outcome: &Outcome, names: &mut Names) {
        let Some(error) = outcome.error() else {
            return;
        };
        let mut unknown = words::ids_in(error);
        unknown.retain(|id| !names.contains_key(id));
        if unknown.is_empty() {
            return;
        }
        if let Ok(filters) = self.filters().await {
            let mut filters = words::filter_names(filters);
            filters.retain(|id, _| unknown.contains(id));
            unknown.retain(|id| !filters.contains_key(id));
            names.extend(filters);
        }
        names.extend(self.names.names(&unknown).await);
    }

    /// The members of the group of a target, if they may be counted.
    pub(in crate::cli) async fn count(&self, target: Option<&Target>) -> Option<MemberCount> {
        let id = ObjectId::parse(target?.object_id()?).ok()?;
        self.context.client.member_count(&id).await.ok()
    }
}

/// Refuses a file of another tenant or cloud.
pub(in crate::cli) fn refuse_elsewhere(
    what: &str,
    place: &Place,
    workspace: &Workspace,
) -> Result<(), Failure> {
    let here = &workspace.context.place;
    if !place.is_apart(here) {
        return Ok(());
    }
    let text = format!(
        "{what} {}, but this is {}",
        place_in_words(place),
        place_in_words(here)
    );
    Err(Failure::naming("elsewhere", text, None)
        .with_hint("choose the profile of that tenant with --profile"))
}

/// A tenant and its cloud in words, with its id: two tenants can have one name.
pub(in crate::cli) fn place_in_words(place: &Place) -> String {
    let tenant = place.tenant.as_deref();
    let tenant = tenant.unwrap_or("an unknown tenant");
    let id = place.tenant_id.iter().map(|id| format!(", {id}"));
    let id: String = id.collect();
    text::clean(&format!("{tenant} ({}{id})", place.cloud)).into_owned()
}
