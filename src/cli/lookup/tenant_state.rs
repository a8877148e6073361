//! The state of the tenant, read now or from a file.

use std::path::Path;

use crate::cli::lookup::listing::{self, Listing};
use crate::cli::print::exit::Failure;
use crate::cli::session::files;
use crate::domain::Place;
use crate::plan::Snapshot;
use crate::session::Session;
use crate::text;

pub(in crate::cli) async fn now(session: &Session) -> Result<Snapshot, Failure> {
    let (place, listing) = read_now(session).await?;
    match &listing.missing {
        Some(error) => Err(Failure::incomplete(error)),
        None => Ok(snapshot(place, listing)),
    }
}

/// Reads the tenant, as far as possible. Leaves out the account, so the result does not depend on who reads.
pub(in crate::cli) async fn read_now(session: &Session) -> Result<(Place, Listing), Failure> {
    let client = &session.client;
    let (tenant, listing) = tokio::join!(client.tenant(), listing::rows(client));
    let tenant = tenant.ok().flatten();
    Ok((
        session.write_context_in(tenant.as_ref(), None).place,
        listing?,
    ))
}

pub(in crate::cli) fn snapshot(place: Place, listing: Listing) -> Snapshot {
    Snapshot {
        place,
        read_from: listing.version,
        complete: listing.missing.is_none(),
        rows: listing.rows,
    }
}

pub(in crate::cli) fn read(path: &Path) -> Result<Snapshot, Failure> {
    Snapshot::read(&files::read(path)?).map_err(|error| {
        let what = format!("{}: {}", files::name(path), text::clean(&error));
        Failure::naming("snapshot-file", what, None)
    })
}
