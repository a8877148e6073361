//! The end of a change: its verdict, with the evidence for it.
//!
//! Belongs here: which evidence each verdict needs, so that none can be created without it. Does not belong
//! here: what proves a verdict (`write`), its text (`words`).

use serde::{Deserialize, Serialize};

use super::{Assignment, ConfigurationId, Facts, ReadBack, Refusal, ServiceError, Verdict};

/// The result of a change, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The result, and the evidence for it.
    pub evidence: Evidence,
    /// The state that was read last; none if nothing was read.
    pub observed: Option<Observed>,
    /// Anything else to know, for example that the verdict could not be written to the journal.
    pub note: Option<String>,
}

/// A verdict with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// It reads back as intended, whatever the service answered.
    Verified(Response),
    /// The wanted state was there before anything was sent.
    Already,
    /// The service refused it, and the read after that does not contradict it.
    Rejected(ServiceError, ReadBackResult),
    NoRoute(ServiceError, ReadBackResult),
    /// Another admin has to approve it first.
    PendingApproval(ServiceError, ReadBackResult),
    /// Nothing was sent, or nothing more after an earlier request that the service refused.
    NotSent(Unsent, Option<Facts>),
    /// Another admin's change is in the way.
    Conflict(Conflict),
    /// Accepted, but the old state reads back.
    NotYetVisible(Facts),
    /// Accepted, but the answer itself shows the old state.
    Unchanged(Facts),
    /// Neither the old state nor the new one reads back.
    Differs(Response),
    /// Neither the answer nor the read after it shows what happened.
    Unknown(Response, ReadBackResult),
    /// The program failed while the change was in flight.
    ProgramFailed,
}

/// How the request for a change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The facts of the request, or the service's error, which includes them.
    pub reply: Result<Facts, ServiceError>,
    /// Why it is not certain what the request did.
    pub doubt: Option<String>,
}

/// The result of reading back after the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadBackResult {
    /// Nothing was read, because the answer alone is certain.
    NotNeeded,
    Shows(ReadBack),
    Gone,
    Failed(String),
}

/// Why nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unsent {
    /// A rule of this program forbids it.
    Rule(Refusal),
    /// The journal cannot be written or read.
    Journal(String),
    /// The service cannot be reached.
    Network(String),
    NoToken(String),
    /// It was stopped while no request was in flight.
    Stopped(String),
    /// The service refused to return the current state.
    Unread(Box<ServiceError>),
    /// Anything else.
    Other(String),
}

/// What another admin did that is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conflict {
    /// Another change, found before anything was sent or after this response.
    Changed(Option<Response>),
    /// The configuration no longer exists.
    Gone(Option<Response>),
    /// What was to be taken back no longer exists.
    MovedOn,
}

/// The state that was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Observed {
    List(Vec<Assignment>),
    Order(Vec<ConfigurationId>),
}

const GONE: &str = "the configuration no longer exists";

impl From<Facts> for Response {
    fn from(facts: Facts) -> Self {
        Self {
            reply: Ok(facts),
            doubt: None,
        }
    }
}

impl From<ServiceError> for Response {
    fn from(error: ServiceError) -> Self {
        Self {
            reply: Err(error),
            doubt: None,
        }
    }
}

impl Response {
    #[must_use]
    pub fn facts(&self) -> &Facts {
        self.reply.as_ref().unwrap_or_else(|error| &error.facts)
    }
}

impl ReadBackResult {
    /// Why nothing is shown, as part of a sentence.
    fn reason(&self) -> Option<&str> {
        match self {
            Self::NotNeeded | Self::Shows(_) => None,
            Self::Gone => Some(GONE),
            Self::Failed(why) => Some(why),
        }
    }
}

impl Unsent {
    fn reason(&self) -> String {
        match self {
            Self::Rule(refusal) => refusal.to_string(),
            Self::Journal(reason)
            | Self::Network(reason)
            | Self::NoToken(reason)
            | Self::Stopped(reason)
            | Self::Other(reason) => reason.clone(),
            Self::Unread(_) => "the current state could not be read".to_owned(),
        }
    }
}

