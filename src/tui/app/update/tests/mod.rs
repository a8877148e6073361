//! Tests of `update`: what keys do, and that writes are never lost and never made by accident.
//!
//! This file contains the screen that they use.

mod bulk;
mod components;
mod conflicts;
mod copy;
mod earlier;
mod enter;
mod entity;
mod explain;
mod find;
mod first_sign_in;
mod flows;
mod footers;
mod leaving;
mod lists;
mod loading;
mod look;
mod marks;
mod mouse;
mod outcome;
mod panes;
mod panes_drawn;
mod pick;
pub(in crate::tui) mod plan;
mod plan_conflicts;
mod plan_kept;
mod plan_undo;
mod properties;
mod refresh;
mod review;
mod saved_view;
mod sign_in;
mod undo;
mod writes;

use crokey::KeyCombination;
use crossterm::event::KeyEvent;

use super::*;
use crate::config::Settings;
use crate::domain::{
    ApiMode, ApiVersion, Assignment, ChangeId, Configuration, Facts, Outcome, RequestError, Row,
    Step, TargetKind, TargetType, Verdict, WriteMode,
};
use crate::graph::Listed;
use crate::tui::app::model::{Pane, Start};
use crate::tui::components::editor::form::{EditorForm, Field};
use crate::tui::components::{AnyComponent, Editor};
use crate::tui::keys::keymap::Keymap;
use crate::tui::kit::content::Content;
use crate::tui::kit::page::Page;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::action::{DEAF, PromptFor, TextId};
use crate::tui::store::msg::Submission;

pub(in crate::tui) const SALES: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const KIOSK: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";
pub(in crate::tui) const NEW: &str = "99999999-0a4e-4d0b-9a55-7d2b1c3e4f50";

pub(in crate::tui) struct Harness {
    pub(in crate::tui) model: Model,
    pub(in crate::tui) now: Duration,
    effects: Vec<Effect>,
}

impl Harness {
    /// Returns the current notice, or an empty text if there is none.
    pub fn notice(&self) -> &str {
        self.model.notice.as_deref().unwrap_or_default()
    }

    /// Creates two configurations: `Corp` with a scope-tag target and a group, and a default.
    pub(in crate::tui) fn new(read_only: bool) -> Self {
        let start = Start {
            run: "run".to_owned(),
            tenant: Some("contoso.com".to_owned()),
            client_id: Some(crate::auth::BUILT_IN_CLIENT.to_owned()),
            service_name: "test".to_owned(),
            settings: Settings {
                graph_url: "https://test".parse().unwrap(),
                read_only,
                ..Settings::default()
            },
            method: crate::auth::Method::DeviceCode,
            methods: crate::auth::Method::ALL.to_vec(),
            capabilities: crate::tui::terminal::capabilities::Capabilities::default(),
            time_zone: jiff::tz::TimeZone::UTC,
            size: (80, 24),
        };
        let model = Model::new(start, Keymap::built_in().unwrap());
        let mut ui = Self {
            model,
            now: Duration::ZERO,
            effects: Vec::new(),
        };
        ui.send(Msg::Started);
        ui.send(Msg::Settled(Ok(Vec::new())));
        let request = ui.list_request();
        ui.send(Msg::Page(request, vec![row("corp", 1), row("default", 0)]));
        let listed = Listed {
            version: ApiVersion::Beta,
            incomplete: None,
        };
        ui.send(Msg::Listed(request, Ok(listed)));
        ui.effects.clear();
        ui
    }

    /// Creates five configurations with two assignments each, and a default.
    fn grown() -> Self {
        let mut ui = Self::new(false);
        let names = ["apple", "beech", "cedar", "dogwood", "zulu"];
        let mut rows: Vec<Row> = (1..).zip(names).map(|(at, name)| row(name, at)).collect();
        rows.push(row("default", 0));
        ui.reread(rows);
        ui.effects.clear();
        ui.key("home");
        ui
    }

    /// Reads the list again, with these rows as the answer.
    pub(in crate::tui) fn reread(&mut self, rows: Vec<Row>) {
        self.key("ctrl-r");
        self.listed(rows);
    }

