//! `enlist explain`: explains which configurations apply when a user enrolls a device.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::listing::{self, Listing};
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::named;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::print;
use crate::cli::print::documents::{self, AssignmentJson, ConfigurationJson};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::waiting::{self, ReadProgress};
use crate::domain::{
    self, Candidate, Comparison, EffectiveConfigurations, Enrollment, Explanation, Fit, Name,
    ObjectId, ObjectKind, Reason, RequestError, Target, User,
};
use crate::graph::Client;
use crate::words::{self, ListRead, Names, ServiceAnswer};

struct Read {
    user: User,
    own: Own,
    /// The answer of the service itself; `None` if the service does not offer one.
    service: Result<Option<EffectiveConfigurations>, RequestError>,
}

/// The input of the rules.
struct Own {
    groups: BTreeSet<ObjectId>,
    /// Groups without devices.
    without_devices: BTreeSet<ObjectId>,
    listing: Listing,
    names: Names,
    lookup: NameLookup,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// User principal name or object ID
    #[arg(value_name = "USER")]
    user: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &ExplainArgs) -> Result<Exit, Failure> {
    let (read, open) = waiting::read(global, async |session, progress| {
        let read = read(&session.client, args, progress).await?;
        Ok((read, OpenChanges::of(session).await))
    })?;
    let rows = read.own.listing.rows.iter();
    let rows = rows.map(|row| (&row.configuration, row.assignments.as_slice()));
    let enrollment = Enrollment::of_user(&read.own.groups, &read.own.without_devices);
    let explained = domain::explain(rows, &enrollment);
    read.own.listing.note_missing(args.json);
    read.own.lookup.warn(args.json);
    open.note(args.json);
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&document(&read, &explained, open))
    } else {
        let who = words::user(&read.user, read.own.groups.len());
        let list = ListRead {
            from: read.own.listing.version,
            rows: &read.own.listing.rows,
            is_whole: read.own.listing.missing.is_none(),
        };
        let service = match &read.service {
            Ok(Some(effective)) => ServiceAnswer::Came(effective),
            Ok(None) => ServiceAnswer::NotAsked,
            Err(error) => ServiceAnswer::Failed(error),
        };
        let lines = words::explain(who, &explained, &read.own.names, &list, service);
        print::text(&global.stdout().lines(&lines))
    };
    Ok(Exit::Done)
}

async fn read(
    client: &Client,
    args: &ExplainArgs,
    progress: &ReadProgress,
) -> Result<Read, Failure> {
    progress.turn_to("Looking up the user");
    let typed = args.user.trim();
    let Some(user) = client.user(typed).await? else {
        return Err(named::no_user(client, typed).await);
    };
    // Asked at the same time. If it fails, the result computed here is still shown.
    let service = async { Ok(client.effective_configurations(&user.id).await) };
    let (own, service) =
        tokio::try_join!(read_own(client, &user.id, args.json, progress), service)?;
    Ok(Read { user, own, service })
}

async fn read_own(
    client: &Client,
    user: &ObjectId,
    in_json: bool,
    progress: &ReadProgress,
) -> Result<Own, Failure> {
    progress.turn_to("Reading the groups and the configurations");
    let (groups, listing) =
        tokio::try_join!(client.groups_of(user), listing::bare_rows(client, progress))?;
    progress.turn_to("Looking up the names");
    let targets: Vec<&Target> = listing
        .rows
        .iter()
        .flat_map(|row| &row.assignments)
        .map(|row| &row.target)
        .collect();
    let mut missing = named::ids(targets.iter().copied());
    missing.retain(|id| !groups.contains_key(id));
    let lookup = NameLookup::new(client);
    let mut names = lookup.names(&missing).await;
    let is_deleted = |(id, name): (&ObjectId, &Name)| (*name == Name::Deleted).then(|| id.clone());
    let mut without_devices: BTreeSet<ObjectId> = names.iter().filter_map(is_deleted).collect();
    let mut asked = domain::groups_by_device(&listing.rows);
    asked.retain(|id| !without_devices.contains(id));
    let asked: Vec<ObjectId> = asked.into_iter().collect();
    progress.turn_to("Counting the devices of the groups");
    // If the members cannot be counted, any of the groups may contain the device.
    let counts = client.member_counts(&asked).await.unwrap_or_default();
    let empty = counts.into_iter().filter(|(_, count)| count.devices == 0);
    without_devices.extend(empty.map(|(id, _)| id));
    if !in_json && targets.iter().any(|target| target.filter().is_some()) {
        names.extend(lookup.filters().await);
    }
    let kind = ObjectKind::Group;
    let ids = groups.keys().cloned().collect();
    let known = groups.into_iter();
    names.extend(known.map(|(id, name)| (id, Name::Known { name, kind })));
    progress.turn_to("Asking the service for its own answer");
    Ok(Own {
        groups: ids,
        without_devices,
        listing,
        names,
        lookup,
    })
}

/// Which configurations apply to a user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "explain"))]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    completeness: listing::Completeness,
    /// How many configurations, and assignments of the other ones, could not be read: the answer may be among them.
    unreadable: usize,
    user: UserJson<'a>,
    service: ServiceJson<'a>,
    types: Vec<TypeJson<'a>>,
}

/// A user and the groups that the user is in, nested groups included.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "user"))]
struct UserJson<'a> {
    id: &'a str,
    name: &'a str,
    user_principal_name: &'a str,
    groups: Vec<GroupJson<'a>>,
}

/// A group.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "userGroup"))]
struct GroupJson<'a> {
    id: &'a str,
    name: Option<&'a str>,
}