impl Evidence {
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::Verified(_) => Verdict::Verified,
            Self::Already => Verdict::Already,
            Self::Rejected(..) => Verdict::Rejected,
            Self::NoRoute(..) => Verdict::NoRoute,
            Self::PendingApproval(..) => Verdict::PendingApproval,
            Self::NotSent(..) => Verdict::NotSent,
            Self::Conflict(_) => Verdict::Conflict,
            Self::NotYetVisible(_) => Verdict::NotYetVisible,
            Self::Unchanged(_) => Verdict::Unchanged,
            Self::Differs(_) => Verdict::Differs,
            Self::Unknown(..) | Self::ProgramFailed => Verdict::Unknown,
        }
    }

    const fn response(&self) -> Option<&Response> {
        match self {
            Self::Verified(response) | Self::Differs(response) | Self::Unknown(response, _) => {
                Some(response)
            }
            Self::Conflict(Conflict::Changed(response) | Conflict::Gone(response)) => {
                response.as_ref()
            }
            _ => None,
        }
    }

    const fn reading(&self) -> Option<&ReadBackResult> {
        match self {
            Self::Rejected(_, reading)
            | Self::NoRoute(_, reading)
            | Self::PendingApproval(_, reading)
            | Self::Unknown(_, reading) => Some(reading),
            _ => None,
        }
    }
}

impl From<Evidence> for Outcome {
    fn from(evidence: Evidence) -> Self {
        Self {
            evidence,
            observed: None,
            note: None,
        }
    }
}

impl From<Unsent> for Outcome {
    fn from(why: Unsent) -> Self {
        Evidence::NotSent(why, None).into()
    }
}

impl Outcome {
    /// Nothing was sent, for this reason.
    #[must_use]
    pub fn not_sent(reason: impl Into<String>) -> Self {
        Unsent::Other(reason.into()).into()
    }

