//! The enrollment configurations: where their paths lead, and reading them.
//!
//! Belongs here: routes, lists with their filter and pages, single entities. Does not belong here:
//! what a version shows (`view`) and changes (`write`).

use hyper::StatusCode;

use super::answer::Answer;
use super::errors::Failure;
use super::raw::Object;
use super::request::{Call, Version};
use super::server::Server;
use super::tenant::{Configuration, Content};
use super::view;
use super::write;

const SET: &str = "deviceManagement/deviceEnrollmentConfigurations";
const NOTIFICATION: &str = "deviceEnrollmentNotificationConfiguration";
const TYPE: &str = "deviceEnrollmentConfigurationType";

/// Answers a request; `rest` is its path behind the configurations.
pub(super) fn answer(
    server: &Server,
    content: &mut Content,
    call: &Call,
    version: Version,
    rest: &[&str],
) -> Result<Answer, Failure> {
    let at = At {
        server,
        call,
        version,
    };
    match (call.method(), rest) {
        ("GET", []) => at.list(content),
        ("GET", [id]) => at.one(find(content, version, id)?),
        ("GET", [id, "assignments"]) => at.assignments(find(content, version, id)?),
        ("GET", [id, "assignments", row]) => at.assignment(find(content, version, id)?, row),
        ("PATCH", [id, "assignments", row]) if write::patch_has_a_route(server.behaviour) => {
            write::patch(find_mut(content, version, id)?, row, &at)
        }
        // The family of documented calls that the live service refuses.
        (method, [_, "assignments", row @ ..]) if row.len() < 2 => Err(Failure::no_route(
            method,
            !row.is_empty(),
            &call.service_path(),
        )),
        ("POST", [id, action]) if is(action, "assign") => {
            write::assign(find_mut(content, version, id)?, &at)
        }
        ("POST", [id, action]) if is(action, "setPriority") => {
            find(content, version, id)?;
            write::set_priority(content, id, &at)
        }
        (_, [] | [_]) => Err(Failure::wrong_method("GET")),
        (_, [_, action]) if is(action, "assign") || is(action, "setPriority") => {
            Err(Failure::wrong_method("POST"))
        }
        (_, [.., last]) => Err(Failure::no_such_segment(last)),
    }
}

/// Actions may be written in any case and with their namespace.
fn is(segment: &str, action: &str) -> bool {
    let name = segment.strip_prefix("microsoft.graph.").unwrap_or(segment);
    name.eq_ignore_ascii_case(action)
}

fn place(content: &Content, version: Version, id: &str) -> Result<usize, Failure> {
    let is_it = |known: &Configuration| known.id == id && view::shows(version, known);
    let place = content.configurations.iter().position(is_it);
    place.ok_or_else(|| Failure::not_found("The enrollment configuration", id))
}

fn find<'a>(
    content: &'a Content,
    version: Version,
    id: &str,
) -> Result<&'a Configuration, Failure> {
    Ok(&content.configurations[place(content, version, id)?])
}

fn find_mut<'a>(
    content: &'a mut Content,
    version: Version,
    id: &str,
) -> Result<&'a mut Configuration, Failure> {
    let place = place(content, version, id)?;
    Ok(&mut content.configurations[place])
}

/// A request, and where it arrived.
pub(super) struct At<'a> {
    pub(super) server: &'a Server,
    pub(super) call: &'a Call,
    pub(super) version: Version,
}

