//! `derive-check check --annotate FILE`: the file as it is, with the used reasons filled in where none were stated.
//!
//! What is written is checked again: reasons that would not suffice (say because a name of the file hides a rule's) are left out.

use super::args::CheckArguments;
use super::inputs::{self, Input};
use super::{DEFECT, USAGE, check, output};
use crate::check::{Checked, Options};
use crate::report::{FileReport, Reasons, Verdict, annotated};

/// Checks the file and writes it with its reasons to standard output.
pub fn run(arguments: &CheckArguments) -> u8 {
    let inputs = inputs::expand(&arguments.files);
    let [input] = inputs.as_slice() else {
        output::complain("`--annotate` takes one file");
        return USAGE;
    };
    let options = Options::from(arguments.effort);
    let text = match input.read() {
        Ok(bytes) => bytes,
        Err(problem) => {
            output::err(&format!("error: {}: {}\n", input.path(), problem.message));
            return USAGE;
        }
    };
    let Some(first) = check::check_bytes(input, &text, &options) else { return DEFECT };
    check::print_diagnostics(&first, arguments.color);
    let status = first.report.exit_status(arguments.strict);
    let Ok(source) = std::str::from_utf8(&text) else { return status };
    if first.report.error.is_some() {
        return status;
    }
    let Some((text, filled)) = with_reasons(input, source, &first, &options) else { return DEFECT };
    let _ = output::out(&text);
    say(&first.report, filled);
    status
}

/// The text with all reasons that suffice, and how many there are.
fn with_reasons(input: &Input, source: &str, first: &Checked, options: &Options) -> Option<(String, usize)> {
    let mut wanted: Vec<_> = annotated::steps(&first.report).collect();
    loop {
        let steps: Vec<_> = wanted.iter().map(|(_, step)| *step).collect();
        let text = annotated::annotated(source, &steps);
        let again = check::check_bytes(input, text.as_bytes(), options)?;
        let before = wanted.len();
        wanted.retain(|(derivation, step)| suffices(&again.report, &derivation.name, step.index));
        if wanted.len() == before {
            return Some((text, before));
        }
    }
}

fn suffices(report: &FileReport, derivation: &str, index: usize) -> bool {
    let chain = report.derivations.iter().find(|d| d.name == derivation);
    let step = chain.and_then(|d| d.steps.iter().find(|s| s.index == index));
    step.is_some_and(|s| s.verdict == Verdict::Proved && s.reasons == Some(Reasons::Sufficient))
}

/// What was done, for the one who sees standard error.
fn say(report: &FileReport, filled: usize) {
    let steps = |count: usize| if count == 1 { "1 step".to_owned() } else { format!("{count} steps") };
    let left = report.steps().filter(|s| s.verdict != Verdict::Proved).count();
    let rest = if left == 0 { String::new() } else { format!("; {} not proved", steps(left)) };
    output::complain(&format!("{}: reasons filled in for {}{rest}", report.path, steps(filled)));
}
