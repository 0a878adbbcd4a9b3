//! A secret in the spellings that vendors, logs and pages write it in.

use serde_json::json;

/// The forms in which a secret may be written: as it is, in other letters, percent-encoded, as JSON and
/// HTML write it, in base64 at each of the three places where it may begin, in hexadecimal.
pub(crate) fn forms(secret: &str) -> Vec<String> {
    let coded = |form: fn(u8) -> String| {
        let one = |byte: u8| {
            let plain = byte.is_ascii_alphanumeric() || b"-".contains(&byte);
            if plain {
                char::from(byte).to_string()
            } else {
                form(byte)
            }
        };
        secret.bytes().map(one).collect::<String>()
    };
    let all = |form: fn(u8) -> String| secret.bytes().map(form).collect::<String>();
    let quoted = json!(secret).to_string();
    let quoted = quoted.trim_matches('"').to_owned();
    let mut forms = vec![
        secret.to_owned(),
        secret.to_uppercase(),
        coded(|byte| format!("%{byte:02X}")),
        coded(|byte| format!("%{byte:02x}")),
        secret.replace('-', "%2D"),
        quoted.replace('/', "\\/"),
        json!(quoted).to_string().trim_matches('"').to_owned(),
        quoted,
        all(|byte| format!("\\u{byte:04x}")),
        all(|byte| format!("\\u{byte:04X}")),
        all(|byte| format!("&#{byte};")),
        secret.replace('&', "&amp;").replace('"', "&quot;"),
        all(|byte| format!("{byte:02x}")),
        all(|byte| format!("{} ", char::from(byte))),
    ];
    for before in 0..3 {
        let encoded = base64(format!("{}{secret}", "x".repeat(before)).as_bytes());
        // What surely is the secret's alone.
        let own = encoded.get(if before == 0 { 0 } else { 4 }..encoded.len() - 4);
        forms.extend(own.map(url_safe));
        forms.extend(own.map(str::to_owned));
    }
    forms
}

/// The same as a vendor would send them: what base64 makes of it, whole.
pub(crate) fn spellings(secret: &str) -> Vec<String> {
    let mut all = forms(secret);
    all.truncate(all.len() - 6);
    for before in 0..3 {
        let encoded = base64(format!("{}{secret}", "x".repeat(before)).as_bytes());
        all.extend([url_safe(&encoded), encoded]);
    }
    all
}

fn url_safe(encoded: &str) -> String {
    encoded.replace('+', "-").replace('/', "_")
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).flat_map(|group| {
        let number = group
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        let number = number << (8 * (3 - group.len()));
        [18, 12, 6, 0].map(|shift| char::from(SIGNS[(number >> shift & 63) as usize]))
    });
    groups.collect()
}
