//! Decides propositions from declarations, the context of a place, and facts: bounded, deterministic, by form only.
//!
//! "Yes" is certain and comes with its evidence; "no" means only that it was not found. Terms are taken to be defined: that
//! they are is asked separately. Under a derivative only those facts are used that hold nearby: of the facts about the lines the
//! strict ones between terms without kinks, of the assumptions those that hold identically or do not vary. What the
//! declarations give holds throughout an interval around the point (or on one side of it, which determines a derivative
//! that exists).

use super::definedness::{DEFINED, Definedness, Entry, TooLarge};
use super::fact::{Evidence, Fact, Source, assumption};
use super::interval::Interval;
use super::matching::match_term;
use super::obligation::{Binder, ParamSort, Signature};
use super::ring::{self, Cleared};
use super::scope::Scope;
use super::sort::integral;
use crate::rule::depends;
use crate::rule::proposition::negate;
use crate::term::{BigOp, Dom, Fun, Name, Node, Rel, Term};
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

const FUEL: u32 = 6_000;
const MAX_DEPTH: u32 = 90;

/// Judges under one signature and one pair of lines.
pub(super) struct Judge<'a> {
    pub(super) signature: &'a Signature,
    pub(super) definedness: Definedness<'a>,
    pub(super) facts: Vec<Fact>,
    totals: RefCell<BTreeMap<Name, bool>>,
    answers: RefCell<FxHashMap<Question, Option<Evidence>>>,
    /// The variables of the lines.
    pub(super) vars: Vec<Binder>,
    /// What the declarations give of the lines, once that is asked.
    pub(super) given_of_lines: OnceCell<Vec<Fact>>,
    /// Distributed forms of terms.
    pub(super) distributed: RefCell<FxHashMap<Term, Option<Rc<Cleared>>>>,
    /// Units of work done so far.
    work: Cell<u64>,
}

/// What an answer depends on, beside the declarations and the lines.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Question {
    vars: Vec<(Name, Dom)>,
    hyps: Vec<Term>,
    targets: Vec<Term>,
    locals: Vec<Entry>,
    goal: Entry,
    /// All facts at once, or in stages.
    staged: bool,
}

impl<'a> Judge<'a> {
    /// A judge who may use the assumptions of the signature, and that these lines are defined.
    pub(super) fn new(signature: &'a Signature, lines: &[&Term]) -> Result<Self, TooLarge> {
        let definedness = Definedness::new(signature);
        let mut facts = Vec::new();
        for line in lines {
            let entries = definedness.entries(line, &[])?;
            facts.extend(entries.iter().map(|e| Fact::new(e.clone(), Source::Line)));
        }
        for (name, statement) in &signature.assumptions {
            facts.extend(assumption(name, statement, &definedness)?);
        }
        let (totals, answers, distributed) = (RefCell::default(), RefCell::default(), RefCell::default());
        let mut judge = Judge {
            signature,
            definedness,
            facts,
            totals,
            answers,
            vars: Vec::new(),
            given_of_lines: OnceCell::new(),
            distributed,
            work: Cell::new(0),
        };
        let unfolded = judge.facts.iter().flat_map(|f| judge.of_its_body(f));
        let more: Vec<Fact> = judge.facts.iter().flat_map(Fact::factors).chain(unfolded).filter(|f| judge.informs(f)).collect();
        judge.facts.extend(more);
        Ok(judge)
    }

