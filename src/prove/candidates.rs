//! What a case distinction may split on: propositions that would simplify the terms in which two lines differ.
//!
//! In this order: conditions of indicators and branches; values of {0, 1}-valued terms; values of terms whose square is known; signs and orders on
//! which `abs`, `sign`, `max`, `min` depend; the elements of a named set; the values of integers with few of them; coinciding indices.

use crate::kernel::obligation::Signature;
use crate::normal::Normaliser;
use crate::normal::poly::{self, Poly};
use crate::number::Rational;
use crate::rule::proposition::negate;
use crate::rule::{Split, depends};
use crate::term::{Dom, Fun, Name, Node, Rel, Term};

/// Something to split on.
pub(super) struct Candidate {
    /// The split.
    pub split: Split,
}

impl Candidate {
    /// What its two cases say.
    pub(super) fn hypotheses(&self) -> [Term; 2] {
        let equal = |t: &Term, v: &Rational| Term::cmp_rel(Rel::Eq, t.clone(), Term::num(v.clone()));
        match &self.split {
            Split::Prop(p) => [p.clone(), negate(p).unwrap_or_else(|| Term::new(Node::Not(p.clone())))],
            Split::Binary(t) => [equal(t, &Rational::one()), equal(t, &Rational::zero())],
            Split::Values(t, one, other) => [equal(t, one), equal(t, other)],
        }
    }
}

/// The candidates that are open here, most promising first.
pub(super) fn candidates(run: &Normaliser<'_>, difference: &Poly) -> Vec<Candidate> {
    let mut search = Search { run, targets: Vec::new(), found: [const { Vec::new() }; CLASSES] };
    for (t, _) in difference.0.keys().flatten() {
        search.visit(t);
    }
    search.elements(difference);
    search.integers(difference);
    search.coinciding(difference);
    let all = search.found.into_iter().enumerate().flat_map(|(class, splits)| splits.into_iter().map(move |s| (class, s)));
    // That an integer or a bit has its last value, or that two indices are one, may be known, but not because a case says so: then it
    // is still to be carried out.
    let excluded = |p: &Term| negate(p).is_some_and(|n| run.holds(&n));
    let supposed = |p: &Term| match p.node() {
        Node::Cmp(Rel::Eq, a, b) => run.supposed(p) || run.supposed(&Term::cmp_rel(Rel::Eq, b.clone(), a.clone())),
        _ => false,
    };
    let indices =
        |p: &Term| matches!(p.node(), Node::Cmp(Rel::Eq, a, b) if [a, b].iter().all(|t| matches!(t.node(), Node::Var(_))));
    let open = |(class, split): &(usize, Split)| match split {
        Split::Prop(p) if *class == ELEMENT => !supposed(p) && !negate(p).is_some_and(|n| run.supposed(&n)),
        Split::Prop(p) if (*class == INTEGER || indices(p)) && !supposed(p) => !excluded(p),
        Split::Prop(p) => !run.decided(p),
        Split::Binary(t) => !supposed(&equation(t, 0)) && !supposed(&equation(t, 1)),
        Split::Values(t, v, w) => {
            ![v, w].into_iter().any(|v| run.holds(&Term::cmp_rel(Rel::Eq, t.clone(), Term::num(v.clone()))))
        }
    };
    // The first open one is what is wanted.
    all.into_iter().find(open).map(|(_, split)| Candidate { split }).into_iter().collect()
}

fn equation(t: &Term, value: i64) -> Term {
    Term::cmp_rel(Rel::Eq, t.clone(), Term::int(value))
}

const CONDITION: usize = 0;
const BINARY: usize = 1;
const SQUARE: usize = 2;
const ORDER: usize = 3;
const ELEMENT: usize = 4;
const INTEGER: usize = 5;
const COINCIDING: usize = 6;
const CLASSES: usize = 7;

/// An integer (or an index of a range) with more values than this is not gone through.
const MOST_VALUES: i64 = 5;

struct Search<'s, 'a> {
    run: &'s Normaliser<'a>,
    /// Coordinates of the derivatives around the place.
    targets: Vec<Term>,
    found: [Vec<Split>; CLASSES],
}

impl Search<'_, '_> {
    fn signature(&self) -> &Signature {
        self.run.signature
    }

    fn push(&mut self, class: usize, split: Split) {
        let (Split::Prop(t) | Split::Binary(t) | Split::Values(t, ..)) = &split;
        if t.is_closed() && !self.found[class].contains(&split) {
            self.found[class].push(split);
        }
    }

    fn visit(&mut self, t: &Term) {
        match t.node() {
            Node::Ind(p) => self.condition(p),
            Node::If(p, ..) => self.condition(p),
            Node::App(name, _) => self.application(t, name),
            _ => {}
        }
        if let Node::Deriv(x, body) = t.node() {
            self.targets.push(x.clone());
            self.visit(body);
            self.targets.pop();
            return;
        }
        t.node().for_each_child(&mut |_, c, _| self.visit(c));
        // Innermost first: what they come to may decide the outer ones.
        if let Node::Fun(f, args) = t.node() {
            self.function(*f, args);
        }
    }

