//! The real program on a pseudo terminal, with a terminal emulator that reads along.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// By when a condition must have come true.
const DEADLINE: Duration = Duration::from_secs(20);
/// How long nothing must come for the program to count as idle.
const QUIET: Duration = Duration::from_millis(400);

/// Between two pieces of what is typed: enough for the first one to be read alone.
const GAP: Duration = Duration::from_millis(20);

const FRAME_END: &[u8] = b"\x1b[?2026l";

struct Heard {
    terminal: vt100::Parser,
    /// Everything that the program wrote.
    raw: Vec<u8>,
    closed: bool,
    /// Whether nobody listens any more after what comes next.
    hanging_up: bool,
}

/// A program on a pseudo terminal. Dropping it kills it.
pub struct Program {
    /// None once it was hung up.
    master: Option<Box<dyn MasterPty>>,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Option<Box<dyn Write + Send>>,
    heard: Arc<(Mutex<Heard>, Condvar)>,
    /// Configuration and state of its own.
    _home: tempfile::TempDir,
}

/// The program under test: the one just built, or the one that `ENLIST_TEST_PROGRAM` names.
pub fn enlist() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        let built = || env!("CARGO_BIN_EXE_enlist").into();
        std::env::var_os("ENLIST_TEST_PROGRAM").map_or_else(built, PathBuf::from)
    });
    &PROGRAM
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    count.try_into().unwrap()
}

