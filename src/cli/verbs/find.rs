//! `enlist find`: finds where a group, a filter or any other ID is used.

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::listing::{self, Listing};
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::named;
use crate::cli::lookup::object::{Query, query};
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::print::documents::{self, AssignmentJson, ConfigurationJson};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::shown_names::ShownNames;
use crate::cli::print::table::{Cell, Column, Table};
use crate::cli::print::{self, OutputStyle, cells};
use crate::cli::session::waiting;
use crate::domain::{Assignment, ObjectId, Row, Target, TargetShape, Use};
use crate::words::{self, Names, Naming, Role};

/// An assignment that uses the object, and how.
struct Found<'a> {
    row: &'a Row,
    assignment: &'a Assignment,
    how: Use,
}

/// A property of a configuration, other than its assignments, that contains the ID.
struct Property<'a> {
    row: &'a Row,
    name: &'a str,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FindArgs {
    /// A group or filter by name, part of a name or ID; a collection by ID; all-users or all-devices
    #[arg(value_name = "GROUP-OR-ID")]
    object: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &FindArgs) -> Result<Exit, Failure> {
    let (listing, query, names, lookup, open) =
        waiting::read(global, async |session, progress| {
            let client = &session.client;
            let listing = listing::rows_counted(client, progress).await?;
            let rows = &listing.rows;
            let lookup = NameLookup::new(client);
            let query = Box::pin(query(client, &lookup, rows, &args.object)).await?;
            progress.turn_to("Looking up the names");
            let names = names(&lookup, rows, &query).await;
            let open = OpenChanges::of(session).await;
            Ok((listing, query, names, lookup, open))
        })?;
    listing.note(args.json);
    lookup.warn(args.json);
    open.note(args.json);
    let found = query.uses(&listing.rows);
    let properties = query.properties(&listing.rows);
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&query.document(
            &listing,
            &found,
            &properties,
            &names,
            listing.completeness(&lookup, open),
        ))
    } else {
        print::text(&query.page(&found, &properties, &names, &listing, global.stdout()))
    };
    Ok(Exit::Done)
}

/// Looks up the names of the results and of the objects shown with them.
async fn names(lookup: &NameLookup, rows: &[Row], query: &Query) -> Names {
    let found = query.uses(rows);
    let own = match query {
        Query::Id { id, .. } => ObjectId::parse(id).ok(),
        Query::Kind(_) => None,
    };
    let mut ids = named::ids(found.iter().map(|found| &found.assignment.target));
    let own_is_filter = found
        .iter()
        .any(|found| matches!(found.how, Use::Filter(_)))
        || matches!(
            query,
            Query::Id {
                is_filter: true,
                ..
            }
        );
    // Only the directory knows whether an unused ID belongs to a group.
    ids.extend(own.filter(|own| !own_is_filter && !ids.contains(own)));
    let mut names = lookup.names(&ids).await;
    let targets = found.iter().map(|found| &found.assignment.target);
    if own_is_filter || targets.clone().any(|target| target.filter().is_some()) {
        names.extend(lookup.filters().await);
    }
    names
}

/// Where a group, filter or other id is used.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "find"))]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    completeness: listing::Completeness,
    /// How many configurations, and assignments of the other ones, could not be read: the answer may be among them.
    unreadable: usize,
    object: Object<'a>,
    uses: Vec<UseJson<'a>>,
    /// Properties of configurations, other than assignments, that hold the id.
    properties: Vec<PropertyJson<'a>>,
}

/// A property that holds the id.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "propertyUse"))]
struct PropertyJson<'a> {
    configuration: ConfigurationJson<'a>,
    /// The name of the property.
    property: &'a str,
}

/// What was looked for.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "found"))]
struct Object<'a> {
    #[cfg_attr(test, schemars(extend("enum" = ["group", "filter", "cm-collection", "all-users", "all-devices", "unknown"])))]
    kind: &'static str,
    /// Null for all users and all devices.
    id: Option<&'a str>,
    /// Null if it is not known.
    name: Option<&'a str>,
}

/// An assignment that uses it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "use"))]
struct UseJson<'a> {
    /// How the assignment uses it.
    #[serde(rename = "use")]
    #[cfg_attr(test, schemars(extend("enum" = ["included", "excluded", "scope-tag", "collection", "filter-include", "filter-exclude", "filter", "named"])))]
    how: &'static str,
    configuration: ConfigurationJson<'a>,
    assignment: AssignmentJson<'a>,
}

