//! The claims of a token: hints, never decisions.
//!
//! Belongs here: reading the payload of an access token, and what to expect from it. Nothing here is
//! verified, and nothing here may allow more than before: a hint only makes the program more careful. Does
//! not belong here: the text of a warning (`words`), or refusing a write (`write`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::cloud::Cloud;
use crate::domain::{NAMES_PERMISSION, READ_PERMISSION, Rights, WRITE_PERMISSION};
use crate::text;

/// Other permissions that allow reading the names of groups.
const OTHER_NAMES: [&str; 6] = [
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Directory.AccessAsUser.All",
];

/// Microsoft Graph as an audience, in every cloud.
const GRAPH_APP: &str = "00000003-0000-0000-c000-000000000000";

/// The claims of a token. Any of them can be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Delegated permissions.
    pub scopes: Vec<String>,
    /// Application permissions.
    pub roles: Vec<String>,
    pub tenant: Option<String>,
    /// The audience: the service that the token is for.
    pub audience: Option<String>,
    /// The issuer of the token.
    pub issuer: Option<String>,
    /// When it expires, in seconds since 1970.
    pub expires: Option<u64>,
    pub user: Option<String>,
    /// The object ID of the user who signed in.
    pub user_id: Option<String>,
    /// The ID of the app that requested it.
    pub app: Option<String>,
    pub app_name: Option<String>,
    /// Whether it is for an app without a user, if the token says so.
    pub app_only: Option<bool>,
}

/// Why a token cannot be used here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Mismatch {
    #[error("the token is for the cloud {found}, but the profile is for {wanted}")]
    Cloud { found: Cloud, wanted: Cloud },
    #[error("the token is for {0}, not for Microsoft Graph")]
    Audience(String),
    #[error("the token is for tenant {found}, but the profile is for {wanted}")]
    Tenant { found: String, wanted: String },
}

