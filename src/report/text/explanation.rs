//! One step with its whole proof, each primitive move on a line.

use super::formula::{formula, marked, signs};
use super::{Layout, REMARK, Tone, step};
use crate::report::words;
use crate::report::{BY_THE_RANGE, DerivationReport, FROM_THE_RIGHT, Formula, Ground, Inside, Move, Status, StepReport};
use crate::syntax::difference::changed;
use crate::syntax::tree::Expr;
use std::collections::BTreeSet;

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
    out + &moves(&report.moves, before, 0, &mut BTreeSet::new(), layout)
}

/// Moves, so many columns to the right. What they needed is said once.
fn moves(all: &[Move], before: Option<&Expr>, indent: usize, said: &mut BTreeSet<String>, layout: &Layout) -> String {
    let mut out = String::new();
    let digits = all.len().to_string().len();
    let margin = indent + REMARK;
    let mut last = before;
    for (number, each) in (1..).zip(all) {
        let head = format!("{}  {number:>digits$}  ", " ".repeat(indent));
        out += &layout.hanging(&layout.paint(Tone::Faint, &head), head.len(), &each.rule);
        let parts = last.filter(|_| each.rule != FROM_THE_RIGHT).map_or_else(Vec::new, |last| changed(last, &each.line));
        out += &marked(margin, &each.line, &parts, layout);
        last = Some(&each.line);
        // Whoever follows the moves sees for himself that an index stays within its range.
        for ground in each.conditions.iter().filter(|ground| ground.why != BY_THE_RANGE) {
            let need = need(ground);
            if said.insert(need.clone()) {
                out += &layout.paint(Tone::Faint, &layout.hanging(&" ".repeat(margin), margin + 2, &need));
            }
        }
        each.inside.iter().for_each(|own| out += &inside(own, margin, said, layout));
    }
    out
}

/// The cases of an induction or of a distinction, each with its own moves.
fn inside(inside: &Inside, indent: usize, said: &mut BTreeSet<String>, layout: &Layout) -> String {
    let margin = " ".repeat(indent);
    let shown = |formula: &Formula| signs(&formula.text());
    let mut out = layout.hanging(&margin, indent + 2, &words::inside(inside, shown, str::to_owned));
    for part in inside.parts() {
        let head = format!("{}{}", words::part(part.part), words::part_head(part, shown));
        out += &layout.hanging(&format!("{margin}  "), indent + 4, &head);
        out += &moves(&part.moves, Some(&part.first), indent + 2, said, layout);
    }
    out
}

/// What a move needed, and why it holds.
fn need(ground: &Ground) -> String {
    let condition = signs(&ground.condition.text());
    match ground.status {
        Status::Discharged => format!("since {condition}: {}", ground.why),
        Status::Presupposed => format!("if {condition}: {}", ground.why),
        Status::Missing => format!("not known: {condition}"),
    }
}

/// The line that the step starts from.
fn before<'a>(derivation: &'a DerivationReport, report: &StepReport) -> (Option<&'a Expr>, &'a str) {
    let earlier = derivation.steps.iter().find(|s| s.index + 1 == report.index);
    earlier.map_or((derivation.first_tree.as_ref(), &derivation.first), |s| (s.tree.as_ref(), &s.text))
}
