//! Intervals with exact rational ends, open or closed, and a mark for "never 0".

use super::obligation::Bound;
use crate::number::Rational;
use std::cmp::Ordering;

const MAX_BITS: u64 = 2_048;

/// A set of reals that contains the value of a term wherever the term is defined.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Interval {
    pub(super) lo: Option<Bound>,
    pub(super) hi: Option<Bound>,
    /// 0 is excluded.
    pub(super) nonzero: bool,
}

/// An end, or an infinity.
#[derive(Clone)]
enum End {
    Minus,
    At(Rational, bool),
    Plus,
}

fn closed(value: Rational) -> Option<Bound> {
    Some(Bound { value, strict: false })
}

/// The tighter of two bounds; `Less` for upper ends, `Greater` for lower ones.
fn tighter(a: Option<Bound>, b: Option<Bound>, prefer: Ordering) -> Option<Bound> {
    match (a, b) {
        (None, x) | (x, None) => x,
        (Some(a), Some(b)) => Some(match a.value.cmp(&b.value) {
            Ordering::Equal => Bound { strict: a.strict || b.strict, value: a.value },
            order if order == prefer => a,
            _ => b,
        }),
    }
}

/// The looser of two bounds.
fn looser(a: Option<Bound>, b: Option<Bound>, prefer: Ordering) -> Option<Bound> {
    let (a, b) = (a?, b?);
    Some(match a.value.cmp(&b.value) {
        Ordering::Equal => Bound { strict: a.strict && b.strict, value: a.value },
        order if order == prefer => a,
        _ => b,
    })
}

fn small(b: Option<Bound>) -> Option<Bound> {
    b.filter(|b| b.value.bits() <= MAX_BITS)
}

impl Interval {
    pub(super) fn point(value: Rational) -> Interval {
        Interval { nonzero: !value.is_zero(), lo: closed(value.clone()), hi: closed(value) }
    }
    pub(super) fn at_least(value: i64, strict: bool) -> Interval {
        Interval { lo: Some(Bound { value: Rational::integer(value), strict }), ..Interval::default() }.settled()
    }
    pub(super) fn at_most(value: i64, strict: bool) -> Interval {
        Interval { hi: Some(Bound { value: Rational::integer(value), strict }), ..Interval::default() }.settled()
    }
    pub(super) fn between(lo: i64, hi: i64) -> Interval {
        Interval { lo: closed(Rational::integer(lo)), hi: closed(Rational::integer(hi)), nonzero: false }.settled()
    }
    pub(super) fn nonzero() -> Interval {
        Interval { nonzero: true, ..Interval::default() }
    }

    pub(super) fn is_point(&self) -> Option<&Rational> {
        let (lo, hi) = (self.lo.as_ref()?, self.hi.as_ref()?);
        (lo.value == hi.value && !lo.strict && !hi.strict).then_some(&lo.value)
    }
    /// All values `>= value` (`> value`)?
    pub(super) fn above(&self, value: &Rational, strict: bool) -> bool {
        self.lo.as_ref().is_some_and(|b| b.value > *value || (b.value == *value && (b.strict || !strict)))
    }
    /// All values `<= value` (`< value`)?
    pub(super) fn below(&self, value: &Rational, strict: bool) -> bool {
        self.hi.as_ref().is_some_and(|b| b.value < *value || (b.value == *value && (b.strict || !strict)))
    }
    pub(super) fn positive(&self) -> bool {
        self.above(&Rational::zero(), true)
    }
    pub(super) fn nonnegative(&self) -> bool {
        self.above(&Rational::zero(), false)
    }
    pub(super) fn negative(&self) -> bool {
        self.below(&Rational::zero(), true)
    }
    pub(super) fn nonpositive(&self) -> bool {
        self.below(&Rational::zero(), false)
    }

