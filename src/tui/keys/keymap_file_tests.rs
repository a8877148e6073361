//! Tests of the keymap file.

use super::*;

fn with(text: &str) -> Result<Keymap, String> {
    apply(&Keymap::built_in().unwrap(), text).map_err(|problems| {
        let message: Vec<String> = problems.iter().map(Problem::to_string).collect();
        message.join("\n")
    })
}

fn command(keymap: &Keymap, scope: Scope, written: &str) -> Option<Command> {
    keymap.command(scope, parse_key(written).unwrap().into())
}

#[test]
fn an_entry_takes_the_place_of_the_keys_of_its_command() {
    let keymap = with("[list]\nedit = [\"e\", \"enter\"]\nundo = []\n").unwrap();
    assert_eq!(command(&keymap, Scope::List, "enter"), Some(Command::Edit));
    assert_eq!(command(&keymap, Scope::List, "e"), Some(Command::Edit));
    assert_eq!(command(&keymap, Scope::List, "u"), None, "unbound");
    assert_eq!(command(&keymap, Scope::Text, "u"), Some(Command::Undo));
    assert_eq!(command(&keymap, Scope::List, "j"), Some(Command::Down));
    assert!(keymap.is_own(Scope::List, Command::Undo));
    assert!(!keymap.is_own(Scope::Text, Command::Undo));
    let taken: Vec<_> = keymap
        .taken()
        .iter()
        .map(|one| (one.from, one.by))
        .collect();
    assert_eq!(taken, [(Command::Open, Command::Edit)]);
    assert_eq!(
        keymap.first_key(Scope::List, Command::Open),
        None,
        "what is shown is what works"
    );
}

#[test]
fn keys_can_be_written_as_they_are_shown() {
    let keymap = with("[list]\nedit = [\"F2\"]\nsort = [\"S\"]\nraw = [\"Ctrl-R\", \"ö\"]");
    let keymap = keymap.unwrap();
    let press = |code, modifiers| keymap.command(Scope::List, KeyEvent::new(code, modifiers));
    assert_eq!(
        press(KeyCode::F(2), KeyModifiers::NONE),
        Some(Command::Edit)
    );
    assert_eq!(
        press(KeyCode::Char('S'), KeyModifiers::SHIFT),
        Some(Command::Sort)
    );
    assert_eq!(press(KeyCode::Char('s'), KeyModifiers::NONE), None);
    assert_eq!(
        press(KeyCode::Char('ö'), KeyModifiers::NONE),
        Some(Command::Raw)
    );
}

#[test]
fn what_is_wrong_is_named_with_line_scope_and_key() {
    for (text, wanted) in [
        ("[moon]\n", "1: [moon]: no scope named `moon`; the scopes"),
        (
            "[lst]\n",
            "1: [lst]: no scope named `lst`; did you mean `list`?",
        ),
        (
            "\n[list]\nedti = [\"e\"]",
            "3: [list] edti: no such command; did you mean `edit`?",
        ),
        (
            "[list]\nsubmit = [\"y\"]",
            "2: [list] submit: no such command in [list]; it is in [review]",
        ),
        (
            "[list]\nedit = [\n \"e\",\n \"hyperspace\"]",
            "4: [list] edit: `hyperspace` is not a key",
        ),
        (
            "[list]\nedit = \"e\"",
            "2: [list] edit: expected a list of keys",
        ),
        (
            "[list]\nedit = [1]",
            "2: [list] edit: expected a key as text",
        ),
        (
            "[list]\nedit = [\"a-b\"]",
            "2: [list] edit: `a-b` is not a key",
        ),
        ("[list]\nedit = [\"f2\"", "2: "),
        ("list = 1", "1: [list]: expected a table"),
        ("[list]\nedit = []\nedit = []", "3: "),
    ] {
        let message = with(text).unwrap_err();
        assert!(message.starts_with(wanted), "{text}\n{message}");
    }
}

