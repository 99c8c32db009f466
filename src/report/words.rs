//! What every document says in words: one place for them, whatever the format. Plain text; escaping is the format's business.

use super::{DerivationReport, FileReport, Formula, Ground, Inside, Part, PartKind, PartedSide};
use super::{Reasons, Report, Stage, Status, StepReport, Summary, Verdict};
use crate::rule::Reason;
use crate::rule::catalogue::{ENTRIES, Entry};
use crate::rule::reason::REASONS;
use crate::syntax::latex;
use crate::syntax::tree::{ArgDecl, ConstraintExpr, DeclItem, DeclKind, Statement, StatementKind};
use std::collections::BTreeSet;

/// The mark of a verdict.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "✓",
        Verdict::Refuted => "✗",
        Verdict::Unproved => "?",
        Verdict::Error => "!",
    }
}

/// What the report is called.
pub fn title(report: &Report) -> String {
    match report.files.as_slice() {
        [file] => file_title(file),
        _ => "Derivations".to_owned(),
    }
}

/// What a file is called.
pub fn file_title(file: &FileReport) -> String {
    file.title.clone().unwrap_or_else(|| file.path.clone())
}

/// `13 steps: 12 proved, 1 refuted`
pub fn counts(summary: &Summary) -> String {
    let parts = [
        (summary.proved, "proved"),
        (summary.refuted, "refuted"),
        (summary.unproved, "unproved"),
        (summary.error, "cannot be read"),
    ];
    let shown: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let steps = if summary.steps == 1 { "1 step".to_owned() } else { format!("{} steps", summary.steps) };
    if shown.is_empty() { steps } else { format!("{steps}: {}", shown.join(", ")) }
}

/// The counts of one derivation.
pub fn count_derivation(derivation: &DerivationReport) -> String {
    let mut summary = Summary::default();
    for step in &derivation.steps {
        summary.count(step.verdict);
    }
    counts(&summary)
}

/// The counts of one file.
pub fn count_file(file: &FileReport) -> String {
    if file.error.is_some() {
        return "cannot be read".to_owned();
    }
    let mut summary = Summary::default();
    summary.add(file);
    counts(&summary)
}

/// The worst verdict in a file.
pub fn verdict(file: &FileReport) -> Verdict {
    let worst = file.derivations.iter().map(|d| d.verdict).max().unwrap_or(Verdict::Proved);
    if file.error.is_some() { Verdict::Error } else { worst }
}

/// Everything that the derivation rests on without proof.
pub fn assumptions(derivation: &DerivationReport) -> Vec<String> {
    let all: BTreeSet<&String> = derivation.steps.iter().flat_map(|s| &s.assumed).collect();
    all.into_iter().cloned().collect()
}

/// What else there is to say about a step: a heading, and a sentence.
pub fn remarks(step: &StepReport) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    if step.reasons == Some(Reasons::Insufficient) {
        out.push(("The stated reasons do not suffice", format!("also needed: {}", step.missing.join(", "))));
    }
    if !step.assumed.is_empty() {
        out.push(("Assuming", step.assumed.join(", ")));
    }
    for (status, head) in [(Status::Presupposed, "Only if"), (Status::Missing, "Not known")] {
        let all: Vec<&str> = step.side_conditions.iter().filter(|c| c.status == status).map(|c| c.condition.as_str()).collect();
        if !all.is_empty() {
            out.push((head, all.join(", ")));
        }
    }
    out.extend(step.message.iter().map(|message| ("Remark", message.clone())));
    out
}

/// How many models agreed.
pub fn models(step: &StepReport) -> Option<String> {
    match (step.verdict, step.models_checked) {
        (Verdict::Refuted | Verdict::Error, _) | (_, 0) => None,
        (_, 1) => Some("Both lines agree in the 1 model evaluated exactly.".to_owned()),
        (_, n) => Some(format!("Both lines agree in all {n} models evaluated exactly.")),
    }
}

