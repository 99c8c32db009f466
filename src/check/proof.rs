//! A proof as it is told to a reader: the kernel's and the prover's answer in the words of the file.

use super::moves::{self, View};
use super::{naming, trace};
use crate::elaborate::{Cited, display};
use crate::kernel::check::Proved;
use crate::kernel::definedness::DEFINED;
use crate::kernel::obligation::{Condition, Obligation, Signature};
use crate::kernel::theorem::Theorems;
use crate::normal::Label;
use crate::prove::{self, Failure, Outcome, Request, Sufficiency, cited_name};
use crate::report::{Formula, Move, Parted, PartedSide, Stage};
use crate::syntax::print::{ONE_LINE, print_expr};
use crate::syntax::tree::Clause;
use crate::term::{BigOp, Name, Node, Rel, Term};

/// What is to be proved, and with what.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The declarations, with the assumptions that may be used.
    pub signature: &'a Signature,
    /// Results that may be used.
    pub theorems: &'a Theorems,
    /// The step.
    pub obligation: &'a Obligation,
    /// The stated reasons; `None` where none is stated.
    pub stated: Option<&'a [Cited]>,
    /// Work allowed: a count, never seconds.
    pub budget: u64,
    /// Are [`Proof::stages`] wanted?
    pub stages: bool,
    /// Are [`Proof::moves`] wanted?
    pub moves: bool,
}

/// Where a side condition of a proof comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// The declarations give it.
    Declarations,
    /// Only the two lines themselves presuppose it.
    Lines,
}

/// An accepted proof, printed.
pub struct Proof {
    /// What the kernel gave.
    pub kernel: Proved,
    /// Rules, definitions, lemmas and assumptions used, by the names under which they are cited.
    pub used: Vec<String>,
    /// Those of them that the stated reasons lack.
    pub missing: Vec<String>,
    /// Do the stated reasons carry it?
    pub sufficiency: Sufficiency,
    /// The assumptions it rests on, through citations.
    pub assumed: Vec<String>,
    /// The side conditions with where they come from.
    pub side_conditions: Vec<(String, Origin)>,
    /// The moves, if wanted.
    pub moves: Vec<Move>,
    /// The same in a few stages, if wanted.
    pub stages: Vec<Stage>,
}

/// The answer.
pub enum Answer {
    /// The kernel accepted a certificate.
    Proved(Box<Proof>),
    /// No proof was found.
    Unproved {
        /// Why: the budget, or that none was found.
        message: String,
        /// Where the lines part, simplified.
        parted: Option<Box<Parted>>,
        /// The lines of a strict order were proved equal.
        equal: Option<Box<Proved>>,
        /// Conditions that neither the declarations nor the lines give.
        missing_conditions: Vec<String>,
    },
}

/// Looks for a proof.
pub fn prove(task: &Task<'_>) -> Answer {
    let stated: Option<Vec<Label>> = task.stated.map(|cited| cited.iter().map(label).collect());
    let request = Request {
        signature: task.signature,
        theorems: task.theorems,
        obligation: task.obligation,
        stated: stated.as_deref(),
        fuel: task.budget,
        saturate: true,
    };
    match prove::prove(&request) {
        Outcome::Proved(found) => Answer::Proved(Box::new(told(task, *found))),
        Outcome::Unproved(failure) => unproved(task, &failure),
    }
}

fn label(cited: &Cited) -> Label {
    match cited {
        Cited::Reason(reason) => Label::Reason(*reason),
        Cited::Definition(name) => Label::Definition(name.clone()),
        Cited::Assumption(name) => Label::Assumption(name.clone()),
        Cited::Result(name) => Label::Result(Name::new(name)),
    }
}

fn told(task: &Task<'_>, found: prove::Proof) -> Proof {
    let names = |labels: &[Label]| labels.iter().map(cited_name).collect::<Vec<String>>();
    let mut used = names(&found.used);
    if found.algebra || used.is_empty() {
        used.push("algebra".to_owned());
    }
    let kernel = found.proved;
    // What gives a condition is used, too.
    used.extend(kernel.cited().iter().map(Name::to_string).filter(|name| !used.contains(name)).collect::<Vec<String>>());
    let lines = [&task.obligation.left, &task.obligation.right];
    let show = |c: &Condition| condition(c, &lines, task.signature);
    let mut side_conditions: Vec<(String, Origin)> =
        kernel.discharged().iter().map(|c| (show(c), Origin::Declarations)).collect();
    side_conditions.extend(kernel.presupposed().iter().map(|c| (show(c), Origin::Lines)));
    side_conditions.sort();
    side_conditions.dedup();
    let view = View::of(&kernel, &used, task.signature);
    let moves = if task.moves { moves::of_step(&kernel, &view) } else { Vec::new() };
    let stages = if task.stages { trace::of_step(&kernel, &view) } else { Vec::new() };
    let assumed = kernel.assumed().iter().map(Name::to_string).collect();
    Proof {
        used,
        missing: names(&found.missing),
        sufficiency: found.sufficiency,
        assumed,
        side_conditions,
        moves,
        stages,
        kernel,
    }
}

/// A condition in the language of the file, with the names of the lines that it belongs to.
pub fn condition(c: &Condition, lines: &[&Term], signature: &Signature) -> String {
    formula(c, lines, signature).text()
}

