//! One file, and its derivations, as a section of the page.

use super::mathml::{self, formula};
use super::{declarations, escape, verdict_of};
use crate::report::words;
use crate::report::{DerivationReport, FileReport, Formula, Inside, PartedSide, Problem, Stage, StepReport, Verdict};
use crate::syntax::difference;
use crate::syntax::latex;
use crate::syntax::tree::Expr;

/// A file, from headings of this level on.
pub(super) fn file(file: &FileReport, number: usize, level: usize) -> String {
    let mut out = format!("<p class=\"faint\">Checked file: <code>{}</code></p>\n", escape(&file.path));
    for problem in file.error.iter().chain(file.errors.iter().filter(|p| Some(*p) != file.error.as_ref())) {
        out += &self::problem(problem);
    }
    for contradiction in &file.contradictions {
        out += &format!("<p class=\"bad\"><strong>Internal contradiction:</strong> {}</p>\n", escape(contradiction));
    }
    out += &declarations(file, level);
    for derivation in &file.derivations {
        out += &self::derivation(derivation, number, level);
    }
    out
}

fn problem(problem: &Problem) -> String {
    let place = problem.line.map_or(String::new(), |line| format!("line {line}: "));
    let help = problem.help.as_ref().map_or(String::new(), |help| format!(" ({})", escape(help)));
    format!("<p class=\"bad\"><strong>Error:</strong> {place}{}{help}</p>\n", escape(&problem.message))
}

fn derivation(report: &DerivationReport, number: usize, level: usize) -> String {
    let head = format!("{} <code>{}</code>", if report.kind == "lemma" { "Lemma" } else { "Derivation" }, escape(&report.name));
    let mut out = format!("<h{level}>{head}: {}</h{level}>\n", verdict_of(report.verdict));
    out += &summary(report);
    let inner = level + 1;
    out += &format!("<h{inner} id=\"f{number}-{}\">Line by line</h{inner}>\n<ol class=\"chain\">\n", escape(&report.name));
    let first = line("", report.first_tree.as_ref(), &report.first);
    out += &format!("<li>{first}</li>\n");
    let mut before = (report.first_tree.as_ref(), report.first.as_str());
    for each in &report.steps {
        out += &step(each, before, report);
        before = (each.tree.as_ref(), &each.text);
    }
    out += "</ol>\n";
    if let Some(message) = &report.message {
        out += &format!("<p class=\"doubt\">{}</p>\n", escape(message));
    }
    out
}

/// What was claimed, and what is established.
fn summary(report: &DerivationReport) -> String {
    let mut out = String::from("<dl>\n");
    let mut row = |head: &str, html: &str| out += &format!("<dt>{head}</dt><dd>{html}</dd>\n");
    if !report.clauses.is_empty() {
        row("For all", &mathml::math(&latex::clauses(&report.clauses)));
    }
    match (&report.result, report.verdict) {
        (Some(result), Verdict::Proved) => {
            let last = report.steps.last();
            let sides = report.first_tree.as_ref().zip(last.and_then(|s| s.tree.as_ref()));
            let html = match sides {
                Some((left, right)) => {
                    format!("{} {} {}", formula(left, &[]), sign(result.relation), formula(right, &[]))
                }
                None => format!("<code>{}</code>", escape(&result.statement)),
            };
            row(
                "Result",
                &format!(
                    "<div class=\"result line\" role=\"region\" aria-label=\"Result of {}\" tabindex=\"0\">{html}</div>",
                    escape(&report.name)
                ),
            );
            let conditions: Vec<String> = result.formulas.iter().map(condition).collect();
            row("Under the conditions", &if conditions.is_empty() { "none".to_owned() } else { conditions.join("; ") });
        }
        _ => row("Result", "none: not every line is proved"),
    }
    let assumed = words::assumptions(report);
    let assumed: Vec<String> = assumed.iter().map(|name| format!("<code>{}</code>", escape(name))).collect();
    row("Assumptions", &if assumed.is_empty() { "none".to_owned() } else { assumed.join(", ") });
    row("Steps", &escape(&words::count_derivation(report)));
    out + "</dl>\n"
}

/// A relation as a formula.
fn sign(relation: &str) -> String {
    mathml::math(&format!("{{}}{}{{}}", latex::relation(relation)))
}

/// A condition with what it is for.
fn condition(condition: &Formula) -> String {
    let mut out = formula(&condition.tree, &[]);
    if condition.defined {
        out += " is defined";
    }
    if !condition.binders.is_empty() {
        out += &format!(" for {}", mathml::math(&latex::clauses(&condition.binders)));
    }
    out
}

/// A line of the chain; where it could not be read, as it was written.
fn line(relation: &str, tree: Option<&Expr>, text: &str) -> String {
    let sign = if relation.is_empty() { String::new() } else { sign(relation) + " " };
    match tree {
        Some(tree) => format!("<div class=\"line\">{sign}{}</div>", formula(tree, &[])),
        None => format!("<div class=\"line\">{sign}<code>{}</code></div>", escape(text)),
    }
}

