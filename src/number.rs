//! Exact rational numbers: the only arithmetic of derive-check.
//!
//! A thin wrapper around [`num_rational::BigRational`], so that every module names one type and the
//! choice of representation stays here. There are no floats anywhere near a verdict.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact rational number in lowest terms with a positive denominator.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Rational(BigRational);

impl Rational {
    /// The number 0.
    pub fn zero() -> Self {
        Rational(BigRational::zero())
    }
    /// The number 1.
    pub fn one() -> Self {
        Rational(BigRational::one())
    }
    /// The integer `n`.
    pub fn integer(n: i64) -> Self {
        Rational(BigRational::from_integer(BigInt::from(n)))
    }
    /// The fraction `n/d`.
    ///
    /// # Panics
    /// If `d` is 0; callers pass literals.
    pub fn fraction(n: i64, d: i64) -> Self {
        Rational(BigRational::new(BigInt::from(n), BigInt::from(d)))
    }
    /// From a big integer.
    pub fn from_bigint(n: BigInt) -> Self {
        Rational(BigRational::from_integer(n))
    }
    /// From numerator and denominator; `None` if the denominator is 0.
    pub fn from_parts(n: BigInt, d: BigInt) -> Option<Self> {
        (!d.is_zero()).then(|| Rational(BigRational::new(n, d)))
    }
    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
    /// Is this 1?
    pub fn is_one(&self) -> bool {
        self.0.is_one()
    }
    /// Is this an integer?
    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }
    /// Greater than 0?
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }
    /// Less than 0?
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }
    /// Numerator (carries the sign).
    pub fn numer(&self) -> &BigInt {
        self.0.numer()
    }
    /// Denominator (positive).
    pub fn denom(&self) -> &BigInt {
        self.0.denom()
    }
    /// The value as a machine integer, if it is an integer and fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_integer() { self.0.numer().to_i64() } else { None }
    }
    /// Absolute value.
    pub fn abs(&self) -> Self {
        Rational(self.0.abs())
    }
    /// The inverse; `None` for 0.
    pub fn recip(&self) -> Option<Self> {
        (!self.is_zero()).then(|| Rational(self.0.recip()))
    }
    /// The quotient; `None` when dividing by 0.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Rational(&self.0 / &other.0))
    }
    /// Largest integer not above this number.
    pub fn floor(&self) -> BigInt {
        self.0.numer().div_floor(self.0.denom())
    }
    /// Smallest integer not below this number.
    pub fn ceil(&self) -> BigInt {
        -((-self.0.numer()).div_floor(self.0.denom()))
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
        let bits = self.0.numer().bits().max(self.0.denom().bits());
        let magnitude = exponent.unsigned_abs();
        let unit = self.0.numer().magnitude().is_one() && self.0.denom().is_one();
        if !unit && bits.saturating_mul(magnitude) > max_bits {
            return None;
        }
        let reduced = if unit { magnitude % 2 } else { magnitude };
        let power = u32::try_from(reduced).ok()?;
        let numer = self.0.numer().pow(power);
        let denom = self.0.denom().pow(power);
        let value = BigRational::new(numer, denom);
        Some(Rational(if exponent < 0 { value.recip() } else { value }))
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
        Some(Rational(value * scale))
    }
}

impl From<i64> for Rational {
    fn from(n: i64) -> Self {
        Self::integer(n)
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() { write!(f, "{}", self.numer()) } else { write!(f, "{}/{}", self.numer(), self.denom()) }
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        Rational(&self.0 + &other.0)
    }
}
impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        Rational(&self.0 - &other.0)
    }
}
impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        Rational(&self.0 * &other.0)
    }
}
impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        Rational(-&self.0)
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
    fn powers_are_bounded_and_total() {
        assert_eq!(Rational::integer(2).checked_pow(1_000_000_000, 10_000), None);
        assert_eq!(Rational::zero().checked_pow(-1, 64), None);
        assert_eq!(Rational::zero().checked_pow(0, 64), Some(Rational::one()));
        assert_eq!(Rational::integer(-1).checked_pow(1_000_000_001, 64), Some(Rational::integer(-1)));
        assert_eq!(Rational::fraction(2, 3).checked_pow(-2, 64), Some(Rational::fraction(9, 4)));
    }
}
