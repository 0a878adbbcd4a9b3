//! Transforms turn one value into another: the vendor's time into an instant, its word into ours.
//! Each transform is one file with everything about it: its keys with their hover texts, resolving,
//! check, value, what a vendor would send for a value, words for people, and its part of the
//! language page.
//!
//! `transforms!` has the one list of them. All other code works with a [`Transform`], whichever it
//! is.

mod cut;
mod decode;
mod judged;
mod kind;
mod map;
mod prefix;
mod sent;
mod shape;
mod time;
mod unit;
mod value;

pub use cut::{Cut, CutKeys};
pub use decode::{Decode, DecodeKeys};
pub(crate) use judged::Judged;
pub use kind::Doc;
pub use map::{MapKeys, Otherwise, WordMap};
pub use prefix::{Prefix, PrefixKeys};
pub use sent::{Manner, Sent};
pub use shape::Shape;
pub use time::{Time, TimeKeys};
pub use unit::{InUnit, Unit, UnitKeys, UnitText};
pub use value::{Value, ValueFault, bare};

use crate::document::Pointer;
use crate::json::{Json, Object, ReadFault, fields, from_json};
use crate::mapping::{Reported, Resolver};
use crate::model::Scalar;
use crate::structure::Format;
use judged::Complaint;
use kind::{Kind, Work};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value as Schema};

/// Generates from the list all the code that must know every transform.
macro_rules! transforms {
    ($($name:ident as $key:ident with $keys:ident;)+) => {
        /// One transform.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Transform {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name),)+
        }

        /// The keys of a field that are transforms, as they are written.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct TransformKeys {
            $(#[doc = concat!("See [`", stringify!($keys), "`].")] pub $key: $keys,)+
        }

        impl Transform {
            /// What the page of the language says, in the order of work.
            pub const DOCS: &[Doc] = &[$($name::DOC),+];

            /// The texts with a grammar of all transforms.
            pub(crate) fn formats() -> Vec<Format> {
                [$($name::formats()),+].into_iter().flatten().collect()
            }

            fn work(&self) -> &dyn Work {
                match self { $(Transform::$name(one) => one,)+ }
            }

            fn work_mut(&mut self) -> &mut dyn Work {
                match self { $(Transform::$name(one) => one,)+ }
            }
        }

        impl TransformKeys {
            /// The names of all keys, in the order of work.
            pub(crate) fn names() -> Vec<&'static str> {
                [$(fields::<$keys>()),+].concat()
            }

            /// Takes the keys that are transforms out of a field.
            pub(crate) fn take(field: &mut Object) -> Result<TransformKeys, ReadFault> {
                Ok(TransformKeys { $($key: from_json(taken(field, fields::<$keys>()))?,)+ })
            }

            /// The schemas of all keys.
            pub(crate) fn properties(generator: &mut SchemaGenerator) -> Map<String, Schema> {
                [$(properties($keys::json_schema(generator))),+].into_iter().flatten().collect()
            }

            /// The types that the keys imply for the value.
            pub(crate) fn makes(&self) -> Vec<Scalar> {
                [$($name::makes(&self.$key)),+].into_iter().flatten().collect()
            }

            /// The transforms of a value of this type, in the order of work; `whole` are those of the
            /// expression that it is a part of.
            pub(crate) fn resolve(
                &self,
                resolver: &mut Resolver<'_>,
                pointer: &Pointer,
                scalar: &Scalar,
                whole: &[Transform],
            ) -> Result<Vec<Transform>, Reported> {
                let mut all = Vec::new();
                $(
                    let own = $name::resolve(resolver, &self.$key, pointer)?;
                    let mut whole_has = whole.iter().filter(|known| known.reads());
                    let whole_has = whole_has.find_map(|known| match known {
                        Transform::$name(known) => Some(known),
                        #[allow(unreachable_patterns, reason = "a list may be of one")]
                        _ => None,
                    });
                    let one = $name::of_part(own, whole_has).or_else(|| $name::of_type(scalar));
                    all.extend(one.map(Transform::$name));
                )+
                Ok(all)
            }
        }
    };
}

// The list, in the order of work.
transforms! {
    Decode as decode with DecodeKeys;
    Cut as cut with CutKeys;
    Time as time with TimeKeys;
    InUnit as unit with UnitKeys;
    WordMap as map with MapKeys;
    Prefix as prefix with PrefixKeys;
}

fn taken(field: &mut Object, names: &[&str]) -> Json {
    let taken = names
        .iter()
        .filter_map(|name| field.shift_remove_entry(*name));
    Json::Object(taken.collect())
}

fn properties(mut schema: schemars::Schema) -> Map<String, Schema> {
    match schema.remove("properties") {
        Some(Schema::Object(properties)) => properties,
        _ => Map::new(),
    }
}