    /// Nothing was sent, because a rule of this program forbids it, or the wanted state is already there.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        if refusal.is_already() {
            return Evidence::Already.into();
        }
        Unsent::Rule(refusal).into()
    }

    /// Nothing is taken back, because what the change made no longer exists.
    #[must_use]
    pub fn moved_on(observed: Option<Observed>) -> Self {
        Self {
            observed,
            ..Evidence::Conflict(Conflict::MovedOn).into()
        }
    }

    /// The configuration no longer exists.
    #[must_use]
    pub fn gone(response: Option<Response>) -> Self {
        Self {
            observed: Some(Observed::List(Vec::new())),
            ..Evidence::Conflict(Conflict::Gone(response)).into()
        }
    }

    /// Adds the state that was read last.
    #[must_use]
    pub fn seeing(self, observed: Observed) -> Self {
        Self {
            observed: Some(observed),
            ..self
        }
    }

    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.evidence.verdict()
    }

    /// The facts of the write request itself; none if nothing was sent.
    #[must_use]
    pub fn facts(&self) -> Option<&Facts> {
        match &self.evidence {
            Evidence::Rejected(error, _)
            | Evidence::NoRoute(error, _)
            | Evidence::PendingApproval(error, _) => Some(&error.facts),
            Evidence::NotSent(_, earlier) => earlier.as_ref(),
            Evidence::NotYetVisible(facts) | Evidence::Unchanged(facts) => Some(facts),
            other => other.response().map(Response::facts),
        }
    }

    /// The error in the service's answer. A change that was made despite the error has one too.
    #[must_use]
    pub fn error(&self) -> Option<&ServiceError> {
        match &self.evidence {
            Evidence::Rejected(error, _)
            | Evidence::NoRoute(error, _)
            | Evidence::PendingApproval(error, _) => Some(error),
            Evidence::NotSent(Unsent::Unread(error), _) => Some(error),
            other => other.response()?.reply.as_ref().err(),
        }
    }

    /// What else to say besides the verdict and the service's message: why not sent, or why unknown.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let own = match &self.evidence {
            Evidence::NotSent(why, _) => Some(why.reason()),
            Evidence::Conflict(Conflict::Gone(_)) => Some(GONE.to_owned()),
            Evidence::Conflict(Conflict::MovedOn) => {
                Some("what the change created no longer exists".to_owned())
            }
            Evidence::ProgramFailed => {
                Some("the program failed while the change was in flight".to_owned())
            }
            other => other.response().and_then(|response| response.doubt.clone()),
        };
        let unread = self.evidence.reading().and_then(ReadBackResult::reason);
        let parts = own.into_iter().chain(unread.map(str::to_owned));
        let parts: Vec<String> = parts.chain(self.note.clone()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// The result of reading back, if the verdict does not say it.
    #[must_use]
    pub const fn read_back(&self) -> Option<ReadBack> {
        match self.evidence.reading() {
            Some(ReadBackResult::Shows(shown)) => Some(*shown),
            _ => None,
        }
    }

    /// Whether nothing was sent because there is no token.
    #[must_use]
    pub const fn needs_token(&self) -> bool {
        matches!(self.evidence, Evidence::NotSent(Unsent::NoToken(_), _))
    }

    /// Whether there is no token, or its permissions are not sufficient: another change would fail too.
    #[must_use]
    pub fn lacks_access(&self) -> bool {
        let was_refused = || self.error().and_then(|error| error.facts.status);
        match self.verdict() {
            Verdict::Rejected | Verdict::NoRoute | Verdict::NotSent => {
                self.needs_token() || matches!(was_refused(), Some(401 | 403))
            }
            _ => false,
        }
    }

    /// Whether it was an undo, and what was to be taken back no longer exists.
    #[must_use]
    pub const fn is_moved_on(&self) -> bool {
        matches!(self.evidence, Evidence::Conflict(Conflict::MovedOn))
    }

    /// Whether the configuration no longer exists.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.evidence, Evidence::Conflict(Conflict::Gone(_)))
            || self.evidence.reading() == Some(&ReadBackResult::Gone)
    }

    /// The list that was read last.
    #[must_use]
    pub fn observed_list(&self) -> Option<&[Assignment]> {
        match &self.observed {
            Some(Observed::List(rows)) => Some(rows),
            _ => None,
        }
    }

    /// The order of priorities that was read last.
    #[must_use]
    pub fn observed_order(&self) -> Option<&[ConfigurationId]> {
        match &self.observed {
            Some(Observed::Order(order)) => Some(order),
            _ => None,
        }
    }
}

#[cfg(test)]
impl Evidence {
    /// Returns the evidence of a verdict with only the reply to its request.
    pub(crate) fn sample(verdict: Verdict, reply: Result<Facts, ServiceError>) -> Self {
        let response = Response { reply, doubt: None };
        let facts = response.facts().clone();
        let error = response.reply.clone().err();
        let error = error.unwrap_or_else(|| ServiceError {
            facts: facts.clone(),
            code: String::new(),
            message: String::new(),
            activity_id: None,
            approval_code: None,
            retry_after: None,
        });
        match verdict {
            Verdict::Verified => Self::Verified(response),
            Verdict::Already => Self::Already,
            Verdict::Rejected => Self::Rejected(error, ReadBackResult::NotNeeded),
            Verdict::NoRoute => Self::NoRoute(error, ReadBackResult::NotNeeded),
            Verdict::PendingApproval => Self::PendingApproval(error, ReadBackResult::NotNeeded),
            Verdict::NotSent => match response.reply {
                Ok(facts) => Self::NotSent(Unsent::Other(String::new()), Some(facts)),
                Err(error) => Self::NotSent(Unsent::Unread(Box::new(error)), None),
            },
            Verdict::Conflict => Self::Conflict(Conflict::Changed(Some(response))),
            Verdict::NotYetVisible => Self::NotYetVisible(facts),
            Verdict::Unchanged => Self::Unchanged(facts),
            Verdict::Differs => Self::Differs(response),
            Verdict::Unknown => Self::Unknown(response, ReadBackResult::NotNeeded),
        }
    }
}
