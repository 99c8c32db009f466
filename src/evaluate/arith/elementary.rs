//! Enclosures of exp, log and π.
//!
//! Proof sketch. The series of exp and π are summed in interval arithmetic, so rounding is already inside the result;
//! only the tail has to be added. That of artanh is summed in integers, see [`artanh_units`].
//! * exp: `exp x = exp(x/2^m)^(2^m)`, with `|r| = |x/2^m| <= 2^-8`. The tail of `Σ r^k/k!` after the terms `k < N`
//!   is at most `|r|^N/N! · 1/(1 − |r|) <= 2·|r|^N/N!`.
//! * log of a positive dyadic: `x = 2^k·y` with `1/2 <= y < 1`, doubled where `y < 2/3`, so `2/3 <= y < 4/3`;
//!   `log y = 2·artanh z` with `z = (y − 1)/(y + 1)`, `|z| <= 1/5`. `log 2 = 2·artanh(1/3)`.
//! * π = 16·arctan(1/5) − 4·arctan(1/239); each series alternates and falls, so the tail is at most the next term.
//!
//! exp and log increase, so the image of `[lo, hi]` is enclosed by the lower bound at lo and the upper bound at hi. Where the
//! interval is narrow, the latter follows from the value at lo: `log hi <= log lo + (hi − lo)/lo`, and with `w = hi − lo <= 1`,
//! `exp hi <= exp lo·(1 + w + w²)`.

use super::ball::Ball;
use super::dyadic::{Dir, Dyadic};
use super::{Arith, Q, Res, Stop};
use num_bigint::{BigInt, BigUint};
use num_traits::Zero;

/// Intervals no wider than 2^-NARROW are handled from their lower end.
const NARROW: i64 = 16;

/// `[-|x|·2^k, |x|·2^k]` around 0, for a tail bound.
fn around_zero(x: &Ball, k: i64) -> Res<Ball> {
    let hi = x.abs().shift(k)?.hi;
    Ok(Ball { lo: hi.neg(), hi })
}

/// The series of `artanh z` for `0 <= z <= 1/3` in units `u = 2^-places`, from `a = floor(z/u)`: a lower bound, and by how many
/// units the true value may lie above it.
///
/// Every operation rounds down. Let `p` be the computed power `z^(2i+1)` and `e` the units it lacks: `e < 1` at first; the square
/// lacks less than 2, so the next power lacks less than `1 + e/9 + 2/3 + 1/9 < 2`. Each term then lacks less than `2 + 1`. When
/// the power has come to 0 the true one is below 2, and the terms left out sum to less than 1.
fn artanh_units(a: &BigUint, places: u32) -> (BigUint, u64) {
    let square = (a * a) >> places;
    let (mut power, mut sum, mut terms) = (a.clone(), a.clone(), 1u32);
    while !power.is_zero() {
        power = (power * &square) >> places;
        sum += &power / (2 * terms + 1);
        terms += 1;
    }
    (sum, 3 * u64::from(terms) + 1)
}

impl Arith {
    /// Runs `f` at a precision raised by `guard` bits and rounds nothing afterwards (a finer enclosure is one, too).
    fn finer<T>(&mut self, guard: u32, f: impl FnOnce(&mut Self) -> Res<T>) -> Res<T> {
        let before = self.prec;
        self.prec = before + guard;
        let result = f(self);
        self.prec = before;
        result
    }

    fn rounded(&self, b: Ball) -> Res<Ball> {
        Ok(Ball { lo: b.lo.round(self.prec, Dir::Down)?, hi: b.hi.round(self.prec, Dir::Up)? })
    }

    /// exp of an enclosure.
    pub(super) fn exp_ball(&mut self, x: &Ball) -> Res<Ball> {
        if x.lo == x.hi {
            return self.exp_point(&x.lo);
        }
        let low = self.exp_point(&x.lo)?;
        let width = x.hi.add(&x.lo.neg(), self.prec, Dir::Up)?;
        let hi = if width.top() < -NARROW {
            let square = width.mul(&width, self.prec, Dir::Up)?;
            let growth = Dyadic::int(1).add(&width, self.prec, Dir::Up)?.add(&square, self.prec, Dir::Up)?;
            low.hi.mul(&growth, self.prec, Dir::Up)?
        } else {
            self.exp_point(&x.hi)?.hi
        };
        Ok(Ball { lo: low.lo, hi })
    }