    fn varies(&self, t: &Term) -> bool {
        self.targets.iter().any(|x| depends(t, x, self.signature()))
    }

    /// The comparisons in a proposition.
    fn condition(&mut self, p: &Term) {
        match p.node() {
            Node::And(items) | Node::Or(items) => items.iter().for_each(|i| self.condition(i)),
            Node::Not(q) => self.condition(q),
            Node::Cmp(rel, a, b) => match rel {
                Rel::Eq | Rel::Ne => self.equal(CONDITION, a, b),
                Rel::Lt | Rel::Le => self.order(CONDITION, a, b, *rel),
            },
            _ => {}
        }
    }

    /// `a = b`, with one atom on its own where that can be had.
    fn equal(&mut self, class: usize, a: &Term, b: &Term) {
        if self.binary(a) && self.binary(b) {
            self.push(class, Split::Binary(a.clone()));
            return self.push(class, Split::Binary(b.clone()));
        }
        for (t, value) in [(a, b), (b, a)] {
            if self.binary(t) && value.as_num().is_some_and(|v| v.is_zero() || v.is_one()) {
                return self.push(class, Split::Binary(t.clone()));
            }
        }
        let name = |t: &Term| matches!(t.node(), Node::Var(_) | Node::App(..));
        let solved = if name(a) || name(b) { None } else { solved(a, b) };
        let prop = solved.unwrap_or_else(|| Term::cmp_rel(Rel::Eq, a.clone(), b.clone()));
        self.push(class, Split::Prop(prop));
    }

    /// `a < b` (or as it is written). What stands inside a derivative and varies has a kink where both are equal: each side of it is a case.
    fn order(&mut self, class: usize, a: &Term, b: &Term, rel: Rel) {
        if self.varies(a) || self.varies(b) {
            self.equal(class, a, b);
            self.push(class, Split::Prop(Term::cmp_rel(Rel::Lt, a.clone(), b.clone())));
            self.push(class, Split::Prop(Term::cmp_rel(Rel::Lt, b.clone(), a.clone())));
        } else {
            self.signs(class, a, b);
            let plain = self.cleared(a, b, rel).unwrap_or_else(|| Term::cmp_rel(rel, a.clone(), b.clone()));
            self.push(class, Split::Prop(plain));
        }
    }

    /// The signs of the factors that the two sides of an order share.
    fn signs(&mut self, class: usize, a: &Term, b: &Term) {
        let Some((_, common, rest)) = poly::poly(&Term::sub(b.clone(), a.clone())).and_then(|p| p.primitive()) else { return };
        if rest.as_number().is_some() && common.len() == 1 {
            return;
        }
        let zero = Term::int(0);
        for (t, e) in common {
            let order = |a: &Term, b: &Term| Term::cmp_rel(Rel::Le, a.clone(), b.clone());
            let known = e % 2 == 0 || self.run.holds(&order(&zero, &t)) || self.run.holds(&order(&t, &zero));
            if !known {
                self.push(class, Split::Prop(Term::cmp_rel(Rel::Lt, zero.clone(), t)));
            }
        }
    }

    /// `a < b` with common factors and denominators of known sign cleared away.
    fn cleared(&self, a: &Term, b: &Term, rel: Rel) -> Option<Term> {
        let (content, common, rest) = poly::poly(&Term::sub(b.clone(), a.clone()))?.primitive()?;
        let (zero, factor) = (Term::int(0), poly::monomial(&common, &content));
        if common.is_empty() || rest.as_number().is_some() {
            return None;
        }
        let sign = |p: Term, q: Term| {
            let weak = rel == Rel::Lt && self.run.holds(&Term::cmp_rel(Rel::Le, p.clone(), q.clone()));
            weak || self.run.holds(&Term::cmp_rel(Rel::Lt, p, q))
        };
        let (above, below) = rest.sides();
        let (above, below) = (poly::term(&above), poly::term(&below));
        if sign(zero.clone(), factor.clone()) {
            Some(Term::cmp_rel(rel, below, above))
        } else if sign(factor, zero) {
            Some(Term::cmp_rel(rel, above, below))
        } else {
            None
        }
    }

    /// Declared to have the values 0 and 1 only?
    fn binary(&self, t: &Term) -> bool {
        let Node::App(name, _) = t.node() else { return false };
        self.signature().functions.get(name).is_some_and(|f| f.constraint.binary || f.constraint.onehot)
    }

    fn application(&mut self, t: &Term, name: &Name) {
        if self.binary(t) {
            self.push(BINARY, Split::Binary(t.clone()));
        } else if t.is_closed() && self.squared(name) && self.run.holds(&equation(&Term::pow(t.clone(), Term::int(2)), 1)) {
            self.push(SQUARE, Split::Values(t.clone(), Rational::one(), Rational::integer(-1)));
        }
    }

    /// Does an assumption speak of the square of this name?
    fn squared(&self, name: &Name) -> bool {
        let square = &mut |t: &Term| matches!(t.node(), Node::Pow(base, e) if *e == Term::int(2) && matches!(base.node(), Node::App(n, _) if n == name));
        self.signature().assumptions.values().any(|a| a.left.any(square) || a.right.any(square))
    }

