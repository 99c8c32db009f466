//! One-hot functions: functions of a sum that they select from move into the sum; two values of one row combine.

use super::{Normaliser, factors};
use crate::rule::{Reason, Rule};
use crate::term::{BigOp, Node, Term};

impl Normaliser<'_> {
    /// `exp`, `log` or a power of a sum weighted by a one-hot function (alone or in a product): the function is applied to the entries.
    pub(super) fn selected(&mut self, t: &Term) -> Option<Term> {
        if !self.allowed.has(Reason::Indicator) && !self.allowed.has(Reason::Cases) {
            return None;
        }
        let (u, _) = t.child(0)?;
        let path = match u.node() {
            Node::Mul(items) => vec![0, u16::try_from(items.iter().position(|i| self.selects(i))?).ok()?],
            _ if self.selects(&u) => vec![0],
            _ => return None,
        };
        let to = self.attempt(Rule::OneHotSelects(path), t)?;
        let reason = if self.allowed.has(Reason::Indicator) { Reason::Indicator } else { Reason::Cases };
        self.fire_reason(reason);
        self.norm(&to)
    }

    /// A sum whose body has a one-hot factor.
    fn selects(&self, t: &Term) -> bool {
        let onehot = |f: &Term| match f.node() {
            Node::App(name, args) => {
                let declared = self.signature.functions.get(name).is_some_and(|d| d.constraint.onehot);
                declared && args.last().is_some_and(|a| matches!(a.node(), Node::Bound(0)))
            }
            _ => false,
        };
        matches!(t.node(), Node::Big(BigOp::Sum, _, _, guard, body) if matches!(guard.node(), Node::True) && factors(body).iter().any(onehot))
    }
}
