//! The table: one row for each measure.

use std::fmt;
use std::fs;
use std::time::Duration;

/// A row of the table, as Markdown.
pub struct Row {
    pub measure: String,
    /// What it may be.
    pub budget: String,
    /// What it is.
    pub value: String,
    /// What the peer needs.
    pub peer: String,
    pub is_within: bool,
}

impl Row {
    pub const HEAD: &str = "| measure | budget | value | peer | within |\n|---|---|---|---|---|";

    /// A row whose budget is a multiple of what a peer needs.
    pub fn times(
        measure: &str,
        most: f64,
        value: Duration,
        (name, peer): (&str, Duration),
    ) -> Self {
        let ratio = value.as_secs_f64() / peer.as_secs_f64();
        Self {
            measure: measure.to_owned(),
            budget: format!("{most} ×"),
            value: format!("{ratio:.2} × ({})", milliseconds(value)),
            peer: format!("{name} {}", milliseconds(peer)),
            is_within: ratio <= most,
        }
    }

    /// A row whose budget is a number.
    pub fn count(measure: &str, most: f64, unit: &str, value: f64, peer: String) -> Self {
        Self {
            measure: measure.to_owned(),
            budget: format!("{most} {unit}"),
            value: format!("{} {unit}", short(value)),
            peer,
            is_within: value <= most,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_within = if self.is_within { "yes" } else { "**no**" };
        write!(
            f,
            "| {} | {} | {} | {} | {is_within} |",
            self.measure, self.budget, self.value, self.peer
        )
    }
}

/// A number with a decimal place where it has one.
pub fn short(value: f64) -> String {
    let shown = format!("{value:.1}");
    shown.strip_suffix(".0").unwrap_or(&shown).to_owned()
}

pub fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

/// The value that so many hundredths of the others do not exceed.
pub fn percentile<T: Ord + Copy>(values: &[T], hundredths: usize) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * hundredths / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied()
}

/// The one in the middle.
pub fn median<T: Ord + Copy + Default>(values: &[T]) -> T {
    percentile(values, 50).unwrap_or_default()
}

/// What the figures were taken on.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let line = |text: &str, name: &str| {
        let found = text.lines().find(|line| line.starts_with(name));
        let value = found.and_then(|line| line.split_once(':'));
        value.map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let processor = line(&read("/proc/cpuinfo"), "model name");
    let memory = line(&read("/proc/meminfo"), "MemTotal");
    let memory = memory
        .split(' ')
        .next()
        .and_then(|kib| kib.parse::<f64>().ok());
    let memory = memory.unwrap_or_default() / f64::from(1 << 20);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let system = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default();
    format!(
        "Machine: {processor}, {cores} cores, {memory:.0} GiB, Linux {}, load {load} at the start.",
        system.trim()
    )
}
