//! Exact rationals, fast while they are small: a pair of machine words with checked arithmetic, else [`Rational`].
//!
//! Canonical: whatever fits in machine words is `Small`, so equality and hashing are structural. An overflow never
//! becomes a wrong number: intermediate results are 128 bits wide, which products of 64-bit words cannot exceed.

use crate::number::Rational;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

/// An exact rational number in lowest terms.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Q {
    /// Numerator and positive denominator.
    Small(i64, i64),
    /// Everything that does not fit.
    Big(Rc<Rational>),
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(num_integer::gcd(x, y));
        }
        (a, b) = (b, a % b);
    }
    a
}

impl Q {
    pub const ZERO: Q = Q::Small(0, 1);
    pub const ONE: Q = Q::Small(1, 1);

    /// The integer `n`.
    pub fn int(n: i64) -> Q {
        Q::Small(n, 1)
    }
    /// The fraction; 0 where the denominator is 0 (callers pass literals).
    pub fn frac(n: i64, d: i64) -> Q {
        Self::reduce(i128::from(n), i128::from(d))
    }
    /// From the common type.
    pub fn from_rational(r: &Rational) -> Q {
        match (r.numer().to_i64(), r.denom().to_i64()) {
            (Some(n), Some(d)) => Q::Small(n, d),
            _ => Q::Big(Rc::new(r.clone())),
        }
    }
    /// To the common type.
    pub fn to_rational(&self) -> Rational {
        match self {
            Q::Small(n, d) => Rational::from_parts(BigInt::from(*n), BigInt::from(*d)).unwrap_or_else(Rational::zero),
            Q::Big(r) => (**r).clone(),
        }
    }

    fn reduce(n: i128, d: i128) -> Q {
        if d == 0 || n == 0 {
            return Q::ZERO;
        }
        let g = gcd(n.unsigned_abs(), d.unsigned_abs());
        let g = i128::try_from(g).unwrap_or(1) * d.signum();
        let (n, d) = (n / g, d / g);
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(a), Ok(b)) => Q::Small(a, b),
            _ => Rational::from_parts(BigInt::from(n), BigInt::from(d)).map_or(Q::ZERO, |r| Q::Big(Rc::new(r))),
        }
    }

    pub fn add(&self, other: &Q) -> Q {
        if let (Q::Small(a, b), Q::Small(c, d)) = (self, other) {
            if b == d
                && *b == 1
                && let Some(sum) = a.checked_add(*c)
            {
                return Q::Small(sum, 1);
            }
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            if let Some(n) = (a * d).checked_add(c * b) {
                return Self::reduce(n, b * d);
            }
        }
        Self::from_rational(&(&self.to_rational() + &other.to_rational()))
    }
    pub fn sub(&self, other: &Q) -> Q {
        self.add(&other.neg())
    }
    pub fn mul(&self, other: &Q) -> Q {
        if let (Q::Small(a, b), Q::Small(c, d)) = (self, other) {
            return Self::reduce(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d));
        }
        Self::from_rational(&(&self.to_rational() * &other.to_rational()))
    }
    pub fn neg(&self) -> Q {
        match self {
            Q::Small(n, d) if *n != i64::MIN => Q::Small(-n, *d),
            _ => Self::from_rational(&-&self.to_rational()),
        }
    }
    /// The inverse; `None` for 0.
    pub fn recip(&self) -> Option<Q> {
        match self {
            Q::Small(0, _) => None,
            Q::Small(n, d) => Some(Self::reduce(i128::from(*d), i128::from(*n))),
            Q::Big(r) => r.recip().map(|r| Self::from_rational(&r)),
        }
    }
    pub fn abs(&self) -> Q {
        if self.signum() < 0 { self.neg() } else { self.clone() }
    }
    /// −1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match self {
            Q::Small(n, _) => i32::try_from(n.signum()).unwrap_or(0),
            Q::Big(r) => i32::from(r.is_positive()) - i32::from(r.is_negative()),
        }
    }
    pub fn is_zero(&self) -> bool {
        matches!(self, Q::Small(0, _))
    }
    pub fn is_one(&self) -> bool {
        matches!(self, Q::Small(1, 1))
    }
    pub fn is_integer(&self) -> bool {
        match self {
            Q::Small(_, d) => *d == 1,
            Q::Big(r) => r.is_integer(),
        }
    }
    /// As a machine integer, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        if let Q::Small(n, 1) = self { Some(*n) } else { None }
    }
    /// Bits of numerator and denominator together.
    pub fn bits(&self) -> u64 {
        match self {
            Q::Small(n, d) => u64::from(128 - n.unsigned_abs().leading_zeros() - d.unsigned_abs().leading_zeros()),
            Q::Big(r) => r.numer().bits() + r.denom().bits(),
        }
    }
    /// Integer power within `max_bits`; `None` beyond, and for 0 to a negative power.
    pub fn pow(&self, n: i64, max_bits: u64) -> Option<Q> {
        match n {
            0 => Some(Q::ONE),
            1 => Some(self.clone()),
            -1 => self.recip(),
            _ => self.to_rational().checked_pow(n, max_bits).map(|r| Self::from_rational(&r)),
        }
    }
    /// The number `r >= 0` with `r^k = self >= 0`, if it is rational.
    pub fn exact_root(&self, k: u32) -> Option<Q> {
        if self.signum() < 0 || k == 0 || k > 64 {
            return None;
        }
        let r = self.to_rational();
        let (n, d) = (r.numer().nth_root(k), r.denom().nth_root(k));
        (n.pow(k) == r.numer() && d.pow(k) == r.denom())
            .then(|| Rational::from_parts(n, d).map(|r| Self::from_rational(&r)))
            .flatten()
    }
    /// How hard this number is on a reader: the order in which shrinking prefers values.
    pub fn complexity(&self) -> u64 {
        match self {
            Q::Small(0, _) => 0,
            Q::Small(n, d) => n
                .unsigned_abs()
                .saturating_mul(2)
                .saturating_add(u64::from(*n < 0))
                .saturating_add(d.unsigned_abs().saturating_sub(1).saturating_mul(3)),
            Q::Big(_) => u64::MAX,
        }
    }
}

impl PartialOrd for Q {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Q {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Q::Small(a, b), Q::Small(c, d)) => (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b))),
            _ => self.to_rational().cmp(&other.to_rational()),
        }
    }
}
impl fmt::Display for Q {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_rational().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overflow_becomes_big_and_comes_back() {
        let huge = Q::int(i64::MAX);
        let sum = huge.add(&huge);
        assert!(matches!(sum, Q::Big(_)));
        assert_eq!(sum.sub(&huge), huge);
        assert_eq!(huge.mul(&huge).mul(&huge.recip().unwrap_or(Q::ZERO)), huge);
        assert_eq!(Q::int(i64::MIN).neg().neg(), Q::int(i64::MIN));
        assert_eq!(Q::int(i64::MIN).recip().and_then(|r| r.recip()), Some(Q::int(i64::MIN)));
        assert!(Q::frac(i64::MIN, i64::MIN).is_one());
    }

    #[test]
    fn roots_only_where_exact() {
        assert_eq!(Q::frac(9, 4).exact_root(2), Some(Q::frac(3, 2)));
        assert_eq!(Q::int(2).exact_root(2), None);
        assert_eq!(Q::int(-4).exact_root(2), None);
        assert_eq!(Q::frac(-6, 4), Q::frac(3, -2));
    }
}
