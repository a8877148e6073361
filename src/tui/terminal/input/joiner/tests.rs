use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::tui::keys::command::Scope;
use crate::tui::keys::keymap::Keymap;
use crate::tui::terminal::input::{Mouse, Pointing};

pub(super) fn press(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key {
        event: KeyEvent::new(code, modifiers),
        repeat: false,
    }
}

fn plain(code: KeyCode) -> Input {
    press(code, KeyModifiers::NONE)
}

fn paste(text: &str) -> Input {
    Input::Paste(text.to_owned())
}

/// Reads the pieces, with a pause after the last one only.
pub(super) fn read(pieces: &[&[u8]]) -> Vec<Input> {
    let mut joiner = Joiner::default();
    let mut inputs: Vec<Input> = pieces.iter().flat_map(|piece| joiner.take(piece)).collect();
    if joiner.awaits_pause() {
        inputs.extend(joiner.pause());
    }
    assert!(!joiner.awaits_pause(), "a pause is waited for once");
    inputs
}

/// Checks the bytes in one piece, split in two and three at every place, and byte by byte.
fn at_every_split(bytes: &[u8], expected: &[Input]) {
    assert_eq!(read(&[bytes]), expected, "{bytes:?} at once");
    for first in 1..bytes.len() {
        let (one, rest) = bytes.split_at(first);
        assert_eq!(read(&[one, rest]), expected, "{one:?}, {rest:?}");
        for second in 1..rest.len() {
            let (two, three) = rest.split_at(second);
            let pieces = [one, two, three];
            assert_eq!(read(&pieces), expected, "{pieces:?}");
        }
    }
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(read(&single), expected, "{bytes:?} byte by byte");
}

/// The ways in which terminals send a key.
fn spellings(key: KeyCombination) -> Vec<String> {
    let KeyEvent {
        code, modifiers, ..
    } = key.into();
    let shift = u8::from(modifiers.contains(KeyModifiers::SHIFT));
    let alt = u8::from(modifiers.contains(KeyModifiers::ALT));
    let control = u8::from(modifiers.contains(KeyModifiers::CONTROL));
    let bits = 1 + shift + 2 * alt + 4 * control;
    let letter = |last: char| {
        let mut all = vec![
            format!("\x1b[1;{bits}{last}"),
            format!("\x1b[1;{bits}:1{last}"),
        ];
        if bits == 1 {
            all.extend([format!("\x1b[{last}"), format!("\x1bO{last}")]);
        }
        all
    };
    let numbered = |numbers: &[u8]| {
        let spelled = numbers.iter().flat_map(|number| {
            let short = (bits == 1).then(|| format!("\x1b[{number}~"));
            [Some(format!("\x1b[{number};{bits}~")), short]
        });
        spelled.flatten().collect::<Vec<_>>()
    };
    let encoded = |number: u32| {
        vec![
            format!("\x1b[{number};{bits}u"),
            format!("\x1b[27;{bits};{number}~"),
        ]
    };
    match code {
        KeyCode::Up => letter('A'),
        KeyCode::Down => letter('B'),
        KeyCode::Right => letter('C'),
        KeyCode::Left => letter('D'),
        KeyCode::Home => [letter('H'), numbered(&[1, 7])].concat(),
        KeyCode::End => [letter('F'), numbered(&[4, 8])].concat(),
        KeyCode::PageUp => numbered(&[5]),
        KeyCode::PageDown => numbered(&[6]),
        KeyCode::Insert => numbered(&[2]),
        KeyCode::Delete => numbered(&[3]),
        KeyCode::BackTab => vec!["\x1b[Z".to_owned(), "\x1b[9;2u".to_owned()],
        KeyCode::F(number @ 1..=4) => {
            let last = char::from(b'P' + number - 1);
            let console = char::from(b'A' + number - 1);
            let mut all = numbered(&[number + 10]);
            all.extend([format!("\x1bO{last}"), format!("\x1b[[{console}")]);
            all
        }
        KeyCode::F(5) => numbered(&[15]),
        KeyCode::F(number @ 6..=10) => numbered(&[number + 11]),
        KeyCode::F(number @ 11..=12) => numbered(&[number + 12]),
        KeyCode::Esc => [vec!["\x1b".to_owned()], encoded(27)].concat(),
        KeyCode::Enter => [vec!["\r".to_owned(), "\x1bOM".to_owned()], encoded(13)].concat(),
        KeyCode::Tab => [vec!["\t".to_owned()], encoded(9)].concat(),
        KeyCode::Backspace => [vec!["\x7f".to_owned()], encoded(127)].concat(),
        KeyCode::Char(c) if control == 1 => {
            let byte = char::from(u8::try_from(c).unwrap() & 0x1f);
            let meta = if alt == 1 { "\x1b" } else { "" };
            [vec![format!("{meta}{byte}")], encoded(c.into())].concat()
        }
        KeyCode::Char(c) => {
            let meta = if alt == 1 { "\x1b" } else { "" };
            let lower = c.to_ascii_lowercase();
            let upper = if shift == 1 {
                c.to_ascii_uppercase()
            } else {
                c
            };
            let mut all = vec![format!("{meta}{upper}")];
            if shift == 1 {
                all.push(format!(
                    "\x1b[{}:{};{bits}u",
                    u32::from(lower),
                    u32::from(upper)
                ));
            } else {
                all.extend(encoded(c.into()));
            }
            all
        }
        other => unreachable!("no terminal is known to send {other:?}"),
    }
}

