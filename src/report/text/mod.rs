//! The report as text for a terminal: one block for each derivation, a mark and a line for each step, and
//! beneath it what a reader wants to know next. Only layout: nothing is decided here.

mod explanation;
mod formula;
mod layout;
mod summary;
mod what_if;

pub use explanation::explanation;
pub use layout::{Layout, Tone};
pub use summary::summary;

use super::{Counterexample, DerivationReport, FileReport, Parted, PartedSide, Reasons, Status, StepReport, Verdict};
use crate::syntax::difference::changed;
use crate::syntax::tree::Expr;
use formula::{below, formula, marked, on_one_line, signs};
use layout::{pad, width};

/// Columns before the remarks under a step.
const REMARK: usize = 8;

/// The path, and the title behind it or, where there is no room, below it.
fn heading(report: &FileReport, layout: &Layout) -> String {
    let Some(title) = &report.title else { return report.path.clone() };
    let line = format!("{} — {title}", report.path);
    if layout::width(&line) <= layout.width {
        return line;
    }
    format!("{}\n  {}", report.path, layout.wrap(title, 2).join("\n  "))
}

/// One file.
pub fn file(report: &FileReport, layout: &Layout) -> String {
    let mut out = layout.paint(Tone::Strong, &heading(report, layout)) + "\n";
    if let Some(problem) = &report.error {
        let place = problem.line.map_or(String::new(), |line| format!("line {line}: "));
        let text = format!("cannot be read: {place}{}", problem.message);
        out += &layout.hanging(&format!("  {} ", mark(Verdict::Error, layout)), 4, &text);
    }
    for derivation in &report.derivations {
        out += "\n";
        out += &self::derivation(derivation, layout);
    }
    report.what_if.iter().filter(|_| report.error.is_none()).for_each(|what_if| out += &what_if::what_if(what_if, layout));
    for contradiction in &report.contradictions {
        out += &layout.paint(Tone::Bad, &layout.hanging("\n!! ", 3, contradiction));
    }
    out + "\n"
}

/// One derivation or lemma with its steps and its result.
fn derivation(report: &DerivationReport, layout: &Layout) -> String {
    let head = format!("{} {}", report.kind, report.name);
    let painted = layout.paint(Tone::Strong, &head);
    let mut out = if report.binders.is_empty() {
        painted + "\n"
    } else {
        layout.hanging(&(painted + " for "), width(&head) + 5, &report.binders)
    };
    out += &formula(&" ".repeat(REMARK), REMARK, report.first_tree.as_ref(), &report.first, layout);
    for each in &report.steps {
        out += &step(each, layout);
    }
    if let Some(message) = &report.message {
        out += &remark(Tone::Doubtful, message, layout);
    }
    out + &result(report, layout)
}

/// What the chain establishes: `first = last, if …`.
fn result(report: &DerivationReport, layout: &Layout) -> String {
    let (Verdict::Proved, Some(result)) = (report.verdict, &report.result) else {
        return String::new();
    };
    let mut provisos = String::new();
    if !result.conditions.is_empty() {
        let conditions: Vec<String> = result.conditions.iter().map(|c| signs(c)).collect();
        provisos += &format!(", if {}", conditions.join(" and "));
    }
    if !result.assumed.is_empty() {
        provisos += &format!(" (assuming {})", result.assumed.join(", "));
    }
    let head = format!("  {} ", layout.paint(Tone::Good, "∎"));
    let last = report.steps.last();
    let (Some(first), Some(last)) = (&report.first_tree, last.and_then(|s| s.tree.as_ref())) else {
        return layout.hanging(&head, 4, &(result.statement.clone() + &provisos));
    };
    let relation = signs(result.relation);
    let whole = format!("{} {relation} {}{provisos}", on_one_line(first), on_one_line(last));
    if width(&whole) + 4 <= layout.width {
        return format!("{head}{whole}\n");
    }
    let mut out = formula(&head, 4, Some(first), "", layout);
    out += &formula(&format!("    {relation} "), 5 + width(&relation), Some(last), "", layout);
    let provisos = provisos.trim_start_matches([',', ' ']);
    if provisos.is_empty() { out } else { out + &below(4, provisos, layout) }
}

/// One step: mark, number, relation, expression, and what there is to say about it.
fn step(report: &StepReport, layout: &Layout) -> String {
    let number = report.index.to_string();
    let relation = signs(&report.relation);
    let head = format!("  {} {} {relation} ", mark(report.verdict, layout), layout.paint(Tone::Faint, &number));
    let columns = 6 + width(&number) + width(&relation);
    let mut out = formula(&head, columns, report.tree.as_ref(), &report.text, layout);
    for (tone, text) in remarks(report) {
        out += &remark(tone, &text, layout);
    }
    // Of a false line the counterexample says enough.
    report.parted.iter().filter(|_| report.counterexample.is_none()).for_each(|parted| out += &self::parted(parted, layout));
    report.counterexample.iter().for_each(|model| out += &counterexample(model, layout));
    out
}

