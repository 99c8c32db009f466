//! Sums: linearity, constants out, and the canonical form of a connected nested sum (a *block*).
//!
//! A block is a nest of sums over one monomial without coefficient in which the indices hang together through the factors; a
//! product of unconnected sums is a product of blocks. Its binders stand in the order that makes the term smallest.

use super::{Normaliser, factors, poly};
use crate::rule::proposition::{conjunction, conjuncts, counterpart};
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};

/// A nest of sums with all variables opened.
pub(super) struct Nest {
    pub(super) binders: Vec<(Name, Dom, Term)>,
    pub(super) body: Term,
}

fn is_sum(t: &Term) -> bool {
    matches!(t.node(), Node::Big(BigOp::Sum, ..))
}

/// An end of a range.
pub(crate) enum Bound {
    Below(Term),
    Above(Term),
}

/// What a proposition says of an integer variable, if it is one bound.
pub(crate) fn bound(p: &Term, name: &Name) -> Option<Bound> {
    let Node::Cmp(rel @ (Rel::Lt | Rel::Le), a, b) = p.node() else { return None };
    let var = Term::var(name.clone());
    let least = Term::int(i64::from(*rel == Rel::Lt));
    // `least <= b - a`
    let gap = poly::poly(&Term::sub(Term::sub(b.clone(), a.clone()), least))?;
    let (of_var, rest): (Vec<_>, Vec<_>) = gap.0.into_iter().partition(|(m, _)| m.iter().any(|(t, _)| t.mentions(name)));
    let [(monomial, slope)] = of_var.as_slice() else { return None };
    let rest = poly::term(&poly::Poly(rest.into_iter().collect()));
    if *monomial != vec![(var, 1)] {
        return None;
    }
    match slope.to_i64()? {
        1 => Some(Bound::Below(poly::canonical(&Term::neg(rest))?)),
        -1 => Some(Bound::Above(rest)),
        _ => None,
    }
}

fn is_sum_over(t: &Term, over: &Dom) -> bool {
    matches!(t.node(), Node::Big(BigOp::Sum, _, dom, ..) if dom == over)
}

/// A block, or a positive literal power of one.
fn sum_factor(t: &Term) -> Option<i64> {
    match t.node() {
        Node::Pow(base, e) if is_sum(base) => e.as_num().and_then(|n| n.to_i64()).filter(|n| (2..=6).contains(n)),
        _ if is_sum(t) => Some(1),
        _ => None,
    }
}

