//! Means and bounds: what a law weighs lies between the extremes, and varies no more than its bounds let it.
//!
//! A maximum lies above every mean of its entries, a minimum below (so `min_b E_a M <= max_a E_b M`). For `l <= f <= h` the product
//! `(f - l)*(h - f)` is not negative, which bounds a second moment by a first one (Bhatia and Davis). What is a sum over pairs under a
//! law is compared with sums over one index by giving each of the two half of it.

use super::parts::{self, Level, Part, close, product};
use super::structure::ORDER;
use super::{Engine, opened, polynomial};
use crate::kernel::obligation::Relation;
use crate::normal::Context;
use crate::normal::poly;
use crate::number::Rational;
use crate::prove::matching::matched;
use crate::rule::inequality::{Sign, argument, entry_difference};
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Term};

/// Most ways in which laws are given to extrema.
const MOST_WAYS: usize = 4;

/// A term that is not negative, and why.
type Taken = (Term, Sign);

impl Engine<'_> {
    /// Maxima lie above the means of their entries, minima below, under the laws that stand in the term.
    pub(super) fn by_means(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let p = polynomial(t)?;
        let mut ways: Vec<Vec<Taken>> = vec![Vec::new()];
        for (m, c) in &p.0 {
            for (at, (big, e)) in m.iter().enumerate() {
                let Node::Big(op @ (BigOp::Max | BigOp::Min), _, dom, guard, _) = big.node() else { continue };
                if *e != 1 || !matches!(guard.node(), Node::True) || c.is_negative() != (*op == BigOp::Min) || !big.is_closed() {
                    continue;
                }
                let mut outer = m.clone();
                outer.remove(at);
                let factor = poly::monomial(&outer, &c.abs());
                if !self.nonnegative(context, &factor) {
                    continue;
                }
                let taken: Vec<Taken> =
                    self.laws_for(t, dom).iter().filter_map(|law| mean_below(context, big, dom, law, &factor)).collect();
                if taken.is_empty() {
                    continue;
                }
                ways = ways.iter().flat_map(|w| taken.iter().map(|n| [w.clone(), vec![n.clone()]].concat())).collect();
                ways.truncate(MOST_WAYS);
            }
        }
        for way in ways.into_iter().filter(|w| !w.is_empty()) {
            let (terms, signs): (Vec<Term>, Vec<Sign>) = way.into_iter().unzip();
            let n = Term::new(Node::Add(terms));
            let found = self.tentative(|s| {
                s.credit(ORDER)?;
                s.subtract(context, t, (n, Sign::Sum(signs, 0)), strict, depth)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The laws over the domain that stand in the term, as functions of an index: bodies in which it is bound.
    fn laws_for(&self, t: &Term, dom: &Dom) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::new();
        t.any(&mut |s| {
            if let Node::App(name, args) = s.node()
                && let Some((Node::Bound(_), rest)) = args.split_first().map(|(a, rest)| (a.node(), rest))
                && rest.iter().all(Term::is_closed)
                && self.signature.single_outcome(name) == Some(dom)
            {
                let law = Term::app(name.clone(), [vec![Term::new(Node::Bound(0))], rest.to_vec()].concat());
                if !out.contains(&law) {
                    out.push(law);
                }
            }
            out.len() >= 2
        });
        out
    }

    /// A square under a sum that is subtracted, of something that lies between two bounds: `w*f^2 <= w*((l + h)*f - l*h)`.
    pub(super) fn by_spread(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let all = parts::parts(t, opened(context), &|_| true)?;
        for part in all.iter().filter(|p| p.levels.len() == 1 && p.coefficient.is_negative()) {
            for (at, (f, e)) in part.inner.iter().enumerate() {
                if *e != 2 || matches!(f.node(), Node::Big(..)) {
                    continue;
                }
                let (weight, [Some(low), Some(high)]) = self.weighed(context, part, at) else { continue };
                let (above, below) = (Term::sub(f.clone(), low), Term::sub(high, f.clone()));
                let body = Term::new(Node::Mul(vec![weight, above, below]));
                let found = self.tentative(|s| s.without_part(context, t, part, &body, 3, strict, depth));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// A bounded factor under a sum on the wrong side is put at its bound: `Σ w*f <= h*Σ w`.
    pub(super) fn by_termwise(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let all = parts::parts(t, opened(context), &|_| true)?;
        for part in all.iter().filter(|p| p.levels.len() == 1) {
            for (at, (f, e)) in part.inner.iter().enumerate() {
                let hangs = matches!(f.node(), Node::App(..)) && part.levels.iter().all(|l| f.mentions(&l.name));
                if *e != 1 || !hangs {
                    continue;
                }
                let (weight, [low, high]) = self.weighed(context, part, at);
                let distance = match (part.coefficient.is_negative(), low, high) {
                    (true, _, Some(high)) => Term::sub(high, f.clone()),
                    (false, Some(low), _) => Term::sub(f.clone(), low),
                    _ => continue,
                };
                let body = Term::new(Node::Mul(vec![weight, distance]));
                let found = self.tentative(|s| s.without_part(context, t, part, &body, 2, strict, depth));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// What the factor at this place is weighed with, and its bounds where no weight is negative.
    fn weighed(&mut self, context: &Context, part: &Part, at: usize) -> (Term, [Option<Term>; 2]) {
        let mut weight = part.inner.clone();
        let (f, _) = weight.remove(at);
        let weight = product(&weight);
        let inner = self.inside(context, &part.levels);
        let known = self.nonnegative(&inner, &weight) && self.nonnegative(context, &product(&part.outer));
        let bounds = if known { self.bounds_of(&inner, &part.levels, &f) } else { [None, None] };
        (weight, bounds)
    }

    /// Takes away the sum of a product of so many factors of known sign; the rest need not look simpler, but lacks the part.
    #[allow(clippy::too_many_arguments)] // What is taken from where.
    fn without_part(
        &mut self,
        context: &Context,
        t: &Term,
        part: &Part,
        body: &Term,
        factors: usize,
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        self.credit(ORDER)?;
        let outer = poly::monomial(&part.outer, &part.coefficient.abs());
        let n = Term::new(Node::Mul(vec![outer, close(&part.levels, body)]));
        let under = Sign::Under(Box::new(Sign::Product(vec![Sign::Judged; factors])));
        self.leaving(context, t, (n, Sign::Product(vec![Sign::Judged, under])), strict, depth)
    }

    /// A lower and an upper bound that do not hang on the indices of the sums: 0 or ±1, or what is cited.
    fn bounds_of(&mut self, inner: &Context, levels: &[Level], f: &Term) -> [Option<Term>; 2] {
        let free = |b: &Term| levels.iter().all(|l| !b.mentions(&l.name));
        let number = |n: i64| (Term::int(n), None);
        let (mut lows, mut highs) = (vec![number(0), number(-1)], vec![number(1), number(0)]);
        for order in &self.universe.orders {
            let names: Vec<Name> = order.binders.iter().map(|b| b.name.clone()).collect();
            for (side, other, upper) in [(&order.left, &order.right, true), (&order.right, &order.left, false)] {
                let size = argument(Fun::Abs, side);
                let Some(args) = matched(size.unwrap_or(side), f, &names) else { continue };
                let map: Vec<(Name, Term)> = names.iter().cloned().zip(args).collect();
                let bound = other.substitute(&map);
                let upper = upper == matches!(order.relation, Relation::Le | Relation::Lt);
                if free(&bound) && upper && size.is_some() {
                    lows.insert(0, (Term::neg(bound.clone()), Some(order.label())));
                }
                if free(&bound) && upper {
                    highs.insert(0, (bound, Some(order.label())));
                } else if free(&bound) {
                    lows.insert(0, (bound, Some(order.label())));
                }
            }
        }
        let low = lows.into_iter().find(|(b, _)| self.nonnegative(inner, &Term::sub(f.clone(), b.clone())));
        let high = highs.into_iter().find(|(b, _)| self.nonnegative(inner, &Term::sub(b.clone(), f.clone())));
        // What suggested the bound is used, though the kernel takes it from all that is assumed.
        [low, high].map(|found| {
            let (bound, label) = found?;
            self.used.extend(label);
            Some(bound)
        })
    }

    /// A symmetric sum over pairs under a law, with the sums over one index (and what hangs on none) brought under it.
    pub(super) fn by_pairs(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        let all = parts::parts(t, opened(context), &|_| true)?;
        let pair = all.iter().find(|p| self.symmetric_pair(context, p))?;
        let [first, second] = pair.levels.as_slice() else { return None };
        let law = pair.inner.iter().map(|(a, _)| a).find(|a| self.law_over(a, first))?.clone();
        let swapped = |t: &Term| exchanged(t, first, second);
        if !pair.inner.iter().any(|(a, _)| *a == swapped(&law)) {
            return None;
        }
        let both = Term::mul(vec![law.clone(), swapped(&law)]);
        let half = Term::num(Rational::fraction(1, 2));
        let mut body: Vec<Term> = Vec::new();
        for part in &all {
            let scale = poly::monomial(&part.outer, &part.coefficient);
            let inner = product(&part.inner);
            body.push(match part.levels.as_slice() {
                levels if levels == pair.levels => Term::mul(vec![scale, inner]),
                [level] if level == first => {
                    let each = Term::add(vec![
                        Term::mul(vec![inner.clone(), swapped(&law)]),
                        Term::mul(vec![swapped(&inner), law.clone()]),
                    ]);
                    Term::mul(vec![half.clone(), scale, each])
                }
                [] => Term::mul(vec![scale, inner, both.clone()]),
                _ => return None,
            });
        }
        let body = Term::add(body);
        let inner = self.inside(context, &pair.levels);
        let sign = self.prove(&inner, &body, false, depth + 1)?;
        let n = close(&pair.levels, &body);
        self.subtract(context, t, (n, Sign::Under(Box::new(Sign::Under(Box::new(sign))))), strict, depth)
    }
}

impl Engine<'_> {
    /// Two sums over all of one set, of something that is the same with its indices exchanged?
    fn symmetric_pair(&mut self, context: &Context, part: &Part) -> bool {
        let [first, second] = part.levels.as_slice() else { return false };
        let everywhere = |l: &Level| matches!(l.guard.node(), Node::True);
        if first.dom != second.dom || !everywhere(first) || !everywhere(second) {
            return false;
        }
        let inner = self.inside(context, &part.levels);
        let body = product(&part.inner);
        let turned = self.normal_aside(&inner, &exchanged(&body, first, second));
        turned.is_some() && turned == self.normal_aside(&inner, &body)
    }
}

/// `factor*Σ law*(max - f)`, or `factor*Σ law*(f - min)`.
fn mean_below(context: &Context, big: &Term, dom: &Dom, law: &Term, factor: &Term) -> Option<Taken> {
    let name = Name::opened(opened(context));
    let var = Term::var(name.clone());
    let body = Term::new(Node::Mul(vec![law.open(&var), entry_difference(big, &var)?]));
    let level = Level { hint: Hint(name.clone()), name, dom: dom.clone(), guard: Term::truth() };
    let n = Term::new(Node::Mul(vec![factor.clone(), close(&[level], &body)]));
    let each = Sign::Product(vec![Sign::Judged, Sign::Entry(big.clone(), var)]);
    Some((n, Sign::Product(vec![Sign::Judged, Sign::Under(Box::new(each))])))
}

/// The term with the two indices exchanged.
fn exchanged(t: &Term, first: &Level, second: &Level) -> Term {
    let (a, b) = (Term::var(first.name.clone()), Term::var(second.name.clone()));
    t.substitute(&[(first.name.clone(), b), (second.name.clone(), a)])
}