impl Query {
    fn properties<'a>(&self, rows: &'a [Row]) -> Vec<Property<'a>> {
        let Self::Id { id, .. } = self else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for row in rows {
            let ids = row.configuration.ids_in_properties().into_iter();
            let mut names: Vec<&str> = ids
                .filter(|(_, other)| other.eq_ignore_ascii_case(id))
                .map(|(name, _)| name)
                .collect();
            names.dedup();
            found.extend(names.into_iter().map(|name| Property { row, name }));
        }
        found
    }

    fn uses<'a>(&self, rows: &'a [Row]) -> Vec<Found<'a>> {
        let how = |target: &Target| match self {
            Self::Kind(kind) => (target.kind() == *kind).then_some(Use::Included),
            Self::Id { id, .. } => target.use_of(id),
        };
        rows.iter()
            .flat_map(|row| {
                row.assignments
                    .iter()
                    .map(move |assignment| (row, assignment))
            })
            .filter_map(|(row, assignment)| {
                let how = how(&assignment.target)?;
                Some(Found {
                    row,
                    assignment,
                    how,
                })
            })
            .collect()
    }

    /// Returns the kind of object, as far as its uses or its name tell.
    fn kind(&self, found: &[Found<'_>], names: &Names) -> &'static str {
        match self {
            Self::Kind(kind) => kind.word(),
            Self::Id {
                is_filter: true, ..
            } => "filter",
            Self::Id { id, .. } => match found.first().map(|found| &found.how) {
                Some(how) => how.used(),
                None if named::is_group(id, names) => "group",
                None => "unknown",
            },
        }
    }

    fn document<'a>(
        &'a self,
        listing: &Listing,
        found: &'a [Found<'a>],
        properties: &[Property<'a>],
        names: &'a Names,
        completeness: listing::Completeness,
    ) -> Document<'a> {
        let id = match self {
            Self::Kind(_) => None,
            Self::Id { id, .. } => Some(id.as_str()),
        };
        Document {
            completeness,
            unreadable: listing.unreadable(),
            object: Object {
                kind: self.kind(found, names),
                id,
                name: id.and_then(|id| documents::known_name(id, names)),
            },
            uses: found
                .iter()
                .map(|found| UseJson {
                    how: found.how.word(),
                    configuration: documents::configuration(&found.row.configuration),
                    assignment: documents::assignment(found.assignment, names),
                })
                .collect(),
            properties: properties
                .iter()
                .map(|found| PropertyJson {
                    configuration: documents::configuration(&found.row.configuration),
                    property: found.name,
                })
                .collect(),
        }
    }

    /// Returns the message that nothing was found, with what was searched.
    fn nowhere(&self, listing: &Listing, is_held: bool) -> String {
        let uses = match self {
            Self::Kind(kind) => format!("goes to {}", kind.title()),
            Self::Id { .. } => "uses this".to_owned(),
        };
        let searched = match (listing.rows.len(), &listing.missing) {
            (1, None) => "the configuration that you can see".to_owned(),
            (count, None) => format!("the {count} configurations that you can see"),
            (1, Some(_)) => "the configuration that could be read".to_owned(),
            (count, Some(_)) => format!("the {count} configurations that could be read"),
        };
        let what = match self {
            Self::Id { .. } if !is_held => "No assignment or other property",
            _ => "No assignment",
        };
        let mut text = format!("{what} of {searched} {uses}");
        if listing.missing.is_some() {
            text += "; the list is not complete";
        }
        if let Some(unreadable) = words::unreadable(&listing.rows) {
            text = format!("{text}; {unreadable}");
        }
        text + "."
    }

    fn page(
        &self,
        found: &[Found<'_>],
        properties: &[Property<'_>],
        names: &Names,
        listing: &Listing,
        style: OutputStyle,
    ) -> String {
        let kind = self.kind(found, names);
        let text = match self {
            Self::Kind(_) => kind.replace('-', " "),
            Self::Id { id, .. } => {
                // An ID that the directory does not know means nothing unless it is the ID of a group.
                let object = words::name_of(id, names);
                match (kind, object.naming) {
                    ("unknown", _) => format!("id · {}", object.id),
                    (_, Naming::Known(name)) => format!("{kind} · {name} · {}", object.id),
                    _ => format!("{kind} · {object}"),
                }
            }
        };
        let line = |Property { row, name }: &Property<'_>| {
            let [_, kind, configuration] = cells::head(&row.configuration);
            format!("in the property {name} of {configuration} ({kind})\n")
        };
        let held: String = properties.iter().map(line).collect();
        if found.is_empty() {
            let nowhere = self.nowhere(listing, !properties.is_empty());
            return format!("{text}\n{nowhere}\n{held}");
        }
        let mut table = Table::new([
            Column::text("Use", 8),
            Column::number("#"),
            Column::heading("Type"),
            Column::text("Configuration", 16),
            Column::text("Target", 10),
            Column::below("Filter"),
        ]);
        let shown = ShownNames::new(names, &listing.rows, style);
        for found in found {
            let [priority, kind, name] = cells::head(&found.row.configuration);
            let target = &found.assignment.target;
            // The group itself is already shown above the table.
            let is_it = matches!(found.how, Use::Included | Use::Excluded)
                && !matches!(target.shape(), TargetShape::Unknown { .. })
                && !target.kind().is_unreadable();
            let pointed = if is_it {
                target.kind().title().to_owned()
            } else {
                shown.target(target)
            };
            table.push([
                Cell::from(found.how.word().to_owned()),
                priority.into(),
                cells::type_cell(&found.row.configuration, kind),
                name.into(),
                pointed.into(),
                cells::filter_cell(target, shown.names()).into(),
            ]);
        }
        let mut configurations: Vec<_> = found.iter().map(|it| &it.row.configuration.id).collect();
        configurations.dedup();
        let plural = |count: usize, what: &str| {
            let end = if count == 1 { "" } else { "s" };
            format!("{count} {what}{end}")
        };
        format!(
            "{}\n{}used {} in {}\n{held}",
            style.paint(Role::Title, &style.characters(&text)),
            table.text(style),
            plural(found.len(), "time"),
            plural(configurations.len(), "configuration")
        )
    }
}