impl Program {
    /// Starts a program at 80×24.
    pub fn start(program: &Path, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in [("PATH", std::env::var_os("PATH").unwrap_or_default())]
            .into_iter()
            .chain([
                ("TERM", OsString::from("xterm-256color")),
                ("LANG", OsString::from("C.UTF-8")),
                ("HOME", home.path().into()),
                ("XDG_CONFIG_HOME", home.path().join("config").into()),
                ("XDG_STATE_HOME", home.path().join("state").into()),
            ])
        {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let heard = Heard {
            terminal: vt100::Parser::new(cells(24), cells(80), 0),
            raw: Vec::new(),
            closed: false,
            hanging_up: false,
        };
        let heard = Arc::new((Mutex::new(heard), Condvar::new()));
        let listener = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            loop {
                let count = output.read(&mut bytes).unwrap_or(0);
                let mut heard = listener.0.lock().unwrap();
                heard.terminal.process(&bytes[..count]);
                heard.raw.extend_from_slice(&bytes[..count]);
                heard.closed = count == 0 || heard.hanging_up;
                listener.1.notify_all();
                if heard.closed {
                    return;
                }
            }
        });
        Self {
            master: Some(pair.master),
            child,
            keyboard: Some(keyboard),
            heard,
            _home: home,
        }
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.0.lock().unwrap()
    }

    /// Types keys, as the bytes that a terminal sends for them.
    pub fn send(&mut self, keys: &str) -> &mut Self {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
        self
    }

    /// Types bytes with gaps between them, as a line makes them.
    pub fn send_in_pieces(&mut self, pieces: &[&str]) -> &mut Self {
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                let heard = self.heard();
                drop(self.heard.1.wait_timeout_while(heard, GAP, |_| true));
            }
            self.send(piece);
        }
        self
    }

    /// Pastes text the way a terminal with bracketed paste does.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(&format!("\x1b[200~{text}\x1b[201~"))
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.heard()
            .terminal
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Takes the terminal away, as a dropped SSH session does, and waits for the program's end. It has
    /// to be writing now and then, so that the listener lets go of the terminal.
    pub fn hang_up(&mut self) -> ExitStatus {
        self.heard().hanging_up = true;
        let until = Instant::now() + DEADLINE;
        let mut heard = self.heard.0.lock().unwrap();
        while !heard.closed {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it writes nothing");
            heard = self.heard.1.wait_timeout(heard, left).unwrap().0;
        }
        drop(heard);
        self.keyboard = None;
        self.master = None;
        self.child.wait().unwrap()
    }

    /// Waits until `condition` holds for the screen; a test that waits in vain shows the screen.
    pub fn wait_for(&self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + DEADLINE;
        let mut heard = self.heard();
        while !condition(heard.terminal.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || heard.closed {
                let screen = heard.terminal.screen().contents();
                let from = heard.raw.len().saturating_sub(400);
                let last = String::from_utf8_lossy(&heard.raw[from..]).into_owned();
                drop(heard);
                panic!("waited in vain for {what}\n{screen}\nlast bytes: {last:?}");
            }
            heard = self.heard.1.wait_timeout(heard, left).unwrap().0;
        }
    }

    /// Waits until the screen shows `text`.
    pub fn see(&mut self, text: &str) -> &mut Self {
        self.wait_for(&format!("`{text}`"), |screen| {
            screen.contents().contains(text)
        });
        self
    }

    /// Waits until the screen shows `text` no more.
    pub fn see_no_more(&mut self, text: &str) -> &mut Self {
        self.wait_for(&format!("`{text}` to go"), |screen| {
            !screen.contents().contains(text)
        });
        self
    }

    /// Presses a key until `condition` holds, for what does not listen at every moment.
    pub fn press_until(
        &mut self,
        key: &str,
        what: &str,
        condition: impl Fn(&vt100::Screen) -> bool,
    ) {
        let until = Instant::now() + DEADLINE;
        loop {
            if condition(self.heard().terminal.screen()) {
                return;
            }
            assert!(
                Instant::now() < until,
                "waited in vain for {what}\n{}",
                self.screen()
            );
            self.send(key);
            let heard = self.heard();
            drop(self.heard.1.wait_timeout(heard, QUIET).unwrap());
        }
    }

    pub fn screen(&self) -> String {
        self.heard().terminal.screen().contents()
    }

    /// Presses a key that copies, and gives what the terminal's clipboard got (OSC 52).
    pub fn clipboard(&mut self, key: &str) -> String {
        use base64::Engine as _;
        let mark = self.bytes();
        let until = Instant::now() + DEADLINE;
        loop {
            // What has just opened by itself may not listen yet.
            self.send(key);
            let heard = self.heard();
            let heard = self.heard.1.wait_timeout(heard, QUIET).unwrap().0;
            let raw = String::from_utf8_lossy(&heard.raw[mark..]).into_owned();
            drop(heard);
            let ended = |rest: &str| {
                rest.find(['\x07', '\x1b'])
                    .map(|end| rest[..end].to_owned())
            };
            if let Some(copied) = raw.split("\x1b]52;c;").nth(1).and_then(ended) {
                let bytes = base64::engine::general_purpose::STANDARD.decode(copied);
                return String::from_utf8(bytes.unwrap()).unwrap();
            }
            assert!(Instant::now() < until, "nothing was copied: {raw:?}");
        }
    }

    /// Everything that was written so far.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.heard().raw).into_owned()
    }

    /// How many bytes were written so far.
    pub fn bytes(&self) -> usize {
        self.heard().raw.len()
    }

    /// Waits until nothing has been written for a while. The one place that looks at the clock: that
    /// nothing comes can only be seen by waiting for it.
    pub fn settle(&self) -> usize {
        let until = Instant::now() + DEADLINE;
        let mut heard = self.heard();
        loop {
            let before = heard.raw.len();
            let (next, waited) = self.heard.1.wait_timeout(heard, QUIET).unwrap();
            heard = next;
            if waited.timed_out() && heard.raw.len() == before {
                return before;
            }
            assert!(Instant::now() < until, "it never came to rest");
        }
    }

    /// Everything that the program wrote so far.
    pub fn raw(&self) -> Vec<u8> {
        self.heard().raw.clone()
    }

    /// Waits until the program has written `text` after the first `mark` bytes, on the screen still or not.
    pub fn hear_after(&mut self, mark: usize, text: &str) -> &mut Self {
        let until = Instant::now() + DEADLINE;
        let mut heard = self.heard();
        while !String::from_utf8_lossy(&heard.raw[mark..]).contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            let screen = heard.terminal.screen().contents();
            assert!(
                !left.is_zero() && !heard.closed,
                "never said {text}\n{screen}"
            );
            heard = self.heard.1.wait_timeout(heard, left).unwrap().0;
        }
        drop(heard);
        self
    }

    /// The first frame that was written after the first `mark` bytes.
    pub fn frame_after(&self, mark: usize) -> Vec<u8> {
        let end = |heard: &Heard| {
            let new = heard.raw.get(mark..)?;
            let at = new
                .windows(FRAME_END.len())
                .position(|window| window == FRAME_END)?;
            Some(mark + at + FRAME_END.len())
        };
        let until = Instant::now() + DEADLINE;
        let mut heard = self.heard();
        loop {
            if let Some(end) = end(&heard) {
                return heard.raw[mark..end].to_vec();
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !heard.closed, "no frame came");
            heard = self.heard.1.wait_timeout(heard, left).unwrap().0;
        }
    }

    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Waits until the program has ended and everything it wrote has been read.
    pub fn wait_exit(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        let mut heard = self.heard.0.lock().unwrap();
        while !heard.closed {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = heard.terminal.screen().contents();
                drop(heard);
                panic!("it does not end\n{screen}");
            }
            heard = self.heard.1.wait_timeout(heard, left).unwrap().0;
        }
        drop(heard);
        self.child.wait().unwrap()
    }

    /// Asserts that the program left the terminal as it found it.
    pub fn assert_restored(&self) {
        let heard = self.heard();
        let screen = heard.terminal.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is on");
        let mouse = screen.mouse_protocol_mode();
        assert!(
            mouse == vt100::MouseProtocolMode::None,
            "the mouse is captured"
        );
        drop(heard);
        self.assert_cooked();
    }

    /// Asserts that the terminal takes lines and echoes again.
    pub fn assert_cooked(&self) {
        let modes = self.master.as_ref().unwrap().get_termios().unwrap();
        let flags = format!("{:?}", modes.local_flags);
        assert!(
            flags.contains("ICANON") && flags.contains("ECHO"),
            "still raw: {flags}"
        );
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
