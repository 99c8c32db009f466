//! `derive-check check --annotate FILE`: the file as it is, with the used reasons filled in where none were stated.

use super::args::CheckArguments;
use super::{DEFECT, USAGE, check, inputs, output};
use crate::check::annotate::{Annotated, annotate};
use crate::check::{Options, pool};
use crate::report::{FileReport, Verdict};
use std::ops::ControlFlow;

/// Checks the file and writes it with its reasons to standard output.
pub fn run(arguments: &CheckArguments) -> u8 {
    let inputs = inputs::expand(&arguments.files);
    let [input] = inputs.as_slice() else {
        output::complain("`--annotate` takes one file");
        return USAGE;
    };
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(problem) => {
            output::err(&format!("error: {}: {}\n", input.path(), problem.message));
            return USAGE;
        }
    };
    let options = Options::from(arguments.effort);
    let mut found: Option<Annotated> = None;
    let work = |bytes: &Vec<u8>| annotate(&input.path(), bytes, input.folder(), &options);
    let started = pool::in_order(&[bytes], 1, work, |annotated| {
        found = Some(annotated);
        ControlFlow::Continue(())
    });
    if let Err(error) = started {
        output::complain(&error.to_string());
    }
    let Some(Annotated { checked, text, filled }) = found else {
        return DEFECT;
    };
    check::print_diagnostics(&checked, arguments.color);
    if let Some(text) = text {
        let _ = output::out(&text);
        output::complain(&said(&checked.report, filled));
    }
    checked.report.exit_status(arguments.strict)
}

/// What was done, for the one who sees standard error.
fn said(report: &FileReport, filled: usize) -> String {
    let steps = |count: usize| {
        if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
    };
    let left = report.steps().filter(|s| s.verdict != Verdict::Proved).count();
    let rest = if left == 0 { String::new() } else { format!("; {} not proved", steps(left)) };
    format!("{}: reasons filled in for {}{rest}", report.path, steps(filled))
}
