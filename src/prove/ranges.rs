//! Ranges that differ only at their ends: split off the ends until a common core remains.

use crate::normal::Normaliser;
use crate::normal::poly;
use crate::number::Rational;
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term, child};

/// At most so many indices are split off at one end.
const MOST_SPLIT: i64 = 4;

/// A sum or product over a range, by its operator, guard and body.
struct Ranged {
    key: (BigOp, Term, Term),
    low: Term,
    high: Term,
}

/// Splits the ends of the ranges in `line` so that operators with one body, in it and in `others`, run over one core.
pub(super) fn align(run: &mut Normaliser<'_>, line: &Term, others: &[Term]) -> Option<Term> {
    let mut all = Vec::new();
    collect(line, &mut all);
    others.iter().for_each(|other| collect(other, &mut all));
    let result = run.somewhere(line, &mut |s, t| {
        let me = ranged(t)?;
        let (mut from_low, mut from_high) = (0i64, 0i64);
        for peer in all.iter().filter(|p| p.key == me.key) {
            let (Some(low), Some(high)) = (distance(&me.low, &peer.low), distance(&peer.high, &me.high)) else { continue };
            from_low = from_low.max(low);
            from_high = from_high.max(high);
        }
        if (from_low, from_high) == (0, 0)
            && let Some(new) = s.split_at_all_ends(t, &all, MOST_SPLIT)
        {
            return Some(new);
        }
        if (from_low, from_high) == (0, 0) || from_low > MOST_SPLIT || from_high > MOST_SPLIT {
            return None;
        }
        s.split_ends(t, from_low, from_high)
    })?;
    run.fire_reason(Reason::SplitEnd);
    Some(result)
}

/// Splits off what a range has gained since the induction variable had the value before (after, if it goes down).
pub(super) fn split_off(run: &mut Normaliser<'_>, line: &Term, frontier: &Frontier) -> Option<Term> {
    let result = run.split_all(line, frontier)?;
    if result == *line {
        return None;
    }
    run.fire_reason(Reason::SplitEnd);
    Some(result)
}

/// Where an induction stands: its variable, and whether it goes down.
#[derive(Clone, Debug)]
pub(super) struct Frontier {
    pub variable: Name,
    pub downward: bool,
}

impl Frontier {
    /// By how much a term has grown in the last step, if by a literal integer.
    fn growth(&self, t: &Term) -> Option<i64> {
        if !t.mentions(&self.variable) {
            return Some(0);
        }
        let variable = Term::var(self.variable.clone());
        let by = Term::int(if self.downward { 1 } else { -1 });
        let before = t.substitute(&[(self.variable.clone(), Term::add(vec![variable, by]))]);
        distance(&before, t)
    }
}

/// Ranges that depend on outer indices become guards in all nested sums of the line.
pub(super) fn widen(run: &mut Normaliser<'_>, line: &Term) -> Option<Term> {
    run.somewhere(line, &mut |s, t| if matches!(t.node(), Node::Big(BigOp::Sum, ..)) { s.widen(t) } else { None })
}

fn ranged(t: &Term) -> Option<Ranged> {
    match t.node() {
        Node::Big(op @ (BigOp::Sum | BigOp::Prod), _, Dom::Range(lo, hi), guard, body) => {
            Some(Ranged { key: (*op, guard.clone(), without_powers(body)), low: lo.clone(), high: hi.clone() })
        }
        _ => None,
    }
}

