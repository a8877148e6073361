//! Changes, and how they are refused.

use serde_json::{Value, json};

use super::super::Service;
use super::{
    BETA, BLOCK_PERSONAL, CORP, CORP_SALES, DEFAULT_LIMIT, DELETED, KIOSK, KIOSK_BERLIN, LAB,
    SALES, V1, call, documented, get, live,
};

/// Spelled unusually, to check that the record is exact.
const TO_ENGINEERING: &str = r##"{ "@odata.type": "#microsoft.graph.enrollmentConfigurationAssignment",
 "target": {"@odata.type":"#microsoft.graph.groupAssignmentTarget", "groupId":"c3dd75f6-8085-48e6-ac92-5f09a227f039"} }"##;
const CORP_ENGINEERING: &str = "4d95761d-5c3d-4642-80cc-dab07d74859e_c3dd75f6-8085-48e6-ac92-5f09a227f039_4d95761d-5c3d-4642-80cc-dab07d74859e";

fn group(id: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": id})
}

fn list(targets: &[Value]) -> String {
    let rows: Vec<Value> = targets
        .iter()
        .map(|target| json!({ "target": target }))
        .collect();
    json!({ "enrollmentConfigurationAssignments": rows }).to_string()
}

fn kept(service: &Service, configuration: &str) -> Value {
    serde_json::from_str(&service.control.assignments(configuration).unwrap()).unwrap()
}

#[tokio::test]
async fn a_documented_patch_retargets_and_renames() {
    let service = documented().await;
    let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
    let reply = call(&service, "PATCH", &path, TO_ENGINEERING).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let mut answer = reply.json();
    answer.as_object_mut().unwrap().remove("@odata.context");
    assert_eq!(
        answer,
        json!({
            "@odata.type": "#microsoft.graph.enrollmentConfigurationAssignment",
            "id": CORP_ENGINEERING,
            "target": group("c3dd75f6-8085-48e6-ac92-5f09a227f039"),
        })
    );
    let sent = service.control.requests().pop().unwrap();
    assert_eq!((sent.method.as_str(), sent.path), ("PATCH", path.clone()));
    assert_eq!(sent.body.as_deref(), Some(TO_ENGINEERING));
    assert_eq!(sent.status, Some(200));
    let rows = kept(&service, CORP);
    assert_eq!(rows.as_array().unwrap().len(), 4);
    assert_eq!(
        rows[0],
        json!({
            "id": CORP_ENGINEERING,
            "source": "direct",
            "sourceId": null,
            "target": {
                "@odata.type": "#microsoft.graph.groupAssignmentTarget",
                "deviceAndAppManagementAssignmentFilterId": null,
                "deviceAndAppManagementAssignmentFilterType": "none",
                "groupId": "c3dd75f6-8085-48e6-ac92-5f09a227f039",
            },
        })
    );
    assert_eq!(get(&service, &path).await.status, 404);
}

#[tokio::test]
async fn a_patch_to_a_scope_tag_target_works_as_documented() {
    let service = documented().await;
    let body = json!({
        "@odata.type": "#microsoft.graph.enrollmentConfigurationAssignment",
        "target": {
            "@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget",
            "targetType": "device",
            "entraObjectId": KIOSK_BERLIN,
        },
    });
    let rows = kept(&service, KIOSK);
    let path = format!(
        "{V1}/{KIOSK}/assignments/{}",
        rows[0]["id"].as_str().unwrap()
    );
    let reply = call(&service, "PATCH", &path, &body.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.json()["target"], body["target"]);
    assert_eq!(kept(&service, KIOSK)[0]["target"]["targetType"], "device");
}

