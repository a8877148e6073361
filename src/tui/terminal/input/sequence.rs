//! The meaning of the bytes that a terminal sends.
//!
//! Belongs here: one key, one click or one focus change, as bytes. Does not belong here: bytes that arrive
//! in pieces, and pastes (`joiner`).

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// The byte that begins every escape sequence.
pub(in crate::tui) const ESC: u8 = 0x1b;

/// What a byte slice begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum First {
    /// A complete sequence of this many bytes. Many sequences have no meaning here.
    Whole(usize, Option<Event>),
    /// The beginning of a sequence, or nothing.
    Part,
}

/// Returns what the bytes begin with. A single Esc may be a key or the beginning of a sequence, so it is a
/// part.
pub(in crate::tui) fn first(bytes: &[u8]) -> First {
    match bytes {
        [] | [ESC] => First::Part,
        [ESC, b'[', ..] => control_sequence(bytes),
        [ESC, b'O', ..] => single_shift(bytes),
        // The second Esc may begin a sequence of its own.
        [ESC, ESC, ..] => First::Whole(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        [ESC, rest @ ..] => match (end_of_string(rest), first(rest)) {
            (Some(end), _) => First::Whole(end + 1, None),
            (None, First::Whole(length, event)) => First::Whole(length + 1, event.map(with_alt)),
            (None, First::Part) => First::Part,
        },
        [byte @ ..=0x7f, ..] => First::Whole(1, Some(ascii(*byte))),
        [lead, ..] => character(*lead, bytes),
    }
}

/// Returns the end of a string that a terminal sends as an answer to a query, such as one for its colours.
/// An incomplete string cannot be distinguished from a key with Alt.
fn end_of_string(bytes: &[u8]) -> Option<usize> {
    if !matches!(bytes.first()?, b']' | b'P' | b'_' | b'^' | b'X') {
        return None;
    }
    match bytes.iter().position(|byte| matches!(*byte, ESC | 0x07))? {
        end if bytes[end] == 0x07 => Some(end + 1),
        end if bytes.get(end + 1) == Some(&b'\\') => Some(end + 2),
        _ => None,
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn with_alt(event: Event) -> Event {
    match event {
        Event::Key(mut event) => {
            event.modifiers |= KeyModifiers::ALT;
            Event::Key(event)
        }
        other => other,
    }
}

fn ascii(byte: u8) -> Event {
    let control = |base: u8| key(KeyCode::Char(char::from(base)), KeyModifiers::CONTROL);
    match byte {
        b'\r' => key(KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => key(KeyCode::Tab, KeyModifiers::NONE),
        0x7f => key(KeyCode::Backspace, KeyModifiers::NONE),
        0 => control(b' '),
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1b..=0x1f => control(byte - 0x1c + b'4'),
        _ => typed(char::from(byte)),
    }
}

fn typed(character: char) -> Event {
    let modifiers = if character.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    key(KeyCode::Char(character), modifiers)
}

/// Reads a character of more than one byte; invalid bytes are skipped.
fn character(lead: u8, bytes: &[u8]) -> First {
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return First::Whole(1, None),
    };
    match std::str::from_utf8(&bytes[..length.min(bytes.len())]) {
        Ok(text) => First::Whole(length, text.chars().next().map(typed)),
        Err(error) => match error.error_len() {
            Some(bad) => First::Whole(bad, None),
            None => First::Part,
        },
    }
}

/// Reads `ESC O` and a letter, with numbers in between from some old terminals.
fn single_shift(bytes: &[u8]) -> First {
    let is_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b';');
    let Some(end) = end_of(bytes, is_number) else {
        return First::Part;
    };
    let last = bytes[end];
    if !(0x40..=0x7e).contains(&last) {
        return First::Whole(end, None);
    }
    let numbers = Numbers::of(&bytes[2..end]);
    let code = match last {
        b'M' => Some(KeyCode::Enter),
        _ => letter(last),
    };
    let event = code.map(|code| key(code, numbers.modifiers()));
    First::Whole(end + 1, event)
}

/// Returns the position of the first byte, from the third on, that is not inside.
fn end_of(bytes: &[u8], is_inside: impl Fn(&u8) -> bool) -> Option<usize> {
    let inside = bytes.get(2..)?;
    let end = inside.iter().position(|byte| !is_inside(byte))?;
    Some(end + 2)
}

/// Reads `ESC [`, numbers, and a byte that says what they mean. A byte that cannot be part of the sequence
/// ends it and is read separately, so a key is never lost in a malformed sequence.
fn control_sequence(bytes: &[u8]) -> First {
    match bytes.get(2) {
        // Function keys of the Linux console.
        Some(b'[') => {
            return match bytes.get(3) {
                None => First::Part,
                Some(number @ b'A'..=b'E') => {
                    let code = KeyCode::F(number - b'A' + 1);
                    First::Whole(4, Some(key(code, KeyModifiers::NONE)))
                }
                Some(0x20..) => First::Whole(4, None),
                Some(_) => First::Whole(3, None),
            };
        }
        // The mouse, from terminals that do not send positions as numbers: three bytes follow.
        Some(b'M') => {
            let place = &bytes[3..bytes.len().min(6)];
            return match (place.iter().position(|byte| *byte < 32), place) {
                (Some(bad), _) => First::Whole(3 + bad, None),
                (None, [button, column, row]) => {
                    let number = |byte: &u8| u32::from(byte - 32);
                    let event = mouse(number(button), number(column), number(row), true);
                    First::Whole(6, event)
                }
                _ => First::Part,
            };
        }
        _ => {}
    }
    let Some(end) = end_of(bytes, |byte| matches!(byte, 0x20..=0x3f)) else {
        return First::Part;
    };
    let last = bytes[end];
    if !(0x40..=0x7e).contains(&last) {
        return First::Whole(end, None);
    }
    First::Whole(end + 1, meaning(&bytes[2..end], last))
}

fn meaning(inside: &[u8], last: u8) -> Option<Event> {
    if let Some(place) = inside.strip_prefix(b"<") {
        let place = Numbers::of(place);
        let is_press = match last {
            b'M' => true,
            b'm' => false,
            _ => return None,
        };
        return mouse(place.at(0)?, place.at(1)?, place.at(2)?, is_press);
    }
    // Anything else with more than numbers is an answer to a query that was not sent.
    let is_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b';' | b':');
    if !inside.iter().all(is_number) {
        return None;
    }
    let numbers = Numbers::of(inside);
    let modifiers = numbers.modifiers();
    let (code, modifiers) = match last {
        b'I' if inside.is_empty() => return Some(Event::FocusGained),
        b'O' if inside.is_empty() => return Some(Event::FocusLost),
        b'M' => {
            let button = numbers.at(0)?.checked_sub(32)?;
            return mouse(button, numbers.at(1)?, numbers.at(2)?, true);
        }
        // With numbers, it is the cursor position.
        b'R' if !inside.is_empty() => return None,
        b'Z' => (KeyCode::BackTab, modifiers | KeyModifiers::SHIFT),
        b'u' => encoded(numbers.at(0)?, numbers.part(0, 1), modifiers)?,
        // What xterm sends for such a key if it is configured to.
        b'~' if numbers.at(0) == Some(27) => encoded(numbers.at(2)?, None, modifiers)?,
        b'~' => (numbered(numbers.at(0)?)?, modifiers),
        _ => (letter(last)?, modifiers),
    };
    let event = KeyEvent::new_with_kind(code, modifiers, numbers.kind());
    Some(Event::Key(event))
}

const fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    let number = u8::try_from(number).ok()?;
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28..=29 => KeyCode::F(number - 15),
        31..=34 => KeyCode::F(number - 17),
        _ => return None,
    })
}

