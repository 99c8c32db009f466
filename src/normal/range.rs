//! Integer ranges: a canonical origin of the index, a canonical direction.

use super::sum::{Bound, bound};
use super::{Normaliser, poly};
use crate::number::Rational;
use crate::rule::proposition::{conjunction, conjuncts};
use crate::rule::{Reason, Rule};
use crate::term::{Dom, Name, Node, Rel, Term, child};

impl Normaliser<'_> {
    /// Shifts (or reverses) a sum or product over a range so that its index stands alone in the arguments of the functions of its
    /// body. `Some(Some(_))` is the finished form of the moved term.
    pub(super) fn canonical_range(&mut self, t: &Term) -> Option<Option<Term>> {
        let Node::Big(_, _, Dom::Range(lo, hi), guard, body) = t.node().clone() else { return Some(None) };
        let length = poly::poly(&Term::sub(hi.clone(), lo.clone()))?.as_number();
        if length.is_some_and(|l| l.is_negative())
            && let Some(nothing) = self.attempt(Rule::Empty, t)
        {
            return Some(Some(nothing));
        }
        if lo == hi && matches!(guard.node(), Node::True) {
            return Some(self.single_index(t, &lo));
        }
        if let Some(plain) = self.without_powers(t, &lo, &hi) {
            return Some(Some(self.norm(&plain)?));
        }
        let name = Name::new("%anchor");
        let anchors = anchors(&body.open(&Term::var(name.clone())), &name);
        let mut directions: Vec<bool> = anchors.iter().map(|(positive, _)| *positive).collect();
        if directions.is_empty() {
            exponents(&body.open(&Term::var(name.clone())), &name, true, &mut directions);
        }
        if !directions.is_empty() && directions.iter().all(|p| !p) && self.allowed.has(Reason::Reverse) {
            let moved = self.tentative(&mut |s| {
                let to = s.attempt(Rule::Reverse, t)?;
                s.fire_reason(Reason::Reverse);
                s.norm(&to)
            });
            return Some(moved);
        }
        if !self.allowed.has(Reason::Shift) {
            return Some(self.mirrored(t, &directions));
        }
        let offsets: Vec<Term> = anchors.into_iter().filter(|(positive, _)| *positive).map(|(_, offset)| offset).collect();
        let by = match least(&offsets) {
            Some(offset) => offset,
            // No function is anchored to the index: begin at 0.
            None => poly::canonical(&Term::neg(lo.clone()))?,
        };
        if by == Term::int(0) {
            return Some(self.mirrored(t, &directions));
        }
        let moved = self.tentative(&mut |s| {
            let to = s.attempt(Rule::Shift(by.clone()), t)?;
            s.fire_reason(Reason::Shift);
            s.norm(&to)
        });
        Some(moved)
    }

    /// Where some arguments rise with the index and others fall: the smaller of the sum and its reverse.
    fn mirrored(&mut self, t: &Term, directions: &[bool]) -> Option<Term> {
        let mixed = directions.contains(&true) && directions.contains(&false);
        if !mixed || self.reversing || !self.allowed.has(Reason::Reverse) {
            return None;
        }
        self.tentative(&mut |s| {
            let to = s.attempt(Rule::Reverse, t)?;
            s.fire_reason(Reason::Reverse);
            s.reversing = true;
            let result = s.norm(&to);
            s.reversing = false;
            result.filter(|r| r < t)
        })
    }

    /// In nested sums, ranges whose ends depend on outer indices become their hulls with guards, so that the sums can change places:
    /// `Σ_{t∈0..n} Σ_{u∈t..n} f = Σ_{t∈0..n} Σ_{u∈0..n, t<=u} f`.
    pub fn widen(&mut self, t: &Term) -> Option<Term> {
        let levels = self.open_nest(t).binders.len();
        let (mut t, mut changed) = (t.clone(), false);
        for level in 1..levels {
            let outer = self.open_nest(&t).binders[..level].to_vec();
            t = self.inside(&t, level, &mut |s, inner| {
                let Node::Big(_, _, Dom::Range(lo, hi), guard, _) = inner.node() else { return Some(inner.clone()) };
                let (low, high) = (hull(lo, &outer, false)?, hull(hi, &outer, true)?);
                let name = Name::new("%wide");
                let var = Term::var(name.clone());
                let mut all = vec![guard.open(&var)];
                all.extend((low != *lo).then(|| Term::cmp_rel(Rel::Le, lo.clone(), var.clone())));
                all.extend((high != *hi).then(|| Term::cmp_rel(Rel::Le, var.clone(), hi.clone())));
                if all.len() == 1 {
                    return Some(inner.clone());
                }
                let all: Vec<Term> = all.iter().flat_map(conjuncts).collect();
                changed = true;
                s.attempt(Rule::Domain(Dom::Range(low, high), conjunction(all).close(&name)), inner)
            })?;
        }
        if !changed {
            return self.tightened(&t, levels);
        }
        Some(self.tightened(&t, levels).unwrap_or(t))
    }

    /// In nested sums, ranges without the indices for which the guards leave nothing of the other sums:
    /// `Σ_{i∈1..n} Σ_{j∈1..n, i<j} f = Σ_{i∈1..n-1} Σ_{j∈2..n, i<j} f`. `None` where nothing changes.
    fn tightened(&mut self, t: &Term, levels: usize) -> Option<Term> {
        let (mut t, mut changed) = (t.clone(), false);
        for at in (0..levels).rev() {
            let here = t.clone();
            let tight = self.tentative(&mut |s| {
                let moved = s.bring_innermost(&here, levels, &[at])?;
                let outer = s.open_nest(&moved).binders[..levels - 1].to_vec();
                s.inside(&moved, levels - 1, &mut |s, inner| s.tight(inner, &outer))
            });
            if let Some(tight) = tight {
                (t, changed) = (tight, true);
            }
        }
        changed.then_some(t)
    }

    /// One sum of a nest, innermost, over the indices that its guard lets through for some values of the outer ones.
    fn tight(&mut self, t: &Term, outer: &[(Name, Dom, Term)]) -> Option<Term> {
        let Node::Big(_, _, Dom::Range(lo, hi), guard, _) = t.node().clone() else { return None };
        let name = Name::new("%tight");
        let (mut low, mut high) = (lo.clone(), hi.clone());
        for g in conjuncts(&guard.open(&Term::var(name.clone()))) {
            let inside = |s: &Self, a: &Term, b: &Term| a != b && s.holds(&Term::cmp_rel(Rel::Le, a.clone(), b.clone()));
            match bound(&g, &name) {
                Some(Bound::Below(end)) => {
                    let end = hull(&end, outer, false)?;
                    low = if inside(self, &low, &end) { end } else { low };
                }
                Some(Bound::Above(end)) => {
                    let end = hull(&end, outer, true)?;
                    high = if inside(self, &end, &high) { end } else { high };
                }
                None => {}
            }
        }
        if low == lo && high == hi {
            return None;
        }
        self.attempt(Rule::Domain(Dom::Range(low, high), guard), t)
    }

    /// `Σ_{t∈1..T²} f(t) = Σ_{t∈1..T} f(t)` where the arguments of `f` end at `T`: integers whose square is no larger are 0 or 1.
    fn without_powers(&mut self, t: &Term, lo: &Term, hi: &Term) -> Option<Term> {
        let Node::Big(_, _, _, guard, _) = t.node() else { return None };
        let (low, high) = (first_powers(lo), first_powers(hi));
        if low.is_none() && high.is_none() {
            return None;
        }
        let (low, high) = (low.unwrap_or_else(|| lo.clone()), high.unwrap_or_else(|| hi.clone()));
        self.attempt(Rule::Domain(Dom::Range(low, high), guard.clone()), t)
    }

    fn single_index(&mut self, t: &Term, at: &Term) -> Option<Term> {
        self.tentative(&mut |s| {
            let Node::Big(_, _, dom, _, _) = t.node() else { return None };
            let name = Name::new("%guard");
            let guard = Term::cmp_rel(Rel::Eq, Term::var(name.clone()), at.clone()).close(&name);
            let narrowed = s.attempt(Rule::Domain(dom.clone(), guard), t)?;
            let to = s.attempt(Rule::Point(at.clone()), &narrowed)?;
            s.fire_reason(Reason::SplitEnd);
            s.norm(&to)
        })
    }
}

