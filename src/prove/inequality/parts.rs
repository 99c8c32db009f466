//! The parts of a normal form: addends, each with the one sum that it is a multiple of.

use super::polynomial;
use crate::normal::poly::{self, Monomial, Poly};
use crate::number::Rational;
use crate::rule::inequality::Sign;
use crate::term::{BigOp, Dom, Fun, Hint, Name, Node, Term};
use std::collections::BTreeSet;

/// One level of nested sums, its guard with the variable opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Level {
    pub hint: Hint,
    pub name: Name,
    pub dom: Dom,
    pub guard: Term,
}

impl Level {
    /// How many indices it goes over, where nothing is left out: `|A|`, or `b - a + 1`.
    pub fn size(&self) -> Option<Poly> {
        if !matches!(self.guard.node(), Node::True) {
            return None;
        }
        size(&self.dom)
    }
}

/// How many indices there are.
pub(super) fn size(dom: &Dom) -> Option<Poly> {
    match dom {
        Dom::Set(set) => Some(Poly::atom(Term::new(Node::Card(set.clone())))),
        Dom::Range(low, high) => polynomial(&Term::add(vec![high.clone(), Term::int(1), Term::neg(low.clone())])),
    }
}

/// `coefficient * outer * Σ inner`; without levels all factors are inner ones.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub coefficient: Rational,
    pub outer: Monomial,
    pub levels: Vec<Level>,
    pub inner: Monomial,
}

impl Part {
    /// The same sums with the level at this place outermost, where it does not hang on those around it.
    pub fn turned(&self, at: usize) -> Option<Part> {
        let names: Vec<Name> = self.levels.iter().map(|l| l.name.clone()).collect();
        let (before, level) = (names.get(..at)?, self.levels.get(at)?);
        let ends = |t: &Term| before.iter().any(|n| t.mentions(n));
        let bound = matches!(&level.dom, Dom::Range(lo, hi) if ends(lo) || ends(hi)) || ends(&level.guard);
        if bound {
            return None;
        }
        let mut order: Vec<usize> = (0..names.len()).collect();
        order[..=at].rotate_right(1);
        let map: Vec<(Name, Term)> =
            order.iter().zip(&names).map(|(old, new)| (names[*old].clone(), Term::var(new.clone()))).collect();
        let moved = |t: &Term| t.substitute(&map);
        let levels = order.iter().zip(&names).map(|(old, new)| Level {
            hint: self.levels[*old].hint.clone(),
            name: new.clone(),
            dom: self.levels[*old].dom.map(&mut |end| moved(end)),
            guard: moved(&self.levels[*old].guard),
        });
        let mut inner = Monomial::new();
        for (t, e) in &self.inner {
            inner = poly::multiply(&inner, &vec![(moved(t), *e)])?;
        }
        Some(Part { levels: levels.collect(), inner, ..self.clone() })
    }
}

/// Distinct logarithms and exponentials, then addends.
pub(super) fn complexity(t: &Term) -> (usize, usize) {
    let mut transcendental: BTreeSet<Term> = BTreeSet::new();
    t.any(&mut |s| {
        if matches!(s.node(), Node::Fun(Fun::Exp | Fun::Log, _) | Node::RealPow(..)) {
            transcendental.insert(s.clone());
        }
        false
    });
    (transcendental.len(), crate::normal::addends(t).len())
}

/// Does `u` stand beside `|u|`? Then both signs of `u` must be looked at.
pub(super) fn mixes_sizes(t: &Term) -> bool {
    let Some(p) = polynomial(t) else { return false };
    let atoms: BTreeSet<&Term> = p.0.keys().flatten().map(|(a, _)| a).collect();
    let size = |a: &Term| match a.node() {
        Node::Fun(Fun::Abs, args) => args.first().cloned(),
        _ => None,
    };
    atoms.iter().filter_map(|a| size(a)).any(|u| atoms.contains(&u))
}

/// How many addends hold a logarithm or an exponential.
pub(super) fn transcendental_addends(t: &Term) -> usize {
    let holds = |t: &Term| t.any(&mut |s| matches!(s.node(), Node::Fun(Fun::Exp | Fun::Log, _)));
    crate::normal::addends(t).iter().filter(|t| holds(t)).count()
}