/// What is said behind the terms in which a line differs from the other, where not all of them are shown.
pub fn more(side: &PartedSide) -> String {
    match side.more {
        0 => String::new(),
        1 => " and 1 more term".to_owned(),
        n => format!(" and {n} more terms"),
    }
}

/// So many conditions that hold for one reason are told.
const PLAINEST: usize = 4;

/// What a stage needed, each as a sentence: what holds for the same reason in one. `math` shows a condition, `words` the rest.
pub fn grounds(all: &[Ground], math: impl Fn(&Formula) -> String, words: impl Fn(&str) -> String) -> Vec<String> {
    // `f(x) is defined` is a sentence already.
    let alike = |a: &Ground, b: &Ground| (a.status, &a.why, a.condition.defined) == (b.status, &b.why, b.condition.defined);
    let mut groups: Vec<Vec<&Ground>> = Vec::new();
    for ground in all {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| alike(first, ground))) {
            Some(group) => group.push(ground),
            None => groups.push(vec![ground]),
        }
    }
    let sentence = |group: &Vec<&Ground>| {
        let first = group.first()?;
        let verb = match (first.status, group.len()) {
            (Status::Discharged, _) if first.condition.defined => "",
            (Status::Discharged, 1) => " holds",
            (Status::Discharged, _) => " hold",
            (Status::Presupposed, 1) => " is presupposed",
            (Status::Presupposed, _) => " are presupposed",
            (Status::Missing, 1) => " is not known",
            (Status::Missing, _) => " are not known",
        };
        let mut shown = group.clone();
        // What the reader has to grant is told in full; of what holds anyway, the plainest.
        if first.status == Status::Discharged {
            shown.sort_by_key(|ground| ground.condition.text().chars().count());
            shown.truncate(PLAINEST);
        }
        let mut conditions: Vec<String> = shown.iter().map(|ground| math(&ground.condition)).collect();
        if shown.len() < group.len() {
            conditions.push(words(&format!("and {} more", group.len() - shown.len())));
        }
        Some(format!("{}{verb}: {}", conditions.join("; "), words(&first.why)))
    };
    groups.iter().filter_map(sentence).collect()
}

/// What a proof inside a move is called.
pub fn part(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Base => "Base",
        PartKind::Step => "Step",
        PartKind::Case => "Case",
    }
}

/// What the proofs inside a move are put together to, in words; `math` shows a formula, `name` a variable.
pub fn inside(inside: &Inside, math: impl Fn(&Formula) -> String, name: impl Fn(&str) -> String) -> String {
    match inside {
        Inside::Induction { variable, downward, statement, .. } => {
            let down = if *downward { ", downward" } else { "" };
            format!("Induction on {}{down}: {}.", name(variable), math(statement))
        }
        Inside::Cases { propositions, parts } => {
            let all: Vec<String> = propositions.iter().map(math).collect();
            match (all.as_slice(), parts.is_empty()) {
                (all, false) => format!("Cases, as to whether {}.", all.join(", ")),
                ([one], true) => format!("Whether {one} or not, the value is the same."),
                (all, true) => format!("Whichever hold of {}, the value is the same.", all.join(", ")),
            }
        }
    }
}

/// One of the proofs inside a move, in words.
pub fn part_head(part: &Part, math: impl Fn(&Formula) -> String) -> String {
    let given = part.given.as_ref().map_or(String::new(), |given| format!(" {}", math(given)));
    let Some(claim) = &part.claim else { return format!("{given} does not occur.") };
    let hypothesis = part.hypothesis.as_ref().map_or(String::new(), |h| format!(" The hypothesis is {}.", math(h)));
    format!("{given}: to show {}.{hypothesis}", math(claim))
}

/// The rows of a counterexample: name, value.
pub fn model(step: &StepReport) -> Vec<(String, String)> {
    let Some(found) = &step.counterexample else { return Vec::new() };
    let sizes = found.sets.iter().map(|(set, size)| (format!("|{set}|"), size.to_string()));
    let values = found.fixed.iter().chain(&found.values).map(|(name, value)| (name.clone(), value.clone()));
    sizes.chain(values).collect()
}

