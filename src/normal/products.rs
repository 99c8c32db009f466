//! Sums of monomials on their way to the polynomial they are, with their denominators reduced.
//!
//! A monomial that holds a denominator whose leading monomial divides the rest is rewritten by `lt * D⁻¹ = 1 − (D − lt) * D⁻¹`, and one
//! that holds a sum as a factor is multiplied out. Rewriting is linear, so monomials that are met on several ways are rewritten once, with
//! the sum of their coefficients: those that wait stand in order of their degree, which each rewriting lowers. Monomial by monomial,
//! denominators within denominators would take exponentially many.

use super::poly::{MOST_TERMS, Monomial, Poly, invert, multiply, poly};
use crate::number::Rational;
use crate::term::{Node, Term};
use std::collections::BTreeMap;

/// No polynomial may take more rewritings.
const MOST_REWRITINGS: usize = 6000;

/// Monomials with their coefficients, those that are reduced and those that wait.
#[derive(Default)]
pub(super) struct Products {
    done: Poly,
    waiting: BTreeMap<(i64, Monomial), (Rational, Rewriting)>,
    denominators: BTreeMap<Term, Denominator>,
}

/// What is done with a monomial, and at which of its factors.
#[derive(Clone, Copy)]
enum Rewriting {
    /// A sum with a positive exponent is multiplied out.
    Expand(usize),
    /// A denominator is reduced.
    Reduce(usize),
}

/// A sum, written as a polynomial, with its leading monomial.
#[derive(Clone)]
struct Denominator {
    terms: Poly,
    lead: Monomial,
}

impl Products {
    /// Adds `c` times a monomial; `None` where a denominator is too large to be looked at.
    pub(super) fn push(&mut self, m: Monomial, c: Rational) -> Option<()> {
        let Some(how) = self.rewriting(&m)? else {
            self.done.insert(m, c);
            return Some(());
        };
        let degree = m.iter().filter(|(t, _)| !sum(t)).map(|(_, e)| i64::from(*e)).sum();
        let waiting = self.waiting.entry((degree, m)).or_insert_with(|| (Rational::zero(), how));
        waiting.0 = &waiting.0 + &c;
        Some(())
    }

    /// The polynomial; `None` where it grows too large or takes too long.
    pub(super) fn reduced(mut self) -> Option<Poly> {
        for _ in 0..MOST_REWRITINGS {
            let Some(((_, m), (c, how))) = self.waiting.pop_last() else {
                return (self.done.0.len() <= MOST_TERMS).then_some(self.done);
            };
            match how {
                _ if c.is_zero() => {}
                Rewriting::Expand(at) => self.expand(m, at, &c)?,
                Rewriting::Reduce(at) => self.reduce(&m, at, &c)?,
            }
            if self.done.0.len() + self.waiting.len() > MOST_TERMS {
                return None;
            }
        }
        None
    }

    fn expand(&mut self, mut m: Monomial, at: usize, c: &Rational) -> Option<()> {
        let (t, e) = m.remove(at);
        for (n, d) in &poly(&t)?.power(e)?.0 {
            self.push(multiply(&m, n)?, c * d)?;
        }
        Some(())
    }

    /// `quotient * lt(D) * D^-k  =  quotient * D^-(k-1)  -  quotient * rest(D) * D^-k`.
    fn reduce(&mut self, m: &Monomial, at: usize, c: &Rational) -> Option<()> {
        let (t, _) = &m[at];
        let Denominator { terms, lead } = self.denominator(t)?.clone();
        let quotient = multiply(m, &invert(&lead))?;
        self.push(multiply(&quotient, &vec![(t.clone(), 1)])?, c.clone())?;
        for (n, d) in terms.0.iter().filter(|(n, _)| **n != lead) {
            self.push(multiply(&quotient, n)?, -&(c * d))?;
        }
        Some(())
    }

    fn denominator(&mut self, t: &Term) -> Option<&Denominator> {
        if !self.denominators.contains_key(t) {
            let terms = poly(t)?;
            let (lead, _) = terms.leading()?;
            self.denominators.insert(t.clone(), Denominator { terms, lead });
        }
        self.denominators.get(t)
    }

    /// What must be done with a monomial, if anything.
    fn rewriting(&mut self, m: &Monomial) -> Option<Option<Rewriting>> {
        if let Some(at) = m.iter().position(|(t, e)| *e > 0 && sum(t)) {
            return Some(Some(Rewriting::Expand(at)));
        }
        for (at, (t, e)) in m.iter().enumerate() {
            if *e < 0 && sum(t) {
                let lead = &self.denominator(t)?.lead;
                if !lead.is_empty() && lead.iter().all(|(a, k)| m.iter().any(|(b, l)| a == b && l >= k)) {
                    return Some(Some(Rewriting::Reduce(at)));
                }
            }
        }
        Some(None)
    }
}

fn sum(t: &Term) -> bool {
    matches!(t.node(), Node::Add(_))
}
