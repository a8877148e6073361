//! What `list --csv` writes, `plan --csv` reads.

use std::collections::BTreeSet;

use crate::helpers::{BOARD, CORP, SALES};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

/// The list as rows of cells, with the places of its columns.
struct List {
    head: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl List {
    fn read(env: &TestEnv, more: &[&str]) -> Self {
        let output = env.run(&[&["list", "--csv"], more].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        let mut reader = csv::Reader::from_reader(&output.stdout[..]);
        let head = reader.headers().unwrap().clone();
        let rows = reader.records().map(Result::unwrap).collect();
        Self { head, rows }
    }

    fn cell<'a>(&self, row: &'a csv::StringRecord, name: &str) -> &'a str {
        &row[self.head.iter().position(|known| known == name).unwrap()]
    }

    /// The list with the cells of some rows changed.
    fn edited(&self, edit: impl Fn(&csv::StringRecord) -> Vec<(&'static str, String)>) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.head).unwrap();
        for row in &self.rows {
            let edits = edit(row);
            let cells = self.head.iter().zip(row).map(|(name, cell)| {
                let edited = edits.iter().find(|(known, _)| *known == name);
                edited.map_or(cell, |(_, cell)| cell.as_str())
            });
            writer.write_record(cells).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}

#[test]
fn an_unchanged_list_plans_nothing_and_says_why_each_row_is_left_out() {
    let env = TestEnv::new(&[]);
    for more in [&[][..], &["--names"]] {
        let list = List::read(&env, more);
        let file = env.write("list.csv", &list.edited(|_| Vec::new()));
        let output = env.run(&["plan", "--csv", &file, "--json"]);
        assert_eq!(code(&output), 0, "{}", out(&output));
        let plan = document(&output);
        assert_eq!(plan["rows"].as_array().unwrap().len(), 0);
        let left = plan["skipped"].as_array().unwrap().iter();
        let left: Vec<&str> = left.map(|it| it.as_str().unwrap()).collect();
        let kinds = |wanted: &[&str]| {
            let rows = list.rows.iter();
            rows.filter(|row| wanted.contains(&list.cell(row, "targetKind")))
                .count()
        };
        let known = kinds(&[
            "group",
            "all-users",
            "all-devices",
            "scope-tag",
            "cm-collection",
        ]);
        assert_eq!(
            left.last(),
            Some(&format!("{known} rows are already as in the tenant").as_str())
        );
        // Every other row has a reason of its own.
        assert_eq!(left.len() - 1, list.rows.len() - known);
        let of = |reason: &str| left.iter().filter(|it| it.contains(reason)).count();
        assert_eq!(of("the configuration has no assignment"), kinds(&[""]));
        assert_eq!(of("an excluded group is shown only"), kinds(&["exclusion"]));
    }
    assert_eq!(env.writes(), 0);
}

#[test]
fn every_edited_row_that_can_be_planned_is_planned() {
    let env = TestEnv::new(&[]);
    let list = List::read(&env, &["--names"]);
    let is_meant = |row: &csv::StringRecord| {
        list.cell(row, "targetKind") == "group" && list.cell(row, "targetId") != BOARD
    };
    let file = env.write(
        "list.csv",
        &list.edited(|row| {
            if is_meant(row) {
                vec![("targetId", BOARD.to_owned())]
            } else {
                Vec::new()
            }
        }),
    );
    let plan = document(&env.run(&["plan", "--csv", &file, "--json"]));
    let rows = plan["rows"].as_array().unwrap();
    let planned: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["configurationId"].as_str().unwrap())
        .collect();
    assert!(planned.contains(CORP), "{planned:?}");
    for row in rows {
        let after = row["after"].as_array().unwrap().iter();
        assert!(after.clone().any(|target| target["id"] == BOARD), "{row}");
    }
    // Whatever could not be planned is named: a second row with the same group, a policy set.
    let meant: BTreeSet<&str> = list
        .rows
        .iter()
        .filter(|row| is_meant(row))
        .map(|row| list.cell(row, "id"))
        .collect();
    let left = plan["skipped"].to_string();
    for id in meant {
        let row = list
            .rows
            .iter()
            .find(|row| list.cell(row, "id") == id)
            .unwrap();
        let name = list.cell(row, "name").trim_start_matches('\'');
        assert!(planned.contains(id) || left.contains(name), "{id} {name}");
    }
}

#[test]
fn a_row_is_removed_added_and_given_a_filter() {
    let env = TestEnv::new(&[]);
    let list = List::read(&env, &["--names"]);
    let is_corp = |row: &csv::StringRecord| {
        list.cell(row, "id") == CORP && list.cell(row, "targetId") == SALES
    };
    let plan = |edits: &[(&'static str, &str)]| {
        let text = list.edited(|row| {
            let edits = edits.iter().filter(|_| is_corp(row));
            edits
                .map(|(name, cell)| (*name, (*cell).to_owned()))
                .collect()
        });
        let file = env.write("list.csv", &text);
        env.run(&["plan", "--csv", &file, "--json"])
    };
    for (edits, change) in [
        (&[("targetKind", "remove")][..], "remove"),
        (
            &[("targetId", ""), ("targetName", "Engineering")],
            "Engineering",
        ),
        (&[("filterMode", "exclude")], "exclude"),
        (&[("assignmentId", ""), ("targetId", BOARD)], "add"),
    ] {
        let output = plan(edits);
        assert_eq!(code(&output), 0, "{}", out(&output));
        let made = document(&output);
        let rows = made["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{edits:?}: {made}");
        let message = rows[0]["change"].as_str().unwrap();
        assert!(message.contains(change), "{edits:?}: {message}");
    }
    // A name that was edited and an id that was not: nobody guesses.
    let output = plan(&[("targetName", "Engineering")]);
    assert_eq!(code(&output), 2);
    let hint = document(&output)["error"]["hint"].to_string();
    assert!(hint.contains("targetName"), "{hint}");
    let output = plan(&[("targetKind", "grup")]);
    assert_eq!(code(&output), 2);
}

#[test]
fn a_list_without_its_ids_is_named() {
    let env = TestEnv::new(&[]);
    let file = env.write("list.csv", "name,targetKind\nCorp ESP,group\n");
    let output = env.run(&["plan", "--csv", &file]);
    assert_eq!(code(&output), 2);
    assert!(
        err(&output).contains("the column `id` is missing"),
        "{}",
        err(&output)
    );
}
