//! A plan that changes several configurations at once: order, pause, stop, questions, the brake.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use enlist::demo::Behaviour;
use enlist::domain::{Change, Holder, NewTarget, ObjectId, Step, Verdict};
use enlist::journal::{Journal, LockKey};
use enlist::plan::{Control, End, Event, Options, Summary, Wish, Wished};
use serde_json::json;
use support::changes::ENGINEERING;
use support::plan_faults::{OPTIONS, Scene, to_engineering};
use tokio::sync::watch;

/// Says what is wanted; a run that is over needs to hear nothing.
fn say(control: &watch::Sender<Control>, wanted: Control) {
    let _ = control.send(wanted);
}

fn numbers(summary: &Summary, verdict: Verdict) -> Vec<u32> {
    let ended = summary.ended.iter();
    let meant = ended.filter(|row| row.outcome.verdict() == verdict);
    let mut numbers: Vec<u32> = meant.map(|row| row.number).collect();
    numbers.sort_unstable();
    numbers
}

/// Twenty configurations take a third of the round trips that they take one after another: three for the
/// first row, which is alone, and three for each four of the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_rows_take_eighteen_round_trips() {
    let scene = Scene::of(Behaviour::Documented, "20x2", |rows| {
        rows.iter().map(to_engineering).collect()
    })
    .await;
    let rounds = [&[1; 3][..], &[4; 12], &[3; 3]].concat();
    assert_eq!(rounds.len(), 18);
    scene.service.control.set_rounds(rounds);
    let (summary, _) = scene.run(&OPTIONS, |_, _| {}).await;
    assert_eq!(numbers(&summary, Verdict::Verified).len(), 20);
    assert_eq!(scene.service.control.missing_in_rounds(), 0);
    assert_eq!(scene.requests().len(), 60);
    scene.assert_journal(20);
}

/// Rows of one configuration follow each other, while others run beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_one_configuration_keep_their_order() {
    let scene = Scene::of(Behaviour::Documented, "3x3", |rows| {
        let add = |target: NewTarget| Wished::Add(target.into_target());
        let id = ObjectId::parse(ENGINEERING).unwrap();
        let wish = |at: usize, wished| Wish {
            configuration: rows[at].configuration.id.clone(),
            wished,
            note: String::new(),
        };
        let remove = |at: usize, place: usize| {
            wish(at, Wished::Remove(rows[at].assignments[place].id.clone()))
        };
        vec![
            remove(0, 0),
            wish(1, add(NewTarget::Group(id.clone()))),
            remove(1, 0),
            remove(1, 1),
            wish(2, add(NewTarget::Group(id))),
            remove(2, 2),
        ]
    })
    .await;
    // The first alone, then two configurations at once, row after row.
    scene
        .service
        .control
        .set_rounds([&[1; 3][..], &[2; 6], &[1; 3]].concat());
    let (summary, events) = scene.run(&OPTIONS, |_, _| {}).await;
    assert_eq!(summary.end, End::Through);
    assert_eq!(numbers(&summary, Verdict::Verified), [1, 2, 3, 4, 5, 6]);
    assert_eq!(scene.service.control.missing_in_rounds(), 0);
    let mut under_way = BTreeSet::new();
    for event in &events {
        match event {
            Event::Began(number) => {
                let id = scene.id(*number).clone();
                assert!(
                    under_way.insert(id),
                    "row {number} waits for the one before"
                );
            }
            Event::Ended(ended) => assert!(under_way.remove(scene.id(ended.number))),
            _ => {}
        }
    }
    scene.assert_journal(6);
}

/// Moves of one ranking follow each other; a row about another configuration runs beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moves_of_one_ranking_keep_their_order() {
    let scene = Scene::of(Behaviour::Documented, "9x1", |rows| {
        let move_to = |at: usize, to| Wish {
            configuration: rows[at].configuration.id.clone(),
            wished: Wished::MoveTo(to),
            note: String::new(),
        };
        // Status pages, then the restrictions.
        vec![
            move_to(0, 3),
            move_to(1, 4),
            move_to(2, 5),
            move_to(5, 2),
            to_engineering(&rows[8]),
        ]
    })
    .await;
    let (summary, events) = scene.run(&OPTIONS, |_, _| {}).await;
    assert_eq!(numbers(&summary, Verdict::Verified), [1, 2, 3, 4, 5]);
    let mut ranked = 0;
    for event in &events {
        match event {
            Event::Began(1..=3) => {
                ranked += 1;
                assert_eq!(ranked, 1, "one move of the status pages at a time");
            }
            Event::Ended(ended) if ended.number <= 3 => ranked -= 1,
            _ => {}
        }
    }
    let began = |number| {
        let mut events = events.iter();
        events
            .position(|event| *event == Event::Began(number))
            .unwrap()
    };
    assert!(began(2) < began(3) && began(4) < began(3), "{events:#?}");
    scene.assert_journal(5);
}

