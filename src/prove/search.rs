//! The search: equality saturation over whole lines. The only file that names egg.
//!
//! A node of the e-graph is a whole line, identified by its term; an edge is one named rule with the background algebra that makes
//! its result canonical. Each named rule is an [`egg::Rewrite`]: its searcher finds the lines that it may be applied to, its applier adds the rewritten
//! line and the union. The runner saturates; the certificate is read off egg's explanation, which tells the edges between the two lines.
//!
//! Lines grow by limited discrepancy: in phase 0 every line is developed by the first rule that applies to it, in phase *d* also by others, as long
//! as the number of times a first choice was passed over stays within *d*. All limits are counts.

use super::equation::{self, Equation};
use super::ranges::{self, Frontier};
use super::shape::{PREFERENCE, Shape};
use super::{absolutes, cases, combination, exclusions, induction, powers, stationary};
use crate::kernel::check::induction::Hypothesis;
use crate::kernel::obligation::{Binder, Condition, Relation, Signature};
use crate::kernel::theorem::Theorems;
use crate::normal::{Allowed, Label, Normaliser, Oracle};
use crate::rule::{Move, Reason, Rule, Script};
use crate::term::Term;
use egg::{Applier, EGraph, Id, PatternAst, Rewrite, Runner, SearchMatches, Searcher, SimpleScheduler, Subst, Symbol, Var};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

egg::define_language! {
    /// A line of the search, by its number.
    enum LineNode {
        Line(u32),
    }
}

type Graph<'a> = EGraph<LineNode, State<'a>>;

/// One developing rule: a switch of the normaliser, or an equation used once everywhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Edge {
    /// A named rule is switched on.
    Reason(Reason),
    /// A definition may be unfolded.
    Definition(crate::term::Name),
    /// The equation with this number rewrites the line.
    Equation(usize),
    /// The same equation once more: what it has brought in may be an instance again.
    Again(usize, u8),
    /// Ranges of sums that the two lines share but for their ends are brought to a common core.
    AlignRanges,
    /// Products that leave out an index, and those that do not, are brought to the former.
    AlignExclusions,
    /// Powers of one base whose exponents differ by integers, in the two lines, are brought to the least of them.
    AlignPowers,
    /// In the step of an induction: what ranges have gained since the case before is split off.
    SplitOff,
    /// Ranges of nested sums that depend on outer indices become guards.
    WidenRanges,
    /// Larger and smaller ones of two numbers are written by absolute values.
    Absolutes,
    /// The probability of the last named outcome, or of a tail, is written by those of the others.
    Complement,
    /// Indicators of orders are brought to one of the two orders of their sides.
    Trichotomy,
    /// A combination of several equations without variables leads to the other line.
    Combine,
}

impl Edge {
    /// The number of the equation that it uses.
    fn equation(&self) -> Option<usize> {
        if let Edge::Equation(i) | Edge::Again(i, _) = self { Some(*i) } else { None }
    }
}

/// What a search may use.
#[derive(Clone, Debug, Default)]
pub(super) struct Universe {
    /// Named rules.
    pub reasons: BTreeSet<Reason>,
    /// Definitions.
    pub definitions: Vec<crate::term::Name>,
    /// Assumptions and results as rewrites.
    pub equations: Vec<Equation>,
    /// In the step of an induction: where it stands.
    pub frontier: Option<Frontier>,
    /// Assumptions and results that are inequalities.
    pub orders: Vec<Order>,
    /// Definitions are unfolded and logarithms taken apart before anything else.
    pub unfolded_first: bool,
}

/// An inequality that may be cited.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Its name.
    pub name: crate::term::Name,
    /// A proved result (else an assumption).
    pub result: bool,
    /// The hypothesis of an induction.
    pub hypothesis: bool,
    /// The values of the first variables, where they are fixed.
    pub given: Vec<Term>,
    /// Universally quantified.
    pub binders: Vec<Binder>,
    /// Left side.
    pub left: Term,
    /// Not `=`.
    pub relation: Relation,
    /// Right side.
    pub right: Term,
}

impl Order {
    /// As what it is cited.
    pub(super) fn label(&self) -> Label {
        if self.hypothesis {
            return Label::Reason(Reason::Induction);
        }
        if self.result { Label::Result(self.name.clone()) } else { Label::Assumption(self.name.clone()) }
    }
}

