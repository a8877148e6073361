//! What Multi Admin Approval requires from the requester
//! (<https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval>).

use base64::Engine;

/// The part of a Multi Admin Approval that the admin can provide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Approval {
    #[default]
    None,
    /// The reason for the admin who approves.
    Justification(String),
    Code(String),
}

/// The longest justification, in characters.
pub const LONGEST_JUSTIFICATION: usize = 1_024;

impl Approval {
    /// The header for it, name and value.
    pub(super) fn header(&self) -> Result<Option<(&'static str, String)>, String> {
        match self {
            Self::None => Ok(None),
            Self::Justification(text) if text.trim().is_empty() => {
                Err("the justification is empty".to_owned())
            }
            Self::Justification(text) if text.chars().count() > LONGEST_JUSTIFICATION => Err(
                format!("a justification can have at most {LONGEST_JUSTIFICATION} characters"),
            ),
            Self::Justification(text) => Ok(Some((
                "x-msft-approval-justification",
                base64::engine::general_purpose::STANDARD.encode(text),
            ))),
            Self::Code(code) if code.chars().all(|c| c.is_ascii_graphic()) && !code.is_empty() => {
                Ok(Some(("x-msft-approval-code", code.clone())))
            }
            Self::Code(_) => Err("this is not an approval code".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_justification_goes_out_as_base64_of_its_utf_8() {
        let (name, value) = Approval::Justification("wegen Umzug nach Köln".to_owned())
            .header()
            .unwrap()
            .unwrap();
        assert_eq!(name, "x-msft-approval-justification");
        assert_eq!(value, "d2VnZW4gVW16dWcgbmFjaCBLw7Zsbg==");
        let longest = "ö".repeat(LONGEST_JUSTIFICATION);
        assert!(Approval::Justification(longest.clone()).header().is_ok());
        assert!(Approval::Justification(longest + "x").header().is_err());
        assert!(Approval::Justification(" ".to_owned()).header().is_err());
    }

    #[test]
    fn a_code_that_would_be_another_header_is_refused() {
        assert!(Approval::Code("a-1".to_owned()).header().is_ok());
        assert!(Approval::Code("a\r\nx: y".to_owned()).header().is_err());
        assert!(Approval::Code(String::new()).header().is_err());
    }
}
