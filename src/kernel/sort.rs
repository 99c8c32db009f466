//! Are terms well-formed in their scope? Instances in a certificate are not believed to be.
//!
//! Variables are open, names declared, arguments counted; exponents, range ends and ranged arguments are integers by their form;
//! set arguments are elements; propositions stand where propositions must; derivatives are taken by free coordinates.

use super::error::Fault;
use super::obligation::{ParamSort, Signature};
use super::scope::Scope;
use crate::number::Rational;
use crate::term::{Dom, Fun, Name, Node, Term};

/// Checks terms of one scope.
pub(super) struct Sorts<'a> {
    signature: &'a Signature,
    scope: &'a Scope,
    /// The domains of the binders between the root of the term and the place, the innermost last. Bodies are not opened: that
    /// would build each term anew at each of its binders.
    bound: Vec<Dom>,
}

impl<'a> Sorts<'a> {
    pub(super) fn new(signature: &'a Signature, scope: &'a Scope) -> Self {
        Sorts { signature, scope, bound: Vec::new() }
    }

    /// The term is a number (an integer is one).
    pub(super) fn real(&mut self, t: &Term) -> Result<(), Fault> {
        match t.node() {
            Node::Num(_) | Node::Pi | Node::Card(_) => Ok(()),
            Node::Var(_) | Node::Bound(_) => {
                if self.numeric(t)? {
                    Ok(())
                } else {
                    Err(Fault::Sort(t.clone()))
                }
            }
            Node::App(name, args) => self.application(name, args),
            Node::Add(items) | Node::Mul(items) => items.iter().try_for_each(|i| self.real(i)),
            Node::Pow(base, e) => self.real(base).and_then(|()| self.integer(e)),
            Node::RealPow(base, c) => self.real(base).and_then(|()| self.real(c)),
            Node::Fun(f, args) => self.function(t, *f, args),
            Node::If(p, a, b) => {
                self.prop(p)?;
                self.real(a)?;
                self.real(b)
            }
            Node::Ind(p) => self.prop(p),
            Node::Big(_, _, dom, guard, body) => self.binder(dom, |sorts| {
                sorts.prop(guard)?;
                sorts.real(body)
            }),
            Node::Expect(_, dom, weight, body) => self.binder(dom, |sorts| {
                sorts.real(weight)?;
                sorts.real(body)
            }),
            Node::Deriv(x, body) => {
                self.coordinate(x)?;
                self.real(body)
            }
            Node::Elem(..) | Node::True | Node::Cmp(..) | Node::And(_) | Node::Or(_) | Node::Not(_) => {
                Err(Fault::Sort(t.clone()))
            }
        }
    }

    /// The term is a proposition.
    pub(super) fn prop(&mut self, t: &Term) -> Result<(), Fault> {
        match t.node() {
            Node::True => Ok(()),
            Node::Cmp(_, a, b) => {
                if self.real(a).is_ok() && self.real(b).is_ok() {
                    return Ok(());
                }
                match (self.set_of(a), self.set_of(b)) {
                    (Some(s), Some(t)) if s == t => Ok(()),
                    (Some(s), None) => self.element(b, &s),
                    (None, Some(s)) => self.element(a, &s),
                    (Some(_), Some(_)) => Err(Fault::Sort(t.clone())),
                    (None, None) => self.real(a).and_then(|()| self.real(b)),
                }
            }
            Node::And(items) | Node::Or(items) => items.iter().try_for_each(|i| self.prop(i)),
            Node::Not(p) => self.prop(p),
            _ => Err(Fault::Sort(t.clone())),
        }
    }

    /// The term is an index of the domain's sort (whether it lies in a range is another question).
    pub(super) fn index(&mut self, t: &Term, dom: &Dom) -> Result<(), Fault> {
        match dom {
            Dom::Set(set) => self.element(t, set),
            Dom::Range(..) => self.integer(t),
        }
    }