/// Under what a search stands.
#[derive(Clone, Copy)]
pub(super) struct Stand<'a> {
    /// The declarations.
    pub signature: &'a Signature,
    /// The results that may be cited.
    pub theorems: &'a Theorems,
    /// The variables of the lines.
    pub vars: &'a [Binder],
    /// The hypotheses of the inductions around.
    pub hypotheses: &'a [Hypothesis],
    /// How many inductions stand around.
    pub level: usize,
}

/// A found proof: the two scripts, and what they used.
pub(super) struct Found {
    pub left: Script,
    pub right: Script,
    pub used: BTreeSet<Label>,
}

/// Where the search ended without a proof.
pub(super) struct Lost {
    /// The last lines of both sides.
    pub left: Term,
    pub right: Term,
    /// Conditions that would have let a rule apply.
    pub wanted: BTreeSet<Condition>,
    /// The fuel was spent.
    pub exhausted: bool,
    /// Ways to the lines of both sides, last first, for relations that need no meeting.
    pub scripts: Vec<(Script, Script, BTreeSet<Label>)>,
}

struct Line {
    term: Term,
    /// 0: grown from the left line, 1: from the right.
    side: usize,
    allowed: Allowed,
    /// Edges that rewrite a line once, and have.
    done: BTreeSet<Edge>,
    /// Rules that apply, in order of preference, and how many of them have been tried.
    choices: Vec<Edge>,
    tried: usize,
    /// Rules that do nothing to it (or too much).
    idle: BTreeSet<Edge>,
    discrepancy: usize,
}

struct EdgeData {
    from: u32,
    to: u32,
    script: Script,
    used: BTreeSet<Label>,
}

/// State of one search, carried by the e-graph as its analysis.
struct State<'a> {
    stand: Stand<'a>,
    oracle: &'a dyn Oracle,
    universe: &'a Universe,
    lines: Vec<Line>,
    index: BTreeMap<Term, u32>,
    edges: Vec<EdgeData>,
    fuel: u64,
    phase: usize,
    /// Last line of each side.
    tips: [u32; 2],
    wanted: BTreeSet<Condition>,
    exhausted: bool,
}

/// Most lines of one search.
const MOST_LINES: usize = 400;
/// Most equations that are used as they are written.
const MOST_AS_WRITTEN: usize = 3;
/// How often an equation is used once more.
const MOST_AGAIN: u8 = 2;
/// What part of the fuel a case distinction may take.
const FOR_CASES: u64 = 2;
/// Switched on in each case, if the search may use them: a case may be simpler than the line.
const TIDYING: &[Reason] = &[Reason::Cases, Reason::Indicator, Reason::Power, Reason::ExpLog, Reason::Derivative];
/// Most passed-over first choices on the way to a line.
const MOST_DISCREPANCY: usize = 2;

impl egg::Analysis<LineNode> for State<'_> {
    type Data = ();
    fn make(_: &mut EGraph<LineNode, Self>, _: &LineNode, _: Id) -> Self::Data {}
    fn merge(&mut self, (): &mut Self::Data, (): Self::Data) -> egg::DidMerge {
        egg::DidMerge(false, false)
    }
}

/// The searcher and applier of one named rule.
#[derive(Clone)]
struct Named {
    edge: Edge,
}

