//! Ranges that differ only at their ends: split off the ends until a common core remains.

use crate::normal::Normaliser;
use crate::normal::poly;
use crate::number::Rational;
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Node, Term};

/// At most so many indices are split off at one end.
const MOST_SPLIT: i64 = 4;

/// A sum or product over a range, by its operator, guard and body.
struct Ranged {
    key: (BigOp, Term, Term),
    low: Term,
    high: Term,
}

/// Splits the ends of the ranges in `line` so that operators with one body, in it and in `other`, run over one core.
pub(super) fn align(run: &mut Normaliser<'_>, line: &Term, other: &Term) -> Option<Term> {
    let mut all = Vec::new();
    collect(line, &mut all);
    collect(other, &mut all);
    let mut changed = false;
    let result = run.everywhere(line, &mut |s, t| {
        let me = ranged(t)?;
        let (mut from_low, mut from_high) = (0i64, 0i64);
        for peer in all.iter().filter(|p| p.key == me.key) {
            let (Some(low), Some(high)) = (distance(&me.low, &peer.low), distance(&peer.high, &me.high)) else { continue };
            from_low = from_low.max(low);
            from_high = from_high.max(high);
        }
        if (from_low, from_high) == (0, 0) || from_low > MOST_SPLIT || from_high > MOST_SPLIT {
            return None;
        }
        let new = s.split_ends(t, from_low, from_high)?;
        changed = true;
        Some(new)
    })?;
    if changed {
        run.fire_reason(Reason::SplitEnd);
    }
    changed.then_some(result)
}

/// Ranges that depend on outer indices become guards in all nested sums of the line.
pub(super) fn widen(run: &mut Normaliser<'_>, line: &Term) -> Option<Term> {
    let mut changed = false;
    let result = run.everywhere(line, &mut |s, t| {
        if !matches!(t.node(), Node::Big(BigOp::Sum, ..)) {
            return None;
        }
        let new = s.widen(t)?;
        changed = true;
        Some(new)
    })?;
    changed.then_some(result)
}

fn ranged(t: &Term) -> Option<Ranged> {
    match t.node() {
        Node::Big(op @ (BigOp::Sum | BigOp::Prod), _, Dom::Range(lo, hi), guard, body) => {
            Some(Ranged { key: (*op, guard.clone(), body.clone()), low: lo.clone(), high: hi.clone() })
        }
        _ => None,
    }
}

fn collect(t: &Term, out: &mut Vec<Ranged>) {
    out.extend(ranged(t));
    t.node().for_each_child(&mut |_, c, _| collect(c, out));
}

/// `b − a`, if it is a literal integer.
fn distance(a: &Term, b: &Term) -> Option<i64> {
    if !a.is_closed() || !b.is_closed() {
        return if a == b { Some(0) } else { None };
    }
    poly::poly(&Term::sub(b.clone(), a.clone()))?.as_number().as_ref().and_then(Rational::to_i64)
}

impl Normaliser<'_> {
    /// `Σ_{a..b} = Σ_{a..a+i-1} + Σ_{a+i..b-j} + Σ_{b-j+1..b}`.
    fn split_ends(&mut self, t: &Term, i: i64, j: i64) -> Option<Term> {
        let canonical = |t: Term| poly::poly(&t).map(|p| poly::term(&p));
        self.tentative(&mut |s| {
            let mut t = t.clone();
            let Node::Big(_, _, Dom::Range(lo, hi), _, _) = t.node().clone() else { return None };
            if i > 0 {
                let middle = canonical(Term::add(vec![lo.clone(), Term::int(i - 1)]))?;
                t = s.attempt(Rule::SplitRange(middle), &t)?;
            }
            if j > 0 {
                let middle = canonical(Term::add(vec![hi.clone(), Term::int(-j)]))?;
                t = if i > 0 {
                    s.child(&t, 1, &mut |s, c| s.attempt(Rule::SplitRange(middle.clone()), c))?
                } else {
                    s.attempt(Rule::SplitRange(middle), &t)?
                };
            }
            Some(t)
        })
    }
}