/// A pause lets the rows that were begun end, and no other begins until it is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_is_for_the_rows_that_were_not_begun() {
    let scene = Scene::new(Behaviour::Documented).await;
    scene
        .service
        .control
        .set_rounds(vec![1, 1, 1, 4, 4, 4, 4, 4, 4]);
    let mut begun = 0;
    let mut ended = 0;
    let (summary, events) = scene
        .run(&OPTIONS, |event, control| match event {
            Event::Began(_) => {
                begun += 1;
                if begun == 5 {
                    say(control, Control::Pause);
                }
            }
            Event::Ended(_) => {
                ended += 1;
                if ended == 5 {
                    assert_eq!(begun, 5, "nothing begins meanwhile");
                    say(control, Control::Go);
                }
            }
            _ => {}
        })
        .await;
    assert_eq!(summary.end, End::Through);
    assert_eq!(numbers(&summary, Verdict::Verified).len(), 9);
    let count = |which: &Event| events.iter().filter(|event| *event == which).count();
    assert_eq!((count(&Event::Paused), count(&Event::Resumed)), (1, 1));
    scene.assert_journal(9);
}

/// A stop lets what is on its way come to its verdict.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_leaves_four_verdicts() {
    let scene = Scene::new(Behaviour::Documented).await;
    scene.service.control.set_rounds(vec![1, 1, 1, 4, 4, 4]);
    let mut sent = 0;
    let (summary, _) = scene
        .run(&OPTIONS, |event, control| {
            sent += usize::from(matches!(event, Event::Stepped(_, Step::Sending)));
            if sent == 5 {
                say(control, Control::Stop);
            }
        })
        .await;
    assert_eq!(summary.end, End::Stopped);
    assert_eq!(numbers(&summary, Verdict::Verified), [1, 2, 3, 4, 5]);
    assert_eq!(summary.left, [6, 7, 8, 9]);
    assert_eq!(scene.requests().len(), 15);
    scene.assert_journal(5);
}

/// A stop before the requests have left keeps them all back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_keeps_back_what_was_not_sent() {
    let scene = Scene::new(Behaviour::Documented).await;
    // The re-reads of four rows wait for a fifth that never comes.
    scene.service.control.set_rounds(vec![1, 1, 1, 5]);
    let mut reading = 0;
    let (summary, _) = scene
        .run(&OPTIONS, |event, control| {
            reading += usize::from(matches!(event, Event::Stepped(_, Step::Rereading)));
            if reading == 5 {
                say(control, Control::Stop);
            }
        })
        .await;
    assert_eq!(numbers(&summary, Verdict::Verified), [1]);
    assert_eq!(numbers(&summary, Verdict::NotSent), [2, 3, 4, 5]);
    assert_eq!(summary.left, [6, 7, 8, 9]);
    assert_eq!(scene.writes().len(), 1);
    scene.assert_journal(1);
}

/// One row is asked for patience: every other one under way waits as well, and none begins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_brake_holds_for_all() {
    let scene = Scene::new(Behaviour::Documented).await;
    scene.disturb(&scene.put_off(3, 1, "25"));
    for number in [2, 4, 5] {
        // Their answers come after that one.
        scene.disturb(&scene.on_patch(number, json!({"delayMs": 2_000})));
    }
    scene.service.control.set_rounds(vec![1, 1, 1, 4, 4]);
    let mut waiting = BTreeSet::new();
    let (summary, events) = scene
        .run(&OPTIONS, |event, control| {
            if let Event::Stepped(number, Step::Waiting { wait, .. }) = event {
                assert!(*wait > Duration::from_secs(15), "{wait:?}");
                waiting.insert(*number);
            }
            // None of them is over, and nothing but a stop helps.
            if waiting.len() == 4 {
                say(control, Control::Stop);
            }
        })
        .await;
    assert_eq!(waiting, BTreeSet::from([2, 3, 4, 5]));
    assert!(!events.contains(&Event::Began(6)), "{events:#?}");
    assert_eq!(numbers(&summary, Verdict::Verified), [1, 2, 4, 5]);
    assert_eq!(numbers(&summary, Verdict::NotSent), [3]);
    assert_eq!(summary.left, [6, 7, 8, 9]);
    assert_eq!(scene.writes().len(), 5);
    scene.assert_journal(5);
}

