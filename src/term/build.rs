//! Constructors. They build exactly what they are told: no simplification happens here.

use super::{BigOp, Dom, Fun, Hint, Name, Node, Rel, Term};
use crate::number::Rational;

// `neg`, `sub` and `div` are constructors beside `add` and `mul`; operators would hide that nothing is simplified.
#[allow(clippy::should_implement_trait)]
impl Term {
    /// An integer numeral.
    pub fn int(n: i64) -> Term {
        Term::num(Rational::integer(n))
    }
    /// A numeral.
    pub fn num(value: Rational) -> Term {
        Term::new(Node::Num(value))
    }
    /// The numeral's value, if this is one.
    pub fn as_num(&self) -> Option<&Rational> {
        if let Node::Num(value) = self.node() { Some(value) } else { None }
    }
    /// A free variable.
    pub fn var(name: impl Into<Name>) -> Term {
        Term::new(Node::Var(name.into()))
    }
    /// An application (no arguments: a constant).
    pub fn app(name: impl Into<Name>, args: Vec<Term>) -> Term {
        Term::new(Node::App(name.into(), args))
    }
    /// Sum of terms; the single term or 0 where there are fewer than two.
    pub fn add(mut items: Vec<Term>) -> Term {
        match items.len() {
            0 => Term::int(0),
            1 => items.remove(0),
            _ => Term::new(Node::Add(items)),
        }
    }
    /// Product of terms; the single term or 1 where there are fewer than two.
    pub fn mul(mut items: Vec<Term>) -> Term {
        match items.len() {
            0 => Term::int(1),
            1 => items.remove(0),
            _ => Term::new(Node::Mul(items)),
        }
    }
    /// `(-1)*a`
    pub fn neg(a: Term) -> Term {
        Term::new(Node::Mul(vec![Term::int(-1), a]))
    }
    /// `a + (-1)*b`
    pub fn sub(a: Term, b: Term) -> Term {
        Term::new(Node::Add(vec![a, Term::neg(b)]))
    }
    /// `a*b^(-1)`
    pub fn div(a: Term, b: Term) -> Term {
        Term::new(Node::Mul(vec![a, Term::recip(b)]))
    }
    /// `b^(-1)`
    pub fn recip(b: Term) -> Term {
        Term::pow(b, Term::int(-1))
    }
    /// Integer power.
    pub fn pow(base: Term, exponent: Term) -> Term {
        Term::new(Node::Pow(base, exponent))
    }
    /// Real power.
    pub fn real_pow(base: Term, exponent: Term) -> Term {
        Term::new(Node::RealPow(base, exponent))
    }
    /// Elementary function of one argument.
    pub fn fun(f: Fun, arg: Term) -> Term {
        Term::new(Node::Fun(f, vec![arg]))
    }
    /// `exp(a)`
    pub fn exp(a: Term) -> Term {
        Term::fun(Fun::Exp, a)
    }
    /// `log(a)`
    pub fn log(a: Term) -> Term {
        Term::fun(Fun::Log, a)
    }
    /// Indicator.
    pub fn ind(p: Term) -> Term {
        Term::new(Node::Ind(p))
    }
    /// Comparison.
    pub fn cmp_rel(rel: Rel, a: Term, b: Term) -> Term {
        Term::new(Node::Cmp(rel, a, b))
    }
    /// The true proposition.
    pub fn truth() -> Term {
        Term::new(Node::True)
    }
    /// Conjunction; the single proposition or `True` where there are fewer than two.
    pub fn and(mut items: Vec<Term>) -> Term {
        match items.len() {
            0 => Term::truth(),
            1 => items.remove(0),
            _ => Term::new(Node::And(items)),
        }
    }
    /// A big operator from a guard and a body in which `var` stands free.
    pub fn big(op: BigOp, var: &str, dom: Dom, guard: Term, body: Term) -> Term {
        let name = Name::new(var);
        Term::new(Node::Big(op, Hint(name.clone()), dom, guard.close(&name), body.close(&name)))
    }
    /// A sum from a guard and a body in which `var` stands free.
    pub fn sum(var: &str, dom: Dom, guard: Term, body: Term) -> Term {
        Term::big(BigOp::Sum, var, dom, guard, body)
    }
    /// An expectation from a weight and a body in which `var` stands free.
    pub fn expect(var: &str, dom: Dom, weight: Term, body: Term) -> Term {
        let name = Name::new(var);
        Term::new(Node::Expect(Hint(name.clone()), dom, weight.close(&name), body.close(&name)))
    }
    /// Derivative of `body` by `target`.
    pub fn deriv(target: Term, body: Term) -> Term {
        Term::new(Node::Deriv(target, body))
    }
}
