//! Tests of the elaborator on text: what each form means, and what each error says.

mod declarations;
mod definitions;
mod display;
mod expressions;
mod files;
mod steps;

use super::{Elaborated, Loader, elaborate};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use crate::term::{Dom, Name, Term};
use std::collections::BTreeMap;

/// Files in memory.
struct Memory(BTreeMap<String, String>);

impl Loader for Memory {
    fn load(&self, _: &str, relative: &str) -> Result<Source, String> {
        let text = self.0.get(relative).ok_or("there is no such file")?;
        Ok(Source { path: relative.to_owned(), text: text.as_str().into() })
    }
}

/// Reads a text that may use the given files.
fn read_with(text: &str, files: &[(&str, &str)]) -> Elaborated {
    let (tree, diagnostics) = crate::syntax::parse(text);
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let memory = Memory(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect());
    elaborate(&Source { path: "main.txt".to_owned(), text: text.into() }, &tree, &memory)
}

fn read(text: &str) -> Elaborated {
    read_with(text, &[])
}

/// All diagnostics of a file and its steps.
fn all(file: &Elaborated) -> Vec<Diagnostic> {
    let mut found = file.diagnostics.clone();
    for chain in &file.chains {
        for line in std::iter::once(&chain.first).chain(chain.steps.iter().map(|s| &s.line)) {
            found.extend(line.term.as_ref().err().cloned());
            found.extend(line.notes.iter().cloned());
        }
        for step in &chain.steps {
            found.extend(step.notes.iter().cloned());
            found.extend(step.reasons.iter().flatten().filter_map(|r| r.as_ref().err().cloned()));
        }
    }
    found
}

fn errors(file: &Elaborated) -> Vec<String> {
    let all = all(file);
    all.iter()
        .filter(|d| d.severity == Severity::Error)
        .map(|d| format!("{} | {}", d.message, d.help.as_deref().unwrap_or("")))
        .collect()
}

/// The file has exactly this error (a part of its message or help).
#[track_caller]
fn refused(text: &str, part: &str) {
    let found = errors(&read(text));
    assert!(found.len() == 1 && found.iter().all(|e| e.contains(part)), "wanted `{part}`, found {found:#?}");
}

#[track_caller]
fn accepted(text: &str) -> Elaborated {
    let file = read(text);
    assert_eq!(errors(&file), Vec::<String>::new());
    file
}

/// Declarations for the tests of expressions.
const HEADER: &str = "set A, S\nset C = {red, blue}\nset B = {0, 1}\ninteger n >= 1\nconstant x, y, α\nfunction f(A)\nfunction g(S, A)\n\
    function V(0..n)\nfunction k(A) integer\nparam θ(S, A)\ndistribution p(A)\ndistribution q(A | S)\ndistribution r(A, S)\n\
    fix a, b in A\nfix s in S\nfix t in 1..n\nfix c in C\nfix z in B\n";

/// The term of an expression under [`HEADER`].
#[track_caller]
fn term(text: &str) -> Term {
    let file = accepted(&format!("{HEADER}derivation d:\n  {text}\n  = 0\n"));
    file.chains[0].first.term.clone().unwrap()
}

/// The expression has exactly this error under [`HEADER`].
#[track_caller]
fn bad(text: &str, part: &str) {
    refused(&format!("{HEADER}derivation d:\n  {text}\n  = 0\n"), part);
}

fn var(name: &str) -> Term {
    Term::var(name)
}
fn app(name: &str, args: Vec<Term>) -> Term {
    Term::app(name, args)
}
fn con(name: &str) -> Term {
    app(name, vec![])
}
fn set(name: &str) -> Dom {
    Dom::Set(Name::new(name))
}
fn int(n: i64) -> Term {
    Term::int(n)
}
