//! One step with its whole proof, each primitive move on a line.

use super::{Layout, REMARK, Tone, step};
use crate::report::{DerivationReport, StepReport};

/// The line before, the step with its remarks, and the moves that lead from one to the other.
pub fn explanation(derivation: &DerivationReport, report: &StepReport, layout: &Layout) -> String {
    let head = format!("{} {}, step {}: {}", derivation.kind, derivation.name, report.index, report.verdict.name());
    let mut out = layout.paint(Tone::Strong, &head) + "\n";
    out += &layout.hanging(&" ".repeat(REMARK), REMARK, before(derivation, report));
    out += &step(report, layout);
    if report.moves.is_empty() {
        return out;
    }
    out += "\n";
    let digits = report.moves.len().to_string().len();
    for (number, each) in (1..).zip(&report.moves) {
        let head = format!("  {number:>digits$}  ");
        out += &layout.hanging(&layout.paint(Tone::Faint, &head), head.len(), &each.rule);
        out += &layout.hanging(&" ".repeat(REMARK), REMARK, &each.line);
        for condition in &each.conditions {
            out += &layout.paint(Tone::Faint, &layout.hanging(&format!("{}since ", " ".repeat(REMARK)), REMARK + 6, condition));
        }
    }
    out
}

/// The line that the step starts from.
fn before<'a>(derivation: &'a DerivationReport, report: &StepReport) -> &'a str {
    let earlier = derivation.steps.iter().find(|s| s.index + 1 == report.index);
    earlier.map_or(&derivation.first, |s| &s.text)
}
