//! Enrollment configurations and their assignments.
//!
//! <https://learn.microsoft.com/graph/api/resources/intune-onboarding-deviceenrollmentconfiguration>

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use futures_util::stream::{self, StreamExt};
use serde_json::value::RawValue;

use super::batch::{MOST_PARTS, Part};
use super::error::lacks_version;
use super::page::Pages;
use super::send::Call;
use super::{Client, PARALLEL_READS};
use crate::domain::{
    ApiMode, ApiVersion, Assignment, AssignmentId, Configuration, ConfigurationId,
    ConfigurationType, Facts, RawObject, RequestError, Row, paths,
};

/// How many batches are in flight at once.
const PARALLEL_BATCHES: usize = 4;

/// The assignments of a configuration, or why they are not known.
type ReadList = Result<Vec<Assignment>, RequestError>;

/// Notification configurations are in no list but this one: `docs/design/reading.md#why-two-lists-are-read`.
const NOTIFICATIONS: &str =
    "$filter=deviceEnrollmentConfigurationType%20eq%20%27EnrollmentNotificationsConfiguration%27";
const EXPAND: &str = "$expand=assignments";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub version: ApiVersion,
    /// What is missing from the list, if not all of it could be read.
    pub incomplete: Option<RequestError>,
}

impl Client {
    /// Reads every configuration with its assignments and passes them on page by page.
    ///
    /// Two lists are read at the same time and merged by ID, because the plain one leaves out the
    /// notification configurations. Assignments that are not included are read in batches.
    ///
    /// # Errors
    /// The error that broke off the first list; what came before and beside it was handed on. Whatever
    /// else is missing is in [`Listed::incomplete`].
    pub async fn configurations(
        &self,
        on_page: impl FnMut(Vec<Row>),
    ) -> Result<Listed, RequestError> {
        match self.read_all(on_page).await? {
            Listing {
                broken: Some(error),
                ..
            } => Err(error),
            listing => Ok(listing.listed()),
        }
    }

    /// The same for callers that can use a partial list: it fails only if nothing could be read.
    ///
    /// # Errors
    /// The error that left nothing to show.
    pub async fn configurations_or_part(
        &self,
        on_page: impl FnMut(Vec<Row>),
    ) -> Result<Listed, RequestError> {
        Ok(self.read_all(on_page).await?.listed())
    }

