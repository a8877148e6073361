//! Tests that written plans are read back unchanged, and that edited ones are read or refused with a position.

use proptest::prelude::*;

use super::*;
use crate::domain::{
    AssignmentId, Change, ChangeKind, ConfigurationId, ConfigurationType, Place, Target,
};
use crate::plan::{Plan, PlanRow};

const GROUP: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn target(json: &str) -> Target {
    serde_json::from_str(json).unwrap()
}

fn group(id: &str, more: &str) -> Target {
    target(&format!(
        r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}"{more}}}"##
    ))
}

fn written(plan: &Plan) -> String {
    write(
        plan,
        &Comments {
            target: &|target| format!("a {}", target.kind().title()),
            change: &|_| "a\nchange".to_owned(),
            skipped: &["Corp\u{1b} ESP: no".to_owned()],
        },
    )
}

/// Generates text that a tenant can contain, including quotes, line ends, escapes and control characters.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'".to_owned()),
        Just("'''".to_owned()),
        Just("\"\"\"\\".to_owned()),
        Just("\u{1b}[31m\r\n\t\u{202e}\u{e0041}".to_owned()),
        "[a-zé営 #=]{0,6}",
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// Generates an unknown member with an exact value.
fn any_member() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[1-9][0-9]{0,39}",
        "-[1-9][0-9]{0,5}\\.[0-9]{1,30}",
        "[1-9]\\.[0-9]{1,3}[eE][-+]?[1-9]",
        any_text().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just(r#"{"a":[1,{"b":1.10}],"c":"\u00e9\/"}"#.to_owned()),
    ];
    let members = proptest::collection::vec(value, 0..3);
    members.prop_map(|values| {
        let members = values.iter().enumerate();
        let members = members.map(|(at, value)| format!(r#","future{at}":{value}"#));
        members.collect::<Vec<_>>().concat()
    })
}

fn any_target() -> impl Strategy<Value = Target> {
    let id = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[1-9a-f]{12}";
    (id, any_member()).prop_map(|(id, more)| group(&id, &more))
}

prop_compose! {
    /// Generates configurations with their lists, and rows of every kind for them.
    fn any_plan()(
        lists in proptest::collection::vec(
            (any_text(), proptest::collection::vec(any_target(), 1..4)), 1..4),
        steps in proptest::collection::vec((0..4_usize, 0..5_u8, any_target(), any_text()), 0..6),
        tenant in proptest::option::of(any_text()),
    ) -> Plan {
        let mut now: Vec<Vec<Target>> = lists.iter().map(|(_, list)| list.clone()).collect();
        let mut rows = Vec::new();
        for (at, (which, kind, new, note)) in steps.into_iter().enumerate() {
            let which = which % lists.len();
            let (name, before) = &lists[which];
            let first = now[which].first().cloned();
            let kind = match (kind, first) {
                (0, Some(from)) => ChangeKind::Retarget {
                    assignment: AssignmentId::new(format!("a{name}")),
                    from,
                    to: new,
                },
                (1, Some(target)) => ChangeKind::Remove { target },
                (2, _) => ChangeKind::Replace { targets: vec![new] },
                (3, _) => ChangeKind::SetPriority {
                    from: 1,
                    to: i64::MAX,
                    order: vec![ConfigurationId::new(note.clone())],
                },
                _ => ChangeKind::Add { target: new },
            };
            let change = Change {
                configuration: ConfigurationId::new(format!("c{which}_x")),
                configuration_name: crate::text::clean(name).into_owned(),
                configuration_type: ConfigurationType::Esp,
                platform: (which == 1).then(|| "ios".to_owned()),
                kind,
                before: before.clone(),
                reverses: None,
            };
            now[which] = change.after(&now[which]);
            rows.push(PlanRow { number: u32::try_from(at * 2 + 1).unwrap(), change, note });
        }
        Plan {
            id: "0f-1".to_owned(),
            created: "2026-01-02T03:04:05Z".to_owned(),
            place: Place {
                graph_url: "https://graph.microsoft.com".to_owned(),
                cloud: "Global".to_owned(),
                tenant_id: tenant.clone(),
                tenant,
                ..Place::default()
            },
            rows,
        }
    }
}

proptest! {
    #[test]
    fn a_plan_comes_back_from_its_file(plan in any_plan()) {
        let file = written(&plan);
        prop_assert!(file.chars().all(|c| c == '\n' || !crate::text::is_hostile(c)), "{}", file);
        prop_assert_eq!(&read(&file).unwrap(), &plan);
    }
}

fn small() -> Plan {
    let before = vec![group(GROUP, ""), group(&GROUP.replace('6', "7"), "")];
    let row = |number, kind| PlanRow {
        number,
        change: Change {
            configuration: ConfigurationId::new("c_Limit".to_owned()),
            configuration_name: "Corp ESP".to_owned(),
            configuration_type: ConfigurationType::Limit,
            platform: None,
            kind,
            before: before.clone(),
            reverses: None,
        },
        note: String::new(),
    };
    Plan {
        id: "p".to_owned(),
        created: "now".to_owned(),
        place: Place::default(),
        rows: vec![
            row(
                1,
                ChangeKind::Retarget {
                    assignment: AssignmentId::new("a".to_owned()),
                    from: before[0].clone(),
                    to: group(&GROUP.replace('6', "8"), ""),
                },
            ),
            row(
                2,
                ChangeKind::Remove {
                    target: before[1].clone(),
                },
            ),
        ],
    }
}

/// The replaced text, its replacement, the start of the reported line, the reported key, and the message.
const MISTAKES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "format = 1",
        "format = 2",
        "format",
        "format",
        "reads only format 1",
    ),
    ("id = \"p\"", "id = \"../p\"", "id", "id", "letters, digits"),
    (
        "number = 2",
        "number = 1",
        "number = 1",
        "row[2].number",
        "its own number",
    ),
    (
        "number = 2",
        "number = \"2\"",
        "number = \"2\"",
        "row[2].number",
        "whole number",
    ),
    (
        "number = 2",
        "numbr = 2",
        "[[row]]",
        "row[2].number",
        "missing",
    ),
    ("to = '{\"@", "to = '{@", "to", "row[1].to", "JSON object"),
    (
        "groupId\":\"8",
        "groupId\":\"x",
        "to",
        "row[1].to",
        "hexadecimal",
    ),
    (
        "remove = '",
        "remove = '{}' #",
        "remove",
        "row[2].remove",
        "@odata.type",
    ),
    (
        "remove = ",
        "rmove = ",
        "[[row]]",
        "row[2]",
        "needs from and to",
    ),
    (
        "from = '{\"@odata.type\":\"#",
        "from = '{\"@odata.type\":\"#x",
        "from",
        "row[1].from",
        "not in the list",
    ),
    (
        "configuration = \"c_Limit\"",
        "configuration = \"d\"",
        "configuration",
        "row[1].configuration",
        "no list",
    ),
    (
        "before = [",
        "after = [",
        "[[configuration]]",
        "configuration[1].before",
        "missing",
    ),
    (
        "assignment = ",
        "asignment = ",
        "asignment",
        "row[1].asignment",
        "unknown key",
    ),
    (
        "created = \"now\"",
        "created = now",
        "created",
        "created",
        "",
    ),
];

