//! A GET with reqwest, and nothing else: `bare-get URL…` prints each body.
//!
//! With `--bearer TOKEN` before the URLs it signs in with that token.

use std::error::Error;
use std::io::Write;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == "--version") {
        println!("bare-get");
        return Ok(());
    }
    let mut bearer = None;
    if args.first().is_some_and(|arg| arg == "--bearer") {
        args.remove(0);
        bearer = (!args.is_empty()).then(|| args.remove(0));
    }
    let client = reqwest::Client::new();
    for url in args {
        let mut request = client.get(url);
        if let Some(token) = &bearer {
            request = request.bearer_auth(token);
        }
        let body = request.send().await?.error_for_status()?.bytes().await?;
        std::io::stdout().write_all(&body)?;
    }
    Ok(())
}