fn assert_key(bytes: &str, key: KeyCombination) {
    let inputs = read(&[bytes.as_bytes()]);
    let [
        Input::Key {
            event,
            repeat: false,
        },
    ] = inputs.as_slice()
    else {
        unreachable!("{bytes:?} gave {inputs:?}");
    };
    let read = KeyCombination::from(*event).normalized();
    assert_eq!(read, key.normalized(), "{bytes:?}");
    at_every_split(bytes.as_bytes(), &inputs);
}

#[test]
fn every_key_of_the_keymap_is_read_however_its_bytes_are_cut() {
    let keymap = Keymap::built_in().unwrap();
    let mut count = 0;
    for scope in Scope::ALL {
        for key in keymap.scope(scope).flat_map(|(_, keys)| keys) {
            for bytes in spellings(*key) {
                assert_key(&bytes, *key);
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn keys_that_a_keymap_file_may_name_are_read_as_well() {
    let modified = ["", "shift-", "alt-", "ctrl-", "ctrl-alt-", "ctrl-shift-"];
    let moving = ["up", "down", "left", "right", "home", "end"];
    for modifier in modified {
        for key in moving
            .into_iter()
            .chain(["pageup", "pagedown", "insert", "delete"])
        {
            let key: KeyCombination = format!("{modifier}{key}").parse().unwrap();
            for bytes in spellings(key) {
                assert_key(&bytes, key);
            }
        }
    }
    for number in 1..=12 {
        let key: KeyCombination = format!("f{number}").parse().unwrap();
        for bytes in spellings(key) {
            assert_key(&bytes, key);
        }
    }
    for key in [
        "alt-x",
        "alt-shift-x",
        "ctrl-alt-x",
        "alt-enter",
        "alt-1",
        "ctrl-space",
    ] {
        let combination: KeyCombination = key.parse().unwrap();
        let bytes = match key {
            "alt-enter" => vec!["\x1b\r".to_owned()],
            "ctrl-space" => vec!["\0".to_owned()],
            _ => spellings(combination),
        };
        for bytes in bytes {
            assert_key(&bytes, combination);
        }
    }
}

#[test]
fn characters_of_several_bytes_are_joined_and_bad_ones_cost_no_key() {
    let text = "aü営🚀";
    let expected: Vec<Input> = text.chars().map(|c| plain(KeyCode::Char(c))).collect();
    at_every_split(text.as_bytes(), &expected);
    let alt = press(KeyCode::Char('ü'), KeyModifiers::ALT);
    at_every_split("\x1bü".as_bytes(), &[alt]);
    let j = || plain(KeyCode::Char('j'));
    for bad in [
        &b"\xffj"[..],
        b"\xc3j",
        b"\xe5\x96j",
        b"\x9bj",
        b"\xf0\x9f\x9aj",
    ] {
        at_every_split(bad, &[j()]);
    }
}

#[test]
fn the_mouse_is_read_and_what_it_does_not_need_is_not() {
    let at = |what, column, row| Input::Mouse(Mouse { what, column, row });
    at_every_split(b"\x1b[<0;6;4M", &[at(Pointing::Click, 5, 3)]);
    at_every_split(b"\x1b[<64;200;41M", &[at(Pointing::WheelUp, 199, 40)]);
    at_every_split(b"\x1b[<65;1;1M", &[at(Pointing::WheelDown, 0, 0)]);
    at_every_split(b"\x1b[<16;6;4M", &[at(Pointing::Click, 5, 3)]);
    // As old terminals send a click.
    at_every_split(b"\x1b[M &$", &[at(Pointing::Click, 5, 3)]);
    at_every_split(b"\x1b[32;6;4M", &[at(Pointing::Click, 5, 3)]);
    for nothing in [
        &b"\x1b[<0;6;4m"[..],
        b"\x1b[<2;6;4M",
        b"\x1b[<35;6;4M",
        b"\x1b[<0;0;0M",
    ] {
        at_every_split(nothing, &[]);
    }
}

#[test]
fn what_means_nothing_here_leaves_no_keys_behind() {
    let j = [plain(KeyCode::Char('j'))];
    for sequence in [
        // Focus, positions, and answers to another program's queries.
        "\x1b[I",
        "\x1b[O",
        "\x1b[24;80R",
        "\x1b[?62;22c",
        "\x1b[>0;276;0c",
        "\x1b[?2026;2$y",
        "\x1b[?1u",
        "\x1b[4;600;800t",
        "\x1b[201~",
        "\x1b[999~",
        "\x1b[57441;2u",
        "\x1b[106;1:3u",
        "\x1b[1;1:3B",
    ] {
        let bytes = format!("{sequence}j");
        let inputs = read(&[bytes.as_bytes()]);
        assert_eq!(inputs, j, "{sequence:?}");
        at_every_split(bytes.as_bytes(), &inputs);
    }
    // The end of a string distinguishes it from a key with Alt.
    for string in [
        "\x1b]11;rgb:1a1a/yyyy/1c1c\x1b\\",
        "\x1b]0;y\x07",
        "\x1bP>|xterm(390)\x1b\\",
    ] {
        assert_eq!(read(&[format!("{string}j").as_bytes()]), j, "{string:?}");
    }
    assert_eq!(
        read(&[b"\x1b]"]),
        [press(KeyCode::Char(']'), KeyModifiers::ALT)]
    );
}

#[test]
fn a_key_is_never_part_of_a_sequence_that_went_wrong() {
    let quit = press(KeyCode::Char('c'), KeyModifiers::CONTROL);
    let down = plain(KeyCode::Down);
    for begun in [
        "\x1b[",
        "\x1bO",
        "\x1b[1;",
        "\x1b[[",
        "\x1b[M",
        "\x1b[M!",
        "\x1b[<0;1",
    ] {
        at_every_split(
            format!("{begun}\x03").as_bytes(),
            std::slice::from_ref(&quit),
        );
        at_every_split(
            format!("{begun}\x1b[B").as_bytes(),
            std::slice::from_ref(&down),
        );
    }
}

#[test]
fn an_esc_alone_is_one_key_after_one_pause() {
    let mut joiner = Joiner::default();
    assert!(!joiner.awaits_pause(), "nothing is waited for");
    assert_eq!(joiner.take(b"\x1b"), []);
    assert!(joiner.awaits_pause());
    assert_eq!(joiner.pause(), [plain(KeyCode::Esc)]);
    assert!(!joiner.awaits_pause());
    assert_eq!(joiner.pause(), []);
    assert_eq!(joiner.take(b"j"), [plain(KeyCode::Char('j'))]);
    // Esc twice, and before something else, in one read.
    let esc = || plain(KeyCode::Esc);
    assert_eq!(read(&[b"\x1b\x1b"]), [esc(), esc()]);
    at_every_split(b"\x1b\x1b[B", &[esc(), plain(KeyCode::Down)]);
}

#[test]
fn what_comes_too_late_after_an_esc_runs_no_commands() {
    let mut joiner = Joiner::default();
    joiner.take(b"\x1b");
    assert_eq!(joiner.pause(), [plain(KeyCode::Esc)]);
    assert_eq!(joiner.take(b"[B"), [plain(KeyCode::Down)]);
    assert_eq!(joiner.take(b"[B").len(), 2, "only right behind the Esc");
    joiner.take(b"\x1b");
    joiner.pause();
    assert_eq!(joiner.take(b"[200~qqq\r\x1b[201~"), []);
    assert_eq!(joiner.pause(), [paste("qqq\r")]);
    // A key typed after an Esc is a separate key.
    joiner.take(b"\x1b");
    joiner.pause();
    assert_eq!(joiner.take(b"["), [plain(KeyCode::Char('['))]);
}

#[test]
fn a_sequence_that_has_begun_waits_for_its_end() {
    for (begun, rest, expected) in [
        (&b"\x1b["[..], &b"B"[..], plain(KeyCode::Down)),
        (b"\x1bO", b"F", plain(KeyCode::End)),
        (
            b"\x1b[1;",
            b"5B",
            press(KeyCode::Down, KeyModifiers::CONTROL),
        ),
        (b"\xc3", b"\xbc", plain(KeyCode::Char('ü'))),
    ] {
        let mut joiner = Joiner::default();
        assert_eq!(joiner.take(begun), []);
        assert!(!joiner.awaits_pause());
        assert_eq!(joiner.take(rest), [expected]);
    }
}

#[test]
fn a_paste_is_one_text_however_its_bytes_are_cut() {
    let text = "y\rqq ü\x1b";
    let bytes = format!("j\x1b[200~{text}\x1b[201~k");
    let (j, k) = (plain(KeyCode::Char('j')), plain(KeyCode::Char('k')));
    at_every_split(bytes.as_bytes(), &[j, paste(text), k]);
    at_every_split(b"\x1b[200~\x1b[201~", &[paste("")]);
    at_every_split(
        b"\x1b[200~a\x1b[201~\x1b",
        &[paste("a"), plain(KeyCode::Esc)],
    );
}

#[test]
fn nothing_of_a_paste_is_taken_for_keys_whatever_marks_it_holds() {
    for (text, expected) in [
        ("one\x1b[201~yq\r", "oneyq\r"),
        ("one\x1b[200~two", "onetwo"),
        ("one\x1b[200~two\x1b[201~yq\r", "onetwoyq\r"),
        ("one\x1b[201~yq\r\x1b[200~two", "oneyq\rtwo"),
        ("\x1b[201~y\x1b[201~y\x1b[201~y", "yyy"),
        ("\x1b[200~\x1b[200~", ""),
        ("a\x1b[20", "a\x1b[20"),
    ] {
        let bytes = format!("\x1b[200~{text}\x1b[201~");
        at_every_split(bytes.as_bytes(), &[paste(expected)]);
    }
}

#[test]
fn a_paste_ends_with_the_pause_behind_its_end() {
    let mut joiner = Joiner::default();
    assert_eq!(joiner.take(b"\x1b[200~one"), []);
    assert_eq!(joiner.pause(), []);
    assert!(!joiner.awaits_pause(), "a slow line wakes nobody in vain");
    assert_eq!(joiner.take(b" two\x1b[201~"), []);
    assert!(joiner.awaits_pause());
    assert_eq!(joiner.pause(), [paste("one two")]);
    assert_eq!(joiner.take(b"q"), [plain(KeyCode::Char('q'))]);
    // A paste that begins directly after another is part of it until it has ended as well.
    assert_eq!(joiner.take(b"\x1b[200~one\x1b[201~q\x1b[200~t"), []);
    assert_eq!(joiner.pause(), []);
    assert_eq!(joiner.take(b"wo\x1b[201~"), []);
    assert_eq!(joiner.pause(), [paste("oneqtwo")]);
}

#[test]
fn ctrl_c_leads_out_of_a_paste_whose_end_got_lost() {
    let mut joiner = Joiner::default();
    joiner.take(b"\x1b[200~one");
    joiner.take(b"\x03");
    joiner.pause();
    let quit = press(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(joiner.take(b"\x03"), [quit]);
    assert_eq!(joiner.take(b"q"), [plain(KeyCode::Char('q'))]);
}
