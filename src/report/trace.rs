//! How a step is proved, as it is told to a reader: a few stages, each a whole line with the rules that lead to it and with what
//! they needed. The primitive moves beneath are in [`Move`](super::Move). Plain data; nothing is decided here.

use super::Status;
use crate::syntax::tree::{Clause, Expr};
use serde::{Serialize, Serializer};

/// A formula: its words in the language of the file, and its tree for those who lay it out otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    /// On one line.
    pub text: String,
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
}

impl Serialize for Formula {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
