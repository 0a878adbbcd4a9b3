//! Reads `case.yaml`: what the case is about and what its caller asks.

use crate::case_fault::wrong;
use crate::fault::LineFault;
use indexmap::IndexMap;
use serde::Deserialize;

/// The file, as written.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseFile {
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) query: String,
    #[serde(default)]
    pub(crate) context: IndexMap<String, String>,
    #[serde(default)]
    pub(crate) sandbox: bool,
}

/// Reads a `case.yaml`.
pub(crate) fn parse(bytes: &[u8]) -> Result<CaseFile, LineFault> {
    serde_yaml::from_slice(bytes).map_err(|fault| {
        let text = std::str::from_utf8(bytes).ok();
        text.and_then(wrong).unwrap_or_else(|| LineFault {
            line: fault.location().map(|place| place.line()),
            message: fault.to_string(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_a_default() {
        let file = parse(b"about: One page.").unwrap();
        assert_eq!((file.query.as_str(), file.sandbox), ("", false));
    }

    #[test]
    fn a_typo_is_a_fault_with_its_line() {
        let fault = parse(b"about: One page.\nsandbx: true\n").unwrap_err();
        assert_eq!(fault.line, Some(2));
        assert!(fault.message.contains("sandbx"), "{}", fault.message);
    }
}
