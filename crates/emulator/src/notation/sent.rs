//! Turns a value into what a vendor writes for it, by reversing the transforms that read it.

use crate::seed::dice::Dice;
use crate::world::truth::KnownValue;
use touchpoint_language::json::Json;
use touchpoint_language::transform::{Manner, Transform, send};

/// What the vendor writes, and the value that this means. `like` is an example of how to write it;
/// numbers are texts where `as_text` says so.
pub(crate) fn written(
    reading: &[&Transform],
    value: &KnownValue,
    (like, as_text): (Option<&str>, bool),
    dice: &mut Dice,
) -> Option<(Json, KnownValue)> {
    let mut manner = Manner {
        below: &mut |n| dice.below(n),
        like,
        as_text,
    };
    let sent = send(reading, value.into(), &mut manner)?;
    Some((sent.json, KnownValue::of(sent.says)?))
}