#[tokio::test]
async fn a_patch_is_taken_as_other_clients_spell_it() {
    let plain = json!({
        "@odata.type": "microsoft.graph.groupAssignmentTarget",
        "groupId": "c3dd75f6-8085-48e6-ac92-5f09a227f039",
    });
    let named = json!({
        "@odata.type": "microsoft.graph.enrollmentConfigurationAssignment",
        "target": plain.clone(),
    });
    for body in [json!({ "target": plain }), named] {
        let service = documented().await;
        let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
        let reply = call(&service, "PATCH", &path, &body.to_string()).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let kept = &kept(&service, CORP)[0];
        assert_eq!(kept["id"], CORP_ENGINEERING);
        assert_eq!(
            kept["target"]["@odata.type"],
            "#microsoft.graph.groupAssignmentTarget"
        );
    }
}

#[tokio::test]
async fn a_bad_patch_changes_nothing() {
    let service = documented().await;
    let before = kept(&service, CORP);
    let kind = "#microsoft.graph.enrollmentConfigurationAssignment";
    let odd = json!({"@odata.type": "groupAssignmentTarget", "groupId": SALES});
    for body in [
        "{ not json".to_owned(),
        json!({"@odata.type": "#microsoft.graph.group", "target": group(SALES)}).to_string(),
        json!({"@odata.type": null, "target": group(SALES)}).to_string(),
        json!({"@odata.type": kind}).to_string(),
        json!({"@odata.type": kind, "target": odd}).to_string(),
        json!({"@odata.type": kind, "id": CORP_SALES, "target": group(SALES)}).to_string(),
        json!({"@odata.type": kind, "target": group("Sales")}).to_string(),
        // All users is not a group, and Kiosk Berlin already has a row.
        json!({"@odata.type": kind, "target": group("acacacac-9df4-4c7d-9d50-4ef0226f57a9")})
            .to_string(),
        json!({"@odata.type": kind, "target": group(KIOSK_BERLIN)}).to_string(),
    ] {
        let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
        let reply = call(&service, "PATCH", &path, &body).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(
            reply
                .inner_message()
                .contains(" - Operation ID (for customer support): ")
        );
    }
    // v1.0 has no filters, and a default cannot be changed.
    let mut filtered = group(SALES);
    filtered["deviceAndAppManagementAssignmentFilterType"] = json!("none");
    let body = json!({"@odata.type": kind, "target": filtered}).to_string();
    let path = format!("/{CORP}/assignments/{CORP_SALES}");
    let reply = call(&service, "PATCH", &format!("{V1}{path}"), &body).await;
    assert_eq!(reply.status, 400);
    let path = format!("{V1}/{DEFAULT_LIMIT}/assignments/{DEFAULT_LIMIT}");
    assert_eq!(
        call(&service, "PATCH", &path, TO_ENGINEERING).await.status,
        400
    );
    assert_eq!(kept(&service, CORP), before);
}

#[tokio::test]
async fn live_has_no_route_for_one_assignment() {
    let service = live().await;
    let before = kept(&service, CORP);
    let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
    let reply = call(&service, "PATCH", &path, TO_ENGINEERING).await;
    assert_eq!(reply.status, 400);
    let error = reply.json()["error"].clone();
    assert_eq!(error["code"], "No method match route template");
    assert_eq!(
        error["message"],
        format!(
            "No OData route exists that match template ~/singleton/navigation/key/navigation/key \
             with http verb PATCH for request /StatelessOnboardingService/deviceManagement/\
             deviceEnrollmentConfigurations('{CORP}')/assignments('{CORP_SALES}')."
        )
    );
    assert_eq!(
        error["innerError"]["request-id"].as_str().unwrap().len(),
        36
    );
    assert_eq!(kept(&service, CORP), before);
    assert_eq!(get(&service, &path).await.status, 200);
}

#[tokio::test]
async fn adding_and_removing_one_assignment_has_no_route_anywhere() {
    for service in [documented().await, live().await] {
        for (method, path) in [
            ("POST", format!("{BETA}/{CORP}/assignments")),
            ("DELETE", format!("{BETA}/{CORP}/assignments/{CORP_SALES}")),
        ] {
            let reply = call(&service, method, &path, TO_ENGINEERING).await;
            assert_eq!(reply.status, 400);
            assert_eq!(
                reply.json()["error"]["code"],
                "No method match route template"
            );
        }
    }
}

