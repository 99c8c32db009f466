//! How tightly a model meets its assumptions: patterns that vary from model to model, and within one from instance to instance.

use super::code::{AssumeInfo, Code};
use super::model::Model;
use super::random::SplitMix;
use crate::kernel::obligation::Relation;

/// How assumptions are met where there is a choice. What breaks a false line is often an inequality that is an equation, or
/// one factor of a product that is zero here, and another there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Tightness {
    /// Inequalities strictly, products as it comes.
    #[default]
    Slack,
    /// Inequalities as equations.
    Tight,
    /// Some instances so, others so.
    Mixed,
}

/// The choices of one model.
#[derive(Clone, Copy)]
pub(super) struct Pattern {
    pub tightness: Tightness,
    seed: u64,
}

impl Model {
    /// How this model meets its assumptions.
    pub fn pattern(&self) -> Pattern {
        Pattern { tightness: self.tightness, seed: self.jets }
    }
}

impl Pattern {
    /// Is this instance of an inequality met as an equation?
    pub fn tight(&self, assumption: usize, instance: &[i64]) -> bool {
        match self.tightness {
            Tightness::Slack => false,
            Tightness::Tight => true,
            Tightness::Mixed => self.pick(assumption, instance, 2) == 0,
        }
    }
    /// Which of the factors is zero in this instance of a product that is.
    pub fn zero_factor(&self, assumption: usize, instance: &[i64], factors: usize) -> usize {
        self.pick(assumption, instance, factors)
    }
    fn pick(&self, assumption: usize, instance: &[i64], count: usize) -> usize {
        let mut rng = SplitMix::new(self.seed);
        rng.mix(assumption as u64);
        instance.iter().for_each(|v| rng.mix(v.unsigned_abs()));
        rng.below(count)
    }
}

/// The factors of a product of which an assumption says that it is zero; none where it says something else.
pub(super) fn vanishing_factors(assume: &AssumeInfo) -> Vec<&Code> {
    let zero = |c: &Code| matches!(c, Code::Num(n) if n.is_zero());
    let product = match (&assume.left, &assume.right) {
        (Code::Mul(xs), other) | (other, Code::Mul(xs)) if assume.relation == Relation::Eq && zero(other) => xs.as_slice(),
        _ => &[],
    };
    let factors: Vec<&Code> = product.iter().filter(|x| !matches!(x, Code::Num(_))).collect();
    if factors.len() > 1 { factors } else { Vec::new() }
}
