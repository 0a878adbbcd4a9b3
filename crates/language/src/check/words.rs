//! Words of the unified model are spelt as in the model: those that a field is given, and those
//! that a parameter is compared with.

use super::checking::Checking;
use super::looked_at::worded;
use crate::diagnostic::{Code, Diagnostic, Edit, Help, help_for, nearest};
use crate::distance::distance;
use crate::document::{At, Entry, Node, Pointer};
use crate::expr::Condition;
use crate::expr::condition::{Clause, Subject, Want};
use crate::json::Json;
use crate::mapping::{Expression, FieldRead, Parameter, Pick};
use crate::model::Scalar;
use crate::transform::Transform;
use std::collections::HashSet;

/// The words of the vendor's own that some field always is, each with the field's dotted name.
type Constants = HashSet<(String, String)>;

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let constants = constants(checking);
    for case in &checking.mapping.cases {
        for field in &case.fields {
            for (name, expression) in field.expressions() {
                of_field(checking, &name, expression, &mut found);
            }
        }
        if let (Some(when), Some(place)) = (&case.when, checking.when_of(case)) {
            of_condition(checking, &constants, when, &place, &mut found);
        }
        for route in &case.routes {
            if let Some(when) = &route.when {
                let place = route.pointer.key("when");
                of_condition(checking, &constants, when, &place, &mut found);
            }
            for (name, parameter) in &route.parameters {
                let place = parameter.pointer.key("map");
                if let Some(told) = turned_round(checking, name, parameter, &place) {
                    found.push(told);
                    continue;
                }
                let words = parameter.map.iter().flat_map(|map| map.keys());
                for word in words {
                    of_parameter(
                        checking,
                        &constants,
                        name,
                        word,
                        (&place.key(word.as_str()), At::Key),
                        &mut found,
                    );
                }
            }
        }
    }
    for rule in &checking.mapping.rules {
        if let Some(when) = &rule.when {
            let place = rule.pointer.key("when");
            of_condition(checking, &constants, when, &place, &mut found);
        }
        if let Some(unless) = &rule.unless {
            let place = rule.pointer.key("unless");
            of_condition(checking, &constants, unless, &place, &mut found);
        }
    }
    found
}

fn of_field(
    checking: &Checking<'_>,
    name: &str,
    expression: &Expression,
    found: &mut Vec<Diagnostic>,
) {
    for part in expression.parts() {
        of_field(checking, name, part, found);
    }
    let raw = expression.pointer.key("raw");
    let is_raw = checking
        .document
        .get(&raw)
        .is_some_and(|node| node.to_json() == Json::Bool(true));
    let constant = match &expression.pick {
        Pick::Always(value) => value.as_text(),
        _ => None,
    };
    let Scalar::Word(words) = &expression.scalar else {
        if is_raw {
            found.push(no_raw(checking, &raw, "this field has no words"));
        }
        return;
    };
    if is_raw && constant.is_none() {
        found.push(no_raw(checking, &raw, "stands beside `always` alone"));
    }
    if let Some(word) = constant.filter(|word| is_raw && words.iter().any(|known| known == word)) {
        let text = format!("`{word}` is a word of `{name}`");
        found.push(no_raw(checking, &raw, &text));
    }
    let mut judge = |word: &str, place: &Pointer, help: &str| {
        let title = format!("`{word}` is no word of `{name}`");
        let fault = checking.error(
            Code::ValueNotInEnum,
            title,
            place,
            At::Value,
            "not in the unified model",
        );
        let help = match nearest(word, words) {
            Some(nearest) => Help::meant(nearest),
            None => help_for(word, words).unwrap_or("".into()).and(help),
        };
        found.push(fault.with_help(help));
    };
    if let Some(word) = constant {
        let ours = words.iter().any(|known| known == word);
        if !ours && !is_raw {
            let help = "; for a word of the vendor's own, add `raw: true`";
            judge(word, &expression.pointer.key("always"), help);
        }
    }
    let mut under = expression.transforms.iter();
    let Some(key) = under.find_map(Transform::words_under) else {
        return;
    };
    let map = expression.pointer.key(key);
    let rows = checking.document.get(&map).map(Node::entries);
    let ours = |row: &Entry| row.node.to_json().as_text().unwrap_or_default().to_owned();
    let all = rows.unwrap_or_default();
    if let Some(first) = all.first()
        && all.iter().all(|row| words.contains(&row.key))
        && !all.iter().any(|row| words.contains(&ours(row)))
    {
        let (left, right) = (&first.key, ours(first));
        // `call: Call` may be a misspelt word of ours as well as a map that is turned round.
        let alike = all.iter().any(|row| {
            let (left, right) = (row.key.to_lowercase(), ours(row).to_lowercase());
            distance(&left, &right).saturating_mul(3) <= left.chars().count()
        });
        let title = format!("`{right}` is no word of `{name}`: our word stands on the right");
        let place = map.key(left.as_str());
        let text = "not in the unified model";
        let fault = checking.error(Code::ValueNotInEnum, title, &place, At::Value, text);
        let help = Help::from(format!("turn it round: `{right}: {left}`"));
        let help = if alike {
            help.and(&format!(
                ", or write `{left}: {left}` where the vendor's word is `{left}`"
            ))
        } else {
            help.edits(turned(checking, &map, all))
        };
        found.push(fault.with_help(help));
        return;
    }
    for row in rows.into_iter().flatten() {
        let ours = row.node.to_json().as_text().unwrap_or_default().to_owned();
        // A row with the same word on both sides says that the vendor's own word stays.
        if !words.contains(&ours) && ours != row.key {
            let help = format!("; to keep the vendor's own word, write `{0}: {0}`", row.key);
            judge(&ours, &map.key(row.key.as_str()), &help);
        }
    }
}

