//! Measures enlist beside other programs, in one run, and prints a table: budget, value, peer.
//!
//! `cargo run --release -p enlist-benches` measures everything; names of measures behind `--` choose some
//! (`-- frame keys`).
//! Times depend on the machine and are never asserted; a peer on the same machine in the same run says what
//! they are worth. What can be counted is asserted by tests.
//!
//! | file | what it does |
//! |---|---|
//! | `programs` | builds and names what is measured |
//! | `table` | a row, medians, ratios, the machine |
//! | `terminal` | a program on a pseudo terminal, each piece of its output with its time |
//! | `process` | what Linux tells of a process: CPU time, memory, how often it woke up |
//! | `start` | how long `--version` takes |
//! | `frame` | the first frame, memory, an idle screen |
//! | `keys` | from key to byte, CPU time of a key |
//! | `down` | bytes of a Down in each pane |

#[path = "../../tests/support/changed.rs"]
mod changed;
mod down;
mod frame;
mod keys;
mod process;
mod programs;
mod start;
mod table;
mod terminal;

use std::error::Error;

use programs::Programs;
use table::Row;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Gives rows of the table.
type Measure = fn(&Programs) -> Outcome<Vec<Row>>;

/// What can be measured, by name.
const MEASURES: &[(&str, Measure)] = &[
    ("start", start::rows),
    ("frame", frame::rows),
    ("keys", keys::rows),
    ("down", down::rows),
];

fn main() -> Outcome<()> {
    if !cfg!(target_os = "linux") {
        return Err("CPU time and wake-ups are read from /proc: this runs on Linux only".into());
    }
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = MEASURES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = chosen.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(format!("{unknown} is none of {}", names.join(", ")).into());
    }
    let programs = Programs::build()?;
    println!("{}\n\n{}", table::machine(), Row::HEAD);
    for (name, measure) in MEASURES {
        if chosen.is_empty() || chosen.iter().any(|one| one == name) {
            for row in measure(&programs)? {
                println!("{row}");
            }
        }
    }
    Ok(())
}
