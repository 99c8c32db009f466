//! Bounded linear arithmetic: is a system of inequalities contradictory?
//!
//! Fourier–Motzkin elimination over the rationals, with rounding where all unknowns of a row are integers. The unknowns are the
//! monomials of [`super::ring`]. "Contradictory" is certain; anything else means only that it was not found.

use super::ring::{Monomial, Poly};
use crate::number::Rational;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

const MAX_ROWS: usize = 120;
const MAX_STEPS: usize = 24;

/// `form + constant >= 0`, or `> 0`. The unknowns are monomials, or their numbers in one system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Row<Unknown = Monomial> {
    /// Ascending, no coefficient is 0.
    form: Vec<(Unknown, Rational)>,
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

    /// The same with its unknowns numbered.
    fn numbered(self, number: &BTreeMap<Monomial, usize>) -> Option<Row<usize>> {
        let form = self.form.into_iter().map(|(m, c)| Some((*number.get(&m)?, c))).collect::<Option<Vec<_>>>()?;
        let Row { constant, strict, integral, facts, .. } = self;
        Some(Row { form, constant, strict, integral, facts })
    }
}

impl<Unknown: Ord + Copy> Row<Unknown> {
    fn coefficient(&self, unknown: Unknown) -> Option<&Rational> {
        self.form.iter().find(|(u, _)| *u == unknown).map(|(_, c)| c)
    }

    fn absurd(&self) -> bool {
        self.form.is_empty() && (self.constant.is_negative() || (self.strict && self.constant.is_zero()))
    }

    /// The positive combination in which the unknown cancels.
    fn combined(&self, other: &Row<Unknown>, unknown: Unknown) -> Option<Row<Unknown>> {
        let (a, b) = (self.coefficient(unknown)?, other.coefficient(unknown)?);
        let (f, g) = (b.abs(), a.abs());
        let times = |c: &Rational, by: &Rational| if by.is_one() { c.clone() } else { c * by };
        let mut form = Vec::with_capacity(self.form.len() + other.form.len());
        let (mut left, mut right) = (self.form.iter().peekable(), other.form.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some((m, _)), Some((n, _))) => m.cmp(n),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let first = if order.is_le() { left.next().map(|(m, c)| (*m, times(c, &f))) } else { None };
            let second = if order.is_ge() { right.next().map(|(m, c)| (*m, times(c, &g))) } else { None };
            match (first, second) {
                (Some((m, c)), Some((_, d))) => form.extend(Some((m, &c + &d)).filter(|(_, sum)| !sum.is_zero())),
                (one, other) => form.extend(one.or(other)),
            }
        }
        let constant = &(&self.constant * &f) + &(&other.constant * &g);
        let facts = self.facts.union(&other.facts).copied().collect();
        let row = Row { form, constant, strict: self.strict || other.strict, integral: self.integral && other.integral, facts };
        Some(row.tightened())
    }
}

impl<Unknown> Row<Unknown> {
    /// For integers: coprime coefficients, no strictness, the constant rounded down.
    fn tightened(mut self) -> Self {
        if !self.integral || self.form.is_empty() {
            return self;
        }
        let coefficients = || self.form.iter().map(|(_, c)| c);
        let denominators = coefficients().fold(BigInt::one(), |acc, c| acc.lcm(&c.denom()));
        let divisor = coefficients().fold(BigInt::zero(), |acc, c| acc.gcd(&(c.numer() * (&denominators / c.denom()))));
        let Some(factor) = Rational::from_parts(denominators, divisor.abs()) else { return self };
        for (_, c) in &mut self.form {
            *c = &*c * &factor;
        }
        let constant = &self.constant * &factor;
        let rounded = if self.strict { constant.ceil() - BigInt::one() } else { constant.floor() };
        self.constant = Rational::from_bigint(rounded);
        self.strict = false;
        self
    }
}

/// The facts behind a contradiction, if one is found.
pub(super) fn contradiction(rows: Vec<Row>) -> Option<BTreeSet<usize>> {
    // Numbers are compared faster than monomials, and in the same order.
    let monomials: BTreeSet<Monomial> = rows.iter().flat_map(|r| r.form.iter().map(|(m, _)| m.clone())).collect();
    let number: BTreeMap<Monomial, usize> = monomials.into_iter().zip(0..).collect();
    let mut rows = rows.into_iter().map(|row| row.numbered(&number)).collect::<Option<Vec<Row<usize>>>>()?;
    for _ in 0..MAX_STEPS {
        rows.sort();
        rows.dedup();
        if let Some(row) = rows.iter().find(|r| r.absurd()) {
            return Some(row.facts.clone());
        }
        rows.retain(|r| !r.form.is_empty());
        let mut signs: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (unknown, c) in rows.iter().flat_map(|r| &r.form) {
            let (up, down) = signs.entry(*unknown).or_default();
            *(if c.is_positive() { up } else { down }) += 1;
        }
        let (&unknown, _) = signs.iter().min_by_key(|(_, (up, down))| up * down)?;
        let (with, mut rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|r| r.coefficient(unknown).is_some());
        let positive = |r: &Row<usize>| r.coefficient(unknown).is_some_and(Rational::is_positive);
        let (up, down): (Vec<_>, Vec<_>) = with.into_iter().partition(positive);
        for a in &up {
            rest.extend(down.iter().filter_map(|b| a.combined(b, unknown)));
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
