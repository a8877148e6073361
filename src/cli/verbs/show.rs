//! `enlist show`: shows one configuration with its assignments.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::listing;
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::named;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::shown_names::ShownNames;
use crate::cli::print::table::{Cell, Column, Table};
use crate::cli::print::{self, OutputStyle, cells, documents};
use crate::cli::session::waiting;
use crate::domain::{Assignment, RawObject, Row};
use crate::text;
use crate::words::{self, Line, Names, Role, ScopeTags};

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArgs {
    /// Name or ID of the configuration; the beginning of the ID is enough
    #[arg(value_name = "CONFIG")]
    configuration: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &ShowArgs) -> Result<Exit, Failure> {
    let (row, names, tags, lookup, listing, open) =
        waiting::read(global, async |session, progress| {
            let client = &session.client;
            let is_meant = |row: &Row| named::can_be(row, &args.configuration);
            let listing = listing::rows_with_settings_of(client, progress, is_meant).await?;
            let row = listing.naming(&args.configuration)?.clone();
            progress.turn_to("Looking up the names");
            let lookup = NameLookup::new(client);
            let mut names = lookup.of_row(&row).await;
            let has_filter = |row: &Assignment| row.target.filter().is_some();
            if !args.json && row.assignments.iter().any(has_filter) {
                names.extend(lookup.filters().await);
            }
            let tags = if args.json || !has_scope_tags(&row) {
                ScopeTags::new()
            } else {
                lookup.scope_tags().await
            };
            let open = OpenChanges::of(session).await;
            Ok((row, names, tags, lookup, listing, open))
        })?;
    listing.note_of(std::slice::from_ref(&row), args.json);
    lookup.warn(args.json);
    open.note(args.json);
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&Document {
            completeness: listing.completeness(&lookup, open),
            configuration: documents::configuration(&row.configuration),
            properties: &row.configuration.raw,
            assignments: row
                .assignments
                .iter()
                .map(|row| documents::assignment(row, &names))
                .collect(),
        })
    } else {
        print::text(&page(&row, &names, &tags, global.stdout()))
    };
    Ok(Exit::Done)
}

/// A configuration and its assignments.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "show"))]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    completeness: listing::Completeness,
    configuration: documents::ConfigurationJson<'a>,
    /// The properties of the configuration as the service sent them, without the assignments.
    #[cfg_attr(test, schemars(with = "serde_json::Map<String, serde_json::Value>"))]
    properties: &'a RawObject,
    assignments: Vec<documents::AssignmentJson<'a>>,
}

/// Whether the configuration has scope tags whose names must be looked up.
fn has_scope_tags(row: &Row) -> bool {
    let ids: Option<Vec<String>> = row.configuration.raw.read("roleScopeTagIds");
    ids.is_some_and(|ids| ids.iter().any(|id| id != "0"))
}

fn page(row: &Row, names: &Names, tags: &ScopeTags, style: OutputStyle) -> String {
    let configuration = &row.configuration;
    let name = text::clean(&configuration.name);
    let name = style.paint(Role::Title, &style.characters(&name));
    let mut page = format!("{name}\n");
    let label = if configuration.given_id().is_some() {
        "id"
    } else {
        "raw"
    };
    let _ = writeln!(page, "  {label:<8}  {}", configuration.id);
    let _ = writeln!(page, "  type      {}", configuration.kind.title());
    if let Some(platform) = &configuration.platform {
        let _ = writeln!(page, "  platform  {platform}");
    }
    let priority = words::priority(configuration);
    let _ = writeln!(page, "  priority  {}", style.characters(&priority));
    let unreadable = match words::unreadable_assignments(row) {
        0 => String::new(),
        count => format!(", {count} unreadable"),
    };
    let _ = writeln!(page, "  assigned  {}{unreadable}", row.assignments.len());
    if !row.assignments.is_empty() {
        page.push('\n');
        page.push_str(&assignments(row, names, style));
    }
    page.push_str(&settings(row, tags, style));
    page
}

fn assignments(row: &Row, names: &Names, style: OutputStyle) -> String {
    let shown = ShownNames::new(names, std::slice::from_ref(row), style);
    let mut table = Table::new([
        Column::text("Target", 16),
        Column::below("Filter"),
        Column::spare("From"),
        Column::spare("Id"),
    ]);
    for assignment in &row.assignments {
        let target = &assignment.target;
        table.push([
            Cell::new(cells::target_role(target, names), shown.target(target)),
            cells::filter_cell(target, shown.names()).into(),
            Cell::from(assignment.source.word().unwrap_or_default().to_owned()),
            Cell::from(assignment.given_id().unwrap_or("–").to_owned()),
        ]);
    }
    table.text(style)
}

/// Returns the settings of the configuration as text.
fn settings(row: &Row, tags: &ScopeTags, style: OutputStyle) -> String {
    let raw = &row.configuration.raw;
    let mut settings: Vec<(String, String)> = words::settings(&row.configuration)
        .into_iter()
        .map(|setting| (setting.label, setting.value))
        .collect();
    let description = raw.text("description").filter(|text| !text.is_empty());
    let more = [
        ("Description", description),
        ("Scope tags", words::scope_tag_names(raw, tags)),
    ];
    for (label, value) in more {
        settings.extend(value.map(|value| (label.to_owned(), text::clean(&value).into_owned())));
    }
    let widest = settings.iter().map(|(label, _)| text::width(label)).max();
    let Some(widest) = widest else {
        return String::new();
    };
    let mut lines = vec![
        Line::new(Role::Text, ""),
        Line::new(Role::Title, "Settings"),
    ];
    lines.extend(settings.iter().map(|(label, value)| {
        Line::new(
            Role::Text,
            format!("  {}  {value}", text::fit(label, widest)),
        )
    }));
    style.lines(&lines)
}
