//! Pictures of screens as SVG, for the README: on a dark and on a light ground, still and moving.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 12.0;
/// From the top of a row to the line on which its letters stand.
const BASE: f32 = 13.0;

/// The colours of a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// The end of the names of its files.
    pub name: &'static str,
    ground: &'static str,
    text: &'static str,
    red: &'static str,
    green: &'static str,
    yellow: &'static str,
    cyan: &'static str,
    magenta: &'static str,
}

pub const PALETTES: [Palette; 2] = [
    Palette {
        name: "dark",
        ground: "#1b1f27",
        text: "#d5d9e0",
        red: "#ef6b73",
        green: "#98c379",
        yellow: "#e5c07b",
        cyan: "#56c2d0",
        magenta: "#c98be0",
    },
    Palette {
        name: "light",
        ground: "#fbfbfc",
        text: "#24292f",
        red: "#b3261e",
        green: "#1a7f37",
        yellow: "#8a6100",
        cyan: "#0b7285",
        magenta: "#8a3fa8",
    },
];

impl Palette {
    fn colour(&self, colour: Color) -> &'static str {
        match colour {
            Color::Red => self.red,
            Color::Green => self.green,
            Color::Yellow => self.yellow,
            Color::Cyan => self.cyan,
            Color::Magenta => self.magenta,
            _ => self.text,
        }
    }
}

/// The picture of what a buffer holds.
pub fn picture(buffer: &Buffer, title: &str, palette: &Palette) -> String {
    let rows = (0..buffer.area.height).fold(String::new(), |mut rows, y| {
        let row = row(buffer, y, palette);
        if !row.is_empty() {
            let _ = writeln!(rows, "<g{}>\n{row}</g>", place(y));
        }
        rows
    });
    document(buffer, title, palette, "", &rows)
}

/// Several screens, one after the other, each for so many seconds. Whoever wants no motion sees the last one.
/// A row that several screens have is in the file once.
pub fn film(screens: &[(Buffer, f32)], title: &str, palette: &Palette) -> String {
    let whole: f32 = screens.iter().map(|(_, seconds)| seconds).sum();
    let mut rows: Vec<String> = Vec::new();
    let mut style = String::from("<style>\n");
    let mut body = String::new();
    let mut begin = 0.0;
    for (number, (buffer, seconds)) in screens.iter().enumerate() {
        let percent = |at: f32| at / whole * 100.0;
        let (from, to) = (percent(begin), percent(begin + seconds));
        begin += seconds;
        let is_last = number + 1 == screens.len();
        // Steps, so that nothing fades.
        let _ = writeln!(
            style,
            "@keyframes s{number} {{ 0% {{ visibility: {} }} {from:.2}% {{ visibility: visible }} {}}}\n\
             #s{number} {{ visibility: {}; animation: s{number} {whole}s step-end infinite }}",
            if number == 0 { "visible" } else { "hidden" },
            if is_last {
                String::new()
            } else {
                format!("{to:.2}% {{ visibility: hidden }} ")
            },
            if is_last { "visible" } else { "hidden" },
        );
        let _ = writeln!(body, "<g id=\"s{number}\">");
        for y in 0..buffer.area.height {
            let row = row(buffer, y, palette);
            if row.is_empty() {
                continue;
            }
            let at = rows.iter().position(|known| *known == row);
            let at = at.unwrap_or_else(|| {
                rows.push(row);
                rows.len() - 1
            });
            let _ = writeln!(body, "<use href=\"#r{at}\"{}/>", place(y));
        }
        body.push_str("</g>\n");
    }
    style.push_str(
        "@media (prefers-reduced-motion: reduce) { g { animation: none !important } }\n</style>\n",
    );
    let defined = rows
        .iter()
        .enumerate()
        .fold(String::new(), |mut defined, (at, row)| {
            let _ = writeln!(defined, "<g id=\"r{at}\">\n{row}</g>");
            defined
        });
    let last = &screens.last().unwrap().0;
    let body = format!("<defs>\n{defined}</defs>\n{body}");
    document(last, title, palette, &style, &body)
}

