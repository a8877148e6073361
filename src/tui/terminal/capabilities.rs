//! How the terminal is used: with or without colours, with Unicode or ASCII, as a screen or by lines.
//!
//! Belongs here: what flags and environment say about it, as data. Does not belong here: drawing it
//! (`theme`, `view`) or speaking it (`linear`). Only the command line reads the environment.

use serde::{Deserialize, Serialize};

use super::clipboard::Multiplexer;

/// What the admin and the terminal require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is told by another flag or variable"
)]
pub struct Capabilities {
    /// Whether to use no colours (<https://no-color.org>).
    pub no_colour: bool,
    /// Whether to use only ASCII.
    pub ascii: bool,
    /// Whether to print lines instead of a screen, for screen readers.
    pub linear: bool,
    /// Whether the terminal's window has a title that programs can set.
    pub has_title: bool,
    /// The multiplexer between the program and the terminal.
    pub multiplexer: Multiplexer,
}

/// Terminals that are older than Unicode.
const OLD_TERMINALS: [&str; 8] = [
    "dumb", "unknown", "ansi", "cons25", "sun", "vt52", "vt100", "vt220",
];

/// Whether the terminal accepts UTF-8. The first of the three locale variables that is set decides (POSIX,
/// chapter 8.2). Over SSH often none is set, or the value is C. That says nothing about the terminal at the
/// other end, so then only the kind of terminal can rule out UTF-8. Windows uses other means, and accepts
/// it.
pub fn takes_utf8(environment: impl Fn(&str) -> Option<String>) -> bool {
    if cfg!(windows) {
        return true;
    }
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    if matches!(locale.as_str(), "" | "c" | "posix") {
        return set("TERM").is_none_or(|term| !OLD_TERMINALS.contains(&term.as_str()));
    }
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Whether the terminal interprets escape sequences. The Windows console does when asked to, from Windows 10
/// on; the mode stays enabled.
#[must_use]
pub fn takes_sequences() -> bool {
    #[cfg(windows)]
    return crossterm::ansi_support::supports_ansi();
    #[cfg(not(windows))]
    true
}

/// Whether the title of the terminal can be set; nearly all terminals support it. The Linux console and
/// terminals without a screen of their own would show the title as text.
pub fn takes_title(environment: impl Fn(&str) -> Option<String>) -> bool {
    let name = environment("TERM").unwrap_or_default();
    let has_none = ["linux", "dumb", "vt", "cons"];
    cfg!(windows) || !(name.is_empty() || has_none.iter().any(|prefix| name.starts_with(prefix)))
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    fn utf8(set: &[(&str, &str)]) -> bool {
        takes_utf8(|name| {
            let found = set.iter().find(|(of, _)| *of == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_console_is_given_no_title() {
        for (name, takes) in [
            ("xterm-256color", true),
            ("tmux-256color", true),
            ("screen", true),
            ("linux", false),
            ("dumb", false),
            ("vt220", false),
            ("", false),
        ] {
            let environment = |_: &str| Some(name.to_owned());
            assert_eq!(takes_title(environment), takes, "{name}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        assert!(utf8(&[("LANG", "de_DE.UTF-8")]));
        assert!(utf8(&[("LANG", "C.utf8")]));
        assert!(utf8(&[("LC_CTYPE", "UTF-8")]));
        assert!(utf8(&[("LC_ALL", ""), ("LANG", "C.UTF-8")]));
        let german = "de_DE.ISO-8859-1";
        assert!(!utf8(&[("LC_ALL", german), ("LANG", "de_DE.UTF-8")]));
        assert!(!utf8(&[("LANG", german)]));
        assert!(!utf8(&[("LANG", "de_DE")]));
    }

    #[test]
    fn without_a_locale_only_the_kind_of_terminal_speaks_against_it() {
        assert!(utf8(&[]));
        assert!(utf8(&[("TERM", "xterm-256color")]));
        assert!(utf8(&[("LANG", "C"), ("TERM", "screen")]));
        assert!(utf8(&[("LC_ALL", "POSIX"), ("TERM", "linux")]));
        for term in OLD_TERMINALS {
            assert!(!utf8(&[("TERM", term)]), "{term}");
            assert!(utf8(&[("TERM", term), ("LANG", "C.UTF-8")]), "{term}");
        }
        assert!(!utf8(&[("LANG", "C.ISO-8859-1")]));
    }
}