#[tokio::test]
async fn assign_replaces_the_list() {
    for (service, status) in [(documented().await, 204), (live().await, 200)] {
        let path = format!("{BETA}/{CORP}/assign");
        let future = json!({
            "@odata.type": "#microsoft.graph.dynamicRingAssignmentTarget",
            "ringId": "273f360a-63d5-45b5-9e6a-21488e2841cf",
        });
        let body = list(&[group(DELETED), future]);
        let body = body.replace(
            r#""ringId""#,
            r#""weight":12345678901234567890123,"ringId""#,
        );
        let reply = call(&service, "POST", &path, &body).await;
        assert_eq!((reply.status, reply.body.as_str()), (status, ""));
        let rows = service.control.assignments(CORP).unwrap();
        assert!(rows.contains("12345678901234567890123"));
        let rows = kept(&service, CORP);
        assert_eq!(rows.as_array().unwrap().len(), 2);
        assert_eq!(
            rows[0]["id"],
            "4d95761d-5c3d-4642-80cc-dab07d74859e_7c77833f-338f-4aab-b1c8-046a3c6dd345_4d95761d-5c3d-4642-80cc-dab07d74859e"
        );
        assert_eq!(
            rows[1]["id"],
            "4d95761d-5c3d-4642-80cc-dab07d74859e_273f360a-63d5-45b5-9e6a-21488e2841cf_4d95761d-5c3d-4642-80cc-dab07d74859e"
        );
        let reply = call(&service, "POST", &path, &list(&[])).await;
        assert_eq!(reply.status, status);
        assert_eq!(kept(&service, CORP), json!([]));
    }
}

#[tokio::test]
async fn a_bad_assign_changes_nothing() {
    let service = documented().await;
    let before = kept(&service, CORP);
    let good = list(&[group(SALES)]);
    let with_id = good.replace(r#"{"target""#, r#"{"id":"x","target""#);
    for body in [
        good.replace("enrollmentConfigurationAssignments", "assignments"),
        with_id,
        list(&[group(SALES), group(SALES)]),
        "{}".to_owned(),
    ] {
        let reply = call(&service, "POST", &format!("{BETA}/{CORP}/assign"), &body).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(!reply.inner_message().is_empty());
    }
    assert_eq!(kept(&service, CORP), before);
    for (id, status) in [(DEFAULT_LIMIT, 400), ("nobody", 404)] {
        let reply = call(&service, "POST", &format!("{BETA}/{id}/assign"), &good).await;
        assert_eq!(reply.status, status);
    }
}

#[tokio::test]
async fn a_rank_moves_the_others_of_its_kind() {
    let service = documented().await;
    let path = format!("{BETA}/{LAB}/setpriority");
    let reply = call(&service, "POST", &path, r#"{"priority":1}"#).await;
    assert_eq!(reply.status, 204, "{}", reply.body);
    for (id, priority) in [(LAB, 1), (CORP, 2), (KIOSK, 3), (BLOCK_PERSONAL, 1)] {
        let shown = get(&service, &format!("{BETA}/{id}")).await.json();
        assert_eq!(shown["priority"], priority, "{id}");
    }
    let path = format!("{BETA}/{LAB}/setPriority");
    call(&service, "POST", &path, r#"{"priority":6}"#).await;
    let shown = get(&service, &format!("{BETA}/{LAB}")).await.json();
    assert_eq!(shown["priority"], 6);
    for body in [
        r#"{"priority":0}"#,
        r#"{"priority":7}"#,
        r#"{"rank":1}"#,
        "",
    ] {
        assert_eq!(call(&service, "POST", &path, body).await.status, 400);
    }
    let path = format!("{BETA}/{DEFAULT_LIMIT}/setPriority");
    let reply = call(&service, "POST", &path, r#"{"priority":1}"#).await;
    assert_eq!(reply.status, 400);
}
