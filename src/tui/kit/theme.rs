//! Styles by meaning, from the terminal's own sixteen colours.
//!
//! Belongs here: every colour and attribute. Does not belong here: which meaning applies to what (`words`,
//! `view`). Colour is never the only sign: each meaning has a word or a mark as well.

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
    /// Creates the theme that the admin and the terminal require.
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

    /// Returns the signs in use.
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

    /// Returns the style of a line of text.
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

    /// Returns the style of the profile name, with its color if it has one.
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

    /// Returns the border style of an area with or without the keyboard.
    #[must_use]
    pub const fn border(self, focused: bool) -> Style {
        if focused {
            self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::DIM)
        }
    }

    /// Returns the style of a pane's title, which shows whether the pane has the keyboard. The title is on a
    /// border.
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

    /// Returns what is added to the styles of the selected row, in a pane with or without the keyboard. The
    /// whole row has one style: each change within the row costs bytes.
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

    /// Returns the style of the selected row's mark.
    #[must_use]
    pub const fn marker(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of text that the next character replaces.
    #[must_use]
    pub const fn picked(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    #[must_use]
    pub const fn found(self) -> Style {
        // Not yellow, which is hard to read on a light background.
        Style::new()
            .add_modifier(Modifier::BOLD)
            .add_modifier(Modifier::UNDERLINED)
    }

    /// Returns the style of a text that is shown for selecting.
    #[must_use]
    pub const fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Returns the style of the sign of a changed row.
    #[must_use]
    pub const fn news(self) -> Style {
        self.coloured(Color::Green).add_modifier(Modifier::BOLD)
    }

    #[must_use]
    pub const fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Returns the style of text that cannot be used, or matters less.
    #[must_use]
    pub const fn quiet(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }
}

/// Converts the number of one of the sixteen colors; there are no others.
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
