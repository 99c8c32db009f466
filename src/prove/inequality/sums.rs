//! Signs of sums: one sum of what is not negative, also with what a law or the size of a set brings in; a value beside its sum.

use super::parts::{self, Level, Part, close, product};
use super::structure::ORDER;
use super::{Engine, opened, polynomial, under};
use crate::normal::Context;
use crate::normal::poly::{self, Poly};
use crate::number::Rational;
use crate::prove::matching::matched;
use crate::rule::inequality::{Sign, entry_difference};
use crate::rule::proposition::{conjunction, conjuncts};
use crate::term::{BigOp, Dom, Name, Node, Rel, Term, child};

/// Entries of one law with one coefficient, at several indices.
struct Outcomes {
    outer: poly::Monomial,
    coefficient: Rational,
    sum: Term,
    indices: Vec<Term>,
}

impl Engine<'_> {
    /// Sums over one index set are one sum, whose terms are not negative. What does not depend on the index comes in through the
    /// size of the set, or through a law that sums to one.
    pub(super) fn by_sums(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let all = parts::parts_of_powers(t, opened(context))?;
        let mut tried: Vec<(Dom, Term)> = Vec::new();
        let deepest = all.iter().map(|p| p.levels.len()).max()?;
        for turned in (0..deepest).flat_map(|at| all.iter().filter_map(move |p| p.turned(at))) {
            let level = &turned.levels[0];
            let key = (level.dom.clone(), level.guard.clone());
            if tried.contains(&key) || tried.len() >= 3 {
                continue;
            }
            tried.push(key);
            let outermost = |p: &Part| {
                let mut ways = (0..p.levels.len()).filter_map(|at| p.turned(at));
                ways.find(|p| p.levels[0].dom == level.dom && p.levels[0].guard == level.guard)
            };
            let all: Vec<Part> = all.iter().map(|p| outermost(p).unwrap_or_else(|| p.clone())).collect();
            for absorbed in self.bodies(&all, level) {
                let found = self.tentative(|s| s.one_sum(context, t, level, &absorbed, strict, depth));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Bodies of one sum over the level: of the parts that are sums over it; with those that the size of the set multiplies; with what is
    /// multiplied by a law.
    fn bodies(&self, all: &[Part], level: &Level) -> Vec<Term> {
        let (mut body, mut counted, mut outside) = (Vec::new(), Vec::new(), Vec::new());
        let size = size_beside_extrema(all, level);
        let (mut laws, mut means): (Vec<Term>, Vec<Term>) = Default::default();
        // What turns `S^2` for `S = Σ f`, which is `Σ S*f`, into `Σ (2*S*f - S^2)`, once a law brings it in.
        let (mut doubled, mut squares) = (Vec::new(), Vec::new());
        for part in all {
            let scale = poly::monomial(&part.outer, &part.coefficient);
            match part.levels.split_first() {
                Some((first, rest)) if first.dom == level.dom && first.guard == level.guard => {
                    let own = close(&part.levels, &product(&part.inner));
                    let term = Term::mul(vec![scale.clone(), close(rest, &product(&part.inner))]);
                    if part.outer.contains(&(own.clone(), 1)) {
                        doubled.push(term.clone());
                        squares.push(Term::neg(Term::mul(vec![scale, own])));
                    }
                    body.push(term);
                    for factor in part.inner.iter().flat_map(|(factor, _)| self.laws_in(factor, first)) {
                        if !laws.contains(&factor) {
                            laws.push(factor);
                        }
                    }
                    means.extend(self.mean_of_laws(&part.inner, first));
                }
                _ => {
                    let whole = Term::mul(vec![scale, close(&part.levels, &product(&part.inner))]);
                    match without_size(part, &size) {
                        Some(smaller) => counted.push(smaller),
                        None => outside.push(whole),
                    }
                }
            }
        }
        // Of a size with several addends, `T + 1`, all that is multiplied by it is looked for at once.
        if let Some(size) = size.filter(|size| size.single().is_none())
            && let Some((multiple, rest)) = polynomial(&Term::add(outside.clone())).and_then(|p| p.divided(&size))
            && !multiple.is_zero()
        {
            counted.push(poly::term(&multiple));
            outside = vec![poly::term(&rest)];
        }
        let sum = |more: &[&Vec<Term>]| Term::add(more.iter().flat_map(|m| m.iter().cloned()).collect());
        let mut out = Vec::new();
        for law in laws.iter().filter(|_| !doubled.is_empty()).take(1) {
            let centred = Term::mul(vec![law.clone(), sum(&[&outside, &squares])]);
            out.push(Term::add(vec![sum(&[&body, &doubled, &counted]), centred]));
        }
        for law in means.iter().chain(&laws).filter(|_| !outside.is_empty()).take(2) {
            out.push(Term::add(vec![sum(&[&body, &counted]), Term::mul(vec![law.clone(), sum(&[&outside])])]));
        }
        if !counted.is_empty() {
            out.push(sum(&[&body, &counted]));
        }
        out.push(sum(&[&body]));
        out
    }

    /// The laws over the level's variable that stand in a factor, also under roots.
    fn laws_in(&self, factor: &Term, level: &Level) -> Vec<Term> {
        match factor.node() {
            Node::RealPow(base, _) => match polynomial(base).as_ref().and_then(Poly::single) {
                Some((m, _)) => m.iter().map(|(a, _)| a.clone()).filter(|a| self.law_over(a, level)).collect(),
                None => Vec::new(),
            },
            _ if self.law_over(factor, level) => vec![factor.clone()],
            _ => Vec::new(),
        }
    }

    /// The arithmetic mean `Σ c*p` of laws whose geometric mean `Π p^c` stands under a sum: it sums to one where the `c` do.
    fn mean_of_laws(&self, inner: &poly::Monomial, level: &Level) -> Option<Term> {
        let (mut mean, mut total) = (Vec::new(), Vec::new());
        for (factor, e) in inner {
            let (base, c) = match factor.node() {
                Node::RealPow(base, c) => (base, Term::mul(vec![Term::int(i64::from(*e)), c.clone()])),
                _ => (factor, Term::int(i64::from(*e))),
            };
            if self.law_over(base, level) {
                mean.push(Term::mul(vec![c.clone(), base.clone()]));
                total.push(c);
            }
        }
        let one = polynomial(&Term::add(total)).and_then(|p| p.as_number()).is_some_and(|n| n.is_one());
        (one && mean.len() > 1).then(|| Term::add(mean))
    }

    /// A law's application with the level's variable, summed over which it is 1.
    pub(super) fn law_over(&self, factor: &Term, level: &Level) -> bool {
        let Node::App(name, args) = factor.node() else { return false };
        let declared = self.signature.functions.get(name);
        let mine = |arg: &Term| *arg == Term::var(level.name.clone());
        if declared.is_some_and(|f| f.constraint.onehot) {
            return args.last().is_some_and(mine);
        }
        let law = declared.and_then(|f| f.law);
        let bar = self.signature.definitions.get(name).map(|d| d.bar.unwrap_or(args.len()));
        match law.or(bar) {
            Some(1) => args.first().is_some_and(mine),
            Some(_) => args.iter().any(mine),
            None => false,
        }
    }

    fn one_sum(&mut self, context: &Context, t: &Term, level: &Level, body: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let guard = level.guard.close(&level.name);
        let (inner, _) = under(context, &level.dom, &guard);
        let n = close(std::slice::from_ref(level), body);
        if n == *t {
            let inhabited = matches!((&level.dom, guard.node()), (Dom::Set(_), Node::True));
            if strict && !inhabited {
                return None;
            }
            return self.prove(&inner, body, strict, depth + 1).map(|s| Sign::Under(Box::new(s)));
        }
        let rest = self.normal_aside(context, &Term::sub(t.clone(), n.clone()))?;
        let whole = rest.as_num().is_some_and(Rational::is_zero);
        let strictly = strict && whole && matches!((&level.dom, guard.node()), (Dom::Set(_), Node::True));
        let sign = self.prove(&inner, body, strictly, depth + 1)?;
        if !strictly {
            return self.subtract(context, t, (n, Sign::Under(Box::new(sign))), strict, depth);
        }
        // All of it is the sum: the strict sign is the sum's.
        let (_, moves) = self.parted(context, t, n)?;
        Some(Sign::Rewrite(moves, Box::new(Sign::Sum(vec![Sign::Under(Box::new(sign)), Sign::Judged], 0))))
    }

    /// A maximum, a minimum, or a sum of what is not negative, beside its value at an index, each times the same.
    pub(super) fn by_entries(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        for (m, c) in &p.0 {
            for (i, (big, _)) in m.iter().enumerate().filter(|(_, (_, e))| *e == 1) {
                let Node::Big(op, _, dom, guard, body) = big.node() else { continue };
                if *op == BigOp::Prod || c.is_negative() != (*op == BigOp::Min) || !big.is_closed() {
                    continue;
                }
                let (inner, var) = under(context, dom, guard);
                let pattern = body.open(&var);
                let mut outer = m.clone();
                outer.remove(i);
                let factor = poly::monomial(&outer, &c.abs());
                let indices = self.indices(&p, &outer, c, &pattern, &inner);
                if indices.is_empty() || !self.nonnegative(context, &factor) {
                    continue;
                }
                for index in &indices {
                    let Some(n) = entry_difference(big, index) else { continue };
                    let found = self.tentative(|s| {
                        s.credit(ORDER)?;
                        let sign = if *op == BigOp::Sum {
                            let sign = s.prove(&inner, &pattern, false, depth + 1)?;
                            Sign::Among(big.clone(), index.clone(), Box::new(sign))
                        } else {
                            Sign::Entry(big.clone(), index.clone())
                        };
                        let n = Term::new(Node::Mul(vec![factor.clone(), n]));
                        s.subtract(context, t, (n, Sign::Product(vec![Sign::Judged, sign])), strict, depth)
                    });
                    if found.is_some() {
                        return found;
                    }
                }
                if *op == BigOp::Sum
                    && let Some((rest, last)) = self.without(context, big, &indices)
                {
                    let found = self.tentative(|s| {
                        s.credit(ORDER)?;
                        let (inner, var) = rest.binder_parts().map(|(dom, guard, _)| under(context, dom, guard))?;
                        let sign = s.prove(&inner, &body.open(&var), false, depth + 1)?;
                        let sign = Sign::Among(rest.clone(), last.clone(), Box::new(sign));
                        let n = Term::new(Node::Mul(vec![factor.clone(), entry_difference(&rest, &last)?]));
                        s.subtract(context, t, (n, Sign::Product(vec![Sign::Judged, sign])), strict, depth)
                    });
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// The sum without all but the last of the indices, which are known to be pairwise apart: it lies above its value at the last.
    pub(super) fn without(&mut self, context: &Context, sum: &Term, indices: &[Term]) -> Option<(Term, Term)> {
        let (last, others) = indices.split_last()?;
        let differ = |a: &Term, b: &Term| Term::cmp_rel(Rel::Ne, a.clone(), b.clone());
        let apart = (0..indices.len()).all(|i| indices[..i].iter().all(|other| self.holds(context, &differ(other, &indices[i]))));
        if others.is_empty() || !apart {
            return None;
        }
        let (_, guard, _) = sum.binder_parts()?;
        let name = Name::opened(opened(context));
        let var = Term::var(name.clone());
        let excluded = others.iter().map(|other| differ(&var, other));
        let guard = conjunction(conjuncts(&guard.open(&var)).into_iter().chain(excluded).collect()).close(&name);
        Some((sum.with_child(child::GUARD, &guard), last.clone()))
    }

    /// Two or more entries of one law at indices that are apart are part of its sum, which is 1.
    pub(super) fn by_probabilities(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        for Outcomes { outer, coefficient, sum, indices } in self.outcomes(&polynomial(t)?) {
            let Some((part, last)) = self.without(context, &sum, &indices) else { continue };
            let factor = poly::monomial(&outer, &coefficient.abs());
            if !self.nonnegative(context, &factor) {
                continue;
            }
            let found = self.tentative(|s| {
                s.credit(ORDER)?;
                let sign = Sign::Among(part.clone(), last.clone(), Box::new(Sign::Judged));
                let n = Term::new(Node::Mul(vec![factor.clone(), entry_difference(&part, &last)?]));
                s.subtract(context, t, (n, Sign::Product(vec![Sign::Judged, sign])), strict, depth)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The entries of laws of one outcome that are subtracted, by what they are multiplied with.
    fn outcomes(&self, p: &Poly) -> Vec<Outcomes> {
        let mut out: Vec<Outcomes> = Vec::new();
        for (m, c) in p.0.iter().filter(|(_, c)| c.is_negative()) {
            for (at, (a, _)) in m.iter().enumerate().filter(|(_, (_, e))| *e == 1) {
                let Some((sum, index)) = self.total_of(a) else { continue };
                let mut outer = m.clone();
                outer.remove(at);
                match out.iter_mut().find(|o| o.outer == outer && o.coefficient == *c && o.sum == sum) {
                    Some(known) => known.indices.push(index),
                    None => out.push(Outcomes { outer, coefficient: c.clone(), sum, indices: vec![index] }),
                }
            }
        }
        out
    }

    /// The sum over all outcomes of the law that the term is an entry of, and the outcome.
    fn total_of(&self, t: &Term) -> Option<(Term, Term)> {
        let Node::App(name, args) = t.node() else { return None };
        let dom = self.signature.single_outcome(name)?.clone();
        let (index, rest) = args.split_first()?;
        let entry = Term::app(name.clone(), [vec![Term::new(Node::Bound(0))], rest.to_vec()].concat());
        let hint = crate::term::Hint(Name::new("i"));
        Some((Term::new(Node::Big(BigOp::Sum, hint, dom, Term::truth(), entry)), index.clone()))
    }

    /// The indices at which the opened body stands in the polynomial, times `outer` and of the other sign; they are known to be in range.
    fn indices(&mut self, p: &Poly, outer: &poly::Monomial, c: &Rational, pattern: &Term, inner: &Context) -> Vec<Term> {
        let Some(binder) = inner.binders.last() else { return Vec::new() };
        let mut out: Vec<Term> = Vec::new();
        for (m, _) in p.0.iter().filter(|(_, d)| d.is_negative() != c.is_negative()) {
            let value = poly::multiply(m, &poly::invert(outer)).map(|m| product(&m));
            let Some(found) = value.and_then(|v| matched(pattern, &v, std::slice::from_ref(&binder.name))) else { continue };
            out.extend(found.into_iter().filter(|index| !out.contains(index)).collect::<Vec<Term>>());
        }
        let mut around = inner.clone();
        around.binders.pop();
        out.retain(|index| match &binder.dom {
            Dom::Set(_) => true,
            Dom::Range(lo, hi) => [(lo, index), (index, hi)]
                .into_iter()
                .all(|(a, b)| self.holds(&around, &Term::cmp_rel(Rel::Le, a.clone(), b.clone()))),
        });
        out.truncate(3);
        out
    }
}

/// The size of the level's index set; of a range only beside a maximum or minimum, which it multiplies in the bound of a mean.
fn size_beside_extrema(all: &[Part], level: &Level) -> Option<Poly> {
    let extremum = |t: &Term| t.any(&mut |s| matches!(s.node(), Node::Big(BigOp::Max | BigOp::Min, ..)));
    let wanted = || all.iter().any(|p| p.outer.iter().chain(&p.inner).any(|(t, _)| extremum(t)));
    level.size().filter(|_| matches!(level.dom, Dom::Set(_)) || wanted())
}

/// The part with one factor `|A|` taken away, where the level goes over all of `A`; `T`, where it goes over `1..T`.
fn without_size(part: &Part, size: &Option<Poly>) -> Option<Term> {
    let (size, _) = size.as_ref()?.single().filter(|(m, c)| c.is_one() && !m.is_empty())?;
    let lowered = |m: &poly::Monomial| {
        let divides = size.iter().all(|(s, k)| m.iter().any(|(f, e)| f == s && e >= k));
        divides.then(|| poly::multiply(m, &poly::invert(size))).flatten()
    };
    let (outer, inner) = match (lowered(&part.outer), lowered(&part.inner)) {
        (Some(outer), _) => (outer, part.inner.clone()),
        (None, Some(inner)) => (part.outer.clone(), inner),
        (None, None) => return None,
    };
    Some(Term::mul(vec![poly::monomial(&outer, &part.coefficient), close(&part.levels, &product(&inner))]))
}
