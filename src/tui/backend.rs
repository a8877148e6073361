//! Turns frames into as few bytes as reasonable, and each frame into one write.
//!
//! Belongs here: cursor moves, styles as escape sequences, the brackets of a synchronized update.
//! Does not belong here: entering and leaving the screen (`terminal`), what is drawn (`view`).

use std::fmt::Write as _;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// A terminal that knows the synchronized update shows a frame at once (private mode 2026).
const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// Colours and attributes in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

/// A backend that asks the terminal nothing and writes a frame in one piece, or nothing at all where
/// nothing changed.
#[derive(Debug)]
pub struct FrameBackend<W> {
    out: W,
    frame: String,
    size: Size,
    pen: Pen,
    /// Where the terminal's cursor is; none where that is not certain.
    at: Option<Position>,
    cursor_shown: bool,
    /// Where the frame wants the cursor; none where it wants none.
    wanted: Option<Position>,
    /// Where the last frame left a cursor that is shown.
    placed: Option<Position>,
}

impl<W: Write> FrameBackend<W> {
    /// A backend for a cleared screen of this size whose cursor is hidden.
    pub const fn new(out: W, size: Size) -> Self {
        Self {
            out,
            frame: String::new(),
            size,
            pen: PLAIN,
            at: None,
            cursor_shown: false,
            wanted: None,
            placed: None,
        }
    }

    /// Takes note of the terminal's size. It is never asked for while drawing.
    pub const fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Takes note that the screen was cleared and the cursor hidden by somebody else.
    pub const fn forget(&mut self) {
        self.pen = PLAIN;
        self.at = None;
        self.cursor_shown = false;
        self.placed = None;
    }

    fn move_to(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let absolute = format!("\x1b[{};{}H", to.y + 1, to.x + 1);
        let step = |count: u16, letter: char| match count {
            1 => format!("\x1b[{letter}"),
            _ => format!("\x1b[{count}{letter}"),
        };
        let relative = match self.at {
            Some(at) if at.y == to.y && to.x > at.x => step(to.x - at.x, 'C'),
            Some(at) if at.y == to.y => step(at.x - to.x, 'D'),
            Some(at) if at.x == to.x && to.y > at.y => step(to.y - at.y, 'B'),
            Some(at) if at.x == to.x => step(at.y - to.y, 'A'),
            _ => absolute.clone(),
        };
        self.frame += if relative.len() < absolute.len() {
            &relative
        } else {
            &absolute
        };
        self.at = Some(to);
    }

    fn set_pen(&mut self, pen: Pen) {
        if self.pen == pen {
            return;
        }
        if pen == PLAIN {
            self.frame += "\x1b[m";
        } else {
            // Attributes can only be taken away one by one where each has its own code; starting
            // anew is as short.
            let adds = pen.modifier.contains(self.pen.modifier);
            let from = if adds { self.pen } else { PLAIN };
            let mut codes: Vec<String> = Vec::new();
            if !adds {
                codes.push("0".to_owned());
            }
            codes.extend(
                ATTRIBUTES
                    .iter()
                    .filter(|(modifier, _)| {
                        pen.modifier.contains(*modifier) && !from.modifier.contains(*modifier)
                    })
                    .map(|(_, code)| (*code).to_owned()),
            );
            if pen.fg != from.fg {
                codes.push(colour(pen.fg, 30));
            }
            if pen.bg != from.bg {
                codes.push(colour(pen.bg, 40));
            }
            // Writing to a string cannot fail.
            let _ = write!(self.frame, "\x1b[{}m", codes.join(";"));
        }
        self.pen = pen;
    }
}

/// Attributes with their codes (ECMA-48, SGR).
const ATTRIBUTES: [(Modifier, &str); 7] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

/// The code of a colour; `base` is 30 for the foreground and 40 for the background.
fn colour(colour: Color, base: u16) -> String {
    let offset = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => return format!("{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => return format!("{};2;{red};{green};{blue}", base + 8),
    };
    (base + offset).to_string()
}

impl<W: Write> Backend for FrameBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            self.move_to(Position { x, y });
            self.set_pen(Pen {
                fg: cell.fg,
                bg: cell.bg,
                modifier: cell.modifier,
            });
            let symbol = cell.symbol();
            self.frame += symbol;
            // Terminals disagree about the width of what is not a single narrow character, and about
            // where the cursor is after the last column: the next move is absolute then.
            let narrow = symbol.chars().nth(1).is_none() && crate::text::width(symbol) == 1;
            self.at = (narrow && x + 1 < self.size.width).then_some(Position { x: x + 1, y });
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted = self.wanted.or(Some(Position::ORIGIN));
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asking the terminal would wait for an answer that comes as keys.
        Ok(self.wanted.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.set_pen(PLAIN);
        self.frame += "\x1b[2J";
        self.at = None;
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        // Only inline screens clear a part.
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.wanted {
            Some(position) => {
                if !self.frame.is_empty() || self.placed != Some(position) {
                    self.move_to(position);
                    self.placed = Some(position);
                }
                if !self.cursor_shown {
                    self.frame += "\x1b[?25h";
                    self.cursor_shown = true;
                }
            }
            None if self.cursor_shown => {
                self.frame += "\x1b[?25l";
                self.cursor_shown = false;
                self.placed = None;
            }
            None => {}
        }
        if self.frame.is_empty() {
            return Ok(());
        }
        let bytes = format!("{BEGIN}{}{END}", self.frame);
        self.frame.clear();
        // Somebody else may write to the terminal in between: each frame begins with a sure move.
        self.at = None;
        self.out.write_all(bytes.as_bytes())?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::style::Style;

    use super::*;

    /// Takes what is written, each write apart.
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

    /// Draws frames one after the other; gives the bytes of each.
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

    /// Without backgrounds, as in `theme`: what half of a wide character leaves behind on one differs
    /// between terminals.
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
        /// A terminal that gets only the differences shows the same as one that gets the last frame
        /// whole.
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
                    // On a blank the rest cannot be seen.
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
}
