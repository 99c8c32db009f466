//! Real powers and the integer combinatorial functions.

use super::{Arith, Num, Q, Res, Stop};

impl Num {
    /// `self^y` for an exponent that is no integer by its form: the base must be positive, or 0 with a positive exponent.
    pub fn real_pow(&self, y: &Num, ar: &mut Arith) -> Res<Num> {
        match self.sign(ar) {
            Ok(s) if s < 0 => return Err(Stop::Undefined),
            Ok(0) => return if y.sign(ar)? > 0 { Ok(Num::ZERO) } else { Err(Stop::Undefined) },
            Ok(_) => {}
            // The base may be 0 or less: nothing can be certified.
            Err(stop) => return Err(stop),
        }
        if let Some(exact) = self.exact_real_power(y) {
            return Ok(exact);
        }
        ar.spend(10)?;
        if let Num::Rat(Q::Small(1, 2)) = y {
            let b = self.ball(ar)?;
            return Ok(Num::enclosed(b.sqrt(ar)?));
        }
        let exponent = self.log(ar)?.mul(y, ar)?;
        exponent.exp(ar)
    }

    /// A rational to a rational power where the result is rational.
    fn exact_real_power(&self, y: &Num) -> Option<Num> {
        let (Num::Rat(base), Num::Rat(Q::Small(n, d))) = (self, y) else { return None };
        let root = base.exact_root(u32::try_from(*d).ok()?)?;
        root.pow(*n, super::MAX_BITS).map(Num::Rat)
    }

    /// `n!` for an integer `n >= 0`.
    pub fn factorial(&self, ar: &mut Arith) -> Res<Num> {
        let n = self.integer()?;
        if n < 0 {
            return Err(Stop::Undefined);
        }
        if n > 3000 {
            return Err(Stop::TooBig);
        }
        let mut product = Num::ONE;
        for k in 2..=n {
            ar.spend(1)?;
            product = product.mul(&Num::int(k), ar)?;
        }
        Ok(product)
    }

    /// `binom(n, k)` for integers, `n >= 0`; 0 for `k < 0` and `k > n`.
    pub fn binom(&self, k: &Num, ar: &mut Arith) -> Res<Num> {
        let (n, k) = (self.integer()?, k.integer()?);
        if n < 0 {
            return Err(Stop::Undefined);
        }
        if k < 0 || k > n {
            return Ok(Num::ZERO);
        }
        let k = k.min(n - k);
        if k > 3000 {
            return Err(Stop::TooBig);
        }
        let mut product = Num::ONE;
        for i in 0..k {
            ar.spend(2)?;
            product = product.mul(&Num::int(n - i), ar)?.mul(&Num::frac(1, i + 1), ar)?;
        }
        Ok(product)
    }

    /// The integer it must be; undefined where it certainly is none.
    fn integer(&self) -> Res<i64> {
        match self {
            Num::Rat(q) if !q.is_integer() => Err(Stop::Undefined),
            Num::Rat(q) => q.to_i64().ok_or(Stop::TooBig),
            _ => Err(Stop::Undecided),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ar() -> Arith {
        Arith::new(128, 1 << 40)
    }

    #[test]
    fn roots_are_exact_where_they_can_be() {
        let mut ar = ar();
        let half = Num::frac(1, 2);
        assert_eq!(Num::frac(9, 4).real_pow(&half, &mut ar), Ok(Num::frac(3, 2)));
        assert_eq!(Num::int(8).real_pow(&Num::frac(-2, 3), &mut ar), Ok(Num::frac(1, 4)));
        assert_eq!(Num::ZERO.real_pow(&half, &mut ar), Ok(Num::ZERO));
        assert_eq!(Num::ZERO.real_pow(&Num::frac(-1, 2), &mut ar), Err(Stop::Undefined));
        assert_eq!(Num::ZERO.real_pow(&Num::ZERO, &mut ar), Err(Stop::Undefined));
        assert_eq!(Num::int(-8).real_pow(&Num::frac(1, 3), &mut ar), Err(Stop::Undefined));
        assert_eq!(Num::int(-8).real_pow(&Num::int(2), &mut ar), Err(Stop::Undefined));
        assert_eq!(Num::int(5).real_pow(&Num::int(2), &mut ar), Ok(Num::int(25)));
        assert!(matches!(Num::int(2).real_pow(&half, &mut ar), Ok(Num::Ball(_))));
    }

    #[test]
    fn combinatorial_functions_keep_their_domains() {
        let mut ar = ar();
        assert_eq!(Num::int(5).factorial(&mut ar), Ok(Num::int(120)));
        assert_eq!(Num::int(-1).factorial(&mut ar), Err(Stop::Undefined));
        assert_eq!(Num::frac(1, 2).factorial(&mut ar), Err(Stop::Undefined));
        assert_eq!(Num::int(1_000_000_000).factorial(&mut ar), Err(Stop::TooBig));
        assert_eq!(Num::int(5).binom(&Num::int(2), &mut ar), Ok(Num::int(10)));
        assert_eq!(Num::int(5).binom(&Num::int(-1), &mut ar), Ok(Num::ZERO));
        assert_eq!(Num::int(5).binom(&Num::int(6), &mut ar), Ok(Num::ZERO));
        assert_eq!(Num::int(-5).binom(&Num::int(2), &mut ar), Err(Stop::Undefined));
    }
}
