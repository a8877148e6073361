//! Tests of the journal, on a real file system.

use super::*;
use crate::domain::{
    Change, Configuration, EntryNames, Half, JOURNAL_VERSION, Place, Target, Verdict, Via,
};

fn entry(id: &str, row: Half) -> Entry {
    let configuration = r#"{"id":"c_ESP","displayName":"C","priority":1}"#;
    let (configuration, _) =
        Configuration::from_raw(serde_json::from_str(configuration).unwrap()).unwrap();
    let target: Target = serde_json::from_str(
        r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget","n":123456789012345678901234567890}"##,
    )
    .unwrap();
    Entry {
        version: JOURNAL_VERSION,
        row,
        change_id: id.to_owned(),
        time: "2026-03-01T10:00:00Z".to_owned(),
        place: Place::default(),
        change: Change::add(&configuration, &[], target.clone()).unwrap(),
        via: Via::Assign,
        method: "POST".to_owned(),
        path: "/beta/x".to_owned(),
        before: vec![],
        after: vec![target],
        deadline: None,
        names: EntryNames::default(),
        plan: None,
        client_request_id: "c-1".to_owned(),
        request_id: None,
        status: None,
        verdict: (row == Half::Verdict).then_some(Verdict::Verified),
        approval_code: None,
        message: None,
        observed: None,
        observed_order: None,
    }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::new(folder.path().join("state").join("enlist"));
    (folder, journal)
}

#[test]
fn both_halves_are_there_to_the_letter() {
    let (_folder, journal) = journal();
    let open = journal.begin(&entry("a", Half::Intent)).unwrap();
    journal.finish(&open, &entry("a", Half::Verdict)).unwrap();
    // Windows keeps the name of a file until its last handle is closed.
    drop(open);
    let contents = journal.read().unwrap();
    assert_eq!(
        contents.entries,
        [entry("a", Half::Intent), entry("a", Half::Verdict)]
    );
    assert_eq!(contents.torn, 0);
    let text = fs::read_to_string(journal.path()).unwrap();
    assert!(text.contains("123456789012345678901234567890"));
    assert_eq!(
        fs::read_dir(journal.open_folder().unwrap())
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn only_what_its_program_left_behind_counts_as_open() {
    let (_folder, journal) = journal();
    assert!(journal.open_changes().unwrap().open.is_empty());
    let under_way = journal.begin(&entry("a", Half::Intent)).unwrap();
    assert!(
        journal.open_changes().unwrap().open.is_empty(),
        "its program is at work"
    );
    drop(under_way);
    let left = journal.open_changes().unwrap().open;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].1, entry("a", Half::Intent));
    journal
        .finish(&left[0].0, &entry("a", Half::Verdict))
        .unwrap();
    drop(left);
    assert!(journal.open_changes().unwrap().open.is_empty());
}

