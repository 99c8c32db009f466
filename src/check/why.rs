//! Why a condition holds, in a few words: an account for readers of what the kernel has already decided. It reads signs off the form
//! of a term and off the declarations; where that says nothing, it says that the declarations give it. Nothing is decided here.

use crate::elaborate::display;
use crate::kernel::check::Need;
use crate::kernel::definedness::DEFINED;
use crate::kernel::obligation::{Condition, Constraint, Signature};
use crate::number::Rational;
use crate::report::BY_THE_RANGE;
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use std::collections::BTreeSet;

/// How deep definitions are looked through.
const DEPTH: usize = 8;

/// The account of one condition.
pub fn holds(condition: &Condition, need: &Need, signature: &Signature) -> String {
    if need.presupposed {
        return "the two lines themselves suppose it".to_owned();
    }
    let names = |names: &BTreeSet<Name>| names.iter().map(ToString::to_string).collect::<Vec<String>>().join(", ");
    match (need.assumed.is_empty(), need.cited.is_empty()) {
        (false, true) => return format!("by assumption {}", names(&need.assumed)),
        (true, false) => return format!("by {}", names(&need.cited)),
        (false, false) => return format!("by assumption {} and {}", names(&need.assumed), names(&need.cited)),
        (true, true) => {}
    }
    let account = Account { signature };
    account.proposition(&condition.prop).unwrap_or_else(|| "the declarations give it".to_owned())
}

struct Account<'a> {
    signature: &'a Signature,
}

impl Account<'_> {
    fn proposition(&self, prop: &Term) -> Option<String> {
        match prop.node() {
            Node::App(name, _) if name.as_str() == DEFINED => Some("its definition has a value for every such index".to_owned()),
            Node::Cmp(Rel::Ne, t, zero) if is_zero(zero) => self.positive(t, DEPTH).or_else(|| self.declared(t)),
            Node::Cmp(Rel::Lt | Rel::Le, zero, t) if is_zero(zero) => self.positive(t, DEPTH).or_else(|| self.declared(t)),
            Node::Cmp(Rel::Lt | Rel::Le, a, b) => self.in_range(a, b),
            Node::Or(parts) => parts.last().and_then(|last| self.proposition(last)),
            _ => None,
        }
    }

    /// Bounds of an index or of a declared integer.
    fn in_range(&self, a: &Term, b: &Term) -> Option<String> {
        let index = |t: &Term| t.any(&mut |s| matches!(s.node(), Node::Var(_)));
        let integer = |t: &Term| t.any(&mut |s| matches!(s.node(), Node::App(n, _) if self.signature.integers.contains_key(n)));
        if index(a) || index(b) {
            Some(BY_THE_RANGE.to_owned())
        } else if integer(a) || integer(b) {
            Some("the declared bounds of the integer give it".to_owned())
        } else {
            None
        }
    }

    /// Why the term is positive, as far as its form says so.
    fn positive(&self, t: &Term, depth: usize) -> Option<String> {
        if depth == 0 {
            return None;
        }
        match t.node() {
            Node::Num(value) => (*value > Rational::zero()).then(|| "a positive number".to_owned()),
            Node::Pi => Some("π is positive".to_owned()),
            Node::Fun(Fun::Exp, _) => Some("exp is positive".to_owned()),
            Node::Card(_) => Some("a set is not empty".to_owned()),
            Node::App(name, args) => self.application(name, args, depth),
            Node::Mul(items) => self.all(items, depth, "a product of positive factors"),
            Node::Add(items) => self.all(items, depth, "a sum of positive terms"),
            Node::Pow(base, _) | Node::RealPow(base, _) => {
                self.positive(base, depth).map(|inner| with("a power of a positive number", &inner))
            }
            Node::Big(op, _, dom, guard, body) => self.big(*op, dom, guard, body, depth),
            _ => None,
        }
    }

    fn big(&self, op: BigOp, dom: &Dom, guard: &Term, body: &Term, depth: usize) -> Option<String> {
        let inner = self.positive(body, depth - 1)?;
        match (op, dom) {
            (BigOp::Prod, _) => Some(with("a product of positive factors", &inner)),
            (BigOp::Sum, Dom::Set(set)) if *guard == Term::truth() => {
                Some(with(&format!("a sum of positive terms over {set}, which is not empty"), &inner))
            }
            (BigOp::Sum, _) => Some(with("a sum of positive terms that is not empty", &inner)),
            (BigOp::Max | BigOp::Min, _) => None,
        }
    }

    fn all(&self, items: &[Term], depth: usize, what: &str) -> Option<String> {
        let reasons: Option<Vec<String>> = items.iter().map(|item| self.positive(item, depth - 1)).collect();
        let mut told: Vec<String> = Vec::new();
        for reason in reasons? {
            if !told.contains(&reason) {
                told.push(reason);
            }
        }
        Some(with(what, &told.join("; ")))
    }

    fn application(&self, name: &Name, args: &[Term], depth: usize) -> Option<String> {
        if let Some(definition) = self.signature.definitions.get(name) {
            let shown = display::text(&Term::app(name.clone(), args.to_vec()), self.signature);
            let inner = self.positive(&definition.body, depth - 1)?;
            return Some(with(&format!("by the definition of {shown}"), &inner));
        }
        self.declared(&Term::app(name.clone(), args.to_vec()))
    }

    /// What is declared of a name, or of the names of which the term is made.
    fn declared(&self, t: &Term) -> Option<String> {
        match t.node() {
            Node::App(name, _) => {
                if self.signature.integers.contains_key(name) {
                    return Some(format!("the declared bounds of {name} give it"));
                }
                let declared = self.signature.functions.get(name)?;
                Some(format!("{name} is declared {}", constraint(&declared.constraint, declared.law.is_some())?))
            }
            Node::Pow(base, _) | Node::RealPow(base, _) => self.declared(base),
            Node::Mul(items) => {
                let reasons: Option<Vec<String>> =
                    items.iter().map(|item| self.positive(item, DEPTH).or_else(|| self.declared(item))).collect();
                reasons.map(|r| with("no factor is 0", &r.join("; ")))
            }
            _ => None,
        }
    }
}

fn is_zero(t: &Term) -> bool {
    t.as_num().is_some_and(Rational::is_zero)
}

fn with(what: &str, inner: &str) -> String {
    format!("{what}: {inner}")
}

/// A constraint as it is written.
fn constraint(c: &Constraint, law: bool) -> Option<String> {
    let mut parts = Vec::new();
    match (&c.lower, &c.upper) {
        (Some(lo), Some(hi)) => {
            let (open, close) = (if lo.strict { "(" } else { "[" }, if hi.strict { ")" } else { "]" });
            parts.push(format!("in {open}{}, {}{close}", lo.value, hi.value));
        }
        (Some(lo), None) => parts.push(format!("{} {}", if lo.strict { ">" } else { "≥" }, lo.value)),
        (None, Some(hi)) => parts.push(format!("{} {}", if hi.strict { "<" } else { "≤" }, hi.value)),
        (None, None) => {}
    }
    if c.nonzero {
        parts.push("≠ 0".to_owned());
    }
    if law {
        parts.push("a distribution".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}
