//! The proxy of a network.
//!
//! Belongs here: reading its variables strictly, and naming what a proxy asks for that this program
//! cannot give. Does not belong here: which hosts are asked (`graph`, `auth`).

use std::fmt;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::chain::{self, Stream};
use super::{Network, Roots};
use crate::config::Environment;
use crate::text;

/// What a refused proxy sign-in comes to, where the answer itself is not at hand.
pub(super) const ASKS_FOR_MORE: &str = "the proxy requires authentication (407): set HTTPS_PROXY to http://user:password@host:port; \
     for a proxy that accepts only NTLM or Kerberos, run a local relay such as px or cntlm and set \
     HTTPS_PROXY to it";

/// The variables in the order in which they count.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// How long a proxy may take to say what it asks for.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most of its answer that is read.
const LONGEST: usize = 16 * 1024;

/// The proxy, and what goes past it. The default leaves both to the system.
#[derive(Clone, Default)]
pub struct Proxies {
    proxy: Option<Url>,
    past: Option<String>,
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxies")
            .field("proxy", &self.address())
            .field("past", &self.past)
            .finish()
    }
}

impl Proxies {
    /// Reads `HTTPS_PROXY` or `ALL_PROXY`, and `NO_PROXY`, in capital or in small letters.
    ///
    /// # Errors
    /// Names the variable whose value is no proxy. It is not quoted: it may hold a password.
    pub fn read(environment: Environment<'_>) -> Result<Self, String> {
        let set = |name: &&str| {
            let value = environment(name)?;
            Some(((*name).to_owned(), value.trim().to_owned()))
                .filter(|(_, value)| !value.is_empty())
        };
        // Each is looked at, also the one that another goes before: a value that is wrong is a mistake.
        let mut proxy = None;
        for (name, value) in VARIABLES.iter().filter_map(set) {
            let url = parse(&value).map_err(|why| format!("{name}: {why}"))?;
            proxy = proxy.or(Some(url));
        }
        let past = ["NO_PROXY", "no_proxy"].iter().find_map(set);
        if let Some((name, value)) = &past
            && let Some(wrong) = value.split(',').map(str::trim).find(|it| !is_host(it))
        {
            return Err(format!(
                "{name}: `{}` is not a host, domain or address; separate several with commas",
                text::clean(wrong)
            ));
        }
        Ok(Self {
            proxy,
            past: past.map(|(_, value)| value),
        })
    }

    /// Host and port of the proxy; user and password are left out.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let proxy = self.proxy.as_ref()?;
        let port = proxy.port_or_known_default().unwrap_or_default();
        Some(format!("{}:{port}", proxy.host_str().unwrap_or_default()))
    }

    /// Whether requests to a host go through the proxy.
    #[must_use]
    pub fn serves(&self, host: &str) -> bool {
        self.proxy.is_some() && !self.goes_past(host)
    }

    /// A way to a host through the proxy; none if there is no proxy, or the host goes past it.
    pub(super) async fn tunnel(
        &self,
        host: &str,
        port: u16,
        roots: &Roots,
    ) -> Result<Option<Box<dyn Stream>>, ProxyTrouble> {
        let Some(proxy) = self.proxy.as_ref().filter(|_| self.serves(host)) else {
            return Ok(None);
        };
        let address = self.address().unwrap_or_default();
        let unreachable = |error: String| ProxyTrouble {
            why: format!("could not reach the proxy {address}: {error}"),
            advice: UNREACHABLE,
        };
        let asking = async {
            let stream = TcpStream::connect(&address)
                .await
                .map_err(|error| unreachable(error.to_string()))?;
            let stream: Box<dyn Stream> = if proxy.scheme() == "https" {
                let name = proxy.host_str().unwrap_or_default();
                chain::wrap(name, stream, roots)
                    .await
                    .map_err(unreachable)?
            } else {
                Box::new(stream)
            };
            ask(stream, host, port, &credentials(proxy))
                .await
                .map_err(|error| unreachable(error.to_string()))
        };
        let (head, stream) = tokio::time::timeout(PATIENCE, asking)
            .await
            .unwrap_or_else(|_| Err(unreachable("it did not answer".to_owned())))?;
        match refusal(&address, &head, !proxy.username().is_empty()) {
            None => Ok(Some(stream)),
            Some(trouble) => Err(trouble),
        }
    }

    fn goes_past(&self, host: &str) -> bool {
        let names = self.past.as_deref().unwrap_or_default().split(',');
        names.map(str::trim).any(|name| {
            let name = name.trim_start_matches('.');
            name == "*"
                || (!name.is_empty() && (host == name || host.ends_with(&format!(".{name}"))))
        })
    }

    pub(super) fn add_to(
        &self,
        builder: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, String> {
        let Some(proxy) = &self.proxy else {
            return Ok(builder);
        };
        let past = self.past.as_deref();
        // User and password in the URL become the Proxy-Authorization header.
        let proxy = reqwest::Proxy::all(proxy.as_str())
            .map_err(|_| NO_PROXY_ADDRESS.to_owned())?
            .no_proxy(past.and_then(reqwest::NoProxy::from_string));
        Ok(builder.proxy(proxy))
    }
}

