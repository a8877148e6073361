//! Pages as their readers see them: blocks of code, code within a sentence, headings, links.

use std::path::Path;

use crate::{read, root};

/// A page of the project.
pub struct Page {
    /// Its path from the root of the repository.
    pub path: String,
    pub text: String,
}

/// A block of code.
pub struct Block {
    /// Where it begins, as `path:line`.
    pub place: String,
    pub language: String,
    pub mark: Option<Mark>,
    pub text: String,
}

/// How a block is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A test runs it on the embedded service.
    Run,
    /// Its flags, or its members, go through the parser of the program. The word says what kind of file it is.
    Checked(Option<String>),
    /// Neither, for this reason.
    Shown(String),
}

/// Every page but the changelog, which is about the past, and the licenses of others.
pub fn pages() -> Vec<Page> {
    let mut paths = Vec::new();
    for folder in ["", "docs", ".github"] {
        collect(&root().join(folder), !folder.is_empty(), &mut paths);
    }
    paths.retain(|path| !["CHANGELOG.md", "THIRD-PARTY.md"].contains(&path.as_str()));
    paths.sort();
    assert!(paths.len() > 10, "{paths:?}");
    let page = |path: String| Page {
        text: read(&path),
        path,
    };
    paths.into_iter().map(page).collect()
}

fn collect(folder: &Path, deep: bool, paths: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && deep {
            collect(&path, deep, paths);
        } else if path.extension().is_some_and(|it| it == "md") {
            let path = path.strip_prefix(root()).unwrap();
            paths.push(path.to_str().unwrap().replace('\\', "/"));
        }
    }
}

impl Page {
    /// The blocks of code, and what stands between them with the blocks left out, line by line.
    fn split(&self) -> (Vec<Block>, Vec<(usize, &str)>) {
        let (mut blocks, mut prose) = (Vec::new(), Vec::new());
        let mut open: Option<Block> = None;
        for (number, line) in (1..).zip(self.text.lines()) {
            let fence = line.trim_start().strip_prefix("```");
            match (&mut open, fence) {
                (None, Some(info)) => {
                    let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
                    open = Some(Block {
                        place: format!("{}:{number}", self.path),
                        language: language.to_owned(),
                        mark: Mark::read(rest),
                        text: String::new(),
                    });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => prose.push((number, line)),
            }
        }
        assert!(open.is_none(), "{}: a block of code has no end", self.path);
        (blocks, prose)
    }

    pub fn blocks(&self) -> Vec<Block> {
        self.split().0
    }

    /// What stands outside of blocks of code, with its line numbers.
    pub fn prose(&self) -> Vec<(usize, &str)> {
        self.split().1
    }

    /// Code within a sentence or a table, with the number of its line.
    pub fn spans(&self) -> Vec<(usize, String)> {
        let mut spans = Vec::new();
        for (number, line) in self.prose() {
            let parts = line.split('`').skip(1).step_by(2);
            spans.extend(parts.map(|span| (number, span.replace("\\|", "|"))));
        }
        spans
    }

    /// The names by which headings are linked to.
    pub fn anchors(&self) -> Vec<String> {
        let prose = self.prose();
        let headings = prose.iter().filter_map(|(_, line)| {
            let title = line.trim_start_matches('#');
            (title.len() < line.len()).then(|| anchor(title))
        });
        headings.collect()
    }

    /// Where links and pictures lead, with the number of their line.
    pub fn links(&self) -> Vec<(usize, &str)> {
        let mut links = Vec::new();
        for (number, line) in self.prose() {
            for (start, end) in [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')] {
                let parts = line.split(start).skip(1);
                links.extend(parts.map(|rest| (number, rest.split(end).next().unwrap())));
            }
        }
        links
    }
}

impl Mark {
    fn read(info: &str) -> Option<Self> {
        let (word, rest) = info.split_once([' ', ':']).unwrap_or((info, ""));
        let rest = rest.trim();
        match word {
            "run" if rest.is_empty() => Some(Self::Run),
            "checked" => Some(Self::Checked((!rest.is_empty()).then(|| rest.to_owned()))),
            "shown" if !rest.is_empty() => Some(Self::Shown(rest.to_owned())),
            _ => None,
        }
    }
}

/// What a heading is called in a link.
fn anchor(title: &str) -> String {
    let kept = title.trim().to_lowercase().replace(' ', "-");
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    kept.chars().filter(is_kept).collect()
}
