//! The ways to get a token, by name.
//!
//! Belongs here: names, and what is known of each before it is used. Does not belong here: how a method
//! works (`auth`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text;

/// A way to get a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Method {
    /// The admin types a code on a page, on any device.
    #[default]
    DeviceCode,
    /// The admin signs in with a browser, which returns to a port of this host.
    Browser,
    /// An app authenticates with a certificate.
    Certificate,
    /// An app authenticates with a secret.
    Secret,
    /// An app authenticates with the token of its workload (federated credential).
    Workload,
    /// The identity of the Azure VM or App Service.
    ManagedIdentity,
    /// The account that is signed in to `az`.
    AzureCli,
    /// A token that was obtained elsewhere.
    Token,
}

impl Method {
    pub const ALL: [Self; 8] = [
        Self::DeviceCode,
        Self::Browser,
        Self::Certificate,
        Self::Secret,
        Self::Workload,
        Self::ManagedIdentity,
        Self::AzureCli,
        Self::Token,
    ];

    /// The name in settings and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DeviceCode => "device-code",
            Self::Browser => "browser",
            Self::Certificate => "certificate",
            Self::Secret => "secret",
            Self::Workload => "workload",
            Self::ManagedIdentity => "managed-identity",
            Self::AzureCli => "azure-cli",
            Self::Token => "token",
        }
    }

    /// Whether an admin takes part in the sign-in.
    #[must_use]
    pub const fn is_interactive(self) -> bool {
        matches!(self, Self::DeviceCode | Self::Browser)
    }

    /// Whether Graph sees an app instead of an admin.
    #[must_use]
    pub const fn is_app_only(self) -> bool {
        matches!(
            self,
            Self::Certificate | Self::Secret | Self::Workload | Self::ManagedIdentity
        )
    }

    /// What to know before using the method, if anything.
    #[must_use]
    pub const fn warning(self) -> Option<&'static str> {
        match self {
            Self::AzureCli => Some(
                "A user signed in with az has no Intune permission and can only look up names. Sign az \
                 in as an app that has it.",
            ),
            Self::Certificate | Self::Secret | Self::Workload | Self::ManagedIdentity => Some(
                "Intune records changes as made by the app, and rejects changes to enrollment \
                 restrictions unless the app has the Intune Administrator role.",
            ),
            _ => None,
        }
    }
}

impl From<Method> for String {
    fn from(one: Method) -> Self {
        one.to_string()
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no sign-in method named `{0}`; {near}",
    near = text::suggestion(.0, &Method::ALL.map(Method::name))
)]
pub struct UnknownMethod(String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = name.to_ascii_lowercase().replace([' ', '_'], "-");
        Self::ALL
            .into_iter()
            .find(|method| method.name() == plain)
            .or(match plain.as_str() {
                "devicecode" => Some(Self::DeviceCode),
                "interactive" => Some(Self::Browser),
                "client-certificate" => Some(Self::Certificate),
                "client-secret" => Some(Self::Secret),
                "workload-identity" => Some(Self::Workload),
                "managedidentity" | "msi" => Some(Self::ManagedIdentity),
                "azurecli" | "az" => Some(Self::AzureCli),
                _ => None,
            })
            .ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}

impl TryFrom<String> for Method {
    type Error = UnknownMethod;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert_eq!("Device_Code".parse(), Ok(Method::DeviceCode));
        assert!("magic".parse::<Method>().is_err());
    }
}
