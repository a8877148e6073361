//! Locks that are waited for, and turns.

use std::sync::Mutex;

use super::*;
use crate::domain::ChangeKind;

fn change(configuration: &str) -> Change {
    let mut change = entry("a", Half::Intent).change;
    change.configuration = crate::domain::ConfigurationId::new(configuration.to_owned());
    change
}

fn lock_of(journal: &Journal, change: &Change) -> Result<ChangeLock, Holder> {
    journal
        .lock_change(&LockKey::of(change), "run-1", change)
        .unwrap()
}

fn files_of_turns(journal: &Journal) -> usize {
    fs::read_dir(journal.folder().unwrap().join("locks"))
        .unwrap()
        .count()
}

#[test]
fn one_change_at_a_time_is_made_of_a_configuration() {
    let (_folder, journal) = journal();
    let first = lock_of(&journal, &change("C_esp")).unwrap();
    let holder = lock_of(&journal, &change("c_ESP")).unwrap_err();
    assert_eq!(holder.pid, Some(std::process::id()));
    assert_eq!(holder.change_id.as_deref(), Some("run-1"));
    assert_eq!(holder.configuration_name.as_deref(), Some("C"));
    assert!(
        holder.since.is_some() && holder.user.is_some(),
        "{holder:?}"
    );
    assert!(!holder.is_stopped);
    let other = lock_of(&journal, &change("d")).unwrap();
    drop(first);
    let again = lock_of(&journal, &change("c_ESP")).unwrap();
    assert_eq!(files_of_turns(&journal), 2);
    drop((other, again));
    #[cfg(unix)]
    assert_eq!(files_of_turns(&journal), 0);
}

#[test]
fn moves_of_one_order_come_one_after_the_other() {
    let (_folder, journal) = journal();
    let moved = |configuration: &str, platform: Option<&str>| {
        let mut moved = change(configuration);
        moved.platform = platform.map(str::to_owned);
        moved.kind = ChangeKind::SetPriority {
            from: 1,
            to: 2,
            order: vec![],
        };
        moved
    };
    let _order = lock_of(&journal, &moved("c", None)).unwrap();
    assert!(lock_of(&journal, &moved("d", None)).is_err());
    assert!(lock_of(&journal, &moved("d", Some("ios"))).is_ok());
    assert!(
        lock_of(&journal, &change("c")).is_ok(),
        "its list is another matter"
    );
}

#[cfg(unix)]
#[test]
fn what_killed_programs_left_is_swept_away() {
    let (_folder, journal) = journal();
    drop(lock_of(&journal, &change("a")).unwrap());
    let locks = journal.folder().unwrap().join("locks");
    for number in 0..50 {
        fs::write(locks.join(format!("{number}.lock")), r#"{"pid":1}"#).unwrap();
    }
    fs::write(locks.join("README"), "not a lock").unwrap();
    let lock = lock_of(&journal, &change("b")).unwrap();
    assert_eq!(files_of_turns(&journal), 2, "its own, and what is no lock");
    drop(lock);
}

#[test]
fn a_turn_is_never_given_twice() {
    let (_folder, journal) = journal();
    let at_work = Mutex::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for _ in 0..40 {
                    let lock = loop {
                        if let Ok(lock) = lock_of(&journal, &change("c")) {
                            break lock;
                        }
                    };
                    let mut count = at_work.try_lock().unwrap();
                    *count += 1;
                    drop(count);
                    drop(lock);
                }
            });
        }
    });
    assert_eq!(*at_work.lock().unwrap(), 240);
}

#[test]
fn a_wait_for_the_journal_names_who_holds_it_and_ends() {
    let (_folder, journal) = journal();
    files::make_folder(journal.folder().unwrap()).unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&heard);
    let waits = journal
        .clone()
        .patient(SILENT + Duration::from_millis(100))
        .with_wait_listener(move |holder| hearing.lock().unwrap().push(holder.clone()));
    let held = journal.lock().unwrap();
    let error = waits.begin(&entry("a", Half::Intent)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    let pid = format!("process {}", std::process::id());
    assert!(error.to_string().contains(&pid), "{error}");
    let heard = heard.lock().unwrap();
    assert_eq!(heard.len(), 1, "once");
    assert_eq!(heard[0].pid, Some(std::process::id()));
    drop(held);
    assert!(waits.begin(&entry("a", Half::Intent)).is_ok());
}
