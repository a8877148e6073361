//! The selected row as the service returns it now, from every version that the settings allow.

use super::Component;
use crate::domain::{ApiMode, ApiVersion, RawObject, RequestError};
use crate::text;
use crate::tui::keys::command::Scope;
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, Context};
use crate::tui::store::entity::Entity;
use crate::tui::store::msg::Effect;
use crate::words::{self, Line, Phrase, Role};

/// A row as the service returns it.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw {
    pub(super) cursor: Cursor,
    entity: Entity,
    id: Option<RequestId>,
    returned: Vec<Returned>,
}

#[derive(Debug, Clone, PartialEq)]
struct Returned {
    version: ApiVersion,
    /// None while it is loading.
    answer: Option<Result<RawObject, RequestError>>,
}

/// The versions that the settings allow, the one that shows more first.
fn versions(api: ApiMode) -> Vec<ApiVersion> {
    match api {
        ApiMode::Auto => vec![ApiVersion::Beta, ApiVersion::V1],
        ApiMode::V1 => vec![ApiVersion::V1],
        ApiMode::Beta => vec![ApiVersion::Beta],
    }
}

impl Raw {
    pub(super) fn new(entity: Entity) -> Self {
        Self {
            cursor: Cursor::default(),
            entity,
            id: None,
            returned: Vec::new(),
        }
    }

    /// The row as it came with the list.
    fn listed<'a>(&self, store: &'a Store) -> Option<&'a RawObject> {
        let row = store.row_of(&self.entity.configuration)?;
        let Some(id) = &self.entity.assignment else {
            return Some(&row.configuration.raw);
        };
        let assignment = row.assignments.iter().find(|row| row.id == *id)?;
        Some(&assignment.raw)
    }

    /// What was returned, for each version. Until an answer comes, and if none does, the row from the list
    /// is shown for the version that the list was read from.
    fn lines(&self, store: &Store) -> Vec<Line> {
        let mut lines = Vec::new();
        lines.extend(compared(&self.returned).map(|line| Line::new(Role::Text, line)));
        let path = self.entity.path();
        for Returned { version, answer } in &self.returned {
            lines.push(Line::new(Role::Title, format!("GET /{version}{path}")));
            match answer {
                Some(Ok(raw)) => {
                    lines.extend(json(raw));
                    continue;
                }
                Some(Err(error)) => lines.extend(words::error(error)),
                None => {
                    let loading = Phrase::from("Loading").going_on();
                    lines.push(Line::new(Role::Text, loading));
                }
            }
            let listed = self.listed(store).filter(|_| *version == store.read_from);
            if let Some(listed) = listed {
                lines.push(Line::new(Role::Text, "as received with the list:"));
                lines.extend(json(listed));
            }
        }
        for version in [ApiVersion::Beta, ApiVersion::V1] {
            if self.returned.iter().all(|one| one.version != version) {
                let word = store.settings().api.word();
                let why = format!("Not read from {version}: the setting api is \"{word}\".");
                lines.push(Line::new(Role::Text, why));
            }
        }
        lines
    }
}

impl Component for Raw {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, _: &Store) -> String {
        "As the service returns it".to_owned()
    }

    fn step(&self) -> &'static str {
        "raw"
    }

    fn about(&self, store: &Store) -> Option<String> {
        let row = store.row_of(&self.entity.configuration)?;
        Some(text::clean(&row.configuration.name).into_owned())
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(Text::page(self.lines(store)))
    }

    fn awaits(&self) -> Vec<RequestId> {
        let is_awaited = self.returned.iter().any(|one| one.answer.is_none());
        self.id.into_iter().filter(|_| is_awaited).collect()
    }

    fn on_open(&mut self, cx: &mut Context<'_>) {
        let id = cx.request();
        let versions = versions(cx.store.settings().api);
        let awaited = |version: &ApiVersion| Returned {
            version: *version,
            answer: None,
        };
        self.id = Some(id);
        self.returned = versions.iter().map(awaited).collect();
        cx.effect(Effect::Entity {
            id,
            entity: self.entity.clone(),
            versions,
        });
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, _: &mut Context<'_>) -> Action {
        if let Answer::Entity(version, answer) = answer {
            let mut returned = self.returned.iter_mut();
            if let Some(one) = returned.find(|one| one.version == version) {
                one.answer = Some(answer);
            }
        }
        Action::Stay
    }
}

fn json(raw: &RawObject) -> Vec<Line> {
    raw.to_pretty_json()
        .lines()
        .map(|line| Line::new(Role::Code, text::clean(line).into_owned()))
        .collect()
}

/// The properties in which two versions differ; none while one of them is missing.
fn compared(returned: &[Returned]) -> Option<String> {
    let [one, other] = returned else {
        return None;
    };
    let (Some(Ok(first)), Some(Ok(second))) = (&one.answer, &other.answer) else {
        return None;
    };
    // The source of an answer is not a property of the row.
    let keys = |raw: &RawObject, wanted: &dyn Fn(&str, &str) -> bool| {
        let found = raw
            .members()
            .filter(|(key, value)| *key != "@odata.context" && wanted(key, value));
        let found: Vec<String> = found
            .map(|(key, _)| text::clean(key).into_owned())
            .collect();
        found.join(", ")
    };
    let of = |label: &str, keys: String| (!keys.is_empty()).then(|| format!("{label}: {keys}"));
    let parts: Vec<String> = [
        of(
            &format!("only {} returns", one.version),
            keys(first, &|key, _| second.get(key).is_none()),
        ),
        of(
            &format!("only {} returns", other.version),
            keys(second, &|key, _| first.get(key).is_none()),
        ),
        of(
            "they differ in",
            keys(first, &|key, value| {
                second.get(key).is_some_and(|theirs| theirs != value)
            }),
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    Some(if parts.is_empty() {
        format!("{} and {} return the same", one.version, other.version)
    } else {
        parts.join("; ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returned(beta: &str, v1: &str) -> Vec<Returned> {
        let answers = versions(ApiMode::Auto).into_iter().zip([beta, v1]);
        answers
            .map(|(version, json)| Returned {
                version,
                answer: Some(Ok(serde_json::from_str(json).unwrap())),
            })
            .collect()
    }

    #[test]
    fn versions_are_compared_property_by_property() {
        let difference = |beta, v1| compared(&returned(beta, v1)).unwrap();
        assert_eq!(
            difference(
                r#"{"@odata.context":"b","id":"1","source":"direct","target":{"f":1}}"#,
                r#"{"@odata.context":"v","id":"1","target":{},"old":true}"#
            ),
            "only beta returns: source; only v1.0 returns: old; they differ in: target"
        );
        assert_eq!(
            difference(r#"{"id":"1"}"#, r#"{"id":"1"}"#),
            "beta and v1.0 return the same"
        );
        let mut awaited = returned("{}", "{}");
        awaited[1].answer = None;
        assert_eq!(compared(&awaited), None);
    }
}
