//! Colours and attributes as escape sequences (ECMA-48, SGR).

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The colours and attributes in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) struct CellStyle {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// No colours and no attributes.
pub(in crate::tui) const PLAIN: CellStyle = CellStyle {
    fg: Color::Reset,
    bg: Color::Reset,
    modifier: Modifier::empty(),
};

const ATTRIBUTES: [(Modifier, &str); 7] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

impl CellStyle {
    /// Returns the style of a cell. A blank whose style would be invisible has none.
    pub(in crate::tui) fn of(cell: &Cell) -> Self {
        let own = Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        };
        if cell.symbol() == " " && own.is_unseen_in_blanks() {
            return PLAIN;
        }
        own
    }

    /// Whether a blank looks the same with this style as without any.
    fn is_unseen_in_blanks(self) -> bool {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        self.bg == Color::Reset && !self.modifier.intersects(seen)
    }

    /// Returns the style to write a cell of this style with. A blank without a style can use the style in
    /// force, or else the style of what follows it.
    pub(in crate::tui) fn pen_for(self, is_blank: bool, in_force: Self, following: Self) -> Self {
        if !is_blank || self != PLAIN {
            return self;
        }
        [in_force, following]
            .into_iter()
            .find(|pen| pen.is_unseen_in_blanks())
            .unwrap_or(PLAIN)
    }

    /// Returns the sequence that changes `old` to this style. It is empty if they are equal.
    pub(in crate::tui) fn sequence_from(self, old: Self) -> String {
        if self == old {
            return String::new();
        }
        if self == PLAIN {
            return "\x1b[m".to_owned();
        }
        // To remove an attribute, a reset is as short as the attribute's own code.
        let adds = self.modifier.contains(old.modifier);
        let from = if adds { old } else { PLAIN };
        let mut codes: Vec<String> = Vec::new();
        if !adds {
            // An omitted parameter means zero.
            codes.push(String::new());
        }
        let added = self.modifier - from.modifier;
        codes.extend(
            ATTRIBUTES
                .iter()
                .filter(|(modifier, _)| added.contains(*modifier))
                .map(|(_, code)| (*code).to_owned()),
        );
        if self.fg != from.fg {
            codes.push(colour(self.fg, 30));
        }
        if self.bg != from.bg {
            codes.push(colour(self.bg, 40));
        }
        format!("\x1b[{}m", codes.join(";"))
    }
}

/// Returns the code of a colour; `base` is 30 for the foreground and 40 for the background.
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
