//! The kernel's judgement offered for questions, so that a prover proposes only moves that will be accepted.
//!
//! Nothing that is answered here proves anything: a [`super::check::Proved`] comes from [`super::check::check`] alone, which asks everything again.

use super::check::Checker;
use super::check::induction::Case;
use super::error::KernelError;
use super::fact::Evidence;
use super::obligation::{Binder, Obligation, Signature};
use super::scope::Scope;
use super::theorem::Theorems;
use crate::rule::{Move, Rule, depends};
use crate::term::{Dom, Name, Term};
use std::cell::RefCell;

/// Questions about one step.
pub struct Session<'a> {
    checker: RefCell<Checker<'a>>,
    signature: &'a Signature,
    base: Scope,
}

impl<'a> Session<'a> {
    /// Opens a session for a step.
    ///
    /// # Errors
    /// [`KernelError`] where the step's own lines are ill-formed or too large.
    pub fn new(signature: &'a Signature, theorems: &'a Theorems, obligation: &Obligation) -> Result<Self, KernelError> {
        let checker = Checker::new(signature, theorems, obligation)?;
        Ok(Session { checker: RefCell::new(checker), signature, base: Scope::of(obligation) })
    }

    /// Opens a session for a case of an induction.
    ///
    /// # Errors
    /// [`KernelError`] where its lines are ill-formed or too large.
    pub fn of_case(signature: &'a Signature, theorems: &'a Theorems, case: &Case) -> Result<Self, KernelError> {
        let checker = Checker::of_case(signature, theorems, case)?;
        Ok(Session { checker: RefCell::new(checker), signature, base: Scope::of(&case.obligation) })
    }

    fn scope(&self, binders: &[Binder], hypotheses: &[Term], targets: &[Term]) -> Scope {
        let mut scope = self.base.clone();
        for binder in binders {
            scope.vars.push((binder.name.clone(), binder.dom.clone()));
            scope.assume(&binder.guard);
            scope.opened += usize::from(binder.name.is_opened());
        }
        hypotheses.iter().for_each(|h| scope.assume(h));
        if !targets.is_empty() {
            let checker = self.checker.borrow();
            let constant = |h: &Term| !targets.iter().any(|x| depends(h, x, self.signature));
            scope.hyps.retain(|h| constant(h) || checker.judge().open(h, targets));
            scope.given = scope.given.min(scope.hyps.len());
        }
        scope.targets = targets.to_vec();
        scope
    }

    /// What a variable of the step ranges over.
    pub fn domain(&self, name: &Name) -> Option<&Dom> {
        self.base.domain(name)
    }

    /// The variables of the step that range over a set.
    pub fn indices(&self, set: &Name) -> Vec<Name> {
        let over = |dom: &Dom| matches!(dom, Dom::Set(of) if of == set);
        self.base.vars.iter().filter(|(_, dom)| over(dom)).map(|(name, _)| name.clone()).collect()
    }

    /// Units of work that the answers so far have taken.
    pub fn work(&self) -> u64 {
        self.checker.borrow().judge().work()
    }

    /// Is the proposition found to hold, at a place under these binders, hypotheses and derivatives?
    pub fn holds(&self, binders: &[Binder], hypotheses: &[Term], targets: &[Term], prop: &Term) -> bool {
        let scope = self.scope(binders, hypotheses, targets);
        let mut evidence = Evidence::default();
        self.checker.borrow().judge().holds(&scope, prop, &mut evidence)
    }

    /// Where a script leads from a line of the step, if it would be accepted.
    pub fn leads(&self, line: &Term, script: &[Move]) -> Option<Term> {
        self.checker.borrow_mut().try_script(line, script, &self.base).ok()
    }

    /// The result of a move at such a place, if it would be accepted.
    pub fn admits(&self, binders: &[Binder], hypotheses: &[Term], targets: &[Term], from: &Term, rule: &Rule) -> Option<Term> {
        let scope = self.scope(binders, hypotheses, targets);
        self.checker.borrow_mut().try_move(from, rule, &scope).ok()
    }
}
