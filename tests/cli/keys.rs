//! `enlist keys`.

use crate::helpers::run;
use crate::support::output::{document, err, out};

#[test]
fn a_keymap_file_changes_what_keys_says_and_is_checked() {
    let home = tempfile::tempdir().unwrap();
    let config = ("XDG_CONFIG_HOME", home.path().to_str().unwrap());
    let folder = home.path().join("enlist");
    std::fs::create_dir(&folder).unwrap();
    let none = run(&["keys", "--check"], &[config], "");
    assert!(out(&none).starts_with("There is no keymap file: "));

    let file = folder.join("keymap.toml");
    std::fs::write(&file, "[list]\nedit = [\"f2\", \"enter\"]\nundo = []\n").unwrap();
    let output = run(&["keys"], &[config], "");
    let message = out(&output);
    let line = |wanted: &str| {
        let found = message.lines().find(|line| line.contains(wanted));
        found.unwrap_or_default().to_owned()
    };
    assert!(
        line("Change the target").starts_with("* F2 Enter "),
        "{message}"
    );
    assert!(
        line("Undo the newest verified").starts_with("* – "),
        "{message}"
    );
    assert!(line("Add a target").starts_with("  a "), "{message}");
    assert!(
        line("`open`").contains("[list] `Enter` now runs `edit`"),
        "{message}"
    );
    let keys = document(&run(&["keys", "--json"], &[config], ""));
    let list = &keys["scopes"][0]["commands"];
    let of = |name: &str| {
        let mut rows = list.as_array().unwrap().iter();
        rows.find(|row| row["command"] == name).unwrap().clone()
    };
    assert_eq!(of("edit")["keys"], serde_json::json!(["F2", "Enter"]));
    assert_eq!(of("edit")["fromFile"], true);
    assert_eq!(of("add")["fromFile"], false);
    let checked = run(&["keys", "--check"], &[config], "");
    assert!(checked.status.success() && out(&checked).contains("no problem found"));

    std::fs::write(
        &file,
        "[list]\nedti = [\"e\"]\n[review]\nsubmit = [\"enter\"]\n",
    )
    .unwrap();
    for args in [&["keys"][..], &["keys", "--check"], &["keys", "--json"]] {
        let output = run(args, &[config], "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let message = out(&output) + &err(&output);
        assert!(
            message.contains("keymap.toml:2: [list] edti: "),
            "{message}"
        );
        assert!(
            message.contains("keymap.toml:4: [review] submit: only `y` means yes"),
            "{message}"
        );
    }
}
