//! Prints the life of a value, and what became of a filter, for people.

use super::{Paint, Screen};
use std::io;
use touchpoint_workbench::why::{Absent, Life, Piece, Place, SourceLife, Why, WhyFilter};

/// Writes the life of a value.
pub(crate) fn why(screen: &mut Screen, why: &Why) -> io::Result<()> {
    let title = Paint::Bold.on(screen.colour(), &format!("{} = {}", why.value, why.is));
    screen.text(&format!("{title}\n"))?;
    screen.text(&format!("  case {}  {}\n", why.case, why.case_place))?;
    if let Some(record) = &why.record {
        screen.text(&format!("  the vendor's record: {}\n", place(record)))?;
    }
    if let Some(unfilled) = &why.unfilled {
        screen.text(&format!("  {unfilled}\n"))?;
    }
    for one in &why.lives {
        screen.text("\n")?;
        life(screen, one, 1)?;
    }
    for one in &why.sources {
        source(screen, one)?;
    }
    Ok(())
}

/// Writes what became of a filter.
pub(crate) fn why_filter(screen: &mut Screen, why: &WhyFilter) -> io::Result<()> {
    for refused in &why.refused {
        let word = Paint::Red.on(screen.colour(), "refused");
        screen.text(&format!("{word}: {refused}\n"))?;
    }
    for (index, clause) in why.clauses.iter().enumerate() {
        if index > 0 {
            screen.text("\n")?;
        }
        let title = format!("{}: {}", clause.clause, clause.fate);
        let title = Paint::Bold.on(screen.colour(), &title);
        screen.text(&format!("{title}\n"))?;
        screen.text(&format!("  {}  {}\n", clause.because, clause.place))?;
        screen.text(&format!("  case {}, {}\n", clause.case, clause.route))?;
        if let Some(field) = &clause.checked_on {
            screen.text(&format!("  checked on the field {field}\n"))?;
        }
        if clause.call.is_empty() {
            screen.text("  the call is the same without it\n")?;
        } else {
            screen.text("  in the call:\n")?;
        }
        for line in &clause.call {
            screen.text(&format!("    {line}\n"))?;
        }
    }
    Ok(())
}

fn life(screen: &mut Screen, life: &Life, depth: usize) -> io::Result<()> {
    let indent = "  ".repeat(depth);
    let field = life.field.as_ref().map(|field| format!("{field}: "));
    let head = format!("{}{}", field.unwrap_or_default(), life.written);
    screen.text(&format!("{indent}{head}  {}\n", life.place))?;
    let mut line = |text: String| screen.text(&format!("{indent}  {text}\n"));
    if let Some(entry) = &life.entry {
        let key = entry.key.join(", ");
        line(match &entry.entry {
            Some(found) => format!("looked up in {} by {key}: {found}", entry.table),
            None if key.is_empty() => format!("not looked up in {}: there is no key", entry.table),
            None => format!("looked up in {} by {key}: no entry", entry.table),
        })?;
    }
    if let Some(found) = &life.found {
        line(format!("there stands {}", piece(found)))?;
    }
    if let Some(made) = &life.made {
        line(format!("gives {made}"))?;
    }
    if let Some(nothing) = &life.absent {
        for text in absent(nothing) {
            line(text)?;
        }
    }
    for part in &life.parts {
        self::life(screen, part, depth + 1)?;
    }
    let mut line = |text: String| screen.text(&format!("{indent}  {text}\n"));
    for step in &life.steps {
        let after = step.after.as_deref().unwrap_or("nothing");
        line(format!("{} → {after}  ({})", step.before, step.does))?;
    }
    for fault in &life.faults {
        line(format!("warning {}: {}", fault.code, fault.message))?;
    }
    line(match &life.ends {
        Some(value) => format!("= {value}"),
        None => "= nothing".to_owned(),
    })
}

fn absent(absent: &Absent) -> Vec<String> {
    let mut lines = vec![
        format!("nothing stands at {}", absent.looked_for),
        format!("{} is {}", absent.leads_to, absent.stands),
    ];
    lines.extend(
        absent
            .nearest
            .as_ref()
            .map(|near| format!("did you mean {near}?")),
    );
    lines
}

fn source(screen: &mut Screen, source: &SourceLife) -> io::Result<()> {
    let title = match (source.applies, source.elements.len()) {
        (false, _) => "a source whose `when` does not hold".to_owned(),
        (true, 0) => "a source without elements in this record".to_owned(),
        (true, 1) => "a source with one element".to_owned(),
        (true, more) => format!("a source with {more} elements"),
    };
    screen.text(&format!("\n  {title}  {}\n", source.place))?;
    for (index, element) in source.elements.iter().enumerate() {
        let shown = element.piece.as_ref().map(piece);
        let shown = shown.unwrap_or_else(|| "the record".to_owned());
        screen.text(&format!("    {index}: {}; {shown}\n", element.became))?;
    }
    Ok(())
}

fn piece(piece: &Piece) -> String {
    match &piece.place {
        Some(at) => format!("{}, at {}", piece.text, place(at)),
        None => piece.text.clone(),
    }
}

fn place(place: &Place) -> String {
    let pointer = if place.pointer.is_empty() {
        "the whole body"
    } else {
        &place.pointer
    };
    format!("{pointer} of {}, byte {}", place.reply, place.byte)
}