    /// Makes sign and `nonzero` agree, and drops ends that are too long.
    pub(super) fn settled(mut self) -> Interval {
        self.lo = small(self.lo);
        self.hi = small(self.hi);
        self.nonzero = self.nonzero || self.positive() || self.negative();
        if self.nonzero {
            for end in [&mut self.lo, &mut self.hi].into_iter().flatten() {
                end.strict = end.strict || end.value.is_zero();
            }
        }
        self
    }

    pub(super) fn meet(&self, other: &Interval) -> Interval {
        Interval {
            lo: tighter(self.lo.clone(), other.lo.clone(), Ordering::Greater),
            hi: tighter(self.hi.clone(), other.hi.clone(), Ordering::Less),
            nonzero: self.nonzero || other.nonzero,
        }
        .settled()
    }
    /// The smallest interval around both.
    pub(super) fn hull(&self, other: &Interval) -> Interval {
        Interval {
            lo: looser(self.lo.clone(), other.lo.clone(), Ordering::Less),
            hi: looser(self.hi.clone(), other.hi.clone(), Ordering::Greater),
            nonzero: self.nonzero && other.nonzero,
        }
    }

    pub(super) fn plus(&self, other: &Interval) -> Interval {
        let add = |a: &Option<Bound>, b: &Option<Bound>| match (a, b) {
            (Some(a), Some(b)) => Some(Bound { value: &a.value + &b.value, strict: a.strict || b.strict }),
            _ => None,
        };
        Interval { lo: add(&self.lo, &other.lo), hi: add(&self.hi, &other.hi), nonzero: false }.settled()
    }
    pub(super) fn negated(&self) -> Interval {
        let flip = |b: &Option<Bound>| b.as_ref().map(|b| Bound { value: -&b.value, strict: b.strict });
        Interval { lo: flip(&self.hi), hi: flip(&self.lo), nonzero: self.nonzero }
    }

    fn ends(&self) -> [End; 2] {
        let end = |b: &Option<Bound>, infinite| b.as_ref().map_or(infinite, |b| End::At(b.value.clone(), b.strict));
        [end(&self.lo, End::Minus), end(&self.hi, End::Plus)]
    }

    pub(super) fn times(&self, other: &Interval) -> Interval {
        let corners: Vec<End> = self.ends().iter().flat_map(|a| other.ends().map(|b| corner(a, &b))).collect();
        let mut lo: Option<Option<Bound>> = None;
        let mut hi: Option<Option<Bound>> = None;
        for c in corners {
            let (low, high) = match c {
                End::Minus => (None, Some(None)),
                End::Plus => (Some(None), None),
                End::At(value, strict) => {
                    let bound = Some(Bound { value, strict });
                    (Some(bound.clone()), Some(bound))
                }
            };
            // An infinite corner says nothing of the opposite end.
            lo = match (lo, low) {
                (_, None) => Some(None),
                (None, Some(b)) => b.map(Some),
                (Some(a), Some(None)) => Some(a),
                (Some(a), Some(b)) => Some(looser(a, b, Ordering::Less)),
            };
            hi = match (hi, high) {
                (_, None) => Some(None),
                (None, Some(b)) => b.map(Some),
                (Some(a), Some(None)) => Some(a),
                (Some(a), Some(b)) => Some(looser(a, b, Ordering::Greater)),
            };
        }
        Interval { lo: lo.flatten(), hi: hi.flatten(), nonzero: self.nonzero && other.nonzero }.settled()
    }

    /// The values of `1/x`; the term is defined, so `x` is not 0.
    pub(super) fn reciprocal(&self) -> Interval {
        let this = Interval { nonzero: true, ..self.clone() }.settled();
        let invert = |b: &Option<Bound>| b.as_ref().and_then(|b| Some(Bound { value: b.value.recip()?, strict: b.strict }));
        let zero = || Some(Bound { value: Rational::zero(), strict: true });
        if this.positive() {
            Interval { lo: invert(&this.hi).or_else(zero), hi: invert(&this.lo), nonzero: true }.settled()
        } else if this.negative() {
            Interval { lo: invert(&this.hi), hi: invert(&this.lo).or_else(zero), nonzero: true }.settled()
        } else {
            Interval::nonzero()
        }
    }

