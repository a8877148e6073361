//! What Linux tells of a process.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::Outcome;

/// The threads of a process.
fn threads(process: u32) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(format!("/proc/{process}/task"))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    Ok(paths.collect::<Result<_, _>>()?)
}

/// How long its threads were on a processor, to the nanosecond.
pub fn cpu_time(process: u32) -> Outcome<Duration> {
    let mut sum = Duration::ZERO;
    for thread in threads(process)? {
        let text = fs::read_to_string(thread.join("schedstat"))?;
        let running = text.split(' ').next().unwrap_or_default().parse()?;
        sum += Duration::from_nanos(running);
    }
    Ok(sum)
}

/// How often each of its threads went to sleep, which is how often it woke up.
pub fn wake_ups(process: u32) -> Outcome<HashMap<PathBuf, u32>> {
    let counted = threads(process)?.into_iter().map(|thread| {
        let status = fs::read_to_string(thread.join("status"))?;
        Ok((thread, field(&status, "voluntary_ctxt_switches")?))
    });
    counted.collect()
}

/// What of its memory is in RAM, in KiB.
pub fn resident(process: u32) -> Outcome<u32> {
    field(
        &fs::read_to_string(format!("/proc/{process}/status"))?,
        "VmRSS",
    )
}

fn field(status: &str, name: &str) -> Outcome<u32> {
    let lines = status.lines().filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(key, _)| *key == name);
    let (_, value) = found.next().ok_or("no such field")?;
    let number = value.trim().split(' ').next().unwrap_or_default();
    Ok(number.parse()?)
}
