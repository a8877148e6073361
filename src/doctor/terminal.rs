//! The terminal, as far as the environment tells.

use super::Check;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalEnvironment {
    /// Columns and rows; none if stdout is no terminal.
    pub size: Option<(u16, u16)>,
    /// `TERM`.
    pub term: Option<String>,
    /// Whether text beyond ASCII is shown.
    pub takes_utf8: bool,
    /// Whether it obeys escape sequences: old consoles of Windows do not.
    pub takes_sequences: bool,
    /// Whether colours were switched off.
    pub no_colour: bool,
    /// A program in between: `tmux`, `screen`.
    pub multiplexer: Option<&'static str>,
}

const NAME: &str = "terminal";

pub(super) fn check(surroundings: &TerminalEnvironment) -> Check {
    let term = surroundings.term.as_deref().unwrap_or("not set");
    let colour = if surroundings.no_colour || term == "dumb" || !surroundings.takes_sequences {
        "no color"
    } else {
        "color"
    };
    let found = format!(
        "{}, {}, {colour}, {}, copying {}",
        surroundings.size.map_or_else(
            || "stdout is not a terminal".to_owned(),
            |(width, height)| format!("{width}×{height}")
        ),
        if cfg!(windows) && surroundings.term.is_none() {
            // Nothing sets it there.
            "Windows console".to_owned()
        } else {
            format!("TERM {term}")
        },
        if surroundings.takes_utf8 {
            "UTF-8"
        } else {
            "no UTF-8"
        },
        copying(surroundings, term),
    );
    let Some((width, height)) = surroundings.size else {
        let advice = "the screen needs a terminal; commands work without one";
        return Check::warn(NAME, found, advice);
    };
    if width < 40 || height < 12 {
        return Check::bad(NAME, found, "enlarge it to at least 40 columns and 12 rows");
    }
    if !surroundings.takes_sequences {
        return Check::bad(
            NAME,
            found,
            "the screen needs a console with escape sequences: Windows Terminal, or the console of \
             Windows 10 or later without \"legacy console\"; commands and --linear work without",
        );
    }
    if !surroundings.takes_utf8 {
        return Check::warn(
            NAME,
            found,
            "it does not seem to support UTF-8, so names are shown in ASCII; if it does, set \
             LANG=C.UTF-8",
        );
    }
    if term == "dumb" {
        return Check::bad(
            NAME,
            found,
            "the screen needs a terminal that can move the cursor",
        );
    }
    match surroundings.multiplexer {
        Some("tmux") => Check::warn(
            NAME,
            found,
            "to copy to your clipboard, put `set -g set-clipboard on` into tmux.conf",
        ),
        Some(other) => Check::warn(
            NAME,
            found,
            format!("copying (OSC 52) may not pass through {other}"),
        ),
        None => Check::ok(NAME, found),
    }
}

/// Whether copied text is likely to reach the clipboard: a guess, because terminals do not tell.
fn copying(surroundings: &TerminalEnvironment, term: &str) -> String {
    let known = [
        "xterm",
        "alacritty",
        "foot",
        "kitty",
        "wezterm",
        "ghostty",
        "rio",
    ];
    match surroundings.multiplexer {
        Some(name) => format!("through {name}"),
        None if term == "dumb" || term == "linux" => "unlikely (OSC 52)".to_owned(),
        None if known.iter().any(|name| term.contains(name)) => "likely (OSC 52)".to_owned(),
        None => "uncertain (OSC 52)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn each_broken_terminal_is_told() {
        let good = TerminalEnvironment {
            size: Some((80, 24)),
            term: Some("xterm".to_owned()),
            takes_utf8: true,
            takes_sequences: true,
            ..TerminalEnvironment::default()
        };
        assert_eq!(check(&good).state, State::Ok);
        let cases = [
            (
                TerminalEnvironment {
                    size: None,
                    ..good.clone()
                },
                State::Warn,
            ),
            (
                TerminalEnvironment {
                    size: Some((30, 8)),
                    ..good.clone()
                },
                State::Bad,
            ),
            (
                TerminalEnvironment {
                    takes_utf8: false,
                    ..good.clone()
                },
                State::Warn,
            ),
            (
                TerminalEnvironment {
                    takes_sequences: false,
                    ..good.clone()
                },
                State::Bad,
            ),
            (
                TerminalEnvironment {
                    term: Some("dumb".to_owned()),
                    ..good.clone()
                },
                State::Bad,
            ),
            (
                TerminalEnvironment {
                    multiplexer: Some("tmux"),
                    ..good
                },
                State::Warn,
            ),
        ];
        for (surroundings, state) in cases {
            let check = check(&surroundings);
            assert_eq!(check.state, state, "{check:?}");
            assert!(check.advice.is_some());
        }
    }
}
