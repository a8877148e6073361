//! `enlist show`.

use crate::helpers::{CORP, demo};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn show_names_groups_and_filters() {
    let output = demo(&["show", "Corp ESP"]);
    assert_eq!(code(&output), 0);
    let message = out(&output);
    assert!(message.contains("Enrollment Status Page"), "{message}");
    let sales = message.lines().find(|line| line.contains("Sales EMEA"));
    assert!(sales.unwrap().contains("include Corp Windows devices"));
    // Names are not unique, and candidates are listed with their ids.
    let output = demo(&["show", "All users and all devices"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("_DefaultLimit"), "{}", err(&output));
    assert_eq!(code(&demo(&["show", "nowhere"])), 2);
}

#[test]
fn show_has_the_settings_of_the_configuration() {
    let page = out(&demo(&["show", "Two devices for staff"]));
    let settings = page.split_once("\nSettings\n").unwrap().1;
    assert!(settings.contains("Devices per user  2"), "{page}");
    let shown = document(&demo(&["show", "Two devices for staff", "--json"]));
    assert_eq!(shown["properties"]["limit"], 2);
    assert_eq!(shown["properties"]["displayName"], "Two devices for staff");
    assert_eq!(shown["properties"].get("assignments"), None);
}

#[test]
fn show_gives_one_configuration_with_names() {
    let env = TestEnv::new(&[]);
    let shown = document(&env.run(&["show", "Corp ESP", "--json"]));
    assert_eq!(shown["configuration"]["id"], CORP);
    assert_eq!(shown["assignments"][0]["target"]["name"], "Sales EMEA");
    let listed = document(&env.run(&["list", "--json", "--names"]));
    assert_eq!(
        listed["configurations"][0]["assignments"],
        shown["assignments"]
    );
    let text = out(&env.run(&["show", &CORP[..6]]));
    let sales = text.lines().find(|line| line.contains("Sales EMEA"));
    assert!(
        sales.unwrap().contains("include Corp Windows devices"),
        "{text}"
    );
}
