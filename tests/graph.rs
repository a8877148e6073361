//! The client on the wire: against the embedded service, and against answers that no service should
//! give.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

#[path = "graph/effective.rs"]
mod effective;
#[path = "graph/limits.rs"]
mod limits;
#[path = "graph/lists.rs"]
mod lists;
#[path = "graph/names.rs"]
mod names;
mod support;

use enlist::demo::{self, Behaviour, Options};
use enlist::domain::{
    ApiMode, ApiVersion, ConfigurationId, ConfigurationType, Name, ObjectId, RequestError, Row,
    Tenant,
};
use enlist::graph::{Client, Listed};
use serde_json::json;
use support::wire::{client, client_of, settings};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const CORP_ESP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const INTERNS: &str = "adff32f5-35dd-4954-a7f8-022a4eedef2a";
const DELETED: &str = "7c77833f-338f-4aab-b1c8-046a3c6dd345";
const LIST: &str = "/beta/deviceManagement/deviceEnrollmentConfigurations";

async fn demo() -> demo::Service {
    demo::start(Options::default()).await.unwrap()
}

async fn list(client: &Client) -> (Vec<Row>, Result<Listed, RequestError>) {
    let mut rows = Vec::new();
    let outcome = client.configurations(|page| rows.extend(page)).await;
    (rows, outcome)
}

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

fn kind(error: &RequestError) -> &'static str {
    match error {
        RequestError::NotSent { .. } => "not sent",
        RequestError::Lost { .. } => "lost",
        RequestError::Service(_) => "service",
        RequestError::Malformed { .. } => "malformed",
    }
}

#[tokio::test]
async fn every_configuration_of_every_page_and_type_is_read_once() {
    let service = demo().await;
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    let listed = outcome.unwrap();
    assert_eq!(
        (listed.version, listed.incomplete),
        (ApiVersion::Beta, None)
    );
    assert_eq!(rows.len(), 38);
    let is = |wanted: &ConfigurationType| {
        rows.iter()
            .filter(|row| row.configuration.kind == *wanted)
            .count()
    };
    assert_eq!(is(&ConfigurationType::Esp), 7);
    assert_eq!(is(&ConfigurationType::Notification), 4);
    let future = ConfigurationType::Other("deviceEnrollmentAttestationConfiguration".to_owned());
    let future = rows
        .iter()
        .find(|row| row.configuration.kind == future)
        .unwrap();
    let budget = future.configuration.raw.get("attestationBudget");
    assert_eq!(budget, Some("123456789012345678901234567890"));
    // Two pages of the plain list, one of the notifications, and no request for each configuration.
    assert_eq!(service.control.requests().len(), 3);
}

#[tokio::test]
async fn each_attempt_has_an_id_of_its_own_and_carries_the_token_in_a_header_only() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    drop(list(&client).await);
    let requests = service.control.requests();
    let ids: std::collections::HashSet<_> = requests
        .iter()
        .map(|request| request.headers["client-request-id"].clone())
        .collect();
    assert_eq!(ids.len(), requests.len());
    assert!(
        requests
            .iter()
            .all(|request| !request.path.contains(&service.token))
    );
}

#[tokio::test]
async fn without_beta_v1_is_read_and_said_so() {
    let service = demo().await;
    service.control.add_fault(demo::Fault {
        path_contains: Some("/beta/".to_owned()),
        status: Some(400),
        body: Some(
            r#"{"error":{"code":"BadRequest","message":"Resource not found for the segment 'beta'."}}"#
                .to_owned(),
        ),
        ..demo::Fault::default()
    });
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap().version, ApiVersion::V1);
    assert_eq!(rows.len(), 17);
    let (rows, outcome) = list(&client(&service, ApiMode::V1)).await;
    assert_eq!(outcome.unwrap().version, ApiVersion::V1);
    assert_eq!(rows.len(), 17);
}

#[tokio::test]
async fn a_refusal_of_rights_does_not_lead_to_v1() {
    let service = demo().await;
    let client = client_of(&settings(&service.base_url, ApiMode::Auto), "wrong");
    let (_, outcome) = list(&client).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert!(error.needs_access());
    // Both lists were asked for at once.
    let asked = service.control.requests();
    assert_eq!(asked.len(), 2);
    for one in asked {
        assert!(one.path.starts_with("/beta/"), "{}", one.path);
    }
}

