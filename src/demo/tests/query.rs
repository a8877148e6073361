//! The options of lists and entities, which are applied or refused, but never ignored.

use serde_json::Value;

use super::super::Service;
use super::{BETA, CORP, CORP_SALES, SALES, V1, get, send, whole_list};

/// Sends an advanced query.
async fn eventual(service: &Service, path: &str) -> super::Reply {
    let bearer = format!("Bearer {}", service.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("ConsistencyLevel", "eventual"),
    ];
    send(service, "GET", path, &headers, "").await.unwrap()
}

fn column<'a>(page: &'a Value, name: &str) -> Vec<&'a Value> {
    let rows = page["value"].as_array().unwrap();
    rows.iter().map(|row| &row[name]).collect()
}

#[tokio::test]
async fn what_is_selected_comes_alone() {
    let service = super::documented().await;
    let path = format!("{BETA}?$select=id,priority&$expand=assignments&$top=3");
    let page = get(&service, &path).await.json();
    let names: Vec<&String> = page["value"][0].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "@odata.type",
            "assignments",
            "assignments@odata.context",
            "id",
            "priority"
        ]
    );
    let one = get(&service, &format!("{BETA}/{CORP}?$select=displayName"))
        .await
        .json();
    let names: Vec<&String> = one.as_object().unwrap().keys().collect();
    assert_eq!(names, ["@odata.context", "@odata.type", "displayName"]);
    let row = get(
        &service,
        &format!("{V1}/{CORP}/assignments/{CORP_SALES}?select=target"),
    )
    .await;
    assert_eq!(row.json().get("id"), None);
    let cast = format!(
        "{BETA}/{CORP}?$select=microsoft.graph.windows10EnrollmentCompletionPageConfiguration/showInstallationProgress"
    );
    assert!(get(&service, &cast).await.json()["showInstallationProgress"].is_boolean());
    let user = get(&service, "/v1.0/users/ines@contoso.com?$select=displayName")
        .await
        .json();
    assert_eq!(
        (&user["displayName"], user.get("id")),
        (&"Ines Intern".into(), None)
    );
    // A known property without a value is not an error.
    assert_eq!(
        get(&service, "/v1.0/users?$select=jobTitle").await.status,
        200
    );
}

#[tokio::test]
async fn an_order_is_kept_across_the_pages() {
    let service = super::documented().await;
    let path = format!("{BETA}?$orderby=priority%20desc,displayName&$top=7");
    let (rows, pages) = whole_list(&service, &path).await;
    assert_eq!((rows.len(), pages), (34, 5));
    let keys: Vec<(i64, String)> = rows
        .iter()
        .map(|row| {
            let name = row["displayName"].as_str().unwrap().to_lowercase();
            (-row["priority"].as_i64().unwrap(), name)
        })
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[tokio::test]
async fn rows_are_skipped_and_counted() {
    let service = super::documented().await;
    let (all, _) = whole_list(&service, BETA).await;
    let (rest, _) = whole_list(&service, &format!("{BETA}?$skip=30&$top=3")).await;
    assert_eq!(rest, all[30..]);
    let page = get(&service, &format!("{BETA}?$count=true&$skip=33"))
        .await
        .json();
    assert_eq!(page["@odata.count"], 34, "what is skipped counts");
    assert_eq!(page["value"].as_array().unwrap().len(), 1);
    let none = get(&service, &format!("{BETA}?$count=false")).await.json();
    assert_eq!(none.get("@odata.count"), None);
    let huge = format!("{BETA}?$skip={0}&$skiptoken={0}", u64::MAX);
    assert_eq!(
        get(&service, &huge).await.json()["value"],
        serde_json::json!([])
    );
    for (path, count) in [
        (format!("{BETA}/$count"), "34"),
        (format!("{V1}/$count"), "17"),
        (format!("{BETA}/$count?$filter=priority%20eq%200"), "5"),
        (format!("{BETA}/{CORP}/assignments/$count"), "4"),
        (
            "/beta/deviceManagement/roleScopeTags/$count".to_owned(),
            "3",
        ),
    ] {
        let reply = get(&service, &path).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, count), "{path}");
    }
    for (set, count) in [("users", "6"), ("devices", "6"), ("groups", "40")] {
        let path = format!("/v1.0/{set}/$count");
        assert_eq!(get(&service, &path).await.status, 400, "it needs a header");
        assert_eq!(eventual(&service, &path).await.body, count);
    }
}

