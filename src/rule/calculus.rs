//! Laws of differentiation by one real coordinate: one level at a time.
//!
//! `Deriv(x, e)` is defined only where `e` has no kink (see the contract), so the laws hold wherever both sides are defined.

use super::big::{parts, scratch};
use super::proposition::conjuncts;
use super::{Applied, RuleError};
use crate::kernel::obligation::{Relation, Signature, Statement};
use crate::number::Rational;
use crate::term::{BigOp, Fun, Name, Node, Rel, Term};

/// Which law moved the derivative inward.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Law {
    /// Sums, constant factors, constants.
    Linearity,
    /// Products, also over an index.
    Product,
    /// Negative powers.
    Quotient,
    /// Powers.
    Power,
    /// Elementary functions, `if`.
    Chain,
    /// `d log f = (d f)/f`.
    Log,
    /// `d θ(a) / d θ(b) = [a = b]`.
    Coordinate,
}

/// May the value of `term` depend on the coordinate `target` (an `App`)? Errs on the side of yes: another entry of the same
/// table counts. Looks through definitions, `of`, and identical assumptions.
pub fn depends(term: &Term, target: &Term, signature: &Signature) -> bool {
    let Node::App(name, _) = target.node() else { return true };
    reaches(term, name, signature, &mut Vec::new())
}

fn reaches(term: &Term, target: &Name, signature: &Signature, seen: &mut Vec<Name>) -> bool {
    if let Node::App(name, _) = term.node() {
        if name == target {
            return true;
        }
        if visit(name, target, signature, seen) {
            return true;
        }
    }
    let mut found = false;
    term.node().for_each_child(&mut |_, c, _| found = found || reaches(c, target, signature, seen));
    found
}

/// Does a name that was not seen yet reach the variable?
fn visit(name: &Name, target: &Name, signature: &Signature, seen: &mut Vec<Name>) -> bool {
    if seen.contains(name) {
        return false;
    }
    seen.push(name.clone());
    name_reaches(name, target, signature, seen)
}

fn name_reaches(name: &Name, target: &Name, signature: &Signature, seen: &mut Vec<Name>) -> bool {
    if let Some(definition) = signature.definitions.get(name) {
        return reaches(&definition.body, target, signature, seen);
    }
    let of = signature.functions.get(name).map_or(&[][..], |f| f.of.as_slice());
    let declared = of.iter().any(|of| of == target || visit(of, target, signature, seen));
    declared || signature.assumptions.values().any(|a| tied(name, target, a, signature, seen))
}

/// An identical equation makes the name that it defines depend on what its right side depends on; where it defines none, each of the
/// names that it speaks of may move with what moves any other.
fn tied(name: &Name, target: &Name, a: &Statement, signature: &Signature, seen: &mut Vec<Name>) -> bool {
    if !a.identically || a.relation != Relation::Eq {
        return false;
    }
    match signature.given_by(a) {
        Some(given) => given == name && reaches(&a.right, target, signature, seen),
        None => {
            let names = signature.spoken_of_in(a);
            names.contains(name) && names.iter().any(|n| n == target || visit(n, target, signature, seen))
        }
    }
}

/// One level of differentiation, with the law that it uses.
///
/// # Errors
/// [`RuleError::Shape`] where no law applies: an application of a definition (unfold it first), a name declared `of`
/// the variable, a maximum over an index.
pub fn derivative(from: &Term, signature: &Signature) -> Result<(Law, Applied), RuleError> {
    let Node::Deriv(target, body) = from.node() else { return Err(RuleError::Shape("a derivative")) };
    let Node::App(target_name, target_args) = target.node() else { return Err(RuleError::Shape("a coordinate")) };
    if !from.is_closed() {
        return Err(RuleError::Shape("a term without dangling indices"));
    }
    let d = |e: &Term| Term::deriv(target.clone(), e.clone());
    if !depends(body, target, signature) {
        return Ok((Law::Linearity, Applied::plain(Term::int(0))));
    }
    let (law, to) = match body.node() {
        Node::Add(items) => (Law::Linearity, Term::add(items.iter().map(d).collect())),
        Node::Mul(items) => product(items, target, signature),
        Node::Pow(base, exponent) => power(base, exponent, &d),
        Node::RealPow(base, exponent) => {
            let base_varies = depends(base, target, signature);
            real_power(base, exponent, base_varies, depends(exponent, target, signature), &d)
        }
        Node::Fun(f, args) => elementary(*f, args, &d)?,
        Node::If(p, a, b) => (Law::Chain, Term::new(Node::If(p.clone(), d(a), d(b)))),
        Node::Ind(_) => (Law::Chain, Term::int(0)),
        Node::Big(op, ..) => (if *op == BigOp::Sum { Law::Linearity } else { Law::Product }, big(body, target, signature)?),
        Node::App(name, args) if name == target_name && args.len() == target_args.len() => {
            let equal = |(a, b): (&Term, &Term)| Term::ind(Term::cmp_rel(Rel::Eq, a.clone(), b.clone()));
            // Of indices that are written alike there is nothing to compare.
            (Law::Coordinate, Term::mul(args.iter().zip(target_args).filter(|(a, b)| a != b).map(equal).collect()))
        }
        _ => return Err(RuleError::Shape("a body that a law of differentiation speaks of")),
    };
    Ok((law, Applied::plain(to)))
}

