//! Why a certificate is refused, in words. The TLS library gives the name of a reason; where the system judges, as
//! on Windows and macOS, it passes the system's number or sentence on.
//!
//! <https://learn.microsoft.com/en-us/windows/win32/com/com-error-codes-4> lists the numbers of Windows.

/// What is wrong with a certificate, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub why: String,
    /// What to do about it, where that is not to trust who issued it.
    pub advice: Option<&'static str>,
}

/// The refusal that an error message of the TLS library tells of; none if it is about something else.
pub(super) fn refusal(message: &str) -> Option<Refusal> {
    if number_of_windows(message) == Some(INVALID_PARAMETER) {
        return Some(Refusal {
            why: "this version of Windows cannot trust certificates from a file".to_owned(),
            advice: Some(
                "leave out --ca-bundle and add the certificate to the certificate store of Windows",
            ),
        });
    }
    let (_, reason) = message.split_once("invalid peer certificate: ")?;
    let (why, advice) = of_the_system(reason).unwrap_or_else(|| of_the_library(reason));
    Some(Refusal { why, advice })
}

/// What the system says, where it is the one that judges.
fn of_the_system(reason: &str) -> Option<(String, Option<&'static str>)> {
    let text = reason.strip_prefix("Other(OtherError(\"")?;
    let text = text.trim_end_matches([')', '"']);
    let Some(number) = number_of_windows(reason) else {
        return Some((format!("the system rejects the certificate: {text}"), None));
    };
    let known = WINDOWS.iter().find(|(known, ..)| *known == number);
    let (why, advice) = known.map_or_else(
        || {
            // The sentence is in the language of the system.
            let end = text.to_ascii_lowercase().find(" (os error");
            let sentence = end.and_then(|end| text.get(..end)).unwrap_or(text);
            (format!("Windows rejects the certificate: {sentence}"), None)
        },
        |(_, why, advice)| ((*why).to_owned(), *advice),
    );
    Some((format!("{why} (0x{number:08X})"), advice))
}

/// What the library says itself.
fn of_the_library(reason: &str) -> (String, Option<&'static str>) {
    let is = |names: &[&str]| names.iter().any(|name| reason.starts_with(name));
    let (why, advice) = if is(&["UnknownIssuer"]) {
        (
            "the certificate was not issued by an authority that this computer trusts",
            None,
        )
    } else if is(&["Expired", "certificate expired"]) {
        ("the certificate has expired", Some(CLOCK))
    } else if is(&["NotValidYet", "certificate not valid yet"]) {
        ("the certificate is not valid yet", Some(CLOCK))
    } else if is(&["Revoked"]) {
        ("the certificate was revoked", None)
    } else if is(&["NotValidForName", "certificate not valid for name"]) {
        ("the certificate is for another host name", None)
    } else if is(&["InvalidPurpose", "certificate does not allow"]) {
        ("the certificate is not valid for servers", None)
    } else {
        return (format!("the certificate was rejected: {reason}"), None);
    };
    // Its name is what people search for. The longer forms are sentences with times in seconds.
    let name = reason.split(|c: char| !c.is_ascii_alphanumeric()).next();
    let why = match name.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())) {
        Some(name) => format!("{why} ({name})"),
        None => why.to_owned(),
    };
    (why, advice)
}

/// The number that Windows gave, as its documentation spells it.
fn number_of_windows(message: &str) -> Option<u32> {
    let lower = message.to_ascii_lowercase();
    let (_, number) = lower.split_once("os error ")?;
    let end = number.find(|c: char| c != '-' && !c.is_ascii_digit());
    let number: i32 = number.get(..end.unwrap_or(number.len()))?.parse().ok()?;
    (number < 0).then(|| number.cast_unsigned())
}

/// `E_INVALIDARG`: what a system without exclusive roots says to certificates from a file.
const INVALID_PARAMETER: u32 = 0x8007_0057;

const CLOCK: &str = "check the clock of this computer; if it is right, the operator of the host or of the proxy \
    must renew the certificate";

const REACH_THE_LISTS: &str = "allow this computer to reach the issuer's revocation lists (plain http, port 80), or \
     distribute them to it";

const NO_REVOCATION_CHECK: &str = "Windows could not check whether the certificate was revoked: its revocation list cannot be reached from here";

