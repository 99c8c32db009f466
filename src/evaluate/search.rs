//! The evaluator: one for a file, so that its steps share models, unfolded definitions and evaluated lines.

use super::arith::{Arith, Num, Q, Res, Stop};
use super::assume::Solver;
use super::code::{CBinder, Code, Program};
use super::extreme;
use super::judge::{Claim, Judgement, PRECISION, judge, judge_values};
use super::machine::{Machine, Memo};
use super::model::Model;
use super::roles::Roles;
use super::sample::{Request, assignments, bound, sample};
use super::{Existence, Options, Outcome, Refuted, Unknown};
use crate::kernel::check::Proved;
use crate::kernel::obligation::{Binder, Condition, Obligation, Relation, Signature, Statement};
use crate::term::{Name, Node, Term};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Requests for models, for each model wanted, before giving up.
const TRIES: usize = 3;
/// Random attempts for one request under assumptions.
const ATTEMPTS: usize = 8;

/// How many times as many extreme models are tried where they cost little.
const PATIENT: usize = 4;
/// They do if all of them together take less than this part of the budget.
const CHEAP: u64 = 16;

/// Counterexamples in place of one with numbers that are too long.
const OTHERS: usize = 4;

/// No set and no offset of an integer in an extreme model is larger.
pub(super) const LARGEST: usize = 100;

/// A model with what was computed in it.
struct Scene {
    model: Model,
    memo: Memo,
    /// The line evaluated last.
    last: Option<(Term, Res<Num>)>,
}

/// A step, resolved.
pub(super) struct Lines {
    pub left: Code,
    pub right: Code,
    pub claim: Claim,
    /// Variables, with earlier ones as parameters.
    pub binders: Vec<CBinder>,
    /// Their slots.
    pub slots: Vec<usize>,
    pub names: Vec<Name>,
    /// Numbers that the lines name, once an extreme model asks for them.
    landmarks: OnceCell<Vec<Q>>,
}

impl Lines {
    /// The entries that the lines and the conditions of their variables ask for.
    pub(super) fn entries(&self, machine: &mut Machine<'_>, model: &Model) -> BTreeSet<(usize, usize)> {
        machine.touched = Some(BTreeSet::new());
        let _ = machine.run(&self.left, &[]);
        let _ = machine.run(&self.right, &[]);
        let fixed: Vec<i64> = self.slots.iter().filter_map(|s| model.vars.get(*s).copied().flatten()).collect();
        for binder in &self.binders {
            let _ = machine.run_prop(&binder.guard, &fixed);
        }
        machine.touched.take().unwrap_or_default()
    }

    fn landmarks(&self) -> &[Q] {
        self.landmarks.get_or_init(|| extreme::landmarks(&[&self.left, &self.right]))
    }
}

/// Evaluates the steps of one file.
pub struct Evaluator<'a> {
    signature: &'a Signature,
    options: Options,
    pub(super) program: Program,
    pub(super) roles: Roles,
    pub(super) solver: Solver,
    scenes: Vec<Option<Scene>>,
    /// The variables the scenes were made for.
    vars: Vec<Binder>,
    arith: Arith,
}

impl<'a> Evaluator<'a> {
    /// An evaluator for the steps under these declarations.
    pub fn new(signature: &'a Signature, options: &Options) -> Self {
        let program = Program::new(signature);
        let roles = Roles::of(&program);
        let solver = Solver::new(&program, PRECISION[0]);
        let arith = Arith::new(PRECISION[0], 0);
        Evaluator { signature, options: *options, program, roles, solver, scenes: Vec::new(), vars: Vec::new(), arith }
    }

    /// Judges one step in as many models as the options ask for.
    pub fn step(&mut self, step: &Obligation) -> Outcome {
        self.step_in(step, self.options.models)
    }

    /// Does an identical assumption tie parameters together instead of defining one name? Models meet it at the point only, so
    /// nothing is known of derivatives.
    fn tied(&self) -> bool {
        self.signature.assumptions.values().any(|a| a.identically && self.signature.given_by(a).is_none())
    }

