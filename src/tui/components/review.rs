//! The review of a change: what changes, what is unusual about it, the request folded into one line, and
//! the yes that sends it.

use std::time::Duration;

use tui_input::InputRequest;

use super::Component;
use crate::domain::{ObjectId, Refusal, Target};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::list::Motion;
use crate::tui::parts::shell;
use crate::tui::parts::texts::{joined, needs_name, review_of};
use crate::tui::parts::typed_name::TypedName;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context, Open, Question, Reply, Watch};
use crate::tui::store::msg::{Effect, Submission};
use crate::tui::store::reviews::Proposal;
use crate::words::{self, Line, Phrase, Role};
use crate::write::Approval;

/// A change that waits for a yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub(super) cursor: Cursor,
    proposal: Box<Proposal>,
    /// What has to be typed before a yes, if pressing a key is not enough.
    name: TypedName,
    /// Whether the full request is shown.
    unfolded: bool,
    /// How often it was copied: each time in another form.
    copies: usize,
}

impl Review {
    pub(super) fn new(proposal: Box<Proposal>) -> Self {
        Self {
            cursor: Cursor::default(),
            proposal,
            name: TypedName::default(),
            unfolded: false,
            copies: 0,
        }
    }

    /// The change, with its request.
    #[must_use]
    pub const fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    fn send(&self) -> Action {
        let submission = Submission {
            change: self.proposal.change.clone(),
            via: self.proposal.request.via,
            approval: Approval::None,
            name: None,
            wait: Duration::ZERO,
        };
        Action::Write(None, Box::new(submission))
    }

    /// Whether everything that a yes depends on was on the screen. When read out, all lines count as seen
    /// at once.
    fn was_seen(&self, store: &Store) -> bool {
        self.cursor.seen() || store.start.capabilities.linear
    }

    fn submit(&mut self, store: &Store) -> Action {
        if !self.was_seen(store) {
            self.cursor.step(Motion::PageDown);
            return Action::Stay;
        }
        if !self.name.fits(&self.cursor.typed) {
            return Action::Stay;
        }
        if self.proposal.empties_list() {
            return Action::Open(Open::Confirm(Question::EmptyList));
        }
        self.send()
    }

    /// The request: folded, or in full. Also returns how many of the lines need not be seen for a yes.
    fn request(&self, store: &Store) -> (Vec<Line>, usize) {
        let review = review_of(store, &self.proposal);
        let key = store.key(self.scope(), Command::Request);
        let mut request = review.request();
        let count = request.len().saturating_sub(1);
        let (sign, what) = if self.unfolded {
            ("▾", format!("({key}: fold the request)"))
        } else {
            request.clear();
            ("▸", format!("({key}: full request, {count} lines)"))
        };
        let text = format!("{} {what}", review.short_request());
        request.insert(
            0,
            Line::new(Role::Text, Phrase::new(format!("{sign} {text}"), text)),
        );
        let optional = request.len() - 1;
        (request, optional)
    }

    /// The form of the next copy, and of the one after that.
    fn copy(&mut self, cx: &mut Context<'_>) {
        let (store, proposal) = (cx.store, &self.proposal);
        let rows = store.row_of(&proposal.change.configuration);
        let rows = rows.map_or(&[][..], |row| &row.assignments);
        let (change, via) = (&proposal.change, proposal.request.via);
        let command = shell::enlist_command(change, via, rows, store.settings());
        let curl = shell::curl(&proposal.request, store.settings());
        let text = joined(&words::review(&review_of(store, proposal)));
        let forms = [
            ("an enlist command", command),
            ("text", Some(text)),
            ("a curl command", Some(curl)),
        ];
        let mut forms: Vec<(&str, String)> = forms
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)))
            .collect();
        let count = forms.len().max(1);
        let next = forms.get((self.copies + 1) % count).map(|(name, _)| *name);
        let next = next.unwrap_or_default();
        if self.copies % count < forms.len() {
            let (name, text) = forms.swap_remove(self.copies % count);
            let key = store.key(self.scope(), Command::Copy);
            cx.notice(format!("Copied as {name}. {key} again: as {next}."));
            cx.effect(Effect::Copy(text));
        }
        self.copies += 1;
    }
}

