//! Prints an explanation for people.

use super::{Paint, Screen, pretty};
use std::io;
use touchpoint_describe::{CaseShown, Explanation, FieldShown, RequestShown, RouteShown};

/// How wide a column is made for one long text in it.
const WIDEST: usize = 64;

/// Writes an explanation.
pub(crate) fn explanation(screen: &mut Screen, shown: &Explanation) -> io::Result<()> {
    let title = format!(
        "{} ({}): {}",
        shown.label, shown.integration, shown.resource
    );
    let title = Paint::Bold.on(screen.colour(), &title);
    screen.text(&format!("{title}  {}\n", shown.file))?;
    if !shown.ends.is_empty() {
        heading(screen, "what ends")?;
        lines(screen, &shown.ends)?;
    }
    if !shown.required.is_empty() {
        heading(screen, "a query is required")?;
        lines(screen, &shown.required)?;
    }
    for sent in &shown.requests {
        request(screen, sent)?;
    }
    if !shown.filters.is_empty() {
        heading(screen, "filters")?;
        let each = shown.filters.iter();
        columns(
            screen,
            each.map(|(name, fate)| vec![name.clone(), (*fate).to_owned()])
                .collect(),
        )?;
    }
    if !shown.rules.is_empty() {
        heading(screen, "rules")?;
        let each = shown.rules.iter();
        columns(
            screen,
            each.map(|rule| vec![rule.says.clone(), rule.place.clone()])
                .collect(),
        )?;
    }
    for one in &shown.cases {
        case(screen, one)?;
    }
    Ok(())
}

fn request(screen: &mut Screen, sent: &RequestShown) -> io::Result<()> {
    heading(screen, "request")?;
    let (address, _) = sent.address.split_once('?').unwrap_or((&sent.address, ""));
    screen.text(&format!("  {} {address}\n", sent.method))?;
    for (name, value) in &sent.query {
        screen.text(&format!("  ? {name} = {value}\n"))?;
    }
    for (name, value) in &sent.headers {
        screen.text(&format!("  {name}: {value}\n"))?;
    }
    if let Some(body) = &sent.body {
        let text = pretty(body);
        lines(screen, &text.lines().map(str::to_owned).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn case(screen: &mut Screen, case: &CaseShown) -> io::Result<()> {
    let when = case
        .when
        .as_ref()
        .map_or_else(String::new, |when| format!(", when {when}"));
    heading(screen, &format!("case {}{when}  {}", case.name, case.place))?;
    for one in &case.routes {
        route(screen, one)?;
    }
    screen.text("  fields\n")?;
    let row = |field: &FieldShown| {
        vec![
            format!("  {}", field.field),
            field.from.clone(),
            field.place.clone(),
        ]
    };
    columns(screen, case.fields.iter().map(row).collect())?;
    if !case.empty.is_empty() {
        screen.text(&format!(
            "  null or empty here: {}\n",
            case.empty.join(", ")
        ))?;
    }
    if !case.read_apart.is_empty() {
        screen.text(&format!(
            "  read apart from the one walk: {}\n",
            case.read_apart.join(", ")
        ))?;
    }
    Ok(())
}

fn route(screen: &mut Screen, route: &RouteShown) -> io::Result<()> {
    let when = route
        .when
        .as_ref()
        .map_or_else(String::new, |when| format!(", when {when}"));
    screen.text(&format!("  {}{when}  {}\n", route.line, route.place))?;
    screen.text(&format!("    records at {}\n", route.records))?;
    for line in &route.paging {
        screen.text(&format!("    {line}\n"))?;
    }
    let rows = route.parameters.iter();
    let rows = rows.map(|(name, asked)| vec![format!("    {name}"), asked.clone()]);
    columns(screen, rows.collect())
}

fn heading(screen: &mut Screen, text: &str) -> io::Result<()> {
    let text = Paint::Bold.on(screen.colour(), text);
    screen.text(&format!("\n{text}\n"))
}

fn lines(screen: &mut Screen, lines: &[String]) -> io::Result<()> {
    lines
        .iter()
        .try_for_each(|line| screen.text(&format!("  {line}\n")))
}

/// Texts below each other in columns; the last one is not padded.
fn columns(screen: &mut Screen, rows: Vec<Vec<String>>) -> io::Result<()> {
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (index, text) in row.iter().enumerate() {
            let width = text.chars().count();
            match widths.get_mut(index) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    for row in rows {
        let last = row.len().saturating_sub(1);
        let padded = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(index, (text, width))| {
                let pad = if index == last {
                    0
                } else {
                    (*width).min(WIDEST)
                };
                format!("{text:pad$}")
            });
        screen.text(&format!("  {}\n", padded.collect::<Vec<_>>().join("  ")))?;
    }
    Ok(())
}
