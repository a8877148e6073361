//! A sign-in: its code or page, the pasted token, and its result.

use std::time::Duration;

use secrecy::SecretString;
use tui_input::InputRequest;

use super::Component;
use crate::auth::{AuthError, Claims, Method, Prompt, known_app};
use crate::domain::{ChangeId, RequestError};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text, TextStyle};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::masked::Masked;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, Availability, Context};
use crate::tui::store::msg::Effect;
use crate::words::{self, Line, Phrase, Role};

/// The most columns that it uses: addresses are long.
const WIDTH: u16 = 78;

#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    pub(super) cursor: Cursor,
    /// The sign-in whose prompts and result count; none before it is open.
    id: Option<RequestId>,
    method: Method,
    why: Option<String>,
    /// The code or page, and since when it is shown.
    prompt: Option<(Prompt, Duration)>,
    /// The progress of the wait.
    state: Option<Prompt>,
    /// Why it failed.
    error: Option<AuthError>,
    typed: Masked,
    /// What was last pasted for the sign-in, to be taken by the runtime.
    given: Masked,
    /// Whether to request only what was granted before (`/.default`).
    granted: bool,
    /// The change that returns to its review afterwards.
    then: Option<ChangeId>,
}

impl SignIn {
    pub(super) fn new(method: Method, why: Option<String>, then: Option<ChangeId>) -> Self {
        Self {
            cursor: Cursor::default(),
            id: None,
            method,
            why,
            prompt: None,
            state: None,
            error: None,
            typed: Masked::default(),
            given: Masked::default(),
            granted: false,
            then,
        }
    }

    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Why it failed.
    #[must_use]
    pub const fn error(&self) -> Option<&AuthError> {
        self.error.as_ref()
    }

    /// Whether it accepts text: a token, or the address that a browser ended up on.
    const fn takes_text(&self) -> bool {
        matches!(self.method, Method::Token | Method::Browser)
    }

    /// Whether it failed and nothing else was pasted since.
    fn can_try_again(&self) -> bool {
        self.error.is_some() && self.typed.count() == 0
    }

    /// Whether requesting only what was granted before could help: nobody has consented to more.
    fn offers_granted(&self) -> bool {
        self.method.is_interactive() && !self.granted && self.consent_page().is_some()
    }

    /// The page for an administrator, while it is shown.
    fn consent_page(&self) -> Option<&str> {
        self.error.as_ref().and_then(AuthError::consent)
    }

    /// The code to enter elsewhere, or the page to open; after a refusal, nothing that no longer works.
    fn code(&self) -> Option<&str> {
        match &self.prompt {
            Some((Prompt::DeviceCode { user_code, .. }, _)) if self.error.is_none() => {
                Some(user_code)
            }
            _ => self.page(),
        }
    }

    fn page(&self) -> Option<&str> {
        if self.error.is_some() {
            return self.consent_page();
        }
        match &self.prompt {
            Some((
                Prompt::DeviceCode {
                    verification_url, ..
                },
                _,
            )) => Some(verification_url),
            Some((Prompt::Browser { url, .. }, _)) => Some(url),
            _ => None,
        }
    }

    /// The app that signs in, if the method has one: by name if known.
    fn app(&self, store: &Store) -> Option<Phrase> {
        let has_app = self.method.is_interactive()
            || (self.method.is_app_only() && self.method != Method::ManagedIdentity);
        let client = store.start.client_id.as_deref().filter(|_| has_app)?;
        let client = text::clean(client);
        Some(match known_app(&client) {
            Some(name) => format!("{name} ({client})").into(),
            None => client.into(),
        })
    }

    fn lines(&self, store: &Store) -> Vec<Line> {
        let tenant = store.start.tenant.as_deref();
        let mut lines = words::signing_in(tenant, self.app(store), self.method);
        // An expired sign-in is not an alarm: it is why this is open.
        lines.extend(self.why.clone().map(|why| Line::new(Role::Text, why)));
        lines.extend(words::method_warning(self.method));
        if let Some(error) = &self.error {
            lines.extend(words::no_token(&error.to_string(), &error.hint()));
            if self.offers_granted() {
                lines.push(Line::new(Role::Hint, words::ASK_GRANTED));
            }
            if store.is_unloaded() {
                lines.push(Line::new(Role::Hint, words::FIRST_START));
            }
            return lines;
        }
        if let Some((prompt, since)) = &self.prompt {
            let shown_for = store.now.saturating_sub(*since);
            lines.extend(
                words::prompt(prompt, shown_for)
                    .into_iter()
                    .flat_map(set_apart),
            );
        }
        if let Some(state) = &self.state {
            lines.extend(words::prompt(state, Duration::ZERO));
        } else if self.prompt.is_none() && self.method != Method::Token {
            lines.push(Line::new(
                Role::Text,
                Phrase::from("Contacting the sign-in service").going_on(),
            ));
        }
        if self.method == Method::Token {
            lines.push(Line::new(
                Role::Text,
                "Paste an access token for Microsoft Graph:",
            ));
        }
        if self.takes_text() {
            lines.push(Line::new(Role::Code, self.typed.shown()));
        }
        lines
    }

    /// Requests a token again, with the chosen method. The method in use stays in use, and the previous
    /// attempt is canceled.
    fn begin(&mut self, cx: &mut Context<'_>) {
        let id = cx.request();
        *self = Self {
            cursor: self.cursor.clone(),
            id: Some(id),
            granted: self.granted,
            ..Self::new(self.method, self.why.take(), self.then)
        };
        let in_use = cx.store.start.method;
        let method = (self.method != in_use).then_some(self.method);
        // A token of the method in use is accepted when it comes.
        if self.method != Method::Token || method.is_some() {
            cx.effect(Effect::SignIn {
                id,
                method,
                granted: self.granted,
            });
        }
    }