/// A short wait is kept by all, and then everything is made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_the_brake_everything_goes_on() {
    let scene = Scene::new(Behaviour::Documented).await;
    scene.disturb(&scene.put_off(3, 1, "0.2"));
    let (summary, _) = scene.run(&OPTIONS, |_, _| {}).await;
    assert_eq!(numbers(&summary, Verdict::Verified).len(), 9);
    assert_eq!(scene.writes().len(), 10);
    scene.assert_journal(10);
}

/// How many writes the service put off.
fn times_put_off(scene: &Scene) -> usize {
    let writes = scene.writes().into_iter();
    writes.filter(|write| write.status == Some(429)).count()
}

/// Two rows want a wait that is not kept unasked: one question is put, and its answer is for both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_asked_once() {
    for agreed in [true, false] {
        let scene = Scene::new(Behaviour::Documented).await;
        for number in [3, 4] {
            scene.disturb(&scene.put_off(number, 5, "0.05"));
        }
        let options = Options {
            asks: true,
            ..OPTIONS
        };
        let mut asked = None;
        let (summary, events) = scene
            .run(&options, |event, control| match event {
                Event::Began(number) => assert_eq!(asked, None, "row {number} begins"),
                Event::Asks { number, .. } => asked = Some(*number),
                // The other one was put off for the fifth time, and waits for the same answer.
                Event::Stepped(_, Step::Waiting { .. })
                    if asked.is_some() && times_put_off(&scene) == 10 =>
                {
                    let answer = asked.take().filter(|_| agreed).map(Control::Wait);
                    say(control, answer.unwrap_or(Control::Stop));
                }
                _ => {}
            })
            .await;
        let questions = events.iter();
        let questions = questions.filter(|event| matches!(event, Event::Asks { .. }));
        assert_eq!(questions.count(), 1);
        if agreed {
            assert_eq!(numbers(&summary, Verdict::Verified).len(), 9);
            assert_eq!(scene.writes().len(), 19);
        } else {
            assert_eq!(numbers(&summary, Verdict::Rejected), [3, 4]);
            let verified = numbers(&summary, Verdict::Verified);
            assert_eq!(verified.len() + summary.left.len(), 7);
        }
        scene.assert_journal(scene.writes().len());
    }
}

/// Without a reason for the admin who has to approve, no second row is refused for the want of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_reason_ends_it_at_the_first_row() {
    let message = "Request must have header x-msft-approval-justification";
    for (reason, writes) in [(None, 1), (Some("moves"), 18)] {
        let scene = Scene::new(Behaviour::Documented).await;
        for number in 1..=9 {
            let error = json!({"error": {"code": "BadRequest", "message": message}});
            scene.disturb(&scene.on_patch(number, json!({"status": 403, "body": error})));
        }
        let options = Options {
            keep_going: true,
            justification: reason.map(str::to_owned),
            ..OPTIONS
        };
        let (summary, _) = scene.run(&options, |_, _| {}).await;
        assert_eq!(scene.writes().len(), writes);
        let made = numbers(&summary, Verdict::Verified).len();
        assert_eq!(made, if reason.is_some() { 9 } else { 0 });
        scene.assert_journal(writes);
    }
}

/// A configuration that another program is changing is waited for; the others are not held up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lock_of_one_configuration_holds_up_only_its_row() {
    let scene = Scene::new(Behaviour::Documented).await;
    let change: &Change = &scene.plan.rows[2].change;
    let journal = Journal::new(scene.state.path().to_owned());
    let locked = journal.lock_change(&LockKey::of(change), "other", change);
    let mut lock = Some(locked.unwrap().unwrap());
    let mut queued: Option<Box<Holder>> = None;
    let mut ended = BTreeSet::new();
    let (summary, _) = scene
        .run(&OPTIONS, |event, _| {
            match event {
                Event::Stepped(3, Step::Queued(holder)) => queued = Some(holder.clone()),
                Event::Ended(row) => drop(ended.insert(row.number)),
                _ => {}
            }
            if queued.is_some() && ended.len() == 8 {
                assert!(!ended.contains(&3));
                lock.take();
            }
        })
        .await;
    assert_eq!(queued.unwrap().change_id.as_deref(), Some("other"));
    assert_eq!(numbers(&summary, Verdict::Verified).len(), 9);
    scene.assert_journal(9);
}
