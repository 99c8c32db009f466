//! Polynomials over the rationals in formal logarithms `log n` (of primes, as far as numbers are factored) and π.
//!
//! Equal polynomials stand for equal reals. Unequal ones are *not* taken for unequal reals: that is certified by an
//! enclosure, or left undecided. So nothing here rests on the independence of logarithms.

use super::ball::Ball;
use super::{Arith, Q, Res};
use num_bigint::BigUint;
use num_traits::{One, Zero};
use std::collections::BTreeMap;

/// A formal real number.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Atom {
    /// The logarithm of an integer above 1.
    Log(BigUint),
    /// The number π.
    Pi,
}

type Monomial = Vec<(Atom, u32)>;

/// A polynomial: monomial to non-zero coefficient. Never constant: a constant is a plain rational.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct LogPoly(pub(super) BTreeMap<Monomial, Q>);

/// Beyond these, a polynomial becomes an enclosure.
const MAX_TERMS: usize = 120;
const MAX_DEGREE: usize = 8;

impl LogPoly {
    pub fn constant(q: &Q) -> Self {
        let mut map = BTreeMap::new();
        if !q.is_zero() {
            map.insert(Vec::new(), q.clone());
        }
        LogPoly(map)
    }
    pub fn pi() -> Self {
        LogPoly(BTreeMap::from([(vec![(Atom::Pi, 1)], Q::ONE)]))
    }
    /// `log q` for positive `q`; `None` where its parts are too long to be worth factoring.
    pub fn log(q: &Q) -> Option<Self> {
        let r = q.to_rational();
        let (n, d) = (r.numer().to_biguint()?, r.denom().to_biguint()?);
        let mut map = BTreeMap::new();
        for (number, sign) in [(n, 1), (d, -1)] {
            for (prime, count) in factor(number)? {
                let coefficient = Q::int(i64::from(count) * sign);
                add_term(&mut map, vec![(Atom::Log(prime), 1)], &coefficient);
            }
        }
        Some(LogPoly(map))
    }
    /// The rational, if the polynomial is constant.
    pub fn as_constant(&self) -> Option<Q> {
        match self.0.len() {
            0 => Some(Q::ZERO),
            1 => self.0.get(&Vec::new()).cloned(),
            _ => None,
        }
    }
    pub fn add(&self, other: &Self) -> Self {
        let (mut long, short) = if self.0.len() >= other.0.len() { (self.0.clone(), other) } else { (other.0.clone(), self) };
        for (m, c) in &short.0 {
            add_term(&mut long, m.clone(), c);
        }
        LogPoly(long)
    }
    pub fn scale(&self, q: &Q) -> Self {
        if q.is_zero() {
            return LogPoly::default();
        }
        LogPoly(self.0.iter().map(|(m, c)| (m.clone(), c.mul(q))).collect())
    }
    /// The product; `None` where it grows too long.
    pub fn mul(&self, other: &Self) -> Option<Self> {
        let mut map = BTreeMap::new();
        for (m, c) in &self.0 {
            for (n, d) in &other.0 {
                let product = mul_monomials(m, n);
                if product.iter().map(|(_, e)| *e as usize).sum::<usize>() > MAX_DEGREE {
                    return None;
                }
                add_term(&mut map, product, &c.mul(d));
            }
            if map.len() > MAX_TERMS {
                return None;
            }
        }
        Some(LogPoly(map))
    }
    /// `exp` of it, where that is a rational: an integer combination of logarithms.
    pub fn exp(&self, max_bits: u64) -> Option<Q> {
        let mut value = Q::ONE;
        for (m, c) in &self.0 {
            let [(Atom::Log(n), 1)] = m.as_slice() else { return None };
            let base = Q::from_rational(&crate::number::Rational::from_bigint(n.clone().into()));
            value = value.mul(&base.pow(c.to_i64()?, max_bits)?);
            if value.bits() > max_bits {
                return None;
            }
        }
        Some(value)
    }
    /// An enclosure.
    pub fn ball(&self, ar: &mut Arith) -> Res<Ball> {
        let mut sum = Ball::int(0);
        for (m, c) in &self.0 {
            ar.spend(2)?;
            let mut term = Ball::from_q(c, ar)?;
            for (atom, e) in m {
                let value = match atom {
                    Atom::Log(n) => ar.log_integer(n)?,
                    Atom::Pi => ar.pi_ball()?,
                };
                let power = value.pow(u64::from(*e), ar)?;
                term = term.mul(&power, ar)?;
            }
            sum = sum.add(&term, ar)?;
        }
        Ok(sum)
    }
}

fn add_term(map: &mut BTreeMap<Monomial, Q>, m: Monomial, c: &Q) {
    match map.entry(m) {
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert(c.clone());
        }
        std::collections::btree_map::Entry::Occupied(mut taken) => {
            let sum = taken.get().add(c);
            if sum.is_zero() {
                taken.remove();
            } else {
                taken.insert(sum);
            }
        }
    }
}

fn mul_monomials(a: &Monomial, b: &Monomial) -> Monomial {
    let mut map: BTreeMap<&Atom, u32> = BTreeMap::new();
    for (atom, e) in a.iter().chain(b) {
        let entry = map.entry(atom).or_insert(0);
        *entry = entry.saturating_add(*e);
    }
    map.into_iter().map(|(atom, e)| (atom.clone(), e)).collect()
}

/// Factors by trial division; what remains above the bound stands as one factor, prime or not.
fn factor(mut n: BigUint) -> Option<Vec<(BigUint, u32)>> {
    if n.bits() > 512 {
        return None;
    }
    let mut found = Vec::new();
    let mut p = 2u32;
    while !n.is_one() && p < 200 {
        let mut count = 0;
        while (&n % p).is_zero() {
            n /= p;
            count += 1;
        }
        if count > 0 {
            found.push((BigUint::from(p), count));
        }
        p += if p == 2 { 1 } else { 2 };
        if BigUint::from(p) * p > n {
            break;
        }
    }
    if !n.is_one() {
        match found.iter_mut().find(|(q, _)| *q == n) {
            Some(known) => known.1 += 1,
            None => found.push((n, 1)),
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_of_products_are_sums() {
        let log = |n, d| LogPoly::log(&Q::frac(n, d)).unwrap_or_default();
        assert_eq!(log(6, 35), log(2, 7).add(&log(3, 5)));
        assert_eq!(log(4, 1), log(2, 1).scale(&Q::int(2)));
        assert_eq!(log(1, 1), LogPoly::default());
        assert_eq!(log(9, 8).exp(1000), Some(Q::frac(9, 8)));
        assert_eq!(log(2, 1).scale(&Q::frac(1, 2)).exp(1000), None);
        assert_eq!(log(211 * 2, 1), log(211, 1).add(&log(2, 1)));
    }
}