/// A condition as a formula, with the same names.
pub fn formula(c: &Condition, lines: &[&Term], signature: &Signature) -> Formula {
    let c = naming::named(c, lines, signature);
    let (under, prop) = guarded(&c.prop);
    let (term, defined) = match claimed(&prop) {
        Some(t) => existence(t).map_or((t.clone(), true), |exists| (exists, false)),
        None => (c.prop.clone(), false),
    };
    let mut binders = display::clauses(&c.binders, signature);
    if defined || claimed(&prop).is_some() {
        binders.extend(under.iter().map(|h| Clause::Condition(display::expr(h, signature))));
    }
    Formula { tree: display::expr(&term, signature), defined, binders }
}

/// What is claimed to be defined.
fn claimed(prop: &Term) -> Option<&Term> {
    match prop.node() {
        Node::App(name, args) if name.as_str() == DEFINED => args.first(),
        _ => None,
    }
}

/// `not h or …, p` as `p` under the hypotheses `h`, …
fn guarded(prop: &Term) -> (Vec<Term>, Term) {
    let Node::Or(items) = prop.node() else { return (Vec::new(), prop.clone()) };
    let hypothesis = |t: &Term| if let Node::Not(h) = t.node() { Some(h.clone()) } else { None };
    match items.split_last() {
        Some((last, rest)) => match rest.iter().map(hypothesis).collect::<Option<Vec<Term>>>() {
            Some(all) => (all, last.clone()),
            None => (Vec::new(), prop.clone()),
        },
        None => (Vec::new(), prop.clone()),
    }
}

/// That a maximum of nothing but a guard is defined says that an index meets it: `0 < Σ_G 1`.
fn existence(t: &Term) -> Option<Term> {
    let Node::Big(BigOp::Max, hint, dom, guard, body) = t.node() else { return None };
    let number = Term::new(Node::Big(BigOp::Sum, hint.clone(), dom.clone(), guard.clone(), Term::int(1)));
    (*body == Term::int(0)).then(|| Term::cmp_rel(Rel::Lt, Term::int(0), number))
}

fn unproved(task: &Task<'_>, failure: &Failure) -> Answer {
    let signature = task.signature;
    if let Some(lacking) = &failure.lacking {
        let lines = [&task.obligation.left, &task.obligation.right];
        let lacking = condition(lacking, &lines, signature);
        let message = format!("it would follow if {lacking}, which neither the declarations nor the lines give");
        return Answer::Unproved { message, missing_conditions: vec![lacking], parted: None, equal: None };
    }
    let lines = [&task.obligation.left, &task.obligation.right];
    let mut missing_conditions: Vec<String> = Vec::new();
    for shown in failure.wanted.iter().map(|c| condition(c, &lines, signature)) {
        if missing_conditions.len() < MOST_CONDITIONS && !missing_conditions.contains(&shown) {
            missing_conditions.push(shown);
        }
    }
    let message = match (failure.rejected, failure.exhausted) {
        _ if failure.equal.is_some() => EQUAL,
        (true, _) => "a proof was found, but the kernel does not accept it",
        (false, true) => "no proof within the budget",
        (false, false) => "no proof was found",
    };
    let parted = match &failure.parted {
        Some((left, right)) if !failure.rejected && !failure.exhausted => Some(Box::new(parted(left, right, signature))),
        _ => None,
    };
    let message = match missing_conditions.as_slice() {
        [] => message.to_owned(),
        wanted => format!("{message}; it might help to know that {}", wanted.join(", ")),
    };
    Answer::Unproved { message, parted, missing_conditions, equal: failure.equal.clone() }
}

/// What is said of a strict order whose lines were proved equal.
pub(super) const EQUAL: &str = "the two lines are equal wherever both have values: neither is the larger";

/// How long a formula or a remark within a message may be; renderers that lay formulas out show more.
const LONGEST: usize = 160;

/// How many conditions that would help are told.
const MOST_CONDITIONS: usize = 3;

/// How many terms of each side are kept.
const MOST_TERMS: usize = 3;

/// The terms of the two normal forms that the other has not.
fn parted(left: &Term, right: &Term, signature: &Signature) -> Parted {
    let items = |t: &Term| {
        if let Node::Add(items) = t.node() { items.clone() } else { vec![t.clone()] }
    };
    let (l, r) = (items(left), items(right));
    Parted { left: side(&l, &r, signature), right: side(&r, &l, signature) }
}

/// Those of the terms that are not among the others.
fn side(own: &[Term], others: &[Term], signature: &Signature) -> PartedSide {
    let rest: Vec<&Term> = own.iter().filter(|t| !others.contains(t)).collect();
    let kept: Vec<Term> = rest.iter().copied().take(MOST_TERMS).cloned().collect();
    let tree = display::expr(&if kept.is_empty() { Term::int(0) } else { Term::add(kept) }, signature);
    let text = cut(&print_expr(&tree, ONE_LINE), LONGEST);
    PartedSide { text, more: rest.len().saturating_sub(MOST_TERMS), tree }
}

/// The beginning of a text that is too long.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most).chain(" …".chars()).collect() }
}
