//! What the service says applies to a user.

use enlist::words;

use super::*;

const FUNCTION: &str = "getEffectiveDeviceEnrollmentConfigurations";
const SASHA: &str = "2f6b7d0e-3f0b-4f5c-9a54-0d7a4b0c6a11";

#[tokio::test]
async fn every_page_of_the_answer_is_read() {
    let service = demo::start(Options {
        page_size: 3,
        ..Options::default()
    })
    .await
    .unwrap();
    let client = client(&service, ApiMode::Auto);
    let found = client.effective_configurations(&id(SASHA)).await.unwrap();
    let found = found.unwrap();
    assert!(found.rows.len() > 3);
    let esp = found.for_type(&ConfigurationType::Esp, None, &[]).unwrap();
    assert_eq!(esp.id.as_str(), CORP_ESP);
    let limit = found
        .for_type(&ConfigurationType::Limit, None, &[])
        .unwrap();
    assert!(limit.is_default());
}

#[tokio::test]
async fn any_row_is_taken() {
    let server = MockServer::start().await;
    let rows = json!({"value": [
        {"id": "a_Limit"},
        {"@odata.type": "#microsoft.graph.deviceEnrollmentConfiguration", "id": "b", "priority": 1},
        {"id": "a_Limit", "assignments": [null]},
        null,
    ]});
    Mock::given(method("GET"))
        .and(path(format!("/beta/users/{SASHA}/{FUNCTION}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(rows))
        .mount(&server)
        .await;
    let client = client_of(&settings(&server.uri(), ApiMode::Auto), "t");
    let found = client.effective_configurations(&id(SASHA)).await.unwrap();
    let rows = found.unwrap().rows;
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].kind, ConfigurationType::Limit);
    assert!(rows[3].unreadable.is_some());
}

#[tokio::test]
async fn a_service_that_does_not_offer_it_is_no_error() {
    let service = demo().await;
    let auto = client(&service, ApiMode::Auto);
    for status in [400, 404] {
        let body = json!({"error": {"code": "x", "message": "no such function"}});
        let fault = json!({"pathContains": FUNCTION, "status": status, "body": body});
        service.control.add_fault_json(&fault.to_string()).unwrap();
        assert_eq!(auto.effective_configurations(&id(SASHA)).await, Ok(None));
    }
    let before = service.control.requests().len();
    let v1 = client(&service, ApiMode::V1);
    assert_eq!(v1.effective_configurations(&id(SASHA)).await, Ok(None));
    assert_eq!(
        service.control.requests().len(),
        before,
        "v1.0 has no such function"
    );
}

#[tokio::test]
async fn a_missing_right_is_an_error_that_names_it() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    for message in [
        "",
        "Application must have one of the following scopes: DeviceManagementServiceConfig.Read.All",
    ] {
        let body = json!({"error": {"code": "Forbidden", "message": message}});
        let fault = json!({"pathContains": FUNCTION, "status": 403, "body": body});
        service.control.add_fault_json(&fault.to_string()).unwrap();
        let error = client
            .effective_configurations(&id(SASHA))
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(403));
        let text = words::error_text(&error);
        assert!(
            text.contains("DeviceManagementServiceConfig.Read.All"),
            "{text}"
        );
    }
    for (fault, expected) in [
        (r#"{"status":500,"times":9}"#, "service"),
        (r#"{"body":"[]"}"#, "malformed"),
    ] {
        service.control.clear_faults();
        service.control.add_fault_json(fault).unwrap();
        let error = client
            .effective_configurations(&id(SASHA))
            .await
            .unwrap_err();
        assert_eq!(kind(&error), expected);
    }
}
