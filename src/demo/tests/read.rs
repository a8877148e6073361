//! Reading: lists, versions, names, counts and refusals.

use serde_json::json;

use super::{
    BETA, BLOCK_PERSONAL, CORP, CORP_SALES, DELETED, KIOSK, KIOSK_BERLIN, LAB, SALES, V1, call,
    documented, get, send, whole_list,
};

#[tokio::test]
async fn the_list_comes_in_pages_and_leaves_notifications_out() {
    let service = documented().await;
    let first = get(&service, &format!("{BETA}?$expand=assignments")).await;
    assert_eq!(
        first.json()["@odata.nextLink"],
        format!(
            "{}{BETA}?$expand=assignments&$skiptoken=20",
            service.base_url
        )
    );
    let (all, pages) = whole_list(&service, &format!("{BETA}?$expand=assignments")).await;
    assert_eq!((all.len(), pages), (34, 2));
    assert!(all.iter().all(|entry| entry["assignments"].is_array()));
    assert!(all.iter().all(|entry| entry["@odata.type"]
        != "#microsoft.graph.deviceEnrollmentNotificationConfiguration"));
    let (all, pages) = whole_list(&service, &format!("{BETA}?%24top=5")).await;
    assert_eq!((all.len(), pages), (34, 7));
    assert!(all.iter().all(|entry| entry.get("assignments").is_none()));
}

#[tokio::test]
async fn the_filter_brings_the_notifications() {
    let service = documented().await;
    for name in [
        "EnrollmentNotificationsConfiguration",
        "enrollmentNotificationsConfiguration",
    ] {
        let filter = format!("$filter=deviceEnrollmentConfigurationType%20eq%20'{name}'");
        let (all, _) = whole_list(&service, &format!("{BETA}?{filter}")).await;
        assert_eq!(all.len(), 4);
    }
    let odd = get(&service, &format!("{BETA}?$filter=isof('x')")).await;
    assert_eq!(odd.status, 400);
}

#[tokio::test]
async fn v1_hides_types_filters_and_sources() {
    let service = documented().await;
    let (all, pages) = whole_list(&service, &format!("{V1}?$expand=assignments")).await;
    assert_eq!((all.len(), pages), (17, 1));
    let corp = all.iter().find(|entry| entry["id"] == CORP).unwrap();
    assert_eq!(corp["allowNonBlockingAppInstallation"], false);
    assert!(corp.get("roleScopeTagIds").is_none());
    assert!(corp.get("showInstallationProgress").is_none());
    assert_eq!(
        corp["assignments"][0],
        json!({
            "id": CORP_SALES,
            "target": {
                "@odata.type": "#microsoft.graph.groupAssignmentTarget",
                "groupId": "8a119b9e-16bc-4732-8f7b-7676d015b0dc",
            },
        })
    );
    let multi = all.iter().find(|entry| {
        entry["id"] == "2c63888f-28f0-4481-be6d-dce7a7ace732_DefaultPlatformRestrictions"
    });
    let windows = &multi.unwrap()["windowsRestriction"];
    assert_eq!(windows["platformBlocked"], false);
    assert!(windows.get("blockedSkus").is_none());
    assert!(multi.unwrap().get("tvosRestriction").is_none());
    let hidden = get(&service, &format!("{V1}/{BLOCK_PERSONAL}")).await;
    assert_eq!(hidden.status, 404);
    // v1.0 lists one type that it does not know, without its name.
    let unnamed: Vec<_> = all
        .iter()
        .filter(|entry| entry.get("@odata.type").is_none())
        .collect();
    assert_eq!(unnamed.len(), 1);
    assert!(
        unnamed[0]["id"]
            .as_str()
            .unwrap()
            .ends_with("_WindowsRestore")
    );
    assert!(unnamed[0].get("state").is_none());
}

