//! Maxima and minima over an index: what is monotone moves out.
//!
//! `max_i C(h(i)) = C(max_i h(i))` for every `C` that is nondecreasing on the values of `h`: the maximum of finitely many values is
//! one of them, and `C` keeps it above the others. For `C` nonincreasing, `max_i C(h(i)) = C(min_i h(i))`. (Boyd, Vandenberghe, *Convex
//! Optimization*, 3.2.4, uses it throughout.) `C` is given by the path from the body to its hole `h`; all that stands beside the path is
//! free of the index. Each node on the way is monotone, some under a condition on the sign of what stands beside it or of its argument.

use super::big::{Parts, parts, scratch};
use super::{Applied, RuleError};
use crate::kernel::obligation::{Binder, Condition};
use crate::term::{BigOp, Fun, Node, Rel, Term};

const SHAPE: RuleError = RuleError::Shape("a maximum or minimum of a monotone function of one hole");

fn extremum(from: &Term) -> Result<Parts, RuleError> {
    let p = parts(from)?;
    if matches!(p.op, BigOp::Max | BigOp::Min) { Ok(p) } else { Err(RuleError::Shape("a maximum or minimum over an index")) }
}

/// `max_i c = c`.
pub(super) fn constant(from: &Term) -> Result<Applied, RuleError> {
    let p = extremum(from)?;
    if p.body.uses_bound() {
        return Err(RuleError::Shape("a body that is free of the index"));
    }
    // The index set is not empty: otherwise the maximum is undefined.
    Ok(Applied::plain(p.body.open(&Term::var(scratch()))))
}

/// Is the context rising or falling, so far?
struct Way {
    falling: bool,
    conditions: Vec<Condition>,
}

pub(super) fn monotone(from: &Term, path: &[u16]) -> Result<Applied, RuleError> {
    let p = extremum(from)?;
    let name = scratch();
    let var = Term::var(name.clone());
    let body = p.body.open(&var);
    let binder = Binder { name: name.clone(), dom: p.dom.clone(), guard: p.guard.open(&var) };
    let mut way = Way { falling: false, conditions: Vec::new() };
    let mut nodes = Vec::new();
    let mut hole = body;
    for &position in path {
        way.pass(&hole, position, &binder)?;
        let (inner, _) = hole.child(position).ok_or(SHAPE)?;
        nodes.push((hole, position));
        hole = inner;
    }
    let op = match (p.op, way.falling) {
        (BigOp::Max, false) | (BigOp::Min, true) => BigOp::Max,
        _ => BigOp::Min,
    };
    let inner = Term::new(Node::Big(op, p.hint.clone(), p.dom.clone(), p.guard.clone(), hole.close(&name)));
    let to = nodes.into_iter().rev().fold(inner, |t, (node, position)| node.with_child(position, &t));
    if to.mentions(&name) || path.is_empty() {
        return Err(SHAPE);
    }
    Ok(Applied { to, conditions: way.conditions })
}

impl Way {
    /// Passes from a node to its child.
    fn pass(&mut self, node: &Term, position: u16, binder: &Binder) -> Result<(), RuleError> {
        let place = usize::from(position);
        match node.node() {
            Node::Add(items) if place < items.len() => Ok(()),
            Node::Fun(Fun::Exp | Fun::Log, _) | Node::Fun(Fun::Max | Fun::Min, _) => Ok(()),
            Node::Mul(items) if place < items.len() => {
                let others = items.iter().enumerate().filter(|(i, _)| *i != place).map(|(_, t)| t.clone());
                self.beside(others.collect());
                Ok(())
            }
            Node::Pow(base, e) if position == 0 => self.power(base, e, binder),
            Node::RealPow(_, e) if position == 0 => {
                // The base is positive, or the power is undefined.
                let exponent = e.as_num().ok_or(SHAPE)?;
                self.falling ^= exponent.is_negative();
                Ok(())
            }
            _ => Err(SHAPE),
        }
    }

    /// The other factors: numbers by their sign, the rest must not be negative.
    fn beside(&mut self, others: Vec<Term>) {
        let (numbers, rest): (Vec<Term>, Vec<Term>) = others.into_iter().partition(|t| t.as_num().is_some());
        let negative = numbers.iter().filter(|t| t.as_num().is_some_and(|n| n.is_negative())).count();
        if negative % 2 == 1 {
            self.falling = !self.falling;
        }
        if !rest.is_empty() {
            let prop = Term::cmp_rel(Rel::Le, Term::int(0), Term::mul(rest));
            self.conditions.push(Condition { binders: Vec::new(), prop });
        }
    }

    /// Odd powers rise; even ones where the base is not negative; negative ones fall where it is positive.
    fn power(&mut self, base: &Term, e: &Term, binder: &Binder) -> Result<(), RuleError> {
        let n = e.as_num().and_then(|n| n.to_i64()).ok_or(SHAPE)?;
        if n < 0 {
            self.everywhere(Rel::Lt, base, binder);
            self.falling = !self.falling;
        } else if n % 2 == 0 {
            self.everywhere(Rel::Le, base, binder);
        }
        Ok(())
    }

    /// `0 < base` (`0 <= base`) for every index.
    fn everywhere(&mut self, rel: Rel, base: &Term, binder: &Binder) {
        let prop = Term::cmp_rel(rel, Term::int(0), base.clone());
        self.conditions.push(Condition { binders: vec![binder.clone()], prop });
    }
}