/// Every row of a map with its sides swapped. Nothing where two rows would have one key, or a side is no
/// plain word.
fn turned(checking: &Checking<'_>, map: &Pointer, rows: &[Entry]) -> Vec<Edit> {
    let source = checking.document.source_of(map);
    let mut keys: Vec<String> = rows
        .iter()
        .filter_map(|row| row.node.as_text().map(str::to_owned))
        .collect();
    keys.sort();
    keys.dedup();
    if keys.len() != rows.len() {
        return Vec::new();
    }
    let sides = |row: &Entry| {
        let (left, right) = (row.key_span.clone(), row.node.span.clone());
        let (ours, theirs) = (source.slice(&left), source.slice(&right));
        [Edit::new(left.clone(), theirs), Edit::new(right, ours)]
    };
    rows.iter().flat_map(sides).collect()
}

/// `raw` where no constant is the vendor's own word.
fn no_raw(checking: &Checking<'_>, place: &Pointer, text: &str) -> Diagnostic {
    let title = "`raw` has nothing to say here";
    let fault = checking.error(Code::UnknownKey, title, place, At::Key, text);
    let help = Help::from("take it away; it is for a constant that is the vendor's own word");
    fault.with_help(help.edits(checking.document.without(place)))
}

fn constants(checking: &Checking<'_>) -> Constants {
    let mut constants = Constants::new();
    let fields = checking.mapping.cases.iter().flat_map(|case| &case.fields);
    for (dotted, expression) in fields.flat_map(FieldRead::expressions) {
        gather(checking, &dotted, expression, &mut constants);
    }
    constants
}

fn gather(
    checking: &Checking<'_>,
    dotted: &str,
    expression: &Expression,
    constants: &mut Constants,
) {
    if let Pick::Always(value) = &expression.pick
        && let Some(word) = value.as_text()
        && checking.has(&expression.pointer.key("raw"))
    {
        constants.insert((dotted.to_owned(), word.to_owned()));
    }
    for part in expression.parts() {
        gather(checking, dotted, part, constants);
    }
}

fn of_condition(
    checking: &Checking<'_>,
    constants: &Constants,
    when: &Condition,
    place: &Pointer,
    found: &mut Vec<Diagnostic>,
) {
    of_clauses(checking, constants, &when.clauses, place, found);
    for (index, alternative) in when.any.iter().enumerate() {
        let place = place.key("any").index(index);
        of_clauses(checking, constants, alternative, &place, found);
    }
}

fn of_clauses(
    checking: &Checking<'_>,
    constants: &Constants,
    clauses: &[Clause],
    place: &Pointer,
    found: &mut Vec<Diagnostic>,
) {
    for clause in clauses {
        let (Subject::Parameter(name), Want::AnyOf(values)) = (&clause.subject, &clause.want)
        else {
            continue;
        };
        let place = place.key(name.as_str());
        for (index, value) in values.iter().enumerate() {
            let item = place.index(index);
            let at = if checking.has(&item) { &item } else { &place };
            let word = value.as_text().unwrap_or_default().to_owned();
            of_parameter(checking, constants, name, &word, (at, At::Value), found);
        }
    }
}

/// A parameter's `map` with the vendor's words on the left: it is the wrong way round.
fn turned_round(
    checking: &Checking<'_>,
    name: &str,
    parameter: &Parameter,
    place: &Pointer,
) -> Option<Diagnostic> {
    let Some(Scalar::Word(words)) = checking.model.filterable(name) else {
        return None;
    };
    let map = parameter.map.as_ref()?;
    let is_ours = |word: &str| words.iter().any(|known| known == word);
    let text = |json: &Json| json.as_text().map(str::to_owned).unwrap_or_default();
    let (theirs, ours) = map.iter().find(|(_, ours)| is_ours(&text(ours)))?;
    if map.keys().any(|word| is_ours(word)) {
        return None;
    }
    let title = format!("`{theirs}` is no word of `{name}`: our word stands on the left");
    let label = checking.document.label(
        &place.key(theirs.as_str()),
        At::Key,
        "no caller can give it",
    );
    let help = format!("turn it round: `{}: {theirs}`", text(ours));
    let told = if parameter.raw {
        Diagnostic::warning(Code::OtherMeaning, title, label)
    } else {
        Diagnostic::error(Code::ValueNotInEnum, title, label)
    };
    Some(told.with_help(help))
}

fn of_parameter(
    checking: &Checking<'_>,
    constants: &Constants,
    name: &str,
    word: &str,
    (place, at): (&Pointer, At),
    found: &mut Vec<Diagnostic>,
) {
    let Some(Scalar::Word(words)) = checking.model.filterable(name) else {
        return;
    };
    let mut declared = checking
        .routes()
        .filter_map(|(_, route)| route.parameters.get(name));
    // A word that stands for several cases at once is not in the model, but a caller may give it.
    let merge = checking.mapping.merge.iter();
    let mut merged = merge.flat_map(|merge| worded(&merge.when));
    let merges = merged.any(|(of, words)| of == name && words.iter().any(|known| known == word));
    let lost = checking.mapping.merge.is_none()
        && checking.was_written(&Pointer::new().key("list").key("merge"));
    let ours = words.iter().any(|known| known == word);
    if ours
        || lost
        || declared.any(|parameter| parameter.raw)
        || merges
        || constants.contains(&(name.to_owned(), word.to_owned()))
    {
        return;
    }
    let title = format!("`{word}` is no word of `{name}`");
    let fault = checking.error(
        Code::ValueNotInEnum,
        title,
        place,
        at,
        "no caller can give it",
    );
    found.push(fault.with_help_if(help_for(word, words)));
}
