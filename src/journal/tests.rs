//! Tests of the journal, on a real file system.

use super::*;
use crate::domain::{Change, Configuration, Place, Target, Verdict, Via};

fn entry(id: &str, row: Half) -> Entry {
    let configuration = r#"{"id":"c_ESP","displayName":"C","priority":1}"#;
    let (configuration, _) =
        Configuration::from_raw(serde_json::from_str(configuration).unwrap()).unwrap();
    let target: Target = serde_json::from_str(
        r##"{"@odata.type":"#microsoft.graph.futureTarget","n":123456789012345678901234567890}"##,
    )
    .unwrap();
    Entry {
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
    let contents = journal.read().unwrap();
    assert_eq!(
        contents.entries,
        [entry("a", Half::Intent), entry("a", Half::Verdict)]
    );
    assert_eq!(contents.torn, 0);
    let text = fs::read_to_string(journal.path()).unwrap();
    assert!(text.contains("123456789012345678901234567890"));
    assert_eq!(fs::read_dir(journal.open_folder()).unwrap().count(), 0);
}

#[test]
fn only_what_its_program_left_behind_counts_as_open() {
    let (_folder, journal) = journal();
    assert!(journal.left_open().unwrap().open.is_empty());
    let under_way = journal.begin(&entry("a", Half::Intent)).unwrap();
    assert!(
        journal.left_open().unwrap().open.is_empty(),
        "its program is at work"
    );
    drop(under_way);
    let left = journal.left_open().unwrap().open;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].1, entry("a", Half::Intent));
    journal
        .finish(&left[0].0, &entry("a", Half::Verdict))
        .unwrap();
    drop(left);
    assert!(journal.left_open().unwrap().open.is_empty());
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
    make_private_folder(&journal.open_folder()).unwrap();
    fs::write(journal.open_folder().join("x"), "{\"row\":").unwrap();
    assert!(journal.left_open().unwrap().open.is_empty());
    assert_eq!(fs::read_dir(journal.open_folder()).unwrap().count(), 0);
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
        // A hole takes no room and reads as one long line that is no entry.
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
    // The program ends before it takes the file away.
    drop(open);
    assert!(journal.left_open().unwrap().open.is_empty());
    assert_eq!(fs::read_dir(journal.open_folder()).unwrap().count(), 0);
    assert_eq!(journal.read().unwrap().entries.len(), 2);
}

#[test]
fn what_cannot_be_read_is_not_passed_over() {
    let (_folder, journal) = journal();
    // Nobody can open a folder for writing, whatever their rights.
    make_private_folder(&journal.open_folder().join("run-1")).unwrap();
    let left = journal.left_open().unwrap();
    assert!(left.open.is_empty());
    assert_eq!(left.unreadable[0].0, "run-1");
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
    assert_eq!(mode(&journal.folder), 0o700);
}

#[test]
fn where_nothing_can_be_written_it_says_so_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "").unwrap();
    let journal = Journal::new(blocked.join("enlist"));
    assert!(journal.begin(&entry("a", Half::Intent)).is_err());
}

/// A file that takes no byte, where the system has one.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_is_left_open() {
    let (_folder, journal) = journal();
    make_private_folder(&journal.folder).unwrap();
    std::os::unix::fs::symlink("/dev/full", journal.path()).unwrap();
    let error = journal.begin(&entry("a", Half::Intent)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert_eq!(fs::read_dir(journal.open_folder()).unwrap().count(), 0);
}

#[test]
fn a_change_that_another_program_settles_is_not_begun_again() {
    let (_folder, journal) = journal();
    drop(journal.begin(&entry("a", Half::Intent)).unwrap());
    let left = journal.left_open().unwrap().open;
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
            assert!(journal.left_open().unwrap().open.is_empty());
        }
    });
}
