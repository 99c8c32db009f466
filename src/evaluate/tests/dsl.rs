//! A small language for building signatures and steps in tests.

use crate::evaluate::{Counterexample, Evaluator, Options, Outcome, Unknown};
use crate::kernel::obligation::{
    Binder, Bound, Constraint, Definition, FunctionDecl, IntegerDecl, Obligation, ParamSort, Relation, SetDecl, Signature,
    Statement,
};
use crate::number::Rational;
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A term with operators.
#[derive(Clone, Debug)]
pub struct E(pub Term);

impl From<i64> for E {
    fn from(n: i64) -> E {
        E(Term::int(n))
    }
}
impl<T: Into<E>> Add<T> for E {
    type Output = E;
    fn add(self, o: T) -> E {
        E(Term::add(vec![self.0, o.into().0]))
    }
}
impl<T: Into<E>> Sub<T> for E {
    type Output = E;
    fn sub(self, o: T) -> E {
        E(Term::sub(self.0, o.into().0))
    }
}
impl<T: Into<E>> Mul<T> for E {
    type Output = E;
    fn mul(self, o: T) -> E {
        E(Term::mul(vec![self.0, o.into().0]))
    }
}
impl<T: Into<E>> Div<T> for E {
    type Output = E;
    fn div(self, o: T) -> E {
        E(Term::div(self.0, o.into().0))
    }
}
impl Neg for E {
    type Output = E;
    fn neg(self) -> E {
        E(Term::neg(self.0))
    }
}

pub fn n(k: i64) -> E {
    E(Term::int(k))
}
pub fn q(a: i64, b: i64) -> E {
    E(Term::num(Rational::fraction(a, b)))
}
pub fn v(name: &str) -> E {
    E(Term::var(name))
}
/// A constant or integer.
pub fn c(name: &str) -> E {
    E(Term::app(name, vec![]))
}
pub fn f<const N: usize>(name: &str, args: [E; N]) -> E {
    E(Term::app(name, args.into_iter().map(|e| e.0).collect()))
}
/// An entry at free variables.
pub fn fv<const N: usize>(name: &str, args: [&str; N]) -> E {
    f(name, args.map(v))
}
pub fn exp(e: E) -> E {
    E(Term::exp(e.0))
}
pub fn log(e: E) -> E {
    E(Term::log(e.0))
}
pub fn fun(g: Fun, e: E) -> E {
    E(Term::fun(g, e.0))
}
pub fn fun2(g: Fun, a: E, b: E) -> E {
    E(Term::new(Node::Fun(g, vec![a.0, b.0])))
}
pub fn sqrt(e: E) -> E {
    E(Term::real_pow(e.0, q(1, 2).0))
}
pub fn rpow(b: E, e: E) -> E {
    E(Term::real_pow(b.0, e.0))
}
pub fn pow(b: E, e: impl Into<E>) -> E {
    E(Term::pow(b.0, e.into().0))
}
pub fn cmp(rel: Rel, a: E, b: E) -> E {
    E(Term::cmp_rel(rel, a.0, b.0))
}
pub fn eq(a: &str, b: &str) -> E {
    E(Term::ind(cmp(Rel::Eq, v(a), v(b)).0))
}
pub fn ind(p: E) -> E {
    E(Term::ind(p.0))
}
pub fn iff(p: E, a: E, b: E) -> E {
    E(Term::new(Node::If(p.0, a.0, b.0)))
}
pub fn set(name: &str) -> Dom {
    Dom::Set(name.into())
}
pub fn range(a: impl Into<E>, b: impl Into<E>) -> Dom {
    Dom::Range(a.into().0, b.into().0)
}
pub fn big(op: BigOp, var: &str, dom: Dom, body: E) -> E {
    E(Term::big(op, var, dom, Term::truth(), body.0))
}
pub fn sum(var: &str, dom: Dom, body: E) -> E {
    big(BigOp::Sum, var, dom, body)
}
pub fn sum_if(var: &str, dom: Dom, guard: E, body: E) -> E {
    E(Term::sum(var, dom, guard.0, body.0))
}
pub fn prod(var: &str, dom: Dom, body: E) -> E {
    big(BigOp::Prod, var, dom, body)
}
pub fn expect(var: &str, dom: Dom, w: E, body: E) -> E {
    E(Term::expect(var, dom, w.0, body.0))
}
pub fn d(target: E, body: E) -> E {
    E(Term::deriv(target.0, body.0))
}
pub fn card(name: &str) -> E {
    E(Term::new(Node::Card(name.into())))
}
pub fn elem(set: &str, e: &str) -> E {
    E(Term::new(Node::Elem(set.into(), e.into())))
}
pub fn pi() -> E {
    E(Term::new(Node::Pi))
}

pub fn positive() -> Constraint {
    Constraint { lower: Some(Bound { value: Rational::zero(), strict: true }), ..Constraint::default() }
}
pub fn between(low: i64, high: i64, strict: bool) -> Constraint {
    let end = |k| Some(Bound { value: Rational::integer(k), strict });
    Constraint { lower: end(low), upper: end(high), ..Constraint::default() }
}

/// A signature under construction, and steps under it.
#[derive(Clone, Default)]
pub struct World {
    pub sig: Signature,
    pub vars: Vec<Binder>,
}

