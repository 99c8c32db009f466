//! Guards of sums: folded into the domain, lifted by what they leave out, or turned into indicators.

use super::sum::{Bound, bound};
use super::{Normaliser, addends, factors, poly};
use crate::rule::proposition::{conjunction, conjuncts, counterpart};
use crate::rule::{self, Move, Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};

impl Normaliser<'_> {
    /// Guards: decided ones dropped, `v = a` sifted, `v != a` split off where that is allowed. `Some` if the sum is done.
    pub(super) fn guarded(&mut self, t: &mut Term) -> Option<Option<Term>> {
        if let Some(nothing) = self.narrowed(t)? {
            return Some(Some(nothing));
        }
        let Node::Big(_, _, _, guard, _) = t.node().clone() else { return Some(None) };
        let name = Name::opened(self.depth);
        let var = Term::var(name.clone());
        let kept: Vec<Term> = conjuncts(&guard.open(&var)).iter().map(super::indicator::orient).collect();
        if let Some(to) = self.at_the_only_index(t) {
            return Some(Some(self.norm(&to)?));
        }
        for g in &kept {
            let Some(value) = counterpart(g, Rel::Ne, &var) else { continue };
            if self.allowed.has(Reason::IndicatorSplit)
                && let Some(done) = self.unrestricted(t, &name, g, &kept, &value)
            {
                return Some(Some(done));
            }
            if let Some(done) = self.around(t, &value) {
                return Some(Some(done));
            }
        }
        Some(None)
    }

    /// A guard `i = a` leaves one index.
    pub(super) fn at_the_only_index(&mut self, t: &Term) -> Option<Term> {
        let (_, guard, _) = t.binder_parts().filter(|_| self.allowed.has(Reason::Indicator))?;
        let var = Term::var(Name::opened(self.depth));
        let all: Vec<Term> = conjuncts(&guard.open(&var)).iter().map(super::indicator::orient).collect();
        let mut values = all.iter().filter_map(|g| counterpart(g, Rel::Eq, &var));
        let to = values.find_map(|value| self.attempt(Rule::Point(value), t))?;
        self.fire_reason(Reason::Indicator);
        Some(to)
    }

    /// `Σ_{i∈a..b, i≠m} = Σ_{i∈a..m-1} + Σ_{i∈m+1..b}` (`Π`: a product), where ends may be split off and nothing else is said.
    pub(super) fn around(&mut self, t: &Term, value: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::SplitEnd) || self.allowed.has(Reason::IndicatorSplit) {
            return None;
        }
        let before = poly::plus(value, -1)?;
        self.tentative(&mut |s| {
            let parts = s.attempt(Rule::SplitRange(before.clone()), t)?;
            s.fire_reason(Reason::SplitEnd);
            s.norm(&parts)
        })
    }

    /// The guard of any big operator without what says nothing, folded into its range where that can be. `Some` if no index meets it.
    pub(super) fn narrowed(&mut self, t: &mut Term) -> Option<Option<Term>> {
        let Node::Big(_, _, dom, guard, _) = t.node().clone() else { return Some(None) };
        if matches!(guard.node(), Node::True) {
            return Some(None);
        }
        let name = Name::opened(self.depth);
        let all: Vec<Term> = conjuncts(&guard.open(&Term::var(name.clone()))).iter().map(super::indicator::orient).collect();
        // Conjuncts that follow from the context or the domain say nothing.
        let binder = crate::kernel::obligation::Binder { name: name.clone(), dom: dom.clone(), guard: Term::truth() };
        self.context.binders.push(binder);
        let kept: Vec<Term> = all.iter().filter(|g| !self.holds(g)).cloned().collect();
        let absurd = kept.iter().any(|g| rule::proposition::negate(g).is_some_and(|n| self.holds(&n)));
        self.context.binders.pop();
        if absurd && let Some(nothing) = self.attempt(Rule::Empty, t) {
            return Some(Some(nothing));
        }
        let wanted = conjunction(kept.clone()).close(&name);
        if wanted != guard
            && let Some(to) = self.attempt(Rule::Domain(dom, wanted), t)
        {
            *t = to;
            return self.narrowed(t);
        }
        if let Some(folded) = self.folded_guard(t, &name, &kept) {
            *t = folded;
            return self.narrowed(t);
        }
        Some(None)
    }

    /// A guard that bounds the index of a range shortens the range: `Σ_{i∈a..b, i<c} = Σ_{i∈a..c-1}` for `c <= b+1`. Between two indices of one
    /// nest it stays a guard, so that they can be exchanged. A guard that leaves out an end shortens it, too: `Σ_{i∈a..b, i≠a} = Σ_{i∈a+1..b}`.
    fn folded_guard(&mut self, t: &Term, name: &Name, all: &[Term]) -> Option<Term> {
        let Node::Big(_, _, Dom::Range(lo, hi), _, _) = t.node().clone() else { return None };
        all.iter().find_map(|g| {
            let free = |end: &Term| !end.any(&mut |s| matches!(s.node(), Node::Var(n) if n.is_opened()));
            let (lo, hi) = match (bound(g, name), counterpart(g, Rel::Ne, &Term::var(name.clone()))) {
                (Some(Bound::Below(low)), _) if free(&low) => (low, hi.clone()),
                (Some(Bound::Above(high)), _) if free(&high) => (lo.clone(), high),
                (_, Some(end)) if end == lo => (poly::plus(&lo, 1)?, hi.clone()),
                (_, Some(end)) if end == hi => (lo.clone(), poly::plus(&hi, -1)?),
                _ => return None,
            };
            let rest = conjunction(all.iter().filter(|h| *h != g).cloned().collect()).close(name);
            self.attempt(Rule::Domain(Dom::Range(lo, hi), rest), t)
        })
    }

    /// `Σ_{j∈1..n, j<=i} 1 = i`, where the index occurs nowhere else.
    pub(super) fn counted_under_guard(&mut self, t: &Term) -> Option<Term> {
        let to = self.folded_everywhere(t)?;
        self.counted(&to)
    }

    /// `Σ_{j∈0..n, j<=i} q^j = (1 - q^(i+1))/(1 - q)`, where the index occurs nowhere else.
    pub(super) fn geometric_under_guard(&mut self, t: &Term) -> Option<Term> {
        let to = self.folded_everywhere(t)?;
        self.geometric(&to)
    }

    /// All of a guard folded into the range, also where its ends hang on outer indices.
    fn folded_everywhere(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(_, _, Dom::Range(lo, hi), guard, _) = t.node().clone() else { return None };
        let name = Name::opened(self.depth);
        let (mut low, mut high) = (lo, hi);
        for g in conjuncts(&guard.open(&Term::var(name.clone()))) {
            match bound(&g, &name)? {
                Bound::Below(end) => low = end,
                Bound::Above(end) => high = end,
            }
        }
        self.attempt(Rule::Domain(Dom::Range(low, high), Term::truth()), t)
    }

    /// `Σ_t [a <= t <= b]*f(t) = Σ_{t∈a..b} f(t)`, before the indicator of a window is taken apart.
    pub(super) fn windowed(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(BigOp::Sum, _, Dom::Range(..), guard, body) = t.node().clone() else { return None };
        if !self.allowed.has(Reason::Indicator) {
            return None;
        }
        let name = Name::opened(self.depth);
        let ends = |f: &Term| -> Option<Vec<Bound>> {
            let Node::Ind(p) = f.node() else { return None };
            conjuncts(&p.open(&Term::var(name.clone()))).iter().map(|g| bound(g, &name)).collect()
        };
        let windows: Vec<(usize, Vec<Bound>)> =
            factors(&body).iter().enumerate().filter_map(|(at, f)| Some((at, ends(f)?))).collect();
        let side = |above: bool| windows.iter().flat_map(|(_, b)| b).any(|b| matches!(b, Bound::Above(_)) == above);
        if !(side(true) && side(false)) {
            return None;
        }
        self.tentative(&mut |s| {
            let mut to = t.clone();
            // From the last, so that the places of the others stay.
            for (at, _) in windows.iter().rev() {
                to = s.attempt(Rule::IndicatorToGuard(u16::try_from(*at).ok()?), &to)?;
            }
            let nothing = s.narrowed(&mut to)?;
            s.fire_reason(Reason::Indicator);
            let whole = matches!(to.node(), Node::Big(_, _, _, left, _) if *left == guard);
            nothing.or(whole.then_some(to))
        })
    }

    /// `Σ_{G, v≠a} f = Σ_G f − f(a)`.
    fn unrestricted(&mut self, t: &Term, name: &Name, exclusion: &Term, all: &[Term], value: &Term) -> Option<Term> {
        self.tentative(&mut |s| {
            let Node::Big(op, hint, dom, _, body) = t.node().clone() else { return None };
            let rest = conjunction(all.iter().filter(|g| *g != exclusion).cloned().collect()).close(name);
            let whole = Term::new(Node::Big(op, hint, dom, rest, body.clone()));
            let at = body.open(value);
            let to = Term::add(vec![whole.clone(), Term::neg(at.clone())]);
            let equal = Term::cmp_rel(Rel::Eq, Term::var(name.clone()), value.clone()).close(name);
            // From `Σ_G f − f(a)`: split at v = a, sift, and cancel.
            let split = rule::apply(&Rule::SplitGuard(equal.clone()), &whole, s.signature).ok()?.to;
            let Node::Add(pieces) = split.node().clone() else { return None };
            let pointed = rule::apply(&Rule::Point(value.clone()), pieces.first()?, s.signature).ok()?.to;
            let script = vec![
                Move { path: vec![0], rule: Rule::SplitGuard(equal) },
                Move { path: vec![0, 0], rule: Rule::Point(value.clone()) },
            ];
            let mut script = script;
            let end = pieces.get(1)?.clone();
            let before = Term::add(vec![Term::add(vec![pointed, end.clone()]), Term::neg(at)]);
            if before != end {
                script.push(Move { path: vec![], rule: Rule::Ring(end.clone()) });
            }
            if end != *t {
                // The split writes its guard in its own order; the conjuncts are the same.
                let Node::Big(_, _, dom, guard, _) = t.node() else { return None };
                script.push(Move { path: vec![], rule: Rule::Domain(dom.clone(), guard.clone()) });
            }
            let to = s.attempt(Rule::Back(to, script), t)?;
            s.fire_reason(Reason::IndicatorSplit);
            let count = addends(&to).len();
            let mut to = s.child(&to, 0, &mut |s, c| s.sum(c))?;
            for i in 1..count {
                to = s.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.norm(c))?;
            }
            s.ring(&to)
        })
    }
}
