use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::*;
use crate::domain::{Enrollment, ObjectId, explain};

const MINE: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const OTHER: &str = "f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn read(json: &str) -> (Configuration, Option<Vec<super::super::Assignment>>) {
    Configuration::read(&RawValue::from_string(json.to_owned()).unwrap())
}

fn answer(rows: &[&str]) -> EffectiveConfigurations {
    EffectiveConfigurations {
        rows: rows.iter().map(|json| read(json).0).collect(),
    }
}

/// A configuration with targets: `users`, `devices`, or `group ID`, each with a filter after a `+`.
fn listed(id: &str, priority: u32, targets: &[&str]) -> Row {
    let target = |text: &&str| {
        let (text, filter) = text
            .split_once('+')
            .map_or((*text, ""), |(text, _)| (text, OTHER));
        let kind = match text.split(' ').next().unwrap() {
            "users" => "allLicensedUsers",
            "devices" => "allDevices",
            kind => kind,
        };
        let group = text.split(' ').nth(1).unwrap_or_default();
        let filter = if filter.is_empty() {
            String::new()
        } else {
            format!(
                r#","deviceAndAppManagementAssignmentFilterId":"{filter}","deviceAndAppManagementAssignmentFilterType":"include""#
            )
        };
        format!(
            r##"{{"id":"a","target":{{"@odata.type":"#microsoft.graph.{kind}AssignmentTarget","groupId":"{group}"{filter}}}}}"##
        )
    };
    let targets: Vec<String> = targets.iter().map(target).collect();
    let json = format!(
        r#"{{"id":"{id}","displayName":"{id}","priority":{priority},"assignments":[{}]}}"#,
        targets.join(",")
    );
    let (configuration, assignments) = read(&json);
    Row {
        configuration,
        assignments: assignments.unwrap(),
    }
}

