//! The end of the text output: how many steps there were, how they fared, and what to look at first.

use super::{Layout, Tone};
use crate::report::{FileReport, Reasons, Report, Verdict};

/// The last lines, after all files.
pub fn summary(report: &Report, layout: &Layout) -> String {
    let summary = &report.summary;
    let unread = report.files.iter().filter(|f| f.error.is_some()).count();
    let parts = [
        (summary.proved, "proved", Tone::Good),
        (summary.refuted, "refuted", Tone::Bad),
        (summary.unproved, "unproved", Tone::Doubtful),
        (summary.error, if summary.error == 1 { "error" } else { "errors" }, Tone::Bad),
        (unread, if unread == 1 { "file cannot be read" } else { "files cannot be read" }, Tone::Bad),
    ];
    let shown: Vec<String> = (parts.iter().filter(|(count, _, _)| *count > 0))
        .map(|(count, name, tone)| layout.paint(*tone, &format!("{count} {name}")))
        .collect();
    let steps = if summary.steps == 1 { "1 step".to_owned() } else { format!("{} steps", summary.steps) };
    let mut out = if shown.is_empty() { steps + "\n" } else { format!("{steps}: {}\n", shown.join(", ")) };
    if let Some(first) = first(report) {
        // Not cut to the width: the place is there to be copied.
        out += &format!("look first at {first}\n");
    }
    out
}

/// The first of the worst: a contradiction, a file or a step that cannot be read, a refuted step, an unproved one, or one whose
/// reasons do not suffice. Nothing where all is well.
fn first(report: &Report) -> Option<String> {
    let files = || report.files.iter();
    let contradiction = files().find_map(|f| f.contradictions.first().map(|c| format!("{}: {c}", f.path)));
    contradiction
        .or_else(|| files().find_map(unreadable))
        .or_else(|| files().find_map(|f| step(f, Verdict::Error)))
        .or_else(|| files().find_map(|f| step(f, Verdict::Refuted)))
        .or_else(|| files().find_map(|f| step(f, Verdict::Unproved)))
        .or_else(|| files().find_map(whole))
        .or_else(|| files().find_map(insufficient))
}

fn unreadable(file: &FileReport) -> Option<String> {
    let problem = file.error.as_ref()?;
    let path = problem.path.as_ref().unwrap_or(&file.path);
    let place = problem.line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"));
    Some(format!("{place}: {}", problem.message))
}

/// The first step of this verdict.
fn step(file: &FileReport, verdict: Verdict) -> Option<String> {
    let mut steps = file.derivations.iter().flat_map(|d| d.steps.iter().map(move |s| (d, s)));
    let (derivation, step) = steps.find(|(_, s)| s.verdict == verdict)?;
    Some(format!("{}:{}, {}:{}: {}", file.path, step.line, derivation.name, step.index, verdict.name()))
}

/// The first chain that is not proved though its steps are.
fn whole(file: &FileReport) -> Option<String> {
    let derivation = file.derivations.iter().find(|d| d.verdict != Verdict::Proved)?;
    let why = derivation.message.as_deref().unwrap_or("not proved");
    Some(format!("{}:{}, {}: {why}", file.path, derivation.line, derivation.name))
}

fn insufficient(file: &FileReport) -> Option<String> {
    let mut steps = file.derivations.iter().flat_map(|d| d.steps.iter().map(move |s| (d, s)));
    let (derivation, step) = steps.find(|(_, s)| s.reasons == Some(Reasons::Insufficient) || s.vacuous)?;
    let what = if step.vacuous { "proved, and may say nothing" } else { "proved, but its reasons do not suffice" };
    Some(format!("{}:{}, {}:{}: {what}", file.path, step.line, derivation.name, step.index))
}
