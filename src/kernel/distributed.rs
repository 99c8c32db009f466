//! What facts say of sums over indices, whatever the order of factors and however far they are multiplied out: that a variance is
//! not 0 says it of `Σ g²p − (Σ gp)²`, too.
//!
//! The distributed form of a term is a polynomial whose atoms are sums `Σ_i m` over products `m` of which every factor mentions the
//! index: addends are summed one by one, and factors without the index moved out. The sum of a declared law over its single
//! outcome is 1, that of 1 over a set its size. These are identities of finite sums in every field if whatever is undefined is
//! given any value at all; so two terms with one distributed form are equal wherever both are defined. Facts hold, so they are
//! defined, and the term in question is taken to be defined.

use super::bounds::bounded_by;
use super::interval::Interval;
use super::judge::{Instance, Query};
use super::obligation::Signature;
use super::ring::{self, Atom, Cleared, Poly};
use crate::number::Rational;
use crate::term::{BigOp, Dom, Name, Node, Rel, Term};
use std::rc::Rc;

/// No larger terms and no longer polynomials are distributed.
const MAX_SIZE: u32 = 400;
const MAX_TERMS: usize = 60;
/// No more facts are compared.
const MOST: usize = 20;
const COST: u32 = 10;

impl Query<'_, '_> {
    /// `a rel b`, because a hypothesis or fact says it of a multiple of the difference after sums are distributed.
    pub(super) fn by_distributed(&mut self, rel: Rel, a: &Term, b: &Term) -> bool {
        let difference = super::bounds::difference(b, a);
        if !sums(&difference) {
            return false;
        }
        let hyps: Vec<Term> = self.scope.hyps.iter().filter(|h| sums(h)).cloned().collect();
        let instances = self.instances_with_sums(a, b);
        if hyps.is_empty() && instances.is_empty() {
            return false;
        }
        let Some(wanted) = self.distributed(&difference) else { return false };
        hyps.iter().any(|h| self.gives(&wanted, h, rel))
            || instances
                .iter()
                .any(|instance| self.said_by(instance, |query, prop| query.gives(&wanted, prop, rel).then_some(())).is_some())
    }

    fn instances_with_sums(&self, a: &Term, b: &Term) -> Vec<Instance> {
        let known = |fact: usize| self.facts.get(fact).is_some_and(|f| sums(&f.entry.prop));
        if !(0..self.facts.len()).any(known) {
            return Vec::new();
        }
        let Some(goal) = ring::difference(b, a) else { return Vec::new() };
        self.instances(&goal).into_iter().filter(|i| known(i.fact)).take(MOST).collect()
    }

    /// Does this comparison say of a multiple of the term what `0 rel term` says of it?
    fn gives(&mut self, wanted: &Cleared, prop: &Term, rel: Rel) -> bool {
        let Node::Cmp(known @ (Rel::Ne | Rel::Lt | Rel::Le), a, b) = prop.node() else { return false };
        if !sums(prop) || !self.enter(COST) {
            return false;
        }
        let said = bounded_by(*known, false, &Interval::point(Rational::zero()));
        let quotient = self.distributed(&super::bounds::difference(b, a)).and_then(|form| wanted.quotient(&form));
        let range = quotient.and_then(|q| self.times(*known, &said, &q));
        self.leave();
        range.is_some_and(|r| match rel {
            Rel::Ne => r.nonzero || r.positive() || r.negative(),
            Rel::Lt => r.positive(),
            Rel::Le => r.nonnegative(),
            Rel::Eq => false,
        })
    }

    fn distributed(&self, t: &Term) -> Option<Rc<Cleared>> {
        if let Some(known) = self.judge.distributed.borrow().get(t) {
            return known.clone();
        }
        let out = self.without_definitions(t);
        let form = (out.size() <= MAX_SIZE).then(|| distributed(&out, 0, self.judge.signature)).flatten();
        let form = form.and_then(|form| ring::cleared(&form)).map(Rc::new);
        self.judge.distributed.borrow_mut().insert(t.clone(), form.clone());
        form
    }
}

/// Is there a sum in it?
pub(super) fn sums(t: &Term) -> bool {
    t.any(&mut |s| matches!(s.node(), Node::Big(BigOp::Sum, ..) | Node::Expect(..)))
}

/// The distributed form below this many open binders; `None` where it is too large.
fn distributed(t: &Term, opened: usize, signature: &Signature) -> Option<Term> {
    match t.node() {
        Node::Add(items) => Some(Term::add(each(items, opened, signature)?)),
        Node::Mul(items) => Some(Term::mul(each(items, opened, signature)?)),
        Node::Pow(base, e) => Some(Term::pow(distributed(base, opened, signature)?, e.clone())),
        Node::Expect(_, dom, weight, body) => {
            let product = Term::mul(vec![weight.clone(), body.clone()]);
            summed(dom, &Term::truth(), &product, opened, signature)
        }
        Node::Big(BigOp::Sum, _, dom, guard, body) => summed(dom, guard, body, opened, signature),
        _ => Some(t.clone()),
    }
}

fn each(items: &[Term], opened: usize, signature: &Signature) -> Option<Vec<Term>> {
    items.iter().map(|t| distributed(t, opened, signature)).collect()
}

/// The sum of a body, one monomial after the other.
fn summed(dom: &Dom, guard: &Term, body: &Term, opened: usize, signature: &Signature) -> Option<Term> {
    let name = Name::new(&format!("%d{opened}"));
    let variable = Term::var(name.clone());
    let body = distributed(&body.open(&variable), opened + 1, signature)?;
    let guard = guard.open(&variable);
    let poly = ring::Ring::default().poly(&body).ok().filter(|p| p.0.len() <= MAX_TERMS)?;
    let addends = poly.0.iter().map(|(monomial, coefficient)| {
        let (inner, outer): (Vec<_>, Vec<_>) = monomial.iter().cloned().partition(|(atom, _)| mentions(atom, &name));
        let product = Poly::product_of(inner);
        let sum = if is_law(&product, &variable, dom, &guard, signature) {
            Term::int(1)
        } else if let (Dom::Set(set), Node::True, true) = (dom, guard.node(), product == Term::int(1)) {
            Term::new(Node::Card(set.clone()))
        } else {
            Term::sum(name.as_str(), dom.clone(), guard.clone(), product)
        };
        Term::mul(vec![Term::num(coefficient.clone()), Poly::product_of(outer), sum])
    });
    Some(Term::add(addends.collect()))
}

fn mentions(atom: &Atom, name: &Name) -> bool {
    match atom {
        Atom::Term(t) => t.mentions(name),
        Atom::Inverse(p) => p.0.keys().flatten().any(|(a, _)| mentions(a, name)),
    }
}

/// A declared law at its single outcome, which is the variable, over all outcomes. (Over an empty range there is none at conditions outside
/// of their ranges.)
pub(super) fn is_law(t: &Term, variable: &Term, dom: &Dom, guard: &Term, signature: &Signature) -> bool {
    let Node::App(name, args) = t.node() else { return false };
    let Node::Var(v) = variable.node() else { return false };
    let set = |d: &Dom| matches!(d, Dom::Set(_));
    let conditions = signature.functions.get(name).map_or(&[][..], |f| f.args.get(1..).unwrap_or_default());
    matches!(guard.node(), Node::True)
        && signature.single_outcome(name) == Some(dom)
        && (set(dom) || conditions.iter().all(set))
        && args.first() == Some(variable)
        && !args.iter().skip(1).any(|a| a.mentions(v))
}
