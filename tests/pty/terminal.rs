//! The terminal: its size, its mouse, its colours, the background, and how few bytes it is sent.

use std::path::Path;

use crate::ENGINEERING;
use crate::open;
use crate::start;
use crate::support::changed::changed;
use crate::support::pty::{Program, enlist};
use crate::support::service::Service;

fn hears_the_mouse(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
}

#[test]
fn the_mouse_selects_and_scrolls_where_it_is_switched_on_and_sends_nothing() {
    let service = Service::start(&[]);
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("enlist")).unwrap();
    std::fs::write(home.path().join("enlist/config.toml"), "mouse = true\n").unwrap();
    let config = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let mut program = start(&service, &config);
    program.wait_for("the mouse", hears_the_mouse);
    // The second row of the configurations, then the first of the assignments, then the wheel.
    program.send("\x1b[<0;6;6M\x1b[<0;6;6m");
    program
        .see("Assignments 2 · Kiosk ESP")
        .see("▸  2 Kiosk ESP");
    program
        .send("\x1b[<0;45;4M\x1b[<0;45;4m")
        .see("▸ + scope-tag");
    program.send("e\x1b[Z\x1b[C").paste(ENGINEERING);
    program
        .see("Engineering")
        .send("\r")
        .see("nothing sent yet");
    let screen = program.screen();
    let footer = screen.lines().last().unwrap_or_default();
    let column = footer.find("send").unwrap() + 1;
    program
        .send(&format!("\x1b[<0;{column};24M"))
        .see("A click does not confirm");
    assert!(service.requests("PATCH").is_empty());
    program
        .send("\x1b")
        .see_no_more("nothing sent yet")
        .send("\x1b");
    program.see("Discard?").send("y").see_no_more("Discard?");
    program
        .send("\x1b[<65;6;4M")
        .see("▸")
        .see_no_more("▸  2 Kiosk ESP");
    program.send("q");
    assert!(program.wait_exit().success());
    program.assert_restored();

    let mut off = Program::start(enlist(), &["--demo"], &[]);
    off.see("Configurations 38 ");
    off.wait_for("no mouse", |screen| !hears_the_mouse(screen));
}

#[test]
fn it_goes_to_the_background_and_comes_back() {
    let bash = Path::new("bash");
    let mut shell = Program::start(
        bash,
        &["--norc", "--noprofile", "-i"],
        &[("PS1", "ready> ")],
    );
    shell.see("ready> ");
    shell
        .send(&format!("{} --demo\n", enlist().display()))
        .see("Configurations 38 ");
    shell.send("M").wait_for("the mouse", hears_the_mouse);
    shell.send("\x1a").see("Stopped");
    shell.wait_for("the normal screen", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor() && !hears_the_mouse(screen)
    });
    shell.send("fg\n").see("Configurations 38 ").see("Corp ESP");
    shell.wait_for("the alternate screen", vt100::Screen::alternate_screen);
    shell.wait_for("the mouse again", hears_the_mouse);
    shell.send("j").see("Assignments 2 · Kiosk ESP");
    shell.send("q").wait_for("the prompt after fg", |screen| {
        screen.contents().matches("ready> ").count() == 3
    });
    shell.send("exit\n");
    shell.wait_exit();
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Details");
    program.resize(60, 15);
    program.wait_for("60 columns", |screen| {
        let rows: Vec<String> = screen.rows(0, 60).collect();
        rows[1].ends_with('┐') && rows[12].ends_with('┘') && rows[14].contains("edit")
    });
    program.resize(40, 12);
    program.see_no_more("Details").see("Configurations 38 ");
    program.resize(30, 8);
    program.see("enlist needs 40×12");
    program.resize(120, 40);
    program.see("Details").see("Assignments 4 · Corp ESP");
    // The first key after it is heard.
    program.send("j").see("Assignments 2 · Kiosk ESP");
}

/// Whether any sequence that sets attributes (SGR) sets a colour.
fn sets_a_colour(written: &str) -> bool {
    let sequences = written.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    sequences
        .flat_map(|codes| codes.split(';'))
        .filter_map(|code| code.parse::<u8>().ok())
        .any(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107))
}

#[test]
fn no_colour_is_written_where_none_is_wanted() {
    let drive = |environment: &[(&str, &str)]| {
        let mut program = Program::start(enlist(), &["--demo"], environment);
        program.see("Configurations 38 ").see("Contoso");
        program.send("\re").see("Change target · Corp ESP");
        program.paste("acacacac-9df4-4c7d-9d50-4ef0226f57a9");
        program.see("stands for all users and is not a group");
        program.send("\x1b").see("Discard?").send("y");
        program.see_no_more("Discard?").send("q");
        assert!(program.wait_exit().success());
        program.written()
    };
    let plain = drive(&[("NO_COLOR", "1")]);
    assert!(!sets_a_colour(&plain), "{plain:?}");
    assert!(plain.contains("\x1b[1m"), "the marker stands out in bold");
    assert!(sets_a_colour(&drive(&[])), "else it is coloured");
}

#[test]
fn an_idle_screen_writes_nothing() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    let at_rest = program.settle();
    assert_eq!(program.settle(), at_rest);
    // A key that changes nothing draws nothing.
    program.send("g");
    assert_eq!(program.settle(), at_rest);
}

/// What came of a key.
struct Pressed {
    frame: String,
    /// How many bytes of the frame are not text that changed.
    beyond: usize,
    /// Whether other keys of the last line are dimmed than before.
    dims_others: bool,
}