impl<'a> Searcher<LineNode, State<'a>> for Named {
    fn search_eclass_with_limit(&self, graph: &Graph<'a>, class: Id, _: usize) -> Option<SearchMatches<'_, LineNode>> {
        let ready = graph[class].iter().any(|node| graph.analysis.ready(node, &self.edge));
        ready.then(|| SearchMatches { eclass: class, substs: vec![Subst::default()], ast: None })
    }
    fn vars(&self) -> Vec<Var> {
        Vec::new()
    }
}

impl<'a> Applier<LineNode, State<'a>> for Named {
    fn apply_one(&self, graph: &mut Graph<'a>, class: Id, _: &Subst, _: Option<&PatternAst<LineNode>>, _: Symbol) -> Vec<Id> {
        let nodes: Vec<LineNode> = graph[class].nodes.clone();
        let mut changed = Vec::new();
        for node in nodes {
            let LineNode::Line(number) = node;
            if !graph.analysis.ready(&node, &self.edge) {
                continue;
            }
            for edge in graph.analysis.develop(number, &self.edge) {
                changed.extend(unite(graph, edge));
            }
        }
        changed
    }
}

/// Adds the edge's line to the e-graph and unites it with the line it came from.
fn unite(graph: &mut Graph<'_>, edge: usize) -> Option<Id> {
    let EdgeData { from, to, .. } = graph.analysis.edges[edge];
    let from = graph.add_uncanonical(LineNode::Line(from));
    let to = graph.add_uncanonical(LineNode::Line(to));
    graph.union_trusted(from, to, format!("edge#{edge}")).then_some(to)
}

impl State<'_> {
    fn ready(&self, node: &LineNode, edge: &Edge) -> bool {
        let LineNode::Line(number) = node;
        let Some(line) = self.lines.get(*number as usize) else { return false };
        // What a distinction of cases shows is told by one.
        let early = matches!(edge, Edge::Absolutes | Edge::Trichotomy | Edge::Again(..)) && self.phase == 0;
        let next = line.choices.get(line.tried) == Some(edge) && !early;
        next && self.lines.len() < MOST_LINES && line.tried + line.discrepancy <= self.phase
    }

    /// Applies one rule to one line; gives the new edges.
    fn develop(&mut self, number: u32, edge: &Edge) -> Vec<usize> {
        let n = number as usize;
        let skipped = self.lines[n].tried;
        self.lines[n].tried += 1;
        let (term, side) = (self.lines[n].term.clone(), self.lines[n].side);
        let mut allowed = self.lines[n].allowed.clone();
        let mut done = self.lines[n].done.clone();
        let other = self.lines[self.tips[1 - side] as usize].term.clone();
        let (oracle, signature) = (self.oracle, self.stand.signature);
        let mut run = Normaliser::new(signature, oracle, allowed.clone(), self.fuel);
        let rewritten = match edge {
            Edge::Reason(r) => {
                allowed.reasons.insert(*r);
                Some(term.clone())
            }
            Edge::Definition(d) => {
                allowed.definitions.insert(d.clone());
                Some(term.clone())
            }
            Edge::Equation(i) | Edge::Again(i, _) => {
                done.insert(edge.clone());
                let equation = &self.universe.equations[*i];
                let mut from = Some(term.clone());
                if equation.way == equation::Use::Independence {
                    let forms = [Reason::Marginal, Reason::Conditional];
                    allowed.reasons.extend(forms.iter().filter(|r| self.universe.reasons.contains(r)));
                    run.allowed = allowed.clone();
                    from = run.normalise(&term);
                }
                let plain = from.and_then(|from| equation::rewrite(&mut run, equation, &from));
                plain.or_else(|| {
                    let result = stationary::rewrite(&mut run, equation, &term, (self.universe, signature));
                    allowed = run.allowed.clone();
                    result
                })
            }
            Edge::AlignRanges => {
                done.insert(edge.clone());
                let mut others = vec![other];
                for equation in self.universe.equations.iter().filter(|e| e.hypothesis) {
                    others.extend(equation.ground(&mut run).into_iter().flat_map(|(l, r)| [l, r]));
                }
                ranges::align(&mut run, &term, &others)
            }
            Edge::AlignExclusions => {
                done.insert(edge.clone());
                exclusions::align(&mut run, &term, &[other])
            }
            Edge::SplitOff => {
                done.insert(edge.clone());
                self.universe.frontier.as_ref().and_then(|frontier| ranges::split_off(&mut run, &term, frontier))
            }
            Edge::AlignPowers => {
                done.insert(edge.clone());
                powers::align(&mut run, &term, &other, &self.universe.reasons)
            }
            Edge::WidenRanges => ranges::widen(&mut run, &term),
            Edge::Absolutes => absolutes::write(&mut run, &term),
            Edge::Complement => run.complemented(&term),
            Edge::Trichotomy => run.trichotomy(&term),
            Edge::Combine => {
                done.insert(edge.clone());
                combination::lead(&mut run, &self.universe.equations, &term, &other)
            }
        };
        run.allowed = allowed.clone();
        let mut result = rewritten.and_then(|t| run.normalise(&t));
        if let Edge::Equation(_) | Edge::Again(..) | Edge::Definition(_) = edge {
            let before: Vec<usize> = self.lines[n].done.iter().filter_map(Edge::equation).collect();
            for used in before {
                let mut settled = |t: &Term| equation::settle(&mut run, &self.universe.equations[used], t);
                result = result.map(|t| settled(&t).unwrap_or(t));
            }
        }
        self.fuel = run.fuel;
        self.wanted.extend(std::mem::take(&mut run.wanted));
        let (script, used) = (std::mem::take(&mut run.script), std::mem::take(&mut run.fired));
        let discrepancy = self.lines[n].discrepancy + skipped;
        let Some(result) = result.filter(|r| *r != term) else {
            // Nothing changed (or the result is too large): the line goes on without.
            self.exhausted = self.exhausted || self.fuel == 0;
            if let Edge::Reason(_) | Edge::Definition(_) = edge
                && self.fuel > 0
            {
                self.lines[n].allowed = allowed;
            }
            self.lines[n].idle.insert(edge.clone());
            self.lines[n].tried = skipped;
            self.lines[n].choices = self.choices(n);
            return Vec::new();
        };
        let to = self.line(result, side, allowed, done, discrepancy);
        self.edges.push(EdgeData { from: number, to, script, used });
        let mut new = vec![self.edges.len() - 1];
        new.extend(self.meet(to));
        new
    }

