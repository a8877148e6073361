//! The base URL of Graph, and the rule that a token is sent unencrypted only within this machine.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::cloud::Cloud;

/// A base URL of Graph, without version and trailing slash: https anywhere, or http to a loopback address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct GraphUrl {
    text: String,
    url: Url,
}

/// Why a text is not a base URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    #[error("`{0}` is not a URL such as https://graph.microsoft.com")]
    NoUrl(String),
    /// Plain http to another machine.
    #[error("http would send the token in clear text: use https, or http only to this computer")]
    ClearText,
    /// A user, a query or a fragment.
    #[error("the URL may contain only scheme, host, port and path")]
    TooMuch,
}

impl GraphUrl {
    #[must_use]
    pub fn of(cloud: Cloud) -> Self {
        let text = cloud.graph().to_owned();
        match Url::parse(&text) {
            Ok(url) => Self { text, url },
            Err(_) => unreachable!("the URLs of the clouds are constants, and a test parses them"),
        }
    }

    /// The sign-in service of a national cloud.
    #[must_use]
    pub fn authority_of(cloud: Cloud) -> Self {
        let text = cloud.authority().to_owned();
        match Url::parse(&text) {
            Ok(url) => Self { text, url },
            Err(_) => unreachable!("the URLs of the clouds are constants, and a test parses them"),
        }
    }

    /// The URL as text, without trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as the header shows them.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    #[must_use]
    pub fn host_name(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port, the scheme's own included.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    /// Whether this is http within this machine, where neither TLS nor a proxy is needed.
    #[must_use]
    pub fn is_loopback_http(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Whether `other` has the same scheme, host and port, so that it may receive the token.
    #[must_use]
    pub fn same_origin(&self, other: &Url) -> bool {
        self.url.origin() == other.origin()
    }
}

impl FromStr for GraphUrl {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(|_| BadUrl::NoUrl(text.to_owned()))?;
        let loopback = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            None => return Err(BadUrl::NoUrl(text.to_owned())),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(BadUrl::ClearText),
            _ => return Err(BadUrl::NoUrl(text.to_owned())),
        }
        if !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(BadUrl::TooMuch);
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            url,
        })
    }
}

impl TryFrom<String> for GraphUrl {
    type Error = BadUrl;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<GraphUrl> for String {
    fn from(url: GraphUrl) -> Self {
        url.text
    }
}

impl fmt::Display for GraphUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_goes_to_this_machine_only() {
        for good in [
            "https://graph.microsoft.us/",
            "http://127.0.0.1:80",
            "http://[::1]:1",
            "http://localhost:9",
        ] {
            assert!(good.parse::<GraphUrl>().is_ok(), "{good}");
        }
        assert_eq!(
            "http://10.0.0.1".parse::<GraphUrl>(),
            Err(BadUrl::ClearText)
        );
        assert_eq!(
            "http://127.0.0.1.example".parse::<GraphUrl>(),
            Err(BadUrl::ClearText)
        );
        assert_eq!(
            "https://u:p@graph.example".parse::<GraphUrl>(),
            Err(BadUrl::TooMuch)
        );
        assert_eq!(
            "https://graph.example?x=1".parse::<GraphUrl>(),
            Err(BadUrl::TooMuch)
        );
        assert!(matches!(
            "ftp://graph.example".parse::<GraphUrl>(),
            Err(BadUrl::NoUrl(_))
        ));
        assert!(matches!("graph".parse::<GraphUrl>(), Err(BadUrl::NoUrl(_))));
    }

    #[test]
    fn every_cloud_has_a_sound_url() {
        for cloud in Cloud::ALL {
            for url in [GraphUrl::of(cloud), GraphUrl::authority_of(cloud)] {
                assert_eq!(url.as_str().parse(), Ok(url.clone()));
                assert!(!url.is_loopback_http());
            }
        }
    }

    #[test]
    fn another_port_or_scheme_is_another_origin() {
        let base: GraphUrl = "https://graph.example".parse().unwrap();
        for (other, same) in [
            ("https://graph.example:443/x", true),
            ("http://graph.example/x", false),
            ("https://graph.example:8443/x", false),
            ("https://graph.example.org/x", false),
        ] {
            assert_eq!(
                base.same_origin(&Url::parse(other).unwrap()),
                same,
                "{other}"
            );
        }
    }
}