#[tokio::test]
async fn beta_shows_everything_in_order() {
    let service = documented().await;
    let reply = get(&service, &format!("{BETA}/{CORP}/assignments/{CORP_SALES}")).await;
    assert_eq!(
        reply.body,
        format!(
            r##"{{"@odata.context":"{}/beta/$metadata#deviceManagement/deviceEnrollmentConfigurations('{CORP}')/assignments/$entity","id":"{CORP_SALES}","source":"direct","sourceId":null,"target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","deviceAndAppManagementAssignmentFilterId":"e4631b55-3fde-45b4-a886-904732dce811","deviceAndAppManagementAssignmentFilterType":"include","groupId":"8a119b9e-16bc-4732-8f7b-7676d015b0dc"}}}}"##,
            service.base_url
        )
    );
    let (rows, _) = whole_list(&service, &format!("{BETA}/{CORP}/assignments")).await;
    let keys: Vec<_> = rows
        .iter()
        .map(|row| row["target"]["groupId"].as_str())
        .collect();
    assert_eq!(keys, [Some(SALES), Some(DELETED), None, Some(KIOSK_BERLIN)]);
    let lab = get(&service, &format!("{BETA}/{LAB}?$expand=assignments")).await;
    assert_eq!(lab.json()["assignments"], json!([]));
    let kiosk = get(&service, &format!("{BETA}/{KIOSK}/assignments")).await;
    assert_eq!(kiosk.json()["value"][0]["target"]["targetType"], "user");
}

