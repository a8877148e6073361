//! Starts the embedded demo service with the faults that the flags request.

use crate::cli::args::Global;
use crate::cli::print::exit::Failure;
use crate::demo::{self, Behaviour, Options, Service, Tenant};

/// The page size of a demo tenant whose size was set by a flag.
const LARGE_PAGE: usize = 500;

/// Starts the service on the current runtime, with the requested faults.
pub(in crate::cli) async fn start(
    global: &Global,
    behaviour: Behaviour,
    port: u16,
) -> Result<Service, Failure> {
    let usual = Options::default();
    let service = demo::start(Options {
        port,
        behaviour,
        tenant: global.demo_size.map_or(usual.tenant, Tenant::of_size),
        page_size: global.demo_size.map_or(usual.page_size, |_| LARGE_PAGE),
    })
    .await
    .map_err(|error| Failure::local(format!("could not open port {port} for the demo: {error}")))?;
    for fault in &global.fault {
        let added = service.control.add_fault_json(fault);
        added.map_err(|error| Failure::usage(format!("--fault {fault}: {error}")))?;
    }
    Ok(service)
}
