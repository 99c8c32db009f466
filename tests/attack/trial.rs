//! One altered step on trial: evaluated, searched for a proof, and, where a proof is found, evaluated again with many more
//! models than the check would try.

use super::library::FUEL;
use derive_check::evaluate::{Evaluator, Options, Outcome as Evaluation, Unknown};
use derive_check::kernel::obligation::{Obligation, Signature};
use derive_check::kernel::session::Session;
use derive_check::kernel::theorem::Theorems;
use derive_check::prove::{Failure, Outcome, Request, prove};
use derive_check::term::{Node, Term};

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// It is no step at all.
    IllFormed,
    /// A model refutes it, and no proof was found.
    Refuted,
    /// Proved, and true in every model tried.
    Proved,
    /// Neither, and why.
    Unproved(String),
    /// Both: a defect.
    Contradiction,
}

/// Seeds of the models that a proved step must withstand.
const SEEDS: &[u64] = &[7, 1009, 77_777];

/// The court for the steps under some declarations.
pub struct Court<'a> {
    /// All declarations of the file.
    pub signature: &'a Signature,
    /// Those with the assumptions that may be used.
    pub visible: &'a Signature,
    /// What may be cited.
    pub theorems: &'a Theorems,
    /// Divides the search for a proof of what is refuted.
    pub doubt: u64,
    evaluator: Evaluator<'a>,
}

impl<'a> Court<'a> {
    /// A court for these declarations.
    pub fn new(signature: &'a Signature, visible: &'a Signature, theorems: &'a Theorems, doubt: u64) -> Self {
        Court { signature, visible, theorems, doubt, evaluator: Evaluator::new(signature, &Options::default()) }
    }

    /// Tries a step.
    pub fn try_step(&mut self, step: &Obligation) -> Ruling {
        if Session::new(self.visible, self.theorems, step).is_err() {
            return Ruling::IllFormed;
        }
        match self.evaluator.step(step) {
            Evaluation::Refuted(_) => match self.search(step, FUEL / self.doubt) {
                Ok(()) => Ruling::Contradiction,
                Err(_) => Ruling::Refuted,
            },
            Evaluation::Unknown { why: Unknown::Undefined, .. } => self.nowhere_defined(step),
            before => match self.search(step, FUEL) {
                Ok(()) if self.withstands(step) => Ruling::Proved,
                Ok(()) => Ruling::Contradiction,
                Err(failure) => self.again(step, &before, &failure),
            },
        }
    }

    /// Undefined in the first models: a proof would not count, but must be sound all the same.
    fn nowhere_defined(&mut self, step: &Obligation) -> Ruling {
        let proved = self.search(step, FUEL / self.doubt).is_ok();
        if proved && !self.withstands(step) {
            return Ruling::Contradiction;
        }
        match self.evaluated_again(step) {
            Evaluation::Refuted(_) => Ruling::Refuted,
            Evaluation::Agree { .. } => Ruling::Unproved("undefined in all models but a few".to_owned()),
            Evaluation::Unknown { .. } => Ruling::Unproved("undefined in every model tried".to_owned()),
        }
    }

    fn search(&self, step: &Obligation, fuel: u64) -> Result<(), Failure> {
        let (signature, theorems) = (self.visible, self.theorems);
        match prove(&Request { signature, theorems, obligation: step, stated: None, fuel, saturate: true }) {
            Outcome::Proved(_) => Ok(()),
            Outcome::Unproved(failure) => Err(failure),
        }
    }

    /// Is it true in many more models?
    pub fn withstands(&self, step: &Obligation) -> bool {
        let holds = |seed: u64| {
            let options = Options { seed, models: 40, budget: 6_000_000 };
            !matches!(Evaluator::new(self.signature, &options).step(step), Evaluation::Refuted(_))
        };
        SEEDS.iter().all(|seed| holds(*seed))
    }

    /// Is a step of this kind refuted by some model?
    pub fn refuted(&self, step: &Obligation) -> bool {
        !self.withstands(step)
    }

