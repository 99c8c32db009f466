//! Mixtures: what is affine in a number between two bounds lies between its values at the two, and a mean between the bounds of what it is
//! the mean of.
//!
//! With `lo <= a <= hi`, `p(a) = λ*p(lo) + (1 - λ)*p(hi)` for a `λ` in [0, 1]: positive if both are. Only the place of `a` in the
//! polynomial counts; what else hangs on it has the value that it has. A mean is such a mixture of many.

use super::distributed::is_law;
use super::interval::Interval;
use super::judge::Query;
use super::ring::{Atom, Poly};
use crate::number::Rational;
use crate::term::{Dom, Node, Term};

/// Most numbers between bounds that are put at them.
const MOST_ENDS: usize = 2;
const COST: u32 = 20;

impl Query<'_, '_> {
    /// Narrows the range of a sum that is affine in a number between two bounds.
    pub(super) fn range_by_ends(&mut self, goal: &Poly, range: Interval) -> Interval {
        if goal.0.len() < 3 || !self.enter(COST) {
            return range;
        }
        let mut left = MOST_ENDS;
        let found = affine_atoms(goal).iter().find_map(|atom| {
            let before = self.used.clone();
            let found = self.between_ends(goal, atom, &mut left);
            if found.is_none() {
                self.used = before;
            }
            found
        });
        self.leave();
        found.map_or_else(|| range.clone(), |found| range.meet(&found))
    }

    /// The sign that the polynomial has with both bounds of the atom in its place; so many may still be tried.
    fn between_ends(&mut self, goal: &Poly, atom: &Atom, left: &mut usize) -> Option<Interval> {
        let Atom::Term(t) = atom else { return None };
        if *left == 0 {
            return None;
        }
        let Interval { lo: Some(lo), hi: Some(hi), .. } = self.range(t) else { return None };
        *left -= 1;
        let signed = |range: &Interval| range.nonnegative() || range.nonpositive();
        let low = self.range(&put(goal, atom, &lo.value).to_term());
        if !signed(&low) {
            return None;
        }
        let both = low.hull(&self.range(&put(goal, atom, &hi.value).to_term()));
        signed(&both).then_some(both)
    }

    /// Bounds of a mean: of `Σ f(x)*p(x)` over all outcomes of the law `p`, those of `f`. The factors stand at the outcome `at`.
    pub(super) fn mean_of(&mut self, dom: &Dom, at: &Term, factors: &[Term]) -> Interval {
        let mut factors: Vec<Term> = factors.iter().flat_map(flat).collect();
        let law = |t: &Term| is_law(t, at, dom, &Term::truth(), self.judge.signature);
        let Some(place) = factors.iter().position(law) else { return Interval::default() };
        factors.remove(place);
        let Interval { lo, hi, .. } = self.range(&Term::mul(factors));
        Interval { lo, hi, nonzero: false }.settled()
    }
}

fn flat(t: &Term) -> Vec<Term> {
    if let Node::Mul(items) = t.node() { items.iter().flat_map(flat).collect() } else { vec![t.clone()] }
}

/// The atoms in which the polynomial is affine.
fn affine_atoms(p: &Poly) -> Vec<Atom> {
    let mut out: Vec<Atom> = Vec::new();
    let power = |a: &Atom| p.0.keys().flatten().filter(|(b, _)| a == b).map(|(_, e)| *e).max();
    for (atom, _) in p.0.keys().flatten() {
        if !out.contains(atom) && power(atom) == Some(1) {
            out.push(atom.clone());
        }
    }
    out
}

/// The polynomial with a value in the place of an atom in which it is affine.
fn put(p: &Poly, atom: &Atom, value: &Rational) -> Poly {
    let mut out = Poly::default();
    for (m, c) in &p.0 {
        let rest: Vec<(Atom, u32)> = m.iter().filter(|(a, _)| a != atom).cloned().collect();
        let factor = if rest.len() < m.len() { c * value } else { c.clone() };
        out.add_scaled(&Poly::monomial(rest, factor), &Rational::one());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::ring::Ring;
    use super::*;

    fn name(n: &str) -> Term {
        Term::app(n, Vec::new())
    }

    fn poly(t: &Term) -> Poly {
        Ring::default().poly(t).unwrap_or_default()
    }

    #[test]
    fn only_what_stands_in_the_first_power_is_put_at_its_bounds() {
        let (a, s) = (name("a"), name("s"));
        let p = poly(&Term::add(vec![Term::mul(vec![a.clone(), s.clone()]), Term::pow(s.clone(), Term::int(2)), Term::int(1)]));
        assert_eq!(affine_atoms(&p), vec![Atom::Term(a.clone())]);
        let at = put(&p, &Atom::Term(a), &Rational::integer(3));
        let expected = Term::add(vec![Term::mul(vec![Term::int(3), s.clone()]), Term::pow(s, Term::int(2)), Term::int(1)]);
        assert_eq!(at, poly(&expected));
    }

    #[test]
    fn addends_that_vanish_at_a_bound_are_gone() {
        let (a, b) = (name("a"), name("b"));
        let p = poly(&Term::add(vec![b.clone(), Term::neg(Term::mul(vec![a.clone(), b.clone()]))]));
        assert_eq!(put(&p, &Atom::Term(a.clone()), &Rational::one()), Poly::default());
        assert_eq!(put(&p, &Atom::Term(a), &Rational::zero()), poly(&b));
    }
}
