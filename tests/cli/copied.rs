//! The command that a review copies, pasted into a shell: it makes the very change of the review.

use std::process::Command;

use enlist::domain::{
    ApiMode, Change, Filter, FilterMode, NewTarget, ObjectId, Row, TargetType, Via, same_targets,
};
use enlist::tui::parts::shell;
use serde_json::Value;

use crate::helpers::{BOARD, CORP, ENGINEERING, FILTER, MUNICH};
use crate::support::changes::{all, targets};
use crate::support::output::{code, document, err};
use crate::support::pty::enlist;
use crate::support::test_env::TestEnv;
use crate::support::wire::{client_of, settings};

fn rows(env: &TestEnv) -> Vec<Row> {
    let settings = settings(&env.service.base_url, ApiMode::Auto);
    let client = client_of(&settings, &env.service.token);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(all(&client))
}

fn group(id: &str) -> NewTarget {
    NewTarget::Group(ObjectId::parse(id).unwrap())
}

/// Runs a command line as a shell does, with a yes to all that it asks.
fn paste(env: &TestEnv, command: &str) -> (i32, Value) {
    let folder = std::path::Path::new(enlist()).parent().unwrap();
    let path = format!(
        "{}:{}",
        folder.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let flags = "--yes --confirm contoso.com --settle 0.6 --timeout 20 --json";
    let output = Command::new("sh")
        .args(["-c", &format!("{command} {flags}")])
        .env("PATH", path)
        .env_remove("ENLIST_CONFIG")
        .env("ENLIST_ACCESS_TOKEN", &env.service.token)
        .env("XDG_CONFIG_HOME", env.home.path())
        .env("XDG_STATE_HOME", env.state())
        .output()
        .unwrap();
    assert!(!output.stdout.is_empty(), "{command}: {}", err(&output));
    (code(&output), document(&output))
}

type Made = fn(&Row, &[Row]) -> Change;

/// What becomes of the filter of the row.
enum FilterChange {
    Keep,
    Drop,
    Use(FilterMode),
}

/// Points the first row, which has a filter, at something else.
fn retarget(row: &Row, new: &NewTarget, filter: FilterChange) -> Change {
    let first = &row.assignments[0];
    assert!(first.target.filter().is_some());
    let to = first.target.retarget(new);
    let to = match filter {
        FilterChange::Keep => to,
        FilterChange::Drop => to.with_filter(None),
        FilterChange::Use(mode) => to.with_filter(Some(&Filter {
            id: FILTER.to_owned(),
            mode,
        })),
    };
    Change::retarget(&row.configuration, &row.assignments, first, to).unwrap()
}

const CHANGES: [(Via, Made); 9] = [
    (Via::Patch, |row, _| {
        retarget(row, &group(ENGINEERING), FilterChange::Keep)
    }),
    (Via::Assign, |row, _| {
        retarget(row, &group(ENGINEERING), FilterChange::Keep)
    }),
    (Via::Patch, |row, _| {
        retarget(row, &group(BOARD), FilterChange::Drop)
    }),
    (Via::Patch, |row, _| {
        retarget(row, &group(BOARD), FilterChange::Use(FilterMode::Exclude))
    }),
    (Via::Patch, |row, _| {
        let id = ObjectId::parse(MUNICH).unwrap();
        let new = NewTarget::ScopeTagGroup(TargetType::Device, id);
        retarget(row, &new, FilterChange::Keep)
    }),
    (Via::Assign, |row, _| {
        let target = NewTarget::AllUsers.into_target();
        Change::add(&row.configuration, &row.assignments, target).unwrap()
    }),
    (Via::Assign, |row, _| {
        let filter = Filter {
            id: FILTER.to_owned(),
            mode: FilterMode::Include,
        };
        let target = group(BOARD).into_target().with_filter(Some(&filter));
        Change::add(&row.configuration, &row.assignments, target).unwrap()
    }),
    (Via::Assign, |row, _| {
        Change::remove(&row.configuration, &row.assignments, &row.assignments[3]).unwrap()
    }),
    (Via::SetPriority, |row, all| {
        let order = Row::priorities(all, &row.configuration.kind, None).unwrap();
        Change::set_priority(&row.configuration, &row.assignments, order, 3).unwrap()
    }),
];

#[test]
fn a_copied_command_makes_the_change_of_its_review() {
    let env = TestEnv::new(&[]);
    let place = settings(&env.service.base_url, ApiMode::Auto);
    for (via, made) in CHANGES {
        let all = rows(&env);
        let row = all.iter().find(|row| row.configuration.id.as_str() == CORP);
        let row = row.unwrap();
        let change = made(row, &all);
        let command = shell::enlist_command(&change, via, &row.assignments, &place).unwrap();
        let (code, done) = paste(&env, &command);
        assert_eq!(
            (code, &done["verdict"]),
            (0, &"verified".into()),
            "{command}: {done}"
        );
        assert_eq!(done["via"], via.word(), "{command}");
        let list = env.service.assignments(CORP).to_string();
        let wanted = change.after(&change.before);
        let now = targets(&list);
        assert!(same_targets(&now, &wanted), "{command}: {now:?}");
        // Back to where it began.
        let back = env.run(&["undo", "last", "--yes", "--confirm", "contoso.com"]);
        assert_eq!(self::code(&back), 0, "{command}: {}", err(&back));
    }
}