/// Presses a key and waits for the frame that follows.
fn press(program: &mut Program, key: &str, (columns, rows): (u16, u16)) -> Pressed {
    let mark = program.settle();
    program.send(key);
    let frame = program.frame_after(mark);
    let cells = |count: u16| count.try_into().unwrap();
    let mut terminal = vt100::Parser::new(cells(rows), cells(columns), 0);
    terminal.process(&program.raw()[..mark]);
    let before = terminal.screen().clone();
    terminal.process(&frame);
    let after = terminal.screen();
    let differs = |column| before.cell(rows - 1, column) != after.cell(rows - 1, column);
    Pressed {
        beyond: frame.len().saturating_sub(changed(&before, after)),
        dims_others: (0..columns).any(differs),
        frame: String::from_utf8_lossy(&frame).into_owned(),
    }
}

/// The screen of the demo at a size, with everything read that is read at the start.
fn demo(size: (u16, u16)) -> Program {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    if size != (80, 24) {
        program.resize(size.0, size.1);
        program.settle();
    }
    program
}

#[test]
fn a_down_costs_what_has_changed_and_a_few_moves() {
    // Where much of the right side is another one, each line of it costs a move and often a style.
    for size in [(80, 24), (160, 50)] {
        for (keys, downs) in [("jk", 10), ("2", 3)] {
            let mut program = demo(size);
            program.send(keys);
            for _ in 0..downs {
                let down = press(&mut program, "j", size);
                // Each key that is dimmed or no more costs two changes of style.
                let most = if down.dims_others { 250 } else { 130 };
                assert!(
                    down.beyond <= most,
                    "{keys} at {size:?}: {} beyond what changed in {:?}",
                    down.beyond,
                    down.frame
                );
            }
        }
    }
}

/// How many bytes the text of the reversed cells has: the bar of the selected row.
fn barred(program: &Program) -> usize {
    let count = std::cell::Cell::new(0);
    program.wait_for("a bar", |screen| {
        let cells = (0..24).flat_map(|y| (0..80).filter_map(move |x| screen.cell(y, x)));
        let barred = cells.filter(|cell| cell.inverse());
        count.set(barred.map(|cell| cell.contents().len().max(1)).sum());
        count.get() > 0
    });
    count.get()
}

/// Presses a key and gives the frame that follows, with how many bytes of text are others than before. The
/// bar of the selected row is taken from one row and given to another.
fn frame_of(program: &mut Program, key: &str) -> (String, usize) {
    let mark = program.settle();
    let before = program.screen();
    let bar = barred(program);
    program.send(key);
    let frame = program.frame_after(mark);
    let bars = bar + barred(program);
    let after = program.screen();
    let changed = |(old, new): (&str, &str)| {
        let new: Vec<char> = new.chars().collect();
        let old: Vec<char> = old.chars().collect();
        let same = |(a, b): &(&char, &char)| a == b;
        let front = old.iter().zip(&new).take_while(same).count();
        let back = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(same)
            .count();
        let changed = new.get(front..new.len().saturating_sub(back).max(front));
        changed.map_or(0, |changed| changed.iter().collect::<String>().len())
    };
    let changed: usize = before.lines().zip(after.lines()).map(changed).sum();
    (String::from_utf8_lossy(&frame).into_owned(), changed + bars)
}

/// What the first pane holds in a row in its middle, without the sign of the selection.
fn middle_row(screen: &str) -> String {
    let row = screen.lines().nth(12).unwrap_or_default();
    row.chars().skip(2).take(30).collect()
}

#[test]
fn in_the_configurations_a_key_costs_what_has_changed() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    let mut whole_windows = 0;
    // Down three times, to the middle of the next window, three times more, to the other pane and back.
    for key in ["j", "j", "j", "\x1b[6~", "j", "j", "j", "\t", "\x1b[Z"] {
        let before = middle_row(&program.screen());
        let (frame, changed) = frame_of(&mut program, key);
        let size = frame.len();
        // Where the window moves, all rows are others, each with a move of the cursor of its own.
        let moves = middle_row(&program.screen()) != before;
        whole_windows += usize::from(moves);
        let most = if moves { 400 } else { 200 };
        assert!(
            size <= most + changed,
            "{key:?}: {size} bytes, {changed} changed: {frame:?}"
        );
    }
    assert_eq!(whole_windows, 1, "a window rests while there is room in it");
}

#[test]
fn keys_cost_few_bytes() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    program.send("\r").see("▸ + group");
    for _ in 0..3 {
        let (frame, changed) = frame_of(&mut program, "j");
        let size = frame.len();
        assert!(
            size <= 160 + changed,
            "{size} bytes, {changed} changed: {frame:?}"
        );
    }
    program
        .send("e")
        .see("Change target")
        .send("\x15")
        .see("Type a group name")
        .send("c3dd75f6-")
        .see("2,450 users   3,012 devices");
    for character in "8085-48e6".chars() {
        let mark = program.settle();
        program.send(&character.to_string());
        let frame = program.frame_after(mark);
        let message = String::from_utf8_lossy(&frame).into_owned();
        assert!(frame.len() <= 45, "{} bytes: {message:?}", frame.len());
    }
}

#[test]
fn what_was_copied_can_be_selected_whole_where_no_clipboard_takes_it() {
    let service = Service::start(&[]);
    let mut program = open(&service);
    let url = program.clipboard("C");
    assert!(url.len() > 80, "{url}");
    program.see("W shows it").send("W").see("Copied text");
    program.wait_for("the whole URL, selected", |screen| {
        let selected = |row: u16| {
            let cells = (0..80).filter_map(move |column| screen.cell(row, column));
            let cells = cells.filter(|cell| cell.inverse());
            cells
                .map(|cell| cell.contents().to_owned())
                .collect::<String>()
        };
        (0..24).map(selected).collect::<String>().contains(&url)
    });
    program.send("q").see_no_more("Copied text");
    program.send("q");
    assert!(program.wait_exit().success());
}
