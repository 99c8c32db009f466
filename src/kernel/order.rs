//! Inequalities between terms of like structure: common factors, maxima and minima, absolute values, sums over one index set.
//!
//! All of it rests on the bounds of each construct: a maximum is attained at an index, lies above every entry; `|u|` is `u` or `-u`;
//! a sum of non-negative terms is not negative. What remains is asked again, of smaller terms.

use super::judge::Query;
use super::ring::{self, Atom, Monomial, Poly};
use crate::number::Rational;
use crate::term::{BigOp, Dom, Fun, Node, Term};

const COST: u32 = 60;

impl Query<'_, '_> {
    /// `a <= b` (`a < b`).
    pub(super) fn by_structure(&mut self, a: &Term, b: &Term, strict: bool) -> bool {
        if !self.enter(COST) {
            return false;
        }
        let holds = ring::difference(b, a).is_some_and(|goal| self.not_negative(&goal, strict));
        self.leave();
        holds
    }

    /// `p >= 0` (`p > 0`).
    fn not_negative(&mut self, p: &Poly, strict: bool) -> bool {
        self.by_factors(p, strict)
            || self.by_alternatives(p, strict)
            || self.by_entries(p, strict)
            || (!strict && self.by_sums(p))
    }

    fn ask(&mut self, p: &Poly, strict: bool) -> bool {
        self.ordered(&Term::int(0), &p.to_term(), strict)
    }

    /// A factor that all monomials share.
    fn by_factors(&mut self, p: &Poly, strict: bool) -> bool {
        let Some((lead, common, rest)) = ring::content(p) else { return false };
        if common.is_empty() {
            return false;
        }
        let factor = Poly::product_of(common);
        let range = self.range(&factor);
        let fits = if strict { range.positive() } else { range.nonnegative() };
        fits && self.ask(&rest.scaled(&lead), strict)
    }

    /// What is subtracted is the largest of several (or what is added the smallest): whichever it is.
    fn by_alternatives(&mut self, p: &Poly, strict: bool) -> bool {
        for (monomial, coefficient) in &p.0 {
            let [(Atom::Term(t), 1)] = monomial.as_slice() else { continue };
            let replaced = |by: &Term| replace(p, monomial, coefficient, by);
            match t.node() {
                Node::Fun(Fun::Abs, args) if coefficient.is_negative() => {
                    let [u] = args.as_slice() else { continue };
                    let both = [replaced(u), replaced(&Term::neg(u.clone()))];
                    return both.into_iter().all(|q| q.is_some_and(|q| self.ask(&q, strict)));
                }
                Node::Fun(f, args) if chosen(*f == Fun::Max, *f == Fun::Min, coefficient) => {
                    let each: Vec<Option<Poly>> = args.iter().map(replaced).collect();
                    return each.into_iter().all(|q| q.is_some_and(|q| self.ask(&q, strict)));
                }
                Node::Big(op, _, dom, guard, body) if chosen(*op == BigOp::Max, *op == BigOp::Min, coefficient) => {
                    return self.within(
                        |scope| Term::var(scope.fresh(dom)),
                        |query, var| {
                            query.scope.assume(&guard.open(&var));
                            replace(p, monomial, coefficient, &body.open(&var)).is_some_and(|q| query.ask(&q, strict))
                        },
                    );
                }
                _ => {}
            }
        }
        false
    }

    /// What is added is a maximum (or what is subtracted a minimum): one of its entries will do.
    fn by_entries(&mut self, p: &Poly, strict: bool) -> bool {
        for (monomial, coefficient) in &p.0 {
            let [(Atom::Term(t), 1)] = monomial.as_slice() else { continue };
            let Node::Big(op, _, dom, guard, body) = t.node() else { continue };
            if !chosen(*op == BigOp::Min, *op == BigOp::Max, coefficient) || !matches!(guard.node(), Node::True) {
                continue;
            }
            let open: Vec<Term> = self.scope.vars.iter().filter(|(_, d)| d == dom).map(|(n, _)| Term::var(n.clone())).collect();
            for var in open {
                if replace(p, monomial, coefficient, &body.open(&var)).is_some_and(|q| self.ask(&q, strict)) {
                    return true;
                }
            }
        }
        false
    }

    /// Sums over one index set are one sum; it is enough that its terms are not negative.
    fn by_sums(&mut self, p: &Poly) -> bool {
        let Some((dom, guard)) = p.0.keys().find_map(|m| sum_in(m).map(|(dom, guard, _)| (dom, guard))) else { return false };
        let mut rest = Poly::default();
        let mut pieces: Vec<(Monomial, Rational, Term)> = Vec::new();
        for (monomial, coefficient) in &p.0 {
            match sum_in(monomial) {
                Some((d, g, t)) if d == dom && g == guard => pieces.push((monomial.clone(), coefficient.clone(), t)),
                _ => rest.add_scaled(&Poly::monomial(monomial.clone(), coefficient.clone()), &Rational::one()),
            }
        }
        let joined = self.within(
            |scope| Term::var(scope.fresh(&dom)),
            |query, var| {
                query.scope.assume(&guard.open(&var));
                let body = Term::add(pieces.iter().map(|(m, c, t)| term_at(m, c, t, &var)).collect());
                query.ordered(&Term::int(0), &body, false)
            },
        );
        joined && (rest.0.is_empty() || self.ask(&rest, false))
    }
}

/// Is the sign such that the larger (smaller) of several is meant on the wrong side?
fn chosen(largest: bool, smallest: bool, coefficient: &Rational) -> bool {
    (largest && coefficient.is_negative()) || (smallest && coefficient.is_positive())
}

/// The polynomial with one of its linear monomials replaced by a term.
fn replace(p: &Poly, monomial: &Monomial, coefficient: &Rational, by: &Term) -> Option<Poly> {
    let mut out = p.clone();
    out.0.remove(monomial);
    out.add_scaled(&ring::difference(by, &Term::int(0))?, coefficient);
    Some(out)
}

/// Domain and guard of the one sum (or expectation) that stands as a factor in the monomial, and itself.
fn sum_in(monomial: &Monomial) -> Option<(Dom, Term, Term)> {
    monomial.iter().find_map(|(atom, e)| match atom {
        Atom::Term(t) if *e == 1 => match t.node() {
            Node::Big(BigOp::Sum, _, dom, guard, _) => Some((dom.clone(), guard.clone(), t.clone())),
            Node::Expect(_, dom, _, _) => Some((dom.clone(), Term::truth(), t.clone())),
            _ => None,
        },
        _ => None,
    })
}

/// The monomial with its sum replaced by the sum's term at an index.
fn term_at(monomial: &Monomial, coefficient: &Rational, sum: &Term, var: &Term) -> Term {
    let others: Monomial = monomial.iter().filter(|(atom, _)| !matches!(atom, Atom::Term(t) if t == sum)).cloned().collect();
    let mut factors = vec![Poly::monomial(others, coefficient.clone()).to_term()];
    match sum.node() {
        Node::Big(_, _, _, _, body) => factors.push(body.open(var)),
        Node::Expect(_, _, weight, body) => factors.extend([weight.open(var), body.open(var)]),
        _ => {}
    }
    Term::mul(factors)
}
