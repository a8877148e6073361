//! `enlist undo`.

use serde_json::json;

use crate::helpers::{CORP, ENGINEERING, SET};
use crate::support::output::out;
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
    assert!(out(&text).contains("seen  theirs  yours"), "{}", out(&text));
    assert_eq!(env.writes(), writes);
    // The last change is the one that took the first one back.
    let (code, redone) = env.send(&["undo", "last"]);
    assert_eq!(code, 0, "{redone}");
    assert_eq!(env.targets(CORP)[3], ENGINEERING);
    assert_eq!(env.send(&["undo", "nothing"]).0, 2);
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
