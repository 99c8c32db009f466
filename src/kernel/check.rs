//! The check: the only place where a [`Proved`] is made.
//!
//! Invariant of a script: the current line is defined wherever both lines of the step are, and has the value of the line from which
//! it started. Each move keeps it: the rule gives equality where both subterms are defined and its conditions hold; the
//! conditions, and every entry of the result's definedness that the subterm's does not contain, are judged in the context
//! of the place. Under a derivative all of this holds in a neighbourhood of the point (see `judge`).

pub mod induction;

use self::induction::Hypothesis;
use super::certificate::Certificate;
use super::definedness::{Entry, TooLarge, nonzero};
use super::error::{Fault, KernelError, MoveError, Place, Side};
use super::fact::{Evidence, proposition};
use super::judge::{Judge, enclosed};
use super::obligation::{Binder, Condition, Obligation, ParamSort, Relation, Signature, Statement};
use super::ring::{Ring, RingError};
use super::scope::Scope;
use super::sort::Sorts;
use super::theorem::{Theorem, Theorems};
use super::{cases, judge};
use crate::rule::inequality::Sign;
use crate::rule::proposition::conjuncts;
use crate::rule::{Applied, Move, Path, Rule, RuleError, Script, Split, apply, depends};
use crate::term::{Dom, Name, Node, Term, child};
use std::collections::BTreeSet;

/// One checked move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceLine {
    /// Which script, and which move in it: behind a distinction the number of the case comes in between, behind an induction that
    /// and 0 for the left or 1 for the right line of the case.
    pub place: Place,
    /// Where in the line.
    pub path: Path,
    /// By which rule.
    pub rule: Rule,
    /// The line after the move (inside a `Back`: what its script has come to).
    pub line: Term,
    /// The definition that it unfolded.
    pub unfolded: Option<Name>,
    /// What it needed itself; what the moves inside it needed stands with them.
    pub needs: Vec<Need>,
}

/// What a move needed, and what gave it. For the record: nothing is decided by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// What had to hold.
    pub condition: Condition,
    /// The assumptions that gave it.
    pub assumed: BTreeSet<Name>,
    /// The results that gave it.
    pub cited: BTreeSet<Name>,
    /// Do the declarations (with the assumptions) give it, or only that the two lines are defined?
    pub presupposed: bool,
}

/// A term whose sign was checked, from the whole difference inward.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignLine {
    /// How deep it stands in the proof.
    pub depth: usize,
    /// How many moves were made before it.
    pub moves: usize,
    /// The term.
    pub term: Term,
    /// Is it positive, or only not negative?
    pub strict: bool,
    /// Why.
    pub reason: &'static str,
    /// Do the signs beneath it speak of an index that it opens?
    pub opens: bool,
    /// What that needed itself.
    pub needs: Vec<Need>,
}

/// A step whose certificate passed. Nothing but [`check`] makes one.
#[derive(Clone, Debug)]
pub struct Proved {
    obligation: Obligation,
    presupposed: Vec<Condition>,
    discharged: Vec<Condition>,
    assumed: BTreeSet<Name>,
    cited: BTreeSet<Name>,
    trace: Vec<TraceLine>,
    signs: Vec<SignLine>,
}

impl Proved {
    /// What was proved.
    pub fn obligation(&self) -> &Obligation {
        &self.obligation
    }
    /// What was needed and only the lines themselves give.
    pub fn presupposed(&self) -> &[Condition] {
        &self.presupposed
    }
    /// What was needed and the declarations give.
    pub fn discharged(&self) -> &[Condition] {
        &self.discharged
    }
    /// The assumptions on which it rests, also through citations.
    pub fn assumed(&self) -> &BTreeSet<Name> {
        &self.assumed
    }
    /// The results that it cites.
    pub fn cited(&self) -> &BTreeSet<Name> {
        &self.cited
    }
    /// Every move in order.
    pub fn trace(&self) -> &[TraceLine] {
        &self.trace
    }
    /// For an inequality with a proof of its own: the terms whose signs were checked.
    pub fn signs(&self) -> &[SignLine] {
        &self.signs
    }
    /// The rules used, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.trace.iter().map(|line| &line.rule)
    }
}

