//! Tests which object a typed text names.

use super::*;
use crate::domain::{Configuration, ObjectKind};

const SALES: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const KIOSK: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn row(id: &str, name: &str) -> Row {
    let group = |id: &str, group: &str| {
        format!(
            r##"{{"id":"{id}","target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{group}"}}}}"##
        )
    };
    let json = format!(
        r##"{{"id":"{id}","displayName":"{name}","assignments":[{},{},{{"id":"c_2","target":{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}}}]}}"##,
        group("c_1", SALES),
        group("c_10", KIOSK),
    );
    let (configuration, assignments) =
        Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
    Row {
        configuration,
        assignments: assignments.unwrap(),
    }
}

fn names(sales: &str, kiosk: &str) -> Names {
    let known = |name: &str| Name::Known {
        name: name.to_owned(),
        kind: ObjectKind::Group,
    };
    Names::from([
        (ObjectId::parse(SALES).unwrap(), known(sales)),
        (ObjectId::parse(KIOSK).unwrap(), known(kiosk)),
    ])
}

#[test]
fn a_configuration_is_named_by_id_name_or_beginning() {
    let rows = [
        row("ab1_X", "Corp"),
        row("ab2_X", "corp"),
        row("cd3_X", "Kiosk"),
        row("cd3_X_Y", "ab1_X"),
        row("ef4_X", "Corp"),
        row("gh5_X", "LAB"),
    ];
    let found = |typed: &str| {
        configuration(&rows, typed)
            .ok()
            .map(|row| row.configuration.id.as_str().to_owned())
    };
    // An ID takes precedence over an identical name and over a longer ID.
    assert_eq!(found("ab1_X").as_deref(), Some("ab1_X"));
    assert_eq!(found("cd3_X").as_deref(), Some("cd3_X"));
    // A name must match exactly.
    assert_eq!(found("corp").as_deref(), Some("ab2_X"));
    assert_eq!(found("LAB").as_deref(), Some("gh5_X"));
    assert_eq!(found("EF").as_deref(), Some("ef4_X"));
    for nothing in [
        "",
        "nobody",
        "CORP",
        "Corp",
        "ab",
        "cd",
        "lab",
        "LAB ",
        " LAB",
        "LAB\u{a0}",
        "LAB\u{200b}",
        "cd3_X ",
    ] {
        assert_eq!(found(nothing), None, "{nothing:?}");
    }
    for (typed, near) in [
        ("lab", "gh5_X  LAB  (capitals differ)"),
        ("LAB\u{a0}", "gh5_X  LAB  (spaces at its ends differ)"),
        ("cd3_X ", "cd3_X  Kiosk  (spaces at its ends differ)"),
        ("Kiosc", "cd3_X  Kiosk"),
    ] {
        let text = configuration(&rows, typed).unwrap_err().lines();
        assert!(text.iter().any(|line| line.trim() == near), "{text:?}");
    }
}

#[test]
fn an_assignment_is_named_by_id_group_or_everybody() {
    let row = row("ab1_X", "Corp");
    let found = |typed: &str, names: &Names| {
        assignment(&row, typed, names)
            .ok()
            .map(|row| row.id.as_str().to_owned())
    };
    let different = names("Sales", "Kiosk");
    assert_eq!(found("c_1", &different).as_deref(), Some("c_1"));
    assert_eq!(found("Sales", &different).as_deref(), Some("c_1"));
    assert_eq!(
        found(&KIOSK.to_uppercase(), &different).as_deref(),
        Some("c_10")
    );
    assert_eq!(found("1b2c", &different).as_deref(), Some("c_10"));
    assert_eq!(found("all-devices", &different).as_deref(), Some("c_2"));
    for nothing in ["all-users", "group", "c_", "", "S", "sales", "Sales "] {
        assert_eq!(found(nothing, &different), None, "{nothing}");
    }
    for (typed, near) in [
        ("Sales ", "(spaces at its ends differ)"),
        ("All Devices", "c_2  "),
    ] {
        let text = assignment(&row, typed, &different).err().unwrap().lines();
        assert!(text.join("\n").contains(near), "{text:?}");
    }
    // Two groups with the same name can be told apart only by their IDs.
    assert_eq!(found("Sales", &names("Sales", "Sales")), None);
    assert_eq!(
        found(SALES, &names("Sales", "Sales")).as_deref(),
        Some("c_1")
    );
}
