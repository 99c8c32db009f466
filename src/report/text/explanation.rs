//! One step with its whole proof, each primitive move on a line.

use super::formula::{formula, marked, signs};
use super::{Layout, REMARK, Tone, step};
use crate::report::{DerivationReport, FROM_THE_RIGHT, StepReport};
use crate::syntax::difference::changed;
use crate::syntax::tree::Expr;

/// The line before, the step with its remarks, and the moves that lead from one to the other. What a move has
/// changed is coloured, or underlined where there are no colours.
pub fn explanation(derivation: &DerivationReport, report: &StepReport, layout: &Layout) -> String {
    let head = format!("{} {}, step {}: {}", derivation.kind, derivation.name, report.index, report.verdict.name());
    let mut out = layout.paint(Tone::Strong, &head) + "\n";
    let (before, text) = before(derivation, report);
    out += &formula(&" ".repeat(REMARK), REMARK, before, text, layout);
    out += &step(report, layout);
    if report.moves.is_empty() {
        return out;
    }
    out += "\n";
    let digits = report.moves.len().to_string().len();
    let mut last = before;
    for (number, each) in (1..).zip(&report.moves) {
        let head = format!("  {number:>digits$}  ");
        out += &layout.hanging(&layout.paint(Tone::Faint, &head), head.len(), &each.rule);
        let parts = last.filter(|_| each.rule != FROM_THE_RIGHT).map_or_else(Vec::new, |last| changed(last, &each.tree));
        out += &marked(REMARK, &each.tree, &parts, layout);
        last = Some(&each.tree);
        for condition in &each.conditions {
            out += &layout
                .paint(Tone::Faint, &layout.hanging(&format!("{}since ", " ".repeat(REMARK)), REMARK + 6, &signs(condition)));
        }
    }
    out
}

/// The line that the step starts from.
fn before<'a>(derivation: &'a DerivationReport, report: &StepReport) -> (Option<&'a Expr>, &'a str) {
    let earlier = derivation.steps.iter().find(|s| s.index + 1 == report.index);
    earlier.map_or((derivation.first_tree.as_ref(), &derivation.first), |s| (s.tree.as_ref(), &s.text))
}
