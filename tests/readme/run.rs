//! Blocks that are marked `run` are run by the real program on an embedded service: those of one page one after the
//! other, in an empty home of their own.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use enlist::demo::{self, Options};

use crate::markdown::{Block, Mark, pages};

struct Home {
    folder: tempfile::TempDir,
    service: demo::Service,
}

impl Home {
    async fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            service: demo::start(Options::default()).await.unwrap(),
        }
    }

    fn sh(&self, script: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_enlist")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        Command::new("sh")
            .args(["-euc", script])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", program.display()))
            .env("HOME", self.folder.path())
            .env("LANG", "C.UTF-8")
            .env("ENLIST_GRAPH_URL", &self.service.base_url)
            .env("ENLIST_ACCESS_TOKEN", &self.service.token)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_marked_run_runs() {
    for page in pages() {
        let blocks = page.blocks();
        let to_run: Vec<&Block> = blocks
            .iter()
            .filter(|block| block.mark == Some(Mark::Run))
            .collect();
        if to_run.is_empty() {
            continue;
        }
        let home = Home::new().await;
        for block in to_run {
            let is_session = block.language == "console";
            for (script, printed) in steps(&block.text, is_session) {
                let output = home.sh(&script);
                let said = format!(
                    "{}{}",
                    String::from_utf8_lossy(&output.stdout),
                    String::from_utf8_lossy(&output.stderr)
                );
                let place = format!("{}: {script}\n{said}", block.place);
                assert!(output.status.success(), "{place}");
                let mut lines = said.lines();
                for wanted in printed {
                    let is_there = lines.any(|line| is_like(line, wanted));
                    assert!(is_there, "not printed: {wanted}\n{place}");
                }
            }
        }
    }
}

/// A block as scripts, each with the lines that it prints. A session has a script on each line after `$`.
fn steps(text: &str, is_session: bool) -> Vec<(String, Vec<&str>)> {
    if !is_session {
        return vec![(text.to_owned(), Vec::new())];
    }
    let mut steps: Vec<(String, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(script), _) => steps.push((script.to_owned(), Vec::new())),
            (None, Some((script, printed))) if script.ends_with('\\') => {
                assert!(printed.is_empty());
                script.push('\n');
                script.push_str(line);
            }
            (None, Some((_, printed))) if !line.trim().is_empty() => printed.push(line),
            (None, _) => assert!(line.trim().is_empty(), "{line} stands before a command"),
        }
    }
    steps
}

/// Whether a printed line is the one that is shown, in which … stands for anything.
fn is_like(line: &str, wanted: &str) -> bool {
    let mut parts = wanted.trim().split('…').map(str::trim);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.trim().strip_prefix(first) else {
        return false;
    };
    let mut is_open = false;
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
        is_open = part.is_empty();
    }
    is_open || rest.trim().is_empty()
}

#[test]
fn what_differs_each_time_is_written_as_an_ellipsis() {
    assert!(is_like("  Undo: enlist undo 1a2b3c", "Undo: enlist undo …"));
    assert!(is_like("a 12 b 7", "a … b 7"));
    assert!(!is_like("a 12 b 78", "a … b 7"));
    assert!(!is_like("verified, almost", "verified"));
}