    /// The number of the line with this term.
    fn line(&mut self, term: Term, side: usize, allowed: Allowed, done: BTreeSet<Edge>, discrepancy: usize) -> u32 {
        if let Some(known) = self.index.get(&term) {
            return *known;
        }
        let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        self.index.insert(term.clone(), number);
        self.lines.push(Line { term, side, allowed, done, choices: Vec::new(), tried: 0, idle: BTreeSet::new(), discrepancy });
        let choices = self.choices(number as usize);
        self.lines[number as usize].choices = choices;
        self.tips[side] = number;
        number
    }

    /// A case distinction from a line of the left side to one of the right, as an edge. What assumptions and results bring in may be
    /// needed or in the way, on either side.
    fn distinguish(&mut self) -> Option<usize> {
        let label = [Reason::Cases, Reason::Indicator].into_iter().find(|r| self.universe.reasons.contains(r));
        let plain = [0, 1].map(|side| self.last_rewritten_by(side, &|_| false));
        let forward = [0, 1].map(|side| self.last_rewritten_by(side, &|e| e.way == equation::Use::Forward));
        let pairs = [plain, [forward[0], plain[1]], [plain[0], forward[1]], forward, self.tips];
        let mut tried = BTreeSet::new();
        pairs.into_iter().filter(|pair| tried.insert(*pair)).find_map(|pair| self.distinguish_between(pair, label))
    }

    /// The last line of a side that only such equations have rewritten.
    fn last_rewritten_by(&self, side: usize, wanted: &dyn Fn(&Equation) -> bool) -> u32 {
        let unwanted = |e: &Edge| match e {
            Edge::Equation(i) => !wanted(&self.universe.equations[*i]),
            Edge::AlignRanges | Edge::AlignExclusions | Edge::SplitOff => true,
            _ => false,
        };
        let fits = |l: &Line| l.side == side && !l.done.iter().any(unwanted);
        let last = self.lines.iter().rposition(fits).and_then(|n| u32::try_from(n).ok());
        last.unwrap_or(self.tips[side])
    }

    fn distinguish_between(&mut self, [from, to]: [u32; 2], label: Option<Reason>) -> Option<usize> {
        let (left, right) = (&self.lines[from as usize], &self.lines[to as usize]);
        let mut allowed = left.allowed.clone();
        allowed.reasons.extend(right.allowed.reasons.iter().copied());
        allowed.definitions.extend(right.allowed.definitions.iter().cloned());
        allowed.reasons.extend(TIDYING.iter().filter(|r| self.universe.reasons.contains(r)));
        let (start, end) = (left.term.clone(), right.term.clone());
        let mut run = Normaliser::new(self.stand.signature, self.oracle, allowed, self.fuel / FOR_CASES);
        let script = cases::prove(&mut run, &start, &end, label.is_some());
        let mut used = std::mem::take(&mut run.fired);
        self.fuel = self.fuel - self.fuel / FOR_CASES + run.fuel;
        let script = script.filter(|script| self.oracle.leads(&start, script) == Some(end))?;
        if script.iter().any(cases::distinguishes) {
            used.extend(label.map(Label::Reason));
        }
        self.edges.push(EdgeData { from, to, script, used });
        Some(self.edges.len() - 1)
    }