/// The body apart from numbers and powers: how far their exponents are lowered depends on the range.
fn without_powers(body: &Term) -> Term {
    let power = |t: &Term| match t.node() {
        Node::Pow(base, e) => e.as_num().is_none() || matches!(base.node(), Node::Pow(_, e) if e.as_num().is_none()),
        _ => t.as_num().is_some(),
    };
    let items = if let Node::Mul(items) = body.node() { items.clone() } else { vec![body.clone()] };
    Term::mul(items.into_iter().filter(|t| !power(t)).collect())
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
    fn split_all(&mut self, t: &Term, frontier: &Frontier) -> Option<Term> {
        self.everywhere(t, &mut |s, t| s.split_here(t, frontier))
    }

    /// One range: single indices split off its ends, and the same again inside what remains.
    fn split_here(&mut self, t: &Term, frontier: &Frontier) -> Option<Term> {
        let Ranged { low, high, .. } = ranged(t)?;
        let (from_low, from_high) = (-frontier.growth(&low)?, frontier.growth(&high)?);
        let wanted = |n: i64| (0..=MOST_SPLIT).contains(&n);
        if from_low.max(from_high) <= 0 || !wanted(from_low.max(0)) || !wanted(from_high.max(0)) {
            return None;
        }
        self.split_singly(t, from_low.max(0), from_high.max(0), frontier)
    }

    fn split_singly(&mut self, t: &Term, from_low: i64, from_high: i64, frontier: &Frontier) -> Option<Term> {
        if from_high > 0 {
            let parts = self.split_ends(t, 0, 1)?;
            return self.child(&parts, 0, &mut |s, c| s.split_singly(c, from_low, from_high - 1, frontier));
        }
        if from_low > 0 {
            let parts = self.split_ends(t, 1, 0)?;
            return self.child(&parts, 1, &mut |s, c| s.split_singly(c, from_low - 1, 0, frontier));
        }
        self.under(t, child::BODY, &mut |s, body| s.split_all(body, frontier))
    }

    /// `Σ_{a..b} = Σ_{a..m} + Σ_{m+1..b}` where another sum ends at `m`, or begins after it.
    fn split_where_another_ends(&mut self, t: &Term, me: &Ranged, all: &[Ranged]) -> Option<Term> {
        let same = |a: &Term, b: &Term| distance(a, b) == Some(0);
        let apart = |a: &Term, b: &Term| a.is_closed() && b.is_closed() && distance(a, b).is_none();
        all.iter().filter(|p| p.key == me.key).find_map(|peer| {
            let middle = if same(&peer.low, &me.low) && apart(&peer.high, &me.high) {
                peer.high.clone()
            } else if same(&peer.high, &me.high) && apart(&peer.low, &me.low) {
                Term::add(vec![peer.low.clone(), Term::int(-1)])
            } else {
                return None;
            };
            let middle = poly::canonical(&middle)?;
            self.attempt(Rule::SplitRange(middle), t)
        })
    }

    /// The same where another sum lies inside, with both its ends.
    fn split_around_another(&mut self, t: &Term, me: &Ranged, all: &[Ranged]) -> Option<Term> {
        let before = |s: &Self, a: &Term, b: &Term| s.holds(&Term::cmp_rel(Rel::Le, a.clone(), b.clone()));
        let apart = |a: &Term, b: &Term| a.is_closed() && b.is_closed() && distance(a, b) != Some(0);
        all.iter().filter(|p| p.key == me.key).find_map(|peer| {
            let inside = apart(&me.low, &peer.low)
                && apart(&peer.high, &me.high)
                && before(self, &me.low, &peer.low)
                && before(self, &peer.high, &me.high);
            inside.then(|| self.attempt(Rule::SplitRange(peer.high.clone()), t)).flatten()
        })
    }

    /// The same for the parts, until no other sum ends within one.
    fn split_at_all_ends(&mut self, t: &Term, all: &[Ranged], most: i64) -> Option<Term> {
        let me = ranged(t)?;
        let split = self.split_where_another_ends(t, &me, all);
        let mut parts = split.or_else(|| self.split_around_another(t, &me, all))?;
        for at in [0, 1].into_iter().filter(|_| most > 0) {
            let split = self.tentative(&mut |s| s.child(&parts, at, &mut |s, c| s.split_at_all_ends(c, all, most - 1)));
            parts = split.unwrap_or(parts);
        }
        Some(parts)
    }

    /// `Σ_{a..b} = Σ_{a..a+i-1} + Σ_{a+i..b-j} + Σ_{b-j+1..b}`.
    fn split_ends(&mut self, t: &Term, i: i64, j: i64) -> Option<Term> {
        self.tentative(&mut |s| {
            let mut t = t.clone();
            let Node::Big(_, _, Dom::Range(lo, hi), _, _) = t.node().clone() else { return None };
            if i > 0 {
                let middle = poly::plus(&lo, i - 1)?;
                t = s.attempt(Rule::SplitRange(middle), &t)?;
            }
            if j > 0 {
                let middle = poly::plus(&hi, -j)?;
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
