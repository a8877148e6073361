//! From the name of a host to an answer of the authority.

use std::time::Duration;

use super::{Check, State};
use crate::auth::{Method, Options};
use crate::config::{Environment, GraphUrl, Timing};
use crate::net::{self, Network};
use crate::session::Session;

/// A clock that is off by more makes tokens look too early or too late.
const MOST_SKEW: i64 = 300;

pub(super) async fn checks(session: &Session, environment: Environment<'_>) -> Vec<Check> {
    let timing = *session.client.timing();
    let graph: Option<GraphUrl> = session.graph_url().parse().ok();
    let options = session.sign_in_options();
    let network = match options.map(|options| options.network.clone()) {
        Some(network) => network,
        None => match Network::read(environment, None) {
            Ok(network) => network,
            Err(error) => {
                return vec![Check::bad("proxy", error, "fix the variable, or unset it")];
            }
        },
    };
    let mut checks = vec![proxy(&network, graph.as_ref()).await];
    // A token from elsewhere needs no authority.
    let authority = options
        .filter(|options| options.method != Method::Token)
        .map(Options::authority);
    let both = [("Graph", graph), ("authority", authority)];
    for (name, url) in &both {
        if let Some(url) = url {
            checks.extend(host(name, url, &network, &timing).await);
        }
    }
    match &both {
        [_, (_, Some(url))] => checks.extend(answers(url, &network, &timing).await),
        [(_, Some(url)), _] => {
            checks.push(Check::skipped(
                "authority",
                "not needed: the token was given",
            ));
            checks.extend(clock_of(url, &network, &timing).await);
        }
        _ => {}
    }
    checks
}

async fn proxy(network: &Network, graph: Option<&GraphUrl>) -> Check {
    const NAME: &str = "proxy";
    let Some(address) = network.proxies.address() else {
        return Check::ok(NAME, "none");
    };
    let Some(graph) = graph.filter(|url| !url.is_loopback_http()) else {
        return Check::ok(
            NAME,
            format!("{address} (not used for this machine itself)"),
        );
    };
    if !network.proxies.serves(graph.host_name()) {
        let found = format!("{address} (not used for {}: NO_PROXY)", graph.host());
        return Check::ok(NAME, found);
    }
    match net::proxy_refusal(network, graph.host_name(), graph.port()).await {
        None => Check::ok(NAME, format!("{address} connects to {}", graph.host())),
        Some(trouble) => Check::bad(NAME, trouble.why, trouble.advice),
    }
}

/// The name of a host, and its certificates.
async fn host(what: &str, url: &GraphUrl, network: &Network, timing: &Timing) -> Vec<Check> {
    let (name_check, tls_check) = if what == "Graph" {
        ("name of Graph", "TLS of Graph")
    } else {
        ("name of the authority", "TLS of the authority")
    };
    if url.is_loopback_http() {
        return vec![Check::ok(name_check, format!("{url} (this machine)"))];
    }
    let host = url.host_name();
    let mut checks = Vec::new();
    if network.proxies.serves(host) {
        checks.push(Check::ok(name_check, "resolved by the proxy"));
    } else {
        match tokio::net::lookup_host((host, url.port())).await {
            Ok(addresses) => {
                let count = addresses.count();
                checks.push(Check::ok(name_check, format!("{host}: {count} addresses")));
            }
            Err(error) => {
                checks.push(Check::bad(
                    name_check,
                    format!("{host}: {error}"),
                    "check the DNS settings of this machine; if it needs a proxy, set HTTPS_PROXY",
                ));
                checks.push(Check::skipped(
                    tls_check,
                    "not checked: the host was not found",
                ));
                return checks;
            }
        }
    }
    checks.push(tls(tls_check, url, network, timing.connect).await);
    checks
}

