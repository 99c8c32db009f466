//! Moving about in a line for whoever makes moves of their own there: under hypotheses and binders.
//!
//! Decides nothing; it keeps context and depth as the kernel will see them. Whoever enters leaves.

use super::Normaliser;
use crate::kernel::obligation::Binder;
use crate::rule::proposition::negate;
use crate::term::{Dom, Name, Rel, Term};

impl Normaliser<'_> {
    /// From here on the hypothesis holds.
    pub(crate) fn assume(&mut self, hypothesis: &Term) {
        self.context.hypotheses.push(hypothesis.clone());
    }

    /// Forgets the last hypothesis.
    pub(crate) fn forget(&mut self) {
        self.context.hypotheses.pop();
    }

    /// What `f` makes of a term, with its moves as a script of its own; nothing is left behind where it makes nothing.
    pub(crate) fn apart(
        &mut self,
        t: &Term,
        f: impl Fn(&mut Self, &Term) -> Option<Term>,
    ) -> Option<(Term, Vec<crate::rule::Move>)> {
        let mark = self.script.len();
        let path = std::mem::take(&mut self.path);
        let result = self.tentative(&mut |s| f(s, t));
        self.path = path;
        let script = self.script.split_off(mark);
        Some((result?, script))
    }

    /// Opens the variable of a binding node; gives it.
    pub(crate) fn enter(&mut self, node: &Term) -> Option<Term> {
        let (dom, guard, _) = node.binder_parts()?;
        let name = Name::opened(self.depth);
        let var = Term::var(name.clone());
        self.context.binders.push(Binder { name, dom: dom.clone(), guard: guard.open(&var) });
        self.depth += 1;
        Some(var)
    }

    /// Closes the variable that was opened last.
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
        self.context.binders.pop();
    }

    /// Do the hypotheses contradict each other, or what is known here?
    pub(crate) fn impossible(&self) -> bool {
        self.holds(&Term::cmp_rel(Rel::Lt, Term::int(0), Term::int(0)))
    }

    /// What an open variable ranges over.
    pub(crate) fn domain(&self, name: &Name) -> Option<Dom> {
        let here = self.context.binders.iter().rev().find(|b| b.name == *name).map(|b| b.dom.clone());
        here.or_else(|| self.oracle.domain(name))
    }

    /// Is the proposition, or its negation, known here?
    pub(crate) fn decided(&self, prop: &Term) -> bool {
        self.holds(prop) || negate(prop).is_some_and(|n| self.holds(&n))
    }
}