    pub(super) fn absolute(&self) -> Interval {
        let mirrored = self.negated();
        let magnitude = if self.nonnegative() {
            self.clone()
        } else if self.nonpositive() {
            mirrored
        } else {
            let hi = looser(self.hi.clone(), mirrored.hi, Ordering::Greater);
            Interval { lo: closed(Rational::zero()), hi, nonzero: self.nonzero }
        };
        magnitude.settled()
    }

    /// Integer power with `n >= 0`.
    pub(super) fn power(&self, n: u32) -> Interval {
        if n == 0 {
            return Interval::point(Rational::one());
        }
        let base = if n.is_multiple_of(2) { self.absolute() } else { self.clone() };
        let raise = |b: &Option<Bound>| {
            let b = b.as_ref()?;
            Some(Bound { value: b.value.checked_pow(i64::from(n), MAX_BITS)?, strict: b.strict })
        };
        let mut out = Interval { lo: raise(&base.lo), hi: raise(&base.hi), nonzero: base.nonzero };
        if base.nonnegative() && out.lo.is_none() {
            out.lo = closed(Rational::zero());
        }
        out.settled()
    }

    pub(super) fn larger(&self, other: &Interval) -> Interval {
        Interval {
            lo: tighter(self.lo.clone(), other.lo.clone(), Ordering::Greater),
            hi: looser(self.hi.clone(), other.hi.clone(), Ordering::Greater),
            nonzero: self.nonzero && other.nonzero,
        }
        .settled()
    }
    pub(super) fn smaller(&self, other: &Interval) -> Interval {
        self.negated().larger(&other.negated()).negated()
    }
}

fn sign(e: &End) -> Ordering {
    match e {
        End::Minus => Ordering::Less,
        End::Plus => Ordering::Greater,
        End::At(v, _) => v.cmp(&Rational::zero()),
    }
}

/// The product of two ends; `0*∞` is 0, attained if that 0 is.
fn corner(a: &End, b: &End) -> End {
    if let (End::At(x, s), End::At(y, t)) = (a, b) {
        let attained = (x.is_zero() && !s) || (y.is_zero() && !t);
        return End::At(x * y, (*s || *t) && !attained);
    }
    let zero = |e: &End| match e {
        End::At(v, strict) if v.is_zero() => Some(*strict),
        _ => None,
    };
    if let Some(strict) = zero(a).or(zero(b)) {
        return End::At(Rational::zero(), strict);
    }
    if sign(a) == sign(b) { End::Plus } else { End::Minus }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(lo: i64, hi: i64, strict: bool) -> Interval {
        let end = |v| Some(Bound { value: Rational::integer(v), strict });
        Interval { lo: end(lo), hi: end(hi), nonzero: false }.settled()
    }

    #[test]
    fn products_keep_open_ends_and_signs() {
        let unit = within(0, 1, true);
        assert_eq!(unit.times(&unit), Interval { nonzero: true, ..within(0, 1, true) });
        assert_eq!(unit.times(&Interval::at_least(1, false)).lo, Some(Bound { value: Rational::zero(), strict: true }));
        assert_eq!(within(-2, 3, false).times(&within(-5, 1, false)), within(-15, 10, false));
        assert_eq!(Interval::default().times(&Interval::at_least(0, true)), Interval::default());
        assert_eq!(Interval::at_least(0, true).times(&Interval::at_most(0, true)), Interval::at_most(0, true));
        assert_eq!(Interval::point(Rational::zero()).times(&Interval::default()), Interval::point(Rational::zero()));
        assert_eq!(within(-2, 3, false).power(2), within(0, 9, false));
        assert!(Interval::nonzero().power(2).positive());
        assert!(Interval::at_least(0, false).reciprocal().positive());
        assert!(!within(-1, 1, true).reciprocal().positive());
        assert_eq!(within(0, 2, true).larger(&Interval::at_least(1, false)).lo, Interval::at_least(1, false).lo);
    }
}