impl Component for Review {
    fn scope(&self) -> Scope {
        if self.name.is_asked() {
            Scope::TypedName
        } else {
            Scope::Review
        }
    }

    fn title(&self, store: &Store) -> String {
        let title = review_of(store, &self.proposal).title();
        title.dot(words::NOTHING_SENT).into()
    }

    fn spoken_title(&self, store: &Store) -> String {
        let title = review_of(store, &self.proposal).title();
        title.dot(words::NOTHING_SENT).spoken().to_owned()
    }

    fn step(&self) -> &'static str {
        "review"
    }

    fn about(&self, _: &Store) -> Option<String> {
        let name = &self.proposal.change.configuration_name;
        Some(text::clean(name).into_owned())
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let mut lines = review_of(store, &self.proposal).facts();
        let (request, optional) = self.request(store);
        lines.extend(request);
        let yes = store.key(self.scope(), Command::Submit);
        Content::Text(Text {
            lines,
            optional,
            typed: self.name.label(&self.cursor.typed, &yes, "send"),
            ..Text::default()
        })
    }

    fn label(&self, command: Command, store: &Store) -> Option<&'static str> {
        match command {
            Command::Submit if !self.was_seen(store) => Some("more below"),
            Command::Request if self.unfolded => Some("fold request"),
            _ => None,
        }
    }

    fn footer_rank(&self, command: Command, _: &Store) -> Option<u8> {
        // Letters are typed then.
        let is_heard = command == Command::Back || !self.name.is_begun(&self.cursor.typed);
        command.record().footer.filter(|_| is_heard)
    }

    fn footer_note(&self, _: &Store) -> Option<String> {
        self.name.note(&self.cursor.typed)
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        let configuration = &self.proposal.change.configuration;
        match command {
            Command::Submit if store.unsettled.contains(configuration) => {
                Availability::disabled(Refusal::Unsettled.to_string())
            }
            Command::Submit if self.was_seen(store) => {
                match self.name.missing(&self.cursor.typed) {
                    Some(missing) => Availability::Disabled(missing),
                    None => Availability::Available,
                }
            }
            Command::GoOn | Command::Undo => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn watches(&self, _: &Store) -> Option<Watch> {
        let object = |target: Option<&Target>| ObjectId::parse(target?.object_id()?).ok();
        let change = &self.proposal.change;
        let both = [object(change.old_target()), object(change.new_target())];
        Some(Watch::Objects(both.into_iter().flatten().collect()))
    }

    fn refresh(&mut self, store: &Store) {
        let is_asked = needs_name(store, &self.proposal.change);
        self.name.ask(is_asked.then(|| store.name_to_type()));
    }

    fn edit(&mut self, request: InputRequest) -> Option<bool> {
        self.name.edit(&mut self.cursor.typed, request)
    }

    fn paste(&mut self, _: &str) -> bool {
        self.name.paste()
    }

    fn on_typed(&mut self, cx: &mut Context<'_>) {
        if let Some(refusal) = self.name.refusal() {
            cx.notice(refusal);
        }
    }

    /// It has several forms.
    fn copied(&self, _: &Store) -> Option<String> {
        None
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Submit => return self.submit(cx.store),
            Command::Request => self.unfolded = !self.unfolded,
            Command::Copy => self.copy(cx),
            Command::Back => return Action::Close,
            _ => {}
        }
        Action::Stay
    }

    fn on_reply(&mut self, reply: Reply, _: &mut Context<'_>) -> Action {
        match reply {
            Reply::Yes => self.send(),
            Reply::Typed(_) => Action::Stay,
        }
    }
}