/// Checks a certificate.
///
/// # Errors
/// [`KernelError`] says what is wrong and where.
pub fn check(
    signature: &Signature,
    theorems: &Theorems,
    obligation: &Obligation,
    certificate: &Certificate,
) -> Result<Proved, KernelError> {
    let scope = Scope::of(obligation);
    let mut checker = Checker::new(signature, theorems, obligation)?;
    let left = checker.script(&certificate.left, &obligation.left, &scope, Kind::Real)?;
    checker.side = Side::Right;
    let right = checker.script(&certificate.right, &obligation.right, &scope, Kind::Real)?;
    match &certificate.order {
        Some(sign) => checker.ordered(obligation.relation, &left, &right, sign, &scope)?,
        None => checker.conclude(obligation.relation, left, right, &scope)?,
    }
    Ok(checker.proved(obligation, &scope))
}

/// Are the step's own lines well-formed?
fn well_formed(signature: &Signature, obligation: &Obligation) -> Result<(), Fault> {
    let mut scope = Scope::default();
    for Binder { name, dom, guard } in &obligation.vars {
        if name.as_str().starts_with('%') || scope.domain(name).is_some() {
            return Err(Fault::Unbound(name.clone()));
        }
        Sorts::new(signature, &scope).domain(dom)?;
        scope.vars.push((name.clone(), dom.clone()));
        Sorts::new(signature, &scope).prop(guard)?;
    }
    let mut sorts = Sorts::new(signature, &scope);
    sorts.real(&obligation.left)?;
    sorts.real(&obligation.right)
}

/// What kind of term a script rewrites.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Real,
    Prop,
    Index(Name),
}

#[derive(Default)]
pub(super) struct Record {
    presupposed: BTreeSet<Entry>,
    discharged: BTreeSet<Condition>,
    pub(super) assumed: BTreeSet<Name>,
    pub(super) cited: BTreeSet<Name>,
    trace: Vec<TraceLine>,
    /// What the move in progress has needed so far.
    pending: Vec<(Entry, Evidence)>,
    /// What earlier moves needed: the number of the move's line in the trace.
    needs: Vec<(usize, Entry, Evidence)>,
    signs: Vec<SignLine>,
    /// Likewise for the signs.
    sign_needs: Vec<(usize, Entry, Evidence)>,
}

pub(super) struct Checker<'a> {
    pub(super) signature: &'a Signature,
    theorems: &'a Theorems,
    judge: Judge<'a>,
    /// The context of the whole line.
    top: Scope,
    vars: Vec<Binder>,
    pub(super) record: Record,
    side: Side,
    moves: Vec<usize>,
    /// The hypotheses of the inductions around.
    hypotheses: Vec<Hypothesis>,
}

/// What a rule gives, ready to be judged.
struct Outcome {
    to: Term,
    conditions: Vec<Entry>,
    /// The conditions are entries of a definedness that is listed completely.
    listed: bool,
    /// The result is known to be defined.
    defined: bool,
}

impl Outcome {
    fn plain(to: Term) -> Outcome {
        Outcome { to, conditions: Vec::new(), listed: false, defined: false }
    }
}

impl<'a> Checker<'a> {
    /// A checker for one step, with nothing checked yet.
    pub(super) fn new(signature: &'a Signature, theorems: &'a Theorems, obligation: &Obligation) -> Result<Self, KernelError> {
        well_formed(signature, obligation).map_err(KernelError::Obligation)?;
        let judge =
            Judge::new(signature, &[&obligation.left, &obligation.right]).map_err(|TooLarge| KernelError::LineTooLarge)?;
        let judge = judge.informed(theorems, &obligation.vars);
        let top = Scope::of(obligation);
        Ok(Checker {
            signature,
            theorems,
            judge,
            top,
            vars: obligation.vars.clone(),
            record: Record::default(),
            side: Side::Left,
            moves: Vec::new(),
            hypotheses: Vec::new(),
        })
    }

    pub(super) fn judge(&self) -> &Judge<'a> {
        &self.judge
    }

    /// Would this move be accepted? Leaves no record.
    pub(super) fn try_move(&mut self, from: &Term, rule: &Rule, scope: &Scope) -> Result<Term, KernelError> {
        let result = self.rewrite(from, rule, scope);
        self.record = Record::default();
        self.moves.clear();
        result
    }
}

impl<'a> Checker<'a> {
    /// Would this script be accepted? Leaves no record.
    pub(super) fn try_script(&mut self, line: &Term, script: &[Move], scope: &Scope) -> Result<Term, KernelError> {
        let result = self.script(script, line, scope, Kind::Real);
        self.record = Record::default();
        self.moves.clear();
        result
    }

    pub(super) fn fail<T>(&self, error: MoveError) -> Result<T, KernelError> {
        Err(KernelError::Move(self.place(), error))
    }
    fn place(&self) -> Place {
        Place { side: self.side, moves: self.moves.clone() }
    }

