//! The only loop: takes messages, updates the model, presents it, performs effects.
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

/// Two frames are at least this far apart; what happens in between is drawn together.
const FRAME: Duration = Duration::from_millis(16);
/// A terminal that is being resized says so many times: it is drawn when it has come to rest.
const RESIZE_REST: Duration = Duration::from_millis(50);

/// Where the model is shown.
pub trait Surface {
    /// Shows the model as it is.
    ///
    /// # Errors
    /// The error of writing.
    fn present(&mut self, model: &Model) -> io::Result<()>;

    /// Goes to the background and comes back; gives the size then.
    ///
    /// # Errors
    /// The error of writing.
    fn suspend(&mut self) -> io::Result<(u16, u16)>;

    /// Asks for clicks and the wheel, or no more.
    ///
    /// # Errors
    /// The error of writing.
    fn mouse(&mut self, on: bool) -> io::Result<()>;

    /// Puts text into the clipboard of the terminal, where it has one that programs may write.
    ///
    /// # Errors
    /// The error of writing.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Rings the bell, for whoever looks elsewhere.
    ///
    /// # Errors
    /// The error of writing.
    fn bell(&mut self) -> io::Result<()>;
}

/// Opens the session of another profile, by its name.
pub type OpenProfile<'a> = dyn Fn(&str) -> Result<Session, String> + 'a;

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The admin left.
    Quit,
    Signal(u8),
}

/// What the loop listens to, besides its own tasks.
#[derive(Debug)]
pub struct Sources {
    /// What the admin does.
    pub input: UnboundedReceiver<Vec<Input>>,
    /// Signals that ask the program to end.
    pub signals: UnboundedReceiver<u8>,
    /// Told when the terminal turns out to be gone; a signal comes of it.
    pub terminal_gone: Arc<Notify>,
    /// Set while a change is under way, for whoever watches the deadline after a signal.
    pub change_under_way: Arc<AtomicBool>,
}

impl Sources {
    /// Starts to listen to the terminal and to signals. `mode` is what a signal has to restore, `escape`
    /// how long an Esc is held in case that more of it comes.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn open(mode: Mode, escape: Duration) -> io::Result<Self> {
        let (input_sender, input) = mpsc::unbounded_channel();
        let (signal_sender, signals) = mpsc::unbounded_channel();
        let change_under_way = Arc::new(AtomicBool::new(false));
        drop(tokio::spawn(input::watch_size(input_sender.clone())));
        // The thread ends with the process: nothing can wake it but a key, and the terminal's end.
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

/// A surface, until its terminal is gone. Nothing is written to it after that: the change under way
/// comes to its end unseen.
struct LiveSurface<'a, S: ?Sized> {
    surface: &'a mut S,
    gone: Option<Arc<Notify>>,
}

impl<S: Surface + ?Sized> LiveSurface<'_, S> {
    /// Writes, where there is still something to write to.
    fn write<T>(&mut self, write: impl FnOnce(&mut S) -> io::Result<T>) -> Option<T> {
        self.gone.as_ref()?;
        let written = write(self.surface);
        if written.is_err() {
            self.lose();
        }
        written.ok()
    }

    /// Shows the model as it is.
    fn paint(&mut self, model: &mut Model, started: Instant) {
        if self.write(|surface| surface.present(model)).is_some() {
            update(model, Msg::Painted, started.elapsed());
        }
    }

    /// Takes the terminal for gone; the signal that comes of it ends the loop.
    fn lose(&mut self) {
        if let Some(gone) = self.gone.take() {
            gone.notify_one();
        }
    }
}

/// Runs until the admin leaves, a signal ends it, or the terminal is gone, which counts as one.
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
    // Nothing is set up for what the start asks for before there is something to see.
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
                        // What the old session still answers has nobody to hear it.
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
                // A timer would round it up to the next millisecond.
                Some(at) if at <= Instant::now() => {}
                Some(at) => sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        // Input goes first, so that a flood of answers never holds up a key.
        tokio::select! {
            biased;
            Some(signal) = sources.signals.recv() => {
                ending = Some(Ending::Signal(signal));
                performer.stop_waiting();
                todo.extend(update(&mut model, Msg::Leaving, started.elapsed()));
                draw_at = draw_at.or(Some(next_frame(drawn, Instant::now())));
            }
            // What listens to the terminal says once that it is gone, and ends.
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
                // What has come meanwhile is part of the same frame.
                while let Ok(message) = messages.try_recv() {
                    todo.extend(update(&mut model, message, started.elapsed()));
                }
                draw_at = draw_at.or(Some(next_frame(drawn, Instant::now())));
            }
        }
    }
}

/// When the next frame may be drawn: at once, unless one was drawn a moment ago.
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