/// The answer of the service itself, beside what the rules say.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "serviceAnswer"))]
struct ServiceJson<'a> {
    /// Whether the service answered.
    #[cfg_attr(test, schemars(extend("enum" = ["answered", "not-offered", "failed"])))]
    state: &'static str,
    /// The request that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Failure"))]
    error: Option<Failure>,
    /// Configurations that the service names, of types that the list does not have.
    others: Vec<ConfigurationJson<'a>>,
}

/// The answer of the service for a type.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "serviceAnswerOfType")
)]
struct AnswerJson<'a> {
    /// What the service names; null if it names none of the type.
    configuration: Option<ConfigurationJson<'a>>,
    /// Whether it is one of the candidates that may apply; null if that cannot be decided.
    agrees: Option<bool>,
    /// What can explain a difference.
    #[cfg_attr(test, schemars(with = "Vec<Reason>"))]
    reasons: Vec<&'static str>,
}

/// The configurations of one type and platform that may apply.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "explainedType"))]
struct TypeJson<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    platform: Option<&'a str>,
    /// How Intune chooses among the candidates.
    #[cfg_attr(test, schemars(with = "crate::domain::Rule"))]
    rule: &'static str,
    /// The configuration that certainly applies, whatever the device is.
    winner: Option<ReachedJson<'a>>,
    /// In the order in which they are checked; the first one that fits applies.
    candidates: Vec<CandidateJson<'a>>,
    /// What enrollment methods without a user get.
    #[cfg_attr(test, schemars(with = "crate::domain::WithoutUser"))]
    without_user: &'static str,
    /// The answer of the service; null if there is none.
    service: Option<AnswerJson<'a>>,
}

/// A configuration and the assignment that counts; null for a default.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "reached"))]
struct ReachedJson<'a> {
    configuration: ConfigurationJson<'a>,
    assignment: Option<AssignmentJson<'a>>,
}

/// A configuration that may apply.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "candidate"))]
struct CandidateJson<'a> {
    /// What decides about it.
    #[cfg_attr(test, schemars(with = "crate::domain::DecidedBy"))]
    by: &'static str,
    /// Whether it applies once its turn comes.
    #[cfg_attr(test, schemars(extend("enum" = ["fits", "depends", "excluded", "never-reached"])))]
    fit: &'static str,
    #[serde(flatten)]
    reached: ReachedJson<'a>,
    /// What the fit depends on: all of it has to hold.
    doubts: Vec<DoubtJson<'a>>,
    /// The index, from 0, of the candidate because of which this one is never reached.
    taken_by: Option<usize>,
}

/// A fact that is not known.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "doubt"))]
struct DoubtJson<'a> {
    #[cfg_attr(test, schemars(extend("enum" = ["filter", "device-group", "cm-collection", "exclusion", "not-known"])))]
    reason: &'static str,
    assignment: AssignmentJson<'a>,
}

fn document<'a>(read: &'a Read, explained: &[Explanation<'a>], open: OpenChanges) -> Document<'a> {
    let names = &read.own.names;
    let effective = read.service.as_ref().ok().and_then(Option::as_ref);
    let reached = |candidate: &Candidate<'a>| ReachedJson {
        configuration: documents::configuration(candidate.configuration),
        assignment: candidate
            .assignment
            .map(|it| documents::assignment(it, names)),
    };
    let candidate = |one: &Candidate<'a>| CandidateJson {
        by: one.by.word(),
        fit: one.fit.word(),
        reached: reached(one),
        doubts: match &one.fit {
            Fit::Depends(doubts) => doubts
                .iter()
                .map(|(assignment, doubt)| DoubtJson {
                    reason: doubt.word(),
                    assignment: documents::assignment(assignment, names),
                })
                .collect(),
            _ => Vec::new(),
        },
        taken_by: match one.fit {
            Fit::NeverReached(by) => Some(by),
            _ => None,
        },
    };
    let of_type = |one: &Explanation<'a>| TypeJson {
        kind: one.kind.word(),
        platform: one.platform,
        rule: one.rule.word(),
        winner: one.certain().map(reached),
        candidates: one.candidates.iter().map(candidate).collect(),
        without_user: one.rule.without_user().word(),
        service: effective.map(|effective| {
            let is_whole = read.own.listing.missing.is_none();
            let Comparison {
                named,
                agrees,
                reasons,
                ..
            } = effective.compare(one, &read.own.listing.rows, is_whole);
            AnswerJson {
                configuration: named.map(documents::configuration),
                agrees,
                reasons: reasons.into_iter().map(Reason::word).collect(),
            }
        }),
    };
    let groups = read.own.groups.iter().map(|id| GroupJson {
        id: id.as_str(),
        name: documents::known_name(id.as_str(), names),
    });
    Document {
        completeness: read.own.listing.completeness(&read.own.lookup, open),
        unreadable: read.own.listing.unreadable(),
        user: UserJson {
            id: read.user.id.as_str(),
            name: &read.user.name,
            user_principal_name: &read.user.principal_name,
            groups: groups.collect(),
        },
        service: ServiceJson {
            state: match &read.service {
                Ok(Some(_)) => "answered",
                Ok(None) => "not-offered",
                Err(_) => "failed",
            },
            error: read.service.as_ref().err().cloned().map(Failure::from),
            others: effective.map_or_else(Vec::new, |effective| {
                let others = effective.others(explained, &read.own.listing.rows);
                others.into_iter().map(documents::configuration).collect()
            }),
        },
        types: explained.iter().map(of_type).collect(),
    }
}
