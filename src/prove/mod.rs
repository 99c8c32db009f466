//! The search for proofs: what it is asked, and what it answers.
//!
//! Nothing here is believed: a [`Proof`] is one only because the kernel has accepted its certificate.

mod absolutes;
mod atoms;
mod candidates;
mod cases;
mod combination;
mod equation;
mod exclusions;
mod induction;
mod inequality;
mod instance;
mod matching;
mod powers;
mod ranges;
mod search;
mod shape;
mod stationary;
mod thirds;
mod universe;

pub use universe::cited_name;

use crate::kernel::certificate::Certificate;
use crate::kernel::check;
use crate::kernel::check::Proved;
use crate::kernel::error::{KernelError, MoveError};
use crate::kernel::obligation::{Binder, Condition, Obligation, Relation, Signature, Statement};
use crate::kernel::session::Session;
use crate::kernel::theorem::Theorems;
use crate::normal::{Allowed, Context, Label, Normaliser, Oracle};
use crate::rule::inequality::{Sign, ordered};
use crate::rule::{Move, Reason, Rule, Script};
use crate::term::{Dom, Name, Node, Term};
use atoms::Abstraction;
use cases::{at, root};
use equation::recursive;
use search::{Found, Lost, Stand, Universe};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use thirds::Chain;
use universe::Known;

/// Do the stated reasons, with plain algebra, carry the step?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sufficiency {
    /// They do.
    Sufficient,
    /// It needed more: see [`Proof::missing`].
    Insufficient,
    /// None were stated.
    Unstated,
}

/// One step to be proved.
pub struct Request<'a> {
    /// The declarations, with the assumptions in force.
    pub signature: &'a Signature,
    /// The results that may be cited.
    pub theorems: &'a Theorems,
    /// The step.
    pub obligation: &'a Obligation,
    /// The stated reasons; `None` where none is stated.
    pub stated: Option<&'a [Label]>,
    /// Work allowed, in visited nodes.
    pub fuel: u64,
    /// Off: only reflexivity and plain algebra, no saturation.
    pub saturate: bool,
}

/// An accepted proof.
pub struct Proof {
    /// What the kernel gave for the certificate.
    pub proved: Proved,
    /// Rules, definitions, lemmas and assumptions used, least set first found.
    pub used: Vec<Label>,
    /// Is plain algebra among the moves?
    pub algebra: bool,
    /// Those that the stated reasons lack.
    pub missing: Vec<Label>,
    /// Do the stated reasons carry it?
    pub sufficiency: Sufficiency,
}

/// What is known of a step for which no proof was found.
#[derive(Default)]
pub struct Failure {
    /// The normal forms of the two lines, where the search ended.
    pub parted: Option<(Term, Term)>,
    /// Conditions that would have let a rule apply.
    pub wanted: Vec<Condition>,
    /// The budget was spent.
    pub exhausted: bool,
    /// The kernel refused a certificate (a defect of the prover, reported as unproved).
    pub rejected: bool,
    /// The condition for the lack of which it did.
    pub lacking: Option<Condition>,
    /// The lines of a strict order are equal.
    pub equal: Option<Box<Proved>>,
}

/// The answer.
pub enum Outcome {
    /// The kernel accepted a certificate.
    Proved(Box<Proof>),
    /// No proof was found.
    Unproved(Failure),
}

/// A proposition in its context.
type Question = (Vec<Binder>, Vec<Term>, Vec<Term>, Term);

/// The kernel's judgement as the prover's oracle, with a memory.
struct KernelOracle<'a> {
    session: &'a Session<'a>,
    /// Looked up only, never listed: the order of a hash map decides nothing.
    known: RefCell<HashMap<Question, bool>>,
}

impl<'a> KernelOracle<'a> {
    fn new(session: &'a Session<'a>) -> Self {
        KernelOracle { session, known: RefCell::default() }
    }
}

