//! Enclosures `[lo, hi]` with dyadic ends. Each operation's result contains every result of the operation on points
//! of its arguments, because every end is rounded outwards. What cannot be decided stops with [`Stop::Undecided`].

use super::dyadic::{Dir, Dyadic};
use super::{Arith, Q, Res, Stop};
use std::cmp::Ordering;

/// A closed interval that contains the number meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ball {
    pub(super) lo: Dyadic,
    pub(super) hi: Dyadic,
}

fn smaller(a: Dyadic, b: Dyadic) -> Dyadic {
    if a.cmp(&b) == Ordering::Greater { b } else { a }
}
fn larger(a: Dyadic, b: Dyadic) -> Dyadic {
    if a.cmp(&b) == Ordering::Less { b } else { a }
}

impl Ball {
    pub fn point(x: Dyadic) -> Self {
        Ball { lo: x.clone(), hi: x }
    }
    pub fn int(n: i64) -> Self {
        Self::point(Dyadic::int(n))
    }
    pub fn from_q(q: &Q, ar: &Arith) -> Res<Self> {
        Ok(Ball { lo: Dyadic::from_q(q, ar.prec, Dir::Down)?, hi: Dyadic::from_q(q, ar.prec, Dir::Up)? })
    }
    /// The sign, where all points have the same.
    pub fn sign(&self) -> Option<i32> {
        let (a, b) = (self.lo.sign(), self.hi.sign());
        (a == b).then_some(a)
    }
    /// Is `self < other` for all points?
    pub fn below(&self, other: &Self) -> bool {
        self.hi.cmp(&other.lo) == Ordering::Less
    }
    /// Is the interval so narrow that its points can be told from 0 only by 2^-bits, relative to `scale` (or to 1)?
    pub fn narrow(&self, scale: &Self, bits: i64) -> bool {
        let top = [&self.lo, &self.hi].into_iter().filter(|x| x.sign() != 0).map(Dyadic::top).max();
        let reference = [&scale.lo, &scale.hi].into_iter().filter(|x| x.sign() != 0).map(Dyadic::top).max().unwrap_or(0);
        top.is_none_or(|top| top.saturating_sub(reference.max(0)) < -bits)
    }
    pub fn neg(&self) -> Self {
        Ball { lo: self.hi.neg(), hi: self.lo.neg() }
    }
    pub fn add(&self, other: &Self, ar: &Arith) -> Res<Self> {
        Ok(Ball { lo: self.lo.add(&other.lo, ar.prec, Dir::Down)?, hi: self.hi.add(&other.hi, ar.prec, Dir::Up)? })
    }
    pub fn sub(&self, other: &Self, ar: &Arith) -> Res<Self> {
        self.add(&other.neg(), ar)
    }
    pub fn mul(&self, other: &Self, ar: &Arith) -> Res<Self> {
        if self.lo.sign() >= 0 && other.lo.sign() >= 0 {
            let lo = self.lo.mul(&other.lo, ar.prec, Dir::Down)?;
            return Ok(Ball { lo, hi: self.hi.mul(&other.hi, ar.prec, Dir::Up)? });
        }
        let mut ends: Option<(Dyadic, Dyadic)> = None;
        for (a, b) in [(&self.lo, &other.lo), (&self.lo, &other.hi), (&self.hi, &other.lo), (&self.hi, &other.hi)] {
            let (down, up) = (a.mul(b, ar.prec, Dir::Down)?, a.mul(b, ar.prec, Dir::Up)?);
            ends = Some(match ends {
                None => (down, up),
                Some((lo, hi)) => (smaller(lo, down), larger(hi, up)),
            });
        }
        let (lo, hi) = ends.ok_or(Stop::Unsupported)?;
        Ok(Ball { lo, hi })
    }
    /// The inverse; certainly undefined at exactly 0, undecided where 0 is one of several points.
    pub fn recip(&self, ar: &Arith) -> Res<Self> {
        match self.sign() {
            None => Err(Stop::Undecided),
            Some(0) => Err(Stop::Undefined),
            Some(_) => {
                let one = Dyadic::int(1);
                Ok(Ball { lo: one.div(&self.hi, ar.prec, Dir::Down)?, hi: one.div(&self.lo, ar.prec, Dir::Up)? })
            }
        }
    }
    /// Divided by a positive integer.
    pub fn div_int(&self, n: i64, ar: &Arith) -> Res<Self> {
        let n = Dyadic::int(n);
        Ok(Ball { lo: self.lo.div(&n, ar.prec, Dir::Down)?, hi: self.hi.div(&n, ar.prec, Dir::Up)? })
    }
    /// Multiplied by `2^k`.
    pub fn shift(&self, k: i64) -> Res<Self> {
        Ok(Ball { lo: self.lo.shift(k)?, hi: self.hi.shift(k)? })
    }
    pub fn abs(&self) -> Self {
        match (self.lo.sign() >= 0, self.hi.sign() <= 0) {
            (true, _) => self.clone(),
            (_, true) => self.neg(),
            _ => Ball { lo: Dyadic::zero(), hi: larger(self.lo.neg(), self.hi.clone()) },
        }
    }
    /// An enclosure of the larger of the two numbers.
    pub fn max(&self, other: &Self) -> Self {
        Ball { lo: larger(self.lo.clone(), other.lo.clone()), hi: larger(self.hi.clone(), other.hi.clone()) }
    }
    /// Integer power, `n >= 1`.
    pub fn pow(&self, n: u64, ar: &mut Arith) -> Res<Self> {
        // Even powers of an interval around 0: squares are not products of independent factors.
        if n.is_multiple_of(2) && self.lo.sign() < 0 && self.hi.sign() > 0 {
            return self.abs().pow(n, ar);
        }
        let mut result = None;
        let (mut base, mut left) = (self.clone(), n);
        while left > 0 {
            ar.spend(4)?;
            if left % 2 == 1 {
                result = Some(match result {
                    None => base.clone(),
                    Some(r) => base.mul(&r, ar)?,
                });
            }
            left /= 2;
            if left > 0 {
                base = base.mul(&base, ar)?;
            }
        }
        result.ok_or(Stop::Unsupported)
    }
    /// Square root; undefined where certainly negative.
    pub fn sqrt(&self, ar: &Arith) -> Res<Self> {
        if self.hi.sign() < 0 {
            return Err(Stop::Undefined);
        }
        if self.lo.sign() < 0 {
            return Err(Stop::Undecided);
        }
        Ok(Ball { lo: self.lo.sqrt(ar.prec, Dir::Down)?, hi: self.hi.sqrt(ar.prec, Dir::Up)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_power_of_an_interval_around_zero_is_not_negative() {
        let mut ar = Arith::new(64, 1 << 20);
        let around = Ball { lo: Dyadic::int(-1), hi: Dyadic::int(2) };
        let square = around.pow(2, &mut ar);
        assert_eq!(square, Ok(Ball { lo: Dyadic::zero(), hi: Dyadic::int(4) }));
        assert_eq!(around.pow(3, &mut ar), Ok(Ball { lo: Dyadic::int(-4), hi: Dyadic::int(8) }));
        assert_eq!(around.sqrt(&ar), Err(Stop::Undecided));
        assert_eq!(around.abs().sign(), None);
        assert_eq!(around.max(&Ball::int(1)), Ball { lo: Dyadic::int(1), hi: Dyadic::int(2) });
    }
}
