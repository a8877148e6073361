//! Bytes of a Down beyond the text that changed.

use std::fmt::Write as _;

use crate::Outcome;
use crate::changed::changed;
use crate::programs::Programs;
use crate::table::{Row, percentile};
use crate::terminal::Session;

const BUDGET: f64 = 60.0;
const DOWN: &str = "\x1b[B";
/// Each pane with the keys that lead there.
const PANES: [(&str, &str); 3] = [
    ("configurations", "1"),
    ("assignments", "2"),
    ("details", "3"),
];

pub fn rows(programs: &Programs) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for size @ (columns, lines) in [(80, 24), (160, 50)] {
        for (pane, keys) in PANES {
            let mut session = Session::start(&programs.enlist, &["--demo"], size)?;
            session.see("Configurations 38 ")?;
            session.settle()?;
            session.send(keys)?;
            session.settle()?;
            let downs = downs(&mut session)?;
            let beyond: Vec<i32> = downs.iter().map(|down| down.beyond).collect();
            let at = |hundredths| f64::from(percentile(&beyond, hundredths).unwrap_or_default());
            let most_writes = downs
                .iter()
                .map(|down| down.writes)
                .max()
                .unwrap_or_default();
            let mut row = Row::count(
                &format!("bytes of a Down beyond what changed, {pane}, {columns}×{lines}"),
                BUDGET,
                "bytes",
                at(50),
                String::new(),
            );
            write!(row.value, " (at most {}), {most_writes} write", at(100))?;
            row.is_within &= most_writes <= 1;
            rows.push(row);
        }
    }
    Ok(rows)
}

struct Down {
    beyond: i32,
    writes: usize,
}

/// Down to the end of what is there, at most so often.
fn downs(session: &mut Session) -> Outcome<Vec<Down>> {
    let mut downs = Vec::new();
    for _ in 0..14 {
        let before = session.screen.screen().clone();
        session.send(DOWN)?;
        let Some(piece) = session.next(std::time::Duration::from_millis(700))? else {
            break;
        };
        let after = session.screen.screen().clone();
        // What the new row asks for comes later, in a frame of its own.
        let whole = piece.bytes.ends_with(b"\x1b[?2026l");
        session.settle()?;
        let changed = i32::try_from(changed(&before, &after))?;
        downs.push(Down {
            beyond: i32::try_from(piece.bytes.len())? - changed,
            writes: if whole { 1 } else { 2 },
        });
    }
    Ok(downs)
}
