//! `decode`: a text that the vendor wraps becomes the text itself.

use super::judged::{Complaint, Judged};
use super::kind::{Doc, Kind, Work};
use super::sent::{Manner, Sent};
use super::value::{Value, ValueFault};
use crate::document::Pointer;
use crate::expr::shown;
use crate::json::Json;
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use schemars::JsonSchema;
use serde::Deserialize;

/// How a wrapped text is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct DecodeKeys {
    /// How the vendor wraps the text.
    #[schemars(with = "Decode")]
    pub decode: Option<Decode>,
}

/// How a text is wrapped.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Decode {
    /// Base64 of a text in UTF-8: of either alphabet, with or without padding and line breaks.
    Base64,
}

/// Padding carries no information, so it may be missing.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Kind for Decode {
    type Keys = DecodeKeys;

    const DOC: Doc = Doc {
        rows: &[(
            "`decode`",
            "`base64`: the text in it, in UTF-8; either alphabet, with or without padding",
        )],
        example: "content: { first_of: [$.html, $.plain], decode: base64 }",
    };

    fn resolve(
        _: &mut Resolver<'_>,
        keys: &DecodeKeys,
        _: &Pointer,
    ) -> Result<Option<Decode>, Reported> {
        Ok(keys.decode)
    }
}

impl Work for Decode {
    fn reads(&self) -> bool {
        true
    }

    fn fits(&self, _: &Scalar) -> bool {
        true
    }

    /// The result is never longer than the input, so no budget is needed.
    fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        let Decode::Base64 = self;
        let text = value.text()?;
        let fault = |what: &str| {
            let message = format!("{} {what}", shown(&Json::from(text.as_ref())));
            ValueFault::new("not_decoded", message)
        };
        let letters = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
        let letters = letters.map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        });
        let bytes = BASE64.decode(letters.collect::<Vec<u8>>());
        let bytes = bytes.map_err(|_| fault("is no Base64"))?;
        let text = String::from_utf8(bytes).map_err(|_| fault("holds no text in UTF-8"))?;
        Ok(Some(Value::Text(text.into())))
    }

    fn inverse(&self, value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent> {
        let Decode::Base64 = self;
        let text = value.text().ok()?;
        let wrapped = if manner.like.is_none() && manner.one_in(3) {
            general_purpose::URL_SAFE_NO_PAD.encode(text.as_bytes())
        } else {
            BASE64.encode(text.as_bytes())
        };
        Some(Sent::text(wrapped, Value::Text(text)))
    }

    fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        judged.on_a_sum("decode").into_iter().collect()
    }

    fn told(&self, of: String) -> String {
        let Decode::Base64 = self;
        format!("{of}, decoded from Base64")
    }
}

#[cfg(test)]
mod tests {
    use super::Decode;
    use crate::transform::kind::Work;
    use crate::transform::sent::Manner;
    use crate::transform::value::Value;

    fn decoded(text: &str) -> Result<String, String> {
        let value = Decode::Base64.apply(Value::Text(text.into()));
        let text = value.map_err(|fault| fault.message)?.unwrap().text();
        text.map(String::from).map_err(|fault| fault.message)
    }

    #[test]
    fn either_alphabet_is_read_with_padding_and_without() {
        for text in ["w7w/w74+", "w7w_w74-", " w7w/\r\nw74+\n"] {
            assert_eq!(decoded(text).as_deref(), Ok("ü?þ>"), "{text}");
        }
        for text in ["SGk=", "SGk", ""] {
            let meant = if text.is_empty() { "" } else { "Hi" };
            assert_eq!(decoded(text).as_deref(), Ok(meant), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let no_base64 = Err("`Hi there!` is no Base64".to_owned());
        assert_eq!(decoded("Hi there!"), no_base64);
        assert_eq!(decoded("SGk=SGk="), Err("`SGk=SGk=` is no Base64".into()));
        assert_eq!(decoded("A"), Err("`A` is no Base64".into()));
        assert_eq!(decoded("/w=="), Err("`/w==` holds no text in UTF-8".into()));
        let list = Decode::Base64.apply(Value::List).unwrap_err();
        assert_eq!(list.code, "wrong_type");
    }

    #[test]
    fn what_is_sent_is_read_as_it_was_meant() {
        for (at, text) in ["ü?þ>", "Hi", "", "\u{1f600}"].into_iter().enumerate() {
            let mut manner = Manner {
                below: &mut |_| at as u64 % 2,
                like: None,
                as_text: true,
            };
            let sent = Decode::Base64.inverse(Value::Text(text.into()), &mut manner);
            let sent = sent.unwrap();
            assert_eq!(decoded(sent.json.as_str().unwrap()).as_deref(), Ok(text));
            assert_eq!(sent.says, Value::Text(text.into()));
        }
    }
}