    /// A script inside a move, with its number there.
    pub(super) fn inner_script(
        &mut self,
        number: usize,
        script: &Script,
        start: &Term,
        scope: &Scope,
        kind: Kind,
    ) -> Result<Term, KernelError> {
        self.moves.push(number);
        let reached = self.script(script, start, scope, kind)?;
        self.moves.pop();
        Ok(reached)
    }

    /// May the value change with a derivative that stands around the place?
    pub(super) fn varies(&self, t: &Term, scope: &Scope) -> bool {
        scope.targets.iter().any(|x| depends(t, x, self.signature))
    }

    /// Notes that the sign of a term is being checked.
    pub(super) fn tell(&mut self, term: &Term, sign: &Sign, strict: bool, depth: usize) {
        self.side = Side::Difference;
        self.told();
        let moves = self.record.trace.len();
        let (reason, opens) = (sign.name(), matches!(sign, Sign::Under(_) | Sign::Attained(..)));
        self.record.signs.push(SignLine { depth, moves, term: term.clone(), strict, reason, opens, needs: Vec::new() });
    }

    /// What has been needed since the last sign was told, and in no move, that sign needed.
    fn told(&mut self) {
        if let (Some(number), []) = (self.record.signs.len().checked_sub(1), self.moves.as_slice()) {
            let pending = std::mem::take(&mut self.record.pending);
            self.record.sign_needs.extend(pending.into_iter().map(|(entry, evidence)| (number, entry, evidence)));
        }
    }

    pub(super) fn script(&mut self, script: &[Move], start: &Term, scope: &Scope, kind: Kind) -> Result<Term, KernelError> {
        let mut line = start.clone();
        self.told();
        for (i, step) in script.iter().enumerate() {
            self.moves.push(i);
            let before = self.record.pending.len();
            let unfolded = self.definition_at(&line, step);
            line = self.descend(&line, &step.path, step, &mut scope.clone())?;
            if let Err(fault) = self.formed(&line, scope, &kind) {
                return self.fail(MoveError::IllFormed(fault));
            }
            let (path, rule) = (step.path.clone(), step.rule.clone());
            let number = self.record.trace.len();
            let own = self.record.pending.split_off(before.min(self.record.pending.len()));
            self.record.needs.extend(own.into_iter().map(|(entry, evidence)| (number, entry, evidence)));
            let (place, line, needs) = (self.place(), line.clone(), Vec::new());
            self.record.trace.push(TraceLine { place, path, rule, line, unfolded, needs });
            self.moves.pop();
        }
        Ok(line)
    }

    /// The name that an unfolding unfolds (for the record only).
    fn definition_at(&self, line: &Term, step: &Move) -> Option<Name> {
        if !matches!(step.rule, Rule::Unfold) {
            return None;
        }
        let at = step.path.iter().try_fold(line.clone(), |t, position| t.child(*position).map(|(c, _)| c))?;
        if let Node::App(name, _) = at.node() { Some(name.clone()) } else { None }
    }

    fn formed(&self, t: &Term, scope: &Scope, kind: &Kind) -> Result<(), Fault> {
        let mut sorts = Sorts::new(self.signature, scope);
        match kind {
            Kind::Real => sorts.real(t),
            Kind::Prop => sorts.prop(t),
            Kind::Index(set) => sorts.index(t, &Dom::Set(set.clone())),
        }
    }

    /// Rewrites at a path; the scope is that of the subterm on return of the recursion's deepest call only.
    fn descend(&mut self, t: &Term, path: &[u16], step: &Move, scope: &mut Scope) -> Result<Term, KernelError> {
        let Some((&position, rest)) = path.split_first() else { return self.rewrite(t, &step.rule, scope) };
        // Positions are saturated: the last one may stand for several children.
        let Some((inner, binds)) = t.child(position).filter(|_| position < u16::MAX) else {
            return self.fail(MoveError::Path(step.path.clone()));
        };
        self.pass(t, position, rest, scope, step)?;
        if binds == 0 {
            return Ok(t.with_child(position, &self.descend(&inner, rest, step, scope)?));
        }
        let Some((dom, guard, _)) = t.binder_parts() else { return self.fail(MoveError::Path(step.path.clone())) };
        let name = scope.enter(dom);
        let var = Term::var(name.clone());
        if position == child::BODY && matches!(t.node(), Node::Big(..)) {
            scope.assume(&guard.open(&var));
        }
        let changed = self.descend(&inner.open(&var), rest, step, scope)?;
        if !changed.is_closed() {
            return self.fail(MoveError::IllFormed(Fault::Dangling));
        }
        Ok(t.with_child(position, &changed.close(&name)))
    }

