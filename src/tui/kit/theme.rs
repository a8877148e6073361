//! Styles by meaning, from the terminal's own sixteen colours.
//!
//! Belongs here: every colour and attribute. Does not belong here: what has which meaning (`words`,
//! `view`). Nothing is told by colour alone: each meaning has a word or a mark as well.

use ratatui::style::{Color, Modifier, Style};

use super::symbols::Symbols;
use crate::config::AnsiColor;
use crate::tui::terminal::capabilities::Capabilities;
use crate::words::Role;

/// The styles in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: bool,
    symbols: Symbols,
}

impl Theme {
    /// The theme that the admin and the terminal want.
    #[must_use]
    pub const fn new(capabilities: Capabilities) -> Self {
        Self {
            colours: !capabilities.no_colour,
            symbols: if capabilities.ascii {
                Symbols::Ascii
            } else {
                Symbols::Unicode
            },
        }
    }

    /// The signs in use.
    #[must_use]
    pub const fn symbols(self) -> Symbols {
        self.symbols
    }

    const fn coloured(self, colour: Color) -> Style {
        if self.colours {
            Style::new().fg(colour)
        } else {
            Style::new()
        }
    }

    /// A line of a text.
    #[must_use]
    pub const fn role(self, role: Role) -> Style {
        match role {
            Role::Text | Role::Code => Style::new(),
            // Whole sentences in yellow or cyan are hard to read on a light background.
            Role::Title | Role::Spelled | Role::Warn | Role::Hint => {
                Style::new().add_modifier(Modifier::BOLD)
            }
            Role::Good => self.coloured(Color::Green),
            Role::New => self.coloured(Color::Green).add_modifier(Modifier::BOLD),
            Role::Old => self.coloured(Color::Red),
            Role::Bad => self.coloured(Color::Red).add_modifier(Modifier::BOLD),
        }
    }

    #[must_use]
    pub const fn header(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The name of the profile, in its color where it has one.
    #[must_use]
    pub const fn profile(self, color: Option<AnsiColor>) -> Style {
        match color {
            Some(color) => self
                .coloured(ansi(color))
                .add_modifier(Modifier::BOLD)
                .add_modifier(Modifier::REVERSED),
            None => self.header(),
        }
    }

    /// The border of what has the keyboard, or of what has not.
    #[must_use]
    pub const fn border(self, focused: bool) -> Style {
        if focused {
            self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::DIM)
        }
    }

    /// The title of a pane, which says whether the pane has the keyboard. It stands on a border.
    #[must_use]
    pub const fn title(self, focused: bool) -> Style {
        if focused {
            self.marker()
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::DIM)
        } else {
            Style::new()
                .add_modifier(Modifier::BOLD)
                .remove_modifier(Modifier::DIM)
        }
    }

    /// What the selected row has above its own styles, in the pane that has the keyboard or in one that has
    /// not. One style for the whole row: each change of it within the row costs bytes.
    #[must_use]
    pub const fn selected_row(self, focused: bool) -> Style {
        let style = Style::new().fg(Color::Reset).remove_modifier(Modifier::DIM);
        if focused {
            style
                .remove_modifier(Modifier::BOLD)
                .add_modifier(Modifier::REVERSED)
        } else {
            style.add_modifier(Modifier::BOLD)
        }
    }

    /// The mark of the selected row.
    #[must_use]
    pub const fn marker(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Text that the next character takes the place of.
    #[must_use]
    pub const fn picked(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    #[must_use]
    pub const fn found(self) -> Style {
        // No yellow: it is hard to read on a light background.
        Style::new()
            .add_modifier(Modifier::BOLD)
            .add_modifier(Modifier::UNDERLINED)
    }

    /// A text that is there to be selected.
    #[must_use]
    pub const fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The sign of a row that is not as it was.
    #[must_use]
    pub const fn news(self) -> Style {
        self.coloured(Color::Green).add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// What cannot be used, or matters less.
    #[must_use]
    pub const fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }
}

/// One of the sixteen colors by its number; there are no others.
const fn ansi(color: AnsiColor) -> Color {
    match color.number() {
        0 => Color::Black,
        1 => Color::Red,
        2 => Color::Green,
        3 => Color::Yellow,
        4 => Color::Blue,
        5 => Color::Magenta,
        6 => Color::Cyan,
        7 => Color::Gray,
        8 => Color::DarkGray,
        9 => Color::LightRed,
        10 => Color::LightGreen,
        11 => Color::LightYellow,
        12 => Color::LightBlue,
        13 => Color::LightMagenta,
        14 => Color::LightCyan,
        _ => Color::White,
    }
}
