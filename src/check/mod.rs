//! One file in, one report out: reads, asks for a proof and for a counterexample of every step, and puts the two together.
//!
//! It claims nothing of its own: `proved` comes from the kernel, `refuted` from certified evaluation. Reading order:
//! [`check`] below; `reading` (from bytes to chains, and what is wrong with them); `chain` and `step`; `verdict` (proof
//! and evaluation combined); `results` (what later steps may cite); `variant` (the same chains under changed
//! statements).

pub mod annotate;
mod chain;
mod inside;
pub mod loader;
mod moves;
mod naming;
pub mod pool;
mod problems;
mod proof;
mod reading;
mod results;
mod step;
mod trace;
mod uses;
mod variant;
mod verdict;
mod weights;
mod why;

use crate::diagnostic::Diagnostic;
use crate::evaluate::{self, Evaluator, Existence};
use crate::report::{FileReport, Problem};
use crate::source::Source;
use crate::syntax::amend::Fragment;
use loader::FolderLoader;
use reading::Reading;
use results::Results;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What bounds and seeds the work, and what of it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Seed of the models that are tried.
    pub seed: u64,
    /// Work allowed for a step: a count, never seconds.
    pub budget: u64,
    /// Keep the stages of every proof?
    pub stages: bool,
    /// Keep every move of every proof?
    pub moves: bool,
    /// How many threads may work at a time. What comes out does not depend on it.
    pub jobs: usize,
}

impl Default for Options {
    fn default() -> Self {
        let evaluation = evaluate::Options::default();
        Options { seed: evaluation.seed, budget: evaluation.budget, stages: false, moves: false, jobs: 1 }
    }
}

impl Options {
    /// The effort for one of so many files that are checked side by side: they share the threads.
    #[must_use]
    pub fn for_one_of(&self, files: usize) -> Options {
        Options { jobs: (self.jobs / files.max(1)).max(1), ..*self }
    }

    fn evaluation(&self) -> evaluate::Options {
        evaluate::Options { seed: self.seed, budget: self.budget, ..evaluate::Options::default() }
    }
}

/// A report, and the diagnostics with the sources they speak of, for whoever wants to show the place.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The report.
    pub report: FileReport,
    /// Errors, warnings and notes, in order of place.
    pub diagnostics: Vec<(Source, Diagnostic)>,
}

/// Checks the file of this name and content; what it `use`s stands in the folder or below it.
///
/// A defect of derive-check that would end the program is reported as an error of this file; others are still checked.
pub fn check(path: &str, bytes: &[u8], folder: Option<&Path>, options: &Options) -> Checked {
    guarded(path, || check_file(path, bytes, folder, options, &[]))
}

fn guarded(path: &str, work: impl FnOnce() -> Checked) -> Checked {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let problem = Problem::without_place("derive-check failed on this file: please report this as a defect");
        Checked { report: FileReport::unreadable(path, problem), diagnostics: Vec::new() }
    })
}

/// Checks the file as it is and under changed or added statements. The report is on the latter, with what that changes.
pub fn check_what_if(path: &str, bytes: &[u8], folder: Option<&Path>, options: &Options, fragments: &[Fragment]) -> Checked {
    let before = check(path, bytes, folder, options);
    let mut after = guarded(path, || check_file(path, bytes, folder, options, fragments));
    variant::compare(&before.report, &mut after, fragments);
    after
}

fn check_file(path: &str, bytes: &[u8], folder: Option<&Path>, options: &Options, fragments: &[Fragment]) -> Checked {
    let mut loader = FolderLoader::new(folder);
    let mut reading = Reading::of(path, bytes, &mut loader, fragments);
    let mut report = FileReport { title: reading.title.take(), ..FileReport::empty(path) };
    if !reading.is_unreadable() {
        check_chains(&mut reading, options, &mut report);
        report.declarations = reading.declarations();
    }
    let at_home = |all: Vec<Diagnostic>| -> Vec<Diagnostic> { all.into_iter().map(|d| loader.relocated(d, path)).collect() };
    let diagnostics = problems::in_order(&reading.source, &loader, at_home(reading.diagnostics()));
    problems::enter(&diagnostics, &at_home(std::mem::take(&mut reading.file_errors)), &mut report);
    Checked { report, diagnostics }
}

/// Checks the chains in order, those of used files for citation only.
fn check_chains(reading: &mut Reading, options: &Options, report: &mut FileReport) {
    let mut evaluator = Evaluator::new(&reading.signature, &options.evaluation());
    if let Existence::Contradictory(name) = evaluator.models_exist() {
        reading.contradictory_constraints(&name);
        return;
    }
    let mut bench = step::Bench {
        signature: &reading.signature,
        source: &reading.source,
        options,
        evaluator,
        results: Results::default(),
        contradictions: Vec::new(),
    };
    for each in &reading.chains {
        let checked = chain::check(&mut bench, each);
        let list = if each.from.is_none() { &mut report.derivations } else { &mut report.used };
        list.push(checked);
    }
    report.contradictions = bench.contradictions;
    let notes = weights::notes(reading, options);
    reading.note(notes);
}