/// Reads a key from the number of its character, as newer terminals send it, together with the character
/// that Shift produces.
fn encoded(
    number: u32,
    shifted: Option<u32>,
    modifiers: KeyModifiers,
) -> Option<(KeyCode, KeyModifiers)> {
    let has_shift = modifiers.contains(KeyModifiers::SHIFT);
    if let Some(character) = shifted.filter(|_| has_shift).and_then(char::from_u32) {
        return Some((KeyCode::Char(character), modifiers - KeyModifiers::SHIFT));
    }
    let code = match number {
        9 if has_shift => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 | 57_414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        // The keypad.
        57_399..=57_408 => KeyCode::Char(char::from_digit(number - 57_399, 10)?),
        57_409 => KeyCode::Char('.'),
        57_410 => KeyCode::Char('/'),
        57_411 => KeyCode::Char('*'),
        57_412 => KeyCode::Char('-'),
        57_413 => KeyCode::Char('+'),
        57_415 => KeyCode::Char('='),
        57_416 => KeyCode::Char(','),
        57_417 => KeyCode::Left,
        57_418 => KeyCode::Right,
        57_419 => KeyCode::Up,
        57_420 => KeyCode::Down,
        57_421 => KeyCode::PageUp,
        57_422 => KeyCode::PageDown,
        57_423 => KeyCode::Home,
        57_424 => KeyCode::End,
        57_425 => KeyCode::Insert,
        57_426 => KeyCode::Delete,
        57_376..=57_398 => KeyCode::F(u8::try_from(number - 57_376 + 13).ok()?),
        // Keys that type nothing: locks, media keys, the modifiers themselves.
        0xe000..=0xf8ff => return None,
        _ => KeyCode::Char(char::from_u32(number)?),
    };
    Some((code, modifiers))
}