#[test]
fn the_same_key_for_two_commands_is_a_conflict_that_names_both() {
    let message = with("[list]\nedit = [\"f2\"]\nadd = [\"f3\", \"f2\"]").unwrap_err();
    assert_eq!(
        message,
        "3: [list] add: `F2` is used for both `add` and `edit` (line 2)"
    );
    let swapped = with("[list]\nedit = [\"a\"]\nadd = [\"e\"]").unwrap();
    assert_eq!(command(&swapped, Scope::List, "a"), Some(Command::Edit));
    assert!(swapped.taken().is_empty(), "both have new keys");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let message = with("[list]\nedti = []\n[review]\nsubmit = []\n[moon]").unwrap_err();
    assert_eq!(message.lines().count(), 3, "{message}");
}

#[test]
fn yes_stays_where_it_is() {
    for text in [
        "[review]\nsubmit = [\"j\"]",
        "[review]\nsubmit = [\"y\", \"enter\"]",
        "[confirm]\nconfirm = []",
        "[list]\nremove = [\"y\"]",
        "[text]\ngo-on = [\"y\"]",
        "[review]\ndown = [\"y\"]",
        "[confirm]\nback = [\"y\"]",
    ] {
        let message = with(text).unwrap_err();
        assert!(message.contains("`y` means yes"), "{text}\n{message}");
    }
    with("[list]\nraw = [\"y\"]\n[review]\nsubmit = [\"y\"]").unwrap();
}

#[test]
fn nobody_is_locked_in() {
    for text in [
        "[global]\nquit = []",
        "[global]\nquit = [\"f10\"]",
        "[list]\ncopy-id = [\"ctrl-c\"]",
        "[global]\nsuspend = [\"ctrl-c\"]",
    ] {
        let message = with(text).unwrap_err();
        assert!(message.contains("Ctrl-C always quits"), "{text}\n{message}");
    }
    with("[global]\nquit = [\"ctrl-c\", \"f10\"]").unwrap();
    let message = with("[editor]\nback = []").unwrap_err();
    assert_eq!(message, "2: [editor]: `back` needs a key");
    let message = with("[editor]\nreview = [\"esc\"]").unwrap_err();
    assert_eq!(message, "2: [editor]: `back` needs a key");
    let message = with("[palette]\nback = [\"q\", \"esc\"]").unwrap_err();
    assert!(message.contains("`q` is typed into the text"), "{message}");
}

#[test]
fn an_empty_file_changes_nothing() {
    let keymap = with("# nothing yet\n").unwrap();
    assert_eq!(command(&keymap, Scope::List, "e"), Some(Command::Edit));
    assert!(keymap.taken().is_empty());
}

#[test]
fn moving_keys_are_inherited_until_a_scope_has_its_own() {
    let keymap = with("").unwrap();
    for scope in [Scope::List, Scope::Journal, Scope::Palette, Scope::Plan] {
        assert_eq!(command(&keymap, scope, "end"), Some(Command::Last));
        assert_eq!(
            command(&keymap, scope, "ctrl-d"),
            Some(Command::HalfPageDown)
        );
    }
    assert_eq!(command(&keymap, Scope::Text, "G"), Some(Command::Last));
    // The scope's own keys take precedence.
    assert_eq!(command(&keymap, Scope::Plan, "space"), Some(Command::Pause));
    assert_eq!(command(&keymap, Scope::Editor, "end"), None);

    let keymap = with("[text]\ndown = [\"f4\"]\n[moving-in-list]\nlast = [\"f5\"]").unwrap();
    assert_eq!(command(&keymap, Scope::Text, "f4"), Some(Command::Down));
    assert_eq!(command(&keymap, Scope::Text, "j"), None, "only its own");
    assert_eq!(command(&keymap, Scope::Review, "j"), Some(Command::Down));
    assert_eq!(command(&keymap, Scope::Journal, "f5"), Some(Command::Last));
    assert_eq!(command(&keymap, Scope::List, "end"), None);
    assert_eq!(keymap.first_key(Scope::Text, Command::Down).unwrap(), "F4");
}

#[test]
fn a_key_that_is_taken_from_an_inherited_command_is_named() {
    let keymap = with("[text]\ncopy = [\"down\"]").unwrap();
    assert_eq!(command(&keymap, Scope::Text, "down"), Some(Command::Copy));
    assert_eq!(keymap.first_key(Scope::Text, Command::Down).unwrap(), "j");
    let taken: Vec<_> = keymap
        .taken()
        .iter()
        .map(|one| (one.from, one.by))
        .collect();
    assert_eq!(taken, [(Command::Down, Command::Copy)]);
}
