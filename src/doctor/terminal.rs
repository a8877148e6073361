//! The terminal, as far as the environment tells: it is asked nothing.

use super::Check;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalEnvironment {
    /// Columns and rows; none if stdout is no terminal.
    pub size: Option<(u16, u16)>,
    /// `TERM`.
    pub term: Option<String>,
    /// The locale in force: `LC_ALL`, `LC_CTYPE` or `LANG`.
    pub locale: Option<String>,
    /// Whether colours were switched off.
    pub no_colour: bool,
    /// What stands between: `tmux`, `screen`.
    pub multiplexer: Option<&'static str>,
}

impl TerminalEnvironment {
    #[must_use]
    pub fn read(size: Option<(u16, u16)>, environment: crate::config::Environment<'_>) -> Self {
        let first = |names: [&str; 3]| names.into_iter().find_map(environment);
        Self {
            size,
            term: environment("TERM"),
            locale: first(["LC_ALL", "LC_CTYPE", "LANG"]),
            no_colour: environment("NO_COLOR").is_some(),
            multiplexer: if environment("TMUX").is_some() {
                Some("tmux")
            } else {
                environment("STY").map(|_| "screen")
            },
        }
    }
}

const NAME: &str = "terminal";

pub(super) fn check(surroundings: &TerminalEnvironment) -> Check {
    let term = surroundings.term.as_deref().unwrap_or("not set");
    let colour = if surroundings.no_colour || term == "dumb" {
        "no colours"
    } else {
        "colours"
    };
    // The console of Windows takes UTF-8 whatever these variables say.
    let utf8 = cfg!(windows)
        || surroundings.locale.as_deref().is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
    let found = format!(
        "{}, TERM {term}, {colour}, {}, copying {}",
        surroundings.size.map_or_else(
            || "stdout is no terminal".to_owned(),
            |(width, height)| format!("{width}×{height}")
        ),
        if utf8 { "UTF-8" } else { "no UTF-8" },
        copying(surroundings, term),
    );
    let Some((width, height)) = surroundings.size else {
        let advice = "the screen needs a terminal; the commands do not";
        return Check::warn(NAME, found, advice);
    };
    if width < 40 || height < 12 {
        return Check::bad(NAME, found, "make it at least 40 columns and 12 rows");
    }
    if !utf8 {
        return Check::warn(
            NAME,
            found,
            "the locale is not UTF-8: names in other scripts may look wrong; set LANG=C.UTF-8",
        );
    }
    if term == "dumb" {
        return Check::bad(
            NAME,
            found,
            "the screen needs a terminal that can place a cursor",
        );
    }
    match surroundings.multiplexer {
        Some("tmux") => Check::warn(
            NAME,
            found,
            "copying reaches your clipboard only with `set -g set-clipboard on` in tmux",
        ),
        Some(other) => Check::warn(NAME, found, format!("copying (OSC 52) may stop in {other}")),
        None => Check::ok(NAME, found),
    }
}

/// Whether what is copied is likely to reach the clipboard: a guess, since terminals do not tell.
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
            locale: Some("de_DE.UTF-8".to_owned()),
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
                    locale: Some("C".to_owned()),
                    ..good.clone()
                },
                State::Warn,
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
