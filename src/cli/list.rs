//! `enlist list`: every configuration with its assignments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::{json, print};
use crate::domain::ObjectId;
use crate::domain::RequestError;
use crate::graph::{Client, Row};
use crate::text;
use crate::words::{self, Names};

pub(super) fn run(global: &Global, as_json: bool, with_names: bool) -> Result<Exit, Failure> {
    let runtime = super::plain_runtime()?;
    let opened = super::open(global, &runtime)?;
    let (rows, names) = runtime.block_on(read(&opened.session.client, with_names))?;
    drop(opened);
    super::end(runtime);
    // Whoever closed the pipe has read enough.
    let _ = if as_json {
        print::json(&document(&rows, &names))
    } else {
        print::text(&table(&rows, &names))
    };
    Ok(Exit::Done)
}

async fn read(client: &Client, with_names: bool) -> Result<(Vec<Row>, Names), RequestError> {
    let mut rows = Vec::new();
    let listed = client.configurations(|page| rows.extend(page)).await?;
    // Half a list with exit code 0 would mislead a script.
    if let Some(error) = listed.incomplete {
        return Err(error);
    }
    rows.sort_by(|a, b| a.configuration.order(&b.configuration));
    let names = if with_names {
        let ids: BTreeSet<ObjectId> = rows
            .iter()
            .flat_map(|row| &row.assignments)
            .filter_map(|row| ObjectId::parse(row.target.object_id()?).ok())
            .collect();
        client.names(&Vec::from_iter(ids)).await?
    } else {
        Names::new()
    };
    Ok((rows, names))
}

#[derive(Serialize)]
struct Document<'a> {
    configurations: Vec<json::ConfigurationJson<'a>>,
}

fn document<'a>(rows: &'a [Row], names: &'a Names) -> Document<'a> {
    Document {
        configurations: rows
            .iter()
            .map(|row| json::configuration(row, names))
            .collect(),
    }
}

fn table(rows: &[Row], names: &Names) -> String {
    let mut table = String::new();
    for row in rows {
        let configuration = &row.configuration;
        let _ = writeln!(
            table,
            "{:>3}  {}  {}",
            words::priority(configuration),
            text::fit(&words::type_label(configuration), 10),
            configuration.name
        );
        for assignment in &row.assignments {
            let target = words::target(&assignment.target, names);
            let filter = assignment.target.filter().map(words::filter);
            let filter = filter.map(|filter| format!("  filter: {filter}"));
            let _ = writeln!(table, "       {target}{}", filter.unwrap_or_default());
        }
    }
    table
}
