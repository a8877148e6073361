//! The table of faults: what goes wrong, and how a change ends then.

use enlist::domain::{Target, Verdict};
use serde_json::{Value, json};

use super::changes::{self, Base, CORP, CORP_ID, Kind, UNMOVED};
use super::edits::{
    altered, their_edit, theirs, turned_round, with_another_filter, without_a_filter,
};
use super::expected_end::{End, FinalState};
use super::place::Disk;

/// Who looks, which decides how many reads come before the re-read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A test that starts with the re-read.
    Library,
    /// The program, which reads the list of configurations first.
    Program,
}

impl Reader {
    /// The reads that look like the re-read and come before it.
    pub fn reads_before(self, kind: Kind) -> u32 {
        match self {
            Self::Program if kind == Kind::Priority => reads(kind),
            _ => 0,
        }
    }
}

/// How many requests one reading takes, where a page holds everything.
pub fn reads(kind: Kind) -> u32 {
    match kind {
        // The plain list, and the one of the notifications.
        Kind::Priority => 2,
        _ => 1,
    }
}

/// A row of the table.
pub struct Row {
    pub name: &'static str,
    pub faults: fn(&Base, Reader) -> Vec<Value>,
    pub end: fn(&Base) -> End,
    /// What is the matter with the state folder.
    pub disk: Disk,
    /// Whether another token can be had.
    pub renews: bool,
}

/// A fault of the write.
fn write(base: &Base, fault: Value) -> Vec<Value> {
    vec![on(base.kind.method(), base.kind.write_path(), fault)]
}

fn on(method: &str, path: &str, mut fault: Value) -> Value {
    fault["method"] = json!(method);
    fault["pathContains"] = json!(path);
    fault
}

/// An answer to the write with this status.
fn status(base: &Base, status: u16) -> Vec<Value> {
    write(base, json!({"status": status}))
}

/// An answer to the write that asks for patience.
fn patience(base: &Base, status: u16, retry_after: &str) -> Vec<Value> {
    write(
        base,
        json!({"status": status, "headers": {"Retry-After": retry_after}}),
    )
}

fn verified(_: &Base) -> End {
    End::new(Verdict::Verified, FinalState::After)
}

fn unknown(_: &Base) -> End {
    End::new(Verdict::Unknown, FinalState::Before)
}

fn rejected(_: &Base) -> End {
    End::new(Verdict::Rejected, FinalState::Before)
}

fn no_access(base: &Base) -> End {
    rejected(base).exit(5)
}

fn sent_twice(base: &Base) -> End {
    verified(base).after(&[Verdict::Rejected])
}

/// The service carries the write out and alters something on its own.
fn altering(base: &Base, alter: fn(&Target) -> Option<Value>) -> Vec<Value> {
    let edit = match base.kind {
        Kind::Priority => json!({"configuration": CORP_ID, "priority": 2, "after": true}),
        _ => json!({
            "configuration": CORP_ID, "after": true,
            "targets": changes::json(&altered(base, alter)),
        }),
    };
    write(base, json!({"edit": edit}))
}

fn differs(base: &Base, alter: fn(&Target) -> Option<Value>) -> End {
    let list = match base.kind {
        Kind::Priority => base.before().to_vec(),
        _ => altered(base, alter),
    };
    End::new(
        Verdict::Differs,
        FinalState::At(list, ["Kiosk ESP", CORP, "Lab ESP"]),
    )
}

/// All rows.
pub fn table() -> Vec<Row> {
    let parts = [
        patience_rows(),
        loss_rows(),
        refusal_rows(),
        other_rows(),
        reading_rows(),
        approval_rows(),
        disk_rows(),
    ];
    parts.into_iter().flatten().collect()
}

fn row(name: &'static str, faults: fn(&Base, Reader) -> Vec<Value>, end: fn(&Base) -> End) -> Row {
    Row {
        name,
        faults,
        end,
        disk: Disk::Sound,
        renews: false,
    }
}

/// The service asks for patience, or is late.
fn patience_rows() -> Vec<Row> {
    vec![
        row("nothing goes wrong", |_, _| Vec::new(), verified),
        row(
            "latency",
            |g, _| write(g, json!({"delayMs": 120})),
            verified,
        ),
        row("429 with seconds", |g, _| patience(g, 429, "1"), sent_twice),
        row(
            "429 with a fraction",
            |g, _| patience(g, 429, "0.064"),
            sent_twice,
        ),
        row(
            "429 with a date",
            |g, _| patience(g, 429, &in_a_second()),
            sent_twice,
        ),
        row("429 without a time", |g, _| status(g, 429), sent_twice),
        row(
            "429 each time",
            |g, _| {
                let headers = json!({"Retry-After": "0.01"});
                write(g, json!({"status": 429, "times": 9, "headers": headers}))
            },
            |g| rejected(g).after(&[Verdict::Rejected; 4]),
        ),
        row(
            "429 with more patience than goes without asking",
            |g, _| patience(g, 429, "61"),
            rejected,
        ),
        row(
            "503 with a time",
            |g, _| patience(g, 503, "0.05"),
            sent_twice,
        ),
        row(
            "503 with a time after the change was made",
            |g, _| {
                let headers = json!({"Retry-After": "0.05"});
                write(g, json!({"status": 503, "apply": true, "headers": headers}))
            },
            verified,
        ),
        row("503 without a time", |g, _| status(g, 503), unknown),
        row(
            "503 without a time after the change was made",
            |g, _| write(g, json!({"status": 503, "apply": true})),
            verified,
        ),
    ]
}

