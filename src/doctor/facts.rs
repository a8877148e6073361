//! How a tenant's Graph answers where Microsoft's documentation says nothing, or contradicts itself.
//!
//! Belongs here: the requests, all of them GETs, and what is kept of the answers: status codes, whether an
//! option took effect, and shapes. Does not belong here: what a shape is (`shape`), and the file (`cli`).

use serde::Serialize;
use serde_json::Value;

use super::answer::{Exchange, Expectation, code_of, next, rows};
use super::shape::{Known, Shape};
use super::{Check, State};
use crate::cloud::Cloud;
use crate::domain::{RequestError, paths};
use crate::session::Session;

const NAME: &str = "facts";

const LIST: &str = "/beta/deviceManagement/deviceEnrollmentConfigurations";
const LIST_V1: &str = "/v1.0/deviceManagement/deviceEnrollmentConfigurations";
const FUNCTION: &str = "getEffectiveDeviceEnrollmentConfigurations";

/// The values of `deviceEnrollmentConfigurationType`, by which tools filter.
const TYPES: [&str; 13] = [
    "limit",
    "platformRestrictions",
    "windowsHelloForBusiness",
    "windows10EnrollmentCompletionPageConfiguration",
    "deviceComanagementAuthorityConfiguration",
    "singlePlatformRestriction",
    "enrollmentNotificationsConfiguration",
    "EnrollmentNotificationsConfiguration",
    "windowsRestore",
    "defaultLimit",
    "defaultPlatformRestrictions",
    "defaultWindowsHelloForBusiness",
    "defaultWindows10EnrollmentCompletionPageConfiguration",
];

/// The requests and their results. Contains no value of the tenant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    format: u8,
    enlist: &'static str,
    cloud: String,
    /// Whether a user or an app signed in.
    account: &'static str,
    answers: Vec<Exchange>,
}

/// The facts, if the checks so far say that Graph answers.
///
/// # Errors
/// The check that says why there are none.
pub async fn after(checks: &[Check], session: &Session) -> Result<Facts, Check> {
    let answers = |check: &Check| check.name == "Graph" && check.state == State::Ok;
    if !checks.iter().any(answers) {
        let advice = "fix what the checks above report, then try again";
        return Err(Check::bad(NAME, "not asked: Graph does not answer", advice));
    }
    gather(session).await.map_err(|error| {
        let advice = "check the network, then try again";
        Check::bad(NAME, format!("not sent: {}", error.reason()), advice)
    })
}

#[must_use]
pub fn written(facts: &Facts, file: &str) -> Check {
    let count = facts.answers.len();
    Check::ok(
        NAME,
        format!("wrote {count} answers, without values, to {file}"),
    )
}

/// The check that says why they could not be written.
#[must_use]
pub fn not_written(why: &str) -> Check {
    Check::bad(NAME, why, "choose a file in a writable folder")
}

/// Sends all requests, one after another, only GETs.
async fn gather(session: &Session) -> Result<Facts, RequestError> {
    let claims = session.claims();
    let mut collector = FactCollector {
        session,
        known: Known::default(),
        ids: Vec::new(),
        answers: Vec::new(),
    };
    collector.tenant().await?;
    let row = collector.lists().await?;
    if let Some(row) = row {
        collector.single(&row).await?;
    }
    collector.options().await?;
    collector.filters().await?;
    collector.user().await?;
    collector.others().await?;
    Ok(Facts {
        format: 1,
        enlist: env!("CARGO_PKG_VERSION"),
        cloud: Cloud::at(session.graph_url())
            .map_or_else(|| "other".to_owned(), |cloud| cloud.to_string()),
        account: match claims {
            None => "not known",
            Some(claims) if claims.user.is_some() => "user",
            Some(_) => "application",
        },
        answers: collector.answers,
    })
}

struct FactCollector<'a> {
    session: &'a Session,
    known: Known,
    /// The values behind the placeholders in a request.
    ids: Vec<(&'static str, String)>,
    answers: Vec<Exchange>,
}

