//! How a number is written in a counterexample: a rational exactly; anything else as an enclosure
//! `[0.6931471805, 0.6931471806]` in decimals rounded outwards, with its exact form before it where that is short:
//! `log(2) = …`.

use super::ball::Ball;
use super::dyadic::Dyadic;
use super::logpoly::{Atom, LogPoly};
use super::{Arith, Num, Q};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

/// Digits after the first significant one.
const DIGITS: i64 = 10;

impl Num {
    /// The text for a counterexample.
    pub fn show(&self, ar: &mut Arith) -> String {
        let enclosure = match self {
            Num::Rat(q) if q.bits() < 400 => return q.to_string(),
            _ => self.ball(ar).map_or_else(|_| "?".to_owned(), |b| show_ball(&b)),
        };
        match self {
            Num::Poly(p) if p.0.len() <= 3 => format!("{} = {enclosure}", show_poly(p)),
            _ => enclosure,
        }
    }
}

fn show_poly(p: &LogPoly) -> String {
    let mut text = String::new();
    for (monomial, c) in &p.0 {
        let mut factors: Vec<String> = Vec::new();
        let size = c.abs();
        if !size.is_one() || monomial.is_empty() {
            factors.push(size.to_string());
        }
        for (atom, e) in monomial {
            let base = match atom {
                Atom::Pi => "π".to_owned(),
                Atom::Log(n) => format!("log({n})"),
            };
            factors.push(if *e == 1 { base } else { format!("{base}^{e}") });
        }
        let sign = match (text.is_empty(), *c < Q::ZERO) {
            (true, true) => "-",
            (true, false) => "",
            (false, true) => " - ",
            (false, false) => " + ",
        };
        text.push_str(sign);
        text.push_str(&factors.join("*"));
    }
    text
}

fn show_ball(b: &Ball) -> String {
    let top = b.lo.top().max(b.hi.top());
    if b.lo.exp.abs().max(b.hi.exp.abs()) > 4000 {
        return format!("about {}2^{top}", if b.hi.sign() < 0 { "-" } else { "" });
    }
    // Decimal places such that about DIGITS significant digits remain: log10 2 is about 3/10.
    let places = (DIGITS - (top * 3).div_euclid(10)).clamp(0, 1300);
    format!("[{}, {}]", decimal(&b.lo, places, false), decimal(&b.hi, places, true))
}

/// The decimal with this many places not above (`up`: not below) the number.
fn decimal(x: &Dyadic, places: i64, up: bool) -> String {
    let scale = BigInt::from(10).pow(places.to_u32().unwrap_or(0));
    let mut numer = &x.man * scale;
    let mut denom = BigInt::from(1);
    match u64::try_from(x.exp) {
        Ok(by) => numer <<= by,
        Err(_) => denom <<= x.exp.unsigned_abs(),
    }
    let units = if up { -((-numer).div_floor(&denom)) } else { numer.div_floor(&denom) };
    let digits = units.abs().to_string();
    let places = places.to_usize().unwrap_or(0);
    let padded = format!("{}{digits}", "0".repeat((places + 1).saturating_sub(digits.len())));
    let (whole, rest) = padded.split_at(padded.len() - places);
    let sign = if units.is_negative() { "-" } else { "" };
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_where_rational_else_enclosed() {
        let mut ar = Arith::new(128, 1 << 30);
        assert_eq!(Num::frac(-3, 7).show(&mut ar), "-3/7");
        let log2 = Num::int(2).log(&mut ar).unwrap_or(Num::ZERO);
        assert_eq!(log2.show(&mut ar), "log(2) = [0.6931471805, 0.6931471806]");
        assert_eq!(log2.neg().show(&mut ar), "-log(2) = [-0.6931471806, -0.6931471805]");
        let e = Num::ONE.exp(&mut ar).unwrap_or(Num::ZERO);
        assert_eq!(e.show(&mut ar), "[2.7182818284, 2.7182818285]");
        let huge = Num::int(2).pow(1_000_000_000, &mut ar).unwrap_or(Num::ZERO);
        assert_eq!(huge.show(&mut ar), "about 2^1000000001");
    }
}
