//! First-order matching of a pattern with named variables against a locally closed term.

use crate::term::{Dom, Name, Node, Term};

/// Extends `map` so that the pattern becomes the target; `false` (and an undefined `map`) where it cannot.
pub(super) fn match_term(pattern: &Term, target: &Term, vars: &[&Name], map: &mut Vec<(Name, Term)>) -> bool {
    if let Node::Var(name) = pattern.node()
        && vars.contains(&name)
    {
        return match map.iter().find(|(n, _)| n == name) {
            Some((_, value)) => value == target,
            None if target.is_closed() => {
                map.push((name.clone(), target.clone()));
                true
            }
            None => false,
        };
    }
    if !vars.iter().any(|v| pattern.mentions(v)) {
        return pattern == target;
    }
    if !same_head(pattern.node(), target.node()) {
        return false;
    }
    let (left, right) = (children(pattern), children(target));
    left.len() == right.len() && left.iter().zip(&right).all(|(p, t)| match_term(p, t, vars, map))
}

fn children(t: &Term) -> Vec<Term> {
    let mut out = Vec::new();
    t.node().for_each_child(&mut |_, c, _| out.push(c.clone()));
    out
}

/// Equal but for the children?
fn same_head(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::App(f, _), Node::App(g, _)) => f == g,
        (Node::Fun(f, _), Node::Fun(g, _)) => f == g,
        (Node::Cmp(r, ..), Node::Cmp(s, ..)) => r == s,
        (Node::Big(p, _, d, ..), Node::Big(q, _, e, ..)) => p == q && same_domain(d, e),
        (Node::Expect(_, d, ..), Node::Expect(_, e, ..)) => same_domain(d, e),
        (Node::Add(_), Node::Add(_))
        | (Node::Mul(_), Node::Mul(_))
        | (Node::And(_), Node::And(_))
        | (Node::Or(_), Node::Or(_))
        | (Node::Not(_), Node::Not(_))
        | (Node::Ind(_), Node::Ind(_))
        | (Node::If(..), Node::If(..))
        | (Node::Pow(..), Node::Pow(..))
        | (Node::RealPow(..), Node::RealPow(..))
        | (Node::Deriv(..), Node::Deriv(..)) => true,
        _ => a == b,
    }
}

fn same_domain(a: &Dom, b: &Dom) -> bool {
    match (a, b) {
        (Dom::Set(s), Dom::Set(t)) => s == t,
        (Dom::Range(..), Dom::Range(..)) => true,
        _ => false,
    }
}