    /// Does an identical assumption tie several names together? Then it says of some that it holds for every value of others, and a model
    /// meets it for one value only. (One that speaks of a single name says where that name lies.)
    fn entangled(&self) -> bool {
        let declared = |n: &&Name| self.signature.functions.contains_key(*n);
        let several = |a: &Statement| self.signature.spoken_of_in(a).iter().filter(declared).count() > 1;
        self.signature.assumptions.values().any(|a| a.identically && self.signature.given_by(a).is_none() && several(a))
    }

    /// Is nothing known of the step in any model?
    fn unmodelled(&self, step: &Obligation) -> bool {
        self.entangled()
            || self.tied() && [&step.left, &step.right].into_iter().any(|t| differentiates(t, self.signature, &mut Vec::new()))
    }

    /// Judges one step in this many models: for a step that could not be proved, more models are worth their time.
    pub fn step_in(&mut self, step: &Obligation, models: usize) -> Outcome {
        self.judged(step, models, false)
    }

    /// Judges a step whose two lines were proved equal. If it says that one of them is the larger, it fails in the first model in which both
    /// have a value, though no enclosure of the values shows it.
    pub fn step_of_equals(&mut self, step: &Obligation, equal: &Proved) -> Outcome {
        let proved = equal.obligation();
        let same = proved.vars == step.vars && proved.left == step.left && proved.right == step.right;
        self.judged(step, self.options.models, same && proved.relation == Relation::Eq)
    }

    fn judged(&mut self, step: &Obligation, models: usize, equal: bool) -> Outcome {
        if self.unmodelled(step) {
            return Outcome::Unknown { models: 0, why: Unknown::Undecided };
        }
        let mut lines = self.prepare(&step.vars, &step.left, step.relation, &step.right);
        lines.claim.equal = equal;
        let mut tally = Tally { fuel: self.options.budget, ..Tally::default() };
        let mut unwieldy = Vec::new();
        for number in 0..models.saturating_mul(TRIES) {
            if tally.counted >= models || tally.exhausted() {
                break;
            }
            self.ensure(number, &lines, &mut tally);
            let per_model = (self.options.budget / 6).min(tally.fuel);
            let Some(judgement) = self.judge_scene(number, step, &lines, per_model, &mut tally) else { continue };
            tally.enter(&judgement);
            if let Judgement::Fails { left, right, precision } = judgement
                && let Some(refuted) = self.refuted(number, &lines, (left, right, precision), &tally)
            {
                // Nobody checks numbers of many digits by hand: another model may do.
                if !refuted.counterexample.is_unwieldy() {
                    return Outcome::Refuted(refuted);
                }
                unwieldy.push(refuted);
                if unwieldy.len() > OTHERS {
                    break;
                }
            }
        }
        unwieldy.into_iter().next().map_or_else(|| tally.outcome(), Outcome::Refuted)
    }

    /// Judges one step in this many extreme models, and in more where they cost little. Each is built, used and forgotten.
    pub fn step_in_extremes(&mut self, step: &Obligation, models: usize) -> Outcome {
        if self.unmodelled(step) {
            return Outcome::Unknown { models: 0, why: Unknown::Undecided };
        }
        let lines = self.prepare(&step.vars, &step.left, step.relation, &step.right);
        let mut tally = Tally { fuel: self.options.budget, ..Tally::default() };
        for number in 0..models.saturating_mul(PATIENT) {
            let costly = tally.fuel < self.options.budget - self.options.budget / CHEAP;
            if tally.exhausted() || number >= models && costly {
                break;
            }
            let request = Request { seed: self.options.seed, number, attempt: 0, largest: LARGEST, extreme: true };
            let Some(model) = self.charged(request, &lines, &mut tally) else { continue };
            let fuel = (self.options.budget / 6).min(tally.fuel);
            let (judgement, spent) = judge(&self.program, &model, &lines.left, lines.claim, &lines.right, fuel);
            tally.fuel = tally.fuel.saturating_sub(spent);
            tally.enter(&judgement);
            if let Judgement::Fails { left, right, precision } = judgement {
                let counterexample = self.shrunk(model, &lines, (left, right, precision), self.options.budget / 2);
                return Outcome::Refuted(Refuted { counterexample, models: tally.counted });
            }
        }
        tally.outcome()
    }

