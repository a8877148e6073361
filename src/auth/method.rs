//! The ways to get a token, by name.
//!
//! Belongs here: names, and which complete set of variables stands for which method. Does not
//! belong here: how a method works (a file each).

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::config::Environment;

/// A way to get a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum Method {
    /// The admin types a code on a page, on any device.
    #[default]
    DeviceCode,
    /// The admin signs in with a browser that comes back to a port of this host.
    Browser,
    /// An app proves itself with a certificate.
    Certificate,
    /// An app proves itself with a secret.
    Secret,
    /// An app proves itself with the token of its workload (federated credential).
    Workload,
    /// The identity of the Azure machine or app service.
    ManagedIdentity,
    /// Whoever is signed in to `az`.
    AzureCli,
    /// A token that somebody else obtained.
    Token,
}

impl Method {
    /// Every method.
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

    /// Whether an admin takes part in it.
    #[must_use]
    pub const fn is_interactive(self) -> bool {
        matches!(self, Self::DeviceCode | Self::Browser)
    }

    /// Whether Graph sees an app and not an admin.
    #[must_use]
    pub const fn is_app_only(self) -> bool {
        matches!(
            self,
            Self::Certificate | Self::Secret | Self::Workload | Self::ManagedIdentity
        )
    }

    /// What should be known before the method is used, if anything.
    #[must_use]
    pub const fn warning(self) -> Option<&'static str> {
        match self {
            Self::AzureCli => Some(
                "the token of a user who is signed in to az carries no Intune permission: it can \
                 look up names, no more; az signed in as an app of yours can do what the app may",
            ),
            Self::Certificate | Self::Secret | Self::Workload | Self::ManagedIdentity => Some(
                "Intune logs changes as made by the app, and refuses changes of enrollment \
                 restrictions unless the app holds the role Intune Administrator",
            ),
            _ => None,
        }
    }

    /// The method for which the environment holds a complete set of variables, the names being those
    /// of the Azure tools. Nothing complete gives none: there is no silent chain.
    ///
    /// # Errors
    /// More than one set is complete, so that only the admin can choose.
    pub fn infer(environment: Environment<'_>) -> Result<Option<Self>, AmbiguousMethod> {
        let set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        if set(super::TOKEN_VARIABLE) {
            return Ok(Some(Self::Token));
        }
        if !(set("AZURE_TENANT_ID") && set("AZURE_CLIENT_ID")) {
            return Ok(None);
        }
        let complete: Vec<Self> = [
            ("AZURE_CLIENT_SECRET", Self::Secret),
            ("AZURE_CLIENT_CERTIFICATE_PATH", Self::Certificate),
            ("AZURE_FEDERATED_TOKEN_FILE", Self::Workload),
        ]
        .into_iter()
        .filter(|(variable, _)| set(variable))
        .map(|(_, method)| method)
        .collect();
        match complete[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(AmbiguousMethod(complete)),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The environment holds the variables of several methods.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment is set up for {}: choose one with method", self.0.iter().map(|method| method.name()).collect::<Vec<_>>().join(" and for "))]
pub struct AmbiguousMethod(Vec<Method>);

/// No method has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no sign-in method is called `{0}`; the names are device-code, browser, certificate, secret, workload, managed-identity, azure-cli and token"
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

    fn infer(set: &[&str]) -> Result<Option<Method>, AmbiguousMethod> {
        Method::infer(&|name| set.contains(&name).then(|| "x".to_owned()))
    }

    #[test]
    fn names_go_both_ways() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert_eq!("Device_Code".parse(), Ok(Method::DeviceCode));
        assert!("magic".parse::<Method>().is_err());
    }

    #[test]
    fn only_a_complete_set_stands_for_a_method() {
        let ids = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"];
        assert_eq!(infer(&[]), Ok(None));
        assert_eq!(infer(&ids), Ok(None));
        assert_eq!(infer(&["AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]), Ok(None));
        for (variable, method) in [
            ("AZURE_CLIENT_SECRET", Method::Secret),
            ("AZURE_CLIENT_CERTIFICATE_PATH", Method::Certificate),
            ("AZURE_FEDERATED_TOKEN_FILE", Method::Workload),
        ] {
            assert_eq!(infer(&[ids[0], ids[1], variable]), Ok(Some(method)));
        }
        let two = infer(&[
            ids[0],
            ids[1],
            "AZURE_CLIENT_SECRET",
            "AZURE_FEDERATED_TOKEN_FILE",
        ]);
        assert_eq!(
            two.unwrap_err().to_string(),
            "the environment is set up for secret and for workload: choose one with method"
        );
        assert_eq!(infer(&["ENLIST_ACCESS_TOKEN"]), Ok(Some(Method::Token)));
    }
}
