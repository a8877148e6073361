//! How long it takes to start and to end again.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::programs::Programs;
use crate::table::{Row, median};

const RUNS: usize = 60;

pub fn rows(programs: &Programs) -> Outcome<Vec<Row>> {
    let [mut own, mut curl, mut bare] = [const { Vec::new() }; 3];
    for _ in 0..RUNS {
        own.push(version(&programs.enlist)?);
        curl.push(version(&programs.curl)?);
        bare.push(version(&programs.bare_get)?);
    }
    let (own, curl, bare) = (median(&own), median(&curl), median(&bare));
    let mut row = Row::times("`enlist --version`", 0.15, own, ("curl", curl));
    let ratio = bare.as_secs_f64() / curl.as_secs_f64();
    write!(row.peer, ", bare reqwest {ratio:.2} ×")?;
    Ok(vec![row])
}

fn version(program: &Path) -> Outcome<Duration> {
    let start = Instant::now();
    let mut command = Command::new(program);
    let status = command.arg("--version").stdout(Stdio::null()).status()?;
    let time = start.elapsed();
    if status.success() {
        Ok(time)
    } else {
        Err("--version failed".into())
    }
}