    /// What passing from a node to one of its children does to the context.
    fn pass(&self, t: &Term, position: u16, rest: &[u16], scope: &mut Scope, step: &Move) -> Result<(), KernelError> {
        match (t.node(), position) {
            (Node::If(p, _, _), 1) => scope.assume(p),
            (Node::If(p, _, _), 2) => scope.assume(&Term::new(Node::Not(p.clone()))),
            // The coordinate itself is no value; its indices are.
            (Node::Deriv(..), 0) if rest.is_empty() => return self.fail(MoveError::Path(step.path.clone())),
            // A derivative in a body that takes a real argument is one of the argument: its value at the point is not enough.
            (Node::App(name, _), _) if self.real_argument(name, position) && self.differentiates(name, &mut Vec::new()) => {
                return self.fail(MoveError::Path(step.path.clone()));
            }
            (Node::Deriv(x, _), _) => {
                if !scope.targets.contains(x) {
                    scope.targets.push(x.clone());
                }
                let targets = scope.targets.clone();
                let constant = |h: &Term| !targets.iter().any(|x| depends(h, x, self.signature));
                let kept = |h: &Term, judge: &Judge| constant(h) || judge.open(h, &targets);
                let before = scope.hyps.iter().take(scope.given).filter(|h| kept(h, &self.judge)).count();
                scope.hyps.retain(|h| kept(h, &self.judge));
                scope.given = before;
            }
            _ => {}
        }
        Ok(())
    }

    fn real_argument(&self, name: &Name, position: u16) -> bool {
        let sort = self.signature.definitions.get(name).and_then(|d| d.params.get(usize::from(position)));
        matches!(sort, Some((_, ParamSort::Real)))
    }

    pub(super) fn entries(&self, t: &Term, scope: &Scope) -> Result<Vec<Entry>, KernelError> {
        match self.judge.definedness.entries(t, &scope.targets) {
            Ok(entries) => Ok(entries.to_vec()),
            Err(TooLarge) => self.fail(MoveError::TooLarge),
        }
    }

    fn rewrite(&mut self, from: &Term, rule: &Rule, scope: &Scope) -> Result<Term, KernelError> {
        let locals = self.entries(from, scope)?;
        let outcome = self.outcome(from, rule, scope, &locals)?;
        let mut known: BTreeSet<Entry> = locals.iter().cloned().collect();
        for condition in &outcome.conditions {
            if !outcome.listed {
                self.meaningful(condition, scope, &locals)?;
            }
            self.require(condition, scope, &locals, MoveError::Condition)?;
            known.insert(condition.clone());
        }
        if !outcome.defined {
            for entry in self.entries(&outcome.to, scope)? {
                if !known.contains(&entry) {
                    self.require(&entry, scope, &locals, MoveError::Undefined)?;
                }
            }
        }
        if let Rule::Back(_, script) = rule {
            self.lead_back(from, &outcome.to, script, scope)?;
        }
        Ok(outcome.to)
    }

    /// The result of the rule, with what remains to be judged. Exhaustive in the rules that name their own result.
    fn outcome(&mut self, from: &Term, rule: &Rule, scope: &Scope, locals: &[Entry]) -> Result<Outcome, KernelError> {
        let plain = |to: &Term| Outcome::plain(to.clone());
        match rule {
            Rule::Ring(to) => {
                self.same_kind(from, to, scope)?;
                self.ring(from, to, scope, locals)?;
                Ok(plain(to))
            }
            Rule::Cases(to, splits) => {
                self.same_kind(from, to, scope)?;
                self.splits(splits, scope, locals)?;
                match cases::check(&self.judge, scope, from, to, splits) {
                    Ok(evidence) => self.keep(evidence),
                    Err(error) => return self.fail(error),
                }
                let defined = splits.is_empty() && self.carries_out(from, to, scope);
                Ok(Outcome { defined, ..plain(to) })
            }
            Rule::Back(to, _) => {
                self.same_kind(from, to, scope)?;
                Ok(plain(to))
            }
            Rule::Distinguish(distinction) => {
                self.same_kind(from, &distinction.to, scope)?;
                self.splits(std::slice::from_ref(&distinction.split), scope, locals)?;
                self.distinguish(from, distinction, scope, locals)?;
                // Each case leads to it by moves that keep the term defined.
                Ok(Outcome { defined: true, ..plain(&distinction.to) })
            }
            Rule::Assume(name, args, backward) => self.assume(from, name, args, *backward, scope, locals),
            Rule::Cite(name, args, backward) => self.cite(from, name, args, *backward, scope, locals),
            Rule::Induction(induction) => self.induction(from, induction, scope, locals),
            _ => match self.computed(rule, from, scope)? {
                Ok(applied) => {
                    let unfolded = matches!(rule, Rule::Unfold) && self.recursive(from);
                    let conditions = applied.conditions.iter().map(|c| Entry::over(&c.binders, c.prop.clone())).collect();
                    Ok(Outcome { conditions, defined: unfolded, ..Outcome::plain(applied.to) })
                }
                Err(error) => self.fail(MoveError::Rule(error)),
            },
        }
    }

