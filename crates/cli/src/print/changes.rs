//! Prints what a change of mappings does: for people, for a pull request, for programs.

use super::Screen;
use super::findings::several;
use crate::command::DiffFormat;
use std::fmt::Write;
use std::io;
use touchpoint_language::json::{Json, object};
use touchpoint_workbench::diff::{Change, Grade};

/// Writes the changes, in order.
pub(crate) fn changes(
    screen: &mut Screen,
    changes: &[Change],
    format: DiffFormat,
) -> io::Result<()> {
    match format {
        DiffFormat::Json => {
            let all: Vec<Json> = changes.iter().map(data).collect();
            screen.text(&format!("{}\n", Json::Array(all).pretty()))
        }
        DiffFormat::Markdown => screen.text(&markdown(changes)),
        DiffFormat::Text => {
            screen.text(&text(changes))?;
            screen.flush()?;
            screen.note(&counted(changes));
            Ok(())
        }
    }
}

fn data(change: &Change) -> Json {
    let change = object! {
        "integration": &change.slug,
        "grade": change.grade.word(),
        "kind": change.kind.words(),
        "about": &change.about,
        "count": change.count,
        "first": Some(change.first.as_str()).filter(|first| !first.is_empty()),
    };
    change.into()
}

fn text(changes: &[Change]) -> String {
    let mut text = String::new();
    for (index, change) in changes.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| changes.get(before));
        if before.is_none_or(|before| before.slug != change.slug) {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{}", change.slug);
        }
        let (grade, kind) = (change.grade.word(), change.kind.words());
        let _ = writeln!(text, "  {grade:<9} {kind:<12} {}", change.about);
        if !change.first.is_empty() {
            let seen = match change.count {
                0 | 1 => String::new(),
                count => format!("{count} times, first "),
            };
            let _ = writeln!(text, "            {seen}{}", change.first);
        }
    }
    text
}

fn markdown(changes: &[Change]) -> String {
    let mut text = format!("### What callers will see\n\n{}\n", counted(changes));
    for (index, change) in changes.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| changes.get(before));
        if before.is_none_or(|before| before.slug != change.slug) {
            let _ = writeln!(
                text,
                "\n#### {}\n\n| | | what | seen |\n|---|---|---|---|",
                change.slug
            );
        }
        let grade = match change.grade {
            Grade::Breaking => "**breaking**",
            Grade::Review => "review",
            Grade::Gain => "gain",
        };
        let seen = match (change.first.as_str(), change.count) {
            ("", _) => String::new(),
            (first, 0 | 1) => first.to_owned(),
            (first, count) => format!("{count} times, first {first}"),
        };
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        let (kind, about) = (change.kind.words(), cell(&change.about));
        let _ = writeln!(text, "| {grade} | {kind} | {about} | {} |", cell(&seen));
    }
    text
}

fn counted(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing that a caller would see".to_owned();
    }
    let count = |grade| {
        changes
            .iter()
            .filter(|change| change.grade == grade)
            .count()
    };
    format!(
        "{}: {} breaking, {} to review, {}",
        several(changes.len(), "change"),
        count(Grade::Breaking),
        count(Grade::Review),
        several(count(Grade::Gain), "gain"),
    )
}
