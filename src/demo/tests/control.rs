//! The recorded requests, and faults.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::spawn_blocking;

use super::super::{Behaviour, Edit, Fault, Options, Tenant, start};
use super::{BETA, CORP, CORP_SALES, KIOSK, V1, call, documented, get, send};

const TO_LEGAL: &str = r##"{"@odata.type":"#microsoft.graph.enrollmentConfigurationAssignment","target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"8f39aaa5-729a-453c-b891-da33e83a9d40"}}"##;

#[tokio::test]
async fn requests_are_recorded_without_the_token() {
    let service = documented().await;
    get(&service, "/v1.0/me?$select=id").await;
    let reply = send(&service, "GET", "/_control/requests", &[], "").await;
    let recorded = reply.unwrap().json();
    assert_eq!(recorded.as_array().unwrap().len(), 1);
    assert_eq!(recorded[0]["method"], "GET");
    assert_eq!(recorded[0]["path"], "/v1.0/me?$select=id");
    assert_eq!(recorded[0]["status"], 200);
    assert_eq!(recorded[0]["body"], json!(null));
    assert_eq!(recorded[0]["headers"]["connection"], "close");
    assert!(recorded[0]["headers"].get("authorization").is_none());
    assert!(!recorded.to_string().contains(&service.token));
}

#[tokio::test]
async fn assignments_are_shown_to_tests() {
    let service = documented().await;
    let path = format!("/_control/assignments/{CORP}");
    let reply = send(&service, "GET", &path, &[], "").await.unwrap();
    assert_eq!(reply.json()[0]["id"], CORP_SALES);
    assert_eq!(
        Some(reply.body.as_str()),
        service.control.assignments(CORP).as_deref()
    );
    let path = "/_control/assignments/nobody";
    let reply = send(&service, "GET", path, &[], "").await.unwrap();
    assert_eq!(reply.status, 404);
    assert_eq!(service.control.assignments("nobody"), None);
}

#[tokio::test]
async fn a_delay_gives_the_normal_answer_later() {
    let service = documented().await;
    service.control.add_fault(Fault {
        path_contains: Some("/organization".to_owned()),
        delay_ms: 150,
        headers: BTreeMap::from([("x-late".to_owned(), "yes".to_owned())]),
        ..Fault::default()
    });
    assert_eq!(get(&service, "/v1.0/me").await.headers.get("x-late"), None);
    let begin = Instant::now();
    let reply = get(&service, "/v1.0/organization").await;
    assert!(begin.elapsed() >= Duration::from_millis(150));
    assert_eq!(
        (reply.status, reply.headers["x-late"].as_str()),
        (200, "yes")
    );
    assert_eq!(reply.json()["value"][0]["displayName"], "Contoso");
}

#[tokio::test]
async fn a_canned_answer_is_used_up() {
    let service = documented().await;
    let fault = r#"{"method":"GET","times":2,"status":429,"headers":{"Retry-After":"2.128"},"body":{"error":{"code":"TooManyRequests"}}}"#;
    let added = send(&service, "POST", "/_control/faults", &[], fault).await;
    assert_eq!(added.unwrap().status, 204);
    for _ in 0..2 {
        let reply = get(&service, "/v1.0/me").await;
        assert_eq!(reply.status, 429);
        assert_eq!(reply.headers["retry-after"], "2.128");
        assert_eq!(reply.body, r#"{"error":{"code":"TooManyRequests"}}"#);
    }
    assert_eq!(get(&service, "/v1.0/me").await.status, 200);
    let statuses: Vec<_> = service
        .control
        .requests()
        .iter()
        .map(|r| r.status)
        .collect();
    assert_eq!(statuses, [Some(429), Some(429), Some(200)]);
    let fault = r#"{"times":9,"body":"plain","headers":{"content-type":"text/plain"}}"#;
    send(&service, "POST", "/_control/faults", &[], fault).await;
    let reply = get(&service, "/v1.0/me").await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "plain"));
    assert_eq!(reply.headers["content-type"], "text/plain");
    send(&service, "DELETE", "/_control/faults", &[], "").await;
    assert!(get(&service, "/v1.0/me").await.body.contains("Avery"));
    let odd = send(&service, "POST", "/_control/faults", &[], r#"{"tims":1}"#).await;
    assert_eq!(odd.unwrap().status, 400);
}

#[tokio::test]
async fn a_drop_gives_no_answer_with_or_without_the_change() {
    for (apply, first) in [(false, CORP_SALES), (true, "_8f39aaa5-")] {
        let service = documented().await;
        service.control.add_fault(Fault {
            method: Some("PATCH".to_owned()),
            drop: true,
            apply,
            ..Fault::default()
        });
        let bearer = format!("Bearer {}", service.token);
        let headers = [("Authorization", bearer.as_str())];
        let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
        let reply = send(&service, "PATCH", &path, &headers, TO_LEGAL).await;
        assert!(reply.is_none());
        assert!(service.control.assignments(CORP).unwrap().contains(first));
        let recorded = service.control.requests().pop().unwrap();
        assert_eq!(recorded.status, None);
        assert_eq!(recorded.body.as_deref(), Some(TO_LEGAL));
    }
}

#[tokio::test]
async fn a_canned_refusal_can_hide_a_change() {
    let service = documented().await;
    service.control.add_fault(Fault {
        status: Some(503),
        apply: true,
        ..Fault::default()
    });
    let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
    assert_eq!(call(&service, "PATCH", &path, TO_LEGAL).await.status, 503);
    let rows = service.control.assignments(CORP).unwrap();
    assert!(rows.contains("_8f39aaa5-"));
}