#[test]
fn a_torn_line_is_counted_and_swallows_nothing() {
    let (_folder, journal) = journal();
    drop(journal.begin(&entry("a", Half::Intent)).unwrap());
    let mut file = OpenOptions::new()
        .append(true)
        .open(journal.path())
        .unwrap();
    file.write_all(br#"{"row":"intent","chan"#).unwrap();
    drop(journal.begin(&entry("b", Half::Intent)).unwrap());
    let contents = journal.read().unwrap();
    assert_eq!(contents.torn, 1);
    let ids: Vec<_> = contents
        .entries
        .iter()
        .map(|entry| entry.change_id.as_str())
        .collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn an_intent_that_never_reached_the_disk_was_never_sent() {
    let (_folder, journal) = journal();
    files::make_folder(&journal.open_folder().unwrap()).unwrap();
    fs::write(journal.open_folder().unwrap().join("x"), "{\"row\":").unwrap();
    assert!(journal.open_changes().unwrap().open.is_empty());
    assert_eq!(
        fs::read_dir(journal.open_folder().unwrap())
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn large_journals_are_put_aside_and_all_still_read() {
    let (_folder, journal) = journal();
    let ids: Vec<String> = (0..12).map(|number| number.to_string()).collect();
    for id in &ids {
        drop(journal.begin(&entry(id, Half::Intent)).unwrap());
        let mut file = OpenOptions::new()
            .append(true)
            .open(journal.path())
            .unwrap();
        // A hole takes no space on the disk and reads as one long line that is not an entry.
        file.set_len(file.metadata().unwrap().len() + ROTATE_AT)
            .unwrap();
        file.write_all(b"\n").unwrap();
    }
    assert_eq!(journal.aside().unwrap().len(), ids.len() - 1);
    let contents = journal.read().unwrap();
    let found: Vec<_> = contents
        .entries
        .iter()
        .map(|entry| entry.change_id.as_str())
        .collect();
    assert_eq!(found, ids, "in the order in which they were written");
}

#[test]
fn what_has_its_verdict_is_open_no_more() {
    let (_folder, journal) = journal();
    let open = journal.begin(&entry("a", Half::Intent)).unwrap();
    journal.note(&entry("a", Half::Verdict)).unwrap();
    // The program ends before it removes the file.
    drop(open);
    assert!(journal.open_changes().unwrap().open.is_empty());
    assert_eq!(
        fs::read_dir(journal.open_folder().unwrap())
            .unwrap()
            .count(),
        0
    );
    assert_eq!(journal.read().unwrap().entries.len(), 2);
}

/// Everything in the folder that is not an intent.
#[cfg(unix)]
#[test]
fn what_is_not_ours_blocks_nothing_and_stays() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let (_folder, journal) = journal();
    drop(journal.begin(&entry("a", Half::Intent)).unwrap());
    let folder = journal.open_folder().unwrap();
    fs::create_dir(folder.join("folder")).unwrap();
    fs::write(folder.join("notes.txt"), "call Ada first").unwrap();
    fs::write(folder.join(".gitkeep"), "").unwrap();
    fs::write(folder.join("half.txt"), r#"{"who":"#).unwrap();
    fs::write(folder.join("settings.json"), r#"{"version":1,"row":7}"#).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join("link")).unwrap();
    let fifo = folder.join("fifo");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let left = journal.open_changes().unwrap();
    assert_eq!(left.open.len(), 1);
    assert_eq!((left.kept, left.under_way), (vec![], vec![]));
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        8,
        "nothing is removed"
    );
}

/// The journal has an intent that was sent, and its file was damaged afterwards.
#[test]
fn an_intent_that_was_whole_once_is_open_however_its_file_looks_now() {
    for spoiled in [
        "",
        "{\"version\":2,\"ro",
        "{\"row\":\"intent\",",
        "\0\0\0\0",
    ] {
        let (_folder, journal) = journal();
        let id = "0a1b2c3d-0a4e-4d0b-9a55-7d2b1c3e4f50-1";
        drop(journal.begin(&entry(id, Half::Intent)).unwrap());
        fs::write(journal.open_folder().unwrap().join(id), spoiled).unwrap();
        let left = journal.open_changes().unwrap();
        assert_eq!(left.open.len(), 1, "{spoiled:?}");
        assert_eq!(
            left.open[0].1,
            entry(id, Half::Intent),
            "as the journal has it"
        );
        journal
            .finish(&left.open[0].0, &entry(id, Half::Verdict))
            .unwrap();
        drop(left);
        assert_eq!(
            fs::read_dir(journal.open_folder().unwrap())
                .unwrap()
                .count(),
            0
        );
    }
    for odd in ["no intent at all", "[1, 2]"] {
        let (_folder, journal) = journal();
        drop(journal.begin(&entry("a", Half::Intent)).unwrap());
        fs::write(journal.open_folder().unwrap().join("a"), odd).unwrap();
        let left = journal.open_changes().unwrap();
        assert_eq!(left.kept.len(), 1, "{odd}");
        assert_eq!(
            left.kept[0].configuration.as_ref().unwrap().as_str(),
            "c_ESP"
        );
        assert_eq!(
            fs::read_dir(journal.open_folder().unwrap())
                .unwrap()
                .count(),
            1
        );
    }
}

#[test]
fn the_beginning_of_a_second_send_is_no_proof_of_the_first() {
    let (_folder, journal) = journal();
    let open = journal.begin(&entry("a", Half::Intent)).unwrap();
    journal.finish(&open, &entry("a", Half::Verdict)).unwrap();
    drop(open);
    fs::write(journal.open_folder().unwrap().join("a"), "{\"version\":2,").unwrap();
    let left = journal.open_changes().unwrap();
    assert_eq!((left.open.len(), left.kept.len()), (0, 0));
    assert_eq!(
        fs::read_dir(journal.open_folder().unwrap())
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn several_programs_append_whole_lines() {
    let (_folder, journal) = journal();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let journal = &journal;
            scope.spawn(move || {
                for change in 0..5 {
                    let id = format!("{writer}-{change}");
                    let open = journal.begin(&entry(&id, Half::Intent)).unwrap();
                    journal.finish(&open, &entry(&id, Half::Verdict)).unwrap();
                }
            });
        }
    });
    let contents = journal.read().unwrap();
    assert_eq!((contents.entries.len(), contents.torn), (80, 0));
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, journal) = journal();
    drop(journal.begin(&entry("a", Half::Intent)).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&journal.path()), 0o600);
    assert_eq!(mode(journal.folder().unwrap()), 0o700);
}

#[test]
fn where_nothing_can_be_written_it_says_so_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "").unwrap();
    let journal = Journal::new(blocked.join("enlist"));
    assert!(journal.begin(&entry("a", Half::Intent)).is_err());
}

