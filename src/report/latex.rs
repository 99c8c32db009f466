//! The report as a LaTeX document: a plain `article` with `amsmath`, for a supplement.
//!
//! Lines stand in `align*`, their numbers and reasons beside them, long lines broken. Text from the input is escaped; what the document's
//! fonts do not have is written as its code point.

use super::words;
use super::{DerivationReport, FileReport, Formula, Inside, PartedSide, Report, Stage, StepReport, Verdict};
use crate::rule::catalogue::Entry;
use crate::syntax::tree::{Expr, StatementKind};
use crate::syntax::{difference, latex};

/// About how many letters of a formula stand on a line.
const WIDTH: usize = 62;

const PREAMBLE: &str = r"\documentclass[11pt]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb,color}
\usepackage[margin=25mm]{geometry}
\definecolor{changed}{gray}{0.88}
\newcommand{\changed}[1]{{\setlength{\fboxsep}{1pt}\colorbox{changed}{$\displaystyle #1$}}}
\newcommand{\reason}[1]{\text{\small\itshape #1}}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 2pt}
\sloppy
";

/// The report on some files.
pub fn document(report: &Report) -> String {
    let mut body = format!("{}\n\n", escape(&words::counts(&report.summary)));
    for each in &report.files {
        if report.files.len() != 1 {
            body += &format!("\\section{{{}}}\n", escape(&words::file_title(each)));
        }
        body += &file(each);
    }
    body += &appendix(&words::rules_used(&report.files), "Rules used");
    whole(&words::title(report), &body)
}

/// Rules of the catalogue.
pub fn rules(rules: &[&Entry]) -> String {
    let body = format!("{}\n\n{}", escape(words::ABOUT_RULES), appendix(rules, "Rules"));
    whole(&words::rules_title(rules), &body)
}

fn whole(title: &str, body: &str) -> String {
    let text = format!(
        "{PREAMBLE}\\title{{{}}}\n\\author{{}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle\n{body}\\end{{document}}\n",
        escape(title)
    );
    text.chars().map(in_font).collect()
}

fn file(file: &FileReport) -> String {
    let mut out = format!("Checked file: {}.\n\n", code(&file.path));
    for problem in &file.errors {
        let place = problem.line.map_or(String::new(), |line| format!("line {line}: "));
        out += &format!("\\textbf{{Error:}} {place}{}\n\n", escape(&problem.message));
    }
    for contradiction in &file.contradictions {
        out += &format!("\\textbf{{Internal contradiction:}} {}\n\n", escape(contradiction));
    }
    if !file.declarations.is_empty() {
        out += "\\subsection*{Declarations}\n\\begin{itemize}\n";
        for statement in &file.declarations {
            let (kind, latex, note) = words::declaration(statement);
            let math = if matches!(statement.node, StatementKind::Use(_)) { String::new() } else { format!("${latex}$") };
            let note = if note.is_empty() { String::new() } else { format!(" ({})", escape(&note)) };
            out += &format!("\\item {kind} {math}{note}\n");
        }
        out += "\\end{itemize}\n";
    }
    file.derivations.iter().for_each(|d| out += &derivation(d));
    out
}

fn derivation(report: &DerivationReport) -> String {
    let kind = if report.kind == "lemma" { "Lemma" } else { "Derivation" };
    let mut out = format!("\\subsection*{{{kind} {}: {}}}\n", code(&report.name), report.verdict.name());
    if !report.clauses.is_empty() {
        out += &format!("For all ${}$.\n", latex::clauses(&report.clauses));
    }
    out += &result(report);
    out += &chain(report);
    for step in &report.steps {
        out += &remarks(step);
    }
    if let Some(message) = &report.message {
        out += &format!("{}\n\n", escape(message));
    }
    let proofs: String = report.steps.iter().map(proof).collect();
    if !proofs.is_empty() {
        out += &format!("\\subsubsection*{{Proofs of the steps of {}}}\n{proofs}", code(&report.name));
    }
    out
}

fn result(report: &DerivationReport) -> String {
    let (Verdict::Proved, Some(result)) = (report.verdict, &report.result) else {
        return format!("No result: not every line is proved ({}).\n", words::count_derivation(report));
    };
    let conditions: Vec<String> = result.formulas.iter().map(condition).collect();
    let conditions = if conditions.is_empty() {
        "no further condition".to_owned()
    } else {
        format!("the conditions {}", conditions.join(" and "))
    };
    let assumed: Vec<String> = words::assumptions(report).iter().map(|a| code(a)).collect();
    let assumed = if assumed.is_empty() { "no assumption".to_owned() } else { assumed.join(", ") };
    format!(
        "The first line and the last stand in the relation ${}$ under {conditions} and {assumed} ({}).\n",
        latex::relation(result.relation),
        words::count_derivation(report)
    )
}

/// The whole chain, as a paper prints it.
fn chain(report: &DerivationReport) -> String {
    let mut rows = vec![row("", report.first_tree.as_ref(), &report.first, &[])];
    for step in &report.steps {
        let verdict = if step.verdict == Verdict::Proved { String::new() } else { format!(" {}", step.verdict.name()) };
        let tag = format!("\\tag*{{({}){verdict}}}", step.index);
        let mut lines = row(&step.relation, step.tree.as_ref(), &step.text, &[]);
        if let Some(last) = lines.last_mut() {
            *last += &tag;
        }
        rows.push(lines);
    }
    let rows: Vec<String> = rows.concat();
    let mut out = format!("\\begin{{align*}}\n{}\n\\end{{align*}}\n", rows.join(" \\\\\n"));
    out += "\\begin{itemize}\\setlength{\\itemsep}{0pt}\n";
    for step in &report.steps {
        let list = |all: &[String]| all.iter().map(|r| code(r)).collect::<Vec<_>>().join(", ");
        let mut parts = vec![step.verdict.name().to_owned()];
        if !step.stated.is_empty() {
            parts.push(format!("stated {}", list(&step.stated)));
        }
        if !step.used.is_empty() {
            parts.push(format!("used {}", list(&step.used)));
        }
        out += &format!("\\item[({})] {}\n", step.index, parts.join("; "));
    }
    out + "\\end{itemize}\n"
}

/// A line of an alignment, broken where it is long.
fn row(relation: &str, tree: Option<&Expr>, text: &str, marks: &[&Expr]) -> Vec<String> {
    let sign = if relation.is_empty() { "{}" } else { latex::relation(relation) };
    let Some(tree) = tree else { return vec![format!("&{sign} \\text{{{}}}", code(text))] };
    let lines = latex::lines(&latex::pieces(tree, marks), WIDTH);
    let begin = |at: usize| if at == 0 { format!("&{sign} ") } else { "&\\qquad ".to_owned() };
    lines.iter().enumerate().map(|(at, line)| begin(at) + line).collect()
}

fn remarks(step: &StepReport) -> String {
    let mut out = String::new();
    for (head, text) in words::remarks(step) {
        out += &format!("\\textbf{{Step {}.}} {head}: {}\n\n", step.index, escape(&text));
    }
    out += &counterexample(step);
    if let Some(parted) = &step.parted {
        let side = |side: &PartedSide| format!("${}${}", latex::latex(&side.tree), words::more(side));
        let (left, right) = (side(&parted.left), side(&parted.right));
        out += &format!("Simplified, the line before has {left} where this line has {right}.\n\n");
    }
    out
}

fn counterexample(step: &StepReport) -> String {
    let mut out = String::new();
    let Some(model) = &step.counterexample else { return out };
    out += &format!("\\textbf{{Step {} is false}}, for instance here:\n\\begin{{center}}\\begin{{tabular}}{{ll}}\n", step.index);
    for (name, value) in words::model(step) {
        out += &format!("{} & {} \\\\\n", code(&name), code(&value));
    }
    out += &format!("\\hline\nline before & {} \\\\\nthis line & {} \\\\\n", code(&model.left), code(&model.right));
    out + "\\end{tabular}\\end{center}\n"
}

/// The stages of one step.
fn proof(step: &StepReport) -> String {
    if step.trace.is_empty() {
        return String::new();
    }
    format!("\\textbf{{Step {}.}}\n{}", step.index, stages(&step.trace))
}

/// Stages as one alignment; below it what they needed, and the proofs inside them.
fn stages(all: &[Stage]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut rows = Vec::new();
    let (mut needs, mut insides) = (String::new(), String::new());
    for (number, stage) in (1..).zip(all) {
        let number = if all.len() == 1 { String::new() } else { format!("({number}) ") };
        let marks = difference::changed(&stage.before, &stage.line.tree);
        rows.push(format!("&\\reason{{{number}by {}}}", escape(&stage.rules.join(", "))));
        rows.extend(row(&stage.relation, Some(&stage.line.tree), "", &marks));
        needs += &conditions(&number, stage);
        stage.inside.iter().for_each(|own| insides += &format!("{number}{}", inside(own)));
    }
    let needs = if needs.is_empty() {
        String::new()
    } else {
        format!("\\begin{{itemize}}\\setlength{{\\itemsep}}{{0pt}}\n{needs}\\end{{itemize}}\n")
    };
    format!("\\begin{{align*}}\n{}\n\\end{{align*}}\n{needs}{insides}", rows.join(" \\\\\n"))
}

/// The cases of an induction or of a distinction, each with its own stages. No lists: those nest only so deep.
fn inside(inside: &Inside) -> String {
    let mut out = format!("{}\n\n", words::inside(inside, condition, |name| format!("${}$", latex::name(name))));
    for part in inside.parts() {
        let (kind, head) = (words::part(part.part), words::part_head(part, condition));
        out += &format!("\\emph{{{kind}}}{head}\n{}\n", stages(&part.trace));
    }
    out
}

/// What a stage needed, behind its number.
fn conditions(number: &str, stage: &Stage) -> String {
    let label = if number.is_empty() { String::new() } else { format!("[{}]", number.trim_end()) };
    let sentences = words::grounds(&stage.conditions, condition, escape);
    sentences.iter().map(|sentence| format!("\\item{label} {sentence}\n")).collect()
}

fn condition(condition: &Formula) -> String {
    let mut out = format!("${}$", latex::latex(&condition.tree));
    if condition.defined {
        out += " is defined";
    }
    if !condition.binders.is_empty() {
        out += &format!(" for ${}$", latex::clauses(&condition.binders));
    }
    out
}

fn appendix(rules: &[&Entry], head: &str) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let mut out = format!("\\section*{{{head}}}\n");
    for entry in rules {
        let doc = words::words_and_code(entry.doc, escape, code);
        out += &format!("\\paragraph{{{}}} {doc}\n\\begin{{itemize}}\n", code(entry.reason.name()));
        for (term, text) in words::entry(entry) {
            let shown = match super::formulas::statement(&text) {
                Some(parts) => parts.iter().map(|latex| format!("${latex}$")).collect::<Vec<_>>().join("; "),
                None => words::words_and_code(&text, escape, code),
            };
            out += &format!("\\item \\emph{{{term}:}} {shown}\n");
        }
        out += "\\end{itemize}\n";
    }
    // Names in typewriter letters do not break: justified lines would have holes.
    format!("{{\\raggedright\n{out}}}\n")
}

fn code(text: &str) -> String {
    format!("\\texttt{{{}}}", escape(text))
}

/// Text in which nothing is a command.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out += "\\textbackslash{}",
            '{' | '}' | '$' | '%' | '&' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '^' => out += "\\textasciicircum{}",
            '~' => out += "\\textasciitilde{}",
            '<' => out += "\\textless{}",
            '>' => out += "\\textgreater{}",
            '|' => out += "\\textbar{}",
            '"' => out += "\\textquotedbl{}",
            '`' => out += "\\textasciigrave{}",
            c if c.is_control() => out.push(' '),
            c => match latex::name(&c.to_string()) {
                greek if greek.starts_with('\\') && !greek.starts_with("\\text") => {
                    out += &format!("$ {greek} $").replace(' ', "")
                }
                _ => out.push(c),
            },
        }
    }
    out
}

/// A character that the fonts of the document have, or its code point.
fn in_font(c: char) -> String {
    match c {
        '∞' => "\\ensuremath{\\infty}".to_owned(),
        '≤' => "\\ensuremath{\\le}".to_owned(),
        '≥' => "\\ensuremath{\\ge}".to_owned(),
        '≠' => "\\ensuremath{\\ne}".to_owned(),
        '∂' => "\\ensuremath{\\partial}".to_owned(),
        '₀'..='₉' => format!("\\ensuremath{{_{}}}", u32::from(c) - u32::from('₀')),
        '—' => "---".to_owned(),
        '–' => "--".to_owned(),
        '“' => "``".to_owned(),
        '”' => "''".to_owned(),
        '’' => "'".to_owned(),
        '…' => "\\ldots{}".to_owned(),
        '\u{0}'..='\u{7f}' | '\u{a1}'..='\u{17f}' => c.to_string(),
        c => format!("\\texttt{{U+{:04X}}}", u32::from(c)),
    }
}
