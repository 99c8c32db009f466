//! Exact evaluation: an independent second opinion on every step, and the only place that may say "refuted".
//!
//! It works on terms and declarations only; it knows nothing of text, rules or proofs, but for one thing: two lines that the kernel has
//! accepted as equal are none the larger of the other ([`Evaluator::step_of_equals`]). A step is evaluated in a dozen
//! small models. Values are exact as long as the field of rationals and logarithms lasts, then certified enclosures;
//! derivatives are nilpotent infinitesimals over the same numbers. A [`Refuted`] is constructed only from a model that
//! meets every declaration, guard and assumption, at which both lines are defined for certain and certainly not in the
//! relation claimed. Whatever cannot be decided is not counted, and never guessed. Work is bounded by a count.
//!
//! Numbers in a counterexample are strings: rationals exactly (`-3/7`), everything else as an enclosure with decimals
//! rounded outwards (`[2.7182818284, 2.7182818285]`), with its exact form in front where that is short
//! (`log(2) = [0.6931471805, 0.6931471806]`).

mod arith;
mod assume;
mod choices;
mod choose;
mod code;
mod curved;
mod dual;
mod entry;
mod extreme;
mod forward;
mod independence;
mod instances;
mod jets;
mod judge;
mod linear;
mod machine;
mod model;
pub mod random;
mod repair;
mod residual;
mod roles;
mod sample;
mod search;
mod shapes;
mod show;
mod shrink;
mod smaller;
mod system;
#[cfg(test)]
mod tests;
mod tightness;

pub use search::Evaluator;

use std::collections::BTreeMap;

/// What to spend.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Seed of the random numbers.
    pub seed: u64,
    /// Models wanted for each step.
    pub models: usize,
    /// Work for each step: a count of node evaluations, never time.
    pub budget: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options { seed: 1, models: 12, budget: 3_000_000 }
    }
}

/// What evaluation says of a step.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The relation held in so many models.
    Agree {
        /// How many.
        models: usize,
    },
    /// It fails in a model.
    Refuted(Refuted),
    /// Too little could be evaluated to say anything.
    Unknown {
        /// Models in which both lines were evaluated.
        models: usize,
        /// Why not more, in one phrase.
        why: Unknown,
    },
}

impl Outcome {
    /// What these models say together with others.
    #[must_use]
    pub fn and(self, others: Outcome) -> Outcome {
        match (self, others) {
            (Outcome::Agree { models }, Outcome::Agree { models: more }) => Outcome::Agree { models: models + more },
            (Outcome::Refuted(refuted), _) => Outcome::Refuted(refuted),
            (Outcome::Agree { models } | Outcome::Unknown { models, .. }, Outcome::Refuted(refuted)) => {
                Outcome::Refuted(Refuted { models: models + refuted.models, ..refuted })
            }
            (Outcome::Unknown { .. }, agree @ Outcome::Agree { .. }) => agree,
            (before, Outcome::Unknown { .. }) => before,
        }
    }
}

/// Why a step could not be evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unknown {
    /// One of the lines has no value in any model tried.
    Undefined,
    /// No model of the declarations and assumptions was found.
    NoModel,
    /// The budget was used up, or numbers grew too large.
    Budget,
    /// Nothing could be certified at the precision available.
    Undecided,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unknown::Undefined => "a line is undefined in every model tried",
            Unknown::NoModel => "no model of the declarations and assumptions was found",
            Unknown::Budget => "the evaluation exceeded its budget",
            Unknown::Undecided => "the evaluation could not be certified",
        })
    }
}

/// A certified refutation. Only this module constructs it.
#[derive(Clone, Debug)]
pub struct Refuted {
    counterexample: Counterexample,
    models: usize,
}

impl Refuted {
    /// The model in which the step fails.
    pub fn counterexample(&self) -> &Counterexample {
        &self.counterexample
    }
    /// Models evaluated until it was found, itself included.
    pub fn models(&self) -> usize {
        self.models
    }
}

/// A model in which a step fails, as it is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counterexample {
    /// Sizes of the sets.
    pub sets: BTreeMap<String, usize>,
    /// Values of the declared integers.
    pub integers: BTreeMap<String, i64>,
    /// Values of the variables of `fix` and `for`: `("a", "A#1")`.
    pub fixed: Vec<(String, String)>,
    /// Entries that the two lines ask for: `("Q(S#1,A#2)", "3/7")`.
    pub values: Vec<(String, String)>,
    /// Value of the line before.
    pub left: String,
    /// Value of the line.
    pub right: String,
}

impl Counterexample {
    /// Does some value take more digits than anyone would check by hand?
    fn is_unwieldy(&self) -> bool {
        self.values.iter().any(|(_, value)| value.len() > 40)
    }
}

/// Are there models of the declarations?
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Existence {
    /// At least one was found.
    Found,
    /// None was found; there may be some.
    NotFound,
    /// What is declared of this name contradicts itself.
    Contradictory(String),
}