    fn accept(&mut self, cx: &mut Context<'_>) {
        if let Some(id) = self.id
            && self.takes_text()
            && self.typed.count() > 0
        {
            self.given = std::mem::take(&mut self.typed);
            cx.effect(Effect::GiveSecret(id));
        } else if self.error.is_some() {
            self.begin(cx);
        }
    }

    fn try_other_method(&mut self, cx: &mut Context<'_>) {
        let methods = &cx.store.start.methods;
        let at = methods.iter().position(|method| *method == self.method);
        let following = at.map_or(0, |at| (at + 1) % methods.len());
        self.method = methods.get(following).copied().unwrap_or(self.method);
        self.granted = false;
        self.begin(cx);
    }

    fn on_prompt(&mut self, prompt: Prompt, now: Duration) {
        match prompt {
            Prompt::DeviceCode { .. } | Prompt::Browser { .. } => {
                self.prompt = Some((prompt, now));
                self.state = None;
            }
            Prompt::Polling(_) | Prompt::PasteRefused(_) => self.state = Some(prompt),
        }
    }

    fn on_end(
        &mut self,
        id: RequestId,
        outcome: Result<Option<Claims>, AuthError>,
        cx: &mut Context<'_>,
    ) -> Action {
        match outcome {
            // A method that waits for a token has not failed.
            Err(AuthError::None) if self.method == Method::Token => {}
            Err(error) => self.error = Some(error),
            Ok(claims) => {
                cx.effect(Effect::KeepSignIn(id));
                return Action::SignedIn {
                    method: self.method,
                    claims: claims.map(Box::new),
                    then: self.then,
                };
            }
        }
        Action::Stay
    }
}

/// How to sign in later, or that nothing has changed.
fn cancelled(store: &Store) -> String {
    let needs_token = store.list.error().is_some_and(RequestError::needs_token);
    if !needs_token {
        return "Sign-in cancelled.".to_owned();
    }
    let (again, palette) = (
        store.key(Scope::List, Command::RefreshAll),
        store.key(Scope::List, Command::Palette),
    );
    let renew = Command::Renew.record().name;
    format!("Not signed in. {again} signs in, or {palette} and {renew}.")
}

/// A code as one word, so that a double-click selects it. It is spelled when read out.
fn set_apart(line: Line) -> Vec<Line> {
    if line.role != Role::Spelled {
        return vec![line];
    }
    let letters: Vec<String> = line.text.chars().map(String::from).collect();
    let code = Phrase::new(line.text.as_str(), letters.join(", ")).indented(6);
    let blank = || Line::new(Role::Text, "");
    vec![blank(), Line::new(Role::Spelled, code), blank()]
}

impl Component for SignIn {
    fn scope(&self) -> Scope {
        Scope::SignIn
    }

    fn title(&self, _: &Store) -> String {
        "Sign in".to_owned()
    }

    fn step(&self) -> &'static str {
        "sign-in"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(Text {
            lines: self.lines(store),
            style: TextStyle::Box(WIDTH),
            ..Text::default()
        })
    }

    fn label(&self, command: Command, _: &Store) -> Option<&'static str> {
        (command == Command::Accept && self.can_try_again()).then_some("try again")
    }

    fn availability(&self, command: Command, _: &Store) -> Availability {
        match command {
            Command::GoOn | Command::Undo => Availability::Hidden,
            Command::Accept if self.can_try_again() => Availability::Available,
            // A code is entered elsewhere.
            Command::Accept if !self.takes_text() => Availability::Hidden,
            Command::Accept if self.typed.count() == 0 => {
                Availability::disabled(match self.method {
                    Method::Token => "Paste an access token first.",
                    _ => "Paste the address the browser ended up on first.",
                })
            }
            Command::CopyCode if self.code().is_none() => Availability::Hidden,
            Command::CopyPage if self.page().is_none() => Availability::Hidden,
            Command::AskGranted if !self.offers_granted() => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn awaits(&self) -> Vec<RequestId> {
        self.id.into_iter().collect()
    }

    /// After a refusal nothing continues by itself, and a token comes when the admin pastes it.
    fn is_busy(&self) -> bool {
        self.error.is_none() && self.method != Method::Token
    }

    fn secret(&self, id: RequestId) -> Option<&SecretString> {
        (self.id == Some(id)).then(|| self.given.secret())
    }

    fn edit(&mut self, request: InputRequest) -> Option<bool> {
        Some(self.takes_text() && self.typed.edit(request))
    }

    fn paste(&mut self, pasted: &str) -> bool {
        if self.takes_text() {
            self.typed.push(pasted);
        }
        true
    }

    fn on_open(&mut self, cx: &mut Context<'_>) {
        if self.id.is_none() {
            self.begin(cx);
        }
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        let copied = match command {
            Command::CopyCode => self.code(),
            Command::CopyPage => self.page(),
            _ => None,
        };
        if let Some(text) = copied {
            cx.effect(Effect::Copy(text.to_owned()));
            return Action::Stay;
        }
        match command {
            Command::Accept => self.accept(cx),
            Command::OtherMethod => self.try_other_method(cx),
            Command::AskGranted => {
                self.granted = true;
                self.begin(cx);
            }
            Command::Back => {
                cx.notice(cancelled(cx.store));
                return Action::Close;
            }
            _ => {}
        }
        Action::Stay
    }

    fn on_answer(&mut self, id: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        match answer {
            Answer::Prompted(prompt) => self.on_prompt(prompt, cx.store.now),
            Answer::SignedIn(outcome) => return self.on_end(id, outcome, cx),
            _ => {}
        }
        Action::Stay
    }
}