async fn tls(name: &'static str, url: &GraphUrl, network: &Network, patience: Duration) -> Check {
    match net::chain(url.host_name(), url.port(), network, patience).await {
        Err(error) if network.proxies.serves(url.host_name()) => Check::bad(
            name,
            error,
            "connections go through the proxy: see its check",
        ),
        Err(error) => Check::bad(
            name,
            error,
            "allow connections to this host in the firewall; if this machine needs a proxy, set \
             HTTPS_PROXY",
        ),
        Ok(chain) => match &chain.distrust {
            Some(refusal) => Check::bad(
                name,
                format!("{}: {}", issued(&chain), refusal.why),
                refusal.advice.unwrap_or(
                    "if your company inspects TLS, add its certificate with --ca-bundle",
                ),
            ),
            None if net::is_usual(&chain.issuer) => Check::ok(name, issued(&chain)),
            None => Check::warn(
                name,
                format!("{}; this machine trusts it", issued(&chain)),
                "not Microsoft's usual issuer: someone may be inspecting the traffic; ask whether \
                 tokens may be sent this way",
            ),
        },
    }
}

/// Who issued the certificate of a host, and the certificates above it.
fn issued(chain: &net::Chain) -> String {
    let above = chain.above.iter().filter(|name| **name != chain.issuer);
    above.fold(format!("issued by {}", chain.issuer), |text, name| {
        text + ", issued by " + name
    })
}

/// Compares the clock with that of a host that answers any request.
async fn clock_of(url: &GraphUrl, network: &Network, timing: &Timing) -> Option<Check> {
    let client = net::client_over(url, timing, network).ok()?;
    let response = client.get(format!("{url}/v1.0/")).send().await.ok()?;
    skew(&response).map(|seconds| clock(seconds, "Graph"))
}

/// How far the clock of this machine is ahead of the one in an answer, in seconds.
fn skew(response: &reqwest::Response) -> Option<i64> {
    let date = response.headers().get("date")?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(jiff::Timestamp::now().as_second() - date.timestamp().as_second())
}

async fn answers(url: &GraphUrl, network: &Network, timing: &Timing) -> Vec<Check> {
    const NAME: &str = "authority";
    let client = match net::client_over(url, timing, network) {
        Ok(client) => client,
        Err(error) => {
            let advice = net::advice(&error).unwrap_or("check --ca-bundle and the proxy");
            return vec![Check::bad(NAME, error, advice)];
        }
    };
    let page = format!("{url}/common/v2.0/.well-known/openid-configuration");
    let response = match client.get(page).send().await {
        Ok(response) => response,
        Err(error) => {
            let (why, advice) = net::explain_over(&error, url, network).await;
            let usual = "check the network, HTTPS_PROXY and NO_PROXY";
            return vec![Check::bad(NAME, why, advice.unwrap_or(usual))];
        }
    };
    let status = response.status();
    let mut checks = vec![if status.is_success() {
        Check::ok(NAME, format!("{url} answers"))
    } else {
        Check::warn(
            NAME,
            format!("{url} answered {status}"),
            "this may not be a sign-in service: check the cloud and --authority-url",
        )
    }];
    checks.extend(skew(&response).map(|seconds| clock(seconds, "the sign-in service")));
    checks
}

fn clock(skew: i64, whose: &str) -> Check {
    const NAME: &str = "clock";
    let found = match skew {
        0 => format!("same as {whose}"),
        late if late > 0 => format!("{late} s ahead of {whose}"),
        early => format!("{} s behind {whose}", -early),
    };
    if skew.abs() > MOST_SKEW {
        Check::bad(
            NAME,
            found,
            "set the clock: tokens are valid only for a limited time",
        )
    } else {
        Check::new(NAME, State::Ok, found, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_in_the_way() {
        assert_eq!(clock(2, "Graph").state, State::Ok);
        assert_eq!(clock(-4_000, "Graph").state, State::Bad);
        assert!(clock(-4_000, "Graph").found.contains("4000 s behind"));
    }
}