    async fn read_all<F: FnMut(Vec<Row>)>(
        &self,
        on_page: F,
    ) -> Result<Listing<'_, F>, RequestError> {
        let version = self.first_version();
        let mut listing = Listing::new(self, version, on_page);
        let (mut plain, notifications) = tokio::join!(
            Box::pin(listing.read()),
            Box::pin(self.notifications(version))
        );
        if let Err(error) = &plain
            && listing.facts.is_none()
            && self.may_fall_back(version, error)
        {
            listing.version = ApiVersion::V1;
            plain = Box::pin(listing.read()).await;
        }
        if let Err(error) = plain {
            if listing.facts.is_none() {
                return Err(error);
            }
            listing.broken = Some(error);
        }
        // v1.0 does not have the type.
        if listing.version == ApiVersion::Beta {
            let (pages, error) = notifications;
            for page in pages {
                let rows = listing.rows(&page).await;
                (listing.on_page)(rows);
            }
            if let Some(error) = error {
                listing.missing.get_or_insert(error);
            }
        }
        Ok(listing)
    }

    /// The pages of the list of notification configurations, and what broke it off. They are few, and wait
    /// for the plain list.
    async fn notifications(&self, version: ApiVersion) -> (Vec<Page>, Option<RequestError>) {
        let mut read = Vec::new();
        if version != ApiVersion::Beta {
            return (read, None);
        }
        let mut pages = ListPages::new(self, version, Some(NOTIFICATIONS));
        loop {
            match pages.next().await {
                Ok(Some(page)) => read.push(page),
                Ok(None) => return (read, None),
                Err(error) => return (read, Some(error)),
            }
        }
    }

    /// Reads one configuration with its assignments.
    ///
    /// # Errors
    /// Every kind of [`RequestError`]; 404 if there is no configuration with this ID.
    pub async fn configuration(
        &self,
        id: &ConfigurationId,
    ) -> Result<(Row, ApiVersion), RequestError> {
        let version = self.first_version();
        match self.configuration_at(version, id).await {
            Err(error) if self.may_fall_back(version, &error) => Ok((
                self.configuration_at(ApiVersion::V1, id).await?,
                ApiVersion::V1,
            )),
            outcome => Ok((outcome?, version)),
        }
    }

    async fn configuration_at(
        &self,
        version: ApiVersion,
        id: &ConfigurationId,
    ) -> Result<Row, RequestError> {
        let path = format!("/{version}{}", paths::configuration(id));
        let expanded = self.read(&Call::get(format!("{path}?{EXPAND}"))).await;
        let answer = match expanded {
            Err(error) if error.status() == Some(400) && !lacks_version(&error) => {
                self.read(&Call::get(path)).await?
            }
            outcome => outcome?,
        };
        let mut listing = Listing::new(self, version, |_| {});
        let rows = Box::pin(listing.rows(&[answer.json()?])).await;
        match (listing.missing, rows.into_iter().next()) {
            (None, Some(row)) => Ok(row),
            (Some(error), _) => Err(error),
            (None, None) => Err(RequestError::Malformed {
                facts: Box::new(answer.facts),
                reason: "the answer is no configuration".to_owned(),
            }),
        }
    }

    /// Reads the assignments of one configuration.
    pub async fn assignments(
        &self,
        id: &ConfigurationId,
    ) -> Result<(Vec<Assignment>, ApiVersion), RequestError> {
        let version = self.first_version();
        match self.assignments_at(version, id).await {
            Err(error) if self.may_fall_back(version, &error) => Ok((
                self.assignments_at(ApiVersion::V1, id).await?,
                ApiVersion::V1,
            )),
            outcome => Ok((outcome?, version)),
        }
    }

    /// Reads a configuration, or one of its assignments, as one version returns it.
    ///
    /// <https://learn.microsoft.com/graph/api/intune-onboarding-enrollmentconfigurationassignment-get>
    pub async fn entity(
        &self,
        version: ApiVersion,
        configuration: &ConfigurationId,
        assignment: Option<&AssignmentId>,
    ) -> Result<RawObject, RequestError> {
        let path = match assignment {
            Some(assignment) => paths::assignment(configuration, assignment),
            None => paths::configuration(configuration),
        };
        let call = Call::get(format!("/{version}{path}"));
        self.read(&call).await?.json()
    }

    /// Reads the configurations of one type and platform that have a priority of their own, first
    /// priority first.
    ///
    /// # Errors
    /// Every kind of [`RequestError`]; one for an order that the answers do not tell, too.
    pub async fn priorities(
        &self,
        kind: &ConfigurationType,
        platform: Option<&str>,
    ) -> Result<Vec<ConfigurationId>, RequestError> {
        let mut rows = Vec::new();
        let listing = self.read_all(|page| rows.extend(page)).await?;
        if let Some(error) = listing.broken.or(listing.missing) {
            return Err(error);
        }
        let facts = listing.facts;
        Row::priorities(&rows, kind, platform).map_err(|refusal| match facts {
            Some(facts) => RequestError::Malformed {
                facts: Box::new(facts),
                reason: refusal.to_string(),
            },
            None => RequestError::NotSent {
                reason: refusal.to_string(),
                no_token: false,
                hint: None,
                number: None,
            },
        })
    }

    fn first_version(&self) -> ApiVersion {
        match self.0.api {
            ApiMode::V1 => ApiVersion::V1,
            ApiMode::Auto | ApiMode::Beta => ApiVersion::Beta,
        }
    }

    fn may_fall_back(&self, version: ApiVersion, error: &RequestError) -> bool {
        version == ApiVersion::Beta && self.0.api == ApiMode::Auto && lacks_version(error)
    }

    async fn assignments_at(
        &self,
        version: ApiVersion,
        id: &ConfigurationId,
    ) -> Result<Vec<Assignment>, RequestError> {
        let path = format!("/{version}{}", paths::assignments(id));
        let rows = Pages::new(self, path).all().await?;
        Ok(Assignment::list(&rows))
    }

    /// The assignments of several configurations, in batches.
    async fn lists(
        &self,
        version: ApiVersion,
        ids: Vec<ConfigurationId>,
    ) -> HashMap<ConfigurationId, ReadList> {
        let chunks: Vec<Vec<ConfigurationId>> = ids.chunks(MOST_PARTS).map(<[_]>::to_vec).collect();
        let read: Vec<_> = stream::iter(chunks)
            .map(|chunk| self.lists_of_chunk(version, chunk))
            .buffered(PARALLEL_BATCHES)
            .collect()
            .await;
        read.into_iter().flatten().collect()
    }

    async fn lists_of_chunk(
        &self,
        version: ApiVersion,
        ids: Vec<ConfigurationId>,
    ) -> Vec<(ConfigurationId, ReadList)> {
        let paths: Vec<String> = ids.iter().map(paths::assignments).collect();
        let parts = match &paths[..] {
            // A single request needs no batch.
            [_] => vec![None],
            _ => match self.batch(version, &paths, false).await {
                Ok(parts) => parts,
                Err(error) if refuses_batches(&error) => paths.iter().map(|_| None).collect(),
                Err(error) => {
                    let failed = ids.into_iter().map(|id| (id, Err(error.clone())));
                    return failed.collect();
                }
            },
        };
        stream::iter(ids.into_iter().zip(paths).zip(parts))
            .map(|((id, path), part)| async move {
                let list = match part {
                    Some(part) => self.list_in(format!("/{version}{path}"), part).await,
                    // It was missing from the answer, or there was no batch.
                    None => self.assignments_at(version, &id).await,
                };
                (id, list)
            })
            .buffered(PARALLEL_READS)
            .collect()
            .await
    }

    /// The list whose first page is one answer of a batch.
    async fn list_in(&self, path: String, part: Part) -> ReadList {
        let answer = part.outcome()?;
        let mut pages = Pages::new(self, path.clone());
        let first = pages.take(path, &answer)?;
        Ok(Assignment::list(&pages.rest_of(first).await?))
    }
}

