//! Tokens and sign-in: what is asked, what is named.

use crate::helpers::run;
use crate::support::output::{document, err, out};

#[test]
fn without_a_token_it_says_what_to_do() {
    let output = run(&["list"], &[], "");
    assert_eq!(output.status.code(), Some(5));
    assert!(
        err(&output).contains("ENLIST_ACCESS_TOKEN"),
        "{}",
        err(&output)
    );
    let output = run(&["list", "--json"], &[], "");
    assert_eq!(output.status.code(), Some(5));
    assert_eq!(document(&output)["error"]["code"], "no-token");
}

#[test]
fn a_token_is_read_from_the_environment_or_from_standard_input_and_never_shown() {
    let token = "eyJ0-secret-token";
    // Nobody listens there: what matters is how far it gets, and what it says.
    let nowhere = ["list", "--json", "--graph-url", "http://127.0.0.1:9"];
    let by_environment = run(&nowhere, &[("ENLIST_ACCESS_TOKEN", token)], "");
    let by_input = run(&[&nowhere[..], &["--token-stdin"]].concat(), &[], token);
    for output in [by_environment, by_input] {
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(document(&output)["error"]["code"], "not-sent");
        assert!(!out(&output).contains(token) && !err(&output).contains(token));
    }
}

#[test]
fn without_somebody_to_ask_the_sign_in_is_named() {
    for args in [&["list"][..], &["login"], &["show", "x"]] {
        let output = run(args, &[], "");
        assert_eq!(output.status.code(), Some(5), "{args:?}");
        let message = err(&output);
        assert!(message.contains("ENLIST_ACCESS_TOKEN"), "{message}");
        assert!(
            args[0] != "login" || !message.contains("enlist login"),
            "{message}"
        );
    }
    let output = run(&["login", "--method", "managed-identity"], &[], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("needs no sign-in"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_token_for_elsewhere_is_noticed_before_anything_is_sent() {
    // {"aud":"https://graph.microsoft.us","tid":"…"} in the middle, nothing real around it.
    let token = "e30.eyJhdWQiOiJodHRwczovL2dyYXBoLm1pY3Jvc29mdC51cyJ9.x";
    let output = run(&["list"], &[("ENLIST_ACCESS_TOKEN", token)], "");
    assert_eq!(output.status.code(), Some(5));
    assert!(err(&output).contains("US Gov"), "{}", err(&output));
    assert!(!err(&output).contains(token));
}
