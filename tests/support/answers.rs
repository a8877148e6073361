//! What an answer proves: every kind of answer to a write × what a reading after it shows.

use enlist::domain::{Target, Verdict};
use serde_json::{Value, json};

use super::changes::{self, Base, CORP, CORP_ID, Kind};
use super::edits::{altered, their_edit, theirs, with_another_filter};
use super::expected_end::{End, FinalState};
use super::faults::{Reader, reads};

/// What reading back shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadBack {
    After,
    Before,
    /// Another admin changed the row between the re-read and the write, which was not made.
    Theirs,
    /// The change was made, and a part of it was altered.
    Neither,
    /// It cannot be read, though the change was made.
    Nothing,
}

impl ReadBack {
    pub const ALL: [Self; 5] = [
        Self::After,
        Self::Before,
        Self::Theirs,
        Self::Neither,
        Self::Nothing,
    ];

    /// The answer to the write together with what the service does.
    pub fn faults(self, base: &Base, reader: Reader, answer: &Value) -> Vec<Value> {
        let mut write = answer.clone();
        write["method"] = json!(base.kind.method());
        write["pathContains"] = json!(base.kind.write_path());
        match self {
            Self::Before => {}
            Self::After | Self::Nothing => write["apply"] = json!(true),
            Self::Theirs => write["edit"] = their_edit(base),
            Self::Neither => {
                write["apply"] = json!(true);
                write["edit"] = match base.kind {
                    Kind::Priority => json!({"configuration": CORP_ID, "priority": 2}),
                    _ => {
                        json!({"configuration": CORP_ID, "targets": changes::json(&mixed(base))})
                    }
                };
                write["edit"]["after"] = json!(true);
            }
        }
        let mut faults = vec![write];
        if self == Self::Nothing {
            faults.push(json!({
                "method": "GET", "pathContains": base.kind.read_path(), "drop": true, "times": 99,
                "skip": reader.reads_before(base.kind) + reads(base.kind),
            }));
        }
        faults
    }

    /// What the service holds in the end.
    fn state(self, base: &Base) -> FinalState {
        let list = |list: Vec<Target>| match base.kind {
            Kind::Priority => base.before().to_vec(),
            _ => list,
        };
        match self {
            Self::After | Self::Nothing => FinalState::After,
            Self::Before => FinalState::Before,
            Self::Theirs => FinalState::At(list(theirs(base)), ["Lab ESP", CORP, "Kiosk ESP"]),
            Self::Neither => {
                let mixed = match base.kind {
                    Kind::Priority => Vec::new(),
                    _ => mixed(base),
                };
                FinalState::At(list(mixed), ["Kiosk ESP", CORP, "Lab ESP"])
            }
        }
    }
}

fn mixed(base: &Base) -> Vec<Target> {
    altered(base, with_another_filter)
}

/// A kind of answer, with the verdict for each of [`ReadBack::ALL`].
pub struct Answer {
    pub name: &'static str,
    pub fault: Value,
    pub verdicts: [Verdict; 5],
    /// Whether it is taken for what it says, and nothing is read after it.
    pub as_it_is: bool,
}

impl Answer {
    pub fn end(&self, base: &Base, shown: ReadBack) -> End {
        let at = ReadBack::ALL.iter().position(|one| *one == shown).unwrap();
        let exit = match self.fault["status"].as_u64() {
            Some(401 | 403) => Some(5),
            _ => None,
        };
        let end = End::new(self.verdicts[at], shown.state(base));
        match exit {
            Some(exit) => end.exit(exit),
            None => end,
        }
    }
}

fn answer(name: &'static str, fault: Value, verdicts: [Verdict; 5]) -> Answer {
    Answer {
        name,
        fault,
        verdicts,
        as_it_is: false,
    }
}

/// All rows of the table.
pub fn answers() -> Vec<Answer> {
    use Verdict::{Conflict, Differs, NoRoute, NotYetVisible, Rejected, Unknown, Verified};
    let error = |status: u16, code: &str, message: &str| json!({"status": status, "body": {"error": {"code": code, "message": message}}});
    let accepted = [Verified, NotYetVisible, Differs, Differs, Unknown];
    let no_route = [Verified, NoRoute, Conflict, Differs, Unknown];
    let refused = [Verified, Rejected, Conflict, Differs, Unknown];
    let between = [Verified, Unknown, Conflict, Differs, Unknown];
    let lost = [Verified, Unknown, Unknown, Differs, Unknown];
    let words = "No OData route exists that match template ~/singleton with http verb PATCH";
    let html = |status: u16| {
        json!({
            "status": status, "headers": {"Content-Type": "text/html"},
            "body": "<html><title>Sign in to the network</title></html>",
        })
    };
    let mut all = vec![
        answer(
            "200 with JSON",
            json!({"status": 200, "body": {}}),
            accepted,
        ),
        answer("200 with nothing", json!({"status": 200}), accepted),
        answer("204", json!({"status": 204}), accepted),
        answer(
            "404 without a route",
            error(404, "No method match route template", words),
            no_route,
        ),
        answer("405 without a route", error(405, "", words), no_route),
        answer("404", json!({"status": 404}), refused),
        answer(
            "404 with words",
            error(404, "ResourceNotFound", "An error has occurred"),
            refused,
        ),
        answer("405", error(405, "Request_BadRequest", "Not so."), refused),
        answer("409", error(409, "Conflict", "Not now."), refused),
        answer("410", json!({"status": 410}), refused),
        answer("412", error(412, "PreconditionFailed", "etag"), refused),
        answer("423", json!({"status": 423}), refused),
        answer("200 with a page", html(200), between),
        answer("302", html(302), between),
        answer("304", json!({"status": 304}), between),
        answer("407", html(407), between),
        answer("no answer", json!({"drop": true}), lost),
        answer("500", error(500, "InternalServerError", "boom"), lost),
        answer("503", json!({"status": 503}), lost),
        answer("408", json!({"status": 408}), lost),
    ];
    let patience = json!({"status": 429, "headers": {"Retry-After": "600"}});
    for (name, fault) in [
        ("400", error(400, "BadRequest", "Not so.")),
        ("401", json!({"status": 401})),
        ("403", json!({"status": 403})),
        ("429", patience),
    ] {
        all.push(Answer {
            as_it_is: true,
            ..answer(name, fault, [Rejected; 5])
        });
    }
    all
}