#[tokio::test]
async fn dropping_the_service_ends_it() {
    let service = documented().await;
    let address = service.base_url.strip_prefix("http://").unwrap().to_owned();
    let mut open = TcpStream::connect(&address).unwrap();
    // Once this is answered, the earlier connection has been accepted too.
    get(&service, "/v1.0/me").await;
    drop(service);
    // The end of the open connection shows that the tasks, and so the listener, are gone.
    let read = spawn_blocking(move || open.read(&mut [0; 8]).unwrap_or(0));
    assert_eq!(read.await.unwrap(), 0);
    assert!(TcpStream::connect(&address).is_err());
}

#[tokio::test]
async fn options_are_checked_and_spelled() {
    let tenant = Tenant::from_json("{}");
    let error = start(Options {
        tenant,
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert_eq!("live".parse(), Ok(Behaviour::Live));
    assert_eq!("documented".parse(), Ok(Behaviour::Documented));
    assert!("Live".parse::<Behaviour>().is_err());
    assert_eq!(Behaviour::Documented.to_string(), "documented");
}

#[tokio::test]
async fn what_a_fault_lets_pass_is_counted() {
    let service = documented().await;
    for fault in [
        r#"{"method":"GET","skip":1,"status":418}"#,
        r#"{"method":"GET","skip":1,"status":419}"#,
    ] {
        let added = send(&service, "POST", "/_control/faults", &[], fault).await;
        assert_eq!(added.unwrap().status, 204);
    }
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(get(&service, "/v1.0/me").await.status);
    }
    assert_eq!(statuses, [200, 418, 419, 200]);
}

#[tokio::test]
async fn somebody_else_changes_a_list_before_or_after_the_request() {
    let all_users = r##"[{"@odata.type":"#microsoft.graph.allLicensedUsersAssignmentTarget"}]"##;
    for after in [false, true] {
        let service = documented().await;
        let fault = json!({"method": "PATCH", "edit": {
            "configuration": CORP, "after": after,
            "targets": serde_json::from_str::<serde_json::Value>(all_users).unwrap(),
        }});
        let body = fault.to_string();
        let added = send(&service, "POST", "/_control/faults", &[], &body).await;
        assert_eq!(added.unwrap().status, 204);
        let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
        let reply = call(&service, "PATCH", &path, TO_LEGAL).await;
        // The assignment in the request exists only as long as the other admin has not removed it.
        assert_eq!(reply.status, if after { 200 } else { 404 });
        let rows: serde_json::Value =
            serde_json::from_str(&service.control.assignments(CORP).unwrap()).unwrap();
        assert_eq!(rows.as_array().unwrap().len(), 1);
        assert_eq!(
            rows[0]["target"]["@odata.type"],
            "#microsoft.graph.allLicensedUsersAssignmentTarget"
        );
    }
}

#[tokio::test]
async fn somebody_else_moves_a_priority() {
    let service = documented().await;
    service.control.add_fault(Fault {
        edit: Some(Edit {
            configuration: CORP.to_owned(),
            priority: Some(2),
            ..Edit::default()
        }),
        ..Fault::default()
    });
    let reply = get(&service, &format!("{BETA}/{CORP}")).await;
    assert_eq!(reply.json()["priority"], 2);
    let reply = get(&service, &format!("{BETA}/{KIOSK}")).await;
    assert_eq!(reply.json()["priority"], 1);
}

#[tokio::test]
async fn an_edit_that_makes_no_sense_is_refused() {
    let service = documented().await;
    for edit in [
        json!({"configuration": "nobody"}),
        json!({"configuration": CORP, "targets": {}}),
        json!({"configuration": CORP, "target": []}),
    ] {
        let body = json!({"edit": edit}).to_string();
        let reply = send(&service, "POST", "/_control/faults", &[], &body).await;
        assert_eq!(reply.unwrap().status, 400, "{body}");
    }
}

#[tokio::test]
async fn a_change_can_be_invisible_for_some_reads() {
    let service = documented().await;
    service.control.add_fault(Fault {
        method: Some("PATCH".to_owned()),
        stale_reads: 2,
        ..Fault::default()
    });
    let path = format!("{V1}/{CORP}/assignments/{CORP_SALES}");
    assert_eq!(call(&service, "PATCH", &path, TO_LEGAL).await.status, 200);
    let list = format!("{BETA}/{CORP}/assignments");
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(get(&service, &list).await.body.contains("8f39aaa5-"));
    }
    assert_eq!(seen, [false, false, true]);
}

#[tokio::test]
async fn an_expanded_list_is_cut_and_its_link_leads_to_the_rest() {
    let service = documented().await;
    let fault = r#"{"pathContains":"expand","expanded":1}"#;
    service.control.add_fault_json(fault).unwrap();
    let path = format!("{BETA}?$expand=assignments");
    let cut = get(&service, &path).await.json();
    let is_corp = |one: &&serde_json::Value| one["id"] == CORP;
    let corp = cut["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(is_corp)
        .unwrap();
    assert_eq!(corp["assignments"].as_array().unwrap().len(), 1);
    let link = corp["assignments@odata.nextLink"].as_str().unwrap();
    let rest = get(&service, link.strip_prefix(&service.base_url).unwrap())
        .await
        .json();
    assert_eq!(rest["value"].as_array().unwrap().len(), 3);
    assert_ne!(rest["value"][0]["id"], corp["assignments"][0]["id"]);
    // A short list has no link.
    let whole = get(&service, &path).await.body;
    assert!(!whole.contains("assignments@odata.nextLink"), "{whole}");
}