pub fn world() -> World {
    World::default()
}

fn binders(list: &[(&str, Dom)]) -> Vec<Binder> {
    list.iter().map(|(n, d)| Binder { name: (*n).into(), dom: d.clone(), guard: Term::truth() }).collect()
}

impl World {
    fn named(mut self, name: &str) -> (Self, Name) {
        self.sig.order.push(name.into());
        (self, name.into())
    }
    pub fn set(self, name: &str) -> Self {
        let (mut w, name) = self.named(name);
        w.sig.sets.insert(name, SetDecl::default());
        w
    }
    pub fn elements(self, name: &str, elements: Vec<E>) -> Self {
        let (mut w, name) = self.named(name);
        w.sig.sets.insert(name, SetDecl { elements: Some(elements.into_iter().map(|e| e.0).collect()) });
        w
    }
    pub fn integer(self, name: &str, lower: Option<E>, upper: Option<E>) -> Self {
        let (mut w, name) = self.named(name);
        w.sig.integers.insert(name, IntegerDecl { lower: lower.map(|e| e.0), upper: upper.map(|e| e.0) });
        w
    }
    pub fn declare(self, name: &str, decl: FunctionDecl) -> Self {
        let (mut w, name) = self.named(name);
        w.sig.functions.insert(name, decl);
        w
    }
    pub fn function(self, name: &str, args: Vec<Dom>) -> Self {
        self.declare(name, FunctionDecl { args, ..FunctionDecl::default() })
    }
    pub fn constrained(self, name: &str, args: Vec<Dom>, constraint: Constraint) -> Self {
        self.declare(name, FunctionDecl { args, constraint, ..FunctionDecl::default() })
    }
    pub fn constant(self, name: &str) -> Self {
        self.function(name, vec![])
    }
    pub fn law(self, name: &str, args: Vec<Dom>, outcomes: usize, constraint: Constraint) -> Self {
        self.declare(name, FunctionDecl { args, constraint, law: Some(outcomes), ..FunctionDecl::default() })
    }
    pub fn define(self, name: &str, params: Vec<(&str, Dom)>, body: E) -> Self {
        let params = params.into_iter().map(|(n, d)| (n.into(), ParamSort::Index(d))).collect();
        self.define_sorts(name, params, body)
    }
    pub fn define_sorts(self, name: &str, params: Vec<(Name, ParamSort)>, body: E) -> Self {
        let (mut w, name) = self.named(name);
        w.sig.definitions.insert(name, Definition { params, body: body.0, recursive: None, bar: None, joint: None });
        w
    }
    fn assumption(self, name: &str, over: &[(&str, Dom)], l: E, relation: Relation, r: E, identically: bool) -> Self {
        let mut w = self;
        let statement =
            Statement { binders: binders(over), left: l.0, relation, right: r.0, conditions: Vec::new(), identically };
        w.sig.assumptions.insert(name.into(), statement);
        w
    }
    pub fn assume(self, name: &str, over: &[(&str, Dom)], l: E, r: E) -> Self {
        self.assumption(name, over, l, Relation::Eq, r, false)
    }
    pub fn assume_rel(self, name: &str, over: &[(&str, Dom)], l: E, relation: Relation, r: E) -> Self {
        self.assumption(name, over, l, relation, r, false)
    }
    pub fn identically(self, name: &str, over: &[(&str, Dom)], l: E, r: E) -> Self {
        self.assumption(name, over, l, Relation::Eq, r, true)
    }
    pub fn fix(self, name: &str, dom: Dom) -> Self {
        self.fix_if(name, dom, E(Term::truth()))
    }
    pub fn fix_if(mut self, name: &str, dom: Dom, guard: E) -> Self {
        self.vars.push(Binder { name: name.into(), dom, guard: guard.0 });
        self
    }
    pub fn obligation(&self, l: E, relation: Relation, r: E) -> Obligation {
        Obligation { vars: self.vars.clone(), left: l.0, relation, right: r.0 }
    }
    pub fn outcome(&self, l: E, relation: Relation, r: E) -> Outcome {
        Evaluator::new(&self.sig, &Options::default()).step(&self.obligation(l, relation, r))
    }
    /// The step holds in at least ten models.
    pub fn agrees(&self, l: E, r: E) {
        self.agrees_in(10, l, Relation::Eq, r);
    }
    pub fn agrees_in(&self, least: usize, l: E, relation: Relation, r: E) {
        match self.outcome(l, relation, r) {
            Outcome::Agree { models } if models >= least => {}
            other => panic!("expected agreement in {least} models, got {other:?}"),
        }
    }
    /// The step is refuted.
    pub fn refutes(&self, l: E, r: E) -> Counterexample {
        self.refutes_rel(l, Relation::Eq, r)
    }
    pub fn refutes_rel(&self, l: E, relation: Relation, r: E) -> Counterexample {
        match self.outcome(l, relation, r) {
            Outcome::Refuted(refuted) => refuted.counterexample().clone(),
            other => panic!("expected a refutation, got {other:?}"),
        }
    }
    /// Nothing is said, for this reason.
    pub fn unknown(&self, l: E, r: E) -> Unknown {
        match self.outcome(l, Relation::Eq, r) {
            Outcome::Unknown { why, .. } => why,
            other => panic!("expected no answer, got {other:?}"),
        }
    }
}
