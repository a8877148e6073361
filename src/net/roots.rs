//! Certificates that are trusted besides the system's.

use std::path::Path;
use std::sync::Arc;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::config::{LONGEST_BUNDLE, read_bytes};

/// Certificates that are trusted besides the system's.
#[derive(Debug, Clone, Default)]
pub struct Roots(Arc<[CertificateDer<'static>]>);

impl Roots {
    /// Reads a bundle in PEM form.
    ///
    /// # Errors
    /// Names the file that cannot be read, or that holds no certificate: a bundle that adds nothing
    /// is a mistake which would show up much later, as a failed handshake.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let file = read_bytes(path, LONGEST_BUNDLE).map_err(|error| format!("{name}: {error}"))?;
        let certificates = CertificateDer::pem_slice_iter(&file)
            .map(|der| {
                der.map_err(|_| format!("{name}: it contains a damaged certificate"))
                    .and_then(|der| {
                        // Taken in only if the client can use it later.
                        reqwest::Certificate::from_der(&der)
                            .map(|_| der.into_owned())
                            .map_err(|error| format!("{name}: {}", super::explain(&error)))
                    })
            })
            .collect::<Result<Vec<_>, _>>()?;
        if certificates.is_empty() {
            return Err(format!("{name}: it contains no PEM certificate"));
        }
        Ok(Self(certificates.into()))
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = CertificateDer<'static>> {
        self.0.iter().cloned()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add_to(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        if self.is_empty() {
            builder
        } else {
            let certificates = self.0.iter();
            builder.tls_certs_merge(
                certificates.filter_map(|der| reqwest::Certificate::from_der(der).ok()),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_certificates_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bundle.pem");
        assert!(Roots::read(&path).is_err());
        for (text, why) in [
            ("", "no PEM certificate"),
            ("hello", "no PEM certificate"),
            (
                "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n",
                "damaged",
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = Roots::read(&path).unwrap_err();
            assert!(
                error.contains("bundle.pem") && error.contains(why),
                "{error}"
            );
        }
        let key = rcgen::generate_simple_self_signed(["ca.example".to_owned()]).unwrap();
        std::fs::write(&path, key.cert.pem().repeat(2)).unwrap();
        assert_eq!(Roots::read(&path).unwrap().len(), 2);
    }
}
