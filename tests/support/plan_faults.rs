//! The table of faults of a plan that changes four configurations at once: what goes wrong with one of them,
//! and what becomes of the others.

use std::collections::BTreeMap;
use std::time::Duration;

use enlist::demo::{Behaviour, Fault, Options as DemoOptions, Recorded, Service, Tenant};
use enlist::domain::{
    ApiMode, ApiVersion, ConfigurationId, Half, ObjectId, Place, Row, Verdict, WriteMode,
};
use enlist::journal::Journal;
use enlist::plan::{
    self, Check, CheckedRows, Control, Event, Limits, Options, Plan, Summary, Wish, Wished,
};
use enlist::session::Session;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

use super::changes::{ENGINEERING, all};
use super::wire::demo_session;

pub const LIMITS: Limits<'static> = Limits {
    api: ApiMode::Auto,
    mode: WriteMode::Auto,
    read_from: ApiVersion::Beta,
    filters: &[],
};

/// By when a plan must have come to its end.
const DEADLINE: Duration = Duration::from_secs(60);

/// What is asked for where a test says nothing else.
pub const OPTIONS: Options = Options {
    limits: LIMITS,
    replaces: true,
    parallel: 4,
    keep_going: false,
    justification: None,
    asks: false,
};

/// A plan of one row for each of nine configurations, and the service that it is for.
pub struct Scene {
    pub service: Service,
    pub session: Session,
    pub state: TempDir,
    pub rows: Vec<Row>,
    pub plan: Plan,
}

impl Scene {
    pub async fn new(behaviour: Behaviour) -> Self {
        Self::of(behaviour, "9x2", |rows| {
            rows.iter().map(to_engineering).collect()
        })
        .await
    }

    /// The same with another tenant and other wishes.
    pub async fn of(
        behaviour: Behaviour,
        size: &str,
        wishes: impl Fn(&[Row]) -> Vec<Wish>,
    ) -> Self {
        let options = DemoOptions {
            behaviour,
            tenant: Tenant::of_size(size.parse().unwrap()),
            page_size: 100,
            ..DemoOptions::default()
        };
        let (service, session, state) = demo_session(options).await;
        let rows = all(&session.client).await;
        let draft = plan::draft(&rows, &wishes(&rows), LIMITS);
        assert_eq!(draft.skipped, []);
        Self {
            plan: Plan {
                id: session.change_name(1),
                created: String::new(),
                place: Place::default(),
                rows: draft.rows,
            },
            service,
            session,
            state,
            rows,
        }
    }

    /// The configuration of a row.
    pub fn id(&self, number: u32) -> &ConfigurationId {
        let mut rows = self.plan.rows.iter();
        let row = rows.find(|row| row.number == number).unwrap();
        &row.change.configuration
    }

    pub fn disturb(&self, fault: &Value) {
        let fault: Fault = serde_json::from_value(fault.clone()).unwrap();
        self.service.control.add_fault(fault);
    }

    /// A fault of the PATCH of a row.
    pub fn on_patch(&self, number: u32, mut fault: Value) -> Value {
        fault["method"] = json!("PATCH");
        fault["pathContains"] = json!(format!("{}/assignments/", self.id(number)));
        fault
    }

    /// The answer to the PATCH of a row, so many times, that the service wants to be asked later.
    pub fn put_off(&self, number: u32, times: u32, retry_after: &str) -> Value {
        let headers = json!({"Retry-After": retry_after});
        self.on_patch(
            number,
            json!({"status": 429, "times": times, "headers": headers}),
        )
    }

    /// A fault of the next reading of the list of a row.
    pub fn on_read(&self, number: u32, mut fault: Value) -> Value {
        fault["method"] = json!("GET");
        fault["pathContains"] = json!(format!("{}/assignments", self.id(number)));
        fault
    }

    /// Runs the plan; `on_event` sees each event as it comes and may pause, stop or answer.
    pub async fn run(
        &self,
        options: &Options,
        mut on_event: impl FnMut(&Event, &watch::Sender<Control>),
    ) -> (Summary, Vec<Event>) {
        let (teller, mut events) = mpsc::unbounded_channel();
        let (control, controlled) = watch::channel(Control::Go);
        let context = self.session.write_context(Some("Contoso".to_owned()), None);
        let checked = CheckedRows {
            rows: self.rows.clone(),
            checks: vec![Check::Ready; self.plan.rows.len()],
        };
        let run = async {
            let running = plan::run(&context, &self.plan, checked, options, &teller, controlled);
            let summary = running.await;
            drop(teller);
            summary
        };
        let mut seen = Vec::new();
        let listen = async {
            while let Some(event) = events.recv().await {
                on_event(&event, &control);
                seen.push(event);
            }
        };
        let both = async { tokio::join!(run, listen) };
        let ended = tokio::time::timeout(DEADLINE, both).await;
        let Ok((summary, ())) = ended else {
            panic!("it did not come to its end: {seen:#?}");
        };
        (summary, seen)
    }

    /// The requests to the configurations of the plan, as the service saw them.
    pub fn requests(&self) -> Vec<Recorded> {
        let all = self.service.control.requests().into_iter();
        all.filter(|request| request.path.contains("/assign") && !request.path.contains('?'))
            .collect()
    }

