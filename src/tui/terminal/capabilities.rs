//! How the terminal is to be used: with colours or not, beyond ASCII or not, as a screen or by lines.
//!
//! Belongs here: what flags and environment say about it, as data. Does not belong here: how it is
//! drawn (`theme`, `view`) or spoken (`linear`). Nothing but the command line reads the environment.

use serde::{Deserialize, Serialize};

use super::clipboard::Multiplexer;

/// What the admin and the terminal want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is told by another flag or variable"
)]
pub struct Capabilities {
    /// Without colours (<https://no-color.org>).
    pub no_colour: bool,
    /// Nothing beyond ASCII.
    pub ascii: bool,
    /// Lines in place of a screen, for screen readers.
    pub linear: bool,
    /// Whether its window has a title that programs may set.
    pub has_title: bool,
    /// What stands between the program and the terminal.
    pub multiplexer: Multiplexer,
}

/// Terminals that were built before Unicode.
const OLD_TERMINALS: [&str; 8] = [
    "dumb", "unknown", "ansi", "cons25", "sun", "vt52", "vt100", "vt220",
];

/// Whether the terminal takes UTF-8. The first of the three variables of the locale that is set decides (POSIX,
/// chapter 8.2). Over SSH it is often none of them, or C: that says nothing about the terminal at the other
/// end, so that only its kind speaks against UTF-8. Windows has other means, and takes it.
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

/// Whether the terminal obeys escape sequences. The console of Windows does when it is asked to, from Windows 10 on;
/// it stays asked.
#[must_use]
pub fn takes_sequences() -> bool {
    #[cfg(windows)]
    return crossterm::ansi_support::supports_ansi();
    #[cfg(not(windows))]
    true
}

/// Whether the terminal can be given a title: nearly all can. The Linux console and what has no screen of
/// its own would show the text of it.
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