    /// The result of a rule that computes it. Instances are looked at before the rule opens or closes anything with them.
    fn computed(&self, rule: &Rule, from: &Term, scope: &Scope) -> Result<Result<Applied, RuleError>, KernelError> {
        let sorts = Sorts::new(self.signature, scope);
        let formed = match rule {
            // Nothing but an index of the domain is a point of it: a sum over integers never meets 19/2.
            Rule::Point(t) => match from.binder_parts() {
                Some((dom, ..)) => Sorts::new(self.signature, scope).index(t, dom),
                None => sorts.scoped(t, 0),
            },
            Rule::SplitRange(t) | Rule::Shift(t) => match sorts.scoped(t, 0) {
                Ok(()) => Sorts::new(self.signature, scope).integer(t),
                fault => fault,
            },
            Rule::ExpScale(_, t) => sorts.scoped(t, 0),
            Rule::PowerInteger => match from.node() {
                Node::RealPow(_, e) => Sorts::new(self.signature, scope).integer(e),
                _ => Ok(()),
            },
            Rule::SplitGuard(prop) => sorts.scoped(prop, 1),
            Rule::Domain(Dom::Range(lo, hi), guard) => {
                sorts.scoped(lo, 0).and_then(|()| sorts.scoped(hi, 0)).and_then(|()| sorts.scoped(guard, 1))
            }
            Rule::Domain(Dom::Set(_), guard) => sorts.scoped(guard, 1),
            _ => Ok(()),
        };
        match formed {
            Ok(()) => Ok(apply(rule, from, self.signature)),
            Err(fault) => self.fail(MoveError::IllFormed(fault)),
        }
    }

    /// Does a definition's body take a derivative, by itself or through others?
    fn differentiates(&self, name: &Name, seen: &mut Vec<Name>) -> bool {
        if seen.contains(name) {
            return false;
        }
        seen.push(name.clone());
        self.signature.definitions.get(name).is_some_and(|definition| {
            definition.body.any(&mut |t| match t.node() {
                Node::Deriv(..) => true,
                Node::App(inner, _) => self.differentiates(inner, seen),
                _ => false,
            })
        })
    }

    /// An application of a recursive definition is defined if and only if its body is.
    fn recursive(&self, t: &Term) -> bool {
        matches!(t.node(), Node::App(name, _) if self.signature.definitions.get(name).is_some_and(|d| d.recursive.is_some()))
    }

    pub(super) fn kind(&self, t: &Term, scope: &Scope) -> Result<Kind, KernelError> {
        let mut sorts = Sorts::new(self.signature, scope);
        if sorts.real(t).is_ok() {
            return Ok(Kind::Real);
        }
        if sorts.prop(t).is_ok() {
            return Ok(Kind::Prop);
        }
        let set = match t.node() {
            Node::Elem(set, _) => Some(set.clone()),
            Node::Var(name) => match scope.domain(name) {
                Some(Dom::Set(set)) => Some(set.clone()),
                _ => None,
            },
            _ => None,
        };
        match set {
            Some(set) => Ok(Kind::Index(set)),
            None => self.fail(MoveError::IllFormed(Fault::Sort(t.clone()))),
        }
    }

    /// A result given by the certificate is well-formed here, and of the same kind.
    fn same_kind(&self, from: &Term, to: &Term, scope: &Scope) -> Result<(), KernelError> {
        let kind = self.kind(from, scope)?;
        match self.formed(to, scope, &kind) {
            Ok(()) => Ok(()),
            Err(fault) => self.fail(MoveError::IllFormed(fault)),
        }
    }