/// One remark under a step or a chain.
fn remark(tone: Tone, text: &str, layout: &Layout) -> String {
    let lines = layout.wrap(text, REMARK + 2);
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let margin = REMARK + if at == 0 { 0 } else { 2 };
        out += &format!("{}{}\n", " ".repeat(margin), layout.paint(tone, line));
    }
    out
}

/// What there is to say about a step, the more important first.
fn remarks(report: &StepReport) -> Vec<(Tone, String)> {
    let mut out = Vec::new();
    let mut say = |tone, head: &str, items: Vec<String>| {
        if !items.is_empty() {
            out.push((tone, format!("{head}{}", items.join(", "))));
        }
    };
    let with_status = |status| -> Vec<String> {
        report.side_conditions.iter().filter(|c| c.status == status).map(|c| signs(&c.condition)).collect()
    };
    let verdict = match report.verdict {
        Verdict::Proved => None,
        other => Some(other.name().to_owned()),
    };
    let place = report.error.as_ref().and_then(|e| Some(format!("{}:{}: ", e.line?, e.column?))).unwrap_or_default();
    match (&verdict, &report.message) {
        (Some(verdict), Some(message)) => say(tone(report.verdict), &format!("{verdict}: "), vec![place + message]),
        (Some(verdict), None) => say(tone(report.verdict), verdict, vec![String::new()]),
        (None, Some(message)) => say(Tone::Doubtful, "", vec![message.clone()]),
        (None, None) => {}
    }
    if let Some((tone, change)) = what_if::change(report) {
        say(tone, &change, vec![String::new()]);
    }
    say(Tone::Faint, "by ", report.used.clone());
    if report.reasons == Some(Reasons::Insufficient) {
        say(Tone::Doubtful, "the stated reasons do not suffice; also needed: ", report.missing.clone());
    }
    say(Tone::Faint, "assuming ", report.assumed.clone());
    say(Tone::Doubtful, "if ", with_status(Status::Presupposed));
    say(Tone::Doubtful, "not known: ", with_status(Status::Missing));
    out
}

/// Where the two lines part, simplified, with what is different in the parts marked.
fn parted(parted: &Parted, layout: &Layout) -> String {
    let (left, right) = (&parted.left, &parted.right);
    let mut out = remark(Tone::Doubtful, "simplified, the line before has", layout);
    out += &side(left, &changed(&right.tree, &left.tree), layout);
    out += &remark(Tone::Doubtful, "where this one has", layout);
    out + &side(right, &changed(&left.tree, &right.tree), layout)
}

/// At most so many rows of a simplified line are shown.
const MOST_ROWS: usize = 6;

fn side(side: &PartedSide, parts: &[&Expr], layout: &Layout) -> String {
    // What differs as a whole needs no mark.
    let parts: &[&Expr] = if parts.iter().any(|part| std::ptr::eq(*part, &side.tree)) { &[] } else { parts };
    let text = marked(REMARK + 2, &side.tree, parts, layout);
    let rows: Vec<&str> = text.lines().collect();
    let mut out: String = rows.iter().take(MOST_ROWS).map(|row| format!("{row}\n")).collect();
    let cut = rows.len().saturating_sub(MOST_ROWS);
    let lines = if cut == 1 { "line" } else { "lines" };
    let terms = if side.more == 1 { "term" } else { "terms" };
    let rest = match (cut, side.more) {
        (0, 0) => return out,
        (0, more) => format!("… and {more} more {terms}"),
        (cut, 0) => format!("… {cut} more {lines}"),
        (cut, more) => format!("… {cut} more {lines}, and {more} more {terms}"),
    };
    out += &below(REMARK + 2, &rest, layout);
    out
}

/// The model as a small table, then both values.
fn counterexample(model: &Counterexample, layout: &Layout) -> String {
    let sizes = model.sets.iter().map(|(set, size)| (Tone::Faint, format!("|{set}|"), size.to_string()));
    let values = model.fixed.iter().chain(&model.values).map(|(name, value)| (Tone::Faint, name.clone(), value.clone()));
    let sides =
        [(Tone::Bad, "left side".to_owned(), model.left.clone()), (Tone::Bad, "right side".to_owned(), model.right.clone())];
    let rows: Vec<(Tone, String, String)> = sizes.chain(values).chain(sides).collect();
    let column = rows.iter().map(|(_, name, _)| width(name)).max().unwrap_or(0).min(40);
    let mut out = String::new();
    for (tone, name, value) in &rows {
        let head = format!("{}{} = ", " ".repeat(REMARK + 2), pad(name, column));
        out += &layout.hanging(&layout.paint(*tone, &head), width(&head), value);
    }
    out
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Proved => Tone::Good,
        Verdict::Unproved => Tone::Doubtful,
        Verdict::Refuted | Verdict::Error => Tone::Bad,
    }
}

fn mark(verdict: Verdict, layout: &Layout) -> String {
    let sign = match verdict {
        Verdict::Proved => "✓",
        Verdict::Refuted => "✗",
        Verdict::Unproved => "?",
        Verdict::Error => "!",
    };
    layout.paint(tone(verdict), sign)
}

#[cfg(test)]
mod tests;
