//! Changes whose program ended before their verdict: what the service shows about them now.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::WriteContext;
use super::compare::State;
use super::record::{is_over, now, write};
use crate::domain::{ConfigurationId, Entry, Half, JOURNAL_VERSION, ReadBack, Sameness, Verdict};
use crate::journal::{Open, OpenChanges, UnsettledChange};

/// A change of an earlier run that was checked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub configuration: ConfigurationId,
    pub configuration_name: String,
    /// What is known now; none if it could not be read, so it stays open.
    pub verdict: Option<Verdict>,
    /// Why it stays open.
    pub reason: Option<String>,
}

/// Reads back what earlier runs on this Graph left open, and writes the verdicts.
///
/// A change that shows the old state is unchanged only if it was read after the deadline of the intent;
/// before that, the request may still arrive and the result is unknown.
///
/// # Errors
/// The journal cannot be read.
pub async fn settle(mut context: WriteContext) -> Result<Vec<Settled>, String> {
    let open_changes = open_changes(&context).await?;
    let mut settled = Vec::new();
    for kept in open_changes.kept {
        settled.extend(keep(&context, kept)?);
    }
    let is_known = context.place.tenant.is_some() && context.place.tenant_id.is_some();
    if !open_changes.open.is_empty() && !is_known {
        // If neither ID nor name is readable, only the URL of Graph decides.
        if let Some(tenant) = context.client.tenant().await.ok().flatten() {
            context.place.tenant = Some(tenant.name);
            context.place.tenant_id = tenant.id.or(context.place.tenant_id);
        }
    }
    for (open, intent) in open_changes.open {
        settled.extend(settle_one(&context, open, intent).await);
    }
    Ok(settled)
}

pub(super) async fn open_changes(context: &WriteContext) -> Result<OpenChanges, String> {
    let journal = Arc::clone(&context.journal);
    tokio::task::spawn_blocking(move || journal.open_changes())
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| format!("could not read the journal: {error}"))
}

/// Reads back one change whose program is gone, and writes its verdict; none if it is from another tenant.
pub(super) async fn settle_one(
    context: &WriteContext,
    open: Open,
    intent: Entry,
) -> Option<Settled> {
    let sameness = intent.place.sameness(&context.place);
    if sameness == Sameness::Other {
        return None;
    }
    let mut one = Settled {
        configuration: intent.change.configuration.clone(),
        configuration_name: intent.change.configuration_name.clone(),
        verdict: None,
        reason: None,
    };
    // A request that arrives during the read could be missed.
    let read_at = jiff::Timestamp::now();
    match State::read(&context.client, &intent.change).await {
        Ok(state) => {
            let verdict = match state.read_back(&intent.change, intent.via, &intent.before) {
                ReadBack::After => Verdict::Verified,
                ReadBack::Before if is_over(&intent, read_at) => Verdict::Unchanged,
                ReadBack::Before | ReadBack::Theirs => Verdict::Unknown,
                ReadBack::Neither => Verdict::Differs,
            };
            let message = "settled by reading back at a later start".to_owned();
            let entry = settled_entry(intent, verdict, message, Some(state));
            match write(context, open, entry).await {
                Ok(()) => one.verdict = Some(verdict),
                Err(reason) => one.reason = Some(reason),
            }
        }
        // The configuration is gone, and the change with it. This is certain only in this tenant.
        Err(error) if error.status() == Some(404) && sameness == Sameness::Same => {
            let message = "the configuration no longer exists".to_owned();
            let entry = settled_entry(intent, Verdict::Unknown, message, None);
            match write(context, open, entry).await {
                Ok(()) => one.verdict = Some(Verdict::Unknown),
                Err(reason) => one.reason = Some(reason),
            }
        }
        Err(error) => one.reason = Some(error.with_request()),
    }
    Some(one)
}

/// An open change that cannot be settled here; none if it is from another Graph.
fn keep(context: &WriteContext, kept: UnsettledChange) -> Result<Option<Settled>, String> {
    if is_elsewhere(context, &kept) {
        return Ok(None);
    }
    let Some(configuration) = kept.configuration else {
        return Err(format!(
            "{} is an open change {} that does not name its configuration: check it with that \
             version of enlist",
            kept.path.display(),
            kept.reason
        ));
    };
    Ok(Some(Settled {
        configuration_name: kept
            .configuration_name
            .unwrap_or_else(|| configuration.to_string()),
        configuration,
        verdict: None,
        reason: Some(kept.reason),
    }))
}

/// Whether an open change certainly does not belong to this Graph.
pub(super) fn is_elsewhere(context: &WriteContext, kept: &UnsettledChange) -> bool {
    let url = kept.graph_url.as_ref();
    url.is_some_and(|url| *url != context.place.graph_url)
}

fn settled_entry(
    intent: Entry,
    verdict: Verdict,
    message: String,
    observed: Option<State>,
) -> Entry {
    let (observed, observed_order) = match observed {
        Some(State::List(rows, _)) => {
            let targets = rows.into_iter().map(|row| row.target);
            (Some(targets.collect()), None)
        }
        Some(State::Order(order)) => (None, Some(order)),
        None => (None, None),
    };
    Entry {
        version: JOURNAL_VERSION,
        row: Half::Verdict,
        time: now(),
        verdict: Some(verdict),
        message: Some(message),
        observed,
        observed_order,
        ..intent
    }
}