    /// Is the right line certainly without a value in one of this many models, in which the left line has one? A move that keeps
    /// lines defined never leads from the left line to such a right one.
    pub fn loses_definedness(&mut self, step: &Obligation, models: usize) -> bool {
        let lines = self.prepare(&step.vars, &step.left, step.relation, &step.right);
        let mut tally = Tally { fuel: self.options.budget, ..Tally::default() };
        (0..models).any(|number| {
            self.ensure(number, &lines, &mut tally);
            let Some(Some(scene)) = self.scenes.get(number) else { return false };
            let value = |line: &Code| {
                let arith = Arith::new(PRECISION[0], self.options.budget / 6);
                Machine::new(&self.program, &scene.model, arith, Memo::default()).run(line, &[]).map(|v| v.re)
            };
            value(&lines.left).is_ok() && value(&lines.right) == Err(Stop::Undefined)
        })
    }

    fn refuted(&mut self, number: usize, lines: &Lines, values: (Num, Num, u32), tally: &Tally) -> Option<Refuted> {
        let model = self.scenes.get(number)?.as_ref()?.model.clone();
        let counterexample = self.shrunk(model, lines, values, self.options.budget / 2);
        Some(Refuted { counterexample, models: tally.counted })
    }

    /// Does some model of the declarations and assumptions meet all of these conditions together?
    pub fn conditions_meet(&mut self, vars: &[Binder], conditions: &[Condition]) -> bool {
        let truth = Term::truth();
        let lines = self.prepare(vars, &truth, Relation::Eq, &truth);
        let mut compiled = Vec::new();
        for condition in conditions {
            let params: Vec<Name> = condition.binders.iter().map(|b| b.name.clone()).collect();
            let binders = self.program.binders(&condition.binders, &params);
            compiled.push((binders, self.program.compile(&condition.prop, &params)));
        }
        let mut tally = Tally { fuel: self.options.budget, ..Tally::default() };
        for number in 0..self.options.models.saturating_mul(TRIES) {
            self.ensure(number, &lines, &mut tally);
            let Some(Some(scene)) = self.scenes.get_mut(number) else { continue };
            let arith = Arith::new(PRECISION[0], self.options.budget / 10);
            let mut machine = Machine::new(&self.program, &scene.model, arith, Memo::default());
            let met = |m: &mut Machine<'_>| -> Res<bool> {
                for (binders, prop) in &compiled {
                    for values in m.instances(binders)? {
                        if !m.run_prop(prop, &values)? {
                            return Ok(false);
                        }
                    }
                }
                Ok(true)
            };
            if met(&mut machine) == Ok(true) {
                return true;
            }
        }
        false
    }

    /// Is there a model of the declarations and assumptions at all?
    pub fn models_exist(&mut self) -> Existence {
        if let Some(name) = contradiction(self.signature) {
            return Existence::Contradictory(name);
        }
        if self.conditions_meet(&[], &[]) { Existence::Found } else { Existence::NotFound }
    }

    /// Resolves a step; forgets the models where they were made for other variables or other uses.
    fn prepare(&mut self, vars: &[Binder], left: &Term, relation: Relation, right: &Term) -> Lines {
        let names: Vec<Name> = vars.iter().map(|b| b.name.clone()).collect();
        let slots = names.iter().map(|n| self.program.global(n)).collect();
        let binders = self.program.binders(vars, &names);
        let (left, right) = (self.program.compile(left, &[]), self.program.compile(right, &[]));
        let new_left = self.roles.add(&self.program, &left);
        let new_right = self.roles.add(&self.program, &right);
        if new_left || new_right || self.vars != vars {
            self.scenes.clear();
            self.vars = vars.to_vec();
            // An assumption may speak of fixed indices: what was vain without them is not with them.
            self.solver.take_heart();
        }
        let claim = Claim { relation, equal: false };
        Lines { left, right, claim, binders, slots, names, landmarks: OnceCell::new() }
    }

    /// Makes sure that the model with this number was looked for.
    fn ensure(&mut self, number: usize, lines: &Lines, tally: &mut Tally) {
        while self.scenes.len() <= number {
            let request = Request { seed: self.options.seed, number: self.scenes.len(), attempt: 0, largest: 9, extreme: false };
            let model = self.charged(request, lines, tally);
            self.scenes.push(model.map(|model| Scene { model, memo: Memo::default(), last: None }));
        }
    }

    /// A model, paid for by the tally.
    fn charged(&mut self, request: Request, lines: &Lines, tally: &mut Tally) -> Option<Model> {
        let before = self.solver.spent;
        let model = self.build(request, lines);
        tally.fuel = tally.fuel.saturating_sub((self.solver.spent - before) / 4);
        model
    }

    /// A model with fixed indices that meets all assumptions.
    pub(super) fn build(&mut self, request: Request, lines: &Lines) -> Option<Model> {
        let numbers = if request.extreme { lines.landmarks() } else { &[] };
        let at_thresholds = request.extreme && extreme::at_thresholds(request.number);
        let tables = if at_thresholds { self.program.tables_in(&[&lines.left, &lines.right]) } else { Vec::new() };
        let near = extreme::Near { numbers, tables: &tables };
        let attempts = if self.program.assumes.is_empty() { 2 } else { ATTEMPTS };
        for attempt in 0..attempts {
            let request = Request { attempt: request.attempt + attempt, ..request };
            let Some(mut model) = sample(&self.program, &self.roles, near, &request) else { continue };
            let Some(values) = self.choose_fixed(&model, &request, lines) else { continue };
            for (slot, value) in lines.slots.iter().zip(&values) {
                if let Some(v) = model.vars.get_mut(*slot) {
                    *v = Some(*value);
                }
            }
            let Some(solved) = self.met(model) else { continue };
            if self.meets_declarations(&solved, lines, &values) {
                return Some(solved);
            }
        }
        None
    }

    /// The model changed such that it meets every assumption. Every other model is repaired first: what is turned around always works
    /// where it works at all, and would hide the rest.
    fn met(&mut self, model: Model) -> Option<Model> {
        if model.jets.is_multiple_of(2) {
            let repaired = self.solver.repaired(&self.program, &model);
            repaired.or_else(|| self.solver.solve(&self.program, model))
        } else {
            let solved = self.solver.solve(&self.program, model.clone());
            solved.or_else(|| self.solver.repaired(&self.program, &model))
        }
    }

    /// Values of the fixed indices: one pattern of coincidences after the other.
    fn choose_fixed(&self, model: &Model, request: &Request, lines: &Lines) -> Option<Vec<i64>> {
        let mut machine = Machine::new(&self.program, model, Arith::new(PRECISION[0], 100_000), Memo::default());
        let groups = assignments(&mut machine, &lines.binders).ok()?;
        let k = request.number + request.attempt;
        let n = groups.len().max(1);
        let group = groups.into_values().nth((k + k / n) % n)?;
        let at = (k / n) % group.len().max(1);
        group.into_iter().nth(at)
    }

    /// The last look before a model is used: every constraint, the bounds of the integers, the domains and guards of the fixed
    /// indices.
    pub(super) fn meets_declarations(&self, model: &Model, lines: &Lines, fixed: &[i64]) -> bool {
        let mut machine = Machine::new(&self.program, model, Arith::new(PRECISION[0], 400_000), Memo::default());
        let tables = (0..self.program.tables.len()).all(|t| machine.table_meets(t) == Ok(true));
        tables && self.integers_within(model) && fixed_within(&mut machine, &lines.binders, fixed)
    }

    fn integers_within(&self, model: &Model) -> bool {
        let end = |code: &Option<Code>| bound(&self.program, model, code.as_ref());
        model.integers.iter().zip(&self.program.integers).all(|(value, info)| {
            let above = end(&info.lower).is_some_and(|low| low.is_none_or(|low| low <= *value));
            above && end(&info.upper).is_some_and(|high| high.is_none_or(|high| *value <= high))
        })
    }

    /// Judges a step in the model with this number; `None` if there is no such model.
    fn judge_scene(
        &mut self,
        number: usize,
        step: &Obligation,
        lines: &Lines,
        fuel: u64,
        tally: &mut Tally,
    ) -> Option<Judgement> {
        let scene = self.scenes.get_mut(number)?.as_mut()?;
        let mut arith = std::mem::replace(&mut self.arith, Arith::new(PRECISION[0], 0));
        arith.fuel = fuel;
        let mut machine = Machine::new(&self.program, &scene.model, arith, std::mem::take(&mut scene.memo));
        let left = match scene.last.take() {
            Some((term, value)) if term == step.left => value,
            _ => machine.run(&lines.left, &[]).map(|v| v.re),
        };
        // A line without a value settles it; the other one may be expensive.
        let right = if left == Err(Stop::Undefined) { None } else { Some(machine.run(&lines.right, &[]).map(|v| v.re)) };
        let judgement = match &right {
            None => Some(Judgement::Undefined),
            Some(right) => judge_values(&left, lines.claim, right, 0, &mut machine.ar),
        };
        let lasting = |r: &Res<Num>| !matches!(r, Err(Stop::Budget | Stop::TooBig));
        let last = right.filter(lasting).map(|value| (step.right.clone(), value));
        tally.fuel = tally.fuel.saturating_sub(fuel - machine.ar.fuel.min(fuel));
        let Machine { memo, ar, .. } = machine;
        self.arith = ar;
        scene.memo = memo;
        scene.last = last;
        if judgement.is_some() {
            return judgement;
        }
        let (judgement, spent) = judge(&self.program, &scene.model, &lines.left, lines.claim, &lines.right, fuel);
        tally.fuel = tally.fuel.saturating_sub(spent);
        Some(judgement)
    }
}

