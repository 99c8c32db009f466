//! Elements of sets and indices of ranges: which lie in a domain, which are one, which are apart.

use super::judge::Query;
use crate::term::{Dom, Name, Node, Rel, Term};
use std::collections::BTreeSet;

impl Query<'_, '_> {
    /// The value is an index of the domain.
    pub(super) fn member(&mut self, value: &Term, dom: &Dom) -> bool {
        match dom {
            Dom::Set(set) => match value.node() {
                Node::Elem(of, _) => of == set,
                Node::Var(name) => matches!(self.scope.domain(name), Some(Dom::Set(of)) if of == set),
                Node::Num(_) => {
                    let elements = self.judge.signature.sets.get(set).and_then(|s| s.elements.as_ref());
                    elements.is_some_and(|es| es.contains(value))
                }
                _ => false,
            },
            Dom::Range(lo, hi) => {
                self.whole(value)
                    && self.prove(&Term::cmp_rel(Rel::Le, lo.clone(), value.clone()))
                    && self.prove(&Term::cmp_rel(Rel::Le, value.clone(), hi.clone()))
            }
        }
    }

    /// A set element, not a number.
    pub(super) fn element(&self, t: &Term) -> bool {
        match t.node() {
            Node::Elem(..) => true,
            Node::Var(name) => !matches!(self.scope.domain(name), Some(Dom::Range(..))),
            _ => false,
        }
    }

    /// All that the hypotheses equate with an element.
    pub(super) fn class(&self, t: &Term) -> BTreeSet<Term> {
        let mut class = BTreeSet::from([t.clone()]);
        loop {
            let size = class.len();
            for h in &self.scope.hyps {
                if let Node::Cmp(Rel::Eq, a, b) = h.node()
                    && (class.contains(a) || class.contains(b))
                {
                    class.extend([a.clone(), b.clone()]);
                }
            }
            if class.len() == size {
                return class;
            }
        }
    }

    pub(super) fn apart(&self, a: &BTreeSet<Term>, b: &BTreeSet<Term>) -> bool {
        let named = |t: &&Term| matches!(t.node(), Node::Elem(..) | Node::Num(_));
        let different = |x: &Term| b.iter().filter(named).any(|y| x != y);
        a.iter().filter(named).any(different)
            || self.scope.hyps.iter().any(|h| match h.node() {
                Node::Cmp(Rel::Ne, x, y) => (a.contains(x) && b.contains(y)) || (a.contains(y) && b.contains(x)),
                _ => false,
            })
    }

    /// Are both elements of one set that is known to hold one element only?
    pub(super) fn only_one(&mut self, t: &Term, other: &Term) -> bool {
        let set = match t.node() {
            Node::Elem(set, _) => set.clone(),
            Node::Var(name) => match self.scope.domain(name) {
                Some(Dom::Set(set)) => set.clone(),
                _ => return false,
            },
            _ => return false,
        };
        if !self.member(other, &Dom::Set(set.clone())) {
            return false;
        }
        let size = Term::new(Node::Card(set));
        let spoken = |p: &Term| p.any(&mut |s| *s == size);
        let counted = self.scope.hyps.iter().any(spoken) || self.facts.iter().any(|f| spoken(&f.entry.prop));
        counted && self.prove(&Term::cmp_rel(Rel::Le, size, Term::int(1)))
    }

    /// How many elements of the set are known that are pairwise apart? There is always one.
    pub(super) fn distinct_elements(&self, set: &Name) -> i64 {
        let mine = |t: &Term| match t.node() {
            Node::Var(name) => matches!(self.scope.domain(name), Some(Dom::Set(of)) if of == set),
            _ => false,
        };
        let mut apart: Vec<BTreeSet<Term>> = Vec::new();
        for h in &self.scope.hyps {
            let Node::Cmp(Rel::Ne, a, b) = h.node() else { continue };
            for t in [a, b].into_iter().filter(|t| mine(t)) {
                let class = self.class(t);
                if apart.iter().all(|other| self.apart(other, &class)) {
                    apart.push(class);
                }
            }
        }
        i64::try_from(apart.len()).unwrap_or(1).max(1)
    }

    /// The hypotheses exclude each of the named elements.
    pub(super) fn exhausted(&self, name: &Name, set: &Name) -> bool {
        let elements = self.judge.signature.sets.get(set).and_then(|s| s.elements.as_ref());
        let class = self.class(&Term::var(name.clone()));
        elements.is_some_and(|es| es.iter().all(|e| self.apart(&class, &BTreeSet::from([e.clone()]))))
    }
}
