//! Rules of integer ranges and of index sets written out.
//!
//! A range `a..b` with `b < a` is empty. Source: Graham, Knuth, Patashnik, *Concrete Mathematics*, sections 2.3–2.4.

use super::big::{parts, scratch};
use super::{Applied, RuleError};
use crate::kernel::obligation::{Binder, Condition, Signature};
use crate::term::{BigOp, Dom, Fun, Node, Rel, Term};

/// No range longer than this is written out.
const LONGEST: i64 = 64;
/// No larger set either.
const LONGEST_SET: usize = 64;

fn plus(a: &Term, b: Term) -> Term {
    Term::add(vec![a.clone(), b])
}

/// `index ∈ dom` as a proposition (`True` for a set: sorts see to it).
fn membership(dom: &Dom, index: &Term) -> Term {
    match dom {
        Dom::Set(_) => Term::truth(),
        Dom::Range(lo, hi) => {
            Term::and(vec![Term::cmp_rel(Rel::Le, lo.clone(), index.clone()), Term::cmp_rel(Rel::Le, index.clone(), hi.clone())])
        }
    }
}

pub(super) fn domain(from: &Term, dom: &Dom, guard: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    match (&p.dom, dom) {
        (Dom::Range(..), Dom::Range(..)) => {}
        (old, new) if old == new => {}
        _ => return Err(RuleError::Instance("another set")),
    }
    let name = scratch();
    let var = Term::var(name.clone());
    let side = |dom_in: &Dom, guard_in: &Term, dom_out: &Dom, guard_out: &Term| Condition {
        binders: vec![Binder { name: name.clone(), dom: dom_in.clone(), guard: guard_in.open(&var) }],
        prop: Term::and(vec![membership(dom_out, &var), guard_out.open(&var)]),
    };
    let conditions = vec![side(&p.dom, &p.guard, dom, guard), side(dom, guard, &p.dom, &p.guard)];
    Ok(Applied { to: p.over(dom.clone(), guard.clone(), p.body.clone()), conditions })
}

pub(super) fn empty(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let to = match p.op {
        BigOp::Sum => Term::int(0),
        BigOp::Prod => Term::int(1),
        BigOp::Max | BigOp::Min => return Err(RuleError::Shape("a sum or product")),
    };
    if let (Dom::Range(lo, hi), Node::True) = (&p.dom, p.guard.node()) {
        return Ok(Applied::plain(to).given(Term::cmp_rel(Rel::Lt, hi.clone(), lo.clone())));
    }
    let name = scratch();
    let guard = p.guard.open(&Term::var(name.clone()));
    let absurd = Term::cmp_rel(Rel::Lt, Term::int(1), Term::int(0));
    Ok(Applied { to, conditions: vec![Condition { binders: vec![Binder { name, dom: p.dom, guard }], prop: absurd }] })
}

fn ends(dom: &Dom) -> Result<(Term, Term), RuleError> {
    match dom {
        Dom::Range(lo, hi) => Ok((lo.clone(), hi.clone())),
        Dom::Set(_) => Err(RuleError::Shape("an integer range")),
    }
}

pub(super) fn split(from: &Term, middle: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let (lo, hi) = ends(&p.dom)?;
    let first = p.over(Dom::Range(lo.clone(), middle.clone()), p.guard.clone(), p.body.clone());
    let second = p.over(Dom::Range(plus(middle, Term::int(1)), hi.clone()), p.guard.clone(), p.body.clone());
    let below = Term::cmp_rel(Rel::Le, plus(&lo, Term::int(-1)), middle.clone());
    let above = Term::cmp_rel(Rel::Le, middle.clone(), hi);
    Ok(Applied::plain(p.join(vec![first, second])?).given(below).given(above))
}

pub(super) fn shift(from: &Term, by: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let (lo, hi) = ends(&p.dom)?;
    if !by.is_closed() {
        return Err(RuleError::Instance("a shift free of the index"));
    }
    let name = scratch();
    let moved = plus(&Term::var(name.clone()), Term::neg(by.clone()));
    let dom = Dom::Range(plus(&lo, by.clone()), plus(&hi, by.clone()));
    Ok(Applied::plain(p.over(dom, p.guard.open(&moved).close(&name), p.body.open(&moved).close(&name))))
}

pub(super) fn reverse(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let (lo, hi) = ends(&p.dom)?;
    let name = scratch();
    let mirrored = Term::add(vec![lo, hi, Term::neg(Term::var(name.clone()))]);
    Ok(Applied::plain(p.over(p.dom.clone(), p.guard.open(&mirrored).close(&name), p.body.open(&mirrored).close(&name))))
}