/// The rules of the catalogue that a report names, in its order.
pub fn rules_used(files: &[FileReport]) -> Vec<&'static Entry> {
    let named: BTreeSet<&str> = files
        .iter()
        .flat_map(FileReport::steps)
        .flat_map(|s| s.used.iter().chain(&s.missing).chain(rules(&s.trace)))
        .map(|name| if name.starts_with("def ") { "definition" } else { name.as_str() })
        .collect();
    ENTRIES.iter().filter(|e| named.contains(e.reason.name())).collect()
}

/// The rules of some stages and of the proofs inside them.
fn rules(stages: &[Stage]) -> Vec<&String> {
    let mut all = Vec::new();
    for stage in stages {
        all.extend(&stage.rules);
        all.extend(stage.inside.iter().flat_map(Inside::parts).flat_map(|part| rules(&part.trace)));
    }
    all
}

/// What a document on these rules is called.
pub fn rules_title(rules: &[&Entry]) -> String {
    match rules {
        [only] => format!("The rule {}", only.reason.name()),
        _ => "Rules that a step may cite".to_owned(),
    }
}

/// What such a document begins with.
pub const ABOUT_RULES: &str =
    "For each rule: what it states, what it needs, a line that it proves, and what goes wrong without the condition.";

/// What the catalogue says of a rule, each with its heading; `this` is code, and the rest mathematics where all of it is.
pub fn entry(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("States", entry.statement.to_owned()),
        ("Needs", entry.side_conditions.to_owned()),
        ("Example", entry.example.to_owned()),
        ("Without the condition", entry.counterexample.to_owned()),
    ];
    let aliases: Vec<String> = aliases(entry.reason).iter().map(|alias| format!("`{alias}`")).collect();
    if !aliases.is_empty() {
        rows.push(("Also called", aliases.join(", ")));
    }
    rows
}

/// Other names of a rule.
pub fn aliases(reason: Reason) -> &'static [&'static str] {
    REASONS.iter().find(|(r, _, _)| *r == reason).map_or(&[], |(_, _, aliases)| aliases)
}

/// Text in which `this` is code.
pub fn words_and_code(text: &str, words: impl Fn(&str) -> String, code: impl Fn(&str) -> String) -> String {
    text.split('`').enumerate().map(|(at, part)| if at % 2 == 1 { code(part) } else { words(part) }).collect()
}

