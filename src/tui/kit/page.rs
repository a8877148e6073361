//! A scrolling text, broken to the available width.
//!
//! Belongs here: the place of the text and how far it can scroll; update and view both ask. Does not belong
//! here: which lines it has (`components`).

use ratatui::layout::Rect;

use crate::text;
use crate::tui::kit::layout::Layout;
use crate::words::{Line, Role};

/// The maximum width of an overlay; longer lines are hard to read.
const WIDEST: u16 = 78;
/// The maximum width of an overlay with columns.
const WIDEST_TABLE: u16 = 120;

/// A text with its place on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The text in the border.
    pub title: String,
    /// The area, including the border.
    pub area: Rect,
    /// All lines, broken to the width.
    pub lines: Vec<Line>,
    /// How many rows inside the border stay free below the lines.
    pub foot: u16,
    /// Whether the text is shown for selecting with the mouse: it is drawn as selected, and nothing beside
    /// it would be selected too.
    pub chosen: bool,
}

impl Page {
    /// Creates a text in the middle of the screen, as high as its lines but at least `least` lines, with
    /// `foot` rows below them.
    pub fn new(layout: &Layout, title: &str, lines: &[Line], least: usize, foot: u16) -> Self {
        let rows = lines.iter().filter(|line| second_column(line).is_some());
        let table = rows.map(|line| text::width(&line.text) + 4).max();
        let table = u16::try_from(table.unwrap_or_default()).unwrap_or(u16::MAX);
        let widest = table.clamp(WIDEST, WIDEST_TABLE);
        Self::within(layout, title, lines, (widest, 2, least), foot)
    }

    /// Creates a text to be selected with the mouse, over the whole width.
    pub fn chosen(layout: &Layout, title: &str, lines: &[Line]) -> Self {
        let page = Self::within(layout, title, lines, (u16::MAX, 0, 0), 0);
        Self {
            chosen: true,
            ..page
        }
    }

    /// Creates a small box, as high as its lines, with some spare rows below them. If not everything fits, a
    /// long code is shortened, because it can be copied in full.
    #[must_use]
    pub fn small(layout: &Layout, width: u16, title: &str, lines: &[Line], foot: u16) -> Self {
        let room = layout.overlay(width, 1).width.saturating_sub(4);
        let parts = |line: &Line| text::wrap(&line.text, usize::from(room));
        let mut lines: Vec<Line> = lines
            .iter()
            .flat_map(|line| {
                let role = line.role;
                parts(line)
                    .into_iter()
                    .map(move |part| Line::new(role, part))
            })
            .collect();
        let rows = layout.overlay(width, u16::MAX).height.saturating_sub(2);
        while lines.len() > usize::from(rows) && shorten_code(&mut lines, usize::from(room)) {}
        let height = u16::try_from(lines.len())
            .unwrap_or(u16::MAX)
            .saturating_add(2 + foot);
        Self {
            title: title.to_owned(),
            area: layout.overlay(width, height),
            lines,
            foot,
            chosen: false,
        }
    }

    fn within(
        layout: &Layout,
        title: &str,
        lines: &[Line],
        (widest, side, least): (u16, u16, usize),
        foot: u16,
    ) -> Self {
        let width = layout.overlay(widest, 1).width;
        let inside = usize::from(width.saturating_sub(2 * side));
        let lines: Vec<Line> = lines.iter().flat_map(|line| broken(line, inside)).collect();
        let height = u16::try_from(lines.len().max(least) + 2).unwrap_or(u16::MAX);
        let height = height.saturating_add(foot);
        Self {
            title: title.to_owned(),
            area: layout.overlay(widest, height),
            lines,
            foot,
            chosen: false,
        }
    }

    /// Returns the area of the lines.
    #[must_use]
    pub fn inside(&self) -> Rect {
        let side = if self.chosen { 0 } else { 2 };
        Rect {
            x: self.area.x + side,
            y: self.area.y + 1,
            width: self.area.width.saturating_sub(2 * side),
            height: self.area.height.saturating_sub(2),
        }
    }

    /// Returns how many lines are visible at once.
    #[must_use]
    pub fn height(&self) -> usize {
        usize::from(self.area.height.saturating_sub(2 + self.foot))
    }

    /// Returns the furthest position that the text can be scrolled to.
    #[must_use]
    pub fn furthest(&self) -> usize {
        self.lines.len().saturating_sub(self.height())
    }
}

