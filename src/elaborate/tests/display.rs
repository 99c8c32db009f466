//! Terms shown as text, and read again.

use super::super::display;
use super::*;
use crate::syntax::print::{ONE_LINE, print_clauses};

/// How the term of an expression is shown.
#[track_caller]
fn shown(text: &str) -> String {
    let file = accepted(&format!("{HEADER}derivation d:\n  {text}\n  = 0\n"));
    display::text(file.chains[0].first.term.as_ref().unwrap(), &file.signature)
}

#[test]
fn what_is_shown_is_what_was_written() {
    let written = [
        "x - y/2",
        "-x*y",
        "x^-1*y",
        "sum[i in A, i != a] f(i)*q(i | s)",
        "E[i ~ p] f(i)",
        "E[i ~ q(. | s)] f(i)",
        "E[i ~ p] E[j ~ q(. | s)] f(i)*f(j)",
        "d/dθ(s, a) log(q(a | s))",
        "if(t = 1, x, V(t - 1))",
        "[a = b and 1 <= t]",
        "sum[u in t..n] V(u)",
        "max[i in A] abs(f(i) - x)",
        "|A|*sqrt(x)",
        "sum[i in {0, 1}] i*x",
        "(x + y)^n/(x - y)^2",
        "sum[i in A] sum[i in A] f(i)",
    ];
    for text in written {
        let again = shown(text);
        assert_eq!(term(&again), term(&shown(&again)), "{text} is shown as {again}");
    }
    assert_eq!(shown("x - y/2"), "x - y/2");
    assert_eq!(shown("E[i ~ q(.|s)] f(i)"), "E[i ~ q(.|s)] f(i)");
}

#[test]
fn no_name_is_captured() {
    let text = "sum[a in A] f(a)*f(b)";
    let opened = term(text).node().clone();
    let crate::term::Node::Big(op, hint, dom, guard, body) = opened else { panic!() };
    // The free `b` replaced by the fixed `a`: the bound one must step aside.
    let moved = Term::new(crate::term::Node::Big(op, hint, dom, guard, body.substitute(&[("b".into(), var("a"))])));
    let file = accepted(HEADER);
    assert_eq!(display::text(&moved, &file.signature), "sum[a' in A] f(a')*f(a)");
}

#[test]
fn internal_names_are_readable() {
    let file = accepted(
        "set X, Z\njoint p(x: X, z: Z)\nfix x in X\nfix z in Z\ndefine m(z) = p(x|z)\nderivation d:\n  m(z)\n  = p(x|z)\n",
    );
    let body = &file.signature.definitions[&"m".into()].body;
    assert_eq!(display::text(body, &file.signature), "p(x|z)");
    assert_eq!(display::text(&app("p:x", vec![Term::var(Name::opened(2))]), &file.signature), "p(i₂)");
    assert_eq!(print_clauses(&display::clauses(&file.chains[0].vars, &file.signature), ONE_LINE), "x in X, z in Z");
}