/// The same, with one factor of the powers of a sum opened where no sum stands alone.
pub(super) fn parts_of_powers(t: &Term, opened: usize) -> Option<Vec<Part>> {
    let p = polynomial(t)?;
    let lowered = |m: &Monomial| {
        let alone = m.iter().any(|(a, e)| *e == 1 && is_sum(a));
        let (at, (sum, _)) = m.iter().enumerate().find(|(_, (a, e))| !alone && *e > 1 && is_sum(a))?;
        let mut less = m.clone();
        less[at].1 -= 1;
        Some((less, sum.clone()))
    };
    let one = |(m, c): (&Monomial, &Rational)| match lowered(m) {
        Some((less, sum)) => {
            let opened = part(&vec![(sum, 1)], c, opened, &|_| true);
            Part { outer: less, ..opened }
        }
        None => part(m, c, opened, &|_| true),
    };
    Some(p.0.iter().map(one).collect())
}

/// The parts of a normal form; of several sums in one addend the one that `prefer` likes is opened.
pub(super) fn parts(t: &Term, opened: usize, prefer: &dyn Fn(&Term) -> bool) -> Option<Vec<Part>> {
    let p = polynomial(t)?;
    Some(p.0.iter().map(|(m, c)| part(m, c, opened, prefer)).collect())
}

fn part(m: &Monomial, c: &Rational, opened: usize, prefer: &dyn Fn(&Term) -> bool) -> Part {
    let sums: Vec<usize> = (0..m.len()).filter(|i| m[*i].1 == 1 && is_sum(&m[*i].0)).collect();
    let chosen = sums.iter().copied().find(|i| prefer(&m[*i].0)).or(sums.first().copied());
    let Some(at) = chosen else {
        return Part { coefficient: c.clone(), outer: Vec::new(), levels: Vec::new(), inner: m.clone() };
    };
    let mut outer = m.clone();
    let (sum, _) = outer.remove(at);
    let (levels, body) = open(&sum, opened);
    let (inner, factor) = match polynomial(&body).as_ref().and_then(Poly::single) {
        Some((inner, factor)) => (inner.clone(), factor.clone()),
        None => (vec![(body, 1)], Rational::one()),
    };
    Part { coefficient: c * &factor, outer, levels, inner }
}

pub(super) fn is_sum(t: &Term) -> bool {
    matches!(t.node(), Node::Big(BigOp::Sum, ..))
}

/// Opens nested sums.
pub(super) fn open(sum: &Term, opened: usize) -> (Vec<Level>, Term) {
    let (mut levels, mut t) = (Vec::new(), sum.clone());
    while let Node::Big(BigOp::Sum, hint, dom, guard, body) = t.node().clone() {
        let name = Name::opened(opened + levels.len());
        let var = Term::var(name.clone());
        levels.push(Level { hint, name, dom, guard: guard.open(&var) });
        t = body.open(&var);
    }
    (levels, t)
}

/// The sum of a body in which the variables of the levels stand open.
pub(super) fn close(levels: &[Level], body: &Term) -> Term {
    levels.iter().rev().fold(body.clone(), |t, level| {
        let guard = level.guard.close(&level.name);
        Term::new(Node::Big(BigOp::Sum, level.hint.clone(), level.dom.clone(), guard, t.close(&level.name)))
    })
}

/// `outer * Σ weight*d` for a `d` of known sign, and why it is not negative where neither `outer` nor any weight is.
pub(super) fn weighted(outer: Term, levels: &[Level], weight: Term, d: Term, sign: Sign) -> (Term, Sign) {
    let n = Term::new(Node::Mul(vec![outer, close(levels, &Term::new(Node::Mul(vec![weight, d])))]));
    let summed = levels.iter().fold(Sign::Product(vec![Sign::Judged, sign]), |s, _| Sign::Under(Box::new(s)));
    (n, Sign::Product(vec![Sign::Judged, summed]))
}

/// The sum of terms of known sign; `None` where there is none.
pub(super) fn together(mut taken: Vec<(Term, Sign)>) -> Option<(Term, Sign)> {
    if taken.len() < 2 {
        return taken.pop();
    }
    let (terms, signs) = taken.into_iter().unzip();
    Some((Term::new(Node::Add(terms)), Sign::Sum(signs, 0)))
}

/// A monomial as a term.
pub(super) fn product(m: &Monomial) -> Term {
    poly::monomial(m, &Rational::one())
}