/// Removes a line from the last code that is longer than one line. Returns whether there was one.
fn shorten_code(lines: &mut Vec<Line>, width: usize) -> bool {
    let long = lines
        .windows(2)
        .rposition(|pair| pair.iter().all(|line| line.role == Role::Code));
    let Some(at) = long else { return false };
    lines.remove(at + 1);
    let cut = text::truncate(&lines[at].text, width.saturating_sub(1)).into_owned();
    lines[at].text = (cut.trim_end_matches('…').to_owned() + "…").into();
    true
}

/// Returns where the second column of a row begins, in bytes: behind the first gap of at least two spaces. A
/// body has no columns.
fn second_column(line: &Line) -> Option<usize> {
    let text = &*line.text;
    if line.role == Role::Code {
        return None;
    }
    let indent = text.len() - text.trim_start_matches(' ').len();
    let gap = indent + text.get(indent..)?.find("  ")?;
    let rest = text.get(gap..)?;
    let column = text.len() - rest.trim_start_matches(' ').len();
    (column < text.len()).then_some(column)
}

fn broken(line: &Line, width: usize) -> Vec<Line> {
    // A body keeps its indentation, so its shape is still visible after a line break.
    if line.role == Role::Hint {
        let parts = text::wrap(&line.text, width.saturating_sub(2));
        let marks = std::iter::once("→ ").chain(std::iter::repeat("  "));
        return parts
            .into_iter()
            .zip(marks)
            .map(|(part, mark)| Line::new(line.role, format!("{mark}{part}")))
            .collect();
    }
    let bare = match line.role {
        // The bracket that opens an object is in front of its first key.
        Role::Code => line.text.trim_start_matches([' ', '{']),
        _ => line.text.trim_start_matches(' '),
    };
    let indent = (line.text.len() - bare.len()).min(width / 2);
    // A row of columns continues below its second column.
    let column = second_column(line).map(|at| line.text.split_at(at));
    let column = column.filter(|(front, _)| text::width(front) <= width / 2);
    let (front, rest) = column.unwrap_or_else(|| line.text.split_at(indent));
    let indent = text::width(front);
    let blank = " ".repeat(indent);
    let fronts = std::iter::once(front).chain(std::iter::repeat(&*blank));
    text::wrap(rest, width - indent)
        .into_iter()
        .zip(fronts)
        .map(|(part, front)| Line::new(line.role, format!("{front}{part}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::kit::layout::Pane;

    fn page(width: u16, lines: &[(Role, &str)]) -> Page {
        let lines: Vec<Line> = lines
            .iter()
            .map(|(role, text)| Line::new(*role, *text))
            .collect();
        Page::new(
            &Layout::new((width, 24), Pane::Configurations),
            "",
            &lines,
            0,
            0,
        )
    }

    fn texts(page: &Page) -> Vec<&str> {
        page.lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn a_row_of_columns_goes_on_below_its_second_one() {
        let row = "  user  1 Corp 日本  all devices  applies to every device";
        let narrow = page(40, &[(Role::Good, row)]);
        assert_eq!(
            texts(&narrow),
            [
                "  user  1 Corp 日本  all devices",
                "        applies to every device"
            ]
        );
        // If the first column takes nearly the whole row, there is no room below the second.
        let long = "a name that takes nearly all of the row  value and more";
        assert!(texts(&page(40, &[(Role::Text, long)]))[1].starts_with("row"));
        let body = page(
            40,
            &[(
                Role::Code,
                "  {  \"a\": \"a long value that is broken somewhere\"",
            )],
        );
        assert!(texts(&body)[1].starts_with("     "), "{:?}", texts(&body));
    }

    #[test]
    fn a_table_takes_the_room_that_it_needs_and_sentences_do_not() {
        let sentence = "word ".repeat(40);
        assert_eq!(page(160, &[(Role::Text, &sentence)]).area.width, WIDEST);
        let row = format!("first  {}", "x".repeat(90));
        let wide = page(160, &[(Role::Text, &row), (Role::Text, &sentence)]);
        assert_eq!(wide.area.width, 97 + 4);
        assert_eq!(texts(&wide)[0], row);
        let row = format!("first  {}", "x".repeat(300));
        assert_eq!(page(160, &[(Role::Text, &row)]).area.width, WIDEST_TABLE);
        assert_eq!(page(80, &[(Role::Text, &row)]).area.width, 80);
    }
}
