//! What other tests rely on in the embedded tenant.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::Tenant;
use super::{CORP, DELETED, KIOSK};

fn embedded() -> Value {
    serde_json::from_str(Tenant::default().as_json()).unwrap()
}

fn entries<'a>(of: &'a Value, name: &str) -> &'a Vec<Value> {
    of[name].as_array().unwrap()
}

#[test]
fn it_is_big_enough() {
    let tenant = embedded();
    assert_eq!(entries(&tenant, "configurations").len(), 38);
    assert_eq!(entries(&tenant, "groups").len(), 40);
    let kinds: HashSet<&str> = entries(&tenant, "configurations")
        .iter()
        .map(|entry| entry["@odata.type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.len(), 9, "the eight known types and one to come");
}

#[test]
fn names_are_as_hostile_as_they_get() {
    let tenant = embedded();
    let names: Vec<&str> = entries(&tenant, "groups")
        .iter()
        .map(|group| group["displayName"].as_str().unwrap())
        .collect();
    for part in [
        "営業部",
        "서울",
        "上海",
        "🚀",
        "👩\u{200d}💻",
        "مبيعات",
        "צוות",
        "\u{1b}[31m",
        "\u{202e}",
        "\n",
        "\t",
        "=HYPERLINK(",
    ] {
        assert!(names.iter().any(|name| name.contains(part)), "{part:?}");
    }
    assert!(names.iter().any(|name| name.chars().count() > 200));
    assert_eq!(
        names.iter().filter(|name| **name == "Contractors").count(),
        2
    );
    // The file must be safe to show in an editor.
    let text = Tenant::default();
    assert!(!text.as_json().contains(['\u{1b}', '\u{202e}', '\u{200b}']));
}

#[test]
fn ids_are_unique_and_contain_their_configuration() {
    let tenant = embedded();
    let mut seen = HashSet::new();
    for configuration in entries(&tenant, "configurations") {
        let id = configuration["id"].as_str().unwrap();
        assert!(seen.insert(id.to_owned()), "{id}");
        let guid = id.split('_').next().unwrap();
        let is_default = configuration["priority"] == 0;
        let mut rows = HashSet::new();
        for row in entries(configuration, "assignments") {
            let row = row["id"].as_str().unwrap();
            assert!(rows.insert(row), "{row}");
            assert_eq!(is_default, row == id, "{row}");
            assert!(row.starts_with(guid), "{row}");
            assert!(is_default || row.ends_with(guid), "{row}");
        }
    }
}

#[test]
fn every_group_is_there_but_one() {
    let tenant = embedded();
    let groups: HashSet<&str> = entries(&tenant, "groups")
        .iter()
        .map(|group| group["id"].as_str().unwrap())
        .collect();
    let mut missing = Vec::new();
    let mut kinds = HashMap::<&str, usize>::new();
    for row in entries(&tenant, "configurations")
        .iter()
        .flat_map(|configuration| entries(configuration, "assignments"))
    {
        let target = &row["target"];
        *kinds
            .entry(target["@odata.type"].as_str().unwrap())
            .or_default() += 1;
        for name in ["groupId", "entraObjectId"] {
            let id = target[name].as_str();
            missing.extend(id.filter(|id| !groups.contains(id)));
        }
    }
    assert_eq!(missing, [DELETED]);
    assert_eq!(kinds.len(), 7, "{kinds:?}");
}

#[test]
fn the_named_ones_are_what_they_are_called() {
    let tenant = embedded();
    let by_id = |id: &str| {
        let mut all = entries(&tenant, "configurations").iter();
        all.find(|entry| entry["id"] == id).unwrap()
    };
    assert_eq!(by_id(CORP)["displayName"], "Corp ESP");
    assert_eq!(by_id(KIOSK)["displayName"], "Kiosk ESP");
    let mut rows = entries(&tenant, "configurations")
        .iter()
        .flat_map(|configuration| entries(configuration, "assignments"));
    let set = rows.find(|row| row["source"] == "policySets").unwrap();
    assert_eq!(set["sourceId"].as_str().unwrap().len(), 36);
}
