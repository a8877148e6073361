//! The only loop: receives messages, updates the model, presents it, performs effects.
//!
//! Belongs here: waiting, drawing at the right moment, tasks. Does not belong here: what a message
//! means (`update`), the terminal itself (`terminal`).

mod explain;
mod perform;
mod view_file;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{io, thread};

use tokio::sync::Notify;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::sleep_until;

use self::perform::Performer;
use super::model::Model;
use super::signals;
use super::update::update;
use crate::session::Session;
use crate::tui::store::msg::{Effect, Msg};
use crate::tui::terminal::input;
use crate::tui::terminal::input::Input;
use crate::tui::terminal::modes::Mode;

/// The minimum time between two frames; changes within it are drawn together.
const FRAME: Duration = Duration::from_millis(16);
/// How long to wait after the last resize event before drawing, because resizing a terminal sends many.
const RESIZE_REST: Duration = Duration::from_millis(50);

/// A surface that shows the model.
pub trait Surface {
    /// Shows the current model.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn present(&mut self, model: &Model) -> io::Result<()>;

    /// Suspends the program until it returns to the foreground; returns the size then.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn suspend(&mut self) -> io::Result<(u16, u16)>;

    /// Turns reports of clicks and the wheel on or off.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn mouse(&mut self, on: bool) -> io::Result<()>;

    /// Copies text to the clipboard of the terminal, if programs may write to it.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Rings the bell, for an admin who is looking elsewhere.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    fn bell(&mut self) -> io::Result<()>;
}

/// Opens the session of another profile, by its name.
pub type OpenProfile<'a> = dyn Fn(&str) -> Result<Session, String> + 'a;

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The admin quit.
    Quit,
    Signal(u8),
}

/// The sources that the loop listens to, besides its own tasks.
#[derive(Debug)]
pub struct Sources {
    /// The admin's input.
    pub input: UnboundedReceiver<Vec<Input>>,
    /// Signals that request the program to end.
    pub signals: UnboundedReceiver<u8>,
    /// Notified when the terminal is found to be closed, which counts as a signal.
    pub terminal_gone: Arc<Notify>,
    /// Whether a change is in progress; read by the task that watches the deadline after a signal.
    pub change_under_way: Arc<AtomicBool>,
}

impl Sources {
    /// Starts to listen to the terminal and to signals. `mode` is what a signal must restore; `escape` is
    /// how long an Esc is held in case more bytes follow it.
    ///
    /// # Errors
    /// Returns an error if the system cannot create a thread.
    pub fn open(mode: Mode, escape: Duration) -> io::Result<Self> {
        let (input_sender, input) = mpsc::unbounded_channel();
        let (signal_sender, signals) = mpsc::unbounded_channel();
        let change_under_way = Arc::new(AtomicBool::new(false));
        drop(tokio::spawn(input::watch_size(input_sender.clone())));
        // The thread ends with the process: only a key or the closing of the terminal can wake it.
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || input::read(&input_sender, escape))?;
        let terminal_gone = Arc::new(Notify::new());
        drop(tokio::spawn(signals::watch(
            signal_sender,
            Arc::clone(&terminal_gone),
            Arc::clone(&change_under_way),
            mode,
        )));
        Ok(Self {
            input,
            signals,
            terminal_gone,
            change_under_way,
        })
    }
}

/// A surface that stops writing once its terminal is closed. A change in progress then ends without being
/// shown.
struct LiveSurface<'a, S: ?Sized> {
    surface: &'a mut S,
    gone: Option<Arc<Notify>>,
}

impl<S: Surface + ?Sized> LiveSurface<'_, S> {
    /// Writes, unless the terminal is closed.
    fn write<T>(&mut self, write: impl FnOnce(&mut S) -> io::Result<T>) -> Option<T> {
        self.gone.as_ref()?;
        let written = write(self.surface);
        if written.is_err() {
            self.lose();
        }
        written.ok()
    }

    /// Shows the current model.
    fn paint(&mut self, model: &mut Model, started: Instant) {
        if self.write(|surface| surface.present(model)).is_some() {
            update(model, Msg::Painted, started.elapsed());
        }
    }

    /// Marks the terminal as closed; the resulting signal ends the loop.
    fn lose(&mut self) {
        if let Some(gone) = self.gone.take() {
            gone.notify_one();
        }
    }
}