/// The numbers that the library does not translate itself.
const WINDOWS: [(u32, &str, Option<&str>); 9] = [
    // CERT_E_REVOCATION_FAILURE, CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE
    (0x800B_010E, NO_REVOCATION_CHECK, Some(REACH_THE_LISTS)),
    (0x8009_2012, NO_REVOCATION_CHECK, Some(REACH_THE_LISTS)),
    (0x8009_2013, NO_REVOCATION_CHECK, Some(REACH_THE_LISTS)),
    (
        0x800B_010A, // CERT_E_CHAINING
        "Windows cannot build the chain of the certificate: an intermediate certificate is missing",
        None,
    ),
    (
        0x800B_0112, // CERT_E_UNTRUSTEDCA
        "Windows does not trust one of the authorities that the certificate comes from",
        None,
    ),
    (
        0x800B_0111, // TRUST_E_EXPLICIT_DISTRUST
        "this computer is set to distrust the certificate",
        None,
    ),
    (
        0x8009_6004, // TRUST_E_CERT_SIGNATURE
        "the signature of the certificate is wrong",
        None,
    ),
    (
        0x800B_0106, // CERT_E_PURPOSE
        "the certificate is not valid for servers",
        None,
    ),
    (
        0x8009_6019, // TRUST_E_BASIC_CONSTRAINTS
        "one of the certificates was issued by a certificate that is not allowed to issue any",
        None,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn other(text: &str) -> Refusal {
        let message = format!("invalid peer certificate: Other(OtherError(\"{text}\"))");
        refusal(&message).unwrap()
    }

    #[test]
    fn a_number_of_windows_becomes_a_reason_and_what_to_do() {
        for text in [
            "OS Error -2146762482 (FormatMessageW() returned error 317) (os error -2146762482)",
            "Der Sperrvorgang konnte nicht fortgesetzt werden. (os error -2146762482)",
        ] {
            let refusal = other(text);
            assert_eq!(refusal.why, format!("{NO_REVOCATION_CHECK} (0x800B010E)"));
            assert_eq!(refusal.advice, Some(REACH_THE_LISTS));
        }
        // In one row, each with a reason of its own or the same as its kin.
        let known = [
            -2_146_762_482,
            -2_146_885_614,
            -2_146_885_613,
            -2_146_762_486,
            -2_146_762_478,
            -2_146_762_479,
            -2_146_869_244,
            -2_146_762_490,
            -2_146_869_223,
        ];
        for (number, (_, why, _)) in known.into_iter().zip(WINDOWS) {
            let refusal = other(&format!("x (os error {number})"));
            assert!(refusal.why.starts_with(why), "{number}: {}", refusal.why);
        }
    }

    #[test]
    fn an_unknown_number_keeps_the_sentence_of_the_system() {
        let refusal = other("Ein Zertifikat fehlt. (os error -2146762477)");
        assert_eq!(
            refusal.why,
            "Windows rejects the certificate: Ein Zertifikat fehlt. (0x800B0113)"
        );
        // macOS gives a sentence alone.
        assert_eq!(
            other("“graph” certificate is not standards compliant").why,
            "the system rejects the certificate: “graph” certificate is not standards compliant"
        );
    }

    #[test]
    fn a_system_that_takes_no_certificates_from_a_file_is_told() {
        let message = "unexpected error: The parameter is incorrect. (os error -2147024809)";
        let refusal = refusal(message).unwrap();
        assert!(
            refusal
                .advice
                .unwrap()
                .contains("certificate store of Windows")
        );
    }

    #[test]
    fn the_reasons_of_the_library_are_told_with_their_names() {
        let of = |reason: &str| refusal(&format!("invalid peer certificate: {reason}")).unwrap();
        let unknown = of("UnknownIssuer");
        assert!(
            unknown
                .why
                .ends_with("that this computer trusts (UnknownIssuer)")
        );
        assert_eq!(unknown.advice, None);
        let expired = of("certificate expired: verification time 1 (UNIX), but 2 (3 seconds ago)");
        assert_eq!(
            (&*expired.why, expired.advice),
            ("the certificate has expired", Some(CLOCK))
        );
        assert!(
            of("NotValidYet")
                .why
                .contains("not valid yet (NotValidYet)")
        );
        let name = of(
            "certificate not valid for name \"a\"; certificate is only valid for DnsName(\"b\")",
        );
        assert_eq!(name.why, "the certificate is for another host name");
        assert_eq!(
            of("BadSignature").why,
            "the certificate was rejected: BadSignature"
        );
    }

    #[test]
    fn other_errors_are_none_of_its_business() {
        for message in [
            "Connection refused (os error 111)",
            "received fatal alert: HandshakeFailure",
            "No such host is known. (os error 11001)",
        ] {
            assert_eq!(refusal(message), None, "{message}");
        }
    }
}