impl Oracle for KernelOracle<'_> {
    fn holds(&self, context: &Context, prop: &Term) -> bool {
        let question = (context.binders.clone(), context.hypotheses.clone(), context.targets.clone(), prop.clone());
        if let Some(answer) = self.known.borrow().get(&question) {
            return *answer;
        }
        let answer = self.session.holds(&context.binders, &context.hypotheses, &context.targets, prop);
        self.known.borrow_mut().insert(question, answer);
        answer
    }
    fn work(&self) -> u64 {
        self.session.work()
    }
    fn domain(&self, name: &Name) -> Option<Dom> {
        self.session.domain(name).cloned()
    }
    fn indices(&self, set: &Name) -> Vec<Name> {
        self.session.indices(set)
    }
    fn leads(&self, line: &Term, script: &[Move]) -> Option<Term> {
        self.session.leads(line, script)
    }
    fn admits(&self, context: &Context, from: &Term, rule: &Rule) -> Option<Term> {
        self.session.admits(&context.binders, &context.hypotheses, &context.targets, from, rule)
    }
}

/// Looks for a proof of a step, with the stated reasons first, then with everything.
pub fn prove(request: &Request<'_>) -> Outcome {
    let idle = match request.stated {
        Some(stated) => without_recursions(request.signature, stated),
        // What the rules give by themselves needs no assumption, and among many of them it is hard to see.
        None => fewer(request.signature, &|_, _| true),
    };
    if let Some(signature) = idle
        && let Some(proof) = prove_under(&signature, request)
    {
        return proof;
    }
    let Ok(session) = Session::new(request.signature, request.theorems, request.obligation) else {
        return Outcome::Unproved(Failure { exhausted: true, ..Failure::default() });
    };
    let oracle = KernelOracle::new(&session);
    let known = Known::of(request);
    let declared = request.signature;
    let attempt = Attempt { request, declared, oracle: &oracle, nesting: Nesting::Step, via: RefCell::default() };
    let everything = || known.everything_about(request.obligation);
    match request.stated {
        None => match attempt.run(&everything()) {
            Ok(found) => attempt.least(&known, found, &[], Sufficiency::Unstated),
            Err(failure) => Outcome::Unproved(failure),
        },
        Some(stated) => match attempt.carried(&known, stated) {
            Ok(found) => attempt.least(&known, found, &[], Sufficiency::Sufficient),
            Err(_) => {
                let everything = everything();
                // What is not cited may lead astray: all rules come first.
                let rules = known.with_all_rules(stated, &everything).and_then(|universe| attempt.run(&universe).ok());
                match rules.map_or_else(|| attempt.run(&everything), Ok) {
                    Ok(found) => attempt.least(&known, found, stated, Sufficiency::Insufficient),
                    Err(failure) => Outcome::Unproved(failure),
                }
            }
        },
    }
}

/// The declarations without assumed recursions that the reasons do not name; `None` if there are none. Whatever is looked at, they have
/// something to say about it, and whoever does not name them means something simpler.
fn without_recursions(signature: &Signature, stated: &[Label]) -> Option<Signature> {
    let recursion = |s: &Statement| s.relation == Relation::Eq && recursive(&s.left, &s.right);
    fewer(signature, &|name, s| recursion(s) && !stated.contains(&Label::Assumption(name.clone())))
}

/// The declarations without these assumptions; `None` if there are none. What holds identically stays: it says on what a name depends.
fn fewer(signature: &Signature, idle: &dyn Fn(&Name, &Statement) -> bool) -> Option<Signature> {
    let idle = |name: &Name, s: &Statement| !s.identically && idle(name, s);
    if !signature.assumptions.iter().any(|(name, s)| idle(name, s)) {
        return None;
    }
    let mut fewer = signature.clone();
    fewer.assumptions.retain(|name, s| !idle(name, s));
    Some(fewer)
}

