//! Several equations without variables at once: a line that is another one plus multiples of their differences.
//!
//! `x + y = 3` and `x - y = 1` give `2*x = 4`, as `2*x - 4 = (x + y - 3) + (x - y - 1)`, though neither can rewrite the line alone. The
//! multipliers are polynomials of degree 1 with unknown coefficients, which a linear system determines. Nothing is believed: the line is
//! written with the differences, and each equation is cited in its place.

use super::equation::{Equation, Use};
use crate::normal::Normaliser;
use crate::normal::poly::{self, Monomial, Poly};
use crate::number::Rational;
use crate::rule::{Move, Rule, Script};
use crate::term::Term;
use std::collections::{BTreeMap, BTreeSet};

/// More equations, atoms in multipliers and monomials are not looked at.
const MOST_EQUATIONS: usize = 6;
const MOST_ATOMS: usize = 6;
const MOST_MONOMIALS: usize = 60;

/// May the equation be one of several?
pub(super) fn fits(equation: &Equation) -> bool {
    equation.way == Use::Forward && equation.binders.is_empty() && !equation.hypothesis
}

/// An equation in normal form, with the way there from both of its sides.
struct Side {
    raw: Term,
    normal: Term,
    script: Script,
}

/// Leads from one line to the other; `None` where no combination does.
pub(super) fn lead(run: &mut Normaliser<'_>, equations: &[Equation], line: &Term, other: &Term) -> Option<Term> {
    let chosen: Vec<&Equation> = equations.iter().filter(|e| fits(e)).take(MOST_EQUATIONS).collect();
    let mut sides = Vec::new();
    for equation in &chosen {
        let [left, right] = [&equation.left, &equation.right]
            .map(|raw| run.separately(raw).map(|(normal, script)| Side { raw: raw.clone(), normal, script }));
        sides.push((left?, right?));
    }
    let difference = |a: &Term, b: &Term| poly::poly(&Term::sub(a.clone(), b.clone()));
    let wanted = difference(line, other)?;
    let given: Vec<Poly> = sides.iter().map(|(l, r)| difference(&l.normal, &r.normal)).collect::<Option<_>>()?;
    let multipliers = solve(&wanted, &given)?;
    run.tentative(&mut |run| {
        let used = multipliers.iter().zip(&sides).zip(&chosen).filter(|((m, _), _)| !m.is_zero());
        let mut items = vec![other.clone()];
        let mut script = Vec::new();
        for ((multiplier, (left, right)), equation) in used {
            let place = vec![u16::try_from(items.len()).ok()?, 1, 0];
            items.push(Term::mul(vec![poly::term(multiplier), Term::sub(left.normal.clone(), right.normal.clone())]));
            let at = |mv: &Move| Move { path: [place.clone(), mv.path.clone()].concat(), rule: mv.rule.clone() };
            let (rule, label) = equation.forward();
            if left.raw != left.normal {
                script.push(Move { path: place.clone(), rule: Rule::Back(left.raw.clone(), left.script.clone()) });
            }
            script.push(Move { path: place.clone(), rule });
            script.extend(right.script.iter().map(at));
            run.fire(label);
        }
        let mut whole = vec![Move { path: vec![], rule: Rule::Ring(Term::add(items)) }];
        whole.extend(script);
        whole.push(Move { path: vec![], rule: Rule::Ring(other.clone()) });
        run.append(whole);
        Some(other.clone())
    })
}

