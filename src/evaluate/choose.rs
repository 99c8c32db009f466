//! Choosing one value within its constraint: by the style of the model, and by what its table is used for.

use super::arith::{Num, Q};
use super::extreme;
use super::random::SplitMix;
use super::sample::Style;
use crate::kernel::obligation::Constraint;

/// What a table is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing in particular.
    Plain,
    /// It stands in an exponent and gets logarithms.
    Log,
    /// It multiplies what gets logarithms.
    Integer,
    /// It divides what gets logarithms.
    Inverse,
}

/// Chooses the values of one table.
pub(super) struct Chooser<'c> {
    pub constraint: &'c Constraint,
    pub style: Style,
    pub role: Role,
    /// Strictly inside the constraint.
    pub strict: bool,
    /// Prefer values that are not negative.
    pub sign: bool,
    /// For a constant: which of the special values.
    pub special: Option<usize>,
    /// Numbers that an extreme value may lie at or next to.
    pub landmarks: &'c [Q],
    /// Constants at which an entry may lie, or at their negatives.
    pub thresholds: &'c [Q],
}

impl Chooser<'_> {
    pub(super) fn value(&self, rng: &mut SplitMix) -> Option<Num> {
        let c = self.constraint;
        for _ in 0..20 {
            let value = self.candidate(rng);
            let zero = value.is_zero();
            if !(zero && c.nonzero) {
                return Some(value);
            }
        }
        Some(Num::ONE)
    }

    fn candidate(&self, rng: &mut SplitMix) -> Num {
        let c = self.constraint;
        if c.binary {
            return Num::int(rng.between(0, 1));
        }
        let (low, high) =
            (c.lower.as_ref().map(|b| Q::from_rational(&b.value)), c.upper.as_ref().map(|b| Q::from_rational(&b.value)));
        if c.integer {
            return Num::Rat(self.whole(low, high, rng));
        }
        if self.role == Role::Log && low.is_none() && high.is_none() {
            let far = self.style == Style::Extreme && rng.between(0, 2) == 0;
            let w = if far {
                rng.pick(&[Q::int(1000), Q::frac(1, 1000), Q::int(30)], Q::ONE)
            } else {
                Q::frac(rng.between(1, 5), rng.between(1, 3))
            };
            return Num::log_of(&w).unwrap_or(Num::ZERO);
        }
        let closed_low = c.lower.as_ref().is_some_and(|b| !b.strict) && !self.strict;
        let closed_high = c.upper.as_ref().is_some_and(|b| !b.strict) && !self.strict;
        let beside = self.style == Style::Extreme && (self.special.is_some() || rng.between(0, 5) == 0);
        if !self.thresholds.is_empty() && rng.between(0, 1) == 0 {
            let at = rng.pick(self.thresholds, Q::ONE);
            let at = if rng.between(0, 2) == 0 { at.neg() } else { at };
            if inside(&at, low.as_ref(), high.as_ref()) {
                return Num::Rat(at);
            }
        }
        let near = beside.then(|| extreme::beside(self.landmarks, self.special, rng));
        let within = |q: &Q| inside(q, low.as_ref(), high.as_ref());
        if let Some(near) = near.map(|q| if within(&q) { q } else { q.neg() }).filter(within) {
            return Num::Rat(near);
        }
        Num::Rat(match (low, high) {
            (None, None) => self.free(rng),
            (Some(low), None) => low.add(&self.distance(closed_low, rng)),
            (None, Some(high)) => high.sub(&self.distance(closed_high, rng)),
            (Some(low), Some(high)) => self.inside(&low, &high, closed_low, closed_high, rng),
        })
    }

    fn free(&self, rng: &mut SplitMix) -> Q {
        match (self.role, self.style) {
            (Role::Integer, _) => Q::int(rng.pick(&[1, 2, -1, 1, 2], 1)),
            (Role::Inverse, _) => Q::frac(1, rng.pick(&[1, 2, -1], 1)),
            (_, Style::Integers) => Q::int(rng.between(-3, 5)),
            (_, Style::Special) => {
                let values = [Q::ZERO, Q::ONE, Q::int(-1), Q::int(2), Q::frac(1, 2), Q::int(10), Q::ZERO, Q::frac(-1, 2)];
                match self.special {
                    // The first four come round twice as often.
                    Some(k) => values.get(k % 8 % 6).cloned().unwrap_or(Q::ZERO),
                    None => rng.pick(&values, Q::ZERO),
                }
            }
            (_, Style::Tiny) => Q::frac(rng.between(-5, 5), 10),
            (_, Style::Extreme) => extreme::anywhere(self.landmarks, rng),
            (_, Style::Small) => Q::frac(rng.between(-5, 5), 6),
            _ => Q::frac(rng.between(-7, 9), rng.between(1, 3)),
        }
    }

    /// A distance from an end; positive unless the end is closed.
    fn distance(&self, closed: bool, rng: &mut SplitMix) -> Q {
        match (self.role, self.style) {
            (Role::Integer, _) => Q::int(rng.between(1, 2)),
            (Role::Inverse, _) => Q::frac(1, rng.between(1, 2)),
            (_, Style::Integers) => Q::int(rng.between(1, 4)),
            (_, Style::Special) if closed && self.special.map_or_else(|| rng.between(0, 1) == 0, |k| k % 2 == 0) => Q::ZERO,
            (_, Style::Special) => match self.special.map(|k| k % 6) {
                Some(4) => Q::frac(1, 10),
                Some(5) => Q::int(10),
                _ => Q::ONE,
            },
            (_, Style::Tiny) => Q::frac(rng.between(1, 4), 16),
            (_, Style::Extreme) => extreme::distance(rng),
            (_, Style::Small) => Q::frac(rng.between(1, 5), 6),
            _ => Q::frac(rng.between(1, 7), rng.between(1, 3)),
        }
    }

    fn inside(&self, low: &Q, high: &Q, closed_low: bool, closed_high: bool, rng: &mut SplitMix) -> Q {
        if low == high {
            return low.clone();
        }
        let which = self.special.map_or_else(|| rng.between(0, 3), |k| i64::try_from(k % 3).unwrap_or(0));
        if self.style == Style::Special && which < 2 {
            match (closed_low, closed_high, which) {
                (true, false, _) | (true, true, 0) => return low.clone(),
                (false, true, _) | (true, true, _) => return high.clone(),
                _ => {}
            }
        }
        if self.style == Style::Extreme {
            return low.add(&high.sub(low).mul(&extreme::part(rng)));
        }
        let parts = rng.between(2, 5);
        low.add(&high.sub(low).mul(&Q::frac(rng.between(1, parts - 1), parts)))
    }

    fn whole(&self, low: Option<Q>, high: Option<Q>, rng: &mut SplitMix) -> Q {
        let ceil = |q: &Q, strict: bool| {
            let c = Q::from_rational(&crate::number::Rational::from_bigint(q.to_rational().ceil()));
            if strict && c == *q { c.add(&Q::ONE) } else { c }
        };
        let floor = |q: &Q, strict: bool| ceil(&q.neg(), strict).neg();
        let low = low.map(|q| ceil(&q, self.constraint.lower.as_ref().is_some_and(|b| b.strict)));
        let high = high.map(|q| floor(&q, self.constraint.upper.as_ref().is_some_and(|b| b.strict)));
        match (low, high) {
            (None, None) => Q::int(rng.between(if self.sign { 0 } else { -2 }, 4)),
            (Some(low), None) if self.style == Style::Extreme => low.add(&Q::int(rng.pick(&[0, 1, 2, 5, 9, 12], 1))),
            (Some(low), None) => low.add(&Q::int(rng.between(0, 3))),
            (None, Some(high)) => high.sub(&Q::int(rng.between(0, 3))),
            (Some(low), Some(high)) => {
                let span = high.sub(&low).to_i64().unwrap_or(3).clamp(0, 6);
                low.add(&Q::int(rng.between(0, span)))
            }
        }
    }
}

/// Is a number strictly between these ends?
fn inside(q: &Q, low: Option<&Q>, high: Option<&Q>) -> bool {
    low.is_none_or(|low| q.sub(low).signum() > 0) && high.is_none_or(|high| high.sub(q).signum() > 0)
}
