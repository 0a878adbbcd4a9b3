//! The bytes of a body → its text, where it is JSON; else what is wrong with it, in the words of
//! `serde_json`.

use super::scanner::{Refused, Scanner};
use serde::de::Error;
use touchpoint_language::json::Json;

/// The text of a body that is JSON, without the space around it.
///
/// # Errors
/// What `serde_json` says of a body that is none.
pub fn read(body: &[u8]) -> Result<&str, serde_json::Error> {
    let text = std::str::from_utf8(body).ok();
    if let Some(text) = text.filter(|text| is_walked(&mut Scanner::new(text))) {
        return Ok(text.trim_ascii());
    }
    Json::from_slice(body)?;
    // A name that `serde_json` keeps for itself is a name like any other here.
    text.filter(|text| is_walked(&mut Scanner::again(text)))
        .map(str::trim_ascii)
        .ok_or_else(|| serde_json::Error::custom("it holds what cannot be read"))
}

fn is_walked(scanner: &mut Scanner<'_>) -> bool {
    let walked: Result<(), Refused> = scanner.skip().and_then(|()| scanner.end());
    walked.is_ok()
}