    /// If plain algebra leads from a new line to the last line of the other side, the edge that says so.
    fn meet(&mut self, number: u32) -> Option<usize> {
        let side = self.lines[number as usize].side;
        let other = self.tips[1 - side];
        if other == number {
            return None;
        }
        let (here, there) = (&self.lines[number as usize].term, &self.lines[other as usize].term);
        let difference = crate::normal::poly::poly(&Term::sub(here.clone(), there.clone()));
        let equal = difference.is_some_and(|p| p.vanishes());
        if !equal || here == there {
            return None;
        }
        let script = vec![Move { path: Vec::new(), rule: Rule::Ring(there.clone()) }];
        self.edges.push(EdgeData { from: number, to: other, script, used: BTreeSet::new() });
        Some(self.edges.len() - 1)
    }

    /// The rules that may do something to a line, most preferred first.
    fn choices(&self, number: usize) -> Vec<Edge> {
        let line = &self.lines[number];
        let shape = Shape::of(&line.term, self.stand.signature);
        let mut out = Vec::new();
        if self.universe.frontier.is_some() && shape.ranges && !line.done.contains(&Edge::SplitOff) {
            out.push(Edge::SplitOff);
        }
        for reason in PREFERENCE {
            if self.universe.reasons.contains(reason) && !line.allowed.has(*reason) && shape.interests(*reason) {
                out.push(Edge::Reason(*reason));
            }
        }
        let ranges = [Reason::SplitEnd, Reason::Telescope, Reason::Geometric].iter().any(|r| self.universe.reasons.contains(r));
        let equation = |i: usize| &self.universe.equations[i];
        let same = |i: usize, j: usize| equation(i).name == equation(j).name && equation(i).given == equation(j).given;
        let fresh = |i: usize| !line.done.iter().any(|edge| matches!(edge, Edge::Equation(used) if same(i, *used)));
        let equations = |first: bool, out: &mut Vec<Edge>| {
            for (i, equation) in self.universe.equations.iter().enumerate() {
                let apt = equation.way != equation::Use::Independence && (equation.way == equation::Use::Forward) == first;
                if apt && fresh(i) && equation.concerns(&line.term) {
                    out.push(Edge::Equation(i));
                }
            }
        };
        let independences = |out: &mut Vec<Edge>| {
            let of_joints = self.universe.equations.iter().enumerate().filter(|(_, e)| e.way == equation::Use::Independence);
            out.extend(of_joints.filter(|(i, e)| fresh(*i) && e.concerns(&line.term)).map(|(i, _)| Edge::Equation(i)));
        };
        independences(&mut out);
        equations(true, &mut out);
        for definition in self.universe.definitions.iter().rev() {
            if !line.allowed.definitions.contains(definition) && shape.names.contains(definition) {
                out.push(Edge::Definition(definition.clone()));
            }
        }
        if ranges && shape.ranges && !line.done.contains(&Edge::AlignRanges) {
            out.push(Edge::AlignRanges);
        }
        if shape.product && self.universe.reasons.contains(&Reason::IndicatorSplit) && !line.done.contains(&Edge::AlignExclusions)
        {
            out.push(Edge::AlignExclusions);
        }
        let combined = self
            .universe
            .equations
            .iter()
            .enumerate()
            .filter(|(i, e)| e.concerns(&line.term) && combination::fits(e) && fresh(*i));
        if combined.count() > 1 && !line.done.contains(&Edge::Combine) {
            out.push(Edge::Combine);
        }
        let known = |reason: Reason| self.universe.reasons.contains(&reason);
        let powers = (known(Reason::Power) && shape.power) || (known(Reason::ExpLog) && shape.exp_or_log);
        if powers && !line.done.contains(&Edge::AlignPowers) {
            out.push(Edge::AlignPowers);
        }
        if shape.dependent {
            out.push(Edge::WidenRanges);
        }
        if shape.named && line.allowed.has(Reason::Normalised) {
            out.push(Edge::Complement);
        }
        equations(false, &mut out);
        if shape.order && line.allowed.has(Reason::Indicator) {
            out.push(Edge::Trichotomy);
        }
        if shape.extremum && !shape.derivative && line.allowed.has(Reason::Cases) {
            out.push(Edge::Absolutes);
        }
        out.extend(self.universe.equations.iter().enumerate().filter_map(|(i, e)| self.again(line, i, e)));
        out.retain(|edge| !line.idle.contains(edge));
        if self.universe.unfolded_first {
            out.sort_by_key(|edge| !matches!(edge, Edge::Definition(_) | Edge::Reason(Reason::ExpLog)));
        }
        out
    }
}

