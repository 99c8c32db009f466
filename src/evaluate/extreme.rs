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

/// Sizes of sets, by the number of the model.
const SIZES: [usize; 8] = [5, 2, 6, 1, 3, 2, 7, 2];
/// How far an integer lies above its lower end (or from zero), by the number of the model.
const OFFSETS: [i64; 8] = [9, 24, 2, 6, 12, 1, 39, 4];

/// The size of the set with this place in this model. Only one set at a time is large: sums over all of them must stay short.
pub(super) fn size(number: usize, place: usize, sets: usize) -> usize {
    if (number / SIZES.len() + number) % sets.max(1) != place {
        return 1 + (number + place) % 3;
    }
    SIZES.get(number % SIZES.len()).copied().unwrap_or(2)
}

/// How far the integer with this place lies from its end in this model.
pub(super) fn offset(number: usize, place: usize) -> i64 {
    OFFSETS.get((number + 3 * place) % OFFSETS.len()).copied().unwrap_or(1)
}

/// A weight of a law before it is normalised.
pub(super) fn weight(rng: &mut SplitMix) -> i64 {
    rng.pick(&[1, 1, 1, 3, 30, 1000], 1)
}

/// The rational numbers that these lines name, each once, in the order of their first places.
pub(super) fn landmarks(lines: &[&Code]) -> Vec<Q> {
    let mut found: Vec<Q> = Vec::new();
    for line in lines {
        visit(line, &mut |code| {
            if let Code::Num(Num::Rat(q)) = code
                && !found.contains(q)
            {
                found.push(q.clone());
            }
        });
    }
    found
}

/// Values where a table may have any; in most places ordinary ones, so that few are extreme at the same time.
pub(super) fn anywhere(landmarks: &[Q], rng: &mut SplitMix) -> Q {
    match rng.between(0, 5) {
        0 => beside(landmarks, rng),
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

/// At or next to a number that a line names.
pub(super) fn beside(landmarks: &[Q], rng: &mut SplitMix) -> Q {
    let near = [Q::ZERO, Q::frac(1, 100), Q::frac(-1, 100), Q::frac(1, 2), Q::frac(-1, 2)];
    rng.pick(landmarks, Q::ONE).add(&rng.pick(&near, Q::ZERO))
}
