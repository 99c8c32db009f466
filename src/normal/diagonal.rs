//! Sums along a diagonal, and the sum of a range read in both directions.
//!
//! `Σ_{t∈1..T} Σ_{s∈1..T} [t = s + 1]*f(s, t) = Σ_{s∈1..T-1} f(s, s + 1)`: the diagonal leaves the square before its corner, so the
//! range of the index that stays is cut to where the other one has a value. And `Σ_{t∈a..b} t = (a + b)*(b - a + 1)/2`, since the sum is its
//! reverse (Graham, Knuth, Patashnik, *Concrete Mathematics*, section 2.1). It proves nothing by itself.

use super::sum::Nest;
use super::{Normaliser, factors, poly};
use crate::rule::proposition::{conjuncts, counterpart};
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};

/// What the equation says that the index is, and the coefficient of the other index in it (1 or -1).
fn tied(p: &Term, index: &Name, other: &Name) -> Option<(Term, i64)> {
    let value = counterpart(p, Rel::Eq, &Term::var(index.clone()))?;
    let slope = poly::poly(&value)?.0.get(&vec![(Term::var(other.clone()), 1)])?.to_i64()?;
    (slope.abs() == 1).then_some((value, slope))
}

impl Normaliser<'_> {
    /// One of two indices of a nest that an indicator ties together is summed over, though for some values of the other it has none.
    pub(super) fn diagonal(&mut self, t: &Term, nest: &Nest, v: usize) -> Option<Term> {
        let levels = nest.binders.len();
        let (index, Dom::Range(..), _) = &nest.binders[v] else { return None };
        let items = factors(&nest.body);
        let indicators = items.iter().filter_map(|f| if let Node::Ind(p) = f.node() { Some(p) } else { None });
        if !self.allowed.has(Reason::Indicator) {
            return None;
        }
        let w =
            indicators.clone().find_map(|p| (0..levels).find(|w| *w != v && tied(p, index, &nest.binders[*w].0).is_some()))?;
        self.tentative(&mut |s| {
            let t = s.bring_innermost(t, levels, &[v, w])?;
            let t = s.inside(&t, levels - 2, &mut |s, pair| s.along(pair))?;
            s.again(&t, levels - 2)
        })
    }

    /// `Σ_v Σ_w [v = w + c]*f(v, w)`, the range of `w` cut to where `w + c` is a value of `v`.
    fn along(&mut self, pair: &Term) -> Option<Term> {
        let nest = self.open_nest(pair);
        let [(v, Dom::Range(low, high), _), (w, Dom::Range(lo, hi), _), ..] = nest.binders.as_slice() else { return None };
        let items = factors(&nest.body);
        let (at, (value, slope)) = items.iter().enumerate().find_map(|(at, f)| match f.node() {
            Node::Ind(p) => Some((at, tied(p, v, w)?)),
            _ => None,
        })?;
        // What `w` is where `v` is at an end.
        let solved = |end: &Term| {
            let rest = Term::sub(end.clone(), value.substitute(&[(w.clone(), Term::int(0))]));
            poly::canonical(&Term::mul(vec![Term::int(slope), rest]))
        };
        let (first, last) = if slope == 1 { (solved(low)?, solved(high)?) } else { (solved(high)?, solved(low)?) };
        let within = |a: &Term, b: &Term| self.holds(&Term::cmp_rel(Rel::Le, a.clone(), b.clone()));
        let first = if within(lo, &first) { first } else { lo.clone() };
        let last = if within(&last, hi) { last } else { hi.clone() };
        let t = self.inside(pair, 1, &mut |s, inner| {
            let guarded = s.attempt(Rule::IndicatorToGuard(u16::try_from(at).ok()?), inner)?;
            let Node::Big(_, _, _, guard, _) = guarded.node().clone() else { return None };
            s.attempt(Rule::Domain(Dom::Range(first.clone(), last.clone()), guard), &guarded)
        })?;
        let t = self.attempt(Rule::Permute(vec![1, 0]), &t)?;
        let t = self.inside(&t, 1, &mut |s, inner| {
            let Node::Big(BigOp::Sum, _, _, guard, _) = inner.node() else { return None };
            let here = Term::var(Name::opened(s.depth));
            let value = conjuncts(&guard.open(&here)).iter().find_map(|g| counterpart(g, Rel::Eq, &here))?;
            s.attempt(Rule::Point(value), inner)
        })?;
        self.fire_reason(Reason::Indicator);
        self.norm(&t)
    }

    /// `Σ_{t∈a..b} t = Σ_{t∈a..b} (a + b - t) = (a + b)*(b - a + 1) - Σ_{t∈a..b} t`
    pub(super) fn arithmetic(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(BigOp::Sum, _, Dom::Range(..), guard, body) = t.node() else { return None };
        let index = matches!(body.node(), Node::Bound(0)) && matches!(guard.node(), Node::True);
        if !index || self.reversing || !self.allowed.has(Reason::Reverse) {
            return None;
        }
        self.tentative(&mut |s| {
            let (normal, script) = s.scripted(&mut |s| {
                let sum = s.attempt(Rule::Reverse, t)?;
                s.reversing = true;
                let normal = s.norm(&sum);
                s.reversing = false;
                normal
            })?;
            s.fire_reason(Reason::Reverse);
            s.solved_for_itself(t, &normal, script)
        })
    }
}