    pub(super) fn query<'q>(&'q self, scope: &Scope, facts: Vec<&'q Fact>) -> Query<'q, 'a> {
        Query {
            judge: self,
            facts,
            scope: scope.clone(),
            used: BTreeSet::new(),
            fuel: FUEL,
            depth: 0,
            systems: 0,
            pending: Vec::new(),
            open_goals: Vec::new(),
            ranges: BTreeMap::new(),
            induction: None,
        }
    }

    /// Does the entry hold in the scope? Tries the declarations alone, then the assumptions, the lines, the subterm itself.
    pub(super) fn establish(&self, scope: &Scope, locals: &[Entry], goal: &Entry) -> Option<Evidence> {
        self.remembered(scope, locals, goal, true, || self.staged(scope, locals, goal))
    }

    fn remembered(
        &self,
        scope: &Scope,
        locals: &[Entry],
        goal: &Entry,
        staged: bool,
        ask: impl FnOnce() -> Option<Evidence>,
    ) -> Option<Evidence> {
        let question = Question {
            vars: scope.vars.clone(),
            hyps: scope.hyps.clone(),
            targets: scope.targets.clone(),
            locals: locals.to_vec(),
            goal: goal.clone(),
            staged,
        };
        if let Some(known) = self.answers.borrow().get(&question) {
            return known.clone();
        }
        let answer = ask();
        self.answers.borrow_mut().insert(question, answer.clone());
        answer
    }

    fn staged(&self, scope: &Scope, locals: &[Entry], goal: &Entry) -> Option<Evidence> {
        let locals: Vec<Fact> = locals.iter().map(|e| Fact::new(e.clone(), Source::Local)).collect();
        let all: Vec<&Fact> = self.facts.iter().chain(&locals).collect();
        let select = |keep: &dyn Fn(&Source) -> bool| all.iter().copied().filter(|f| keep(&f.source)).collect::<Vec<_>>();
        let stages = [
            Vec::new(),
            select(&|s| matches!(s, Source::Assumption(_) | Source::Result(_))),
            select(&|s| matches!(s, Source::Line)),
            select(&|s| matches!(s, Source::Line | Source::Local)),
            all.clone(),
        ];
        for (stage, facts) in stages.into_iter().enumerate() {
            if stage > 0 && facts.is_empty() {
                continue;
            }
            let mut query = self.query(scope, facts);
            if query.goal(goal) {
                return Some(query.evidence());
            }
            if stage == 0 && self.given_by_lines(scope, goal) {
                return Some(Evidence::default());
            }
        }
        None
    }

    /// Units of work done so far, for whoever keeps a budget.
    pub(super) fn work(&self) -> u64 {
        self.work.get()
    }

    /// Enters work that was done.
    pub(super) fn charge(&self, units: u64) {
        self.work.set(self.work.get().saturating_add(units));
    }

    /// Does the proposition hold here, by the declarations, else by whatever is known? (Many facts at once may hide from bounded linear
    /// arithmetic what the declarations alone give.)
    pub(super) fn holds(&self, scope: &Scope, prop: &Term, evidence: &mut Evidence) -> bool {
        let goal = Entry { binders: Vec::new(), hyps: Vec::new(), prop: prop.clone() };
        let found = self.remembered(scope, &[], &goal, false, || {
            let all: Vec<&Fact> = self.facts.iter().collect();
            let by = |facts: Vec<&Fact>| {
                let mut query = self.query(scope, facts);
                query.goal(&goal).then(|| query.evidence())
            };
            let first = by(Vec::new()).or_else(|| self.given_by_lines(scope, &goal).then(Evidence::default));
            first.or_else(|| if all.is_empty() { None } else { by(all) })
        });
        let answer = found.is_some();
        evidence.merge(found.unwrap_or_default());
        answer
    }

    /// The entry without the hypotheses that the declarations give anyway.
    pub(super) fn tidied(&self, scope: &Scope, entry: &Entry) -> Entry {
        let bare = |prop: &Term| Entry { binders: Vec::new(), hyps: Vec::new(), prop: prop.clone() };
        let given = |h: &Term| !entry.binders.iter().any(|(n, _)| h.mentions(n)) && self.declared(scope, &bare(h));
        let hyps = entry.hyps.iter().filter(|h| !given(h)).cloned().collect();
        Entry { hyps, ..entry.clone() }
    }

    /// Does the entry hold by the declarations alone?
    pub(super) fn declared(&self, scope: &Scope, goal: &Entry) -> bool {
        self.query(scope, Vec::new()).goal(goal)
    }

    /// Decides a proposition in a scope, by the declarations or else by all that is known; records the evidence.
    pub(super) fn decide(&self, scope: &Scope, prop: &Term, evidence: &mut Evidence) -> Option<bool> {
        let answers = [(prop.clone(), true), (Term::new(Node::Not(prop.clone())), false)];
        for facts in [Vec::new(), self.facts.iter().collect::<Vec<_>>()] {
            for (candidate, answer) in &answers {
                let mut query = self.query(scope, facts.clone());
                if query.prove(candidate) {
                    evidence.merge(query.evidence());
                    return Some(*answer);
                }
            }
        }
        None
    }

    /// Do the hypotheses of a scope contradict each other, or what is known?
    pub(super) fn contradiction(&self, scope: &Scope) -> Option<Evidence> {
        [Vec::new(), self.facts.iter().collect::<Vec<_>>()].into_iter().find_map(|facts| {
            let mut query = self.query(scope, facts);
            query.absurd().then(|| query.evidence())
        })
    }

    /// Is every application of a recursive definition within its ranges defined? By induction on the parameter that decreases.
    fn total(&self, name: &Name) -> bool {
        if let Some(known) = self.totals.borrow().get(name) {
            return *known;
        }
        self.totals.borrow_mut().insert(name.clone(), false);
        let answer = self.total_by_induction(name).unwrap_or(false);
        self.totals.borrow_mut().insert(name.clone(), answer);
        answer
    }

    fn total_by_induction(&self, name: &Name) -> Option<bool> {
        let definition = self.signature.definitions.get(name)?;
        let position = definition.recursive?;
        let mut scope = Scope::default();
        for (i, (param, sort)) in definition.params.iter().enumerate() {
            match sort {
                // A range is bounded below, so the induction is founded.
                ParamSort::Index(dom) if i != position || matches!(dom, Dom::Range(..)) => {
                    scope.vars.push((param.clone(), dom.clone()));
                }
                _ => return None,
            }
        }
        let decreasing = definition.params.get(position)?.0.clone();
        let entries = self.definedness.entries(&definition.body, &[]).ok()?;
        Some(entries.iter().all(|entry| {
            let mut query = self.query(&scope, Vec::new());
            query.induction = Some((name.clone(), position, decreasing.clone()));
            query.goal(entry)
        }))
    }
}

