//! The report of a check, as plain data: what is printed as text, JSON or a document.
//!
//! It mirrors the JSON of the contract key for key (keys may be added, never renamed). Nothing is decided
//! here but what follows from the parts: the verdict of a chain is that of its worst step, the exit status
//! that of the worst file. No terms: everything is already text, and formulas come with their surface trees beside
//! the text, for whoever lays them out; what of two of them differs, `syntax::difference` says.

pub mod annotated;
pub mod diagnostics;
mod formulas;
pub mod html;
pub mod json;
pub mod latex;
pub mod markdown;
pub mod text;
pub mod trace;
mod words;

use crate::syntax::tree::{Clause, Expr, Statement};
use serde::Serialize;
use std::collections::BTreeMap;
pub use trace::{Formula, Ground, Inside, Move, Part, PartKind, Stage};

/// The name of the JSON format.
pub const SCHEMA: &str = "derive-check/1";

/// What stands in place of a rule where the moves from the left line end and those from the right line begin.
pub const FROM_THE_RIGHT: &str = "and from the right";

/// Why bounds of an index hold.
pub const BY_THE_RANGE: &str = "the range of the index gives it";

/// Verdicts, the better ones first: the verdict of a chain is the largest of its steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// A proof was found and its certificate checked.
    Proved,
    /// Neither proved nor refuted.
    Unproved,
    /// False in a model that is shown.
    Refuted,
    /// It cannot be read, or makes no sense.
    Error,
}

/// Do the stated reasons carry the step?
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reasons {
    /// With plain algebra they do.
    Sufficient,
    /// The step is true but needed more.
    Insufficient,
    /// No reason was given.
    Unstated,
}

/// Where a side condition comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The declarations give it.
    Discharged,
    /// Only the two lines themselves presuppose it.
    Presupposed,
    /// Neither gives it.
    Missing,
}

/// What a proof needs beside the moves themselves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SideCondition {
    /// In the words of the file.
    pub condition: String,
    /// Where it comes from.
    pub status: Status,
}

/// A model in which a line is false.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Counterexample {
    /// Sizes of the sets.
    pub sets: BTreeMap<String, usize>,
    /// Values of the fixed indices.
    pub fixed: BTreeMap<String, String>,
    /// Values of the entries that matter.
    pub values: BTreeMap<String, String>,
    /// Value of the line before.
    pub left: String,
    /// Value of this line.
    pub right: String,
}

/// Where two lines part that could not be proved equal: what each has, simplified, and the other has not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Parted {
    /// The line before.
    pub left: PartedSide,
    /// This line.
    pub right: PartedSide,
}

/// The first terms of a simplified line that the other has not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PartedSide {
    /// Their sum, cut where it is long.
    pub text: String,
    /// How many more there are.
    pub more: usize,
    /// The tree of the sum.
    #[serde(skip)]
    pub tree: Expr,
}

/// A place in a file, with what is wrong there. Without a line where the file itself cannot be had.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// One-based line.
    pub line: Option<usize>,
    /// One-based column, in characters.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What would mend it.
    pub help: Option<String>,
    /// The file, where it is not the one that was asked for (`use`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Problem {
    /// A problem with the file as a whole.
    pub fn without_place(message: impl Into<String>) -> Self {
        Problem { line: None, column: None, message: message.into(), help: None, path: None }
    }
}

/// What a chain establishes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ResultReport {
    /// `first REL last`.
    pub statement: String,
    /// The relation.
    pub relation: &'static str,
    /// What whoever cites it must meet.
    pub conditions: Vec<String>,
    /// The same as formulas.
    #[serde(skip)]
    pub formulas: Vec<Formula>,
    /// The assumptions it rests on.
    pub assumed: Vec<String>,
}

/// One step of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StepReport {
    /// Its number in the chain, from 1.
    pub index: usize,
    /// The relation claimed.
    pub relation: String,
    /// The line of the file on which it begins.
    pub line: usize,
    /// Where it ends in the text of the file, in bytes.
    #[serde(skip)]
    pub end: usize,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict on the file as it is, where this one is under changed statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Verdict>,
    /// The line's expression as written.
    pub text: String,
    /// Its tree, where it can be read.
    #[serde(skip)]
    pub tree: Option<Expr>,
    /// The reasons as written after `by`.
    pub stated: Vec<String>,
    /// Whether they carry the step; nothing where reasons were stated and there is no proof.
    pub reasons: Option<Reasons>,
    /// The rules, definitions, lemmas and assumptions that the proof used.
    pub used: Vec<String>,
    /// What the stated reasons lack.
    pub missing: Vec<String>,
    /// The assumptions it rests on, through citations.
    pub assumed: Vec<String>,
    /// Side conditions of the proof; a missing one is what kept the step from being proved.
    pub side_conditions: Vec<SideCondition>,
    /// How many models both lines were evaluated in, exactly.
    pub models_checked: usize,
    /// A proof under assumptions that no model was found to meet: it may say nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vacuous: bool,
    /// Where the line is false.
    pub counterexample: Option<Counterexample>,
    /// Where the two lines part, simplified, if no proof was found, or the line is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parted: Option<Box<Parted>>,
    /// What else there is to say.
    pub message: Option<String>,
    /// For an `error`: where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// The proof, move by move (for `report` and `explain`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// The proof in a few stages (likewise).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<Stage>,
}

