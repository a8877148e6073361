//! The position in a content: the typed text, the selection, the scroll position, the search.
//!
//! Every component owns one, in the field `cursor`; only the kit moves it. Motions use only what
//! [`Cursor::settle`] found after the previous message, so a key does not build the content.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

use tui_input::InputRequest;

use super::content::{Content, List, Text};
use super::search::{Go, Search, places};
use super::sections::{Sections, moved};
use super::typed::Typed;
use crate::tui::kit::layout::Layout;
use crate::tui::kit::list::Motion;
use crate::words::Line;

/// The position in a content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cursor {
    pub typed: Typed,
    pub selected: usize,
    /// The first visible line of a text.
    pub scroll: usize,
    pub search: Option<Search>,
    seen: bool,
    extent: Extent,
    serial: u64,
}

/// The extent of the content when it was last settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Extent {
    is_text: bool,
    /// Whether the content is a form, which handles its own motions.
    is_form: bool,
    takes_text: bool,
    /// The first line of each section, if the content has sections.
    starts: Option<Vec<usize>>,
    /// The last row, or the furthest scroll position of a text.
    last: usize,
    /// How many rows or lines are visible at once.
    height: usize,
    /// The number of lines that must be shown before a yes is accepted, and a digest of them; `None` before
    /// the first time.
    lines: Option<(usize, u64)>,
}

impl Cursor {
    /// Creates a cursor on this row of a list.
    #[must_use]
    pub fn at(selected: usize) -> Self {
        Self {
            selected,
            ..Self::default()
        }
    }

    /// Identifies one opening of a component.
    #[must_use]
    pub const fn serial(&self) -> u64 {
        self.serial
    }

    /// Sets the identifier of this opening of the component.
    pub const fn name(&mut self, serial: u64) {
        self.serial = serial;
    }

    /// Whether the end of the text has been on the screen since the text last grew.
    #[must_use]
    pub const fn seen(&self) -> bool {
        self.seen
    }

    /// Whether the content is a form, which handles its own motions.
    #[must_use]
    pub const fn is_in_form(&self) -> bool {
        self.extent.is_form
    }

    pub fn step(&mut self, motion: Motion) {
        let extent = &self.extent;
        if extent.is_form {
            return;
        }
        if let Some(starts) = &extent.starts {
            self.selected = moved(motion, self.selected, starts, extent.height);
            return;
        }
        let at = if extent.is_text {
            &mut self.scroll
        } else {
            &mut self.selected
        };
        *at = motion.from(*at, extent.last, extent.height);
    }

