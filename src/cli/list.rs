//! `enlist list`: every configuration with its assignments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::{json, print};
use crate::domain::{ApiVersion, ObjectId, RequestError, Target};
use crate::graph::{Client, Row};
use crate::text;
use crate::words::{self, Names};

pub(super) fn run(global: &Global, as_json: bool, with_names: bool) -> Result<Exit, Failure> {
    let runtime = super::plain_runtime()?;
    let opened = super::open::open_signed_in(global, &runtime)?;
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

/// Every configuration in the order of the list, and the version that was read.
pub(super) async fn rows(client: &Client) -> Result<(Vec<Row>, ApiVersion), RequestError> {
    let mut rows = Vec::new();
    let listed = client.configurations(|page| rows.extend(page)).await?;
    // Half a list with exit code 0 would mislead a script.
    if let Some(error) = listed.incomplete {
        return Err(error);
    }
    rows.sort_by(|a, b| a.configuration.order(&b.configuration));
    Ok((rows, listed.version))
}

async fn read(client: &Client, with_names: bool) -> Result<(Vec<Row>, Names), RequestError> {
    let (rows, _) = rows(client).await?;
    let names = if with_names {
        let targets = rows.iter().flat_map(|row| &row.assignments);
        client.names(&ids(targets.map(|row| &row.target))).await?
    } else {
        Names::new()
    };
    Ok((rows, names))
}

/// The directory objects that targets name, each once.
pub(super) fn ids<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Vec<ObjectId> {
    let ids: BTreeSet<ObjectId> = targets
        .into_iter()
        .filter_map(|target| ObjectId::parse(target.object_id()?).ok())
        .collect();
    ids.into_iter().collect()
}

#[derive(Serialize)]
struct Document<'a> {
    configurations: Vec<json::RowJson<'a>>,
}

fn document<'a>(rows: &'a [Row], names: &'a Names) -> Document<'a> {
    Document {
        configurations: rows.iter().map(|row| json::row(row, names)).collect(),
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
            let filter = assignment
                .target
                .filter()
                .map(|filter| words::filter(filter, names));
            let filter = filter.map(|filter| format!("  filter: {filter}"));
            let _ = writeln!(table, "       {target}{}", filter.unwrap_or_default());
        }
    }
    table
}
