//! Reads a plan file, and reports the errors in one that was edited by hand.

use std::collections::{BTreeMap, BTreeSet};

use super::VERSION;
use super::node::{self, FileError, Node, Table};
use crate::domain::{
    AssignmentId, Change, ChangeKind, ConfigurationId, ConfigurationType, ObjectId, Place, Target,
    TargetField, refuse_collection_id,
};
use crate::plan::{Plan, PlanRow};

/// The longest ID of a plan, in characters: it becomes the name of a file.
const LONGEST_ID: usize = 64;

/// A configuration of a plan, with the list that its rows start from.
struct Known {
    change: Change,
    /// The list after the rows read so far.
    now: Vec<Target>,
}

/// Reads a plan file.
///
/// # Errors
/// Returns the line, the key and the error.
pub fn read(file: &str) -> Result<Plan, FileError> {
    let file = file.trim_start_matches('\u{feff}');
    // TOML never starts like this. A snapshot does, and so does JSON in general.
    if file.trim_start().starts_with('{') {
        return Err(FileError {
            line: 1,
            key: String::new(),
            message:
                "this is JSON, but plan files are TOML: create one with `enlist plan … -o FILE`, \
                 or from a snapshot with `enlist restore SNAPSHOT -o FILE`"
                    .to_owned(),
        });
    }
    let table = node::parse(file)?;
    plan(node::members(file, table.get_ref()))
}

fn plan(mut file: Table<'_>) -> Result<Plan, FileError> {
    let version = file.need("format")?;
    if version.number::<u32>()? != VERSION {
        return Err(version.wrong(format!(
            "this version of enlist reads only format {VERSION}: create the plan again, or use the \
             version that wrote it"
        )));
    }
    let id = plan_id(&file.need("id")?)?;
    let created = file.need_text("created")?;
    let place = Place {
        graph_url: file.need_text("graph")?,
        cloud: file.need_text("cloud")?,
        tenant: file.take_text("tenant")?,
        tenant_id: file.take_text("tenantId")?,
        account: file.take_text("account")?,
        ..Place::default()
    };
    let mut known = BTreeMap::new();
    for node in list_of(&mut file, "configuration")? {
        let (one, id) = configuration(node.table()?)?;
        if known.insert(id, one).is_some() {
            return Err(node.wrong("this configuration is listed twice"));
        }
    }
    let mut rows = Vec::new();
    let mut numbers = BTreeSet::new();
    for node in list_of(&mut file, "row")? {
        rows.push(row(node.table()?, &mut known, &mut numbers)?);
    }
    file.end()?;
    Ok(Plan {
        id,
        created,
        place,
        rows,
    })
}

/// A list may be left out if it is empty.
fn list_of<'a>(file: &mut Table<'a>, key: &str) -> Result<Vec<Node<'a>>, FileError> {
    file.take(key).map_or(Ok(Vec::new()), |node| node.list())
}

/// The ID becomes the name of a file, so it must not contain a path.
fn plan_id(node: &Node<'_>) -> Result<String, FileError> {
    let id = node.text()?;
    let is_sound = (1..=LONGEST_ID).contains(&id.len())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_sound {
        Ok(id)
    } else {
        Err(node.wrong(format!(
            "an ID consists of 1 to {LONGEST_ID} letters, digits and hyphens"
        )))
    }
}

fn configuration(mut table: Table<'_>) -> Result<(Known, String), FileError> {
    let id = table.need_text("id")?;
    let change = Change {
        configuration: ConfigurationId::new(id.clone()),
        configuration_name: crate::text::clean(&table.need_text("name")?).into_owned(),
        configuration_type: ConfigurationType::from(table.need_text("type")?),
        platform: table.take_text("platform")?,
        // A placeholder: each row sets its own kind.
        kind: ChangeKind::Replace {
            targets: Vec::new(),
        },
        before: table.need("before")?.targets()?,
        reverses: None,
    };
    table.end()?;
    let now = change.before.clone();
    Ok((Known { change, now }, id))
}

fn row(
    mut table: Table<'_>,
    known: &mut BTreeMap<String, Known>,
    numbers: &mut BTreeSet<u32>,
) -> Result<PlanRow, FileError> {
    let place = table.need("number")?;
    let number = place.number()?;
    if number == 0 || !numbers.insert(number) {
        return Err(place.wrong("each row needs its own number, from 1 on"));
    }
    let place = table.need("configuration")?;
    let Some(known) = known.get_mut(&place.text()?) else {
        return Err(place.wrong("the file has no list for this configuration"));
    };
    let kind = kind(&mut table, &known.now)?;
    let note = table.take_text("note")?.unwrap_or_default();
    table.end()?;
    let change = Change {
        kind,
        ..known.change.clone()
    };
    known.now = change.after(&known.now);
    Ok(PlanRow {
        number,
        change,
        note,
    })
}

fn kind(table: &mut Table<'_>, now: &[Target]) -> Result<ChangeKind, FileError> {
    let there = |node: &Node<'_>| {
        let target = node.target()?;
        let is_there = now.iter().any(|other| other.same_as(&target));
        is_there
            .then_some(target)
            .ok_or_else(|| node.wrong("not in the list that the row starts from"))
    };
    if let Some(from) = table.take("from") {
        let to = table.need("to")?;
        return Ok(ChangeKind::Retarget {
            assignment: AssignmentId::new(table.take_text("assignment")?.unwrap_or_default()),
            from: there(&from)?,
            to: sound(&to, to.target()?)?,
        });
    }
    if let Some(node) = table.take("add") {
        let target = sound(&node, node.target()?)?;
        return Ok(ChangeKind::Add { target });
    }
    if let Some(node) = table.take("remove") {
        let target = there(&node)?;
        return Ok(ChangeKind::Remove { target });
    }
    if let Some(node) = table.take("replace") {
        let mut targets = Vec::new();
        for node in node.list()? {
            let target = node.target()?;
            let is_there = now.iter().any(|other| other.same_as(&target));
            targets.push(if is_there {
                target
            } else {
                sound(&node, target)?
            });
        }
        return Ok(ChangeKind::Replace { targets });
    }
    if let Some(node) = table.take("priority") {
        let order = table.need("order")?.list()?;
        let order: Result<Vec<String>, FileError> = order.iter().map(Node::text).collect();
        return Ok(ChangeKind::SetPriority {
            from: table.need("was")?.number()?,
            to: node.number()?,
            order: order?.into_iter().map(ConfigurationId::new).collect(),
        });
    }
    Err(table.wrong("a row needs from and to, or one of add, remove, replace and priority"))
}

/// A new target: its IDs are checked like typed ones.
fn sound(node: &Node<'_>, target: Target) -> Result<Target, FileError> {
    let kind = target.kind();
    let id = target.id().unwrap_or_default();
    for field in kind.fields().filter(|_| kind.is_writable()) {
        match field {
            TargetField::ObjectId => {
                let parsed = ObjectId::parse(id);
                parsed.map_err(|problem| node.wrong(format!("group ID: {problem}")))?;
            }
            TargetField::CollectionId => {
                refuse_collection_id(id).map_err(|refusal| node.wrong(refusal.to_string()))?;
            }
            TargetField::TargetType => {}
        }
    }
    Ok(target)
}
