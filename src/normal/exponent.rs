//! Integers that are known not to be negative: exponents of bases that may be 0, arguments of factorials.
//!
//! `x^(m + n) = x^m*x^n` needs `x != 0` or both exponents at least 0. So the exponent of a base that may be 0 is lowered by its least
//! value: `x^(n + 1) = x^n*x`, and `x^k = x^(k - 1)*x` for `k >= 1`. The least value is read off the ranges; the kernel checks it.

use super::{Normaliser, addends, poly};
use crate::number::Rational;
use crate::rule::{Reason, Rule};
use crate::term::{Dom, Name, Node, Rel, Term};

/// Exponents are lowered by no more.
const FARTHEST: i64 = 8;
/// Ends put in for variables, one after the other.
const MOST_ENDS: usize = 12;

impl Normaliser<'_> {
    /// May the sum in the exponent be taken apart?
    pub(super) fn splits_exponent(&self, base: &Term, e: &Term) -> bool {
        self.nonzero_base(base) || addends(e).iter().all(|item| self.never_negative(item))
    }

    /// Is the value an integer by the form of the term?
    pub(super) fn whole(&self, e: &Term) -> bool {
        match e.node() {
            Node::Num(n) => n.is_integer(),
            Node::Card(_) | Node::Ind(_) => true,
            Node::Var(name) => matches!(self.range_of(name), Some(Dom::Range(..))),
            Node::App(name, _) => {
                let declared = self.signature.functions.get(name).map(|f| &f.constraint);
                self.signature.integers.contains_key(name) || declared.is_some_and(|c| c.integer || c.binary || c.onehot)
            }
            Node::Add(items) | Node::Mul(items) => items.iter().all(|item| self.whole(item)),
            _ => false,
        }
    }

    fn nonzero_base(&self, base: &Term) -> bool {
        let nonzero = Term::cmp_rel(Rel::Ne, base.clone(), Term::int(0));
        let local = base.any(&mut |s| matches!(s.node(), Node::Var(n) if n.is_opened()));
        if local || !self.context.hypotheses.is_empty() || !self.context.targets.is_empty() {
            return self.holds(&nonzero);
        }
        self.oracle.holds(&super::Context::default(), &nonzero)
    }

    fn never_negative(&self, item: &Term) -> bool {
        let negative = super::factors(item).first().and_then(Term::as_num).is_some_and(Rational::is_negative);
        if item.as_num().is_some() || negative {
            return !negative;
        }
        self.least(item).map_or_else(|| self.holds(&Term::cmp_rel(Rel::Le, Term::int(0), item.clone())), |n| n >= 0)
    }

    /// A base that may be 0: the exponent is lowered as far as it is known not to be negative.
    pub(super) fn lowered_power(&mut self, t: &Term, base: &Term, e: &Term) -> Option<Term> {
        if self.nonzero_base(base) {
            return None;
        }
        let extra = self.least(e).filter(|least| *least > 0)?.min(FARTHEST);
        let lowest = poly::plus(e, -extra)?;
        let shaped = Term::new(Node::Add(vec![lowest, Term::int(extra)]));
        let t = self.child(t, 1, &mut |s, x| Some(s.reshape(x, shaped.clone())))?;
        let to = self.attempt(Rule::PowerSum, &t)?;
        let to = self.child(&to, 0, &mut |s, c| s.integer_power(c))?;
        self.fire_reason(Reason::Power);
        self.ring(&to)
    }

    /// A lower bound of an integer, from the ranges of the variables in it (innermost first) and the declared bounds.
    pub(super) fn least(&self, e: &Term) -> Option<i64> {
        let mut p = poly::poly(e)?;
        for _ in 0..MOST_ENDS {
            if let Some(n) = p.as_number() {
                return n.to_i64();
            }
            let candidates = p.0.iter().filter_map(|(m, c)| match m.as_slice() {
                [(atom, 1)] => Some((atom.clone(), c.clone())),
                _ => None,
            });
            let candidates: Vec<(Term, Rational)> = candidates.collect();
            let ends = candidates.iter().filter_map(|(atom, c)| Some((atom, c, self.end(atom, c.is_positive())?)));
            // What others run up to comes after them.
            let inner = |atom: &Term| candidates.iter().any(|(other, _)| other != atom && self.bounds(other, atom));
            let ends: Vec<(&Term, &Rational, Term)> = ends.collect();
            let (atom, c, end) = ends.iter().find(|(atom, ..)| !inner(atom)).or(ends.first())?;
            let mut without = p.clone();
            without.insert(vec![((*atom).clone(), 1)], -*c);
            p = without.add(&poly::poly(end)?.mul(&poly::Poly::constant((*c).clone()))?);
        }
        None
    }

    /// Does the range of one variable end at another?
    fn bounds(&self, variable: &Term, other: &Term) -> bool {
        let Node::Var(name) = variable.node() else { return false };
        let mentions = |t: &Term| t.any(&mut |s| s == other);
        matches!(self.range_of(name), Some(Dom::Range(lo, hi)) if mentions(&lo) || mentions(&hi))
    }

    fn range_of(&self, name: &Name) -> Option<Dom> {
        let open = self.context.binders.iter().rev().find(|b| b.name == *name);
        open.map(|b| b.dom.clone()).or_else(|| self.oracle.domain(name))
    }

    /// The lower (upper) end of what an atom may be.
    fn end(&self, atom: &Term, lower: bool) -> Option<Term> {
        match atom.node() {
            Node::Var(name) => match self.range_of(name)? {
                Dom::Range(lo, hi) => Some(if lower { lo } else { hi }),
                Dom::Set(_) => None,
            },
            Node::Card(_) => lower.then(|| Term::int(1)),
            Node::App(name, args) => match (self.signature.integers.get(name), self.signature.functions.get(name)) {
                (Some(declared), _) if args.is_empty() => {
                    if lower {
                        declared.lower.clone()
                    } else {
                        declared.upper.clone()
                    }
                }
                (_, Some(declared)) => {
                    let c = &declared.constraint;
                    let bound = if lower { &c.lower } else { &c.upper };
                    bound.as_ref().filter(|b| !b.strict && b.value.is_integer()).map(|b| Term::num(b.value.clone()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `n! = n*(n-1)*…*m!` for the lowest `m` that is known not to be negative.
    pub(super) fn lowered_factorial(&mut self, t: &Term) -> Option<Term> {
        let Node::Fun(_, args) = t.node() else { return None };
        let n = args.first()?;
        let above = self.least(n).is_some_and(|least| least > 0) || self.above_a_defined(n);
        if !above {
            return None;
        }
        let to = self.attempt(Rule::Factorial, t)?;
        self.norm(&to)
    }

    /// `m + k` with `k >= 1` where something else gives `m >= 0`: a factorial `m!` in one of the lines.
    fn above_a_defined(&self, n: &Term) -> bool {
        let constant = poly::poly(n).and_then(|p| p.0.get(&Vec::new()).filter(|_| p.0.len() > 1).cloned());
        let Some(k) = constant.filter(|k| k.is_integer() && k.is_positive()) else { return false };
        self.holds(&Term::cmp_rel(Rel::Le, Term::int(0), Term::sub(n.clone(), Term::num(k))))
    }

    /// Binomial coefficients: by factorials where they are known to be inside of Pascal's triangle, 0 outside of it, else by its
    /// rows above.
    pub(super) fn binomial(&mut self, t: &Term) -> Option<Term> {
        if let Some(to) = self.attempt(Rule::Binom, t) {
            return self.norm(&to);
        }
        if let Some(to) = self.attempt(Rule::BinomOutside, t) {
            return Some(to);
        }
        let Node::Fun(_, args) = t.node() else { return None };
        self.least(args.first()?).filter(|least| *least > 0)?;
        let to = self.attempt(Rule::Pascal, t)?;
        self.norm(&to)
    }
}
