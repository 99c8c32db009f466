//! Values under derivatives: numbers with nilpotent infinitesimals.
//!
//! Each derivative that is being taken owns one bit; `ε_i² = 0` and the ε commute, so a value is a map from subsets
//! (bit masks) to numbers. The coefficient of a mask is the mixed derivative by the variables of its bits. A mask that
//! is *present* with coefficient 0 says that the value depends on the variable by its form: kinks ask for that.

use super::arith::{Arith, Num, Res};
use std::rc::Rc;

/// A number with infinitesimals.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Val {
    /// The value itself.
    pub re: Num,
    /// Coefficients of non-empty masks, sorted by mask; `None` where there are none.
    pub eps: Option<Rc<Vec<(u32, Num)>>>,
}

impl From<Num> for Val {
    fn from(re: Num) -> Self {
        Val { re, eps: None }
    }
}

impl Val {
    /// The integer `n`.
    pub fn int(n: i64) -> Val {
        Num::int(n).into()
    }
    /// With these coefficients (sorted by mask).
    pub fn with(re: Num, eps: Vec<(u32, Num)>) -> Val {
        Val { re, eps: (!eps.is_empty()).then(|| Rc::new(eps)) }
    }
    /// Does it depend on a variable of a derivative that is being taken?
    pub fn varies(&self) -> bool {
        self.eps.is_some()
    }
    fn parts(&self) -> &[(u32, Num)] {
        self.eps.as_ref().map_or(&[], |e| e.as_slice())
    }
    /// The coefficient of `mask`.
    pub fn part(&self, mask: u32) -> Num {
        if mask == 0 {
            return self.re.clone();
        }
        self.parts().iter().find(|(m, _)| *m == mask).map_or(Num::ZERO, |(_, x)| x.clone())
    }
    /// The derivative by the variable of `bit`, a value in the remaining infinitesimals.
    pub fn derivative(&self, bit: u32) -> Val {
        let mut re = Num::ZERO;
        let mut eps = Vec::new();
        for (mask, x) in self.parts() {
            if mask & bit != 0 {
                match mask & !bit {
                    0 => re = x.clone(),
                    rest => eps.push((rest, x.clone())),
                }
            }
        }
        eps.sort_by_key(|(m, _)| *m);
        Val::with(re, eps)
    }

    pub fn add(&self, other: &Val, ar: &mut Arith) -> Res<Val> {
        let re = self.re.add(&other.re, ar)?;
        let eps = match (&self.eps, &other.eps) {
            (None, None) => None,
            (Some(e), None) | (None, Some(e)) => Some(e.clone()),
            (Some(a), Some(b)) => Some(Rc::new(merge(a, b, ar)?)),
        };
        Ok(Val { re, eps })
    }
    pub fn neg(&self) -> Val {
        Val::with(self.re.neg(), self.parts().iter().map(|(m, x)| (*m, x.neg())).collect())
    }
    pub fn sub(&self, other: &Val, ar: &mut Arith) -> Res<Val> {
        self.add(&other.neg(), ar)
    }
    pub fn mul(&self, other: &Val, ar: &mut Arith) -> Res<Val> {
        let re = self.re.mul(&other.re, ar)?;
        if self.eps.is_none() && other.eps.is_none() {
            return Ok(re.into());
        }
        let mut eps: Vec<(u32, Num)> = Vec::new();
        for (m, x) in self.parts() {
            put(&mut eps, *m, x.mul(&other.re, ar)?, ar)?;
        }
        for (n, y) in other.parts() {
            put(&mut eps, *n, self.re.mul(y, ar)?, ar)?;
            for (m, x) in self.parts() {
                if m & n == 0 {
                    put(&mut eps, m | n, x.mul(y, ar)?, ar)?;
                }
            }
        }
        Ok(Val::with(re, eps))
    }

    /// The product of two values whose real parts are 0: masks strictly grow, so repeated products end.
    fn nilpotent_product(&self, other: &Val, ar: &mut Arith) -> Res<Val> {
        let mut eps: Vec<(u32, Num)> = Vec::new();
        for (m, x) in self.parts() {
            for (n, y) in other.parts() {
                if m & n == 0 {
                    put(&mut eps, m | n, x.mul(y, ar)?, ar)?;
                }
            }
        }
        Ok(Val::with(Num::ZERO, eps))
    }

    /// `f` of this value from the derivatives `f(k)` of `f` at the real part (`f(0)` the value itself).
    pub fn taylor(&self, ar: &mut Arith, f: &mut dyn FnMut(i64, &mut Arith) -> Res<Num>) -> Res<Val> {
        let mut sum: Val = f(0, ar)?.into();
        let nilpotent = Val { re: Num::ZERO, eps: self.eps.clone() };
        let (mut power, mut inverse_factorial, mut k) = (nilpotent.clone(), Num::ONE, 1);
        while power.eps.is_some() {
            inverse_factorial = inverse_factorial.mul(&Num::frac(1, k), ar)?;
            let coefficient: Val = f(k, ar)?.mul(&inverse_factorial, ar)?.into();
            sum = sum.add(&coefficient.mul(&power, ar)?, ar)?;
            power = power.nilpotent_product(&nilpotent, ar)?;
            k += 1;
        }
        Ok(sum)
    }

