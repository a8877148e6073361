//! `enlist list --csv`: prints a line for each assignment, safe to open in a spreadsheet.

use std::io::{self, Write as _};

use crate::cli::print::{self, documents};
use crate::domain::{Assignment, Configuration, Row};
use crate::text;
use crate::words::Names;

/// The names of the members in the JSON document; nested members have the name of their parent in front.
pub(in crate::cli) const TITLES: [&str; 14] = [
    "id",
    "name",
    "type",
    "platform",
    "priority",
    "isDefault",
    "assignmentId",
    "source",
    "targetKind",
    "targetId",
    "targetName",
    "targetType",
    "filterId",
    "filterMode",
];

/// Prints the list. A configuration without assignments has one line, without a target.
pub(in crate::cli) fn print(rows: &[Row], names: &Names) -> io::Result<()> {
    let mut out = print::stdout();
    write(&mut out, rows, names).map_err(io::Error::other)?;
    out.flush()
}

fn write(out: impl io::Write, rows: &[Row], names: &Names) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(TITLES)?;
    for row in rows {
        if row.assignments.is_empty() {
            csv.write_record(line(&row.configuration, None, names))?;
        }
        for assignment in &row.assignments {
            csv.write_record(line(&row.configuration, Some(assignment), names))?;
        }
    }
    Ok(csv.flush()?)
}

fn line(
    configuration: &Configuration,
    assignment: Option<&Assignment>,
    names: &Names,
) -> [String; TITLES.len()] {
    let target = assignment.map(|row| documents::target(&row.target, names));
    let priority = configuration.priority.map(|priority| priority.to_string());
    let of =
        |cell: fn(&documents::TargetJson<'_>) -> Option<String>| target.as_ref().and_then(cell);
    [
        configuration.given_id().map(str::to_owned),
        Some(configuration.name.clone()),
        Some(configuration.kind.word().to_owned()),
        configuration.platform.clone(),
        priority,
        Some(configuration.is_default().to_string()),
        assignment.and_then(|row| row.given_id().map(str::to_owned)),
        assignment.and_then(|row| row.source.word().map(str::to_owned)),
        of(|target| Some(target.kind.to_owned())),
        of(|target| target.id.map(str::to_owned)),
        of(|target| target.name.map(str::to_owned)),
        of(|target| target.target_type.map(str::to_owned)),
        of(|target| target.filter_id.map(str::to_owned)),
        of(|target| target.filter_mode.map(str::to_owned)),
    ]
    .map(|cell| text::csv_cell(&cell.unwrap_or_default()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_assignment_and_none_runs_as_a_formula() {
        let read = |json: &str| {
            let (configuration, assignments) =
                Configuration::from_raw(serde_json::from_str(json).unwrap()).unwrap();
            Row {
                configuration,
                assignments: assignments.unwrap(),
            }
        };
        let rows = [
            read(
                r##"{"@odata.type":"#microsoft.graph.deviceEnrollmentLimitConfiguration","id":"c_Limit",
                "displayName":"=1+1, \"two\"","priority":1,"assignments":[
                {"id":"a1","source":"direct","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}},
                {"id":"a2","target":{"@odata.type":"#microsoft.graph.configurationManagerCollectionAssignmentTarget","collectionId":"-SMS"}}]}"##,
            ),
            read(r#"{"id":"d","displayName":"営業部\u001b[31m","priority":0,"assignments":[]}"#),
        ];
        let mut text = Vec::new();
        write(&mut text, &rows, &Names::new()).unwrap();
        let text = String::from_utf8(text).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                r#"c_Limit,"'=1+1, ""two""",deviceEnrollmentLimitConfiguration,,1,false,a1,direct,all-devices,,,,,"#,
                r#"c_Limit,"'=1+1, ""two""",deviceEnrollmentLimitConfiguration,,1,false,a2,,cm-collection,'-SMS,,,,"#,
                "d,営業部[31m,,,0,true,,,,,,,,",
            ]
        );
    }
}
