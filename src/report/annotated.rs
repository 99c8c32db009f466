//! The source of a file with the reasons filled in that its proofs used and its author did not state. Everything else stays
//! byte for byte as it was.

use super::{DerivationReport, FileReport, Reasons, StepReport, Verdict};
use unicode_width::UnicodeWidthStr;

/// Beyond this column reasons go to a line of their own.
const WIDEST: usize = 100;

/// The steps that get reasons: proved, and with none stated.
pub fn steps(file: &FileReport) -> impl Iterator<Item = (&DerivationReport, &StepReport)> {
    let all = file.derivations.iter().flat_map(|d| d.steps.iter().map(move |s| (d, s)));
    all.filter(|(_, s)| s.verdict == Verdict::Proved && s.reasons == Some(Reasons::Unstated) && !s.used.is_empty())
}

/// The text of a file with `by …` behind each of these steps.
pub fn annotated(text: &str, steps: &[&StepReport]) -> String {
    let mut steps: Vec<&StepReport> = steps.to_vec();
    steps.sort_by_key(|step| step.end);
    let mut out = String::new();
    let mut done = 0;
    for step in steps {
        let Some(before) = text.get(done..step.end) else {
            continue;
        };
        out += before;
        done = step.end;
        out += &reasons(text, step);
    }
    out + text.get(done..).unwrap_or_default()
}

/// `  by R, S`, on a line of its own where the line would become too long and holds nothing else behind the step.
fn reasons(text: &str, step: &StepReport) -> String {
    let reasons = format!("by {}", step.used.join(", "));
    let (before, behind) = text.split_at_checked(step.end).unwrap_or((text, ""));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let rest = behind.split('\n').next().unwrap_or_default();
    if line.width() + 2 + reasons.width() <= WIDEST || !rest.trim().is_empty() {
        return format!("  {reasons}");
    }
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    let newline = if rest.ends_with('\r') { "\r\n" } else { "\n" };
    format!("{newline}{indent}    {reasons}")
}