/// One question in progress.
pub(super) struct Query<'q, 'a> {
    pub(super) judge: &'q Judge<'a>,
    pub(super) facts: Vec<&'q Fact>,
    pub(super) scope: Scope,
    /// Positions of the facts used so far.
    pub(super) used: BTreeSet<usize>,
    pub(super) fuel: u32,
    depth: u32,
    /// How many systems of linear inequalities are being set up, one within the other.
    pub(super) systems: u32,
    /// Terms whose facts are being looked up.
    pub(super) pending: Vec<Term>,
    /// Propositions that are being proved.
    open_goals: Vec<Term>,
    pub(super) ranges: BTreeMap<Term, (Interval, BTreeSet<usize>)>,
    /// Applications of this definition with a smaller value at this position than this variable are defined.
    induction: Option<(Name, usize, Name)>,
}

/// An instance of a fact.
pub(super) struct Instance {
    pub(super) fact: usize,
    pub(super) map: Vec<(Name, Term)>,
}

impl Query<'_, '_> {
    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::default();
        for fact in self.used.iter().filter_map(|i| self.facts.get(*i)) {
            match &fact.source {
                Source::Declared => {}
                Source::Line => {
                    evidence.presupposed.insert(fact.supposed().clone());
                }
                Source::Local => {
                    evidence.presupposed.insert(enclosed(fact.supposed(), &self.scope));
                }
                Source::Assumption(name) => {
                    evidence.assumed.insert(name.clone());
                }
                Source::Result(name) => {
                    evidence.cited.insert(name.clone());
                }
            }
        }
        evidence
    }

    /// One unit of work, if there is one left.
    pub(super) fn enter(&mut self, cost: u32) -> bool {
        if self.fuel < cost || self.depth >= MAX_DEPTH {
            return false;
        }
        self.fuel -= cost;
        self.judge.charge(u64::from(cost));
        self.depth += 1;
        true
    }
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Runs with more variables and hypotheses.
    pub(super) fn within<R>(&mut self, change: impl FnOnce(&mut Scope) -> R, run: impl FnOnce(&mut Self, R) -> bool) -> bool {
        let saved = self.scope.clone();
        let ranges = std::mem::take(&mut self.ranges);
        let value = change(&mut self.scope);
        let answer = run(self, value);
        self.scope = saved;
        self.ranges = ranges;
        answer
    }

    /// The entry holds.
    pub(super) fn goal(&mut self, entry: &Entry) -> bool {
        self.within(
            |scope| open_entry(entry, scope),
            |query, prop| query.prove(&prop) || (!query.scope.hyps.is_empty() && query.absurd()),
        )
    }

    /// The proposition holds.
    pub(super) fn prove(&mut self, p: &Term) -> bool {
        if self.scope.hyps.contains(p) {
            return true;
        }
        // A question inside itself has no better answer there.
        if self.open_goals.contains(p) || !self.enter(1) {
            return false;
        }
        let saved = self.used.clone();
        self.open_goals.push(p.clone());
        let holds = self.by_fact(p) || self.by_form(p);
        self.open_goals.pop();
        self.leave();
        if !holds {
            self.used = saved;
        }
        holds
    }

    fn by_form(&mut self, p: &Term) -> bool {
        match p.node() {
            Node::True => true,
            Node::And(items) => items.iter().all(|i| self.prove(i)),
            Node::Or(items) => {
                items.iter().any(|i| self.prove(i)) || self.excluded_middle(items) || self.by_alternatives_of_facts(items)
            }
            Node::Not(inner) => match (negate(inner), inner.node()) {
                (_, Node::And(items)) => items.iter().any(|i| self.prove(&Term::new(Node::Not(i.clone())))),
                (Some(n), _) => self.prove(&n),
                (None, _) => false,
            },
            Node::Cmp(rel, a, b) => self.compare(*rel, a, b),
            Node::App(name, args) if name.as_str() == DEFINED => args.first().is_some_and(|t| self.defined(t)),
            _ => false,
        }
    }

    /// The last of the alternatives, where none of the others holds.
    fn excluded_middle(&mut self, items: &[Term]) -> bool {
        let Some((last, others)) = items.split_last() else { return false };
        self.within(
            |scope| others.iter().for_each(|o| scope.assume(&Term::new(Node::Not(o.clone())))),
            |query, ()| query.prove(last),
        )
    }

    /// A fact gives alternatives, and in each of them one of the goals holds.
    fn by_alternatives_of_facts(&mut self, goals: &[Term]) -> bool {
        for fact in 0..self.facts.len() {
            let Some(entry) = self.facts.get(fact).map(|f| f.entry.clone()) else { continue };
            let Node::Or(alternatives) = entry.prop.node() else { continue };
            if !entry.binders.is_empty() {
                continue;
            }
            let before = self.used.clone();
            let follows = |query: &mut Self, a: &Term| {
                query.within(|scope| scope.assume(a), |query, ()| goals.iter().any(|goal| query.prove(goal)))
            };
            if self.admit(&Instance { fact, map: Vec::new() }).is_some() && alternatives.iter().all(|a| follows(self, a)) {
                return true;
            }
            self.used = before;
        }
        false
    }

    fn by_fact(&mut self, p: &Term) -> bool {
        let flipped = match p.node() {
            Node::Cmp(rel @ (Rel::Eq | Rel::Ne), a, b) => Some(Term::cmp_rel(*rel, b.clone(), a.clone())),
            _ => None,
        };
        if flipped.as_ref().is_some_and(|f| self.scope.hyps.contains(f)) {
            return true;
        }
        for fact in 0..self.facts.len() {
            for goal in std::iter::once(p).chain(&flipped) {
                if let Some(instance) = self.instance(fact, |entry| &entry.prop, goal)
                    && self.admit(&instance).is_some()
                {
                    return true;
                }
            }
        }
        false
    }

    /// The instance of a fact under which a part of its proposition is the given term.
    pub(super) fn instance<'e>(&'e self, fact: usize, part: impl Fn(&'e Entry) -> &'e Term, goal: &Term) -> Option<Instance> {
        let entry = &self.facts.get(fact)?.entry;
        let mut map = Vec::new();
        let names: Vec<&Name> = entry.binders.iter().map(|(n, _)| n).collect();
        (match_term(part(entry), goal, &names, &mut map) && map.len() == names.len()).then_some(Instance { fact, map })
    }

    /// Checks domains, guards and the rules under derivatives; records the use; returns the proposition.
    pub(super) fn admit(&mut self, instance: &Instance) -> Option<Term> {
        let fact = *self.facts.get(instance.fact)?;
        let at = |t: &Term| t.substitute(&instance.map);
        let prop = at(&fact.entry.prop);
        let hyps: Vec<Term> = fact.entry.hyps.iter().map(at).collect();
        if !self.holds_nearby(&prop, &hyps, &fact.source) {
            return None;
        }
        for (name, dom) in &fact.entry.binders {
            let (_, value) = instance.map.iter().find(|(n, _)| n == name)?;
            if !self.member(value, &dom.map(&mut |end| at(end))) {
                return None;
            }
        }
        if !hyps.iter().all(|h| self.prove(h)) {
            return None;
        }
        self.used.insert(instance.fact);
        Some(prop)
    }

    /// What an instance of a fact says, if that is something; the use of the fact is recorded only then.
    pub(super) fn said_by<T>(&mut self, instance: &Instance, says: impl FnOnce(&mut Self, &Term) -> Option<T>) -> Option<T> {
        let prop = self.facts.get(instance.fact)?.entry.prop.substitute(&instance.map);
        let before = self.used.clone();
        let found = says(self, &prop).filter(|_| self.admit(instance).is_some());
        if found.is_none() {
            self.used = before;
        }
        found
    }

    /// May the fact be used under the derivatives around this place?
    fn holds_nearby(&self, prop: &Term, hyps: &[Term], source: &Source) -> bool {
        let constant = |t: &Term| !self.scope.targets.iter().any(|x| depends(t, x, self.judge.signature));
        match source {
            Source::Local => true,
            Source::Assumption(name) => {
                constant(prop)
                    || self.judge.signature.assumptions.get(name).is_some_and(|a| self.judge.signature.given_by(a).is_some())
            }
            Source::Result(_) => constant(prop),
            Source::Declared if hyps.iter().all(constant) => true,
            Source::Declared | Source::Line => constant(prop) || self.judge.open(prop, &self.scope.targets),
        }
    }

    /// An integer by its form.
    pub(super) fn whole(&self, t: &Term) -> bool {
        integral(t, self.judge.signature, &|variable| match variable.node() {
            Node::Var(name) => matches!(self.scope.domain(name), Some(Dom::Range(..))),
            _ => false,
        })
    }

    fn defined(&mut self, t: &Term) -> bool {
        match t.node() {
            Node::App(name, args) => {
                if let Some((f, position, variable)) = self.induction.clone()
                    && f == *name
                {
                    let smaller = args.get(position).map(|a| Term::cmp_rel(Rel::Lt, a.clone(), Term::var(variable)));
                    return smaller.is_some_and(|p| self.prove(&p));
                }
                self.judge.total(name) || self.defined_by_body(t, name, args)
            }
            Node::Big(BigOp::Max | BigOp::Min, _, dom, guard, body) if *body == Term::int(0) => self.inhabited(dom, guard),
            _ => false,
        }
    }

    /// A recursive definition's application is defined where its body is.
    fn defined_by_body(&mut self, t: &Term, name: &Name, args: &[Term]) -> bool {
        let body = self.judge.signature.definitions.get(name).and_then(|d| d.unfold(args));
        let Some(body) = body.filter(|_| !self.pending.contains(t) && self.pending.len() < 3) else { return false };
        let Ok(entries) = self.judge.definedness.entries(&body, &[]) else { return false };
        self.pending.push(t.clone());
        let holds = entries.iter().all(|entry| self.goal(entry));
        self.pending.pop();
        holds
    }

    fn compare(&mut self, rel: Rel, a: &Term, b: &Term) -> bool {
        if a == b {
            return matches!(rel, Rel::Eq | Rel::Le);
        }
        if self.element(a) || self.element(b) {
            let (left, right) = (self.class(a), self.class(b));
            return match rel {
                Rel::Eq => left.contains(b) || self.only_one(a, b),
                Rel::Ne => self.apart(&left, &right),
                Rel::Lt | Rel::Le => false,
            };
        }
        match rel {
            Rel::Eq => self.equal(a, b),
            Rel::Ne => self.unequal(a, b),
            Rel::Lt => self.ordered(a, b, true),
            Rel::Le => self.ordered(a, b, false),
        }
    }

    fn equal(&mut self, a: &Term, b: &Term) -> bool {
        if matches!(ring::Ring::default().equal(a, b), Ok(Some(_))) {
            return true;
        }
        // Two inequalities; under a derivative all facts hold nearby, so both do.
        self.by_rows(a, b, false) && self.by_rows(b, a, false)
    }

    fn unequal(&mut self, a: &Term, b: &Term) -> bool {
        let difference = super::bounds::difference(a, b);
        if self.range(&difference).nonzero {
            return true;
        }
        (!by_range(&difference) && (self.by_rows(a, b, true) || self.by_rows(b, a, true))) || self.by_distributed(Rel::Ne, a, b)
    }

    pub(super) fn ordered(&mut self, a: &Term, b: &Term, strict: bool) -> bool {
        let difference = super::bounds::difference(b, a);
        let range = self.range(&difference);
        if (strict && range.positive()) || (!strict && range.nonnegative()) {
            return true;
        }
        let rel = if strict { Rel::Lt } else { Rel::Le };
        (!by_range(&difference) && self.by_rows(a, b, strict))
            || self.by_structure(a, b, strict)
            || self.by_distributed(rel, a, b)
    }

    /// `a <= b` (`a < b`) by linear arithmetic.
    fn by_rows(&mut self, a: &Term, b: &Term, strict: bool) -> bool {
        if !self.enter(20) {
            return false;
        }
        let answer = ring::difference(a, b).and_then(|goal| {
            let rows = self.rows(&goal);
            self.refuted(&rows, &goal, !strict)
        });
        self.leave();
        match answer {
            Some(facts) => {
                self.used.extend(facts);
                true
            }
            None => false,
        }
    }

    /// The hypotheses contradict each other, or an open variable has no value.
    pub(super) fn absurd(&mut self) -> bool {
        let hyps = self.scope.hyps.clone();
        let refuted = |query: &mut Self, h: &Term| match (h.node(), negate(h)) {
            (Node::Or(items), _) => items.iter().all(|i| query.prove(&Term::new(Node::Not(i.clone())))),
            (_, Some(n)) => query.prove(&n),
            (_, None) => false,
        };
        if hyps.iter().any(|h| refuted(self, h)) {
            return true;
        }
        let vars = self.scope.vars.clone();
        vars.iter().any(|(name, dom)| match dom {
            Dom::Range(lo, hi) => self.prove(&Term::cmp_rel(Rel::Lt, hi.clone(), lo.clone())),
            Dom::Set(set) => self.exhausted(name, set),
        }) || (0..self.facts.len()).any(|fact| self.on_a_kink(fact))
    }

    /// Have two terms one value here that must differ, lest a line have a kink? (`max(x, -a) != a` where `x = a`.)
    fn on_a_kink(&mut self, fact: usize) -> bool {
        let kinked = &mut |t: &Term| matches!(t.node(), Node::Fun(Fun::Abs | Fun::Sign | Fun::Max | Fun::Min, _));
        let Some(known) = self.facts.get(fact).map(|f| &f.entry).filter(|e| e.binders.is_empty()) else { return false };
        let Node::Cmp(Rel::Ne, a, b) = known.prop.node() else { return false };
        if !(a.any(kinked) || b.any(kinked)) {
            return false;
        }
        let before = self.used.clone();
        let [a, b] = [a.clone(), b.clone()].map(|side| self.chosen(&side));
        let on_it = self.prove(&Term::cmp_rel(Rel::Eq, a, b)) && self.admit(&Instance { fact, map: Vec::new() }).is_some();
        if !on_it {
            self.used = before;
        }
        on_it
    }

    /// The term with `abs`, `sign`, `max` and `min` evaluated where the orders on which they depend are known here.
    fn chosen(&mut self, t: &Term) -> Term {
        match t.node() {
            Node::Fun(f @ (Fun::Abs | Fun::Sign | Fun::Max | Fun::Min), args) => {
                let args = args.iter().map(|a| self.chosen(a)).collect();
                super::cases::evaluated(*f, args, &mut |rel, a, b| self.prove(&Term::cmp_rel(rel, a.clone(), b.clone())))
            }
            Node::Add(_) | Node::Mul(_) => Term::new(t.node().map_children(&mut |_, c, _| self.chosen(c))),
            _ => t.clone(),
        }
    }
}

