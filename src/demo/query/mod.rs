//! The system query options of a request (<https://learn.microsoft.com/graph/query-parameters>).
//!
//! Belongs here: reading the options and applying them. An unsupported option is refused, because the client
//! would otherwise mistake the answer for what it requested. Does not belong here: which entities exist
//! (`enrollment`, `directory`), and pages (`context`).

mod filter;
mod search;

use std::cmp::Ordering;

use serde_json::Value;
use url::form_urlencoded;

use self::filter::Filter;
use self::search::Search;
use super::errors::Failure;
use super::raw::Object;
use super::request::Call;

/// Which service behind the gateway answers. They support different options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Intune,
    Directory,
}

/// The names without `$`, which is optional in Graph.
const OPTIONS: [&str; 13] = [
    "apply",
    "compute",
    "count",
    "deltatoken",
    "expand",
    "filter",
    "format",
    "orderby",
    "search",
    "select",
    "skip",
    "skiptoken",
    "top",
];

/// The options of one request.
#[derive(Debug, Default)]
pub(super) struct Query {
    filter: Option<Filter>,
    search: Option<Search>,
    /// Properties, and whether each is in descending order.
    order: Vec<(String, bool)>,
    select: Option<Vec<String>>,
    pub(super) expand: Option<String>,
    pub(super) skip: usize,
    pub(super) top: Option<usize>,
    /// The start of a further page.
    pub(super) start: usize,
    pub(super) count: bool,
}

impl Query {
    /// Reads the options of a list.
    pub(super) fn of_list(call: &Call, service: Service) -> Result<Self, Failure> {
        let mut query = Self::default();
        for (name, value) in options(call)? {
            query.read(&name, &value, call, service)?;
        }
        Ok(query)
    }

    /// Reads the options of a single entity.
    pub(super) fn of_entity(call: &Call) -> Result<Self, Failure> {
        let mut query = Self::default();
        for (name, value) in options(call)? {
            match name.as_str() {
                "select" => query.select = Some(selected(&value)),
                "expand" => query.expand = Some(value),
                _ => return Err(not_supported(&name)),
            }
        }
        Ok(query)
    }

    fn read(
        &mut self,
        name: &str,
        value: &str,
        call: &Call,
        service: Service,
    ) -> Result<(), Failure> {
        match (name, service) {
            ("filter", _) => {
                let filter = Filter::parse(value);
                let filter =
                    filter.filter(|filter| service == Service::Directory || !filter.has_function());
                let filter = filter.ok_or_else(|| {
                    Failure::bad_request(format!("The filter '{value}' is not supported."))
                })?;
                self.filter = Some(filter);
            }
            ("search", Service::Directory) => {
                advanced(call)?;
                let search = Search::parse(value);
                self.search =
                    Some(search.ok_or_else(|| {
                        Failure::directory("Syntax error in the $search clause.")
                    })?);
            }
            ("orderby", _) => self.order = ordered(value)?,
            ("select", _) => self.select = Some(selected(value)),
            ("expand", _) => self.expand = Some(value.to_owned()),
            ("skip", Service::Intune) => self.skip = number(name, value)?,
            ("skiptoken", _) => self.start = number(name, value)?,
            ("top", _) => {
                let most = match service {
                    Service::Intune => usize::MAX,
                    Service::Directory => 999,
                };
                let top = number(name, value)?;
                if !(1..=most).contains(&top) {
                    return Err(bad_value(name, value));
                }
                self.top = Some(top);
            }
            ("count", _) => {
                self.count = match value {
                    "true" => true,
                    "false" => false,
                    _ => return Err(bad_value(name, value)),
                };
                if self.count && service == Service::Directory {
                    advanced(call)?;
                }
            }
            _ => return Err(not_supported(name)),
        }
        Ok(())
    }

    pub(super) const fn has_filter(&self) -> bool {
        self.filter.is_some()
    }

    /// Refuses the first property that the entities do not have.
    pub(super) fn check(&self, kind: &str, has: impl Fn(&str) -> bool) -> Result<(), Failure> {
        let filtered = self.filter.iter().flat_map(Filter::names);
        let searched = self.search.iter().map(|search| search.property.as_str());
        let ordered = self.order.iter().map(|(name, _)| name.as_str());
        let selected = self.select.iter().flatten().map(String::as_str);
        let mut all = filtered.chain(searched).chain(ordered).chain(selected);
        match all.find(|name| *name != "*" && !has(name)) {
            Some(name) => Err(Failure::no_such_property(name, kind)),
            None => Ok(()),
        }
    }

