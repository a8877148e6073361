//! How much of a screen changed. The tests of the real program and `benches` both ask.

/// The bytes of the text that changed: in each line of each pane, what stands between the first and the last
/// cell that is another one than before. The two rows of the selection count whole. What else a frame holds are
/// moves, styles and its brackets.
pub fn changed(before: &vt100::Screen, after: &vt100::Screen) -> usize {
    let (rows, columns) = after.size();
    let (rows, columns) = (rows.get(), columns.get());
    let mut sum = 0;
    for row in 0..rows {
        for (from, to) in panes(after, row, columns) {
            let other = |column: &u16| is_other(before, after, row, *column);
            let is_bar = |screen: &vt100::Screen| {
                let mut cells = (from..to).filter_map(|column| screen.cell(row, column));
                cells.any(vt100::Cell::inverse)
            };
            let mut places = (from..to).filter(other);
            let Some(mut first) = places.next() else {
                continue;
            };
            let mut last = places.next_back().unwrap_or(first);
            // The title of a pane stands out as well, but is no row of a list.
            if row > 1 && (is_bar(before) || is_bar(after)) {
                (first, last) = (from, to - 1);
            }
            let cells = (first..=last).filter_map(|column| after.cell(row, column));
            let text = cells.filter(|cell| !cell.is_wide_continuation());
            sum += text.map(|cell| cell.contents().len().max(1)).sum::<usize>();
        }
    }
    sum
}

/// The columns of each pane that this line goes through, borders left out; of the whole line outside of them.
fn panes(screen: &vt100::Screen, row: u16, columns: u16) -> Vec<(u16, u16)> {
    let is_border = |column: &u16| {
        let contents = screen.cell(row, *column).map_or("", vt100::Cell::contents);
        ["│", "┌", "┐", "└", "┘"].contains(&contents)
    };
    let borders: Vec<u16> = (0..columns).filter(is_border).collect();
    if borders.is_empty() {
        return vec![(0, columns)];
    }
    let pairs = borders.windows(2).map(|pair| (pair[0] + 1, pair[1]));
    pairs.filter(|(from, to)| from < to).collect()
}

fn is_other(before: &vt100::Screen, after: &vt100::Screen, row: u16, column: u16) -> bool {
    let (Some(old), Some(new)) = (before.cell(row, column), after.cell(row, column)) else {
        return false;
    };
    let is_blank = |cell: &vt100::Cell| cell.contents().trim().is_empty() && !cell.inverse();
    old != new && !(is_blank(old) && is_blank(new))
}