/// Compares the first type of a list with an answer that names these IDs.
fn compared(rows: &[Row], named: &[&str], test: impl FnOnce(Comparison<'_>)) {
    let answer = EffectiveConfigurations {
        rows: named
            .iter()
            .map(|id| read(&format!(r#"{{"id":"{id}"}}"#)).0)
            .collect(),
    };
    let groups = BTreeSet::from([ObjectId::parse(MINE).unwrap()]);
    let nobody = BTreeSet::new();
    let enrollment = Enrollment::of_user(&groups, &nobody);
    let pairs = rows
        .iter()
        .map(|row| (&row.configuration, row.assignments.as_slice()));
    let explained = explain(pairs, &enrollment);
    test(answer.compare(&explained[0], rows, true));
}

#[test]
fn the_row_of_a_type_is_the_first_that_applies() {
    let effective = answer(&[
        r#"{"id":"a_DefaultLimit","priority":0}"#,
        r#"{"id":"b_Limit","priority":3}"#,
        r#"{"id":"c_Limit","priority":2}"#,
        r#"{"id":"d_SinglePlatformRestriction","priority":1,"platformType":"mac"}"#,
        "null",
    ]);
    let found = |kind: &ConfigurationType, platform| {
        let row = effective.for_type(kind, platform, &[]);
        row.map(|row| row.id.as_str().to_owned())
    };
    assert_eq!(found(&ConfigurationType::Limit, None).unwrap(), "c_Limit");
    let restriction = ConfigurationType::PlatformRestriction;
    assert!(found(&restriction, Some("mac")).is_some());
    assert_eq!(found(&restriction, Some("ios")), None);
    assert_eq!(found(&ConfigurationType::Other(String::new()), None), None);
    assert_eq!(effective.unreadable(), 1);
}

#[test]
fn a_row_without_type_and_platform_is_known_by_its_id() {
    let bare = r##"{"@odata.type":"#microsoft.graph.deviceEnrollmentConfiguration","id":"m_SinglePlatformRestriction"}"##;
    let (configuration, _) = read(
        r##"{"@odata.type":"#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration","id":"m_SinglePlatformRestriction","priority":1,"platformType":"mac"}"##,
    );
    let rows = [Row {
        configuration,
        assignments: Vec::new(),
    }];
    let effective = answer(&[bare]);
    let kind = ConfigurationType::PlatformRestriction;
    assert!(effective.for_type(&kind, Some("mac"), &rows).is_some());
    assert_eq!(effective.for_type(&kind, Some("mac"), &[]), None);
    assert!(effective.others(&[], &[]).len() == 1);
}

#[test]
fn the_same_winner_is_agreement_and_another_is_none() {
    let rows = [
        listed("a_Limit", 1, &[&format!("group {OTHER}")]),
        listed("b_Limit", 2, &[&format!("group {MINE}")]),
        listed("d_DefaultLimit", 0, &[]),
    ];
    compared(&rows, &["b_Limit"], |same| {
        assert_eq!(same.agrees, Some(true));
        assert_eq!(same.reasons, []);
        assert_eq!(same.possible.len(), 1);
    });
    compared(&rows, &["a_Limit"], |other| {
        assert_eq!(other.agrees, Some(false));
        assert_eq!(other.named.unwrap().id.as_str(), "a_Limit");
        assert_eq!(other.reasons, [Reason::Processing, Reason::Groups]);
    });
    // A default in addition to the winner is not a difference; a default alone is one.
    compared(&rows, &["d_DefaultLimit", "b_Limit"], |both| {
        assert_eq!(both.agrees, Some(true));
    });
    compared(&rows, &["d_DefaultLimit"], |default| {
        assert_eq!(default.agrees, Some(false));
    });
    compared(&rows, &["hidden_Limit"], |hidden| {
        assert!(hidden.reasons.contains(&Reason::ScopeTags));
    });
}

#[test]
fn an_answer_without_the_type_differs_only_where_something_is_certain() {
    let certain = [
        listed("a_Limit", 1, &["users"]),
        listed("d_DefaultLimit", 0, &[]),
    ];
    compared(&certain, &[], |none| {
        assert_eq!((none.named, none.agrees), (None, Some(false)));
        let expected = [Reason::Processing, Reason::Licence, Reason::TypeLeftOut];
        assert_eq!(none.reasons, expected);
    });
    let default = [listed("d_DefaultLimit", 0, &[])];
    compared(&default, &[], |none| assert_eq!(none.agrees, None));
    compared(&default, &["d_DefaultLimit"], |same| {
        assert_eq!(same.agrees, Some(true));
    });
}

#[test]
fn what_depends_on_the_device_may_be_named_or_not() {
    let page = |id: &str| format!("{id}_Windows10EnrollmentCompletionPageConfiguration");
    let (corp, pilot, late, default) = (page("corp"), page("pilot"), page("late"), page("Default"));
    let rows = [
        listed(&corp, 1, &["devices"]),
        listed(&pilot, 2, &["users+filter"]),
        listed(&late, 3, &["users"]),
        listed(&default, 0, &[]),
    ];
    for named in [&corp, &pilot, &late] {
        compared(&rows, &[named], |one| {
            assert_eq!(one.agrees, Some(true), "{named}");
            assert_eq!(one.possible.len(), 3);
        });
    }
    compared(&rows, &[&default], |default| {
        assert_eq!(default.agrees, Some(false));
        let expected = [
            Reason::Processing,
            Reason::Filter,
            Reason::Device,
            Reason::Licence,
        ];
        assert_eq!(default.reasons, expected);
    });
}

#[test]
fn where_the_rule_is_not_known_nothing_is_judged() {
    let json = r##"{"@odata.type":"#microsoft.graph.newConfiguration","id":"n","priority":1}"##;
    let rows = [Row {
        configuration: read(json).0,
        assignments: Vec::new(),
    }];
    compared(&rows, &["n"], |one| {
        assert_eq!(one.agrees, None);
        assert_eq!(one.named.unwrap().id.as_str(), "n");
    });
}
