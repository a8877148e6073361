//! `enlist demo`: the embedded service alone, for other tools and for tests.

use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::demo;
use crate::demo::Behaviour;
use crate::demo::Options;
use crate::demo::Service;

/// Starts the service on the runtime in use, with the faults that are asked for.
pub(in crate::cli) async fn start(
    global: &Global,
    behaviour: Behaviour,
    port: u16,
) -> Result<Service, Failure> {
    let service = demo::start(Options {
        port,
        behaviour,
        ..Options::default()
    })
    .await
    .map_err(|error| Failure::local(format!("the demo cannot listen on port {port}: {error}")))?;
    for fault in &global.fault {
        let added = service.control.add_fault_json(fault);
        added.map_err(|error| Failure::usage(format!("--fault {fault}: {error}")))?;
    }
    Ok(service)
}

pub(in crate::cli) fn run(global: &Global, port: u16) -> Result<Exit, Failure> {
    let behaviour = global.demo.unwrap_or(Behaviour::Documented);
    let runtime = crate::cli::plain_runtime()?;
    runtime.block_on(async {
        let service = start(global, behaviour, port).await?;
        let said = format!(
            "Graph URL: {}\nToken: {}\nBehaviour: {behaviour}\nPress Ctrl-C to stop.\n",
            service.base_url, service.token
        );
        let _ = print::text(&said);
        // Where Ctrl-C cannot be caught, it ends the process all by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Ok(Exit::Done)
    })
}
