//! Failures and what their messages tell the reader to do.

use serde_json::json;

use crate::helpers::{ENGINEERING, SALES, plan_for_corp, run};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn a_refused_filter_or_group_is_named() {
    const FILTER: &str = "e4631b55-3fde-45b4-a886-904732dce811";
    for (id, name) in [
        (FILTER, "Corp Windows devices"),
        (ENGINEERING, "Engineering"),
    ] {
        let env = TestEnv::new(&[]);
        let message = format!("Scope Tags validation failed : Filters {id} , Validated filters");
        env.service.fault(&json!({
            "method": "POST", "pathContains": "/assign", "times": 9, "status": 400,
            "body": {"error": {"code": "BadRequest", "message": message}},
        }));
        let args = [
            "set",
            "Corp ESP",
            SALES,
            "--target",
            "group",
            "--group",
            ENGINEERING,
            "--via",
            "assign",
        ];
        let (exit, ended) = env.send(&args);
        assert_eq!(
            (exit, ended["verdict"].as_str()),
            (1, Some("rejected")),
            "{ended}"
        );
        assert_eq!(ended["message"], message);
        let hint = ended["hint"].to_string();
        assert!(hint.contains(id) && hint.contains(name), "{hint}");
        let output = env.run(&[&args[..], &["--yes"]].concat());
        assert!(out(&output).contains(name), "{}", out(&output));
        // The same in a plan.
        let plan = plan_for_corp(&env);
        let output = env.run(&["apply", &plan, "--yes", "--via", "assign"]);
        assert!(out(&output).contains(name), "{}", out(&output));
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named_before_anything_is_asked() {
    let env = TestEnv::new(&[]);
    let (none, folder) = (env.path("none"), env.home.path().to_str().unwrap());
    let latin = env.path("latin");
    std::fs::write(&latin, b"# caf\xe9\n").unwrap();
    let wide = env.path("wide");
    std::fs::write(&wide, b"\xff\xfe#\0 \0").unwrap();
    let cases = [
        (none.as_str(), "no such file"),
        (folder, "this is a folder, not a file"),
        (&latin, "UTF-8"),
        (&wide, "UTF-16"),
    ];
    for (path, text) in cases {
        for args in [&["apply", path][..], &["diff", path], &["restore", path]] {
            let output = env.run(args);
            assert_eq!(code(&output), 2, "{args:?}: {}", err(&output));
            let first = err(&output).lines().next().unwrap().to_owned();
            assert!(
                first.contains(path) && first.contains(text),
                "{args:?}: {first}"
            );
        }
    }
    for (path, text) in &cases[..3] {
        let output = env.run(&["plan", "--csv", path]);
        assert_eq!(code(&output), 2);
        let first = err(&output);
        assert!(first.contains(path) && first.contains(text), "{first}");
    }
    for (path, text) in cases {
        let output = env.run(&["list", "--config", path]);
        assert_eq!(code(&output), 2);
        let first = err(&output);
        assert!(first.contains(path) && first.contains(text), "{first}");
    }
    assert!(env.service.requests("GET").is_empty());
}

#[test]
fn a_hint_names_nothing_that_cannot_work_here() {
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    let login = run(&["login", "--tenant", "contoso.com"], &[], "");
    assert_eq!(code(&login), 5);
    assert!(!err(&login).contains("enlist login"), "{}", err(&login));

    let az = ["list", "--method", "azure-cli", "--tenant", "contoso.com"];
    let output = run(&az, &[("PATH", folder)], "");
    assert_eq!(code(&output), 5, "{}", err(&output));
    assert!(!err(&output).contains("az login"), "{}", err(&output));
    assert!(err(&output).contains("not found"), "{}", err(&output));

    let none = [
        ("SSL_CERT_FILE", "/dev/null"),
        ("SSL_CERT_DIR", folder),
        ("ENLIST_ACCESS_TOKEN", "x"),
    ];
    let output = run(&["list", "--graph-url", "https://localhost:9"], &none, "");
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("--ca-bundle"), "{}", err(&output));
    assert!(err(&output).contains("ca-certificates"), "{}", err(&output));
}

#[test]
fn a_tenant_without_a_licence_is_told_from_a_wrong_one_by_nobody_and_both_are_named() {
    let env = TestEnv::new(&[]);
    env.service.fault(&json!({
        "method": "GET", "pathContains": "deviceEnrollmentConfigurations", "times": 99, "status": 400,
        "body": {"error": {"code": "BadRequest", "message": "Request not applicable to target tenant."}},
    }));
    let output = env.run(&["list", "--json"]);
    assert_eq!(code(&output), 1);
    let failed = document(&output)["error"].clone();
    assert!(
        failed["message"]
            .to_string()
            .contains("reading the enrollment configurations: GET /beta/"),
        "{failed}"
    );
    let hint = failed["hint"].to_string();
    assert!(
        hint.contains("license") && hint.contains("tenant"),
        "{hint}"
    );
}
