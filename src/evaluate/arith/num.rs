//! One real number: exact while the exact field lasts, else enclosed.

use super::ball::Ball;
use super::logpoly::LogPoly;
use super::{Arith, MAX_BITS, Q, Res, Stop};
use std::cmp::Ordering;
use std::rc::Rc;

/// A real number.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Num {
    /// A rational.
    Rat(Q),
    /// A polynomial in logarithms and π that is not constant.
    Poly(Rc<LogPoly>),
    /// Somewhere in here.
    Ball(Rc<Ball>),
}

impl Num {
    pub const ZERO: Num = Num::Rat(Q::ZERO);
    pub const ONE: Num = Num::Rat(Q::ONE);

    pub fn int(n: i64) -> Num {
        Num::Rat(Q::int(n))
    }
    pub fn frac(n: i64, d: i64) -> Num {
        Num::Rat(Q::frac(n, d))
    }
    pub fn pi() -> Num {
        Num::Poly(Rc::new(LogPoly::pi()))
    }
    /// The exact logarithm of a positive rational, where it can be written.
    pub fn log_of(q: &Q) -> Option<Num> {
        if q.signum() <= 0 {
            return None;
        }
        LogPoly::log(q).map(Self::from_poly)
    }
    fn from_poly(p: LogPoly) -> Num {
        match p.as_constant() {
            Some(q) => Num::Rat(q),
            None => Num::Poly(Rc::new(p)),
        }
    }
    fn from_ball(b: Ball) -> Num {
        Num::Ball(Rc::new(b))
    }
    /// The rational, if it is one.
    pub fn as_q(&self) -> Option<&Q> {
        if let Num::Rat(q) = self { Some(q) } else { None }
    }
    /// The machine integer, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        self.as_q().and_then(Q::to_i64)
    }
    /// Exactly 0 (an enclosure never is).
    pub fn is_zero(&self) -> bool {
        matches!(self, Num::Rat(q) if q.is_zero())
    }
    fn is_one(&self) -> bool {
        matches!(self, Num::Rat(q) if q.is_one())
    }
    fn poly(&self) -> Option<LogPoly> {
        match self {
            Num::Rat(q) => Some(LogPoly::constant(q)),
            Num::Poly(p) => Some((**p).clone()),
            Num::Ball(_) => None,
        }
    }
    /// An enclosure.
    pub fn ball(&self, ar: &mut Arith) -> Res<Ball> {
        match self {
            Num::Rat(q) => Ball::from_q(q, ar),
            Num::Poly(p) => p.ball(ar),
            Num::Ball(b) => Ok((**b).clone()),
        }
    }
    /// A rational that outgrew the limit goes on as an enclosure.
    fn limited(q: Q, ar: &mut Arith) -> Res<Num> {
        match q {
            Q::Small(..) => Ok(Num::Rat(q)),
            Q::Big(_) => {
                let bits = q.bits();
                ar.spend(1 + bits / 256)?;
                if bits > MAX_BITS { Ok(Num::from_ball(Ball::from_q(&q, ar)?)) } else { Ok(Num::Rat(q)) }
            }
        }
    }

    pub fn add(&self, other: &Num, ar: &mut Arith) -> Res<Num> {
        match (self, other) {
            (Num::Rat(a), Num::Rat(b)) => Self::limited(a.add(b), ar),
            (Num::Ball(_), _) | (_, Num::Ball(_)) => {
                ar.spend(2)?;
                let (a, b) = (self.ball(ar)?, other.ball(ar)?);
                Ok(Num::from_ball(a.add(&b, ar)?))
            }
            (Num::Rat(z), other) | (other, Num::Rat(z)) if z.is_zero() => Ok(other.clone()),
            _ => {
                ar.spend(2)?;
                let (a, b) = (self.poly().unwrap_or_default(), other.poly().unwrap_or_default());
                Ok(Num::from_poly(a.add(&b)))
            }
        }
    }
    pub fn neg(&self) -> Num {
        match self {
            Num::Rat(q) => Num::Rat(q.neg()),
            Num::Poly(p) => Num::Poly(Rc::new(p.scale(&Q::int(-1)))),
            Num::Ball(b) => Num::from_ball(b.neg()),
        }
    }
    pub fn sub(&self, other: &Num, ar: &mut Arith) -> Res<Num> {
        self.add(&other.neg(), ar)
    }
    pub fn mul(&self, other: &Num, ar: &mut Arith) -> Res<Num> {
        match (self, other) {
            (Num::Rat(a), Num::Rat(b)) => Self::limited(a.mul(b), ar),
            // 0 times an enclosed real is 0: the real is there, only not known exactly.
            (Num::Rat(z), _) | (_, Num::Rat(z)) if z.is_zero() => Ok(Num::ZERO),
            (Num::Rat(q), x) | (x, Num::Rat(q)) if q.is_one() => Ok(x.clone()),
            (Num::Rat(q), Num::Poly(p)) | (Num::Poly(p), Num::Rat(q)) => {
                ar.spend(1)?;
                Ok(Num::from_poly(p.scale(q)))
            }
            _ => {
                if let (Num::Poly(a), Num::Poly(b)) = (self, other) {
                    ar.spend(1 + (a.0.len() * b.0.len()) as u64)?;
                    if let Some(product) = a.mul(b) {
                        return Ok(Num::from_poly(product));
                    }
                }
                ar.spend(2)?;
                let (a, b) = (self.ball(ar)?, other.ball(ar)?);
                Ok(Num::from_ball(a.mul(&b, ar)?))
            }
        }
    }
    /// The inverse; undefined at 0.
    pub fn recip(&self, ar: &mut Arith) -> Res<Num> {
        match self {
            Num::Rat(q) => q.recip().map(Num::Rat).ok_or(Stop::Undefined),
            _ => {
                ar.spend(3)?;
                let b = self.ball(ar)?;
                Ok(Num::from_ball(b.recip(ar)?))
            }
        }
    }
    /// The sign, certified.
    pub fn sign(&self, ar: &mut Arith) -> Res<i32> {
        match self {
            Num::Rat(q) => Ok(q.signum()),
            _ => self.ball(ar)?.sign().ok_or(Stop::Undecided),
        }
    }
    /// The order, certified.
    pub fn compare(&self, other: &Num, ar: &mut Arith) -> Res<Ordering> {
        if let (Num::Rat(a), Num::Rat(b)) = (self, other) {
            return Ok(a.cmp(b));
        }
        Ok(self.sub(other, ar)?.sign(ar)?.cmp(&0))
    }
    pub fn exp(&self, ar: &mut Arith) -> Res<Num> {
        match self {
            Num::Rat(q) if q.is_zero() => Ok(Num::ONE),
            Num::Rat(q) => ar.exp_q(q).map(Num::from_ball),
            Num::Poly(p) => match p.exp(MAX_BITS) {
                Some(q) => Ok(Num::Rat(q)),
                None => {
                    let b = p.ball(ar)?;
                    ar.exp_ball(&b).map(Num::from_ball)
                }
            },
            Num::Ball(b) => ar.exp_ball(b).map(Num::from_ball),
        }
    }
    /// The logarithm; undefined unless positive.
    pub fn log(&self, ar: &mut Arith) -> Res<Num> {
        if let Num::Rat(q) = self {
            if q.signum() <= 0 {
                return Err(Stop::Undefined);
            }
            ar.spend(4)?;
            if let Some(exact) = Num::log_of(q) {
                return Ok(exact);
            }
        }
        let b = self.ball(ar)?;
        ar.log_ball(&b).map(Num::from_ball)
    }
    pub fn abs(&self, ar: &mut Arith) -> Res<Num> {
        match self {
            Num::Rat(q) => Ok(Num::Rat(q.abs())),
            Num::Ball(b) => Ok(Num::from_ball(b.abs())),
            Num::Poly(_) => Ok(if self.sign(ar)? < 0 { self.neg() } else { self.clone() }),
        }
    }
    /// The larger (or, with `least`, the smaller) of two. Where an order cannot be decided an enclosure of both will do.
    pub fn extreme(&self, other: &Num, least: bool, ar: &mut Arith) -> Res<Num> {
        match self.compare(other, ar) {
            Ok(order) => Ok(if (order == Ordering::Less) == least { self.clone() } else { other.clone() }),
            Err(Stop::Undecided) => {
                let (a, b) = (self.ball(ar)?, other.ball(ar)?);
                Ok(Num::from_ball(if least { a.neg().max(&b.neg()).neg() } else { a.max(&b) }))
            }
            Err(stop) => Err(stop),
        }
    }
    /// Integer power, `0^0 = 1`, undefined for 0 to a negative one.
    pub fn pow(&self, n: i64, ar: &mut Arith) -> Res<Num> {
        if n == 0 {
            return Ok(Num::ONE);
        }
        if n < 0 {
            if n == -1 {
                return self.recip(ar);
            }
            let back = n.checked_neg().ok_or(Stop::TooBig)?;
            // The sign decides definedness first, so that 0 to a negative power stops as undefined.
            return self.recip(ar)?.pow(back, ar);
        }
        match self {
            _ if n == 1 || self.is_one() => Ok(self.clone()),
            Num::Rat(q) => match q.pow(n, MAX_BITS) {
                Some(power) => Self::limited(power, ar),
                None => self.ball_power(n, ar),
            },
            Num::Poly(p) if n <= 8 => {
                ar.spend(4)?;
                let mut power = (**p).clone();
                for _ in 1..n {
                    match power.mul(p) {
                        Some(product) => power = product,
                        None => return self.ball_power(n, ar),
                    }
                }
                Ok(Num::from_poly(power))
            }
            _ => self.ball_power(n, ar),
        }
    }
    fn ball_power(&self, n: i64, ar: &mut Arith) -> Res<Num> {
        let n = u64::try_from(n).map_err(|_| Stop::TooBig)?;
        let b = self.ball(ar)?;
        Ok(Num::from_ball(b.pow(n, ar)?))
    }
    pub(super) fn enclosed(b: Ball) -> Num {
        Num::from_ball(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ar() -> Arith {
        Arith::new(128, 1 << 40)
    }

    #[test]
    fn exp_of_logs_is_rational_and_log_of_one_is_zero() {
        let mut ar = ar();
        let log = Num::frac(2, 3).log(&mut ar).unwrap_or(Num::ZERO);
        assert!(matches!(log, Num::Poly(_)));
        assert_eq!(log.exp(&mut ar), Ok(Num::frac(2, 3)));
        assert_eq!(Num::ONE.log(&mut ar), Ok(Num::ZERO));
        assert_eq!(log.sub(&log, &mut ar), Ok(Num::ZERO));
        assert_eq!(log.sign(&mut ar), Ok(-1));
        assert_eq!(Num::ZERO.log(&mut ar), Err(Stop::Undefined));
    }

    #[test]
    fn enclosures_never_decide_equality() {
        let mut ar = ar();
        let e = Num::ONE.exp(&mut ar).unwrap_or(Num::ZERO);
        let back = e.log(&mut ar).unwrap_or(Num::ZERO);
        assert_eq!(back.compare(&Num::ONE, &mut ar), Err(Stop::Undecided));
        assert_eq!(e.compare(&Num::frac(27, 10), &mut ar), Ok(Ordering::Greater));
    }

    #[test]
    fn powers() {
        let mut ar = ar();
        assert_eq!(Num::ZERO.pow(0, &mut ar), Ok(Num::ONE));
        assert_eq!(Num::ZERO.pow(-2, &mut ar), Err(Stop::Undefined));
        assert_eq!(Num::frac(2, 3).pow(-2, &mut ar), Ok(Num::frac(9, 4)));
        assert!(matches!(Num::int(2).pow(1_000_000_000, &mut ar), Ok(Num::Ball(_))));
        assert_eq!(Num::int(2).pow(i64::MAX, &mut ar), Err(Stop::TooBig));
        assert!(matches!(Num::int(3).pow(i64::MIN, &mut ar), Err(Stop::TooBig)));
    }
}
