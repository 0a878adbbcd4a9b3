//! Turns decimal text into a whole number of small units, exactly.

/// The number that `text` writes, times ten to the power of `places`, cut toward zero.
///
/// ```text
/// scaled("1.5", 3) = 1500    scaled("-2.0009", 3) = -2000    scaled("1e3", 0) = 1000
/// ```
///
/// `None` when the text is no decimal number, or the result does not fit.
pub(crate) fn scaled(text: &str, places: u32) -> Option<i128> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (mantissa, ""),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    // Where the point stands when counted from the left of all digits.
    let shift = i32::try_from(places).ok()?.checked_add(exponent)?;
    let point = i32::try_from(whole.len()).ok()?.checked_add(shift)?;
    let mut value: i128 = 0;
    let mut digits = whole.bytes().chain(fraction.bytes());
    for _ in 0..point.max(0) {
        let digit = match digits.next() {
            Some(byte) => byte.wrapping_sub(b'0'),
            // Zero stays zero, however large the exponent; any other number soon overflows.
            None if value == 0 => break,
            None => 0,
        };
        value = value.checked_mul(10)?.checked_add(i128::from(digit))?;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn decimals_are_exact() {
        let cases: &[(&str, u32, Option<i128>)] = &[
            ("0", 3, Some(0)),
            ("1.5", 3, Some(1500)),
            ("-2.0009", 3, Some(-2000)),
            ("1700000000.123456789", 9, Some(1_700_000_000_123_456_789)),
            ("1e3", 0, Some(1000)),
            ("1.5E-1", 3, Some(150)),
            ("12e-5", 0, Some(0)),
            ("9007199254740993", 0, Some(9_007_199_254_740_993)),
            (" 7 ", 0, Some(7)),
            ("0e2000000000", 0, Some(0)),
            ("1e2000000000", 0, None),
            ("1e-2000000000", 0, Some(0)),
            ("", 0, None),
            ("-", 0, None),
            ("1.", 0, None),
            (".5", 0, None),
            ("1_000", 0, None),
            ("0x10", 0, None),
            ("NaN", 0, None),
            ("١", 0, None),
        ];
        for (text, places, expected) in cases {
            assert_eq!(scaled(text, *places), *expected, "{text}");
        }
    }
}