/// A proof by the stated reasons (where there are none: by a short search with everything), looked for under fewer declarations than it
/// is checked under.
fn prove_under(signature: &Signature, request: &Request<'_>) -> Option<Outcome> {
    let fuel = if request.stated.is_some() { request.fuel } else { short(request) };
    let (declared, request) = (request.signature, &Request { signature, fuel, ..*request });
    let session = Session::new(signature, request.theorems, request.obligation).ok()?;
    let oracle = KernelOracle::new(&session);
    let known = Known::of(request);
    let attempt = Attempt { request, declared, oracle: &oracle, nesting: Nesting::Step, via: RefCell::default() };
    let (found, sufficiency) = match request.stated {
        Some(stated) => (attempt.carried(&known, stated).ok()?, Sufficiency::Sufficient),
        None => (attempt.run(&known.everything_about(request.obligation)).ok()?, Sufficiency::Unstated),
    };
    Some(attempt.least(&known, found, &[], sufficiency))
}

/// The work of a short search. An order is proved step by step: there is no telling how far a short search was from the end.
fn short(request: &Request<'_>) -> u64 {
    if request.obligation.relation == Relation::Eq { request.fuel / SHORT } else { request.fuel }
}

/// What part of the work a first search, without assumptions or without earlier results, may take.
const SHORT: u64 = 4;

/// What a statement is part of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Nesting {
    /// The step itself.
    Step,
    /// A link of a chain that carries out a recursion.
    Recursion,
    /// A link of another chain.
    Link,
}

struct Attempt<'a> {
    request: &'a Request<'a>,
    /// The declarations under which the kernel checks what was found.
    declared: &'a Signature,
    oracle: &'a KernelOracle<'a>,
    /// Is it about a link of a chain, and of which? One that carries out a recursion may be made of others.
    nesting: Nesting,
    /// The chain that carried the step: with fewer reasons nothing else is tried.
    via: RefCell<Option<Chain>>,
}

/// A search whose certificate the kernel has accepted.
struct Accepted {
    certificate: Certificate,
    proved: Proved,
    used: BTreeSet<Label>,
    algebra: bool,
}