    /// Types into the line, if there is one. Returns whether the key was taken.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        if let Some(search) = self.searching() {
            let taken = search.typed.edit(request);
            if taken {
                search.at = 0;
                search.go = Some(Go::First);
            }
            return taken;
        }
        if !self.extent.takes_text {
            return false;
        }
        let before = self.typed.value().to_owned();
        let taken = self.typed.edit(request);
        if self.typed.value() != before {
            self.selected = 0;
        }
        taken
    }

    pub fn paste(&mut self, pasted: &str) {
        if let Some(search) = self.searching() {
            search.typed.paste(pasted);
            search.at = 0;
            search.go = Some(Go::First);
        } else if self.extent.takes_text {
            self.typed.paste(pasted);
            self.selected = 0;
        }
    }

    fn searching(&mut self) -> Option<&mut Search> {
        self.search.as_mut().filter(|it| it.before.is_some())
    }

    /// Whether a search is being typed.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.search.as_ref().is_some_and(|it| it.before.is_some())
    }

    pub fn open_search(&mut self) {
        let before = (self.scroll, self.search.take().map(Box::new));
        self.search = Some(Search {
            before: Some(before),
            ..Search::default()
        });
    }

    pub fn keep_search(&mut self) {
        self.search = self.search.take().filter(|it| !it.typed.value().is_empty());
        if let Some(search) = &mut self.search {
            search.before = None;
        }
    }

    /// Restores the state from before the search was typed; a search that was kept ends.
    pub fn end_search(&mut self) {
        let before = self.search.take().and_then(|search| search.before);
        if let Some((scroll, search)) = before {
            self.scroll = scroll;
            self.search = search.map(|search| *search);
        }
    }

    /// Goes to the next or the previous match.
    pub fn go_to_match(&mut self, forward: bool) {
        if let Some(search) = &mut self.search {
            search.go = Some(if forward { Go::Next } else { Go::Previous });
        }
    }

    /// Moves the cursor into the current content of the top component, once after each message. Returns
    /// whether something must still be shown before a yes is accepted: the end of the text, or changed
    /// lines.
    pub fn settle(&mut self, content: &Content<'_>, layout: &Layout) -> bool {
        match content {
            Content::Text(text) => self.settle_text(text, layout),
            Content::List(list) => {
                self.settle_list(list, layout);
                false
            }
            Content::Sections(sections) => self.settle_sections(sections, layout),
            Content::Form(_) => {
                self.extent = Extent {
                    is_form: true,
                    ..Extent::default()
                };
                false
            }
        }
    }

    fn settle_list(&mut self, list: &List<'_>, layout: &Layout) {
        let lowest = list.count.saturating_sub(1);
        self.selected = self.selected.min(lowest);
        self.extent = Extent {
            takes_text: list.sign.is_some() && list.typing,
            last: lowest,
            height: list.height(layout),
            ..Extent::default()
        };
    }

    fn settle_sections(&mut self, sections: &Sections, layout: &Layout) -> bool {
        let last = sections.sections.len().saturating_sub(1);
        self.selected = self.selected.min(last);
        let lines = sections.top.iter().chain(&sections.lines);
        let lines = digest(lines.chain(&sections.typed));
        let before = self.extent.lines;
        self.extent = Extent {
            starts: Some(sections.starts()),
            takes_text: sections.typed.is_some(),
            last,
            height: sections.height(layout),
            lines: Some(lines),
            ..Extent::default()
        };
        before.is_some_and(|before| before != lines)
    }

    fn settle_text(&mut self, text: &Text, layout: &Layout) -> bool {
        let page = text.place("", layout);
        let typed = text.typed.iter();
        let (_, message) = digest(text.lines.iter().chain(typed));
        let lines = (text.needed(), message);
        let before = self.extent.lines.replace(lines);
        self.extent = Extent {
            is_text: true,
            takes_text: text.typed.is_some(),
            last: page.furthest(),
            height: page.height(),
            lines: Some(lines),
            ..Extent::default()
        };
        self.scroll = self.scroll.min(page.furthest());
        let is_filtered = text.matched.is_some();
        if let Some(search) = &mut self.search
            && let Some(go) = search.go.take()
        {
            let found = places(&page.lines, search.typed.value());
            match go {
                Go::First => {
                    // A filtered text is shown from its first line.
                    let top = search.before.as_ref().map_or(0, |(scroll, _)| *scroll);
                    let top = if is_filtered { 0 } else { top };
                    search.at = found.iter().position(|one| one.line >= top).unwrap_or(0);
                    self.scroll = top.min(page.furthest());
                }
                Go::Next | Go::Previous if !found.is_empty() => {
                    let count = found.len();
                    let step = if go == Go::Next { 1 } else { count - 1 };
                    search.at = (search.at.min(count - 1) + step) % count;
                }
                Go::Next | Go::Previous => {}
            }
            // Visible, with some lines above it.
            let in_sight = self.scroll..self.scroll + page.height();
            if let Some(place) = found.get(search.at)
                && !in_sight.contains(&place.line)
            {
                self.scroll = place
                    .line
                    .saturating_sub(page.height() / 3)
                    .min(page.furthest());
            }
        }
        let changed = before.is_some_and(|before| before != lines);
        if changed && before.is_some_and(|(count, _)| count < lines.0) {
            self.seen = false;
        }
        let needed = match text.optional {
            0 => page.lines.len(),
            // These lines break the same way alone as among the others.
            _ => text.first(text.needed()).place("", layout).lines.len(),
        };
        let at_end = self.scroll + page.height() >= needed && !layout.too_small;
        let came_to_end = at_end && !self.seen;
        self.seen |= at_end;
        came_to_end || changed
    }
}

/// Returns the number of lines, and a hash of their contents.
fn digest<'a>(lines: impl Iterator<Item = &'a Line>) -> (usize, u64) {
    let mut digest = DefaultHasher::new();
    let mut count = 0;
    for line in lines {
        (discriminant(&line.role), line.text.as_str()).hash(&mut digest);
        count += 1;
    }
    (count, digest.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::kit::layout::Pane;
    use crate::words::Role;

    fn settle(cursor: &mut Cursor, lines: usize, word: &str) -> bool {
        let lines = (0..lines).map(|at| Line::new(Role::Text, format!("{word} {at}")));
        let text = Text::page(lines.collect());
        let layout = Layout::new((40, 12), Pane::Configurations);
        cursor.settle(&Content::Text(text), &layout)
    }

    #[test]
    fn a_text_that_grew_has_to_be_seen_to_its_end_again() {
        let mut cursor = Cursor::default();
        assert!(settle(&mut cursor, 3, "a") && cursor.seen());
        assert!(!settle(&mut cursor, 3, "a"), "nothing is new");
        assert!(settle(&mut cursor, 3, "b"), "other lines are to be shown");
        assert!(cursor.seen());
        assert!(settle(&mut cursor, 40, "b"));
        assert!(!cursor.seen(), "there is more below");
        cursor.step(Motion::Last);
        assert!(settle(&mut cursor, 40, "b") && cursor.seen());
        cursor.step(Motion::First);
        assert!(!settle(&mut cursor, 40, "b"));
        assert!(cursor.seen(), "it was seen");
    }
}
