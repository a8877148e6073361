//! Enrollment configurations and their assignments.
//!
//! <https://learn.microsoft.com/graph/api/resources/intune-onboarding-deviceenrollmentconfiguration>

use std::collections::HashSet;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::error::lacks_version;
use super::page::Pages;
use super::send::Call;
use super::{Client, PARALLEL_READS};
use crate::domain::{
    ApiMode, ApiVersion, Assignment, AssignmentId, Configuration, ConfigurationId,
    ConfigurationType, RawObject, RequestError, paths,
};

/// Notification configurations are in no list but this one.
const NOTIFICATIONS: &str =
    "$filter=deviceEnrollmentConfigurationType%20eq%20%27EnrollmentNotificationsConfiguration%27";
const EXPAND: &str = "$expand=assignments";

/// A configuration with its assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The configuration.
    pub configuration: Configuration,
    /// Its assignments, in the order of the service.
    pub assignments: Vec<Assignment>,
}

impl Row {
    /// The same row without the properties that only the screen shows: of the answer it keeps what the
    /// targets were read from. A large tenant fits in memory several times over without them.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.configuration.raw = RawObject::new();
        for assignment in &mut self.assignments {
            assignment.raw = RawObject::new();
        }
        self.assignments.shrink_to_fit();
        self
    }

    /// The configurations of one type and platform that have a priority of their own, first priority
    /// first.
    #[must_use]
    pub fn priorities(
        rows: &[Self],
        kind: &ConfigurationType,
        platform: Option<&str>,
    ) -> Vec<ConfigurationId> {
        let mut found: Vec<&Configuration> = rows
            .iter()
            .map(|row| &row.configuration)
            .filter(|found| found.kind == *kind && found.platform.as_deref() == platform)
            .filter(|found| !found.is_default())
            .collect();
        found.sort_by(|a, b| Configuration::order(a, b));
        found.into_iter().map(|found| found.id.clone()).collect()
    }
}

/// How a listing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The version that was read.
    pub version: ApiVersion,
    /// What is missing from the list, if not all of it could be read.
    pub incomplete: Option<RequestError>,
}

impl Client {
    /// Reads every configuration with its assignments and hands them on page by page.
    ///
    /// Two lists are read and merged by id, since the plain one leaves out the notification
    /// configurations. Where the service refuses to expand the assignments, they are read one by one.
    ///
    /// # Errors
    /// The error that left nothing to show. Where at least the first list could be read whole, the
    /// error is in [`Listed::incomplete`].
    pub async fn configurations(
        &self,
        mut on_page: impl FnMut(Vec<Row>),
    ) -> Result<Listed, RequestError> {
        let mut seen = HashSet::new();
        let mut version = self.first_version();
        if let Err(error) = self.list(version, None, &mut seen, &mut on_page).await {
            if !seen.is_empty() || !self.may_fall_back(version, &error) {
                return Err(error);
            }
            version = ApiVersion::V1;
            self.list(version, None, &mut seen, &mut on_page).await?;
        }
        // v1.0 does not have the type.
        let incomplete = if version == ApiVersion::Beta {
            self.list(version, Some(NOTIFICATIONS), &mut seen, &mut on_page)
                .await
                .err()
        } else {
            None
        };
        Ok(Listed {
            version,
            incomplete,
        })
    }

    /// Reads the assignments of one configuration.
    ///
    /// # Errors
    /// Every kind of [`RequestError`].
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

    /// Reads a configuration, or one of its assignments, as one version gives it.
    ///
    /// <https://learn.microsoft.com/graph/api/intune-onboarding-enrollmentconfigurationassignment-get>
    ///
    /// # Errors
    /// Every kind of [`RequestError`].
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
    /// Every kind of [`RequestError`].
    pub async fn priorities(
        &self,
        kind: &ConfigurationType,
        platform: Option<&str>,
    ) -> Result<Vec<ConfigurationId>, RequestError> {
        let mut rows = Vec::new();
        let listed = self.configurations(|page| rows.extend(page)).await?;
        if let Some(error) = listed.incomplete {
            return Err(error);
        }
        Ok(Row::priorities(&rows, kind, platform))
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
        Ok(rows.iter().filter_map(Assignment::from_raw).collect())
    }

    async fn list(
        &self,
        version: ApiVersion,
        filter: Option<&str>,
        seen: &mut HashSet<ConfigurationId>,
        on_page: &mut impl FnMut(Vec<Row>),
    ) -> Result<(), RequestError> {
        let path = |expand: Option<&str>| {
            let query: Vec<&str> = filter.into_iter().chain(expand).collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!(
                "/{version}{}{mark}{}",
                paths::CONFIGURATIONS,
                query.join("&")
            )
        };
        let mut pages = Pages::new(self, path(Some(EXPAND)));
        let mut first = match pages.next().await {
            // Some types refuse to expand; their list can be read all the same.
            Err(error) if error.status() == Some(400) && !lacks_version(&error) => {
                pages = Pages::new(self, path(None));
                pages.next().await?
            }
            outcome => outcome?,
        };
        while let Some(page) = match first.take() {
            Some(page) => Some(page),
            None => pages.next().await?,
        } {
            on_page(self.rows(version, page, seen).await?);
        }
        Ok(())
    }

    /// The rows of a page that were not seen yet, each with its assignments.
    async fn rows(
        &self,
        version: ApiVersion,
        page: Vec<RawObject>,
        seen: &mut HashSet<ConfigurationId>,
    ) -> Result<Vec<Row>, RequestError> {
        let new: Vec<_> = page
            .into_iter()
            .filter_map(Configuration::from_raw)
            .filter(|(configuration, _)| seen.insert(configuration.id.clone()))
            .collect();
        stream::iter(new)
            .map(|(configuration, came_along)| async move {
                let assignments = match came_along {
                    Some(assignments) => assignments,
                    None => self.assignments_at(version, &configuration.id).await?,
                };
                Ok(Row {
                    configuration,
                    assignments,
                })
            })
            .buffered(PARALLEL_READS)
            .try_collect()
            .await
    }
}
