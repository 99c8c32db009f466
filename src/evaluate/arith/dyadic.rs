//! Dyadic numbers `m·2^e` with directed rounding: the ends of enclosures.
//!
//! `Dir::Down` gives a number not above the true result, `Dir::Up` one not below it. Exponents are bounded, so that
//! nothing can be aligned over an unbounded distance; beyond the bound the operation stops.

use super::{Q, Res, Stop};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;

const MAX_EXP: i64 = 1 << 40;

/// Which way a result is rounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dir {
    Down,
    Up,
}

/// `man·2^exp`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Dyadic {
    pub(super) man: BigInt,
    pub(super) exp: i64,
}

fn bits(n: &BigInt) -> i64 {
    i64::try_from(n.bits()).unwrap_or(i64::MAX)
}

impl Dyadic {
    pub fn zero() -> Self {
        Dyadic { man: BigInt::zero(), exp: 0 }
    }
    pub fn int(n: i64) -> Self {
        Dyadic { man: BigInt::from(n), exp: 0 }
    }
    pub fn sign(&self) -> i32 {
        match self.man.sign() {
            Sign::Minus => -1,
            Sign::NoSign => 0,
            Sign::Plus => 1,
        }
    }
    pub fn neg(&self) -> Self {
        Dyadic { man: -&self.man, exp: self.exp }
    }
    /// `floor(log2 |x|) + 1` for `x != 0`.
    pub fn top(&self) -> i64 {
        self.exp.saturating_add(bits(&self.man))
    }
    /// Multiplied by `2^k`, exactly.
    pub fn shift(&self, k: i64) -> Res<Self> {
        Self { man: self.man.clone(), exp: self.exp.saturating_add(k) }.checked()
    }
    fn checked(self) -> Res<Self> {
        if self.man.is_zero() {
            return Ok(Self::zero());
        }
        if self.exp.abs() > MAX_EXP { Err(Stop::TooBig) } else { Ok(self) }
    }

    /// Rounded to `prec` bits.
    pub fn round(self, prec: u32, dir: Dir) -> Res<Self> {
        let excess = bits(&self.man) - i64::from(prec);
        if excess <= 0 {
            return self.checked();
        }
        let shift = u64::try_from(excess).map_err(|_| Stop::TooBig)?;
        // `>>` on BigInt is floor division, as `Down` wants; the ceiling is the negated floor of the negation.
        let man = match dir {
            Dir::Down => &self.man >> shift,
            Dir::Up => -((-&self.man) >> shift),
        };
        Dyadic { man, exp: self.exp.saturating_add(excess) }.checked()
    }

    pub fn add(&self, other: &Self, prec: u32, dir: Dir) -> Res<Self> {
        if self.man.is_zero() {
            return other.clone().round(prec, dir);
        }
        if other.man.is_zero() {
            return self.clone().round(prec, dir);
        }
        let (big, small) = if self.top() >= other.top() { (self, other) } else { (other, self) };
        let wide = i64::from(prec) + 16;
        if big.top().saturating_sub(small.top()) > wide.saturating_add(2) {
            return big.nudged(small.sign(), wide, dir)?.round(prec, dir);
        }
        // Tops are near each other; the mantissas are at most a few thousand bits, so is the distance of exponents.
        let exp = big.exp.min(small.exp);
        let align = |x: &Dyadic| -> Res<BigInt> {
            let by = u64::try_from(x.exp - exp).map_err(|_| Stop::TooBig)?;
            if by > 1 << 20 { Err(Stop::TooBig) } else { Ok(&x.man << by) }
        };
        Dyadic { man: align(big)? + align(small)?, exp }.round(prec, dir)
    }

    /// A bound of `self + tiny`, where `|tiny| < 2^(top − wide − 1)` has this sign.
    fn nudged(&self, sign: i32, wide: i64, dir: Dir) -> Res<Self> {
        if (sign > 0) != (dir == Dir::Up) {
            return Ok(self.clone());
        }
        let missing = (wide - bits(&self.man)).max(0);
        let by = u64::try_from(missing).map_err(|_| Stop::TooBig)?;
        // The step is 2^(top − wide) exactly, also where the mantissa is longer than `wide`.
        let longer = u64::try_from((bits(&self.man) - wide).max(0)).map_err(|_| Stop::TooBig)?;
        let man = (&self.man << by) + (BigInt::from(sign) << longer);
        Dyadic { man, exp: self.exp - missing }.checked()
    }

    pub fn mul(&self, other: &Self, prec: u32, dir: Dir) -> Res<Self> {
        Dyadic { man: &self.man * &other.man, exp: self.exp.saturating_add(other.exp) }.checked()?.round(prec, dir)
    }