#[tokio::test]
async fn a_filter_lets_through_what_it_says() {
    let service = super::documented().await;
    for (filter, count) in [
        ("priority%20eq%200", 5),
        ("priority%20gt%201%20and%20priority%20lt%203", 9),
        (
            "displayName%20eq%20'corp%20esp'%20or%20displayName%20eq%20'Lab%20ESP'",
            2,
        ),
        (
            "platformType%20eq%20'windows'%20and%20not%20(priority%20eq%201)",
            2,
        ),
        ("deviceEnrollmentConfigurationType%20eq%20'Limit'", 4),
        (
            "lastModifiedDateTime%20ge%202026-07-01T00:00:00Z%20and%20priority%20eq%201",
            1,
        ),
    ] {
        let (rows, _) = whole_list(&service, &format!("{BETA}?$filter={filter}")).await;
        assert_eq!(rows.len(), count, "{filter}");
    }
    let of_users = "/v1.0/users?$filter=startswith(displayName,'S')%20and%20endswith(userPrincipalName,'contoso.com')";
    let page = get(&service, of_users).await.json();
    assert_eq!(column(&page, "displayName"), ["Sasha Sales"]);
}

#[tokio::test]
async fn a_property_that_no_entry_has_is_known_all_the_same() {
    let tenant = serde_json::json!({
        "organization": {"id": "o"}, "me": {"id": "m"}, "groups": [], "configurations": [
            {"@odata.type": "#microsoft.graph.deviceEnrollmentLimitConfiguration", "id": "a_Limit"}],
    });
    let options = super::super::Options {
        tenant: super::super::Tenant::from_json(tenant.to_string()),
        ..super::super::Options::default()
    };
    let service = super::start(options).await.unwrap();
    for option in [
        "$filter=deviceEnrollmentConfigurationType%20eq%20'limit'",
        "$select=roleScopeTagIds",
        "$orderby=priority",
    ] {
        let reply = get(&service, &format!("{BETA}?{option}")).await;
        assert_eq!(reply.status, 200, "{option}: {}", reply.body);
    }
    assert_eq!(
        get(&service, "/v1.0/groups?$orderby=displayName")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_search_finds_words_in_the_directory() {
    let service = super::documented().await;
    for (path, expected) in [
        ("/v1.0/users?$search=%22displayName:int%22", "Ines Intern"),
        (
            "/v1.0/devices?$search=%22displayName:kiosk%22&$count=true",
            "KIOSK-BER-01",
        ),
        (
            "/v1.0/groups?$search=%22description:kiosks%22",
            "Kiosk Berlin",
        ),
    ] {
        let page = eventual(&service, path).await.json();
        assert_eq!(column(&page, "displayName"), [expected]);
        assert_eq!(get(&service, path).await.status, 400);
    }
}

#[tokio::test]
async fn a_key_may_stand_in_brackets() {
    let service = super::documented().await;
    let reply = get(
        &service,
        &format!("{V1}('{CORP}')/assignments('{CORP_SALES}')"),
    )
    .await;
    assert_eq!(reply.json()["id"], CORP_SALES);
    let encoded = format!("{V1}(%27{CORP}%27)?$expand=assignments");
    assert_eq!(get(&service, &encoded).await.json()["id"], CORP);
    let group = get(&service, &format!("/v1.0/groups('{SALES}')")).await;
    assert_eq!(group.json()["displayName"], "Sales EMEA");
    let user = get(
        &service,
        "/v1.0/users('gus_fabrikam.com%23EXT%23@contoso.onmicrosoft.com')",
    )
    .await;
    assert_eq!(user.status, 200);
    assert_eq!(
        get(&service, "/v1.0/users('o''brien@contoso.com')")
            .await
            .status,
        404
    );
    assert_eq!(get(&service, "/v1.0/groups(id=1)").await.status, 400);
}

#[tokio::test]
async fn users_and_devices_are_listed_page_by_page() {
    let service = super::documented().await;
    for (set, name) in [("users", "userPrincipalName"), ("devices", "deviceId")] {
        let (rows, pages) = whole_list(&service, &format!("/v1.0/{set}?$top=4")).await;
        assert_eq!((rows.len(), pages), (6, 2));
        assert!(
            rows.iter()
                .all(|row| row[name].is_string() && row.get("memberOf").is_none())
        );
        let one = get(
            &service,
            &format!("/v1.0/{set}/{}", rows[0]["id"].as_str().unwrap()),
        )
        .await;
        assert_eq!(one.json()[name], rows[0][name]);
    }
    let (groups, _) = whole_list(&service, "/v1.0/groups").await;
    assert_eq!(groups.len(), 40);
    let above = "/v1.0/devices/6d1f0a3e-2b4c-4d5e-8f60-718293a4b501/transitiveMemberOf/microsoft.graph.group?$count=true";
    let page = eventual(&service, above).await.json();
    assert_eq!(column(&page, "displayName"), ["Kiosk Berlin"]);
    let filters = get(&service, "/beta/deviceManagement/assignmentFilters")
        .await
        .json();
    let id = filters["value"][0]["id"].as_str().unwrap();
    let one = get(
        &service,
        &format!("/beta/deviceManagement/assignmentFilters/{id}"),
    )
    .await;
    assert_eq!(one.json()["id"], id);
}

#[tokio::test]
async fn what_is_not_carried_out_is_refused() {
    let service = super::documented().await;
    let mut paths: Vec<String> = [
        "$search=%22displayName:corp%22",
        "$select=id,nonsense",
        "$orderby=nonsense",
        "$orderby=priority%20downwards",
        "$filter=nonsense%20eq%201",
        "$filter=startswith(displayName,'C')",
        "$filter=isof('microsoft.graph.deviceEnrollmentLimitConfiguration')",
        "$filter=roleScopeTagIds%20eq%20'0'",
        "$filter=roleScopeTagIds/any(s:s%20eq%20'0')",
        "$expand=nonsense",
        "$expand=assignments($select=id)",
        "$top=0",
        "$top=-1",
        "$top=many",
        "$skip=few",
        "$skiptoken=odd",
        "$count=yes",
        "$format=xml",
        "$apply=aggregate($count%20as%20n)",
        "$nonsense=1",
        "$top=1&$top=2",
        "$top=1&top=2",
    ]
    .iter()
    .map(|options| format!("{BETA}?{options}"))
    .collect();
    paths.extend(
        [
            "/v1.0/users?$skip=1",
            "/v1.0/users?$top=1000",
            "/v1.0/users?$expand=manager",
            "/v1.0/users?$count=true",
            "/v1.0/users?$filter=startswith(displayName)",
            "/v1.0/groups?$select=nonsense",
            "/v1.0/groups/$count?$top=1&$search=x",
            "/v1.0/me?$top=1",
            "/v1.0/me?$select=nonsense",
            "/v1.0/organization?$skip=1",
            "/beta/deviceManagement/assignmentFilters?$search=x",
        ]
        .map(str::to_owned),
    );
    for options in [
        "$filter=id%20eq%20'x'",
        "$count=true",
        "$select=nonsense",
        "$top=1",
    ] {
        paths.push(format!("{BETA}/{CORP}?{options}"));
        paths.push(format!("{BETA}/{CORP}/assignments/{CORP_SALES}?{options}"));
    }
    for options in [
        "$expand=target",
        "$select=nonsense",
        "$filter=target%20eq%20'x'",
    ] {
        paths.push(format!("{BETA}/{CORP}/assignments?{options}"));
    }
    paths.push(format!("{V1}/{CORP}/assignments?$select=source"));
    paths.push(format!("{V1}?$select=roleScopeTagIds"));
    paths.push(format!(
        "{V1}?$filter=deviceEnrollmentConfigurationType%20eq%20'limit'"
    ));
    for path in paths {
        let reply = get(&service, &path).await;
        assert_eq!(reply.status, 400, "{path}: {}", reply.body);
        let error = reply.json()["error"].clone();
        assert!(
            error["code"].is_string() && error["message"].is_string(),
            "{path}"
        );
    }
    // Options that are not part of OData are ignored.
    assert_eq!(
        get(&service, &format!("{BETA}?nonsense=1")).await.status,
        200
    );
}