/// Do the fixed indices lie in their domains, and are their guards met?
fn fixed_within(machine: &mut Machine<'_>, binders: &[CBinder], fixed: &[i64]) -> bool {
    binders.len() == fixed.len()
        && binders.iter().zip(fixed).enumerate().all(|(at, (binder, value))| {
            let earlier = fixed.get(..at).unwrap_or_default();
            let inside = machine.run_domain(&binder.dom, earlier).is_ok_and(|dim| dim.place(*value).is_some());
            inside && machine.run_prop(&binder.guard, fixed) == Ok(true)
        })
}

/// What came of the models.
#[derive(Default)]
struct Tally {
    fuel: u64,
    counted: usize,
    undefined: usize,
    undecided: usize,
    over: usize,
}

impl Tally {
    fn enter(&mut self, judgement: &Judgement) {
        match judgement {
            Judgement::Holds | Judgement::Fails { .. } => self.counted += 1,
            Judgement::Undefined => self.undefined += 1,
            Judgement::Unclear(Stop::Undecided | Stop::Unsupported | Stop::Cycle) => self.undecided += 1,
            Judgement::Unclear(_) => self.over += 1,
        }
    }

    fn exhausted(&self) -> bool {
        self.fuel == 0 || (self.over >= 6 && self.counted == 0)
    }
    fn outcome(&self) -> Outcome {
        let models = self.counted;
        if models > 0 {
            return Outcome::Agree { models };
        }
        let why = match () {
            () if self.over > 0 => Unknown::Budget,
            () if self.undecided > 0 => Unknown::Undecided,
            () if self.undefined > 0 => Unknown::Undefined,
            () if self.fuel == 0 => Unknown::Budget,
            () => Unknown::NoModel,
        };
        Outcome::Unknown { models, why }
    }
}

