//! An example of every input, for tests of code that handles input.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Input, Mouse, Pointing};

pub(in crate::tui) fn inputs() -> Vec<Input> {
    let key = |event, repeat| Input::Key { event, repeat };
    let mouse = |what| {
        Input::Mouse(Mouse {
            what,
            column: 3,
            row: 4,
        })
    };
    vec![
        key(
            KeyEvent::new(KeyCode::Char('ß'), KeyModifiers::CONTROL),
            false,
        ),
        key(KeyEvent::from(KeyCode::F(12)), true),
        mouse(Pointing::Click),
        mouse(Pointing::WheelUp),
        mouse(Pointing::WheelDown),
        Input::Paste("two\nlines\u{1b}".to_owned()),
        Input::Resize(80, 24),
        Input::Closed,
    ]
}

/// Returns the number of a kind of input. A new kind needs an example above.
pub(in crate::tui) const fn input_kind(input: &Input) -> usize {
    match input {
        Input::Key { .. } => 0,
        Input::Mouse(_) => 1,
        Input::Paste(_) => 2,
        Input::Resize(..) => 3,
        Input::Closed => 4,
    }
}
