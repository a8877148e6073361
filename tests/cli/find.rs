//! `enlist find`.

use serde_json::json;

use crate::helpers::{FILTER, SALES, demo};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn find_says_how_an_id_is_used() {
    let uses = |typed: &str| {
        let output = demo(&["find", typed, "--json"]);
        assert_eq!(code(&output), 0, "{typed}: {}", err(&output));
        let document = document(&output);
        let uses = document["uses"].as_array().unwrap().iter();
        let message = uses.map(|one| {
            let name = one["configuration"]["name"].as_str().unwrap();
            format!("{} {name}", one["use"].as_str().unwrap())
        });
        (document["object"].clone(), message.collect::<Vec<_>>())
    };
    let sales = ["included Corp ESP", "included Block personal Windows"];
    // By id, by name in any case, and by the beginning of an id that is assigned.
    for typed in [SALES, &SALES.to_uppercase(), "Sales EMEA", "8a119b9e"] {
        let (object, found) = uses(typed);
        assert_eq!(
            object,
            json!({"kind": "group", "id": SALES, "name": "Sales EMEA"})
        );
        assert_eq!(found, sales, "{typed}");
    }
    assert_eq!(uses("Interns 2026").1, ["excluded Windows 11 only"]);
    assert!(
        uses("Shop floor Munich")
            .1
            .contains(&"scope-tag Kiosk ESP".to_owned())
    );
    for typed in [FILTER, "Corp Windows devices"] {
        let (object, found) = uses(typed);
        assert_eq!(object["kind"], "filter");
        assert_eq!(object["name"], "Corp Windows devices");
        assert_eq!(
            found,
            [
                "filter-include Corp ESP",
                "filter-exclude Block personal Windows"
            ]
        );
    }
    assert_eq!(uses("SMS00001").1, ["collection Co-management pilot"]);
    let ring = "273F360A-63D5-45B5-9E6A-21488E2841CF";
    assert_eq!(uses(ring).1, ["named Retail ESP 日本"]);
    // The id by which the portal writes "All users".
    let everybody = uses("acacacac-9df4-4c7d-9d50-4ef0226f57a9");
    assert_eq!(everybody, uses("all-users"));
    assert!(everybody.1.contains(&"included Block old iOS".to_owned()));
    // An app that an ESP waits for stands in a property of its own.
    let app = "A0EE5DE0-72A4-4872-B72E-4047865B02CA";
    let output = demo(&["find", app, "--json"]);
    let held = document(&output)["properties"].clone();
    assert_eq!(held.as_array().map(Vec::len), Some(1), "{held}");
    assert_eq!(held[0]["property"], "selectedMobileAppIds");
    assert!(out(&demo(&["find", app])).contains("selectedMobileAppIds"));
    assert!(uses("Nobody yet").1.is_empty());
    assert!(uses("11111111-1111-4111-8111-111111111111").1.is_empty());
}

#[test]
fn find_prints_a_table_and_names_candidates() {
    let message = out(&demo(&["find", "Sales EMEA"]));
    assert!(message.starts_with(&format!("group · Sales EMEA · {SALES}\nUse ")));
    assert!(
        message.ends_with("used 2 times in 2 configurations\n"),
        "{message}"
    );
    let listed = document(&demo(&["list", "--json"]));
    let count = listed["configurations"].as_array().unwrap().len();
    let searched = format!("of the {count} configurations that you can see uses this");
    let message = out(&demo(&["find", "Nobody yet"]));
    assert!(message.contains(&searched), "{message}");
    // An id that no group ever had is not called deleted.
    let message = out(&demo(&["find", "11111111-1111-4111-8111-111111111111"]));
    assert!(
        message.contains(&searched) && !message.contains("deleted"),
        "{message}"
    );
    let output = demo(&["find", "Contractors"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("03c472ca") && err(&output).contains("77dde229"));
    let output = demo(&["find", "nope"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("filter"), "{}", err(&output));
}

#[test]
fn find_says_what_it_could_not_search() {
    let env = TestEnv::new(&[]);
    let list = "EnrollmentNotificationsConfiguration";
    env.service
        .fault(&json!({"pathContains": list, "status": 400, "times": 9}));
    let output = env.run(&["find", "Nobody yet"]);
    let message = out(&output);
    assert!(
        message.contains("configurations that could be read uses this"),
        "{message}"
    );
    assert!(message.contains("not complete"), "{message}");
    assert!(err(&output).contains(list), "{}", err(&output));
}
