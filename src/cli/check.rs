//! `derive-check check`: the verdicts on files, in the order they were named.

use super::args::{CheckArguments, CheckFormat, Color, Effort};
use super::inputs::{self, Input};
use super::progress::Progress;
use super::{DEFECT, USAGE, output};
use crate::check::{self, Checked, Options, pool};
use crate::report::{FileReport, Report, diagnostics, json, text};
use crate::syntax::amend::Fragment;
use std::ops::ControlFlow;
use std::path::Path;

/// Checks the files and prints what was found.
pub fn run(arguments: &CheckArguments) -> u8 {
    if arguments.annotate {
        return super::annotate::run(arguments);
    }
    let inputs = inputs::expand(&arguments.files);
    let layout = output::layout(arguments.color);
    let mut files = Vec::new();
    let (mut options, fragments) = (Options::from(arguments.effort), arguments.fragments());
    options.jobs = arguments.jobs.map_or(options.jobs, usize::from);
    let each = options.for_one_of(inputs.len());
    let progress = Progress::of(inputs.len());
    let work = |input: &Input| {
        let checked = check_one(input, &each, &fragments);
        progress.advance();
        checked
    };
    let finished = pool::in_order(&inputs, options.jobs, work, |checked| {
        let printed = progress.aside(|| {
            print_diagnostics(&checked, arguments.color);
            match arguments.format {
                CheckFormat::Text => output::out(&text::file(&checked.report, &layout)),
                CheckFormat::Jsonl => output::out(&json::line(&checked.report)),
                CheckFormat::Json => ControlFlow::Continue(()),
            }
        });
        files.push(checked.report);
        printed
    });
    progress.clear();
    if let Err(error) = finished {
        output::complain(&error.to_string());
        return DEFECT;
    }
    let status = files.iter().map(|f| f.exit_status(arguments.strict)).max().unwrap_or(0);
    finish(arguments.format, Report::new(files), &layout);
    status
}

/// Checks inputs as they are, by several threads; `done` gets the results in order.
///
/// # Errors
/// If no thread can be started.
pub fn check_all(inputs: &[Input], options: &Options, done: impl FnMut(Checked) -> ControlFlow<()>) -> std::io::Result<()> {
    let each = options.for_one_of(inputs.len());
    pool::in_order(inputs, options.jobs, |input| check_one(input, &each, &[]), done)
}

/// Checks one input, on a thread with room for deep terms.
///
/// # Errors
/// If no thread can be started.
fn check_alone(path: &Path, options: &Options) -> std::io::Result<Option<Checked>> {
    let mut found = None;
    let inputs = inputs::expand(&[path.to_owned()]);
    check_all(inputs.get(..1).unwrap_or_default(), options, |checked| {
        found = Some(checked);
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

/// Checks one file and keeps every move of its proofs.
///
/// # Errors
/// The exit status, where there is no file or no thread; the message has been printed.
pub fn with_moves(path: &Path, effort: Effort) -> Result<Checked, u8> {
    let options = Options { moves: true, ..Options::from(effort) };
    match check_alone(path, &options) {
        Ok(Some(checked)) => Ok(checked),
        Ok(None) => Err(USAGE),
        Err(error) => {
            output::complain(&error.to_string());
            Err(DEFECT)
        }
    }
}

/// Prints what is to be said about the text of the file.
pub fn print_diagnostics(checked: &Checked, color: Color) {
    let colored = output::colored_errors(color);
    let (follow, causes): (Vec<_>, Vec<_>) = checked.diagnostics.iter().partition(|(_, d)| d.follows);
    for (source, diagnostic) in causes {
        output::err(&(diagnostics::render(diagnostic, source, colored, output::error_columns()) + "\n"));
    }
    if !follow.is_empty() {
        let (count, errors) = (follow.len(), if follow.len() == 1 { "error follows" } else { "errors follow" });
        output::err(&format!("error: {}: {count} more {errors} from these\n", checked.report.path));
    }
    for problem in checked.report.error.iter().filter(|p| p.line.is_none()) {
        output::err(&format!("error: {}: {}\n", checked.report.path, problem.message));
    }
    for contradiction in &checked.report.contradictions {
        output::err(&format!("INTERNAL CONTRADICTION: {}: {contradiction}\n", checked.report.path));
    }
}

fn check_one(input: &Input, options: &Options, fragments: &[Fragment]) -> Checked {
    let path = input.path();
    match input.read() {
        Ok(bytes) if fragments.is_empty() => check::check(&path, &bytes, input.folder(), options),
        Ok(bytes) => check::check_what_if(&path, &bytes, input.folder(), options, fragments),
        Err(problem) => Checked { report: FileReport::unreadable(path, problem), diagnostics: Vec::new() },
    }
}

/// What comes after all files.
fn finish(format: CheckFormat, report: Report, layout: &text::Layout) {
    let last = match format {
        CheckFormat::Text => text::summary(&report, layout),
        CheckFormat::Json => json::report(&report),
        CheckFormat::Jsonl => return,
    };
    let _ = output::out(&last);
}

/// As many as may work at a time.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