#[tokio::test]
async fn where_expanding_is_refused_assignments_are_read_one_by_one() {
    let service = demo().await;
    service.control.add_fault(demo::Fault {
        path_contains: Some("$expand".to_owned()),
        status: Some(400),
        body: Some(
            r#"{"error":{"code":"BadRequest","message":"Expand is not allowed."}}"#.to_owned(),
        ),
        times: 2,
        ..demo::Fault::default()
    });
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(outcome.unwrap().incomplete, None);
    assert_eq!(rows.len(), 38);
    let corp = rows
        .iter()
        .find(|row| row.configuration.id.as_str() == CORP_ESP)
        .unwrap();
    assert_eq!(corp.assignments.len(), 4);
}

#[tokio::test]
async fn a_list_that_lacks_its_second_half_says_so() {
    let service = demo().await;
    service.control.add_fault(demo::Fault {
        path_contains: Some("EnrollmentNotifications".to_owned()),
        status: Some(500),
        ..demo::Fault::default()
    });
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert_eq!(rows.len(), 34);
    assert_eq!(outcome.unwrap().incomplete.unwrap().status(), Some(500));
}

#[tokio::test]
async fn a_throttled_read_is_sent_again() {
    let service = demo().await;
    service.control.add_fault(demo::Fault {
        status: Some(429),
        headers: [("Retry-After".to_owned(), "0.01".to_owned())].into(),
        times: 2,
        ..demo::Fault::default()
    });
    let (rows, outcome) = list(&client(&service, ApiMode::Auto)).await;
    assert!(outcome.is_ok());
    assert_eq!(rows.len(), 38);
    assert_eq!(service.control.requests().len(), 5);
}

#[tokio::test]
async fn names_counts_and_who_is_asking() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    let names = client.names(&[id(SALES), id(DELETED)]).await.unwrap();
    assert!(matches!(&names[&id(SALES)], Name::Known { name, .. } if name == "Sales EMEA"));
    assert_eq!(names[&id(DELETED)], Name::Deleted);
    let count = client.member_count(&id(SALES)).await.unwrap();
    assert_eq!((count.users, count.devices), (1_204, 1_187));
    let tenant = client.tenant().await.unwrap().unwrap();
    // Names can be the same: the id is what tells two tenants apart.
    assert!(tenant.id.is_some());
    let expected = Tenant {
        id: tenant.id.clone(),
        name: "Contoso".to_owned(),
        domain: Some("contoso.com".to_owned()),
    };
    assert_eq!(tenant, expected);
    assert_eq!(
        client.account_name().await.unwrap().as_deref(),
        Some("admin@contoso.com")
    );
}

#[tokio::test]
async fn the_groups_of_a_user_are_read_to_the_last_page() {
    let options = Options {
        page_size: 1,
        ..Options::default()
    };
    let service = demo::start(options).await.unwrap();
    let client = client(&service, ApiMode::Auto);
    let ines = client.user("Ines@contoso.com").await.unwrap().unwrap();
    assert_eq!(ines.name, "Ines Intern");
    let groups = client.groups_of(&ines.id).await.unwrap();
    let mut names: Vec<String> = groups.into_values().collect();
    names.sort();
    assert_eq!(names, ["Engineering", "Interns 2026"]);
    let guest = "gus_fabrikam.com#EXT#@contoso.onmicrosoft.com";
    let guest = client.user(guest).await.unwrap().unwrap();
    assert_eq!(guest.name, "Gus [31mGuest");
    assert_eq!(client.user("nobody@contoso.com").await, Ok(None));
    let around = client.groups_around(&id(INTERNS)).await.unwrap();
    let around: Vec<String> = around.into_values().collect();
    assert_eq!(around, ["Engineering"]);
}

#[tokio::test]
async fn the_sentence_is_found_in_what_the_service_wraps_it_in() {
    let service = demo::start(Options {
        behaviour: Behaviour::Live,
        ..Options::default()
    })
    .await
    .unwrap();
    let client = client(&service, ApiMode::Auto);
    let error = client
        .assignments(&ConfigurationId::new("00000000-no-such-thing".to_owned()))
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(404));
    let reason = error.reason();
    assert!(
        !reason.contains('{') && !reason.contains("Operation ID"),
        "{reason}"
    );
}

/// What a client does with the answer of a service that is not in its right mind.
async fn mocked(template: ResponseTemplate) -> (RequestError, MockServer) {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(LIST))
        .respond_with(template)
        .mount(&server)
        .await;
    let client = client_of(&settings(&server.uri(), ApiMode::Beta), "token");
    let (_, outcome) = list(&client).await;
    (outcome.unwrap_err(), server)
}