    /// All free variables are open here, and at most so many indices dangle.
    pub(super) fn scoped(&self, t: &Term, dangling: u32) -> Result<(), Fault> {
        if t.loose() > dangling {
            return Err(Fault::Dangling);
        }
        let mut unbound = None;
        t.any(&mut |s| {
            if let Node::Var(name) = s.node()
                && self.lookup(s).is_err()
            {
                unbound = Some(name.clone());
            }
            unbound.is_some()
        });
        unbound.map_or(Ok(()), |name| Err(Fault::Unbound(name)))
    }

    /// The ends of a domain are integers.
    pub(super) fn domain(&mut self, dom: &Dom) -> Result<(), Fault> {
        match dom {
            Dom::Set(name) if self.signature.sets.contains_key(name) => Ok(()),
            Dom::Set(name) => Err(Fault::Undeclared(name.clone())),
            Dom::Range(lo, hi) => self.integer(lo).and_then(|()| self.integer(hi)),
        }
    }

    fn binder(&mut self, dom: &Dom, check: impl FnOnce(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.domain(dom)?;
        self.bound.push(dom.clone());
        let result = check(self);
        self.bound.pop();
        result
    }

    /// What a variable ranges over.
    fn lookup(&self, t: &Term) -> Result<&Dom, Fault> {
        match t.node() {
            Node::Var(name) => self.scope.domain(name).ok_or_else(|| Fault::Unbound(name.clone())),
            Node::Bound(index) => {
                let outward = usize::try_from(*index).ok();
                outward.and_then(|i| self.bound.iter().rev().nth(i)).ok_or(Fault::Dangling)
            }
            _ => Err(Fault::Sort(t.clone())),
        }
    }

    /// May a variable stand where a number must?
    fn numeric(&self, t: &Term) -> Result<bool, Fault> {
        Ok(match self.lookup(t)? {
            Dom::Range(..) => true,
            Dom::Set(set) => numerals(self.signature, set),
        })
    }

    fn set_of(&self, t: &Term) -> Option<Name> {
        match t.node() {
            Node::Elem(set, _) => Some(set.clone()),
            Node::Var(_) | Node::Bound(_) => match self.lookup(t).ok()? {
                Dom::Set(set) => Some(set.clone()),
                Dom::Range(..) => None,
            },
            _ => None,
        }
    }

    fn element(&self, t: &Term, set: &Name) -> Result<(), Fault> {
        if let Node::Var(_) | Node::Bound(_) = t.node() {
            self.lookup(t)?;
        }
        let named = |e: &Term| self.signature.sets.get(set).and_then(|s| s.elements.as_ref()).is_some_and(|es| es.contains(e));
        match t.node() {
            Node::Var(_) | Node::Bound(_) if self.set_of(t).as_ref() == Some(set) => Ok(()),
            Node::Elem(..) | Node::Num(_) if named(t) => Ok(()),
            _ => Err(Fault::Sort(t.clone())),
        }
    }

    /// The term is an integer by its form.
    pub(super) fn integer(&mut self, t: &Term) -> Result<(), Fault> {
        self.real(t)?;
        if integral(t, self.signature, &|variable| self.lookup(variable).is_ok()) { Ok(()) } else { Err(Fault::Sort(t.clone())) }
    }

    fn application(&mut self, name: &Name, args: &[Term]) -> Result<(), Fault> {
        let doms: Vec<Option<Dom>> = if let Some(declared) = self.signature.functions.get(name) {
            declared.args.iter().cloned().map(Some).collect()
        } else if let Some(definition) = self.signature.definitions.get(name) {
            let params = definition.params.iter().map(|(_, sort)| sort);
            params
                .map(|sort| match sort {
                    ParamSort::Index(dom) => Some(dom.clone()),
                    ParamSort::Integer => Some(Dom::Range(Term::int(0), Term::int(0))),
                    ParamSort::Real => None,
                })
                .collect()
        } else if self.signature.integers.contains_key(name) {
            Vec::new()
        } else {
            return Err(Fault::Undeclared(name.clone()));
        };
        if doms.len() != args.len() {
            return Err(Fault::Arity(name.clone()));
        }
        doms.iter().zip(args).try_for_each(|(dom, arg)| match dom {
            Some(dom) => self.index(arg, dom),
            None => self.real(arg),
        })
    }

    fn function(&mut self, t: &Term, f: Fun, args: &[Term]) -> Result<(), Fault> {
        match (f, args) {
            (Fun::Exp | Fun::Log | Fun::Abs | Fun::Sign, [u]) => self.real(u),
            (Fun::Max | Fun::Min, [u, v]) => self.real(u).and_then(|()| self.real(v)),
            (Fun::Factorial, [n]) => self.integer(n),
            (Fun::Binom, [n, k]) => self.integer(n).and_then(|()| self.integer(k)),
            _ => Err(Fault::Sort(t.clone())),
        }
    }

    /// A constant or an entry of a function that may be moved freely within an interval.
    fn coordinate(&mut self, x: &Term) -> Result<(), Fault> {
        let fault = || Fault::Coordinate(x.clone());
        let Node::App(name, args) = x.node() else { return Err(fault()) };
        let declared = self.signature.functions.get(name).ok_or_else(fault)?;
        let c = &declared.constraint;
        let one_point = matches!((&c.lower, &c.upper), (Some(lo), Some(hi)) if lo.value >= hi.value);
        let tied = c.integer || c.binary || c.symmetric || c.onehot || declared.law.is_some() || !declared.of.is_empty();
        // What an identical assumption defines is no longer free.
        let given = |t: &Term| matches!(t.node(), Node::App(left, _) if left == name);
        let bound = self.signature.assumptions.values().any(|a| a.identically && given(&a.left));
        if tied || one_point || bound {
            return Err(fault());
        }
        self.application(name, args)
    }
}

/// Are all elements of the set numerals?
fn numerals(signature: &Signature, set: &Name) -> bool {
    let elements = signature.sets.get(set).and_then(|s| s.elements.as_ref());
    elements.is_some_and(|es| es.iter().all(|e| e.as_num().is_some_and(Rational::is_integer)))
}

/// Is the value an integer, by the form of the term? `known` tells which variables stand for one.
pub(super) fn integral(t: &Term, signature: &Signature, known: &dyn Fn(&Term) -> bool) -> bool {
    integral_within(t, signature, known, 40)
}

fn integral_within(t: &Term, signature: &Signature, known: &dyn Fn(&Term) -> bool, fuel: u32) -> bool {
    if fuel == 0 {
        return false;
    }
    let recur = |t: &Term| integral_within(t, signature, known, fuel - 1);
    match t.node() {
        Node::Num(n) => n.is_integer(),
        Node::Card(_) | Node::Ind(_) | Node::Fun(Fun::Factorial | Fun::Binom | Fun::Sign, _) => true,
        Node::Fun(Fun::Abs | Fun::Max | Fun::Min, args) => args.iter().all(recur),
        Node::Var(_) | Node::Bound(_) => known(t),
        Node::App(name, _) => {
            signature.integers.contains_key(name)
                || signature
                    .functions
                    .get(name)
                    .is_some_and(|f| f.constraint.integer || f.constraint.binary || f.constraint.onehot)
                || signature.definitions.get(name).is_some_and(|d| {
                    let whole = |v: &Term| {
                        let is = |p: &Name| matches!(v.node(), Node::Var(name) if name == p);
                        d.params.iter().any(|(p, sort)| is(p) && *sort != ParamSort::Real)
                    };
                    d.recursive.is_none() && integral_within(&d.body, signature, &whole, fuel / 2)
                })
        }
        Node::Add(items) | Node::Mul(items) => items.iter().all(recur),
        Node::Pow(base, e) => e.as_num().is_some_and(|n| n.is_integer() && !n.is_negative()) && recur(base),
        Node::If(_, a, b) => recur(a) && recur(b),
        _ => false,
    }
}
