//! `enlist priority`.

use serde_json::{Value, json};

use crate::support::output::{document, out};
use crate::support::test_env::TestEnv;

#[test]
fn a_priority_is_moved_and_taken_back() {
    let env = TestEnv::new(&[]);
    let order = || {
        let listed = document(&env.run(&["list", "--json"]));
        let all = listed["configurations"].as_array().unwrap().clone();
        let esps = all.iter().filter(|one| one["type"] == all[0]["type"]);
        esps.map(|one| one["name"].clone()).collect::<Vec<_>>()
    };
    let before = order();
    let (code, done) = env.send(&["priority", "Kiosk ESP", "4"]);
    assert_eq!((code, &done["via"]), (0, &json!("setPriority")), "{done}");
    assert_eq!(order()[3], "Kiosk ESP");
    // A priority is no list of targets: the place and the order around it are told.
    let id = |value: &Value, at: usize| value[at].as_str().unwrap().to_owned();
    let told = |document: &Value| {
        assert_eq!(document["priorityBefore"], 2, "{document}");
        assert_eq!(document["priorityAfter"], 4, "{document}");
        let kiosk = id(&document["orderBefore"], 1);
        assert_eq!(id(&document["orderAfter"], 3), kiosk, "{document}");
        assert_eq!(id(&document["orderObserved"], 3), kiosk, "{document}");
    };
    told(&done);
    told(&env.journal()[1]);
    let (code, done) = env.send(&["undo", "last"]);
    assert_eq!(code, 0, "{done}");
    assert_eq!(order(), before);
}

#[test]
fn a_priority_that_others_moved_shows_three_sides_by_name() {
    let env = TestEnv::new(&[]);
    let (_, done) = env.send(&["priority", "Kiosk ESP", "4"]);
    let change = done["changeId"].as_str().unwrap().to_owned();
    assert_eq!(env.send(&["priority", "Kiosk ESP", "1"]).0, 0);
    let writes = env.writes();
    let (exit, message) = env.send(&["undo", &change]);
    assert_eq!(
        (exit, &message["verdict"]),
        (3, &json!("conflict")),
        "{message}"
    );
    assert_eq!(
        message["orderObserved"][0], message["orderBefore"][3],
        "{message}"
    );
    let hint = message["hint"].as_str().unwrap();
    assert!(hint.contains("make a new change"), "{message}");
    let text = env.run(&["undo", &change, "--yes"]);
    let message = out(&text);
    assert!(message.contains("before  now  yours"), "{message}");
    assert!(
        message.contains("4       1    2      Kiosk ESP"),
        "{message}"
    );
    assert_eq!(env.writes(), writes);
}
