//! A line that is typed or pasted without being shown, while something else is waited for.
//!
//! Belongs here: the terminal without an echo, and giving it back. Does not belong here: what the line is
//! for (`open`).

use std::future::pending;
use std::io::{self, stdin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use self::keyboard::Keyboard;

/// What came from the keyboard.
pub(in crate::cli) enum Typed {
    /// A line, without its end.
    Line(SecretString),
    /// Ctrl-C.
    Interrupt,
}

const CTRL_C: u8 = 3;
const BACKSPACE: [u8; 2] = [8, 127];
/// An address with a code stays far below it.
const LONGEST: usize = 64 * 1024;

/// The next that comes; without a keyboard it is waited for ever.
pub(in crate::cli) async fn next(typing: &mut Option<Typing>) -> Typed {
    match typing {
        Some(typing) => typing.next().await,
        None => pending().await,
    }
}

/// What is typed, in lines. Dropping it gives the terminal back as it was.
pub(in crate::cli) struct Typing {
    lines: UnboundedReceiver<Typed>,
    over: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

impl Typing {
    /// Takes the keyboard; none if stdin is no terminal.
    pub(in crate::cli) fn begin() -> Option<Self> {
        let keyboard = Keyboard::take()?;
        let (tell, lines) = unbounded_channel();
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        Some(Self {
            lines,
            over,
            reader: Some(std::thread::spawn(move || listen(&keyboard, &tell, &seen))),
        })
    }

    async fn next(&mut self) -> Typed {
        match self.lines.recv().await {
            Some(typed) => typed,
            // The terminal is gone; the browser can still come back.
            None => pending().await,
        }
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(reader) = self.reader.take() {
            // Whatever is typed from now on is for somebody else.
            let _ = reader.join();
        }
    }
}

fn listen(keyboard: &Keyboard, tell: &UnboundedSender<Typed>, over: &AtomicBool) {
    let mut line = SecretString::default();
    let mut bytes = [0; 4096];
    while !over.load(Ordering::Relaxed) {
        let Ok(count) = keyboard.read(&mut bytes) else {
            return;
        };
        if let Some(typed) = take(&mut line, bytes.get(..count).unwrap_or_default()) {
            // Whoever waited has what is needed.
            let _ = tell.send(typed);
        }
    }
}

/// Adds keys to a line; gives what they come to, if they come to something.
fn take(line: &mut SecretString, keys: &[u8]) -> Option<Typed> {
    let mut text = line.expose_secret().to_owned();
    for &key in keys {
        match key {
            CTRL_C => return Some(Typed::Interrupt),
            b'\r' | b'\n' if text.is_empty() => {}
            b'\r' | b'\n' => {
                *line = SecretString::default();
                return Some(Typed::Line(SecretString::from(text)));
            }
            key if BACKSPACE.contains(&key) => drop(text.pop()),
            // An address is of ASCII (RFC 3986).
            key if key.is_ascii_graphic() && text.len() < LONGEST => text.push(char::from(key)),
            _ => {}
        }
    }
    *line = SecretString::from(text);
    None
}

/// The terminal without an echo. In lines it would take 4,095 bytes and no more; Ctrl-C comes as a byte, since a
/// signal would end the program and leave the terminal without an echo. A read gives up after a tenth of a
/// second, so that it can be ended.
#[cfg(unix)]
mod keyboard {
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    use super::{io, stdin};

    pub(super) struct Keyboard {
        before: Termios,
    }

    impl Keyboard {
        pub(super) fn take() -> Option<Self> {
            let before = tcgetattr(stdin()).ok()?;
            let mut modes = before.clone();
            let off = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
            modes.local_modes.remove(off);
            modes.special_codes[SpecialCodeIndex::VMIN] = 0;
            modes.special_codes[SpecialCodeIndex::VTIME] = 1;
            tcsetattr(stdin(), OptionalActions::Now, &modes).ok()?;
            Some(Self { before })
        }

        #[expect(clippy::unused_self, reason = "only who has the keyboard may read it")]
        pub(super) fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
            Ok(rustix::io::read(stdin(), bytes)?)
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            // Where it fails the terminal is gone. What is left in it was meant for the sign-in.
            let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.before);
        }
    }
}

/// The same where the keyboard gives events.
#[cfg(not(unix))]
mod keyboard {
    use std::io::IsTerminal as _;
    use std::time::Duration;

    use crossterm::event::{self, Event, KeyEventKind};
    use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

    use super::{byte, io, stdin};

    const WAIT: Duration = Duration::from_millis(100);

    pub(super) struct Keyboard(());

    impl Keyboard {
        pub(super) fn take() -> Option<Self> {
            if !stdin().is_terminal() {
                return None;
            }
            enable_raw_mode().ok()?;
            Some(Self(()))
        }

        #[expect(clippy::unused_self, reason = "only who has the keyboard may read it")]
        pub(super) fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
            if !event::poll(WAIT)? {
                return Ok(0);
            }
            match (event::read()?, bytes.first_mut()) {
                (Event::Key(key), Some(first)) if key.kind != KeyEventKind::Release => {
                    let byte = byte(key);
                    *first = byte.unwrap_or_default();
                    Ok(usize::from(byte.is_some()))
                }
                _ => Ok(0),
            }
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            // What is left in it was meant for the sign-in.
            while event::poll(Duration::ZERO).unwrap_or_default() && event::read().is_ok() {}
            let _ = disable_raw_mode();
        }
    }
}

/// The byte that a terminal sends for a key, as far as an address is made of it.
#[cfg(any(not(unix), test))]
fn byte(key: crossterm::event::KeyEvent) -> Option<u8> {
    use crossterm::event::{KeyCode, KeyModifiers};
    match key.code {
        KeyCode::Enter => Some(b'\r'),
        KeyCode::Backspace => BACKSPACE.last().copied(),
        KeyCode::Char('c') if key.modifiers == KeyModifiers::CONTROL => Some(CTRL_C),
        KeyCode::Char(c) if key.modifiers != KeyModifiers::CONTROL => u8::try_from(c).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    #[test]
    fn keys_come_to_a_line_or_to_an_interrupt() {
        let mut line = SecretString::default();
        assert!(take(&mut line, b"\nhttp://x").is_none());
        assert!(take(&mut line, b"yz\x7f").is_none());
        let Some(Typed::Line(whole)) = take(&mut line, b"\x1b\r") else {
            unreachable!()
        };
        assert_eq!(whole.expose_secret(), "http://xy");
        assert!(line.expose_secret().is_empty());
        assert!(matches!(take(&mut line, b"a\x03"), Some(Typed::Interrupt)));
    }

    #[test]
    fn events_become_the_bytes_of_a_terminal() {
        let of = |code, modifiers| byte(KeyEvent::new(code, modifiers));
        let none = KeyModifiers::NONE;
        assert_eq!(of(KeyCode::Char('x'), none), Some(b'x'));
        assert_eq!(of(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(b'?'));
        // AltGr, with which & and = are typed on some keyboards.
        let alt_gr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(of(KeyCode::Char('&'), alt_gr), Some(b'&'));
        assert_eq!(of(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(3));
        assert_eq!(of(KeyCode::Char('v'), KeyModifiers::CONTROL), None);
        assert_eq!(of(KeyCode::Enter, none), Some(b'\r'));
        assert_eq!(of(KeyCode::Backspace, none), Some(127));
        assert_eq!(of(KeyCode::Left, none), None);
    }
}
