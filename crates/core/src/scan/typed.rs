//! A value on its way through an expression: what it is made of, its text, and how it is written.

use super::output::Output;
use super::time::Moment;
use crate::slices;
use std::borrow::Cow;
use touchpoint_language::transform::Value;

/// A value on its way through an expression.
#[derive(Clone, Debug)]
pub(super) enum Typed<'v> {
    Text(Cow<'v, str>),
    /// The text of a JSON string, as it stands in the source.
    Json(&'v str),
    Moment(Moment<'v>),
    Milliseconds(i64),
}

impl<'v> Typed<'v> {
    /// Appends it as a JSON string.
    #[inline]
    pub(super) fn write(self, out: &mut Output) {
        match self {
            // It already has its quotes.
            Typed::Json(json) => return out.text(json),
            Typed::Text(text) => {
                out.byte(b'"');
                out.escaped(&text);
            }
            Typed::Moment(moment) => {
                out.byte(b'"');
                moment.write(out);
            }
            Typed::Milliseconds(ms) => {
                out.byte(b'"');
                out.number(ms / 1000);
            }
        }
        out.byte(b'"');
    }

    /// Its meaning.
    pub(super) fn text(self) -> Cow<'v, str> {
        match self {
            Typed::Text(text) => text,
            Typed::Json(json) => slices::text(json).unwrap_or_default(),
            Typed::Moment(moment) => {
                let mut text = Output::new(Vec::new());
                moment.write(&mut text);
                Cow::Owned(String::from_utf8(text.into_bytes()).unwrap_or_default())
            }
            Typed::Milliseconds(ms) => Cow::Owned((ms / 1000).to_string()),
        }
    }
}

impl<'v> From<Typed<'v>> for Value<'v> {
    fn from(typed: Typed<'v>) -> Value<'v> {
        match typed {
            Typed::Milliseconds(ms) => Value::Milliseconds(ms),
            Typed::Moment(moment) => match moment.timestamp() {
                Some(at) => Value::Instant(at),
                None => Value::Text(typed.text()),
            },
            text => Value::Text(text.text()),
        }
    }
}

impl<'v> From<Value<'v>> for Typed<'v> {
    fn from(value: Value<'v>) -> Typed<'v> {
        match value {
            Value::Instant(at) => Typed::Moment(Moment::At(at)),
            Value::Milliseconds(ms) => Typed::Milliseconds(ms),
            other => Typed::Text(other.text().unwrap_or_default()),
        }
    }
}