fn product(items: &[Term], target: &Term, signature: &Signature) -> (Law, Term) {
    let d = |e: &Term| Term::deriv(target.clone(), e.clone());
    let (varying, constant): (Vec<Term>, Vec<Term>) = items.iter().cloned().partition(|i| depends(i, target, signature));
    if !constant.is_empty() {
        let mut result = constant;
        result.push(d(&Term::mul(varying)));
        return (Law::Linearity, Term::mul(result));
    }
    let piece = |i: usize| {
        let mut factors = items.to_vec();
        factors[i] = d(&items[i]);
        Term::mul(factors)
    };
    (Law::Product, Term::add((0..items.len()).map(piece).collect()))
}

/// `n*b^(n-1)*db`.
fn power(base: &Term, exponent: &Term, d: &dyn Fn(&Term) -> Term) -> (Law, Term) {
    let Some(n) = exponent.as_num() else {
        let lowered = Term::add(vec![exponent.clone(), Term::int(-1)]);
        return (Law::Power, Term::mul(vec![exponent.clone(), Term::pow(base.clone(), lowered), d(base)]));
    };
    let law = if n.is_negative() { Law::Quotient } else { Law::Power };
    if n.is_zero() {
        return (law, Term::int(0));
    }
    let lowered = Term::num(n - &Rational::one());
    (law, Term::mul(vec![exponent.clone(), Term::pow(base.clone(), lowered), d(base)]))
}

fn real_power(base: &Term, exponent: &Term, base_varies: bool, exponent_varies: bool, d: &dyn Fn(&Term) -> Term) -> (Law, Term) {
    let itself = Term::real_pow(base.clone(), exponent.clone());
    let by_base = || {
        let lowered = match exponent.as_num() {
            Some(c) => Term::num(c - &Rational::one()),
            None => Term::add(vec![exponent.clone(), Term::int(-1)]),
        };
        Term::mul(vec![exponent.clone(), Term::real_pow(base.clone(), lowered), d(base)])
    };
    let by_exponent = || Term::mul(vec![itself.clone(), Term::log(base.clone()), d(exponent)]);
    let to = match (base_varies, exponent_varies) {
        (true, true) => Term::add(vec![by_base(), by_exponent()]),
        (false, true) => by_exponent(),
        _ => by_base(),
    };
    (Law::Power, to)
}

fn elementary(f: Fun, args: &[Term], d: &dyn Fn(&Term) -> Term) -> Result<(Law, Term), RuleError> {
    let itself = || Term::new(Node::Fun(f, args.to_vec()));
    match (f, args) {
        (Fun::Exp, [u]) => Ok((Law::Chain, Term::mul(vec![itself(), d(u)]))),
        (Fun::Log, [u]) => Ok((Law::Log, Term::div(d(u), u.clone()))),
        (Fun::Abs, [u]) => Ok((Law::Chain, Term::mul(vec![Term::fun(Fun::Sign, u.clone()), d(u)]))),
        (Fun::Sign, [_]) => Ok((Law::Chain, Term::int(0))),
        (Fun::Max, [u, v]) => Ok((Law::Chain, choose(v, u, d(u), d(v)))),
        (Fun::Min, [u, v]) => Ok((Law::Chain, choose(u, v, d(u), d(v)))),
        _ => Err(RuleError::Shape("a differentiable function")),
    }
}

/// `if(a < b, x, y)`
fn choose(a: &Term, b: &Term, x: Term, y: Term) -> Term {
    Term::new(Node::If(Term::cmp_rel(Rel::Lt, a.clone(), b.clone()), x, y))
}

fn big(body: &Term, target: &Term, signature: &Signature) -> Result<Term, RuleError> {
    let p = parts(body)?;
    if depends(&p.guard, target, signature) {
        return Err(RuleError::Shape("an index set that does not depend on the variable"));
    }
    let name = scratch();
    let var = Term::var(name.clone());
    let inner = Term::deriv(target.clone(), p.body.open(&var));
    match p.op {
        BigOp::Sum => Ok(p.with(p.guard.clone(), inner.close(&name))),
        BigOp::Prod => {
            let other = Name::new("%other");
            let other_var = Term::var(other.clone());
            let mut guard = conjuncts(&p.guard.open(&other_var));
            guard.push(Term::cmp_rel(Rel::Ne, other_var.clone(), var));
            let rest = p.with(Term::and(guard).close(&other), p.body.open(&other_var).close(&other));
            Ok(Term::new(Node::Big(
                BigOp::Sum,
                p.hint.clone(),
                p.dom.clone(),
                p.guard.clone(),
                Term::mul(vec![inner, rest]).close(&name),
            )))
        }
        BigOp::Max | BigOp::Min => Err(RuleError::Shape("a differentiable operator")),
    }
}

pub(super) fn swap(from: &Term) -> Result<Applied, RuleError> {
    let Node::Deriv(x, inner) = from.node() else { return Err(RuleError::Shape("a derivative")) };
    let Node::Deriv(y, body) = inner.node() else { return Err(RuleError::Shape("a second derivative")) };
    Ok(Applied::plain(Term::deriv(y.clone(), Term::deriv(x.clone(), body.clone()))))
}