/// The least value of an end (or the largest), over the ranges of the outer indices in it; `None` where it is not linear in one.
fn hull(end: &Term, outer: &[(Name, Dom, Term)], largest: bool) -> Option<Term> {
    let mut end = end.clone();
    for (name, dom, _) in outer.iter().rev() {
        if !end.mentions(name) {
            continue;
        }
        let Dom::Range(lo, hi) = dom else { return None };
        let coefficient = poly::poly(&end)?.0.get(&vec![(Term::var(name.clone()), 1)]).cloned()?;
        let value = if coefficient.is_positive() == largest { hi } else { lo };
        end = end.substitute(&[(name.clone(), value.clone())]);
    }
    poly::canonical(&end)
}

/// The term with `n` for each power of an `n`; `None` where there is no power.
fn first_powers(t: &Term) -> Option<Term> {
    let p = poly::poly(t)?;
    p.0.keys().flatten().find(|(_, e)| *e > 1)?;
    let mut out = poly::Poly::default();
    for (m, c) in p.0 {
        out.insert(m.into_iter().map(|(n, e)| (n, e.min(1))).collect(), c);
    }
    Some(poly::term(&out))
}

/// The least of the offsets, where they differ by literal integers; else 0 where that is one of them, else any.
fn least(offsets: &[Term]) -> Option<Term> {
    let first = offsets.first()?;
    let distance = |o: &Term| poly::poly(&Term::sub(o.clone(), first.clone()))?.as_number()?.to_i64().map(|d| (d, o.clone()));
    match offsets.iter().map(distance).collect::<Option<Vec<_>>>() {
        Some(apart) => apart.into_iter().min().map(|(_, offset)| offset),
        None => offsets.iter().find(|o| **o == Term::int(0)).or_else(|| offsets.iter().min()).cloned(),
    }
}

