//! Turns frames into as few bytes as reasonable, and each frame into one write.
//!
//! Belongs here: cursor moves, styles as escape sequences, the brackets of a synchronized update.
//! Does not belong here: entering and leaving the screen (`terminal`), what is drawn (`view`).
//!
//! Why one write, and why the terminal is asked nothing: `docs/design/screen.md#rules-and-why`.

mod cell_style;
mod route;
mod screen_cells;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use self::cell_style::{CellStyle, PLAIN};
use self::screen_cells::ScreenCells;
use super::modes;
use crate::text;

/// Begins a synchronized update (private mode 2026). A terminal that supports it shows the whole frame at
/// once.
const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// The longest gap of existing blanks that is written again.
const GAP_IN_BLANKS: u16 = 6;
/// The longest gap, in cells, that is worth writing again. Beyond this, a move is never longer.
const LONGEST_GAP: u16 = 12;

/// A run of plain blanks.
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

/// A backend that never queries the terminal. It writes a frame in one piece, or nothing if nothing changed.
#[derive(Debug)]
pub struct FrameBackend<W> {
    out: W,
    frame: String,
    size: Size,
    cell_style: CellStyle,
    shown: ScreenCells,
    /// Where the terminal's cursor is, or `None` if that is uncertain.
    at: Option<Position>,
    cursor_shown: bool,
    /// Where the frame wants the cursor, or `None` if it wants none.
    wanted: Option<Position>,
    /// Where the last frame left the visible cursor.
    placed: Option<Position>,
}

impl<W: Write> FrameBackend<W> {
    /// Creates a backend for a cleared screen of this size with a hidden cursor.
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

    /// Records the terminal's size. Drawing never asks for it.
    pub const fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Records that another program used the terminal and returned it with the cursor hidden.
    pub const fn forget(&mut self) {
        self.cell_style = PLAIN;
        self.at = None;
        self.cursor_shown = false;
        self.placed = None;
    }

    /// Sets the title of the terminal's window with the next frame. The title must not contain control
    /// characters.
    pub fn set_title(&mut self, title: &str) {
        self.frame += &modes::title(title);
    }

    /// Moves to where the next text with this style is written: with a cursor move, or by writing the cells
    /// in between again where that is shorter.
    fn move_to(&mut self, to: Position, next: CellStyle) {
        if self.at == Some(to) {
            return;
        }
        let (way, cell_style) = self.way_to(to, next);
        self.frame += &way;
        self.cell_style = cell_style;
        self.at = Some(to);
    }

    /// Returns the shortest way to a position, and the style in force there.
    fn way_to(&self, to: Position, next: CellStyle) -> (String, CellStyle) {
        let Some(at) = self.at else {
            return (route::absolute(to), self.cell_style);
        };
        let jump = (route::shortest(at, to), self.cell_style);
        let cost = |(way, cell_style): &(String, CellStyle)| {
            let switch = next.sequence_from(*cell_style);
            way.len() + switch.len()
        };
        match self.gap(at, to) {
            Some(gap) if cost(&gap) <= cost(&jump) => gap,
            _ => jump,
        }
    }

    /// Returns the content between two positions of a row, if it is certain, and the style at its end.
    fn gap(&self, at: Position, to: Position) -> Option<(String, CellStyle)> {
        let is_near = at.y == to.y && at.x < to.x && to.x - at.x <= LONGEST_GAP;
        if !is_near {
            return None;
        }
        let (mut gap, mut pen) = (String::new(), self.cell_style);
        for x in at.x..to.x {
            let (symbol, cell_style) = self.shown.at(Position { x, ..at })?;
            let pen_now = cell_style.pen_for(symbol == ' ', pen, cell_style);
            gap += &pen_now.sequence_from(pen);
            gap.push(symbol);
            pen = pen_now;
        }
        Some((gap, pen))
    }

    fn write(&mut self, position: Position, cell_style: CellStyle, symbol: &str) {
        self.move_to(position, cell_style);
        self.set_pen(cell_style);
        self.put(position, cell_style, symbol);
    }

