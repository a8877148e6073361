//! How the terminal is to be used: with colours or not, beyond ASCII or not, as a screen or by lines.
//!
//! Belongs here: what flags and environment say about it, as data. Does not belong here: how it is
//! drawn (`theme`, `view`) or spoken (`linear`). Nothing but the command line reads the environment.

use serde::{Deserialize, Serialize};

use super::clipboard::Multiplexer;

/// What the admin and the terminal want.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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

/// Whether the locale takes UTF-8. The first of the three variables that is set decides (POSIX, chapter
/// 8.2); with none of them the locale is C, which is ASCII. Windows has other means, and takes it.
pub fn takes_utf8(environment: impl Fn(&str) -> Option<String>) -> bool {
    if cfg!(windows) {
        return true;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| environment(name).filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
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

    fn utf8(set: &'static [(&str, &str)]) -> bool {
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
        assert!(!utf8(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]));
        assert!(!utf8(&[("LANG", "de_DE.ISO-8859-1")]));
        assert!(!utf8(&[]));
    }
}