/// How the index occurs in arguments of applications and on the sides of equations: `(+1 or −1, offset)` for each argument `±i + offset`, offset canonical.
fn anchors(t: &Term, index: &Name) -> Vec<(bool, Term)> {
    let mut out = Vec::new();
    collect(t, index, &mut out);
    out
}

/// Do exponents rise with the index?
fn exponents(t: &Term, index: &Name, positive: bool, out: &mut Vec<bool>) {
    if let Node::Pow(base, e) = t.node() {
        if let Some(n) = e.as_num() {
            return exponents(base, index, positive != n.is_negative(), out);
        }
        let slope = poly::poly(e).and_then(|p| p.0.get(&vec![(Term::var(index.clone()), 1)]).cloned());
        out.extend(slope.map(|c| c.is_positive() == positive));
    }
    if !t.mentions(index) || matches!(t.node(), Node::Big(..)) {
        return;
    }
    t.node().for_each_child(&mut |_, c, _| exponents(c, index, positive, out));
}

fn collect(t: &Term, index: &Name, out: &mut Vec<(bool, Term)>) {
    let args: Vec<&Term> = match t.node() {
        Node::App(_, args) => args.iter().collect(),
        Node::Cmp(Rel::Eq | Rel::Ne, a, b) => vec![a, b],
        _ => Vec::new(),
    };
    for arg in args {
        if arg.mentions(index)
            && let Some(p) = poly::poly(arg)
        {
            let key = vec![(Term::var(index.clone()), 1)];
            let Some(c) = p.0.get(&key).cloned() else { continue };
            let mut rest = p.clone();
            rest.0.remove(&key);
            let offset = poly::term(&rest);
            if !offset.mentions(index) && c.abs() == Rational::one() {
                out.push((c.is_positive(), offset));
            }
        }
    }
    t.node().for_each_child(&mut |at, c, binds| {
        // Positions under inner binders have dangling indices only there; offsets with them are no offsets.
        if binds == 0 || at == child::BODY || at == child::GUARD {
            collect(c, index, out);
        }
    });
    out.retain(|(_, offset)| offset.is_closed());
}