/// Every mistake is reported with its line and key.
#[test]
fn a_mistake_is_named_by_line_and_key() {
    let file = written(&small());
    let line_of = |file: &str, part: &str| {
        let at = file.lines().position(|line| line.starts_with(part));
        at.unwrap() + 1
    };
    for (from, to, at, key, message) in MISTAKES.iter().copied() {
        let broken = if from.starts_with("number = 2") || from.starts_with("re") {
            file.replace(from, to)
        } else {
            file.replacen(from, to, 1)
        };
        assert_ne!(broken, file, "{from}");
        let error = read(&broken).unwrap_err();
        assert_eq!(error.key, key, "{error}");
        assert!(error.message.contains(message), "{error}");
        // Two rows look alike: the error may be in the second one.
        let least = line_of(&broken, at);
        assert!(error.line >= least, "{error}\n{broken}");
        assert!(
            broken
                .lines()
                .nth(error.line - 1)
                .unwrap()
                .trim()
                .starts_with(at),
            "{error}\n{broken}"
        );
    }
}

/// For a snapshot, a report of `plan --json` or a plan file in JSON, one line says what to do instead.
#[test]
fn a_file_of_json_is_refused_with_the_way_to_a_plan() {
    for file in ["{}", " \n{\"format\": 1}", "\u{feff}{\"rows\": [", "{"] {
        let error = read(file).unwrap_err();
        assert_eq!((error.line, error.key.as_str()), (1, ""), "{file}");
        for part in ["JSON", "TOML", "enlist plan", "enlist restore", "-o FILE"] {
            assert!(error.message.contains(part), "{error}");
        }
        assert_eq!(error.to_string().lines().count(), 1);
    }
}

#[test]
fn rows_can_be_taken_out_and_changed_by_hand() {
    let file = written(&small());
    let second = file.find("\n[[row]]").unwrap();
    let third = file[second + 1..].find("\n[[row]]").unwrap() + second + 1;
    let without_first = format!("{}{}", &file[..second], &file[third..]);
    let plan = read(&without_first).unwrap();
    let numbers: Vec<u32> = plan.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2]);
    assert_eq!(plan.rows[0], small().rows[1]);

    let edited = read(&file.replace("groupId\":\"8", "groupId\":\"9")).unwrap();
    assert_eq!(
        edited.rows[0].change.new_target().unwrap().object_id(),
        Some(&*GROUP.replace('6', "9"))
    );
}
