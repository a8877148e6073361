//! Several requests in one.

use serde_json::{Value, json};

use super::super::Service;
use super::{Reply, call, documented};

async fn batch(service: &Service, requests: Value) -> Reply {
    let body = json!({ "requests": requests }).to_string();
    call(service, "POST", "/v1.0/$batch", &body).await
}

fn me(id: impl Into<Value>) -> Value {
    json!({"id": id.into(), "method": "GET", "url": "/me"})
}

#[tokio::test]
async fn an_id_may_be_a_number_and_is_answered_as_text() {
    let service = documented().await;
    let reply = batch(&service, json!([me(1), me("two")])).await;
    let answers = reply.json()["responses"].clone();
    assert_eq!(
        (&answers[0]["id"], &answers[1]["id"]),
        (&json!("1"), &json!("two"))
    );
    assert_eq!(answers[0]["body"]["displayName"], "Avery Admin");
}

#[tokio::test]
async fn an_id_is_used_once() {
    let service = documented().await;
    for twice in [
        json!([me(1), me(1)]),
        json!([me(1), me("1")]),
        json!([me("a"), me("a")]),
    ] {
        let reply = batch(&service, twice).await;
        assert_eq!(reply.status, 400, "{}", reply.body);
        assert_eq!(reply.json()["error"]["code"], "BadRequest");
    }
    for odd in [
        json!([me(true)]),
        json!([me(Value::Null)]),
        json!([{"method": "GET", "url": "/me"}]),
    ] {
        assert_eq!(batch(&service, odd).await.status, 400);
    }
}

#[tokio::test]
async fn what_depends_on_a_failure_is_not_done() {
    let service = documented().await;
    let mut after = me("after");
    after["dependsOn"] = json!(["first"]);
    let first = |url: &str| json!({"id": "first", "method": "GET", "url": url});
    for (url, status) in [("/me", 200), ("/groups/nobody", 424)] {
        let reply = batch(&service, json!([first(url), after])).await;
        assert_eq!(reply.json()["responses"][1]["status"], status);
    }
    // A request can only wait for an earlier one.
    assert_eq!(
        batch(&service, json!([after, first("/me")])).await.status,
        400
    );
}
