//! The report as Markdown with dollar mathematics, as code hosts, notebooks and pandoc render it.
//!
//! Text from the input stands in code spans or is escaped; mathematics comes from `syntax::latex` alone.

use super::words::{self, mark};
use super::{DerivationReport, FileReport, Formula, Inside, PartedSide, Report, Stage, StepReport, Verdict};
use crate::rule::catalogue::Entry;
use crate::syntax::tree::{Expr, StatementKind};
use crate::syntax::{difference, latex};

/// About how many letters of a formula stand on a line.
const WIDTH: usize = 80;

/// The report on some files.
pub fn document(report: &Report) -> String {
    let mut out = format!("# {}\n\n{}\n\n", escape(&words::title(report)), escape(&words::counts(&report.summary)));
    for each in &report.files {
        if report.files.len() != 1 {
            out += &format!("## {}\n\n", escape(&words::file_title(each)));
        }
        out += &file(each);
    }
    out + &appendix(&words::rules_used(&report.files), "Rules used")
}

/// The first page of a folder's report.
pub fn index(report: &Report, links: &[String]) -> String {
    let mut out = format!("# Derivations\n\n{}\n\n[The rules](rules.md)\n\n", escape(&words::counts(&report.summary)));
    out += "| verdict | report | steps |\n|---|---|---|\n";
    for (file, link) in report.files.iter().zip(links) {
        let verdict = words::verdict(file);
        let title = escape(&words::file_title(file));
        out += &format!("| {} {} | [{title}](<{link}>) | {} |\n", mark(verdict), verdict.name(), words::count_file(file));
    }
    out
}

/// Rules of the catalogue.
pub fn rules(rules: &[&Entry]) -> String {
    let title = escape(&words::rules_title(rules));
    format!("# {title}\n\n{}\n\n{}", escape(words::ABOUT_RULES), appendix(rules, "Rules"))
}

fn file(file: &FileReport) -> String {
    let mut out = format!("Checked file: {}\n\n", code(&file.path));
    for problem in &file.errors {
        let place = problem.line.map_or(String::new(), |line| format!("line {line}: "));
        out += &format!("**Error:** {place}{}\n\n", escape(&problem.message));
    }
    for contradiction in &file.contradictions {
        out += &format!("**Internal contradiction:** {}\n\n", escape(contradiction));
    }
    if !file.declarations.is_empty() {
        out += "### Declarations\n\n";
        for statement in &file.declarations {
            let (kind, latex, note) = words::declaration(statement);
            let math = if matches!(statement.node, StatementKind::Use(_)) { String::new() } else { inline(&latex) };
            let note = if note.is_empty() { String::new() } else { format!(" ({})", escape(&note)) };
            out += &format!("- {kind} {math}{note}\n");
        }
        out += "\n";
    }
    file.derivations.iter().for_each(|d| out += &derivation(d));
    out
}

fn derivation(report: &DerivationReport) -> String {
    let kind = if report.kind == "lemma" { "Lemma" } else { "Derivation" };
    let mut out = format!("### {kind} {}: {} {}\n\n", code(&report.name), mark(report.verdict), report.verdict.name());
    if !report.clauses.is_empty() {
        out += &format!("For all {}.\n\n", inline(&latex::clauses(&report.clauses)));
    }
    out += &result(report);
    out += &display("", report.first_tree.as_ref(), &report.first, &[]);
    report.steps.iter().for_each(|s| out += &step(s));
    if let Some(message) = &report.message {
        out += &format!("{}\n\n", escape(message));
    }
    out
}

fn result(report: &DerivationReport) -> String {
    let (Verdict::Proved, Some(result)) = (report.verdict, &report.result) else {
        return format!("No result: not every line is proved ({}).\n\n", words::count_derivation(report));
    };
    let sides = report.first_tree.as_ref().zip(report.steps.last().and_then(|s| s.tree.as_ref()));
    let claim = match sides {
        Some((l, r)) => inline(&format!("{} {} {}", latex::latex(l), latex::relation(result.relation), latex::latex(r))),
        None => code(&result.statement),
    };
    let conditions: Vec<String> = result.formulas.iter().map(condition).collect();
    let conditions =
        if conditions.is_empty() { "without conditions".to_owned() } else { format!("if {}", conditions.join(" and ")) };
    let assumed: Vec<String> = words::assumptions(report).iter().map(|a| code(a)).collect();
    let assumed = if assumed.is_empty() { "without assumptions".to_owned() } else { format!("assuming {}", assumed.join(", ")) };
    format!("**Result:** {claim}, {conditions}, {assumed} ({}).\n\n", words::count_derivation(report))
}