impl Claims {
    /// Reads a token; none if it does not have the usual form, which is not an error.
    pub fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let payload = parts.nth(1)?;
        parts.next()?;
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let raw: Raw = serde_json::from_slice(&bytes).ok()?;
        let list = |value: Value| match value {
            Value::String(words) => words.split_whitespace().map(clean).collect(),
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(clean).collect(),
            _ => Vec::new(),
        };
        let word = |value: Value| value.as_str().map(clean).filter(|word| !word.is_empty());
        let scopes: Vec<String> = list(raw.scp);
        let app_only = match word(raw.idtyp).as_deref() {
            Some("app") => Some(true),
            Some(_) => Some(false),
            None => None,
        };
        Some(Self {
            scopes,
            roles: list(raw.roles),
            tenant: word(raw.tid),
            audience: word(raw.aud),
            issuer: word(raw.iss),
            expires: raw.exp.as_u64(),
            user: word(raw.upn)
                .or_else(|| word(raw.preferred_username))
                .or_else(|| word(raw.unique_name)),
            user_id: word(raw.oid),
            app: word(raw.appid).or_else(|| word(raw.azp)),
            app_name: word(raw.app_displayname),
            app_only,
        })
    }

    /// What can be expected from the token.
    pub fn rights(&self) -> Rights {
        let has = |name: &str| {
            let held = |known: &String| known.eq_ignore_ascii_case(name);
            self.scopes.iter().any(held) || self.roles.iter().any(held)
        };
        let may_write = has(WRITE_PERMISSION);
        Rights {
            may_read: may_write || has(READ_PERMISSION),
            may_write,
            may_read_names: has(NAMES_PERMISSION) || OTHER_NAMES.into_iter().any(has),
            app_only: self.app_only.unwrap_or(self.scopes.is_empty()),
        }
    }

    /// The permissions that the token lacks, by their exact names.
    pub fn missing(&self, read_only: bool) -> Vec<&'static str> {
        let rights = self.rights();
        let mut missing = Vec::new();
        if read_only && !rights.may_read {
            missing.push(READ_PERMISSION);
        }
        if !read_only && !rights.may_write {
            missing.push(WRITE_PERMISSION);
        }
        if !rights.may_read_names {
            missing.push(NAMES_PERMISSION);
        }
        missing
    }

    /// Why the token cannot be used for this cloud and tenant, as far as the token says. A tenant given as
    /// a domain cannot be compared.
    pub fn mismatch(&self, cloud: Cloud, tenant: Option<&str>) -> Option<Mismatch> {
        if let Some(found) = self.cloud()
            && found != cloud
            // L4 and L5 share an issuer; only the audience differs.
            && (self.cloud_of_audience().is_some() || found.authority() != cloud.authority())
        {
            return Some(Mismatch::Cloud {
                found,
                wanted: cloud,
            });
        }
        if let Some(audience) = &self.audience
            && audience != GRAPH_APP
            && self.cloud_of_audience().is_none()
        {
            return Some(Mismatch::Audience(audience.clone()));
        }
        let (found, wanted) = (self.tenant.as_deref()?, tenant?);
        let id: uuid::Uuid = wanted.parse().ok()?;
        (found.parse() != Ok(id)).then(|| Mismatch::Tenant {
            found: found.to_owned(),
            wanted: wanted.to_owned(),
        })
    }

    /// The cloud of the token: that of its audience, or else of its issuer.
    fn cloud(&self) -> Option<Cloud> {
        self.cloud_of_audience().or_else(|| {
            let issuer = Url::parse(self.issuer.as_deref()?).ok()?;
            let host = issuer.host_str()?;
            match host {
                "sts.windows.net" => Some(Cloud::Global),
                "sts.chinacloudapi.cn" | "login.partner.microsoftonline.cn" => Some(Cloud::China),
                _ => Cloud::ALL
                    .into_iter()
                    .find(|cloud| cloud.authority().ends_with(&format!("//{host}"))),
            }
        })
    }

    fn cloud_of_audience(&self) -> Option<Cloud> {
        Cloud::at(self.audience.as_deref()?)
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Raw {
    scp: Value,
    roles: Value,
    tid: Value,
    aud: Value,
    iss: Value,
    exp: Value,
    upn: Value,
    preferred_username: Value,
    unique_name: Value,
    oid: Value,
    appid: Value,
    azp: Value,
    app_displayname: Value,
    idtyp: Value,
}

fn clean(word: &str) -> String {
    text::clean(word).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TENANT: &str = "0f1e2d3c-0000-4000-8000-00000000c0de";

    fn token(payload: &Value) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part("{}"), part(&payload.to_string()))
    }

    fn claims(payload: &Value) -> Claims {
        Claims::read(&token(payload)).unwrap()
    }

    #[test]
    fn rights_come_from_scopes_and_roles() {
        let admin = claims(&json!({
            "scp": "User.Read DeviceManagementServiceConfig.ReadWrite.All GroupMember.Read.All",
            "upn": "avery@contoso.com\u{1b}[2J"
        }));
        assert_eq!(
            admin.rights(),
            Rights {
                may_read: true,
                may_write: true,
                may_read_names: true,
                app_only: false
            }
        );
        assert_eq!(admin.user.as_deref(), Some("avery@contoso.com[2J"));
        assert!(admin.missing(false).is_empty());

        let app = claims(&json!({
            "roles": ["DeviceManagementServiceConfig.Read.All"], "idtyp": "app", "appid": "a"
        }));
        let rights = app.rights();
        assert!(rights.app_only && rights.may_read && !rights.may_write);
        assert_eq!(app.missing(false), [WRITE_PERMISSION, NAMES_PERMISSION]);
        assert_eq!(app.missing(true), [NAMES_PERMISSION]);

        // Not enough to read, whatever the documentation says.
        let other = claims(&json!({"scp": "DeviceManagementConfiguration.Read.All"}));
        assert!(!other.rights().may_read);
    }

    #[test]
    fn another_cloud_or_tenant_is_noticed() {
        let of = |aud: &str, iss: &str| claims(&json!({"aud": aud, "iss": iss, "tid": TENANT}));
        let gov = of("https://dod-graph.microsoft.us/", "");
        assert_eq!(gov.mismatch(Cloud::Dod, None), None);
        assert!(matches!(
            gov.mismatch(Cloud::UsGov, None),
            Some(Mismatch::Cloud {
                found: Cloud::Dod,
                ..
            })
        ));
        let by_issuer = of(GRAPH_APP, "https://login.microsoftonline.us/t/v2.0");
        assert_eq!(by_issuer.mismatch(Cloud::Dod, None), None);
        assert_eq!(by_issuer.mismatch(Cloud::UsGov, None), None);
        assert!(by_issuer.mismatch(Cloud::China, None).is_some());
        let global = of(GRAPH_APP, "https://sts.windows.net/t/");
        assert_eq!(global.mismatch(Cloud::Global, Some(TENANT)), None);
        assert_eq!(global.mismatch(Cloud::Global, Some("contoso.com")), None);
        assert!(matches!(
            global.mismatch(Cloud::Global, Some("0f1e2d3c-0000-4000-8000-00000000beef")),
            Some(Mismatch::Tenant { .. })
        ));
        assert!(matches!(
            of("https://vault.azure.net", "").mismatch(Cloud::Global, None),
            Some(Mismatch::Audience(_))
        ));
    }

    #[test]
    fn garbage_says_nothing() {
        for odd in ["", "opaque", "a.b.c", "a.e30", "..", "a.!!.c"] {
            assert_eq!(Claims::read(odd), None, "{odd}");
        }
        let odd = claims(&json!({"scp": 7, "roles": "x", "exp": "soon", "tid": {}}));
        assert_eq!((odd.tenant, odd.expires), (None, None));
    }
}