#[tokio::test]
async fn a_long_number_keeps_its_digits() {
    let service = documented().await;
    let reply = get(
        &service,
        &format!("{BETA}/0287f2db-4add-4b39-8efa-be6669011f80_Attestation"),
    )
    .await;
    assert!(
        reply
            .body
            .contains(r#""attestationBudget":123456789012345678901234567890,"#)
    );
    assert!(reply.body.contains(r#""weight":0.10}"#));
}

#[tokio::test]
async fn unknown_ids_and_paths_are_refused() {
    let service = documented().await;
    let reply = get(&service, &format!("{BETA}/nobody_Limit")).await;
    assert_eq!(reply.status, 404);
    assert!(
        reply
            .inner_message()
            .starts_with("The enrollment configuration with id 'nobody_Limit' was not found. - Op")
    );
    let path = format!("{BETA}/{CORP}/assignments/nobody");
    assert_eq!(get(&service, &path).await.status, 404);
    assert_eq!(get(&service, "/beta/nothing").await.status, 400);
    assert_eq!(get(&service, "/v3/me").await.status, 400);
}

#[tokio::test]
async fn a_token_is_needed() {
    let service = documented().await;
    for headers in [&[][..], &[("Authorization", "Bearer wrong")]] {
        let reply = send(&service, "GET", "/v1.0/me", headers, "")
            .await
            .unwrap();
        assert_eq!(reply.status, 401);
        assert_eq!(reply.json()["error"]["code"], "InvalidAuthenticationToken");
        assert!(reply.headers["www-authenticate"].starts_with("Bearer "));
    }
}

#[tokio::test]
async fn every_answer_says_who_it_is() {
    let service = documented().await;
    let bearer = format!("Bearer {}", service.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("client-request-id", "my-own-id"),
    ];
    let first = send(&service, "GET", "/v1.0/me", &headers, "").await;
    let first = first.unwrap().headers;
    let second = get(&service, "/v1.0/me").await.headers;
    assert_eq!(first["client-request-id"], "my-own-id");
    assert_eq!(first["content-type"], "application/json");
    assert_eq!(first["request-id"].len(), 36);
    assert_ne!(first["request-id"], second["request-id"]);
    assert_eq!(second["client-request-id"].len(), 36);
    assert!(second["date"].ends_with(" GMT"));
}

#[tokio::test]
async fn names_come_by_id_and_missing_ones_are_left_out() {
    let service = documented().await;
    let path = "/v1.0/directoryObjects/getByIds";
    let body = json!({"ids": [SALES, DELETED, KIOSK_BERLIN], "types": ["group"]});
    let reply = call(&service, "POST", path, &body.to_string()).await;
    let found = reply.json()["value"].clone();
    assert_eq!(found.as_array().unwrap().len(), 2);
    assert_eq!(found[0]["@odata.type"], "#microsoft.graph.group");
    assert_eq!(found[0]["displayName"], "Sales EMEA");
    assert!(found[0].get("users").is_none());
    assert_eq!(found[1]["displayName"], "Kiosk Berlin");
    let (user, device) = (
        "5c1a7be2-8d0c-4a0e-8a6e-6c1e6f0b9d22",
        "6d1f0a3e-2b4c-4d5e-8f60-718293a4b501",
    );
    for (types, expected) in [
        (json!(["user"]), vec!["#microsoft.graph.user"]),
        (
            json!(["device", "group"]),
            vec!["#microsoft.graph.group", "#microsoft.graph.device"],
        ),
        (
            json!(["directoryObject"]),
            vec![
                "#microsoft.graph.group",
                "#microsoft.graph.user",
                "#microsoft.graph.device",
            ],
        ),
    ] {
        let body = json!({"ids": [SALES, user, device], "types": types});
        let reply = call(&service, "POST", path, &body.to_string()).await;
        let found = reply.json()["value"].clone();
        let kinds: Vec<_> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["@odata.type"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, expected);
    }
    for (length, status) in [(1000, 200), (1001, 400)] {
        let body = json!({"ids": vec![SALES; length]}).to_string();
        assert_eq!(call(&service, "POST", path, &body).await.status, status);
    }
    let gone = get(&service, &format!("/v1.0/groups/{DELETED}")).await;
    assert_eq!(gone.status, 404);
    assert_eq!(gone.json()["error"]["code"], "Request_ResourceNotFound");
    let sales = get(&service, &format!("/v1.0/groups/{SALES}")).await;
    assert_eq!(sales.json()["displayName"], "Sales EMEA");
    let organization = get(&service, "/v1.0/organization").await;
    assert_eq!(organization.json()["value"][0]["displayName"], "Contoso");
    let me = get(&service, "/beta/me").await;
    assert_eq!(me.json()["userPrincipalName"], "admin@contoso.com");
    let filters = get(&service, "/beta/deviceManagement/assignmentFilters").await;
    assert_eq!(
        filters.json()["value"][0]["displayName"],
        "Corp Windows devices"
    );
}

#[tokio::test]
async fn members_are_counted_on_request() {
    let service = documented().await;
    let bearer = format!("Bearer {}", service.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("ConsistencyLevel", "eventual"),
    ];
    for (kind, count) in [("user", "1204"), ("device", "1187")] {
        let path = format!("/v1.0/groups/{SALES}/transitiveMembers/microsoft.graph.{kind}/$count");
        let reply = send(&service, "GET", &path, &headers, "").await.unwrap();
        assert_eq!((reply.status, reply.body.as_str()), (200, count));
        assert_eq!(reply.headers["content-type"], "text/plain");
        assert_eq!(get(&service, &path).await.status, 400);
        let json = ("Accept", "application/json");
        let headers = [headers[0], headers[1], json];
        let reply = send(&service, "GET", &path, &headers, "").await.unwrap();
        assert_eq!(reply.status, 415);
    }
}

#[tokio::test]
async fn a_user_is_read_with_the_groups_above_theirs() {
    let service = documented().await;
    let user = get(&service, "/v1.0/users/INES@contoso.com").await;
    assert_eq!(user.json()["displayName"], "Ines Intern");
    assert_eq!(user.json().get("memberOf"), None);
    assert_eq!(get(&service, "/v1.0/users/nobody").await.status, 404);
    let bearer = format!("Bearer {}", service.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("ConsistencyLevel", "eventual"),
    ];
    let groups = "/v1.0/users/ines@contoso.com/transitiveMemberOf/microsoft.graph.group";
    // Both the header and the count are required.
    let counted = format!("{groups}?$count=true");
    assert_eq!(get(&service, &counted).await.status, 400);
    let reply = send(&service, "GET", groups, &headers, "").await.unwrap();
    assert_eq!(reply.status, 400);
    let one = format!("{counted}&$top=1");
    let first = send(&service, "GET", &one, &headers, "").await.unwrap();
    let first = first.json();
    assert_eq!(first["@odata.count"], 2);
    assert_eq!(first["value"][0]["displayName"], "Interns 2026");
    let next = first["@odata.nextLink"].as_str().unwrap();
    let next = next.strip_prefix(&service.base_url).unwrap();
    let last = send(&service, "GET", next, &headers, "").await.unwrap();
    assert_eq!(last.json()["value"][0]["displayName"], "Engineering");
    assert_eq!(last.json().get("@odata.nextLink"), None);
}