impl Attempt<'_> {
    /// A search with the stated reasons, first by themselves, then with what is understood besides, then read in other ways.
    fn carried(&self, known: &Known<'_>, stated: &[Label]) -> Result<Accepted, Failure> {
        if let Some(found) = known.less(stated).and_then(|universe| self.run(&universe).ok()) {
            return Ok(found);
        }
        let universe = known.stated(stated);
        self.run(&universe).or_else(|failure| {
            let other = self.unfolded_first(&universe).and_then(|u| self.run(&u).ok());
            let other = other.or_else(|| self.with_normalisers(&universe).and_then(|u| self.run(&u).ok()));
            other.ok_or(failure)
        })
    }

    /// Logarithms are taken apart before they are differentiated: the score of a sample is the sum of the scores.
    fn unfolded_first(&self, universe: &Universe) -> Option<Universe> {
        let differentiates = |t: &Term| t.any(&mut |t| matches!(t.node(), Node::Deriv(..)));
        let Obligation { left, right, .. } = self.request.obligation;
        let fits = universe.reasons.contains(&Reason::ExpLog) && (differentiates(left) || differentiates(right));
        fits.then(|| Universe { unfolded_first: true, ..universe.clone() })
    }

    /// To see that a definition sums to one, what its body names is unfolded: `normalised` with `def p` speaks of its normaliser, too.
    fn with_normalisers(&self, universe: &Universe) -> Option<Universe> {
        if !universe.reasons.contains(&Reason::Normalised) {
            return None;
        }
        let signature = self.request.signature;
        let mut run = Normaliser::new(signature, self.oracle, Allowed::default(), self.request.fuel);
        let mut definitions = universe.definitions.clone();
        for law in universe.definitions.iter().filter(|d| run.outcomes_of_definition(d).is_some()) {
            signature.definitions.get(law)?.body.any(&mut |t| {
                if let Node::App(name, _) = t.node()
                    && signature.definitions.contains_key(name)
                    && !definitions.contains(name)
                {
                    definitions.push(name.clone());
                }
                false
            });
        }
        let more = definitions.len() > universe.definitions.len();
        more.then(|| Universe { definitions, ..universe.clone() })
    }

    /// A search. What the kernel judges by signs alone has a reason, too, and one of those that can stand for it must be allowed.
    fn run(&self, universe: &Universe) -> Result<Accepted, Failure> {
        if let Some(chain) = self.via.borrow().as_ref() {
            return self.through(universe, chain).ok_or_else(Failure::default);
        }
        if let Some(accepted) = self.through_recursions(universe) {
            return Ok(accepted);
        }
        let (accepted, met) = self.sought(universe)?;
        if met {
            return Ok(accepted);
        }
        // A proof was found, but nothing that is allowed can stand for it as a reason.
        self.credited(universe, accepted).ok_or_else(Failure::default)
    }

    /// The proof of an order with a reason for it; `None` where no reason that is allowed can stand for what the kernel sees by itself.
    fn credited(&self, universe: &Universe, mut accepted: Accepted) -> Option<Accepted> {
        let ordering = |l: &Label| match l {
            Label::Reason(reason) => *reason == Reason::Induction || inequality::ORDERINGS.contains(reason),
            Label::Definition(_) => false,
            Label::Assumption(_) | Label::Result(_) => true,
        };
        if accepted.used.iter().any(ordering) || !accepted.proved.assumed().is_empty() {
            return Some(accepted);
        }
        let Obligation { left, right, .. } = self.request.obligation;
        let reason = inequality::reasons_by_shape(left, right).into_iter().find(|r| universe.reasons.contains(r))?;
        accepted.used.insert(Label::Reason(reason));
        Some(accepted)
    }

    /// A search; and one without the earlier results, since a way through one of them may end at a condition that nothing gives.
    /// Where no reason is stated, they come into play only if a short search without them finds nothing.
    fn sought(&self, universe: &Universe) -> Result<(Accepted, bool), Failure> {
        let full = self.request.fuel;
        let Some(alone) = universe.without_results() else { return self.found(universe, full) };
        let first = if self.request.stated.is_none() { Some(self.found(&alone, short(self.request))) } else { None };
        if let Some(Ok(found)) = first {
            return Ok(found);
        }
        self.found(universe, full).or_else(|failure| {
            let spent = matches!(&first, Some(Err(short)) if !short.exhausted);
            if spent { Err(failure) } else { self.found(&alone, full).map_err(|_| failure) }
        })
    }

    /// What the search finds; and whether the two lines met.
    fn found(&self, universe: &Universe, mut fuel: u64) -> Result<(Accepted, bool), Failure> {
        let obligation = self.request.obligation;
        let search = search::search(
            self.stand(),
            self.oracle,
            universe,
            &obligation.left,
            &obligation.right,
            self.request.saturate,
            &mut fuel,
        );
        let found = match search {
            Ok(found) => found,
            Err(lost) if obligation.relation == Relation::Eq => return Err(failure(lost)),
            Err(lost) => return self.compare(universe, lost, &mut fuel).map(|accepted| (accepted, false)),
        };
        if matches!(obligation.relation, Relation::Lt | Relation::Gt) {
            return Err(self.equal(found));
        }
        self.submit(found, None).map(|accepted| (accepted, true))
    }

    /// Two lines that meet are equal, and none of them is the larger.
    fn equal(&self, found: Found) -> Failure {
        let Request { theorems, obligation, .. } = *self.request;
        let equation = Obligation { relation: Relation::Eq, ..obligation.clone() };
        let certificate = Certificate { left: found.left, right: found.right, order: None };
        let equal = check::check(self.declared, theorems, &equation, &certificate).ok().map(Box::new);
        Failure { rejected: equal.is_none(), equal, ..Failure::default() }
    }

    fn stand(&self) -> Stand<'_> {
        Stand {
            signature: self.request.signature,
            theorems: self.request.theorems,
            vars: &self.request.obligation.vars,
            hypotheses: &[],
            level: 0,
        }
    }

    /// For an inequality the two scripts need not meet: the kernel judges the lines that they lead to.
    /// Where it sees nothing, a proof of the sign of their difference is sought; then of that of the lines in which ranges have been cut.
    fn compare(&self, universe: &Universe, mut lost: Lost, fuel: &mut u64) -> Result<Accepted, Failure> {
        let scripts = std::mem::take(&mut lost.scripts);
        for (left, right, used) in scripts {
            let accepted = self.submit(Found { left, right, used }, None).ok();
            if let Some(accepted) = accepted.and_then(|accepted| self.credited(universe, accepted)) {
                return Ok(accepted);
            }
        }
        let Obligation { relation, left, right, .. } = self.request.obligation;
        let signature = self.request.signature;
        *fuel = (*fuel).max(self.request.fuel / 2);
        let statement = (*relation, left, right);
        if let Some(accepted) = self.of_arbitrary_tables(universe) {
            return Ok(accepted);
        }
        let plain = |used| Found { left: Vec::new(), right: Vec::new(), used };
        let wanted = match inequality::prove(signature, self.oracle, universe, statement, false, fuel) {
            Ok(order) => {
                let accepted = self.submit(plain(order.used), Some(order.sign))?;
                if let Some(accepted) = self.credited(universe, accepted) {
                    return Ok(accepted);
                }
                // What the kernel sees by itself may also be what a cited result says.
                let cited = inequality::prove(signature, self.oracle, universe, statement, true, fuel);
                let cited = cited.map_err(|_| Failure::default())?;
                return self.submit(plain(cited.used), Some(cited.sign));
            }
            Err(wanted) => wanted,
        };
        *fuel = (*fuel).max(self.request.fuel / 2);
        if let Some(Found { left: l, right: r, mut used }) = self.cut(universe, *fuel)
            && let (Some(start), Some(end)) = (self.oracle.leads(left, &l), self.oracle.leads(right, &r))
            && let Ok(order) = inequality::prove(signature, self.oracle, universe, (*relation, &start, &end), false, fuel)
        {
            used.extend(order.used);
            return self.submit(Found { left: l, right: r, used }, Some(order.sign));
        }
        *fuel = (*fuel).max(self.request.fuel / 2);
        if let Some(order) = induction::prove_order(self.stand(), universe, statement, fuel) {
            return self.submit(plain(order.used), Some(order.sign));
        }
        if self.nesting < Nesting::Link
            && let Some(accepted) = self.through_others(universe)
        {
            return Ok(accepted);
        }
        lost.wanted.extend(wanted);
        Err(failure(lost))
    }

    /// A chain of inequalities through terms that stand between the two lines.
    fn through_others(&self, universe: &Universe) -> Option<Accepted> {
        let Obligation { relation, left, right, .. } = self.request.obligation;
        let (lower, upper, strict) = ordered(*relation, left, right)?;
        self.through_one_of(universe, thirds::chains(lower, upper, strict))
    }

    /// A chain in which an assumed recursion is carried out once. It comes first: the search for anything else carries it out again and again.
    fn through_recursions(&self, universe: &Universe) -> Option<Accepted> {
        let Obligation { relation, left, right, .. } = self.request.obligation;
        let (lower, upper, _) = ordered(*relation, left, right).filter(|_| self.nesting == Nesting::Step)?;
        self.through_one_of(universe, thirds::recursions(&universe.equations, lower, upper))
    }

    /// The first of the chains that holds; it is kept.
    fn through_one_of(&self, universe: &Universe, chains: Vec<Chain>) -> Option<Accepted> {
        chains.into_iter().find_map(|chain| {
            let accepted = self.through(universe, &chain)?;
            self.via.replace(Some(chain));
            Some(accepted)
        })
    }

    /// The chain through these terms.
    fn through(&self, universe: &Universe, Chain { between, strict_at, equations, link }: &Chain) -> Option<Accepted> {
        let Obligation { relation, left, right, .. } = self.request.obligation;
        let (lower, upper, strict) = ordered(*relation, left, right)?;
        let lines = [std::slice::from_ref(lower), between, std::slice::from_ref(upper)].concat();
        let (mut terms, mut signs, mut used) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (at, pair) in lines.windows(2).enumerate() {
            let [lower, upper] = pair else { return None };
            let apart: &[Name] = if at == *link { &[] } else { equations };
            let (sign, labels) = self.link(universe, apart, (lower, upper), strict && at == *strict_at)?;
            terms.push(Term::sub(upper.clone(), lower.clone()));
            signs.push(sign);
            used.extend(labels);
        }
        let together = root(Rule::Ring(Term::add(terms)));
        let sign = Sign::Rewrite(vec![together], Box::new(Sign::Sum(signs, *strict_at)));
        let accepted = self.submit(Found { left: Vec::new(), right: Vec::new(), used }, Some(sign)).ok()?;
        self.credited(universe, accepted)
    }

    /// One link of a chain, found as if it had been written down, without these equations; the sign of the difference, and what it used.
    fn link(
        &self,
        universe: &Universe,
        apart: &[Name],
        (lower, upper): (&Term, &Term),
        strict: bool,
    ) -> Option<(Sign, BTreeSet<Label>)> {
        if lower.as_num().is_some() && upper.as_num().is_some() {
            return Some((Sign::Judged, BTreeSet::new()));
        }
        let relation = if strict { Relation::Lt } else { Relation::Le };
        let vars = self.request.obligation.vars.clone();
        let obligation = Obligation { vars, left: lower.clone(), relation, right: upper.clone() };
        let fewer = fewer(self.request.signature, &|name, _| apart.contains(name));
        let signature = fewer.as_ref().unwrap_or(self.request.signature);
        let request = Request { signature, obligation: &obligation, ..*self.request };
        let session = Session::new(signature, request.theorems, &obligation).ok()?;
        let oracle = KernelOracle::new(&session);
        let nesting = if apart.is_empty() { Nesting::Link } else { Nesting::Recursion };
        let attempt = Attempt { request: &request, declared: signature, oracle: &oracle, nesting, via: RefCell::default() };
        let found = attempt.run(&universe.without_equations(apart)).ok()?;
        let Accepted { certificate: Certificate { left, right, order }, used, .. } = found;
        let moves: Script = at(&[1, 1], left).chain(at(&[0], right)).collect();
        Some((Sign::Rewrite(moves, Box::new(order.unwrap_or(Sign::Judged))), used))
    }

    /// A proof about arbitrary tables in the place of composite terms, found in a short search.
    fn of_arbitrary_tables(&self, universe: &Universe) -> Option<Accepted> {
        let request = self.request;
        let abstraction = Abstraction::of(request.signature, request.obligation)?;
        let session = Session::new(&abstraction.signature, request.theorems, &abstraction.obligation).ok()?;
        let oracle = KernelOracle::new(&session);
        let Obligation { relation, left, right, .. } = &abstraction.obligation;
        let (statement, mut fuel) = ((*relation, left, right), request.fuel / SHORT);
        let order = inequality::prove(&abstraction.signature, &oracle, universe, statement, false, &mut fuel).ok()?;
        let [left, right] = abstraction.scripts.clone();
        let accepted = self.submit(Found { left, right, used: order.used }, Some(abstraction.instance(&order.sign))).ok()?;
        self.credited(universe, accepted)
    }

    /// The two lines with what is defined unfolded, and with their ranges cut where others end; `None` where nothing is cut. That a part
    /// of what is not negative lies below the whole is what `monotone` says of a sum.
    fn cut(&self, universe: &Universe, fuel: u64) -> Option<Found> {
        let Obligation { left, right, .. } = self.request.obligation;
        let reason = [Reason::SplitEnd, Reason::Monotone].into_iter().find(|r| universe.reasons.contains(r))?;
        let allowed =
            Allowed { reasons: BTreeSet::from([Reason::SplitEnd]), definitions: universe.definitions.iter().cloned().collect() };
        let run = || Normaliser::new(self.request.signature, self.oracle, allowed.clone(), fuel);
        let plain = [left, right].map(|t| run().normalise(t));
        let [Some(l), Some(r)] = plain else { return None };
        let mut used = BTreeSet::new();
        let mut any = false;
        let [left, right] = [(left, [l.clone(), r.clone()]), (right, [r, l])].map(|(t, others)| {
            let mut run = run();
            let normal = run.normalise(t);
            let cut = normal.and_then(|t| run.tentative(&mut |s| ranges::align(s, &t, &others)));
            any = any || cut.is_some();
            used.extend(std::mem::take(&mut run.fired));
            std::mem::take(&mut run.script)
        });
        if used.remove(&Label::Reason(Reason::SplitEnd)) {
            used.insert(Label::Reason(reason));
        }
        any.then_some(Found { left, right, used })
    }

    fn submit(&self, found: Found, order: Option<Sign>) -> Result<Accepted, Failure> {
        let algebra = found.left.iter().chain(&found.right).any(|m| matches!(m.rule, Rule::Ring(_)));
        let certificate = Certificate { left: found.left, right: found.right, order };
        let request = self.request;
        match check::check(self.declared, request.theorems, request.obligation, &certificate) {
            Ok(proved) => Ok(Accepted { certificate, proved, used: found.used, algebra }),
            Err(error) => {
                let lacking = match error {
                    KernelError::Move(_, MoveError::Condition(c) | MoveError::Undefined(c)) => Some(c),
                    _ => None,
                };
                Err(Failure { rejected: true, lacking, ..Failure::default() })
            }
        }
    }

    /// Makes the set of reasons as small as it can be made by leaving one out at a time. Reasons in `free` cost nothing; where
    /// the stated ones suffice nothing is left to be done.
    fn least(&self, known: &Known<'_>, first: Accepted, free: &[Label], sufficiency: Sufficiency) -> Outcome {
        let mut best = first;
        // The fewest assumptions: what is assumed is left out first.
        let rest = |used: &BTreeSet<Label>| {
            let mut all: Vec<Label> = used.iter().filter(|l| !free.contains(l)).cloned().collect();
            all.sort_by_key(|l| !matches!(l, Label::Assumption(_) | Label::Result(_)));
            all
        };
        let mut needed = rest(&best.used);
        let with = |labels: &[Label]| {
            let all = [free, labels].concat();
            // What is said to be missing is judged as the stated reasons are.
            if sufficiency == Sufficiency::Insufficient { self.carried(known, &all) } else { self.run(&known.stated(&all)) }
        };
        // One reason that was only forgotten is what a reader wants to hear.
        if sufficiency == Sufficiency::Insufficient
            && needed.len() > 1
            && let Some((label, accepted)) = needed.iter().find_map(|l| Some((l.clone(), with(std::slice::from_ref(l)).ok()?)))
        {
            (needed, best) = (vec![label], accepted);
        }
        let mut i = 0;
        while sufficiency != Sufficiency::Sufficient && i < needed.len() {
            let mut fewer = needed.clone();
            fewer.remove(i);
            match with(&fewer) {
                Ok(accepted) => {
                    needed = rest(&accepted.used).into_iter().filter(|l| fewer.contains(l)).collect();
                    best = accepted;
                    i = 0;
                }
                Err(_) => i += 1,
            }
        }
        // Where the normalisation of a law serves only through its derivative, the reader knows it as the score identity.
        let (general, special) = (Label::Reason(Reason::Normalised), Label::Reason(Reason::ScoreIdentity));
        if sufficiency != Sufficiency::Sufficient && needed.contains(&general) && !needed.contains(&special) {
            let named: Vec<Label> = needed.iter().map(|l| if *l == general { special.clone() } else { l.clone() }).collect();
            if let Ok(accepted) = with(&named) {
                needed = rest(&accepted.used).into_iter().filter(|l| named.contains(l)).collect();
                best = accepted;
            }
        }
        let used: Vec<Label> = best.used.iter().cloned().collect();
        let missing = if sufficiency == Sufficiency::Insufficient { needed } else { Vec::new() };
        // What was learnt meanwhile may let the stated reasons carry it after all.
        let stated = sufficiency == Sufficiency::Insufficient && missing.is_empty();
        let sufficiency = if stated { Sufficiency::Sufficient } else { sufficiency };
        let algebra = best.algebra;
        Outcome::Proved(Box::new(Proof { proved: best.proved, used, algebra, missing, sufficiency }))
    }
}

fn failure(lost: Lost) -> Failure {
    Failure {
        parted: Some((lost.left, lost.right)),
        wanted: lost.wanted.into_iter().collect(),
        exhausted: lost.exhausted,
        ..Failure::default()
    }
}