    /// exp of a rational, remembered.
    pub(super) fn exp_q(&mut self, q: &Q) -> Res<Ball> {
        let key = (q.clone(), self.prec);
        if let Some(known) = self.exps.get(&key) {
            return Ok(known.clone());
        }
        let arg = Ball::from_q(q, self)?;
        let value = self.exp_ball(&arg)?;
        self.exps.insert(key, value.clone());
        Ok(value)
    }

    fn exp_point(&mut self, x: &Dyadic) -> Res<Ball> {
        if x.sign() == 0 {
            return Ok(Ball::int(1));
        }
        let top = x.top();
        if top > 24 {
            return Err(Stop::TooBig);
        }
        let halvings = u32::try_from((top + 8).max(0)).map_err(|_| Stop::TooBig)?;
        self.spend(u64::from(halvings) + 40)?;
        let wide = self.finer(2 * halvings + 16, |ar| {
            let mut value = ar.exp_series(&Ball::point(x.shift(-i64::from(halvings))?))?;
            for _ in 0..halvings {
                value = value.mul(&value, ar)?;
            }
            Ok(value)
        })?;
        self.rounded(wide)
    }

    fn exp_series(&mut self, r: &Ball) -> Res<Ball> {
        let mut sum = Ball::int(1);
        let mut term = Ball::int(1);
        // |r| <= 2^-8: each term gains at least 8 bits.
        for k in 1..=i64::from(self.prec / 8 + 2) {
            term = term.mul(r, self)?.div_int(k, self)?;
            sum = sum.add(&term, self)?;
        }
        // The first term left out is smaller than the last one kept; 2·|first left out| bounds the tail.
        sum.add(&around_zero(&term, 1)?, self)
    }

    /// log of an enclosure; undefined where certainly not positive.
    pub(super) fn log_ball(&mut self, x: &Ball) -> Res<Ball> {
        if x.hi.sign() <= 0 {
            return Err(Stop::Undefined);
        }
        if x.lo.sign() <= 0 {
            return Err(Stop::Undecided);
        }
        if x.lo == x.hi {
            return self.log_point(&x.lo);
        }
        let low = self.log_point(&x.lo)?;
        let width = x.hi.add(&x.lo.neg(), self.prec, Dir::Up)?.div(&x.lo, self.prec, Dir::Up)?;
        let hi = if width.top() < -NARROW { low.hi.add(&width, self.prec, Dir::Up)? } else { self.log_point(&x.hi)?.hi };
        Ok(Ball { lo: low.lo, hi })
    }

    /// log of a positive integer, remembered.
    pub(super) fn log_integer(&mut self, n: &BigUint) -> Res<Ball> {
        let key = (n.clone(), self.prec);
        if let Some(known) = self.logs.get(&key) {
            return Ok(known.clone());
        }
        let value = if *n == BigUint::from(2u32) {
            self.artanh(&Ball::from_q(&Q::frac(1, 3), self)?)?.shift(1)?
        } else {
            self.log_point(&Dyadic { man: BigInt::from(n.clone()), exp: 0 })?
        };
        self.logs.insert(key, value.clone());
        Ok(value)
    }

    fn log_point(&mut self, x: &Dyadic) -> Res<Ball> {
        self.spend(40)?;
        let wide = self.finer(48, |ar| {
            let mut k = x.top();
            let mut y = Ball::point(x.shift(-k)?);
            if y.below(&Ball::from_q(&Q::frac(2, 3), ar)?) {
                k -= 1;
                y = y.shift(1)?;
            }
            let (one, ln2) = (Ball::int(1), ar.log_integer(&BigUint::from(2u32))?);
            let z = y.sub(&one, ar)?.mul(&y.add(&one, ar)?.recip(ar)?, ar)?;
            let series = ar.artanh(&z)?.shift(1)?;
            ln2.mul(&Ball::int(k), ar)?.add(&series, ar)
        })?;
        self.rounded(wide)
    }

    /// `artanh z` for `|z| <= 1/3`.
    fn artanh(&mut self, z: &Ball) -> Res<Ball> {
        if z.lo.sign() < 0 && z.hi.sign() > 0 {
            // |artanh t| <= 2·|t| here.
            return z.shift(1);
        }
        if z.lo.sign() < 0 {
            return Ok(self.artanh(&z.neg())?.neg());
        }
        let places = self.prec + 8;
        let (sum, excess) = artanh_units(&z.lo.units(places)?, places);
        let unit = -i64::from(places);
        let lo = Dyadic { man: BigInt::from(sum.clone()), exp: unit };
        let hi = Dyadic { man: BigInt::from(sum + excess), exp: unit };
        // artanh increases by at most 2·w over the interval's width w.
        let width = z.hi.add(&z.lo.neg(), self.prec, Dir::Up)?.shift(1)?;
        let hi = hi.round(self.prec, Dir::Up)?.add(&width, self.prec, Dir::Up)?;
        Ok(Ball { lo: lo.round(self.prec, Dir::Down)?, hi })
    }

