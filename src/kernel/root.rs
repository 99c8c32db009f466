//! The sign of a sum that is a multiple of a square: `n^2 - 2*n + 1` is `(n - 1)^2`.
//!
//! The root is guessed from the leading monomials, as in long division, and believed only because its square is the polynomial.

use super::interval::Interval;
use super::judge::Query;
use super::ring::{Monomial, Poly, Ring};
use crate::number::Rational;
use std::cmp::Ordering;

/// A root has no more terms.
const MOST_TERMS: usize = 8;
const COST: u32 = 4;

impl Query<'_, '_> {
    /// Narrows the range of a sum that is `c*q^2`.
    pub(super) fn range_by_square(&mut self, goal: &Poly, range: Interval) -> Interval {
        if goal.0.len() < 3 || !self.enter(COST) {
            return range;
        }
        let found = square(goal).map(|(c, root)| {
            let strict = self.range(&root.to_term()).nonzero;
            if c.is_negative() { Interval::at_most(0, strict) } else { Interval::at_least(0, strict) }
        });
        self.leave();
        found.map_or_else(|| range.clone(), |said| range.meet(&said))
    }
}

/// `c` and `q` with `p = c*q^2`.
fn square(p: &Poly) -> Option<(Rational, Poly)> {
    let (lead, c) = p.0.iter().max_by(|a, b| order(a.0, b.0))?;
    let monic = p.scaled(&c.recip()?);
    let half: Monomial = lead.iter().map(|(atom, e)| (e % 2 == 0).then(|| (atom.clone(), e / 2))).collect::<Option<_>>()?;
    let mut root = Poly::monomial(half.clone(), Rational::one());
    for _ in 0..MOST_TERMS {
        let mut rest = monic.clone();
        rest.add_scaled(&Ring::default().square(&root)?, &Rational::integer(-1));
        let Some((next, d)) = rest.0.iter().max_by(|a, b| order(a.0, b.0)) else { return Some((c.clone(), root)) };
        let term = Poly::monomial(quotient(next, &half)?, d * &Rational::fraction(1, 2));
        root.add_scaled(&term, &Rational::one());
    }
    None
}

/// The lexicographic order of exponents, which multiplication keeps: the first atom in which they differ decides.
fn order(a: &Monomial, b: &Monomial) -> Ordering {
    let (mut left, mut right) = (a.iter(), b.iter());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (Some(_), None) => return Ordering::Greater,
            (None, Some(_)) => return Ordering::Less,
            (Some((x, e)), Some((y, f))) => match x.cmp(y) {
                Ordering::Less => return Ordering::Greater,
                Ordering::Greater => return Ordering::Less,
                Ordering::Equal if e != f => return e.cmp(f),
                Ordering::Equal => {}
            },
        }
    }
}

/// `a/b`, if it is a monomial.
fn quotient(a: &Monomial, b: &Monomial) -> Option<Monomial> {
    let mut out = a.clone();
    for (atom, e) in b {
        let (_, power) = out.iter_mut().find(|(x, _)| x == atom)?;
        *power = power.checked_sub(*e)?;
    }
    out.retain(|(_, e)| *e > 0);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ring::difference;
    use crate::term::Term;

    fn root(t: &Term) -> Option<Rational> {
        let p = difference(t, &Term::int(0))?;
        let (c, q) = square(&p)?;
        assert_eq!(Ring::default().square(&q)?.scaled(&c), p);
        Some(c)
    }

    #[test]
    fn squares_are_seen_and_only_they() {
        let atom = |name| Term::app(name, vec![]);
        let (a, b) = (atom("a"), atom("b"));
        let squared = |t: Term| Term::pow(t, Term::int(2));
        let expanded = |sign: i64, last: i64| {
            let mixed = Term::mul(vec![Term::int(2 * sign), a.clone(), b.clone()]);
            Term::add(vec![squared(a.clone()), mixed, Term::mul(vec![Term::int(last), squared(b.clone())])])
        };
        assert_eq!(root(&expanded(1, 1)), Some(Rational::one()));
        assert_eq!(root(&expanded(-1, 1)), Some(Rational::one()));
        assert_eq!(root(&Term::mul(vec![Term::int(-3), expanded(-1, 1)])), Some(Rational::integer(-3)));
        assert_eq!(root(&expanded(1, 2)), None);
        assert_eq!(root(&expanded(1, -1)), None);
        let three = squared(Term::add(vec![a.clone(), Term::mul(vec![Term::int(-2), b.clone()]), atom("c"), Term::int(1)]));
        assert_eq!(root(&three), Some(Rational::one()));
    }
}