impl Normaliser<'_> {
    /// A sum whose guard and body are canonical.
    pub(super) fn sum(&mut self, t: &Term) -> Option<Term> {
        self.spend(2)?;
        let mut t = t.clone();
        if let Some(done) = self.guarded(&mut t)? {
            return Some(done);
        }
        let Node::Big(_, _, _, _, body) = t.node().clone() else { return self.norm(&t) };
        if body == Term::int(0) {
            let to = self.plain(Rule::Factor, &t)?;
            return self.ring(&to);
        }
        if let Node::Add(items) = body.node() {
            let count = items.len();
            let mut to = self.plain(Rule::Distribute, &t)?;
            for i in 0..count {
                to = self.child(&to, u16::try_from(i).ok()?, &mut |s, c| s.sum(c))?;
            }
            return self.ring(&to);
        }
        if let Some(parts) = self.within_the_row(&t) {
            return Some(parts);
        }
        if let Some(moved) = self.canonical_range(&t)? {
            return Some(moved);
        }
        if factors(&body).iter().all(Term::uses_bound) {
            return self.block(&t);
        }
        let Some(to) = self.attempt(Rule::Factor, &t) else { return self.block(&t) };
        let Node::Mul(items) = to.node() else { return self.block(&to) };
        let last = u16::try_from(items.len() - 1).ok()?;
        let to = self.child(&to, last, &mut |s, c| s.block(c))?;
        self.ring(&to)
    }

    /// Is the sum `Σ 1` over a whole domain?
    pub(super) fn counted(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(_, _, _, guard, body) = t.node() else { return None };
        if *body != Term::int(1) || !matches!(guard.node(), Node::True) {
            return None;
        }
        let to = self.attempt(Rule::Count, t)?;
        self.norm(&to)
    }

    /// Sums whose body has only factors that use the index (or is 1).
    fn block(&mut self, t: &Term) -> Option<Term> {
        self.spend(2)?;
        if let Some(count) = self.counted(t) {
            return Some(count);
        }
        let closed = self.geometric(t).or_else(|| self.binomial_sum(t)).or_else(|| self.absorbed(t));
        let closed = closed.or_else(|| self.arithmetic(t));
        if closed.is_some() {
            return closed;
        }
        let t = self.flatten(t)?;
        let nest = self.open_nest(&t);
        let levels = nest.binders.len();
        // Combining the factors may have produced a coefficient, a sum, or nothing.
        let plain = match nest.body.node() {
            Node::Num(n) => n.is_one(),
            Node::Add(_) => false,
            Node::Mul(items) => items.iter().all(|f| f.as_num().is_none()),
            _ => true,
        };
        if !plain {
            return self.again(&t, levels);
        }
        if let Some(simpler) = self.simplify_nest(&t, &nest)? {
            return Some(simpler);
        }
        if levels > 1
            && let Some(parted) = self.part(&t, &nest)?
        {
            return Some(parted);
        }
        if levels > 1 { self.reorder(&t, levels) } else { Some(t) }
    }

    /// Sums up again from the innermost of nested sums whose innermost body is canonical.
    pub(super) fn again(&mut self, t: &Term, levels: usize) -> Option<Term> {
        self.spend(4)?;
        if levels == 0 {
            return Some(t.clone());
        }
        let t = self.inside(t, levels - 1, &mut |s, inner| if is_sum(inner) { s.sum(inner) } else { Some(inner.clone()) })?;
        self.again(&t, levels - 1)
    }

    /// Pulls inner sums to the front: `Σ_i x_i * (Σ_j y_ij)` becomes `Σ_i Σ_j x_i*y_ij`.
    fn flatten(&mut self, t: &Term) -> Option<Term> {
        let mut t = t.clone();
        for _ in 0..12 {
            let levels = self.open_nest(&t).binders.len();
            let mut changed = false;
            t = self.inside(&t, levels, &mut |s, body| {
                let items = factors(body);
                let Some(at) = items.iter().position(|f| sum_factor(f).is_some()) else { return Some(body.clone()) };
                changed = true;
                let mut items = items;
                let mut body = body.clone();
                if let Node::Pow(base, e) = items[at].node().clone() {
                    let copies = usize::try_from(e.as_num()?.to_i64()?).ok()?;
                    items.splice(at..=at, std::iter::repeat_n(base.clone(), copies));
                    body = Term::mul(items.clone());
                    s.push(Rule::Ring(body.clone()));
                }
                if items.len() == 1 {
                    return Some(body);
                }
                let merged = s.attempt(Rule::FactorIn(u16::try_from(at).ok()?), &body)?;
                s.inside(&merged, 1, &mut |s, inner| s.merge(inner))
            })?;
            if !changed {
                return Some(t);
            }
        }
        Some(t)
    }

    /// The factors of an inner sum have joined those around it: `a*(b*c)`, still with unmerged sums among them.
    pub(super) fn merge(&mut self, t: &Term) -> Option<Term> {
        let holds_nest = |f: &Term| is_sum(f);
        let items: Vec<Term> = factors(t).iter().flat_map(factors).collect();
        if let Some(at) = items.iter().position(holds_nest) {
            // A nest stood inside: go on taking factors in before ring laws would regroup them.
            if items.len() > 1 {
                let flat = Term::mul(items);
                if flat != *t {
                    self.push(Rule::Ring(flat.clone()));
                }
                let merged = self.attempt(Rule::FactorIn(u16::try_from(at).ok()?), &flat)?;
                return self.inside(&merged, 1, &mut |s, inner| s.merge(inner));
            }
            return Some(t.clone());
        }
        self.ring(t)
    }

    pub(super) fn open_nest(&self, t: &Term) -> Nest {
        let (mut rest, mut binders) = (t.clone(), Vec::new());
        while let Node::Big(BigOp::Sum, _, dom, guard, body) = rest.node().clone() {
            let name = Name::opened(self.depth + binders.len());
            let var = Term::var(name.clone());
            binders.push((name, dom, guard.open(&var)));
            rest = body.open(&var);
        }
        Nest { binders, body: rest }
    }

    /// Brings the binders at these positions innermost (in this order).
    pub(super) fn bring_innermost(&mut self, t: &Term, levels: usize, positions: &[usize]) -> Option<Term> {
        let mut order: Vec<u16> = Vec::new();
        for i in (0..levels).filter(|i| !positions.contains(i)).chain(positions.iter().copied()) {
            order.push(u16::try_from(i).ok()?);
        }
        if order.windows(2).all(|w| w[0] < w[1]) {
            return Some(t.clone());
        }
        self.attempt(Rule::Permute(order), t)
    }

    /// One simplification of a nest through one of its indices, if there is one. The outcome is fully canonical.
    fn simplify_nest(&mut self, t: &Term, nest: &Nest) -> Option<Option<Term>> {
        let levels = nest.binders.len();
        for v in (0..levels).rev() {
            self.spend(1)?;
            let name = nest.binders[v].0.clone();
            let mine: Vec<Term> = factors(&nest.body).into_iter().filter(|f| f.mentions(&name)).collect();
            let guards: Vec<Term> =
                nest.binders.iter().flat_map(|(_, _, g)| conjuncts(g)).filter(|g| g.mentions(&name)).collect();
            let used =
                nest.binders.iter().any(|(_, d, _)| matches!(d, Dom::Range(a, b) if a.mentions(&name) || b.mentions(&name)));
            if used {
                continue;
            }
            if mine.is_empty() && guards.is_empty() && levels > 1 {
                if let Some(done) = self.at_innermost(t, levels, &[v], &mut |s, inner| s.counted(inner)) {
                    return Some(Some(done));
                }
                continue;
            }
            if mine.is_empty()
                && levels > 1
                && let Some(done) = self.at_innermost(t, levels, &[v], &mut |s, inner| s.counted_under_guard(inner))
            {
                return Some(Some(done));
            }
            let power = |f: &Term| matches!(f.node(), Node::Pow(base, e) if !base.mentions(&name) && e.mentions(&name));
            if mine.iter().all(power)
                && levels > 1
                && self.allowed.has(Reason::Geometric)
                && let Some(done) = self.at_innermost(t, levels, &[v], &mut |s, inner| s.geometric_under_guard(inner))
            {
                return Some(Some(done));
            }
            if let Some(done) = self.sift(t, levels, v, &name, &mine) {
                return Some(Some(done));
            }
            if let Some(done) = self.diagonal(t, nest, v) {
                return Some(Some(done));
            }
            if let Some(done) = self.cut(t, levels, v, &mine) {
                return Some(Some(done));
            }
            let divides =
                |f: &Term| matches!(f.node(), Node::Pow(b, _) if is_sum_over(b, &nest.binders[v].1)) && !f.mentions(&name);
            if factors(&nest.body).iter().any(divides)
                && let Some(done) = self.cancel(t, levels, v)
            {
                return Some(Some(done));
            }
            if guards.is_empty()
                && mine.len() == 1
                && let Some(done) = self.sum_of_law(t, nest, v, &mine[0])
            {
                return Some(Some(done));
            }
        }
        Some(None)
    }

    /// Brings binders innermost, takes everything else out of them, applies `f` there, and sums up the rest.
    pub(super) fn at_innermost(
        &mut self,
        t: &Term,
        levels: usize,
        positions: &[usize],
        f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>,
    ) -> Option<Term> {
        self.innermost(t, levels, positions, &mut |s, inner| s.pull_out(inner, positions.len(), f))
    }

    /// Brings binders innermost, applies `f` to their nest, and sums up the rest.
    fn innermost(
        &mut self,
        t: &Term,
        levels: usize,
        positions: &[usize],
        f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>,
    ) -> Option<Term> {
        let outer = levels - positions.len();
        self.tentative(&mut |s| {
            let t = s.bring_innermost(t, levels, positions)?;
            let t = s.inside(&t, outer, f)?;
            s.again(&t, outer)
        })
    }

    /// Takes all factors without the indices of `levels` nested sums out of them, applies `f` to the nest that is left, and combines.
    fn pull_out(&mut self, t: &Term, levels: usize, f: &mut dyn FnMut(&mut Self, &Term) -> Option<Term>) -> Option<Term> {
        let t = self.pull_out_raw(t, levels)?;
        match t.node().clone() {
            Node::Mul(items) => {
                let last = u16::try_from(items.len() - 1).ok()?;
                let to = self.child(&t, last, f)?;
                self.ring(&to)
            }
            _ => f(self, &t),
        }
    }

    /// `Σ_v [v = a]*f(v) = f(a)`.
    fn sift(&mut self, t: &Term, levels: usize, v: usize, name: &Name, mine: &[Term]) -> Option<Term> {
        if !self.allowed.has(Reason::Indicator) {
            return None;
        }
        let var = Term::var(name.clone());
        let value = |f: &Term| -> Option<Term> {
            let Node::Ind(p) = f.node() else { return None };
            counterpart(p, Rel::Eq, &var)
        };
        mine.iter().find_map(value)?;
        self.innermost(t, levels, &[v], &mut |s, inner| {
            // Factors are looked up afresh: the variable may have another name here.
            let Node::Big(_, _, _, _, body) = inner.node().clone() else { return None };
            let here = Term::var(Name::opened(s.depth));
            let opened = factors(&body.open(&here));
            let wanted = indicator_of(&opened, &here)?;
            let (at, value) = wanted;
            let guarded = s.attempt(Rule::IndicatorToGuard(u16::try_from(at).ok()?), inner)?;
            let pointed = s.attempt(Rule::Point(value), &guarded)?;
            s.fire_reason(Reason::Indicator);
            s.norm(&pointed)
        })
    }

    /// `Σ_{k∈a..b} [k < c]*f(k) = Σ_{k∈a..c-1} f(k)`, where `c` lies within the range and does not depend on other indices that are
    /// summed over (there the indicator lets the sums change places).
    fn cut(&mut self, t: &Term, levels: usize, v: usize, mine: &[Term]) -> Option<Term> {
        let ordered = |f: &Term| matches!(f.node(), Node::Ind(p) if matches!(p.node(), Node::Cmp(Rel::Lt | Rel::Le, ..)));
        if !self.allowed.has(Reason::Indicator) || !mine.iter().any(ordered) {
            return None;
        }
        self.innermost(t, levels, &[v], &mut |s, inner| {
            let Node::Big(_, _, Dom::Range(lo, hi), _, body) = inner.node().clone() else { return None };
            let name = Name::opened(s.depth);
            let opened = factors(&body.open(&Term::var(name.clone())));
            let free = |end: &Term| !end.any(&mut |t| matches!(t.node(), Node::Var(n) if n.is_opened()));
            let cut = |f: &Term| {
                let Node::Ind(p) = f.node() else { return None };
                bound(p, &name).filter(|(Bound::Below(end) | Bound::Above(end))| free(end))
            };
            let cuts: Vec<(usize, Bound)> = opened.iter().enumerate().filter_map(|(at, f)| Some((at, cut(f)?))).collect();
            cuts.into_iter().find_map(|(at, bound)| {
                let dom = match bound {
                    Bound::Below(low) => Dom::Range(low, hi.clone()),
                    Bound::Above(high) => Dom::Range(lo.clone(), high),
                };
                s.tentative(&mut |s| {
                    let guarded = s.attempt(Rule::IndicatorToGuard(u16::try_from(at).ok()?), inner)?;
                    let ranged = s.attempt(Rule::Domain(dom.clone(), Term::truth()), &guarded)?;
                    s.fire_reason(Reason::Indicator);
                    s.norm(&ranged)
                })
            })
        })
    }

    /// `Σ_n Σ_j a(n,j)/(Σ_k a(n,k)) = Σ_n 1`, in whatever order the indices stand.
    fn cancel(&mut self, t: &Term, levels: usize, v: usize) -> Option<Term> {
        self.innermost(t, levels, &[v], &mut |s, inner| {
            let t = s.pull_out_raw(inner, 1)?;
            let last = u16::try_from(factors(&t).len().checked_sub(1)?).ok()?;
            // Renaming may have disturbed the order of factors.
            let t = s.child(&t, last, &mut |s, sum| s.inside(sum, 1, &mut |s, body| s.tidy(body)))?;
            let items = factors(&t);
            let sum = items.last()?;
            let inverse =
                |f: &Term| matches!(f.node(), Node::Pow(b, e) if b == sum && e.as_num().is_some_and(|e| e.is_negative()));
            if items.iter().any(inverse) { s.ring(&t) } else { None }
        })
    }

    /// Splits a nest whose indices do not hang together into a product.
    fn part(&mut self, t: &Term, nest: &Nest) -> Option<Option<Term>> {
        let levels = nest.binders.len();
        let mut group: Vec<usize> = (0..levels).collect();
        let unite = |text: &Term, group: &mut Vec<usize>, extra: Option<usize>| {
            let touched: Vec<usize> = (0..levels).filter(|&i| Some(i) == extra || text.mentions(&nest.binders[i].0)).collect();
            for pair in touched.windows(2) {
                let (a, b) = (group[pair[0]], group[pair[1]]);
                group.iter_mut().for_each(|g| {
                    if *g == b {
                        *g = a;
                    }
                });
            }
        };
        for f in factors(&nest.body) {
            unite(&f, &mut group, None);
        }
        for (i, (_, dom, guard)) in nest.binders.iter().enumerate() {
            for g in conjuncts(guard) {
                unite(&g, &mut group, None);
            }
            if let Dom::Range(a, b) = dom {
                unite(a, &mut group, Some(i));
                unite(b, &mut group, Some(i));
            }
        }
        let Some(other) = group.iter().find(|g| **g != group[0]).copied() else { return Some(None) };
        let inner: Vec<usize> = (0..levels).filter(|i| group[*i] == other).collect();
        let outer = levels - inner.len();
        let parted = self.tentative(&mut |s| {
            let t = s.bring_innermost(t, levels, &inner)?;
            let t = s.inside(&t, outer, &mut |s, nest| s.pull_out_raw(nest, inner.len()))?;
            let t = s.pull_out_raw(&t, outer)?;
            let Node::Mul(items) = t.node().clone() else { return None };
            let mut t = t;
            for (i, item) in items.iter().enumerate() {
                if is_sum(item) {
                    t = s.child(&t, u16::try_from(i).ok()?, &mut |s, c| s.block(c))?;
                }
            }
            s.ring(&t)
        });
        Some(parted)
    }

    /// Takes factors out of nested sums without touching what is left.
    pub(super) fn pull_out_raw(&mut self, t: &Term, levels: usize) -> Option<Term> {
        let mut t = t.clone();
        for level in (0..levels).rev() {
            t = self.inside(&t, level, &mut |s, inner| {
                let Node::Big(_, _, _, _, body) = inner.node() else { return None };
                let done = *body == Term::int(1) || factors(body).iter().all(Term::uses_bound);
                if done { Some(inner.clone()) } else { s.attempt(Rule::Factor, inner) }
            })?;
        }
        Some(t)
    }

    /// The order of the binders that gives the smallest term.
    fn reorder(&mut self, t: &Term, levels: usize) -> Option<Term> {
        let mut best: Option<(Term, Vec<u16>)> = None;
        for order in self.orders(t, levels) {
            let (mark, fired) = (self.script.len(), self.fired.clone());
            let candidate = self.permuted(t, levels, &order);
            self.script.truncate(mark);
            self.fired = fired;
            if let Some(candidate) = candidate
                && best.as_ref().is_none_or(|(b, _)| candidate < *b)
            {
                best = Some((candidate, order));
            }
        }
        match best {
            Some((_, order)) => self.permuted(t, levels, &order),
            None => Some(t.clone()),
        }
    }

    fn permuted(&mut self, t: &Term, levels: usize, order: &[u16]) -> Option<Term> {
        self.spend(2)?;
        let identity = order.windows(2).all(|w| w[0] < w[1]);
        let mut t = if identity { t.clone() } else { self.attempt(Rule::Permute(order.to_vec()), t)? };
        for level in 0..levels {
            t = self.inside(&t, level, &mut |s, inner| s.tidy_guard(inner))?;
        }
        self.inside(&t, levels, &mut |s, body| s.tidy(body))
    }

    /// Renaming may have disturbed the order of factors, of symmetric arguments, of the sides of an equality.
    fn tidy(&mut self, body: &Term) -> Option<Term> {
        let count = if let Node::Mul(items) = body.node() { items.len() } else { 0 };
        if count == 0 {
            return self.tidy_factor(body);
        }
        let mut t = body.clone();
        for i in 0..count {
            t = self.child(&t, u16::try_from(i).ok()?, &mut |s, c| s.tidy_factor(c))?;
        }
        let canonical = poly::canonical(&t)?;
        if canonical != t {
            self.push(Rule::Ring(canonical.clone()));
        }
        Some(canonical)
    }

    fn tidy_factor(&mut self, t: &Term) -> Option<Term> {
        match t.node() {
            Node::App(name, args) if args.len() == 2 => {
                let t = self.norm_all(t, 2)?;
                self.symmetric(&t, name)
            }
            Node::Pow(base, _) if matches!(base.node(), Node::App(..)) => self.child(t, 0, &mut |s, c| s.tidy_factor(c)),
            Node::Var(_) | Node::Num(_) => Some(t.clone()),
            // Normal forms inside (exponents, denominators) are renewed too.
            _ => self.norm(t),
        }
    }

    /// An order of integers of which a side is a sum with an index: `j <= n - i` as `i + j <= n`.
    fn linear_order(&self, p: &Term) -> Option<Term> {
        let Node::Cmp(rel @ (Rel::Lt | Rel::Le), a, b) = p.node() else { return None };
        let index = |s: &Term| matches!(s.node(), Node::Var(n) if n.is_opened() || n.as_str() == "%guard");
        let varies = |t: &Term| matches!(t.node(), Node::Add(_)) && t.any(&mut |s| index(s));
        let whole = |t: &Term| {
            let atom = |s: &Term| index(s) || self.whole(s);
            factors_of_sum(t).iter().all(atom)
        };
        if !(varies(a) || varies(b)) || !whole(a) || !whole(b) {
            return None;
        }
        let least = Term::int(i64::from(*rel == Rel::Lt));
        let gap = poly::poly(&Term::sub(Term::sub(b.clone(), a.clone()), least))?;
        let (above, below): (Vec<_>, Vec<_>) = gap.0.into_iter().partition(|(_, c)| c.is_positive());
        let (above, below) = (poly::Poly(above.into_iter().collect()), poly::Poly(below.into_iter().collect()).neg());
        Some(Term::cmp_rel(Rel::Le, poly::term(&below), poly::term(&above)))
    }

    fn tidy_guard(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(_, _, dom, guard, _) = t.node() else { return Some(t.clone()) };
        let name = Name::new("%guard");
        let var = Term::var(name.clone());
        let tidy = |g: &Term| self.linear_order(g).unwrap_or_else(|| super::indicator::orient(g));
        let tidy = conjunction(conjuncts(&guard.open(&var)).iter().map(tidy).collect()).close(&name);
        if tidy == *guard { Some(t.clone()) } else { self.attempt(Rule::Domain(dom.clone(), tidy), t) }
    }
}

/// The factors of all addends.
fn factors_of_sum(t: &Term) -> Vec<Term> {
    super::addends(t).iter().flat_map(factors).collect()
}

/// Position of a factor `[here = a]` and the value `a`.
fn indicator_of(items: &[Term], here: &Term) -> Option<(usize, Term)> {
    items.iter().enumerate().find_map(|(at, f)| {
        let Node::Ind(p) = f.node() else { return None };
        Some((at, counterpart(p, Rel::Eq, here)?))
    })
}
