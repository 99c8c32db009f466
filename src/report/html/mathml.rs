//! LaTeX pieces to native MathML, each an element of its own, so that a browser may break a line between them.

use crate::syntax::latex::{self, Piece};
use crate::syntax::tree::Expr;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// A colour that no document uses: it carries the mark of a changed part through the converter.
const CHANGED: (&str, &str) = ("\\textcolor{#c0ffee}{", "<mrow style=\"color: rgb(192 255 238)\">");

/// Brackets that no document uses: bars look alike at both ends, and a browser must know which it has to space.
const BARS: [(&str, &str); 2] = [("\\lgroup", ">⟮</mo>"), ("\\rgroup", ">⟯</mo>")];

/// A formula, with marked parts.
pub fn formula(expr: &Expr, marks: &[&Expr]) -> String {
    pieces(&latex::pieces(expr, marks))
}

/// Pieces of a formula.
pub fn pieces(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| math(&piece.latex)).collect::<Vec<_>>().join(" ")
}

/// One formula in one piece.
pub fn math(latex: &str) -> String {
    let latex = latex.replace("\\changed{", CHANGED.0).replace("\\lvert", BARS[0].0).replace("\\rvert", BARS[1].0);
    let storage = Storage::new();
    let config = RenderConfig { display_mode: DisplayMode::Block, ..RenderConfig::default() };
    let mut out = String::new();
    // Writing to a string does not fail; what cannot be parsed would stand in the page as an error, which a test excludes.
    let _ = push_mathml(&mut out, Parser::new(&latex, &storage), config);
    out.replace("<math display=\"block\">", "<math displaystyle=\"true\">")
        // The converter leaves this sign as it is, and leaves out a blank between two attributes.
        .replace("><</mo>", ">&lt;</mo>")
        .replace("\"minsize=", "\" minsize=")
        .replace(CHANGED.1, "<mrow class=\"changed\">")
        .replace(BARS[0].1, " form=\"prefix\">|</mo>")
        .replace(BARS[1].1, " form=\"postfix\">|</mo>")
        .replace(" />", "/>")
        .replace("<mrow></mrow>", "<mrow/>")
}
