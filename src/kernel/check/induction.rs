//! Induction: which cases the statement comes down to, and what it gives once all of them are proved.
//!
//! `P(n)` says: for all values of the other variables, and wherever both sides are defined, `left = right`, or `left <= right` and
//! its kin: nothing below hangs on the relation, which is the same in every case, in the hypothesis and in what the induction
//! gives; so a strict statement has strict cases. An equation rewrites (`Rule::Induction`); an order is the sign of the difference of its
//! sides (`Sign::Induction`), and so is its hypothesis, which rewrites nothing. Each case is an obligation
//! of its own, judged by a judge of its own: where its two sides are defined is a fact there, and nothing of the line in which the
//! induction is used is. So `P` holds in every model, and the hypothesis, too, is a statement about every model; only where it
//! is cited under a derivative could a pointwise assumption have crept in, so it is not cited there if there is any.
//! That the range is not empty at the place of use, and that the hypothesis is cited inside of it, is judged like any other instance.

use super::{Checker, Kind, Outcome, Record, SignLine};
use crate::kernel::definedness::Entry;
use crate::kernel::error::{Case as Which, Fault, KernelError, MoveError, Side};
use crate::kernel::obligation::{Binder, Obligation, Relation, Signature, Statement};
use crate::kernel::scope::Scope;
use crate::kernel::theorem::{Theorem, Theorems};
use crate::number::Rational;
use crate::rule::proposition::conjuncts;
use crate::rule::{Induction, Sides};
use crate::term::{Dom, Name, Rel, Term};
use std::collections::BTreeSet;

/// Inductions inside inductions.
const MOST_NESTED: usize = 3;
/// First cases that are proved one by one.
const MOST_BASES: usize = 4;

/// What may be cited in the last case. Nothing outside the kernel can turn it into a result.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    name: Name,
    theorem: Theorem,
}

impl Hypothesis {
    /// The name under which it is cited.
    pub fn name(&self) -> &Name {
        &self.name
    }
    /// What it says: its first binder is the induction variable.
    pub fn statement(&self) -> &Statement {
        self.theorem.statement()
    }
    pub(in crate::kernel) fn theorem(&self) -> &Theorem {
        &self.theorem
    }
}

/// One case of an induction.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is to be proved.
    pub obligation: Obligation,
    /// What may be cited, innermost last.
    pub hypotheses: Vec<Hypothesis>,
}

/// `t + by`, numerals added up.
fn offset(t: &Term, by: usize, sign: i64) -> Term {
    let by = Rational::integer(i64::try_from(by).unwrap_or(i64::MAX).saturating_mul(sign));
    match t.as_num() {
        Some(n) => Term::num(n + &by),
        None if by.is_zero() => t.clone(),
        None => Term::add(vec![t.clone(), Term::num(by)]),
    }
}

impl Induction {
    fn range(&self, low: Term, high: Term, guard: Term) -> Binder {
        Binder { name: self.variable.clone(), dom: Dom::Range(low, high), guard }
    }

    /// The other variables and both sides, where the induction variable has a value.
    fn at(&self, value: &Term) -> (Vec<Binder>, Term, Term) {
        let map = [(self.variable.clone(), value.clone())];
        let at = |t: &Term| t.substitute(&map);
        let others =
            self.others.iter().map(|b| Binder { name: b.name.clone(), dom: b.dom.map(&mut |end| at(end)), guard: at(&b.guard) });
        (others.collect(), at(&self.left), at(&self.right))
    }

    /// The case of the value with this number from where the induction begins.
    fn base(&self, vars: &[Binder], number: usize) -> Obligation {
        let (range, value) = if self.downward {
            let value = offset(&self.high, number, -1);
            let inside = Term::cmp_rel(Rel::Le, self.low.clone(), value.clone());
            (self.range(self.low.clone(), value.clone(), inside), value)
        } else {
            let value = offset(&self.low, number, 1);
            let inside = Term::cmp_rel(Rel::Le, value.clone(), self.high.clone());
            (self.range(value.clone(), self.high.clone(), inside), value)
        };
        let (others, left, right) = self.at(&value);
        Obligation { vars: [vars.to_vec(), vec![range], others].concat(), left, relation: self.relation, right }
    }

    /// The case of all other values.
    fn rest(&self, vars: &[Binder]) -> Obligation {
        let count = self.bases.len();
        let range = if self.downward {
            self.range(self.low.clone(), offset(&self.high, count, -1), Term::truth())
        } else {
            self.range(offset(&self.low, count, 1), self.high.clone(), Term::truth())
        };
        Obligation {
            vars: [vars.to_vec(), vec![range], self.others.clone()].concat(),
            left: self.left.clone(),
            relation: self.relation,
            right: self.right.clone(),
        }
    }

