//! What the terminal shows, as far as it is certain: a short gap is cheaper to write again than to jump
//! over.

use ratatui::layout::{Position, Size};

use super::cell_style::{CellStyle, PLAIN};

/// A cell with one narrow character.
type Known = Option<(char, CellStyle)>;

#[derive(Debug, Default)]
pub(in crate::tui) struct ScreenCells {
    size: Size,
    cells: Vec<Known>,
}

impl ScreenCells {
    pub(in crate::tui) fn cleared(size: Size) -> Self {
        let count = usize::from(size.width) * usize::from(size.height);
        Self {
            size,
            cells: vec![Some((' ', PLAIN)); count],
        }
    }

    fn index(&self, at: Position) -> Option<usize> {
        (at.x < self.size.width && at.y < self.size.height)
            .then(|| usize::from(at.y) * usize::from(self.size.width) + usize::from(at.x))
    }

    /// Returns the content and style of a cell, if they are certain.
    pub(in crate::tui) fn at(&self, at: Position) -> Known {
        *self.cells.get(self.index(at)?)?
    }

    pub(in crate::tui) fn is_blank(&self, at: Position) -> bool {
        self.at(at) == Some((' ', PLAIN))
    }

    /// Records what was written. Anything but a narrow character makes its cell and the cells beside it
    /// uncertain, and so does overwriting one.
    pub(in crate::tui) fn write(
        &mut self,
        at: Position,
        narrow: Option<char>,
        cell_style: CellStyle,
    ) {
        let Some(index) = self.index(at) else { return };
        let was_certain = self.cells.get(index).is_some_and(Option::is_some);
        if narrow.is_none() || !was_certain {
            let end = (index + 2).min(self.cells.len());
            for cell in self
                .cells
                .iter_mut()
                .take(end)
                .skip(index.saturating_sub(1))
            {
                *cell = None;
            }
        }
        if let Some(cell) = self.cells.get_mut(index) {
            *cell = narrow.map(|c| (c, cell_style));
        }
    }
}
