//! Links lead somewhere, from pages and from comments in the code.

use std::path::{Path, PathBuf};

use crate::markdown::{Page, pages};
use crate::{read, root};

/// Addresses that are not fetched, but have to look like one.
fn is_address(link: &str) -> bool {
    link.starts_with("https://") && link.len() > "https://x.y".len()
}

/// A path without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(tidy.pop()),
            std::path::Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    tidy
}

fn page(path: &str) -> Page {
    Page {
        path: path.to_owned(),
        text: read(path),
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let changelog = page("CHANGELOG.md");
    let mut followed = 0;
    for from in pages().into_iter().chain([changelog]) {
        let folder = Path::new(&from.path).parent().unwrap().to_owned();
        for (number, link) in from.links() {
            let place = format!("{}:{number}: {link}", from.path);
            if link.contains("://") {
                assert!(is_address(link), "{place}");
                continue;
            }
            followed += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() {
                from.path.clone()
            } else {
                tidy(&folder.join(file))
                    .to_str()
                    .unwrap()
                    .replace('\\', "/")
            };
            assert!(
                root().join(&file).exists(),
                "{place}: there is no such file"
            );
            if !anchor.is_empty() {
                let anchors = page(&file).anchors();
                let is_there = anchors.iter().any(|it| it == anchor);
                assert!(is_there, "{place}: {file} has {anchors:?}");
            }
        }
    }
    assert!(followed > 30, "{followed}");
}

#[test]
fn every_page_is_linked_to_from_another() {
    let all = pages();
    for page in &all {
        if page.path == "README.md" || page.path.starts_with(".github") {
            continue;
        }
        let is_linked = all.iter().any(|from| {
            let folder = Path::new(&from.path).parent().unwrap();
            from.path != page.path
                && from.links().iter().any(|(_, link)| {
                    let file = link.split('#').next().unwrap();
                    tidy(&folder.join(file)) == Path::new(&page.path)
                })
        });
        assert!(is_linked, "no page leads to {}", page.path);
    }
}

/// Paths of the repository within sentences and lists of files. The example of a new page names one that is not there.
#[test]
fn every_path_that_is_named_exists() {
    let roots = ["src/", "tests/", "docs/", "assets/", ".ci/", ".github/"];
    let is_path = |text: &str| roots.iter().any(|root| text.starts_with(root));
    let mut named = 0;
    for page in pages() {
        let blocks = page.blocks();
        let in_blocks = blocks
            .iter()
            .filter(|block| block.language == "text")
            .flat_map(|block| block.text.lines().map(ToOwned::to_owned));
        for text in page
            .spans()
            .into_iter()
            .map(|(_, span)| span)
            .chain(in_blocks)
        {
            let path = text
                .split([' ', '#'])
                .next()
                .unwrap()
                .trim_end_matches(['/', ',']);
            if !is_path(&text) || path.ends_with("/scope_tags.rs") || path.contains('*') {
                continue;
            }
            named += 1;
            assert!(
                root().join(path).exists(),
                "{}: there is no {path}",
                page.path
            );
        }
    }
    assert!(named > 30, "{named}");
}

/// Every page on a subsystem is named by the code that it is about, and what the code names is there.
#[test]
fn comments_name_pages_that_exist() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let mut named: Vec<String> = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for rest in text.split("docs/").skip(1) {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "-_./#".contains(c);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let link = rest[..end].trim_end_matches(['.', '/']);
            let Some((path, anchor)) = link
                .contains(".md")
                .then(|| link.split_once('#').unwrap_or((link, "")))
            else {
                continue;
            };
            let path = format!("docs/{path}");
            let place = format!("{}: {path}", file.display());
            assert!(root().join(&path).exists(), "{place} is not there");
            let anchors = page(&path).anchors();
            let is_there = anchor.is_empty() || anchors.iter().any(|it| it == anchor);
            assert!(is_there, "{place} has no heading {anchor}: {anchors:?}");
            named.push(path);
        }
    }
    for entry in std::fs::read_dir(root().join("docs/design")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("docs/design/{name}");
        assert!(named.contains(&path), "no comment leads to {path}");
    }
}

pub fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}
