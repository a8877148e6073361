//! The journal is read from its end, only as far back as needed.

use super::*;

/// A journal with this many changes, each with both lines and a minute apart.
fn long(changes: usize) -> (tempfile::TempDir, Journal) {
    let (folder, journal) = journal();
    files::make_folder(journal.folder().unwrap()).unwrap();
    let mut text = String::new();
    for number in 0..changes {
        for row in [Half::Intent, Half::Verdict] {
            text.push_str(&line(number, row));
        }
    }
    fs::write(journal.path(), text).unwrap();
    (folder, journal)
}

fn start() -> jiff::Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

fn minutes(number: usize) -> jiff::SignedDuration {
    jiff::SignedDuration::from_mins(i64::try_from(number).unwrap())
}

fn numbered(number: usize, row: Half) -> Entry {
    let mut one = entry(&format!("run-{number}"), row);
    one.client_request_id = format!("request-{number}");
    one.time = (start() + minutes(number)).to_string();
    one
}

fn line(number: usize, row: Half) -> String {
    let line = serde_json::to_string(&numbered(number, row)).unwrap();
    format!("{line}\n")
}

fn ids(contents: &Contents) -> Vec<&str> {
    let verdicts = contents.entries.iter().filter(|it| it.row == Half::Verdict);
    verdicts.map(|entry| entry.change_id.as_str()).collect()
}

fn size(journal: &Journal) -> u64 {
    fs::metadata(journal.path()).unwrap().len()
}

#[test]
fn the_newest_are_read_from_the_end_and_the_rest_page_by_page() {
    let (_folder, journal) = long(2_000);
    let first = journal.latest(3).unwrap();
    assert_eq!(ids(&first), ["run-1997", "run-1998", "run-1999"]);
    assert_eq!(first.entries.len(), 6, "both lines of each");
    let second = journal.before(first.older, 2).unwrap();
    assert_eq!(ids(&second), ["run-1995", "run-1996"]);
    let rest = journal.before(second.older, usize::MAX).unwrap();
    assert_eq!((rest.entries.len(), rest.older), (2 * 1_995, None));
    let all = journal.read().unwrap();
    let pages = [rest.entries, second.entries, first.entries].concat();
    assert!(
        all.entries == pages,
        "nothing is lost or read twice between pages"
    );
}

#[test]
fn little_is_read_of_a_long_journal() {
    let (_folder, journal) = long(20_000);
    let most = 4 * 64 * 1024;
    assert!(size(&journal) > 50 * most);
    assert_eq!(journal.latest(100).unwrap().entries.len(), 200);
    assert!(journal.bytes_read() <= most);
    // What was left open is looked for no further back than it was begun.
    let late = numbered(30_000, Half::Intent);
    let open = journal.begin(&late).unwrap();
    drop(open);
    let read = journal.bytes_read();
    assert_eq!(journal.open_changes().unwrap().open.len(), 1);
    assert!(journal.bytes_read() - read <= most);
    // So is the last verified change, and what happened since a time.
    let read = journal.bytes_read();
    let found = journal
        .find_verdict(|_| true, |_| false)
        .unwrap()
        .unwrap()
        .unwrap();
    assert_eq!(found.change_id, "run-19999");
    let since = journal.since(start() + minutes(19_990)).unwrap();
    assert!(ids(&since).contains(&"run-19990"));
    assert!(since.older.is_some());
    assert!(journal.bytes_read() - read <= 2 * most);
}

#[test]
fn a_mark_stays_where_it_is_while_the_journal_is_put_aside() {
    let (_folder, journal) = long(50);
    let first = journal.latest(10).unwrap();
    fs::rename(journal.path(), journal.path_aside(1).unwrap()).unwrap();
    fs::write(
        journal.path(),
        line(50, Half::Intent) + &line(50, Half::Verdict),
    )
    .unwrap();
    let second = journal.before(first.older, 10).unwrap();
    assert_eq!(ids(&second)[..2], ["run-30", "run-31"]);
    assert_eq!(ids(&journal.latest(2).unwrap()), ["run-49", "run-50"]);
    assert_eq!(ids(&journal.read().unwrap()).len(), 51);
}

#[test]
fn nothing_is_missed_while_another_program_puts_files_aside() {
    let (_folder, journal) = journal();
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            for number in 0..60 {
                let open = journal.begin(&numbered(number, Half::Intent)).unwrap();
                journal
                    .finish(&open, &numbered(number, Half::Verdict))
                    .unwrap();
                if number % 3 == 0 {
                    let _lock = journal.lock().unwrap();
                    let next = journal.aside().unwrap().last().map_or(0, |last| *last) + 1;
                    fs::rename(journal.path(), journal.path_aside(next).unwrap()).unwrap();
                }
            }
        });
        let mut most = 0;
        while !work.is_finished() {
            let contents = journal.read().unwrap();
            let found = ids(&contents);
            let expected: Vec<String> = (0..found.len()).map(|it| format!("run-{it}")).collect();
            assert_eq!(found, expected);
            assert!(found.len() >= most);
            assert_eq!(contents.torn, 0);
            most = found.len();
        }
    });
    assert_eq!(ids(&journal.read().unwrap()).len(), 60);
}

#[test]
fn lines_longer_than_what_is_read_at_once_are_whole() {
    let (_folder, journal) = journal();
    let mut long = numbered(0, Half::Verdict);
    long.message = Some("x".repeat(300_000));
    let other = line(1, Half::Verdict);
    files::make_folder(journal.folder().unwrap()).unwrap();
    let text = serde_json::to_string(&long).unwrap();
    fs::write(journal.path(), format!("{other}\n\n{text}\n{other}")).unwrap();
    let contents = journal.read().unwrap();
    assert_eq!((contents.entries.len(), contents.torn), (3, 0));
    assert!(contents.entries[1] == long);
}
