//! A place for tests to stop a change at a step and end the program there. Debug builds only.
//! `docs/design/tests.md` has the layers of tests.

/// Waits for the end of the program if `ENLIST_HOLD_AT` names this step.
#[cfg(debug_assertions)]
pub(super) async fn debug_hold(step: &str) {
    use std::io::Write;
    if std::env::var("ENLIST_HOLD_AT").is_ok_and(|at| at == step) {
        // The test reads this.
        let _ = writeln!(std::io::stderr(), "held {step}");
        std::future::pending::<()>().await;
    }
}

/// Release builds do nothing here.
#[cfg(not(debug_assertions))]
#[expect(clippy::unused_async, reason = "debug builds wait here")]
pub(super) async fn debug_hold(_: &str) {}

/// The same while something is in flight and continues.
pub(super) async fn debug_hold_during<T>(step: &str, work: impl Future<Output = T>) -> T {
    tokio::join!(work, debug_hold(step)).0
}
