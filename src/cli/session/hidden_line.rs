//! A line that is typed or pasted without being shown, while something else is waited for.
//!
//! Belongs here: the terminal without an echo, and giving it back. Does not belong here: what the line is
//! for (`open`).

use std::future::pending;

use secrecy::SecretString;

/// What came from the keyboard.
pub(in crate::cli) enum Typed {
    /// A line, without its end.
    Line(SecretString),
    /// Ctrl-C.
    Interrupt,
}

/// The next that comes; without a keyboard it is waited for ever.
pub(in crate::cli) async fn next(typing: &mut Option<Typing>) -> Typed {
    match typing {
        Some(typing) => typing.next().await,
        None => pending().await,
    }
}

#[cfg(unix)]
pub(in crate::cli) use self::unix::Typing;

#[cfg(unix)]
mod unix {
    use std::future::pending;
    use std::io::stdin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::JoinHandle;

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };
    use secrecy::{ExposeSecret, SecretString};
    use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

    use super::Typed;

    const CTRL_C: u8 = 3;
    const BACKSPACE: [u8; 2] = [8, 127];
    /// An address with a code stays far below it.
    const LONGEST: usize = 64 * 1024;

    /// The keyboard without an echo. Dropping it gives the terminal back as it was.
    pub(in crate::cli) struct Typing {
        lines: UnboundedReceiver<Typed>,
        over: Arc<AtomicBool>,
        reader: Option<JoinHandle<()>>,
        before: Termios,
    }

    impl Typing {
        /// Takes the keyboard; none if stdin is no terminal.
        pub(in crate::cli) fn begin() -> Option<Self> {
            let before = tcgetattr(stdin()).ok()?;
            let mut modes = before.clone();
            // In lines the terminal would take 4,095 bytes and no more. Ctrl-C comes as a byte: a signal
            // would end the program and leave the terminal without an echo.
            let off = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
            modes.local_modes.remove(off);
            // A read gives up after a tenth of a second, so that it can be ended.
            modes.special_codes[SpecialCodeIndex::VMIN] = 0;
            modes.special_codes[SpecialCodeIndex::VTIME] = 1;
            tcsetattr(stdin(), OptionalActions::Now, &modes).ok()?;
            let (tell, lines) = unbounded_channel();
            let over = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&over);
            Some(Self {
                lines,
                over,
                reader: Some(std::thread::spawn(move || listen(&tell, &seen))),
                before,
            })
        }

        pub(in crate::cli) async fn next(&mut self) -> Typed {
            match self.lines.recv().await {
                Some(typed) => typed,
                // The terminal is gone; the browser can still come back.
                None => pending().await,
            }
        }
    }

    fn listen(tell: &UnboundedSender<Typed>, over: &AtomicBool) {
        let mut line = SecretString::default();
        let mut bytes = [0; 4096];
        while !over.load(Ordering::Relaxed) {
            let Ok(count) = rustix::io::read(stdin(), &mut bytes) else {
                return;
            };
            if let Some(typed) = take(&mut line, bytes.get(..count).unwrap_or_default()) {
                // Whoever waited has what is needed.
                let _ = tell.send(typed);
            }
        }
    }

    /// Adds keys to a line; gives what they come to, if they come to something.
    pub(in crate::cli) fn take(line: &mut SecretString, keys: &[u8]) -> Option<Typed> {
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

    impl Drop for Typing {
        fn drop(&mut self) {
            self.over.store(true, Ordering::Relaxed);
            if let Some(reader) = self.reader.take() {
                // Whatever is typed from now on is for somebody else.
                let _ = reader.join();
            }
            // Where it fails the terminal is gone. What is left in it was meant for the sign-in.
            let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.before);
        }
    }
}

/// The keyboard without an echo, which other systems have in another way.
#[cfg(not(unix))]
pub(in crate::cli) enum Typing {}

#[cfg(not(unix))]
impl Typing {
    /// None: on this system the browser has to come back by itself.
    pub(in crate::cli) const fn begin() -> Option<Self> {
        None
    }

    async fn next(&mut self) -> Typed {
        match *self {}
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::unix::take;
    use super::*;
    use secrecy::ExposeSecret;

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
}
