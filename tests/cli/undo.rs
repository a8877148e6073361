//! `enlist undo`.

use serde_json::json;

use crate::helpers::{CORP, ENGINEERING, SET};
use crate::support::output::{document, err, out};
use crate::support::service::Service;
use crate::support::test_env::TestEnv;

#[test]
fn undo_goes_back_once_and_not_over_the_work_of_others() {
    let env = TestEnv::new(&[]);
    let before = env.targets(CORP);
    let (_, done) = env.send(&SET);
    let change = done["changeId"].as_str().unwrap().to_owned();
    let (code, undone) = env.send(&["undo", &change[..12]]);
    assert_eq!(
        (code, &undone["verdict"]),
        (0, &json!("verified")),
        "{undone}"
    );
    assert_eq!(env.targets(CORP), before);
    // What it made is not there any more.
    let writes = env.writes();
    let (code, again) = env.send(&["undo", &change]);
    assert_eq!(
        (code, &again["verdict"]),
        (3, &json!("conflict")),
        "{again}"
    );
    let text = env.run(&["undo", &change, "--yes"]);
    assert_eq!(code, 3);
    assert!(out(&text).contains("before  now  yours"), "{}", out(&text));
    assert_eq!(env.writes(), writes);
    // Nothing is left to undo; the undo itself is taken back by its name, and then there is again.
    let (code, said) = env.send(&["undo", "last"]);
    assert_eq!((code, &said["error"]["code"]), (2, &json!("not-found")));
    let (code, redone) = env.send(&["undo", undone["changeId"].as_str().unwrap()]);
    assert_eq!(code, 0, "{redone}");
    assert_eq!(env.targets(CORP)[3], ENGINEERING);
    let (code, undone) = env.send(&["undo", "last"]);
    assert_eq!(code, 0, "{undone}");
    assert_eq!(env.targets(CORP), before);
    assert_eq!(env.send(&["undo", "nothing"]).0, 2);
}

#[test]
fn undo_alone_walks_back_change_by_change() {
    let env = TestEnv::new(&[]);
    let before = env.targets(CORP);
    let (_, first) = env.send(&SET);
    let second = env.send(&["remove", CORP, "Sales EMEA"]).1;
    for change in [&first, &second] {
        assert_eq!(change["verdict"], json!("verified"), "{change}");
    }
    let both = env.targets(CORP);
    // Without a name nobody says yes beforehand, and what it would be is shown.
    let writes = env.writes();
    let output = env.run(&["undo", "--yes"]);
    assert_eq!(crate::support::output::code(&output), 2);
    assert!(
        err(&output).contains("`enlist undo last --yes`"),
        "{}",
        err(&output)
    );
    let review = out(&env.run(&["undo", "--dry-run"]));
    assert!(review.contains("Sales EMEA"), "{review}");
    assert_eq!(env.writes(), writes);
    assert_eq!(env.send(&["undo", "last"]).0, 0);
    let journal = document(&env.run(&["journal", "--json"]));
    let entries = journal["entries"].as_array().unwrap();
    let reverses = &entries.last().unwrap()["reverses"];
    assert_eq!(reverses["kind"], json!("undo"));
    assert_eq!(reverses["changeId"], second["changeId"]);
    assert_eq!(entries[0]["reverses"], json!(null));
    assert_eq!(env.targets(CORP).len(), both.len() + 1);
    assert_eq!(env.send(&["undo", "last"]).0, 0);
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    assert_eq!(sorted(env.targets(CORP)), sorted(before));
    assert_eq!(env.send(&["undo", "last"]).0, 2);
}

#[test]
fn only_verified_changes_of_this_place_are_taken_back() {
    let env = TestEnv::new(&["--demo=live"]);
    let (_, done) = env.send(&[&SET[..], &["--via", "patch"]].concat());
    let (code, message) = env.send(&["undo", done["changeId"].as_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(
        message["error"]["message"]
            .as_str()
            .unwrap()
            .contains("no-route")
    );
    let elsewhere = TestEnv {
        service: Service::start(&[]),
        home: env.home,
    };
    let (code, message) = elsewhere.send(&["undo", done["changeId"].as_str().unwrap()]);
    assert_eq!((code, &message["error"]["code"]), (2, &json!("not-found")));
}