impl FactCollector<'_> {
    async fn tenant(&mut self) -> Result<(), RequestError> {
        let body = self
            .ask(
                "/v1.0/organization?$select=id",
                Expectation::Selects(&["id"]),
            )
            .await?;
        let tenant = rows(&body).first().and_then(|row| row["id"].as_str());
        self.known.add(tenant.unwrap_or_default(), "tenant");
        // It is not documented whose GUID the IDs of the defaults start with.
        let body = self
            .ask(
                "/beta/deviceManagement?$select=intuneAccountId",
                Expectation::Shape,
            )
            .await?;
        let account = body["intuneAccountId"].as_str();
        self.known.add(account.unwrap_or_default(), "account");
        Ok(())
    }

    /// The lists of both versions, and a row that the other questions are about.
    async fn lists(&mut self) -> Result<Option<Value>, RequestError> {
        let beta = self.ask(LIST, Expectation::Shape).await?;
        self.ask(LIST_V1, Expectation::Shape).await?;
        let expanded = self
            .ask(&format!("{LIST}?$expand=assignments"), Expectation::Shape)
            .await?;
        self.ask(
            &format!("{LIST_V1}?$expand=assignments"),
            Expectation::Shape,
        )
        .await?;
        let notifications = format!(
            "{LIST}?$filter=deviceEnrollmentConfigurationType eq 'EnrollmentNotificationsConfiguration'&$expand=assignments"
        );
        self.ask(&notifications, Expectation::Shape).await?;
        let is_assigned = |row: &&Value| {
            let rows = row["assignments"].as_array();
            row["priority"].as_i64() > Some(0) && rows.is_some_and(|rows| !rows.is_empty())
        };
        let mut all = rows(&expanded).iter();
        let first = || rows(&beta).first().cloned();
        Ok(all.find(is_assigned).cloned().or_else(first))
    }

    /// One configuration and one of its assignments.
    async fn single(&mut self, row: &Value) -> Result<(), RequestError> {
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        self.ids.push(("{id}", id.clone()));
        for list in [LIST, LIST_V1] {
            self.ask(&format!("{list}/{{id}}"), Expectation::Shape)
                .await?;
            self.ask(
                &format!("{list}/{{id}}?$expand=assignments"),
                Expectation::Shape,
            )
            .await?;
        }
        self.ask(&format!("{LIST}('{{id}}')"), Expectation::Shape)
            .await?;
        self.known
            .add(id.split('_').next().unwrap_or_default(), "configuration");
        let assignments = format!("{LIST}/{{id}}/assignments");
        let body = self.ask(&assignments, Expectation::Shape).await?;
        self.ask(&format!("{LIST_V1}/{{id}}/assignments"), Expectation::Shape)
            .await?;
        self.ask(&format!("{assignments}?$top=1"), Expectation::AtMost(1))
            .await?;
        self.ask(&format!("{assignments}/$count"), Expectation::Number)
            .await?;
        if let Some(own) = rows(&body).first().and_then(|row| row["id"].as_str()) {
            self.ids.push(("{assignment}", own.to_owned()));
            self.ask(&format!("{assignments}/{{assignment}}"), Expectation::Shape)
                .await?;
            self.ask(
                &format!("{LIST_V1}/{{id}}/assignments/{{assignment}}"),
                Expectation::Shape,
            )
            .await?;
        }
        Ok(())
    }

    /// Paging and the other options of a list.
    async fn options(&mut self) -> Result<(), RequestError> {
        let id = |body: &Value, at: usize| {
            let row = rows(body).get(at);
            row.and_then(|row| row["id"].as_str()).map(str::to_owned)
        };
        let two = self
            .ask(&format!("{LIST}?$top=2"), Expectation::AtMost(2))
            .await?;
        let one = self
            .ask(&format!("{LIST}?$top=1"), Expectation::AtMost(1))
            .await?;
        self.follow(
            &one,
            "the next page after $top=1",
            Expectation::Differs(id(&one, 0)),
        )
        .await?;
        let skip = Expectation::Begins(id(&two, 1));
        self.ask(&format!("{LIST}?$skip=1&$top=1"), skip).await?;
        for (options, look) in [
            ("$top=100", Expectation::Shape),
            ("$top=1000", Expectation::Shape),
            ("$select=id", Expectation::Selects(&["id"])),
            (
                "$select=id,priority",
                Expectation::Selects(&["id", "priority"]),
            ),
            (
                "$orderby=priority desc",
                Expectation::Descending("priority"),
            ),
            ("$count=true", Expectation::Counts),
            ("$search=\"displayName:enlist\"", Expectation::Empty),
            ("$expand=assignments&$top=1", Expectation::AtMost(1)),
            ("$expand=assignments($select=id)", Expectation::Shape),
        ] {
            self.ask(&format!("{LIST}?{options}"), look).await?;
        }
        self.ask(&format!("{LIST}/$count"), Expectation::Number)
            .await?;
        self.ask(&format!("{LIST_V1}?$top=1"), Expectation::AtMost(1))
            .await?;
        Ok(())
    }

    async fn filters(&mut self) -> Result<(), RequestError> {
        for kind in TYPES {
            let filter = format!("{LIST}?$filter=deviceEnrollmentConfigurationType eq '{kind}'");
            let look = Expectation::Equal("deviceEnrollmentConfigurationType", kind.into());
            self.ask(&filter, look).await?;
        }
        for (filter, look) in [
            ("priority eq 0", Expectation::Equal("priority", 0.into())),
            (
                "displayName eq 'enlist asks for no such name'",
                Expectation::Empty,
            ),
            (
                "startswith(displayName,'enlist asks for no such')",
                Expectation::Empty,
            ),
            ("endswith(id,'_enlist')", Expectation::Empty),
            (
                "isof('microsoft.graph.deviceEnrollmentLimitConfiguration')",
                Expectation::Equal(
                    "@odata.type",
                    "#microsoft.graph.deviceEnrollmentLimitConfiguration".into(),
                ),
            ),
        ] {
            self.ask(&format!("{LIST}?$filter={filter}"), look).await?;
        }
        Ok(())
    }

    /// What the service says applies to a user: the one who signed in, or else the first of the directory.
    async fn user(&mut self) -> Result<(), RequestError> {
        const SELECT: &str = "$select=id,userPrincipalName";
        let names = &["id", "userPrincipalName"];
        let mut user = self
            .ask(&format!("/v1.0/me?{SELECT}"), Expectation::Shape)
            .await?;
        if !user["id"].is_string() {
            let path = format!("/v1.0/users?{SELECT}&$top=1");
            let users = self.ask(&path, Expectation::Selects(names)).await?;
            user = rows(&users).first().cloned().unwrap_or_default();
        }
        let text = |name: &str| user[name].as_str().map(str::to_owned);
        let (Some(id), name) = (text("id"), text("userPrincipalName")) else {
            return Ok(());
        };
        self.ids.push(("{user}", id));
        self.ask(
            &format!("/beta/users/{{user}}/{FUNCTION}"),
            Expectation::PerType,
        )
        .await?;
        self.ask(
            &format!("/beta/users/{{user}}/{FUNCTION}?$top=1"),
            Expectation::AtMost(1),
        )
        .await?;
        self.ask(
            &format!("/v1.0/users/{{user}}/{FUNCTION}"),
            Expectation::PerType,
        )
        .await?;
        self.ask(&format!("/beta/me/{FUNCTION}"), Expectation::PerType)
            .await?;
        if let Some(name) = name {
            self.ids.push(("{userPrincipalName}", name));
            let path = format!("/beta/users/{{userPrincipalName}}/{FUNCTION}");
            self.ask(&path, Expectation::PerType).await?;
        }
        for version in ["beta", "v1.0"] {
            let path = format!("/{version}/users/{{user}}/deviceEnrollmentConfigurations");
            self.ask(&path, Expectation::PerType).await?;
        }
        Ok(())
    }

    async fn others(&mut self) -> Result<(), RequestError> {
        self.ask(
            "/beta/deviceManagement/assignmentFilters",
            Expectation::Shape,
        )
        .await?;
        self.ask("/beta/deviceManagement/roleScopeTags", Expectation::Shape)
            .await?;
        self.ask_eventually("/v1.0/groups/$count", Expectation::Number)
            .await?;
        Ok(())
    }

    async fn ask(&mut self, request: &str, look: Expectation) -> Result<Value, RequestError> {
        self.send(request, self.path(request), false, look).await
    }

    async fn ask_eventually(
        &mut self,
        request: &str,
        look: Expectation,
    ) -> Result<Value, RequestError> {
        self.send(request, self.path(request), true, look).await
    }

    /// Requests the next page, if the token may be sent there.
    async fn follow(
        &mut self,
        page: &Value,
        name: &str,
        look: Expectation,
    ) -> Result<(), RequestError> {
        let link = page["@odata.nextLink"].as_str().unwrap_or_default();
        let path = link
            .strip_prefix(self.session.graph_url())
            .filter(|path| path.starts_with('/'));
        if let Some(path) = path {
            self.send(name, path.to_owned(), false, look).await?;
        }
        Ok(())
    }

    /// The request with IDs in place of the placeholders.
    fn path(&self, request: &str) -> String {
        let mut path = request.to_owned();
        for (name, id) in &self.ids {
            path = path.replace(name, &paths::encode(id));
        }
        path.replace(' ', "%20")
            .replace('"', "%22")
            .replace('\'', "%27")
    }

    async fn send(
        &mut self,
        request: &str,
        path: String,
        eventual: bool,
        look: Expectation,
    ) -> Result<Value, RequestError> {
        let outcome = self.session.client.get(path, eventual).await;
        let (status, code, body) = match outcome {
            Err(error @ RequestError::NotSent { .. }) => return Err(error),
            Err(error) => (error.status(), Some(code_of(&error)), Value::Null),
            Ok(answer) => {
                let body = serde_json::from_str(answer.body.trim_start_matches('\u{feff}'));
                let code = body.is_err().then_some("(not JSON)");
                (answer.facts.status, code, body.unwrap_or_default())
            }
        };
        let found = code.is_none().then(|| look.at(&body)).flatten();
        self.answers.push(Exchange {
            get: request.to_owned(),
            consistency_level_eventual: eventual,
            status,
            code,
            rows: body["value"].as_array().map(|rows| match rows.len() {
                0 => "none",
                1 => "one",
                _ => "several",
            }),
            found,
            next: next(self.session.graph_url(), &body),
            // The others look like what they ask about.
            shape: (code.is_none() && matches!(look, Expectation::Shape | Expectation::PerType))
                .then(|| {
                    let mut shape = Shape::default();
                    // The link is reported separately.
                    let mut body = body.clone();
                    if let Some(members) = body.as_object_mut() {
                        members.remove("@odata.nextLink");
                    }
                    shape.add(&body, &self.known);
                    shape
                }),
        });
        Ok(body)
    }
}
