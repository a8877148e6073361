//! Help, manual and completions.

use crate::helpers::{demo, run};
use crate::support::output::{code, err, out};

#[test]
fn help_and_version_are_no_mistakes() {
    assert!(run(&["--help"], &[], "").status.success());
    let version = run(&["--version"], &[], "");
    assert_eq!(
        out(&version),
        concat!("enlist ", env!("CARGO_PKG_VERSION"), "\n")
    );
    assert_eq!(run(&["--no-such-flag"], &[], "").status.code(), Some(2));
}

#[test]
fn every_shell_is_completed_and_every_verb_has_a_page() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = demo(&["completions", shell]);
        assert_eq!(code(&script), 0);
        for word in ["explain", "--graph-url", "--dry-run"] {
            let word = if shell == "fish" {
                word.trim_start_matches('-')
            } else {
                word
            };
            assert!(out(&script).contains(word), "{shell} lacks {word}");
        }
    }
    assert_eq!(code(&demo(&["completions", "tcsh"])), 2);
    let unknown = demo(&["man", "lst"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("enlist help"));
}

#[test]
fn the_global_options_are_explained_once() {
    let all = out(&run(&["help", "global"], &[], ""));
    for option in ["--profile <NAME>", "--read-only", "--no-color", "--settle"] {
        assert!(all.contains(option), "{option}\n{all}");
    }
    for args in [
        &["--help"][..],
        &["-h"],
        &["set", "--help"],
        &["help", "list"],
        &["logout", "-h"],
    ] {
        let output = run(args, &[], "");
        assert!(output.status.success(), "{args:?}");
        let help = out(&output);
        assert!(help.contains("enlist help global"), "{args:?}\n{help}");
        assert!(help.contains("Examples:\n  enlist "), "{args:?}\n{help}");
        assert!(!help.contains("--settle"), "{args:?}\n{help}");
    }
    assert!(out(&run(&["man"], &[], "")).contains("settle"));
}

/// Without the flags that every verb has in common: they stand in the page of the program.
fn own(page: &str, start: &str, end: &str) -> String {
    let Some((head, rest)) = page.split_once(start) else {
        return page.to_owned();
    };
    let tail = rest.find(end).map_or("", |at| &rest[at..]);
    format!("{head}{tail}")
}

#[test]
fn help_and_manual_are_as_they_were_looked_at() {
    let version = env!("CARGO_PKG_VERSION");
    let mut whole = enlist::cli::parser();
    let help = whole.render_long_help().to_string();
    let page = out(&demo(&["man"])).replace(version, "VERSION");
    insta::assert_snapshot!("help", format!("{help}\n{page}"));
    insta::assert_snapshot!("help_global", enlist::cli::global_help());
    let mut all = enlist::cli::parser();
    all.build();
    for mut verb in all.get_subcommands().cloned() {
        let name = verb.get_name().to_owned();
        if name == "help" {
            continue;
        }
        let help = verb.render_long_help().to_string();
        let page = out(&demo(&["man", &name])).replace(version, "VERSION");
        let page = own(&page, ".SH \"GLOBAL OPTIONS\"", ".SH VERSION");
        // The usage line names them too.
        let page: Vec<&str> = page
            .lines()
            .filter(|line| !line.starts_with("\\fBenlist"))
            .collect();
        insta::assert_snapshot!(
            format!("help_{name}"),
            format!("{help}\n{}", page.join("\n"))
        );
    }
}