    fn ring(&mut self, from: &Term, to: &Term, scope: &Scope, locals: &[Entry]) -> Result<(), KernelError> {
        let cancelled = match Ring::default().equal(from, to) {
            Ok(Some(cancelled)) => cancelled,
            Ok(None) => return self.fail(MoveError::RingDiffers),
            Err(RingError::TooLarge) => return self.fail(MoveError::RingTooLarge),
            Err(RingError::ZeroDivisor) => return self.fail(MoveError::RingZeroDivisor),
        };
        // Both sides are defined, so none of these is 0; here it is only found out by what.
        for base in cancelled {
            let entry = Entry { binders: Vec::new(), hyps: Vec::new(), prop: nonzero(&base) };
            match self.judge.establish(scope, locals, &entry) {
                Some(evidence) => self.note(evidence, &entry, scope),
                None => self.presuppose(&entry, scope),
            }
        }
        Ok(())
    }

    /// Only propositions that are defined are true or false.
    fn splits(&mut self, splits: &[Split], scope: &Scope, locals: &[Entry]) -> Result<(), KernelError> {
        for split in splits {
            let mut sorts = Sorts::new(self.signature, scope);
            let (t, formed) = match split {
                Split::Prop(p) => (p, sorts.prop(p)),
                Split::Binary(t) | Split::Values(t, ..) => (t, sorts.real(t)),
            };
            if let Err(fault) = formed {
                return self.fail(MoveError::IllFormed(fault));
            }
            let point = Scope { targets: Vec::new(), ..scope.clone() };
            for entry in self.entries(t, &point)? {
                if !locals.contains(&entry) {
                    self.require(&entry, scope, locals, MoveError::Undefined)?;
                }
            }
        }
        Ok(())
    }

    fn lead_back(&mut self, from: &Term, to: &Term, script: &Script, scope: &Scope) -> Result<(), KernelError> {
        let kind = self.kind(to, scope)?;
        let reached = self.script(script, to, scope, kind)?;
        if reached == *from { Ok(()) } else { self.fail(MoveError::BackEnds) }
    }

    fn assume(
        &mut self,
        from: &Term,
        name: &Name,
        args: &[Term],
        backward: bool,
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<Outcome, KernelError> {
        let Some(statement) = self.signature.assumptions.get(name) else {
            return self.fail(MoveError::UnknownAssumption(name.clone()));
        };
        let varies = |t: &Term| scope.targets.iter().any(|x| depends(t, x, self.signature));
        if self.signature.given_by(statement).is_none() && (varies(&statement.left) || varies(&statement.right)) {
            return self.fail(MoveError::PointwiseUnderDerivative(name.clone()));
        }
        let (to, _) = self.instance(from, name, statement, args, backward, scope, locals)?;
        self.record.assumed.insert(name.clone());
        // It is met: both sides are defined. Under a derivative kinks remain to be excluded.
        Ok(Outcome { defined: scope.targets.is_empty(), ..Outcome::plain(to) })
    }

    fn cite(
        &mut self,
        from: &Term,
        name: &Name,
        args: &[Term],
        backward: bool,
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<Outcome, KernelError> {
        if let Some(theorem) = self.hypothesis(name, &scope.targets)? {
            return self.result(from, name, &theorem, args, backward, scope, locals);
        }
        let Some(theorem) = self.theorems.get(name) else { return self.fail(MoveError::UnknownTheorem(name.clone())) };
        let outcome = self.result(from, name, theorem, args, backward, scope, locals)?;
        self.record.assumed.extend(theorem.assumed().iter().cloned());
        self.record.cited.insert(name.clone());
        Ok(outcome)
    }

    /// An instance of a result at this place.
    #[allow(clippy::too_many_arguments)] // All of them are the instance and its place.
    fn result(
        &mut self,
        from: &Term,
        name: &Name,
        theorem: &Theorem,
        args: &[Term],
        backward: bool,
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<Outcome, KernelError> {
        if !self.vars.starts_with(theorem.fixed()) {
            return self.fail(MoveError::OtherVariables(name.clone()));
        }
        if !self.nearby(theorem, &scope.targets) {
            return self.fail(MoveError::PointwiseUnderDerivative(name.clone()));
        }
        let (to, map) = self.instance(from, name, theorem.statement(), args, backward, scope, locals)?;
        let conditions = theorem.entries().iter().map(|e| e.substituted(&map)).collect();
        Ok(Outcome { conditions, listed: true, ..Outcome::plain(to) })
    }

    /// A proved result that may be cited here.
    pub(super) fn theorem(&self, name: &Name) -> Result<&'a Theorem, KernelError> {
        let Some(theorem) = self.theorems.get(name) else { return self.fail(MoveError::UnknownTheorem(name.clone())) };
        self.under_these_variables(name, theorem)
    }

    /// A result speaks of the same variables of the file as the step does.
    pub(super) fn under_these_variables<'t>(&self, name: &Name, theorem: &'t Theorem) -> Result<&'t Theorem, KernelError> {
        if self.vars.starts_with(theorem.fixed()) { Ok(theorem) } else { self.fail(MoveError::OtherVariables(name.clone())) }
    }

