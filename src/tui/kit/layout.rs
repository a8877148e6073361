//! Where things stand, from the size of the terminal alone.
//!
//! Belongs here: rectangles. Does not belong here: what is drawn in them (`view`).

use ratatui::layout::Rect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Configurations,
    /// The assignments of the selected configuration.
    Assignments,
}

/// Below this nothing useful fits.
pub const SMALLEST: (u16, u16) = (40, 12);
/// From this width on, two panes stand side by side.
const TWO_PANES: u16 = 60;

/// The places of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The whole screen.
    pub area: Rect,
    /// The line at the top.
    pub header: Rect,
    /// The configurations, border included; empty where one pane stands at a time.
    pub configurations: Rect,
    /// The assignments, border included.
    pub assignments: Rect,
    /// The details, border included.
    pub details: Rect,
    /// What happened last.
    pub activity: Rect,
    pub footer: Rect,
    pub too_small: bool,
}

impl Layout {
    /// The places at a size.
    #[must_use]
    pub fn new((width, height): (u16, u16), pane: Pane) -> Self {
        let area = Rect::new(0, 0, width, height);
        let (header, below) = split_rows(area, 1);
        let (above, footer) = split_rows(below, below.height.saturating_sub(1));
        let (body, activity) = split_rows(above, above.height.saturating_sub(1));
        let left_width = match width {
            0..TWO_PANES => 0,
            TWO_PANES..100 => (width * 2 / 5).min(34),
            // Wide enough for more columns than the name.
            _ => (width * 9 / 20).min(76),
        };
        let mut configurations = Rect {
            width: left_width,
            ..body
        };
        let right = Rect {
            x: body.x + left_width,
            width: body.width - left_width,
            ..body
        };
        let details_height = if body.height < 14 { 5 } else { 8 };
        let (mut assignments, mut details) =
            split_rows(right, right.height.saturating_sub(details_height));
        if left_width == 0 && pane == Pane::Configurations {
            configurations = body;
            assignments = Rect::ZERO;
            details = Rect::ZERO;
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

    /// How many rows a pane shows inside its border.
    #[must_use]
    pub fn rows_in(&self, pane: Pane) -> usize {
        let area = match pane {
            Pane::Configurations => self.configurations,
            Pane::Assignments => self.assignments,
        };
        usize::from(area.height.saturating_sub(2))
    }

    /// A place for an overlay of this size in the middle of the screen, cut to what there is. The
    /// header, the activity and the footer stay in sight where there is room for them.
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

/// So many rows at the top, and the rest below them.
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
        assert_eq!(layout.configurations.width, 32);
        assert_eq!(layout.rows_in(Pane::Configurations), 19);
        assert_eq!(layout.rows_in(Pane::Assignments), 11);
    }

    #[test]
    fn a_narrow_screen_shows_the_pane_that_has_the_keyboard() {
        let left = Layout::new((45, 15), Pane::Configurations);
        assert_eq!((left.configurations.width, left.assignments.width), (45, 0));
        let right = Layout::new((45, 15), Pane::Assignments);
        assert_eq!(
            (right.configurations.width, right.assignments.width),
            (0, 45)
        );
        assert!(Layout::new((39, 15), Pane::Assignments).too_small);
    }

    proptest! {
        #[test]
        fn nothing_stands_outside_the_screen(width in 0_u16..300, height in 0_u16..100) {
            for pane in [Pane::Configurations, Pane::Assignments] {
                let layout = Layout::new((width, height), pane);
                for place in [layout.header, layout.configurations, layout.assignments,
                    layout.details, layout.activity, layout.footer, layout.overlay(70, 20)] {
                    prop_assert_eq!(layout.area.union(place), layout.area);
                }
                // Every cell belongs to one of them.
                let cells: u32 = [layout.header, layout.configurations, layout.assignments,
                    layout.details, layout.activity, layout.footer]
                    .iter().map(|place| place.area()).sum();
                prop_assert_eq!(cells, layout.area.area());
            }
        }
    }
}
