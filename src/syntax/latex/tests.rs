//! Formulas and names as LaTeX.

use super::*;
use crate::syntax::parse;
use crate::syntax::tree::{ExprKind, StatementKind};

fn read(text: &str) -> Expr {
    let (file, diagnostics) = parse(&format!("define z = {text}"));
    let StatementKind::Define { body, .. } = &file.statements[0].node else { panic!("{text}: {diagnostics:?}") };
    body.clone()
}

fn set(text: &str) -> String {
    latex(&read(text))
}

#[test]
fn forms() {
    let all = [
        ("a/b*c", "\\frac{a}{b}\\,c"),
        ("a*(b + c)", "a\\,(b {}+ c)"),
        ("a*(b*c)", "a\\,(b\\,c)"),
        ("2*3", "2 \\cdot 3"),
        ("x^(1/2)", "x^{1/2}"),
        ("(a + b)^2", "(a + b)^{2}"),
        ("log(x)*y", "\\log(x)\\,y"),
        ("y*log x", "y\\,\\log x"),
        ("log(x)^2", "(\\log x)^{2}"),
        ("exp(θ(a))/sum[b in A] exp(θ(b))", "\\frac{\\exp \\theta(a)}{\\sum_{b \\in A} \\exp \\theta(b)}"),
        ("(sum[b in A] f(b))*g", "\\Bigl(\\sum_{b \\in A} f(b)\\Bigr)\\,g"),
        ("sum[b in A, b != a] f(b)", "\\sum_{\\substack{b \\in A \\\\ b \\ne a}} f(b)"),
        ("sum[t in 1..T] -x", "\\sum_{t = 1}^{T} (-x)"),
        ("d/dθ(s,a) π(b|s)*g", "\\frac{\\partial \\pi(b \\mid s)}{\\partial \\theta(s, a)}\\,g"),
        ("(d/dx (f + g))*h", "\\Bigl(\\frac{\\partial }{\\partial x}\\,(f {}+ g)\\Bigr)\\,h"),
        ("E[b ~ π(.|s)] g(s,b)", "\\mathbb{E}_{b \\sim \\pi(\\cdot \\mid s)}[g(s, b)]"),
        ("[b = a]*x", "\\mathbf{1}_{\\{b = a\\}}\\,x"),
        ("if(t = 1, x, y)", "\\begin{cases} x & \\text{if } t = 1 \\\\ y & \\text{otherwise} \\end{cases}"),
        ("|A|*sqrt(x)", "\\lvert A\\rvert \\,\\sqrt{x}"),
        ("-x - -y", "-x {}- (-y)"),
        ("Adv_old(s')", "\\operatorname{Adv}_{\\text{old}}(s^{\\prime})"),
        ("s'^2", "{s^{\\prime}}^{2}"),
        ("binom(n, k)*factorial(n)", "\\binom{n}{k}\\,n!"),
    ];
    for (text, expected) in all {
        assert_eq!(set(text), expected, "{text}");
    }
}

#[test]
fn lines_are_broken_before_signs_and_compile_alone() {
    let sum = read("aaaa(x) + (bbbb(x) - cccc(x))");
    let ExprKind::Binary(_, _, right) = &sum.node else { panic!() };
    let pieces = pieces(&sum, &[right.as_ref()]);
    let latex: Vec<&str> = pieces.iter().map(|p| p.latex.as_str()).collect();
    assert_eq!(latex.len(), 3);
    for piece in &latex {
        assert_eq!(piece.matches('{').count(), piece.matches('}').count(), "{piece}");
    }
    assert!(latex[1].contains("\\changed{") && latex[2].starts_with("{}\\changed{"), "{latex:?}");
    assert_eq!(lines(&pieces, 1).len(), 3);
    assert_eq!(lines(&pieces, 100).len(), 1);
}
