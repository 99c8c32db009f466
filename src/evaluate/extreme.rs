//! Extreme models: what breaks a false bound often lies far out, close to an end, next to a number that a line names, in a
//! large set, or in a law with nearly all of its weight in one place.
//!
//! Ordinary models come first, since they are cheap and their counterexamples short; a step that could neither be proved nor
//! refuted in them is tried in these as well. They say nothing that ordinary ones could not say: every value meets what is
//! declared, and whatever they refute is certified and made small like everything else.

use super::arith::{Num, Q};
use super::code::Code;
use super::random::SplitMix;
use super::roles::visit;

/// What lines name, for extreme models to be at or near it.
#[derive(Clone, Copy, Default)]
pub(super) struct Near<'l> {
    /// Numbers, see [`landmarks`].
    pub numbers: &'l [Q],
    /// Tables, in models that look for entries at the constants among them: a threshold, `[x(i) >= ε]`.
    pub tables: &'l [usize],
}

/// Does this model look for entries at constants?
pub(super) fn at_thresholds(number: usize) -> bool {
    number.is_multiple_of(6)
}

/// Are all values of this model small? (Every other number is one of those that go through what the lines name.)
pub(super) fn small(number: usize) -> bool {
    number.is_multiple_of(2) && !number.is_multiple_of(8) && !at_thresholds(number)
}

/// Sizes of sets, by the number of the model.
const SIZES: [usize; 8] = [5, 2, 6, 1, 3, 2, 7, 2];
/// How far an integer lies above its lower end (or from zero), by the number of the model.
const OFFSETS: [i64; 8] = [9, 24, 2, 6, 12, 1, 39, 4];

/// Sizes and distances in later models, for what holds as long as nothing is really large.
const LARGE_SIZES: [usize; 8] = [12, 2, 6, 1, 3, 2, 30, 2];
const FAR_OFFSETS: [i64; 8] = [9, 24, 2, 6, 12, 1, 99, 4];
/// The number of the first of them.
const LATER: usize = 16;

/// The size of the set with this place in this model. Only one set at a time is large: sums over all of them must stay short.
pub(super) fn size(number: usize, place: usize, sets: usize) -> usize {
    if (number / SIZES.len() + number) % sets.max(1) != place {
        return 1 + (number + place) % 3;
    }
    let sizes = if number < LATER { SIZES } else { LARGE_SIZES };
    sizes.get(number % sizes.len()).copied().unwrap_or(2)
}

/// How far the integer with this place lies from its end in this model.
pub(super) fn offset(number: usize, place: usize) -> i64 {
    let offsets = if number < LATER { OFFSETS } else { FAR_OFFSETS };
    offsets.get((number + number / OFFSETS.len() + 3 * place) % offsets.len()).copied().unwrap_or(1)
}

/// The weights of a law before it is normalised: all alike, or most of the weight in few places.
pub(super) fn weights(count: usize, rng: &mut SplitMix) -> Vec<i64> {
    let flat = rng.between(0, if count > 8 { 1 } else { 2 }) == 0;
    (0..count).map(|_| if flat { 1 } else { rng.pick(&[1, 1, 1, 3, 30, 1000], 1) }).collect()
}

/// The rational numbers that these lines name, each once, in the order of their first places; a negative one also with the other
/// sign, since `x - 50` changes its sign at 50, and an integer also with its inverse, since `x < 1/50` is read as `50*x < 1`.
/// Those that ordinary models meet anyway are left out.
pub(super) fn landmarks(lines: &[&Code]) -> Vec<Q> {
    let mut found: Vec<Q> = Vec::new();
    for line in lines {
        visit(line, &mut |code| {
            let Some(q) = number(code).filter(|q| !ordinary(q)) else { return };
            let inverse = if q.is_integer() { q.recip() } else { None };
            for near in [Some(q.abs()), Some(q.clone()), inverse].into_iter().flatten() {
                if !found.contains(&near) {
                    found.push(near);
                }
            }
        });
    }
    found
}

/// A number, or a power of one.
fn number(code: &Code) -> Option<Q> {
    match code {
        Code::Num(Num::Rat(q)) => Some(q.clone()),
        Code::Pow(ab) => match &**ab {
            (Code::Num(Num::Rat(q)), Code::Num(Num::Rat(n))) => q.pow(n.to_i64()?, 64),
            _ => None,
        },
        _ => None,
    }
}

/// Is this one of the numbers that ordinary models try?
fn ordinary(q: &Q) -> bool {
    let twice = q.add(q);
    twice.is_integer() && twice.to_i64().is_some_and(|n| (-6..=6).contains(&n))
}

/// Values where a table may have any; in most places ordinary ones, so that few are extreme at the same time.
pub(super) fn anywhere(landmarks: &[Q], rng: &mut SplitMix) -> Q {
    match rng.between(0, 5) {
        0 => beside(landmarks, None, rng),
        1 => Q::int(rng.pick(&[100, -100, 20, -20, 1000, -60], 1)),
        2 => Q::frac(rng.pick(&[1, -1], 1), rng.pick(&[100, 1000, 20], 1)),
        _ => Q::frac(rng.between(-9, 9), rng.between(1, 4)),
    }
}

/// Positive distances from an end.
pub(super) fn distance(rng: &mut SplitMix) -> Q {
    match rng.between(0, 4) {
        0 => Q::int(rng.pick(&[100, 20, 1000], 1)),
        1 => Q::frac(1, rng.pick(&[100, 1000, 20], 1)),
        _ => Q::frac(rng.between(1, 9), rng.between(1, 4)),
    }
}

/// Which part of the way from one end to the other, neither of them included.
pub(super) fn part(rng: &mut SplitMix) -> Q {
    match rng.between(0, 4) {
        0 => Q::frac(1, rng.pick(&[30, 1000], 30)),
        1 => Q::int(1).sub(&Q::frac(1, rng.pick(&[30, 1000], 30))),
        _ => Q::frac(rng.between(1, 6), 7),
    }
}

/// At or next to a number that a line names: one after the other by the turn, or any.
pub(super) fn beside(landmarks: &[Q], turn: Option<usize>, rng: &mut SplitMix) -> Q {
    let near = [Q::ZERO, Q::frac(1, 100), Q::frac(-1, 100), Q::ONE, Q::int(-1), Q::int(10), Q::int(-10)];
    let (landmark, distance) = match turn {
        // From the second round on every other time on the other side of zero: `x + 50` changes its sign at -50.
        Some(turn) => {
            let (place, round) = (turn % landmarks.len().max(1), turn / landmarks.len().max(1));
            let landmark = landmarks.get(place).map(|q| if round % 2 == 1 { q.neg() } else { q.clone() });
            (landmark, near.get(round / 2 % near.len()))
        }
        None => return rng.pick(landmarks, Q::ONE).add(&rng.pick(&near, Q::ZERO)),
    };
    landmark.unwrap_or(Q::ONE).add(distance.unwrap_or(&Q::ZERO))
}
