//! Tests of the backend, with a terminal emulator as the judge.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::style::{Color, Style};

use super::*;

/// Collects what is written, each write separately.
#[derive(Default, Debug)]
struct Writes(Vec<Vec<u8>>);

impl Write for &mut Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SIZE: Size = Size {
    width: 20,
    height: 4,
};

type Line<'a> = (u16, &'a str, Style);

/// Draws the frames one after the other and returns the bytes of each.
fn play(frames: &[(Vec<Line<'_>>, Option<Position>)]) -> Vec<Vec<u8>> {
    let mut written = Vec::new();
    let mut writes = Writes::default();
    let mut terminal = Terminal::new(FrameBackend::new(&mut writes, SIZE)).unwrap();
    for (lines, cursor) in frames {
        terminal
            .draw(|frame| {
                for (row, text, style) in lines {
                    frame.buffer_mut().set_stringn(0, *row, text, 20, *style);
                }
                if let Some(position) = cursor {
                    frame.set_cursor_position(*position);
                }
            })
            .unwrap();
        let out: &mut Writes = terminal.backend_mut().out;
        assert!(out.0.len() <= 1, "one frame is one write");
        written.push(out.0.pop().unwrap_or_default());
    }
    written
}

fn plain(row: u16, text: &str) -> Line<'_> {
    (row, text, Style::new())
}

#[test]
fn nothing_changed_is_nothing_written() {
    let frame = (
        vec![plain(0, "a"), plain(2, "営業")],
        Some(Position { x: 3, y: 1 }),
    );
    let written = play(&[frame.clone(), frame]);
    assert!(!written[0].is_empty());
    assert!(written[1].is_empty());
}

#[test]
fn one_changed_cell_costs_little() {
    let written = play(&[(vec![plain(1, "abc")], None), (vec![plain(1, "abd")], None)]);
    assert_eq!(written[1], b"\x1b[?2026h\x1b[2;3Hd\x1b[?2026l");
}

#[test]
fn what_takes_two_cells_everywhere_needs_no_moves() {
    let written = play(&[
        (vec![plain(0, "x"), plain(1, "y")], None),
        (vec![plain(0, "営業ガ、한ＡA"), plain(1, "👍ab")], None),
    ]);
    let frame = String::from_utf8_lossy(&written[1]);
    let down = if cfg!(unix) { "\n\r" } else { "\x1b[2H" };
    assert_eq!(
        frame,
        format!("{BEGIN}\x1b[H営業ガ、한ＡA{down}👍\x1b[2;3Hab{END}")
    );
    for c in ('\0'..=char::MAX).filter(|c| is_wide_everywhere(*c)) {
        assert_eq!(text::width(c.encode_utf8(&mut [0; 4])), 2, "{c:?}");
    }
}

#[test]
fn a_blank_takes_the_style_that_is_in_force() {
    let bold = Style::new().bold();
    let written = play(&[
        (vec![(1, "ab cd", bold)], None),
        (vec![(1, "x  y ", bold)], None),
    ]);
    let frame = String::from_utf8_lossy(&written[1]);
    assert_eq!(frame, format!("{BEGIN}\x1b[2Hx  y {END}"));
}

#[test]
fn many_blanks_are_erased_where_that_is_shorter() {
    let written = play(&[
        (vec![plain(1, "abcdefghijklmnop"), plain(2, "abcde")], None),
        (vec![plain(1, "a              p"), plain(2, "a   e")], None),
        (vec![plain(1, "                "), plain(2, "a   e")], None),
    ]);
    let frame = |at: usize| String::from_utf8_lossy(&written[at]);
    let down = if cfg!(unix) { "\n" } else { "\x1b[B" };
    assert_eq!(frame(1), format!("{BEGIN}\x1b[2;2H\x1b[14X{down}   {END}"));
    assert_eq!(frame(2), format!("{BEGIN}\x1b[2H \x1b[14C {END}"));
}

#[test]
fn no_half_of_a_wide_character_is_erased() {
    let written = play(&[
        (vec![plain(1, "abcdefghijkl日本 z")], None),
        (vec![plain(1, "                  z")], None),
    ]);
    let frame = String::from_utf8_lossy(&written[1]);
    assert!(frame.contains(&" ".repeat(13)), "{frame:?}");
    assert!(!frame.contains('X'), "{frame:?}");
}

#[test]
fn the_cursor_is_shown_and_hidden_once() {
    let at = |x| Some(Position { x, y: 0 });
    let written = play(&[
        (vec![], at(1)),
        (vec![], at(2)),
        (vec![], at(2)),
        (vec![], None),
        (vec![], None),
    ]);
    let texts: Vec<_> = written
        .iter()
        .map(|bytes| String::from_utf8_lossy(bytes))
        .collect();
    assert!(texts[0].contains("\x1b[?25h"));
    assert_eq!(texts[1], format!("{BEGIN}\x1b[1;3H{END}"));
    assert_eq!(texts[2], "");
    assert_eq!(texts[3], format!("{BEGIN}\x1b[?25l{END}"));
    assert_eq!(texts[4], "");
}

fn terminal() -> vt100::Parser {
    let cells = |count: u16| count.try_into().unwrap();
    let mut terminal = vt100::Parser::new(cells(SIZE.height), cells(SIZE.width), 0);
    terminal.process(b"\x1b[?25l");
    terminal
}

/// Uses no backgrounds, as in `theme`: terminals differ in what half of a wide character leaves behind on a
/// background.
fn style() -> impl Strategy<Value = Style> {
    prop::sample::select(vec![
        Style::new(),
        Style::new().bold(),
        Style::new().underlined().cyan(),
        Style::new().bold().red(),
        Style::new().fg(Color::Indexed(200)),
    ])
}

fn text() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "plain",
        "営業部 Windows",
        "a…b│c",
        "  x  ",
        "▸ 12345678901234567890",
    ])
}

proptest! {
    /// A terminal that gets only the differences shows the same as one that gets the whole last frame.
    #[test]
    fn differences_add_up_to_the_frame(
        frames in prop::collection::vec(
            (
                prop::collection::vec((0_u16..4, text(), style()), 0..5),
                prop::option::of((0_u16..20, 0_u16..4)),
            ),
            1..8,
        ),
    ) {
        let frames: Vec<_> = frames
            .into_iter()
            .map(|(lines, cursor)| (lines, cursor.map(Position::from)))
            .collect();
        let mut step_by_step = terminal();
        for bytes in play(&frames) {
            step_by_step.process(&bytes);
        }
        let mut at_once = terminal();
        for bytes in play(&frames[frames.len() - 1..]) {
            at_once.process(&bytes);
        }
        let (left, right) = (step_by_step.screen(), at_once.screen());
        prop_assert_eq!(left.hide_cursor(), right.hide_cursor());
        if !left.hide_cursor() {
            prop_assert_eq!(left.cursor_position(), right.cursor_position());
        }
        for row in 0..SIZE.height {
            for column in 0..SIZE.width {
                let (left, right) = (left.cell(row, column).unwrap(), right.cell(row, column).unwrap());
                prop_assert_eq!(left.contents().trim(), right.contents().trim());
                prop_assert_eq!(left.bgcolor(), right.bgcolor());
                // The remaining style cannot be seen on a blank.
                if !left.contents().trim().is_empty() {
                    prop_assert_eq!(left.fgcolor(), right.fgcolor());
                    prop_assert_eq!(left.bold(), right.bold());
                    prop_assert_eq!(left.underline(), right.underline());
                }
                prop_assert_eq!(left.inverse(), right.inverse());
            }
        }
    }
}