fn step(report: &StepReport, before: (Option<&Expr>, &str), chain: &DerivationReport) -> String {
    let mark = words::mark(report.verdict);
    let class = match report.verdict {
        Verdict::Proved => "good",
        Verdict::Refuted | Verdict::Error => "bad",
        Verdict::Unproved => "doubt",
    };
    let hidden = format!("<span class=\"visually-hidden\">Step {}: {}</span>", report.index, report.verdict.name());
    let number = format!("<span aria-hidden=\"true\"><span class=\"{class}\">{mark}</span> {}</span>", report.index);
    let mut out =
        format!("<li><p class=\"number\">{number}{hidden}</p>{}\n", line(&report.relation, report.tree.as_ref(), &report.text));
    out += &reasons(report);
    for (head, text) in words::remarks(report) {
        out += &format!("<p class=\"because\"><span class=\"doubt\">{head}:</span> {}</p>\n", escape(&text));
    }
    out += &counterexample(report, chain);
    out += &parted(report);
    out += &stages(report, before);
    out + "</li>\n"
}

fn reasons(report: &StepReport) -> String {
    let code = |all: &[String]| all.iter().map(|r| format!("<code>{}</code>", escape(r))).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !report.stated.is_empty() {
        parts.push(format!("Stated: {}", code(&report.stated)));
    }
    if !report.used.is_empty() {
        parts.push(format!("Used: {}", code(&report.used)));
    }
    if parts.is_empty() { String::new() } else { format!("<p class=\"because\">{}</p>\n", parts.join(". ")) }
}

/// The model in which a line is false.
fn counterexample(report: &StepReport, chain: &DerivationReport) -> String {
    let Some(model) = &report.counterexample else { return String::new() };
    let name = format!("Counterexample to step {} of {}", report.index, chain.name);
    let mut out = format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{0}\" tabindex=\"0\"><table>\n<caption>Counterexample</caption>\n<thead><tr><th scope=\"col\">Quantity</th><th scope=\"col\">Value</th></tr></thead>\n<tbody>\n",
        escape(&name)
    );
    let row =
        |head: &str, value: &str| format!("<tr><th scope=\"row\">{head}</th><td><code>{}</code></td></tr>\n", escape(value));
    for (name, value) in words::model(report) {
        out += &row(&format!("<code>{}</code>", escape(&name)), &value);
    }
    out += &row("<strong class=\"bad\">Line before</strong>", &model.left);
    out += &row("<strong class=\"bad\">This line</strong>", &model.right);
    out += "</tbody></table></div>\n";
    out
}

/// Where the two lines part.
fn parted(report: &StepReport) -> String {
    let Some(parted) = &report.parted else { return String::new() };
    let side = |side: &PartedSide| formula(&side.tree, &[]) + &words::more(side);
    let (left, right) = (side(&parted.left), side(&parted.right));
    format!("<p>Simplified, the line before has {left} where this line has {right}.</p>\n")
}

/// The folded proof.
fn stages(report: &StepReport, before: (Option<&Expr>, &str)) -> String {
    if report.trace.is_empty() {
        return String::new();
    }
    let count = report.trace.len();
    let head = if count == 1 { "Proof in one move".to_owned() } else { format!("Proof in {count} moves") };
    let mut out = format!(
        "<details>\n<summary>{head}<span class=\"visually-hidden\"> of step {}</span></summary>\n{}<ol class=\"stages\">\n",
        report.index,
        line("", before.0, before.1)
    );
    for each in &report.trace {
        out += &stage(each);
    }
    out += "</ol>\n";
    if let Some(models) = words::models(report) {
        out += &format!("<p class=\"because\">{models}</p>\n");
    }
    out + "</details>\n"
}

fn stage(stage: &Stage) -> String {
    let marks = difference::changed(&stage.before, &stage.line.tree);
    let rules: Vec<String> = stage.rules.iter().map(|r| format!("<code>{}</code>", escape(r))).collect();
    let mut out = format!(
        "<li><p class=\"because\">by {}</p><div class=\"line\">{} {}</div>\n",
        rules.join(", "),
        sign(&stage.relation),
        formula(&stage.line.tree, &marks)
    );
    if !stage.conditions.is_empty() {
        out += "<ul>\n";
        for sentence in words::grounds(&stage.conditions, condition, escape) {
            out += &format!("<li>{sentence}</li>\n");
        }
        out += "</ul>\n";
    }
    stage.inside.iter().for_each(|inside| out += &self::inside(inside));
    out + "</li>\n"
}

/// The cases of an induction or of a distinction, each with its own stages.
fn inside(inside: &Inside) -> String {
    let mut out = format!("<p>{}</p>\n", words::inside(inside, condition, |name| mathml::math(&latex::name(name))));
    for part in inside.parts() {
        let head = words::part_head(part, condition);
        out += &format!("<div class=\"part\"><p><strong>{}</strong>{head}</p>\n", words::part(part.part));
        if !part.trace.is_empty() {
            out += "<ol class=\"stages\">\n";
            part.trace.iter().for_each(|each| out += &stage(each));
            out += "</ol>\n";
        }
        out += "</div>\n";
    }
    out
}