    /// Whether an entity matches filter and search.
    fn passes(&self, entity: &Object) -> Result<bool, Failure> {
        let filtered = self
            .filter
            .as_ref()
            .map_or(Some(true), |filter| filter.passes(entity));
        let filtered = filtered.ok_or_else(|| {
            Failure::bad_request(
                "A binary operator with incompatible types was detected in the filter.",
            )
        })?;
        let searched = self.search.as_ref();
        Ok(filtered && searched.is_none_or(|search| search.passes(entity)))
    }

    /// Returns the entries that match filter and search, in the requested order.
    pub(super) fn narrow<'e, T: 'e>(
        &self,
        entries: impl Iterator<Item = &'e T>,
        entity: impl Fn(&'e T) -> &'e Object,
    ) -> Result<Vec<&'e T>, Failure> {
        let mut found = Vec::new();
        for entry in entries {
            if self.passes(entity(entry))? {
                found.push(entry);
            }
        }
        if !self.order.is_empty() {
            found.sort_by(|a, b| self.compare(entity(a), entity(b)));
        }
        Ok(found)
    }

    fn compare(&self, a: &Object, b: &Object) -> Ordering {
        let value = |of: &Object, name: &str| of.read::<Value>(name).unwrap_or_default();
        self.order
            .iter()
            .fold(Ordering::Equal, |so_far, (name, downwards)| {
                so_far.then_with(|| {
                    let (a, b) = (value(a, name), value(b, name));
                    // Missing values come first.
                    let ordering = match (a.is_null(), b.is_null()) {
                        (false, false) => filter::order(&a, &b).unwrap_or(Ordering::Equal),
                        (a, b) => b.cmp(&a),
                    };
                    if *downwards {
                        ordering.reverse()
                    } else {
                        ordering
                    }
                })
            })
    }

    /// Returns the entity with the selected properties; its type and expanded properties stay.
    pub(super) fn project(&self, mut entity: Object) -> Object {
        if let Some(select) = self
            .select
            .as_ref()
            .filter(|select| !select.iter().any(|name| name == "*"))
        {
            let is_expanded = |name: &str| {
                let expand = self.expand.as_deref();
                expand.is_some_and(|expand| name.split('@').next() == Some(expand))
            };
            entity.retain(|name| {
                name.starts_with('@') || is_expanded(name) || select.iter().any(|own| own == name)
            });
        }
        entity
    }
}

/// Advanced queries must be requested in a header.
pub(super) fn advanced(call: &Call) -> Result<(), Failure> {
    let level = call.header("consistencylevel").unwrap_or_default();
    if level.eq_ignore_ascii_case("eventual") {
        return Ok(());
    }
    Err(Failure::directory(
        "This query needs the header 'ConsistencyLevel' with the value 'eventual'.",
    ))
}

/// Returns the options by their names without `$`. An unknown option that begins with `$` is refused;
/// others are ignored (`OData` 4.01, URL conventions, section 5.2).
fn options(call: &Call) -> Result<Vec<(String, String)>, Failure> {
    let query = call.parts.uri.query().unwrap_or_default();
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let bare = name.strip_prefix('$').unwrap_or(&name).to_ascii_lowercase();
        if !OPTIONS.contains(&bare.as_str()) {
            if name.starts_with('$') {
                return Err(not_supported(&bare));
            }
            continue;
        }
        if found.iter().any(|(known, _)| *known == bare) {
            return Err(Failure::bad_request(format!(
                "Query option '${bare}' was specified more than once, but it must be specified at most once."
            )));
        }
        found.push((bare, value.into_owned()));
    }
    Ok(found)
}

fn selected(value: &str) -> Vec<String> {
    value.split(',').map(property).collect()
}

/// Reads a property, which can be qualified with its type.
fn property(text: &str) -> String {
    let text = text.trim();
    let own = text
        .strip_prefix("microsoft.graph.")
        .and_then(|rest| rest.split_once('/'));
    own.map_or(text, |(_, name)| name).to_owned()
}

fn ordered(value: &str) -> Result<Vec<(String, bool)>, Failure> {
    let one = |part: &str| {
        let mut words = part.split_whitespace();
        let name = property(words.next()?);
        let downwards = match words.next() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return None,
        };
        words.next().is_none().then_some((name, downwards))
    };
    let all: Option<Vec<_>> = value.split(',').map(one).collect();
    all.ok_or_else(|| bad_value("orderby", value))
}

fn number(name: &str, value: &str) -> Result<usize, Failure> {
    value.parse().map_err(|_| bad_value(name, value))
}

fn bad_value(name: &str, value: &str) -> Failure {
    Failure::bad_request(format!(
        "Invalid value '{value}' for the query option '${name}'."
    ))
}

fn not_supported(name: &str) -> Failure {
    Failure::bad_request(format!("The query option '${name}' is not supported here."))
}
