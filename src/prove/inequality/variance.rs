//! The variance of a combination: `E h² - (E h)² = E (h - E h)²` where `h` has been multiplied out.
//!
//! What is subtracted is the square of a combination of means under one law; the same combination of what they are means of is `h`.

use super::parts::{is_sum, open, product, weighted};
use super::{Engine, opened, polynomial};
use crate::normal::Context;
use crate::normal::poly::{self, Monomial, Poly};
use crate::rule::Reason;
use crate::rule::inequality::Sign;
use crate::term::Term;

const REASONS: &[Reason] = &[Reason::Square, Reason::Jensen, Reason::CauchySchwarz];

impl Engine<'_> {
    /// The square of a combination of two or more means is subtracted.
    pub(super) fn by_variance(&mut self, context: &Context, t: &Term, strict: bool, depth: usize) -> Option<Sign> {
        if !self.permits(REASONS) {
            return None;
        }
        let p = polynomial(t)?;
        for outer in outers(&p) {
            let over = poly::invert(&outer);
            let mut square = Poly::default();
            for (m, c) in &p.0 {
                let quotient = poly::multiply(m, &over)?;
                let sums: i32 = quotient.iter().filter(|(a, _)| is_sum(a)).map(|(_, e)| *e).sum();
                if sums == 2 {
                    square.insert(quotient, -c);
                }
            }
            let Some(mean) = square.square_root().filter(|m| m.0.len() > 1) else { continue };
            let found = self.tentative(|s| s.spread_of(context, t, (&outer, &mean), strict, depth));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// `outer*Σ p*(h - mean)²` for the combination `mean` of sums `Σ p*f`.
    fn spread_of(
        &mut self,
        context: &Context,
        t: &Term,
        (outer, mean): (&Monomial, &Poly),
        strict: bool,
        depth: usize,
    ) -> Option<Sign> {
        let base = opened(context);
        let (mut level, mut law, mut h) = (None, None, Poly::default());
        for (m, c) in &mean.0 {
            let (scale, sums): (Monomial, Monomial) = m.iter().cloned().partition(|(a, _)| !is_sum(a));
            let [(sum, 1)] = sums.as_slice() else { return None };
            let (levels, body) = open(sum, base);
            let body = polynomial(&body)?;
            let ([own], (f, k)) = (levels.as_slice(), body.single()?) else { return None };
            let weight = f.iter().find(|(a, e)| *e == 1 && self.law_over(a, own))?.0.clone();
            if *level.get_or_insert_with(|| own.clone()) != *own || *law.get_or_insert_with(|| weight.clone()) != weight {
                return None;
            }
            h.insert(poly::multiply(&scale, &poly::multiply(f, &vec![(weight, -1)])?)?, c * k);
        }
        let (level, law) = (level?, law?);
        self.weight_known(context, std::slice::from_ref(&level), &law)?;
        let outer = product(outer);
        if !self.nonnegative(context, &outer) {
            return None;
        }
        self.credit(REASONS)?;
        let square = Term::pow(Term::sub(poly::term(&h), poly::term(mean)), Term::int(2));
        self.subtract(context, t, weighted(outer, &[level], law, square, Sign::Judged), strict, depth)
    }
}

/// What stands before the squares of sums that are subtracted.
fn outers(p: &Poly) -> Vec<Monomial> {
    let mut out: Vec<Monomial> = Vec::new();
    for (m, _) in p.0.iter().filter(|(_, c)| c.is_negative()) {
        for (at, _) in m.iter().enumerate().filter(|(_, (a, e))| *e == 2 && is_sum(a)) {
            let mut outer = m.clone();
            outer.remove(at);
            if !out.contains(&outer) {
                out.push(outer);
            }
        }
    }
    out
}