/// One derivation or lemma.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DerivationReport {
    /// Its name.
    pub name: String,
    /// The used file that it stands in.
    #[serde(skip)]
    pub path: Option<String>,
    /// `derivation` or `lemma`.
    pub kind: &'static str,
    /// The line of the file on which it begins.
    pub line: usize,
    /// That of its worst step.
    pub verdict: Verdict,
    /// The variables it speaks for: `s in S, a in A`.
    pub binders: String,
    /// The same as trees.
    #[serde(skip)]
    pub clauses: Vec<Clause>,
    /// Its first line.
    pub first: String,
    /// Its tree, where it can be read.
    #[serde(skip)]
    pub first_tree: Option<Expr>,
    /// What it establishes; nothing where directions are mixed or a line cannot be read.
    pub result: Option<ResultReport>,
    /// What there is to say about the whole.
    pub message: Option<String>,
    /// Its steps.
    pub steps: Vec<StepReport>,
}

/// A line whose verdict is another one under changed statements.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Changed {
    /// The file, where it is one that is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The chain.
    pub derivation: String,
    /// The step.
    pub step: usize,
    /// Its line in the file.
    pub line: usize,
    /// The verdict on the file as it is.
    pub before: Verdict,
    /// The verdict under the changed statements.
    pub after: Verdict,
}

/// What the file was checked with beside, or in place of, its own statements, and what that changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WhatIf {
    /// The statements.
    pub statements: Vec<String>,
    /// The lines whose verdict changes.
    pub lines: Vec<Changed>,
}

/// One file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FileReport {
    /// As it was asked for.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// Why the file cannot be read: the first of such errors.
    pub error: Option<Problem>,
    /// All errors of the file and of its steps, in order of place.
    pub errors: Vec<Problem>,
    /// Warnings and notes.
    pub warnings: Vec<Problem>,
    /// What it declares, defines, assumes and uses, as written.
    #[serde(skip)]
    pub declarations: Vec<Statement>,
    /// Its derivations and lemmas.
    pub derivations: Vec<DerivationReport>,
    /// Those of the files that it uses.
    #[serde(skip)]
    pub used: Vec<DerivationReport>,
    /// Under which changed statements it was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_if: Option<WhatIf>,
    /// Proofs and refutations of one step: a defect of derive-check.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<String>,
}

/// Counts over all steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Summary {
    /// All.
    pub steps: usize,
    /// Proved ones.
    pub proved: usize,
    /// Refuted ones.
    pub refuted: usize,
    /// Those neither proved nor refuted.
    pub unproved: usize,
    /// Those that cannot be read.
    pub error: usize,
}

/// Everything a check has to say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// One for each file, in the order asked for.
    pub files: Vec<FileReport>,
    /// Counts over all files.
    pub summary: Summary,
}

impl Report {
    /// The report on these files.
    pub fn new(files: Vec<FileReport>) -> Self {
        let mut summary = Summary::default();
        for file in &files {
            summary.add(file);
        }
        Report { schema: SCHEMA, files, summary }
    }
}

impl FileReport {
    /// A file about which nothing is known yet.
    pub fn empty(path: impl Into<String>) -> Self {
        FileReport {
            path: path.into(),
            title: None,
            error: None,
            errors: Vec::new(),
            warnings: Vec::new(),
            declarations: Vec::new(),
            derivations: Vec::new(),
            used: Vec::new(),
            what_if: None,
            contradictions: Vec::new(),
        }
    }

    /// A file that cannot be read, for this reason.
    pub fn unreadable(path: impl Into<String>, problem: Problem) -> Self {
        FileReport { error: Some(problem.clone()), errors: vec![problem], ..Self::empty(path) }
    }

    /// All steps of all chains.
    pub fn steps(&self) -> impl Iterator<Item = &StepReport> {
        self.derivations.iter().flat_map(|d| &d.steps)
    }

    /// The exit status that this file alone calls for.
    pub fn exit_status(&self, strict: bool) -> u8 {
        if !self.contradictions.is_empty() {
            return 3;
        }
        if self.error.is_some() || self.derivations.iter().any(|d| d.verdict == Verdict::Error) {
            return 2;
        }
        let chains = self.derivations.iter().all(|d| d.verdict == Verdict::Proved);
        let steps = self.steps().all(|s| !s.fails(strict));
        u8::from(!(chains && steps))
    }
}

impl StepReport {
    /// Does this step call for a failing exit status?
    pub fn fails(&self, strict: bool) -> bool {
        let presupposes = || self.side_conditions.iter().any(|c| c.status == Status::Presupposed);
        self.verdict != Verdict::Proved
            || self.vacuous
            || (strict && (self.reasons == Some(Reasons::Insufficient) || presupposes()))
    }
}

impl Summary {
    /// Counts the steps of one more file.
    pub fn add(&mut self, file: &FileReport) {
        file.steps().for_each(|step| self.count(step.verdict));
    }

    /// Counts one more step.
    pub fn count(&mut self, verdict: Verdict) {
        self.steps += 1;
        match verdict {
            Verdict::Proved => self.proved += 1,
            Verdict::Refuted => self.refuted += 1,
            Verdict::Unproved => self.unproved += 1,
            Verdict::Error => self.error += 1,
        }
    }
}

impl Verdict {
    /// Its name in the reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Proved => "proved",
            Verdict::Unproved => "unproved",
            Verdict::Refuted => "refuted",
            Verdict::Error => "error",
        }
    }
}
