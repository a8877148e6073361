//! Managed identity and `az`. Both look at the environment of the process, so that some of these
//! tests run this very program again with another one.

use std::process::Command;

use enlist::auth::{AuthError, ManagedIdentity, Method, Need, Tokens};

use super::*;

fn on_a_machine(base_url: &str, identity: Option<ManagedIdentity>) -> Tokens {
    let mut options = options(Method::ManagedIdentity, base_url);
    options.tenant = None;
    options.client = None;
    options.identity = identity;
    Tokens::new(options).unwrap()
}

#[tokio::test]
async fn a_machine_has_an_identity() {
    let service = service().await;
    let tokens = on_a_machine(&service.base_url, None);
    reads(&graph(&service, &tokens)).await.unwrap();
    let asked = token_requests(&service).pop().unwrap();
    assert!(
        asked.path.starts_with("/metadata/identity/oauth2/token?"),
        "{}",
        asked.path
    );
    assert!(
        asked
            .path
            .contains("resource=https%3A%2F%2Fgraph.microsoft.com"),
        "{}",
        asked.path
    );

    let user = ManagedIdentity::Client("demo-identity".to_owned());
    assert!(
        token(&on_a_machine(&service.base_url, Some(user)))
            .await
            .is_ok()
    );
    let unknown = ManagedIdentity::Object("nobody".to_owned());
    let error = token(&on_a_machine(&service.base_url, Some(unknown)))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "Identity not found");
    assert_eq!(number(&error), None);
}

#[tokio::test]
async fn an_identity_outlasts_the_end_of_its_token() {
    let service = service().await;
    let object = ManagedIdentity::Object("demo-identity".to_owned());
    let tokens = on_a_machine(&service.base_url, Some(object));
    let client = graph(&service, &tokens);
    reads(&client).await.unwrap();
    let asked = token_requests(&service).pop().unwrap();
    assert!(
        asked.path.contains("object_id=demo-identity"),
        "{}",
        asked.path
    );
    service.control.revoke_tokens();
    dropped(&service, 1);
    reads(&client).await.unwrap();
    assert_eq!(token_requests(&service).len(), 3);
}

#[tokio::test]
async fn a_machine_outside_azure_is_told_so() {
    let error = token(&on_a_machine(NOWHERE, None)).await.unwrap_err();
    assert!(
        matches!(error, AuthError::NoIdentityService(_)),
        "{error:?}"
    );
    assert!(error.to_string().contains("works only in Azure"), "{error}");
    assert!(!error.hint().contains("PROXY"), "{}", error.hint());
    assert!(error.is_network());
}

#[tokio::test]
async fn an_identity_service_that_is_not_well_is_asked_again() {
    let service = service().await;
    unwell(&service, 2);
    assert!(token(&on_a_machine(&service.base_url, None)).await.is_ok());
    dropped(&service, 3);
    let error = token(&on_a_machine(&service.base_url, None))
        .await
        .unwrap_err();
    let AuthError::NoIdentityService(cause) = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(**cause, AuthError::Network(_)), "{error:?}");
}

/// Prints what becomes of a token, in an environment that the parent made.
#[tokio::test]
#[ignore = "the tests below run it"]
#[expect(clippy::print_stdout, reason = "the parent reads it")]
async fn child() {
    let get = |name: &str| std::env::var(name).unwrap();
    let mut options = options(get("TEST_METHOD").parse().unwrap(), &get("TEST_AUTHORITY"));
    options.tenant = std::env::var("TEST_TENANT").ok();
    options.client = None;
    let tokens = Tokens::new(options).unwrap();
    if std::env::var_os("TEST_ENDS").is_some() {
        // A service refuses the first one in the middle of the work.
        let first = tokens.token(&Need::default()).await.unwrap();
        assert!(tokens.invalidate(&first));
    }
    match token(&tokens).await {
        Ok(token) => println!("token <{token}>"),
        Err(error) => println!("error <{error}> hint <{}>", error.hint()),
    }
}

async fn run(method: Method, base_url: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", "machine::child", "--nocapture"])
        .env("TEST_METHOD", method.name())
        .env("TEST_AUTHORITY", base_url)
        .envs(environment.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    String::from_utf8(output.await.unwrap().stdout).unwrap()
}

#[tokio::test]
async fn app_service_gives_a_token_for_its_header() {
    let service = service().await;
    let endpoint = format!("{}/msi/token", service.base_url);
    let ask = |header: String| {
        let environment = [
            ("IDENTITY_ENDPOINT", endpoint.clone()),
            ("IDENTITY_HEADER", header),
        ];
        let base_url = service.base_url.clone();
        async move {
            let environment = environment
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            run(Method::ManagedIdentity, &base_url, &environment).await
        }
    };
    let out = ask(service.control.authority().identity_header).await;
    assert!(out.contains("token <ey"), "{out}");
    let out = ask("wrong".to_owned()).await;
    assert!(
        out.contains("error <The identity header is missing or wrong>"),
        "{out}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn az_is_asked_for_the_token_of_whoever_is_signed_in() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let az = folder.path().join("az");
    let script = |text: &str| {
        std::fs::write(&az, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let environment = [("PATH", path.as_str()), ("TEST_TENANT", TENANT)];
    let ask = || run(Method::AzureCli, NOWHERE, &environment);

    script(
        r#"case "$*" in *"--scope https://graph.microsoft.com/.default --tenant f6fadfa7-"*)
           echo '{"accessToken":"from-az","expires_on":4102444800,"tokenType":"Bearer"}';; esac"#,
    );
    assert!(ask().await.contains("token <from-az>"));
    script(
        r#"echo x >> "${0}.calls"; n=$(wc -l < "${0}.calls" | tr -d ' ')
           echo "{\"accessToken\":\"az-$n\",\"expires_on\":4102444800,\"tokenType\":\"Bearer\"}""#,
    );
    let ended = [environment[0], environment[1], ("TEST_ENDS", "1")];
    let out = run(Method::AzureCli, NOWHERE, &ended).await;
    assert!(out.contains("token <az-2>"), "{out}");
    script("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1");
    let out = ask().await;
    assert!(
        out.contains("error <Please run 'az login' to setup account.> hint <sign in with"),
        "{out}"
    );
    script("echo 'something else'");
    assert!(
        ask()
            .await
            .contains("error <az did not return a valid token>")
    );
    std::fs::remove_file(&az).unwrap();
    assert!(ask().await.contains("az was not found"));
}
