//! Exact numbers as decimals, where they have a decimal form.

use crate::number::Rational;
use num_bigint::BigInt;
use num_integer::Integer;

/// Longest decimal that is written out; beyond it stands an exponent.
const LONGEST_DECIMAL: usize = 30;

/// The decimal form of a number that has one: `12`, `0.25`, `1e-40`.
pub(super) fn decimal(value: &Rational) -> Option<String> {
    let places = decimal_places(&value.denom())?;
    let scaled = value.numer().magnitude() * BigInt::from(10).pow(places).magnitude() / value.denom().magnitude();
    let digits = scaled.to_string();
    let places = places as usize;
    if places > LONGEST_DECIMAL {
        return Some(format!("{digits}e-{places}"));
    }
    if places > 0 {
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (before, after) = padded.split_at(padded.len() - places);
        return Some(format!("{before}.{after}"));
    }
    let significant = digits.trim_end_matches('0').len();
    if digits.len() <= LONGEST_DECIMAL || significant == digits.len() {
        return Some(digits);
    }
    Some(format!("{}e{}", digits.get(..significant).unwrap_or_default(), digits.len() - significant))
}

/// How many decimal places a fraction with this denominator has; `None` if no number of them, or none that can be read, is enough.
fn decimal_places(denominator: &BigInt) -> Option<u32> {
    let twos = denominator.trailing_zeros().unwrap_or(0);
    let mut rest: BigInt = denominator >> twos;
    let five = BigInt::from(5);
    let mut fives = 0u64;
    while rest.is_multiple_of(&five) {
        rest /= &five;
        fives += 1;
    }
    let places = twos.max(fives);
    (rest == BigInt::from(1) && places <= 1_000).then(|| u32::try_from(places).ok()).flatten()
}