const NO_PROXY_ADDRESS: &str =
    "not a proxy address; expected the form http://proxy.contoso.com:8080";

fn parse(value: &str) -> Result<Url, String> {
    let whole = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    let url = Url::parse(&whole).map_err(|_| NO_PROXY_ADDRESS.to_owned())?;
    match url.scheme() {
        "http" | "https" => {}
        "socks4" | "socks4a" | "socks5" | "socks5h" => {
            return Err("SOCKS is not supported; use an HTTP proxy".to_owned());
        }
        _ => return Err(NO_PROXY_ADDRESS.to_owned()),
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || url.host_str().is_none_or(str::is_empty) {
        return Err(format!(
            "{NO_PROXY_ADDRESS}; in the user name and password, write / as %2F, # as %23, ? as \
             %3F, @ as %40"
        ));
    }
    Ok(url)
}

/// Why a proxy gives no way, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyTrouble {
    pub why: String,
    pub advice: &'static str,
}

const UNREACHABLE: &str =
    "check the address in HTTPS_PROXY, and whether this machine may connect to it";
const ITS_OWN: &str = "ask the proxy's administrator to allow Microsoft Graph and the sign-in service for this \
     machine";
const CREDENTIALS: &str = "set HTTPS_PROXY to http://user:password@host:port; in the user name and password, write / as \
     %2F, # as %23, ? as %3F, @ as %40";
const RELAY: &str = "use a proxy that accepts basic authentication or none, or run a local relay for NTLM or \
     Kerberos (px, cntlm) and set HTTPS_PROXY to it";

/// Asks the proxy for a way to `host`, as a request would, and says why it gives none; nothing where it
/// gives one, where there is no proxy, or where the host goes past it. Nothing of a session is sent.
pub async fn proxy_refusal(network: &Network, host: &str, port: u16) -> Option<ProxyTrouble> {
    let asked = network.proxies.tunnel(host, port, &network.roots).await;
    asked.err()
}

/// User and password of a proxy as a header, if it has any.
fn credentials(proxy: &Url) -> String {
    use base64::Engine as _;
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    if proxy.username().is_empty() {
        return String::new();
    }
    let user = decoded(proxy.username());
    let password = decoded(proxy.password().unwrap_or_default());
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    format!("Proxy-Authorization: Basic {pair}\r\n")
}

async fn ask(
    mut stream: Box<dyn Stream>,
    host: &str,
    port: u16,
    header: &str,
) -> std::io::Result<(String, Box<dyn Stream>)> {
    let request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{header}\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") && head.len() < LONGEST {
        if stream.read_buf(&mut head).await? == 0 {
            break;
        }
    }
    Ok((String::from_utf8_lossy(&head).into_owned(), stream))
}