    fn arctan_inverse(&mut self, n: i64) -> Res<Ball> {
        let square = Ball::from_q(&Q::frac(-1, n * n), self)?;
        let mut power = Ball::from_q(&Q::frac(1, n), self)?;
        let mut sum = power.clone();
        for i in 1..=i64::from(self.prec / 4 + 2) {
            power = power.mul(&square, self)?;
            sum = sum.add(&power.div_int(2 * i + 1, self)?, self)?;
        }
        sum.add(&around_zero(&power, 0)?, self)
    }

    /// π.
    pub(super) fn pi_ball(&mut self) -> Res<Ball> {
        if let Some((prec, value)) = &self.pi
            && *prec == self.prec
        {
            return Ok(value.clone());
        }
        self.spend(100)?;
        let wide = self.finer(16, |ar| {
            let (a, b) = (ar.arctan_inverse(5)?, ar.arctan_inverse(239)?);
            a.shift(4)?.sub(&b.shift(2)?, ar)
        })?;
        let value = self.rounded(wide)?;
        self.pi = Some((self.prec, value.clone()));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(value: Res<Ball>, digits: &str) {
        // `digits` is a decimal expansion cut off: the true number lies between it and its successor.
        let mut ar = Arith::new(400, 1 << 30);
        ar.prec = 400;
        let low = crate::number::Rational::parse_decimal(digits).unwrap_or_else(crate::number::Rational::zero);
        let places = digits.split('.').nth(1).map_or(0, str::len);
        let unit = crate::number::Rational::parse_decimal(&format!("1e-{places}")).unwrap_or_else(crate::number::Rational::zero);
        let (low, high) = (Q::from_rational(&low), Q::from_rational(&(&low + &unit)));
        let (Ok(low), Ok(high), Ok(value)) = (Ball::from_q(&low, &ar), Ball::from_q(&high, &ar), value) else {
            panic!("no value")
        };
        assert!(low.below(&value) && value.below(&high), "{value:?}");
    }

    #[test]
    fn known_constants() {
        let mut ar = Arith::new(128, 1 << 30);
        inside(ar.pi_ball(), "3.14159265358979323846264338327");
        inside(ar.exp_q(&Q::ONE), "2.71828182845904523536028747135");
        inside(ar.log_integer(&BigUint::from(2u32)), "0.69314718055994530941723212145");
        inside(ar.log_integer(&BigUint::from(10u32)), "2.30258509299404568401799145468");
        inside(ar.exp_q(&Q::int(-20)), "0.000000002061153622438557827965");
        inside(ar.exp_q(&Q::frac(1, 3)), "1.395612425086089528628125319602");
    }

    #[test]
    fn exp_and_log_invert_each_other_and_refine() {
        for prec in [100, 200, 400] {
            let mut ar = Arith::new(prec, 1 << 30);
            for (n, d) in [(1, 1), (-7, 3), (22, 7), (1, 1000), (-100, 1), (500, 1)] {
                let q = Q::frac(n, d);
                let e = ar.exp_q(&q).unwrap_or(Ball::int(0));
                let back = ar.log_ball(&e).unwrap_or(Ball::int(0));
                let arg = Ball::from_q(&q, &ar).unwrap_or(Ball::int(0));
                assert!(!back.below(&arg) && !arg.below(&back));
                let diff = back.sub(&arg, &ar).unwrap_or(Ball::int(1));
                assert!(diff.narrow(&arg, i64::from(prec) - 24), "{prec} {n}/{d}");
            }
        }
    }

    #[test]
    fn domains_are_kept() {
        let mut ar = Arith::new(100, 1 << 30);
        assert_eq!(ar.log_ball(&Ball::int(0)), Err(Stop::Undefined));
        assert_eq!(ar.log_ball(&Ball { lo: Dyadic::int(-1), hi: Dyadic::int(1) }), Err(Stop::Undecided));
        assert!(ar.exp_q(&Q::int(1 << 40)).is_err());
        assert_eq!(Ball::int(0).recip(&ar), Err(Stop::Undefined));
    }
}
