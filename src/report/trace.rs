//! How a step is proved, as it is told to a reader: a few stages, each a whole line with the rules that lead to it and with what
//! they needed; the primitive moves beneath; and the proofs inside a move, of the cases of an induction or of a distinction. Plain
//! data; nothing is decided here.

use super::Status;
use crate::syntax::print::{ONE_LINE, print_clauses, print_expr};
use crate::syntax::tree::{Clause, Expr};
use serde::{Serialize, Serializer};

/// A formula, as a tree for those who lay it out; its words are made where they are asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    /// The number or proposition; of a claim that something is defined, that something.
    pub tree: Expr,
    /// Is the claim that the tree is defined?
    pub defined: bool,
    /// For all of these.
    pub binders: Vec<Clause>,
}

/// What a stage needed, and why it holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Ground {
    /// What had to hold.
    pub condition: Formula,
    /// Where it comes from.
    pub status: Status,
    /// Why it holds, in a few words.
    pub why: String,
}

/// One stage of a proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Stage {
    /// Its rules, `algebra` last; never empty.
    pub rules: Vec<String>,
    /// How the line stands to the line before it.
    pub relation: String,
    /// The line after it.
    pub line: Formula,
    /// The line before it.
    #[serde(skip)]
    pub before: Expr,
    /// How many primitive moves it takes together.
    pub moves: usize,
    /// What it needed.
    pub conditions: Vec<Ground>,
    /// The proofs inside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<Inside>,
}

/// One primitive move of a proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Move {
    /// The rule.
    pub rule: String,
    /// The line after the move.
    #[serde(serialize_with = "on_one_line")]
    pub line: Expr,
    /// What it needed.
    pub conditions: Vec<Ground>,
    /// The proofs inside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<Inside>,
}

/// What the proofs inside a move are put together to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Inside {
    /// An induction.
    Induction {
        /// On this variable.
        variable: String,
        /// From the last value down?
        downward: bool,
        /// What is proved, for all values of the variable and of those over which it is generalised.
        statement: Formula,
        /// The first values, and the step.
        parts: Vec<Part>,
    },
    /// A distinction of cases.
    Cases {
        /// Whether each of these holds.
        propositions: Vec<Formula>,
        /// The cases; none where each of them is only evaluated.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        parts: Vec<Part>,
    },
}

/// One of the proofs inside a move.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Part {
    /// What it is.
    pub part: PartKind,
    /// What holds in it: `n = 0`, `a != b`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Formula>,
    /// In the step of an induction: what may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<Formula>,
    /// What is proved; nothing where the case does not occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<Formula>,
    /// The line from which it starts.
    #[serde(serialize_with = "on_one_line")]
    pub first: Expr,
    /// In a few stages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<Stage>,
    /// Move by move.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
}

/// What a proof inside a move is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// A first value of an induction.
    Base,
    /// From a value of an induction to the next.
    Step,
    /// A case of a distinction.
    Case,
}

impl Inside {
    /// The proofs themselves.
    pub fn parts(&self) -> &[Part] {
        match self {
            Inside::Induction { parts, .. } | Inside::Cases { parts, .. } => parts,
        }
    }
}

impl Formula {
    /// In the language of the file, on one line.
    pub fn text(&self) -> String {
        let defined = if self.defined { " is defined" } else { "" };
        let binders =
            if self.binders.is_empty() { String::new() } else { format!(" for {}", print_clauses(&self.binders, ONE_LINE)) };
        format!("{}{defined}{binders}", print_expr(&self.tree, ONE_LINE))
    }
}

fn on_one_line<S: Serializer>(tree: &Expr, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&print_expr(tree, ONE_LINE))
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}