impl Transform {
    /// True if it says how the vendor writes a value: then it works on each picked value, and parts
    /// inherit it from the whole. Else it works once, on the combined result.
    pub fn reads(&self) -> bool {
        self.work().reads()
    }

    /// True if it works on values of this type.
    pub fn fits(&self, scalar: &Scalar) -> bool {
        self.work().fits(scalar)
    }

    /// The transformed value; `None` empties the field.
    ///
    /// # Errors
    /// The value cannot be transformed.
    pub fn apply<'v>(&'v self, value: Value<'v>) -> Result<Option<Value<'v>>, ValueFault> {
        self.work().apply(value)
    }

    /// What a vendor would send so that this value comes out; none where it cannot.
    pub fn inverse(&self, value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent> {
        self.work().inverse(value, manner)
    }

    /// What is wrong with it where it stands.
    pub(crate) fn check(&self, judged: &Judged<'_>) -> Vec<Complaint> {
        self.work().check(judged)
    }

    /// The words for a value, extended by those for this transform.
    pub fn told(&self, of: String) -> String {
        self.work().told(of)
    }

    /// A well-known shape of this transform, which an engine can do faster.
    pub fn shape(&self) -> Shape<'_> {
        self.work().shape()
    }

    /// The vendor's words that it knows one by one.
    pub fn theirs(&self) -> Vec<&str> {
        self.work().theirs()
    }

    /// Which of those words a text means: `Call` means `call` where case does not count.
    pub fn meant(&self, came: &str) -> Option<&str> {
        self.work().meant(came)
    }

    /// The key under which the vendor's words stand, each with ours.
    pub(crate) fn words_under(&self) -> Option<&'static str> {
        self.work().words_under()
    }

    /// Lets one of the vendor's words become another of ours.
    pub fn redefine(&mut self, theirs: &str, ours: &str) {
        self.work_mut().redefine(theirs, ours);
    }

    /// True if the times that it reads have parts of a second.
    pub fn tells_milliseconds(&self) -> bool {
        self.work().tells_milliseconds()
    }
}

/// Reads a picked value by the transforms that say how the vendor writes it, into a value of the
/// field's type, or none. Where `empty` is false, an empty text is none.
///
/// # Errors
/// A value that cannot be read so.
pub fn read<'v>(
    steps: impl IntoIterator<Item = &'v Transform>,
    scalar: &Scalar,
    empty: bool,
    value: Value<'v>,
) -> Result<Option<Value<'v>>, ValueFault> {
    read_seen(steps, scalar, empty, value, |_, _| {})
}

/// Reads a picked value as [`read`], and shows what it is after each transform.
///
/// # Errors
/// A value that cannot be read so.
pub fn read_seen<'v>(
    steps: impl IntoIterator<Item = &'v Transform>,
    scalar: &Scalar,
    empty: bool,
    mut value: Value<'v>,
    mut see: impl FnMut(&Transform, Option<&Value<'v>>),
) -> Result<Option<Value<'v>>, ValueFault> {
    let nothing = |value: &Value<'_>| value.is_empty_text() && !empty;
    for step in steps {
        if nothing(&value) {
            return Ok(None);
        }
        let next = step.apply(value);
        see(step, next.as_ref().ok().and_then(Option::as_ref));
        let Some(next) = next? else {
            return Ok(None);
        };
        value = next;
    }
    if scalar.is_read_as_text() {
        value = Value::Text(value.text()?);
    }
    Ok(Some(value).filter(|value| !nothing(value)))
}

/// What a vendor would send so that [`read`] gives this value; none where it cannot.
pub fn send(steps: &[&Transform], value: Value<'_>, manner: &mut Manner<'_>) -> Option<Sent> {
    let Some((last, before)) = steps.split_last() else {
        let text = value.text().ok()?;
        return Some(Sent::text(text.clone(), Value::Text(text)));
    };
    // The recorded text, as it was at this step, shows how to write the value in the same manner.
    let like = manner.like;
    let by_then = like.and_then(|text| {
        let read = read(
            before.iter().copied(),
            &Scalar::Text,
            true,
            Value::Text(text.into()),
        );
        read.ok()??.text().ok().map(String::from)
    });
    let mut own = Manner {
        below: &mut *manner.below,
        like: by_then.as_deref().or(like),
        as_text: manner.as_text,
    };
    let sent = last.inverse(value, &mut own)?;
    if before.is_empty() {
        return Some(sent);
    }
    let text = sent.json.as_text()?.to_owned();
    let outer = send(before, Value::Text(text.into()), manner)?;
    Some(Sent {
        json: outer.json,
        says: sent.says,
    })
}