/// Puts something other than a regular file at a path.
#[cfg(unix)]
fn block(place: &Path, with: &str) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    match with {
        "a named pipe" => mknodat(CWD, place, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap(),
        "a socket" => mknodat(CWD, place, FileType::Socket, Mode::RUSR | Mode::WUSR, 0).unwrap(),
        "a device" => std::os::unix::fs::symlink("/dev/full", place).unwrap(),
        "a broken link" => std::os::unix::fs::symlink("nowhere", place).unwrap(),
        "a folder" => fs::create_dir(place).unwrap(),
        _ => fs::write(place, "").unwrap(),
    }
}

#[cfg(unix)]
#[test]
fn what_stands_in_place_of_a_file_is_named_and_never_waited_for() {
    let all = [
        "a named pipe",
        "a socket",
        "a device",
        "a broken link",
        "a folder",
    ];
    for name in ["journal.jsonl", "journal.lock"] {
        for with in all {
            let (_folder, journal) = journal();
            files::make_folder(journal.folder().unwrap()).unwrap();
            let place = journal.folder().unwrap().join(name);
            block(&place, with);
            let error = journal
                .begin(&entry("a", Half::Intent))
                .unwrap_err()
                .to_string();
            assert!(error.contains(name) && error.contains(with), "{error}");
            let open = fs::read_dir(journal.open_folder().unwrap())
                .unwrap()
                .count();
            assert_eq!(open, 0, "{name} × {with}: nothing was sent");
            assert!(fs::symlink_metadata(&place).is_ok(), "it stays");
            if name == "journal.jsonl" {
                let error = journal.read().unwrap_err().to_string();
                assert!(error.contains(with), "{error}");
            }
        }
    }
    for with in ["a named pipe", "a device", "a broken link", "a file"] {
        let (_folder, journal) = journal();
        files::make_folder(journal.folder().unwrap()).unwrap();
        block(&journal.open_folder().unwrap(), with);
        for error in [
            journal.begin(&entry("a", Half::Intent)).unwrap_err(),
            journal.open_changes().unwrap_err(),
        ] {
            let error = error.to_string();
            assert!(error.contains("open") && error.contains(with), "{error}");
        }
    }
}

#[test]
fn a_change_that_another_program_settles_is_not_begun_again() {
    let (_folder, journal) = journal();
    drop(journal.begin(&entry("a", Half::Intent)).unwrap());
    let left = journal.open_changes().unwrap().open;
    let error = journal.begin(&entry("a", Half::Intent)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    journal
        .finish(&left[0].0, &entry("a", Half::Verdict))
        .unwrap();
    drop(left);
    assert!(journal.begin(&entry("a", Half::Intent)).is_ok());
}

#[test]
fn a_change_that_begins_is_never_taken_for_a_torn_one() {
    let (_folder, journal) = journal();
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            for change in 0..20 {
                let id = change.to_string();
                let open = journal.begin(&entry(&id, Half::Intent)).unwrap();
                journal.finish(&open, &entry(&id, Half::Verdict)).unwrap();
            }
        });
        while !work.is_finished() {
            assert!(journal.open_changes().unwrap().open.is_empty());
        }
    });
}

/// Lines of both versions, and of a future one.
mod formats;
/// Reading from the end.
mod reading;
/// Locks and turns.
mod waiting;