/// Whether the service answered but does not accept batches. Refusals for permissions or load do not count.
fn refuses_batches(error: &RequestError) -> bool {
    match error {
        RequestError::Malformed { .. } => true,
        RequestError::Service(_) => {
            matches!(error.status(), Some(400..=499 | 501))
                && !matches!(error.status(), Some(401 | 403 | 429))
        }
        _ => false,
    }
}

/// A page of a list of configurations.
type Page = Vec<Box<RawValue>>;

/// The pages of a list, with the assignments where the service lets them come along.
struct ListPages<'a> {
    pages: Pages<'a, Box<RawValue>>,
    /// The list without them, where it was not refused yet.
    bare: Option<Pages<'a, Box<RawValue>>>,
}

impl<'a> ListPages<'a> {
    fn new(client: &'a Client, version: ApiVersion, filter: Option<&str>) -> Self {
        let path = |expand: Option<&str>| {
            let query: Vec<&str> = filter.into_iter().chain(expand).collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!(
                "/{version}{}{mark}{}",
                paths::CONFIGURATIONS,
                query.join("&")
            )
        };
        Self {
            pages: Pages::new(client, path(Some(EXPAND))),
            bare: Some(Pages::new(client, path(None))),
        }
    }

    async fn next(&mut self) -> Result<Option<Page>, RequestError> {
        match (self.pages.next().await, self.bare.take()) {
            // Some types refuse to expand; their list can be read all the same.
            (Err(error), Some(bare)) if error.status() == Some(400) && !lacks_version(&error) => {
                self.pages = bare;
                self.pages.next().await
            }
            (page, _) => page,
        }
    }

    /// The request that the last page answered.
    fn facts(&self) -> Option<Facts> {
        self.pages.facts().cloned()
    }
}

/// A read of all configurations that is in progress.
struct Listing<'a, F> {
    client: &'a Client,
    version: ApiVersion,
    seen: HashSet<ConfigurationId>,
    on_page: F,
    /// What interrupted the first list.
    broken: Option<RequestError>,
    /// The first other error that left something out.
    missing: Option<RequestError>,
    /// The latest page; none before the first.
    facts: Option<Facts>,
}

impl<'a, F> Listing<'a, F> {
    fn new(client: &'a Client, version: ApiVersion, on_page: F) -> Self {
        Self {
            client,
            version,
            seen: HashSet::new(),
            on_page,
            broken: None,
            missing: None,
            facts: None,
        }
    }

    fn listed(self) -> Listed {
        Listed {
            version: self.version,
            incomplete: self.broken.or(self.missing),
        }
    }
}

impl<F: FnMut(Vec<Row>)> Listing<'_, F> {
    /// Reads the plain list.
    async fn read(&mut self) -> Result<(), RequestError> {
        let mut pages = ListPages::new(self.client, self.version, None);
        while let Some(page) = pages.next().await? {
            self.facts = pages.facts();
            let rows = self.rows(&page).await;
            (self.on_page)(rows);
        }
        Ok(())
    }

    /// The new rows of a page, each with its assignments.
    async fn rows(&mut self, page: &[Box<RawValue>]) -> Vec<Row> {
        let mut new = Vec::with_capacity(page.len());
        for json in page {
            let (mut configuration, came_along) = Configuration::read(json);
            if configuration.is_new_among(&mut self.seen) {
                new.push((configuration, came_along));
            }
        }
        let ids = new
            .iter()
            .filter(|(_, came_along): &&(Configuration, Option<_>)| came_along.is_none())
            .map(|(configuration, _)| configuration.id.clone());
        let mut read = self.client.lists(self.version, ids.collect()).await;
        let row = |(configuration, came_along): (Configuration, Option<_>)| {
            let list = came_along
                .map(Ok)
                .or_else(|| read.remove(&configuration.id));
            let assignments = match list {
                Some(Ok(assignments)) => assignments,
                Some(Err(error)) => {
                    let stand_in = Assignment::not_read(&error.reason());
                    self.missing.get_or_insert(error);
                    vec![stand_in]
                }
                None => vec![Assignment::not_read("the service sent no answer for it")],
            };
            Row {
                configuration,
                assignments,
            }
        };
        new.into_iter().map(row).collect()
    }
}