/// Multipliers `c` with `wanted = Σ c*given`.
fn solve(wanted: &Poly, given: &[Poly]) -> Option<Vec<Poly>> {
    let atoms: BTreeSet<&Term> = wanted.0.keys().chain(given.iter().flat_map(|p| p.0.keys())).flatten().map(|(t, _)| t).collect();
    let mut shapes: Vec<Monomial> = vec![Vec::new()];
    if atoms.len() <= MOST_ATOMS {
        shapes.extend(atoms.into_iter().map(|t| vec![(t.clone(), 1)]));
    }
    let one = |m: &Monomial| {
        let mut p = Poly::default();
        p.insert(m.clone(), Rational::one());
        p
    };
    let unknowns: Vec<(usize, &Monomial)> = (0..given.len()).flat_map(|i| shapes.iter().map(move |m| (i, m))).collect();
    let columns: Vec<Poly> = unknowns.iter().map(|(i, m)| given[*i].mul(&one(m))).collect::<Option<_>>()?;
    let values = coefficients(&columns.iter().collect::<Vec<&Poly>>(), wanted, MOST_MONOMIALS)?;
    let mut out = vec![Poly::default(); given.len()];
    for ((i, m), value) in unknowns.iter().zip(values) {
        out[*i].insert((*m).clone(), value);
    }
    Some(out)
}

/// Rational coefficients with which the columns make up a polynomial, in no more than so many monomials; of columns that depend on
/// others they are 0.
pub(super) fn coefficients(columns: &[&Poly], wanted: &Poly, most: usize) -> Option<Vec<Rational>> {
    let monomials: BTreeSet<&Monomial> = wanted.0.keys().chain(columns.iter().flat_map(|p| p.0.keys())).collect();
    if monomials.len() > most {
        return None;
    }
    let entry = |p: &Poly, m: &Monomial| p.0.get(m).cloned().unwrap_or_else(Rational::zero);
    let row = |m: &Monomial| columns.iter().copied().chain([wanted]).map(|p| entry(p, m)).collect::<Vec<Rational>>();
    eliminated(monomials.into_iter().map(row).collect(), columns.len())
}

/// A solution of a linear system, its right sides in the last column; free unknowns are 0.
fn eliminated(mut rows: Vec<Vec<Rational>>, unknowns: usize) -> Option<Vec<Rational>> {
    let mut pivots: BTreeMap<usize, usize> = BTreeMap::new();
    for column in 0..unknowns {
        let done = pivots.len();
        let Some(at) = (done..rows.len()).find(|&r| !rows[r][column].is_zero()) else { continue };
        rows.swap(done, at);
        let inverse = rows[done][column].recip()?;
        let pivot: Vec<Rational> = rows[done].iter().map(|x| x * &inverse).collect();
        for row in rows.iter_mut().enumerate().filter(|(r, row)| *r != done && !row[column].is_zero()).map(|(_, row)| row) {
            let factor = row[column].clone();
            row.iter_mut().zip(&pivot).for_each(|(x, p)| *x = &*x - &(&factor * p));
        }
        rows[done] = pivot;
        pivots.insert(column, done);
    }
    let consistent = rows.iter().skip(pivots.len()).all(|row| row[unknowns].is_zero());
    let value = |column: usize| pivots.get(&column).map_or_else(Rational::zero, |r| rows[*r][unknowns].clone());
    consistent.then(|| (0..unknowns).map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(t: &Term) -> Poly {
        poly::poly(t).unwrap()
    }

    #[test]
    fn multipliers_are_found_where_there_are_some() {
        let (x, y) = (Term::app("x", vec![]), Term::app("y", vec![]));
        let first = p(&Term::add(vec![x.clone(), y.clone(), Term::int(-3)]));
        let second = p(&Term::add(vec![x.clone(), Term::neg(y.clone()), Term::int(-1)]));
        let product = Term::add(vec![Term::mul(vec![x.clone(), y]), Term::int(-2)]);
        for wanted in [p(&Term::add(vec![Term::mul(vec![Term::int(2), x.clone()]), Term::int(-4)])), p(&product)] {
            let found = solve(&wanted, &[first.clone(), second.clone()]).unwrap();
            let sum = found[0].mul(&first).unwrap().add(&found[1].mul(&second).unwrap());
            assert_eq!(sum, wanted);
        }
        assert_eq!(solve(&p(&Term::add(vec![x, Term::int(-3)])), &[first, second]), None);
    }
}
