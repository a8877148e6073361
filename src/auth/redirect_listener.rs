//! The port on this machine that a browser comes back to.
//!
//! Belongs here: binding both loopback addresses, and answering a browser with a short page. Does not
//! belong here: what the requested address means (`authorization_response`).

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::authorization_response::AuthorizationResponse;
use super::error::AuthError;

/// The most that is read of a request; the code alone can have several thousand characters.
const LONGEST: usize = 32 * 1024;
/// How long one connection may take. Browsers open some that they never use.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many free ports are tried until both addresses have the same one.
const TRIES: usize = 8;

/// A port of 127.0.0.1 and, if this machine has it, of `::1`: browsers and `ssh -L` use either.
#[derive(Debug)]
pub(super) struct RedirectListener {
    v4: TcpListener,
    v6: Option<TcpListener>,
    port: u16,
}

impl RedirectListener {
    pub(super) async fn bind(port: u16) -> Result<Self, AuthError> {
        let mut last = None;
        for _ in 0..if port == 0 { TRIES } else { 1 } {
            match Self::bind_both(port).await {
                Ok(listener) => return Ok(listener),
                Err(error) => last = Some(error),
            }
        }
        let error = last.unwrap_or_else(|| ErrorKind::AddrInUse.into());
        Err(AuthError::unusable(
            if error.kind() == ErrorKind::AddrInUse {
                format!(
                    "port {port} is in use by another program: set another one with redirect_port \
                     or --redirect-port, and use it for ssh -L too"
                )
            } else {
                format!("could not open port {port}: {error}")
            },
        ))
    }

    async fn bind_both(port: u16) -> std::io::Result<Self> {
        let v4 = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let port = v4.local_addr()?.port();
        let v6 = match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
            Ok(listener) => Some(listener),
            // Another program there could receive the code.
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            Err(_) => None,
        };
        Ok(Self { v4, v6, port })
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// Answers every browser until one brings the awaited code. Other requests are rejected and end
    /// nothing.
    pub(super) async fn wait(&self, state: &SecretString) -> AuthorizationResponse {
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.v4.accept() => accepted,
                accepted = accept(self.v6.as_ref()) => accepted,
                Some(served) = connections.join_next() => match served {
                    Ok(Some(returned)) => return returned,
                    _ => continue,
                },
            };
            if let Ok((stream, _)) = accepted {
                let state = SecretString::from(state.expose_secret());
                connections.spawn(async move {
                    tokio::time::timeout(PATIENCE, serve(stream, &state))
                        .await
                        .ok()
                        .flatten()
                });
            } else {
                // Usually too few file handles, which is temporary.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

async fn serve(mut stream: TcpStream, state: &SecretString) -> Option<AuthorizationResponse> {
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if head.len() > LONGEST || stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.lines().next()?.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    // Only the root is registered; a browser also requests its icon.
    let returned = (method == "GET" && path.starts_with("/?"))
        .then(|| AuthorizationResponse::read(path, state))
        .and_then(Result::ok);
    let (status, text) = match &returned {
        Some(AuthorizationResponse::Code(_)) => ("200 OK", "Signed in. You can close this page."),
        Some(AuthorizationResponse::Refused(_)) => (
            "200 OK",
            "The sign-in was refused. The terminal shows why. You can close this page.",
        ),
        None => ("404 Not Found", "Not found."),
    };
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>enlist</title><body style=\"font:1.2em \
         sans-serif;margin:3em\">{text}"
    );
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    // A browser that left cannot read the page; the code counts anyway.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    returned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_busy_port_is_named() {
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = other.local_addr().unwrap().port();
        let error = RedirectListener::bind(port).await.unwrap_err();
        assert!(
            error.to_string().contains(&format!("port {port} ")),
            "{error}"
        );
    }

    #[tokio::test]
    async fn strangers_are_sent_away_and_end_nothing() {
        let listener = RedirectListener::bind(0).await.unwrap();
        let address = ("127.0.0.1", listener.port());
        let state = SecretString::from("s1");
        let ask = |path: &'static str| async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let browsers = async {
            // A silent connection must not keep the others waiting.
            let _silent = TcpStream::connect(address).await.unwrap();
            assert!(ask("/favicon.ico").await.contains("404"));
            assert!(ask("/?code=c&state=other").await.contains("404"));
            ask("/?code=c&state=s1").await
        };
        let (returned, answer) = tokio::join!(listener.wait(&state), browsers);
        assert!(matches!(returned, AuthorizationResponse::Code(_)));
        assert!(answer.contains("Signed in"), "{answer}");
    }
}
