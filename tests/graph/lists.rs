//! Lists of which a part is missing, cannot be understood, or comes by another way.

use std::collections::BTreeMap;

use enlist::demo::{Options, Service, start};
use enlist::domain::{ApiMode, Assignment, ConfigurationType, RequestError, Row, TargetKind};
use enlist::graph::{Client, Listed};
use serde_json::json;
use wiremock::matchers::{method, path, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::wire::{client, client_of, settings};
use super::{LIST, demo, list};

/// The assignments of each configuration, as JSON.
fn lists(rows: &[Row]) -> BTreeMap<String, Vec<String>> {
    let json = |row: &Assignment| row.raw.to_json();
    rows.iter()
        .map(|row| {
            let id = row.configuration.id.as_str().to_owned();
            (id, row.assignments.iter().map(json).collect())
        })
        .collect()
}

fn batches(service: &Service) -> Vec<usize> {
    let requests = service.control.requests().into_iter();
    requests
        .filter(|request| request.path.ends_with("$batch"))
        .map(|request| {
            let body: serde_json::Value = serde_json::from_str(&request.body.unwrap()).unwrap();
            body["requests"].as_array().unwrap().len()
        })
        .collect()
}

fn disturb(service: &Service, fault: &serde_json::Value) {
    service.control.add_fault_json(&fault.to_string()).unwrap();
}

/// A service that does not expand, as soon as it is asked to.
fn refuse_to_expand(service: &Service) {
    disturb(
        service,
        &json!({
            "pathContains": "$expand", "times": 99, "status": 400,
            "body": {"error": {"code": "BadRequest", "message": "Expand is not allowed."}},
        }),
    );
}

/// What the service has, read without any trouble.
async fn usual() -> BTreeMap<String, Vec<String>> {
    let (rows, outcome) = list(&client(&demo().await, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap().incomplete, None);
    lists(&rows)
}

#[tokio::test]
async fn what_is_not_understood_is_a_row_like_any_other() {
    let server = MockServer::start().await;
    let good = json!({"id": "r", "target": {"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}});
    let odd = json!([{"id": "b"}, null, "x", {"target": good["target"]}]);
    let page = json!({"value": [
        {"displayName": "nobody"}, null, null, "text",
        {"id": "a", "assignments": [odd[0], odd[1], good, odd[2], odd[3]]},
    ]});
    Mock::given(method("GET"))
        .and(path(LIST))
        .and(query_param_is_missing("$filter"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    let empty = ResponseTemplate::new(200).set_body_json(json!({"value": []}));
    Mock::given(method("GET"))
        .respond_with(empty)
        .mount(&server)
        .await;
    let (rows, outcome) = list(&client_of(&settings(&server.uri(), ApiMode::Beta), "t")).await;
    assert_eq!(outcome.unwrap().incomplete, None);
    let unreadable: Vec<Option<&str>> = rows
        .iter()
        .map(|row| row.configuration.unreadable.as_deref())
        .collect();
    assert_eq!(
        unreadable,
        [
            Some(r#"{"displayName":"nobody"}"#),
            Some("null"),
            Some("null"),
            Some("\"text\""),
            None
        ]
    );
    let kinds: Vec<TargetKind> = rows[4]
        .assignments
        .iter()
        .map(|row| row.target.kind())
        .collect();
    let odd = TargetKind::Unreadable;
    assert_eq!(kinds, [odd, odd, TargetKind::AllDevices, odd, odd]);
}

#[tokio::test]
async fn a_list_that_came_along_in_part_is_read_whole() {
    let usual = usual().await;
    for cut in [0, 1, 3] {
        let service = demo().await;
        disturb(
            &service,
            &json!({
                "pathContains": "$expand", "times": 99, "expanded": cut,
            }),
        );
        let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
        assert_eq!(outcome.unwrap().incomplete, None);
        assert_eq!(lists(&rows), usual, "{cut} at a time");
    }
}

#[tokio::test]
async fn a_list_that_is_none_is_read_by_itself() {
    let usual = usual().await;
    let corp = usual.keys().next().unwrap();
    for instead in [json!(null), json!({}), json!("all"), json!(7)] {
        let service = demo().await;
        let page = json!({"value": [{"id": corp, "assignments": instead}]});
        disturb(
            &service,
            &json!({
                "pathContains": "$expand", "times": 99, "body": page,
            }),
        );
        let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
        assert_eq!(outcome.unwrap().incomplete, None);
        assert_eq!(lists(&rows).get(corp), usual.get(corp), "{instead}");
    }
}

#[tokio::test]
async fn where_nothing_is_expanded_twenty_lists_are_read_in_one_request() {
    let usual = usual().await;
    let service = demo().await;
    refuse_to_expand(&service);
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap().incomplete, None);
    assert_eq!(lists(&rows), usual);
    // Two pages of the plain list, one of the notifications.
    assert_eq!(batches(&service), [20, 14, 4]);
    assert!(
        service
            .control
            .requests()
            .iter()
            .all(|request| !request.path.ends_with("/assignments"))
    );
}

#[tokio::test]
async fn a_list_within_a_batch_has_pages_of_its_own() {
    let usual = usual().await;
    let service = start(Options {
        page_size: 2,
        ..Options::default()
    })
    .await
    .unwrap();
    refuse_to_expand(&service);
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap().incomplete, None);
    assert_eq!(lists(&rows), usual);
    let followed = service.control.requests().into_iter();
    assert!(
        followed
            .filter(|one| one.path.contains("/assignments?"))
            .count()
            > 0
    );
}

#[tokio::test]
async fn what_is_put_off_within_a_batch_is_asked_for_again() {
    let usual = usual().await;
    let service = demo().await;
    refuse_to_expand(&service);
    for (status, times) in [(429, 3), (503, 1)] {
        disturb(
            &service,
            &json!({
                "pathContains": "/assignments", "times": times, "status": status,
                "headers": {"Retry-After": "0.01"},
            }),
        );
    }
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap().incomplete, None);
    assert_eq!(lists(&rows), usual);
    assert_eq!(
        batches(&service)[..2],
        [20, 4],
        "only what was put off is asked for again"
    );
}

#[tokio::test]
async fn a_service_without_batches_is_asked_one_by_one() {
    let usual = usual().await;
    for (status, body) in [
        (404, json!({"error": {"code": "x", "message": "no batch"}})),
        (405, json!({"error": {"code": "x", "message": "no batch"}})),
        (200, json!({"value": []})),
        (200, json!({"responses": []})),
    ] {
        let service = demo().await;
        refuse_to_expand(&service);
        disturb(
            &service,
            &json!({
                "pathContains": "$batch", "times": 99, "status": status, "body": body,
            }),
        );
        let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
        assert_eq!(outcome.unwrap().incomplete, None);
        assert_eq!(lists(&rows), usual, "{status} {body}");
    }
}

#[tokio::test]
async fn one_list_that_fails_takes_no_other_with_it() {
    let usual = usual().await;
    let corp = usual.keys().next().unwrap();
    for body in [
        json!({"error": {"code": "x", "message": "boom"}}),
        json!({"value": {}}),
    ] {
        let service = demo().await;
        refuse_to_expand(&service);
        let status = if body.get("error").is_some() {
            500
        } else {
            200
        };
        disturb(
            &service,
            &json!({
                "pathContains": format!("{corp}/assignments"), "times": 99, "status": status, "body": body,
            }),
        );
        let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
        let error = outcome.unwrap().incomplete.unwrap();
        let path = &error.facts().unwrap().path;
        assert!(path.contains(corp.as_str()), "{path}");
        let failed: Vec<&Row> = rows
            .iter()
            .filter(|row| row.assignments.iter().any(Assignment::is_unreadable))
            .collect();
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0].configuration.id.as_str(), corp);
        assert_eq!(failed[0].assignments[0].target.kind(), TargetKind::NotRead);
        assert_eq!(rows.len(), usual.len());
    }
}

async fn part(client: &Client) -> (Vec<Row>, Result<Listed, RequestError>) {
    let mut rows = Vec::new();
    let outcome = client
        .configurations_or_part(|page| rows.extend(page))
        .await;
    (rows, outcome)
}

#[tokio::test]
async fn a_page_that_fails_leaves_the_others_and_the_other_list() {
    let service = demo().await;
    let failing = json!({
        "pathContains": "$skiptoken", "times": 9, "status": 500,
        "body": {"error": {"code": "x", "message": "boom"}},
    });
    disturb(&service, &failing);
    let (rows, outcome) = part(&client(&service, ApiMode::Auto)).await;
    let error = outcome.unwrap().incomplete.unwrap();
    assert!(error.facts().unwrap().path.contains("$skiptoken"));
    let of = |kind: &ConfigurationType| {
        let kinds = rows.iter().filter(|row| row.configuration.kind == *kind);
        kinds.count()
    };
    assert_eq!((rows.len(), of(&ConfigurationType::Notification)), (24, 4));
    // Whoever needs the whole gets the error alone.
    let (_, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap_err().status(), Some(500));
}

#[tokio::test]
async fn an_order_with_one_that_cannot_be_read_is_no_order() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    let kind = ConfigurationType::Limit;
    assert!(client.priorities(&kind, None).await.is_ok());
    disturb(
        &service,
        &json!({
            "pathContains": "$filter", "body": {"value": [{"id": null, "priority": 1}]},
        }),
    );
    let error = client.priorities(&kind, None).await.unwrap_err();
    assert!(matches!(error, RequestError::Malformed { .. }), "{error:?}");
    assert!(client.priorities(&kind, None).await.is_ok());
}
