//! A picture of a screen as SVG, for the README.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 12.0;

/// The picture of what a buffer holds.
pub fn picture(buffer: &Buffer, title: &str) -> String {
    let width = f32::from(buffer.area.width) * CELL.0 + 2.0 * MARGIN;
    let height = f32::from(buffer.area.height) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{title}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b1f27\"/>\n\
         <g font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" font-size=\"14\" fill=\"#d5d9e0\" xml:space=\"preserve\">\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let (run, next) = run(buffer, x, y);
            if !run.trim().is_empty() {
                let cell = &buffer[(x, y)];
                let length = f32::from(next - x) * CELL.0;
                let left = f32::from(x) * CELL.0 + MARGIN;
                let base = f32::from(y) * CELL.1 + MARGIN + 13.0;
                let _ = writeln!(
                    svg,
                    "<text x=\"{left:.1}\" y=\"{base:.0}\" textLength=\"{length:.1}\"{}>{}</text>",
                    attributes(cell),
                    escape(&run)
                );
            }
            x = next;
        }
    }
    svg.push_str("</g>\n</svg>\n");
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

fn attributes(cell: &Cell) -> String {
    let mut attributes = String::new();
    let colour = match cell.fg {
        Color::Red => Some("#ef6b73"),
        Color::Green => Some("#98c379"),
        Color::Yellow => Some("#e5c07b"),
        Color::Cyan => Some("#56c2d0"),
        _ => None,
    };
    if let Some(colour) = colour {
        let _ = write!(attributes, " fill=\"{colour}\"");
    }
    if cell.modifier.contains(Modifier::BOLD) {
        attributes.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::DIM) {
        attributes.push_str(" opacity=\"0.6\"");
    }
    attributes
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