impl State<'_> {
    /// An equation that has rewritten the line, to be used once more.
    fn again(&self, line: &Line, i: usize, equation: &Equation) -> Option<Edge> {
        let rewrites = matches!(equation.way, equation::Use::Forward | equation::Use::Leading(_)) && !equation.hypothesis;
        let times = (1..=MOST_AGAIN).find(|n| !line.done.contains(&Edge::Again(i, *n)))?;
        (rewrites && line.done.contains(&Edge::Equation(i))).then_some(Edge::Again(i, times))
    }
}

/// Searches for a proof of `left = right`. Without `saturate` only plain algebra on both lines is done.
///
/// egg takes the time of everything it does. Here the clock stands still: nothing may depend on it, and calibrating a real one
/// takes longer than a proof.
pub(super) fn search(
    stand: Stand<'_>,
    oracle: &dyn Oracle,
    universe: &Universe,
    left: &Term,
    right: &Term,
    saturate: bool,
    fuel: &mut u64,
) -> Result<Found, Lost> {
    let (clock, _) = quanta::Clock::mock();
    quanta::with_clock(&clock, || {
        let mut graph = Graph::new(State::new(stand, oracle, universe, *fuel)).with_explanations_enabled();
        let ends = graph.analysis.begin(left, right);
        let [l, r] = ends.map(|number| graph.add_uncanonical(LineNode::Line(number)));
        let mut first = graph.analysis.algebra(ends);
        if saturate {
            first.extend(ends.into_iter().flat_map(|end| graph.analysis.as_written(end)));
        }
        for edge in first {
            unite(&mut graph, edge);
        }
        graph.rebuild();
        let rules = rules(universe);
        for phase in 0..=MOST_DISCREPANCY {
            if graph.find(l) == graph.find(r) || !saturate {
                break;
            }
            graph.analysis.phase = phase;
            graph = saturate_all(graph, &rules, [l, r]);
            if phase == 0
                && graph.find(l) != graph.find(r)
                && let Some(edge) = graph.analysis.distinguish()
            {
                unite(&mut graph, edge);
                graph.rebuild();
            }
        }
        if graph.find(l) != graph.find(r) && saturate {
            let allowance = graph.analysis.fuel.max(*fuel / 2);
            if let Some(edge) = graph.analysis.induct(ends, allowance) {
                unite(&mut graph, edge);
                graph.rebuild();
            }
        }
        *fuel = graph.analysis.fuel;
        if graph.find(l) == graph.find(r) { Ok(read_off(&mut graph, ends)) } else { Err(lost(&graph.analysis)) }
    })
}