/// The service fails, or its answer is lost.
fn loss_rows() -> Vec<Row> {
    vec![
        row("504", |g, _| status(g, 504), unknown),
        row(
            "504 after the change was made",
            |g, _| write(g, json!({"status": 504, "apply": true})),
            verified,
        ),
        row(
            "504, and the change shows a little later",
            |g, _| {
                let stale = json!({"status": 504, "apply": true, "staleReads": 1});
                write(g, stale)
            },
            verified,
        ),
        row(
            "504, and the service makes something else of it",
            |g, _| {
                let mut faults = altering(g, with_another_filter);
                faults[0]["status"] = json!(504);
                faults
            },
            |g| differs(g, with_another_filter),
        ),
        row("500", |g, _| status(g, 500), unknown),
        row("408", |g, _| status(g, 408), unknown),
        row(
            "408 after the change was made",
            |g, _| write(g, json!({"status": 408, "apply": true})),
            verified,
        ),
        row(
            "reset before the change was made",
            |g, _| write(g, json!({"drop": true})),
            unknown,
        ),
        row(
            "reset after the change was made",
            |g, _| write(g, json!({"drop": true, "apply": true})),
            verified,
        ),
        row(
            "no answer in time",
            |g, _| write(g, json!({"drop": true, "delayMs": 60_000})),
            unknown,
        ),
        row(
            "no answer in time after the change was made",
            |g, _| write(g, json!({"drop": true, "delayMs": 60_000, "apply": true})),
            verified,
        ),
    ]
}

/// The service says no, or a yes that does not show.
fn refusal_rows() -> Vec<Row> {
    vec![
        row("400", |g, _| status(g, 400), rejected),
        Row {
            renews: true,
            ..row("401 once", |g, _| status(g, 401), sent_twice)
        },
        // A token from the environment cannot be renewed.
        row("401, and no other token", |g, _| status(g, 401), no_access),
        row("403", |g, _| status(g, 403), no_access),
        row("404", |g, _| status(g, 404), rejected),
        row(
            "no route",
            |g, _| {
                let error = json!({"code": "No method match route template", "message": "No OData route exists"});
                write(g, json!({"status": 400, "body": {"error": error}}))
            },
            |_| End::new(Verdict::NoRoute, FinalState::Before),
        ),
        row(
            "a yes that shows the old target",
            |g, _| {
                let body = if g.kind == Kind::Patch { &g.first } else { "" };
                write(g, json!({"status": 200, "body": body}))
            },
            |g| {
                // Only the PATCH answers with what it made.
                let verdict = match g.kind {
                    Kind::Patch => Verdict::Unchanged,
                    _ => Verdict::NotYetVisible,
                };
                End::new(verdict, FinalState::Before)
            },
        ),
        row(
            "a yes that shows nothing and changes nothing",
            |g, _| status(g, 204),
            |_| End::new(Verdict::NotYetVisible, FinalState::Before),
        ),
        row(
            "visible a little later",
            |g, _| write(g, json!({"staleReads": 1})),
            verified,
        ),
        row(
            "visible much later",
            |g, _| write(g, json!({"staleReads": 1_000})),
            |_| End::new(Verdict::NotYetVisible, FinalState::After),
        ),
    ]
}

/// Somebody else, or the service on its own, alters something.
fn other_rows() -> Vec<Row> {
    vec![
        row(
            "the service alters a filter",
            |g, _| altering(g, with_another_filter),
            |g| differs(g, with_another_filter),
        ),
        row(
            "the service drops a filter",
            |g, _| altering(g, without_a_filter),
            |g| differs(g, without_a_filter),
        ),
        row(
            "the service turns an inclusion into an exclusion",
            |g, _| altering(g, turned_round),
            |g| match g.kind {
                // Its own assignment is as it was meant to be, and it is about no other.
                Kind::Patch => End::new(
                    Verdict::Verified,
                    FinalState::At(altered(g, turned_round), UNMOVED),
                ),
                _ => differs(g, turned_round),
            },
        ),
        row(
            "another admin before the re-read",
            |g, reader| {
                let skip = reader.reads_before(g.kind);
                let fault = json!({"skip": skip, "edit": their_edit(g)});
                vec![on("GET", g.kind.read_path(), fault)]
            },
            |g| {
                let list = match g.kind {
                    Kind::Priority => g.before().to_vec(),
                    _ => theirs(g),
                };
                let order = ["Lab ESP", CORP, "Kiosk ESP"];
                End::new(Verdict::Conflict, FinalState::At(list, order)).unsent()
            },
        ),
        row(
            "another admin between the re-read and the send",
            |g, _| write(g, json!({"edit": their_edit(g)})),
            |g| match g.kind {
                // The assignment is gone: 404.
                Kind::Patch => End::new(Verdict::Conflict, FinalState::At(theirs(g), UNMOVED)),
                Kind::Priority => {
                    let order = ["Lab ESP", "Kiosk ESP", CORP];
                    End::new(Verdict::Differs, FinalState::At(g.before().to_vec(), order))
                }
                // The known limit: the service has nothing to compare with, and theirs is overwritten.
                _ => verified(g),
            },
        ),
    ]
}

