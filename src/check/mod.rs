//! One file in, one report out: reads, asks for a proof and for a counterexample of every step, and puts the two together.
//!
//! It claims nothing of its own: `proved` comes from the kernel, `refuted` from certified evaluation. Reading order:
//! [`check`] below; `reading` (from bytes to chains, and what is wrong with them); `chain` and `step`; `verdict` (proof
//! and evaluation combined); `results` (what later steps may cite).

mod chain;
pub mod loader;
pub mod pool;
mod problems;
mod proof;
mod reading;
mod results;
mod step;
mod trace;
mod uses;
mod verdict;
mod why;

use crate::diagnostic::Diagnostic;
use crate::evaluate::{self, Evaluator, Existence};
use crate::report::{FileReport, Problem};
use crate::source::Source;
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
    /// Keep every move of every proof?
    pub moves: bool,
}

impl Default for Options {
    fn default() -> Self {
        let evaluation = evaluate::Options::default();
        Options { seed: evaluation.seed, budget: evaluation.budget, moves: false }
    }
}

impl Options {
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
    catch_unwind(AssertUnwindSafe(|| check_file(path, bytes, folder, options))).unwrap_or_else(|_| {
        let problem = Problem::without_place("derive-check failed on this file: please report this as a defect");
        Checked { report: FileReport::unreadable(path, problem), diagnostics: Vec::new() }
    })
}

fn check_file(path: &str, bytes: &[u8], folder: Option<&Path>, options: &Options) -> Checked {
    let loader = FolderLoader::new(folder);
    let mut reading = Reading::of(path, bytes, &loader);
    let mut report = FileReport { title: reading.title.take(), ..FileReport::empty(path) };
    if !reading.is_unreadable() {
        check_chains(&mut reading, options, &mut report);
        report.declarations = reading.declarations();
    }
    let diagnostics = problems::in_order(&reading.source, &loader, reading.diagnostics());
    problems::enter(&diagnostics, &reading.file_errors, &mut report);
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
        if each.from.is_none() {
            report.derivations.push(checked);
        }
    }
    report.contradictions = bench.contradictions;
}