/// Runs until the admin quits, a signal arrives, or the terminal closes, which counts as a signal.
pub async fn run(
    session: Session,
    mut model: Model,
    surface: &mut (impl Surface + ?Sized),
    mut sources: Sources,
    open_profile: &OpenProfile<'_>,
) -> Ending {
    let mut shown = LiveSurface {
        surface,
        gone: Some(Arc::clone(&sources.terminal_gone)),
    };
    let (sender, mut messages) = mpsc::unbounded_channel();
    let started = Instant::now();
    let mut performer = Performer::new(session, sender);
    let mut ending = None;
    let mut resting_until = None;

    let mut todo = update(&mut model, Msg::Started, Duration::ZERO);
    // Draw the first frame before setting up anything that the start requests.
    shown.paint(&mut model, started);
    let mut drawn = Some(Instant::now());
    let mut draw_at = None;
    loop {
        for effect in std::mem::take(&mut todo) {
            match effect {
                Effect::Quit => return ending.unwrap_or(Ending::Quit),
                Effect::HangUp => shown.lose(),
                Effect::Suspend => {
                    let Some((width, height)) = shown.write(Surface::suspend) else {
                        continue;
                    };
                    let now = started.elapsed();
                    todo.extend(update(&mut model, Msg::Resumed, now));
                    let resized = Msg::Input(Input::Resize(width, height));
                    todo.extend(update(&mut model, resized, now));
                    draw_at = Some(Instant::now());
                }
                Effect::Bell => _ = shown.write(Surface::bell),
                Effect::Copy(text) => _ = shown.write(|surface| surface.copy(&text)),
                Effect::Mouse(on) => _ = shown.write(|surface| surface.mouse(on)),
                Effect::Switch(name) => {
                    let now = started.elapsed();
                    let outcome = open_profile(&name).map(|session| {
                        let start = model.store.start.of(&session);
                        // Remaining answers of the old session are dropped.
                        let (sender, receiver) = mpsc::unbounded_channel();
                        messages = receiver;
                        performer = Performer::new(session, sender);
                        Box::new(start)
                    });
                    todo.extend(update(&mut model, Msg::Switched(outcome), now));
                    draw_at = draw_at.or(Some(next_frame(drawn, Instant::now())));
                }
                effect => performer.perform(effect, &model),
            }
        }
        let under_way = model.store.in_flight().is_some() || model.store.plan_running();
        sources.change_under_way.store(under_way, Ordering::Relaxed);
        if let Some(ending) = ending
            && !under_way
        {
            return ending;
        }

        let deadline = draw_at.max(resting_until.filter(|_| draw_at.is_some()));
        let due = async {
            match deadline {
                // A timer would round the time up to the next millisecond.
                Some(at) if at <= Instant::now() => {}
                Some(at) => sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        // Input goes first, so many answers never delay a key.
        tokio::select! {
            biased;
            Some(signal) = sources.signals.recv() => {
                ending = Some(Ending::Signal(signal));
                performer.stop_waiting();
                todo.extend(update(&mut model, Msg::Leaving, started.elapsed()));
                draw_at = draw_at.or(Some(next_frame(drawn, Instant::now())));
            }
            // The listener reports once that the terminal is closed, and ends.
            batch = sources.input.recv(), if shown.gone.is_some() => {
                let now = started.elapsed();
                for input in batch.unwrap_or_else(|| vec![Input::Closed]) {
                    if matches!(input, Input::Resize(..)) {
                        resting_until = Some(Instant::now() + RESIZE_REST);
                    }
                    todo.extend(update(&mut model, Msg::Input(input), now));
                }
                draw_at = draw_at.or(Some(next_frame(drawn, Instant::now())));
            }
            () = due => {
                shown.paint(&mut model, started);
                drawn = Some(Instant::now());
                draw_at = None;
            }
            Some(message) = messages.recv() => {
                todo.extend(update(&mut model, message, started.elapsed()));
                // Messages that have arrived in the meantime are part of the same frame.
                while let Ok(message) = messages.try_recv() {
                    todo.extend(update(&mut model, message, started.elapsed()));
                }
                draw_at = draw_at.or(Some(next_frame(drawn, Instant::now())));
            }
        }
    }
}

/// Returns when the next frame may be drawn: immediately, unless one was drawn less than `FRAME` ago.
fn next_frame(drawn: Option<Instant>, now: Instant) -> Instant {
    drawn.map_or(now, |drawn| (drawn + FRAME).max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_due_at_once_unless_one_was_drawn_a_moment_ago() {
        let now = Instant::now();
        assert_eq!(next_frame(None, now), now);
        assert_eq!(next_frame(now.checked_sub(FRAME), now), now);
        assert_eq!(next_frame(now.checked_sub(2 * FRAME), now), now);
        assert_eq!(next_frame(Some(now), now), now + FRAME);
        let half = now.checked_sub(FRAME / 2);
        assert_eq!(next_frame(half, now), now + FRAME / 2);
    }
}
