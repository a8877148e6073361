//! Which configurations the service says apply to a user.

use std::collections::BTreeSet;

use serde_json::json;

use super::super::{Fault, Options, Service, Tenant, start};
use super::{get, send};

const FUNCTION: &str = "getEffectiveDeviceEnrollmentConfigurations";
const SASHA: &str = "2f6b7d0e-3f0b-4f5c-9a54-0d7a4b0c6a11";
const NILS: &str = "e1f2a3b4-c5d6-4e7f-8091-a2b3c4d5e655";
const INES: &str = "5c1a7be2-8d0c-4a0e-8a6e-6c1e6f0b9d22";

async fn small_pages() -> Service {
    start(Options {
        page_size: 4,
        ..Options::default()
    })
    .await
    .unwrap()
}

/// Returns the names of everything that applies, from all pages.
async fn names(service: &Service, user: &str) -> BTreeSet<String> {
    let path = format!("/beta/users/{user}/{FUNCTION}");
    let (rows, _) = super::whole_list(service, &path).await;
    assert!(rows.iter().all(|row| row.get("assignments").is_none()));
    let one = |row: &serde_json::Value| {
        let platform = row["platformType"].as_str().unwrap_or_default();
        let end = row["id"].as_str().unwrap().split('_').next_back().unwrap();
        format!("{end} {platform} {}", row["displayName"].as_str().unwrap())
    };
    rows.iter().map(one).collect()
}

#[tokio::test]
async fn the_first_by_priority_applies_and_else_the_default() {
    let service = small_pages().await;
    let sasha = names(&service, SASHA).await;
    for name in [
        "SinglePlatformRestriction windows Block personal Windows",
        "SinglePlatformRestriction mac Macs of the company",
        "SinglePlatformRestriction ios Block old iOS",
        "Windows10EnrollmentCompletionPageConfiguration  Corp ESP",
        "EnrollmentNotificationsConfiguration ios Mail on iOS enrollment",
        "DefaultLimit  All users and all devices",
        "DefaultPlatformRestrictions  All users and all devices",
        "WindowsRestore  All users and all devices",
    ] {
        assert!(sasha.contains(name), "{name}: {sasha:#?}");
    }
    assert!(!sasha.iter().any(|name| name.contains("Co-management")));
    let nils = names(&service, NILS).await;
    // A user without groups gets what all users get. All devices does not include users.
    assert!(nils.contains("Windows10EnrollmentCompletionPageConfiguration  Shared device ESP"));
    assert!(!nils.iter().any(|name| name.contains(" mac ")));
    // A group above the user's own counts, and an exclusion does not remove what other assignments give.
    let ines = names(&service, INES).await;
    assert!(
        ines.contains("Limit  Fifteen devices for engineers"),
        "{ines:#?}"
    );
}

#[tokio::test]
async fn an_excluded_group_leaves_out() {
    let group = |id: &str, kind: &str| {
        json!({"id": kind, "source": "direct", "sourceId": null, "target": {
            "@odata.type": format!("#microsoft.graph.{kind}"), "groupId": id}})
    };
    let (all, some) = (
        "00000000-0000-4000-8000-00000000000a",
        "00000000-0000-4000-8000-00000000000b",
    );
    let limit = |id: &str, priority: u32, rows: serde_json::Value| {
        json!({"@odata.type": "#microsoft.graph.deviceEnrollmentLimitConfiguration", "id": id,
            "displayName": id, "priority": priority, "assignments": rows})
    };
    let rows = json!([
        group(all, "groupAssignmentTarget"),
        group(some, "exclusionGroupAssignmentTarget")
    ]);
    let tenant = json!({
        "organization": {"id": "o"}, "me": {"id": SASHA},
        "groups": [{"id": all}, {"id": some}],
        "users": [{"id": SASHA, "memberOf": [all]}, {"id": NILS, "memberOf": [all, some]}],
        "configurations": [limit("d_DefaultLimit", 0, json!([])), limit("a_Limit", 1, rows)],
    });
    let tenant = Tenant::from_json(tenant.to_string());
    let options = Options {
        tenant,
        ..Options::default()
    };
    let service = start(options).await.unwrap();
    for (user, expected) in [(SASHA, "a_Limit"), (NILS, "d_DefaultLimit")] {
        let reply = get(&service, &format!("/beta/users/{user}/{FUNCTION}")).await;
        assert_eq!(reply.json()["value"][0]["id"], expected);
    }
    let me = get(&service, &format!("/beta/me/microsoft.graph.{FUNCTION}()")).await;
    assert_eq!(me.json()["value"][0]["id"], "a_Limit", "{}", me.body);
}

#[tokio::test]
async fn it_is_asked_by_object_id_and_of_beta() {
    let service = small_pages().await;
    for (path, status) in [
        (format!("/v1.0/users/{SASHA}/{FUNCTION}"), 400),
        (format!("/beta/users/sasha@contoso.com/{FUNCTION}"), 400),
        (
            format!("/beta/users/00000000-0000-4000-8000-000000000000/{FUNCTION}"),
            404,
        ),
        (format!("/beta/users('{SASHA}')/{FUNCTION}()"), 200),
        (format!("/beta/users/{SASHA}/{FUNCTION}?$top=2"), 200),
        (
            format!("/beta/users/{SASHA}/{FUNCTION}?$expand=assignments"),
            400,
        ),
    ] {
        let reply = get(&service, &path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
    }
}

#[tokio::test]
async fn it_can_be_behind_and_it_can_refuse() {
    let service = small_pages().await;
    let up_to_date = names(&service, SASHA).await;
    let nobody = names(&service, NILS).await;
    service.control.add_fault(Fault {
        path_contains: Some(FUNCTION.to_owned()),
        times: 5,
        without_groups: true,
        ..Fault::default()
    });
    let behind = names(&service, SASHA).await;
    assert_ne!(behind, up_to_date);
    assert_eq!(behind, nobody, "as one who is in no group");
    service.control.clear_faults();
    for status in [400, 403, 404] {
        let fault =
            json!({"pathContains": FUNCTION, "status": status, "body": {"error": {"code": "x"}}});
        let posted = send(
            &service,
            "POST",
            "/_control/faults",
            &[],
            &fault.to_string(),
        )
        .await;
        assert_eq!(posted.unwrap().status, 204);
        let reply = get(&service, &format!("/beta/users/{SASHA}/{FUNCTION}")).await;
        assert_eq!(reply.status, status);
    }
}
