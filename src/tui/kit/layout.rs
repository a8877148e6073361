//! The areas of the screen, computed only from the size of the terminal.
//!
//! Belongs here: rectangles. Does not belong here: what is drawn in them (`view`).

use ratatui::layout::Rect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Configurations,
    /// The assignments of the selected configuration.
    Assignments,
}

/// The pane with the keyboard. It is the one shown if there is room for only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    List(Pane),
    Details,
}

impl From<Pane> for Shown {
    fn from(pane: Pane) -> Self {
        Self::List(pane)
    }
}

/// The smallest usable size.
pub const SMALLEST: (u16, u16) = (40, 12);
/// The width from which the panes are shown side by side; a narrower screen shows one at a time.
const SIDE_BY_SIDE: u16 = 72;

/// The areas of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The whole screen.
    pub area: Rect,
    /// The line at the top.
    pub header: Rect,
    /// The configurations, including the border. Empty if another pane is shown alone; the same applies to
    /// the next two.
    pub configurations: Rect,
    /// The assignments, including the border.
    pub assignments: Rect,
    /// The details, including the border.
    pub details: Rect,
    /// The latest events.
    pub activity: Rect,
    pub footer: Rect,
    pub too_small: bool,
}

impl Layout {
    /// Computes the areas for a size, where `shown` has the keyboard.
    #[must_use]
    pub fn new((width, height): (u16, u16), shown: impl Into<Shown>) -> Self {
        let area = Rect::new(0, 0, width, height);
        let (header, below) = split_rows(area, 1);
        let (above, footer) = split_rows(below, below.height.saturating_sub(1));
        let (body, activity) = split_rows(above, above.height.saturating_sub(1));
        let [mut configurations, mut assignments, mut details] = [Rect::ZERO; 3];
        if width < SIDE_BY_SIDE {
            *match shown.into() {
                Shown::List(Pane::Configurations) => &mut configurations,
                Shown::List(Pane::Assignments) => &mut assignments,
                Shown::Details => &mut details,
            } = body;
        } else {
            let left_width = match width {
                ..100 => (width * 19 / 40).min(44),
                // Wide enough for more columns than just the name.
                _ => (width * 12 / 25).min(90),
            };
            configurations = Rect {
                width: left_width,
                ..body
            };
            let right = Rect {
                x: body.x + left_width,
                width: body.width - left_width,
                ..body
            };
            let details_height = (body.height * 2 / 5).max(5);
            (assignments, details) = split_rows(right, right.height.saturating_sub(details_height));
        }
        Self {
            area,
            header,
            configurations,
            assignments,
            details,
            activity,
            footer,
            too_small: width < SMALLEST.0 || height < SMALLEST.1,
        }
    }

    /// Returns the area of a list, including the border.
    #[must_use]
    pub const fn list(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Configurations => self.configurations,
            Pane::Assignments => self.assignments,
        }
    }

    /// Returns how many lines a list shows inside its border, below the column headings.
    #[must_use]
    pub fn rows_in(&self, pane: Pane) -> usize {
        let height = match self.list(pane).height {
            // A hidden list moves as if it were shown.
            0 => self.activity.y.saturating_sub(self.header.bottom()),
            height => height,
        };
        usize::from(height.saturating_sub(3))
    }

    /// Returns an area for an overlay of this size in the middle of the screen, cut to the available room.
    /// The header, the activity and the footer stay visible if there is room for them.
    #[must_use]
    pub fn overlay(&self, width: u16, height: u16) -> Rect {
        let body = Rect {
            y: self.header.bottom(),
            height: self.activity.y.saturating_sub(self.header.bottom()),
            ..self.area
        };
        let width = width.min(body.width);
        let height = height.min(body.height);
        Rect {
            x: body.x + (body.width - width) / 2,
            y: body.y + (body.height - height) / 2,
            width,
            height,
        }
    }
}

/// Splits off this many rows at the top, and returns them and the rest.
fn split_rows(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let top = Rect {
        height: rows,
        ..area
    };
    let rest = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    (top, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn eighty_by_twenty_four_shows_all_panes() {
        let layout = Layout::new((80, 24), Pane::Configurations);
        assert!(!layout.too_small);
        assert_eq!(layout.configurations.width, 38);
        assert_eq!(layout.rows_in(Pane::Configurations), 18);
        assert_eq!(layout.rows_in(Pane::Assignments), 10);
        assert_eq!((layout.header.height, layout.activity.height), (1, 1));
    }

    #[test]
    fn a_narrow_screen_shows_the_pane_that_has_the_keyboard() {
        let widths = |width: u16, shown: Shown| {
            let layout = Layout::new((width, 15), shown);
            [layout.configurations, layout.assignments, layout.details].map(|area| area.width)
        };
        let all = [
            Pane::Configurations.into(),
            Pane::Assignments.into(),
            Shown::Details,
        ];
        assert_eq!(
            all.map(|shown| widths(45, shown)),
            [[45, 0, 0], [0, 45, 0], [0, 0, 45]]
        );
        assert_eq!(
            all.map(|shown| widths(71, shown)),
            [[71, 0, 0], [0, 71, 0], [0, 0, 71]]
        );
        assert_eq!(all.map(|shown| widths(72, shown)), [[34, 38, 38]; 3]);
        assert!(Layout::new((39, 15), Pane::Assignments).too_small);
    }

    proptest! {
        #[test]
        fn nothing_stands_outside_the_screen(width in 0_u16..300, height in 0_u16..100) {
            for shown in [Shown::from(Pane::Configurations), Pane::Assignments.into(), Shown::Details] {
                let layout = Layout::new((width, height), shown);
                for place in [layout.header, layout.configurations, layout.assignments,
                    layout.details, layout.activity, layout.footer, layout.overlay(70, 20)] {
                    prop_assert_eq!(layout.area.union(place), layout.area);
                }
                // Every cell belongs to one of the areas.
                let cells: u32 = [layout.header, layout.configurations, layout.assignments,
                    layout.details, layout.activity, layout.footer]
                    .iter().map(|place| place.area()).sum();
                prop_assert_eq!(cells, layout.area.area());
            }
        }
    }
}
