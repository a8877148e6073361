//! Moves the cursor from one position to another in as few bytes as possible.

use ratatui::layout::Position;

/// Up to this many steps to the left are shorter as backspaces.
const FEW: u16 = 4;

/// Moves to a position from anywhere (ECMA-48, CUP).
pub(super) fn absolute(to: Position) -> String {
    match (to.y + 1, to.x + 1) {
        (1, 1) => "\x1b[H".to_owned(),
        (row, 1) => format!("\x1b[{row}H"),
        (row, column) => format!("\x1b[{row};{column}H"),
    }
}

/// Returns the shortest of the possible moves.
pub(super) fn shortest(from: Position, to: Position) -> String {
    let ahead = columns(from.x, to.x);
    // A carriage return goes to the first column.
    let anew = "\r".to_owned() + &columns(0, to.x);
    let across = if anew.len() < ahead.len() {
        anew
    } else {
        ahead
    };
    let relative = rows(from.y, to.y) + &across;
    let absolute = absolute(to);
    if relative.len() < absolute.len() {
        relative
    } else {
        absolute
    }
}

/// Moves a number of steps in one direction (CUU, CUD, CUF, CUB).
fn steps(count: u16, letter: char) -> String {
    match count {
        0 => String::new(),
        1 => format!("\x1b[{letter}"),
        _ => format!("\x1b[{count}{letter}"),
    }
}

fn columns(from: u16, to: u16) -> String {
    match from.saturating_sub(to) {
        0 => steps(to - from, 'C'),
        few @ 1..FEW => "\u{8}".repeat(usize::from(few)),
        many => steps(many, 'D'),
    }
}

fn rows(from: u16, to: u16) -> String {
    match to.saturating_sub(from) {
        0 => steps(from - to, 'A'),
        // A line feed keeps the column if the terminal is raw. The Windows console is never raw in this
        // respect.
        few @ 1..FEW if cfg!(unix) => "\n".repeat(usize::from(few)),
        many => steps(many, 'B'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn position(x: u16, y: u16) -> Position {
        Position { x, y }
    }

    #[test]
    fn near_places_are_reached_by_steps() {
        let from = position(40, 10);
        for (to, way) in [
            (position(43, 10), "\x1b[3C"),
            (position(38, 10), "\u{8}\u{8}"),
            (position(20, 10), "\x1b[20D"),
            (position(0, 10), "\r"),
            (position(40, 9), "\x1b[A"),
            (position(79, 23), "\x1b[24;80H"),
            (position(0, 0), "\x1b[H"),
            (position(0, 5), "\x1b[6H"),
        ] {
            assert_eq!(shortest(from, to), way, "{to:?}");
        }
        if cfg!(unix) {
            assert_eq!(shortest(from, position(38, 11)), "\n\u{8}\u{8}");
            assert_eq!(shortest(from, position(1, 12)), "\n\n\r\x1b[C");
        }
    }

    proptest! {
        #[test]
        fn the_cursor_arrives(
            from in (0_u16..160, 0_u16..50),
            to in (0_u16..160, 0_u16..50),
        ) {
            let mut terminal = vt100::Parser::new(50.try_into().unwrap(), 160.try_into().unwrap(), 0);
            terminal.process(absolute(from.into()).as_bytes());
            let way = shortest(from.into(), to.into());
            terminal.process(way.as_bytes());
            prop_assert_eq!(terminal.screen().cursor_position(), (to.1, to.0));
            prop_assert!(way.len() <= absolute(to.into()).len());
        }
    }
}
