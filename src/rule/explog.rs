//! Laws of exponentials, logarithms and powers.
//!
//! Everything is real: a logarithm has a positive argument, a real power a positive base (or base 0 and a positive exponent).

use super::big::{parts, scratch};
use super::{Applied, RuleError};
use crate::kernel::obligation::{Binder, Condition};
use crate::number::Rational;
use crate::term::{BigOp, Fun, Hint, Node, Rel, Term};

pub(super) fn argument(from: &Term, wanted: Fun) -> Result<Term, RuleError> {
    match from.node() {
        Node::Fun(f, args) if *f == wanted && args.len() == 1 => Ok(args[0].clone()),
        _ => Err(RuleError::Shape("another elementary function")),
    }
}

fn positive(t: &Term) -> Term {
    Term::cmp_rel(Rel::Lt, Term::int(0), t.clone())
}

pub(super) fn exp_sum(from: &Term) -> Result<Applied, RuleError> {
    let u = argument(from, Fun::Exp)?;
    match u.node() {
        Node::Num(n) if n.is_zero() => Ok(Applied::plain(Term::int(1))),
        Node::Add(items) => Ok(Applied::plain(Term::mul(items.iter().cloned().map(Term::exp).collect()))),
        _ => Err(RuleError::Shape("the exponential of a sum")),
    }
}

pub(super) fn exp_scale(from: &Term, n: i64, rest: &Term) -> Result<Applied, RuleError> {
    let u = argument(from, Fun::Exp)?;
    if u != Term::mul(vec![Term::int(n), rest.clone()]) {
        return Err(RuleError::Instance("the exponent is this multiple"));
    }
    Ok(Applied::plain(Term::pow(Term::exp(rest.clone()), Term::int(n))))
}

pub(super) fn exp_log(from: &Term) -> Result<Applied, RuleError> {
    let u = argument(from, Fun::Exp)?;
    if let Ok(v) = argument(&u, Fun::Log) {
        return Ok(Applied::plain(v));
    }
    let Node::Mul(items) = u.node() else { return Err(RuleError::Shape("the exponential of a multiple of a logarithm")) };
    let Some((last, coefficient)) = items.split_last() else { return Err(RuleError::Shape("a product")) };
    let v = argument(last, Fun::Log)?;
    let c = Term::mul(coefficient.to_vec());
    let integer = c.as_num().is_some_and(Rational::is_integer);
    Ok(Applied::plain(if integer { Term::pow(v, c) } else { Term::real_pow(v, c) }))
}

pub(super) fn prod_exp(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    if p.op != BigOp::Prod {
        return Err(RuleError::Shape("a product over an index"));
    }
    let f = argument(&p.body, Fun::Exp)?;
    Ok(Applied::plain(Term::exp(Term::new(Node::Big(BigOp::Sum, p.hint.clone(), p.dom.clone(), p.guard.clone(), f)))))
}

pub(super) fn log_exp(from: &Term) -> Result<Applied, RuleError> {
    argument(&argument(from, Fun::Log)?, Fun::Exp).map(Applied::plain)
}

pub(super) fn log_product(from: &Term) -> Result<Applied, RuleError> {
    let u = argument(from, Fun::Log)?;
    match u.node() {
        Node::Num(n) if n.is_one() => Ok(Applied::plain(Term::int(0))),
        Node::Mul(items) => {
            let to = Term::add(items.iter().cloned().map(Term::log).collect());
            Ok(items.iter().fold(Applied::plain(to), |applied, item| applied.given(positive(item))))
        }
        _ => Err(RuleError::Shape("the logarithm of a product")),
    }
}

pub(super) fn log_power(from: &Term) -> Result<Applied, RuleError> {
    let u = argument(from, Fun::Log)?;
    match u.node() {
        Node::Pow(base, c) | Node::RealPow(base, c) => {
            Ok(Applied::plain(Term::mul(vec![c.clone(), Term::log(base.clone())])).given(positive(base)))
        }
        _ => Err(RuleError::Shape("the logarithm of a power")),
    }
}

pub(super) fn log_prod(from: &Term) -> Result<Applied, RuleError> {
    let u = argument(from, Fun::Log)?;
    let p = parts(&u)?;
    if p.op != BigOp::Prod {
        return Err(RuleError::Shape("the logarithm of a product over an index"));
    }
    let name = scratch();
    let var = Term::var(name.clone());
    let body = p.body.open(&var);
    let to = Term::new(Node::Big(BigOp::Sum, Hint(p.hint.0.clone()), p.dom.clone(), p.guard.clone(), Term::log(p.body.clone())));
    let binder = Binder { name, dom: p.dom.clone(), guard: p.guard.open(&var) };
    Ok(Applied { to, conditions: vec![Condition { binders: vec![binder], prop: positive(&body) }] })
}

/// At base 0 the power and its parts are defined only with exponents `>= 0` (real ones: `> 0`), and then both sides are the
/// same power of 0. So there is no condition beside that of being defined.
pub(super) fn power_sum(from: &Term) -> Result<Applied, RuleError> {
    let (base, exponent, power): (_, _, fn(Term, Term) -> Term) = match from.node() {
        Node::Pow(base, exponent) => (base, exponent, Term::pow),
        Node::RealPow(base, exponent) => (base, exponent, Term::real_pow),
        _ => return Err(RuleError::Shape("a power")),
    };
    let Node::Add(items) = exponent.node() else { return Err(RuleError::Shape("a sum of exponents")) };
    Ok(Applied::plain(Term::mul(items.iter().map(|e| power(base.clone(), e.clone())).collect())))
}