impl Judge<'_> {
    /// If it holds at a point, does the proposition hold around it, whatever happens to these coordinates?
    pub(super) fn open(&self, prop: &Term, targets: &[Term]) -> bool {
        let constant = |t: &Term| !targets.iter().any(|x| depends(t, x, self.signature));
        // What an identical equation says of a name may jump, and no list of conditions tells.
        let jumps = |n: &Name| self.signature.given_identically(n) && !constant(&Term::app(n.as_str(), Vec::new()));
        let given = |t: &Term| self.signature.spoken_of(&[t]).iter().any(|n| !targets.iter().any(|x| heads(x, n)) && jumps(n));
        let smooth = |t: &Term| match (self.definedness.entries(t, targets), self.definedness.entries(t, &[])) {
            (Ok(a), Ok(b)) => a == b && !given(t),
            _ => false,
        };
        match prop.node() {
            Node::Cmp(Rel::Ne | Rel::Lt, a, b) => smooth(a) && smooth(b),
            Node::And(items) | Node::Or(items) => items.iter().all(|i| constant(i) || self.open(i, targets)),
            _ => constant(prop),
        }
    }
}

/// Is the term an entry of this name?
pub(super) fn heads(t: &Term, name: &Name) -> bool {
    matches!(t.node(), Node::App(head, _) if head == name)
}

/// Has the range of the term been asked of linear arithmetic already?
fn by_range(t: &Term) -> bool {
    matches!(t.node(), Node::Add(_))
}

/// Opens the binders of an entry with fresh variables, adds its hypotheses, returns its proposition.
pub(super) fn open_entry(entry: &Entry, scope: &mut Scope) -> Term {
    let mut map: Vec<(Name, Term)> = Vec::new();
    for (name, dom) in &entry.binders {
        let fresh = scope.fresh(&dom.map(&mut |end| end.substitute(&map)));
        map.push((name.clone(), Term::var(fresh)));
    }
    for h in &entry.hyps {
        scope.assume(&h.substitute(&map));
    }
    entry.prop.substitute(&map)
}

/// An entry at a place as an entry about the whole line.
pub(super) fn enclosed(entry: &Entry, scope: &Scope) -> Entry {
    let vars = scope.vars.iter().skip(scope.fixed).cloned();
    let hyps = scope.hyps.iter().skip(scope.given).cloned();
    Entry {
        binders: vars.chain(entry.binders.iter().cloned()).collect(),
        hyps: hyps.chain(entry.hyps.iter().cloned()).collect(),
        prop: entry.prop.clone(),
    }
    .simplified()
}
