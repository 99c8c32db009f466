//! A proof as it is told to a reader: the kernel's and the prover's answer in the words of the file.

use super::trace;
use crate::elaborate::{Cited, display};
use crate::kernel::check::{Proved, TraceLine as KernelLine};
use crate::kernel::definedness::DEFINED;
use crate::kernel::obligation::{Condition, Obligation, Signature};
use crate::kernel::theorem::Theorems;
use crate::normal::Label;
use crate::prove::{self, Failure, Outcome, Request, Sufficiency, cited_name};
use crate::report::{Difference, FROM_THE_RIGHT, Formula, Stage};
use crate::rule::{Rule, Script};
use crate::syntax::print::{ONE_LINE, print_expr};
use crate::syntax::tree::Expr;
use crate::term::{Name, Node, Term};

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
    /// Is [`Proof::trace`] wanted?
    pub trace: bool,
}

/// Where a side condition of a proof comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// The declarations give it.
    Declarations,
    /// Only the two lines themselves presuppose it.
    Lines,
}

/// One primitive move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceLine {
    /// The rule.
    pub rule: String,
    /// The line after the move.
    pub line: Expr,
    /// The conditions it used.
    pub conditions: Vec<String>,
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
    /// The moves.
    pub trace: Vec<TraceLine>,
    /// The same in a few stages.
    pub stages: Vec<Stage>,
}

/// The answer.
pub enum Answer {
    /// The kernel accepted a certificate.
    Proved(Box<Proof>),
    /// No proof was found.
    Unproved {
        /// Why: the budget, or the place where the lines part.
        message: String,
        /// Conditions that neither the declarations nor the lines give.
        missing_conditions: Vec<String>,
        /// The terms in which the two lines differ, simplified as far as the search came.
        difference: Option<Difference>,
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
        Outcome::Unproved(failure) => unproved(task.signature, &failure),
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
    let show = |c: &Condition| condition(c, task.signature);
    let mut side_conditions: Vec<(String, Origin)> =
        kernel.discharged().iter().map(|c| (show(c), Origin::Declarations)).collect();
    side_conditions.extend(kernel.presupposed().iter().map(|c| (show(c), Origin::Lines)));
    side_conditions.sort();
    side_conditions.dedup();
    let (trace, stages) = if task.trace {
        (trace(&kernel, task.signature), trace::stages(&kernel, &used, task.signature))
    } else {
        (Vec::new(), Vec::new())
    };
    let assumed = kernel.assumed().iter().map(Name::to_string).collect();
    Proof {
        used,
        missing: names(&found.missing),
        sufficiency: found.sufficiency,
        assumed,
        side_conditions,
        trace,
        stages,
        kernel,
    }
}

/// A condition in the language of the file.
pub fn condition(c: &Condition, signature: &Signature) -> String {
    formula(c, signature).text
}

/// A condition as a formula.
pub fn formula(c: &Condition, signature: &Signature) -> Formula {
    let (term, defined) = match c.prop.node() {
        Node::App(name, args) if name.as_str() == DEFINED && args.len() == 1 => (&args[0], true),
        _ => (&c.prop, false),
    };
    let tree = display::expr(term, signature);
    let binders = display::clauses(&c.binders, signature);
    let mut text = print_expr(&tree, ONE_LINE);
    if defined {
        text += " is defined";
    }
    if !c.binders.is_empty() {
        text += &format!(" for {}", display::clauses_text(&c.binders, signature));
    }
    Formula { text, tree, defined, binders }
}

/// The moves from the left line to the common line, then those from the right line to it.
fn trace(kernel: &Proved, signature: &Signature) -> Vec<TraceLine> {
    let mut side = None;
    let mut out = Vec::new();
    for line in kernel.trace() {
        // Moves inside a `Back` are told with it.
        if line.place.moves.len() > 1 {
            continue;
        }
        let first = side != Some(line.place.side);
        if first && side.is_some() {
            let line = display::expr(&kernel.obligation().right, signature);
            out.push(TraceLine { rule: FROM_THE_RIGHT.to_owned(), line, conditions: Vec::new() });
        }
        side = Some(line.place.side);
        out.push(TraceLine { rule: name(&line.rule, line), line: display::expr(&line.line, signature), conditions: Vec::new() });
    }
    out
}

/// The name of a rule with what it is applied to.
fn name(rule: &Rule, line: &KernelLine) -> String {
    match rule {
        Rule::Assume(name, ..) | Rule::Cite(name, ..) => name.to_string(),
        Rule::Unfold => unfolded(line).map_or_else(|| "definition".to_owned(), |n| format!("def {n}")),
        Rule::Back(_, script) => inner(script).to_owned(),
        other => other.name().to_owned(),
    }
}

/// The rule that gives a reversed script its name: the first that is no algebra.
fn inner(script: &Script) -> &'static str {
    script.iter().map(|m| m.rule.name()).find(|n| *n != "algebra").unwrap_or("algebra")
}

fn unfolded(line: &KernelLine) -> Option<Name> {
    line.unfolded.clone()
}

fn unproved(signature: &Signature, failure: &Failure) -> Answer {
    let missing_conditions: Vec<String> = failure.wanted.iter().take(3).map(|p| display::text(p, signature)).collect();
    let difference = failure.parted.as_ref().map(|(left, right)| parted(left, right, signature));
    let message = match (&failure.rejected, &difference) {
        (Some(error), _) => format!("a proof was found, but the kernel does not accept it ({error})"),
        (None, _) if failure.exhausted => "no proof within the budget".to_owned(),
        (None, Some(Difference { left, right })) => {
            format!("no proof was found; simplified, the left line has {} where the right has {}", left.text, right.text)
        }
        (None, None) => "no proof was found".to_owned(),
    };
    let message = match missing_conditions.as_slice() {
        [] => message,
        wanted => format!("{message}; it might help to know that {}", wanted.join(", ")),
    };
    Answer::Unproved { message, missing_conditions, difference }
}

/// The parts of the two normal forms that the other has not.
fn parted(left: &Term, right: &Term, signature: &Signature) -> Difference {
    let items = |t: &Term| if let Node::Add(items) = t.node() { items.clone() } else { vec![t.clone()] };
    let (l, r) = (items(left), items(right));
    let only = |a: &[Term], b: &[Term]| -> Formula {
        let rest: Vec<Term> = a.iter().filter(|t| !b.contains(t)).take(3).cloned().collect();
        formula(&Condition { binders: Vec::new(), prop: Term::add(rest) }, signature)
    };
    Difference { left: only(&l, &r), right: only(&r, &l) }
}