    pub fn exp(&self, ar: &mut Arith) -> Res<Val> {
        let value = self.re.exp(ar)?;
        self.taylor(ar, &mut |_, _| Ok(value.clone()))
    }
    pub fn log(&self, ar: &mut Arith) -> Res<Val> {
        let value = self.re.log(ar)?;
        self.taylor(ar, &mut |k, ar| {
            if k == 0 {
                return Ok(value.clone());
            }
            // (-1)^(k-1) (k-1)! x^-k
            let factorial = Num::int(k - 1).factorial(ar)?;
            let size = self.re.pow(-k, ar)?.mul(&factorial, ar)?;
            Ok(if k % 2 == 0 { size.neg() } else { size })
        })
    }
    /// Integer power.
    pub fn pow(&self, n: i64, ar: &mut Arith) -> Res<Val> {
        let value = self.re.pow(n, ar)?;
        self.taylor(ar, &mut |k, ar| {
            if k == 0 {
                return Ok(value.clone());
            }
            let falling = falling(&Num::int(n), k, ar)?;
            if falling.is_zero() {
                return Ok(Num::ZERO);
            }
            self.re.pow(n.saturating_sub(k), ar)?.mul(&falling, ar)
        })
    }
    pub fn recip(&self, ar: &mut Arith) -> Res<Val> {
        self.pow(-1, ar)
    }
    /// Real power of a base that is positive, or 0 where neither varies (the caller keeps kinks away).
    pub fn real_pow(&self, y: &Val, ar: &mut Arith) -> Res<Val> {
        let value = self.re.real_pow(&y.re, ar)?;
        if y.varies() {
            let mut power = y.mul(&self.log(ar)?, ar)?.exp(ar)?;
            power.re = value;
            return Ok(power);
        }
        self.taylor(ar, &mut |k, ar| {
            if k == 0 {
                return Ok(value.clone());
            }
            let falling = falling(&y.re, k, ar)?;
            value.mul(&self.re.pow(-k, ar)?, ar)?.mul(&falling, ar)
        })
    }
}

/// `y(y−1)…(y−k+1)`
fn falling(y: &Num, k: i64, ar: &mut Arith) -> Res<Num> {
    let mut product = Num::ONE;
    for i in 0..k {
        product = product.mul(&y.add(&Num::int(-i), ar)?, ar)?;
    }
    Ok(product)
}

fn put(eps: &mut Vec<(u32, Num)>, mask: u32, x: Num, ar: &mut Arith) -> Res<()> {
    match eps.binary_search_by_key(&mask, |(m, _)| *m) {
        Ok(at) => {
            if let Some((_, known)) = eps.get_mut(at) {
                *known = known.add(&x, ar)?;
            }
        }
        Err(at) => eps.insert(at, (mask, x)),
    }
    Ok(())
}

fn merge(a: &[(u32, Num)], b: &[(u32, Num)], ar: &mut Arith) -> Res<Vec<(u32, Num)>> {
    let mut sum = a.to_vec();
    for (m, x) in b {
        put(&mut sum, *m, x.clone(), ar)?;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_derivatives_of_a_power() {
        let mut ar = Arith::new(128, 1 << 30);
        // x = 3 with the same variable in two nested derivatives.
        let x = Val::with(Num::int(3), vec![(1, Num::ONE), (2, Num::ONE)]);
        let cube = x.pow(3, &mut ar).unwrap_or(Val::int(0));
        assert_eq!((cube.part(1), cube.part(3)), (Num::int(27), Num::int(18)));
        assert_eq!(cube.derivative(2).derivative(1).re, Num::int(18));
        let inverse = x.recip(&mut ar).unwrap_or(Val::int(0));
        assert_eq!(inverse.part(3), Num::frac(2, 27));
        let log = x.log(&mut ar).unwrap_or(Val::int(0));
        assert_eq!(log.part(3), Num::frac(-1, 9));
        let root = Val::with(Num::int(4), vec![(1, Num::ONE)]).real_pow(&Num::frac(1, 2).into(), &mut ar);
        assert_eq!(root.map(|r| r.part(1)), Ok(Num::frac(1, 4)));
    }

    #[test]
    fn dependence_survives_a_zero_coefficient() {
        let mut ar = Arith::new(128, 1 << 30);
        let x = Val::with(Num::ZERO, vec![(1, Num::ONE)]);
        let square = x.pow(2, &mut ar).unwrap_or(Val::int(0));
        assert!(square.varies() && square.part(1).is_zero());
        assert!(x.pow(-1, &mut ar).is_err());
    }
}
