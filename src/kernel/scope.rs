//! The context of a place in a line: open variables, hypotheses, and the derivatives that stand around it.
//!
//! Knows nothing of proofs; it only says what may be looked at.

use super::obligation::{Binder, Obligation};
use crate::rule::proposition::conjuncts;
use crate::term::{Dom, Name, Term};

/// What is known at a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The variables that stand open, outermost first, with their domains.
    pub(super) vars: Vec<(Name, Dom)>,
    /// How many of them belong to the step itself (`fix`, `for`).
    pub(super) fixed: usize,
    /// Conjuncts that hold here: guards of the variables, branch conditions.
    pub(super) hyps: Vec<Term>,
    /// How many of them belong to the step itself.
    pub(super) given: usize,
    /// The coordinates by which derivatives around this place are taken.
    pub(super) targets: Vec<Term>,
    /// Number of binders opened along the path.
    pub(super) opened: usize,
}

impl Scope {
    /// The context of a whole line.
    pub(super) fn of(obligation: &Obligation) -> Scope {
        Scope::under(&obligation.vars)
    }

    /// The context of a line under these variables.
    pub(super) fn under(vars: &[Binder]) -> Scope {
        let mut scope = Scope::default();
        for binder in vars {
            scope.vars.push((binder.name.clone(), binder.dom.clone()));
            scope.assume(&binder.guard);
        }
        scope.fixed = scope.vars.len();
        scope.given = scope.hyps.len();
        scope
    }

    /// Opens the binder that a path goes through; returns its variable.
    pub(super) fn enter(&mut self, dom: &Dom) -> Name {
        let name = Name::opened(self.opened);
        self.opened += 1;
        self.vars.push((name.clone(), dom.clone()));
        name
    }

    /// Opens a variable that stands in no line; returns it.
    pub(super) fn fresh(&mut self, dom: &Dom) -> Name {
        let name = Name::new(&format!("%e{}", self.vars.len()));
        self.vars.push((name.clone(), dom.clone()));
        name
    }

    /// Adds a hypothesis.
    pub(super) fn assume(&mut self, prop: &Term) {
        for p in conjuncts(prop) {
            if !self.hyps.contains(&p) {
                self.hyps.push(p);
            }
        }
    }

    /// The domain of an open variable.
    pub(super) fn domain(&self, name: &Name) -> Option<&Dom> {
        self.vars.iter().rev().find(|(n, _)| n == name).map(|(_, d)| d)
    }
}