/// At base 0 the result is defined only where the sum of the exponents is positive; the integer powers of 0 are defined only where
/// none of them is negative; so one is positive, and both sides are 0.
pub(super) fn prod_exponent(from: &Term) -> Result<Applied, RuleError> {
    let p = parts(from)?;
    let (Node::Pow(base, exponent) | Node::RealPow(base, exponent)) = p.body.node() else {
        return Err(RuleError::Shape("a product of powers"));
    };
    if p.op != BigOp::Prod || base.uses_bound() {
        return Err(RuleError::Shape("a product over powers of one base"));
    }
    let sum = Term::new(Node::Big(BigOp::Sum, p.hint.clone(), p.dom.clone(), p.guard.clone(), exponent.clone()));
    Ok(Applied::plain(Term::real_pow(base.open(&Term::int(0)), sum)))
}

/// Where a factor of a real power's base is 0, so is the base: then the exponent is positive, and both sides are 0.
pub(super) fn power_product(from: &Term) -> Result<Applied, RuleError> {
    match from.node() {
        Node::Pow(base, c) => {
            let Node::Mul(items) = base.node() else { return Err(RuleError::Shape("a power of a product")) };
            Ok(Applied::plain(Term::mul(items.iter().map(|i| Term::pow(i.clone(), c.clone())).collect())))
        }
        Node::RealPow(base, c) => {
            let Node::Mul(items) = base.node() else { return Err(RuleError::Shape("a power of a product")) };
            let to = Term::mul(items.iter().map(|i| Term::real_pow(i.clone(), c.clone())).collect());
            let weak = |t: &Term| Term::cmp_rel(Rel::Le, Term::int(0), t.clone());
            Ok(items.iter().fold(Applied::plain(to), |applied, item| applied.given(weak(item))))
        }
        _ => Err(RuleError::Shape("a power")),
    }
}

/// Integer powers of integer powers agree wherever both sides are defined; so do powers of real powers (base 0 leaves positive
/// exponents); real powers of integer powers need a positive base.
pub(super) fn power_power(from: &Term) -> Result<Applied, RuleError> {
    let multiplied = |a: &Term, b: &Term| match (a.as_num(), b.as_num()) {
        (Some(a), Some(b)) => Term::num(a * b),
        _ => Term::mul(vec![a.clone(), b.clone()]),
    };
    match from.node() {
        Node::Pow(base, b) => match base.node() {
            Node::Pow(u, a) => Ok(Applied::plain(Term::pow(u.clone(), multiplied(a, b)))),
            Node::RealPow(u, a) => Ok(Applied::plain(Term::real_pow(u.clone(), multiplied(a, b)))),
            _ => Err(RuleError::Shape("a power of a power")),
        },
        Node::RealPow(base, b) => match base.node() {
            Node::Pow(u, a) => Ok(Applied::plain(Term::real_pow(u.clone(), multiplied(a, b))).given(positive(u))),
            Node::RealPow(u, a) => Ok(Applied::plain(Term::real_pow(u.clone(), multiplied(a, b)))),
            _ => Err(RuleError::Shape("a power of a power")),
        },
        _ => Err(RuleError::Shape("a power of a power")),
    }
}

/// Wherever the real power is defined, at base 0 for positive exponents only, the integer power has its value. That an exponent that is no
/// numeral is a whole one by its form is for the kernel to see.
pub(super) fn power_integer(from: &Term) -> Result<Applied, RuleError> {
    let Node::RealPow(base, c) = from.node() else { return Err(RuleError::Shape("a real power")) };
    match c.as_num() {
        Some(n) if n.is_zero() => Ok(Applied::plain(Term::int(1))),
        Some(n) if n.is_one() => Ok(Applied::plain(base.clone())),
        Some(n) if !n.is_integer() => Err(RuleError::Shape("an integer exponent")),
        _ => Ok(Applied::plain(Term::pow(base.clone(), c.clone()))),
    }
}

pub(super) fn power_exp(from: &Term) -> Result<Applied, RuleError> {
    let Node::RealPow(base, c) = from.node() else { return Err(RuleError::Shape("a real power")) };
    Ok(Applied::plain(Term::exp(Term::mul(vec![c.clone(), Term::log(base.clone())]))).given(positive(base)))
}

pub(super) fn power_one(from: &Term) -> Result<Applied, RuleError> {
    match from.node() {
        Node::Pow(base, _) | Node::RealPow(base, _) if *base == Term::int(1) => Ok(Applied::plain(Term::int(1))),
        _ => Err(RuleError::Shape("a power of one")),
    }
}

pub(super) fn sqrt_square(from: &Term) -> Result<Applied, RuleError> {
    let Node::RealPow(base, half) = from.node() else { return Err(RuleError::Shape("a square root")) };
    let Node::Pow(u, two) = base.node() else { return Err(RuleError::Shape("the root of a square")) };
    if *half != Term::num(Rational::fraction(1, 2)) || *two != Term::int(2) {
        return Err(RuleError::Shape("the root of a square"));
    }
    Ok(Applied::plain(Term::fun(Fun::Abs, u.clone())))
}
