//! What the certificate store of Windows answers, in words: the TLS library passes its numbers on.
//!
//! <https://learn.microsoft.com/en-us/windows/win32/com/com-error-codes-4> lists them.

/// What a message with the number of an answer means; none without one that is known.
pub(super) fn reason(message: &str) -> Option<&'static str> {
    REASONS
        .iter()
        .find(|(number, _)| message.contains(number))
        .map(|(_, reason)| *reason)
}

const REASONS: [(&str, &str); 6] = [
    // CERT_E_REVOCATION_FAILURE, CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE
    ("-2146762482", NO_REVOCATION_CHECK),
    ("-2146885614", NO_REVOCATION_CHECK),
    ("-2146885613", NO_REVOCATION_CHECK),
    (
        "-2146762486", // CERT_E_CHAINING
        "Windows cannot build the chain of the certificate: an intermediate certificate is missing",
    ),
    (
        "-2146762480", // CERT_E_WRONG_USAGE
        "the certificate is not meant for servers",
    ),
    (
        "-2147024809", // E_INVALIDARG: versions of Windows and wine without exclusive roots
        "this version of Windows does not take certificates from a file: add them to its store instead",
    ),
];

const NO_REVOCATION_CHECK: &str = "Windows could not check whether the certificate was revoked: \
    its revocation list cannot be reached from here";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_reasons() {
        let other = "invalid peer certificate: Other(OtherError(\"OS Error -2146762482 (FormatMessageW() returned error 317)\"))";
        assert_eq!(reason(other), Some(NO_REVOCATION_CHECK));
        assert_eq!(reason("invalid peer certificate: UnknownIssuer"), None);
    }
}