    /// `self/other`; `other` is not 0 (else it stops).
    pub fn div(&self, other: &Self, prec: u32, dir: Dir) -> Res<Self> {
        if other.man.is_zero() {
            return Err(Stop::Undecided);
        }
        let extra = (i64::from(prec) + 2 + bits(&other.man) - bits(&self.man)).max(0);
        let by = u64::try_from(extra).map_err(|_| Stop::TooBig)?;
        let numer = &self.man << by;
        let man = match dir {
            Dir::Down => numer.div_floor(&other.man),
            Dir::Up => -((-numer).div_floor(&other.man)),
        };
        Dyadic { man, exp: self.exp.saturating_sub(other.exp).saturating_sub(extra) }.checked()?.round(prec, dir)
    }

    /// The square root of a number that is not negative.
    pub fn sqrt(&self, prec: u32, dir: Dir) -> Res<Self> {
        if self.man.is_negative() {
            return Err(Stop::Undecided);
        }
        let mut extra = (2 * i64::from(prec) + 4 - bits(&self.man)).max(0);
        extra += (self.exp - extra).rem_euclid(2);
        let by = u64::try_from(extra).map_err(|_| Stop::TooBig)?;
        let wide = &self.man << by;
        let root = wide.sqrt();
        let man = if dir == Dir::Up && &root * &root != wide { root + 1 } else { root };
        Dyadic { man, exp: (self.exp - extra) / 2 }.round(prec, dir)
    }

    /// `floor(self·2^places)` of a number that is not negative.
    pub fn units(&self, places: u32) -> Res<BigUint> {
        let shift = self.exp.saturating_add(i64::from(places));
        if self.man.is_negative() || shift > i64::from(places) + 64 {
            return Err(Stop::TooBig);
        }
        let by = shift.unsigned_abs();
        let man = self.man.magnitude();
        Ok(if shift >= 0 { man << by } else { man >> by })
    }

    /// A bound of a rational.
    pub fn from_q(q: &Q, prec: u32, dir: Dir) -> Res<Self> {
        let r = q.to_rational();
        let whole = |n: &BigInt| Dyadic { man: n.clone(), exp: 0 };
        whole(&r.numer()).div(&whole(&r.denom()), prec, dir)
    }

    pub fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.sign(), other.sign());
        if a != b || a == 0 {
            return a.cmp(&b);
        }
        let by_top = self.top().cmp(&other.top());
        if by_top != Ordering::Equal {
            return if a > 0 { by_top } else { by_top.reverse() };
        }
        let exp = self.exp.min(other.exp);
        // Equal tops: the distance of exponents is the difference of the mantissas' lengths.
        let align = |x: &Dyadic| &x.man << u64::try_from(x.exp - exp).unwrap_or(0);
        align(self).cmp(&align(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_directed() {
        let third = Q::frac(1, 3);
        let low = Dyadic::from_q(&third, 20, Dir::Down).unwrap_or(Dyadic::zero());
        let high = Dyadic::from_q(&third, 20, Dir::Up).unwrap_or(Dyadic::zero());
        assert_eq!(low.cmp(&high), Ordering::Less);
        let three = Dyadic::int(3);
        let one = Dyadic::int(1);
        assert_eq!(low.mul(&three, 100, Dir::Down).map(|x| x.cmp(&one)), Ok(Ordering::Less));
        assert_eq!(high.mul(&three, 100, Dir::Up).map(|x| x.cmp(&one)), Ok(Ordering::Greater));
        let minus = Dyadic::from_q(&third.neg(), 20, Dir::Down).unwrap_or(Dyadic::zero());
        assert_eq!(minus.cmp(&high.neg()), Ordering::Equal);
    }

    #[test]
    fn far_apart_numbers_add_without_alignment() {
        let huge = Dyadic { man: BigInt::from(1), exp: 1 << 39 };
        let one = Dyadic::int(1);
        for dir in [Dir::Down, Dir::Up] {
            let sum = huge.add(&one, 64, dir).unwrap_or(Dyadic::zero());
            let expected = if dir == Dir::Up { Ordering::Greater } else { Ordering::Equal };
            assert_eq!(sum.cmp(&huge), expected);
            let less = huge.add(&one.neg(), 64, dir).unwrap_or(Dyadic::zero());
            assert_eq!(less.cmp(&huge), if dir == Dir::Up { Ordering::Equal } else { Ordering::Less });
        }
        let square = huge.mul(&huge, 64, Dir::Up);
        assert!(square.and_then(|s| s.mul(&huge, 64, Dir::Up)).is_err());
    }

    #[test]
    fn roots_enclose() {
        let two = Dyadic::int(2);
        let low = two.sqrt(50, Dir::Down).unwrap_or(Dyadic::zero());
        let high = two.sqrt(50, Dir::Up).unwrap_or(Dyadic::zero());
        assert_eq!(low.mul(&low, 200, Dir::Up).map(|x| x.cmp(&two)), Ok(Ordering::Less));
        assert_eq!(high.mul(&high, 200, Dir::Down).map(|x| x.cmp(&two)), Ok(Ordering::Greater));
        assert_eq!(Dyadic::int(9).sqrt(50, Dir::Up).map(|x| x.cmp(&Dyadic::int(3))), Ok(Ordering::Equal));
    }
}
