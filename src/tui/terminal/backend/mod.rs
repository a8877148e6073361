//! Turns frames into as few bytes as reasonable, and each frame into one write.
//!
//! Belongs here: cursor moves, styles as escape sequences, the brackets of a synchronized update.
//! Does not belong here: entering and leaving the screen (`terminal`), what is drawn (`view`).
//!
//! Why one write, and why the terminal is asked nothing: `docs/design/screen.md#rules-and-why`.

mod cell_style;
mod screen_cells;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use self::cell_style::{CellStyle, PLAIN};
use self::screen_cells::ScreenCells;
use super::modes;
use crate::text;

/// A terminal that knows the synchronized update shows a frame at once (private mode 2026).
const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// Below this, blanks are shorter than a sequence that erases.
const MANY_BLANKS: u16 = 6;
/// A gap of this many cells is no longer to write again than to jump over.
const SHORT_GAP: u16 = 3;

/// Plain blanks that stand side by side.
#[derive(Debug, Clone, Copy)]
struct Blanks {
    from: Position,
    count: u16,
}

impl Blanks {
    const fn end(self) -> Position {
        Position {
            x: self.from.x + self.count,
            y: self.from.y,
        }
    }
}

/// A backend that asks the terminal nothing and writes a frame in one piece, or nothing at all where
/// nothing changed.
#[derive(Debug)]
pub struct FrameBackend<W> {
    out: W,
    frame: String,
    size: Size,
    cell_style: CellStyle,
    shown: ScreenCells,
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
    pub fn new(out: W, size: Size) -> Self {
        Self {
            out,
            frame: String::new(),
            size,
            cell_style: PLAIN,
            shown: ScreenCells::cleared(size),
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

    /// Takes note that somebody else had the terminal and gave it back with the cursor hidden.
    pub const fn forget(&mut self) {
        self.cell_style = PLAIN;
        self.at = None;
        self.cursor_shown = false;
        self.placed = None;
    }

    /// Gives the terminal's window this title, with the next frame. Control characters must be out of it.
    pub fn set_title(&mut self, title: &str) {
        self.frame += &modes::title(title);
    }

    fn move_to(&mut self, to: Position) {
        if self.at == Some(to) || self.write_gap(to) {
            return;
        }
        let absolute = format!("\x1b[{};{}H", to.y + 1, to.x + 1);
        let relative = self.at.map(|at| relative(at, to));
        self.frame += match &relative {
            Some(relative) if relative.len() < absolute.len() => relative,
            _ => &absolute,
        };
        self.at = Some(to);
    }

    /// Closes a short gap by writing again what stands there; says whether that could be done.
    fn write_gap(&mut self, to: Position) -> bool {
        let Some(at) = self.at.filter(|at| at.y == to.y && at.x < to.x) else {
            return false;
        };
        if to.x - at.x > SHORT_GAP {
            return false;
        }
        let gap: Option<String> = (at.x..to.x)
            .map(|x| self.shown.char_at(Position { x, ..at }, self.cell_style))
            .collect();
        let Some(gap) = gap else { return false };
        self.frame += &gap;
        self.at = Some(to);
        true
    }

    fn write(&mut self, position: Position, cell_style: CellStyle, symbol: &str) {
        self.move_to(position);
        self.set_pen(cell_style);
        self.frame += symbol;
        let mut chars = symbol.chars();
        let narrow = chars
            .next()
            .filter(|_| chars.next().is_none() && text::width(symbol) == 1);
        self.shown.write(position, narrow, cell_style);
        // Terminals disagree about the width of what is not a single narrow character, and about
        // where the cursor is after the last column: the next move is absolute then.
        let next = Position {
            x: position.x + 1,
            ..position
        };
        self.at = (narrow.is_some() && next.x < self.size.width).then_some(next);
    }

    /// Lengthens a run of blanks by the one at `position`, over a short gap that is blank already.
    fn lengthen(&self, blanks: Blanks, position: Position) -> Option<Blanks> {
        let end = blanks.end();
        let gap = position
            .x
            .checked_sub(end.x)
            .filter(|_| position.y == end.y)?;
        let is_blank = |x| {
            self.shown
                .char_at(Position { x, ..end }, PLAIN)
                .is_some_and(|c| c == ' ')
        };
        (gap <= MANY_BLANKS && (end.x..position.x).all(is_blank)).then_some(Blanks {
            count: blanks.count + gap + 1,
            ..blanks
        })
    }

    fn write_blanks(&mut self, blanks: Option<Blanks>) {
        let Some(Blanks { from, count }) = blanks else {
            return;
        };
        let columns = from.x..from.x + count;
        if count < MANY_BLANKS {
            for x in columns {
                self.write(Position { x, ..from }, PLAIN, " ");
            }
            return;
        }
        self.move_to(from);
        self.set_pen(PLAIN);
        // Erase characters (ECMA-48, ECH): the cursor stays. Writing to a string cannot fail.
        let _ = write!(self.frame, "\x1b[{count}X");
        for x in columns {
            self.shown.write(Position { x, ..from }, Some(' '), PLAIN);
        }
    }

    fn set_pen(&mut self, cell_style: CellStyle) {
        if self.cell_style != cell_style {
            self.frame += &cell_style.sequence_from(self.cell_style);
            self.cell_style = cell_style;
        }
    }
}

/// The way from one position to another by steps (ECMA-48, CUU, CUD, CUF, CUB, and backspace).
fn relative(from: Position, to: Position) -> String {
    let steps = |count: u16, letter: char| match count {
        0 => String::new(),
        1 => format!("\x1b[{letter}"),
        _ => format!("\x1b[{count}{letter}"),
    };
    let down = steps(to.y.saturating_sub(from.y), 'B') + &steps(from.y.saturating_sub(to.y), 'A');
    let right = steps(to.x.saturating_sub(from.x), 'C');
    let left = match from.x.saturating_sub(to.x) {
        few @ 0..4 => "\u{8}".repeat(usize::from(few)),
        many => steps(many, 'D'),
    };
    down + &right + &left
}

impl<W: Write> Backend for FrameBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut blanks: Option<Blanks> = None;
        for (x, y, cell) in content {
            let position = Position { x, y };
            let cell_style = CellStyle::of(cell);
            if cell.symbol() == " " && cell_style == PLAIN {
                let longer = blanks.and_then(|blanks| self.lengthen(blanks, position));
                if longer.is_none() {
                    self.write_blanks(blanks);
                }
                blanks = longer.or(Some(Blanks {
                    from: position,
                    count: 1,
                }));
            } else {
                self.write_blanks(blanks.take());
                self.write(position, cell_style, cell.symbol());
            }
        }
        self.write_blanks(blanks);
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
        self.shown = ScreenCells::cleared(self.size);
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