/// A name whose declaration contradicts itself.
fn contradiction(signature: &Signature) -> Option<String> {
    for (name, decl) in &signature.integers {
        let ends = (decl.lower.as_ref().and_then(Term::as_num), decl.upper.as_ref().and_then(Term::as_num));
        if let (Some(low), Some(high)) = ends
            && low > high
        {
            return Some(name.to_string());
        }
    }
    for (name, decl) in &signature.functions {
        if let (Some(low), Some(high)) = (&decl.constraint.lower, &decl.constraint.upper)
            && (low.value > high.value || (low.value == high.value && (low.strict || high.strict)))
        {
            return Some(name.to_string());
        }
    }
    None
}

/// Is a derivative taken in the term, also through definitions and identical assumptions?
fn differentiates(t: &Term, signature: &Signature, seen: &mut Vec<Name>) -> bool {
    t.any(&mut |s| match s.node() {
        Node::Deriv(..) => true,
        Node::App(name, _) if !seen.contains(name) => {
            seen.push(name.clone());
            let body = signature.definitions.get(name).map(|d| &d.body);
            let given = signature.assumptions.values().find(|a| signature.given_by(a) == Some(name)).map(|a| &a.right);
            body.into_iter().chain(given).any(|b| differentiates(b, signature, seen))
        }
        _ => false,
    })
}
