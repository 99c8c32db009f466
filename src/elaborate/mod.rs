//! Surface tree to kernel data: names, sorts, definitions, steps. Untrusted in the sense of the design: it decides what is
//! *claimed*, never whether a claim holds; nothing is simplified here, and no definition is unfolded.
//!
//! Reading order: [`elaborate`] below; `declare` (sets, integers, functions), `define` (definitions and assumptions),
//! `chains` (steps and their reasons); `reader` and `expr` (expressions); [`display`] (the way back).
//! Every error is located and reported once; a name whose declaration has an error gives no further errors where it is used.

mod apply;
mod binder;
mod builtin;
mod chains;
mod condition;
mod constraint;
mod context;
mod declare;
mod define;
pub mod display;
mod draw;
mod expr;
mod infer;
mod joint;
mod linear;
mod reader;
mod suggest;
mod target;
#[cfg(test)]
mod tests;
mod unread;
mod uses;

use crate::diagnostic::Diagnostic;
use crate::kernel::obligation::{Binder, Relation, Signature};
use crate::rule::Reason;
use crate::source::{Source, Span};
use crate::syntax::tree::{Expr, ExprKind, File, StatementKind};
use crate::term::{Name, Term};
use context::Context;

/// Gives the files that `use` names, never above the folder of the file that was asked for.
pub trait Loader {
    /// The file that `relative` names in the file called `from`, under a path that is the same however it was reached.
    ///
    /// # Errors
    /// Why there is none, in words that follow "cannot be used:".
    fn load(&self, from: &str, relative: &str) -> Result<Source, String>;

    /// The statements of the file under this path in the order in which they count: the order of the text, unless somebody has
    /// put others in their place.
    fn arrange(&self, _path: &str, file: File) -> File {
        file
    }
}

/// A file read: what it declares, and what it claims.
#[derive(Clone, Debug)]
pub struct Elaborated {
    /// `title "…"`
    pub title: Option<String>,
    /// The declarations, with those of used files.
    pub signature: Signature,
    /// The chains in order, those of used files first.
    pub chains: Vec<Chain>,
    /// What concerns the whole file. An error among them makes the file unreadable; errors of one step stay with the step.
    pub diagnostics: Vec<Diagnostic>,
}

/// A derivation or lemma.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Its name.
    pub name: String,
    /// `lemma`?
    pub lemma: bool,
    /// The path of the used file it came from.
    pub from: Option<String>,
    /// The fixed indices in force, then those of `for`.
    pub vars: Vec<Binder>,
    /// How many of `vars` are from `for`: a citation instantiates these, and leaves the fixed ones as they are.
    pub for_count: usize,
    /// The first expression.
    pub first: Line,
    /// The steps.
    pub steps: Vec<Step>,
    /// From the keyword to the end of the last step.
    pub span: Span,
    /// The assumptions that stand before it: the only ones its steps may use.
    pub assumptions: Vec<Name>,
}

/// One expression of a chain.
#[derive(Clone, Debug)]
pub struct Line {
    /// The term, or the first error in it.
    pub term: Result<Term, Diagnostic>,
    /// The source text, on one line.
    pub text: String,
    /// The tree as written, if it could be read.
    pub tree: Option<Expr>,
    /// Its place.
    pub span: Span,
    /// Further errors, warnings and notes.
    pub notes: Vec<Diagnostic>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// The relation claimed between the line before and this one.
    pub relation: Relation,
    /// The line.
    pub line: Line,
    /// The one-based line of the file on which the relation stands.
    pub source_line: usize,
    /// From the relation to the end of the step.
    pub span: Span,
    /// What the stated reasons name; `None` where none is stated.
    pub reasons: Option<Vec<Result<Cited, Diagnostic>>>,
    /// The reasons as written.
    pub stated: Vec<String>,
    /// Remarks on the reasons.
    pub notes: Vec<Diagnostic>,
}

/// What a reason names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cited {
    /// A rule.
    Reason(Reason),
    /// A definition.
    Definition(Name),
    /// An assumption.
    Assumption(Name),
    /// A lemma or an earlier derivation.
    Result(String),
}

/// Reads a file.
pub fn elaborate(source: &Source, tree: &File, loader: &dyn Loader) -> Elaborated {
    let mut context = Context::new(source.clone(), loader);
    context.read_file(tree);
    let title = tree.statements.iter().find_map(|s| if let StatementKind::Title(t) = &s.node { Some(t.clone()) } else { None });
    Elaborated { title, signature: context.signature, chains: context.chains, diagnostics: context.diagnostics }
}

impl Context<'_> {
    /// Reads the used files, then the declarations, then everything else in order.
    fn read_file(&mut self, file: &File) {
        self.use_all(file);
        self.foresee(file);
        for statement in &file.statements {
            if let StatementKind::Assume { identically: true, left, .. } = &statement.node {
                self.identical.extend(head(left).map(str::to_owned));
            }
        }
        self.declare(file);
        for statement in &file.statements {
            self.read_statement(&statement.node, statement.span);
        }
    }

    fn read_statement(&mut self, statement: &StatementKind, span: Span) {
        match statement {
            StatementKind::Title(_) | StatementKind::Use(_) | StatementKind::Set(_) | StatementKind::Declare { .. } => {}
            StatementKind::Fix(clauses) => self.fix(clauses),
            StatementKind::Define { name, params, bar, body } => {
                self.define(&define::Written { name, params, bar: *bar, body });
            }
            StatementKind::Assume { identically, name, binders, left, relation, right } => {
                self.assume(name, *identically, binders, left, relation, right);
            }
            StatementKind::Chain { lemma, name, binders, first, steps } => {
                self.chain(&chains::Written { lemma: *lemma, name, binders, first, steps, span });
            }
        }
    }
}

/// The name that stands alone (applied to its arguments) in an expression.
fn head(e: &Expr) -> Option<&str> {
    match &expr::strip(e).node {
        ExprKind::Name(name) => Some(name),
        ExprKind::Apply(name, ..) => Some(&name.node),
        _ => None,
    }
}
