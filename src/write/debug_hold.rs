//! A place for tests to stop a change at a step and end the program there. Debug builds only.
//! `docs/design/tests.md` has the layers of tests.

use super::WriteContext;

/// Waits for the end of the program if `ENLIST_HOLD_AT` names this step. `ENLIST_HOLD_FROM_ROW` lets the rows
/// of a plan pass that come before this number.
#[cfg(debug_assertions)]
pub(super) async fn debug_hold(step: &str, context: &WriteContext) {
    use std::io::Write;
    let first: Option<u32> = std::env::var("ENLIST_HOLD_FROM_ROW")
        .ok()
        .and_then(|row| row.parse().ok());
    let row = context.plan.as_ref().map(|place| place.row);
    let is_before = row.zip(first).is_some_and(|(row, first)| row < first);
    if !is_before && std::env::var("ENLIST_HOLD_AT").is_ok_and(|at| at == step) {
        // The test reads this.
        let _ = writeln!(std::io::stderr(), "held {step}");
        std::future::pending::<()>().await;
    }
}

/// Release builds do nothing here.
#[cfg(not(debug_assertions))]
#[expect(clippy::unused_async, reason = "debug builds wait here")]
pub(super) async fn debug_hold(_: &str, _: &WriteContext) {}

/// The same while something is in flight and continues.
pub(super) async fn debug_hold_during<T>(
    step: &str,
    context: &WriteContext,
    work: impl Future<Output = T>,
) -> T {
    tokio::join!(work, debug_hold(step, context)).0
}
