//! What to do about a refusal of the authority.
//!
//! Belongs here: one plain sentence for each number that admins encounter, and the URL for admin consent.
//! Does not belong here: reading answers (`endpoint_error`).
//!
//! The numbers: <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.

use url::form_urlencoded;

use crate::cloud::Cloud;
use crate::config::GraphUrl;
use crate::domain::Method;

/// The client, and the authority it uses.
#[derive(Debug, Clone)]
pub(super) struct ClientConfig {
    pub(super) method: Method,
    pub(super) cloud: Cloud,
    pub(super) authority: GraphUrl,
    pub(super) tenant: String,
    pub(super) client: String,
    pub(super) scopes: Vec<String>,
}

/// The page for admin consent to `scopes` for a client in a tenant.
pub fn consent_url(authority: &GraphUrl, tenant: &str, client: &str, scopes: &[String]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("scope", &scopes.join(" "))
        // The page redirects there at the end; consent is given even if nothing answers.
        .append_pair("redirect_uri", "http://localhost")
        .finish();
    format!("{authority}/{tenant}/v2.0/adminconsent?{query}")
}

/// Used instead of an OAuth code if there is no `az`.
pub(super) const NO_AZ: &str = "az-missing";

/// What to do about a refusal with this number, or without one, with this OAuth code: the number says more.
pub(super) fn hint(number: Option<u32>, code: &str, config: &ClientConfig) -> String {
    if code == NO_AZ {
        return "install the Azure CLI, or use another method".to_owned();
    }
    if code == "az" {
        return "sign in with `az login` in another terminal, or use another method".to_owned();
    }
    let Some(number) = number else {
        return of_code(code)
            .unwrap_or("check the tenant, client ID and method")
            .to_owned();
    };
    named(number, config)
        .or_else(|| plain(number).map(str::to_owned))
        .unwrap_or_else(|| format!("see https://login.microsoftonline.com/error?code={number}"))
}

/// Hints that depend on the client.
fn named(number: u32, config: &ClientConfig) -> Option<String> {
    let ClientConfig {
        method,
        cloud,
        authority,
        tenant,
        client,
        ..
    } = config;
    let text = match number {
        number if wants_consent(number) => return Some(consent(config)),
        53003 if *method == Method::DeviceCode => {
            "a Conditional Access policy blocked this sign-in; many tenants block the device code \
             flow: try method browser (over SSH with `ssh -L` and a fixed port), certificate or \
             managed-identity"
        }
        700_016 if *cloud == Cloud::China => {
            "this app does not exist in the cloud or tenant: in China, register your own app and \
             set its client ID"
        }
        700_016 => {
            return Some(format!(
                "no app {client} in tenant {tenant} of cloud {cloud}: check the cloud, tenant and \
                 client ID"
            ));
        }
        500_011 => {
            return Some(format!(
                "{authority} does not know Microsoft Graph as {}: check the cloud",
                cloud.graph()
            ));
        }
        90002 | 900_023 => {
            return Some(format!(
                "no tenant {tenant} at {authority}: check the tenant and its cloud"
            ));
        }
        50020 | 50034 | 51004 | 90072 => {
            return Some(format!(
                "this account is not a member of tenant {tenant}: check the tenant"
            ));
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// Hints that are the same for every client.
const fn plain(number: u32) -> Option<&'static str> {
    Some(match number {
        50005 => {
            "a Conditional Access policy does not allow this platform: sign in from another \
             device, or use method certificate or managed-identity"
        }
        50011 => {
            "in the app registration, under Authentication, add the redirect URI http://localhost \
             for the platform \"Mobile and desktop applications\""
        }
        50053 => {
            "the account is locked, or the IP address of this machine is blocked: wait, or ask \
             your identity team"
        }
        50055 | 50144 => "the password has expired: change it, then sign in again",
        50057 => "the account is disabled: ask your identity team",
        50059 | 50194 => "set the tenant: its ID or one of its domains",
        50072 | 50074 | 50076 | 50078 | 50079 | 50158 => {
            "multifactor authentication (MFA) is required: sign in again and complete it; register a \
             method at https://aka.ms/mfasetup"
        }
        50097 => "a policy requires a device that is registered in the tenant: use method browser",
        50105 => "the account is not assigned to this app: assign it under Enterprise applications",
        50126 => "the user name or password is wrong",
        50133 | 50173 | 70008 | 70043 | 700_082 | 700_084 => {
            "the earlier sign-in is no longer valid: sign in again"
        }
        53000 | 53001 | 530_002 | 530_003 => {
            "a policy requires a compliant or joined device, and this machine is not one: use \
             method browser on a compliant device (with `ssh -L`), or certificate or \
             managed-identity"
        }
        50199 => "the sign-in must be confirmed in a browser: use method browser",
        50203 => "first register an authentication method at https://aka.ms/mfasetup",
        53011 => {
            "the account is blocked as risky in its home tenant: an administrator there can \
             unblock it"
        }
        530_084 => {
            "a policy requires token protection, which a user sign-in from here cannot provide: \
             use method certificate, secret or managed-identity"
        }
        53003 => {
            "a Conditional Access policy blocked this sign-in; the Entra sign-in log names the \
             policy"
        }
        65002 => {
            "this Microsoft app cannot get these Intune permissions: use another client ID or \
             another sign-in method"
        }
        65004 => "consent was declined on the sign-in page: sign in again and accept it",
        70011 | 1_002_012 => {
            "these scopes are not valid for this cloud or method: check cloud and extra_scopes"
        }
        70016 | 70018..=70020 => "the code is no longer valid: start the sign-in again",
        70021 | 700_211..=700_213 => {
            "no federated credential of the app matches this workload: compare issuer, subject and \
             audience in the app registration"
        }
        90012 | 90033 | 50196 => "the sign-in service is busy: try again later",
        500_021 => "this network allows only certain tenants (tenant restrictions of its proxy)",
        500_212 | 500_213 => {
            "a cross-tenant access policy of one of the two tenants blocks this account"
        }
        700_024 => "the assertion is not valid at this time: check the clock of this machine",
        700_027 | 7_000_214 => {
            "the certificate is not registered for this app, or has expired: upload its public key \
             to the app registration"
        }
        900_432 => "an app of one cloud cannot sign in to another: check the cloud",
        7_000_112 => {
            "the app is disabled in this tenant: an administrator can enable it under Enterprise \
             applications"
        }
        7_000_215 => "the client secret is wrong: use the value of the secret, not its ID",
        700_025 => {
            "the app is a public client and accepts no credential: use method browser or \
             device-code"
        }
        7_000_229 => {
            "the app is not in this tenant yet: an administrator of the tenant must consent to it \
             once"
        }
        7_000_218 | 7_000_219 => {
            "the app is not a public client: allow public client flows in its registration, or use \
             method secret or certificate"
        }
        7_000_222 => "the client secret has expired: create a new one in the app registration",
        _ => return None,
    })
}

fn of_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "access_denied" | "authorization_declined" => {
            "the sign-in was declined on the page: start it again if that was a mistake"
        }
        "expired_token" => "the code has expired: start the sign-in again",
        "invalid_client" => "check the client ID and credential",
        "invalid_scope" => "check the scopes and the cloud",
        _ => return None,
    })
}

