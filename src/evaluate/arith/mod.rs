//! The numbers an evaluation computes with: exact where it can be, certified enclosures where it cannot.
//!
//! [`Num`] is a rational ([`Q`]), a polynomial in logarithms of primes and π over the rationals (`LogPoly`), or an
//! enclosure with dyadic ends ([`Ball`]). The first two are exact. Every operation goes from the exact to the
//! enclosed only where the exact field ends, and an enclosure always contains the real number it stands for:
//! that is the one invariant on which a refutation rests. No machine floats.

mod ball;
mod dyadic;
mod elementary;
mod logpoly;
mod num;
mod power;
mod rational;
mod show;

pub(super) use ball::Ball;
pub(super) use num::Num;
pub(super) use rational::Q;

use std::collections::HashMap;

/// Why an evaluation ended without a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// The expression has no value here: certain.
    Undefined,
    /// A sign could not be decided at this precision.
    Undecided,
    /// The count of work is used up.
    Budget,
    /// A number or a nesting is beyond the limits.
    TooBig,
    /// An entry that an assumption defines needs itself.
    Cycle,
    /// Something this evaluator does not read.
    Unsupported,
}

/// A value, or why there is none.
pub(super) type Res<T> = Result<T, Stop>;

/// Largest number of bits of an exact rational before it becomes an enclosure.
pub(super) const MAX_BITS: u64 = 8192;

/// State of the arithmetic: the precision of enclosures, the count of work, and constants met before.
pub(super) struct Arith {
    /// Bits of an enclosure's mantissa.
    pub prec: u32,
    /// Work left.
    pub fuel: u64,
    exps: HashMap<(Q, u32), Ball>,
    logs: HashMap<(num_bigint::BigUint, u32), Ball>,
    pi: Option<(u32, Ball)>,
}

impl Arith {
    /// Arithmetic at this precision with this much work allowed.
    pub fn new(prec: u32, fuel: u64) -> Self {
        Arith { prec, fuel, exps: HashMap::new(), logs: HashMap::new(), pi: None }
    }
    /// Takes `cost` from the work that is left.
    pub fn spend(&mut self, cost: u64) -> Res<()> {
        match self.fuel.checked_sub(cost) {
            Some(left) => {
                self.fuel = left;
                Ok(())
            }
            None => {
                self.fuel = 0;
                Err(Stop::Budget)
            }
        }
    }
}
