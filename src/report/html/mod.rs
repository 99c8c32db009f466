//! The report as one HTML file: no network, no script, mathematics as native MathML.
//!
//! A section for each derivation: a summary, then each line with its mark and reasons, and folded beneath it the stages of its proof.
//! All text goes through `escape`; mathematics is made from names that hold nothing but letters, digits, `_` and primes.

mod chain;
mod mathml;

use super::words::{self, mark};
use super::{FileReport, Report, Verdict};
use crate::rule::catalogue::Entry;
use crate::syntax::tree::StatementKind;

const STYLE: &str = include_str!("style.css");

/// The report on some files.
pub fn document(report: &Report) -> String {
    let many = report.files.len() != 1;
    let mut body = format!("<h1>{}</h1>\n<p>{}</p>\n", escape(&words::title(report)), escape(&words::counts(&report.summary)));
    for (number, file) in (1..).zip(&report.files) {
        if many {
            body += &format!("<h2>{}</h2>\n", escape(&words::file_title(file)));
        }
        body += &chain::file(file, number, if many { 3 } else { 2 });
    }
    body += &appendix(&words::rules_used(&report.files), "Rules used");
    page(&words::title(report), &body)
}

/// The first page of a folder's report: for each file its page.
pub fn index(report: &Report, links: &[String]) -> String {
    let mut body = format!("<h1>Derivations</h1>\n<p>{}</p>\n", escape(&words::counts(&report.summary)));
    body += "<p><a href=\"rules.html\">The rules</a></p>\n";
    body += "<div class=\"scroll\" role=\"region\" aria-label=\"Files\" tabindex=\"0\"><table>\n<caption>Files</caption>\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Report</th><th scope=\"col\">Steps</th></tr></thead>\n<tbody>\n";
    for (file, link) in report.files.iter().zip(links) {
        let verdict = words::verdict(file);
        body += &format!(
            "<tr><td>{}</td><th scope=\"row\"><a href=\"{}\">{}</a><br><span class=\"faint\"><code>{}</code></span></th><td>{}</td></tr>\n",
            verdict_of(verdict),
            escape(&link_to(link)),
            escape(&words::file_title(file)),
            escape(&file.path),
            escape(&words::count_file(file)),
        );
    }
    page("Derivations", &(body + "</tbody></table></div>\n"))
}

/// Rules of the catalogue as a page.
pub fn rules(rules: &[&Entry]) -> String {
    let title = words::rules_title(rules);
    let intro = format!("<h1>{}</h1>\n<p>{}</p>\n", escape(&title), escape(words::ABOUT_RULES));
    page(&title, &(intro + &appendix(rules, "Rules")))
}

/// The rules, each with all that the catalogue says.
fn appendix(rules: &[&Entry], head: &str) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let mut out = format!("<h2>{head}</h2>\n");
    for entry in rules {
        let name = entry.reason.name();
        out += &format!("<h3 id=\"rule-{name}\"><code>{name}</code></h3>\n<p>{}</p>\n<dl>\n", words_and_code(entry.doc));
        for (term, text) in words::entry(entry) {
            out += &format!("<dt>{term}</dt><dd>{}</dd>\n", statement(&text));
        }
        out += "</dl>\n";
    }
    out
}

/// A statement of the catalogue, as mathematics where all of it is.
fn statement(text: &str) -> String {
    match super::formulas::statement(text) {
        Some(parts) => parts.iter().map(|latex| mathml::math(latex)).collect::<Vec<_>>().join("; "),
        None => words_and_code(text),
    }
}

/// Text in which `this` is code.
fn words_and_code(text: &str) -> String {
    words::words_and_code(text, escape, |code| format!("<code>{}</code>", escape(code)))
}

fn verdict_of(verdict: Verdict) -> String {
    let class = match verdict {
        Verdict::Proved => "good",
        Verdict::Refuted | Verdict::Error => "bad",
        Verdict::Unproved => "doubt",
    };
    format!("<span class=\"{class}\"><span aria-hidden=\"true\">{} </span>{}</span>", mark(verdict), verdict.name())
}

/// The declarations of a file.
fn declarations(file: &FileReport, level: usize) -> String {
    if file.declarations.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<h{level}>Declarations</h{level}>\n<div class=\"scroll\" role=\"region\" aria-label=\"Declarations\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Declared</th></tr></thead>\n<tbody>\n"
    );
    for statement in &file.declarations {
        let (kind, latex, note) = words::declaration(statement);
        let note = if note.is_empty() { String::new() } else { format!(" <span class=\"faint\">({})</span>", escape(&note)) };
        let math = match &statement.node {
            StatementKind::Use(_) => String::new(),
            _ => mathml::math(&latex),
        };
        out += &format!("<tr><th scope=\"row\">{kind}</th><td>{math}{note}</td></tr>\n");
    }
    out + "</tbody></table></div>\n"
}

/// A whole page.
fn page(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n<footer>Checked by derive-check: a proved line has a certificate that an independent kernel has re-checked; a refuted line is false in the model shown, in exact arithmetic.</footer>\n</body>\n</html>\n"
    )
}

/// A relative address: what a path may hold and an address may not is written by its bytes.
fn link_to(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Text as it may stand in an element or in an attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
