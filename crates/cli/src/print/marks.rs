//! A grid of marks: names down the side, slugs across. Every slug stands on a line of its own above
//! its column, so that the grid fits a terminal.

use super::{Paint, Screen};
use std::io;

/// Writes a grid: under its title the slugs, then one line per name.
pub(crate) fn marks(
    screen: &mut Screen,
    title: &str,
    slugs: &[&str],
    rows: &[(String, Vec<&'static str>)],
) -> io::Result<()> {
    let title = Paint::Bold.on(screen.colour(), title);
    let widest = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or_default();
    screen.text(&format!("{title}\n"))?;
    // Each slug stands above its column, joined to it by the bars of those before it.
    for (index, slug) in slugs.iter().enumerate() {
        let bars = "│ ".repeat(index);
        screen.text(&format!("{:widest$}  {bars}{slug}\n", ""))?;
    }
    for (name, marks) in rows {
        let marks: Vec<String> = marks.iter().map(|mark| format!("{mark:1}")).collect();
        let line = format!("{name:widest$}  {}", marks.join(" "));
        screen.text(&format!("{}\n", line.trim_end()))?;
    }
    screen.text("\n")
}