    /// The statement for the values of the induction variable before `variable`, its binders renamed.
    fn hypothesis(&self, vars: &[Binder], depth: usize) -> Hypothesis {
        let range = self.rest(vars).vars.swap_remove(vars.len());
        let variable = Term::var(self.variable.clone());
        let dom = if self.downward {
            Dom::Range(offset(&variable, 1, 1), self.high.clone())
        } else {
            Dom::Range(self.low.clone(), offset(&variable, 1, -1))
        };
        let statement = self.statement(dom, &[vars, std::slice::from_ref(&range)].concat());
        let theorem = Theorem::trusted([vars.to_vec(), vec![range]].concat(), statement, BTreeSet::new());
        Hypothesis { name: Name::new(&format!("%h{depth}")), theorem }
    }

    /// The statement for all values in the domain, with names of its own.
    fn statement(&self, dom: Dom, taken: &[Binder]) -> Statement {
        let own: Vec<&Name> = std::iter::once(&self.variable).chain(self.others.iter().map(|b| &b.name)).collect();
        let mut map: Vec<(Name, Term)> = Vec::new();
        let mut names: Vec<Name> = Vec::new();
        for name in &own {
            let mut fresh = Name::new(&format!("{name}@"));
            while taken.iter().any(|b| b.name == fresh) || own.contains(&&fresh) || names.contains(&fresh) {
                fresh = Name::new(&format!("{fresh}@"));
            }
            map.push(((*name).clone(), Term::var(fresh.clone())));
            names.push(fresh);
        }
        let at = |t: &Term| t.substitute(&map);
        let mut names = names.into_iter();
        let first = names.next().map(|name| Binder { name, dom, guard: Term::truth() });
        let others = self.others.iter().zip(names).map(|(b, name)| Binder {
            name,
            dom: b.dom.map(&mut |end| at(end)),
            guard: at(&b.guard),
        });
        Statement {
            binders: first.into_iter().chain(others).collect(),
            left: at(&self.left),
            relation: self.relation,
            right: at(&self.right),
            conditions: Vec::new(),
            identically: false,
        }
    }
}

/// The cases that an induction under these variables comes down to, the last one with its hypothesis.
pub fn cases(vars: &[Binder], outer: &[Hypothesis], induction: &Induction) -> Vec<Case> {
    let base = |number| Case { obligation: induction.base(vars, number), hypotheses: outer.to_vec() };
    let mut all: Vec<Case> = (0..induction.bases.len()).map(base).collect();
    let hypothesis = induction.hypothesis(vars, outer.len());
    all.push(Case { obligation: induction.rest(vars), hypotheses: [outer, std::slice::from_ref(&hypothesis)].concat() });
    all
}

impl<'a> Checker<'a> {
    /// A checker for one case.
    pub(in crate::kernel) fn of_case(signature: &'a Signature, theorems: &'a Theorems, case: &Case) -> Result<Self, KernelError> {
        let mut checker = Checker::new(signature, theorems, &case.obligation)?;
        checker.hypotheses = case.hypotheses.clone();
        Ok(checker)
    }
}

