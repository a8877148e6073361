//! `enlist add` and `enlist remove`.

use serde_json::json;

use crate::helpers::HEADSETS;
use crate::support::test_env::TestEnv;

#[test]
fn a_target_is_added_and_removed_and_the_list_is_emptied_on_demand_only() {
    let env = TestEnv::new(&[]);
    let before = env.targets(HEADSETS);
    let (code, done) = env.send(&["add", "Headsets", "--target", "group", "--group", "Board"]);
    assert_eq!((code, &done["via"]), (0, &json!("assign")), "{done}");
    assert_eq!(env.targets(HEADSETS).len(), 2);
    let (code, done) = env.send(&["remove", "Headsets", "Board"]);
    assert_eq!(code, 0, "{done}");
    assert_eq!(env.targets(HEADSETS), before);

    let writes = env.writes();
    let last = ["remove", "Headsets", before[0].as_str()];
    let (code, message) = env.send(&last);
    assert_eq!(code, 2);
    assert!(
        message["error"]["hint"]
            .as_str()
            .unwrap()
            .contains("--allow-empty")
    );
    assert_eq!(env.writes(), writes);
    let (code, done) = env.send(&[&last[..], &["--allow-empty"]].concat());
    assert_eq!((code, &done["observed"]), (0, &json!([])), "{done}");
}
