//! Names of ids, groups by name, and many reads in one request.

use enlist::demo::Fault;
use enlist::domain::{AssignmentFilter, Name};

use super::*;

const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

fn refuse(service: &demo::Service, method: &str, path: &str, times: u32) {
    service.control.add_fault(Fault {
        method: Some(method.to_owned()),
        path_contains: Some(path.to_owned()),
        times,
        status: Some(403),
        body: Some(
            r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}"#
                .to_owned(),
        ),
        ..Fault::default()
    });
}

fn name_of(name: &Name) -> &str {
    match name {
        Name::Known { name, .. } => name,
        _ => panic!("{name:?}"),
    }
}

#[tokio::test]
async fn where_many_at_once_are_refused_groups_are_asked_for_in_batches() {
    let service = demo().await;
    refuse(&service, "POST", "getByIds", 1);
    let names = client(&service, ApiMode::Auto)
        .names(&[id(SALES), id(ENGINEERING), id(DELETED), id(SALES)])
        .await
        .unwrap();
    assert_eq!(name_of(&names[&id(SALES)]), "Sales EMEA");
    assert_eq!(name_of(&names[&id(ENGINEERING)]), "Engineering");
    assert_eq!(names[&id(DELETED)], Name::Deleted);
    let paths: Vec<String> = service
        .control
        .requests()
        .iter()
        .map(|request| request.path.clone())
        .collect();
    assert_eq!(paths.len(), 2, "{paths:?}");
    assert_eq!(paths[1], "/v1.0/$batch");
}

#[tokio::test]
async fn where_not_even_one_may_be_read_ids_stand_in_and_no_other_is_asked_for() {
    let service = demo().await;
    refuse(&service, "POST", "getByIds", 1);
    refuse(&service, "GET", "/groups/", 1_000);
    let ids: Vec<ObjectId> = (0..100)
        .map(|at| id(&format!("{at:08x}-3d94-4f5e-9d2a-0d3c8a8e0001")))
        .collect();
    let names = client(&service, ApiMode::Auto).names(&ids).await.unwrap();
    assert_eq!(names.len(), 100);
    assert!(names.values().all(|name| *name == Name::Refused));
    assert_eq!(service.control.requests().len(), 2);
}

#[tokio::test]
async fn what_a_batch_puts_off_is_asked_for_again_and_nothing_else() {
    let service = demo().await;
    refuse(&service, "POST", "getByIds", 1);
    service.control.add_fault(Fault {
        path_contains: Some(format!("/groups/{ENGINEERING}")),
        status: Some(429),
        body: Some("{}".to_owned()),
        headers: [("Retry-After".to_owned(), "0".to_owned())].into(),
        ..Fault::default()
    });
    let names = client(&service, ApiMode::Auto)
        .names(&[id(SALES), id(ENGINEERING)])
        .await
        .unwrap();
    assert_eq!(name_of(&names[&id(ENGINEERING)]), "Engineering");
    let batches: Vec<String> = service
        .control
        .requests()
        .iter()
        .filter(|request| request.path.ends_with("$batch"))
        .filter_map(|request| request.body.clone())
        .collect();
    assert_eq!(batches.len(), 2);
    assert!(batches[0].contains(SALES) && batches[0].contains(ENGINEERING));
    assert!(!batches[1].contains(SALES), "{}", batches[1]);
}

#[tokio::test]
async fn several_groups_are_counted_in_one_request() {
    let service = demo().await;
    let counted = client(&service, ApiMode::Auto)
        .member_counts(&[id(SALES), id(DELETED), id(ENGINEERING)])
        .await
        .unwrap();
    let counted: Vec<_> = counted
        .iter()
        .map(|(id, count)| (id.as_str(), count.users, count.devices))
        .collect();
    assert_eq!(
        counted,
        [(SALES, 1_204, 1_187), (ENGINEERING, 2_450, 3_012)]
    );
    assert_eq!(service.control.requests().len(), 1);
}

#[tokio::test]
async fn a_group_is_found_by_its_beginning_and_by_words_inside_its_name() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    let found = async |typed: &str| -> Vec<String> {
        let found = client.groups_like(typed).await.unwrap();
        found.into_iter().map(|group| group.name).collect()
    };
    assert_eq!(
        found("shop fl").await,
        ["Shop floor Győr", "Shop floor Munich"]
    );
    assert_eq!(found("munich").await, ["Shop floor Munich"]);
    // Those that begin like this go first, each once.
    assert_eq!(
        found("e").await[..2],
        [
            "Engineering",
            "Every employee of the Contoso subsidiaries in Central and Eastern Europe whose notebook was bought before the harmonised procurement of 2024 and who has neither opted out of the pilot nor moved to another cost centre since the last quarterly review"
        ]
    );
    // What would end the text in either of the two questions.
    assert_eq!(found(r#"o'br"ien\"#).await, Vec::<String>::new());
    assert_eq!(
        found("=HYPERLINK(\"").await,
        ["=HYPERLINK(\"https://contoso.example\")"]
    );
}

#[tokio::test]
async fn one_of_the_two_searches_is_enough() {
    let service = demo().await;
    refuse(&service, "GET", "$search", 1);
    let client = client(&service, ApiMode::Auto);
    let found = client.groups_like("engin").await.unwrap();
    assert_eq!(found[0].kind.title(), "M365 assigned");
    refuse(&service, "GET", "/groups?", 2);
    let error = client.groups_like("engin").await.unwrap_err();
    assert_eq!(error.status(), Some(403));
}

#[tokio::test]
async fn filters_and_scope_tags_are_read_with_what_tells_them_apart() {
    let service = demo().await;
    let client = client(&service, ApiMode::Auto);
    let filters: Vec<AssignmentFilter> = client.filters().await.unwrap();
    let names: Vec<_> = filters
        .iter()
        .map(|filter| (filter.name.as_str(), filter.platform.as_str()))
        .collect();
    assert_eq!(names[0], ("Corp Windows devices", "windows10AndLater"));
    let tags = client.scope_tags().await.unwrap();
    assert!(tags.contains(&("2".to_owned(), "Kiosks".to_owned())));
}
