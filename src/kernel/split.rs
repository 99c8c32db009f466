//! A case distinction whose cases are proofs of their own.
//!
//! Statement: a proposition that is defined at the place holds there or it does not. If under each of the two hypotheses a script
//! leads from `from` to `to` (or the hypothesis contradicts what is known there), then `from = to` at the place, and `to` is defined:
//! each script keeps the term defined under its own hypothesis, and one of the two hypotheses is true.
//!
//! Side conditions: the proposition is well-formed and defined at the place. Inside a derivative it must not depend on the
//! variable: there a case would be one of the nearby points, and what a script says of a point it says of no neighbourhood. Where a script
//! enters a derivative that stands inside the term, the hypothesis comes along only as any other does (see `Checker::pass`).

use super::cases::{carried_out, literal};
use super::check::Checker;
use super::definedness::Entry;
use super::error::{KernelError, MoveError};
use super::fact::Evidence;
use super::scope::Scope;
use crate::rule::{Distinction, Script, Split};
use crate::term::{Rel, Term};

impl Checker<'_> {
    /// Checks both cases. That the proposition is defined has been asked before.
    pub(super) fn distinguish(
        &mut self,
        from: &Term,
        distinction: &Distinction,
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<(), KernelError> {
        let Distinction { to, split, cases } = distinction;
        let (Split::Prop(t) | Split::Binary(t) | Split::Values(t, ..)) = split;
        if self.varies(t, scope) {
            return self.fail(MoveError::SplitUnderDerivative(t.clone()));
        }
        for (number, (script, holds)) in cases.iter().zip([true, false]).enumerate() {
            let mut evidence = Evidence::default();
            let hypothesis = match literal(self.judge(), scope, split, holds, &mut evidence) {
                Ok(hypothesis) => hypothesis,
                Err(error) => return self.fail(error),
            };
            self.keep(evidence);
            let mut case = scope.clone();
            case.assume(&hypothesis);
            match script {
                Some(script) => self.one_case(from, to, script, &case, number)?,
                None => self.impossible(&case, locals)?,
            }
        }
        Ok(())
    }

    /// Is this just a hypothesis carried out, `b` written for `a` where `a = b` is known, or the reverse? Values are what they were, so what
    /// was defined is defined; under a derivative only if the hypothesis does not vary.
    pub(super) fn carries_out(&self, from: &Term, to: &Term, scope: &Scope) -> bool {
        let signature = self.judge().signature;
        let carried = |h: &Term| carried_out(h, from, signature) == *to || carried_out(h, to, signature) == *from;
        scope.hyps.iter().any(|h| !self.varies(h, scope) && carried(h))
    }

    fn one_case(&mut self, from: &Term, to: &Term, script: &Script, case: &Scope, number: usize) -> Result<(), KernelError> {
        let kind = self.kind(from, case)?;
        let reached = self.inner_script(number, script, from, case, kind)?;
        if reached == *to { Ok(()) } else { self.fail(MoveError::CaseEnds(reached)) }
    }

    /// The case does not occur: its hypotheses contradict the declarations, or that the lines and this subterm are defined.
    fn impossible(&mut self, case: &Scope, locals: &[Entry]) -> Result<(), KernelError> {
        let absurd = Term::cmp_rel(Rel::Lt, Term::int(0), Term::int(0));
        let goal = Entry { binders: Vec::new(), hyps: Vec::new(), prop: absurd };
        match self.judge().establish(case, locals, &goal) {
            Some(evidence) => {
                self.keep(evidence);
                Ok(())
            }
            None => self.fail(MoveError::CaseOccurs(case.hyps.clone())),
        }
    }
}