    fn function(&mut self, f: Fun, args: &[Term]) {
        let zero = Term::int(0);
        match (f, args) {
            (Fun::Abs, [u]) => self.order(ORDER, u, &zero, Rel::Lt),
            (Fun::Sign, [u]) => {
                self.equal(ORDER, u, &zero);
                self.order(ORDER, &zero, u, Rel::Lt);
            }
            (Fun::Max | Fun::Min, [u, v]) => self.order(ORDER, u, v, Rel::Lt),
            _ => {}
        }
    }

    /// `x = e` for the elements of a named set over which an index ranges.
    fn elements(&mut self, difference: &Poly) {
        for (name, dom) in self.variables(difference) {
            let Dom::Set(set) = dom else { continue };
            let elements = self.signature().sets.get(&set).and_then(|s| s.elements.clone());
            for element in elements.into_iter().flatten() {
                self.push(ELEMENT, Split::Prop(Term::cmp_rel(Rel::Eq, Term::var(name.clone()), element)));
            }
        }
    }

    /// `n = v` for the values of an integer that is bounded on both sides, and of an index of a short range.
    fn integers(&mut self, difference: &Poly) {
        let mut bounded: Vec<(Term, Option<Term>, Option<Term>)> = Vec::new();
        for (name, dom) in self.variables(difference) {
            if let Dom::Range(low, high) = dom {
                bounded.push((Term::var(name), Some(low), Some(high)));
            }
        }
        for (name, declared) in &self.signature().integers {
            let t = Term::app(name.as_str(), Vec::new());
            let occurs = difference.0.keys().flatten().any(|(atom, _)| atom.any(&mut |s| *s == t));
            if occurs {
                bounded.push((t, declared.lower.clone(), declared.upper.clone()));
            }
        }
        for (t, low, high) in bounded {
            let end = |t: Option<Term>| t.and_then(|t| t.as_num().and_then(Rational::to_i64));
            let values = end(low).zip(end(high)).or_else(|| self.own_square(&t, difference));
            let Some((low, high)) = values else { continue };
            if high.saturating_sub(low) < MOST_VALUES {
                (low..=high).for_each(|value| self.push(INTEGER, Split::Prop(equation(&t, value))));
            }
        }
    }

    /// An integer whose square serves as an index, where that must lie in a range that ends at the integer: it is −1, 0 or 1.
    fn own_square(&self, n: &Term, difference: &Poly) -> Option<(i64, i64)> {
        let square = Term::pow(n.clone(), Term::int(2));
        let indexed = |t: &Term| matches!(t.node(), Node::App(_, args) if args.iter().any(|a| a.any(&mut |s| *s == square)));
        let occurs = difference.0.keys().flatten().any(|(atom, _)| atom.any(&mut |s| indexed(s)));
        let at_most = |a: &Term, b: &Term| self.run.holds(&Term::cmp_rel(Rel::Le, a.clone(), b.clone()));
        (occurs && at_most(&Term::int(-1), n) && at_most(n, &Term::int(1))).then_some((-1, 1))
    }

    /// Two open indices of one kind.
    fn coinciding(&mut self, difference: &Poly) {
        let variables = self.variables(difference);
        for (i, (a, dom)) in variables.iter().enumerate() {
            for (b, _) in variables.iter().skip(i + 1).filter(|(_, d)| d == dom) {
                let prop = Term::cmp_rel(Rel::Eq, Term::var(a.clone()), Term::var(b.clone()));
                self.push(COINCIDING, Split::Prop(prop));
            }
        }
    }

    fn variables(&self, difference: &Poly) -> Vec<(Name, Dom)> {
        let mut out: Vec<(Name, Dom)> = Vec::new();
        for (t, _) in difference.0.keys().flatten() {
            t.any(&mut |s| {
                if let Node::Var(name) = s.node()
                    && !out.iter().any(|(n, _)| n == name)
                    && let Some(dom) = self.run.domain(name)
                {
                    out.push((name.clone(), dom));
                }
                false
            });
        }
        out
    }
}

/// `x = e` for an equation that is linear in `x` with a number as coefficient.
fn solved(a: &Term, b: &Term) -> Option<Term> {
    let difference = poly::poly(&Term::sub(a.clone(), b.clone()))?;
    let alone = |x: &Term| difference.0.keys().filter(|m| m.iter().any(|(t, _)| t.any(&mut |s| s == x))).count() == 1;
    difference.0.iter().find_map(|(m, c)| {
        let [(x, 1)] = m.as_slice() else { return None };
        if !matches!(x.node(), Node::App(..) | Node::Var(_)) || !alone(x) {
            return None;
        }
        let mut rest = difference.clone();
        rest.0.remove(m);
        let scaled = rest.mul(&Poly::constant((-c).recip()?))?;
        Some(Term::cmp_rel(Rel::Eq, x.clone(), poly::term(&scaled)))
    })
}
