//! `enlist demo`: runs only the embedded demo service, for other tools and for tests.

use clap::Args;

use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::{demo_service, open};
use crate::demo::Behaviour;

#[derive(Debug, Args)]
pub(in crate::cli) struct DemoArgs {
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
}

pub(in crate::cli) fn run(global: &Global, args: &DemoArgs) -> Result<Exit, Failure> {
    let behaviour = global.demo.unwrap_or(Behaviour::Documented);
    let runtime = open::runtime()?;
    runtime.block_on(async {
        let service = demo_service::start(global, behaviour, args.port).await?;
        let text = format!(
            "Graph URL: {}\nToken: {}\nBehaviour: {behaviour}\nPress Ctrl-C to stop.\n",
            service.base_url, service.token
        );
        let _ = print::text(&text);
        // If Ctrl-C cannot be caught, it ends the process by default.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Ok(Exit::Done)
    })
}
