//! `derive-check explain`: one step's whole proof.

use super::args::ExplainArguments;
use super::{DEFECT, USAGE, check, output};
use crate::report::{DerivationReport, FileReport, StepReport, text};

/// Checks the file and prints the proof of one step, each primitive move on a line.
pub fn run(arguments: &ExplainArguments) -> u8 {
    let checked = match check::with_moves(&arguments.file, arguments.effort) {
        Ok(checked) => checked,
        Err(status) => return status,
    };
    check::print_diagnostics(&checked, arguments.color);
    if checked.report.error.is_some() {
        return USAGE;
    }
    match find(&checked.report, &arguments.step) {
        Ok((derivation, step)) => {
            let _ = output::out(&text::explanation(derivation, step, &output::layout(arguments.color)));
            status(&checked.report, step)
        }
        Err(message) => {
            output::complain(&message);
            USAGE
        }
    }
}

/// The exit status for this one step.
fn status(file: &FileReport, step: &StepReport) -> u8 {
    if !file.contradictions.is_empty() {
        return DEFECT;
    }
    match step.error {
        Some(_) => USAGE,
        None => u8::from(step.fails(false)),
    }
}

/// The step called `k` or `derivation:k`.
fn find<'a>(file: &'a FileReport, wanted: &str) -> Result<(&'a DerivationReport, &'a StepReport), String> {
    let (name, number) = match wanted.rsplit_once(':') {
        Some((name, number)) => (Some(name), number),
        None => (None, wanted),
    };
    let index: usize = number.trim().parse().map_err(|_| format!("`{wanted}` is no step: write `k` or `derivation:k`"))?;
    let derivation = match name {
        Some(name) => {
            let names = names(file);
            file.derivations
                .iter()
                .find(|d| d.name == name)
                .ok_or(format!("no derivation is called `{name}`; there is {names}"))?
        }
        None => the_only_one(file)?,
    };
    let step = derivation.steps.iter().find(|s| s.index == index);
    let count = derivation.steps.len();
    step.map(|step| (derivation, step)).ok_or(format!("`{}` has no step {index}; it has {count}", derivation.name))
}

/// The chain that is meant where none is named: the only one, or the only one that is no lemma.
fn the_only_one(file: &FileReport) -> Result<&DerivationReport, String> {
    let derivations: Vec<&DerivationReport> = file.derivations.iter().filter(|d| d.kind == "derivation").collect();
    match (file.derivations.as_slice(), derivations.as_slice()) {
        ([only], _) => Ok(only),
        (_, [only]) => Ok(only),
        ([], _) => Err("the file has no derivation".to_owned()),
        _ => Err(format!("write `derivation:k`; the file has {}", names(file))),
    }
}

fn names(file: &FileReport) -> String {
    let names: Vec<String> = file.derivations.iter().map(|d| format!("`{}`", d.name)).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