    /// The other side of an instance of an equation, one side of which is `from`; and the values of the binders.
    #[allow(clippy::too_many_arguments)] // All of them are the instance and its place.
    fn instance(
        &mut self,
        from: &Term,
        name: &Name,
        statement: &Statement,
        args: &[Term],
        backward: bool,
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<(Term, Vec<(Name, Term)>), KernelError> {
        if statement.relation != Relation::Eq {
            return self.fail(MoveError::NotAnEquation(name.clone()));
        }
        let map = self.values(statement, args, scope, locals)?;
        let (left, right) = (statement.left.substitute(&map), statement.right.substitute(&map));
        let (side, other) = if backward { (right, left) } else { (left, right) };
        if side == *from { Ok((other, map)) } else { self.fail(MoveError::InstanceSide) }
    }

    /// The values of a statement's binders lie in their domains and meet their guards, all of which are defined there.
    pub(super) fn values(
        &mut self,
        statement: &Statement,
        args: &[Term],
        scope: &Scope,
        locals: &[Entry],
    ) -> Result<Vec<(Name, Term)>, KernelError> {
        if statement.binders.len() != args.len() {
            return self.fail(MoveError::InstanceCount);
        }
        let mut map: Vec<(Name, Term)> = Vec::new();
        for (binder, arg) in statement.binders.iter().zip(args) {
            let dom = binder.dom.map(&mut |end| end.substitute(&map));
            dom.ends().try_for_each(|end| self.defined_at(end, scope, locals))?;
            self.index(arg, &dom, scope, locals)?;
            map.push((binder.name.clone(), arg.clone()));
            for prop in conjuncts(&binder.guard.substitute(&map)) {
                self.defined_at(&prop, scope, locals)?;
                let entry = Entry { binders: Vec::new(), hyps: Vec::new(), prop };
                self.require(&entry, scope, locals, |c| MoveError::InstanceGuard(c.prop))?;
            }
        }
        Ok(map)
    }

    /// A term that stands in no line is defined at this point.
    fn defined_at(&mut self, t: &Term, scope: &Scope, locals: &[Entry]) -> Result<(), KernelError> {
        let point = Scope { targets: Vec::new(), ..scope.clone() };
        for entry in self.entries(t, &point)? {
            self.require(&entry, scope, locals, MoveError::Undefined)?;
        }
        Ok(())
    }

    /// The value is a defined index of the domain.
    pub(super) fn index(&mut self, arg: &Term, dom: &Dom, scope: &Scope, locals: &[Entry]) -> Result<(), KernelError> {
        if let Err(fault) = Sorts::new(self.signature, scope).index(arg, dom) {
            return self.fail(MoveError::IllFormed(fault));
        }
        for entry in self.entries(arg, scope)? {
            self.require(&entry, scope, locals, MoveError::Undefined)?;
        }
        if let Dom::Range(lo, hi) = dom {
            for (a, b) in [(lo, arg), (arg, hi)] {
                let prop = Term::cmp_rel(crate::term::Rel::Le, a.clone(), b.clone());
                let entry = Entry { binders: Vec::new(), hyps: Vec::new(), prop };
                self.require(&entry, scope, locals, |_| MoveError::InstanceDomain(arg.clone()))?;
            }
        }
        Ok(())
    }

    /// A condition of a rule must be well-formed and defined before one may ask whether it holds.
    fn meaningful(&mut self, condition: &Entry, scope: &Scope, locals: &[Entry]) -> Result<(), KernelError> {
        let mut inner = scope.clone();
        let prop = judge::open_entry(condition, &mut inner);
        let mut sorts = Sorts::new(self.signature, &inner);
        let domains = inner.vars.iter().skip(scope.vars.len());
        let formed = domains.map(|(_, dom)| dom).try_for_each(|dom| sorts.domain(dom));
        if let Err(fault) = formed.and_then(|()| sorts.prop(&prop)) {
            return self.fail(MoveError::IllFormed(fault));
        }
        let point = Scope { targets: Vec::new(), ..inner.clone() };
        for needed in self.entries(&prop, &point)? {
            if !locals.contains(&needed) {
                self.require(&needed, &inner, locals, MoveError::Undefined)?;
            }
        }
        Ok(())
    }

    pub(super) fn require(
        &mut self,
        entry: &Entry,
        scope: &Scope,
        locals: &[Entry],
        error: impl FnOnce(Condition) -> MoveError,
    ) -> Result<(), KernelError> {
        match self.judge.establish(scope, locals, entry) {
            Some(evidence) => {
                self.note(evidence, entry, scope);
                Ok(())
            }
            None => self.fail(error(self.judge.tidied(&self.top, &enclosed(entry, scope)).to_condition())),
        }
    }

    /// Records what only the two lines themselves give.
    fn presuppose(&mut self, entry: &Entry, scope: &Scope) {
        let entry = enclosed(entry, scope);
        let evidence = Evidence { presupposed: BTreeSet::from([entry.clone()]), ..Evidence::default() };
        self.record.pending.push((entry, evidence.clone()));
        self.keep(evidence);
    }

    /// Records by what something needed was met.
    fn note(&mut self, evidence: Evidence, entry: &Entry, scope: &Scope) {
        let whole = enclosed(entry, scope);
        // What is its own hypothesis is no condition.
        if evidence.is_empty() && whole.hyps.contains(&whole.prop) {
            return;
        }
        self.record.pending.push((whole.clone(), evidence.clone()));
        if evidence.is_empty() {
            self.record.discharged.insert(whole.to_condition());
        } else {
            self.keep(evidence);
        }
    }

    pub(super) fn keep(&mut self, evidence: Evidence) {
        self.record.presupposed.extend(evidence.presupposed);
        self.record.assumed.extend(evidence.assumed);
        for theorem in evidence.cited.iter().filter_map(|name| self.theorems.get(name)) {
            self.record.assumed.extend(theorem.assumed().iter().cloned());
        }
        self.record.cited.extend(evidence.cited);
    }

    fn conclude(&mut self, relation: Relation, left: Term, right: Term, scope: &Scope) -> Result<(), KernelError> {
        match relation {
            Relation::Ne => return Err(KernelError::Relation),
            Relation::Eq if left == right => return Ok(()),
            Relation::Eq => return Err(KernelError::Ends(left, right)),
            Relation::Le | Relation::Ge if left == right => return Ok(()),
            Relation::Le | Relation::Ge | Relation::Lt | Relation::Gt => {}
        }
        let entries = |t: &Term| self.judge.definedness.entries(t, &[]).map_err(|TooLarge| KernelError::LineTooLarge);
        let locals = [entries(&left)?.to_vec(), entries(&right)?.to_vec()].concat();
        let entry = Entry { binders: Vec::new(), hyps: Vec::new(), prop: proposition(relation, &left, &right) };
        match self.judge.establish(scope, &locals, &entry) {
            Some(evidence) => {
                self.keep(evidence);
                Ok(())
            }
            None => Err(KernelError::Inequality(left, right)),
        }
    }

    /// Writes what was needed to the moves and signs that needed it; returns what the declarations do not give.
    fn settle(&mut self, scope: &Scope) -> BTreeSet<Entry> {
        self.told();
        let Checker { judge, record, .. } = self;
        let open: BTreeSet<Entry> = record.presupposed.iter().filter(|entry| !judge.declared(scope, entry)).cloned().collect();
        let need = |entry: &Entry, evidence: Evidence| {
            let presupposed = !evidence.presupposed.is_disjoint(&open);
            let condition = judge.tidied(scope, entry).to_condition();
            Need { condition, assumed: evidence.assumed, cited: evidence.cited, presupposed }
        };
        let enter = |needs: Option<&mut Vec<Need>>, need: Need| {
            if let Some(needs) = needs.filter(|needs| !needs.contains(&need)) {
                needs.push(need);
            }
        };
        for (number, entry, evidence) in std::mem::take(&mut record.needs) {
            enter(record.trace.get_mut(number).map(|line| &mut line.needs), need(&entry, evidence));
        }
        for (number, entry, evidence) in std::mem::take(&mut record.sign_needs) {
            enter(record.signs.get_mut(number).map(|sign| &mut sign.needs), need(&entry, evidence));
        }
        open
    }

    fn proved(mut self, obligation: &Obligation, scope: &Scope) -> Proved {
        let open = self.settle(scope);
        let Checker { judge, mut record, .. } = self;
        record.discharged.extend(record.presupposed.difference(&open).map(Entry::to_condition));
        Proved {
            obligation: obligation.clone(),
            presupposed: open.iter().map(|e| judge.tidied(scope, e).to_condition()).collect(),
            discharged: record.discharged.into_iter().collect(),
            assumed: record.assumed,
            cited: record.cited,
            trace: record.trace,
            signs: record.signs,
        }
    }
}
