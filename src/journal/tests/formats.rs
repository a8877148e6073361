//! Old programs read new lines, new programs read old ones, and unknown lines of newer versions are kept.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::domain::{Holder, PlanPlace};

/// A journal as the first version wrote it: two changes, and one that its program left open.
const FIRST: &str = include_str!("version-1.jsonl");
const FIRST_OPEN: &str = include_str!("version-1-open.json");

/// What the first version required of a line. It ignored all other members.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is demanded is what matters")]
struct FirstEntry {
    row: Half,
    change_id: String,
    time: String,
    place: FirstPlace,
    change: Change,
    via: Via,
    method: String,
    path: String,
    before: Vec<Target>,
    after: Vec<Target>,
    client_request_id: String,
    request_id: Option<String>,
    status: Option<u16>,
    verdict: Option<Verdict>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "what is demanded is what matters")]
struct FirstPlace {
    graph_url: String,
    cloud: String,
    tenant: Option<String>,
    tenant_id: Option<String>,
    account: Option<String>,
}

/// A line with every member of this version.
fn full() -> Entry {
    let mut full = entry("a", Half::Verdict);
    full.deadline = Some("2026-03-01T10:03:20.000Z".to_owned());
    full.names.groups.insert("g".to_owned(), "Sales".to_owned());
    full.names.filters.insert("f".to_owned(), "Corp".to_owned());
    full.names
        .scope_tags
        .insert("3".to_owned(), "EMEA".to_owned());
    full.plan = Some(PlanPlace {
        id: "monday".to_owned(),
        row: 3,
    });
    full.place.account_id = Some("oid".to_owned());
    full.place.app_id = Some("app".to_owned());
    full
}

#[test]
fn lines_of_the_first_version_are_read() {
    let (_folder, journal) = journal();
    files::make_folder(&journal.open_folder().unwrap()).unwrap();
    fs::write(journal.path(), FIRST).unwrap();
    fs::write(
        journal
            .open_folder()
            .unwrap()
            .join("75c801c0-12ed-44bf-ac42-7c3a41e1ab24-1"),
        FIRST_OPEN,
    )
    .unwrap();
    let contents = journal.read().unwrap();
    assert_eq!((contents.entries.len(), contents.torn), (5, 0));
    assert_eq!(contents.newer, []);
    for entry in &contents.entries {
        assert_eq!(
            (entry.version, &entry.deadline, &entry.plan),
            (1, &None, &None)
        );
    }
    let left = journal.open_changes().unwrap();
    assert_eq!(left.open.len(), 1);
    assert_eq!(Some(&left.open[0].1), contents.entries.last());
}

#[test]
fn the_first_version_reads_the_lines_of_this_one() {
    for line in [full(), entry("a", Half::Intent)] {
        let line = serde_json::to_string(&line).unwrap();
        let read: Result<FirstEntry, _> = serde_json::from_str(&line);
        assert!(read.is_ok(), "{line}");
    }
    let whole: Entry = serde_json::from_str(&serde_json::to_string(&full()).unwrap()).unwrap();
    assert_eq!(whole, full(), "nothing is lost on the way");
}

/// Lines as a future version might write them.
fn to_come() -> Vec<Value> {
    let line = || serde_json::to_value(entry("later", Half::Intent)).unwrap();
    let mut versions = vec![line(), line(), line(), line(), line()];
    for (line, version) in versions.iter_mut().zip([3, 3, 4, 3, 2]) {
        line["version"] = json!(version);
        line["surprise"] = json!({"deep": [1, 2.5, null]});
    }
    versions[1]["verdict"] = json!("half-made");
    versions[2]["change"]["kind"] = json!({"merge": {"with": "c_Other"}});
    versions[3]["change"]["before"] = json!("as before");
    // The same version, with a new word.
    versions[4]["via"] = json!("batch");
    versions
}

#[test]
fn lines_of_a_newer_version_are_kept_and_never_called_torn() {
    for line in to_come() {
        let (_folder, journal) = journal();
        drop(journal.begin(&entry("a", Half::Intent)).unwrap());
        let mut text = fs::read_to_string(journal.path()).unwrap();
        let _ = writeln!(text, "{line}");
        fs::write(journal.path(), &text).unwrap();
        // Appends another line, which would be swallowed if the line before counted as torn.
        drop(journal.begin(&entry("b", Half::Intent)).unwrap());
        let contents = journal.read().unwrap();
        assert_eq!((contents.entries.len(), contents.torn), (2, 0), "{line}");
        let newer = &contents.newer[0];
        assert_eq!(newer.change_id.as_deref(), Some("later"));
        assert_eq!(newer.configuration.as_deref(), Some("c_ESP"));
        assert_eq!(newer.version, line["version"].as_u64().filter(|it| *it > 2));
        assert!(newer.to_string().contains("newer enlist"), "{newer}");
        assert!(
            fs::read_to_string(journal.path())
                .unwrap()
                .starts_with(&text)
        );
    }
}

#[test]
fn open_changes_of_a_newer_version_stay_and_name_their_configuration() {
    for line in to_come() {
        let (_folder, journal) = journal();
        files::make_folder(&journal.open_folder().unwrap()).unwrap();
        let path = journal.open_folder().unwrap().join("later");
        fs::write(&path, line.to_string()).unwrap();
        let left = journal.open_changes().unwrap();
        assert!(
            left.open.is_empty(),
            "nothing is settled by half of a line: {line}"
        );
        let kept = &left.kept[0];
        assert_eq!(kept.configuration.as_ref().unwrap().as_str(), "c_ESP");
        assert!(kept.reason.contains("newer enlist"), "{}", kept.reason);
        assert_eq!(fs::read_to_string(&path).unwrap(), line.to_string());
    }
    // Whatever else has changed, the version shows that enlist wrote it.
    let (_folder, journal) = journal();
    files::make_folder(&journal.open_folder().unwrap()).unwrap();
    fs::write(journal.open_folder().unwrap().join("x"), r#"{"version":9}"#).unwrap();
    let left = journal.open_changes().unwrap();
    assert_eq!(left.kept[0].configuration, None);
}

#[test]
fn a_verdict_of_a_newer_version_closes_the_change_of_this_one() {
    let (_folder, journal) = journal();
    drop(journal.begin(&entry("a", Half::Intent)).unwrap());
    let mut line = serde_json::to_value(entry("a", Half::Verdict)).unwrap();
    line["version"] = json!(3);
    line["verdict"] = json!("half-made");
    let text = fs::read_to_string(journal.path()).unwrap();
    fs::write(journal.path(), format!("{text}{line}\n")).unwrap();
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
fn who_holds_a_lock_can_say_more_in_a_newer_version() {
    let newer = r#"{"pid":7,"host":"jump-1","since":"2026-03-01T10:00:00Z"}"#;
    let holder: Holder = serde_json::from_str(newer).unwrap();
    assert_eq!(holder.pid, Some(7));
}
