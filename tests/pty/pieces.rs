//! A line that delivers what a terminal sends in pieces, as SSH does.

use crate::support::pty::{Program, enlist};

/// The demo, in which an Esc is held long enough for a busy machine.
fn start(args: &[&str]) -> (Program, tempfile::TempDir) {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("enlist")).unwrap();
    let config = "[timing]\nescape_wait = 1.0\n";
    std::fs::write(home.path().join("enlist/config.toml"), config).unwrap();
    let config = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let program = Program::start(enlist(), &[&["--demo"], args].concat(), &config);
    (program, home)
}

#[test]
fn keys_in_pieces_are_keys() {
    let (mut program, _home) = start(&[]);
    program.see("Configurations 38 ").see(" 1/38 ");
    program.send_in_pieces(&["\x1b", "[B"]).see(" 2/38 ");
    program.send_in_pieces(&["\x1b[", "B"]).see(" 3/38 ");
    program.send_in_pieces(&["\x1b", "[", "F"]).see(" 38/38 ");
    program.send_in_pieces(&["\x1bO", "A"]).see(" 37/38 ");
    program.send_in_pieces(&["\x1b[1", "~"]).see(" 1/38 ");
    // An Esc with nothing behind it is one, and what is typed after it is that.
    program.send("F").see("Find assignments");
    program.send("\x1b").see_no_more("Find assignments");
    program.send("j").see(" 2/38 ");
    assert!(!program.screen().contains("Find"));
    program.send("q");
    assert!(program.wait_exit().success());
    program.assert_restored();
}

#[test]
fn a_paste_in_pieces_is_text_whatever_marks_it_holds() {
    let (mut program, _home) = start(&[]);
    program.see("Configurations 38 ").see(" 1/38 ");
    // Nothing takes text here: its words are no commands either.
    program.send_in_pieces(&["\x1b", "[200~jFq\r\x1b[201~"]);
    program
        .send("F")
        .see("Find assignments")
        .see("Type part of a group");
    program.send_in_pieces(&["\x1b[20", "0~kio", "sk\x1b[2", "01~"]);
    program.see("│ / kiosk ");
    program
        .send("\x15")
        .see("Type part of a group")
        .send_in_pieces(&["\x1b[200~kio\x1b[201~", "\x1b[201~s\x1b[200~k\x1b[201~"]);
    program.see("│ / kiosk ").see("Find assignments");
    program.send("\x1b").see_no_more("Find assignments");
    program.see(" 1/38 ").send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn keys_in_pieces_are_keys_for_a_screen_reader_too() {
    let (mut program, _home) = start(&["--linear"]);
    program.see("38");
    let mark = program.settle();
    program.send_in_pieces(&["\x1b", "[B"]);
    program.hear_after(mark, "Kiosk ESP");
    program.send("q");
    assert!(program.wait_exit().success());
}