impl At<'_> {
    fn list(&self, content: &Content) -> Result<Answer, Failure> {
        let filter = self.filter()?;
        let passes = |known: &&Configuration| {
            view::shows(self.version, known)
                && match &filter {
                    // Only the filter brings the notifications to light.
                    None => known.kind != NOTIFICATION,
                    Some((name, value)) => known
                        .entity
                        .text(name)
                        .is_some_and(|own| own.eq_ignore_ascii_case(value)),
                }
        };
        let expand = self.expand()?;
        let entries = content.configurations.iter().filter(passes);
        self.page(SET, entries, |known| self.entity(known, expand))
    }

    fn one(&self, configuration: &Configuration) -> Result<Answer, Failure> {
        let expand = self.expand()?;
        let set = if expand {
            format!("{SET}(assignments())")
        } else {
            SET.to_owned()
        };
        let mut entity = self.entity(configuration, expand);
        entity.set_first("@odata.context", &self.context(&format!("{set}/$entity")));
        Ok(Answer::json(StatusCode::OK, &entity))
    }

    fn entity(&self, configuration: &Configuration, expand: bool) -> Object {
        let entity = view::configuration(self.version, configuration);
        if !expand {
            return entity;
        }
        let rows: Vec<Object> = configuration
            .assignments
            .iter()
            .map(|row| view::assignment(self.version, row))
            .collect();
        let context = self.context(&format!("{SET}('{}')/assignments", configuration.id));
        entity
            .with("assignments@odata.context", &context)
            .with("assignments", &rows)
    }

    fn assignments(&self, configuration: &Configuration) -> Result<Answer, Failure> {
        let set = format!("{SET}('{}')/assignments", configuration.id);
        let rows = configuration.assignments.iter();
        self.page(&set, rows, |row| view::assignment(self.version, row))
    }

    fn assignment(&self, configuration: &Configuration, id: &str) -> Result<Answer, Failure> {
        let row = configuration.assignments.iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| Failure::not_found("The assignment", id))?;
        Ok(self.assignment_answer(configuration, &view::assignment(self.version, row)))
    }

    /// The answer that holds one assignment.
    pub(super) fn assignment_answer(
        &self,
        configuration: &Configuration,
        entity: &Object,
    ) -> Answer {
        let set = format!("{SET}('{}')/assignments/$entity", configuration.id);
        let mut entity = entity.clone();
        entity.set_first("@odata.context", &self.context(&set));
        Answer::json(StatusCode::OK, &entity)
    }

    fn context(&self, set: &str) -> String {
        let base = &self.server.base_url;
        format!("{base}/{}/$metadata#{set}", self.version.segment())
    }

    /// One page of a list, with the way to the next one.
    fn page<T>(
        &self,
        set: &str,
        entries: impl Iterator<Item = T>,
        show: impl Fn(T) -> Object,
    ) -> Result<Answer, Failure> {
        let start: usize = self.number("$skiptoken")?.unwrap_or(0);
        let top = self.number("$top")?.unwrap_or(self.server.page_size);
        if top == 0 {
            return Err(Failure::bad_request("The option '$top' must be above 0."));
        }
        let size = top.min(self.server.page_size);
        let mut entries = entries.skip(start);
        let value: Vec<Object> = entries.by_ref().take(size).map(show).collect();
        let mut body = Object::default().with("@odata.context", &self.context(set));
        if entries.next().is_some() {
            let next = self.call.with_skiptoken(&(start + size).to_string());
            let base = &self.server.base_url;
            body.set("@odata.nextLink", &format!("{base}{next}"));
        }
        Ok(Answer::json(StatusCode::OK, &body.with("value", &value)))
    }

    fn number(&self, option: &str) -> Result<Option<usize>, Failure> {
        let Some(text) = self.call.option(option) else {
            return Ok(None);
        };
        let number = text.parse().map_err(|_| {
            Failure::bad_request(format!("The option '{option}' has the bad value '{text}'."))
        })?;
        Ok(Some(number))
    }

    fn expand(&self) -> Result<bool, Failure> {
        match self.call.option("$expand").as_deref() {
            None => Ok(false),
            Some("assignments") => Ok(true),
            Some(other) => Err(Failure::bad_request(format!(
                "The option '$expand' takes 'assignments', not '{other}'."
            ))),
        }
    }

    /// The property and the value that a `$filter` compares.
    fn filter(&self) -> Result<Option<(&'static str, String)>, Failure> {
        let Some(filter) = self.call.option("$filter") else {
            return Ok(None);
        };
        let unknown = || Failure::bad_request(format!("The filter '{filter}' is not supported."));
        let (name, value) = filter.trim().split_once(" eq ").ok_or_else(unknown)?;
        let value = value.trim().strip_prefix('\'');
        let value = value.and_then(|value| value.strip_suffix('\''));
        let value = value.ok_or_else(unknown)?.replace("''", "'");
        match name.trim() {
            TYPE if self.version == Version::V1 => Err(Failure::no_such_property(
                TYPE,
                "deviceEnrollmentConfiguration",
            )),
            TYPE => Ok(Some((TYPE, value))),
            "displayName" => Ok(Some(("displayName", value))),
            _ => Err(unknown()),
        }
    }
}
