//! Propositions as sets of conjuncts.

use crate::term::{Node, Rel, Term};

/// The conjuncts of a proposition: conjunctions flattened, `True` dropped, negations pushed inward as far as the order of the
/// reals (or, for `=`, any set) allows.
pub fn conjuncts(p: &Term) -> Vec<Term> {
    let mut out = Vec::new();
    collect(p, &mut out);
    out
}

fn collect(p: &Term, out: &mut Vec<Term>) {
    match p.node() {
        Node::True => {}
        Node::And(items) => items.iter().for_each(|i| collect(i, out)),
        Node::Not(inner) => match negate(inner) {
            Some(n) => collect(&n, out),
            None => push(p.clone(), out),
        },
        _ => push(p.clone(), out),
    }
}

fn push(p: Term, out: &mut Vec<Term>) {
    if !out.contains(&p) {
        out.push(p);
    }
}

/// The negation, where it is again a comparison or a conjunction.
pub fn negate(p: &Term) -> Option<Term> {
    match p.node() {
        Node::Not(inner) => Some(inner.clone()),
        Node::Cmp(Rel::Eq, a, b) => Some(Term::cmp_rel(Rel::Ne, a.clone(), b.clone())),
        Node::Cmp(Rel::Ne, a, b) => Some(Term::cmp_rel(Rel::Eq, a.clone(), b.clone())),
        Node::Cmp(Rel::Lt, a, b) => Some(Term::cmp_rel(Rel::Le, b.clone(), a.clone())),
        Node::Cmp(Rel::Le, a, b) => Some(Term::cmp_rel(Rel::Lt, b.clone(), a.clone())),
        Node::Or(items) => Some(Term::and(items.iter().map(|i| Term::new(Node::Not(i.clone()))).collect())),
        _ => None,
    }
}

/// What an index is compared with by `i = a`, `a = i` (or by another relation): `None` where that hangs on the index itself.
pub fn counterpart(p: &Term, wanted: Rel, index: &Term) -> Option<Term> {
    let Node::Cmp(rel, a, b) = p.node() else { return None };
    let free = |t: &Term| match index.node() {
        Node::Var(name) => !t.mentions(name),
        _ => !t.uses_bound(),
    };
    let sides = [(a, b), (b, a)].into_iter().filter(|_| *rel == wanted);
    sides.filter(|(x, y)| *x == index && free(y)).map(|(_, y)| y.clone()).next()
}

/// A conjunction in a canonical order, without repetitions.
pub fn conjunction(items: Vec<Term>) -> Term {
    let mut flat: Vec<Term> = items.iter().flat_map(conjuncts).collect();
    flat.sort();
    flat.dedup();
    Term::and(flat)
}
