//! Prints the life of a value, and what became of a filter, for people.

use super::{Paint, Screen};
use std::io;
use touchpoint_workbench::why::{Why, WhyFilter};

/// Writes the life of a value.
pub(crate) fn why(screen: &mut Screen, why: &Why) -> io::Result<()> {
    for (index, line) in why.lines().into_iter().enumerate() {
        let text = match index {
            0 => Paint::Bold.on(screen.colour(), &line.text),
            _ => line.text,
        };
        let indent = "  ".repeat(line.depth);
        let place = line.place.map(|place| format!("  {place}"));
        screen.text(&format!("{indent}{text}{}\n", place.unwrap_or_default()))?;
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
