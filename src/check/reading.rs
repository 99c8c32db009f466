//! From bytes to declarations and chains, with what is wrong sorted into errors of the file and errors of a step.

use super::loader::FolderLoader;
use super::{uses, variant};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{self, Chain, Line, Loader, display};
use crate::kernel::obligation::Signature;
use crate::source::{Source, Span};
use crate::syntax;
use crate::syntax::amend::Fragment;
use crate::syntax::tree::{File, Statement, StatementKind};
use std::collections::BTreeSet;

/// A file as it was read.
pub struct Reading {
    /// Its text.
    pub source: Source,
    /// Its title.
    pub title: Option<String>,
    /// Its declarations.
    pub signature: Signature,
    /// Its chains, those of used files first.
    pub chains: Vec<Chain>,
    /// Why the file as a whole cannot be read.
    pub file_errors: Vec<Diagnostic>,
    /// Warnings, notes, and errors of single lines that the parser found.
    others: Vec<Diagnostic>,
    tree: File,
}

impl Reading {
    /// Reads a file of this name and content.
    pub fn of(path: &str, bytes: &[u8], loader: &mut FolderLoader<'_>, fragments: &[Fragment]) -> Self {
        let source = Source { path: path.to_owned(), text: String::from_utf8_lossy(bytes).into() };
        match syntax::decode(bytes) {
            Ok(_) if fragments.is_empty() => Self::of_text(source, loader, Vec::new()),
            Ok(_) => {
                let (amended, warnings) = variant::plan(&source, loader, fragments);
                loader.amend(amended, fragments);
                let text = loader.amended_text(path).map_or_else(|| source.text.clone(), Into::into);
                Self::of_text(Source { text, ..source }, loader, warnings)
            }
            Err(diagnostic) => Self::unreadable(source, diagnostic),
        }
    }

    fn unreadable(source: Source, why: Diagnostic) -> Self {
        Reading {
            source,
            title: None,
            signature: Signature::default(),
            chains: Vec::new(),
            file_errors: vec![why],
            others: Vec::new(),
            tree: File::default(),
        }
    }

    fn of_text(source: Source, loader: &FolderLoader<'_>, warnings: Vec<Diagnostic>) -> Self {
        let (first, _) = syntax::parse(&source.text);
        let known = uses::known(&source, &first, loader);
        let (tree, from_parser) = syntax::parse_with(&source.text, &known);
        let tree = loader.arrange(&source.path, tree);
        let elaborated = elaborate::elaborate(&source, &tree, loader);
        let in_lines = line_errors(&tree);
        let all = from_parser.into_iter().chain(elaborated.diagnostics).chain(warnings);
        let (file_errors, others) = all.partition(|d| d.severity == Severity::Error && !in_lines.contains(d));
        let (title, signature, chains) = (elaborated.title, elaborated.signature, elaborated.chains);
        Reading { source, title, signature, chains, file_errors, others, tree }
    }

    /// Is there an error that no single step bears? Then no step is checked: its meaning may depend on it.
    pub fn is_unreadable(&self) -> bool {
        !self.file_errors.is_empty()
    }

    /// Enters the error that no value meets what is declared of this name.
    pub fn contradictory_constraints(&mut self, name: &str) {
        let message = format!("the constraints on `{name}` contradict each other: nothing meets them");
        let span = declaration(&self.tree, name).unwrap_or_default();
        self.file_errors.push(Diagnostic::error(span, message).help("a claim about nothing would say nothing"));
    }

    /// What the file declares, defines, assumes and uses, as written, then the definitions that come from used files.
    pub fn declarations(&self) -> Vec<Statement> {
        let claims = |s: &&Statement| !matches!(s.node, StatementKind::Chain { .. } | StatementKind::Title(_));
        let mut all: Vec<Statement> = self.tree.statements.iter().filter(claims).cloned().collect();
        let own: BTreeSet<String> = all.iter().filter_map(defined).collect();
        let others = self.signature.order.iter().filter(|name| !own.contains(name.as_str()));
        all.extend(others.filter_map(|name| display::definition(name, &self.signature)));
        all
    }

    /// Its statements.
    pub fn statements(&self) -> &[Statement] {
        &self.tree.statements
    }

    /// Enters remarks that were found later.
    pub fn note(&mut self, notes: Vec<Diagnostic>) {
        self.others.extend(notes);
    }

    /// All diagnostics of the file and of its chains.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.file_errors.iter().chain(&self.others).cloned().collect();
        for chain in self.chains.iter().filter(|c| c.from.is_none()) {
            all.extend(of_line(&chain.first));
            for step in &chain.steps {
                all.extend(of_line(&step.line).chain(step.notes.iter().cloned()));
                all.extend(step.reasons.iter().flatten().filter_map(|r| r.as_ref().err().cloned()));
            }
        }
        all
    }
}

fn of_line(line: &Line) -> impl Iterator<Item = Diagnostic> {
    line.term.as_ref().err().into_iter().chain(&line.notes).cloned()
}

/// Errors of the parser that concern a single line.
fn line_errors(tree: &File) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for statement in &tree.statements {
        if let StatementKind::Chain { first, steps, .. } = &statement.node {
            errors.extend(std::iter::once(first).chain(steps.iter().map(|s| &s.expr)).filter_map(|e| e.as_ref().err()));
        }
    }
    errors.into_iter().map(|d| (**d).clone()).collect()
}

/// The name that a statement defines.
fn defined(statement: &Statement) -> Option<String> {
    if let StatementKind::Define { name, .. } = &statement.node { Some(name.node.clone()) } else { None }
}

/// Where a name is declared.
fn declaration(tree: &File, wanted: &str) -> Option<Span> {
    tree.statements.iter().find_map(|statement| match &statement.node {
        StatementKind::Declare { items, .. } => items.iter().find(|i| i.name.node == wanted).map(|i| i.name.span),
        StatementKind::Set(sets) => sets.iter().find(|(name, _)| name.node == wanted).map(|(name, _)| name.span),
        _ => None,
    })
}