/// Reads a click or a turn of the wheel; positions are counted from 1.
fn mouse(button: u32, column: u32, row: u32, is_press: bool) -> Option<Event> {
    // Ignore Shift, Alt and Ctrl.
    let kind = match button & !0b1_1100 {
        0 if is_press => MouseEventKind::Down(MouseButton::Left),
        64 => MouseEventKind::ScrollUp,
        65 => MouseEventKind::ScrollDown,
        _ => return None,
    };
    let place = |number: u32| u16::try_from(number.checked_sub(1)?).ok();
    Some(Event::Mouse(MouseEvent {
        kind,
        column: place(column)?,
        row: place(row)?,
        modifiers: KeyModifiers::NONE,
    }))
}

/// Numbers separated by `;`, each with one or more parts separated by `:`.
struct Numbers(Vec<Vec<Option<u32>>>);

impl Numbers {
    fn of(bytes: &[u8]) -> Self {
        let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse().ok();
        let parts = |bytes: &[u8]| bytes.split(|byte| *byte == b':').map(number).collect();
        Self(bytes.split(|byte| *byte == b';').map(parts).collect())
    }

    fn at(&self, place: usize) -> Option<u32> {
        self.part(place, 0)
    }

    fn part(&self, place: usize, part: usize) -> Option<u32> {
        *self.0.get(place)?.get(part)?
    }

    /// Reads the modifiers: the second number, minus one, is a set of bits.
    fn modifiers(&self) -> KeyModifiers {
        let bits = self.at(1).unwrap_or(1).saturating_sub(1);
        let all = [
            KeyModifiers::SHIFT,
            KeyModifiers::ALT,
            KeyModifiers::CONTROL,
            KeyModifiers::SUPER,
            KeyModifiers::HYPER,
            KeyModifiers::META,
        ];
        let pressed = (0..).zip(all).filter(|(bit, _)| bits >> bit & 1 == 1);
        pressed.map(|(_, modifier)| modifier).collect()
    }

    fn kind(&self) -> KeyEventKind {
        match self.part(1, 1) {
            Some(2) => KeyEventKind::Repeat,
            Some(3) => KeyEventKind::Release,
            _ => KeyEventKind::Press,
        }
    }
}
