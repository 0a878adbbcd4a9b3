//! A span of ours as OpenTelemetry names its parts.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};
use tracing::field::{Field, Visit};

/// The fields that are exported, by their names in the log and in OpenTelemetry's conventions.
/// Nothing else is.
const FIELDS: [(&str, &str); 9] = [
    ("method", "http.request.method"),
    ("route", "http.route"),
    ("url", "url.full"),
    ("status", "http.response.status_code"),
    ("fault", "error.type"),
    ("request_id", "touchpoint.request_id"),
    ("workspace", "touchpoint.workspace"),
    ("account", "touchpoint.account"),
    ("integration", "touchpoint.integration"),
];
/// The field by which a caller's own trace goes on here.
const PARENT: &str = "trace_parent";

/// A span that is open, or has ended.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(super) trace: u128,
    pub(super) id: u64,
    pub(super) parent: Option<u64>,
    pub(super) side: Side,
    pub(super) start_ns: u128,
    pub(super) end_ns: u128,
    /// By OpenTelemetry's names, in the order in which they came.
    pub(super) fields: Vec<(&'static str, Value)>,
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Side {
    /// We are.
    Server,
    /// A vendor is.
    Client,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(u64),
}

impl Span {
    /// A span that begins now, of the trace of its parent or of a new one.
    pub(super) fn begin(side: Side, parent: Option<&Span>) -> Span {
        let now = now_ns();
        let (trace, id) = ids(now);
        Span {
            trace: parent.map_or(trace, |parent| parent.trace),
            id,
            parent: parent.map(|parent| parent.id),
            side,
            start_ns: now,
            end_ns: now,
            fields: Vec::new(),
        }
    }

    /// The span, ended now.
    pub(super) fn end(mut self) -> Span {
        self.end_ns = now_ns().max(self.start_ns);
        self
    }

    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        let mut fields = self.fields.iter();
        fields.find_map(|(key, value)| (*key == name).then_some(value))
    }

    /// `GET /route` or `GET integration`.
    pub(super) fn name(&self) -> String {
        let about = match self.side {
            Side::Server => "http.route",
            Side::Client => "touchpoint.integration",
        };
        let text = |name| match self.field(name) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        format!("{} {}", text("http.request.method"), text(about))
            .trim()
            .to_owned()
    }

    /// Whether it failed: at our own fault where we were asked, at any where a vendor was.
    pub(super) fn failed(&self) -> bool {
        let from = match self.side {
            Side::Server => 500,
            Side::Client => 400,
        };
        let refused = matches!(self.field("http.response.status_code"), Some(Value::Number(status)) if *status >= from);
        refused || self.field("error.type").is_some()
    }

    fn put(&mut self, name: &str, value: Value) {
        if name == PARENT {
            if let Value::Text(text) = &value
                && let Some((trace, parent)) = trace_parent(text)
            {
                (self.trace, self.parent) = (trace, Some(parent));
            }
            return;
        }
        let Some((_, key)) = FIELDS.iter().find(|(field, _)| *field == name) else {
            return;
        };
        if value == Value::Text(String::new()) {
            return;
        }
        match self.fields.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = value,
            None => self.fields.push((key, value)),
        }
    }
}

impl Visit for Span {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), Value::Number(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), Value::Text(value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field.name(), Value::Text(format!("{value:?}")));
    }
}

/// Trace and span of a `traceparent` header, as the W3C writes it: `00-{32}-{16}-{2}` in lower case
/// hexadecimal, neither of them zero.
pub(crate) fn trace_parent(text: &str) -> Option<(u128, u64)> {
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        let part = parts.next()?;
        let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (part.len() == length && part.bytes().all(plain)).then_some(part)
    };
    let version = part(2)?;
    let trace = u128::from_str_radix(part(32)?, 16).ok()?;
    let id = u64::from_str_radix(part(16)?, 16).ok()?;
    part(2)?;
    // A later version may say more after the flags; this one does not.
    let known = version != "ff" && (version != "00" || parts.next().is_none());
    (known && trace != 0 && id != 0).then_some((trace, id))
}

/// Ids need not be secret: should chance fail, the time tells spans apart.
fn ids(now: u128) -> (u128, u64) {
    let mut bytes = [0; 24];
    if getrandom::fill(&mut bytes).is_err() {
        return (
            now.max(1),
            u64::try_from(now & u128::from(u64::MAX))
                .unwrap_or(1)
                .max(1),
        );
    }
    let (trace, id) = bytes.split_at(16);
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u128, |all, b| all << 8 | u128::from(*b))
    };
    (
        number(trace).max(1),
        u64::try_from(number(id)).unwrap_or(1).max(1),
    )
}

fn now_ns() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_goes_on_only_from_a_header_of_the_right_form() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let good = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(
            trace_parent(&good),
            Some((
                0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736,
                0x00f0_67aa_0ba9_02b7
            ))
        );
        assert!(trace_parent(&format!("01-{trace}-00f067aa0ba902b7-01-more")).is_some());
        for bad in [
            "",
            "00",
            &good.to_uppercase(),
            &format!("{good}-more"),
            &good.replacen("00-", "ff-", 1),
            &good.replace(trace, &"0".repeat(32)),
            &good.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &good.replace("4bf9", "+bf9"),
        ] {
            assert_eq!(trace_parent(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_known_fields_are_kept_and_the_last_value_counts() {
        let mut span = Span::begin(Side::Client, None);
        for (name, value) in [
            ("method", Value::Text("GET".into())),
            ("integration", Value::Text("acme".into())),
            ("query", Value::Text("hush".into())),
            ("workspace", Value::Text(String::new())),
            ("status", Value::Number(200)),
            ("status", Value::Number(429)),
        ] {
            span.put(name, value);
        }
        assert_eq!(span.name(), "GET acme");
        assert_eq!(span.fields.len(), 3);
        assert_eq!(
            span.field("http.response.status_code"),
            Some(&Value::Number(429))
        );
        assert!(span.failed());
        assert!(
            !Span {
                side: Side::Server,
                ..span
            }
            .failed()
        );
    }
}
