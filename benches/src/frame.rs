//! The first frame, and what the screen takes while nothing happens.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::process::{resident, wake_ups};
use crate::programs::Programs;
use crate::table::{Row, median, short};
use crate::terminal::Session;

const SIZE: (u16, u16) = (80, 24);
const RUNS: usize = 30;
const IDLE: Duration = Duration::from_secs(10);

pub fn rows(programs: &Programs) -> Outcome<Vec<Row>> {
    let (mut own, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        own.push(first_frame(
            &programs.enlist,
            &["--demo"],
            "Configurations",
        )?);
        bare.push(first_frame(&programs.bare_list, &[], "Row 1 ")?);
    }
    let bare = ("bare list", median(&bare));
    let frame = Row::times("first frame, 80×24", 2.0, median(&own), bare);

    let mut screen = Session::start(&programs.enlist, &["--demo"], SIZE)?;
    screen.see("Configurations 38 ")?;
    screen.settle()?;
    // Threads that read files end after ten seconds without work, and wake up for it once.
    idle(&mut screen)?;
    let (bytes, woken) = idle(&mut screen)?;
    let idle = Row {
        measure: "idle, 10 s".to_owned(),
        budget: "0 bytes, 0 wake-ups".to_owned(),
        value: format!("{bytes} bytes, {woken} wake-ups"),
        peer: String::new(),
        is_within: (bytes, woken) == (0, 0),
    };
    let mut list = Session::start(&programs.bare_list, &[], SIZE)?;
    list.see("Row 1 ")?;
    let mebibytes = |kibibytes: u32| f64::from(kibibytes) / 1_024.0;
    let memory = Row::count(
        "resident memory of the screen (demo)",
        9.0,
        "MiB",
        mebibytes(resident(screen.process()?)?),
        format!(
            "bare list {} MiB",
            short(mebibytes(resident(list.process()?)?))
        ),
    );
    Ok(vec![frame, idle, memory])
}

fn first_frame(program: &Path, args: &[&str], text: &str) -> Outcome<Duration> {
    let mut session = Session::start(program, args, SIZE)?;
    let shown = session.see(text)?;
    Ok(shown - session.started)
}

/// The bytes that a screen writes while nothing happens, and how often it wakes up.
fn idle(session: &mut Session) -> Outcome<(usize, u32)> {
    let before = wake_ups(session.process()?)?;
    let until = Instant::now() + IDLE;
    let mut bytes = 0;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match session.next(left)? {
            Some(piece) => bytes += piece.bytes.len(),
            None if left.is_zero() => break,
            None => {}
        }
    }
    let after = wake_ups(session.process()?)?;
    let woken = after.iter().map(|(thread, count)| {
        let before = before.get(thread).copied().unwrap_or_default();
        count.saturating_sub(before)
    });
    Ok((bytes, woken.sum()))
}
