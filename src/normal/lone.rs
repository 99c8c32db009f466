//! Sets of one element: in a case where `|A| = 1` is supposed, whatever runs over `A` takes its one value.
//!
//! `Σ_{b∈A} f(b) = f(a)` for any element `a`, for every element is `a`; and so for products, maxima and minima.

use super::Normaliser;
use crate::rule::{Reason, Rule};
use crate::term::{Dom, Name, Node, Rel, Term};

impl Normaliser<'_> {
    /// A big operator over a set that is supposed to hold one element, of which there is a name: its value there.
    pub(super) fn lone(&mut self, t: &Term) -> Option<Term> {
        let Node::Big(_, _, Dom::Set(set), guard, _) = t.node() else { return None };
        let size = Term::new(Node::Card(set.clone()));
        let supposed = self.context.hypotheses.iter().any(|h| h.any(&mut |s| *s == size));
        if !supposed || !matches!(guard.node(), Node::True) || !self.allowed.has(Reason::Cases) {
            return None;
        }
        if !self.holds(&Term::cmp_rel(Rel::Le, size, Term::int(1))) {
            return None;
        }
        let element = self.element_of(set)?;
        let name = Name::opened(self.depth);
        let only = Term::cmp_rel(Rel::Eq, Term::var(name.clone()), element.clone()).close(&name);
        let dom = Dom::Set(set.clone());
        let value = self.tentative(&mut |s| {
            let pointed = s.attempt(Rule::Domain(dom.clone(), only.clone()), t)?;
            s.attempt(Rule::Point(element.clone()), &pointed)
        })?;
        self.fire_reason(Reason::Cases);
        Some(value)
    }

    /// An index over the set that is at hand.
    fn element_of(&self, set: &Name) -> Option<Term> {
        let own = self.oracle.indices(set).into_iter().next();
        let around = || self.context.binders.iter().find(|b| b.dom == Dom::Set(set.clone())).map(|b| b.name.clone());
        own.or_else(around).map(Term::var)
    }
}
