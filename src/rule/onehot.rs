//! One-hot functions select: a sum weighted by one is one of its entries.
//!
//! `y(…, k)` is 1 for one `k` and 0 for the others, so `Σ_k y(…,k)*h(k) = h(k*)`. Hence `C(Σ_k y(…,k)*h(k)) = C(h(k*)) = Σ_k y(…,k)*C(h(k))`
//! for whatever `C` does with the value, provided that `C(h(k))` is defined for the other `k` as well (which is judged with the result).

use super::big::{factors, in_ranges, parts, scratch};
use super::{Applied, RuleError};
use crate::kernel::obligation::Signature;
use crate::term::{BigOp, Dom, Name, Node, Term};

const SHAPE: RuleError = RuleError::Shape("a term around a sum over a one-hot function's last index");

pub(super) fn selects(from: &Term, path: &[u16], signature: &Signature) -> Result<Applied, RuleError> {
    let mut nodes = Vec::new();
    let mut hole = from.clone();
    for &position in path {
        // Only what depends on the value of its child, and evaluates it always.
        if !matches!(hole.node(), Node::Add(_) | Node::Mul(_) | Node::Pow(..) | Node::RealPow(..) | Node::Fun(..)) {
            return Err(SHAPE);
        }
        let (inner, _) = hole.child(position).ok_or(SHAPE)?;
        nodes.push((hole, position));
        hole = inner;
    }
    let p = parts(&hole)?;
    if p.op != BigOp::Sum || !matches!(p.guard.node(), Node::True) {
        return Err(SHAPE);
    }
    let name = scratch();
    let mut items = factors(&p.body.open(&Term::var(name.clone())));
    let at = items.iter().position(|f| row(f, &name, &p.dom, signature)).ok_or(SHAPE)?;
    let weight = items.remove(at);
    let conditions = of_its_row(&weight, signature);
    let value = nodes.into_iter().rev().fold(Term::mul(items), |t, (node, position)| node.with_child(position, &t));
    let body = Term::mul(vec![weight, value]);
    Ok(conditions.into_iter().fold(Applied::plain(p.with(p.guard.clone(), body.close(&name))), Applied::given))
}

/// What must hold for the function to be one-hot there.
fn of_its_row(t: &Term, signature: &Signature) -> Vec<Term> {
    let Node::App(function, args) = t.node() else { return Vec::new() };
    let Some(last) = args.len().checked_sub(1) else { return Vec::new() };
    signature.functions.get(function).map_or_else(Vec::new, |f| in_ranges(f, args, &(last..args.len())))
}

/// Is this the one-hot function at this index, which runs through all values of its last argument?
fn row(t: &Term, name: &Name, dom: &Dom, signature: &Signature) -> bool {
    let Node::App(function, args) = t.node() else { return false };
    let Some(declared) = signature.functions.get(function).filter(|f| f.constraint.onehot) else { return false };
    let Some((last, others)) = args.split_last() else { return false };
    matches!(last.node(), Node::Var(n) if n == name)
        && !others.iter().any(|o| o.mentions(name))
        && declared.args.last() == Some(dom)
}
