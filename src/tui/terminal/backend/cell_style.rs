//! Colours and attributes as escape sequences (ECMA-48, SGR).

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Colours and attributes in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) struct CellStyle {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Neither colour nor attribute.
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
    pub(in crate::tui) const fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// The sequence that leads from `old` to this style; the two differ.
    pub(in crate::tui) fn sequence_from(self, old: Self) -> String {
        if self == PLAIN {
            return "\x1b[m".to_owned();
        }
        // Where an attribute goes away, starting anew is as short as taking it away by its own code.
        let adds = self.modifier.contains(old.modifier);
        let from = if adds { old } else { PLAIN };
        let mut codes: Vec<String> = Vec::new();
        if !adds {
            codes.push("0".to_owned());
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
