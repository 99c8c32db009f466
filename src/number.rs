//! Exact rational numbers: the only arithmetic of derive-check.
//!
//! A thin wrapper around [`num_rational::BigRational`], so that every module names one type and the
//! choice of representation stays here. There are no floats anywhere near a verdict.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact rational number in lowest terms with a positive denominator.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

/// A number that fits two machine words is always `Small`, so that equality is equality of representations.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Big(Box<BigRational>),
}

/// Lowest terms of machine-word products and sums; `None` where the result does not fit.
fn reduced(n: i128, d: i128) -> Option<Rational> {
    let gcd = n.unsigned_abs().gcd(&d.unsigned_abs()).max(1);
    let gcd = i128::try_from(gcd).ok()?;
    let (n, d) = (i64::try_from(n / gcd).ok()?, i64::try_from(d / gcd).ok()?);
    // The least machine integer has no negative.
    (n != i64::MIN).then_some(Rational(Repr::Small(n, d)))
}

impl Rational {
    fn from_big(value: BigRational) -> Self {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(n), Some(d)) if n != i64::MIN => Rational(Repr::Small(n, d)),
            _ => Rational(Repr::Big(Box::new(value))),
        }
    }
    fn big(&self) -> BigRational {
        match &self.0 {
            // Already in lowest terms.
            Repr::Small(n, d) => BigRational::new_raw(BigInt::from(*n), BigInt::from(*d)),
            Repr::Big(value) => (**value).clone(),
        }
    }
    /// The number 0.
    pub fn zero() -> Self {
        Rational(Repr::Small(0, 1))
    }
    /// The number 1.
    pub fn one() -> Self {
        Rational(Repr::Small(1, 1))
    }
    /// The integer `n`.
    pub fn integer(n: i64) -> Self {
        Self::from_bigint(BigInt::from(n))
    }
    /// The fraction `n/d`.
    ///
    /// # Panics
    /// If `d` is 0; callers pass literals.
    pub fn fraction(n: i64, d: i64) -> Self {
        Self::from_big(BigRational::new(BigInt::from(n), BigInt::from(d)))
    }
    /// From a big integer.
    pub fn from_bigint(n: BigInt) -> Self {
        Self::from_big(BigRational::from_integer(n))
    }
    /// From numerator and denominator; `None` if the denominator is 0.
    pub fn from_parts(n: BigInt, d: BigInt) -> Option<Self> {
        (!d.is_zero()).then(|| Self::from_big(BigRational::new(n, d)))
    }
    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        self.0 == Repr::Small(0, 1)
    }
    /// Is this 1?
    pub fn is_one(&self) -> bool {
        self.0 == Repr::Small(1, 1)
    }
    /// Is this an integer?
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_, d) => *d == 1,
            Repr::Big(value) => value.is_integer(),
        }
    }
    /// Greater than 0?
    pub fn is_positive(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n > 0,
            Repr::Big(value) => value.is_positive(),
        }
    }
    /// Less than 0?
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(n, _) => *n < 0,
            Repr::Big(value) => value.is_negative(),
        }
    }
    /// Numerator (carries the sign).
    pub fn numer(&self) -> BigInt {
        match &self.0 {
            Repr::Small(n, _) => BigInt::from(*n),
            Repr::Big(value) => value.numer().clone(),
        }
    }
    /// Denominator (positive).
    pub fn denom(&self) -> BigInt {
        match &self.0 {
            Repr::Small(_, d) => BigInt::from(*d),
            Repr::Big(value) => value.denom().clone(),
        }
    }
    /// The larger of the lengths of numerator and denominator, in bits.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small(n, d) => u64::from(64 - n.unsigned_abs().leading_zeros().min(d.unsigned_abs().leading_zeros())),
            Repr::Big(value) => value.numer().bits().max(value.denom().bits()),
        }
    }
    /// The value as a machine integer, if it is an integer and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(n, 1) => Some(*n),
            _ => None,
        }
    }
    /// Absolute value.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }
    /// The inverse; `None` for 0.
    pub fn recip(&self) -> Option<Self> {
        match &self.0 {
            Repr::Small(0, _) => None,
            Repr::Small(n, d) => Some(Rational(Repr::Small(if *n < 0 { -d } else { *d }, n.abs()))),
            Repr::Big(value) => Some(Self::from_big(value.recip())),
        }
    }
    /// The quotient; `None` when dividing by 0.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        other.recip().map(|inverse| self * &inverse)
    }
    /// Largest integer not above this number.
    pub fn floor(&self) -> BigInt {
        self.numer().div_floor(&self.denom())
    }
    /// Smallest integer not below this number.
    pub fn ceil(&self) -> BigInt {
        -((-self.numer()).div_floor(&self.denom()))
    }
    /// Integer power. `None` for 0 to a negative power, or when the result would have more than
    /// `max_bits` bits. `0^0 = 1`.
    pub fn checked_pow(&self, exponent: i64, max_bits: u64) -> Option<Self> {
        if exponent == 0 {
            return Some(Self::one());
        }
        if self.is_zero() {
            return (exponent > 0).then(Self::zero);
        }
        let magnitude = exponent.unsigned_abs();
        let unit = self.abs().is_one();
        if !unit && self.bits().saturating_mul(magnitude) > max_bits {
            return None;
        }
        let power = u32::try_from(if unit { magnitude % 2 } else { magnitude }).ok()?;
        let value = Self::from_big(BigRational::new(self.numer().pow(power), self.denom().pow(power)));
        if exponent < 0 { value.recip() } else { Some(value) }
    }
    /// Parses `3`, `0.25`, `.5`, `1e-3` exactly; `None` for anything else or more than 1,000 digits.
    pub fn parse_decimal(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let digits: String = [whole, fraction].concat();
        if digits.len() > 1000 || exponent.abs() > 1000 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let value = BigRational::from_integer(digits.parse::<BigInt>().ok()?);
        let shift = exponent - i64::try_from(fraction.len()).ok()?;
        let scale = BigRational::from_integer(BigInt::from(10)).pow(i32::try_from(shift).ok()?);
        Some(Self::from_big(value * scale))
    }
}

