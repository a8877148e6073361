//! The config file, and errors that name its line and key.

use std::io::ErrorKind;
use std::path::Path;

use super::limited::{LONGEST_SETTINGS, read_text};
use super::{ConfigError, Layer, nearest};

/// Reads the file at `path`; if it is optional, a missing file is empty.
pub(super) fn read(path: &Path, must_exist: bool) -> Result<Layer, ConfigError> {
    let text = match read_text(path, LONGEST_SETTINGS) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && !must_exist => {
            return Ok(Layer::default());
        }
        Err(error) => return Err(ConfigError(format!("{}: {error}", path.display()))),
    };
    let layer =
        parse(&text).map_err(|problem| ConfigError(format!("{}:{problem}", path.display())))?;
    let nested = layer
        .profile
        .iter()
        .find(|(_, inner)| !inner.profile.is_empty() || inner.default_profile.is_some());
    match nested {
        Some((name, _)) => {
            let header = format!("[profile.{name}.profile");
            let line = line_of(path, |line| {
                line.starts_with(&header) || line.starts_with("default_profile")
            });
            Err(ConfigError(format!(
                "{}:{line}: profile {name} cannot contain profiles",
                path.display()
            )))
        }
        None => Ok(layer),
    }
}

/// The number of the last line for which this holds, because the parser reports only values; 1 if there is
/// none.
pub(super) fn line_of(path: &Path, is_it: impl Fn(&str) -> bool) -> usize {
    let text = read_text(path, LONGEST_SETTINGS).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines
        .iter()
        .rposition(|line| is_it(line.trim_start()))
        .map_or(1, |at| at + 1)
}

/// The parser's message, with the nearest known key if one was misspelled. The parser names the typed key
/// and the known ones only in its message, each in backticks.
fn explained(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if !message.starts_with("unknown field") {
        return message.to_owned();
    }
    let typed = quoted.next().unwrap_or_default();
    match nearest(typed, quoted) {
        Some(near) => format!("unknown key; did you mean `{near}`?"),
        None => "unknown key; `enlist config` lists the keys".to_owned(),
    }
}

fn parse(text: &str) -> Result<Layer, String> {
    toml::from_str(text).map_err(|error| {
        let message = explained(&error.message().lines().collect::<Vec<_>>().join(" "));
        let Some(span) = error.span() else {
            return format!("1: {message}");
        };
        let before = text.get(..span.start).unwrap_or_default();
        let number = before.matches('\n').count() + 1;
        let line = text.lines().nth(number - 1).unwrap_or_default();
        match line.split_once('=') {
            Some((key, _)) => format!("{number}: {}: {message}", key.trim()),
            None => format!("{number}: {message}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_line_and_key() {
        for (text, start) in [
            (
                "read_only = true\ngraph_url = \"http://graph.example\"",
                "2: graph_url: http would",
            ),
            ("api = \"v2\"", "1: api: "),
            ("[timing]\nsettle = 0.0", "2: settle: 0 is not a number"),
            ("refresh = 3", "1: refresh: 3 is not valid"),
            ("refresh = \"often\"", "1: refresh: "),
            (
                "red_only = true",
                "1: red_only: unknown key; did you mean `read_only`?",
            ),
            (
                "\n[profile.a]\nmethd = \"az\"",
                "3: methd: unknown key; did you mean `method`?",
            ),
            ("zzz = 1", "1: zzz: unknown key; `enlist config`"),
            (
                "cloud = \"chna\"",
                "1: cloud: no national cloud named `chna`; did you mean `china`?",
            ),
            (
                "method = \"brwser\"",
                "1: method: no sign-in method named `brwser`; did you mean `browser`?",
            ),
            (
                "[profile.a]\ncolor = \"redd\"",
                "2: color: no color named `redd`; did you mean `red`?",
            ),
            ("color = 1", "1: color: "),
            ("tenant = \"a b\"", "1: tenant: `a b` is not a tenant"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.starts_with(start), "{problem}");
        }
    }

    #[test]
    fn a_profile_in_a_profile_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "[profile.a]\n[profile.a.profile.b]\n").unwrap();
        let error = read(&path, true).unwrap_err().to_string();
        assert!(error.contains("config.toml:2: profile a cannot"), "{error}");
    }

    #[test]
    fn a_file_that_was_asked_for_must_exist() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.toml");
        assert!(read(&path, true).is_err());
        assert_eq!(read(&path, false), Ok(Layer::default()));
    }
}
