//! Reads the values of a query text's clauses, as its grammar writes them.

use touchpoint_language::json::Json;
use touchpoint_language::mapping::Grammar;

/// The kind of literal at a place.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Several, with commas between.
    pub(super) several: bool,
    /// A pattern: what is escaped in it stays marked.
    pub(super) pattern: bool,
}

/// One literal, or several with commas between, and what comes after.
pub(super) fn literals<'t>(
    text: &'t str,
    grammar: &Grammar,
    kind: Kind,
    stop: &str,
) -> Option<(Vec<Json>, &'t str)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let (value, tail) = literal(rest, grammar, kind, stop)?;
        found.push(value);
        rest = tail;
        match rest.strip_prefix(',') {
            // Without quotes, a space is the value's.
            Some(tail) if kind.several && grammar.quote.is_empty() => rest = tail,
            Some(tail) if kind.several => rest = tail.trim_start(),
            _ => return Some((found, rest)),
        }
    }
}

fn literal<'t>(
    text: &'t str,
    grammar: &Grammar,
    kind: Kind,
    stop: &str,
) -> Option<(Json, &'t str)> {
    let quote = grammar.quote.as_str();
    if !quote.is_empty()
        && let Some(inside) = text.strip_prefix(quote)
    {
        let (value, tail) = quoted(inside, &[quote], grammar, kind)?;
        return Some((value, tail.strip_prefix(quote)?));
    }
    let and = grammar.and.as_deref().unwrap_or_default();
    let or = grammar.or.as_deref().unwrap_or_default();
    if quote.is_empty() && grammar.escape.is_some() {
        // Of several values each ends at a comma, unless the sign is escaped; where nothing stands behind
        // a value, at what joins it to the next clause.
        let ends = match (kind.several, stop.is_empty()) {
            (true, false) => vec![stop, ","],
            (false, false) => vec![stop],
            (several, true) => {
                let joints = [and, or, ")", if several { "," } else { "" }];
                joints.into_iter().filter(|end| !end.is_empty()).collect()
            }
        };
        return quoted(text, &ends, grammar, kind);
    }
    let ends = [and, or, stop, ")", if kind.several { "," } else { "" }];
    let ends = ends.iter().filter(|end| !end.is_empty());
    let end = ends
        .filter_map(|end| text.find(end))
        .min()
        .unwrap_or(text.len());
    let (value, tail) = text.split_at_checked(end)?;
    (!value.is_empty()).then(|| (value.into(), tail))
}

/// A text up to the first of these ends that is not escaped, and the rest from there on.
fn quoted<'t>(
    text: &'t str,
    ends: &[&str],
    grammar: &Grammar,
    kind: Kind,
) -> Option<(Json, &'t str)> {
    let escape = grammar.escape.as_ref();
    let mut out = String::new();
    let mut rest = text;
    'signs: loop {
        if let Some(escape) = escape {
            for (sign, written) in &escape.named {
                if let Some(tail) = rest.strip_prefix(written.as_str()) {
                    out.push_str(sign);
                    rest = tail;
                    continue 'signs;
                }
            }
            if let Some(tail) = rest.strip_prefix(escape.by.as_str())
                && let Some(sign) = tail.chars().next()
                && escape.these.contains(sign)
            {
                if kind.pattern && escape.by.starts_with(sign) {
                    out.push(sign);
                }
                out.push(sign);
                rest = tail.get(sign.len_utf8()..).unwrap_or_default();
                continue;
            }
        }
        if ends.iter().any(|end| rest.starts_with(end)) {
            return Some((out.into(), rest));
        }
        let Some(sign) = rest.chars().next() else {
            // Without quotes, the text's end is the value's.
            return grammar.quote.is_empty().then(|| (out.into(), rest));
        };
        if sign.is_control() {
            return None;
        }
        out.push(sign);
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
    }
}