/// What the head of an answer to CONNECT means.
fn refusal(address: &str, head: &str, with_user: bool) -> Option<ProxyTrouble> {
    let trouble = |why, advice| Some(ProxyTrouble { why, advice });
    let mut lines = head.lines();
    let Some(status) = lines.next().and_then(|line| line.split(' ').nth(1)) else {
        let why = format!("the server at {address} is not a proxy");
        return trouble(why, UNREACHABLE);
    };
    if status.starts_with('2') {
        return None;
    }
    if status != "407" {
        let status = text::clean(status);
        return trouble(format!("the proxy {address} answered {status}"), ITS_OWN);
    }
    let schemes: Vec<String> = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("proxy-authenticate"))
        .filter_map(|(_, value)| value.split_whitespace().next())
        .map(|scheme| text::clean(scheme.trim_end_matches(',')).into_owned())
        .collect();
    let takes_basic = |scheme: &String| scheme.eq_ignore_ascii_case("basic");
    if schemes.iter().any(takes_basic) {
        let why = if with_user {
            format!("the proxy {address} rejects the user name and password in HTTPS_PROXY (407)")
        } else {
            format!("the proxy {address} requires a user name and password (407)")
        };
        return trouble(why, CREDENTIALS);
    }
    let schemes = if schemes.is_empty() {
        "an unknown authentication scheme".to_owned()
    } else {
        schemes.join(" or ")
    };
    let why = format!("the proxy {address} accepts only {schemes}, which enlist does not support");
    trouble(why, RELAY)
}

/// Whether an entry of `NO_PROXY` can stand for something: a host, a domain, an address or a net.
fn is_host(entry: &str) -> bool {
    let (host, net) = entry.split_once('/').unwrap_or((entry, "0"));
    net.parse::<u8>().is_ok_and(|bits| bits <= 128)
        && host.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '*' | '[' | ']')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Proxies, String> {
        Proxies::read(&|name| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn variables_are_read_strictly_and_in_order() {
        assert_eq!(read(&[]).unwrap().address(), None);
        assert_eq!(read(&[("HTTPS_PROXY", " ")]).unwrap().address(), None);
        let both = read(&[("all_proxy", "http://b"), ("https_proxy", "a:3128")]).unwrap();
        assert_eq!(both.address().as_deref(), Some("a:3128"));
        let only = read(&[("ALL_PROXY", "http://b"), ("NO_PROXY", ".contoso.com")]).unwrap();
        assert_eq!(only.address().as_deref(), Some("b:80"));
        for bad in [
            "http://",
            "://x",
            "http://a b",
            "http://proxy:99999",
            "ftp://proxy",
            "socks5://proxy",
            "http://user:s3/cret@proxy:8080",
            "http://user:s3#cret@proxy:8080",
        ] {
            let error = read(&[("HTTPS_PROXY", bad)]).unwrap_err();
            assert!(error.starts_with("HTTPS_PROXY: "), "{error}");
            assert!(!error.contains("s3"), "{error}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let proxies = read(&[("HTTPS_PROXY", "http://user:hush%40@proxy:8080")]).unwrap();
        assert!(!format!("{proxies:?}").contains("hush"));
        assert_eq!(proxies.address().as_deref(), Some("proxy:8080"));
    }

    #[test]
    fn every_variable_is_looked_at() {
        let good = ("HTTPS_PROXY", "http://a:1");
        let error = read(&[good, ("ALL_PROXY", "://x")]).unwrap_err();
        assert!(error.starts_with("ALL_PROXY: "), "{error}");
        for bad in ["http://contoso.com", "a b", "a/b", "x;y"] {
            let error = read(&[good, ("NO_PROXY", bad)]).unwrap_err();
            assert!(error.starts_with("NO_PROXY: "), "{error}");
        }
        let all = "*, .contoso.com,10.0.0.0/8,[::1],,localhost:8080";
        let past = read(&[good, ("NO_PROXY", all)]).unwrap();
        assert!(!past.serves("graph.microsoft.com"));
    }

    #[test]
    fn what_a_proxy_asks_for_is_named_with_the_way_out() {
        let message = |head: &str, with_user| refusal("p:1", head, with_user);
        assert_eq!(message("HTTP/1.1 200 OK\r\n\r\n", false), None);
        let ntlm = message(
            "HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nproxy-authenticate: Negotiate x\r\n\r\n",
            true,
        )
        .unwrap();
        assert!(ntlm.why.contains("NTLM or Negotiate") && ntlm.advice.contains("cntlm"));
        let basic = "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n";
        assert!(
            message(basic, false)
                .unwrap()
                .why
                .contains("requires a user")
        );
        assert!(
            message(basic, true)
                .unwrap()
                .why
                .contains("rejects the user")
        );
        let other = message("HTTP/1.1 403 No\r\n\r\n", false).unwrap();
        assert_eq!(other.why, "the proxy p:1 answered 403");
        assert!(
            message("SSH-2.0-x", false)
                .unwrap()
                .why
                .contains("not a proxy")
        );
    }
}
