//! The `traceparent` header: the caller's trace, which ours continues.
//!
//! ```text
//! 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
//!    trace                            span of the caller
//! ```

/// Trace and span of a `traceparent` header of the W3C: `00-{32}-{16}-{2}` in lower case
/// hexadecimal, neither of them zero.
pub(crate) fn read(text: &str) -> Option<(u128, u64)> {
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
    // A later version may have more after the flags; this one has not.
    let known = version != "ff" && (version != "00" || parts.next().is_none());
    (known && trace != 0 && id != 0).then_some((trace, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_goes_on_only_from_a_header_of_the_right_form() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let good = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(
            read(&good),
            Some((
                0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736,
                0x00f0_67aa_0ba9_02b7
            ))
        );
        assert!(read(&format!("01-{trace}-00f067aa0ba902b7-01-more")).is_some());
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
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
