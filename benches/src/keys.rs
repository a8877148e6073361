//! From a key to the first byte of what it changes, and the CPU time that it takes.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::process::cpu_time;
use crate::programs::Programs;
use crate::table::{Row, median, percentile};
use crate::terminal::Session;

/// Between two keys: faster than a repeated key, and slower than a frame.
const GAP: Duration = Duration::from_millis(60);
/// Down to the end of the window and back again, so often.
const ROUNDS: usize = 5;
const STEPS: usize = 15;

/// What keys took.
struct Taken {
    waits: Vec<Duration>,
    cpu: Duration,
}

pub fn rows(programs: &Programs) -> Outcome<Vec<Row>> {
    let own = press(&programs.enlist, &["--demo"], "Configurations 38 ")?;
    let bare = press(&programs.bare_list, &[], "Row 1 ")?;
    let at = |taken: &Taken, hundredths| percentile(&taken.waits, hundredths).unwrap_or_default();
    let name = "bare list";
    Ok(vec![
        Row::times(
            "key → first byte, median",
            2.5,
            median(&own.waits),
            (name, median(&bare.waits)),
        ),
        Row::times(
            "key → first byte, p95",
            4.0,
            at(&own, 95),
            (name, at(&bare, 95)),
        ),
        Row::times("CPU a key", 3.0, own.cpu, (name, bare.cpu)),
    ])
}

fn press(program: &Path, args: &[&str], text: &str) -> Outcome<Taken> {
    let mut session = Session::start(program, args, (80, 24))?;
    session.see(text)?;
    session.settle()?;
    let round = ["\x1b[B"; STEPS].into_iter().chain(["\x1b[A"; STEPS]);
    let keys: Vec<&str> = std::iter::repeat_n(round, ROUNDS).flatten().collect();
    let before = cpu_time(session.process()?)?;
    let mut waits = Vec::new();
    for key in &keys {
        sleep(GAP);
        // What came by itself, such as the members of a group.
        while session.next(Duration::ZERO)?.is_some() {}
        let pressed = Instant::now();
        session.send(key)?;
        let piece = session.next(Duration::from_secs(1))?;
        let piece = piece.ok_or_else(|| format!("{key:?} changes nothing"))?;
        waits.push(piece.at.saturating_duration_since(pressed));
    }
    sleep(GAP);
    let used = cpu_time(session.process()?)?.saturating_sub(before);
    let cpu = used / u32::try_from(keys.len())?;
    Ok(Taken { waits, cpu })
}
