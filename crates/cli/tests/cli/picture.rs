//! The picture of the terminal in the documentation: what `validate` prints, drawn. It is what the program
//! prints today.

use crate::binary::{folder, root, run_in};
use std::fmt::Write;

const PICTURE: &str = "docs/pictures/validate.svg";
const SIZE: (usize, usize) = (14, 20);
const MARGIN: usize = 16;

/// What is drawn alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Style {
    colour: Option<u8>,
    bold: bool,
    dim: bool,
}

impl Style {
    /// The style behind the numbers of one escape sequence.
    fn with(mut self, numbers: &str) -> Style {
        let mut all = numbers.split(';').map(|number| number.parse().unwrap_or(0));
        while let Some(number) = all.next() {
            match number {
                0 => self = Style::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                30..=37 => self.colour = Some(number - 30),
                90..=97 => self.colour = Some(number - 90),
                38 => self.colour = all.nth(1).map(|of_palette| of_palette % 8),
                other => panic!("no style for {other}"),
            }
        }
        self
    }

    fn attributes(self) -> String {
        let fill = match (self.colour, self.dim) {
            (Some(1), _) => "#cf222e",
            (Some(2), _) => "#1a7f37",
            (Some(3), _) => "#9a6700",
            (Some(4 | 6), _) => "#0550ae",
            (Some(5), _) => "#8250df",
            (_, true) => "#59636e",
            _ => "#1f2328",
        };
        let weight = if self.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        format!("fill=\"{fill}\"{weight}")
    }
}

/// The runs of one style of each line: where each begins, and its text.
fn runs(text: &str) -> Vec<Vec<(usize, Style, String)>> {
    let mut style = Style::default();
    let mut lines = Vec::new();
    for line in text.lines() {
        let (mut runs, mut at): (Vec<(usize, Style, String)>, usize) = (Vec::new(), 0);
        let mut parts = line.split('\u{1b}');
        let first = parts.next().map(|plain| (style, plain.to_owned()));
        let escaped = parts.map(|part| {
            let (numbers, rest) = part.strip_prefix('[').unwrap().split_once('m').unwrap();
            style = style.with(numbers);
            (style, rest.to_owned())
        });
        for (style, part) in first.into_iter().chain(escaped.collect::<Vec<_>>()) {
            if !part.is_empty() {
                let length = part.chars().count();
                runs.push((at, style, part));
                at += length;
            }
        }
        lines.push(runs);
    }
    lines
}

/// The text of a terminal as a picture.
fn drawn(text: &str) -> String {
    let (lines, (size, height)) = (runs(text), SIZE);
    // A letter of a monospaced face is 0.6 of its size wide.
    let across = |columns: usize| MARGIN + columns * size * 6 / 10;
    let ends = lines.iter().filter_map(|runs| runs.last());
    let columns = ends.map(|(at, _, text)| at + text.chars().count()).max();
    let (width, depth) = (
        across(columns.unwrap_or(0)) + MARGIN,
        lines.len() * height + 2 * MARGIN,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{depth}\" viewBox=\"0 0 {width} {depth}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"{size}\">\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>\n",
        width - 1,
        depth - 1
    );
    for (row, runs) in lines.iter().enumerate() {
        let y = MARGIN + row * height + size;
        for (at, style, text) in runs {
            let (x, attributes) = (across(*at), style.attributes());
            let length = across(at + text.chars().count()) - x;
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\" {attributes}>{text}</text>"
            );
        }
    }
    svg + "</svg>\n"
}

/// `TOUCHPOINT_PICTURES=docs/pictures` writes it anew.
#[test]
fn the_picture_shows_what_validate_prints() {
    let folder = folder();
    let mapping = std::fs::read_to_string(root().join("tests/data/pictured.yaml")).unwrap();
    std::fs::write(folder.join("acme.yaml"), mapping).unwrap();
    let words = ["--color", "always", "validate", "acme.yaml"];
    let ran = run_in(&folder, &words);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let shown = format!("$ touchpoint validate acme.yaml\n{}{}", ran.out, ran.err);
    let drawn = drawn(&shown);
    if let Some(pictures) = std::env::var_os("TOUCHPOINT_PICTURES") {
        let pictures = root().join(pictures);
        std::fs::write(pictures.join("validate.svg"), &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(root().join(PICTURE)).unwrap_or_default();
    assert_eq!(
        kept, drawn,
        "`TOUCHPOINT_PICTURES=docs/pictures cargo test -p touchpoint-cli picture` draws it anew"
    );
}

#[test]
fn letters_stand_in_their_columns_and_colours() {
    let picture = drawn("a \u{1b}[1;91mb<\u{1b}[0m\nc\n");
    assert!(picture.contains("<text x=\"16\" y=\"30\" textLength=\"16\" xml:space=\"preserve\" fill=\"#1f2328\">a </text>"), "{picture}");
    assert!(picture.contains("<text x=\"32\" y=\"30\" textLength=\"17\" xml:space=\"preserve\" fill=\"#cf222e\" font-weight=\"bold\">b&lt;</text>"), "{picture}");
    assert!(picture.contains(" y=\"50\" "), "{picture}");
}
