//! Tests of changes and their requests.

use serde_json::value::RawValue;

use super::*;
use crate::domain::{
    ApiMode, ApiVersion, Filter, FilterMode, NewTarget, ObjectId, RawObject, Source, TargetType,
};

const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const FREE: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f51";
const FILTER: &str = r#""deviceAndAppManagementAssignmentFilterId":"1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50","deviceAndAppManagementAssignmentFilterType":"include""#;

fn configuration(odata_type: &str, priority: i64) -> Configuration {
    let json = format!(
        r##"{{"@odata.type":"#microsoft.graph.{odata_type}","id":"c_X","displayName":"C","priority":{priority}}}"##
    );
    Configuration::from_raw(serde_json::from_str(&json).unwrap())
        .unwrap()
        .0
}

fn row(source: &str, target: &str) -> Assignment {
    let json = format!(r#"{{"id":"a_1","source":"{source}","target":{target}}}"#);
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn scope_tag() -> Assignment {
    row(
        "direct",
        &format!(
            r##"{{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{ID}","deviceAndAppManagementAssignmentFilterId":null,"deviceAndAppManagementAssignmentFilterType":"none"}}"##
        ),
    )
}

fn to_device(row: &Assignment) -> Target {
    let id = ObjectId::parse(ID).unwrap();
    row.target
        .retarget(&NewTarget::ScopeTagGroup(TargetType::Device, id))
}

#[test]
fn the_request_is_the_documented_one() {
    let row = scope_tag();
    let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
    let change = Change::retarget(&esp, std::slice::from_ref(&row), &row, to_device(&row)).unwrap();
    let request = change
        .request(ApiMode::Auto, Via::Patch, &[], ApiVersion::Beta)
        .unwrap();
    assert_eq!(
        request.path,
        "/v1.0/deviceManagement/deviceEnrollmentConfigurations/c_X/assignments/a_1"
    );
    assert_eq!(
        request.body,
        format!(
            r##"{{"@odata.type":"#microsoft.graph.enrollmentConfigurationAssignment","target":{{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"device","entraObjectId":"{ID}"}}}}"##
        )
    );
}

#[test]
fn what_v1_cannot_carry_goes_to_beta_or_is_refused() {
    let plain = scope_tag();
    let filtered = row(
        "direct",
        &format!(r##"{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget",{FILTER}}}"##),
    );
    let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
    let beta_only = configuration("deviceEnrollmentNotificationConfiguration", 1);
    for (configuration, row) in [(&esp, &filtered), (&beta_only, &plain)] {
        let after = row.target.retarget(&NewTarget::AllUsers);
        let change =
            Change::retarget(configuration, std::slice::from_ref(row), row, after).unwrap();
        assert_eq!(
            change
                .request(ApiMode::Auto, Via::Patch, &[], ApiVersion::Beta)
                .unwrap()
                .version,
            ApiVersion::Beta
        );
        assert!(matches!(
            change.request(ApiMode::V1, Via::Patch, &[], ApiVersion::Beta),
            Err(Refusal::NeedsBeta(_))
        ));
    }
}

#[test]
fn rows_that_may_not_be_written_are_refused_with_the_reason() {
    let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
    let default = configuration("windows10EnrollmentCompletionPageConfiguration", 0);
    let plain = scope_tag();
    let policy_set = row(
        "policySets",
        r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}"##,
    );
    let exclusion = row(
        "direct",
        r##"{"@odata.type":"#microsoft.graph.exclusionGroupAssignmentTarget","groupId":"g"}"##,
    );
    assert_eq!(
        refuse_edit(&default, &plain),
        Err(Refusal::DefaultConfiguration)
    );
    assert_eq!(refuse_edit(&esp, &policy_set), Err(Refusal::PolicySets));
    assert_eq!(refuse_edit(&esp, &exclusion), Err(Refusal::Exclusion));
    assert_eq!(refuse_edit(&esp, &plain), Ok(()));
    let same = plain.target.clone();
    assert_eq!(
        Change::retarget(&esp, std::slice::from_ref(&plain), &plain, same),
        Err(Refusal::SameTarget)
    );
    let mut other = plain.clone();
    other.id = AssignmentId::new("a_2".to_owned());
    other.target = to_device(&plain);
    assert_eq!(
        Change::retarget(&esp, &[plain.clone(), other], &plain, to_device(&plain)),
        Err(Refusal::Duplicate)
    );
    let there = std::slice::from_ref(&plain);
    let add = |target| Change::add(&esp, there, target);
    assert_eq!(add(plain.target.clone()), Err(Refusal::SameTarget));
    let filtered = plain.target.with_filter(Some(&Filter {
        id: "f".to_owned(),
        mode: FilterMode::Include,
    }));
    assert_eq!(add(filtered), Err(Refusal::Duplicate));
}

fn group(assignment: &str, group: &str) -> Assignment {
    let json = format!(
        r##"{{"id":"{assignment}","source":"direct","sourceId":"s","target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{group}","big":123456789012345678901234567890,{FILTER}}}}}"##
    );
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn esp() -> Configuration {
    configuration("windows10EnrollmentCompletionPageConfiguration", 1)
}

#[test]
fn replacing_names_every_row_with_its_filter_and_its_unknown_properties() {
    let rows = [scope_tag(), group("a_2", "g2")];
    let change = Change::retarget(&esp(), &rows, &rows[0], to_device(&rows[0])).unwrap();
    let request = change
        .request(ApiMode::Auto, Via::Assign, &rows, ApiVersion::Beta)
        .unwrap();
    assert_eq!(
        request.path,
        "/beta/deviceManagement/deviceEnrollmentConfigurations/c_X/assign"
    );
    assert!(
        request
            .body
            .starts_with(r#"{"enrollmentConfigurationAssignments":[{"target":{"#)
    );
    for kept in ["\"device\"", "g2", "123456789012345678901234567890", FILTER] {
        assert!(request.body.contains(kept), "{kept}");
    }
    for left_out in ["a_2", "source", "sourceId"] {
        assert!(!request.body.contains(left_out), "{left_out}");
    }
}

#[test]
fn a_list_that_could_lose_something_is_not_replaced() {
    let plain = scope_tag();
    let mut of_a_policy_set = group("a_2", "g2");
    of_a_policy_set.source = Source::PolicySets;
    let exclusion = row(
        "direct",
        r##"{"@odata.type":"#microsoft.graph.exclusionGroupAssignmentTarget","groupId":"g"}"##,
    );
    for (other, version, mode, refusal) in [
        (
            of_a_policy_set,
            ApiVersion::Beta,
            ApiMode::Auto,
            Refusal::PolicySetInList,
        ),
        (
            exclusion,
            ApiVersion::Beta,
            ApiMode::Auto,
            Refusal::ExclusionInList,
        ),
        (
            group("a_3", "g3"),
            ApiVersion::V1,
            ApiMode::Auto,
            Refusal::ReadFromV1,
        ),
        (
            group("a_3", "g3"),
            ApiVersion::Beta,
            ApiMode::V1,
            Refusal::ReadFromV1,
        ),
    ] {
        let rows = [plain.clone(), other];
        let change = Change::remove(&esp(), &rows, &rows[0]).unwrap();
        assert_eq!(
            change.request(mode, Via::Assign, &rows, version),
            Err(refusal)
        );
    }
}

#[test]
fn a_change_and_its_reverse_leave_the_list_as_it_was() {
    let rows = vec![scope_tag(), group("a_2", "g2")];
    let targets = |rows: &[Assignment]| -> Vec<Target> {
        rows.iter().map(|row| row.target.clone()).collect()
    };
    let new = group("x", "g9").target;
    let changes = [
        Change::retarget(&esp(), &rows, &rows[0], new.clone()).unwrap(),
        Change::add(&esp(), &rows, new.clone()).unwrap(),
        Change::remove(&esp(), &rows, &rows[1]).unwrap(),
        Change::replace(&esp(), &rows, vec![new]).unwrap(),
    ];
    for change in changes {
        let after = change.after(&targets(&rows));
        let now: Vec<Assignment> = after
            .into_iter()
            .enumerate()
            .map(|(at, target)| Assignment {
                id: AssignmentId::new(format!("n_{at}")),
                source: Source::Direct,
                target,
                raw: RawObject::default(),
            })
            .collect();
        let back = change.reverse(&esp(), &now).unwrap();
        assert!(
            same_targets(&back.after(&targets(&now)), &targets(&rows)),
            "{change:?}"
        );
    }
}

#[test]
fn a_change_that_others_built_on_is_not_taken_back() {
    let rows = vec![scope_tag(), group("a_2", "g2")];
    let replaced = Change::replace(&esp(), &rows, vec![group("x", "g9").target]).unwrap();
    let grown = [group("n_1", "g9"), group("n_2", "theirs")];
    assert_eq!(replaced.reverse(&esp(), &grown), Err(Refusal::SameTarget));
    assert!(replaced.reverse(&esp(), &grown[..1]).is_ok());

    let at = |priority| configuration("deviceEnrollmentLimitConfiguration", priority);
    let moved = Change::set_priority(&at(2), &[], order(), 1).unwrap();
    assert!(moved.reverse(&at(1), &[]).is_ok());
    assert_eq!(moved.reverse(&at(3), &[]), Err(Refusal::SamePriority));
}

#[test]
fn a_filter_that_goes_is_named_to_beta() {
    let row = row(
        "direct",
        &format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{ID}",{FILTER}}}"##
        ),
    );
    let rows = [row.clone()];
    let change = Change::retarget(&esp(), &rows, &row, row.target.with_filter(None)).unwrap();
    let request = |mode| change.request(mode, Via::Patch, &rows, ApiVersion::Beta);
    let sent = request(ApiMode::Auto).unwrap();
    assert_eq!(sent.version, ApiVersion::Beta);
    assert!(sent.body.contains("FilterId\":null"), "{}", sent.body);
    assert!(matches!(request(ApiMode::V1), Err(Refusal::NeedsBeta(_))));
}

fn order() -> Vec<ConfigurationId> {
    ["a", "c_X", "b"]
        .map(|id| ConfigurationId::new(id.to_owned()))
        .into()
}

#[test]
fn priorities_begin_with_one_and_defaults_have_none() {
    let second = configuration("deviceEnrollmentLimitConfiguration", 2);
    assert_eq!(
        Change::set_priority(&second, &[], order(), 0),
        Err(Refusal::FirstPriority)
    );
    assert_eq!(
        Change::set_priority(&second, &[], order(), 2),
        Err(Refusal::SamePriority)
    );
    let default = configuration("deviceEnrollmentLimitConfiguration", 0);
    assert_eq!(
        Change::set_priority(&default, &[], order(), 1),
        Err(Refusal::DefaultConfiguration)
    );
    let change = Change::set_priority(&second, &[], order(), 1).unwrap();
    let ids: Vec<String> = change
        .order_after()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(ids, ["c_X", "a", "b"]);
    let request = change
        .request(ApiMode::Auto, Via::SetPriority, &[], ApiVersion::Beta)
        .unwrap();
    assert_eq!(request.body, r#"{"priority":1}"#);
    assert!(request.path.ends_with("/c_X/setPriority"));
    // No other request can make this change. An `assign` would empty the list.
    for via in [Via::Patch, Via::Assign] {
        let other = change.request(ApiMode::Auto, via, &[], ApiVersion::Beta);
        assert_eq!(other, Ok(request.clone()));
    }
}

#[test]
fn a_change_survives_being_written_down() {
    let rows = [scope_tag(), group("a_2", "g2")];
    let change = Change::retarget(&esp(), &rows, &rows[1], to_device(&rows[0]))
        .or_else(|_| Change::remove(&esp(), &rows, &rows[1]))
        .unwrap();
    let json = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
    assert!(json.contains("123456789012345678901234567890"));
    let raw: RawObject = serde_json::from_str(&json).unwrap();
    assert_eq!(raw.text("configuration").as_deref(), Some("c_X"));
}

#[test]
fn a_notification_takes_groups_and_all_users_only() {
    let notification = configuration("deviceEnrollmentNotificationConfiguration", 1);
    let all_devices = row(
        "direct",
        r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}"##,
    )
    .target;
    let refused = Change::add(&notification, &[], all_devices.clone());
    assert!(matches!(refused, Err(Refusal::KindOfSubtype(..))));
    assert!(Change::add(&esp(), &[], all_devices).is_ok());
}

#[test]
fn a_row_that_could_not_be_read_keeps_its_list_from_being_replaced() {
    let esp = configuration("windows10EnrollmentCompletionPageConfiguration", 1);
    let json = r##"{"target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}"##;
    let odd = RawValue::from_string(json.to_owned()).unwrap();
    let rows = [vec![scope_tag()], Assignment::list(&[odd])].concat();
    let group = NewTarget::Group(ObjectId::parse(FREE).unwrap()).into_target();
    let via = |change: Change, via| change.request(ApiMode::Auto, via, &rows, ApiVersion::Beta);
    let add = Change::add(&esp, &rows, group.clone()).unwrap();
    assert_eq!(via(add, Via::Assign), Err(Refusal::UnreadableInList));
    let remove = Change::remove(&esp, &rows, &rows[0]).unwrap();
    assert_eq!(via(remove, Via::Assign), Err(Refusal::UnreadableInList));
    let replace = Change::replace(&esp, &rows, vec![group.clone()]).unwrap();
    assert_eq!(via(replace, Via::Assign), Err(Refusal::UnreadableInList));
    // It is not added to another list, and not edited.
    let odd = rows[1].target.clone();
    let replace = Change::replace(&esp, &rows[..1], vec![group.clone(), odd]);
    assert_eq!(replace, Err(Refusal::UnreadableInList));
    let edit = Change::retarget(&esp, &rows, &rows[1], group.clone());
    assert_eq!(edit, Err(Refusal::UnreadableRow));
    assert_eq!(
        Change::remove(&esp, &rows, &rows[1]),
        Err(Refusal::UnreadableRow)
    );
    // The row next to it is changed only by its own request.
    let change = Change::retarget(&esp, &rows, &rows[0], group).unwrap();
    assert!(via(change.clone(), Via::Patch).is_ok());
    assert_eq!(via(change, Via::Assign), Err(Refusal::UnreadableInList));
}