fn step(report: &StepReport) -> String {
    let mut out = format!("**{} {}** {}", mark(report.verdict), report.index, report.verdict.name());
    let list = |all: &[String]| all.iter().map(|r| code(r)).collect::<Vec<_>>().join(", ");
    if !report.stated.is_empty() {
        out += &format!("; stated {}", list(&report.stated));
    }
    if !report.used.is_empty() {
        out += &format!("; used {}", list(&report.used));
    }
    out += "\n\n";
    out += &display(&report.relation, report.tree.as_ref(), &report.text, &[]);
    for (head, text) in words::remarks(report) {
        out += &format!("*{head}:* {}\n\n", escape(&text));
    }
    if let Some(model) = &report.counterexample {
        out += "| counterexample | value |\n|---|---|\n";
        for (name, value) in words::model(report) {
            out += &format!("| {} | {} |\n", cell(&name), cell(&value));
        }
        out += &format!("| **line before** | {} |\n| **this line** | {} |\n\n", cell(&model.left), cell(&model.right));
    }
    if let Some(parted) = &report.parted {
        let side = |side: &PartedSide| inline(&latex::latex(&side.tree)) + &words::more(side);
        let (left, right) = (side(&parted.left), side(&parted.right));
        out += &format!("Simplified, the line before has {left} where this line has {right}.\n\n");
    }
    for (number, stage) in (1..).zip(&report.trace) {
        out += &self::stage(number, stage);
    }
    out
}

fn stage(number: usize, stage: &Stage) -> String {
    let rules: Vec<String> = stage.rules.iter().map(|r| code(r)).collect();
    let mut out = format!("> {number}. by {}\n>\n", rules.join(", "));
    let marks = difference::changed(&stage.before, &stage.line.tree);
    out += &quoted(&display(&stage.relation, Some(&stage.line.tree), "", &marks));
    for sentence in words::grounds(&stage.conditions, condition, escape) {
        out += &format!(">\n> - {sentence}\n");
    }
    for inside in &stage.inside {
        out += &format!(">\n{}", quoted(&self::inside(inside)));
    }
    out + "\n"
}

/// The cases of an induction or of a distinction, each with its own stages.
fn inside(inside: &Inside) -> String {
    let mut out = words::inside(inside, condition, |name| inline(&latex::name(name))) + "\n\n";
    for part in inside.parts() {
        out += &format!("**{}**{}\n\n", words::part(part.part), words::part_head(part, condition));
        (1..).zip(&part.trace).for_each(|(number, each)| out += &stage(number, each));
    }
    out
}

/// The same as a quotation.
fn quoted(text: &str) -> String {
    text.trim_end().lines().map(|line| if line.is_empty() { ">\n".to_owned() } else { format!("> {line}\n") }).collect()
}

fn condition(condition: &Formula) -> String {
    let mut out = inline(&latex::latex(&condition.tree));
    if condition.defined {
        out += " is defined";
    }
    if !condition.binders.is_empty() {
        out += &format!(" for {}", inline(&latex::clauses(&condition.binders)));
    }
    out
}

/// A line of mathematics of its own.
fn display(relation: &str, tree: Option<&Expr>, text: &str, marks: &[&Expr]) -> String {
    let sign = if relation.is_empty() { String::new() } else { format!("{} ", latex::relation(relation)) };
    let Some(tree) = tree else { return format!("{relation} {}\n\n", code(text)) };
    let lines = latex::lines(&latex::pieces(tree, marks), WIDTH);
    let body = match lines.as_slice() {
        [only] => format!("{sign}{only}"),
        lines => format!("\\begin{{aligned}}\n&{sign}{}\n\\end{{aligned}}", lines.join(" \\\\\n&\\quad ")),
    };
    format!("$$\n{}\n$$\n\n", changed(&body))
}

fn inline(latex: &str) -> String {
    // A blank inside a dollar sign keeps renderers from reading it as one.
    format!("${}$", changed(latex).trim())
}

/// What every renderer of dollar mathematics knows.
fn changed(latex: &str) -> String {
    latex.replace("\\changed{", "\\underline{")
}

fn appendix(rules: &[&Entry], head: &str) -> String {
    let mut out = if rules.is_empty() { String::new() } else { format!("## {head}\n\n") };
    for entry in rules {
        out += &format!("### {}\n\n{}\n\n", code(entry.reason.name()), words::words_and_code(entry.doc, escape, code));
        for (term, text) in words::entry(entry) {
            let shown = match super::formulas::statement(&text) {
                Some(parts) => parts.iter().map(|latex| inline(latex)).collect::<Vec<_>>().join("; "),
                None => words::words_and_code(&text, escape, code),
            };
            out += &format!("- *{term}:* {shown}\n");
        }
        out += "\n";
    }
    out
}

/// A code span that nothing in the text can end.
fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

/// A code span in a table, where a bar would end the cell.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text in which nothing is markup, mathematics or HTML.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '$' => out += "&#36;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
