//! A polynomial in what a hypothesis bounds: with `y = a + h` and `0 <= h` it is a polynomial in `h`, and none of whose coefficients
//! may be negative.
//!
//! So `a <= y` gives `a² <= y²` for `0 <= a`, whatever `a` and `y` are made of (Pólya's idea, in one variable).

use super::structure::{ORDER, hypothesis};
use super::{Engine, polynomial, sign_of};
use crate::normal::Context;
use crate::normal::poly::{self, Monomial, Poly};
use crate::number::Rational;
use crate::rule::inequality::Sign;
use crate::term::{Name, Node, Term};
use std::collections::BTreeMap;

/// Highest power of what is bounded.
const MOST_POWER: i32 = 4;

impl Engine<'_> {
    /// By the first hypothesis that bounds a variable of which the term has a square or a higher power.
    pub(super) fn by_shift(&mut self, context: &Context, t: &Term, strict: bool) -> Option<Sign> {
        let p = polynomial(t)?;
        let known: Vec<Poly> = context.hypotheses.iter().rev().filter_map(hypothesis).collect();
        for h in known {
            for (atom, c) in h.0.iter().filter_map(|(m, c)| Some((alone(m)?, c))) {
                let elsewhere = h.0.keys().filter(|m| alone(m) != Some(atom)).flatten().any(|(a, _)| a.any(&mut |s| s == atom));
                if elsewhere || !fits(&p, atom) {
                    continue;
                }
                let Some(powers) = shifted(&p, &h, atom, c) else { continue };
                let found = self.tentative(|s| s.by_powers(context, t, (&h, &powers), strict));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// `t = Σ_k t_k*h^k`, where no `t_k` is negative; strictly, if `t_0` is positive.
    fn by_powers(
        &mut self,
        context: &Context,
        t: &Term,
        (h, powers): (&Poly, &BTreeMap<i32, Poly>),
        strict: bool,
    ) -> Option<Sign> {
        self.credit(ORDER)?;
        let (mut terms, mut signs, mut strictly) = (Vec::new(), Vec::new(), None);
        for (k, coefficient) in powers {
            let coefficient = poly::term(coefficient);
            let want = strict && *k == 0;
            if !self.holds(context, &sign_of(&coefficient, want)) {
                return None;
            }
            if want {
                strictly = Some(terms.len());
            }
            if *k == 0 {
                terms.push(coefficient);
                signs.push(Sign::Judged);
            } else {
                terms.push(Term::new(Node::Mul(vec![coefficient, Term::pow(poly::term(h), Term::int(i64::from(*k)))])));
                signs.push(Sign::Product(vec![Sign::Judged, Sign::Judged]));
            }
        }
        if strict && strictly.is_none() || terms.is_empty() {
            return None;
        }
        // The rest is 0.
        self.exactly(context, t, Term::new(Node::Add(terms)), Sign::Sum(signs, strictly.unwrap_or(0)))
    }
}

fn alone(m: &Monomial) -> Option<&Term> {
    if let [(a, 1)] = m.as_slice() { Some(a) } else { None }
}

/// Is the term a polynomial of degree two or more in the atom, which stands nowhere else in it?
fn fits(p: &Poly, atom: &Term) -> bool {
    let degree = p.0.keys().flatten().filter(|(a, _)| a == atom).map(|(_, e)| *e).max().unwrap_or(0);
    let whole = p.0.keys().flatten().all(|(a, e)| if a == atom { *e > 0 } else { !a.any(&mut |s| s == atom) });
    whole && (2..=MOST_POWER).contains(&degree)
}

/// The polynomial in powers of `h = c*atom + r`: `atom = (h - r)/c`.
fn shifted(p: &Poly, h: &Poly, atom: &Term, c: &Rational) -> Option<BTreeMap<i32, Poly>> {
    let new = Term::var(Name::new("%shift"));
    let mut rest = h.clone();
    rest.insert(vec![(atom.clone(), 1)], -c);
    let value = Poly::atom(new.clone()).add(&rest.neg()).mul(&Poly::constant(Rational::one().checked_div(c)?))?;
    let mut out: BTreeMap<i32, Poly> = BTreeMap::new();
    for (m, k) in &p.0 {
        let e = m.iter().find(|(a, _)| a == atom).map_or(0, |(_, e)| *e);
        let others: Monomial = m.iter().filter(|(a, _)| a != atom).cloned().collect();
        let expanded = Poly([(others, k.clone())].into_iter().collect()).mul(&value.power(e)?)?;
        for (m, k) in &expanded.0 {
            let power = m.iter().find(|(a, _)| *a == new).map_or(0, |(_, e)| *e);
            let rest: Monomial = m.iter().filter(|(a, _)| *a != new).cloned().collect();
            out.entry(power).or_default().insert(rest, k.clone());
        }
    }
    out.retain(|_, p| !p.is_zero());
    Some(out)
}
