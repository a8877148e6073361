//! The config file, and errors that name its line and key.

use std::io::ErrorKind;
use std::path::Path;

use super::{ConfigError, Layer};

/// Reads the file at `path`; where it need not exist, a missing one says nothing.
pub(super) fn read(path: &Path, must_exist: bool) -> Result<Layer, ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && !must_exist => {
            return Ok(Layer::default());
        }
        Err(error) => return Err(ConfigError(format!("{}: {error}", path.display()))),
    };
    parse(&text).map_err(|problem| ConfigError(format!("{}:{problem}", path.display())))
}

fn parse(text: &str) -> Result<Layer, String> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
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
            ("[timing]\nsettle = 0.0", "2: settle: 0 is no number"),
            ("red_only = true", "1: red_only: unknown field"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.starts_with(start), "{problem}");
        }
    }

    #[test]
    fn a_file_that_was_asked_for_must_exist() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.toml");
        assert!(read(&path, true).is_err());
        assert_eq!(read(&path, false), Ok(Layer::default()));
    }
}