impl Checker<'_> {
    /// Checks all cases; then the statement at these values rewrites the place.
    pub(super) fn induction(
        &mut self,
        from: &Term,
        induction: &Induction,
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<Outcome, KernelError> {
        let name = Name::new("induction");
        if induction.relation != Relation::Eq {
            return self.fail(MoveError::NotAnEquation(name));
        }
        let (theorem, records) = self.all_cases(induction)?;
        let outcome = self.result(from, &name, &theorem, &induction.values, induction.backward, scope, locals)?;
        self.inherit(induction, records, 0, scope, locals);
        Ok(outcome)
    }

    /// Checks all cases: what they give, and what they used.
    pub(in crate::kernel) fn all_cases(&mut self, induction: &Induction) -> Result<(Theorem, Vec<Record>), KernelError> {
        if self.hypotheses.len() >= MOST_NESTED || induction.bases.len() > MOST_BASES {
            return self.fail(MoveError::TooLarge);
        }
        self.total_domains(induction)?;
        let all = cases(&self.vars, &self.hypotheses, induction);
        let proofs = induction.bases.iter().chain(std::iter::once(&induction.step));
        let mut records: Vec<Record> = Vec::new();
        for (number, (case, sides)) in all.iter().zip(proofs).enumerate() {
            let which = if number < induction.bases.len() { Which::Base(number) } else { Which::Step };
            match self.case(case, sides) {
                Ok(record) => records.push(record),
                Err(error) => return self.fail(MoveError::Induction(which, Box::new(error))),
            }
        }
        let statement = induction.statement(Dom::Range(induction.low.clone(), induction.high.clone()), &self.vars);
        let assumed: BTreeSet<Name> = records.iter().flat_map(|r| r.assumed.iter().cloned()).collect();
        Ok((Theorem::trusted(self.vars.clone(), statement, assumed), records))
    }

    /// The ends of ranges and the guards are defined whatever the values are.
    fn total_domains(&self, induction: &Induction) -> Result<(), KernelError> {
        let guards = induction.others.iter().map(|b| &b.guard);
        let ends = induction.others.iter().flat_map(|b| b.dom.ends());
        for t in [&induction.low, &induction.high].into_iter().chain(ends).chain(guards) {
            if !self.entries(t, &Scope::default())?.is_empty() {
                return self.fail(MoveError::IllFormed(Fault::Sort(t.clone())));
            }
        }
        Ok(())
    }

    fn case(&self, case: &Case, sides: &Sides) -> Result<Record, KernelError> {
        let mut inner = Checker::of_case(self.signature, self.theorems, case)?;
        let scope = Scope::of(&case.obligation);
        let left = inner.script(&sides.left, &case.obligation.left, &scope, Kind::Real)?;
        inner.side = Side::Right;
        let right = inner.script(&sides.right, &case.obligation.right, &scope, Kind::Real)?;
        match &sides.order {
            Some(sign) => inner.ordered(case.obligation.relation, &left, &right, sign, &scope)?,
            None => inner.conclude(case.obligation.relation, left, right, &scope)?,
        }
        inner.settle(&scope);
        Ok(inner.record)
    }

    /// What the cases used is used here, at the values of this place.
    pub(in crate::kernel) fn inherit(
        &mut self,
        induction: &Induction,
        records: Vec<Record>,
        depth: usize,
        scope: &Scope,
        locals: &[Entry],
    ) {
        let names = std::iter::once(&induction.variable).chain(induction.others.iter().map(|b| &b.name));
        let map: Vec<(Name, Term)> = names.cloned().zip(induction.values.iter().cloned()).collect();
        let last = records.len().saturating_sub(1);
        for (number, record) in records.into_iter().enumerate() {
            self.record.cited.extend(record.cited);
            self.record.assumed.extend(record.assumed);
            let before = self.record.trace.len();
            self.record.signs.extend(record.signs.into_iter().map(|line| SignLine {
                depth: line.depth + depth,
                moves: line.moves + before,
                ..line
            }));
            for mut line in record.trace {
                let right = usize::from(line.place.side == Side::Right);
                line.place.moves = [self.moves.as_slice(), &[number, right], &line.place.moves].concat();
                line.place.side = self.side;
                self.record.trace.push(line);
            }
            // What a first case needs, it needs of its own values only.
            if number < last {
                continue;
            }
            for entry in record.presupposed {
                let entry = entry.substituted(&map).simplified();
                match self.judge.establish(scope, locals, &entry) {
                    Some(evidence) => self.note(evidence, &entry, scope),
                    None => self.presuppose(&entry, scope),
                }
            }
        }
    }

    /// Under a derivative a result must hold nearby: what it rests on, and for what values it was proved, may not hang on the
    /// variable.
    pub(super) fn nearby(&self, theorem: &Theorem, targets: &[Term]) -> bool {
        if targets.is_empty() {
            return true;
        }
        let identically = |a: &Name| self.signature.assumptions.get(a).is_some_and(|a| self.signature.given_by(a).is_some());
        let constant = |t: &Term| !targets.iter().any(|x| crate::rule::depends(t, x, self.signature));
        let fixed = theorem.fixed().iter().all(|b| {
            b.dom.ends().all(constant) && conjuncts(&b.guard).iter().all(|g| constant(g) || self.judge.open(g, targets))
        });
        fixed && theorem.assumed().iter().all(identically)
    }

    /// The hypothesis rests on whatever its own proof will rest on: all assumptions must hold identically.
    pub(in crate::kernel) fn hypothesis(&self, name: &Name, targets: &[Term]) -> Result<Option<Theorem>, KernelError> {
        let Some(found) = self.hypotheses.iter().find(|h| h.name == *name) else { return Ok(None) };
        if !targets.is_empty() && self.signature.assumptions.values().any(|a| self.signature.given_by(a).is_none()) {
            return self.fail(MoveError::PointwiseUnderDerivative(name.clone()));
        }
        Ok(Some(found.theorem().clone()))
    }
}
