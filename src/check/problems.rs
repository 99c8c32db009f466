//! Diagnostics with their places, in the order in which a reader meets them.

use super::loader::FolderLoader;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{FileReport, Problem};
use crate::source::Source;

/// Each diagnostic once, with the source it speaks of: the file's own in order of place, then those of used files.
pub fn in_order(source: &Source, loader: &FolderLoader<'_>, all: Vec<Diagnostic>) -> Vec<(Source, Diagnostic)> {
    let mut found: Vec<(Source, Diagnostic)> = Vec::new();
    for diagnostic in all {
        let used = diagnostic.path.as_deref().and_then(|path| loader.loaded(path));
        if !found.iter().any(|(_, d)| *d == diagnostic) {
            found.push((used.unwrap_or_else(|| source.clone()), diagnostic));
        }
    }
    found.sort_by(|(_, a), (_, b)| (&a.path, a.span.start).cmp(&(&b.path, b.span.start)));
    found
}

/// Enters the errors and warnings into the report, and the first of those that concern the whole file.
pub fn enter(diagnostics: &[(Source, Diagnostic)], of_file: &[Diagnostic], report: &mut FileReport) {
    for (source, diagnostic) in diagnostics {
        let problem = problem(source, diagnostic);
        if diagnostic.severity != Severity::Error {
            report.warnings.push(problem);
            continue;
        }
        if report.error.is_none() && of_file.contains(diagnostic) {
            report.error = Some(problem.clone());
        }
        report.errors.push(problem);
    }
}

/// A diagnostic as plain data.
pub fn problem(source: &Source, diagnostic: &Diagnostic) -> Problem {
    let (line, column) = source.position(diagnostic.span.start);
    Problem {
        line: Some(line),
        column: Some(column),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        path: diagnostic.path.clone(),
    }
}
