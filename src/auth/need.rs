//! What a request needs from a token.

use std::time::Instant;

/// What a request needs from a token. By default, any token of the session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Need {
    /// The scopes; none means those of the session.
    pub scopes: Vec<String>,
    /// The claims of a challenge (CAE), as JSON.
    pub claims: Option<String>,
    /// Only a token requested at or after this moment will do, for example after new permissions.
    pub newer_than: Option<Instant>,
}

impl Need {
    /// A token requested from now on.
    pub fn fresh() -> Self {
        Self {
            newer_than: Some(Instant::now()),
            ..Self::default()
        }
    }

    /// A token that satisfies the challenge in a `WWW-Authenticate` header, if there is one.
    pub fn challenged(header: &str) -> Option<Self> {
        use base64::Engine as _;
        use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
        if !header.contains("insufficient_claims") {
            return None;
        }
        let start = header.find("claims=\"")? + "claims=\"".len();
        let rest = header.get(start..)?;
        let text = rest.get(..rest.find('"')?)?;
        let lenient =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let text = text.replace('-', "+").replace('_', "/");
        let bytes = GeneralPurpose::new(&base64::alphabet::STANDARD, lenient)
            .decode(text)
            .ok()?;
        let claims = String::from_utf8(bytes).ok()?;
        serde_json::from_str::<serde_json::Map<_, serde_json::Value>>(&claims).ok()?;
        Some(Self {
            claims: Some(claims),
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_decoded() {
        let header = r#"Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7InZhbHVlIjoiMSJ9fX0=""#;
        assert_eq!(
            Need::challenged(header).unwrap().claims.as_deref(),
            Some(r#"{"access_token":{"nbf":{"value":"1"}}}"#)
        );
        for none in [
            r#"Bearer realm="", error="invalid_token""#,
            r#"Bearer error="insufficient_claims", claims="%%""#,
            r#"Bearer error="insufficient_claims", claims="bm8=""#,
            r#"Bearer error="insufficient_claims""#,
        ] {
            assert_eq!(Need::challenged(none), None, "{none}");
        }
    }
}
