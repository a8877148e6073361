//! `enlist doctor --facts` on the real binary: what is asked, and that no value comes through.

#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use enlist::demo::{self, Fault, Options, Tenant};
use serde_json::{Value, json};
use support::pty::enlist;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const TOKEN: &str = "hush-hush-token";

async fn facts(graph_url: &str, token: &str, file: &Path) -> Output {
    let mut command = Command::new(enlist());
    command
        .args(["doctor", "--graph-url", graph_url, "--facts"])
        .arg(file)
        .env_clear()
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("XDG_STATE_HOME", "/nonexistent")
        .env("ENLIST_ACCESS_TOKEN", token)
        .stdin(Stdio::null());
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn read(file: &Path) -> (String, Value) {
    let text = std::fs::read_to_string(file).unwrap();
    let json = serde_json::from_str(&text).unwrap();
    (text, json)
}

fn answer<'a>(facts: &'a Value, request: &str) -> &'a Value {
    let mut all = facts["answers"].as_array().unwrap().iter();
    let found = all.find(|answer| answer["get"] == request);
    found.unwrap_or_else(|| panic!("{request} was not asked"))
}

/// Every text under a name that holds what only this tenant has.
fn values(of: &Value, name: &str, found: &mut BTreeSet<String>) {
    const TELLING: [&str; 13] = [
        "collectionId",
        "configurationManagerAgentCommandLineArgument",
        "customErrorMessage",
        "deviceAndAppManagementAssignmentFilterId",
        "description",
        "deviceId",
        "displayName",
        "entraObjectId",
        "groupId",
        "id",
        "memberOf",
        "name",
        "userPrincipalName",
    ];
    match of {
        Value::String(text) if TELLING.contains(&name) => {
            // Parts of an id tell as much as the whole.
            found.extend(
                text.split('_')
                    .filter(|part| part.len() > 7)
                    .map(str::to_owned),
            );
        }
        Value::Array(items) => items.iter().for_each(|item| values(item, name, found)),
        Value::Object(members) => {
            for (name, value) in members {
                values(value, name, found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn facts_are_read_only_and_hold_nothing_of_the_tenant() {
    let service = demo::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    let output = facts(&service.base_url, &service.token, &file).await;
    assert!(output.status.success(), "{output:?}");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let methods: BTreeSet<String> = service
        .control
        .requests()
        .into_iter()
        .map(|request| request.method)
        .collect();
    assert_eq!(methods, BTreeSet::from(["GET".to_owned()]));

    let (text, facts) = read(&file);
    let tenant: Value = serde_json::from_str(Tenant::default().as_json()).unwrap();
    let mut secrets = BTreeSet::from([service.token.clone(), service.base_url.clone()]);
    values(&tenant, "", &mut secrets);
    // The ends of ids are the same everywhere, and so are these two.
    let is_common = |value: &String| {
        value.ends_with("Configuration")
            || value.ends_with("Restriction")
            || value.ends_with("Restrictions")
            || value.ends_with("WindowsHelloForBusiness")
            || ["DefaultLimit", "WindowsRestore", "Contractors"].contains(&value.as_str())
    };
    secrets.retain(|value| !is_common(value));
    assert!(secrets.len() > 150, "{}", secrets.len());
    for value in secrets {
        assert!(!text.contains(&value), "{value}");
    }

    let list = "/beta/deviceManagement/deviceEnrollmentConfigurations";
    let shape = &answer(&facts, list)["shape"]["objects"]["(no @odata.type)"]["value"]["items"];
    let limit = &shape["objects"]["microsoft.graph.deviceEnrollmentLimitConfiguration"];
    assert_eq!(limit["id"], "id guid_DefaultLimit | id guid_Limit");
    let rows = &answer(
        &facts,
        "/v1.0/deviceManagement/deviceEnrollmentConfigurations",
    )["shape"];
    let unnamed = &rows["objects"]["(no @odata.type)"]["value"]["items"]["objects"];
    assert_eq!(unnamed["(no @odata.type)"]["id"], "id guid_WindowsRestore");
    let assignments = &answer(&facts, &format!("{list}/{{id}}/assignments"))["shape"];
    let row = &assignments["objects"]["(no @odata.type)"]["value"]["items"]["objects"];
    let id = row["(no @odata.type)"]["id"].as_str().unwrap();
    assert!(id.contains("configuration_group_configuration"), "{id}");
    for (request, found) in [
        ("$top=1", "carried out"),
        ("$skip=1&$top=1", "carried out"),
        ("$select=id", "carried out"),
        ("$orderby=priority desc", "carried out"),
        (
            "$filter=deviceEnrollmentConfigurationType eq 'limit'",
            "carried out",
        ),
    ] {
        assert_eq!(
            answer(&facts, &format!("{list}?{request}"))["found"],
            found,
            "{request}"
        );
    }
    let function = "/beta/users/{user}/getEffectiveDeviceEnrollmentConfigurations";
    let effective = answer(&facts, function);
    assert_eq!(effective["found"], "at most one of a type and platform");
    assert!(effective["shape"]["objects"].is_object());
}

#[tokio::test]
async fn an_option_that_is_passed_over_is_told_from_one_that_is_carried_out() {
    let server = MockServer::start().await;
    let rows = json!({"value": [
        {"id": "a_Limit", "priority": 1, "deviceEnrollmentConfigurationType": "limit"},
        {"id": "b_Limit", "priority": 2, "deviceEnrollmentConfigurationType": "other"},
    ]});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(rows))
        .mount(&server)
        .await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    facts(&server.uri(), TOKEN, &file).await;
    let (_, facts) = read(&file);
    let list = "/beta/deviceManagement/deviceEnrollmentConfigurations";
    for options in [
        "$top=1",
        "$skip=1&$top=1",
        "$select=id",
        "$orderby=priority desc",
        "$count=true",
        "$search=\"displayName:enlist\"",
        "$filter=deviceEnrollmentConfigurationType eq 'limit'",
        "$filter=priority eq 0",
        "$filter=displayName eq 'enlist asks for no such name'",
    ] {
        let found = &answer(&facts, &format!("{list}?{options}"))["found"];
        assert_eq!(found, "not carried out", "{options}");
    }
}

/// Answers whatever is asked with the secret wherever there is room for it.
fn hostile(request: &Request) -> ResponseTemplate {
    const SECRET: &str = "Hunter2";
    let row = json!({
        "@odata.type": format!("#microsoft.graph.{SECRET}"),
        "id": format!("{SECRET}_{SECRET}"),
        "displayName": SECRET,
        "priority": 471_147,
        "userPrincipalName": SECRET,
        "description": "\u{1b}[31mHunter2\u{202e}",
        SECRET: {"id": SECRET},
        format!("extension_{SECRET}"): [SECRET],
        "assignments": [{"id": SECRET, "target": {"@odata.type": SECRET, "groupId": SECRET}}],
        "assignments@odata.nextLink": format!("https://{SECRET}.example"),
        "verifiedDomains": [{"name": SECRET, "isDefault": true}],
    });
    let path = request.url.as_str();
    if path.contains("filter") || path.contains("search") || path.contains("isof") {
        let error = json!({"error": {"code": SECRET, "message": SECRET, SECRET: SECRET}});
        return ResponseTemplate::new(400).set_body_json(error);
    }
    if path.contains("orderby") {
        return ResponseTemplate::new(200).set_body_string(SECRET);
    }
    if path.contains("verifiedDomains") {
        // The check before the questions wants a tenant.
        return ResponseTemplate::new(200).set_body_json(json!({"value": [row]}));
    }
    let mut body = row.clone();
    body["value"] = json!([row, SECRET, [SECRET], null]);
    body["@odata.nextLink"] = json!(format!(
        "https://{SECRET}.example/{SECRET}?$skiptoken={SECRET}&{SECRET}={SECRET}"
    ));
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn nothing_of_a_hostile_answer_comes_through() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(hostile)
        .mount(&server)
        .await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    facts(&server.uri(), TOKEN, &file).await;
    let (text, facts) = read(&file);
    let shown = text.to_lowercase();
    for value in [
        "hunter",
        "471147",
        "31m",
        "\u{202e}",
        "\u{1b}",
        TOKEN,
        &server.uri(),
    ] {
        assert!(!shown.contains(value), "{value}: {text}");
    }
    let list = "/beta/deviceManagement/deviceEnrollmentConfigurations";
    assert_eq!(answer(&facts, list)["next"]["host"], "another");
    let asked = server.received_requests().await.unwrap();
    assert!(asked.iter().all(|request| request.method.as_str() == "GET"));
    let refused = answer(&facts, &format!("{list}?$filter=priority eq 0"));
    assert_eq!(
        (&refused["status"], &refused["code"]),
        (&json!(400), &json!("(another code)"))
    );
}

#[tokio::test]
async fn a_file_that_is_there_is_kept_and_nothing_is_asked() {
    let service = demo::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    std::fs::write(&file, "mine").unwrap();
    let dangling = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("nowhere"), &dangling).unwrap();
    for path in [&file, &dangling, Path::new("-")] {
        let output = facts(&service.base_url, &service.token, path).await;
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert!(service.control.requests().is_empty());
}

#[tokio::test]
async fn without_an_answer_there_is_no_file() {
    let service = demo::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    let output = facts(&service.base_url, "wrong", &file).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!file.exists());
    let output = facts(
        &service.base_url,
        &service.token,
        &folder.path().join("no/file"),
    )
    .await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    // What a right is missing for is a fact like any other.
    service.control.add_fault(Fault {
        path_contains: Some("/deviceManagement/".to_owned()),
        times: u32::MAX,
        status: Some(403),
        body: Some(r#"{"error":{"code":"Forbidden","message":"no"}}"#.to_owned()),
        ..Fault::default()
    });
    let output = facts(&service.base_url, &service.token, &file).await;
    assert!(output.status.success(), "{output:?}");
    let (_, facts) = read(&file);
    let refused = answer(
        &facts,
        "/beta/deviceManagement/deviceEnrollmentConfigurations",
    );
    assert_eq!(
        (&refused["status"], &refused["code"]),
        (&json!(403), &json!("Forbidden"))
    );
}
