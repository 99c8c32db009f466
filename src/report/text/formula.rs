//! Formulas on the terminal: in the notation of mathematics, broken to the width, with the changed parts coloured or underlined.

use super::layout::{Layout, Tone, pieces, width};
use crate::syntax::print::{Notation, ONE_LINE, Piece, rows};
use crate::syntax::tree::Expr;

/// The sign under a changed part where there are no colours.
const UNDERLINE: &str = "~";

/// A formula behind a head; `text` stands for it where it could not be read.
pub fn formula(head: &str, head_width: usize, tree: Option<&Expr>, text: &str, layout: &Layout) -> String {
    let Some(tree) = tree else {
        return layout.hanging(head, head_width, text);
    };
    let lines: Vec<String> = rows(tree, Notation::Mathematics, room(head_width, layout), &[])
        .iter()
        .flat_map(|row| cut(&plain(row), room(head_width, layout)))
        .collect();
    format!("{head}{}\n", lines.join(&format!("\n{}", " ".repeat(head_width))))
}

/// A formula in which parts are marked.
pub fn marked(margin: usize, tree: &Expr, parts: &[&Expr], layout: &Layout) -> String {
    let mut out = String::new();
    for row in rows(tree, Notation::Mathematics, room(margin, layout), parts) {
        if width(&plain(&row)) > room(margin, layout) {
            // A name that is wider than the terminal: there is no room for marks.
            cut(&plain(&row), room(margin, layout)).iter().for_each(|line| out += &line_at(margin, line));
            continue;
        }
        let painted = |piece: &Piece| {
            if piece.marked { layout.paint(Tone::Changed, &piece.text) } else { piece.text.clone() }
        };
        out += &line_at(margin, &row.iter().map(painted).collect::<String>());
        if !layout.color && row.iter().any(|piece| piece.marked) {
            out += &line_at(margin, underlined(&row).trim_end());
        }
    }
    out
}

/// Words below a formula.
pub fn below(margin: usize, text: &str, layout: &Layout) -> String {
    layout.hanging(&" ".repeat(margin), margin, text)
}

/// A formula as it is without breaks.
pub fn on_one_line(tree: &Expr) -> String {
    rows(tree, Notation::Mathematics, ONE_LINE, &[]).iter().map(|row| plain(row)).collect()
}

/// A text in the language of a file with the signs of mathematics, where they are one to one.
pub fn signs(text: &str) -> String {
    [("!=", "≠"), ("<=", "≤"), (">=", "≥"), ("*", "·"), ("sum[", "∑["), ("prod[", "∏["), ("d/d", "∂/∂"), (" - ", " − ")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn plain(row: &[Piece]) -> String {
    row.iter().map(|piece| piece.text.as_str()).collect()
}

fn underlined(row: &[Piece]) -> String {
    let sign = |piece: &Piece| if piece.marked { UNDERLINE } else { " " };
    row.iter().map(|piece| sign(piece).repeat(width(&piece.text))).collect()
}

fn line_at(margin: usize, text: &str) -> String {
    format!("{}{text}\n", " ".repeat(margin))
}

fn room(margin: usize, layout: &Layout) -> usize {
    layout.width.saturating_sub(margin).max(20)
}

/// A row that is too wide is cut: better that than a terminal that wraps it to its own margin.
fn cut(row: &str, room: usize) -> Vec<String> {
    pieces(row.trim_end(), room)
}
