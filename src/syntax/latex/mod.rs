//! Surface trees to LaTeX mathematics, in pieces between which a line may be broken.
//!
//! Everything is of the base language and `amsmath`, `amssymb`; a pointed-out part is `\changed{…}`, which the document defines.
//! Parentheses are sized without `\left` and `\right`, so that every piece compiles alone. A name can hold nothing but letters,
//! digits, `_` and primes, so nothing that is written here can be a command of its author.

mod expressions;
mod names;
mod notation;

pub use names::{name, word};

use super::binding::Level;
use super::tree::{Clause, CmpOp, DomExpr, Expr, Ident};
use expressions::Printer;

/// A part of a formula that no line break divides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Its LaTeX.
    pub latex: String,
    /// About how wide it is, in letters.
    pub width: usize,
    /// How many parentheses the break before it stands in.
    pub depth: usize,
}

/// A formula; the parts among `marks` (by identity) are `\changed`.
pub fn pieces(expr: &Expr, marks: &[&Expr]) -> Vec<Piece> {
    let mut printer = Printer::new(marks);
    printer.put(expr, Level::Or, false);
    printer.finish()
}

/// A formula in one piece.
pub fn latex(expr: &Expr) -> String {
    joined(&pieces(expr, &[]))
}

/// Pieces on one line.
pub fn joined(pieces: &[Piece]) -> String {
    let latex: Vec<&str> = pieces.iter().map(|p| p.latex.as_str()).collect();
    latex.join(" ")
}

/// Pieces on lines of about this width.
pub fn lines(pieces: &[Piece], width: usize) -> Vec<String> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut used = 0;
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if used + piece.width <= width => line.push(piece.clone()),
            _ => {
                lines.push(vec![piece.clone()]);
                used = 0;
            }
        }
        used += piece.width + 1;
    }
    lines.iter().map(|line| joined(line)).collect()
}

/// `b \in A,\; b \ne a`
pub fn clauses(all: &[Clause]) -> String {
    all.iter().map(clause).collect::<Vec<_>>().join(",\\; ")
}

/// One clause of a binder.
pub fn clause(clause: &Clause) -> String {
    match clause {
        Clause::In(own, dom) => format!("{} \\in {}", idents(own), domain(dom)),
        Clause::Condition(condition) => Printer::small(condition),
    }
}

/// What an index ranges over.
pub fn domain(dom: &DomExpr) -> String {
    match dom {
        DomExpr::Set(own) => name(&own.node),
        DomExpr::Range(low, high) => format!("\\{{{}, \\ldots, {}\\}}", Printer::small(low), Printer::small(high)),
        DomExpr::Real(_) => "\\mathbb{R}".to_owned(),
        DomExpr::Elements(all, _) => {
            let all: Vec<String> = all.iter().map(Printer::small).collect();
            format!("\\{{{}\\}}", all.join(", "))
        }
    }
}

/// Names with commas.
pub fn idents(all: &[Ident]) -> String {
    all.iter().map(|own| name(&own.node)).collect::<Vec<_>>().join(", ")
}

/// The sign of a comparison, written `=`, `!=`, `<=` ….
pub fn relation(sign: &str) -> &'static str {
    match sign {
        "!=" => "\\ne",
        "<" => "<",
        "<=" => "\\le",
        ">" => ">",
        ">=" => "\\ge",
        _ => "=",
    }
}

/// The sign of a comparison.
pub fn comparison(op: CmpOp) -> &'static str {
    relation(super::print::relation_sign(op))
}

#[cfg(test)]
mod tests;