    pub fn writes(&self) -> Vec<Recorded> {
        let all = self.requests().into_iter();
        all.filter(|request| request.method != "GET").collect()
    }

    /// Whether the service holds what a row was meant to make.
    pub fn is_made(&self, number: u32) -> bool {
        let list = self.service.control.assignments(self.id(number).as_str());
        list.unwrap().contains(ENGINEERING)
    }

    /// Asserts that each change has its intent and verdict, that no two of one configuration were open at
    /// the same time, and that nothing is left open.
    pub fn assert_journal(&self, writes: usize) {
        let contents = Journal::new(self.state.path().to_owned()).read().unwrap();
        assert_eq!(contents.torn, 0);
        let mut open: BTreeMap<ConfigurationId, String> = BTreeMap::new();
        let mut intents = 0;
        for entry in contents.entries {
            let id = entry.change.configuration.clone();
            if entry.row == Half::Intent {
                intents += 1;
                let other = open.insert(id, entry.client_request_id);
                assert_eq!(other, None, "two changes at once");
            } else {
                assert_eq!(open.remove(&id), Some(entry.client_request_id));
            }
        }
        assert_eq!((open.len(), intents), (0, writes));
        let left = std::fs::read_dir(self.state.path().join("open"));
        assert_eq!(left.map_or(0, Iterator::count), 0, "something is left open");
    }
}

/// The first assignment of a configuration goes to another group.
pub fn to_engineering(row: &Row) -> Wish {
    Wish {
        configuration: row.configuration.id.clone(),
        wished: Wished::PointAt(
            row.assignments[0].id.clone(),
            ObjectId::parse(ENGINEERING).unwrap(),
        ),
        note: String::new(),
    }
}

/// What a row of the plan comes to; none if it is not begun.
pub type Ends = [Option<Verdict>; 9];

/// A row of the table.
pub struct PlanCase {
    pub name: &'static str,
    pub behaviour: Behaviour,
    pub faults: fn(&Scene) -> Vec<Value>,
    pub options: Options,
    /// How many requests are under way together, one round after another; [`HELD`] until the third row has
    /// ended.
    pub rounds: &'static [usize],
    pub ends: Ends,
    /// Whether its end takes a while to be known, so that other rows begin meanwhile.
    pub is_slow: bool,
    /// The rows that the service made, whatever is known of them.
    pub made: &'static [u32],
}

/// More requests than there are.
pub const HELD: usize = 1_000;

const GOOD: Option<Verdict> = Some(Verdict::Verified);
const ALL: [u32; 9] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/// All rows end alike, but one.
const fn all_but(number: usize, end: Verdict, others: Option<Verdict>) -> Ends {
    let mut ends = [others; 9];
    ends[number - 1] = Some(end);
    ends
}

/// The first row and the four after it, of which the third ends otherwise; no other begins.
const fn stopped_by(third: Verdict) -> Ends {
    [GOOD, GOOD, Some(third), GOOD, GOOD, None, None, None, None]
}

fn case(name: &'static str, faults: fn(&Scene) -> Vec<Value>) -> PlanCase {
    PlanCase {
        name,
        behaviour: Behaviour::Documented,
        faults,
        options: OPTIONS,
        rounds: &[1, 1, 1, 4, 4, HELD],
        ends: stopped_by(Verdict::Rejected),
        is_slow: false,
        made: &[1, 2, 4, 5],
    }
}

/// One that is looked at more than once before its end is known.
fn slow(name: &'static str, third: Verdict, faults: fn(&Scene) -> Vec<Value>) -> PlanCase {
    PlanCase {
        rounds: &[1, 1, 1, 4, 4, 4],
        ends: stopped_by(third),
        is_slow: true,
        ..case(name, faults)
    }
}

fn status(scene: &Scene, status: u16) -> Vec<Value> {
    vec![scene.on_patch(3, json!({"status": status}))]
}

const KEEP_GOING: Options = Options {
    keep_going: true,
    ..OPTIONS
};

/// All rows.
pub fn table() -> Vec<PlanCase> {
    [good_cases(), bad_cases(), first_cases()]
        .into_iter()
        .flatten()
        .collect()
}

/// Everything is made.
fn good_cases() -> Vec<PlanCase> {
    let good = |name, faults| PlanCase {
        rounds: &[1, 1, 1, 4, 4, 4, 4, 4, 4],
        ends: [GOOD; 9],
        made: &ALL,
        ..case(name, faults)
    };
    vec![
        good("nothing goes wrong", |_| Vec::new()),
        good("the answer is lost and the change was made", |scene| {
            vec![scene.on_patch(3, json!({"drop": true, "apply": true}))]
        }),
        good("504 after the change was made", |scene| {
            vec![scene.on_patch(3, json!({"status": 504, "apply": true}))]
        }),
        PlanCase {
            options: Options {
                parallel: 1,
                ..OPTIONS
            },
            rounds: &[1; 27],
            ..good("one after another", |_| Vec::new())
        },
        PlanCase {
            options: Options {
                parallel: 8,
                ..OPTIONS
            },
            rounds: &[1, 1, 1, 8, 8, 8],
            ..good("eight at once", |_| Vec::new())
        },
        PlanCase {
            // The re-read finds it made: nothing is sent, and the next row begins.
            rounds: &[1, 1, 1, 4, 4, 4, 4, 3, 3],
            ends: all_but(3, Verdict::Already, GOOD),
            ..good("somebody else makes the same change", |scene| {
                let mut targets = scene.plan.rows[2].change.before.clone();
                targets[0] = scene.plan.rows[2].change.new_target().unwrap().clone();
                let edit = json!({"configuration": scene.id(3), "targets": targets});
                vec![scene.on_read(3, json!({"edit": edit}))]
            })
        },
    ]
}

