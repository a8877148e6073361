//! Signals, and the deadline for ending the program after one.
//!
//! Belongs here: what runs beside the loop when the system asks the program to end. Does not belong here:
//! Ctrl-C and Ctrl-Z, which are keys in a raw terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

use crate::tui::terminal::modes;
use crate::tui::terminal::modes::Mode;

/// The deadline. The loop may be blocked by a terminal that accepts no more bytes.
const DEADLINE: Duration = Duration::from_secs(2);
/// A change in progress gets longer, because its answer is worth waiting for.
const DEADLINE_WITH_CHANGE: Duration = Duration::from_secs(10);
/// How long restoring the terminal may take at the very end.
const LAST_BYTES: Duration = Duration::from_millis(200);

/// The number of SIGHUP, which also stands for a closed terminal.
const HANG_UP: u8 = 1;

/// Passes the first signal to the loop, and ends the process if the loop does not. A terminal that the loop
/// finds closed counts as a signal, because not every system sends one then.
pub(in crate::tui) async fn watch(
    signals: UnboundedSender<u8>,
    terminal_gone: Arc<Notify>,
    change_under_way: Arc<AtomicBool>,
    mode: Mode,
) {
    let number = tokio::select! {
        number = next() => number,
        () = terminal_gone.notified() => HANG_UP,
    };
    // A loop that has ended needs no signal.
    let _ = signals.send(number);
    tokio::time::sleep(DEADLINE).await;
    if change_under_way.load(Ordering::Relaxed) {
        tokio::time::sleep(DEADLINE_WITH_CHANGE.saturating_sub(DEADLINE)).await;
    }
    // A terminal that accepts no bytes would block this write too, so it runs on a thread of its own.
    let restoring = tokio::task::spawn_blocking(move || modes::restore(mode));
    drop(tokio::time::timeout(LAST_BYTES, restoring).await);
    std::process::exit(i32::from(crate::tui::Ending::Signal(number).signal_exit()));
}

#[cfg(unix)]
async fn next() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind: SignalKind| async move {
        match signal(kind) {
            Ok(mut stream) => drop(stream.recv().await),
            // A signal that cannot be listened to ends the process by itself.
            Err(_) => std::future::pending().await,
        }
        u8::try_from(kind.as_raw_value()).unwrap_or(0)
    };
    tokio::select! {
        number = listen(SignalKind::terminate()) => number,
        number = listen(SignalKind::hangup()) => number,
        number = listen(SignalKind::interrupt()) => number,
    }
}

#[cfg(not(unix))]
async fn next() -> u8 {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    2
}