fn consent(config: &ClientConfig) -> String {
    let page = page_of(config);
    if config.method.is_app_only() {
        return format!(
            "grant the app the application permissions DeviceManagementServiceConfig.ReadWrite.All \
             and GroupMember.Read.All, and give admin consent: {page}"
        );
    }
    format!("an administrator must consent once: {page}")
}

/// The page for admin consent, for the numbers that mean that consent is missing.
pub(super) fn consent_page(number: Option<u32>, config: &ClientConfig) -> Option<String> {
    wants_consent(number?).then(|| page_of(config))
}

const fn wants_consent(number: u32) -> bool {
    matches!(number, 65001 | 90008 | 90093 | 90094 | 90095 | 650_056)
}

fn page_of(config: &ClientConfig) -> String {
    let ClientConfig {
        authority,
        tenant,
        client,
        ..
    } = config;
    if config.method.is_app_only() {
        return format!("{authority}/{tenant}/adminconsent?client_id={client}");
    }
    consent_url(authority, tenant, client, &config.scopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(method: Method, cloud: Cloud) -> ClientConfig {
        ClientConfig {
            method,
            cloud,
            authority: GraphUrl::authority_of(cloud),
            tenant: "contoso.us".to_owned(),
            client: "app-1".to_owned(),
            scopes: cloud.scopes(true),
        }
    }

    #[test]
    fn consent_is_given_for_this_cloud_tenant_and_client() {
        for number in [65001, 90094] {
            let message = hint(Some(number), "", &config(Method::DeviceCode, Cloud::UsGov));
            assert!(
                message.contains(
                    "https://login.microsoftonline.us/contoso.us/v2.0/adminconsent?client_id=app-1\
                     &scope=https%3A%2F%2Fgraph.microsoft.us%2FDeviceManagement"
                ),
                "{message}"
            );
        }
        let message = hint(Some(65001), "", &config(Method::Secret, Cloud::China));
        assert!(
            message.ends_with("login.chinacloudapi.cn/contoso.us/adminconsent?client_id=app-1"),
            "{message}"
        );
    }

    #[test]
    fn numbers_lead_to_a_way_out() {
        let global = config(Method::DeviceCode, Cloud::Global);
        for (number, way) in [
            (53003, "method browser"),
            (530_003, "compliant"),
            (50076, "MFA"),
            (50011, "http://localhost"),
            (700_016, "check the cloud, tenant"),
            (90002, "no tenant contoso.us"),
            (7_000_215, "not its ID"),
            (7_000_218, "public client"),
            (50173, "sign in again"),
            (65002, "another client ID"),
            (700_027, "certificate"),
            (530_084, "token protection"),
            (50005, "platform"),
            (50199, "method browser"),
            (53011, "risk"),
            (50203, "mfasetup"),
            (7_000_229, "consent"),
            (700_025, "public client"),
            (7_000_219, "public client"),
            (424_242, "error?code=424242"),
        ] {
            let message = hint(Some(number), "invalid_grant", &global);
            assert!(message.contains(way), "{number}: {message}");
        }
        // A number says more than the code of OAuth.
        let message = hint(Some(424_242), "access_denied", &global);
        assert!(message.contains("424242"), "{message}");
        let secret = config(Method::Secret, Cloud::Global);
        assert!(hint(Some(7_000_222), "", &secret).contains("expired"));
        let china = config(Method::DeviceCode, Cloud::China);
        assert!(hint(Some(700_016), "", &china).contains("your own"));
        assert!(hint(None, "access_denied", &global).contains("declined"));
    }
}
