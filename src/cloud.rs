//! The four national clouds in which Microsoft Graph serves Intune.
//!
//! Belongs here: what differs between the clouds, as plain constants. Does not belong here: which
//! cloud is in use (`config`), or any request.
//!
//! Facts: <https://learn.microsoft.com/graph/deployments>.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text;

/// A national cloud deployment of Microsoft Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Cloud {
    /// The global service, which also serves GCC.
    #[default]
    Global,
    /// US Government L4, also known as GCC High.
    UsGov,
    /// US Government L5, also known as `DoD`.
    Dod,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// Every cloud, in the order Microsoft lists them.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGov, Self::Dod, Self::China];

    /// Base URL of Microsoft Graph, without version and without trailing slash.
    #[must_use]
    pub const fn graph(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGov => "https://graph.microsoft.us",
            Self::Dod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// Base URL of the sign-in service. L4 and L5 share one.
    #[must_use]
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGov | Self::Dod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }

    /// Base URL of the Intune admin center.
    #[must_use]
    pub const fn portal(self) -> &'static str {
        match self {
            Self::Global => "https://intune.microsoft.com",
            Self::UsGov | Self::Dod => "https://intune.microsoft.us",
            Self::China => "https://intune.microsoftonline.cn",
        }
    }

    /// What a sign-in in the name of an admin asks for.
    #[must_use]
    pub fn scopes(self, read_only: bool) -> Vec<String> {
        let service = if read_only {
            "DeviceManagementServiceConfig.Read.All"
        } else {
            "DeviceManagementServiceConfig.ReadWrite.All"
        };
        let of_graph = [service, "GroupMember.Read.All", "User.Read"].map(|name| self.scope(name));
        // The last three are OpenID's own: a refresh token, and who signed in.
        let own = ["offline_access", "openid", "profile"].map(str::to_owned);
        of_graph.into_iter().chain(own).collect()
    }

    /// What an app, a managed identity or `az` asks for: whatever was granted to it before.
    #[must_use]
    pub fn default_scope(self) -> String {
        self.scope(".default")
    }

    /// A permission of this cloud's Graph as a scope.
    #[must_use]
    pub fn scope(self, permission: &str) -> String {
        format!("{}/{permission}", self.graph())
    }

    /// The name in settings and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        let [global, usgov, dod, china] = NAMES;
        match self {
            Self::Global => global,
            Self::UsGov => usgov,
            Self::Dod => dod,
            Self::China => china,
        }
    }

    /// The name shown on screen.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Global => "Global",
            Self::UsGov => "US Gov L4",
            Self::Dod => "US Gov L5",
            Self::China => "China",
        }
    }

    /// The cloud whose sign-in service stands at this base URL; L4 stands for L5 too, which shares it.
    #[must_use]
    pub fn of_authority(url: &str) -> Option<Self> {
        let url = url.trim_end_matches('/');
        Self::ALL
            .into_iter()
            .find(|cloud| cloud.authority().eq_ignore_ascii_case(url))
    }

    /// The cloud whose Graph stands at this base URL, if it is one of the four.
    #[must_use]
    pub fn at(graph_url: &str) -> Option<Self> {
        let url = graph_url.trim_end_matches('/');
        Self::ALL
            .into_iter()
            .find(|cloud| cloud.graph().eq_ignore_ascii_case(url))
    }
}

impl From<Cloud> for String {
    fn from(one: Cloud) -> Self {
        one.to_string()
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no national cloud named `{0}`; {near}", near = text::suggestion(.0, &NAMES))]
pub struct UnknownCloud(String);

/// The names in settings and on the command line.
const NAMES: [&str; 4] = ["global", "usgov", "dod", "china"];

impl FromStr for Cloud {
    type Err = UnknownCloud;

    /// Takes our names and the ones that Microsoft's own tools use (`USGov`, `USGovDoD`, …).
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name
            .to_ascii_lowercase()
            .replace([' ', '-', '_'], "")
            .as_str()
        {
            "global" | "public" | "gcc" => Ok(Self::Global),
            "usgov" | "gcchigh" | "usgovl4" => Ok(Self::UsGov),
            "dod" | "usgovdod" | "usgovl5" => Ok(Self::Dod),
            "china" | "21vianet" => Ok(Self::China),
            _ => Err(UnknownCloud(name.to_owned())),
        }
    }
}

impl TryFrom<String> for Cloud {
    type Error = UnknownCloud;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cloud_is_found_by_its_names_and_by_its_address() {
        for (name, cloud) in [
            ("Global", Cloud::Global),
            ("USGov", Cloud::UsGov),
            ("USGovDoD", Cloud::Dod),
            ("China", Cloud::China),
            ("gcc-high", Cloud::UsGov),
        ] {
            assert_eq!(name.parse(), Ok(cloud));
        }
        for cloud in Cloud::ALL {
            assert_eq!(Cloud::at(&format!("{}/", cloud.graph())), Some(cloud));
        }
        assert_eq!(Cloud::at("https://graph.example"), None);
        assert!("moon".parse::<Cloud>().is_err());
    }

    #[test]
    fn scopes_name_the_graph_of_their_cloud() {
        assert_eq!(
            Cloud::Dod.scopes(false).join(" "),
            "https://dod-graph.microsoft.us/DeviceManagementServiceConfig.ReadWrite.All \
             https://dod-graph.microsoft.us/GroupMember.Read.All \
             https://dod-graph.microsoft.us/User.Read offline_access openid profile"
        );
        let reading = Cloud::Global.scopes(true).join(" ");
        assert!(reading.contains("/DeviceManagementServiceConfig.Read.All "));
        assert!(!reading.contains("Write"));
        assert_eq!(
            Cloud::China.default_scope(),
            "https://microsoftgraph.chinacloudapi.cn/.default"
        );
        assert_eq!(Cloud::Dod.authority(), Cloud::UsGov.authority());
        for cloud in Cloud::ALL {
            assert!(cloud.portal().starts_with("https://intune.microsoft"));
        }
    }
}
