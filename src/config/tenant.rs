//! The name of a tenant.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A tenant: its ID, one of its domains, or one of the words that stand for several. It becomes part of a
/// URL, so nothing else is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tenant(String);

/// A text that is not the name of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a tenant: use its ID or one of its domains, such as contoso.com")]
pub struct NoTenant(String);

impl FromStr for Tenant {
    type Err = NoTenant;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim();
        let is_label = |label: &str| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let is_word = ["common", "organizations", "consumers"].contains(&name);
        let is_domain = name.contains('.') && name.split('.').all(is_label);
        if is_word || is_domain || uuid::Uuid::parse_str(name).is_ok() {
            Ok(Self(name.to_owned()))
        } else {
            Err(NoTenant(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Tenant {
    type Error = NoTenant;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Tenant> for String {
    fn from(tenant: Tenant) -> Self {
        tenant.0
    }
}

impl Deref for Tenant {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_a_domain_or_a_word_for_several() {
        for good in [
            "contoso.com",
            "contoso.onmicrosoft.com",
            "f6fadfa7-e5c1-4b62-9362-da5cc13da58a",
            "organizations",
        ] {
            assert_eq!(good.parse::<Tenant>().unwrap().to_string(), good);
        }
        for bad in ["", "a b", "contoso", "a/b.com", "a..com", "f6fadfa7-e5c1"] {
            assert!(bad.parse::<Tenant>().is_err(), "{bad}");
        }
    }
}