/// A statement of a file: what it is, its LaTeX, what is to be added in words.
pub fn declaration(statement: &Statement) -> (&'static str, String, String) {
    match &statement.node {
        StatementKind::Title(title) => ("title", latex::word(title), String::new()),
        StatementKind::Use(path) => ("uses", latex::word("the file"), path.node.clone()),
        StatementKind::Set(sets) => {
            let one = |(own, members): &(crate::syntax::tree::Ident, Option<Vec<crate::syntax::tree::Expr>>)| match members {
                None => latex::name(&own.node),
                Some(all) => {
                    let all: Vec<String> = all.iter().map(latex::latex).collect();
                    format!("{} = \\{{{}\\}}", latex::name(&own.node), all.join(", "))
                }
            };
            ("set", sets.iter().map(one).collect::<Vec<_>>().join(",\\; "), "finite, not empty".to_owned())
        }
        StatementKind::Fix(clauses) => ("fixed", latex::clauses(clauses), String::new()),
        StatementKind::Declare { kind, items, of, constraints } => {
            let names: Vec<String> = items.iter().map(item).collect();
            let mut notes: Vec<String> = constraints.iter().filter_map(|c| property(&c.node)).map(str::to_owned).collect();
            if !of.is_empty() {
                let of: Vec<&str> = of.iter().map(|n| n.node.as_str()).collect();
                notes.push(format!("depends on {}", of.join(", ")));
            }
            let bounds: Vec<String> = constraints.iter().filter_map(|c| bound(&c.node)).collect();
            (keyword(*kind), format!("{}{}", names.join(",\\; "), bounds.join(",\\; ")), notes.join(", "))
        }
        StatementKind::Define { name, params, bar, body } => {
            let args: Vec<String> = params.iter().map(|p| latex::name(&p.name.node)).collect();
            let mut head = latex::name(&name.node);
            if !args.is_empty() {
                let (before, behind) = args.split_at(bar.unwrap_or(args.len()).min(args.len()));
                let bar = if behind.is_empty() { String::new() } else { format!(" \\mid {}", behind.join(", ")) };
                head += &format!("({}{bar})", before.join(", "));
            }
            let domains: Vec<String> = params
                .iter()
                .filter_map(|p| Some(format!("{} \\in {}", latex::name(&p.name.node), latex::domain(p.dom.as_ref()?))))
                .collect();
            let domains = if domains.is_empty() { String::new() } else { format!("\\quad({})", domains.join(",\\; ")) };
            ("definition", format!("{head} = {}{domains}", latex::latex(body)), String::new())
        }
        StatementKind::Assume { identically, name, binders, left, relation, right } => {
            let claim = format!("{} {} {}", latex::latex(left), latex::comparison(relation.node), latex::latex(right));
            let all = if binders.is_empty() { String::new() } else { format!("\\quad({})", latex::clauses(binders)) };
            let note = if *identically { "for every value of the parameters" } else { "at the point" };
            ("assumption", format!("{claim}{all}"), format!("{}, {note}", name.node))
        }
        StatementKind::Chain { name, .. } => ("derivation", latex::word(&name.node), String::new()),
    }
}

fn keyword(kind: DeclKind) -> &'static str {
    match kind {
        DeclKind::Param => "parameter",
        DeclKind::Joint => "joint distribution",
        DeclKind::Integer | DeclKind::Constant | DeclKind::Function | DeclKind::Distribution => kind.keyword(),
    }
}

fn item(item: &DeclItem) -> String {
    let name = latex::name(&item.name.node);
    if item.args.is_empty() {
        return name;
    }
    let sort = |arg: &ArgDecl| match &arg.name {
        None => latex::domain(&arg.dom),
        Some(own) => format!("{} \\in {}", latex::name(&own.node), latex::domain(&arg.dom)),
    };
    let mut args = String::new();
    for (index, arg) in item.args.iter().enumerate() {
        if index > 0 {
            args += if item.bar == Some(index) { " \\mid " } else { ", " };
        }
        args += &sort(arg);
    }
    format!("{name}({args})")
}

fn bound(constraint: &ConstraintExpr) -> Option<String> {
    let set = latex::latex;
    Some(match constraint {
        ConstraintExpr::Compare(op, value) => format!(" {} {}", latex::comparison(*op), set(value)),
        ConstraintExpr::Interval { low, low_strict, high, high_strict } => {
            let (open, close) = (if *low_strict { "(" } else { "[" }, if *high_strict { ")" } else { "]" });
            format!(" \\in {open}{}, {}{close}", set(low), set(high))
        }
        ConstraintExpr::Elements(all) => {
            format!(" \\in \\{{{}\\}}", all.iter().map(set).collect::<Vec<_>>().join(", "))
        }
        ConstraintExpr::Range(low, high) => format!(" \\in \\{{{}, \\ldots, {}\\}}", set(low), set(high)),
        ConstraintExpr::Integer | ConstraintExpr::Symmetric | ConstraintExpr::OneHot => return None,
    })
}

fn property(constraint: &ConstraintExpr) -> Option<&'static str> {
    match constraint {
        ConstraintExpr::Integer => Some("integer"),
        ConstraintExpr::Symmetric => Some("symmetric"),
        ConstraintExpr::OneHot => Some("one-hot"),
        ConstraintExpr::Compare(..)
        | ConstraintExpr::Interval { .. }
        | ConstraintExpr::Elements(_)
        | ConstraintExpr::Range(..) => None,
    }
}
