//! Opening, closing and substituting: the only places that touch de Bruijn indices.

use super::{Dom, Name, Node, Term, child};

impl Term {
    /// The body of one binder with its variable replaced by the locally closed `value`.
    pub fn open(&self, value: &Term) -> Term {
        debug_assert!(value.is_closed());
        self.open_at(0, value)
    }

    fn open_at(&self, depth: u32, value: &Term) -> Term {
        if self.loose() <= depth {
            return self.clone();
        }
        if let Node::Bound(k) = self.node() {
            return match k.cmp(&depth) {
                std::cmp::Ordering::Equal => value.clone(),
                std::cmp::Ordering::Greater => Term::new(Node::Bound(k - 1)),
                std::cmp::Ordering::Less => self.clone(),
            };
        }
        Term::new(self.node().map_children(&mut |_, c, binds| c.open_at(depth + binds, value)))
    }

    /// Turns the free variable `name` into the variable of a new binder: the inverse of [`Term::open`].
    pub fn close(&self, name: &Name) -> Term {
        self.close_at(0, name)
    }

    fn close_at(&self, depth: u32, name: &Name) -> Term {
        match self.node() {
            Node::Var(n) if n == name => Term::new(Node::Bound(depth)),
            Node::Bound(k) if *k >= depth => Term::new(Node::Bound(k + 1)),
            Node::Num(_) | Node::Pi | Node::Bound(_) | Node::Var(_) | Node::Elem(..) | Node::Card(_) | Node::True => self.clone(),
            _ if self.is_closed() && !self.mentions(name) => self.clone(),
            node => Term::new(node.map_children(&mut |_, c, binds| c.close_at(depth + binds, name))),
        }
    }

    /// Simultaneous substitution of free variables by locally closed terms. Cannot capture.
    pub fn substitute(&self, map: &[(Name, Term)]) -> Term {
        match self.node() {
            Node::Var(n) => map.iter().find(|(from, _)| from == n).map_or_else(|| self.clone(), |(_, to)| to.clone()),
            Node::Num(_) | Node::Pi | Node::Bound(_) | Node::Elem(..) | Node::Card(_) | Node::True => self.clone(),
            _ if !map.iter().any(|(n, _)| self.mentions(n)) => self.clone(),
            node => Term::new(node.map_children(&mut |_, c, _| c.substitute(map))),
        }
    }

    /// Replaces every occurrence of the locally closed subterm `from` (also under binders).
    pub fn replace(&self, from: &Term, to: &Term) -> Term {
        if self == from {
            return to.clone();
        }
        if self.size() <= from.size() {
            return self.clone();
        }
        Term::new(self.node().map_children(&mut |_, c, _| c.replace(from, to)))
    }

    /// Does the free variable occur?
    pub fn mentions(&self, name: &Name) -> bool {
        if let Node::Var(n) = self.node() {
            return n == name;
        }
        let mut found = false;
        self.node().for_each_child(&mut |_, c, _| found = found || c.mentions(name));
        found
    }

    /// Does `test` hold for this term or any subterm (bound variables dangling inside binders)?
    pub fn any(&self, test: &mut dyn FnMut(&Term) -> bool) -> bool {
        if test(self) {
            return true;
        }
        let mut found = false;
        self.node().for_each_child(&mut |_, c, _| found = found || c.any(test));
        found
    }

    /// Is the variable of the enclosing binder (index 0 at this level) used?
    pub fn uses_bound(&self) -> bool {
        self.uses_bound_at(0)
    }

    fn uses_bound_at(&self, depth: u32) -> bool {
        if self.loose() <= depth {
            return false;
        }
        if let Node::Bound(k) = self.node() {
            return *k == depth;
        }
        let mut found = false;
        self.node().for_each_child(&mut |_, c, binds| found = found || c.uses_bound_at(depth + binds));
        found
    }

    /// The child at a path position, with the number of binders it stands under.
    pub fn child(&self, position: u16) -> Option<(Term, u32)> {
        let mut found = None;
        self.node().for_each_child(&mut |at, c, binds| {
            if at == position {
                found = Some((c.clone(), binds));
            }
        });
        found
    }

    /// The same term with one child replaced.
    pub fn with_child(&self, position: u16, new: &Term) -> Term {
        Term::new(self.node().map_children(&mut |at, c, _| if at == position { new.clone() } else { c.clone() }))
    }

    /// Domain, and the two terms under the binder (guard or weight, body), if this node binds.
    pub fn binder_parts(&self) -> Option<(&Dom, &Term, &Term)> {
        match self.node() {
            Node::Big(_, _, dom, guard, body) | Node::Expect(_, dom, guard, body) => Some((dom, guard, body)),
            _ => None,
        }
    }
}

impl Dom {
    /// The ends of a range; of a set nothing.
    pub fn ends(&self) -> impl Iterator<Item = &Term> {
        let ends = if let Dom::Range(lo, hi) = self { Some([lo, hi]) } else { None };
        ends.into_iter().flatten()
    }
    /// Applies `f` to the ends of a range.
    pub fn map(&self, f: &mut dyn FnMut(&Term) -> Term) -> Dom {
        super::map_dom(self, &mut |at, t, _| {
            debug_assert!(at == child::LOW || at == child::HIGH);
            f(t)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::{BigOp, Hint};

    fn var(s: &str) -> Term {
        Term::new(Node::Var(Name::new(s)))
    }
    fn app(s: &str, args: Vec<Term>) -> Term {
        Term::new(Node::App(Name::new(s), args))
    }

    #[test]
    fn alpha_equivalence_is_equality_and_opening_inverts_closing() {
        let sum = |v: &str| Term::sum(v, Dom::Set("A".into()), Term::truth(), app("f", vec![var(v), var("c")]));
        assert_eq!(sum("a"), sum("b"));
        assert_ne!(sum("a"), sum("c"));
        let Node::Big(BigOp::Sum, Hint(_), _, _, body) = sum("a").node().clone() else { panic!() };
        assert_eq!(body.open(&var("x")), app("f", vec![var("x"), var("c")]));
        assert_eq!(body.open(&var("x")).close(&"x".into()), body);
    }

    #[test]
    fn substitution_cannot_capture() {
        // sum[a in A] f(a, x) with x := a keeps the outer a free.
        let sum = Term::sum("a", Dom::Set("A".into()), Term::truth(), app("f", vec![var("a"), var("x")]));
        let got = sum.substitute(&[("x".into(), var("a"))]);
        assert_eq!(got, Term::sum("z", Dom::Set("A".into()), Term::truth(), app("f", vec![var("z"), var("a")])));
        assert!(got.mentions(&"a".into()));
    }
}