/// Multiplied out, neighbouring powers cancel; over an empty range both sides are 0.
pub(super) fn geometric(from: &Term) -> Result<Applied, RuleError> {
    let Node::Mul(items) = from.node() else { return Err(RuleError::Shape("a product")) };
    let [factor, sum] = items.as_slice() else { return Err(RuleError::Shape("a product of two factors")) };
    let p = parts(sum)?.sum()?;
    let (lo, hi) = ends(&p.dom)?;
    let name = scratch();
    let index = Term::var(name.clone());
    let body = p.body.open(&index);
    if !matches!(p.guard.node(), Node::True) {
        return Err(RuleError::Shape("a sum without a guard"));
    }
    let after = plus(&hi, Term::int(1));
    let (expected, first, last) = match body.node() {
        Node::Pow(q, exponent) if !q.mentions(&name) && *exponent == index => {
            (Term::sub(Term::int(1), q.clone()), Term::pow(q.clone(), lo.clone()), Term::pow(q.clone(), after.clone()))
        }
        Node::Mul(items) => {
            let (a, b, m) = two_bases(items, &index)
                .filter(|(a, b, m)| [a, b, m].iter().all(|t| !t.mentions(&name)))
                .ok_or(RuleError::Shape("a sum of p^t*q^(m - t)"))?;
            let term = |i: Term, j: Term| Term::mul(vec![Term::pow(a.clone(), i), Term::pow(b.clone(), j)]);
            let first = term(lo.clone(), Term::sub(plus(&m, Term::int(1)), lo.clone()));
            (Term::sub(b.clone(), a.clone()), first, term(after.clone(), Term::sub(m, hi)))
        }
        _ => return Err(RuleError::Shape("a sum of the powers of one ratio")),
    };
    if *factor != expected {
        return Err(RuleError::Shape("the factor 1 - q, or q - p"));
    }
    Ok(Applied::plain(Term::sub(first, last)).given(Term::cmp_rel(Rel::Le, lo, after)))
}

/// `p`, `q` and `m` of `p^t*q^(m - t)`.
fn two_bases(items: &[Term], index: &Term) -> Option<(Term, Term, Term)> {
    let [first, second] = items else { return None };
    let (Node::Pow(a, i), Node::Pow(b, j)) = (first.node(), second.node()) else { return None };
    let Node::Add(exponent) = j.node() else { return None };
    let [m, minus] = exponent.as_slice() else { return None };
    (i == index && *minus == Term::neg(index.clone())).then(|| (a.clone(), b.clone(), m.clone()))
}

pub(super) fn enumerate(from: &Term, signature: &Signature) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let elements: Vec<Term> = match &p.dom {
        Dom::Set(name) => {
            let named = signature.sets.get(name).and_then(|s| s.elements.clone());
            let named = named.ok_or(RuleError::Declaration("a set with named elements"))?;
            if named.len() > LONGEST_SET {
                return Err(RuleError::TooLarge);
            }
            named
        }
        Dom::Range(lo, hi) => match (lo.as_num().and_then(|n| n.to_i64()), hi.as_num().and_then(|n| n.to_i64())) {
            (Some(lo), Some(hi)) if hi.saturating_sub(lo) < LONGEST => (lo..=hi).map(Term::int).collect(),
            (Some(_), Some(_)) => return Err(RuleError::TooLarge),
            _ => return Err(RuleError::Shape("a range with literal ends")),
        },
    };
    let guarded = !matches!(p.guard.node(), Node::True);
    let fun = match p.op {
        BigOp::Sum | BigOp::Prod => {
            let unit = Term::int(if p.op == BigOp::Sum { 0 } else { 1 });
            let piece = |e: &Term| {
                let body = p.body.open(e);
                if guarded { Term::new(Node::If(p.guard.open(e), body, unit.clone())) } else { body }
            };
            return Ok(Applied::plain(p.join(elements.iter().map(piece).collect())?));
        }
        BigOp::Max => Fun::Max,
        BigOp::Min => Fun::Min,
    };
    if guarded {
        return Err(RuleError::Shape("a maximum without a guard"));
    }
    let pieces = elements.iter().map(|e| p.body.open(e));
    let folded = pieces.reduce(|a, b| Term::new(Node::Fun(fun, vec![a, b])));
    folded.map(Applied::plain).ok_or(RuleError::Shape("a domain that is not empty"))
}