    /// Writes a cell where the cursor is, with the style in force.
    fn put(&mut self, position: Position, cell_style: CellStyle, symbol: &str) {
        self.frame += symbol;
        let mut chars = symbol.chars();
        let single = chars.next().filter(|_| chars.next().is_none());
        let narrow = single.filter(|_| text::width(symbol) == 1);
        self.shown.write(position, narrow, cell_style);
        let wide = match (narrow, single) {
            (Some(_), _) => 1,
            (None, Some(c)) if is_wide_everywhere(c) => 2,
            // Terminals disagree about the width of anything else, so the next move is absolute.
            _ => return self.at = None,
        };
        let next = Position {
            x: position.x + wide,
            ..position
        };
        // They also disagree about where the cursor is after the last column.
        self.at = (next.x < self.size.width).then_some(next);
    }

    /// Extends a run of blanks by the one at `position`, across a short gap that is already blank.
    fn lengthen(&self, blanks: Blanks, position: Position) -> Option<Blanks> {
        let end = blanks.end();
        let gap = position
            .x
            .checked_sub(end.x)
            .filter(|_| position.y == end.y)?;
        let is_blank = |x| self.shown.is_blank(Position { x, ..end });
        (gap <= GAP_IN_BLANKS && (end.x..position.x).all(is_blank)).then_some(Blanks {
            count: blanks.count + gap + 1,
            ..blanks
        })
    }

    /// Writes blanks before the next part of the frame.
    fn write_blanks(&mut self, blanks: Option<Blanks>, next: Option<(Position, CellStyle)>) {
        let Some(Blanks { from, count }) = blanks else {
            return;
        };
        let end = from.x + count;
        let next = next.filter(|(place, _)| place.y == from.y && place.x == end);
        // If blanks need another style, try the style of what follows them.
        let wanted = next.map_or(PLAIN, |(_, cell_style)| cell_style);
        let pen = PLAIN.pen_for(true, self.cell_style, wanted);
        self.move_to(from, pen);
        self.set_pen(pen);
        // Erase characters (ECMA-48, ECH). The cursor does not move.
        let mut erasing = format!("\x1b[{count}X");
        if next.is_some() {
            erasing += &route::shortest(from, Position { x: end, ..from });
        }
        // The cells may hold a wide character. A blank replaces both of its halves, but erasing one half
        // does not in every terminal: tmux keeps the other.
        let is_certain = |x| self.shown.at(Position { x, ..from }).is_some();
        if usize::from(count) <= erasing.len() || !(from.x..end).all(is_certain) {
            for x in from.x..end {
                self.put(Position { x, ..from }, PLAIN, " ");
            }
            return;
        }
        self.frame += &erasing;
        self.at = Some(match next {
            Some((place, _)) => place,
            None => from,
        });
        for x in from.x..end {
            self.shown.write(Position { x, ..from }, Some(' '), PLAIN);
        }
    }

    fn set_pen(&mut self, cell_style: CellStyle) {
        self.frame += &cell_style.sequence_from(self.cell_style);
        self.cell_style = cell_style;
    }
}

/// Whether a character takes two cells in every terminal: kana, Chinese characters, Hangul, full-width
/// forms.
const fn is_wide_everywhere(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3002}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff60}')
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
                // The blank may have had an invisible style.
                if self.shown.is_blank(position) {
                    continue;
                }
                let longer = blanks.and_then(|blanks| self.lengthen(blanks, position));
                if longer.is_none() {
                    self.write_blanks(blanks, None);
                }
                blanks = longer.or(Some(Blanks {
                    from: position,
                    count: 1,
                }));
            } else {
                self.write_blanks(blanks.take(), Some((position, cell_style)));
                self.write(position, cell_style, cell.symbol());
            }
        }
        self.write_blanks(blanks, None);
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
        // The answer to a query would arrive among the keys, and waiting for it would block.
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
                    self.move_to(position, self.cell_style);
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
        // Another program may write to the terminal in between, so each frame begins with an absolute move.
        self.at = None;
        self.out.write_all(bytes.as_bytes())?;
        self.out.flush()
    }
}