/// What is there cannot be read, or is not what it was.
fn reading_rows() -> Vec<Row> {
    vec![
        row(
            "no re-read",
            |g, reader| {
                let skip = reader.reads_before(g.kind);
                let fault = json!({"skip": skip, "times": 9, "drop": true});
                vec![on("GET", g.kind.read_path(), fault)]
            },
            |_| End::new(Verdict::NotSent, FinalState::Before).unsent(),
        ),
        row(
            "403 to the re-read",
            |g, reader| {
                let skip = reader.reads_before(g.kind);
                let fault = json!({"skip": skip, "times": 9, "status": 403});
                vec![on("GET", g.kind.read_path(), fault)]
            },
            |_| {
                End::new(Verdict::NotSent, FinalState::Before)
                    .exit(5)
                    .unsent()
            },
        ),
        row(
            "no reading back",
            |g, reader| {
                let skip = reader.reads_before(g.kind) + reads(g.kind);
                let fault = json!({"skip": skip, "times": 9, "drop": true});
                vec![on("GET", g.kind.read_path(), fault)]
            },
            |_| End::new(Verdict::Unknown, FinalState::After),
        ),
        row(
            "the configuration goes away after a 503",
            |g, reader| {
                let mut faults = patience(g, 503, "0.05");
                let skip = reader.reads_before(g.kind) + reads(g.kind);
                let fault = json!({"skip": skip, "times": 9, "status": 404});
                faults.push(on("GET", g.kind.read_path(), fault));
                faults
            },
            |_| End::new(Verdict::Conflict, FinalState::Before),
        ),
        row(
            "no re-read after a 503",
            |g, reader| {
                let mut faults = patience(g, 503, "0.05");
                let skip = reader.reads_before(g.kind) + reads(g.kind);
                let fault = json!({"skip": skip, "times": 9, "drop": true});
                faults.push(on("GET", g.kind.read_path(), fault));
                faults
            },
            unknown,
        ),
        row(
            "no re-read after a 429",
            |g, reader| {
                let mut faults = patience(g, 429, "0.05");
                let skip = reader.reads_before(g.kind) + reads(g.kind);
                let fault = json!({"skip": skip, "times": 9, "drop": true});
                faults.push(on("GET", g.kind.read_path(), fault));
                faults
            },
            rejected,
        ),
        row(
            "another admin after a 503",
            |g, reader| {
                let mut faults = patience(g, 503, "0.05");
                let skip = reader.reads_before(g.kind) + reads(g.kind);
                let fault = json!({"skip": skip, "edit": their_edit(g)});
                faults.push(on("GET", g.kind.read_path(), fault));
                faults
            },
            |g| {
                let list = match g.kind {
                    Kind::Priority => g.before().to_vec(),
                    _ => theirs(g),
                };
                let order = ["Lab ESP", CORP, "Kiosk ESP"];
                End::new(Verdict::Conflict, FinalState::At(list, order))
            },
        ),
    ]
}

/// Another admin has to approve.
fn approval_rows() -> Vec<Row> {
    vec![
        row(
            "a justification is asked for",
            |g, _| {
                let message = "The header x-msft-approval-justification is required.";
                let error = json!({"code": "BadRequest", "message": message});
                write(g, json!({"status": 400, "body": {"error": error}}))
            },
            rejected,
        ),
        row(
            "approval required",
            |g, _| {
                let headers = json!({"x-msft-approval-code": "code-7"});
                write(g, json!({"status": 412, "headers": headers}))
            },
            |_| End::new(Verdict::PendingApproval, FinalState::Before),
        ),
    ]
}

/// What is meant cannot be written down.
fn disk_rows() -> Vec<Row> {
    let names = [
        ("full disk", Disk::Full),
        ("a file in the place of the state folder", Disk::InTheWay),
        ("read-only state folder", Disk::ReadOnly),
    ];
    let disk_row = |(name, disk)| Row {
        disk,
        ..row(
            name,
            |_, _| Vec::new(),
            |_| End::new(Verdict::NotSent, FinalState::Before).unsent(),
        )
    };
    names.map(disk_row).into()
}

/// A moment soon, as a header spells it (RFC 9110).
fn in_a_second() -> String {
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(1);
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&soon)
        .unwrap()
}
