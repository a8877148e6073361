//! `enlist show`: one configuration with its assignments.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::Global;
use super::exit::{Exit, Failure};
use super::{find, json, list, print};
use crate::domain::Source;
use crate::graph::Row;
use crate::text;
use crate::words::{self, Names};

pub(super) fn run(global: &Global, typed: &str, as_json: bool) -> Result<Exit, Failure> {
    let runtime = super::plain_runtime()?;
    let opened = super::open::open_signed_in(global, &runtime)?;
    let client = &opened.session.client;
    let read = runtime.block_on(async {
        let (rows, _) = list::rows(client).await?;
        let row = find::configuration(&rows, typed)?.clone();
        let names = find::names(client, &row).await?;
        Ok::<_, Failure>((row, names))
    });
    drop(opened);
    super::end(runtime);
    let (row, names) = read?;
    // Whoever closed the pipe has read enough.
    let _ = if as_json {
        print::json(&Document {
            configuration: json::configuration(&row.configuration),
            assignments: row
                .assignments
                .iter()
                .map(|row| json::assignment(row, &names))
                .collect(),
        })
    } else {
        print::text(&page(&row, &names))
    };
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Document<'a> {
    configuration: json::ConfigurationJson<'a>,
    assignments: Vec<json::AssignmentJson<'a>>,
}

fn page(row: &Row, names: &Names) -> String {
    let configuration = &row.configuration;
    let mut page = format!("{}\n", configuration.name);
    let _ = writeln!(page, "  id        {}", configuration.id);
    let _ = writeln!(page, "  type      {}", configuration.kind.title());
    if let Some(platform) = &configuration.platform {
        let _ = writeln!(page, "  platform  {platform}");
    }
    let _ = writeln!(page, "  priority  {}", words::priority(configuration));
    let _ = writeln!(page, "  assigned  {}", row.assignments.len());
    for assignment in &row.assignments {
        let target = words::target(&assignment.target, names);
        let filter = assignment
            .target
            .filter()
            .map(|filter| words::filter(filter, names));
        let filter = filter.map(|filter| format!("  filter: {filter}"));
        let source = match &assignment.source {
            Source::Direct | Source::NotSaid => String::new(),
            source => format!("  from: {}", text::clean(source.word().unwrap_or_default())),
        };
        let _ = writeln!(page, "\n  {target}{}{source}", filter.unwrap_or_default());
        let _ = writeln!(page, "    {}", assignment.id);
    }
    page
}