/// Runs egg until the two lines meet or nothing is left to do. An iteration that only switched rules on unites nothing, and egg calls that
/// saturated; it is asked again as long as there was progress.
fn saturate_all<'a>(mut graph: Graph<'a>, rules: &[Rewrite<LineNode, State<'a>>], ends: [Id; 2]) -> Graph<'a> {
    loop {
        let before = graph.analysis.progress();
        // The runner wants an e-graph of its own; the state goes with it.
        let State { stand, oracle, universe, .. } = graph.analysis;
        let runner = Runner::<LineNode, State<'a>, ()>::new(State::new(stand, oracle, universe, 0))
            .with_egraph(graph)
            .with_scheduler(SimpleScheduler)
            .with_iter_limit(MOST_LINES)
            .with_node_limit(MOST_LINES * 4)
            .with_time_limit(Duration::from_secs(1_000_000))
            .with_hook(move |runner| {
                let met = runner.egraph.find(ends[0]) == runner.egraph.find(ends[1]);
                if met { Err("met".into()) } else { Ok(()) }
            })
            .run(rules);
        graph = runner.egraph;
        if graph.find(ends[0]) == graph.find(ends[1]) || graph.analysis.progress() == before {
            return graph;
        }
    }
}

fn rules<'a>(universe: &Universe) -> Vec<Rewrite<LineNode, State<'a>>> {
    let mut edges: Vec<Edge> = universe.reasons.iter().map(|r| Edge::Reason(*r)).collect();
    edges.extend(universe.definitions.iter().map(|d| Edge::Definition(d.clone())));
    edges.extend((0..universe.equations.len()).map(Edge::Equation));
    edges.extend((0..universe.equations.len()).flat_map(|i| (1..=MOST_AGAIN).map(move |n| Edge::Again(i, n))));
    edges.extend([
        Edge::AlignRanges,
        Edge::AlignExclusions,
        Edge::WidenRanges,
        Edge::AlignPowers,
        Edge::SplitOff,
        Edge::Absolutes,
        Edge::Complement,
        Edge::Trichotomy,
        Edge::Combine,
    ]);
    let named = |edge: Edge| {
        let rule = Named { edge };
        Rewrite::new(format!("{:?}", rule.edge), rule.clone(), rule).ok()
    };
    edges.into_iter().filter_map(named).collect()
}

impl<'a> State<'a> {
    fn new(stand: Stand<'a>, oracle: &'a dyn Oracle, universe: &'a Universe, fuel: u64) -> Self {
        State {
            stand,
            oracle,
            universe,
            lines: Vec::new(),
            index: BTreeMap::new(),
            edges: Vec::new(),
            fuel,
            phase: 0,
            tips: [0, 1],
            wanted: BTreeSet::new(),
            exhausted: false,
        }
    }

    fn begin(&mut self, left: &Term, right: &Term) -> [u32; 2] {
        [left, right].map(|t| {
            let side = usize::from(!self.lines.is_empty());
            let line = Line {
                term: t.clone(),
                side,
                allowed: Allowed::default(),
                done: BTreeSet::new(),
                choices: Vec::new(),
                tried: 0,
                idle: BTreeSet::new(),
                discrepancy: 0,
            };
            self.lines.push(line);
            u32::from(side == 1)
        })
    }

    /// Plain algebra on both lines; these edges need no reason.
    fn algebra(&mut self, ends: [u32; 2]) -> Vec<usize> {
        let mut edges = Vec::new();
        for (side, end) in ends.into_iter().enumerate() {
            let term = self.lines[end as usize].term.clone();
            let (oracle, signature) = (self.oracle, self.stand.signature);
            let mut run = Normaliser::new(signature, oracle, Allowed::default(), self.fuel);
            let result = run.normalise(&term);
            self.fuel = run.fuel;
            let Some(result) = result else {
                self.exhausted = true;
                continue;
            };
            let (script, used) = (std::mem::take(&mut run.script), std::mem::take(&mut run.fired));
            let to = self.line(result, side, Allowed::default(), BTreeSet::new(), 0);
            self.edges.push(EdgeData { from: end, to, script, used });
            edges.push(self.edges.len() - 1);
            edges.extend(self.meet(to));
        }
        edges
    }

    /// Equations that are used where a side of them stands as it is written.
    fn as_written(&mut self, end: u32) -> Vec<usize> {
        let (term, side) = (self.lines[end as usize].term.clone(), self.lines[end as usize].side);
        let mut edges = Vec::new();
        for (i, equation) in self.universe.equations.iter().enumerate() {
            let mut run = Normaliser::new(self.stand.signature, self.oracle, Allowed::default(), self.fuel);
            let result = equation::verbatim(&mut run, equation, &term).and_then(|t| run.normalise(&t));
            let (script, used) = (std::mem::take(&mut run.script), std::mem::take(&mut run.fired));
            self.fuel = run.fuel;
            let Some(result) = result.filter(|_| edges.len() < MOST_AS_WRITTEN) else { continue };
            let to = self.line(result, side, Allowed::default(), BTreeSet::from([Edge::Equation(i)]), 0);
            self.edges.push(EdgeData { from: end, to, script, used });
            edges.push(self.edges.len() - 1);
            edges.extend(self.meet(to));
        }
        edges
    }

    /// Induction between the two lines as they stand, or else between what has been made of them.
    fn induct(&mut self, ends: [u32; 2], allowance: u64) -> Option<usize> {
        let mut fuel = allowance;
        let pairs = if self.tips == ends { vec![ends] } else { vec![ends, self.tips] };
        let found = pairs.into_iter().find_map(|pair| {
            let [left, right] = pair.map(|n| self.lines[n as usize].term.clone());
            induction::prove(self.stand, self.oracle, self.universe, &left, &right, &mut fuel).map(|found| (pair, found))
        });
        self.fuel = self.fuel.saturating_sub(allowance - fuel);
        let ([from, to], (script, used)) = found?;
        self.edges.push(EdgeData { from, to, script, used });
        Some(self.edges.len() - 1)
    }

    /// The scripts from the two lines to what has been made of them: last of both sides, then pairs on the way back.
    fn ways(&self) -> Vec<(Script, Script, BTreeSet<Label>)> {
        let chain = |tip: u32| {
            let (mut steps, mut at) = (vec![(Script::new(), BTreeSet::new())], tip);
            let mut edges = Vec::new();
            while let Some(edge) = self.edges.iter().find(|e| e.to == at && e.to > e.from) {
                edges.push(edge);
                at = edge.from;
            }
            for edge in edges.into_iter().rev() {
                let (mut script, mut used) = steps.last().cloned().unwrap_or_default();
                script.extend(edge.script.iter().cloned());
                used.extend(edge.used.iter().cloned());
                steps.push((script, used));
            }
            steps.reverse();
            steps
        };
        let (left, right) = (chain(self.tips[0]), chain(self.tips[1]));
        let mut out = Vec::new();
        for i in 0..left.len().max(right.len()).min(6) {
            let (l, r) = (left.get(i).or(left.last()), right.get(i).or(right.last()));
            if let (Some((ls, lu)), Some((rs, ru))) = (l, r) {
                out.push((ls.clone(), rs.clone(), lu.union(ru).cloned().collect()));
            }
        }
        out
    }

    fn progress(&self) -> usize {
        self.lines.iter().map(|l| l.tried + l.idle.len()).sum::<usize>() + self.lines.len() * 1000
    }
}

/// The two scripts, from egg's explanation: edges walked forward from the left line, then backward to the right one.
fn read_off(graph: &mut Graph<'_>, ends: [u32; 2]) -> Found {
    let [l, r] = ends.map(|number| {
        let mut expr = egg::RecExpr::default();
        expr.add(LineNode::Line(number));
        expr
    });
    let mut explanation = graph.explain_equivalence(&l, &r);
    let flat = explanation.make_flat_explanation();
    let number = |rule: &Symbol| rule.as_str().strip_prefix("edge#").and_then(|n| n.parse::<usize>().ok());
    let forward: Vec<usize> = flat.iter().filter_map(|step| step.forward_rule.as_ref().and_then(number)).collect();
    let mut backward: Vec<usize> = flat.iter().filter_map(|step| step.backward_rule.as_ref().and_then(number)).collect();
    backward.reverse();
    let edges = &graph.analysis.edges;
    let script = |numbers: &[usize]| numbers.iter().flat_map(|n| edges[*n].script.iter().cloned()).collect();
    let used = forward.iter().chain(&backward).flat_map(|n| edges[*n].used.iter().cloned()).collect();
    Found { left: script(&forward), right: script(&backward), used }
}

fn lost(state: &State<'_>) -> Lost {
    Lost {
        left: state.lines[state.tips[0] as usize].term.clone(),
        right: state.lines[state.tips[1] as usize].term.clone(),
        wanted: state.wanted.clone(),
        exhausted: state.exhausted || state.fuel == 0,
        scripts: state.ways(),
    }
}
