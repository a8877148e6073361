//! `enlist config`, and settings that cannot be used.

use crate::helpers::run;
use crate::support::output::{document, err, out};

#[test]
fn settings_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "api = \"auto\"\n\n[timing]\nsettle = \"soon\"\n").unwrap();
    let output = run(
        &["list", "--demo", "--config", path.to_str().unwrap()],
        &[],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("config.toml:4: settle:"),
        "{}",
        err(&output)
    );
    let output = run(&["list", "--graph-url", "http://graph.example"], &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("clear text"), "{}", err(&output));
    let output = run(&["list"], &[("ENLIST_GRAPH_URL", "ftp://x")], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("ENLIST_GRAPH_URL"),
        "{}",
        err(&output)
    );
}

#[test]
fn config_and_doctor_name_all_files() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "read_only = true\n").unwrap();
    let (config, log) = (config.to_str().unwrap(), folder.path().join("log"));
    let flags = ["--config", config, "--log", log.to_str().unwrap()];
    for verb in [&["config"][..], &["doctor", "--demo"]] {
        let args = [verb, &flags].concat();
        let shown = document(&run(&[&args[..], &["--json"]].concat(), &[], ""));
        let files = shown["files"].as_array().unwrap();
        let names: Vec<&str> = files
            .iter()
            .map(|it| it["file"].as_str().unwrap())
            .collect();
        assert_eq!(
            names,
            ["config", "keymap", "state", "journal", "view", "log"]
        );
        assert_eq!(
            (&files[0]["path"], &files[0]["exists"]),
            (&config.into(), &true.into())
        );
        assert_eq!(files[1]["exists"], false);
        let page = out(&run(&args, &[], ""));
        for name in ["keymap.toml", "journal.jsonl", "view.json", config] {
            assert!(page.contains(name), "{name}\n{page}");
        }
    }
}

/// By the rule that decides whether the screen and the tables go beyond ASCII.
#[test]
fn doctor_says_whether_text_beyond_ascii_is_shown() {
    let cases = [
        ("xterm-256color", "", true),
        ("xterm-256color", "C", true),
        ("vt100", "", false),
        ("vt100", "C.UTF-8", true),
        ("xterm-256color", "de_DE.ISO-8859-1", false),
    ];
    for (term, locale, is_shown) in cases {
        let environment = [
            ("TERM", term),
            ("LANG", locale),
            ("LC_ALL", ""),
            ("LC_CTYPE", ""),
        ];
        let shown = document(&run(&["doctor", "--demo", "--json"], &environment, ""));
        let checks = shown["checks"].as_array().unwrap();
        let found = checks.iter().find(|check| check["name"] == "terminal");
        let found = found.unwrap()["found"].as_str().unwrap();
        let is_said = found.contains("UTF-8") && !found.contains("no UTF-8");
        assert_eq!(is_said, is_shown, "{term} {locale}: {found}");
    }
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(
        &config,
        "default_profile = \"gov\"\n[profile.gov]\ncloud = \"USGov\"\ntenant = \"contoso.us\"\n",
    )
    .unwrap();
    let config = config.to_str().unwrap();
    let environment = [
        ("ENLIST_ACCESS_TOKEN", "hush"),
        ("AZURE_CLIENT_SECRET", "hush"),
    ];
    let output = run(&["config", "--config", config, "--json"], &environment, "");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(!out(&output).contains("hush"), "{}", out(&output));
    let document = document(&output);
    assert_eq!(document["profile"], "gov");
    let settings = document["settings"].as_array().unwrap();
    let of = |key: &str| settings.iter().find(|it| it["key"] == key).unwrap();
    assert_eq!(of("tenant")["source"], "profile gov");
    assert_eq!(of("method")["value"], "token");
    assert_eq!(of("method")["source"], "environment");
    let output = run(
        &["config", "--config", config, "--profile", "govv"],
        &[],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("did you mean `gov`?"),
        "{}",
        err(&output)
    );
}