fn document(buffer: &Buffer, title: &str, palette: &Palette, style: &str, body: &str) -> String {
    let width = f32::from(buffer.area.width) * CELL.0 + 2.0 * MARGIN;
    let height = f32::from(buffer.area.height) * CELL.1 + 2.0 * MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{title}\">\n\
         {style}<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\" stroke=\"#8883\"/>\n\
         <g font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono','Noto Sans Mono CJK JP',monospace\" \
         font-size=\"14\" fill=\"{}\">\n{body}</g>\n</svg>\n",
        palette.ground, palette.text
    )
}

fn place(y: u16) -> String {
    format!(
        " transform=\"translate(0 {:.0})\"",
        f32::from(y) * CELL.1 + MARGIN
    )
}

/// A row of the screen, with its top at 0.
fn row(buffer: &Buffer, y: u16, palette: &Palette) -> String {
    let mut svg = String::new();
    let mut x = 0;
    while x < buffer.area.width {
        let (run, next) = run(buffer, x, y);
        let cell = &buffer[(x, y)];
        let length = f32::from(next - x) * CELL.0;
        let left = f32::from(x) * CELL.0 + MARGIN;
        let is_reversed = cell.modifier.contains(Modifier::REVERSED);
        if is_reversed {
            let _ = writeln!(
                svg,
                "<rect x=\"{left:.1}\" width=\"{length:.1}\" height=\"{}\" fill=\"{}\"/>",
                CELL.1,
                palette.colour(cell.fg)
            );
        }
        for (column, piece) in pieces(&run) {
            let left = left + column * CELL.0;
            let length = cells(piece) * CELL.0;
            let _ = writeln!(
                svg,
                "<text x=\"{left:.1}\" y=\"{BASE:.0}\" textLength=\"{length:.1}\"{}>{}</text>",
                attributes(cell, palette),
                escape(piece)
            );
        }
        x = next;
    }
    svg
}

/// The text from a cell on that has one style, and where it ends. A wide character stands alone, so
/// that each column stays where it is.
fn run(buffer: &Buffer, from: u16, y: u16) -> (String, u16) {
    let style = buffer[(from, y)].style();
    let mut text = String::new();
    let mut x = from;
    while x < buffer.area.width && buffer[(x, y)].style() == style {
        let symbol = buffer[(x, y)].symbol();
        let width = u16::try_from(enlist::text::width(symbol).max(1)).unwrap();
        if width > 1 && x > from {
            break;
        }
        text.push_str(symbol);
        x += width;
        if width > 1 {
            break;
        }
    }
    (text, x)
}

fn cells(text: &str) -> f32 {
    f32::from(u16::try_from(enlist::text::width(text)).unwrap())
}

/// The parts of a text between blanks in a row, each with the column that it begins in. Browsers make one blank
/// of several.
fn pieces(run: &str) -> Vec<(f32, &str)> {
    let mut pieces = Vec::new();
    let mut column = 0.0;
    for part in run.split("  ") {
        let piece = part.trim();
        if !piece.is_empty() {
            let before = &part[..part.len() - part.trim_start().len()];
            pieces.push((column + cells(before), piece));
        }
        column += cells(part) + 2.0;
    }
    pieces
}

fn attributes(cell: &Cell, palette: &Palette) -> String {
    let mut attributes = String::new();
    let colour = if cell.modifier.contains(Modifier::REVERSED) {
        palette.ground
    } else {
        palette.colour(cell.fg)
    };
    if colour != palette.text {
        let _ = write!(attributes, " fill=\"{colour}\"");
    }
    if cell.modifier.contains(Modifier::BOLD) {
        attributes.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        attributes.push_str(" text-decoration=\"underline\"");
    }
    if cell.modifier.contains(Modifier::DIM) {
        attributes.push_str(" opacity=\"0.65\"");
    }
    attributes
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
