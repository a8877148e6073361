//! `enlist` without a verb.

use crate::helpers::run;
use crate::support::output::err;

#[test]
fn the_screen_is_not_opened_into_a_pipe() {
    let output = run(&["--demo"], &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("needs a terminal"),
        "{}",
        err(&output)
    );
    assert!(output.stdout.is_empty());
}