impl From<i64> for Rational {
    fn from(n: i64) -> Self {
        Self::integer(n)
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a, b), Repr::Small(c, d)) => (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b))),
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() { write!(f, "{}", self.numer()) } else { write!(f, "{}/{}", self.numer(), self.denom()) }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            // Products of machine words have at most 126 bits, and their sum fits.
            if let Some(sum) = reduced(a * d + c * b, b * d) {
                return sum;
            }
        }
        Rational::from_big(self.big() + other.big())
    }
}
impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        self + &-other
    }
}
impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let Some(product) = reduced(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d))
        {
            return product;
        }
        Rational::from_big(self.big() * other.big())
    }
}
impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        match &self.0 {
            Repr::Small(n, d) => Rational(Repr::Small(-n, *d)),
            Repr::Big(value) => Rational::from_big(-(**value).clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(Rational::parse_decimal("0.25"), Some(Rational::fraction(1, 4)));
        assert_eq!(Rational::parse_decimal(".5"), Some(Rational::fraction(1, 2)));
        assert_eq!(Rational::parse_decimal("1e-3"), Some(Rational::fraction(1, 1000)));
        assert_eq!(Rational::parse_decimal("."), None);
    }

    #[test]
    fn large_and_small_numbers_agree() {
        let big = Rational::integer(i64::MAX);
        let sum = &big + &big;
        assert_eq!(sum.to_i64(), None);
        assert_eq!(&sum - &big, big);
        assert_eq!((&sum - &big).to_i64(), Some(i64::MAX));
        assert!(sum > big && -&sum < -&big);
        let square = &sum * &sum;
        assert_eq!(square.checked_div(&sum), Some(sum.clone()));
        let least = Rational::integer(i64::MIN);
        assert_eq!(-&(-&least), least);
        assert_eq!(least.abs(), -&least);
        assert_eq!(least.recip().and_then(|r| r.recip()), Some(least));
        assert_eq!(Rational::fraction(-2, 4), Rational::fraction(1, -2));
        assert_eq!(Rational::fraction(-1, 2).recip(), Some(Rational::integer(-2)));
    }

    #[test]
    fn powers_are_bounded_and_total() {
        assert_eq!(Rational::integer(2).checked_pow(1_000_000_000, 10_000), None);
        assert_eq!(Rational::zero().checked_pow(-1, 64), None);
        assert_eq!(Rational::zero().checked_pow(0, 64), Some(Rational::one()));
        assert_eq!(Rational::integer(-1).checked_pow(1_000_000_001, 64), Some(Rational::integer(-1)));
        assert_eq!(Rational::fraction(2, 3).checked_pow(-2, 64), Some(Rational::fraction(9, 4)));
    }
}