#[tokio::test]
async fn the_token_never_follows_a_link_to_another_host() {
    let stranger = MockServer::start().await;
    for link in [
        format!("{}{LIST}?page=2", stranger.uri()),
        format!("https://graph.microsoft.com{LIST}?page=2"),
        "not a link".to_owned(),
    ] {
        let page = json!({"value": [], "@odata.nextLink": link});
        let (error, _) = mocked(ResponseTemplate::new(200).set_body_json(page)).await;
        assert_eq!(kind(&error), "malformed", "{link}");
    }
    assert!(stranger.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_loop_of_pages_ends() {
    let server = MockServer::start().await;
    let page = json!({"value": [], "@odata.nextLink": format!("{}{LIST}?page=2", server.uri())});
    Mock::given(method("GET"))
        .and(path(LIST))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    let client = client_of(&settings(&server.uri(), ApiMode::Beta), "token");
    let (_, outcome) = list(&client).await;
    let error = outcome.unwrap_err();
    assert!(error.reason().contains("loop"), "{error:?}");
    // Two of each of the two lists.
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let stranger = MockServer::start().await;
    let location = ResponseTemplate::new(302).insert_header("location", stranger.uri());
    let (error, _) = mocked(location).await;
    assert_eq!(error.status(), Some(302));
    assert!(stranger.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_graph_answer_is_called_malformed() {
    for body in ["", "<html>", "[]", r#"{"value":{}}"#, r#"{"value":null}"#] {
        let (error, _) = mocked(ResponseTemplate::new(200).set_body_string(body)).await;
        assert_eq!(kind(&error), "malformed", "{body}");
    }
}

#[tokio::test]
async fn no_connection_is_not_sent_and_a_dropped_one_is_lost() {
    let service = demo().await;
    let nobody = settings(&service.base_url, ApiMode::Beta);
    service.control.add_fault(demo::Fault {
        drop: true,
        ..demo::Fault::default()
    });
    let (_, outcome) = list(&client_of(&nobody, &service.token)).await;
    assert_eq!(kind(&outcome.unwrap_err()), "lost");
    drop(service);
    let (_, outcome) = list(&client_of(&nobody, "token")).await;
    assert_eq!(kind(&outcome.unwrap_err()), "not sent");
}

#[tokio::test]
async fn more_ids_than_one_request_takes_are_asked_for_by_the_thousand() {
    let guid = |number: usize| format!("{number:08x}-0a4e-4d0b-9a55-7d2b1c3e4f50");
    let mut tenant: serde_json::Value =
        serde_json::from_str(demo::Tenant::default().as_json()).unwrap();
    tenant["groups"] = (0..2_345)
        .map(|number| json!({"id": guid(number), "displayName": format!("Group {number}")}))
        .collect();
    let service = demo::start(Options {
        tenant: demo::Tenant::from_json(tenant.to_string()),
        ..Options::default()
    })
    .await
    .unwrap();
    let ids: Vec<ObjectId> = (0..2_345).map(|number| id(&guid(number))).collect();
    let names = client(&service, ApiMode::Auto).names(&ids).await.unwrap();
    assert_eq!(names.len(), 2_345);
    let last = names.get(&id(&guid(2_344)));
    assert!(matches!(last, Some(Name::Known { name, .. }) if name == "Group 2344"));
    let requests = service.control.requests();
    let mut asked: Vec<usize> = requests
        .iter()
        .map(|request| {
            assert!(request.path.contains("getByIds"), "{}", request.path);
            let body: serde_json::Value =
                serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
            body["ids"].as_array().unwrap().len()
        })
        .collect();
    asked.sort_unstable();
    assert_eq!(asked, [345, 1_000, 1_000]);
}

#[tokio::test]
async fn a_configuration_and_an_assignment_are_read_as_each_version_gives_them() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    let configuration = ConfigurationId::new(CORP_ESP.to_owned());
    let (rows, _) = client.assignments(&configuration).await.unwrap();
    for (version, has_source) in [(ApiVersion::Beta, true), (ApiVersion::V1, false)] {
        let raw = client.entity(version, &configuration, None).await.unwrap();
        assert_eq!(raw.text("id").as_deref(), Some(CORP_ESP));
        let assignment = client
            .entity(version, &configuration, Some(&rows[0].id))
            .await
            .unwrap();
        assert_eq!(assignment.text("id").as_deref(), Some(rows[0].id.as_str()));
        assert_eq!(assignment.get("source").is_some(), has_source);
    }
    let gone = enlist::domain::AssignmentId::new("gone".to_owned());
    let error = client
        .entity(ApiVersion::Beta, &configuration, Some(&gone))
        .await;
    assert_eq!(error.unwrap_err().status(), Some(404));
}
