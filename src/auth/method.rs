//! Which sign-in method the environment is set up for.
//!
//! Only a complete set of variables counts: `docs/design/sign-in.md#no-silent-chain`.

use super::TOKEN_VARIABLE;
use crate::config::Environment;
use crate::domain::Method;

/// The method for which the environment has a complete set of variables, with the names of the Azure tools.
/// Without a complete set there is none: methods are never tried one after the other. If several sets are
/// complete, only the admin can choose.
pub fn infer(environment: Environment<'_>) -> Result<Option<Method>, AmbiguousMethod> {
    let set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
    if set(TOKEN_VARIABLE) {
        return Ok(Some(Method::Token));
    }
    if !(set("AZURE_TENANT_ID") && set("AZURE_CLIENT_ID")) {
        return Ok(None);
    }
    let complete: Vec<Method> = [
        ("AZURE_CLIENT_SECRET", Method::Secret),
        ("AZURE_CLIENT_CERTIFICATE_PATH", Method::Certificate),
        ("AZURE_FEDERATED_TOKEN_FILE", Method::Workload),
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

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment has credentials for {}: choose one with --method", self.0.iter().map(|method| method.name()).collect::<Vec<_>>().join(" and for "))]
pub struct AmbiguousMethod(Vec<Method>);

#[cfg(test)]
mod tests {
    use super::*;

    fn set_up(set: &[&str]) -> Result<Option<Method>, AmbiguousMethod> {
        infer(&|name| set.contains(&name).then(|| "x".to_owned()))
    }

    #[test]
    fn only_a_complete_set_stands_for_a_method() {
        let ids = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"];
        assert_eq!(set_up(&[]), Ok(None));
        assert_eq!(set_up(&ids), Ok(None));
        assert_eq!(
            set_up(&["AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"]),
            Ok(None)
        );
        for (variable, method) in [
            ("AZURE_CLIENT_SECRET", Method::Secret),
            ("AZURE_CLIENT_CERTIFICATE_PATH", Method::Certificate),
            ("AZURE_FEDERATED_TOKEN_FILE", Method::Workload),
        ] {
            assert_eq!(set_up(&[ids[0], ids[1], variable]), Ok(Some(method)));
        }
        let two = set_up(&[
            ids[0],
            ids[1],
            "AZURE_CLIENT_SECRET",
            "AZURE_FEDERATED_TOKEN_FILE",
        ]);
        assert_eq!(
            two.unwrap_err().to_string(),
            "the environment has credentials for secret and for workload: choose one with --method"
        );
        assert_eq!(set_up(&["ENLIST_ACCESS_TOKEN"]), Ok(Some(Method::Token)));
    }
}