    /// Answers the request for the list with these rows.
    fn listed(&mut self, rows: Vec<Row>) {
        let request = self.list_request();
        self.send(Msg::Page(request, rows));
        let listed = Listed {
            version: ApiVersion::Beta,
            incomplete: None,
        };
        self.send(Msg::Listed(request, Ok(listed)));
    }

    fn list_request(&self) -> RequestId {
        let request = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::List(id) => Some(*id),
            _ => None,
        });
        request.unwrap()
    }

    /// Sends a message after the current state was drawn.
    pub(in crate::tui) fn send(&mut self, msg: Msg) {
        update(&mut self.model, Msg::Painted, self.now);
        self.now += Duration::from_millis(10);
        self.effects.extend(update(&mut self.model, msg, self.now));
    }

    pub(in crate::tui) fn key(&mut self, key: &str) -> &mut Self {
        self.press(key.parse().unwrap())
    }

    fn press(&mut self, key: KeyCombination) -> &mut Self {
        let event: KeyEvent = key.into();
        self.send(Msg::Input(Input::Key {
            event,
            repeat: false,
        }));
        self
    }

    /// Sends keys that arrive together, as from a paste without brackets.
    fn burst(&mut self, keys: &str) -> &mut Self {
        self.now += Duration::from_secs(1);
        update(&mut self.model, Msg::Painted, self.now);
        for key in keys.split_whitespace() {
            let key: KeyCombination = key.parse().unwrap();
            let event: KeyEvent = key.into();
            let repeat = false;
            let message = Msg::Input(Input::Key { event, repeat });
            let effects = update(&mut self.model, message, self.now);
            self.effects.extend(effects);
            // They may arrive in several pieces if nothing was drawn in between.
            self.now += Duration::from_millis(1);
        }
        self
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.key(key);
        }
        self
    }

    pub(in crate::tui) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Input(Input::Paste(text.to_owned())));
        self
    }

    pub(in crate::tui) fn write(&self) -> Option<(ChangeId, &crate::domain::Change)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Write(id, submission) => Some((*id, &submission.change)),
            _ => None,
        })
    }

    /// Makes a change up to the write: another group for the second assignment.
    fn submitted() -> (Self, ChangeId) {
        let mut ui = Self::new(false);
        ui.keys("enter down e").paste(NEW).keys("enter y");
        let (id, _) = ui.write().unwrap();
        ui.send(Msg::Step(id, Step::Sending));
        (ui, id)
    }

    pub(in crate::tui) fn end(
        &mut self,
        id: ChangeId,
        verdict: Verdict,
        observed: Option<Vec<Assignment>>,
    ) {
        let facts = Facts {
            method: "PATCH",
            path: "/v1.0/x".to_owned(),
            status: Some(200),
            elapsed: Duration::from_millis(312),
            request_id: Some("r-1".to_owned()),
            client_request_id: "c-1".to_owned(),
        };
        let outcome = Outcome {
            observed: observed.map(crate::domain::Observed::List),
            ..crate::domain::Evidence::sample(verdict, Ok(facts)).into()
        };
        self.send(Msg::Ended(id, Box::new(outcome)));
    }

    /// Returns the request for groups that is sent once typing has paused.
    pub(in crate::tui) fn search(&mut self) -> RequestId {
        let last = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::After(timer, _) => Some(*timer),
            _ => None,
        });
        self.send(Msg::Due(last.unwrap()));
        let request = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SearchGroups(id, _) => Some(*id),
            _ => None,
        });
        request.unwrap()
    }

    pub(in crate::tui) fn top(&self) -> &AnyComponent {
        self.model.overlays.last().unwrap()
    }

    /// Whether a text is on top, either for reading or as a display only.
    fn on_text(&self) -> bool {
        self.top().scope() == Scope::Text
    }

    /// Whether the top component uses these keys.
    fn is_on(&self, scope: Scope) -> bool {
        self.model.scope() == scope
    }

    /// Returns the question on top.
    fn question(&self) -> Option<Question> {
        match self.model.overlays.last()? {
            AnyComponent::Confirm(confirm) => Some(confirm.question()),
            _ => None,
        }
    }

    /// Returns which text the prompt on top asks for.
    fn wanted(&self) -> Option<PromptFor> {
        match self.model.overlays.last()? {
            AnyComponent::Prompt(prompt) => Some(prompt.wanted()),
            _ => None,
        }
    }

    fn on_review(&self) -> bool {
        matches!(self.top(), AnyComponent::Review(_))
    }

    fn on_plan(&self) -> bool {
        matches!(self.top(), AnyComponent::PlanView(_))
    }

    /// Returns which text of the store is on top.
    fn text_id(&self) -> Option<TextId> {
        match self.model.overlays.last() {
            Some(AnyComponent::TextView(text)) => Some(text.id()),
            _ => None,
        }
    }

    /// Returns the lines of the uppermost text, before line breaking.
    pub(in crate::tui) fn lines(&self) -> Vec<words::Line> {
        match self.top().content(&self.model.store) {
            Content::Text(text) => text.lines,
            Content::List(_) | Content::Sections(_) | Content::Form(_) => Vec::new(),
        }
    }

    /// Returns the same lines as they are copied.
    fn shown(&self) -> String {
        let lines: Vec<String> = self
            .lines()
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        lines.join("\n")
    }

    /// Returns the uppermost text with its place.
    fn page(&self) -> Page {
        match self.top().content(&self.model.store) {
            Content::Text(text) => Some(text.place("", &self.model.store.layout())),
            Content::List(_) | Content::Sections(_) | Content::Form(_) => None,
        }
        .unwrap()
    }

    fn scroll(&self) -> usize {
        self.top().cursor().scroll
    }

    /// Returns how many rows the uppermost list has.
    fn rows(&self) -> usize {
        match self.top().content(&self.model.store) {
            Content::List(list) => Some(list.count),
            Content::Text(_) | Content::Sections(_) | Content::Form(_) => None,
        }
        .unwrap()
    }

    fn editor_below(&self) -> Option<&Editor> {
        let mut overlays = self.model.overlays.iter().rev();
        overlays.find_map(|overlay| match overlay {
            AnyComponent::Editor(editor) => Some(&**editor),
            _ => None,
        })
    }

    /// Returns the uppermost editor.
    fn editor(&self) -> &Editor {
        self.editor_below().unwrap()
    }

    fn on_editor(&self) -> bool {
        matches!(self.top(), AnyComponent::Editor(_))
    }

    /// Returns the message of the form on top.
    fn form_note(&self) -> String {
        match self.top().content(&self.model.store) {
            Content::Form(form) => form.spoken.check.text.to_string(),
            _ => String::new(),
        }
    }

    /// Returns the typed id of an object.
    fn typed(&self) -> Option<String> {
        let form = self.editor_below()?.form();
        Some(form.text(Field::ObjectId)?.value().to_owned())
    }
}

/// Creates a group as the directory returns it.
pub(in crate::tui) fn found_group(id: &str, name: &str) -> crate::domain::Group {
    let json = format!(r#"{{"id":"{id}","displayName":"{name}","securityEnabled":true}}"#);
    crate::domain::Group::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn assignment(id: &str, target: &str) -> Assignment {
    let json = format!(
        r##"{{"id":"{id}","source":"direct","target":{{"@odata.type":"#microsoft.graph.{target}}}}}"##
    );
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn group(id: &str, group: &str) -> Assignment {
    assignment(
        id,
        &format!(r#"groupAssignmentTarget","groupId":"{group}""#),
    )
}

fn scope_tag() -> Assignment {
    assignment(
        "a1",
        &format!(r#"scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{SALES}""#),
    )
}

pub(in crate::tui) fn row(id: &str, priority: i64) -> Row {
    let json = format!(
        r##"{{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"{id}","displayName":"{id}","priority":{priority}}}"##
    );
    let (configuration, _) = Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
    let assignments = if priority == 0 {
        vec![group("d1", KIOSK)]
    } else {
        vec![scope_tag(), group("a2", KIOSK)]
    };
    Row {
        configuration,
        assignments,
    }
}
