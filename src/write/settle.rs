//! Changes whose program ended before their verdict: what the service shows of them now.

use std::sync::Arc;

use super::Desk;
use super::compare::State;
use super::record::{now, write};
use crate::domain::{ConfigurationId, Entry, Half, ReadBack, Sameness, Verdict};

/// A change of an earlier run that was looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Its configuration.
    pub configuration: ConfigurationId,
    /// The display name of that.
    pub configuration_name: String,
    /// What is known now; none where it could not be read, so that it stays open.
    pub verdict: Option<Verdict>,
    /// Why it stays open.
    pub reason: Option<String>,
}

/// Reads back what earlier runs on this Graph left open, and writes the verdicts.
///
/// What shows the old state is unchanged only once the request is older than it could live; before
/// that it may still arrive, and is unknown.
///
/// # Errors
/// The journal cannot be read.
pub async fn settle(mut desk: Desk) -> Result<Vec<Settled>, String> {
    let journal = Arc::clone(&desk.journal);
    let left = tokio::task::spawn_blocking(move || journal.left_open())
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| format!("the journal cannot be read: {error}"))?;
    let mut settled = unreadable(&desk, left.unreadable).await?;
    let is_known = desk.place.tenant.is_some() && desk.place.tenant_id.is_some();
    if !left.open.is_empty() && !is_known {
        // Where neither id nor name may be read, the Graph decides alone.
        if let Some(tenant) = desk.client.tenant().await.ok().flatten() {
            desk.place.tenant = Some(tenant.name);
            desk.place.tenant_id = tenant.id.or(desk.place.tenant_id);
        }
    }
    for (open, intent) in left.open {
        let sameness = intent.place.sameness(&desk.place);
        if sameness == Sameness::Other {
            continue;
        }
        let mut one = Settled {
            configuration: intent.change.configuration.clone(),
            configuration_name: intent.change.configuration_name.clone(),
            verdict: None,
            reason: None,
        };
        match State::read(&desk.client, &intent.change).await {
            Ok(state) => {
                let verdict = match state.read_back(&intent.change, intent.via, &intent.before) {
                    ReadBack::After => Verdict::Verified,
                    ReadBack::Before if is_over(&desk, &intent) => Verdict::Unchanged,
                    ReadBack::Before | ReadBack::Theirs => Verdict::Unknown,
                    ReadBack::Neither => Verdict::Differs,
                };
                let message = "settled by reading back at a later start".to_owned();
                let entry = settled_entry(intent, verdict, message, Some(state));
                match write(&desk, open, entry).await {
                    Ok(()) => one.verdict = Some(verdict),
                    Err(reason) => one.reason = Some(reason),
                }
            }
            // It is gone, and with it whatever the change made of it. That needs to be this tenant.
            Err(error) if error.status() == Some(404) && sameness == Sameness::Same => {
                let message = "the configuration is not there any more".to_owned();
                let entry = settled_entry(intent, Verdict::Unknown, message, None);
                match write(&desk, open, entry).await {
                    Ok(()) => one.verdict = Some(Verdict::Unknown),
                    Err(reason) => one.reason = Some(reason),
                }
            }
            Err(error) => one.reason = Some(error.reason()),
        }
        settled.push(one);
    }
    Ok(settled)
}

/// The open changes whose files cannot be read: the journal says which configurations they are of.
async fn unreadable(desk: &Desk, files: Vec<(String, String)>) -> Result<Vec<Settled>, String> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let journal = Arc::clone(&desk.journal);
    let contents = tokio::task::spawn_blocking(move || journal.read())
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| format!("the journal cannot be read: {error}"))?;
    let of = |(name, reason): (String, String)| {
        let mut entries = contents.entries.iter().rev();
        let Some(entry) = entries.find(|entry| entry.change_id == name) else {
            return Err(format!(
                "a change that was left open cannot be read ({reason}): make the file readable"
            ));
        };
        Ok(Settled {
            configuration: entry.change.configuration.clone(),
            configuration_name: entry.change.configuration_name.clone(),
            verdict: None,
            reason: Some(format!("its file cannot be read, {reason}")),
        })
    };
    files.into_iter().map(of).collect()
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
        row: Half::Verdict,
        time: now(),
        verdict: Some(verdict),
        message: Some(message),
        observed,
        observed_order,
        ..intent
    }
}

/// Whether the request of an intent is too old to be still under way.
fn is_over(desk: &Desk, intent: &Entry) -> bool {
    let Ok(sent) = intent.time.parse::<jiff::Timestamp>() else {
        return false;
    };
    let age = jiff::Timestamp::now().duration_since(sent);
    std::time::Duration::try_from(age).is_ok_and(|age| age > desk.client.timing().total)
}
