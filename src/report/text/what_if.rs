//! What changed statements change: beside each verdict, and in one place at the end of the file.

use super::{Layout, Tone};
use crate::report::{Changed, StepReport, Verdict, WhatIf};

/// What is to be said beside a verdict that is another one without the changed statements.
pub fn change(step: &StepReport) -> Option<(Tone, String)> {
    let before = step.before.filter(|before| *before != step.verdict)?;
    Some(match (before, step.verdict) {
        (Verdict::Proved, _) => (Tone::Bad, "falls: without the change it is proved".to_owned()),
        (_, Verdict::Proved) => (Tone::Good, format!("stands now: without the change it is {}", noun(before))),
        _ => (Tone::Doubtful, format!("without the change it is {}", noun(before))),
    })
}

/// The statements, and the lines whose verdicts they change.
pub fn what_if(what_if: &WhatIf, layout: &Layout) -> String {
    let mut out = "\n".to_owned();
    for (at, statement) in what_if.statements.iter().enumerate() {
        let head = if at == 0 { "with  " } else { "      " };
        out += &layout.hanging(&layout.paint(Tone::Strong, head), 6, statement);
    }
    let fell = |c: &&Changed| c.before == Verdict::Proved;
    let rose = |c: &&Changed| c.after == Verdict::Proved;
    let groups: [(&str, Tone, Vec<&Changed>); 3] = [
        ("stood before and fall now", Tone::Bad, what_if.lines.iter().filter(fell).collect()),
        ("stand now and did not before", Tone::Good, what_if.lines.iter().filter(rose).collect()),
        ("otherwise changed", Tone::Doubtful, what_if.lines.iter().filter(|c| !fell(c) && !rose(c)).collect()),
    ];
    for (head, tone, lines) in groups.iter().filter(|(_, _, lines)| !lines.is_empty()) {
        let places: Vec<String> = lines.iter().map(|changed| place(changed)).collect();
        out += &format!("  {}\n", layout.paint(*tone, head));
        places.iter().for_each(|place| out += &layout.hanging("    ", 6, place));
    }
    if what_if.lines.is_empty() {
        out += "  no verdict changes\n";
    }
    out
}

/// `eq6:3 (line 27, was proved, now refuted)`
fn place(changed: &Changed) -> String {
    let path = changed.path.as_ref().map_or(String::new(), |path| format!("{path} "));
    let (before, after) = (noun(changed.before), noun(changed.after));
    format!("{path}{}:{} (line {}: {before}, now {after})", changed.derivation, changed.step, changed.line)
}

fn noun(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Error => "an error",
        other => other.name(),
    }
}