    /// More models, and extreme ones, as the check tries them for what was not proved.
    fn evaluated_again(&mut self, step: &Obligation) -> Evaluation {
        match self.evaluator.step_in(step, 48) {
            refuted @ Evaluation::Refuted(_) => refuted,
            others => others.and(self.evaluator.step_in_extremes(step, 48)),
        }
    }

    /// More models for what was not proved.
    fn again(&mut self, step: &Obligation, before: &Evaluation, failure: &Failure) -> Ruling {
        if let Some(equal) = &failure.equal
            && matches!(self.evaluator.step_of_equals(step, equal), Evaluation::Refuted(_))
        {
            return Ruling::Refuted;
        }
        let models = match self.evaluated_again(step) {
            Evaluation::Refuted(_) => return Ruling::Refuted,
            Evaluation::Agree { .. } => "",
            Evaluation::Unknown { .. } => match before {
                Evaluation::Unknown { why: Unknown::NoModel, .. } => "no model; ",
                Evaluation::Unknown { why: Unknown::Budget, .. } => "evaluation over budget; ",
                _ => "evaluation undecided; ",
            },
        };
        Ruling::Unproved(format!("{models}{}", reason(failure)))
    }
}

/// Why no proof was found, coarsely.
fn reason(failure: &Failure) -> String {
    if failure.rejected {
        return "the kernel refused a certificate".to_owned();
    }
    if failure.exhausted {
        return "the budget was spent".to_owned();
    }
    if let Some(wanted) = failure.wanted.first() {
        return format!("a condition was wanted: {}", shape(&wanted.prop));
    }
    match &failure.parted {
        Some((left, right)) => format!("the normal forms differ: {}", parted(left, right)),
        None => "no proof was found".to_owned(),
    }
}

/// A proposition by its form.
fn shape(prop: &Term) -> String {
    match prop.node() {
        Node::Cmp(rel, a, b) => format!("{} {rel:?} {}", head(a), head(b)),
        _ => head(prop).to_owned(),
    }
}

/// The operations that occur on one side only.
fn parted(left: &Term, right: &Term) -> String {
    let heads = |t: &Term| {
        let mut all = std::collections::BTreeSet::new();
        t.any(&mut |s| {
            all.insert(head(s));
            false
        });
        all
    };
    let (l, r) = (heads(left), heads(right));
    let only: Vec<&str> = l.symmetric_difference(&r).copied().collect();
    if only.is_empty() { "same operations".to_owned() } else { only.join(", ") }
}

fn head(t: &Term) -> &'static str {
    match t.node() {
        Node::Num(_) | Node::Pi => "number",
        Node::Bound(_) | Node::Var(_) | Node::Elem(..) => "index",
        Node::App(..) => "application",
        Node::Card(_) => "size",
        Node::Add(_) => "+",
        Node::Mul(_) => "*",
        Node::Pow(..) => "power",
        Node::RealPow(..) => "real power",
        Node::Fun(f, _) => match f {
            derive_check::term::Fun::Exp => "exp",
            derive_check::term::Fun::Log => "log",
            derive_check::term::Fun::Abs | derive_check::term::Fun::Sign => "abs/sign",
            derive_check::term::Fun::Max | derive_check::term::Fun::Min => "max/min",
            derive_check::term::Fun::Factorial | derive_check::term::Fun::Binom => "factorial/binom",
        },
        Node::If(..) => "if",
        Node::Ind(_) => "indicator",
        Node::Big(op, ..) => match op {
            derive_check::term::BigOp::Sum => "sum",
            derive_check::term::BigOp::Prod => "prod",
            derive_check::term::BigOp::Max | derive_check::term::BigOp::Min => "max/min over an index",
        },
        Node::Expect(..) => "expectation",
        Node::Deriv(..) => "derivative",
        Node::True | Node::Cmp(..) | Node::And(_) | Node::Or(_) | Node::Not(_) => "proposition",
    }
}
