//! The selected row, asked of the service anew: which versions were asked, and what each returned.
//!
//! Belongs here: the answers, and how they are told apart. Does not belong here: asking (`update`,
//! `runtime`), the properties in readable form (`words`).

use super::model::Model;
use super::remote::RequestId;
use crate::domain::{
    ApiMode, ApiVersion, AssignmentId, ConfigurationId, RawObject, RequestError, paths,
};
use crate::text;
use crate::words::{self, Line, Phrase, Role};

/// A configuration, or one assignment of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The configuration.
    pub configuration: ConfigurationId,
    /// The assignment; none for the configuration itself.
    pub assignment: Option<AssignmentId>,
}

impl Entity {
    /// Its path below the version.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.assignment {
            Some(assignment) => paths::assignment(&self.configuration, assignment),
            None => paths::configuration(&self.configuration),
        }
    }
}

/// What one version returned.
#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    /// The version.
    pub version: ApiVersion,
    /// Its answer; none while it is awaited.
    pub answer: Option<Result<RawObject, RequestError>>,
}

/// An entity that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Whose answers count.
    pub id: RequestId,
    /// What was asked for.
    pub entity: Entity,
    /// What each version returned, in the order in which they are shown.
    pub returned: Vec<Returned>,
}

/// The versions that these settings allow to ask, the one that shows more first.
#[must_use]
pub fn versions(api: ApiMode) -> Vec<ApiVersion> {
    match api {
        ApiMode::Auto => vec![ApiVersion::Beta, ApiVersion::V1],
        ApiMode::V1 => vec![ApiVersion::V1],
        ApiMode::Beta => vec![ApiVersion::Beta],
    }
}

impl Asked {
    /// A question that was just asked of these versions.
    #[must_use]
    pub fn new(id: RequestId, entity: Entity, versions: &[ApiVersion]) -> Self {
        let awaited = |version: &ApiVersion| Returned {
            version: *version,
            answer: None,
        };
        Self {
            id,
            entity,
            returned: versions.iter().map(awaited).collect(),
        }
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.returned.iter().any(|one| one.answer.is_none())
    }
}

/// What was returned, version by version. Until an answer comes, and where none does, `listed` stands in
/// for the version that the list was read from: the row as it came with the list.
#[must_use]
pub fn lines(model: &Model, asked: &Asked, listed: Option<&RawObject>) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(compared(asked).map(|said| Line::new(Role::Text, said)));
    let path = asked.entity.path();
    for Returned { version, answer } in &asked.returned {
        lines.push(Line::new(Role::Title, format!("GET /{version}{path}")));
        match answer {
            Some(Ok(raw)) => {
                lines.extend(json(raw));
                continue;
            }
            Some(Err(error)) => lines.extend(words::error(error)),
            None => lines.push(Line::new(
                Role::Text,
                Phrase::from("asked, not answered yet").going_on(),
            )),
        }
        if let Some(listed) = listed.filter(|_| *version == model.read_from) {
            lines.push(Line::new(Role::Text, "as it came with the list:"));
            lines.extend(json(listed));
        }
    }
    for version in [ApiVersion::Beta, ApiVersion::V1] {
        if asked.returned.iter().all(|one| one.version != version) {
            let word = model.start.api.word();
            let said = format!("{version} was not asked: the settings say api = \"{word}\"");
            lines.push(Line::new(Role::Text, said));
        }
    }
    lines
}

fn json(raw: &RawObject) -> Vec<Line> {
    raw.to_pretty_json()
        .lines()
        .map(|line| Line::new(Role::Code, text::clean(line).into_owned()))
        .collect()
}

/// In which properties two versions differ; none while one of them is missing.
fn compared(asked: &Asked) -> Option<String> {
    let [one, other] = asked.returned.as_slice() else {
        return None;
    };
    let (Some(Ok(first)), Some(Ok(second))) = (&one.answer, &other.answer) else {
        return None;
    };
    // Where an answer came from is no property of what was asked for.
    let keys = |raw: &RawObject, wanted: &dyn Fn(&str, &str) -> bool| {
        let found = raw
            .members()
            .filter(|(key, value)| *key != "@odata.context" && wanted(key, value));
        let found: Vec<String> = found
            .map(|(key, _)| text::clean(key).into_owned())
            .collect();
        found.join(", ")
    };
    let of = |said: &str, keys: String| (!keys.is_empty()).then(|| format!("{said}: {keys}"));
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

    fn asked(beta: &str, v1: &str) -> Asked {
        let entity = Entity {
            configuration: ConfigurationId::new("c".to_owned()),
            assignment: None,
        };
        let mut asked = Asked::new(RequestId(1), entity, &versions(ApiMode::Auto));
        for (one, json) in asked.returned.iter_mut().zip([beta, v1]) {
            one.answer = Some(Ok(serde_json::from_str(json).unwrap()));
        }
        asked
    }

    #[test]
    fn versions_are_compared_property_by_property() {
        let said = |beta, v1| compared(&asked(beta, v1)).unwrap();
        assert_eq!(
            said(
                r#"{"@odata.context":"b","id":"1","source":"direct","target":{"f":1}}"#,
                r#"{"@odata.context":"v","id":"1","target":{},"old":true}"#
            ),
            "only beta returns: source; only v1.0 returns: old; they differ in: target"
        );
        assert_eq!(
            said(r#"{"id":"1"}"#, r#"{"id":"1"}"#),
            "beta and v1.0 return the same"
        );
        let mut awaited = asked("{}", "{}");
        awaited.returned[1].answer = None;
        assert_eq!(compared(&awaited), None);
    }
}
