//! Bounded linear arithmetic: is a system of inequalities contradictory?
//!
//! Fourier–Motzkin elimination over the rationals, with rounding where all unknowns of a row are integers. The unknowns are the
//! monomials of [`super::ring`]. "Contradictory" is certain; anything else means only that it was not found.

use super::ring::{Monomial, Poly};
use crate::number::Rational;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use std::collections::{BTreeMap, BTreeSet};

const MAX_ROWS: usize = 120;
const MAX_STEPS: usize = 24;

/// `form + constant >= 0`, or `> 0`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Row {
    form: BTreeMap<Monomial, Rational>,
    constant: Rational,
    strict: bool,
    integral: bool,
    /// The facts from which the row was derived.
    facts: BTreeSet<usize>,
}

impl Row {
    /// `p >= 0` or `p > 0`; `integral` if all monomials of `p` are integers.
    pub(super) fn new(p: &Poly, strict: bool, integral: bool, facts: BTreeSet<usize>) -> Row {
        let form = p.0.iter().filter(|(m, _)| !m.is_empty()).map(|(m, c)| (m.clone(), c.clone())).collect();
        Row { form, constant: p.constant_term(), strict, integral, facts }.tightened()
    }

    /// For integers: coprime coefficients, no strictness, the constant rounded down.
    fn tightened(mut self) -> Row {
        if !self.integral || self.form.is_empty() {
            return self;
        }
        let denominators = self.form.values().fold(BigInt::one(), |acc, c| acc.lcm(&c.denom()));
        let divisor = self.form.values().fold(BigInt::zero(), |acc, c| acc.gcd(&(c.numer() * (&denominators / c.denom()))));
        let Some(factor) = Rational::from_parts(denominators, divisor.abs()) else { return self };
        for c in self.form.values_mut() {
            *c = &*c * &factor;
        }
        let constant = &self.constant * &factor;
        let rounded = if self.strict { constant.ceil() - BigInt::one() } else { constant.floor() };
        self.constant = Rational::from_bigint(rounded);
        self.strict = false;
        self
    }

    fn absurd(&self) -> bool {
        self.form.is_empty() && (self.constant.is_negative() || (self.strict && self.constant.is_zero()))
    }

    /// The positive combination in which the unknown cancels.
    fn combined(&self, other: &Row, unknown: &Monomial) -> Option<Row> {
        let (a, b) = (self.form.get(unknown)?, other.form.get(unknown)?);
        let (f, g) = (b.abs(), a.abs());
        let times = |c: &Rational, by: &Rational| if by.is_one() { c.clone() } else { c * by };
        let mut form: BTreeMap<Monomial, Rational> = self.form.iter().map(|(m, c)| (m.clone(), times(c, &f))).collect();
        for (m, c) in &other.form {
            let scaled = times(c, &g);
            let value = match form.remove(m) {
                Some(present) => &present + &scaled,
                None => scaled,
            };
            if !value.is_zero() {
                form.insert(m.clone(), value);
            }
        }
        let constant = &(&self.constant * &f) + &(&other.constant * &g);
        let facts = self.facts.union(&other.facts).copied().collect();
        let row = Row { form, constant, strict: self.strict || other.strict, integral: self.integral && other.integral, facts };
        Some(row.tightened())
    }
}

/// The facts behind a contradiction, if one is found.
pub(super) fn contradiction(mut rows: Vec<Row>) -> Option<BTreeSet<usize>> {
    for _ in 0..MAX_STEPS {
        rows.sort();
        rows.dedup();
        if let Some(row) = rows.iter().find(|r| r.absurd()) {
            return Some(row.facts.clone());
        }
        rows.retain(|r| !r.form.is_empty());
        let unknowns: BTreeSet<&Monomial> = rows.iter().flat_map(|r| r.form.keys()).collect();
        let signs = |m: &Monomial| {
            let of = |positive: bool| rows.iter().filter(|r| r.form.get(m).is_some_and(|c| c.is_positive() == positive)).count();
            (of(true), of(false))
        };
        let best = unknowns.into_iter().min_by_key(|m| {
            let (up, down) = signs(m);
            up * down
        });
        let unknown = best?.clone();
        let (with, mut rest): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|r| r.form.contains_key(&unknown));
        let (up, down): (Vec<Row>, Vec<Row>) =
            with.into_iter().partition(|r| r.form.get(&unknown).is_some_and(Rational::is_positive));
        for a in &up {
            rest.extend(down.iter().filter_map(|b| a.combined(b, &unknown)));
            if rest.len() > MAX_ROWS {
                return None;
            }
        }
        rows = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ring;
    use crate::term::Term;

    /// `a <= b`, or `a < b`.
    fn row(a: &Term, b: &Term, strict: bool, integral: bool) -> Row {
        let p = ring::difference(b, a).unwrap_or_default();
        Row::new(&p, strict, integral, BTreeSet::new())
    }

    #[test]
    fn integers_are_rounded_and_reals_are_not() {
        let n = || Term::app("n", vec![]);
        let twice = Term::mul(vec![Term::int(2), n()]);
        // 1 <= 2n and 2n <= 1: no integer, but a real.
        let rows = |integral| vec![row(&Term::int(1), &twice, false, integral), row(&twice, &Term::int(1), false, integral)];
        assert!(contradiction(rows(true)).is_some());
        assert!(contradiction(rows(false)).is_none());
        // 0 < n < 1 likewise.
        let open = |integral| vec![row(&Term::int(0), &n(), true, integral), row(&n(), &Term::int(1), true, integral)];
        assert!(contradiction(open(true)).is_some());
        assert!(contradiction(open(false)).is_none());
        assert!(contradiction(vec![row(&n(), &n(), true, false)]).is_some());
        assert!(contradiction(vec![row(&n(), &n(), false, false)]).is_none());
    }
}