/// One of four goes wrong.
fn bad_cases() -> Vec<PlanCase> {
    let conflict = |scene: &Scene| {
        let edit = json!({"configuration": scene.id(3), "targets": []});
        vec![scene.on_read(3, json!({"edit": edit}))]
    };
    vec![
        case("400", |scene| status(scene, 400)),
        PlanCase {
            options: KEEP_GOING,
            rounds: &[1, 1, 1, 4, 4, 4, 4, 4, 3],
            ends: all_but(3, Verdict::Rejected, GOOD),
            made: &[1, 2, 4, 5, 6, 7, 8, 9],
            ..case("400, and the others go on", |scene| status(scene, 400))
        },
        case("403", |scene| status(scene, 403)),
        PlanCase {
            options: KEEP_GOING,
            ..case("403 ends it whatever was said", |scene| status(scene, 403))
        },
        PlanCase {
            options: KEEP_GOING,
            ..case("401 ends it whatever was said", |scene| status(scene, 401))
        },
        PlanCase {
            options: KEEP_GOING,
            rounds: &[1, 1, 1, 4, HELD],
            ends: stopped_by(Verdict::NotSent),
            ..case("403 to the re-read ends it whatever was said", |scene| {
                vec![scene.on_read(3, json!({"status": 403}))]
            })
        },
        PlanCase {
            rounds: &[1, 1, 1, 4, HELD],
            ends: stopped_by(Verdict::Conflict),
            ..case("somebody else changes it before", conflict)
        },
        PlanCase {
            options: KEEP_GOING,
            rounds: &[1, 1, 1, 4, 4, 4, 4, 3, 3],
            ends: all_but(3, Verdict::Conflict, GOOD),
            made: &[1, 2, 4, 5, 6, 7, 8, 9],
            ..case("somebody else changes it, and the others go on", conflict)
        },
        slow("the answer is lost", Verdict::Unknown, |scene| {
            vec![scene.on_patch(3, json!({"drop": true}))]
        }),
        slow("500", Verdict::Unknown, |scene| status(scene, 500)),
        slow(
            "a yes that changes nothing",
            Verdict::NotYetVisible,
            |scene| status(scene, 204),
        ),
        PlanCase {
            made: &[1, 2, 3, 4, 5],
            ..slow("no reading back", Verdict::Unknown, |scene| {
                let fault = json!({"skip": 1, "times": 9, "drop": true});
                vec![scene.on_read(3, fault)]
            })
        },
        slow(
            "another admin has to approve",
            Verdict::PendingApproval,
            |scene| {
                let headers = json!({"x-msft-approval-code": "code-7"});
                vec![scene.on_patch(3, json!({"status": 412, "headers": headers}))]
            },
        ),
        case("a wait that nobody is there to be asked about", |scene| {
            vec![scene.put_off(3, 1, "61")]
        }),
    ]
}

/// The first row, which runs alone, finds something out for all.
fn first_cases() -> Vec<PlanCase> {
    let refused = |scene: &Scene| vec![scene.on_patch(1, json!({"status": 403}))];
    vec![
        PlanCase {
            behaviour: Behaviour::Live,
            // The PATCH of the first row is the only one.
            rounds: &[1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4],
            ends: [GOOD; 9],
            made: &ALL,
            ..case("no route", |_| Vec::new())
        },
        PlanCase {
            behaviour: Behaviour::Live,
            options: Options {
                replaces: false,
                ..OPTIONS
            },
            rounds: &[1, 1],
            ends: all_but(1, Verdict::NoRoute, None),
            made: &[],
            ..case("no route, and no replacement", |_| Vec::new())
        },
        PlanCase {
            options: KEEP_GOING,
            rounds: &[1, 1],
            ends: all_but(1, Verdict::Rejected, None),
            made: &[],
            ..case("no rights", refused)
        },
        PlanCase {
            options: KEEP_GOING,
            // The second is the first that is made, so that it runs alone as well.
            rounds: &[1, 1, 1, 1, 1, 4, 4, 4, 3, 3, 3],
            ends: all_but(1, Verdict::Rejected, GOOD),
            made: &[2, 3, 4, 5, 6, 7, 8, 9],
            ..case("the first is refused, and the others go on", |scene| {
                vec![scene.on_patch(1, json!({"status": 400}))]
            })
        },
    ]
}
